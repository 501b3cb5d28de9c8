/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A USART or UART as a serial port: 8 data bits, no parity, 1 stop bit, with the FIFOs (RM0436, "USART").
 *
 * Nothing here waits. Who has nothing to read or no room to write is told, and may listen for the interrupt.
 * The block's clock runs, its pins are set, and nobody else uses it. Any context, one at a time.
 */
#ifndef COPRO_DRIVERS_USART_H
#define COPRO_DRIVERS_USART_H

#include <stdbool.h>
#include <stdint.h>

#include "copro/compiler.h"
#include "core/mmio.h"

/* Turns receiver and transmitter on. clock_hz: the block's kernel clock. 0; -EINVAL: that clock cannot make
 * that rate (a bit takes 16 to 65535 of its cycles). */
COPRO_MUST_CHECK int usart_open(struct mmio regs, uint32_t clock_hz, uint32_t baud);

/* The next character, 0 to 255; -EAGAIN: there is none; -EIO: some were lost since the last call, or came
 * with errors on the line. */
COPRO_MUST_CHECK int usart_read(struct mmio regs);

/* 0; -EAGAIN: the FIFO is full. */
COPRO_MUST_CHECK int usart_write(struct mmio regs, uint8_t character);

/* Interrupt while there is something to read, and while there is room to write. */
void usart_listen(struct mmio regs, bool to_read, bool to_write);

#endif
