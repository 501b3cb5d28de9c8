/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The independent watchdogs, and the reset of the chip, as the manual says (RM0436, "IWDG", "System
 * reset"): literal addresses and values. LSI is 32 kHz: 31.25 us.
 */
#include "fixture.h"

#define LSI UINT64_C(31250000) /* ps */

#define IWDG1 0x5C003000
#define IWDG2 0x5A002000
#define KR    0x00
#define PR    0x04
#define RLR   0x08
#define SR    0x0C
#define WINR  0x10
#define EWCR  0x14

#define MP_RSTSCLRR 0x50000408
#define MC_RSTSCLRR 0x50000C00
#define BR_RSTSCLRR 0x50000400

struct chip {
	struct fixture fixture; /* first: what the fixture's functions take */
	uint32_t resets; /* causes told */
	uint32_t m4_resets;
	bool m4_ran; /* when the latter was told */
};

static struct chip chip;

static void keep_chip_reset(void *context, uint32_t cause)
{
	(void)context;
	assert_int_equal(chip.resets, 0);
	assert_false(board_m4_running(chip.fixture.board));
	chip.resets = cause;
}

static void keep_m4_reset(void *context, uint32_t cause)
{
	(void)context;
	chip.m4_resets = cause;
	chip.m4_ran = board_m4_running(chip.fixture.board);
}

/* Both watchdogs clocked for the A7 (IWDGxAPBEN, RCC_MP_APBnENSETR bit 15), causes of resets cleared. */
static int open_chip(void **state)
{
	const struct board_config config = {
		.cold_boot = true,
		.signals = {.m4_reset = keep_m4_reset, .chip_reset = keep_chip_reset}};
	struct fixture *f = &chip.fixture;

	chip = (struct chip){.resets = 0};
	if (board_create(&f->board, &config))
		return -1;
	wr(f, SOC_A7_SECURE, 0x50000000, 0); /* RCC_TZCR: open to all */
	wr(f, SOC_A7_SECURE, 0x50000200, 1u << 15);
	wr(f, SOC_A7_SECURE, 0x50000208, 1u << 15 | 1u << 13);
	wr(f, SOC_A7_SECURE, MP_RSTSCLRR, 0xFFFF);
	wr(f, SOC_A7_SECURE, MC_RSTSCLRR, 0xFFFF);
	wr(f, SOC_A7_SECURE, BR_RSTSCLRR, 0xFFFF);
	*state = f;
	return 0;
}

static int close_chip(void **state)
{
	struct fixture *f = *state;

	board_destroy(f->board);
	return 0;
}

static void set(struct fixture *f, uint32_t address, uint32_t value)
{
	wr(f, SOC_A7_SECURE, address, value);
}

static uint32_t get(struct fixture *f, uint32_t address)
{
	return rd(f, SOC_A7_SECURE, address);
}

/* Runs the board: nothing but the watchdogs moves. */
static void pass(struct fixture *f, uint64_t ps)
{
	const uint64_t until = board_timeline(f->board)->now + ps;

	while (board_timeline(f->board)->now < until) {
		if (board_run(f->board, until) == BOARD_IDLE)
			timeline_advance(board_timeline(f->board), until);
	}
	/* what became due at that time */
	(void)board_run(f->board, until);
}

static void reset_values(void **state)
{
	static const uint32_t bases[] = {IWDG1, IWDG2};
	struct fixture *f = *state;

	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(get(f, bases[i] + KR), 0);
		assert_int_equal(get(f, bases[i] + PR), 7);
		assert_int_equal(get(f, bases[i] + RLR), 0xFFF);
		assert_int_equal(get(f, bases[i] + SR), 0);
		assert_int_equal(get(f, bases[i] + WINR), 0xFFF);
		assert_int_equal(get(f, bases[i] + EWCR), 0);
		assert_int_equal(get(f, bases[i] + 0x3F8), 0x00120041);
		assert_int_equal(get(f, bases[i] + 0x3FC), 0xA3C5DD01);
	}
	assert_true(timeline_next(board_timeline(f->board)) == TIMELINE_NEVER);
}

/* As ST's HAL_IWDG_Init() does it: start, unlock, set, wait until SR is 0, then the window or a reload. */
static void set_up(struct fixture *f, uint32_t base, uint32_t pr, uint32_t reload)
{
	unsigned waited = 0;

	set(f, base + KR, 0xCCCC);
	set(f, base + KR, 0x5555);
	set(f, base + PR, pr);
	set(f, base + RLR, reload);
	while (get(f, base + SR) & 7) {
		pass(f, LSI);
		assert_true(++waited < 10);
	}
	assert_int_not_equal(waited, 0);
	set(f, base + KR, 0xAAAA);
}

static void updates_take_three_periods(void **state)
{
	struct fixture *f = *state;

	set(f, IWDG1 + KR, 0xCCCC);
	set(f, IWDG1 + KR, 0x5555);
	set(f, IWDG1 + PR, 1);
	set(f, IWDG1 + RLR, 100);
	set(f, IWDG1 + WINR, 90);
	set(f, IWDG1 + EWCR, 0x8010);
	assert_int_equal(get(f, IWDG1 + SR), 0xF);
	set(f, IWDG1 + RLR, 200); /* too early: ignored */
	pass(f, 3 * LSI);
	assert_int_equal(get(f, IWDG1 + SR), 0);
	assert_int_equal(get(f, IWDG1 + RLR), 100);
	assert_int_equal(get(f, IWDG1 + PR), 1);
	assert_int_equal(get(f, IWDG1 + WINR), 90);
	assert_int_equal(get(f, IWDG1 + EWCR), 0x8010);
}

static void without_lsi_an_update_waits_for_the_start(void **state)
{
	struct fixture *f = *state;

	set(f, IWDG2 + KR, 0x5555);
	set(f, IWDG2 + RLR, 100);
	pass(f, 1000 * LSI);
	assert_int_equal(get(f, IWDG2 + SR), 2);
	set(f, IWDG2 + KR, 0xCCCC);
	pass(f, 3 * LSI);
	assert_int_equal(get(f, IWDG2 + SR), 0);
}

static void registers_are_locked_by_any_other_key(void **state)
{
	struct fixture *f = *state;

	set(f, IWDG1 + RLR, 100);
	assert_int_equal(get(f, IWDG1 + RLR), 0xFFF);
	set(f, IWDG1 + KR, 0x5555);
	set(f, IWDG1 + KR, 0xAAAA);
	set(f, IWDG1 + RLR, 100);
	assert_int_equal(get(f, IWDG1 + RLR), 0xFFF);
	set(f, IWDG1 + KR, 0x15555); /* 16 bits are looked at */
	set(f, IWDG1 + RLR, 100);
	assert_int_equal(get(f, IWDG1 + RLR), 100);
}

static void the_longest_and_the_shortest_time(void **state)
{
	struct fixture *f = *state;

	/* RM0436: 0.125 ms and 131.072 s */
	set_up(f, IWDG1, 0, 0);
	pass(f, 4 * LSI - 1);
	assert_int_equal(chip.resets, 0);
	pass(f, 1);
	assert_int_equal(chip.resets, 0x100);
	chip.resets = 0;
	set(f, 0x50000208, 1u << 15);
	set_up(f, IWDG1, 8, 0xFFF);
	pass(f, 4096 * 1024 * LSI - 1);
	assert_int_equal(chip.resets, 0);
	pass(f, 1);
	assert_int_equal(chip.resets, 0x100);
	chip.resets = 0;
	/* it does not run on after the reset */
	pass(f, 4096 * 1024 * LSI);
	assert_int_equal(chip.resets, 0);
}

static void refreshing_keeps_it_quiet(void **state)
{
	struct fixture *f = *state;

	set_up(f, IWDG2, 2, 10);
	for (unsigned i = 0; i < 100; i++) {
		pass(f, 10 * 16 * LSI);
		set(f, IWDG2 + KR, 0xAAAA);
	}
	assert_int_equal(chip.resets, 0);
	pass(f, 11 * 16 * LSI);
	assert_int_equal(chip.resets, 0x200);
}

static void a_reload_above_the_window_bites(void **state)
{
	struct fixture *f = *state;

	set_up(f, IWDG1, 0, 100);
	set(f, IWDG1 + KR, 0x5555);
	set(f, IWDG1 + WINR, 50); /* and that reloads */
	pass(f, 50 * 4 * LSI);
	set(f, IWDG1 + KR, 0xAAAA);
	assert_int_equal(chip.resets, 0);
	pass(f, 49 * 4 * LSI);
	set(f, IWDG1 + KR, 0xAAAA);
	/* not in the middle of the access */
	assert_int_equal(chip.resets, 0);
	assert_int_equal(board_run(f->board, TIMELINE_NEVER), BOARD_ATTENTION);
	assert_int_equal(chip.resets, 0x100);
}

static void the_early_interrupt_goes_to_the_a7(void **state)
{
	struct fixture *f = *state;

	set_up(f, IWDG2, 0, 100);
	set(f, IWDG2 + KR, 0x5555);
	set(f, IWDG2 + EWCR, 0x8000 | 20);
	pass(f, 81 * 4 * LSI - 1);
	assert_false(board_a7_irq_level(f->board, 151));
	pass(f, 1);
	assert_true(board_a7_irq_level(f->board, 151));
	assert_int_equal(get(f, IWDG2 + SR), 0x4000);
	set(f, IWDG2 + KR, 0xAAAA);
	set(f, IWDG2 + EWCR, 0x4000 | 0x8000 | 20);
	assert_false(board_a7_irq_level(f->board, 151));
	assert_int_equal(get(f, IWDG2 + SR), 0);
	assert_int_equal(get(f, IWDG2 + EWCR), 0x8000 | 20);
	pass(f, 101 * 4 * LSI);
	assert_int_equal(chip.resets, 0x200);
	assert_false(board_a7_irq_level(f->board, 151));
}

static void the_chip_is_reset_but_for_its_backup_domain(void **state)
{
	static const uint32_t program[] = {0x00010000, 0x11, 0, 0, 0xE7FEE7FE};
	struct fixture *f = *state;

	set(f, 0x50001000, 1u << 8); /* PWR_CR1.DBP */
	set(f, 0x50000208, 1u << 8); /* RTCAPBEN */
	set(f, 0x5C00A100 + 4 * 17, 0xCA7FACE); /* TAMP_BKP17R */
	set(f, 0x50000140, 0x1); /* RCC_BDCR.LSEON */
	set(f, 0x50000A80, 1); /* RCC_MC_APB1ENSETR: TIM2EN */
	wr(f, SOC_A7_SECURE, 0x40000000 + 0x2C, 1234); /* TIM2_ARR */
	/* RETRAM for the A7: RCC_MP_MLAHBENSETR at its reset value */
	for (unsigned i = 0; i < 5; i++)
		set(f, 0x38000000 + 4 * i, program[i]);
	set(f, 0x5000010C, 1); /* RCC_MP_GCR.BOOT_MCU */
	pass(f, LSI);
	assert_true(board_m4_running(f->board));
	set_up(f, IWDG1, 0, 10);
	pass(f, 11 * 4 * LSI);
	assert_int_equal(chip.resets, 0x100);
	assert_int_equal(chip.m4_resets, 0x100);
	assert_true(chip.m4_ran);
	assert_false(board_m4_running(f->board));
	/* kept: the cause, the backup domain, RAM */
	assert_int_equal(get(f, MP_RSTSCLRR), 0x104);
	assert_int_equal(get(f, MC_RSTSCLRR), 0x104);
	assert_int_equal(get(f, BR_RSTSCLRR), 0x104);
	assert_int_equal(get(f, 0x50000140) & 1, 1);
	assert_int_equal(get(f, 0x38000010), 0xE7FEE7FE);
	set(f, 0x50000208, 1u << 8); /* RTCAPBEN */
	assert_int_equal(get(f, 0x5C00A100 + 4 * 17), 0xCA7FACE);
	/* reset: everything else */
	assert_int_equal(get(f, 0x50000000), 3);
	assert_int_equal(get(f, 0x5000010C), 0);
	assert_int_equal(get(f, 0x50000A80), 0);
	set(f, 0x50000A80, 1);
	assert_int_equal(get(f, 0x40000000 + 0x2C), 0xFFFFFFFF);
	set(f, 0x50000208, 1u << 15);
	assert_int_equal(get(f, IWDG1 + RLR), 0xFFF);
}

/* ETZPC id 0x02 (DECPROT0, bits 5:4 of 0x5C007010); IWDG2 is behind no firewall. */
static void the_secure_world_keeps_iwdg1(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(get(f, 0x5C007010) & 0x30, 0);
	wr(f, SOC_A7, IWDG1 + KR, 0x5555);
	wr(f, SOC_A7, IWDG1 + RLR, 100);
	assert_int_equal(get(f, IWDG1 + RLR), 0xFFF);
	wr(f, SOC_A7, IWDG2 + KR, 0x5555);
	wr(f, SOC_A7, IWDG2 + RLR, 100);
	assert_int_equal(get(f, IWDG2 + RLR), 100);
}

/* RCC_MP_GRSTCSETR.MPSYSRST */
static void software_resets_the_chip(void **state)
{
	struct fixture *f = *state;

	set(f, 0x50000404, 0x1);
	assert_int_equal(chip.resets, 0);
	(void)board_run(f->board, TIMELINE_NEVER);
	assert_int_equal(chip.resets, 0x40);
	assert_int_equal(chip.m4_resets, 0); /* it did not run */
	assert_int_equal(get(f, MP_RSTSCLRR), 0x44);
}

/* It has no enable bit for the M4 to set: nothing is said of its using the A7's. */
static void the_m4_may_use_one_that_the_a7_clocks(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(rd(f, SOC_M4, IWDG2 + RLR), 0);
	assert_int_equal(fixture_noted(f, "IWDG2", "no clock"), 1);
	assert_int_equal(fixture_noted(f, "IWDG2", "its enable is MP_APB4ENSETR bit 15"), 1);
	set(f, 0x50000200, 1u << 15);
	assert_int_equal(rd(f, SOC_M4, IWDG2 + RLR), 0xFFF);
	assert_int_equal(f->notes, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_chip, close_chip)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reset_values),
		TEST(updates_take_three_periods),
		TEST(without_lsi_an_update_waits_for_the_start),
		TEST(registers_are_locked_by_any_other_key),
		TEST(the_longest_and_the_shortest_time),
		TEST(refreshing_keeps_it_quiet),
		TEST(a_reload_above_the_window_bites),
		TEST(the_early_interrupt_goes_to_the_a7),
		TEST(the_chip_is_reset_but_for_its_backup_domain),
		TEST(the_secure_world_keeps_iwdg1),
		TEST(software_resets_the_chip),
		cmocka_unit_test_setup_teardown(the_m4_may_use_one_that_the_a7_clocks, fixture_dk2,
						fixture_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
