/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What goes over the wires of a UART, character by character, in virtual time: to whatever is at their other
 * end, and from there.
 *
 * A character is known at both ends from its first bit on, with the time at which it is complete, so that the
 * other end can be on a board whose time is behind by no more than a character. What its sender cuts off in
 * the middle (CR1.UE cleared, a clock that changes) arrives whole all the same.
 */
#ifndef COPRO_BOARD_UART_WIRE_H
#define COPRO_BOARD_UART_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board;

/* What a receiver notices of a character besides its data, an OR. */
enum uart_fault {
	UART_PARITY = 1, /* the parity bit is wrong: PE */
	UART_FRAMING = 2, /* the stop bit is low: FE */
	UART_NOISE = 4, /* the samples of a bit differ: NE */
	UART_BREAK = 8 /* all bits and the stop bit are low */
};

struct uart_frame {
	uint64_t end; /* ps: when its stop bits are over */
	uint64_t bit; /* ps that a bit takes; 0: whatever the receiver is set to */
	uint16_t data; /* bit 0 goes over the wire first; with the parity bit, if it has one */
	uint8_t bits; /* 7, 8 or 9; with bit 0: whatever the receiver is set to, without parity */
	uint8_t faults; /* enum uart_fault */
	uint16_t value; /* what its sender wrote to TDR; not looked at by a receiver */
};

/* The other end of the wires. Any function may be NULL. Called in the middle of a slice: must not run the
 * board. */
struct uart_wire {
	void *context;
	/* A character begins on the TX line. */
	void (*frame)(void *context, const struct uart_frame *frame);
	/* RTS: whether this UART is ready to receive. True while it does not use RTS (CR3.RTSE). */
	void (*ready)(void *context, bool ready);
};

/*
 * Connects the wires of a UART, "USART3". 0; -ENODEV: there is no such UART; -EBUSY: its wires are connected
 * already. The lines that people see (board_signals.uart_line) come besides.
 */
__attribute__((warn_unused_result)) int board_uart_connect(struct board *board, const char *uart,
							   const struct uart_wire *wire);
void board_uart_disconnect(struct board *board, const char *uart);

/* Crosses the wires of two UARTs of one board: TX, RX, and RTS with CTS. As board_uart_connect(). A UART may be
 * joined to itself, a plug that loops back. */
__attribute__((warn_unused_result)) int board_uart_join(struct board *board, const char *uart,
							const char *other);

/*
 * A character on the RX line, complete at frame->end or, if that is over, now. Characters are given in the order
 * of their ends. One at another bit rate than the receiver's arrives as the receiver samples it. 0;
 * -ENODEV; -ENOSPC: 256 characters are under way.
 */
__attribute__((warn_unused_result)) int board_uart_frame(struct board *board, const char *uart,
							 const struct uart_frame *frame);

/* CTS: whether the other end is ready to receive; heeded with CR3.CTSE. True at first. */
void board_uart_clear_to_send(struct board *board, const char *uart, bool clear);

/* For tests and scenarios. A line that is held low for one character, and a character with faults: 0, or as
 * board_uart_frame(). */
__attribute__((warn_unused_result)) int board_uart_break(struct board *board, const char *uart);
__attribute__((warn_unused_result)) int board_uart_fault(struct board *board, const char *uart,
							 uint8_t data, unsigned faults);

/* How many more bytes board_uart_input() would take now. */
size_t board_uart_room(struct board *board, const char *uart);

/* Is it the name of a UART of the chip? */
bool board_uart_exists(struct board *board, const char *uart);

#endif
