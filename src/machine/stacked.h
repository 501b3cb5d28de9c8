/* SPDX-License-Identifier: BSD-3-Clause */
/* What an exception pushed (ARM DDI 0403, B1.5.6 to B1.5.8). */
#ifndef COPRO_MACHINE_STACKED_H
#define COPRO_MACHINE_STACKED_H

#include <stdbool.h>
#include <stdint.h>

#include "machine/debug_info.h"

#define STACKED_XPSR_EXCEPTION 0x1FFu

struct stacked {
	uint32_t base; /* where the frame lies */
	uint32_t exc_return;
	uint32_t r[4];
	uint32_t r12, lr, pc, xpsr;
	uint32_t sp; /* before it was pushed */
	bool floating; /* a frame with s0 to s15 and FPSCR */
	uint32_t s[16], fpscr;
};

/* An address for PC that is an EXC_RETURN. */
bool stacked_is_return(uint32_t value);

/* Reads the frame at `base`. 0; -EFAULT: it is not in memory, or only in part. */
COPRO_MUST_CHECK int stacked_read(struct stacked *stacked, const struct debug_memory *memory,
				  uint32_t base, uint32_t exc_return);

/* The EXC_RETURN that a handler has kept: LR, or what lies on its stack, from its SP to the frame. 0xFFFFFFF9
 * (a basic frame of a thread on the main stack) when there is none. */
uint32_t stacked_find_return(const struct debug_memory *memory, uint32_t lr, uint32_t sp,
			     uint32_t base);

/* A little-endian word. False when it is not in memory. */
bool stacked_word(const struct debug_memory *memory, uint32_t address, uint32_t *value);

#endif
