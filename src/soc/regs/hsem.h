/* SPDX-License-Identifier: BSD-3-Clause */
/* Hardware semaphores (RM0436, "HSEM"): offsets from its base. */
#ifndef COPRO_SOC_REGS_HSEM_H
#define COPRO_SOC_REGS_HSEM_H

#define HSEM_BASE	0x4C000000u
#define HSEM_SEMAPHORES 32u

#define HSEM_R(n)   (4u * (n)) /* write: take in two steps, or release; read: who holds it */
#define HSEM_RLR(n) (0x80u + 4u * (n)) /* read: take in one step */

/* HSEM_R and HSEM_RLR */
#define HSEM_LOCK	  (1u << 31)
#define HSEM_COREID_SHIFT 8
#define HSEM_COREID_MASK  (0xFu << HSEM_COREID_SHIFT)
#define HSEM_PROCID_MASK  0xFFu

/* Bus master ids of the two processors. */
#define HSEM_CORE_A7 1u
#define HSEM_CORE_M4 2u

/* Interrupt registers of a core (HSEM_CORE_...), one bit a semaphore. */
#define HSEM_INTERRUPT(core) (0x100u + ((core)-1u) * 0x10u)
#define HSEM_IER	     0x0
#define HSEM_ICR	     0x4 /* reads as 0 */
#define HSEM_ISR	     0x8
#define HSEM_MISR	     0xC

#define HSEM_CR	      0x140 /* write only: KEY and COREID */
#define HSEM_KEYR     0x144
#define HSEM_KEY_MASK 0xFFFF0000u

#define HSEM_HWCFGR2 0x3EC
#define HSEM_HWCFGR1 0x3F0
#define HSEM_VERR    0x3F4
#define HSEM_IPIDR   0x3F8
#define HSEM_SIDR    0x3FC

/* Semaphores that Linux's device tree of the chip gives a meaning (hwlocks of pinctrl and exti). */
#define HSEM_ID_GPIO 0u
#define HSEM_ID_EXTI 1u

#endif
