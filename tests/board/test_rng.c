/* SPDX-License-Identifier: BSD-3-Clause */
/* The random number generators as the manual says (RM0436, "RNG"), with literal addresses. */
#include "fixture.h"

#include <errno.h>
#include <string.h>

#include "board/debug.h"
#include "board/dts/trees.h"
#include "board/parts/part.h"
#include "board/rng.h"

#define RNG1 0x54003000
#define RNG2 0x4C003000
#define CR   0x0
#define SR   0x4
#define DR   0x8

#define RNGEN 0x04u
#define IE    0x08u
#define CED   0x20u
#define DRDY  0x01u
#define CECS  0x02u
#define SECS  0x04u
#define CEIS  0x20u
#define SEIS  0x40u

#define CLOCK UINT64_C(15625) /* HSI, 64 MHz */
#define CSI   UINT64_C(250000) /* 4 MHz */

/* RCC_OCENSETR.CSION, RCC_MC_AHB3ENSETR.RNG2EN, RCC_MP_AHB5ENSETR.RNG1EN; RNG1CKSELR and RNG2CKSELR are 0: CSI */
static int open_rng(void **state)
{
	if (fixture_engineering(state))
		return -1;
	wr(*state, SOC_A7_SECURE, 0x5000000C, 1u << 4);
	wr(*state, SOC_M4, 0x50000AA0, 1u << 6);
	wr(*state, SOC_A7_SECURE, 0x50000210, 1u << 6);
	timeline_advance(board_timeline(((struct fixture *)*state)->board), UINT64_C(1000000000));
	return 0;
}

static uint32_t get(struct fixture *f, uint32_t offset)
{
	return rd(f, SOC_M4, RNG2 + offset);
}

static void set(struct fixture *f, uint32_t offset, uint32_t value)
{
	wr(f, SOC_M4, RNG2 + offset, value);
}

static void pass(struct fixture *f, uint64_t ps)
{
	struct timeline *timeline = board_timeline(f->board);

	timeline_advance(timeline, timeline->now + ps);
}

/* The next number, with the patience of ST's HAL: 2 ms. */
static uint32_t next(struct fixture *f)
{
	for (unsigned i = 0; i < 2000 && !(get(f, SR) & DRDY); i++)
		pass(f, UINT64_C(1000000));
	assert_int_equal(get(f, SR), DRDY);
	return get(f, DR);
}

static void reset_values(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(get(f, CR), 0);
	assert_int_equal(get(f, SR), 0);
	assert_int_equal(get(f, DR), 0);
	assert_int_equal(get(f, 0x3F0), 0x00000006);
	assert_int_equal(get(f, 0x3F4), 0x00000021);
	assert_int_equal(get(f, 0x3F8), 0x00170041);
	assert_int_equal(get(f, 0x3FC), 0xA3C5DD01);
	set(f, DR, 0x12345678);
	set(f, SR, 0xFFFFFFFF);
	assert_int_equal(get(f, DR), 0);
	assert_int_equal(get(f, SR), 0);
	set(f, CR, 0xFFFFFFFB);
	assert_int_equal(get(f, CR), 0x28);
}

/* RM0436, RNG processing time: first 128 cycles of the kernel clock and 426 of the bus, as 64 MHz are above
 * (213 x 4 MHz) / 64: 192 and 213; then four words in 16 cycles of 4 MHz, which is more than 213 of 64 MHz. */
static void takes_its_time(void **state)
{
	const uint64_t first = 192 * CSI + 213 * CLOCK, round = 16 * CSI;
	struct fixture *f = *state;

	set(f, CR, RNGEN);
	pass(f, first - 1);
	assert_int_equal(get(f, SR), 0);
	assert_int_equal(get(f, DR), 0);
	pass(f, 1);
	for (unsigned i = 0; i < 4; i++) {
		assert_int_equal(get(f, SR), DRDY);
		assert_int_not_equal(get(f, DR), 0);
	}
	assert_int_equal(get(f, SR), 0);
	assert_int_equal(get(f, DR), 0);
	pass(f, round - 1);
	assert_int_equal(get(f, SR), 0);
	pass(f, 1);
	assert_int_equal(get(f, SR), DRDY);

	/* While they wait, the next four are made. */
	pass(f, round);
	for (unsigned i = 0; i < 8; i++)
		assert_int_not_equal(get(f, DR), 0);
	assert_int_equal(get(f, SR), 0);
}

/* With 64 MHz for the bus and 20 MHz or more of noise the bus is the slower one; 213 of its cycles. */
static void waits_for_the_slower_clock(void **state)
{
	struct fixture *f = *state;

	/* PLL4 from HSI, M 4, N 25, R 20: 64 / 4 * 25 / 20 = 20 MHz; RCK4SELR, PLL4CFGR1, CFGR2, CR */
	wr(f, SOC_A7_SECURE, 0x50000824, 0);
	wr(f, SOC_A7_SECURE, 0x50000898, 3u << 16 | 24u);
	wr(f, SOC_A7_SECURE, 0x5000089C, 19u << 16);
	wr(f, SOC_A7_SECURE, 0x50000894, 1);
	pass(f, UINT64_C(1000000000));
	wr(f, SOC_A7_SECURE, 0x50000894, 0x41);
	wr(f, SOC_M4, 0x50000920, 1); /* RNG2CKSELR: PLL4_R */
	set(f, CR, RNGEN);
	/* 64 MHz are below (213 x 20 MHz) / 64 = 66.6 MHz: 128 and 426 cycles */
	pass(f, 128 * UINT64_C(50000) + 426 * CLOCK - 1);
	assert_int_equal(get(f, SR), 0);
	pass(f, 1);
	assert_int_equal(get(f, SR), DRDY);
	for (unsigned i = 0; i < 4; i++)
		assert_int_not_equal(get(f, DR), 0);
	pass(f, 213 * CLOCK - 1);
	assert_int_equal(get(f, SR), 0);
	pass(f, 1);
	assert_int_equal(get(f, SR), DRDY);

	/* A 32nd of the bus is 2 MHz: R 128, 3.125 MHz, are enough, and with M 8 1.5625 MHz are not. */
	wr(f, SOC_A7_SECURE, 0x5000089C, 127u << 16);
	assert_int_equal(get(f, SR), DRDY);
	wr(f, SOC_A7_SECURE, 0x50000894, 0);
	wr(f, SOC_A7_SECURE, 0x50000898, 7u << 16 | 24u);
	wr(f, SOC_A7_SECURE, 0x50000894, 1);
	pass(f, UINT64_C(1000000000));
	wr(f, SOC_A7_SECURE, 0x50000894, 0x41);
	set(f, SR, 0);
	assert_int_equal(get(f, SR), DRDY | CECS);
}

/* The same for each board, from seed 0, and others from another; RNG1 has its own. */
static void numbers_follow_from_the_seed(void **state)
{
	/* SplitMix64 from 0 and from 7, the upper halves */
	static const uint32_t zero[] = {0xE220A839, 0x6E789E6A, 0x06C45D18, 0xF88BB8A8};
	static const uint32_t seven[] = {0x63CBE1E4, 0x044C3CD7, 0xE6984080, 0x953AEB70};
	struct fixture *f = *state;

	set(f, CR, RNGEN);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(next(f), zero[i]);
	next(f);
	rng_set_seed(f->board, 7);
	assert_int_equal(rng_seed(f->board), 7);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(next(f), seven[i]);
	rng_set_seed(f->board, 0);
	wr(f, SOC_A7_SECURE, RNG1 + CR, RNGEN);
	pass(f, 192 * CSI + 213 * CLOCK);
	assert_int_equal(rd(f, SOC_A7_SECURE, RNG1 + SR), DRDY);
	for (unsigned i = 0; i < 4; i++)
		assert_int_not_equal(rd(f, SOC_A7_SECURE, RNG1 + DR), zero[i]);

	/* RCC_MC_RSTSCLRR aside, RCC_AHB3RSTSETR, RCC_AHB3RSTCLRR: it does not begin again */
	set(f, CR, RNGEN);
	assert_int_equal(next(f), zero[0]);
	wr(f, SOC_M4, 0x500009A0, 1u << 6);
	wr(f, SOC_M4, 0x500009A4, 1u << 6);
	assert_int_equal(get(f, CR), 0);
	set(f, CR, RNGEN);
	assert_int_not_equal(next(f), zero[0]);
}

/* FIPS 140-2's tests of 20000 bits, with its limits. */
static void passes_simple_tests(void **state)
{
	static const unsigned low[] = {2315, 1114, 527, 240, 103, 103};
	static const unsigned high[] = {2685, 1386, 723, 384, 209, 209};
	struct fixture *f = *state;
	unsigned ones = 0, nibbles[16] = {0}, runs[2][6] = {0}, run = 0, last = 2, longest = 0;
	double poker = 0;

	set(f, CR, RNGEN);
	for (unsigned word = 0; word < 625; word++) {
		const uint32_t number = next(f);

		for (unsigned bit = 0; bit < 32; bit++) {
			const unsigned value = number >> bit & 1;

			ones += value;
			if (value != last && last < 2)
				runs[last][run < 6 ? run - 1 : 5]++;
			run = value == last ? run + 1 : 1;
			last = value;
			if (run > longest)
				longest = run;
		}
		for (unsigned i = 0; i < 8; i++)
			nibbles[number >> 4 * i & 0xF]++;
	}
	assert_in_range(ones, 9726, 10274);
	for (unsigned i = 0; i < 16; i++)
		poker += (double)nibbles[i] * nibbles[i];
	poker = poker * 16 / 5000 - 5000;
	assert_true(poker > 2.16 && poker < 46.17);
	for (unsigned i = 0; i < 12; i++)
		assert_in_range(runs[i / 6][i % 6], low[i % 6], high[i % 6]);
	assert_true(longest < 26);
}

static void interrupts(void **state)
{
	struct fixture *f = *state;

	set(f, CR, RNGEN | IE);
	assert_false(board_m4_irq_level(f->board, 134));
	pass(f, 192 * CSI + 213 * CLOCK);
	assert_true(board_m4_irq_level(f->board, 134));
	set(f, CR, RNGEN);
	assert_false(board_m4_irq_level(f->board, 134));
	/* RM0436: interrupts are generated while the RNG is on */
	set(f, CR, IE);
	assert_false(board_m4_irq_level(f->board, 134));
	assert_int_equal(get(f, SR), DRDY);
	set(f, CR, RNGEN | IE);
	for (unsigned i = 0; i < 4; i++)
		get(f, DR);
	pass(f, 1);
	assert_false(board_m4_irq_level(f->board, 134));
	pass(f, 16 * CSI);
	assert_true(board_m4_irq_level(f->board, 134));

	wr(f, SOC_A7_SECURE, RNG1 + CR, RNGEN | IE);
	pass(f, 192 * CSI + 213 * CLOCK);
	assert_true(board_m4_irq_level(f->board, 133));
}

/* What waits can be read while it is off; nothing is added. */
static void is_switched_off(void **state)
{
	struct fixture *f = *state;

	set(f, CR, RNGEN);
	next(f);
	set(f, CR, 0);
	pass(f, UINT64_C(1000000000));
	for (unsigned i = 0; i < 3; i++)
		assert_int_not_equal(get(f, DR), 0);
	pass(f, UINT64_C(1000000000));
	assert_int_equal(get(f, SR), 0);
	assert_int_equal(get(f, DR), 0);
	set(f, CR, RNGEN);
	pass(f, 16 * CSI - 1);
	assert_int_equal(get(f, SR), 0);
	pass(f, 1);
	assert_int_equal(get(f, SR), DRDY);
}

/* A kernel clock below a 32nd of the bus, or none. */
static void clock_errors(void **state)
{
	struct fixture *f = *state;

	set(f, CR, RNGEN | IE);
	next(f);
	wr(f, SOC_M4, 0x50000920, 3); /* RNG2CKSELR: LSI, which is off */
	assert_int_equal(get(f, SR), DRDY | CECS | CEIS);
	assert_true(board_m4_irq_level(f->board, 134));
	/* It has no impact on what is there. */
	for (unsigned i = 0; i < 3; i++)
		assert_int_not_equal(get(f, DR), 0);
	pass(f, UINT64_C(1000000000));
	assert_int_equal(get(f, SR), CECS | CEIS);
	set(f, SR, ~CEIS);
	assert_int_equal(get(f, SR), CECS);
	assert_false(board_m4_irq_level(f->board, 134));
	wr(f, SOC_A7_SECURE, 0x50000144, 1); /* RCC_RDLSICR.LSION: 32 kHz are still too slow */
	pass(f, UINT64_C(1000000000));
	assert_int_equal(get(f, SR), CECS);
	wr(f, SOC_M4, 0x50000920, 0);
	assert_int_equal(get(f, SR), 0);
	next(f);

	/* Not looked for: it works, slowly. */
	set(f, CR, 0);
	set(f, CR, CED);
	wr(f, SOC_M4, 0x50000920, 3);
	set(f, CR, RNGEN | CED);
	while (get(f, SR) & DRDY)
		get(f, DR);
	pass(f, 16 * UINT64_C(31250000) - 1);
	assert_int_equal(get(f, SR), 0);
	pass(f, 1);
	assert_int_equal(get(f, SR), DRDY);

	/* Not on the fly. */
	set(f, CR, RNGEN);
	assert_int_equal(get(f, CR), RNGEN | CED);
	assert_int_equal(get(f, SR), DRDY);
	assert_int_equal(fixture_noted(f, "RNG2", "CED"), 1);
}

static void seed_errors(void **state)
{
	struct fixture *f = *state;

	set(f, CR, RNGEN | IE);
	next(f);
	rng_set_fault(f->board, RNG_SEED_FAULT);
	assert_int_equal(rng_fault(f->board), RNG_SEED_FAULT);
	assert_true(board_m4_irq_level(f->board, 134));
	assert_int_equal(get(f, SR), SECS | SEIS);
	assert_int_equal(get(f, DR), 0);
	set(f, SR, 0);
	assert_int_equal(get(f, SR), SECS);
	rng_set_fault(f->board, RNG_NO_FAULT);
	/* RM0436, Error management: twelve words are read */
	for (unsigned i = 0; i < 12; i++)
		next(f);
	assert_int_equal(get(f, SR) & SEIS, 0);

	rng_set_fault(f->board, RNG_CLOCK_FAULT);
	assert_int_equal(get(f, SR) & ~DRDY, CECS | CEIS);
	rng_set_fault(f->board, RNG_NO_FAULT);
	assert_int_equal(get(f, SR) & ~DRDY, CEIS);
}

/* The part of RNG1's node, for both. */
static void a_part_has_the_noise(void **state)
{
	static const char *const wrong[] = {"", "x", "7x", "-1", " 7", "18446744073709551616"};
	const struct board_tree tree = trees_linux();
	struct fixture *f = *state;
	struct parts *parts;
	struct part *part;
	struct dt dt;
	char value[32];

	assert_int_equal(dt_open(&dt, tree.data, tree.size, NULL), 0);
	assert_int_equal(parts_create(&parts, f->board, &dt, NULL), 0);
	part = parts_find(parts, "rng1");
	assert_non_null(part);
	assert_int_equal(part_get(part, "seed", value, sizeof(value)), 0);
	assert_string_equal(value, "0");
	assert_int_equal(part_set(part, "seed", "0x7"), 0);
	for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(part_set(part, "seed", wrong[i]), -EINVAL);
	assert_int_equal(part_get(part, "seed", value, sizeof(value)), 0);
	assert_string_equal(value, "7");
	set(f, CR, RNGEN);
	assert_int_equal(next(f), 0x63CBE1E4);

	assert_int_equal(part_set(part, "fault", "seed"), 0);
	assert_int_equal(get(f, SR), SECS | SEIS);
	assert_int_equal(part_set(part, "fault", "clock"), 0);
	assert_int_equal(get(f, SR) & (CECS | SECS), CECS);
	assert_int_equal(part_get(part, "fault", value, sizeof(value)), 0);
	assert_string_equal(value, "clock");
	assert_int_equal(part_set(part, "fault", "noise"), -EINVAL);
	assert_int_equal(part_set(part, "fault", "none"), 0);
	assert_int_equal(get(f, SR) & (CECS | SECS), 0);
	parts_destroy(parts);
}

static void any_access_is_survived(void **state)
{
	struct fixture *f = *state;
	uint64_t seed = 1;

	for (unsigned i = 0; i < 20000; i++) {
		uint32_t random, sr;

		seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
		random = (uint32_t)(seed >> 32);
		if (random & 1)
			wr_size(f, SOC_M4, RNG2 + (random >> 4 & 0xF), 1, random >> 8);
		else
			rd_size(f, SOC_M4, RNG2 + (random >> 4 & 0xE), 2);
		if (!(random >> 24 & 0x1F))
			wr(f, SOC_M4, 0x50000920, random >> 29); /* RNG2CKSELR */
		if (!(random >> 16 & 0xFF))
			rng_set_fault(f->board, (enum rng_fault)(random % 3));
		pass(f, random >> 12);
		sr = get(f, SR);
		assert_int_equal(sr & ~(DRDY | CECS | SECS | CEIS | SEIS), 0);
		assert_int_equal(get(f, DR) != 0, sr & DRDY);
	}
}

/* A board that sleeps is not woken up for numbers that nobody takes. */
static void costs_nothing_while_full(void **state)
{
	struct fixture *f = *state;
	uint32_t word, again;

	set(f, CR, RNGEN);
	next(f);
	assert_int_equal(board_debug_read(f->board, RNG2 + DR, &word, 4), 0);
	assert_int_equal(board_debug_read(f->board, RNG2 + DR, &again, 4), 0);
	assert_int_equal(word, again);
	assert_true(timeline_next(board_timeline(f->board)) == TIMELINE_NEVER);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_rng, fixture_done)
	const struct CMUnitTest tests[] = {
		TEST(reset_values),
		TEST(takes_its_time),
		TEST(waits_for_the_slower_clock),
		TEST(numbers_follow_from_the_seed),
		TEST(passes_simple_tests),
		TEST(interrupts),
		TEST(is_switched_off),
		TEST(clock_errors),
		TEST(seed_errors),
		TEST(a_part_has_the_noise),
		TEST(any_access_is_survived),
		TEST(costs_nothing_while_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
