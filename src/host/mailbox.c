/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/mailbox.h"

#include "soc/regs/rcc.h"

#define RX_CHANNELS  (1u << MAILBOX_VQ0 | 1u << MAILBOX_VQ1)
#define ALL_CHANNELS ((1u << MAILBOX_CHANNELS) - 1u)

int mailbox_init(struct mailbox *mailbox, struct mmio rcc, struct mmio ipcc)
{
	mailbox->again = 0;
	mailbox->awaited = 0;
	mmio_write32(rcc, RCC_MP_AHB3ENSETR, RCC_AHB3EN_IPCCEN);
	return ipcc_init(&mailbox->ipcc, ipcc, IPCC_C1, IPCC_KEEP_PENDING);
}

void mailbox_open(struct mailbox *mailbox)
{
	/* What rang for an earlier firmware is no doorbell of this one. */
	ipcc_acknowledge(&mailbox->ipcc, RX_CHANNELS);
	ipcc_rx_enable(&mailbox->ipcc, RX_CHANNELS);
}

void mailbox_close(struct mailbox *mailbox)
{
	ipcc_rx_disable(&mailbox->ipcc, RX_CHANNELS);
	ipcc_tx_disable(&mailbox->ipcc, ALL_CHANNELS);
	mailbox->again = 0;
	mailbox->awaited = 0;
}

void mailbox_ring(struct mailbox *mailbox, enum mailbox_channel channel)
{
	const uint32_t bit = 1u << channel;

	if (!(ipcc_busy(&mailbox->ipcc) & bit)) {
		ipcc_ring(&mailbox->ipcc, bit);
		return;
	}
	mailbox->again |= bit;
	ipcc_tx_enable(&mailbox->ipcc, bit);
}

void mailbox_ring_and_tell(struct mailbox *mailbox, enum mailbox_channel channel)
{
	const uint32_t bit = 1u << channel;

	mailbox->awaited |= bit;
	ipcc_ring(&mailbox->ipcc, bit);
	ipcc_tx_enable(&mailbox->ipcc, bit);
}

bool mailbox_is_heard(const struct mailbox *mailbox, enum mailbox_channel channel)
{
	return (mmio_read32(mailbox->ipcc.peer, IPCC_CR) & IPCC_CR_RXOIE) &&
	       !(mmio_read32(mailbox->ipcc.peer, IPCC_MR) & (1u << channel));
}

static void serve_free(struct mailbox *mailbox)
{
	const uint32_t free = ipcc_tx_interrupts(&mailbox->ipcc) & ALL_CHANNELS;
	const uint32_t told = free & mailbox->awaited;
	const uint32_t again = free & mailbox->again;

	if (!free)
		return;
	ipcc_tx_disable(&mailbox->ipcc, free);
	mailbox->awaited &= ~told;
	mailbox->again &= ~again;
	if (again)
		ipcc_ring(&mailbox->ipcc, again);
	if (told)
		mailbox->acknowledged(mailbox->context, told);
}

void mailbox_interrupt(struct mailbox *mailbox)
{
	/* Before acting on it: what rings meanwhile rings again. */
	const uint32_t rang = ipcc_rx_interrupts(&mailbox->ipcc) & RX_CHANNELS;

	if (rang) {
		ipcc_acknowledge(&mailbox->ipcc, rang);
		mailbox->received(mailbox->context, rang);
	}
	serve_free(mailbox);
}
