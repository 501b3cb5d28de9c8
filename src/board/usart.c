/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * USART and UART with FIFO (RM0436, "USART"), asynchronous mode.
 *
 * Each character takes its time on the wire in both directions (uart_wire.h). Not there: synchronous,
 * smartcard and IrDA modes, driver enable, and automatic baud rate.
 */
#include "board/usart.h"

#include <stdio.h>

#include "board/models.h"
#include "board/usart_internal.h"
#include "soc/dma_request.h"
#include "soc/peripheral.h"

/* RM0436, USART register map. */
static const struct device_register usart_registers[] = {
	{.name = "CR1", .offset = USART_CR1, .writable = 0xFFFFFFFF},
	{.name = "CR2", .offset = USART_CR2, .writable = 0xFFFFFF69},
	{.name = "CR3", .offset = USART_CR3, .writable = 0xFFFFFFFF},
	{.name = "BRR", .offset = USART_BRR, .writable = 0x0000FFFF},
	{.name = "GTPR", .offset = USART_GTPR, .writable = 0x0000FFFF},
	{.name = "RTOR", .offset = USART_RTOR, .writable = 0xFFFFFFFF},
	{.name = "RQR", .offset = USART_RQR},
	{.name = "ISR", .offset = USART_ISR, .reset = USART_ISR_TXE | USART_ISR_TC},
	{.name = "ICR", .offset = USART_ICR},
	{.name = "RDR", .offset = USART_RDR},
	{.name = "TDR", .offset = USART_TDR, .writable = 0x000001FF},
	{.name = "PRESC", .offset = USART_PRESC, .writable = 0x0000000F},
	{.name = "HWCFGR2", .offset = USART_HWCFGR2, .reset = 0x00000014},
	{.name = "HWCFGR1", .offset = USART_HWCFGR1, .reset = 0x00000014},
	{.name = "VERR", .offset = USART_VERR, .reset = 0x00000023},
	{.name = "IPIDR", .offset = USART_IPIDR, .reset = 0x00130003},
	{.name = "SIDR", .offset = USART_SIDR, .reset = 0xA3C5DD01},
	{0},
};

/* RM0436, USART_CR1.UE: all that is under way is dropped, all flags are as after reset. */
static void usart_stop(struct device *usart)
{
	struct usart_state *state = usart->state;
	struct timeline *timeline = device_timeline(usart);

	timeline_disarm(timeline, &state->sent);
	timeline_disarm(timeline, &state->silence);
	timeline_disarm(timeline, &state->quiet);
	state->shifting = false;
	state->tx.count = 0;
	state->rx.count = 0;
	state->flags = USART_ISR_TC;
	if (state->line_length)
		usart_flush_line(usart);
}

static void usart_request(struct device *usart, uint32_t value)
{
	struct usart_state *state = usart->state;

	if (value & USART_RQR_RXFRQ)
		state->rx.count = 0;
	if (value & USART_RQR_TXFRQ) {
		state->tx.count = 0;
		if (!state->shifting)
			state->flags |= USART_ISR_TC;
	}
	if (value & USART_RQR_SBKRQ) {
		state->flags = (state->flags | USART_ISR_SBKF) & ~USART_ISR_TC;
		usart_transmit(usart);
	}
	if ((value & USART_RQR_MMRQ) && cr1(usart, USART_CR1_MME))
		state->flags |= USART_ISR_RWU;
	if (value & USART_RQR_ABRRQ)
		device_note(usart, "automatic baud rate (RQR.ABRRQ) is not modelled");
}

static void usart_control(struct device *usart, const struct device_access *access, uint32_t value)
{
	const uint32_t before = device_word(usart, USART_CR1);
	uint32_t changed;

	device_write(usart, access, value);
	changed = before ^ device_word(usart, USART_CR1);
	if ((changed & USART_CR1_FIFOEN) && (before & ~changed & USART_CR1_UE))
		device_note(usart, "CR1.FIFOEN changed while CR1.UE is set");
	if ((changed & before & USART_CR1_UE) || (changed & USART_CR1_FIFOEN))
		usart_stop(usart);
	if (cr2(usart, USART_CR2_CLKEN) || cr2(usart, USART_CR2_ABREN) ||
	    cr3(usart, USART_CR3_IREN) || cr3(usart, USART_CR3_SCEN))
		device_note(usart, "synchronous, smart card and IrDA mode, and automatic baud rate "
				   "are not modelled");
	usart_transmit(usart);
}

static uint32_t usart_read(struct device *usart, const struct device_access *access)
{
	struct usart_state *state = usart->state;

	if (access->offset == USART_RDR && state->rx.count && access->peek)
		return state->rx.data[state->rx.first] & RX_DATA;
	if (access->offset == USART_RDR && state->rx.count) {
		device_set_word(usart, USART_RDR, usart_take(usart));
		usart_update(usart);
	}
	return device_read(usart, access);
}

static bool usart_steady(const struct device *usart, uint32_t offset)
{
	(void)usart;
	return offset != USART_RDR;
}

static void usart_write(struct device *usart, const struct device_access *access, uint32_t value)
{
	struct usart_state *state = usart->state;

	value &= access->mask;
	switch (access->offset) {
	case USART_TDR:
		usart_send(usart, value);
		break;
	case USART_RQR:
		usart_request(usart, value);
		break;
	case USART_ICR:
		state->flags &= ~(value & USART_ICR_FLAGS);
		break;
	default:
		usart_control(usart, access, value);
		break;
	}
	usart_update(usart);
}

/* What is in the shift registers starts again at the new rate; without a clock it waits. */
static void usart_clock_changed(struct device *usart)
{
	struct usart_state *state = usart->state;
	struct timeline *timeline = device_timeline(usart);
	uint64_t duration;

	state->hz = device_clock_hz(usart);
	duration = usart_character_time(usart);
	timeline_disarm(timeline, &state->sent);
	if (state->shifting && duration)
		usart_arm(usart, &state->sent, duration);
	else
		usart_transmit(usart);
	usart_listen_again(usart);
	usart_update(usart);
}

static void usart_event(struct device *usart, struct timeline_event *event, const char *name,
			void (*fire)(void *context))
{
	event->name = name;
	event->fire = fire;
	event->context = usart;
}

/* USART1 has none. */
static int usart_request_number(const struct device *usart, const char *direction)
{
	char name[24];

	(void)snprintf(name, sizeof(name), "%s_%s", usart->name, direction);
	return soc_dma_request_by_name(name);
}

static void usart_reset(struct device *usart)
{
	/* RM0436, table of EXTI lines. */
	static const uint8_t exti_lines[] = {0, 26, 27, 28, 30, 31, 29, 32, 33};
	struct usart_state *state = usart->state;

	if (!state->sent.fire) {
		const struct soc_peripheral *peripheral = soc_peripheral_by_name(usart->name);

		state->irq = peripheral->irqs[0];
		state->exti_line = exti_lines[usart->instance];
		state->dma_rx = usart_request_number(usart, "RX");
		state->dma_tx = usart_request_number(usart, "TX");
		usart_event(usart, &state->sent, "uart sent", usart_sent);
		usart_event(usart, &state->arrived, "uart arrived", usart_arrived);
		usart_event(usart, &state->quiet, "uart idle", usart_is_quiet);
		usart_event(usart, &state->silence, "uart silent", usart_is_silent);
	}
	usart_stop(usart);
	usart_update(usart);
}

static void usart_destroy(struct device *usart)
{
	struct usart_state *state = usart->state;
	struct timeline *timeline = device_timeline(usart);

	timeline_disarm(timeline, &state->sent);
	timeline_disarm(timeline, &state->arrived);
	timeline_disarm(timeline, &state->quiet);
	timeline_disarm(timeline, &state->silence);
}

const struct device_model usart_model = {
	.model = "usart",
	.registers = usart_registers,
	.ops = {.reset = usart_reset,
		.read = usart_read,
		.steady = usart_steady,
		.write = usart_write,
		.clock_changed = usart_clock_changed,
		.destroy = usart_destroy},
	.state_size = sizeof(struct usart_state),
};
