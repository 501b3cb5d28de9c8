/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Loops that wait are not executed to their end, and nobody can tell: each program here runs on two cores, of which
 * one executes every turn, and both are compared wherever a slice ends.
 */
#include "spin_pair.h"
#include "spin_program.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- loops as they are written ---- */

static void for_ever(void **state)
{
	static const uint16_t code[] = {0xE7FE}; /* b . */
	struct pair pair;

	(void)state;
	pair_open(&pair, code, COUNT(code));
	pair_run(&pair, CYCLES(1000003));
	assert_true(pair_skipped(&pair) > 990);
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
	assert_true(pair_skipped(&pair) > 980);
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
	assert_true(pair_skipped(&pair) > 950);
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
	assert_int_equal(pair_skipped(&pair), 0);
	assert_true(pair.skips.bus_reads > 6000);
	pair_close(&pair);
}

/* But for a register that gives the same until something happens; the turns are counted meanwhile. */
static void steady_register(void **state)
{
	static const uint16_t code[] = {
		0x4802, /* ldr r0, =register */
		0x3301, /* 1: adds r3, #1 */
		0x6801, /* ldr r1, [r0] */
		0x2900, /* cmp r1, #0 */
		0xD0FB, /* beq 1b */
		0xE7FE, /* b . */
		RIG_STEADY & 0xFFFF,
		RIG_STEADY >> 16,
	};
	struct pair pair;

	(void)state;
	pair_open(&pair, code, COUNT(code));
	pair_run(&pair, CYCLES(100000));
	assert_true(pair_skipped(&pair) > 950);
	assert_int_equal(cortex_m_get(pair.skips.core, (enum cortex_m_register)3), 25000);
	pair.skips.device[0x200] = pair.executes.device[0x200] = 1;
	pair_run(&pair, CYCLES(10));
	assert_int_equal(cortex_m_get(pair.skips.core, CORTEX_M_PC), RIG_SRAM + 10);
	pair_close(&pair);
}

/* A masked interrupt that is pending keeps WFI from sleeping (ARM DDI 0403 B1.5.19). */
static void sleep_that_is_none(void **state)
{
	static const uint16_t code[] = {
		0xB672, /* cpsid i */
		0x3001, /* 1: adds r0, #1 */
		0xBF30, /* wfi */
		0xBF10, /* yield */
		0xE7FB, /* b 1b */
	};
	struct pair pair;

	(void)state;
	pair_open(&pair, code, COUNT(code));
	pair_run(&pair, CYCLES(1));
	pair_interrupt(&pair);
	for (unsigned i = 0; i < 5; i++)
		pair_run(&pair, CYCLES(10000 + i));
	assert_true(pair_skipped(&pair) > 900);
	assert_in_range(cortex_m_get(pair.skips.core, CORTEX_M_R0), 12500, 12504);
	pair_close(&pair);
}

/* WFE takes the event that there is, and sleeps the next time. */
static void event_is_taken(void **state)
{
	static const uint16_t code[] = {0xBF20, 0xE7FD}; /* 1: wfe; b 1b */
	struct pair pair;

	(void)state;
	pair_open(&pair, code, COUNT(code));
	for (unsigned i = 0; i < 3; i++) {
		cortex_m_event_in(pair.skips.core);
		cortex_m_event_in(pair.executes.core);
		pair_run(&pair, CYCLES(10000));
		assert_true(cortex_m_asleep(pair.skips.core));
	}
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
	assert_int_equal(pair_skipped(&pair), 0);
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

/* ---- loops that count ---- */

/* 1: r0 += step, cmp r0, r1, b<condition> 1b; then r2 = 1. From where it has so many turns to what turns the
 * condition over. */
static void counts_to(unsigned condition, bool down, unsigned step, uint32_t limit, uint32_t from)
{
	const uint16_t code[] = {
		(uint16_t)((down ? 0x3800 : 0x3000) | step), /* 1: adds, subs r0, #step */
		0x4288, /* cmp r0, r1 */
		(uint16_t)(0xD0FC | condition << 8), /* b<condition> 1b */
		0x2201, /* movs r2, #1 */
		0xE7FE, /* b . */
	};
	struct pair pair;

	pair_name("b%u %c%u 0x%x 0x%x", condition, down ? '-' : '+', step, limit, from);
	pair_open(&pair, code, COUNT(code));
	pair_run(&pair, 0);
	for (unsigned i = 0; i < 2; i++) {
		struct cortex_m *core = i ? pair.executes.core : pair.skips.core;

		cortex_m_set(core, CORTEX_M_R0, from);
		cortex_m_set(core, (enum cortex_m_register)1, limit);
	}
	for (unsigned i = 0; i < 5; i++)
		pair_run(&pair, CYCLES(900 + i));
	pair_close(&pair);
}

static void conditions_turn_over(void **state)
{
	static const uint32_t limits[] = {0, 1000, 0x80000000, 0xFFFFFFF0};
	/* What the counter comes to: the limit, a wrap, the sign of it and of the difference. */
	static const uint32_t ends[] = {0, 0x80000000};

	(void)state;
	for (unsigned condition = 0; condition < 14; condition++)
		for (unsigned i = 0; i < 2 * 2 * COUNT(limits) * 3; i++) {
			const unsigned step = i & 1 ? 3 : 1, turns = 290 + i;
			const bool down = i & 2;
			const uint32_t limit = limits[i / 4 % COUNT(limits)];
			const unsigned kind = i / 4 / COUNT(limits);
			const uint32_t end =
				kind ? ends[kind - 1] + (kind == 2 ? limit : 0) : limit;
			const uint32_t way = step * turns;

			counts_to(condition, down, step, limit, down ? end + way : end - way);
		}
}

/* ---- any loops ---- */

/* R0 to R5 are anything, R6 is DATA. One or two halfwords. */
static size_t any_instruction(uint16_t *code)
{
	const unsigned d = random_below(6), n = random_below(6), word = random_below(8);
	const unsigned kind = random_below(24);

	switch (kind) {
	case 0:
		code[0] = (uint16_t)(0x2000 | d << 8 | random_below(4)); /* movs */
		break;
	case 1:
		code[0] = (uint16_t)(0x3000 | d << 8 | random_below(3)); /* adds */
		break;
	case 2:
		code[0] = (uint16_t)(0x3800 | d << 8 | random_below(3)); /* subs */
		break;
	case 3:
		code[0] = (uint16_t)(0x4600 | n << 3 | d); /* mov */
		break;
	case 4:
	case 5:
		code[0] = (uint16_t)(0x6800 | word << 6 | 6 << 3 | d); /* ldr [r6] */
		break;
	case 6:
	case 7:
		code[0] = (uint16_t)(0x6000 | word << 6 | 6 << 3 | d); /* str [r6] */
		break;
	case 8:
		code[0] = (uint16_t)(0x7000 | word << 6 | 6 << 3 | d); /* strb */
		break;
	case 9:
		code[0] = (uint16_t)(0x7800 | word << 6 | 6 << 3 | d); /* ldrb */
		break;
	case 10:
		code[0] = (uint16_t)(0x2800 | d << 8 | random_below(4)); /* cmp # */
		break;
	case 11:
		code[0] = (uint16_t)(0x4280 | n << 3 | d); /* cmp */
		break;
	case 12:
		code[0] = (uint16_t)(0x1800 | n << 6 | n << 3 | d); /* adds */
		break;
	case 13:
		code[0] = (uint16_t)(0x4000 | random_below(16) << 6 | n << 3 | d); /* and, ... */
		break;
	case 14:
		code[0] = (uint16_t)(0x9000 | random_below(2) << 11 | d << 8 |
				     random_below(4)); /* str, ldr [sp] */
		break;
	case 15:
		code[0] = (uint16_t)(0xA800 | d << 8 | random_below(4)); /* add d, sp, # */
		break;
	case 16:
		code[0] = (uint16_t)(0x1C00 | random_below(2) << 9 | random_below(3) << 6 | n << 3 |
				     d); /* adds, subs d, n, # */
		break;
	case 17:
		code[0] = (uint16_t)(0xB240 | random_below(4) << 6 | n << 3 | d); /* sxth ... */
		break;
	case 18:
		code[0] = (uint16_t)(0x4600 | n << 3 | 0x80 | d); /* mov r8.., n */
		break;
	case 19:
		code[0] = (uint16_t)(0x4500 | random_below(2) << 7 | (8 | n) << 3 |
				     d); /* cmp, high */
		break;
	default:
		code[0] = (uint16_t)(kind == 20	  ? 0xF1A0 | random_below(2) << 4 | n /* sub.w */
				     : kind == 21 ? 0xF100 | random_below(2) << 4 | n /* add.w */
				     : kind == 22 ? 0xF1B0 | n /* cmp.w */
						  : 0xF04F | random_below(2) << 4); /* mov.w */
		code[1] = (uint16_t)((kind == 22 ? 15u : d) << 8 | random_below(8) << 12 |
				     random_below(5));
		return 2;
	}
	return 1;
}

static size_t any_instructions(uint16_t *code, unsigned length)
{
	size_t at = 0;

	for (unsigned i = 0; i < length; i++) {
		const unsigned kind = random_below(10), list = 1 + random_below(63);
		size_t condition;

		switch (kind) {
		case 0: /* a condition over the next ones */
		case 1:
			condition = at++;
			at += any_instruction(code + at);
			if (random_below(2))
				at += any_instruction(code + at);
			code[condition] =
				(uint16_t)(0xD000 | random_below(14) << 8 | (at - condition - 2));
			break;
		case 2: /* cbz, cbnz */
			condition = at++;
			at += any_instruction(code + at);
			code[condition] = (uint16_t)(0xB100 | random_below(2) << 11 |
						     (at - condition - 2) << 3 | random_below(6));
			break;
		case 3: /* it */
			code[at++] = (uint16_t)(0xBF08 | random_below(14) << 4);
			code[at++] = (uint16_t)(0x4600 | random_below(6) << 3 | random_below(6));
			break;
		case 4:
			code[at++] = (uint16_t)(0xB400 | list); /* push */
			at += any_instruction(code + at);
			code[at++] = (uint16_t)(0xBC00 | list); /* pop */
			break;
		default:
			at += any_instruction(code + at);
			break;
		}
	}
	return at;
}

static uint16_t branch_back(uint16_t opcode, unsigned bits, size_t from, size_t to)
{
	return (uint16_t)(opcode | ((to - from - 2) & ((1u << bits) - 1)));
}

/* A loop in a loop; the inner one may have no end. */
static size_t any_loop(uint16_t *code)
{
	size_t at = 0, outer, inner;

	for (unsigned i = 0; i < 6; i++) { /* ldr r0 to r5, from 64 bytes on */
		const uint32_t value = random_value();

		code[at] =
			(uint16_t)(0x4800 | i << 8 | ((64 + 4 * i - (((at * 2) + 4) & ~3u)) / 4));
		memcpy(&code[32 + 2 * i], &value, 4);
		at++;
	}
	code[at++] = 0x4E10; /* ldr r6, =DATA */
	code[at] = 0; /* its place is counted below */
	code[at - 1] = (uint16_t)(0x4E00 | ((64 + 24 - ((((at - 1) * 2) + 4) & ~3u)) / 4));
	code[44] = DATA & 0xFFFF;
	code[45] = DATA >> 16;
	code[at++] = 0xB084; /* sub sp, #16 */
	code[at] = (uint16_t)(0xE000 | (48 - at - 2)); /* b over the literals */
	for (size_t i = at + 1; i < 32; i++)
		code[i] = 0xBF00;
	code[46] = code[47] = 0xBF00;
	outer = at = 48;
	at += any_instructions(code + at, random_below(3));
	inner = at;
	at += any_instructions(code + at, 1 + random_below(10));
	if (random_below(2)) {
		code[at] = branch_back((uint16_t)(0xD000 | random_below(14) << 8), 8, at, inner);
		at++;
		at += any_instructions(code + at, random_below(3));
		code[at] = branch_back(0xE000, 11, at, outer);
	} else {
		code[at] = branch_back(0xE000, 11, at, inner);
	}
	return at + 1;
}

static void any_loops(void **state)
{
	const char *given = getenv("COPRO_SEED");
	const char *more = getenv("COPRO_PROGRAMS");
	const uint32_t first = given ? (uint32_t)strtoul(given, NULL, 0) : 1;
	const unsigned programs = more ? (unsigned)strtoul(more, NULL, 0) : given ? 1 : 250;
	unsigned skipping = 0, mostly = 0;

	(void)state;
	for (unsigned i = 0; i < programs; i++) {
		uint16_t code[192];
		struct pair pair;
		size_t count;

		random_begin(first + i * 7919);
		pair_name("COPRO_SEED=%u", (unsigned)(first + i * 7919));
		count = any_loop(code);
		pair_open(&pair, code, count);
		for (unsigned word = 0; word < 8; word++)
			pair_set(&pair, DATA + 4 * word, random_value());
		for (unsigned turn = 0; turn < 10; turn++) {
			const unsigned what = random_below(4);

			if (what == 0)
				pair_interrupt(&pair);
			else if (what == 1)
				pair_set(&pair, DATA + 4 * random_below(8), random_below(4));
			pair_run(&pair, CYCLES(1 + random_below(turn < 6 ? 60000 : 700)));
		}
		skipping += cortex_m_skipped(pair.skips.core) != 0;
		mostly += pair_skipped(&pair) > 500;
		pair_close(&pair);
	}
	print_message("%u of %u loops were skipped, %u for the most part\n", skipping, programs,
		      mostly);
	assert_true(given || (skipping > programs / 2 && mostly > programs / 4));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(for_ever),
		cmocka_unit_test(flag_in_memory),
		cmocka_unit_test(calls_and_an_interrupt),
		cmocka_unit_test(device_is_asked),
		cmocka_unit_test(steady_register),
		cmocka_unit_test(sleep_that_is_none),
		cmocka_unit_test(event_is_taken),
		cmocka_unit_test(event_goes_out),
		cmocka_unit_test(two_turns_are_one),
		cmocka_unit_test(conditions_turn_over),
		cmocka_unit_test(any_loops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
