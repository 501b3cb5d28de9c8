/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the USART model share: usart.c (registers), usart_format.c (characters and their time),
 * usart_status.c (flags, interrupts, DMA), usart_transmit.c, usart_receive.c and uart_wire.c (what is outside
 * of the chip). */
#ifndef COPRO_BOARD_USART_INTERNAL_H
#define COPRO_BOARD_USART_INTERNAL_H

#include "board/device.h"
#include "board/uart_wire.h"
#include "board/usart.h"
#include "soc/regs/usart.h"

#define WIRE_SIZE   4096u
#define LINE_SIZE   512u
#define FRAMES_SIZE 256u

/* Data of a received character and, above them, its PE, FE and NE, which show when it is the next to read. */
#define RX_DATA		0x1FFu
#define RX_ERRORS_SHIFT 12

/* Which data are in a FIFO, or, with the FIFO off, in the one data register. */
struct usart_fifo {
	uint16_t data[USART_FIFO_DEPTH];
	unsigned first, count;
};

struct usart_state {
	unsigned irq;
	unsigned exti_line; /* that wakes the M4 */
	int dma_rx, dma_tx; /* SOC_DMA_ requests; -1: it has none */
	uint64_t hz; /* of the kernel clock */
	uint32_t flags; /* of ISR that are latched */
	struct usart_fifo tx, rx;

	/* The transmitter. */
	struct timeline_event sent; /* the end of the character in the shift register */
	uint16_t shift;
	bool shifting;
	bool shifting_break;
	char line[LINE_SIZE];
	size_t line_length;

	/* The receiver. */
	struct timeline_event arrived; /* the end of the first of `frames` */
	struct timeline_event quiet; /* one character after the last one: IDLE */
	struct timeline_event silence; /* the receiver time-out */
	struct uart_frame frames[FRAMES_SIZE]; /* on their way */
	size_t frame_first, frame_count;
	bool paced; /* the first of them is a byte of `wire` */
	uint64_t deaf_until; /* ps: it takes what begins before for a part of the last character */
	uint8_t wire[WIRE_SIZE]; /* bytes that follow each other at the receiver's own rate */
	size_t wire_first, wire_count;

	/* Outside. */
	struct uart_wire outside;
	bool connected;
	bool busy_outside; /* CTS is high: the other end takes nothing */
	bool ready; /* what was last told of RTS */
};

static inline bool cr1(const struct device *usart, uint32_t bits)
{
	return (device_word(usart, USART_CR1) & bits) == bits;
}

static inline bool cr2(const struct device *usart, uint32_t bits)
{
	return (device_word(usart, USART_CR2) & bits) == bits;
}

static inline bool cr3(const struct device *usart, uint32_t bits)
{
	return (device_word(usart, USART_CR3) & bits) == bits;
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
/* With the parity bit. */
unsigned usart_data_bits(const struct device *usart);
/* Without the parity bit, which takes the place of the highest data bit. */
uint32_t usart_data_mask(const struct device *usart);
/* The time of `half_bits` / 2 bits in ps, 0: no bit rate. */
uint64_t usart_time(const struct device *usart, uint64_t half_bits);
uint64_t usart_character_time(const struct device *usart);
/* What a data register says, as it goes over the wire, and back: the parity bit, the order of bits, inversion.
 * Decoding sets *good to whether the parity bit is right. */
uint16_t usart_encode(const struct device *usart, uint16_t data);
uint16_t usart_decode(const struct device *usart, uint16_t wire, bool *good);
/* What a receiver with bits of its own length samples; sets *faults. */
uint16_t usart_sample(const struct device *usart, const struct uart_frame *frame, unsigned *faults);

/* usart_status.c */
/* Something changed: ISR, interrupts, requests to DMA and RTS follow. */
void usart_update(struct device *usart);

/* usart_transmit.c */
/* Starts the next character if one waits and can be sent. */
void usart_transmit(struct device *usart);
void usart_send(struct device *usart, uint32_t value);
void usart_sent(void *context);
void usart_flush_line(struct device *usart);

/* usart_receive.c */
/* Takes the next byte of the paced ones when no character is on its way. */
void usart_listen(struct device *usart);
/* The data of the next character, which is removed. */
uint16_t usart_take(struct device *usart);
/* How many bytes usart_input() would take. */
size_t usart_room(const struct device *usart);
int usart_frame(struct device *usart, const struct uart_frame *frame);
/* The bit rate has changed. */
void usart_listen_again(struct device *usart);
void usart_arrived(void *context);
void usart_is_quiet(void *context);
void usart_is_silent(void *context);

/* uart_wire.c */
void usart_tell_frame(struct device *usart, const struct uart_frame *frame);
void usart_tell_ready(struct device *usart);

static inline void usart_arm(struct device *usart, struct timeline_event *event, uint64_t duration)
{
	struct timeline *timeline = device_timeline(usart);

	timeline_arm(timeline, event, timeline_now(timeline) + duration);
}

#endif
