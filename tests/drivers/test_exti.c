/* SPDX-License-Identifier: BSD-3-Clause */
/* The EXTI driver against literal register accesses (RM0436, EXTI register map). */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "drivers/exti.h"
#include "drivers/fake_bus.h"

static struct fake_bus bus;

static void listening_keeps_the_other_lines(void **state)
{
	struct mmio regs = fake_bus_init(&bus, 0x5000D000);

	(void)state;
	/* RTSR3, C1IMR3 */
	fake_bus_answer(&bus, 0x5000D040, 0x202);
	fake_bus_answer(&bus, 0x5000D0A0, 0xDE9);
	assert_int_equal(exti_rising_listen(regs, EXTI_A7, 68), 0);
	EXPECT(&bus, {'r', 0x5000D040, 0x202}, {'w', 0x5000D040, 0x212}, {'w', 0x5000D04C, 0x10},
	       {'r', 0x5000D0A0, 0xDE9}, {'w', 0x5000D0A0, 0xDF9});
	fake_bus_forget(&bus);
	/* the M4's mask of line 0: C2IMR1 */
	assert_int_equal(exti_rising_listen(regs, EXTI_M4, 0), 0);
	EXPECT(&bus, {'r', 0x5000D000, 0}, {'w', 0x5000D000, 1}, {'w', 0x5000D00C, 1},
	       {'r', 0x5000D0C0, 0}, {'w', 0x5000D0C0, 1});
}

static void ignoring_masks_alone(void **state)
{
	struct mmio regs = fake_bus_init(&bus, 0x5000D000);

	(void)state;
	fake_bus_answer(&bus, 0x5000D0A0, 0xFF9);
	exti_ignore(regs, EXTI_A7, 73);
	EXPECT(&bus, {'r', 0x5000D0A0, 0xFF9}, {'w', 0x5000D0A0, 0xDF9});
}

static void an_edge_is_taken_once(void **state)
{
	struct mmio regs = fake_bus_init(&bus, 0x5000D000);

	(void)state;
	fake_bus_answer(&bus, 0x5000D04C, 0x210);
	assert_true(exti_rising_take(regs, 68));
	EXPECT(&bus, {'r', 0x5000D04C, 0x210}, {'w', 0x5000D04C, 0x10});
	fake_bus_forget(&bus);
	fake_bus_answer(&bus, 0x5000D04C, 0x200);
	assert_false(exti_rising_take(regs, 68));
	EXPECT(&bus, {'r', 0x5000D04C, 0x200});
}

static void falling_edges_have_their_own_registers(void **state)
{
	struct mmio regs = fake_bus_init(&bus, 0x5000D000);

	(void)state;
	/* FTSR1, FPR1, C2IMR1 */
	assert_int_equal(exti_falling_listen(regs, EXTI_M4, 14), 0);
	EXPECT(&bus, {'r', 0x5000D004, 0}, {'w', 0x5000D004, 0x4000}, {'w', 0x5000D010, 0x4000},
	       {'r', 0x5000D0C0, 0}, {'w', 0x5000D0C0, 0x4000});
	fake_bus_forget(&bus);
	fake_bus_answer(&bus, 0x5000D010, 0xC000);
	assert_true(exti_falling_take(regs, 14));
	EXPECT(&bus, {'r', 0x5000D010, 0xC000}, {'w', 0x5000D010, 0x4000});
	assert_int_equal(exti_falling_listen(regs, EXTI_M4, 17), -EINVAL);
	assert_false(exti_falling_take(regs, 17));
}

static void a_line_follows_one_bank(void **state)
{
	struct mmio regs = fake_bus_init(&bus, 0x5000D000);

	(void)state;
	/* EXTICR4, line 14 in bits 23:16 */
	fake_bus_answer(&bus, 0x5000D06C, 0x11223344);
	assert_int_equal(exti_pin_choose(regs, 14, 'H'), 0);
	EXPECT(&bus, {'r', 0x5000D06C, 0x11223344}, {'w', 0x5000D06C, 0x11073344});
	fake_bus_forget(&bus);
	fake_bus_answer(&bus, 0x5000D060, 0);
	assert_int_equal(exti_pin_choose(regs, 0, 'Z'), 0);
	EXPECT(&bus, {'r', 0x5000D060, 0}, {'w', 0x5000D060, 0xB});
	fake_bus_forget(&bus);
	assert_int_equal(exti_pin_choose(regs, 16, 'A'), -EINVAL);
	assert_int_equal(exti_pin_choose(regs, 0, 'L'), -EINVAL);
	assert_int_equal(exti_pin_choose(regs, 0, 'a'), -EINVAL);
	assert_int_equal(exti_pin_choose(regs, 0, '@'), -EINVAL);
	assert_int_equal(bus.count, 0);
}

static void a_line_without_detector_is_refused(void **state)
{
	static const unsigned lines[] = {17, 32, 61, 64, 67, 96, 1000, ~0u};
	struct mmio regs = fake_bus_init(&bus, 0x5000D000);

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(exti_rising_listen(regs, EXTI_A7, lines[i]), -EINVAL);
		exti_ignore(regs, EXTI_A7, lines[i]);
		assert_false(exti_rising_take(regs, lines[i]));
	}
	assert_int_equal(bus.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(listening_keeps_the_other_lines),
		cmocka_unit_test(ignoring_masks_alone),
		cmocka_unit_test(an_edge_is_taken_once),
		cmocka_unit_test(falling_edges_have_their_own_registers),
		cmocka_unit_test(a_line_follows_one_bank),
		cmocka_unit_test(a_line_without_detector_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
