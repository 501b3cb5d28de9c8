/* SPDX-License-Identifier: BSD-3-Clause */
/* Decoding, aliases, widths, clock gates and resets, by literal addresses (RM0436). */
#include "fixture.h"

#include <string.h>

#define A7 SOC_A7
#define M4 SOC_M4

static void memories_have_two_views(void **state)
{
	struct fixture *f = *state;
	uint8_t *host = board_memory(f->board, A7, 0x38000000, 0x10000);

	assert_non_null(host);
	assert_ptr_equal(board_memory(f->board, M4, 0x00000000, 0x10000), host);
	wr(f, A7, 0x38000004, 0x10000123);
	assert_int_equal(rd(f, M4, 0x00000004), 0x10000123);
	wr(f, M4, 0x10040010, 0xA5A5F00D);
	assert_int_equal(rd(f, A7, 0x30040010), 0xA5A5F00D);
	assert_ptr_equal(board_memory(f->board, A7, 0x30040010, 4),
			 board_memory(f->board, M4, 0x10040010, 4));
	wr(f, A7, 0x2FFC0000, 7);
	assert_int_equal(rd(f, A7, 0x2FFC0000), 7);
	assert_int_equal(f->notes, 0);
}

static void host_pointers_stay_inside_memory(void **state)
{
	struct fixture *f = *state;

	/* SRAM1 to SRAM4 are one range. */
	assert_non_null(board_memory(f->board, A7, 0x10000000, 0x60000));
	assert_non_null(board_memory(f->board, M4, 0x3001FFFC, 8));
	assert_null(board_memory(f->board, A7, 0x10000000, 0x60001));
	assert_null(board_memory(f->board, A7, 0x1005FFFF, 2));
	assert_null(board_memory(f->board, A7, 0x00000000, 4));
	assert_null(board_memory(f->board, M4, 0x38000000, 4));
	assert_null(board_memory(f->board, A7, 0x3800FFFF, 2));
	assert_null(board_memory(f->board, A7, 0x2FFC0000, 0x40001));
	assert_null(board_memory(f->board, A7, 0xC0000000, 4));
	assert_null(board_memory(f->board, A7, 0x4C001000, 4));
	assert_null(board_memory(f->board, A7, 0x10000000, UINT32_MAX));
	assert_non_null(board_memory(f->board, A7, 0x2FFC0000, 0x40000));
}

static void narrow_accesses_use_their_lanes(void **state)
{
	struct fixture *f = *state;

	wr(f, M4, 0x10000000, 0x44332211);
	assert_int_equal(rd_size(f, M4, 0x10000001, 1), 0x22);
	assert_int_equal(rd_size(f, M4, 0x10000002, 2), 0x4433);
	wr_size(f, M4, 0x10000003, 1, 0x99);
	wr_size(f, M4, 0x10000000, 2, 0xBEEF);
	assert_int_equal(rd(f, M4, 0x10000000), 0x9933BEEF);
	/* A register: PWR_CR1.DBP is bit 8, in the second byte. */
	wr(f, M4, 0x50001000, 0);
	wr_size(f, M4, 0x50001001, 1, 0x01);
	assert_int_equal(rd(f, M4, 0x50001000), 0x100);
	wr_size(f, M4, 0x50001000, 1, 0x00);
	assert_int_equal(rd_size(f, M4, 0x50001001, 1), 0x01);
	assert_int_equal(rd_size(f, M4, 0x50001000, 2), 0x0100);
	assert_int_equal(rd_size(f, M4, 0x50001002, 2), 0);
}

static void what_is_not_there_is_a_bus_error(void **state)
{
	static const uint32_t nowhere[] = {0x00010000, 0x10060000, 0x20000000, 0x4001A000,
					   0x5000E000, 0x60000000, 0xC0000000, 0xDFFFFFFC};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(nowhere) / sizeof(nowhere[0]); i++) {
		assert_int_equal(rd(f, A7, nowhere[i]), 0);
		wr(f, A7, nowhere[i], 1);
		assert_int_equal(rd(f, A7, nowhere[i]), 0);
	}
	/* Misaligned: no bus carries it. */
	assert_int_equal(rd(f, A7, 0x10000002), 0);
	assert_int_equal(fixture_noted(f, "bus", "nothing answers"), f->notes);
	assert_int_equal(f->notes, 9);
}

/* TIM3 is at 0x40001000; its enable is bit 1 of MP_APB1ENSETR and MC_APB1ENSETR, its reset bit 1 of
 * APB1RSTSETR; ARR is at 0x2C. */
static void a_block_answers_when_it_is_clocked(void **state)
{
	struct fixture *f = *state;

	wr(f, M4, 0x4000102C, 0x55);
	assert_int_equal(rd(f, M4, 0x4000102C), 0);
	assert_int_equal(rd(f, M4, 0x4000102C), 0);
	assert_int_equal(f->notes, 1);
	assert_int_equal(fixture_noted(f, "TIM3", "MC_APB1ENSETR bit 1"), 1);
	wr(f, M4, 0x50000A80, 1u << 1);
	wr(f, M4, 0x4000102C, 0x55);
	assert_int_equal(rd(f, M4, 0x4000102C), 0x55);
	/* Gated, it keeps what it had. */
	wr(f, M4, 0x50000A84, 1u << 1);
	assert_int_equal(rd(f, M4, 0x4000102C), 0);
	wr(f, A7, 0x50000A00, 1u << 1);
	assert_int_equal(rd(f, A7, 0x4000102C), 0x55);
	assert_int_equal(f->notes, 1);
	/* By the A7's bit alone the M4 gets through too, with one warning. */
	assert_int_equal(rd(f, M4, 0x4000102C), 0x55);
	assert_int_equal(rd(f, M4, 0x4000102C), 0x55);
	assert_int_equal(f->notes, 2);
	assert_int_equal(fixture_noted(f, "TIM3", "only because the A7"), 1);
}

static void a_block_in_reset_does_not_answer(void **state)
{
	struct fixture *f = *state;

	wr(f, M4, 0x50000A80, 1u << 1);
	wr(f, M4, 0x4000102C, 0x55);
	wr(f, M4, 0x50000980, 1u << 1);
	wr(f, M4, 0x4000102C, 0x66);
	assert_int_equal(rd(f, M4, 0x4000102C), 0);
	assert_int_equal(fixture_noted(f, "TIM3", "held in reset"), 1);
	wr(f, M4, 0x50000984, 1u << 1);
	/* TIMx_ARR resets to 0xFFFF on a 16-bit timer. */
	assert_int_equal(rd(f, M4, 0x4000102C), 0xFFFF);
	assert_int_equal(f->notes, 1);
}

/* RCC, PWR, EXTI and DBGMCU have no enable bit. */
static void some_blocks_always_answer(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(rd(f, M4, 0x50000C00), 0x15);
	wr(f, M4, 0x50001000, 0x100);
	assert_int_equal(rd(f, M4, 0x50001000), 0x100);
	assert_int_equal(rd(f, M4, 0x50081000) & 0xFFF, 0x500);
	wr(f, M4, 0x5000D060, 0x3);
	assert_int_equal(rd(f, M4, 0x5000D060), 0x3);
	assert_int_equal(f->notes, 0);
}

/* CEC has no model: its registers are memory, and the run says so once. */
static void blocks_without_model_are_stored(void **state)
{
	struct fixture *f = *state;

	wr(f, M4, 0x50000A80, 0x08000000);
	wr(f, M4, 0x40016010, 0x12345678);
	wr_size(f, M4, 0x40016012, 1, 0xAB);
	assert_int_equal(rd(f, M4, 0x40016010), 0x12AB5678);
	wr(f, M4, 0x40016014, 1);
	assert_int_equal(f->notes, 1);
	assert_int_equal(f->note[0].kind, BOARD_NOTE_NO_MODEL);
	assert_int_equal(fixture_noted(f, "CEC", "not modelled"), 1);
	/* That the host uses it says nothing about the firmware. */
	assert_int_equal(rd(f, A7, 0x40016014), 1);
	assert_int_equal(rd(f, A7, 0x40016010), 0x12AB5678);
	assert_int_equal(f->notes, 2);
	assert_int_equal(f->note[1].kind, BOARD_NOTE_NOT_MODELLED);
	wr(f, M4, 0x50000980, 0x08000000);
	wr(f, M4, 0x50000984, 0x08000000);
	assert_int_equal(rd(f, M4, 0x40016010), 0);
}

/* A unknown register of a modelled block: one note a register. */
static void unknown_registers_are_stored(void **state)
{
	struct fixture *f = *state;

	wr(f, M4, 0x50001100, 0xFEED);
	assert_int_equal(rd(f, M4, 0x50001100), 0xFEED);
	wr(f, M4, 0x50001104, 1);
	assert_int_equal(fixture_noted(f, "PWR", "0x100"), 1);
	assert_int_equal(fixture_noted(f, "PWR", "0x104"), 1);
	assert_int_equal(f->notes, 2);
}

int main(void)
{
#define ENGINEERING(test) cmocka_unit_test_setup_teardown(test, fixture_engineering, fixture_done)
	const struct CMUnitTest tests[] = {
		ENGINEERING(memories_have_two_views),
		ENGINEERING(host_pointers_stay_inside_memory),
		ENGINEERING(narrow_accesses_use_their_lanes),
		ENGINEERING(what_is_not_there_is_a_bus_error),
		ENGINEERING(a_block_answers_when_it_is_clocked),
		ENGINEERING(a_block_in_reset_does_not_answer),
		ENGINEERING(some_blocks_always_answer),
		ENGINEERING(blocks_without_model_are_stored),
		ENGINEERING(unknown_registers_are_stored),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
