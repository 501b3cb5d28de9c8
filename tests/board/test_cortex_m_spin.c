/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Loops that wait are not executed to their end, and nobody can tell: each program here runs on two cores, of which
 * one executes every turn, and both are compared wherever a slice ends.
 */
#include "cortex_m_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define DATA	     0x10004000u /* 32 words that programs use, R6 in the random ones */
#define FLAG	     0x10004080u /* written from outside */
#define TICKS	     0x10004084u /* counted by the handler of interrupt 0 */
#define HANDLER	     0x10003000u
#define CYCLES(n)    ((uint64_t)(n)*RIG_PS)

/* The same twice. */
struct pair {
	struct rig skips, executes;
};

static const uint16_t handler[] = {
	0x4802, /* ldr r0, =TICKS */
	0x6801, /* ldr r1, [r0] */
	0x3101, /* adds r1, #1 */
	0x6001, /* str r1, [r0] */
	0x4770, /* bx lr */
	0xBF00, TICKS & 0xFFFF, TICKS >> 16,
};

static void one_open(struct rig *rig, const uint16_t *code, size_t count)
{
	const uint32_t interrupt_0 = 1;

	rig_open(rig);
	memcpy(rig->sram + (HANDLER - RIG_SRAM), handler, sizeof(handler));
	rig_vector(rig, 16, HANDLER);
	rig_code(rig, code, count);
	assert_int_equal(cortex_m_write_memory(rig->core, 0xE000E100, &interrupt_0, 4), 0);
}

static void pair_open(struct pair *pair, const uint16_t *code, size_t count)
{
	one_open(&pair->skips, code, count);
	one_open(&pair->executes, code, count);
	cortex_m_set_skip(pair->executes.core, false);
}

static void pair_close(struct pair *pair)
{
	assert_int_equal(cortex_m_skipped(pair->executes.core), 0);
	rig_close(&pair->skips);
	rig_close(&pair->executes);
}

/* What fails, with how to run it alone. */
static char what_runs[32] = "a loop";

static void same(bool is, const char *what)
{
	if (!is)
		fail_msg("%s: other %s than when all is executed", what_runs, what);
}

static void pair_same(struct pair *pair)
{
	struct rig *a = &pair->skips, *b = &pair->executes;

	same(cortex_m_cycles(a->core) == cortex_m_cycles(b->core), "cycles");
	same(a->timeline.now == b->timeline.now, "time");
	for (int i = 0; i <= CORTEX_M_FPSCR; i++)
		same(cortex_m_get(a->core, (enum cortex_m_register)i) ==
			     cortex_m_get(b->core, (enum cortex_m_register)i),
		     "registers");
	same(!memcmp(a->sram, b->sram, 0x8000), "memory");
	same(!memcmp(a->device, b->device, sizeof(a->device)), "device registers");
	same(a->bus_reads == b->bus_reads && a->bus_writes == b->bus_writes, "accesses");
}

static void pair_run(struct pair *pair, uint64_t ps)
{
	const enum cortex_m_exit exit = rig_run(&pair->skips, ps);

	assert_int_equal(exit, rig_run(&pair->executes, ps));
	pair_same(pair);
}

static void pair_set(struct pair *pair, uint32_t address, uint32_t value)
{
	rig_set_word(&pair->skips, address, value);
	rig_set_word(&pair->executes, address, value);
}

static void pair_interrupt(struct pair *pair)
{
	for (int level = 1; level >= 0; level--) {
		cortex_m_set_irq(pair->skips.core, 0, level);
		cortex_m_set_irq(pair->executes.core, 0, level);
	}
}

/* Share of the cycles so far that were skipped, in per mille. */
static unsigned skipped(const struct pair *pair)
{
	return (unsigned)(cortex_m_skipped(pair->skips.core) * 1000 /
			  cortex_m_cycles(pair->skips.core));
}

/* ---- loops as they are written ---- */

static void for_ever(void **state)
{
	static const uint16_t code[] = {0xE7FE}; /* b . */
	struct pair pair;

	(void)state;
	pair_open(&pair, code, COUNT(code));
	pair_run(&pair, CYCLES(1000003));
	assert_true(skipped(&pair) > 990);
	pair_close(&pair);
}

/* while (!flag); then on. */
static void flag_in_memory(void **state)
{
	static const uint16_t code[] = {
		0x4802, /* ldr r0, =FLAG */
		0x6801, /* 1: ldr r1, [r0] */
		0x2900, /* cmp r1, #0 */
		0xD0FC, /* beq 1b */
		0x2207, /* movs r2, #7 */
		0xE7FE, /* b . */
		FLAG & 0xFFFF, FLAG >> 16,
	};
	struct pair pair;

	(void)state;
	pair_open(&pair, code, COUNT(code));
	pair_run(&pair, CYCLES(100000));
	assert_true(skipped(&pair) > 980);
	assert_int_equal(cortex_m_get(pair.skips.core, 2), 0);
	pair_set(&pair, FLAG, 1);
	pair_run(&pair, CYCLES(7));
	assert_int_equal(cortex_m_get(pair.skips.core, 2), 7);
	pair_close(&pair);
}

/* As HAL_Delay() without optimisation: a call of a function that pushes, and a counter that an interrupt counts. */
static const uint16_t delay[] = {
	0xB082, /* sub sp, #8 */
	0xAF00, /* add r7, sp, #0 */
	0xF000,
	0xF805, /* 1: bl ticks */
	0x6078, /* str r0, [r7, #4] */
	0x687B, /* ldr r3, [r7, #4] */
	0x2B05, /* cmp r3, #5 */
	0xD3F9, /* bcc 1b */
	0xE7FE, /* b . */
	/* ticks: */
	0xB480, /* push {r7} */
	0xAF00, /* add r7, sp, #0 */
	0x4B03, /* ldr r3, =TICKS */
	0x681B, /* ldr r3, [r3] */
	0x4618, /* mov r0, r3 */
	0x46BD, /* mov sp, r7 */
	0xBC80, /* pop {r7} */
	0x4770, /* bx lr */
	0xBF00,
	TICKS & 0xFFFF,
	TICKS >> 16,
};

static void calls_and_an_interrupt(void **state)
{
	struct pair pair;

	(void)state;
	pair_open(&pair, delay, COUNT(delay));
	for (unsigned i = 0; i < 5; i++) {
		pair_run(&pair, CYCLES(100000));
		assert_int_equal(cortex_m_get(pair.skips.core, 0), i);
		pair_interrupt(&pair);
	}
	pair_run(&pair, CYCLES(1000));
	assert_int_equal(rig_word(&pair.skips, TICKS), 5);
	assert_int_equal(cortex_m_get(pair.skips.core, CORTEX_M_PC), RIG_SRAM + 16);
	assert_true(skipped(&pair) > 950);
	pair_close(&pair);
}

/* What a device gives is asked for each time. */
static void device_is_asked(void **state)
{
	static const uint16_t code[] = {
		0x4801, /* ldr r0, =device */
		0x6801, /* 1: ldr r1, [r0] */
		0xE7FD, /* b 1b */
		0xBF00, RIG_DEVICE & 0xFFFF, RIG_DEVICE >> 16,
	};
	struct pair pair;

	(void)state;
	pair_open(&pair, code, COUNT(code));
	pair_run(&pair, CYCLES(20000));
	assert_int_equal(skipped(&pair), 0);
	assert_true(pair.skips.bus_reads > 6000);
	pair_close(&pair);
}

/* SEV goes out at each turn. */
static void event_goes_out(void **state)
{
	static const uint16_t code[] = {0xBF40, 0xE7FD}; /* 1: sev; b 1b */
	struct pair pair;

	(void)state;
	pair_open(&pair, code, COUNT(code));
	pair_run(&pair, CYCLES(20000));
	assert_int_equal(skipped(&pair), 0);
	assert_int_equal(pair.skips.events, 10000);
	assert_int_equal(pair.executes.events, 10000);
	pair_close(&pair);
}

/* Memory may come to the same only after several turns: then those are one. */
static void two_turns_are_one(void **state)
{
	static const uint16_t code[] = {
		0x4802, /* ldr r0, =DATA */
		0x6801, /* 1: ldr r1, [r0] */
		0x43C9, /* mvns r1, r1 */
		0x6001, /* str r1, [r0] */
		0x2100, /* movs r1, #0 */
		0xE7FA, /* b 1b */
		DATA & 0xFFFF, DATA >> 16,
	};
	struct pair pair;

	(void)state;
	pair_open(&pair, code, COUNT(code));
	for (unsigned i = 0; i < 50; i++)
		pair_run(&pair, CYCLES(1001 + i));
	pair_close(&pair);
}

/* ---- any loops ---- */

static uint32_t seed;

static uint32_t random_below(uint32_t limit)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % limit;
}

/* R0 to R5 are anything; R6 is DATA, R7 a stack pointer that was. */
static uint16_t any_instruction(void)
{
	const unsigned d = random_below(6), n = random_below(6), word = random_below(8);

	switch (random_below(18)) {
	case 0:
		return (uint16_t)(0x2000 | d << 8 | random_below(4)); /* movs */
	case 1:
		return (uint16_t)(0x3000 | d << 8 | random_below(3)); /* adds */
	case 2:
		return (uint16_t)(0x3800 | d << 8 | random_below(3)); /* subs */
	case 3:
		return (uint16_t)(0x4600 | n << 3 | d); /* mov */
	case 4:
	case 5:
		return (uint16_t)(0x6800 | word << 6 | 6 << 3 | d); /* ldr [r6] */
	case 6:
	case 7:
		return (uint16_t)(0x6000 | word << 6 | 6 << 3 | d); /* str [r6] */
	case 8:
		return (uint16_t)(0x7000 | word << 6 | 6 << 3 | d); /* strb */
	case 9:
		return (uint16_t)(0x7800 | word << 6 | 6 << 3 | d); /* ldrb */
	case 10:
		return (uint16_t)(0x2800 | d << 8 | random_below(4)); /* cmp # */
	case 11:
		return (uint16_t)(0x4280 | n << 3 | d); /* cmp */
	case 12:
		return (uint16_t)(0x1800 | n << 6 | n << 3 | d); /* adds */
	case 13:
		return (uint16_t)(0x4000 | random_below(16) << 6 | n << 3 | d); /* and, eor, ... */
	case 14:
		return (uint16_t)(0x9000 | d << 8 | random_below(4)); /* str [sp] */
	case 15:
		return (uint16_t)(0xA800 | d << 8 | random_below(4)); /* add d, sp, # */
	case 16:
		return (uint16_t)(0x1C00 | random_below(2) << 9 | random_below(3) << 6 | n << 3 |
				  d); /* adds, subs d, n, # */
	default:
		return (uint16_t)(0xB240 | random_below(4) << 6 | n << 3 | d); /* sxtb ... uxtb */
	}
}

static size_t any_loop(uint16_t *code)
{
	const unsigned length = 1 + random_below(12);
	size_t at = 0, begin;
	unsigned skips = 0;

	code[at++] = 0x4E01; /* ldr r6, =DATA */
	code[at++] = 0xB084; /* sub sp, #16 */
	code[at++] = 0xE001; /* b over the literal */
	code[at++] = 0xBF00;
	code[at++] = DATA & 0xFFFF;
	code[at++] = DATA >> 16;
	begin = at;
	for (unsigned i = 0; i < length; i++) {
		const unsigned kind = random_below(10);

		if (!skips && kind == 0) { /* a condition over the next one, or two */
			skips = 1 + random_below(2);
			code[at++] = (uint16_t)(0xD000 | random_below(14) << 8 | (skips - 1));
			continue;
		}
		if (!skips && kind == 1) { /* it */
			const unsigned condition = random_below(14);

			code[at++] = (uint16_t)(0xBF08 | condition << 4);
			code[at++] = (uint16_t)(0x4600 | random_below(6) << 3 | random_below(6));
			continue;
		}
		if (!skips && kind == 2) {
			const unsigned list = 1 + random_below(63);

			code[at++] = (uint16_t)(0xB400 | list); /* push */
			code[at++] = any_instruction();
			code[at++] = (uint16_t)(0xBC00 | list); /* pop */
			continue;
		}
		skips -= skips ? 1 : 0;
		code[at++] = any_instruction();
	}
	while (skips--)
		code[at++] = 0xBF00;
	code[at] = (uint16_t)(0xE000 | (((int)begin - (int)at - 2) & 0x7FF)); /* b begin */
	return at + 1;
}

static void any_loops(void **state)
{
	const char *given = getenv("COPRO_SEED");
	const uint32_t first = given ? (uint32_t)strtoul(given, NULL, 0) : 1;
	const unsigned programs = given ? 1 : 300;
	unsigned skipping = 0;

	(void)state;
	for (unsigned i = 0; i < programs; i++) {
		uint16_t code[64];
		struct pair pair;
		size_t count;

		seed = first + i * 7919;
		snprintf(what_runs, sizeof(what_runs), "COPRO_SEED=%u", (unsigned)seed);
		count = any_loop(code);
		pair_open(&pair, code, count);
		for (unsigned turn = 0; turn < 12; turn++) {
			const unsigned what = random_below(4);

			if (what == 0)
				pair_interrupt(&pair);
			else if (what == 1)
				pair_set(&pair, DATA + 4 * random_below(8), random_below(4));
			pair_run(&pair, CYCLES(1 + random_below(turn < 6 ? 20000 : 700)));
		}
		skipping += cortex_m_skipped(pair.skips.core) != 0;
		pair_close(&pair);
	}
	print_message("%u of %u loops were skipped\n", skipping, programs);
	assert_true(given || skipping > programs / 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(for_ever),
		cmocka_unit_test(flag_in_memory),
		cmocka_unit_test(calls_and_an_interrupt),
		cmocka_unit_test(device_is_asked),
		cmocka_unit_test(event_goes_out),
		cmocka_unit_test(two_turns_are_one),
		cmocka_unit_test(any_loops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
