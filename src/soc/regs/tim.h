/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Timers (RM0436, "TIM1/TIM8", "TIM2/TIM3/TIM4/TIM5", "TIM12/TIM13/TIM14", "TIM15/TIM16/TIM17",
 * "TIM6/TIM7"): offsets from the block's base.
 */
#ifndef COPRO_SOC_REGS_TIM_H
#define COPRO_SOC_REGS_TIM_H

#define TIM_CR1	  0x00
#define TIM_CR2	  0x04
#define TIM_SMCR  0x08
#define TIM_DIER  0x0C
#define TIM_SR	  0x10
#define TIM_EGR	  0x14
#define TIM_CCMR1 0x18
#define TIM_CCMR2 0x1C
#define TIM_CCER  0x20
#define TIM_CNT	  0x24
#define TIM_PSC	  0x28
#define TIM_ARR	  0x2C
#define TIM_RCR	  0x30
#define TIM_CCR1  0x34
#define TIM_CCR2  0x38
#define TIM_CCR3  0x3C
#define TIM_CCR4  0x40
#define TIM_BDTR  0x44
#define TIM_DCR	  0x48
#define TIM_DMAR  0x4C
#define TIM_CCMR3 0x54
#define TIM_CCR5  0x58
#define TIM_CCR6  0x5C
#define TIM_AF1	  0x60
#define TIM_AF2	  0x64
#define TIM_TISEL 0x68

#define TIM_CR1_CEN	 (1u << 0)
#define TIM_CR1_UDIS	 (1u << 1)
#define TIM_CR1_URS	 (1u << 2)
#define TIM_CR1_OPM	 (1u << 3)
#define TIM_CR1_DIR	 (1u << 4)
#define TIM_CR1_CMS_MASK (3u << 5)
#define TIM_CR1_ARPE	 (1u << 7)
#define TIM_CR1_UIFREMAP (1u << 11)

#define TIM_SMCR_SMS_MASK 0x10007u
#define TIM_SMCR_ECE	  (1u << 14)

/* DIER, SR and EGR have the same bits for what they share. */
#define TIM_UPDATE	(1u << 0)
#define TIM_COMPARE(n)	(1u << (n)) /* channel 1-4 */
#define TIM_COMMUTATION (1u << 5)
#define TIM_TRIGGER	(1u << 6)
#define TIM_BREAK	(1u << 7)
#define TIM_DIER_UDE	(1u << 8)

#define TIM_CCMR_CCS_MASK 3u /* of a channel's half: 0 is output compare */
#define TIM_CCMR_OCPE	  (1u << 3)
#define TIM_CNT_UIFCPY	  (1u << 31)

#endif
