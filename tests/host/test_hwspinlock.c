/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's locks over semaphores as RM0436 has them ("HSEM"), with another processor beside. */
#include "fake_platform.h"

#include "host/hwspinlock.h"

#define HSEM	0x4C000000u
#define A7	1u
#define M4	2u
#define LOCK	0x80000000u
#define KEY	0x00420000u
#define GPIO_ID 0u

static struct fake fake;
static struct hwspinlock_device *device;

static struct {
	struct mmio_bus bus;
	uint32_t locks[32];
} hsem;

static uint32_t hsem_read(void *context, uint32_t address, unsigned size)
{
	uint32_t offset = address - HSEM;

	(void)context;
	assert_int_equal(size, 4);
	if (offset == 0x3F0)
		return 0x220;
	if (offset == 0x144)
		return KEY;
	assert_true(offset < 0x80);
	return hsem.locks[offset / 4];
}

static void hsem_write(void *context, uint32_t address, unsigned size, uint32_t value)
{
	uint32_t offset = address - HSEM;
	uint32_t *lock = &hsem.locks[offset / 4 % 32];

	(void)context;
	assert_int_equal(size, 4);
	if (offset == 0x140) {
		assert_int_equal(value & 0xFFFF0000, KEY);
		for (unsigned id = 0; id < 32; id++) {
			if ((hsem.locks[id] & 0xF00) == (value & 0xF00))
				hsem.locks[id] = 0;
		}
		return;
	}
	assert_true(offset < 0x80);
	assert_int_equal(value >> 8 & 0xF, A7);
	if ((value & LOCK) && !*lock)
		*lock = value;
	else if (!(value & LOCK) && *lock == (LOCK | value))
		*lock = 0;
}

static void m4_takes(unsigned id)
{
	assert_int_equal(hsem.locks[id], 0);
	hsem.locks[id] = LOCK | M4 << 8;
}

static int setup(void **state)
{
	(void)state;
	memset(&hsem, 0, sizeof(hsem));
	hsem.bus = (struct mmio_bus){NULL, hsem_read, hsem_write};
	fake_init(&fake);
	assert_int_equal(
		hwspinlock_device_create(&device, &fake.platform, (struct mmio){&hsem.bus, HSEM}),
		0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	hwspinlock_device_destroy(device);
	fake_check_clean(&fake);
	return 0;
}

static void nobody_gets_it_twice(void **state)
{
	struct hwspinlock_owner owner;

	(void)state;
	assert_int_equal(hwspin_owner(device, GPIO_ID, &owner), 0);
	assert_int_equal(owner.core, 0);
	assert_null(owner.name);
	assert_int_equal(hwspin_trylock(device, GPIO_ID, "pinctrl"), 0);
	assert_int_equal(hsem.locks[0], LOCK | A7 << 8);
	/* Another user on this host: the hardware would let it in. */
	assert_int_equal(hwspin_trylock(device, GPIO_ID, "boot loader"), -EBUSY);
	assert_int_equal(hwspin_trylock_raw(device, GPIO_ID), 0);
	assert_int_equal(hwspin_owner(device, GPIO_ID, &owner), 0);
	assert_int_equal(owner.core, A7);
	assert_string_equal(owner.name, "A7");
	assert_string_equal(owner.user, "pinctrl");
	assert_int_equal(hwspin_unlock(device, GPIO_ID), 0);
	assert_int_equal(hsem.locks[0], 0);
	assert_int_equal(hwspin_trylock(device, GPIO_ID, NULL), 0);
	assert_int_equal(hwspin_unlock(device, GPIO_ID), 0);
}

static void the_other_processor_keeps_it(void **state)
{
	struct hwspinlock_owner owner;

	(void)state;
	m4_takes(1);
	assert_int_equal(hwspin_trylock(device, 1, "exti"), -EBUSY);
	assert_int_equal(hwspin_trylock_raw(device, 1), -EBUSY);
	assert_int_equal(hwspin_unlock(device, 1), -EPERM);
	assert_int_equal(hsem.locks[1], LOCK | M4 << 8);
	assert_int_equal(hwspin_owner(device, 1, &owner), 0);
	assert_string_equal(owner.name, "M4");
	assert_null(owner.user);
	assert_string_equal(hwspin_purpose(0), "GPIO");
	assert_string_equal(hwspin_purpose(1), "EXTI");
	assert_null(hwspin_purpose(2));
}

static void wrong_numbers(void **state)
{
	struct hwspin_wait wait = {.done = NULL};
	struct hwspinlock_owner owner;

	(void)state;
	assert_int_equal(hwspin_trylock(device, 32, "x"), -EINVAL);
	assert_int_equal(hwspin_trylock_raw(device, 32), -EINVAL);
	assert_int_equal(hwspin_unlock(device, 32), -EINVAL);
	assert_int_equal(hwspin_unlock(device, 31), -EPERM);
	assert_int_equal(hwspin_owner(device, 32, &owner), -EINVAL);
	assert_int_equal(hwspin_lock_timeout(device, &wait, 32, "x", 10), -EINVAL);
}

struct waiter {
	struct hwspin_wait wait;
	unsigned calls;
	int status;
};

static void done(struct hwspin_wait *wait, int status)
{
	struct waiter *waiter = COPRO_CONTAINER_OF(wait, struct waiter, wait);

	waiter->calls++;
	waiter->status = status;
}

static void waiting_is_bounded(void **state)
{
	struct waiter waiter = {.wait.done = done};

	(void)state;
	m4_takes(0);
	assert_int_equal(hwspin_lock_timeout(device, &waiter.wait, 0, "pinctrl", 2000),
			 -EINPROGRESS);
	assert_int_equal(hwspin_lock_timeout(device, &waiter.wait, 0, "pinctrl", 2000), -EALREADY);
	fake_advance(&fake, 1);
	assert_int_equal(waiter.calls, 0);
	fake_advance(&fake, 1);
	assert_int_equal(waiter.calls, 1);
	assert_int_equal(waiter.status, -ETIMEDOUT);
	assert_int_equal(hsem.locks[0], LOCK | M4 << 8);
}

static void a_release_ends_the_wait(void **state)
{
	struct waiter waiter = {.wait.done = done};
	struct waiter second = {.wait.done = done};
	struct hwspinlock_owner owner;

	(void)state;
	m4_takes(0);
	assert_int_equal(hwspin_lock_timeout(device, &waiter.wait, 0, "one", 5000), -EINPROGRESS);
	assert_int_equal(hwspin_lock_timeout(device, &second.wait, 0, "two", 5000), -EINPROGRESS);
	hsem.locks[0] = 0;
	fake_advance(&fake, 1);
	/* One of them, not both. */
	assert_int_equal(waiter.calls + second.calls, 1);
	assert_int_equal(hwspin_owner(device, 0, &owner), 0);
	assert_string_equal(owner.user, waiter.calls ? "one" : "two");
	assert_int_equal(hwspin_unlock(device, 0), 0);
	fake_advance(&fake, 1);
	assert_int_equal(waiter.calls, 1);
	assert_int_equal(second.calls, 1);
	assert_int_equal(waiter.status, 0);
	assert_int_equal(second.status, 0);
	assert_int_equal(hwspin_unlock(device, 0), 0);
	/* A free lock is taken at once. */
	assert_int_equal(hwspin_lock_timeout(device, &waiter.wait, 0, "one", 0), 0);
	assert_int_equal(waiter.calls, 1);
}

static void a_wait_can_be_cancelled(void **state)
{
	struct waiter waiter = {.wait.done = done};

	(void)state;
	m4_takes(3);
	hwspin_cancel(&waiter.wait);
	assert_int_equal(hwspin_lock_timeout(device, &waiter.wait, 3, "x", 1000), -EINPROGRESS);
	hwspin_cancel(&waiter.wait);
	hsem.locks[3] = 0;
	fake_advance(&fake, 10);
	assert_int_equal(waiter.calls, 0);
	assert_int_equal(hsem.locks[3], 0);
}

static void a_dead_core_loses_its_locks_and_nobody_else(void **state)
{
	const struct fake_event *event;

	(void)state;
	m4_takes(0);
	hsem.locks[9] = LOCK | M4 << 8 | 7;
	assert_int_equal(hwspin_trylock(device, 1, "exti"), 0);
	assert_int_equal(hwspin_recover(device, HSEM_M4), 1u << 0 | 1u << 9);
	assert_int_equal(hsem.locks[0], 0);
	assert_int_equal(hsem.locks[9], 0);
	assert_int_equal(hsem.locks[1], LOCK | A7 << 8);
	assert_int_equal(fake.kinds[HOST_EVENT_NOTE], 2);
	event = fake_event(&fake, HOST_EVENT_NOTE, HWSPINLOCK_NOTE_FREED);
	assert_non_null(event);
	assert_non_null(strstr(event->text, "semaphore 0 (GPIO) was still held by the M4"));
	assert_int_equal(hwspin_recover(device, HSEM_M4), 0);
	assert_int_equal(fake.kinds[HOST_EVENT_NOTE], 2);
}

static void the_end_gives_all_back(void **state)
{
	(void)state;
	m4_takes(4);
	assert_int_equal(hwspin_trylock(device, 0, "pinctrl"), 0);
	assert_int_equal(hwspin_trylock(device, 31, "x"), 0);
	hwspinlock_device_destroy(device);
	device = NULL;
	assert_int_equal(hsem.locks[0] | hsem.locks[31], 0);
	assert_int_equal(hsem.locks[4], LOCK | M4 << 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nobody_gets_it_twice, setup, teardown),
		cmocka_unit_test_setup_teardown(the_other_processor_keeps_it, setup, teardown),
		cmocka_unit_test_setup_teardown(wrong_numbers, setup, teardown),
		cmocka_unit_test_setup_teardown(waiting_is_bounded, setup, teardown),
		cmocka_unit_test_setup_teardown(a_release_ends_the_wait, setup, teardown),
		cmocka_unit_test_setup_teardown(a_wait_can_be_cancelled, setup, teardown),
		cmocka_unit_test_setup_teardown(a_dead_core_loses_its_locks_and_nobody_else, setup,
						teardown),
		cmocka_unit_test_setup_teardown(the_end_gives_all_back, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
