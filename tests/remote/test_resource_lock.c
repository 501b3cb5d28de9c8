/* SPDX-License-Identifier: BSD-3-Clause */
/* The M4's locks on the virtual board, with the A7 at the same semaphores. */
#include "caller.h"

#include <errno.h>
#include <string.h>

#include <copro/lock_resource_st.h>
#include <copro/resource_lock.h>

#include "drivers/hsem.h"
#include "soc/regs/hsem.h"

#define CORE_HZ	    208877929u /* the DK2's */
#define CYCLES_A_US 208u

static struct bench bench;
static struct hsem a7;

static int setup(void **state)
{
	(void)state;
	caller_power(&bench, false);
	assert_int_equal(hsem_init(&a7, caller_registers(&bench, HSEM_BASE, false), HSEM_A7), 0);
	caller_start(&bench);
	return 0;
}

static int setup_opened(void **state)
{
	setup(state);
	assert_int_equal(caller_call(&bench, CALL_LOCK_INIT, CORE_HZ, 0), 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	assert_int_equal(bench.lockups, 0);
	bench_end(&bench);
	return 0;
}

static int try(unsigned lock)
{
	return caller_call(&bench, CALL_LOCK_TRY, lock, 0);
}

static int unlock(unsigned lock)
{
	return caller_call(&bench, CALL_UNLOCK, lock, 0);
}

static int holder(unsigned lock)
{
	return caller_call(&bench, CALL_LOCK_HOLDER, lock, 0);
}

static void before_init(void **state)
{
	(void)state;
	assert_int_equal(try(0), -ENODEV);
	assert_int_equal(caller_call(&bench, CALL_LOCK, 0, 1000), -ENODEV);
	assert_int_equal(unlock(0), -ENODEV);
	assert_int_equal(holder(0), -ENODEV);
	assert_int_equal(caller_call(&bench, CALL_LOCK_NOTIFY, 0, 0), -ENODEV);
}

static void which_lock_guards_what(void **state)
{
	(void)state;
	assert_int_equal(caller_call(&bench, CALL_LOCK_OF, 0x50002000, 0), RESOURCE_LOCK_GPIO);
	assert_int_equal(caller_call(&bench, CALL_LOCK_OF, 0x5000C000, 0), RESOURCE_LOCK_GPIO);
	assert_int_equal(caller_call(&bench, CALL_LOCK_OF, 0x54004000, 0), RESOURCE_LOCK_GPIO);
	assert_int_equal(caller_call(&bench, CALL_LOCK_OF, 0x5000D000, 0), RESOURCE_LOCK_EXTI);
	assert_int_equal(caller_call(&bench, CALL_LOCK_OF, 0x40015000, 0), -ENXIO);
	assert_int_equal(caller_call(&bench, CALL_LOCK_OF, 0, 0), -ENXIO);
}

static void one_holder(void **state)
{
	(void)state;
	assert_int_equal(holder(0), 0);
	assert_int_equal(try(0), 0);
	assert_int_equal(holder(0), 2);
	assert_int_equal(hsem_trylock(&a7, 0), -EBUSY);
	assert_int_equal(try(0), -EDEADLK);
	assert_int_equal(unlock(0), 0);
	assert_int_equal(unlock(0), -EPERM);
	assert_int_equal(hsem_trylock(&a7, 0), 0);
	assert_int_equal(try(0), -EBUSY);
	assert_int_equal(holder(0), 1);
	assert_int_equal(unlock(0), -EPERM);
	assert_int_equal(try(1), 0);
	assert_int_equal(try(31), 0);
}

static void no_such_lock(void **state)
{
	(void)state;
	assert_int_equal(try(32), -EINVAL);
	assert_int_equal(try((unsigned)-ENXIO), -EINVAL);
	assert_int_equal(caller_call(&bench, CALL_LOCK, 32, 1000), -EINVAL);
	assert_int_equal(unlock(32), -EINVAL);
	assert_int_equal(holder(32), -EINVAL);
	assert_int_equal(caller_call(&bench, CALL_LOCK_NOTIFY, 32, 0), -EINVAL);
	/* Would be C1IER, as an index. */
	assert_int_equal(mmio_read32(caller_registers(&bench, HSEM_BASE, false), 0x100), 0);
}

/* The A7 does not let go: an error at the deadline, neither much earlier nor later. */
static void a_deadline_is_kept(void **state)
{
	static const uint32_t spans[] = {0, 10, 1000, 20000};

	(void)state;
	assert_int_equal(hsem_trylock(&a7, 0), 0);
	for (unsigned i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		uint32_t cycles;

		assert_int_equal(caller_call(&bench, CALL_LOCK, 0, spans[i]), -ETIMEDOUT);
		cycles = caller_block(&bench)->cycles;
		print_message("%u us: %u cycles\n", spans[i], cycles);
		assert_in_range(cycles, spans[i] * CYCLES_A_US,
				(spans[i] + 20) * (CYCLES_A_US + 1));
	}
	/* Without a rate, the highest is assumed. */
	assert_int_equal(caller_call(&bench, CALL_LOCK_INIT, 0, 0), 0);
	assert_int_equal(caller_call(&bench, CALL_LOCK, 0, 1000), -ETIMEDOUT);
	assert_in_range(caller_block(&bench)->cycles, 209000, 215000);
	/* A tenth of a second is the most. */
	caller_begin(&bench, CALL_LOCK, 0, UINT32_MAX);
	bench_run(&bench, 90000);
	assert_int_not_equal(caller_block(&bench)->go, 0);
	assert_int_equal(caller_finish(&bench), -ETIMEDOUT);
}

static void a_release_in_time_is_seen(void **state)
{
	(void)state;
	assert_int_equal(hsem_trylock(&a7, 1), 0);
	caller_begin(&bench, CALL_LOCK, 1, 1000);
	bench_run(&bench, 500);
	assert_int_not_equal(caller_block(&bench)->go, 0);
	assert_int_equal(hsem_unlock(&a7, 1), 0);
	assert_int_equal(caller_finish(&bench), 0);
	assert_in_range(caller_block(&bench)->cycles, 490 * CYCLES_A_US, 520 * CYCLES_A_US);
	assert_int_equal(holder(1), 2);
}

static void an_interrupt_is_not_let_in(void **state)
{
	(void)state;
	assert_int_equal(caller_call(&bench, CALL_LOCK_IN_INTERRUPT, 0, 1000000), -EDEADLK);
	/* At once: it would have waited for ever, and the thread with it. */
	assert_true(caller_block(&bench)->cycles < 10 * CYCLES_A_US);
	assert_int_equal(holder(0), 0);
}

static void told_of_a_release_once(void **state)
{
	struct calls *calls = caller_block(&bench);

	(void)state;
	assert_int_equal(hsem_trylock(&a7, 5), 0);
	assert_int_equal(caller_call(&bench, CALL_LOCK_NOTIFY, 5, 0), 0);
	assert_int_equal(calls->out[0], 0);
	assert_int_equal(hsem_unlock(&a7, 5), 0);
	bench_run(&bench, 10);
	/* Looks, and arms another. */
	assert_int_equal(caller_call(&bench, CALL_LOCK_NOTIFY, 6, 0), 0);
	assert_int_equal(calls->out[0], 1u << 5);
	assert_int_equal(mmio_read32(a7.regs, 0x110), 1u << 6);
}

/* A run that ends with locks held does not shut the next one out, and takes none of the A7's along. */
static void a_former_run_leaves_nothing(void **state)
{
	(void)state;
	assert_int_equal(try(0), 0);
	assert_int_equal(try(7), 0);
	assert_int_equal(hsem_trylock(&a7, 1), 0);
	caller_block(&bench)->ready = 0;
	bench_restart(&bench);
	while (!caller_block(&bench)->ready)
		bench_run(&bench, 5);
	assert_int_equal(caller_call(&bench, CALL_LOCK_INIT, CORE_HZ, 0), 0);
	assert_int_equal(holder(0), 0);
	assert_int_equal(holder(7), 0);
	assert_int_equal(holder(1), 1);
	/* A second call is no restart. */
	assert_int_equal(try(0), 0);
	assert_int_equal(caller_call(&bench, CALL_LOCK_INIT, CORE_HZ, 0), 0);
	assert_int_equal(holder(0), 2);
}

static int periph_lock(uint32_t base, uint32_t ms)
{
	return caller_call(&bench, CALL_PERIPH_LOCK, base, ms);
}

static void by_sts_names(void **state)
{
	const uint32_t gpioc = 0x50004000, i2c5 = 0x40015000;

	(void)state;
	assert_int_equal(periph_lock(gpioc, LOCK_RESOURCE_TIMEOUT), LOCK_RESOURCE_STATUS_OK);
	assert_int_equal(holder(0), 2);
	assert_int_equal(periph_lock(gpioc, LOCK_RESOURCE_TIMEOUT), LOCK_RESOURCE_STATUS_ERROR);
	assert_int_equal(periph_lock(i2c5, LOCK_RESOURCE_TIMEOUT), LOCK_RESOURCE_STATUS_ERROR);
	(void)caller_call(&bench, CALL_PERIPH_UNLOCK, i2c5, 0);
	(void)caller_call(&bench, CALL_PERIPH_UNLOCK, gpioc, 0);
	assert_int_equal(hsem_trylock(&a7, 0), 0);
	assert_int_equal(periph_lock(gpioc, 0), LOCK_RESOURCE_STATUS_TIMEOUT);
	assert_int_equal(periph_lock(gpioc, 5), LOCK_RESOURCE_STATUS_TIMEOUT);
	assert_in_range(caller_block(&bench)->cycles, 5000 * CYCLES_A_US, 5100 * CYCLES_A_US);
	(void)caller_call(&bench, CALL_PERIPH_UNLOCK, gpioc, 0);
	assert_int_equal(holder(0), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(before_init, setup, teardown),
		cmocka_unit_test_setup_teardown(which_lock_guards_what, setup, teardown),
		cmocka_unit_test_setup_teardown(one_holder, setup_opened, teardown),
		cmocka_unit_test_setup_teardown(no_such_lock, setup_opened, teardown),
		cmocka_unit_test_setup_teardown(a_deadline_is_kept, setup_opened, teardown),
		cmocka_unit_test_setup_teardown(a_release_in_time_is_seen, setup_opened, teardown),
		cmocka_unit_test_setup_teardown(an_interrupt_is_not_let_in, setup_opened, teardown),
		cmocka_unit_test_setup_teardown(told_of_a_release_once, setup_opened, teardown),
		cmocka_unit_test_setup_teardown(by_sts_names, setup_opened, teardown),
		cmocka_unit_test_setup_teardown(a_former_run_leaves_nothing, setup_opened,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
