/* SPDX-License-Identifier: BSD-3-Clause */
/* Extended interrupt and event controller (RM0436, "EXTI"): offsets from 0x5000_D000. */
#ifndef COPRO_SOC_REGS_EXTI_H
#define COPRO_SOC_REGS_EXTI_H

/* Lines are in three banks of 32. */
#define EXTI_BANKS     3u
#define EXTI_BANK(n)   (0x20u * (n))
#define EXTI_RTSR      0x00
#define EXTI_FTSR      0x04
#define EXTI_SWIER     0x08
#define EXTI_RPR       0x0C
#define EXTI_FPR       0x10
#define EXTI_TZENR     0x14
#define EXTI_BANK_SIZE 0x20u

/* Port of GPIO lines 0-15, one byte each: A = 0 ... K = 10, Z = 11. */
#define EXTI_EXTICR(n) (0x60u + 4u * (n))
#define EXTI_PORTS     12u

/* Masks: core 0 is C1 (Cortex-A7), 1 is C2 (Cortex-M4). */
#define EXTI_IMR(core, bank) (0x80u + 0x40u * (core) + 0x10u * (bank))
#define EXTI_EMR(core, bank) (0x84u + 0x40u * (core) + 0x10u * (bank))

#define EXTI_HWCFGR13 0x3C0
#define EXTI_HWCFGR1  0x3F0
#define EXTI_VERR     0x3F4
#define EXTI_IPIDR    0x3F8
#define EXTI_SIDR     0x3FC

/* Lines with an edge detector, by bank: GPIO 0-15 and PVD/AVD; none; CPU2 SEV, CPU1 SEV, WWDG1
 * reset, M4 SYSRESETREQ and one that the manual's tables leave unnamed. */
#define EXTI_CONFIGURABLE_0 0x0001FFFFu
#define EXTI_CONFIGURABLE_1 0x00000000u
#define EXTI_CONFIGURABLE_2 0x00000616u

/* Lines that can make an event for the M4, by bank. */
#define EXTI_EVENT_0 0x000EFFFFu
#define EXTI_EVENT_1 0x00000000u
#define EXTI_EVENT_2 0x00000004u

/* Lines that secure software can take for itself, by bank. */
#define EXTI_SECURABLE_0 0x050EFFFFu
#define EXTI_SECURABLE_1 0x1FC00200u
#define EXTI_SECURABLE_2 0x00000000u

#define EXTI_IMPLEMENTED_2 0x00000FFFu

/* Lines other blocks drive. */
#define EXTI_LINE_RTC	  19u /* alarms and wake-up */
#define EXTI_LINE_IPCC_C1 61u
#define EXTI_LINE_IPCC_C2 62u
#define EXTI_LINE_HSEM_C1 63u
#define EXTI_LINE_HSEM_C2 64u
#define EXTI_LINE_C2_SEV  65u
#define EXTI_LINE_C1_SEV  66u
#define EXTI_LINE_WWDG1	  68u
#define EXTI_LINE_C2_RST  73u

#endif
