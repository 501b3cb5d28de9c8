/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The interconnect: finds what answers at an address for an initiator, asks the firewall, and
 * applies clock gates and resets (RM0436, "System and memory overview"; "RCC", peripheral clock
 * gating).
 */
#ifndef COPRO_BOARD_BUS_H
#define COPRO_BOARD_BUS_H

#include <stdint.h>

#include "soc/initiator.h"

struct board;

/* One access of 1, 2 or 4 bytes, naturally aligned. 0, or -EFAULT when nothing answers or the
 * firewall refuses (firewall.c): a bus error for the M4; *value is then 0. */
int bus_read(struct board *board, enum soc_initiator initiator, uint32_t address, unsigned size,
	     uint32_t *value);
int bus_write(struct board *board, enum soc_initiator initiator, uint32_t address, unsigned size,
	      uint32_t value);

/* Host pointer to [address, address + length) if it is memory that the initiator may read and write. */
void *bus_memory(struct board *board, enum soc_initiator initiator, uint32_t address,
		 uint32_t length);

#endif
