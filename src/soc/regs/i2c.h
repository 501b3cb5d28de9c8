/* SPDX-License-Identifier: BSD-3-Clause */
/* I2C and SMBus interface, second version (RM0436, "I2C"): offsets from the block's base. */
#ifndef COPRO_SOC_REGS_I2C_H
#define COPRO_SOC_REGS_I2C_H

#define I2C_CR1	     0x00
#define I2C_CR2	     0x04
#define I2C_OAR1     0x08
#define I2C_OAR2     0x0C
#define I2C_TIMINGR  0x10
#define I2C_TIMEOUTR 0x14
#define I2C_ISR	     0x18
#define I2C_ICR	     0x1C
#define I2C_PECR     0x20
#define I2C_RXDR     0x24
#define I2C_TXDR     0x28
#define I2C_HWCFGR   0x3F0
#define I2C_VERR     0x3F4
#define I2C_IPIDR    0x3F8
#define I2C_SIDR     0x3FC

#define I2C_CR1_PE	  (1u << 0)
#define I2C_CR1_TXIE	  (1u << 1)
#define I2C_CR1_RXIE	  (1u << 2)
#define I2C_CR1_ADDRIE	  (1u << 3)
#define I2C_CR1_NACKIE	  (1u << 4)
#define I2C_CR1_STOPIE	  (1u << 5)
#define I2C_CR1_TCIE	  (1u << 6)
#define I2C_CR1_ERRIE	  (1u << 7)
#define I2C_CR1_DNF_SHIFT 8
#define I2C_CR1_DNF_MASK  (0xFu << I2C_CR1_DNF_SHIFT)
#define I2C_CR1_ANFOFF	  (1u << 12)
#define I2C_CR1_TXDMAEN	  (1u << 14)
#define I2C_CR1_RXDMAEN	  (1u << 15)
#define I2C_CR1_SBC	  (1u << 16)
#define I2C_CR1_NOSTRETCH (1u << 17)
#define I2C_CR1_WUPEN	  (1u << 18)
#define I2C_CR1_GCEN	  (1u << 19)
#define I2C_CR1_SMBHEN	  (1u << 20)
#define I2C_CR1_SMBDEN	  (1u << 21)
#define I2C_CR1_ALERTEN	  (1u << 22)
#define I2C_CR1_PECEN	  (1u << 23)

/* SADD holds a 7-bit address in bits 7:1. */
#define I2C_CR2_SADD_MASK    0x3FFu
#define I2C_CR2_RD_WRN	     (1u << 10)
#define I2C_CR2_ADD10	     (1u << 11)
#define I2C_CR2_HEAD10R	     (1u << 12)
#define I2C_CR2_START	     (1u << 13)
#define I2C_CR2_STOP	     (1u << 14)
#define I2C_CR2_NACK	     (1u << 15)
#define I2C_CR2_NBYTES_SHIFT 16
#define I2C_CR2_NBYTES_MASK  (0xFFu << I2C_CR2_NBYTES_SHIFT)
#define I2C_CR2_RELOAD	     (1u << 24)
#define I2C_CR2_AUTOEND	     (1u << 25)
#define I2C_CR2_PECBYTE	     (1u << 26)

#define I2C_OAR1_OA1_MASK 0x3FFu
#define I2C_OAR1_OA1MODE  (1u << 10)
#define I2C_OAR1_OA1EN	  (1u << 15)

#define I2C_OAR2_OA2_MASK     0xFEu
#define I2C_OAR2_OA2MSK_SHIFT 8
#define I2C_OAR2_OA2MSK_MASK  (7u << I2C_OAR2_OA2MSK_SHIFT)
#define I2C_OAR2_OA2EN	      (1u << 15)

#define I2C_TIMINGR_SCLL_SHIFT	 0
#define I2C_TIMINGR_SCLH_SHIFT	 8
#define I2C_TIMINGR_SDADEL_SHIFT 16
#define I2C_TIMINGR_SCLDEL_SHIFT 20
#define I2C_TIMINGR_PRESC_SHIFT	 28

#define I2C_TIMEOUTR_TIMEOUTA_MASK  0xFFFu
#define I2C_TIMEOUTR_TIDLE	    (1u << 12)
#define I2C_TIMEOUTR_TIMOUTEN	    (1u << 15)
#define I2C_TIMEOUTR_TIMEOUTB_SHIFT 16
#define I2C_TIMEOUTR_TIMEOUTB_MASK  (0xFFFu << I2C_TIMEOUTR_TIMEOUTB_SHIFT)
#define I2C_TIMEOUTR_TEXTEN	    (1u << 31)

#define I2C_ISR_TXE	      (1u << 0)
#define I2C_ISR_TXIS	      (1u << 1)
#define I2C_ISR_RXNE	      (1u << 2)
#define I2C_ISR_ADDR	      (1u << 3)
#define I2C_ISR_NACKF	      (1u << 4)
#define I2C_ISR_STOPF	      (1u << 5)
#define I2C_ISR_TC	      (1u << 6)
#define I2C_ISR_TCR	      (1u << 7)
#define I2C_ISR_BERR	      (1u << 8)
#define I2C_ISR_ARLO	      (1u << 9)
#define I2C_ISR_OVR	      (1u << 10)
#define I2C_ISR_PECERR	      (1u << 11)
#define I2C_ISR_TIMEOUT	      (1u << 12)
#define I2C_ISR_ALERT	      (1u << 13)
#define I2C_ISR_BUSY	      (1u << 15)
#define I2C_ISR_DIR	      (1u << 16)
#define I2C_ISR_ADDCODE_SHIFT 17
#define I2C_ISR_ADDCODE_MASK  (0x7Fu << I2C_ISR_ADDCODE_SHIFT)

/* Flags of ISR that ICR clears, at the same position. */
#define I2C_ICR_FLAGS 0x00003F38u

#endif
