/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The interconnect: finds what answers at an address for an initiator, asks the firewall, and
 * applies clock gates and resets (RM0436, "System and memory overview"; "RCC", peripheral clock
 * gating).
 */
#ifndef COPRO_BOARD_BUS_H
#define COPRO_BOARD_BUS_H

#include <stdbool.h>
#include <stdint.h>

#include "soc/initiator.h"

struct board;

/* One access of 1, 2 or 4 bytes, naturally aligned. 0, or -EFAULT when nothing answers or the
 * firewall refuses (firewall.c): a bus error for the M4; *value is then 0. */
int bus_read(struct board *board, enum soc_initiator initiator, uint32_t address, unsigned size,
	     uint32_t *value);
int bus_write(struct board *board, enum soc_initiator initiator, uint32_t address, unsigned size,
	      uint32_t value);

/* True when reading there is like device_ops.steady, and nothing but a device answers. */
bool bus_steady(struct board *board, enum soc_initiator initiator, uint32_t address);
/* What an initiator executes where no memory is: QUADSPI's window. Both are multiples of 4. 0, or -EFAULT: none of it
 * is to be used. */
int bus_fetch(struct board *board, enum soc_initiator initiator, uint32_t address, uint8_t *bytes,
	      uint32_t size);

/* Copies `length` bytes from memory to memory for an initiator that may use both ranges as a whole, which do not
 * overlap: what as many accesses would do, at once. False, and nothing is done, when one of these is not so: the
 * accesses then have to be made, and are refused where they have to be. */
bool bus_copy(struct board *board, enum soc_initiator initiator, uint32_t to, uint32_t from,
	      uint32_t length);

/* Host pointer to [address, address + length) if it is memory that the initiator may read and write. */
void *bus_memory(struct board *board, enum soc_initiator initiator, uint32_t address,
		 uint32_t length);

#endif
