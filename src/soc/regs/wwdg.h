/* SPDX-License-Identifier: BSD-3-Clause */
/* System window watchdog (RM0436, "WWDG"): offsets from its base. */
#ifndef COPRO_SOC_REGS_WWDG_H
#define COPRO_SOC_REGS_WWDG_H

#define WWDG1_BASE 0x4000A000u

#define WWDG_CR	     0x000
#define WWDG_CR_T    0x7Fu /* the counter */
#define WWDG_CR_WDGA (1u << 7) /* set by software, cleared by reset alone */

#define WWDG_CFR	  0x004
#define WWDG_CFR_W	  0x7Fu /* a refresh at a count above this one resets */
#define WWDG_CFR_EWI	  (1u << 9) /* as WDGA */
#define WWDG_CFR_WDGTB(r) ((r) >> 11 & 7u) /* divides by 1 << WDGTB */

#define WWDG_SR	     0x008
#define WWDG_SR_EWIF (1u << 0) /* the count was 0x40; written with 0 to clear */

/* PCLK is divided by this, then by WDGTB. */
#define WWDG_PRESCALER 4096u
/* The early interrupt comes at this count; at the next one bit T6 is 0, and that resets. */
#define WWDG_LAST 0x40u

#endif
