/* SPDX-License-Identifier: BSD-3-Clause */
/* What spin_count.c and spin_instruction.c share: where a proof that a loop counts has come to. */
#ifndef COPRO_BOARD_CORTEX_M_SPIN_COUNT_H
#define COPRO_BOARD_CORTEX_M_SPIN_COUNT_H

#include "board/cortex_m/spin.h"

#define COUNT_WORDS 64u

/* A word of memory that moves, or that the turn has stored. */
struct count_word {
	uint8_t *at;
	bool moves;
	struct spin_value now;
};

/* In the middle of a turn. */
struct count {
	struct cortex_m *core;
	const struct spin_turn *turn;
	struct spin_value registers[15];
	struct count_word words[COUNT_WORDS];
	unsigned word_count;
	struct spin_flags flags;
	uint64_t turns; /* that go the same way, as far as is known */
};

static inline struct spin_value count_constant(uint32_t value)
{
	return (struct spin_value){.value = value, .known = true};
}

static inline struct spin_value count_sum(struct spin_value a, struct spin_value b)
{
	return (struct spin_value){a.value + b.value, a.by + b.by, a.known && b.known};
}

/* spin_count.c */
/* Where an access is made. False: not at the same place in all turns. *at is NULL where no memory is. */
bool count_where(struct count *count, const struct instruction *instruction, uint32_t pc,
		 uint8_t **at);
/* False: what is loaded or stored there cannot be followed. */
bool count_load(struct count *count, const uint8_t *at, struct spin_value *value);
bool count_store(struct count *count, uint8_t *at, struct spin_value value);

enum outcome { FAILS, DONE, OTHER };

/* spin_instruction.c */
/* An instruction that may touch what moves. `next`, where it ends a block: where the turn goes on. OTHER: it is none of
 * those that are followed, and nothing has been done. */
enum outcome spin_instruction(struct count *count, const struct instruction *instruction,
			      uint32_t pc, uint32_t next);

#endif
