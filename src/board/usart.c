/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * USART and UART with FIFO (RM0436, "USART"), asynchronous mode.
 *
 * Each character takes its time on the wire in both directions. Not there: line errors, hardware
 * flow control, synchronous, smartcard, LIN and IrDA modes, and automatic baud rate.
 */
#include "board/usart.h"

#include <stdio.h>
#include <string.h>

#include "board/models.h"
#include "board/rate.h"
#include "soc/dma_request.h"
#include "soc/peripheral.h"
#include "soc/regs/usart.h"

#define WIRE_SIZE 4096u
#define LINE_SIZE 512u

/* Which data are in a FIFO, or, with the FIFO off, in the one data register. */
struct usart_fifo {
	uint16_t data[USART_FIFO_DEPTH];
	unsigned first, count;
};

struct usart_state {
	unsigned irq;
	int dma_rx, dma_tx; /* SOC_DMA_ requests; -1: it has none */
	uint32_t flags; /* of ISR that are latched: TC, ORE, IDLE, CMF, RTOF */
	struct usart_fifo tx, rx;

	struct timeline_event sent; /* the end of the character in the shift register */
	uint16_t shift;
	bool shifting;

	struct timeline_event arrived; /* the next character of `wire`, or silence after the last */
	struct timeline_event silence; /* the receiver time-out */
	uint8_t wire[WIRE_SIZE];
	size_t wire_first, wire_count;

	char line[LINE_SIZE];
	size_t line_length;
};

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

static bool cr1(const struct device *usart, uint32_t bits)
{
	return (device_word(usart, USART_CR1) & bits) == bits;
}

static unsigned usart_depth(const struct device *usart)
{
	return cr1(usart, USART_CR1_FIFOEN) ? USART_FIFO_DEPTH : 1;
}

static void fifo_push(struct usart_fifo *fifo, uint16_t data)
{
	fifo->data[(fifo->first + fifo->count++) % USART_FIFO_DEPTH] = data;
}

static uint16_t fifo_pop(struct usart_fifo *fifo)
{
	const uint16_t data = fifo->data[fifo->first];

	fifo->first = (fifo->first + 1) % USART_FIFO_DEPTH;
	fifo->count--;
	return data;
}

/* RM0436, USART character description: data bits with the parity bit. */
static unsigned usart_data_bits(const struct device *usart)
{
	const uint32_t bits = device_word(usart, USART_CR1) & (USART_CR1_M0 | USART_CR1_M1);

	return bits == USART_CR1_M0 ? 9 : bits == USART_CR1_M1 ? 7 : 8;
}

/* Without the parity bit, which takes the place of the highest data bit. */
static uint32_t usart_data_mask(const struct device *usart)
{
	return (1u << (usart_data_bits(usart) - cr1(usart, USART_CR1_PCE))) - 1;
}

/* RM0436, USART baud rate generation: the time of `half_bits` / 2 bits in ps, 0: no bit rate. */
static uint64_t usart_time(struct device *usart, uint64_t half_bits)
{
	static const uint16_t prescaler[16] = {1,  2,  4,   6,	 8,   10,  12,	16,
					       32, 64, 128, 256, 256, 256, 256, 256};
	const uint32_t brr = device_word(usart, USART_BRR);
	const bool over8 = cr1(usart, USART_CR1_OVER8);
	const uint32_t divider = over8 ? (brr & 0xFFF0) | (brr & 7) << 1 : brr;
	const uint64_t hz = device_clock_hz(usart) * (over8 ? 2 : 1);
	const uint64_t clocks =
		half_bits * divider * prescaler[device_word(usart, USART_PRESC) & 0xF];

	if (hz == 0 || divider < 16)
		return 0;
	return rate_ps(clocks, 2 * hz);
}

static uint64_t usart_character_time(struct device *usart)
{
	static const uint8_t stop[4] = {2, 1, 4, 3};
	const uint32_t cr2 = device_word(usart, USART_CR2);
	const unsigned half_bits = 2 * (1 + usart_data_bits(usart)) +
				   stop[(cr2 & USART_CR2_STOP_MASK) >> USART_CR2_STOP_SHIFT];

	return usart_time(usart, half_bits);
}

/* RM0436, USART_CR3: 1/8, 1/4, 1/2, 3/4, 7/8, all of the FIFO. */
static unsigned usart_threshold(uint32_t config)
{
	static const uint8_t entries[8] = {2, 4, 8, 12, 14, 16, 16, 16};

	return entries[config & USART_CR3_FTCFG_MASK];
}

static uint32_t usart_status(const struct device *usart)
{
	const struct usart_state *state = usart->state;
	const uint32_t cr3 = device_word(usart, USART_CR3);
	uint32_t isr = state->flags;

	if (state->tx.count < usart_depth(usart))
		isr |= USART_ISR_TXE;
	if (state->rx.count)
		isr |= USART_ISR_RXNE;
	if (cr1(usart, USART_CR1_UE | USART_CR1_TE))
		isr |= USART_ISR_TEACK;
	if (cr1(usart, USART_CR1_UE | USART_CR1_RE)) {
		isr |= USART_ISR_REACK;
		if (state->wire_count)
			isr |= USART_ISR_BUSY;
	}
	if (cr1(usart, USART_CR1_FIFOEN)) {
		if (!state->tx.count)
			isr |= USART_ISR_TXFE;
		if (USART_FIFO_DEPTH - state->tx.count >=
		    usart_threshold(cr3 >> USART_CR3_TXFTCFG_SHIFT))
			isr |= USART_ISR_TXFT;
		if (state->rx.count == USART_FIFO_DEPTH)
			isr |= USART_ISR_RXFF;
		if (state->rx.count >= usart_threshold(cr3 >> USART_CR3_RXFTCFG_SHIFT))
			isr |= USART_ISR_RXFT;
	}
	return isr;
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
	{USART_CR1, USART_CR1_CMIE, USART_ISR_CMF},
	{USART_CR1, USART_CR1_RTOIE, USART_ISR_RTOF},
	{USART_CR1, USART_CR1_TXFEIE, USART_ISR_TXFE},
	{USART_CR1, USART_CR1_RXFFIE, USART_ISR_RXFF},
	{USART_CR3, USART_CR3_EIE, USART_ISR_ORE},
	{USART_CR3, USART_CR3_TXFTIE, USART_ISR_TXFT},
	{USART_CR3, USART_CR3_RXFTIE, USART_ISR_RXFT},
};

/* RM0436, USART continuous communication using DMA. */
static void usart_ask_dma(struct device *usart, uint32_t isr)
{
	const struct usart_state *state = usart->state;
	const uint32_t cr3 = device_word(usart, USART_CR3);
	const bool on = cr1(usart, USART_CR1_UE);

	if (state->dma_rx >= 0)
		device_dma_request(usart, (unsigned)state->dma_rx,
				   on && (cr3 & USART_CR3_DMAR) && (isr & USART_ISR_RXNE));
	if (state->dma_tx >= 0)
		device_dma_request(usart, (unsigned)state->dma_tx,
				   on && (cr3 & USART_CR3_DMAT) && (isr & USART_ISR_TXE));
}

static void usart_update(struct device *usart)
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
}

static void usart_flush_line(struct device *usart)
{
	struct usart_state *state = usart->state;
	size_t length = state->line_length;

	if (length && state->line[length - 1] == '\r')
		length--;
	state->line_length = 0;
	device_uart_line(usart, state->line, length);
}

static void usart_capture(struct device *usart, uint16_t data)
{
	struct usart_state *state = usart->state;

	if (data == '\n') {
		usart_flush_line(usart);
		return;
	}
	state->line[state->line_length++] = (char)(data & 0xFF);
	if (state->line_length == LINE_SIZE)
		usart_flush_line(usart);
}

static void usart_arm(struct device *usart, struct timeline_event *event, uint64_t duration)
{
	struct timeline *timeline = device_timeline(usart);

	timeline_arm(timeline, event, timeline_now(timeline) + duration);
}

static void usart_transmit(struct device *usart)
{
	struct usart_state *state = usart->state;
	const uint64_t duration = usart_character_time(usart);

	if (state->shifting || !state->tx.count || !cr1(usart, USART_CR1_UE | USART_CR1_TE))
		return;
	if (!duration) {
		device_note(usart, "sends without a bit rate: kernel clock off or BRR below 16");
		return;
	}
	state->shift = fifo_pop(&state->tx);
	state->shifting = true;
	usart_arm(usart, &state->sent, duration);
}

static void usart_sent(void *context)
{
	struct device *usart = context;
	struct usart_state *state = usart->state;

	state->shifting = false;
	usart_capture(usart, (uint16_t)(state->shift & usart_data_mask(usart)));
	usart_transmit(usart);
	if (!state->shifting && !state->tx.count)
		state->flags |= USART_ISR_TC;
	usart_update(usart);
}

/* One character is complete in the receiver. */
static void usart_receive(struct device *usart, uint16_t data)
{
	struct usart_state *state = usart->state;
	const uint32_t cr2 = device_word(usart, USART_CR2);
	const uint64_t timeout =
		usart_time(usart, 2 * (uint64_t)(device_word(usart, USART_RTOR) & 0xFFFFFF));

	if (!cr1(usart, USART_CR1_UE | USART_CR1_RE))
		return;

	if (state->rx.count < usart_depth(usart)) {
		fifo_push(&state->rx, data);
	} else if (device_word(usart, USART_CR3) & USART_CR3_OVRDIS) {
		fifo_pop(&state->rx);
		fifo_push(&state->rx, data);
	} else {
		state->flags |= USART_ISR_ORE;
	}
	if (data == cr2 >> USART_CR2_ADD_SHIFT)
		state->flags |= USART_ISR_CMF;
	if ((cr2 & USART_CR2_RTOEN) && timeout)
		usart_arm(usart, &state->silence, timeout);
}

static void usart_listen(struct device *usart)
{
	struct usart_state *state = usart->state;
	const uint64_t duration = usart_character_time(usart);

	if (duration)
		usart_arm(usart, &state->arrived, duration);
	else
		state->wire_count = 0; /* nobody listens at any rate */
}

static void usart_arrived(void *context)
{
	struct device *usart = context;
	struct usart_state *state = usart->state;

	if (state->wire_count) {
		const uint8_t data = state->wire[state->wire_first];

		state->wire_first = (state->wire_first + 1) % WIRE_SIZE;
		state->wire_count--;
		usart_receive(usart, (uint16_t)(data & usart_data_mask(usart)));
		usart_listen(usart);
	} else if (cr1(usart, USART_CR1_UE | USART_CR1_RE)) {
		state->flags |= USART_ISR_IDLE; /* silent for one character */
	}
	usart_update(usart);
}

static void usart_silent(void *context)
{
	struct device *usart = context;
	struct usart_state *state = usart->state;

	if (!cr1(usart, USART_CR1_UE | USART_CR1_RE))
		return;
	state->flags |= USART_ISR_RTOF;
	usart_update(usart);
}

size_t usart_input(struct device *usart, const void *data, size_t length)
{
	struct usart_state *state = usart->state;
	const bool quiet = !state->wire_count;
	const uint8_t *bytes = data;
	size_t taken;

	for (taken = 0; taken < length && state->wire_count < WIRE_SIZE; taken++)
		state->wire[(state->wire_first + state->wire_count++) % WIRE_SIZE] = bytes[taken];
	if (quiet && taken) {
		usart_listen(usart);
		usart_update(usart);
	}
	return taken;
}

/* RM0436, USART_CR1.UE: all that is under way is dropped, all flags are as after reset. */
static void usart_stop(struct device *usart)
{
	struct usart_state *state = usart->state;
	struct timeline *timeline = device_timeline(usart);

	timeline_disarm(timeline, &state->sent);
	timeline_disarm(timeline, &state->silence);
	state->shifting = false;
	state->tx.count = 0;
	state->rx.count = 0;
	state->flags = USART_ISR_TC;
	if (state->line_length)
		usart_flush_line(usart);
}

static void usart_send(struct device *usart, uint32_t value)
{
	struct usart_state *state = usart->state;

	if (!cr1(usart, USART_CR1_UE)) {
		device_note(usart, "data written to TDR while the block is off (CR1.UE): lost");
		return;
	}
	if (state->tx.count == usart_depth(usart)) {
		device_note(usart, "data written to TDR while it is full: lost");
		return;
	}
	fifo_push(&state->tx, (uint16_t)(value & 0x1FF));
	state->flags &= ~USART_ISR_TC;
	usart_transmit(usart);
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
	if (value & ~(USART_RQR_RXFRQ | USART_RQR_TXFRQ))
		device_note(usart,
			    "auto baud rate, break and mute requests (RQR) are not modelled");
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
	usart_transmit(usart);
}

static uint32_t usart_read(struct device *usart, const struct device_access *access)
{
	struct usart_state *state = usart->state;

	if (access->offset == USART_RDR && state->rx.count && access->peek)
		return state->rx.data[state->rx.first];
	if (access->offset == USART_RDR && state->rx.count) {
		device_set_word(usart, USART_RDR, fifo_pop(&state->rx));
		usart_update(usart);
	}
	return device_read(usart, access);
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
	const uint64_t duration = usart_character_time(usart);

	timeline_disarm(timeline, &state->sent);
	if (state->shifting && duration)
		usart_arm(usart, &state->sent, duration);
	else
		usart_transmit(usart);
	if (state->wire_count)
		usart_listen(usart);
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
	struct usart_state *state = usart->state;

	if (!state->sent.fire) {
		const struct soc_peripheral *peripheral = soc_peripheral_by_name(usart->name);

		state->irq = peripheral->irqs[0];
		state->dma_rx = usart_request_number(usart, "RX");
		state->dma_tx = usart_request_number(usart, "TX");
		usart_event(usart, &state->sent, "uart sent", usart_sent);
		usart_event(usart, &state->arrived, "uart arrived", usart_arrived);
		usart_event(usart, &state->silence, "uart silent", usart_silent);
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
	timeline_disarm(timeline, &state->silence);
}

const struct device_model usart_model = {
	.model = "usart",
	.registers = usart_registers,
	.ops = {.reset = usart_reset,
		.read = usart_read,
		.write = usart_write,
		.clock_changed = usart_clock_changed,
		.destroy = usart_destroy},
	.state_size = sizeof(struct usart_state),
};
