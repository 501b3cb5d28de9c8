/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of spin*.c share: a turn of a loop, and values in the middle of it. */
#ifndef COPRO_BOARD_CORTEX_M_SPIN_H
#define COPRO_BOARD_CORTEX_M_SPIN_H

#include "board/cortex_m/internal.h"

#define SPIN_STORES 96u
#define SPIN_STORED 1024u /* bytes */
#define SPIN_PATH   48u

struct spin_store {
	uint8_t *at; /* in the host's memory: aliases are one place */
	uint32_t size;
};

/* From the mark and back to it. */
struct spin_turn {
	uint32_t registers[ENGINE_KEPT]; /* at the beginning */
	struct spin_store stores[SPIN_STORES]; /* where it stores, in its order */
	unsigned store_count;
	uint8_t stored[SPIN_STORED]; /* what was there at the beginning, one after the other */
	struct { /* the blocks, the first is the mark's */
		uint32_t address, size;
	} path[SPIN_PATH];
	unsigned path_length; /* more than SPIN_PATH: not all are kept */
};

/*
 * A turn that counts: after it some registers and words of memory are more by a constant, and nothing else is different.
 * The program is at the mark again. Says how many turns more will be such turns and go the same way; 0: that is not known.
 * One more turn has to be executed then: only that brings the flags up to date.
 */
uint64_t spin_count(struct cortex_m *core, const struct spin_turn *turn);
/* Registers and memory as after so many turns more. */
void spin_count_on(struct cortex_m *core, const struct spin_turn *turn, uint64_t turns);

/* A value in turn n from now: value + n * by, modulo 2^32. by == 0: it is the same in all turns. */
struct spin_value {
	uint32_t value;
	uint32_t by;
	bool known; /* `value` is */
};

enum spin_flags_kind {
	SPIN_FLAGS_SAME, /* in all turns, whatever they are */
	SPIN_FLAGS_OF_DIFFERENCE, /* left - right: all four */
	SPIN_FLAGS_OF_VALUE, /* left: N and Z; right is 0 */
	SPIN_FLAGS_LOST
};

struct spin_flags {
	enum spin_flags_kind kind;
	struct spin_value left, right;
};

/* Lessens *turns to those after this one in which a condition (ARM DDI 0403 A7.3) is what it is said to be, `is`, in
 * this one. False: that is not known, or it is not so even now. */
bool spin_condition_stays(const struct spin_flags *flags, unsigned condition, bool is,
			  uint64_t *turns);

#endif
