/* SPDX-License-Identifier: BSD-3-Clause */
/* Two boards in one virtual time, for tests of the wires between them. */
#ifndef COPRO_TESTS_MACHINE_PAIR_BENCH_H
#define COPRO_TESTS_MACHINE_PAIR_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "machine/firmware.h"
#include "machine/pair.h"
#include "machine/wire.h"

struct pair_bench {
	struct witness witnesses[2];
	struct machine *machines[2];
	struct board *boards[2];
	struct wire *wire;
	struct pair pair;
};

struct pair_bench *pair_bench_make(void);
/* A teardown of cmocka's. */
int pair_bench_close(void **state);
/* With the wire that the bench has. */
void pair_bench_join(struct pair_bench *bench, const char *what);
void pair_bench_run(struct pair_bench *bench, uint64_t ps);
/* By the Cortex-M4 of a board. */
void pair_bench_poke(const struct pair_bench *bench, unsigned board, uint32_t address,
		     uint32_t value);
uint32_t pair_bench_peek(const struct pair_bench *bench, unsigned board, uint32_t address);

#endif
