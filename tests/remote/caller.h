/* SPDX-License-Identifier: BSD-3-Clause */
/* Functions of the remote room, called on the virtual Cortex-M4 (tests/firmware/remote/calls.c). */
#ifndef COPRO_TESTS_REMOTE_CALLER_H
#define COPRO_TESTS_REMOTE_CALLER_H

#include "../firmware/remote/calls.h"
#include "bench.h"

/* A board with that firmware, not yet started: what the boot chain does comes between. */
void caller_power(struct bench *bench, bool engineering);

/* Starts it, and lets it come to rest. */
void caller_start(struct bench *bench);

/* Calls, and returns the result; `out`, `cycles` and `text` are in caller_block(). */
int caller_call(struct bench *bench, enum calls_function function, uint32_t a, uint32_t b);

/* The same without waiting for the end of it. */
void caller_begin(struct bench *bench, enum calls_function function, uint32_t a, uint32_t b);
/* Waits for the end, a second at most. */
int caller_finish(struct bench *bench);

struct calls *caller_block(struct bench *bench);

/* A register block as the A7 sees it, secure or not. */
struct mmio caller_registers(struct bench *bench, uint32_t base, bool secure);

#endif
