/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The noise of the random number generators, RNG1 and RNG2. It is made up, and the same in each run: each of the
 * two has its own numbers, which follow from one seed.
 */
#ifndef COPRO_BOARD_RNG_H
#define COPRO_BOARD_RNG_H

#include <stdint.h>

struct board;

/* What is wrong with both, for tests of a driver's errors. */
enum rng_fault {
	RNG_NO_FAULT,
	RNG_SEED_FAULT, /* the noise is none */
	RNG_CLOCK_FAULT, /* their kernel clocks are too slow */
	RNG_FAULTS
};

/* The next number is the first one of this seed. A new board has seed 0. */
void rng_set_seed(struct board *board, uint64_t seed);
uint64_t rng_seed(struct board *board);

/* From now on. */
void rng_set_fault(struct board *board, enum rng_fault fault);
enum rng_fault rng_fault(struct board *board);

#endif
