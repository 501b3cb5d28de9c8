/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/mailbox.h"

#include <string.h>

#include "soc/regs/rcc.h"

/* The IPCC's bit of a channel, 0 if it is not wired. */
static uint32_t bit_of(const struct mailbox *mailbox, enum mailbox_channel channel)
{
	const uint8_t number = mailbox->channels[channel];

	return number < 32 ? 1u << number : 0;
}

static uint32_t rx_bits(const struct mailbox *mailbox)
{
	return bit_of(mailbox, MAILBOX_VQ0) | bit_of(mailbox, MAILBOX_VQ1);
}

static uint32_t all_bits(const struct mailbox *mailbox)
{
	return rx_bits(mailbox) | bit_of(mailbox, MAILBOX_SHUTDOWN) |
	       bit_of(mailbox, MAILBOX_DETACH);
}

/* The IPCC's bits as those of enum mailbox_channel. */
static uint32_t channels_of(const struct mailbox *mailbox, uint32_t bits)
{
	uint32_t channels = 0;

	for (unsigned i = 0; i < MAILBOX_CHANNELS; i++) {
		if (bits & bit_of(mailbox, (enum mailbox_channel)i))
			channels |= 1u << i;
	}
	return channels;
}

int mailbox_init(struct mailbox *mailbox, struct mmio rcc, struct mmio ipcc,
		 const uint8_t channels[MAILBOX_CHANNELS])
{
	memcpy(mailbox->channels, channels, MAILBOX_CHANNELS);
	mailbox->again = 0;
	mailbox->awaited = 0;
	mmio_write32(rcc, RCC_MP_AHB3ENSETR, RCC_AHB3EN_IPCCEN);
	return ipcc_init(&mailbox->ipcc, ipcc, IPCC_C1, IPCC_KEEP_PENDING);
}

void mailbox_open(struct mailbox *mailbox)
{
	/* What rang for an earlier firmware is no doorbell of this one. */
	ipcc_acknowledge(&mailbox->ipcc, rx_bits(mailbox));
	ipcc_rx_enable(&mailbox->ipcc, rx_bits(mailbox));
}

void mailbox_close(struct mailbox *mailbox)
{
	ipcc_rx_disable(&mailbox->ipcc, rx_bits(mailbox));
	ipcc_tx_disable(&mailbox->ipcc, all_bits(mailbox));
	mailbox->again = 0;
	mailbox->awaited = 0;
}

void mailbox_ring(struct mailbox *mailbox, enum mailbox_channel channel)
{
	const uint32_t bit = bit_of(mailbox, channel);

	if (!(ipcc_busy(&mailbox->ipcc) & bit)) {
		ipcc_ring(&mailbox->ipcc, bit);
		return;
	}
	mailbox->again |= bit;
	ipcc_tx_enable(&mailbox->ipcc, bit);
}

void mailbox_ring_and_tell(struct mailbox *mailbox, enum mailbox_channel channel)
{
	const uint32_t bit = bit_of(mailbox, channel);

	mailbox->awaited |= bit;
	ipcc_ring(&mailbox->ipcc, bit);
	ipcc_tx_enable(&mailbox->ipcc, bit);
}

bool mailbox_exists(const struct mailbox *mailbox, enum mailbox_channel channel)
{
	return bit_of(mailbox, channel) != 0;
}

bool mailbox_is_heard(const struct mailbox *mailbox, enum mailbox_channel channel)
{
	const struct mmio peer = ipcc_peer(&mailbox->ipcc);

	return (mmio_read32(peer, IPCC_CR) & IPCC_CR_RXOIE) &&
	       !(mmio_read32(peer, IPCC_MR) & bit_of(mailbox, channel));
}

static void serve_free(struct mailbox *mailbox)
{
	const uint32_t free = ipcc_tx_interrupts(&mailbox->ipcc) & all_bits(mailbox);
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
		mailbox->acknowledged(mailbox->context, channels_of(mailbox, told));
}

void mailbox_interrupt(struct mailbox *mailbox)
{
	/* Before acting on it: what rings meanwhile rings again. */
	const uint32_t rang = ipcc_rx_interrupts(&mailbox->ipcc) & rx_bits(mailbox);

	if (rang) {
		ipcc_acknowledge(&mailbox->ipcc, rang);
		mailbox->received(mailbox->context, channels_of(mailbox, rang));
	}
	serve_free(mailbox);
}
