/* SPDX-License-Identifier: BSD-3-Clause */
/* Doorbells that are lost, late or rung twice, and an M4 without a clock. */
#include "fixture.h"

#include <errno.h>
#include <string.h>

#include "board/debug.h"
#include "board/ipcc.h"

#define C1SCR	 0x4C001008
#define C1TOC2SR 0x4C00100C
#define C2SCR	 0x4C001018
#define C2TOC1SR 0x4C00101C

static int clocked(void **state)
{
	if (fixture_dk2(state))
		return -1;
	wr(*state, SOC_A7, 0x50000A20, 0x1000);
	wr(*state, SOC_M4, 0x50000AA0, 0x1000);
	return 0;
}

static void fault(struct fixture *f, enum doorbell_fault_kind kind, bool to_m4, unsigned times)
{
	const struct doorbell_fault one = {
		.kind = kind, .channel = 2, .to_m4 = to_m4, .times = times, .delay = 5 * PS_PER_MS};

	assert_int_equal(board_doorbell_fault(f->board, &one), 0);
}

static void pass(struct fixture *f, uint64_t ps)
{
	struct timeline *timeline = board_timeline(f->board);

	timeline_advance(timeline, timeline->now + ps);
}

static void a_lost_doorbell_leaves_the_channel_free(void **state)
{
	struct fixture *f = *state;

	fault(f, DOORBELL_FAULT_DROP, true, 2);
	wr(f, SOC_A7, C1SCR, 0x00030000);
	assert_int_equal(rd(f, SOC_A7, C1TOC2SR), 0x1);
	wr(f, SOC_A7, C1SCR, 0x00020000);
	assert_int_equal(rd(f, SOC_A7, C1TOC2SR), 0x1);
	wr(f, SOC_A7, C1SCR, 0x00020000);
	assert_int_equal(rd(f, SOC_A7, C1TOC2SR), 0x3);
	/* The other direction is not concerned, and none is counted that rings what has rung. */
	fault(f, DOORBELL_FAULT_DROP, true, 1);
	wr(f, SOC_M4, C2SCR, 0x00020000);
	assert_int_equal(rd(f, SOC_M4, C2TOC1SR), 0x2);
	wr(f, SOC_A7, C1SCR, 0x00020000);
	wr(f, SOC_M4, C2SCR, 0x00000002);
	wr(f, SOC_A7, C1SCR, 0x00020000);
	assert_int_equal(rd(f, SOC_A7, C1TOC2SR), 0x1);
}

static void a_late_doorbell_rings_at_its_time(void **state)
{
	struct fixture *f = *state;

	fault(f, DOORBELL_FAULT_DELAY, false, 1);
	wr(f, SOC_M4, C2SCR, 0x00020000);
	pass(f, 5 * PS_PER_MS - 1);
	assert_int_equal(rd(f, SOC_M4, C2TOC1SR), 0);
	pass(f, 1);
	assert_int_equal(rd(f, SOC_M4, C2TOC1SR), 0x2);
	wr(f, SOC_A7, C1SCR, 0x00000002);
	wr(f, SOC_M4, C2SCR, 0x00020000);
	assert_int_equal(rd(f, SOC_M4, C2TOC1SR), 0x2);
}

static void a_doorbell_rings_twice(void **state)
{
	struct fixture *f = *state;

	fault(f, DOORBELL_FAULT_DUPLICATE, true, 1);
	for (unsigned again = 0; again < 2; again++) {
		if (!again)
			wr(f, SOC_A7, C1SCR, 0x00020000);
		assert_int_equal(rd(f, SOC_A7, C1TOC2SR), 0x2);
		wr(f, SOC_M4, C2SCR, 0x00000002);
		assert_int_equal(rd(f, SOC_A7, C1TOC2SR), 0);
		pass(f, PS_PER_US);
	}
	assert_int_equal(rd(f, SOC_A7, C1TOC2SR), 0);
}

static void a_reset_ends_what_is_on_its_way(void **state)
{
	struct fixture *f = *state;

	fault(f, DOORBELL_FAULT_DELAY, true, 1);
	wr(f, SOC_A7, C1SCR, 0x00020000);
	wr(f, SOC_A7, 0x500009A0, 0x1000);
	wr(f, SOC_A7, 0x500009A4, 0x1000);
	pass(f, PS_PER_S);
	assert_int_equal(rd(f, SOC_A7, C1TOC2SR), 0);
}

static void what_is_no_doorbell(void **state)
{
	static const struct doorbell_fault none[] = {
		{.kind = DOORBELL_FAULT_DROP, .channel = 0, .times = 1},
		{.kind = DOORBELL_FAULT_DROP, .channel = 7, .times = 1},
		{.kind = DOORBELL_FAULT_DUPLICATE + 1, .channel = 1, .times = 1},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_int_equal(board_doorbell_fault(f->board, &none[i]), -EINVAL);
	assert_string_equal(doorbell_fault_name(DOORBELL_FAULT_DELAY), "delay");
	assert_null(doorbell_fault_name(DOORBELL_FAULT_DUPLICATE + 1));
}

/* A loop that counts in memory stands still, and goes on where it was; time does not stand. */
static void a_frozen_m4_does_nothing(void **state)
{
	static const uint32_t vectors[] = {0x10008000, 0x10000001};
	/* ldr r0,[pc,#4]; adds r1,#1; str r1,[r0]; b . - 6; .word 0x10001000 */
	static const uint16_t code[] = {0x4801, 0x3101, 0x6001, 0xE7FB, 0x1000, 0x1000};
	struct fixture *f = *state;
	struct timeline *timeline = board_timeline(f->board);
	uint32_t before, after;

	assert_int_equal(board_debug_write(f->board, 0, vectors, sizeof(vectors)), 0);
	assert_int_equal(board_debug_write(f->board, 0x10000000, code, sizeof(code)), 0);
	wr(f, SOC_A7_SECURE, 0x5000010C, 1); /* RCC_MP_GCR.BOOT_MCU */
	assert_int_equal(board_run(f->board, PS_PER_MS), BOARD_TIME);
	board_freeze_m4(f->board, true);
	assert_int_equal(board_debug_read(f->board, 0x10001000, &before, 4), 0);
	assert_true(before > 1000);
	assert_int_equal(board_run(f->board, 2 * PS_PER_MS), BOARD_IDLE);
	timeline_advance(timeline, 2 * PS_PER_MS);
	assert_int_equal(board_debug_read(f->board, 0x10001000, &after, 4), 0);
	assert_int_equal(after, before);
	board_freeze_m4(f->board, false);
	assert_int_equal(board_run(f->board, 3 * PS_PER_MS), BOARD_TIME);
	assert_int_equal(board_debug_read(f->board, 0x10001000, &after, 4), 0);
	/* As much as before in the same time, up to a turn of the loop at either end. */
	assert_true(after - before + 2 >= before && after - before <= before + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_lost_doorbell_leaves_the_channel_free, clocked,
						fixture_done),
		cmocka_unit_test_setup_teardown(a_late_doorbell_rings_at_its_time, clocked,
						fixture_done),
		cmocka_unit_test_setup_teardown(a_doorbell_rings_twice, clocked, fixture_done),
		cmocka_unit_test_setup_teardown(a_reset_ends_what_is_on_its_way, clocked,
						fixture_done),
		cmocka_unit_test_setup_teardown(what_is_no_doorbell, clocked, fixture_done),
		cmocka_unit_test_setup_teardown(a_frozen_m4_does_nothing, fixture_dk2,
						fixture_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
