/* SPDX-License-Identifier: BSD-3-Clause */
/* IPCC as the manual says (RM0436, "IPCC"): literal addresses and values, through both ports. */
#include "fixture.h"

#define C1CR	 0x4C001000
#define C1MR	 0x4C001004
#define C1SCR	 0x4C001008
#define C1TOC2SR 0x4C00100C
#define C2CR	 0x4C001010
#define C2MR	 0x4C001014
#define C2SCR	 0x4C001018
#define C2TOC1SR 0x4C00101C

/* Clock on for both processors: RCC_MP_AHB3ENSETR and RCC_MC_AHB3ENSETR, bit 12. */
static int clocked(void **state)
{
	if (fixture_dk2(state))
		return -1;
	wr(*state, SOC_A7, 0x50000A20, 0x1000);
	wr(*state, SOC_M4, 0x50000AA0, 0x1000);
	return 0;
}

static bool m4_line(struct fixture *f, unsigned nvic)
{
	return board_m4_irq_level(f->board, nvic);
}

static bool a7_line(struct fixture *f, unsigned spi)
{
	return board_a7_irq_level(f->board, spi);
}

static void reset_values(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(rd(f, SOC_A7, C1CR), 0);
	assert_int_equal(rd(f, SOC_A7, C1MR), 0xFFFFFFFF);
	assert_int_equal(rd(f, SOC_A7, C1SCR), 0);
	assert_int_equal(rd(f, SOC_A7, C1TOC2SR), 0);
	assert_int_equal(rd(f, SOC_M4, C2CR), 0);
	assert_int_equal(rd(f, SOC_M4, C2MR), 0xFFFFFFFF);
	assert_int_equal(rd(f, SOC_M4, C2TOC1SR), 0);
	assert_int_equal(rd(f, SOC_A7, 0x4C0013F0), 6);
	assert_int_equal(rd(f, SOC_A7, 0x4C0013F4), 0x10);
	assert_int_equal(rd(f, SOC_A7, 0x4C0013FC), 0xA3C5DD01);
	assert_int_equal(f->notes, 0);
}

static void a7_rings_m4(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, C2CR, 0x00010001);
	wr(f, SOC_M4, C2MR, 0x003F003F & ~0x2u);
	assert_false(m4_line(f, 103));

	wr(f, SOC_A7, C1SCR, 0x00010000); /* channel 1: masked */
	assert_false(m4_line(f, 103));
	assert_int_equal(rd(f, SOC_M4, C1TOC2SR), 0x1);

	wr(f, SOC_A7, C1SCR, 0x00020000); /* channel 2 */
	assert_true(m4_line(f, 103));
	assert_false(m4_line(f, 104));
	assert_int_equal(rd(f, SOC_M4, C1TOC2SR), 0x3);
	assert_int_equal(rd(f, SOC_M4, C2TOC1SR), 0);
	assert_int_equal(rd(f, SOC_A7, C1SCR), 0);

	wr(f, SOC_M4, C2SCR, 0x00000002);
	assert_false(m4_line(f, 103));
	assert_int_equal(rd(f, SOC_A7, C1TOC2SR), 0x1);

	/* unmasking a flag that is set already interrupts at once */
	wr(f, SOC_M4, C2MR, 0x003F003E);
	assert_true(m4_line(f, 103));
	wr(f, SOC_M4, C2CR, 0x00010000);
	assert_false(m4_line(f, 103));
}

static void m4_rings_a7_and_ends_the_slice(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_A7, C1CR, 0x00010001);
	wr(f, SOC_A7, C1MR, 0x003F003E);
	assert_int_equal(board_run(f->board, 0), BOARD_TIME);
	wr(f, SOC_M4, C2SCR, 0x00010000);
	assert_true(a7_line(f, 100));
	assert_false(a7_line(f, 101));
	assert_int_equal(rd(f, SOC_A7, C2TOC1SR), 0x1);
	assert_int_equal(board_run(f->board, 0), BOARD_ATTENTION);
	assert_int_equal(board_run(f->board, 0), BOARD_TIME);

	/* still occupied: the second ring says nothing new */
	wr(f, SOC_M4, C2SCR, 0x00010000);
	assert_int_equal(board_run(f->board, 0), BOARD_TIME);

	wr(f, SOC_A7, C1SCR, 0x00000001);
	assert_false(a7_line(f, 100));
	assert_int_equal(rd(f, SOC_M4, C2TOC1SR), 0);

	/* a masked doorbell still wants the host's attention: a host may poll */
	wr(f, SOC_M4, C2SCR, 0x00200000);
	assert_false(a7_line(f, 100));
	assert_int_equal(rd(f, SOC_A7, C2TOC1SR), 0x20);
	assert_int_equal(board_run(f->board, 0), BOARD_ATTENTION);
}

static void free_is_a_level(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_A7, C1CR, 0x00010000);
	assert_false(a7_line(f, 101));
	wr(f, SOC_A7, C1MR, 0x003B003F); /* channel 3 is free: at once */
	assert_true(a7_line(f, 101));
	wr(f, SOC_A7, C1SCR, 0x00040000);
	assert_false(a7_line(f, 101));
	wr(f, SOC_M4, C2SCR, 0x00000004);
	assert_true(a7_line(f, 101));
	wr(f, SOC_A7, C1MR, 0x003F003F);
	assert_false(a7_line(f, 101));

	wr(f, SOC_M4, C2CR, 0x00010000);
	wr(f, SOC_M4, C2MR, 0x001F003F);
	assert_true(m4_line(f, 104));
	wr(f, SOC_M4, C2SCR, 0x00200000);
	assert_false(m4_line(f, 104));
	wr(f, SOC_A7, C1SCR, 0x00000020);
	assert_true(m4_line(f, 104));
}

static void one_write_sets_own_and_clears_the_others_flags(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_A7, C1SCR, 0x003F0000);
	wr(f, SOC_M4, C2SCR, 0x003F0000);
	wr(f, SOC_M4, C2SCR, 0x00000015);
	wr(f, SOC_A7, C1SCR, 0x0001002A);
	assert_int_equal(rd(f, SOC_M4, C1TOC2SR), 0x2B);
	assert_int_equal(rd(f, SOC_A7, C2TOC1SR), 0x15);
	/* bits of channels that do not exist */
	wr(f, SOC_A7, C1SCR, 0xFFC0FFC0);
	assert_int_equal(rd(f, SOC_M4, C1TOC2SR), 0x2B);
	assert_int_equal(rd(f, SOC_A7, C2TOC1SR), 0x15);
	/* status registers are read only */
	wr(f, SOC_A7, C1TOC2SR, 0);
	assert_int_equal(rd(f, SOC_M4, C1TOC2SR), 0x2B);
}

static void narrow_writes_reach_their_lanes(void **state)
{
	struct fixture *f = *state;

	wr_size(f, SOC_A7, C1SCR + 2, 2, 0x0002);
	assert_int_equal(rd(f, SOC_M4, C1TOC2SR), 0x2);
	wr_size(f, SOC_M4, C2SCR, 1, 0x02);
	assert_int_equal(rd(f, SOC_M4, C1TOC2SR), 0);
}

/* RCC_AHB3RSTSETR and CLRR, bit 12. */
struct heard {
	unsigned calls;
	bool m4;
	uint32_t rang;
	uint32_t cleared;
};

static void hear(void *context, bool m4, uint32_t rang, uint32_t cleared)
{
	struct heard *heard = context;

	heard->calls++;
	heard->m4 = m4;
	heard->rang = rang;
	heard->cleared = cleared;
}

static void hear_nothing(void *context, unsigned number, bool entry)
{
	(void)context;
	(void)number;
	(void)entry;
}

/* Only what a write changes counts. */
static void an_observer_hears_of_doorbells(void **state)
{
	struct fixture *f = *state;
	struct heard heard = {0};
	const struct board_observer observer = {&heard, hear_nothing, hear};

	board_observe(f->board, &observer);
	wr(f, SOC_A7, C1SCR, 0x00030000);
	assert_int_equal(heard.calls, 1);
	assert_false(heard.m4);
	assert_int_equal(heard.rang, 3);
	assert_int_equal(heard.cleared, 0);
	wr(f, SOC_A7, C1SCR, 0x00060000);
	assert_int_equal(heard.rang, 4);
	wr(f, SOC_M4, C2SCR, 0x0001000A);
	assert_true(heard.m4);
	assert_int_equal(heard.rang, 1);
	assert_int_equal(heard.cleared, 2);
	assert_int_equal(heard.calls, 3);
	board_observe(f->board, NULL);
	wr(f, SOC_A7, C1SCR, 0x00010001);
	assert_int_equal(heard.calls, 3);
}

static void reset_lowers_all(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, C2CR, 0x00010001);
	wr(f, SOC_M4, C2MR, 0);
	wr(f, SOC_A7, C1SCR, 0x00010000);
	assert_true(m4_line(f, 103));
	assert_true(m4_line(f, 104));
	wr(f, SOC_A7, 0x500009A0, 0x1000);
	wr(f, SOC_A7, 0x500009A4, 0x1000);
	assert_false(m4_line(f, 103));
	assert_false(m4_line(f, 104));
	assert_int_equal(rd(f, SOC_M4, C1TOC2SR), 0);
	assert_int_equal(rd(f, SOC_M4, C2MR), 0xFFFFFFFF);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reset_values, clocked, fixture_done),
		cmocka_unit_test_setup_teardown(a7_rings_m4, clocked, fixture_done),
		cmocka_unit_test_setup_teardown(m4_rings_a7_and_ends_the_slice, clocked,
						fixture_done),
		cmocka_unit_test_setup_teardown(free_is_a_level, clocked, fixture_done),
		cmocka_unit_test_setup_teardown(one_write_sets_own_and_clears_the_others_flags,
						clocked, fixture_done),
		cmocka_unit_test_setup_teardown(narrow_writes_reach_their_lanes, clocked,
						fixture_done),
		cmocka_unit_test_setup_teardown(an_observer_hears_of_doorbells, clocked,
						fixture_done),
		cmocka_unit_test_setup_teardown(reset_lowers_all, clocked, fixture_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
