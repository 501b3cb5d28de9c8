/* SPDX-License-Identifier: BSD-3-Clause */
/* Real-time clock (RM0436, "Real-time clock (RTC)"): offsets from 0x5C00_4000. */
#ifndef COPRO_SOC_REGS_RTC_H
#define COPRO_SOC_REGS_RTC_H

#define RTC_BASE 0x5C004000u

#define RTC_TR	       0x00
#define RTC_DR	       0x04
#define RTC_SSR	       0x08
#define RTC_ICSR       0x0C
#define RTC_PRER       0x10
#define RTC_WUTR       0x14
#define RTC_CR	       0x18
#define RTC_SMCR       0x20
#define RTC_WPR	       0x24
#define RTC_CALR       0x28
#define RTC_SHIFTR     0x2C
#define RTC_TSTR       0x30
#define RTC_TSDR       0x34
#define RTC_TSSSR      0x38
#define RTC_ALRMR(n)   (0x40 + 8 * (n)) /* 0: A, 1: B */
#define RTC_ALRMSSR(n) (0x44 + 8 * (n))
#define RTC_SR	       0x50
#define RTC_MISR       0x54
#define RTC_SMISR      0x58
#define RTC_SCR	       0x5C
#define RTC_CFGR       0x60

#define RTC_ALARMS 2u

#define RTC_ICSR_ALRWF(n) (1u << (n))
#define RTC_ICSR_WUTWF	  (1u << 2)
#define RTC_ICSR_SHPF	  (1u << 3)
#define RTC_ICSR_INITS	  (1u << 4)
#define RTC_ICSR_RSF	  (1u << 5)
#define RTC_ICSR_INITF	  (1u << 6)
#define RTC_ICSR_INIT	  (1u << 7)
#define RTC_ICSR_RECALPF  (1u << 16)

#define RTC_PRER_S	 0x7FFFu
#define RTC_PRER_A_SHIFT 16
#define RTC_PRER_A	 0x7Fu

#define RTC_CR_WUCKSEL	0x7u
#define RTC_CR_REFCKON	(1u << 4)
#define RTC_CR_BYPSHAD	(1u << 5)
#define RTC_CR_FMT	(1u << 6) /* 12 hours */
#define RTC_CR_ALRE(n)	(1u << (8 + (n)))
#define RTC_CR_WUTE	(1u << 10)
#define RTC_CR_TSE	(1u << 11)
#define RTC_CR_IE_SHIFT 12 /* from here on as the flags in SR */
#define RTC_CR_ADD1H	(1u << 16) /* read as 0, as the next */
#define RTC_CR_SUB1H	(1u << 17)
#define RTC_CR_OUTPUTS	0x84E00000u /* OUT2EN, TAMPOE, COE, OSEL */
#define RTC_CR_WRITABLE 0xE7FCFF7Fu

#define RTC_CALR_CALM	  0x1FFu
#define RTC_CALR_CALP	  (1u << 15)
#define RTC_CALR_WRITABLE 0x0000E1FFu

#define RTC_SHIFTR_SUBFS 0x7FFFu
#define RTC_SHIFTR_ADD1S (1u << 31)

#define RTC_ALRMR_MSK4		 0x80000000u
#define RTC_ALRMR_WDSEL		 0x40000000u
#define RTC_ALRMR_MSK3		 0x00800000u
#define RTC_ALRMR_MSK2		 0x00008000u
#define RTC_ALRMR_MSK1		 0x00000080u
#define RTC_ALRMSSR_MASKSS_SHIFT 24
#define RTC_ALRMSSR_SS		 0x7FFFu

/* SR, MISR, SMISR, SCR */
#define RTC_ALRF(n) (1u << (n))
#define RTC_WUTF    (1u << 2)

/* What may be written by the non-secure world: all of it. */
#define RTC_SMCR_OPEN	 0xE00Fu
#define RTC_SMCR_DECPROT (1u << 15)

#endif
