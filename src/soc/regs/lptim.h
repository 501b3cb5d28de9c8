/* SPDX-License-Identifier: BSD-3-Clause */
/* Low-power timers (RM0436, "Low-power timer (LPTIM)"): offsets from the block's base. */
#ifndef COPRO_SOC_REGS_LPTIM_H
#define COPRO_SOC_REGS_LPTIM_H

#define LPTIMS 5u

#define LPTIM_ISR   0x00
#define LPTIM_ICR   0x04
#define LPTIM_IER   0x08
#define LPTIM_CFGR  0x0C
#define LPTIM_CR    0x10
#define LPTIM_CMP   0x14
#define LPTIM_ARR   0x18
#define LPTIM_CNT   0x1C
#define LPTIM_CFGR2 0x24

/* The bits of ISR, ICR and IER are the same. */
#define LPTIM_CMPM    (1u << 0)
#define LPTIM_ARRM    (1u << 1)
#define LPTIM_EXTTRIG (1u << 2)
#define LPTIM_CMPOK   (1u << 3)
#define LPTIM_ARROK   (1u << 4)
#define LPTIM_UP      (1u << 5)
#define LPTIM_DOWN    (1u << 6)
#define LPTIM_FLAGS   0x7Fu

#define LPTIM_CFGR_CKSEL	 (1u << 0) /* clocked by input 1 */
#define LPTIM_CFGR_CKPOL_SHIFT	 1 /* edges of the inputs that count: rising, falling, both */
#define LPTIM_CFGR_CKPOL_MASK	 (3u << LPTIM_CFGR_CKPOL_SHIFT)
#define LPTIM_CFGR_CKFLT_MASK	 (3u << 3)
#define LPTIM_CFGR_TRGFLT_MASK	 (3u << 6)
#define LPTIM_CFGR_PRESC_SHIFT	 9 /* divides by 1 << PRESC */
#define LPTIM_CFGR_PRESC_MASK	 (7u << LPTIM_CFGR_PRESC_SHIFT)
#define LPTIM_CFGR_TRIGSEL_SHIFT 13
#define LPTIM_CFGR_TRIGSEL_MASK	 (7u << LPTIM_CFGR_TRIGSEL_SHIFT)
#define LPTIM_CFGR_TRIGEN_SHIFT	 17 /* software, or edges of the trigger: rising, falling, both */
#define LPTIM_CFGR_TRIGEN_MASK	 (3u << LPTIM_CFGR_TRIGEN_SHIFT)
#define LPTIM_CFGR_TIMOUT	 (1u << 19)
#define LPTIM_CFGR_WAVE		 (1u << 20) /* set once */
#define LPTIM_CFGR_WAVPOL	 (1u << 21)
#define LPTIM_CFGR_PRELOAD	 (1u << 22)
#define LPTIM_CFGR_COUNTMODE	 (1u << 23) /* counts edges of input 1 */
#define LPTIM_CFGR_ENC		 (1u << 24)
#define LPTIM_CFGR_WRITABLE	 0x01FEEEDFu

#define LPTIM_CR_ENABLE	  (1u << 0)
#define LPTIM_CR_SNGSTRT  (1u << 1)
#define LPTIM_CR_CNTSTRT  (1u << 2)
#define LPTIM_CR_COUNTRST (1u << 3)
#define LPTIM_CR_RSTARE	  (1u << 4)

#define LPTIM_COUNT	   0xFFFFu /* of CMP, ARR and CNT */
#define LPTIM_CFGR2_INPUTS 0xFFu /* IN1SEL and IN2SEL: 0 is the pin */

#endif
