/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/usart.h"

#include <errno.h>

#include "soc/regs/usart.h"

#define DIVISOR_LEAST 16u
#define DIVISOR_MOST  0xFFFFu

#define LINE_ERRORS (USART_ISR_PE | USART_ISR_FE | USART_ISR_NE | USART_ISR_ORE)

int usart_open(struct mmio regs, uint32_t clock_hz, uint32_t baud)
{
	const uint32_t divisor = baud ? (clock_hz + baud / 2) / baud : 0;

	if (divisor < DIVISOR_LEAST || divisor > DIVISOR_MOST)
		return -EINVAL;
	/* RM0436, USART: most fields can be written only while it is off. */
	mmio_write32(regs, USART_CR1, 0);
	mmio_write32(regs, USART_CR2, 0);
	mmio_write32(regs, USART_CR3, 0);
	mmio_write32(regs, USART_PRESC, 0);
	mmio_write32(regs, USART_BRR, divisor);
	mmio_write32(regs, USART_CR1, USART_CR1_FIFOEN | USART_CR1_RE | USART_CR1_TE);
	mmio_write32(regs, USART_CR1,
		     USART_CR1_FIFOEN | USART_CR1_RE | USART_CR1_TE | USART_CR1_UE);
	return 0;
}

int usart_read(struct mmio regs)
{
	const uint32_t status = mmio_read32(regs, USART_ISR);

	if (status & LINE_ERRORS) {
		/* The flags have the same places in the register that clears them. */
		mmio_write32(regs, USART_ICR, status & LINE_ERRORS);
		/* What came with an error of the line is no character. */
		if ((status & USART_ISR_RXNE) && !(status & USART_ISR_ORE))
			(void)mmio_read32(regs, USART_RDR);
		return -EIO;
	}
	if (!(status & USART_ISR_RXNE))
		return -EAGAIN;
	return (int)(mmio_read32(regs, USART_RDR) & 0xFF);
}

int usart_write(struct mmio regs, uint8_t character)
{
	if (!(mmio_read32(regs, USART_ISR) & USART_ISR_TXE))
		return -EAGAIN;
	mmio_write32(regs, USART_TDR, character);
	return 0;
}

void usart_listen(struct mmio regs, bool to_read, bool to_write)
{
	const uint32_t both = USART_CR1_RXNEIE | USART_CR1_TXEIE;
	uint32_t control = mmio_read32(regs, USART_CR1) & ~both;

	control |= to_read ? USART_CR1_RXNEIE : 0;
	control |= to_write ? USART_CR1_TXEIE : 0;
	mmio_write32(regs, USART_CR1, control);
}
