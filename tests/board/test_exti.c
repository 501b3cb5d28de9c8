/* SPDX-License-Identifier: BSD-3-Clause */
/* EXTI as the manual says (RM0436, "EXTI"): literal addresses and values. */
#include "fixture.h"

#include <string.h>

#include "board/exti.h"

#define RTSR1	0x5000D000
#define FTSR1	0x5000D004
#define SWIER1	0x5000D008
#define RPR1	0x5000D00C
#define FPR1	0x5000D010
#define TZENR1	0x5000D014
#define RTSR2	0x5000D020
#define RTSR3	0x5000D040
#define RPR3	0x5000D04C
#define EXTICR1 0x5000D060
#define EXTICR4 0x5000D06C
#define C1IMR1	0x5000D080
#define C1IMR3	0x5000D0A0
#define C2IMR1	0x5000D0C0
#define C2EMR1	0x5000D0C4
#define C2IMR2	0x5000D0D0
#define C2IMR3	0x5000D0E0

/* GPIO pins as inputs with their clocks on (RCC_MC_AHB4ENSETR, RCC_MP_AHB4ENSETR). */
static int wired(void **state)
{
	if (fixture_engineering(state))
		return -1;
	wr(*state, SOC_M4, 0x50000AA8, 0x07FF);
	wr(*state, SOC_A7_SECURE, 0x50000A28, 0x07FF);
	wr(*state, SOC_M4, 0x50002000, 0x00000000);
	wr(*state, SOC_M4, 0x50003000, 0x00000000);
	return 0;
}

static void pin(struct fixture *f, char port, unsigned number, bool level)
{
	board_gpio_input(f->board, port, number, level);
}

static void reset_values(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(rd(f, SOC_A7, C1IMR1), 0xFFFE0000);
	assert_int_equal(rd(f, SOC_M4, C2IMR1), 0xFFFE0000);
	assert_int_equal(rd(f, SOC_M4, C2IMR2), 0xFFFFFFFF);
	assert_int_equal(rd(f, SOC_M4, C2IMR3), 0x00000DE9);
	assert_int_equal(rd(f, SOC_M4, RTSR1), 0);
	assert_int_equal(rd(f, SOC_M4, 0x5000D3F0), 0x000B214B);
	wr(f, SOC_M4, RTSR1, 0xFFFFFFFF);
	wr(f, SOC_M4, RTSR2, 0xFFFFFFFF);
	wr(f, SOC_M4, RTSR3, 0xFFFFFFFF);
	assert_int_equal(rd(f, SOC_M4, RTSR1), 0x0001FFFF);
	assert_int_equal(rd(f, SOC_M4, RTSR2), 0);
	assert_int_equal(rd(f, SOC_M4, RTSR3), 0x00000616);
	assert_int_equal(f->notes, 0);
}

static void edges_as_chosen(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, C2IMR1, 0xFFFE0003);
	wr(f, SOC_M4, RTSR1, 0x1);
	wr(f, SOC_M4, FTSR1, 0x2);
	pin(f, 'A', 0, true);
	assert_int_equal(rd(f, SOC_M4, RPR1), 0x1);
	assert_int_equal(rd(f, SOC_M4, FPR1), 0);
	assert_true(board_m4_irq_level(f->board, 6));
	pin(f, 'A', 1, true);
	assert_int_equal(rd(f, SOC_M4, RPR1), 0x1);
	assert_false(board_m4_irq_level(f->board, 7));
	pin(f, 'A', 1, false);
	assert_int_equal(rd(f, SOC_M4, FPR1), 0x2);
	assert_true(board_m4_irq_level(f->board, 7));
	pin(f, 'A', 0, false);
	assert_int_equal(rd(f, SOC_M4, FPR1), 0x2);

	wr(f, SOC_M4, RPR1, 0x2);
	assert_true(board_m4_irq_level(f->board, 6));
	wr(f, SOC_M4, RPR1, 0x1);
	assert_false(board_m4_irq_level(f->board, 6));
	wr(f, SOC_M4, FPR1, 0x2);
	assert_false(board_m4_irq_level(f->board, 7));
	assert_int_equal(rd(f, SOC_M4, FPR1), 0);
}

static void each_line_has_its_numbers(void **state)
{
	static const unsigned numbers[16] = {6,	 7,  8,	 9,  10, 23, 64,  65,
					     66, 67, 40, 42, 76, 77, 121, 127};
	struct fixture *f = *state;
	unsigned i;

	wr(f, SOC_M4, RTSR1, 0xFFFF);
	for (i = 0; i < 16; i++) {
		wr(f, SOC_M4, C2IMR1, 1u << i);
		wr(f, SOC_A7, C1IMR1, 0);
		pin(f, 'A', i, true);
		assert_true(board_m4_irq_level(f->board, numbers[i]));
		assert_false(board_a7_irq_level(f->board, numbers[i]));
		/* pending is shared, masks are not */
		wr(f, SOC_A7, C1IMR1, 1u << i);
		assert_true(board_a7_irq_level(f->board, numbers[i]));
		wr(f, SOC_M4, RPR1, 1u << i);
		assert_false(board_m4_irq_level(f->board, numbers[i]));
		assert_false(board_a7_irq_level(f->board, numbers[i]));
	}
	assert_int_equal(rd(f, SOC_M4, RPR1), 0);
}

static void the_multiplexer_chooses_the_port(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, RTSR1, 0x2001);
	wr(f, SOC_M4, EXTICR4, 0x00000100); /* line 13: port B */
	pin(f, 'A', 13, true);
	assert_int_equal(rd(f, SOC_M4, RPR1), 0);
	pin(f, 'B', 13, true);
	assert_int_equal(rd(f, SOC_M4, RPR1), 0x2000);
	/* switching to a port whose pin is high is an edge */
	pin(f, 'B', 0, true);
	assert_int_equal(rd(f, SOC_M4, RPR1), 0x2000);
	wr_size(f, SOC_M4, EXTICR1, 1, 1);
	assert_int_equal(rd(f, SOC_M4, EXTICR1), 1);
	assert_int_equal(rd(f, SOC_M4, RPR1), 0x2001);
}

static void software_and_internal_lines(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, C2IMR1, 0x00010004);
	wr(f, SOC_M4, SWIER1, 0x00020004);
	assert_int_equal(rd(f, SOC_M4, SWIER1), 0);
	assert_int_equal(rd(f, SOC_M4, RPR1), 0x4);
	assert_true(board_m4_irq_level(f->board, 8));

	/* M4 SYSRESETREQ (73) and SEV of the M4 (65) to the A7, of the A7 (66) to the M4 */
	wr(f, SOC_A7, RTSR3, 0x00000206);
	wr(f, SOC_A7, C1IMR3, 0x00000202);
	wr(f, SOC_M4, C2IMR3, 0x00000004);
	exti_line(board_device(f->board, "EXTI"), 73, true);
	assert_true(board_a7_irq_level(f->board, 129));
	exti_line(board_device(f->board, "EXTI"), 65, true);
	assert_true(board_a7_irq_level(f->board, 144));
	assert_false(board_m4_irq_level(f->board, 144));
	exti_line(board_device(f->board, "EXTI"), 66, true);
	assert_true(board_m4_irq_level(f->board, 144));
	assert_int_equal(rd(f, SOC_A7, RPR3), 0x00000206);
	/* direct lines latch nothing, lines that are not there do nothing */
	exti_line(board_device(f->board, "EXTI"), 61, true);
	exti_line(board_device(f->board, "EXTI"), 0, true);
	exti_line(board_device(f->board, "EXTI"), 76, true);
	assert_int_equal(rd(f, SOC_A7, 0x5000D02C), 0);
	assert_int_equal(rd(f, SOC_A7, RPR1), 0x4);
}

static void secure_lines_are_out_of_reach(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, TZENR1, 0x1);
	assert_int_equal(rd(f, SOC_M4, TZENR1), 0);
	wr(f, SOC_A7_SECURE, TZENR1, 0x00010001);
	assert_int_equal(rd(f, SOC_M4, TZENR1), 0x1); /* line 16 cannot be secured */
	wr(f, SOC_M4, RTSR1, 0x3);
	wr(f, SOC_M4, C2IMR1, 0x3);
	wr(f, SOC_M4, EXTICR1, 0x01010101);
	assert_int_equal(rd(f, SOC_A7_SECURE, RTSR1), 0x2);
	assert_int_equal(rd(f, SOC_A7_SECURE, C2IMR1), 0x2);
	assert_int_equal(rd(f, SOC_A7_SECURE, EXTICR1), 0x01010100);
	wr(f, SOC_A7_SECURE, RTSR1, 0x1);
	pin(f, 'A', 0, true);
	assert_int_equal(rd(f, SOC_M4, RPR1), 0);
	wr(f, SOC_M4, RPR1, 1);
	assert_int_equal(rd(f, SOC_A7_SECURE, RPR1), 1);
	assert_true(fixture_noted(f, "EXTI", "secure") > 0);
}

/* The M4 runs "count: wfe; adds r0, #1; b count": each event is one more. */
static void an_event_wakes_wfe(void **state)
{
	static const uint16_t program[] = {0xBF20, 0x3001, 0xE7FC};
	static const uint32_t vectors[] = {0x10040000, 0x10000001};
	struct fixture *f = *state;
	uint32_t before;

	memcpy(board_memory(f->board, SOC_A7, 0x38000000, sizeof(vectors)), vectors,
	       sizeof(vectors));
	memcpy(board_memory(f->board, SOC_A7, 0x10000000, sizeof(program)), program,
	       sizeof(program));
	board_memory_changed(f->board, SOC_A7, 0x38000000, sizeof(vectors));
	board_memory_changed(f->board, SOC_A7, 0x10000000, sizeof(program));
	/* RCC_MP_GCR.BOOT_MCU */
	wr(f, SOC_A7_SECURE, 0x5000010C, 1);
	assert_int_equal(board_run(f->board, PS_PER_MS), BOARD_IDLE);
	before = cortex_m_get(board_core(f->board), CORTEX_M_R0);

	wr(f, SOC_A7, RTSR1, 0x3);
	wr(f, SOC_A7, C2EMR1, 0x2);
	pin(f, 'A', 0, true);
	assert_int_equal(board_run(f->board, 2 * PS_PER_MS), BOARD_IDLE);
	assert_int_equal(cortex_m_get(board_core(f->board), CORTEX_M_R0), before);
	pin(f, 'A', 1, true);
	assert_int_equal(board_run(f->board, 3 * PS_PER_MS), BOARD_IDLE);
	assert_int_equal(cortex_m_get(board_core(f->board), CORTEX_M_R0), before + 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, wired, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reset_values),
		TEST(edges_as_chosen),
		TEST(each_line_has_its_numbers),
		TEST(the_multiplexer_chooses_the_port),
		TEST(software_and_internal_lines),
		TEST(secure_lines_are_out_of_reach),
		TEST(an_event_wakes_wfe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
