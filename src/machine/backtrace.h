/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who called whom, down to where the Cortex-M4 stands.
 *
 * By the call frame information of the firmware file, through EXC_RETURN into what an exception interrupted
 * (ARM DDI 0403, B1.5.6 to B1.5.8), nested ones too. Where that information ends (assembler, a handler
 * that never returns, a broken stack), the stack is searched for return addresses; what is found so is marked
 * as guessed.
 *
 * The stack is the firmware's and may be anywhere and hold anything: each step is bounded.
 */
#ifndef COPRO_MACHINE_BACKTRACE_H
#define COPRO_MACHINE_BACKTRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "machine/debug_info.h"
#include "machine/stacked.h"

#define BACKTRACE_ENTRIES 48u
#define BACKTRACE_LINE	  512u

struct backtrace_input {
	struct debug_frame frame; /* the core's r0 to r15 */
	uint32_t xpsr;
	uint32_t psp;
	/* Where the last fault pushed its frame, when that is known; 0: it is not. */
	uint32_t fault_frame;
	struct debug_memory memory;
};

enum backtrace_kind {
	BACKTRACE_HERE, /* where the core stands */
	BACKTRACE_CALLER, /* called the one before */
	BACKTRACE_AROUND, /* the one before was inlined into it */
	BACKTRACE_INTERRUPTED /* an exception interrupted it, and ran the one before */
};

struct backtrace_entry {
	enum backtrace_kind kind;
	bool guessed; /* found by searching the stack */
	uint32_t pc; /* of the next instruction of that function */
	uint32_t sp; /* when it goes on there */
	struct debug_place place;
};

struct backtrace {
	struct backtrace_entry entries[BACKTRACE_ENTRIES];
	size_t count;
	bool cut; /* there are more */
	/* What the exception that the core is in interrupted, as far as it was found: registers, and the
	 * frame on the stack. */
	bool interrupted;
	struct debug_frame frame;
	struct stacked stacked;
};

/* info: NULL when there is no firmware file: then only where the core stands is told. */
void backtrace_walk(struct backtrace *backtrace, struct debug_info *info,
		    const struct backtrace_input *input);

/* "#2  0x10000a42 in blink+0x12 at blink.c:57" */
void backtrace_line(const struct backtrace *backtrace, size_t number, char text[BACKTRACE_LINE]);

#endif
