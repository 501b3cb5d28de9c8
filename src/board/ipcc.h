/* SPDX-License-Identifier: BSD-3-Clause */
/* Doorbells of the IPCC that go astray: to see what a firmware, and Linux's side, make of that. */
#ifndef COPRO_BOARD_IPCC_H
#define COPRO_BOARD_IPCC_H

#include <stdbool.h>
#include <stdint.h>

#define DOORBELL_CHANNELS 6u

struct board;

enum doorbell_fault_kind {
	DOORBELL_FAULT_DROP, /* it is never rung: the sender sees a channel that is free */
	DOORBELL_FAULT_DELAY, /* it is rung later; until then the channel is free */
	DOORBELL_FAULT_DUPLICATE /* a microsecond after it is cleared it is rung once more */
};

struct doorbell_fault {
	enum doorbell_fault_kind kind;
	unsigned channel; /* 1 to 6, as the manual counts them */
	bool to_m4; /* rung by the A7; else by the M4 */
	unsigned times; /* so many of the next doorbells; 0: none any more */
	uint64_t delay; /* ps, of DOORBELL_FAULT_DELAY */
};

/* Takes the place of an earlier fault of that channel and direction. Holds over resets of the chip. Not in
 * the middle of a slice. 0; -EINVAL: there is no such channel or kind. */
__attribute__((warn_unused_result)) int board_doorbell_fault(struct board *board,
							     const struct doorbell_fault *fault);

/* "drop", "delay", "duplicate"; NULL for no kind. */
const char *doorbell_fault_name(enum doorbell_fault_kind kind);

#endif
