/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Analog-to-digital converters (RM0436, "Analog-to-digital converters (ADC)"): offsets from the base of a
 * converter, which is that of the block for ADC1 and 0x100 further for ADC2; those of the common registers are
 * from the block's base.
 */
#ifndef COPRO_SOC_REGS_ADC_H
#define COPRO_SOC_REGS_ADC_H

#define ADC_UNITS    2u
#define ADC_STRIDE   0x100u
#define ADC_CHANNELS 20u
#define ADC_RANKS    16u
#define ADC_INJECTED 4u

#define ADC_ISR	     0x00
#define ADC_IER	     0x04
#define ADC_CR	     0x08
#define ADC_CFGR     0x0C
#define ADC_CFGR2    0x10
#define ADC_SMPR1    0x14
#define ADC_SMPR2    0x18
#define ADC_PCSEL    0x1C
#define ADC_LTR1     0x20
#define ADC_HTR1     0x24
#define ADC_SQR1     0x30
#define ADC_SQR2     0x34
#define ADC_SQR3     0x38
#define ADC_SQR4     0x3C
#define ADC_DR	     0x40
#define ADC_JSQR     0x4C
#define ADC_OFR1     0x60
#define ADC_JDR1     0x80
#define ADC_AWD2CR   0xA0
#define ADC_AWD3CR   0xA4
#define ADC_LTR2     0xB0
#define ADC_HTR2     0xB4
#define ADC_LTR3     0xB8
#define ADC_HTR3     0xBC
#define ADC_DIFSEL   0xC0
#define ADC_CALFACT  0xC4
#define ADC_CALFACT2 0xC8
#define ADC_OR	     0xD0

#define ADC_COMMON  0x300u
#define ADC_CSR	    0x300
#define ADC_CCR	    0x308
#define ADC_CDR	    0x30C
#define ADC_CDR2    0x310
#define ADC_HWCFGR0 0x3F0
#define ADC_VERR    0x3F4
#define ADC_IPIDR   0x3F8
#define ADC_SIDR    0x3FC

/* ISR, and IER but for LDORDY */
#define ADC_ADRDY  (1u << 0)
#define ADC_EOSMP  (1u << 1)
#define ADC_EOC	   (1u << 2)
#define ADC_EOS	   (1u << 3)
#define ADC_OVR	   (1u << 4)
#define ADC_JEOC   (1u << 5)
#define ADC_JEOS   (1u << 6)
#define ADC_AWD(n) (1u << (6 + (n))) /* 1 to 3 */
#define ADC_AWDS   (7u << 7)
#define ADC_FLAGS  0x7FFu
#define ADC_LDORDY (1u << 12)

#define ADC_CR_ADEN	      (1u << 0)
#define ADC_CR_ADDIS	      (1u << 1)
#define ADC_CR_ADSTART	      (1u << 2)
#define ADC_CR_JADSTART	      (1u << 3)
#define ADC_CR_ADSTP	      (1u << 4)
#define ADC_CR_JADSTP	      (1u << 5)
#define ADC_CR_ADCALLIN	      (1u << 16)
#define ADC_CR_LINCALRDY_MASK (0x3Fu << 22)
#define ADC_CR_LINCALRDY(n)   (1u << (22 + (n))) /* LINCALRDYW1 is 0 */
#define ADC_LINEARITY_WORDS   6u
#define ADC_CR_ADVREGEN	      (1u << 28)
#define ADC_CR_DEEPPWD	      (1u << 29)
#define ADC_CR_ADCALDIF	      (1u << 30)
#define ADC_CR_ADCAL	      (1u << 31)
/* What software sets, and hardware clears. */
#define ADC_CR_COMMANDS                                                                            \
	(ADC_CR_ADEN | ADC_CR_ADDIS | ADC_CR_ADSTART | ADC_CR_JADSTART | ADC_CR_ADSTP |            \
	 ADC_CR_JADSTP | ADC_CR_ADCAL)

#define ADC_CFGR_DMNGT_MASK    3u
#define ADC_DMNGT_ONE_SHOT     1u
#define ADC_DMNGT_CIRCULAR     3u
#define ADC_CFGR_RES_SHIFT     2
#define ADC_CFGR_RES_MASK      7u
#define ADC_CFGR_EXTSEL_SHIFT  5
#define ADC_CFGR_EXTSEL_MASK   0x1Fu
#define ADC_CFGR_EXTEN_SHIFT   10
#define ADC_EXTEN_MASK	       3u
#define ADC_EXTEN_RISING       1u
#define ADC_EXTEN_FALLING      2u
#define ADC_CFGR_OVRMOD	       (1u << 12)
#define ADC_CFGR_CONT	       (1u << 13)
#define ADC_CFGR_AUTDLY	       (1u << 14)
#define ADC_CFGR_DISCEN	       (1u << 16)
#define ADC_CFGR_DISCNUM_SHIFT 17
#define ADC_CFGR_DISCNUM_MASK  7u
#define ADC_CFGR_JDISCEN       (1u << 20)
#define ADC_CFGR_AWD1SGL       (1u << 22)
#define ADC_CFGR_AWD1EN	       (1u << 23)
#define ADC_CFGR_JAWD1EN       (1u << 24)
#define ADC_CFGR_JAUTO	       (1u << 25)
#define ADC_CFGR_AWD1CH_SHIFT  26
#define ADC_CFGR_JQDIS	       (1u << 31)
#define ADC_CHANNEL_MASK       0x1Fu

#define ADC_CFGR2_ROVSE	     (1u << 0)
#define ADC_CFGR2_JOVSE	     (1u << 1)
#define ADC_CFGR2_OVSS_SHIFT 5
#define ADC_CFGR2_OVSS_MASK  0xFu
#define ADC_CFGR2_TROVS	     (1u << 9)
#define ADC_CFGR2_RSHIFT(n)  (1u << (11 + (n))) /* of OFR1: 0 */
#define ADC_CFGR2_OSVR_SHIFT 16
#define ADC_CFGR2_OSVR_MASK  0x3FFu
#define ADC_CFGR2_LSHIFT     28

#define ADC_SQR1_L_MASK	      0xFu
#define ADC_JSQR_JL_MASK      3u
#define ADC_JSQR_JEXTSEL      2
#define ADC_JSQR_JEXTEN	      7
#define ADC_JSQR_JSQ1	      9 /* and every 6 bits the next */
#define ADC_OFR_OFFSET_MASK   0x03FFFFFFu
#define ADC_OFR_CHANNEL_SHIFT 26
#define ADC_OFR_SSATE	      (1u << 31)
#define ADC_OR_VDDCOREEN      1u

#define ADC_CCR_DUAL_MASK    0x1Fu
#define ADC_CCR_CKMODE_SHIFT 16
#define ADC_CCR_CKMODE_MASK  3u
#define ADC_CCR_PRESC_SHIFT  18
#define ADC_CCR_PRESC_MASK   0xFu
#define ADC_CCR_VREFEN	     (1u << 22)
#define ADC_CCR_TSEN	     (1u << 23)
#define ADC_CCR_VBATEN	     (1u << 24)

/* Channels of ADC2 that are inside the chip (RM0436, "ADC2 connectivity"). */
#define ADC2_TEMPERATURE 12u
#define ADC2_VREFINT	 13u
#define ADC2_VDDCORE	 14u
#define ADC2_VBAT	 15u /* a quarter of it */
#define ADC2_DAC_OUT1	 16u
#define ADC2_DAC_OUT2	 17u

#endif
