/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * As test_cortex_m_spin.c, with programs of all instructions that a loop may have, on either stack, with the MPU and
 * floating point, with functions and faults, and with interrupts at any time whose handlers change what is waited for.
 */
#include "spin_pair.h"
#include "spin_program.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HANDLERS     0x10003100u
#define MPU_TYPE     0xE000ED90u

static void functions(struct pair *pair)
{
	for (unsigned i = 0; i < 2; i++) {
		struct program program;

		program_function(&program, !i);
		pair_code(pair, FUNCTION + i * 0x80, program.code, program.count);
	}
}

/* Of interrupt 5 and SysTick: DATA[word] is another. Of faults: it goes on at the loop's start. */
static void handlers(struct pair *pair)
{
	static const uint16_t fault[] = {
		0xF01E, 0x0F04, /* tst lr, #4 */
		0xBF0C, /* ite eq */
		0xF3EF, 0x8008, /* mrseq r0, msp */
		0xF3EF, 0x8009, /* mrsne r0, psp */
		0x4903, /* ldr r1, =RIG_SRAM */
		0x6181, /* str r1, [r0, #24] */
		0xF04F, 0x7180, /* mov r1, #0x01000000 */
		0x61C1, /* str r1, [r0, #28] */
		0x4770, /* bx lr */
		0xBF00, 0xBF00, 0xBF00, RIG_SRAM & 0xFFFF, RIG_SRAM >> 16,
	};
	uint16_t change[] = {
		0x4802, /* ldr r0, =DATA */
		0x6801, /* ldr r1, [r0, #] */
		0x3101, /* adds r1, # */
		0x6001, /* str r1, [r0, #] */
		0x4770, /* bx lr */
		0xBF00, DATA & 0xFFFF, DATA >> 16,
	};

	pair_code(pair, HANDLERS, fault, COUNT(fault));
	for (unsigned i = 0; i < 2; i++) {
		const unsigned word = random_below(8);

		change[1] = (uint16_t)(0x6801 | word << 6);
		change[2] = (uint16_t)(0x3100 | random_below(3));
		change[3] = (uint16_t)(0x6001 | word << 6);
		pair_code(pair, HANDLERS + 0x40 + i * 0x20, change, COUNT(change));
	}
	for (unsigned i = 3; i < 16; i++)
		pair_set(pair, 4 * i,
			 (i == 15   ? HANDLERS + 0x40
			  : i == 11 ? HANDLERS + 0x40
				    : HANDLERS) |
				 1);
	pair_set(pair, 4 * (16 + 5), (HANDLERS + 0x60) | 1);
}

static void begin(struct pair *pair)
{
	pair_run(pair, CYCLES(1)); /* out of reset */
	for (unsigned i = 0; i < 12; i++)
		pair_register(pair, i, random_value());
	pair_register(pair, 6, DATA);
	pair_register(pair, 7, random_below(2) ? DATA : DATA - RIG_SRAM + RIG_ALIAS);
	pair_register(pair, 9, random_below(8));
	pair_register(pair, 12, RIG_STEADY);
	for (unsigned word = 0; word < 32; word++)
		pair_set(pair, DATA + 4 * word, random_value());
	pair_write(pair, 0xE000E100, 1 | 1 << 5);
	pair_write(pair, 0xE000ED88, 0x00F00000); /* CPACR: floating point */
	if (!random_below(3)) { /* SysTick */
		pair_write(pair, 0xE000E014, 50 + random_below(20000));
		pair_write(pair, 0xE000E010, 7);
	}
	if (!random_below(4))
		pair_write(pair, 0xE000E420 - 0x20, random_below(2) * 0x80); /* priority */
	if (!random_below(3)) { /* all of it, and of DATA 32 bytes that can be read only */
		pair_write(pair, MPU_TYPE + 8, 0);
		pair_write(pair, MPU_TYPE + 12, 0);
		pair_write(pair, MPU_TYPE + 16, 0x0300003F);
		if (!random_below(2)) {
			pair_write(pair, MPU_TYPE + 8, 1);
			pair_write(pair, MPU_TYPE + 12, DATA + 0x60);
			pair_write(pair, MPU_TYPE + 16, 0x06000009);
		}
		pair_write(pair, MPU_TYPE + 4, 5);
	}
	pair_register(pair, CORTEX_M_PSP, RIG_SRAM + 0x7000);
	if (random_below(2))
		pair_register(pair, CORTEX_M_CONTROL, 2 + !random_below(3));
	if (!random_below(4))
		pair_register(pair, CORTEX_M_BASEPRI, 0x40);
}

static void alarm_at(struct rig *rig, uint64_t when)
{
	timeline_arm(&rig->timeline, &rig->alarm, when);
}

static void any_programs(void **state)
{
	const char *given = getenv("COPRO_SEED");
	const char *more = getenv("COPRO_PROGRAMS");
	const uint32_t first = given ? (uint32_t)strtoul(given, NULL, 0) : 1;
	const unsigned programs = more ? (unsigned)strtoul(more, NULL, 0) : given ? 1 : 100;
	unsigned skipping = 0, mostly = 0;

	(void)state;
	for (unsigned i = 0; i < programs; i++) {
		struct program program;
		struct pair pair;

		random_begin(first + i * 7919);
		pair_name("COPRO_SEED=%u", (unsigned)(first + i * 7919));
		program_loop(&program);
		pair_open(&pair, program.code, program.count);
		functions(&pair);
		handlers(&pair);
		begin(&pair);
		for (unsigned turn = 0; turn < 8; turn++) {
			const unsigned what = random_below(4);
			const uint64_t cycles = 1 + random_below(turn < 4 ? 40000 : 700);

			if (what == 0)
				pair_interrupt(&pair);
			else if (what == 1)
				pair_set(&pair, DATA + 4 * random_below(8), random_below(4));
			if (random_below(2)) {
				const uint64_t when = pair.skips.timeline.now +
						      random_below((uint32_t)cycles) * RIG_PS;

				alarm_at(&pair.skips, when);
				alarm_at(&pair.executes, when);
			}
			pair_run(&pair, CYCLES(cycles));
		}
		skipping += cortex_m_skipped(pair.skips.core) != 0;
		mostly += pair_skipped(&pair) > 500;
		pair_close(&pair);
	}
	print_message("%u of %u loops were skipped, %u for the most part\n", skipping, programs,
		      mostly);
	assert_true(given || (skipping > programs / 4 && mostly > programs / 8));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_programs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
