/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the USART model share: usart.c (registers), usart_format.c (characters and their time),
 * usart_status.c (flags, interrupts, DMA), usart_transmit.c and usart_receive.c. */
#ifndef COPRO_BOARD_USART_INTERNAL_H
#define COPRO_BOARD_USART_INTERNAL_H

#include "board/device.h"
#include "board/usart.h"
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

static inline bool cr1(const struct device *usart, uint32_t bits)
{
	return (device_word(usart, USART_CR1) & bits) == bits;
}

static inline unsigned usart_depth(const struct device *usart)
{
	return cr1(usart, USART_CR1_FIFOEN) ? USART_FIFO_DEPTH : 1;
}

static inline void fifo_push(struct usart_fifo *fifo, uint16_t data)
{
	fifo->data[(fifo->first + fifo->count++) % USART_FIFO_DEPTH] = data;
}

static inline uint16_t fifo_pop(struct usart_fifo *fifo)
{
	const uint16_t data = fifo->data[fifo->first];

	fifo->first = (fifo->first + 1) % USART_FIFO_DEPTH;
	fifo->count--;
	return data;
}

/* usart_format.c */
/* Without the parity bit, which takes the place of the highest data bit. */
uint32_t usart_data_mask(const struct device *usart);
/* The time of `half_bits` / 2 bits in ps, 0: no bit rate. */
uint64_t usart_time(struct device *usart, uint64_t half_bits);
uint64_t usart_character_time(struct device *usart);

/* usart_status.c */
/* Something changed: ISR, interrupts and requests to DMA follow. */
void usart_update(struct device *usart);

/* usart_transmit.c */
/* Starts the next character if one waits and can be sent. */
void usart_transmit(struct device *usart);
void usart_send(struct device *usart, uint32_t value);
void usart_sent(void *context);
void usart_flush_line(struct device *usart);

/* usart_receive.c */
void usart_listen(struct device *usart);
void usart_arrived(void *context);
void usart_silent(void *context);

static inline void usart_arm(struct device *usart, struct timeline_event *event, uint64_t duration)
{
	struct timeline *timeline = device_timeline(usart);

	timeline_arm(timeline, event, timeline_now(timeline) + duration);
}

#endif
