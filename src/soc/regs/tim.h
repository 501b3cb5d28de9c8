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

#define TIM_CR2_CCPC	  (1u << 0)
#define TIM_CR2_CCUS	  (1u << 2)
#define TIM_CR2_CCDS	  (1u << 3)
#define TIM_CR2_MMS_SHIFT 4
#define TIM_CR2_MMS_MASK  (7u << TIM_CR2_MMS_SHIFT)
#define TIM_CR2_TI1S	  (1u << 7)
#define TIM_CR2_OIS_SHIFT 8 /* two bits a channel: OISx, OISxN */

/* CR2.MMS */
#define TIM_MMS_RESET	      0u
#define TIM_MMS_ENABLE	      1u
#define TIM_MMS_UPDATE	      2u
#define TIM_MMS_COMPARE_PULSE 3u
#define TIM_MMS_OC1REF	      4u /* and those of channels 2-4 */

#define TIM_SMCR_SMS_MASK      0x10007u /* bit 3 is apart from the others, and so are TS[4:3] */
#define TIM_SMCR_TS_MASK       0x300070u
#define TIM_SMCR_TS_SHIFT      4
#define TIM_SMCR_TS_HIGH_SHIFT 17 /* bit 20 becomes bit 3 */
#define TIM_SMCR_ETF_MASK      (0xFu << 8)
#define TIM_SMCR_ETPS_SHIFT    12
#define TIM_SMCR_ECE	       (1u << 14)
#define TIM_SMCR_ETP	       (1u << 15)

/* SMCR.SMS */
#define TIM_SMS_ENCODER_1      0x1u
#define TIM_SMS_ENCODER_2      0x2u
#define TIM_SMS_ENCODER_3      0x3u
#define TIM_SMS_RESET	       0x4u
#define TIM_SMS_GATED	       0x5u
#define TIM_SMS_TRIGGER	       0x6u
#define TIM_SMS_EXTERNAL_CLOCK 0x7u
#define TIM_SMS_RESET_TRIGGER  0x10000u

/* SMCR.TS; 0-3 are internal triggers */
#define TIM_TS_TI1F_ED 4u
#define TIM_TS_TI1FP1  5u
#define TIM_TS_TI2FP2  6u
#define TIM_TS_ETRF    7u

/* DIER, SR and EGR have the same bits for what they share. */
#define TIM_UPDATE	   (1u << 0)
#define TIM_COMPARE(n)	   (1u << (n)) /* channel 1-4 */
#define TIM_COMPARES	   0x1Eu
#define TIM_COMMUTATION	   (1u << 5)
#define TIM_TRIGGER	   (1u << 6)
#define TIM_BREAK	   (1u << 7)
#define TIM_BREAK_2	   (1u << 8) /* SR and EGR */
#define TIM_OVERCAPTURE(n) (1u << (8 + (n))) /* SR */
#define TIM_DIER_UDE	   (1u << 8)
#define TIM_DIER_DMA_SHIFT 8 /* the requests are the flags' bits, 8 higher */

/* A channel's half of CCMR1 and CCMR2; OCxM[3] is bit 16 of the half that the register has at 0. */
#define TIM_CCMR_CCS_MASK      3u /* 0 is output compare, else where the input comes from: */
#define TIM_CCMR_CCS_OWN       1u
#define TIM_CCMR_CCS_NEIGHBOUR 2u
#define TIM_CCMR_CCS_TRC       3u
#define TIM_CCMR_OCPE	       (1u << 3)
#define TIM_CCMR_OCM_SHIFT     4
#define TIM_CCMR_OCM_HIGH      (1u << 16)
#define TIM_CCMR_OCM_MASK      0x01017070u /* of both halves */
#define TIM_CCMR_OCCE	       (1u << 7)
#define TIM_CCMR_ICPSC_SHIFT   2
#define TIM_CCMR_ICF_MASK      0xF0u

/* OCxM */
#define TIM_OCM_FROZEN	       0u
#define TIM_OCM_ACTIVE	       1u
#define TIM_OCM_INACTIVE       2u
#define TIM_OCM_TOGGLE	       3u
#define TIM_OCM_FORCE_INACTIVE 4u
#define TIM_OCM_FORCE_ACTIVE   5u
#define TIM_OCM_PWM_1	       6u
#define TIM_OCM_PWM_2	       7u
#define TIM_OCM_RETRIGGER_1    8u
#define TIM_OCM_RETRIGGER_2    9u
#define TIM_OCM_COMBINED_1     12u
#define TIM_OCM_COMBINED_2     13u
#define TIM_OCM_ASYMMETRIC_1   14u
#define TIM_OCM_ASYMMETRIC_2   15u

/* A channel's four bits of CCER. */
#define TIM_CCER_CCE	 (1u << 0)
#define TIM_CCER_CCP	 (1u << 1)
#define TIM_CCER_CCNE	 (1u << 2)
#define TIM_CCER_CCNP	 (1u << 3)
#define TIM_CCER_ENABLES 0x5555u /* of all channels */

#define TIM_BDTR_LOCK_MASK (3u << 8)
#define TIM_BDTR_OSSI	   (1u << 10)
#define TIM_BDTR_OSSR	   (1u << 11)
#define TIM_BDTR_BKE	   (1u << 12)
#define TIM_BDTR_BKP	   (1u << 13)
#define TIM_BDTR_AOE	   (1u << 14)
#define TIM_BDTR_MOE	   (1u << 15)
#define TIM_BDTR_BK2E	   (1u << 24)

#define TIM_DCR_DBA_MASK  0x1Fu
#define TIM_DCR_DBL_SHIFT 8
#define TIM_DCR_DBL_MASK  0x1Fu

#define TIM_TISEL_MASK 0xFu /* of a channel's byte: 0 is its pin */

#define TIM_CNT_UIFCPY (1u << 31)

#endif
