/* SPDX-License-Identifier: BSD-3-Clause */
/* The HSEM driver against literal register accesses (RM0436, HSEM register map). */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "drivers/fake_bus.h"
#include "drivers/hsem.h"

static struct fake_bus bus;

static struct hsem opened(enum hsem_core core)
{
	struct mmio regs = fake_bus_init(&bus, 0x4C000000);
	struct hsem hsem;

	fake_bus_answer(&bus, 0x4C0003F0, 0x220);
	assert_int_equal(hsem_init(&hsem, regs, core), 0);
	fake_bus_forget(&bus);
	return hsem;
}

static void init_refuses_a_block_that_does_not_answer(void **state)
{
	struct mmio regs = fake_bus_init(&bus, 0x4C000000);
	struct hsem hsem;

	(void)state;
	assert_int_equal(hsem_init(&hsem, regs, HSEM_M4), -ENODEV);
}

static void takes_in_one_step_by_a_read(void **state)
{
	struct hsem a7 = opened(HSEM_A7);
	struct hsem m4;

	(void)state;
	fake_bus_answer(&bus, 0x4C0000FC, 0x80000100);
	assert_int_equal(hsem_trylock(&a7, 31), 0);
	EXPECT(&bus, {'r', 0x4C0000FC, 0x80000100});
	fake_bus_answer(&bus, 0x4C0000FC, 0x80000200);
	assert_int_equal(hsem_trylock(&a7, 31), -EBUSY);

	m4 = opened(HSEM_M4);
	fake_bus_answer(&bus, 0x4C000080, 0x80000200);
	assert_int_equal(hsem_trylock(&m4, 0), 0);
	EXPECT(&bus, {'r', 0x4C000080, 0x80000200});
	fake_bus_answer(&bus, 0x4C000080, 0x80000207); /* another process of this core */
	assert_int_equal(hsem_trylock(&m4, 0), -EBUSY);
	fake_bus_answer(&bus, 0x4C000080, 0);
	assert_int_equal(hsem_trylock(&m4, 0), -EBUSY);
}

static void takes_in_two_steps_and_reads_back(void **state)
{
	struct hsem m4 = opened(HSEM_M4);

	(void)state;
	fake_bus_answer(&bus, 0x4C000014, 0x80000242);
	assert_int_equal(hsem_trylock_process(&m4, 5, 0x42), 0);
	EXPECT(&bus, {'w', 0x4C000014, 0x80000242}, {'r', 0x4C000014, 0x80000242});
	fake_bus_answer(&bus, 0x4C000014, 0x80000100);
	assert_int_equal(hsem_trylock_process(&m4, 5, 0x42), -EBUSY);
}

static void releases_only_what_it_holds(void **state)
{
	struct hsem m4 = opened(HSEM_M4);

	(void)state;
	fake_bus_answer(&bus, 0x4C000004, 0x80000200);
	assert_int_equal(hsem_unlock(&m4, 1), 0);
	EXPECT(&bus, {'r', 0x4C000004, 0x80000200}, {'w', 0x4C000004, 0x00000200});
	assert_int_equal(hsem_unlock_process(&m4, 1, 9), -EPERM);
	EXPECT(&bus, {'r', 0x4C000004, 0x80000200});
	fake_bus_answer(&bus, 0x4C000004, 0x80000209);
	assert_int_equal(hsem_unlock_process(&m4, 1, 9), 0);
	EXPECT(&bus, {'r', 0x4C000004, 0x80000209}, {'w', 0x4C000004, 0x00000209});
	fake_bus_answer(&bus, 0x4C000004, 0);
	assert_int_equal(hsem_unlock(&m4, 1), -EPERM);
}

static void tells_the_owner(void **state)
{
	struct hsem a7 = opened(HSEM_A7);
	struct hsem_owner owner;

	(void)state;
	fake_bus_answer(&bus, 0x4C00000C, 0x80000255);
	assert_int_equal(hsem_owner(&a7, 3, &owner), 0);
	assert_int_equal(owner.core, 2);
	assert_int_equal(owner.process, 0x55);
	fake_bus_answer(&bus, 0x4C00000C, 0);
	assert_int_equal(hsem_owner(&a7, 3, &owner), 0);
	assert_int_equal(owner.core, 0);
	assert_int_equal(owner.process, 0);
}

/* Two by the M4, one of them for a process, and one by the A7; the key is 0x1234. */
static void frees_what_a_dead_core_held(void **state)
{
	struct hsem a7 = opened(HSEM_A7);

	(void)state;
	fake_bus_answer(&bus, 0x4C000000, 0x80000200);
	fake_bus_answer(&bus, 0x4C000004, 0x80000100);
	fake_bus_answer(&bus, 0x4C00007C, 0x80000217);
	fake_bus_answer(&bus, 0x4C000144, 0x12340000);
	assert_int_equal(hsem_held_by(&a7, HSEM_A7), 0x00000002);
	fake_bus_forget(&bus);
	assert_int_equal(hsem_release_core(&a7, HSEM_M4), 0x80000001);
	assert_int_equal(bus.count, 34);
	assert_int_equal(bus.log[33].kind, 'w');
	assert_int_equal(bus.log[33].address, 0x4C000140);
	assert_int_equal(bus.log[33].value, 0x12340200);
}

/* Semaphore 32 would read C1IER: see RM0436, HSEM register map. */
static void refuses_what_is_no_semaphore(void **state)
{
	struct hsem a7 = opened(HSEM_A7);
	struct hsem_owner owner;

	(void)state;
	assert_int_equal(hsem_trylock(&a7, 32), -EINVAL);
	assert_int_equal(hsem_trylock_process(&a7, 32, 0), -EINVAL);
	assert_int_equal(hsem_unlock(&a7, 32), -EINVAL);
	assert_int_equal(hsem_unlock_process(&a7, 32, 1), -EINVAL);
	assert_int_equal(hsem_owner(&a7, 32, &owner), -EINVAL);
	assert_int_equal(bus.count, 0);
}

static void arming_forgets_old_releases_and_keeps_armed_ones(void **state)
{
	struct hsem m4 = opened(HSEM_M4);

	(void)state;
	fake_bus_answer(&bus, 0x4C000110, 0x1);
	hsem_notify_arm(&m4, 0x3);
	EXPECT(&bus, {'r', 0x4C000110, 0x1}, {'w', 0x4C000114, 0x2}, {'w', 0x4C000110, 0x3});
	fake_bus_answer(&bus, 0x4C000110, 0x3);
	hsem_notify_disarm(&m4, 0x80000001);
	EXPECT(&bus, {'r', 0x4C000110, 0x3}, {'w', 0x4C000110, 0x2});
}

static void taking_notifications_clears_just_those(void **state)
{
	struct hsem a7 = opened(HSEM_A7);

	(void)state;
	fake_bus_answer(&bus, 0x4C00010C, 0x80000010);
	assert_int_equal(hsem_notify_take(&a7), 0x80000010);
	EXPECT(&bus, {'r', 0x4C00010C, 0x80000010}, {'w', 0x4C000104, 0x80000010});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(init_refuses_a_block_that_does_not_answer),
		cmocka_unit_test(takes_in_one_step_by_a_read),
		cmocka_unit_test(takes_in_two_steps_and_reads_back),
		cmocka_unit_test(releases_only_what_it_holds),
		cmocka_unit_test(tells_the_owner),
		cmocka_unit_test(frees_what_a_dead_core_held),
		cmocka_unit_test(refuses_what_is_no_semaphore),
		cmocka_unit_test(arming_forgets_old_releases_and_keeps_armed_ones),
		cmocka_unit_test(taking_notifications_clears_just_those),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
