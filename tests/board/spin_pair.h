/* SPDX-License-Identifier: BSD-3-Clause */
/* Two cores with the same program, of which one skips turns of loops and one executes them all. */
#ifndef COPRO_TESTS_SPIN_PAIR_H
#define COPRO_TESTS_SPIN_PAIR_H

#include "cortex_m_rig.h"

#define DATA	  0x10004000u /* 32 words that programs use */
#define FLAG	  0x10004080u /* written from outside */
#define TICKS	  0x10004084u /* counted by the handler of interrupt 0 */
#define CYCLES(n) ((uint64_t)(n)*RIG_PS)

/* The same twice. */
struct pair {
	struct rig skips, executes;
};

void pair_open(struct pair *pair, const uint16_t *code, size_t count);
void pair_close(struct pair *pair);
/* Says what fails if something does, and how to run it alone. */
void pair_name(const char *format, ...) __attribute__((format(printf, 1, 2)));
void pair_run(struct pair *pair, uint64_t ps);
void pair_set(struct pair *pair, uint32_t address, uint32_t value);
/* A register of the core's private bus. */
void pair_write(struct pair *pair, uint32_t address, uint32_t value);
void pair_register(struct pair *pair, unsigned number, uint32_t value);
void pair_code(struct pair *pair, uint32_t address, const uint16_t *code, size_t count);
void pair_interrupt(struct pair *pair);
/* Share of the cycles so far that were skipped, in per mille. */
unsigned pair_skipped(const struct pair *pair);

#endif
