/* SPDX-License-Identifier: BSD-3-Clause */
/* Random loops of all instructions that a loop may have. */
#ifndef COPRO_TESTS_SPIN_PROGRAM_H
#define COPRO_TESTS_SPIN_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FUNCTION 0x10003200u /* two that the loops call, 128 bytes each */

/* Halfwords as they come, to be executed from RIG_SRAM on. */
struct program {
	uint16_t code[400];
	size_t count;
	unsigned calm; /* not 0: nothing that sleeps, faults or writes to devices */
};

/* What follows from here on depends on this alone. */
void random_begin(uint32_t seed);
uint32_t random_below(uint32_t limit);
/* Often one where counters and comparisons turn over. */
uint32_t random_value(void);

/* A loop in a loop; the inner one may have no end. R0 to R5 are to be anything, R6 and R7 DATA, R7 perhaps by its alias,
 * and R12 RIG_STEADY. */
void program_loop(struct program *program);
/* What FUNCTION or the one behind it is. */
void program_function(struct program *program, bool pushes);

#endif
