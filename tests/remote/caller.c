/* SPDX-License-Identifier: BSD-3-Clause */
#include "caller.h"

#include <errno.h>

/* Where newlib's numbers of errors, which the firmware is compiled with, are not Linux's. */
#define NEWLIB_EDEADLK	 45
#define NEWLIB_ETIMEDOUT 116

#define STEP_US	  5u
#define STEPS_MAX 200000u

struct calls *caller_block(struct bench *bench)
{
	struct calls *calls = board_memory(bench->board, SOC_M4, CALLS_ADDRESS, sizeof(*calls));

	assert_non_null(calls);
	return calls;
}

struct mmio caller_registers(struct bench *bench, uint32_t base, bool secure)
{
	return (struct mmio){board_port(bench->board, secure ? SOC_A7_SECURE : SOC_A7), base};
}

void caller_power(struct bench *bench, bool engineering)
{
	bench_power(bench, "../test-firmware/calls.elf", engineering);
}

void caller_start(struct bench *bench)
{
	bench_release(bench);
	for (unsigned i = 0; !caller_block(bench)->ready; i++) {
		assert_true(i < STEPS_MAX);
		bench_run(bench, STEP_US);
	}
}

void caller_begin(struct bench *bench, enum calls_function function, uint32_t a, uint32_t b)
{
	struct calls *calls = caller_block(bench);

	assert_int_equal(calls->go, 0);
	calls->arguments[0] = a;
	calls->arguments[1] = b;
	calls->go = function;
}

static int translated(int status)
{
	if (status == -NEWLIB_EDEADLK)
		return -EDEADLK;
	return status == -NEWLIB_ETIMEDOUT ? -ETIMEDOUT : status;
}

int caller_finish(struct bench *bench)
{
	struct calls *calls = caller_block(bench);

	for (unsigned i = 0; calls->go; i++) {
		assert_true(i < STEPS_MAX);
		bench_run(bench, STEP_US);
	}
	return translated(calls->result);
}

int caller_call(struct bench *bench, enum calls_function function, uint32_t a, uint32_t b)
{
	caller_begin(bench, function, a, b);
	return caller_finish(bench);
}
