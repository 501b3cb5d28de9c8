/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * General-purpose I/O banks (RM0436, "GPIO"): offsets from 0x5000_2000 + 0x1000 * n for banks A-K
 * and from 0x5400_4000 for bank Z.
 */
#ifndef COPRO_SOC_REGS_GPIO_H
#define COPRO_SOC_REGS_GPIO_H

#define GPIO_PINS 16u

#define GPIO_MODER   0x00 /* 2 bits a pin */
#define GPIO_OTYPER  0x04
#define GPIO_OSPEEDR 0x08 /* 2 bits a pin */
#define GPIO_PUPDR   0x0C /* 2 bits a pin */
#define GPIO_IDR     0x10
#define GPIO_ODR     0x14
#define GPIO_BSRR    0x18
#define GPIO_LCKR    0x1C
#define GPIO_AFRL    0x20 /* 4 bits a pin */
#define GPIO_AFRH    0x24
#define GPIO_BRR     0x28
#define GPIO_SECCFGR 0x30 /* bank Z only */

#define GPIO_MODE_INPUT	    0u
#define GPIO_MODE_OUTPUT    1u
#define GPIO_MODE_ALTERNATE 2u
#define GPIO_MODE_ANALOG    3u

#define GPIO_PULL_NONE 0u
#define GPIO_PULL_UP   1u
#define GPIO_PULL_DOWN 2u

#define GPIO_LCKR_LCKK (1u << 16)

#define GPIO_HWCFGR10 0x3C8
#define GPIO_HWCFGR9  0x3CC
#define GPIO_HWCFGR7  0x3D4
#define GPIO_HWCFGR6  0x3D8
#define GPIO_VERR     0x3F4
#define GPIO_IPIDR    0x3F8
#define GPIO_SIDR     0x3FC

/* EXTICR number of bank Z; banks A-K are 0-10. */
#define GPIO_PORT_Z 11u

#endif
