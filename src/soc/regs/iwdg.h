/* SPDX-License-Identifier: BSD-3-Clause */
/* Independent watchdogs (RM0436, "IWDG"): offsets from their bases. */
#ifndef COPRO_SOC_REGS_IWDG_H
#define COPRO_SOC_REGS_IWDG_H

#define IWDG1_BASE 0x5C003000u
#define IWDG2_BASE 0x5A002000u

#define IWDG_KR	       0x000 /* write only */
#define IWDG_KR_RELOAD 0xAAAAu
#define IWDG_KR_ACCESS 0x5555u /* lets PR, RLR, WINR and EWCR be written */
#define IWDG_KR_START  0xCCCCu

#define IWDG_PR	    0x004 /* divides LSI by 4 << PR, 1024 at most */
#define IWDG_PR_MAX 8u
#define IWDG_RLR    0x008
#define IWDG_WINR   0x010
#define IWDG_COUNT  0xFFFu /* of RLR, WINR and EWCR.EWIT */

#define IWDG_SR	     0x00C
#define IWDG_SR_PVU  (1u << 0) /* PR, RLR, WINR, EWCR are on their way into the watchdog */
#define IWDG_SR_RVU  (1u << 1)
#define IWDG_SR_WVU  (1u << 2)
#define IWDG_SR_EWU  (1u << 3)
#define IWDG_SR_EWIF (1u << 14)

#define IWDG_EWCR      0x014
#define IWDG_EWCR_EWIC (1u << 14) /* written with 1: EWIF is cleared; reads as 0 */
#define IWDG_EWCR_EWIE (1u << 15)

/* An update takes at most so many periods of LSI. */
#define IWDG_UPDATE_PERIODS 3u

#endif
