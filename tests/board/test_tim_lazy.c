/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * That somebody looks changes nothing. Two boards get the same writes to timers at the same times; on one
 * every pin is watched and every interrupt and request to DMA is enabled, so that each event happens at its own
 * time; on the other nothing is, and all is computed when it is read. They have to read the same.
 */
#include "tim_bench.h"

#include <stdlib.h>

#include "board/gpio.h"

#define ROUNDS 3000
#define STEPS  24

struct pair {
	struct fixture *told, *asked;
	uint32_t seed;
	unsigned edges;
};

static uint32_t random_below(struct pair *pair, uint32_t limit)
{
	pair->seed = pair->seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)pair->seed * limit >> 32);
}

static void both(struct pair *pair, uint32_t address, uint32_t value)
{
	set(pair->told, address, value);
	set(pair->asked, address, value);
}

static void count_edges(void *context, bool level, uint64_t when)
{
	struct pair *pair = context;

	(void)level;
	(void)when;
	pair->edges++;
}

/* TIM3: CH1 PC6, CH2 PC7. TIM1: CH1 PE9, CH1N PE8, CH2 PE11. */
static const struct {
	char port;
	unsigned pin, af;
} pins[] = {{'C', 6, 2}, {'C', 7, 2}, {'E', 8, 1}, {'E', 9, 1}, {'E', 11, 1}};

static int setup(void **state)
{
	struct pair *pair = calloc(1, sizeof(*pair));
	void *told = NULL, *asked = NULL;
	size_t i;

	if (!pair || bench_setup(&told) || bench_setup(&asked))
		return -1;
	*pair = (struct pair){.told = told, .asked = asked, .seed = 1};
	for (i = 0; i < sizeof(pins) / sizeof(pins[0]); i++) {
		const char name[] = {'G', 'P', 'I', 'O', pins[i].port, '\0'};

		alternate(pair->told, pins[i].port, pins[i].pin, pins[i].af);
		alternate(pair->asked, pins[i].port, pins[i].pin, pins[i].af);
		assert_int_equal(gpio_watch(board_device(pair->told->board, name), pins[i].pin,
					    count_edges, pair),
				 0);
	}
	*state = pair;
	return 0;
}

static int done(void **state)
{
	struct pair *pair = *state;
	void *told = pair->told, *asked = pair->asked;

	(void)fixture_done(&told);
	(void)fixture_done(&asked);
	free(pair);
	return 0;
}

/* A value that is small enough for much to happen. */
static void write_one(struct pair *pair, uint32_t timer, bool slaves)
{
	static const uint32_t control[] = {0x01, 0x01, 0x01, 0x81, 0x11, 0x21, 0x41, 0x61,
					   0xE1, 0x09, 0x89, 0x03, 0x05, 0x00, 0x29};
	static const uint32_t modes[] = {0x00, 0x10, 0x20, 0x30, 0x40, 0x50,
					 0x60, 0x70, 0x68, 0x78, 0x38};

	switch (random_below(pair, slaves ? 14 : 12)) {
	case 0:
	case 1:
		both(pair, timer + CR1, control[random_below(pair, 15)]);
		break;
	case 2:
		both(pair, timer + PSC, random_below(pair, 3));
		break;
	case 3:
		both(pair, timer + ARR, 1 + random_below(pair, 20));
		break;
	case 4:
	case 5:
		both(pair, timer + CCR1 + 4 * random_below(pair, 2), random_below(pair, 24));
		break;
	case 6:
		both(pair, timer + CCMR1,
		     modes[random_below(pair, 11)] | modes[random_below(pair, 11)] << 8 |
			     (random_below(pair, 4) ? 0 : 0x10000));
		break;
	case 7:
		both(pair, timer + CCER, random_below(pair, 0x100));
		break;
	case 8:
		both(pair, timer + EGR, random_below(pair, 2) ? 1 : 0x26);
		break;
	case 9:
		both(pair, timer + SR, random_below(pair, 2) ? 0 : ~1u);
		break;
	case 10:
		both(pair, timer + CNT, random_below(pair, 24));
		break;
	case 12:
		/* TIM3 is a slave of TIM1 (ITR0), of no mode or one of reset to external clock */
		both(pair, TIM3 + SMCR, random_below(pair, 3) ? 4 + random_below(pair, 4) : 0);
		break;
	case 13:
		both(pair, TIM1 + CR2, random_below(pair, 8) << 4);
		break;
	default:
		if (timer != TIM1)
			break;
		both(pair, TIM1 + RCR, random_below(pair, 4));
		both(pair, TIM1 + BDTR, random_below(pair, 4) << 14 | random_below(pair, 4) << 10);
		both(pair, TIM1 + CR2, random_below(pair, 2) | random_below(pair, 4) << 8);
		break;
	}
}

static void compare(struct pair *pair, uint32_t timer)
{
	static const uint32_t registers[] = {CR1, SR, CNT, CCR1, CCR2, BDTR};
	size_t i;

	for (i = 0; i < sizeof(registers) / sizeof(registers[0]); i++) {
		if (registers[i] == BDTR && timer != TIM1)
			continue;
		assert_int_equal(get(pair->told, timer + registers[i]),
				 get(pair->asked, timer + registers[i]));
	}
}

static void run(struct pair *pair, bool slaves)
{
	unsigned round, step;

	for (round = 0; round < ROUNDS; round++) {
		for (step = 0; step < STEPS; step++) {
			const uint32_t timer = random_below(pair, 2) ? TIM1 : TIM3;
			const uint64_t ps = random_below(pair, 4) ? random_below(pair, 40) * CLOCK
								  : random_below(pair, 9000) * 1000;

			write_one(pair, timer, slaves);
			set(pair->told, timer + DIER, random_below(pair, 0x8000));
			pass(pair->told, ps);
			pass(pair->asked, ps);
			compare(pair, timer);
			/* pins, and what they have latched */
			assert_int_equal(get(pair->told, 0x50004010), get(pair->asked, 0x50004010));
			assert_int_equal(get(pair->told, 0x50006010), get(pair->asked, 0x50006010));
		}
		assert_true(slaves || quiet(pair->asked));
	}
	assert_true(pair->edges > ROUNDS);
}

static void watching_changes_nothing(void **state)
{
	run(*state, false);
}

static void not_even_between_timers(void **state)
{
	run(*state, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(watching_changes_nothing, setup, done),
		cmocka_unit_test_setup_teardown(not_even_between_timers, setup, done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
