/* SPDX-License-Identifier: BSD-3-Clause */
/* Power control (RM0436, "Power control (PWR)", PWR registers): offsets from 0x5000_1000. */
#ifndef COPRO_SOC_REGS_PWR_H
#define COPRO_SOC_REGS_PWR_H

#define PWR_CR1		    0x00
#define PWR_CR1_DBP	    (1u << 8) /* backup domain write access */
#define PWR_CR1_PVDEN	    (1u << 4)
#define PWR_CR1_AVDEN	    (1u << 16)
#define PWR_CSR1	    0x04
#define PWR_CR2		    0x08
#define PWR_CR2_BREN	    (1u << 0)
#define PWR_CR2_RREN	    (1u << 1)
#define PWR_CR2_MONEN	    (1u << 4)
#define PWR_CR2_BRRDY	    (1u << 16)
#define PWR_CR2_RRRDY	    (1u << 17)
#define PWR_CR3		    0x0C
#define PWR_CR3_USB33DEN    (1u << 24)
#define PWR_CR3_USB33RDY    (1u << 26)
#define PWR_CR3_REG18EN	    (1u << 28)
#define PWR_CR3_REG18RDY    (1u << 29)
#define PWR_CR3_REG11EN	    (1u << 30)
#define PWR_CR3_REG11RDY    (1u << 31)
#define PWR_MPUCR	    0x10
#define PWR_MPUCR_SBF_MPU   (1u << 7)
#define PWR_MCUCR	    0x14
#define PWR_CR_PDDS	    (1u << 0) /* MPUCR and MCUCR: deep sleep may power the core domain down */
#define PWR_CR_STOPF	    (1u << 5)
#define PWR_CR_SBF	    (1u << 6)
#define PWR_CR_CSSF	    (1u << 9) /* clears the flags */
#define PWR_MCUCR_DEEPSLEEP (1u << 15)
#define PWR_WKUPCR	    0x20
#define PWR_WKUPFR	    0x24
#define PWR_MPUWKUPENR	    0x28
#define PWR_MCUWKUPENR	    0x2C
#define PWR_VER		    0x3F4
#define PWR_ID		    0x3F8
#define PWR_SID		    0x3FC

#endif
