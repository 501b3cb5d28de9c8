/* SPDX-License-Identifier: BSD-3-Clause */
/* USART and UART, version with FIFO (RM0436, "USART"): offsets from the block's base. */
#ifndef COPRO_SOC_REGS_USART_H
#define COPRO_SOC_REGS_USART_H

#define USART_CR1     0x00
#define USART_CR2     0x04
#define USART_CR3     0x08
#define USART_BRR     0x0C
#define USART_GTPR    0x10
#define USART_RTOR    0x14
#define USART_RQR     0x18
#define USART_ISR     0x1C
#define USART_ICR     0x20
#define USART_RDR     0x24
#define USART_TDR     0x28
#define USART_PRESC   0x2C
#define USART_HWCFGR2 0x3EC
#define USART_HWCFGR1 0x3F0
#define USART_VERR    0x3F4
#define USART_IPIDR   0x3F8
#define USART_SIDR    0x3FC

#define USART_FIFO_DEPTH 16u

#define USART_CR1_UE	 (1u << 0)
#define USART_CR1_UESM	 (1u << 1)
#define USART_CR1_RE	 (1u << 2)
#define USART_CR1_TE	 (1u << 3)
#define USART_CR1_IDLEIE (1u << 4)
#define USART_CR1_RXNEIE (1u << 5)
#define USART_CR1_TCIE	 (1u << 6)
#define USART_CR1_TXEIE	 (1u << 7)
#define USART_CR1_PEIE	 (1u << 8)
#define USART_CR1_PS	 (1u << 9)
#define USART_CR1_PCE	 (1u << 10)
#define USART_CR1_WAKE	 (1u << 11)
#define USART_CR1_M0	 (1u << 12)
#define USART_CR1_MME	 (1u << 13)
#define USART_CR1_CMIE	 (1u << 14)
#define USART_CR1_OVER8	 (1u << 15)
#define USART_CR1_RTOIE	 (1u << 26)
#define USART_CR1_EOBIE	 (1u << 27)
#define USART_CR1_M1	 (1u << 28)
#define USART_CR1_FIFOEN (1u << 29)
#define USART_CR1_TXFEIE (1u << 30)
#define USART_CR1_RXFFIE (1u << 31)

#define USART_CR2_ADDM7	     (1u << 4)
#define USART_CR2_LBDIE	     (1u << 6)
#define USART_CR2_STOP_SHIFT 12
#define USART_CR2_STOP_MASK  (3u << USART_CR2_STOP_SHIFT)
#define USART_CR2_CLKEN	     (1u << 11)
#define USART_CR2_LINEN	     (1u << 14)
#define USART_CR2_DATAINV    (1u << 18)
#define USART_CR2_MSBFIRST   (1u << 19)
#define USART_CR2_ABREN	     (1u << 20)
#define USART_CR2_RTOEN	     (1u << 23)
#define USART_CR2_ADD_SHIFT  24

#define USART_CR3_EIE		(1u << 0)
#define USART_CR3_IREN		(1u << 1)
#define USART_CR3_HDSEL		(1u << 3)
#define USART_CR3_SCEN		(1u << 5)
#define USART_CR3_DMAR		(1u << 6)
#define USART_CR3_DMAT		(1u << 7)
#define USART_CR3_RTSE		(1u << 8)
#define USART_CR3_CTSE		(1u << 9)
#define USART_CR3_CTSIE		(1u << 10)
#define USART_CR3_ONEBIT	(1u << 11)
#define USART_CR3_OVRDIS	(1u << 12)
#define USART_CR3_DDRE		(1u << 13)
#define USART_CR3_WUS_SHIFT	20
#define USART_CR3_WUS_MASK	(3u << USART_CR3_WUS_SHIFT)
#define USART_WUS_ADDRESS	0u /* else a start bit or a character */
#define USART_CR3_WUFIE		(1u << 22)
#define USART_CR3_TXFTIE	(1u << 23)
#define USART_CR3_TCBGTIE	(1u << 24)
#define USART_CR3_RXFTCFG_SHIFT 25
#define USART_CR3_RXFTIE	(1u << 28)
#define USART_CR3_TXFTCFG_SHIFT 29
#define USART_CR3_FTCFG_MASK	7u

#define USART_RQR_ABRRQ (1u << 0)
#define USART_RQR_SBKRQ (1u << 1)
#define USART_RQR_MMRQ	(1u << 2)
#define USART_RQR_RXFRQ (1u << 3)
#define USART_RQR_TXFRQ (1u << 4)

/* RXNE and TXE are named RXFNE and TXFNF while the FIFO is on. */
#define USART_ISR_PE	(1u << 0)
#define USART_ISR_FE	(1u << 1)
#define USART_ISR_NE	(1u << 2)
#define USART_ISR_ORE	(1u << 3)
#define USART_ISR_IDLE	(1u << 4)
#define USART_ISR_RXNE	(1u << 5)
#define USART_ISR_TC	(1u << 6)
#define USART_ISR_TXE	(1u << 7)
#define USART_ISR_LBDF	(1u << 8)
#define USART_ISR_CTSIF (1u << 9)
#define USART_ISR_CTS	(1u << 10)
#define USART_ISR_RTOF	(1u << 11)
#define USART_ISR_EOBF	(1u << 12)
#define USART_ISR_BUSY	(1u << 16)
#define USART_ISR_CMF	(1u << 17)
#define USART_ISR_SBKF	(1u << 18)
#define USART_ISR_RWU	(1u << 19)
#define USART_ISR_WUF	(1u << 20)
#define USART_ISR_TEACK (1u << 21)
#define USART_ISR_REACK (1u << 22)
#define USART_ISR_TXFE	(1u << 23)
#define USART_ISR_RXFF	(1u << 24)
#define USART_ISR_TCBGT (1u << 25)
#define USART_ISR_RXFT	(1u << 26)
#define USART_ISR_TXFT	(1u << 27)

/* Flags of ISR that ICR clears, at the same position. */
#define USART_ICR_FLAGS 0x00123B5Fu

#endif
