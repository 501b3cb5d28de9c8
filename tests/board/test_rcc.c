/* SPDX-License-Identifier: BSD-3-Clause */
/* RCC by literal addresses (RM0436, RCC registers). */
#include "fixture.h"

#define A7S SOC_A7_SECURE
#define A7  SOC_A7
#define M4  SOC_M4

static void reset_values_are_the_manuals(void **state)
{
	struct fixture *f = *state;

	/* Engineering boot: all as after power-on, TrustZone opened by the ROM code. */
	assert_int_equal(rd(f, M4, 0x50000000), 0x0);
	assert_int_equal(rd(f, M4, 0x5000000C), 0x1);
	assert_int_equal(rd(f, M4, 0x50000808) & 0x115, 0x005);
	assert_int_equal(rd(f, M4, 0x50000048), 0x80000000);
	assert_int_equal(rd(f, M4, 0x50000830), 0x80000000);
	assert_int_equal(rd(f, M4, 0x50000880), 0x0);
	assert_int_equal(rd(f, M4, 0x50000884), 0x00010031);
	assert_int_equal(rd(f, M4, 0x50000888), 0x00010101);
	assert_int_equal(rd(f, M4, 0x50000A80), 0x0);
	assert_int_equal(rd(f, M4, 0x50000B80), 0xBDEFDBFF);
	assert_int_equal(rd(f, M4, 0x50000C00), 0x15);
	assert_int_equal(rd(f, M4, 0x50000FFC), 0xA3C5DD04);
	assert_int_equal(f->notes, 0);
}

/* SETR sets, CLRR clears, both read the state; bits that do not exist stay 0. */
static void enable_pairs(void **state)
{
	static const struct {
		uint32_t set;
		uint32_t bits;
	} pairs[] = {
		{0x50000A00, 0xBDEFDBFF}, {0x50000A80, 0xBDEFDBFF}, {0x50000A88, 0x0137271F},
		{0x50000A90, 0x0011290F}, {0x50000A98, 0x00010127}, {0x50000AA0, 0x000018F1},
		{0x50000AA8, 0x000007FF}, {0x50000AB8, 0x00000010}, {0x50000280, 0x00110111},
		{0x50000208, 0x0011B91D}, {0x50000288, 0x0011391D}, {0x50000290, 0x00000171},
		{0x50000298, 0x011357A1}, {0x50000380, 0x00110111}, {0x50000BA0, 0x000018F1},
		{0x50000980, 0xADEFDBFF}, {0x500009A8, 0x000007FF}, {0x50000188, 0x0010001D},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		uint32_t set = pairs[i].set, bits = pairs[i].bits, low = bits & -bits;

		wr(f, M4, set, UINT32_MAX);
		assert_int_equal(rd(f, M4, set), bits);
		assert_int_equal(rd(f, M4, set + 4), bits);
		wr(f, M4, set + 4, low);
		assert_int_equal(rd(f, M4, set), bits & ~low);
		wr(f, M4, set, 0);
		assert_int_equal(rd(f, M4, set + 4), bits & ~low);
		wr(f, M4, set + 4, UINT32_MAX);
		assert_int_equal(rd(f, M4, set), 0);
		wr(f, M4, set, low);
		assert_int_equal(rd(f, A7, set), low);
		wr(f, M4, set + 4, low);
	}
}

static void words_between_the_pairs_are_no_pairs(void **state)
{
	struct fixture *f = *state;

	wr(f, M4, 0x500001A8, 0x5);
	wr(f, M4, 0x50000A30, 0x7);
	wr(f, M4, 0x50000A34, 0x9);
	assert_int_equal(rd(f, M4, 0x500001A8), 0x5);
	assert_int_equal(rd(f, M4, 0x50000A30), 0x7);
	assert_int_equal(rd(f, M4, 0x50000A34), 0x9);
	assert_int_equal(fixture_noted(f, "RCC", "no register at"), 3);
	assert_int_equal(f->note[0].kind, BOARD_NOTE_NOT_MODELLED);
}

static void oscillators_become_ready(void **state)
{
	struct fixture *f = *state;

	wr(f, M4, 0x5000000C, 0x100);
	assert_int_equal(rd(f, M4, 0x50000808) & 0x115, 0x105);
	wr(f, M4, 0x5000000C, 0x010);
	assert_int_equal(rd(f, M4, 0x50000808) & 0x115, 0x115);
	wr(f, M4, 0x50000010, 0x110);
	assert_int_equal(rd(f, M4, 0x50000808) & 0x115, 0x005);
	wr(f, M4, 0x50000144, 1);
	assert_int_equal(rd(f, M4, 0x50000144), 3);
}

/* The order in which firmware brings the M4 to PLL3_P, polling each ready bit. */
static void m4_clock_moves_to_pll3(void **state)
{
	struct fixture *f = *state;

	/* Not ready, and refused by the switch, as long as PLL3 is off. */
	wr(f, M4, 0x50000048, 3);
	assert_int_equal(rd(f, M4, 0x50000048), 3);
	wr(f, M4, 0x50000048, 0);
	wr(f, M4, 0x5000000C, 0x100);
	wr(f, M4, 0x50000820, 1);
	assert_int_equal(rd(f, M4, 0x50000820), 0x80000001);
	wr(f, M4, 0x50000884, 1u << 16 | 33);
	wr(f, M4, 0x50000888, 36u << 16 | 16u << 8 | 1);
	wr(f, M4, 0x5000088C, 0x1A04u << 3);
	wr(f, M4, 0x5000088C, 0x1A04u << 3 | 1u << 16);
	wr(f, M4, 0x50000880, 1);
	assert_int_equal(rd(f, M4, 0x50000880), 3);
	wr(f, M4, 0x50000880, 0x71);
	assert_int_equal(rd(f, M4, 0x50000880), 0x73);
	wr(f, M4, 0x50000048, 3);
	assert_int_equal(rd(f, M4, 0x50000048), 0x80000003);
	wr(f, M4, 0x50000834, 1);
	assert_int_equal(rd(f, M4, 0x50000834), 0x80000001);
	/* Timers of APB1 at the MCU clock, on the grid of 4787 ps a cycle. */
	wr(f, M4, 0x50000A80, 1);
	assert_int_equal(device_clock_hz(board_device(f->board, "TIM2")), 208899101);
	/* Dividers of a running PLL are locked. */
	wr(f, M4, 0x50000884, 0);
	assert_int_equal(rd(f, M4, 0x50000884), 1u << 16 | 33);
	assert_int_equal(fixture_noted(f, "RCC", "PLL's dividers"), 1);
}

static void kernel_clock_needs_the_enable_bit(void **state)
{
	struct fixture *f = *state;
	struct device *uart = board_device(f->board, "USART3");

	assert_int_equal(device_clock_hz(uart), 0);
	wr(f, M4, 0x50000A80, 1u << 15);
	assert_int_equal(device_clock_hz(uart), 64000000);
	wr(f, M4, 0x50000018, 1); /* HSI / 2 */
	assert_int_equal(device_clock_hz(uart), 32000000);
	wr(f, M4, 0x50000A84, 1u << 15);
	assert_int_equal(device_clock_hz(uart), 0);
	wr(f, A7, 0x50000A00, 1u << 15);
	assert_int_equal(device_clock_hz(uart), 32000000);
}

static void backup_domain_is_protected(void **state)
{
	struct fixture *f = *state;

	wr(f, M4, 0x50000140, 1);
	assert_int_equal(rd(f, M4, 0x50000140), 0);
	assert_int_equal(fixture_noted(f, "RCC", "DBP"), 1);
	wr(f, M4, 0x50001000, 1u << 8);
	wr(f, M4, 0x50000140, 1);
	assert_int_equal(rd(f, M4, 0x50000140), 5);
	/* VSWRST wipes the backup registers. */
	wr(f, M4, 0x50000288, 1u << 8);
	wr(f, M4, 0x5C00A150, 0xCAFE);
	assert_int_equal(rd(f, M4, 0x5C00A150), 0xCAFE);
	wr(f, M4, 0x50000140, 1u << 31);
	wr(f, M4, 0x50000140, 0);
	assert_int_equal(rd(f, M4, 0x5C00A150), 0);
	assert_int_equal(rd(f, M4, 0x50000140), 0);
}

/* Ready interrupts, for each processor its own: NVIC 5 and SPI 5. */
static void ready_interrupts(void **state)
{
	struct fixture *f = *state;

	wr(f, M4, 0x50000C14, 1u << 3);
	wr(f, M4, 0x5000000C, 0x100);
	assert_int_equal(rd(f, M4, 0x50000C18), 1u << 3);
	assert_int_equal(rd(f, A7, 0x50000418), 0);
	assert_true(board_m4_irq_level(f->board, 5));
	assert_false(board_a7_irq_level(f->board, 5));
	wr(f, M4, 0x50000C18, 1u << 3);
	assert_int_equal(rd(f, M4, 0x50000C18), 0);
	assert_false(board_m4_irq_level(f->board, 5));
	/* Ready already: nothing new happens. */
	wr(f, A7, 0x50000414, 1u << 3 | 1u << 4);
	assert_int_equal(rd(f, A7, 0x50000418), 0);
	wr(f, A7, 0x5000000C, 0x10);
	assert_int_equal(rd(f, A7, 0x50000418), 1u << 4);
	assert_true(board_a7_irq_level(f->board, 5));
	wr(f, A7, 0x50000414, 0);
	assert_false(board_a7_irq_level(f->board, 5));
}

/* Linux: hold-boot released and asserted again at once starts the M4; MCURST stops it. */
static void hold_boot_and_mcu_reset(void **state)
{
	struct fixture *f = *state;

	assert_false(board_m4_running(f->board));
	wr(f, A7, 0x50000404, 2);
	assert_false(board_m4_running(f->board));
	wr(f, A7, 0x5000010C, 1);
	wr(f, A7, 0x5000010C, 0);
	assert_true(board_m4_running(f->board));
	wr(f, A7, 0x50000404, 2);
	assert_false(board_m4_running(f->board));
	assert_int_equal(rd(f, A7, 0x50000404), 0);
	/* With BOOT_MCU set a reset restarts it. */
	wr(f, A7, 0x5000010C, 1);
	assert_true(board_m4_running(f->board));
	wr(f, A7, 0x50000404, 2);
	assert_true(board_m4_running(f->board));
	assert_int_equal(rd(f, M4, 0x50000C00) & 0x20, 0x20);
	wr(f, M4, 0x50000C00, 0x7FF);
	assert_int_equal(rd(f, M4, 0x50000C00), 0);
	/* The A7's flags are its own. */
	assert_int_equal(rd(f, A7, 0x50000408), 0);
	wr(f, A7, 0x50000420, 0x800);
	assert_int_equal(rd(f, A7, 0x50000408), 0x800);
}

static void tzen_keeps_the_rest_of_the_world_out(void **state)
{
	struct fixture *f = *state;

	/* TZCR itself is the secure world's whatever it holds. */
	wr(f, M4, 0x50000000, 3);
	wr(f, A7, 0x50000000, 3);
	assert_int_equal(rd(f, M4, 0x50000000), 0);
	wr(f, A7S, 0x50000000, 1);
	wr(f, A7, 0x5000010C, 1);
	assert_int_equal(rd(f, A7, 0x5000010C), 0);
	assert_false(board_m4_running(f->board));
	wr(f, M4, 0x50000000, 0);
	assert_int_equal(rd(f, M4, 0x50000000), 1);
	assert_int_equal(fixture_noted(f, "RCC", "secure world"), 1);
	/* Gates of the MCU domain and, without MCKPROT, its clocks stay open. */
	wr(f, M4, 0x50000A80, 1);
	assert_int_equal(rd(f, M4, 0x50000A80), 1);
	wr(f, M4, 0x50000830, 1);
	assert_int_equal(rd(f, M4, 0x50000830), 0x80000001);
	wr(f, A7S, 0x50000000, 3);
	wr(f, M4, 0x50000830, 2);
	assert_int_equal(rd(f, M4, 0x50000830), 0x80000001);
	wr(f, A7S, 0x5000010C, 1);
	assert_true(board_m4_running(f->board));
}

static void a_dk2_runs_on_pll3(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(rd(f, M4, 0x50000048), 0x80000003);
	assert_int_equal(rd(f, M4, 0x50000820) & 3, 1);
	assert_int_equal(rd(f, M4, 0x50000884), 0x01010021);
	assert_int_equal(rd(f, M4, 0x50000888), 0x00241001);
	assert_int_equal(rd(f, M4, 0x5000088C), 0x0001D020);
	assert_int_equal(rd(f, M4, 0x50000880), 0x73);
	assert_int_equal(rd(f, M4, 0x50000830), 0x80000000);
	assert_int_equal(rd(f, M4, 0x50000834), 0x80000001);
	assert_int_equal(rd(f, M4, 0x50000838), 0x80000001);
	assert_int_equal(rd(f, M4, 0x5000083C), 0x80000001);
	assert_int_equal(rd(f, M4, 0x50000894), 0x73);
	assert_int_equal(rd(f, M4, 0x50000140) & 7, 5);
	/* A7's gates: SYSCFG, IPCC and HSEM, GPIO, RTCAPB and TZPC. The M4's are all off. */
	assert_int_equal(rd(f, M4, 0x50000A10), 0x800);
	assert_int_equal(rd(f, M4, 0x50000A20), 0x1800);
	assert_int_equal(rd(f, M4, 0x50000A28), 0x7FF);
	assert_int_equal(rd(f, M4, 0x50000210), 0x1);
	assert_int_equal(rd(f, M4, 0x50000208) & 0x2100, 0x2100);
	assert_int_equal(rd(f, M4, 0x50000A80), 0);
	assert_int_equal(rd(f, M4, 0x50000AA0), 0);
	assert_int_equal(rd(f, M4, 0x5000010C), 0);
	assert_int_equal(f->notes, 0);
}

int main(void)
{
#define ENGINEERING(test) cmocka_unit_test_setup_teardown(test, fixture_engineering, fixture_done)
	const struct CMUnitTest tests[] = {
		ENGINEERING(reset_values_are_the_manuals),
		ENGINEERING(enable_pairs),
		ENGINEERING(words_between_the_pairs_are_no_pairs),
		ENGINEERING(oscillators_become_ready),
		ENGINEERING(m4_clock_moves_to_pll3),
		ENGINEERING(kernel_clock_needs_the_enable_bit),
		ENGINEERING(backup_domain_is_protected),
		ENGINEERING(ready_interrupts),
		cmocka_unit_test_setup_teardown(hold_boot_and_mcu_reset, fixture_dk2, fixture_done),
		ENGINEERING(tzen_keeps_the_rest_of_the_world_out),
		cmocka_unit_test_setup_teardown(a_dk2_runs_on_pll3, fixture_dk2, fixture_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
