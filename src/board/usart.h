/* SPDX-License-Identifier: BSD-3-Clause */
/* USARTs and UARTs: the wire. */
#ifndef COPRO_BOARD_USART_H
#define COPRO_BOARD_USART_H

#include <stddef.h>
#include <stdint.h>

struct device;

/*
 * Bytes arrive at the receiver one character time after the other, from now on. Returns how many
 * were taken: what does not fit the wire's queue of 4 KB is left to the caller, to be offered again
 * later. Characters that arrive while the receiver is off are lost, as on a chip.
 */
size_t usart_input(struct device *usart, const void *data, size_t length);

/* One line that a UART sent, without its line end. Implemented by board.c (uart_line signal). */
void device_uart_line(struct device *device, const char *line, size_t length);
/* The same for a character (uart_byte signal). */
void device_uart_byte(struct device *device, uint8_t byte);

#endif
