/* SPDX-License-Identifier: BSD-3-Clause */
/* The IPCC driver against literal register accesses (RM0436, IPCC register map). */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "drivers/fake_bus.h"
#include "drivers/ipcc.h"

static struct fake_bus bus;

static struct ipcc opened(enum ipcc_side side)
{
	struct mmio regs = fake_bus_init(&bus, 0x4C001000);
	struct ipcc ipcc;

	fake_bus_answer(&bus, 0x4C0013F0, 6);
	assert_int_equal(ipcc_init(&ipcc, regs, side, IPCC_KEEP_PENDING), 0);
	fake_bus_forget(&bus);
	return ipcc;
}

static void init_keeps_what_is_pending(void **state)
{
	struct mmio regs = fake_bus_init(&bus, 0x4C001000);
	struct ipcc ipcc;

	(void)state;
	fake_bus_answer(&bus, 0x4C0013F0, 6);
	assert_int_equal(ipcc_init(&ipcc, regs, IPCC_C2, IPCC_KEEP_PENDING), 0);
	EXPECT(&bus, {'r', 0x4C0013F0, 6}, {'w', 0x4C001010, 0}, {'w', 0x4C001014, 0x003F003F},
	       {'w', 0x4C001010, 0x00010001});
}

static void init_clears_only_the_flags_of_the_other_side(void **state)
{
	struct mmio regs = fake_bus_init(&bus, 0x4C001000);
	struct ipcc ipcc;

	(void)state;
	fake_bus_answer(&bus, 0x4C0013F0, 6);
	assert_int_equal(ipcc_init(&ipcc, regs, IPCC_C1, IPCC_CLEAR_PENDING), 0);
	EXPECT(&bus, {'r', 0x4C0013F0, 6}, {'w', 0x4C001000, 0}, {'w', 0x4C001004, 0x003F003F},
	       {'w', 0x4C001008, 0x0000003F}, {'w', 0x4C001000, 0x00010001});
}

static void init_refuses_a_block_that_does_not_answer(void **state)
{
	struct mmio regs = fake_bus_init(&bus, 0x4C001000);
	struct ipcc ipcc;

	(void)state;
	assert_int_equal(ipcc_init(&ipcc, regs, IPCC_C1, IPCC_CLEAR_PENDING), -ENODEV);
	EXPECT(&bus, {'r', 0x4C0013F0, 0});
	fake_bus_answer(&bus, 0x4C0013F0, 0xFFFFFFFF);
	assert_int_equal(ipcc_init(&ipcc, regs, IPCC_C1, IPCC_CLEAR_PENDING), -ENODEV);
	EXPECT(&bus, {'r', 0x4C0013F0, 0xFFFFFFFF});
}

static void rings_and_acknowledges_with_one_write(void **state)
{
	struct ipcc a7 = opened(IPCC_C1);
	struct ipcc m4;

	(void)state;
	ipcc_ring(&a7, 1u << 1);
	EXPECT(&bus, {'w', 0x4C001008, 0x00020000});
	ipcc_acknowledge(&a7, 1u << 2);
	EXPECT(&bus, {'w', 0x4C001008, 0x00000004});

	m4 = opened(IPCC_C2);
	ipcc_ring(&m4, 1u << 0);
	EXPECT(&bus, {'w', 0x4C001018, 0x00010000});
	ipcc_acknowledge(&m4, 0x3F);
	EXPECT(&bus, {'w', 0x4C001018, 0x0000003F});
}

static void each_side_reads_its_own_flags_as_busy_and_the_others_as_pending(void **state)
{
	struct ipcc a7 = opened(IPCC_C1);
	struct ipcc m4;

	(void)state;
	fake_bus_answer(&bus, 0x4C00100C, 0x05);
	fake_bus_answer(&bus, 0x4C00101C, 0x22);
	assert_int_equal(ipcc_busy(&a7), 0x05);
	assert_int_equal(ipcc_pending(&a7), 0x22);

	m4 = opened(IPCC_C2);
	fake_bus_answer(&bus, 0x4C00100C, 0x05);
	fake_bus_answer(&bus, 0x4C00101C, 0x22);
	assert_int_equal(ipcc_busy(&m4), 0x22);
	assert_int_equal(ipcc_pending(&m4), 0x05);
}

static void masks_keep_the_other_channels(void **state)
{
	struct ipcc m4 = opened(IPCC_C2);

	(void)state;
	fake_bus_answer(&bus, 0x4C001014, 0xFFFFFFFF);
	ipcc_rx_enable(&m4, 0x3);
	EXPECT(&bus, {'r', 0x4C001014, 0xFFFFFFFF}, {'w', 0x4C001014, 0xFFFFFFFC});
	ipcc_tx_enable(&m4, 0x4);
	EXPECT(&bus, {'r', 0x4C001014, 0xFFFFFFFF}, {'w', 0x4C001014, 0xFFFBFFFF});
	fake_bus_answer(&bus, 0x4C001014, 0x00300030);
	ipcc_rx_disable(&m4, 0x1);
	EXPECT(&bus, {'r', 0x4C001014, 0x00300030}, {'w', 0x4C001014, 0x00300031});
	ipcc_tx_disable(&m4, 0x3F);
	EXPECT(&bus, {'r', 0x4C001014, 0x00300030}, {'w', 0x4C001014, 0x003F0030});
}

static void interrupts_are_set_and_not_masked(void **state)
{
	struct ipcc m4 = opened(IPCC_C2);

	(void)state;
	fake_bus_answer(&bus, 0x4C00100C, 0x0F); /* rung by the A7 */
	fake_bus_answer(&bus, 0x4C00101C, 0x06); /* rung by the M4 */
	fake_bus_answer(&bus, 0x4C001014, 0x0038003A);
	assert_int_equal(ipcc_rx_interrupts(&m4), 0x05);
	assert_int_equal(ipcc_tx_interrupts(&m4), 0x01);
}

static void deinit_leaves_the_flags(void **state)
{
	struct ipcc a7 = opened(IPCC_C1);

	(void)state;
	ipcc_deinit(&a7);
	EXPECT(&bus, {'w', 0x4C001000, 0}, {'w', 0x4C001004, 0x003F003F});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(init_keeps_what_is_pending),
		cmocka_unit_test(init_clears_only_the_flags_of_the_other_side),
		cmocka_unit_test(init_refuses_a_block_that_does_not_answer),
		cmocka_unit_test(rings_and_acknowledges_with_one_write),
		cmocka_unit_test(each_side_reads_its_own_flags_as_busy_and_the_others_as_pending),
		cmocka_unit_test(masks_keep_the_other_channels),
		cmocka_unit_test(interrupts_are_set_and_not_masked),
		cmocka_unit_test(deinit_leaves_the_flags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
