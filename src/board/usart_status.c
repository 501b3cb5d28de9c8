/* SPDX-License-Identifier: BSD-3-Clause */
/* Flags of a USART, and what they ask of the processors and of DMA (RM0436, "USART"). */
#include "board/usart_internal.h"

/* RM0436, USART_CR3: 1/8, 1/4, 1/2, 3/4, 7/8, all of the FIFO. */
static unsigned usart_threshold(uint32_t config)
{
	static const uint8_t entries[8] = {2, 4, 8, 12, 14, 16, 16, 16};

	return entries[config & USART_CR3_FTCFG_MASK];
}

static uint32_t fifo_status(const struct device *usart)
{
	const struct usart_state *state = usart->state;
	const uint32_t word = device_word(usart, USART_CR3);
	uint32_t isr = 0;

	if (!state->tx.count)
		isr |= USART_ISR_TXFE;
	if (USART_FIFO_DEPTH - state->tx.count >= usart_threshold(word >> USART_CR3_TXFTCFG_SHIFT))
		isr |= USART_ISR_TXFT;
	if (state->rx.count == USART_FIFO_DEPTH)
		isr |= USART_ISR_RXFF;
	if (state->rx.count >= usart_threshold(word >> USART_CR3_RXFTCFG_SHIFT))
		isr |= USART_ISR_RXFT;
	return isr;
}

static uint32_t usart_status(const struct device *usart)
{
	const struct usart_state *state = usart->state;
	uint32_t isr = state->flags;

	if (state->tx.count < usart_depth(usart))
		isr |= USART_ISR_TXE;
	if (state->rx.count)
		isr |= USART_ISR_RXNE;
	if (cr3(usart, USART_CR3_CTSE) && !state->busy_outside)
		isr |= USART_ISR_CTS;
	if (cr1(usart, USART_CR1_UE | USART_CR1_TE))
		isr |= USART_ISR_TEACK;
	if (cr1(usart, USART_CR1_UE | USART_CR1_RE)) {
		isr |= USART_ISR_REACK;
		if (state->frame_count)
			isr |= USART_ISR_BUSY;
	}
	return cr1(usart, USART_CR1_FIFOEN) ? isr | fifo_status(usart) : isr;
}

/* RM0436, USART interrupt requests. */
static const struct {
	uint16_t enable_register;
	uint32_t enable, flags;
} usart_interrupts[] = {
	{USART_CR1, USART_CR1_IDLEIE, USART_ISR_IDLE},
	{USART_CR1, USART_CR1_RXNEIE, USART_ISR_RXNE | USART_ISR_ORE},
	{USART_CR1, USART_CR1_TCIE, USART_ISR_TC},
	{USART_CR1, USART_CR1_TXEIE, USART_ISR_TXE},
	{USART_CR1, USART_CR1_PEIE, USART_ISR_PE},
	{USART_CR1, USART_CR1_CMIE, USART_ISR_CMF},
	{USART_CR1, USART_CR1_RTOIE, USART_ISR_RTOF},
	{USART_CR1, USART_CR1_TXFEIE, USART_ISR_TXFE},
	{USART_CR1, USART_CR1_RXFFIE, USART_ISR_RXFF},
	{USART_CR2, USART_CR2_LBDIE, USART_ISR_LBDF},
	{USART_CR3, USART_CR3_EIE, USART_ISR_FE | USART_ISR_NE | USART_ISR_ORE},
	{USART_CR3, USART_CR3_CTSIE, USART_ISR_CTSIF},
	{USART_CR3, USART_CR3_WUFIE, USART_ISR_WUF},
	{USART_CR3, USART_CR3_TXFTIE, USART_ISR_TXFT},
	{USART_CR3, USART_CR3_RXFTIE, USART_ISR_RXFT},
};

/* RM0436, USART continuous communication using DMA; DDRE holds reception off until an error was cleared. */
static void usart_ask_dma(struct device *usart, uint32_t isr)
{
	const uint32_t errors = USART_ISR_PE | USART_ISR_FE | USART_ISR_NE;
	const struct usart_state *state = usart->state;
	const bool on = cr1(usart, USART_CR1_UE);
	const bool held = cr3(usart, USART_CR3_DDRE) && (isr & errors);

	if (state->dma_rx >= 0)
		device_dma_request(usart, (unsigned)state->dma_rx,
				   on && !held && cr3(usart, USART_CR3_DMAR) &&
					   (isr & USART_ISR_RXNE));
	if (state->dma_tx >= 0)
		device_dma_request(usart, (unsigned)state->dma_tx,
				   on && cr3(usart, USART_CR3_DMAT) && (isr & USART_ISR_TXE));
}

void usart_update(struct device *usart)
{
	const struct usart_state *state = usart->state;
	const uint32_t isr = usart_status(usart);
	bool level = false;
	size_t i;

	for (i = 0; i < sizeof(usart_interrupts) / sizeof(usart_interrupts[0]); i++)
		level |= (device_word(usart, usart_interrupts[i].enable_register) &
			  usart_interrupts[i].enable) &&
			 (isr & usart_interrupts[i].flags);
	level &= cr1(usart, USART_CR1_UE);
	device_set_word(usart, USART_ISR, isr);
	usart_ask_dma(usart, isr);
	device_m4_irq(usart, state->irq, level);
	device_a7_irq(usart, state->irq, level);
	device_exti(usart, state->exti_line, level);
	usart_tell_ready(usart);
}
