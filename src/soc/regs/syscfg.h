/* SPDX-License-Identifier: BSD-3-Clause */
/* System configuration controller (RM0436, "SYSCFG"): offsets from 0x5002_0000. */
#ifndef COPRO_SOC_REGS_SYSCFG_H
#define COPRO_SOC_REGS_SYSCFG_H

#define SYSCFG_BOOTR		 0x00
#define SYSCFG_BOOTR_PINS	 0x07u
#define SYSCFG_BOOTR_ENGINEERING 4u /* BOOT2 high, BOOT1 and BOOT0 low */
#define SYSCFG_PMCSETR		 0x04
#define SYSCFG_IOCTRLSETR	 0x18
#define SYSCFG_ICNR		 0x1C
#define SYSCFG_CMPCR		 0x20
#define SYSCFG_CMPCR_SW_CTRL	 (1u << 1)
#define SYSCFG_CMPCR_READY	 (1u << 8)
#define SYSCFG_CMPENSETR	 0x24
#define SYSCFG_CMPENCLRR	 0x28
#define SYSCFG_CMPEN_MPU	 (1u << 0)
#define SYSCFG_CMPEN_MCU	 (1u << 1)
#define SYSCFG_CBR		 0x2C
#define SYSCFG_PMCCLRR		 0x44
#define SYSCFG_IOCTRLCLRR	 0x58
#define SYSCFG_VERR		 0x3F4
#define SYSCFG_IPIDR		 0x3F8
#define SYSCFG_SIDR		 0x3FC

#endif
