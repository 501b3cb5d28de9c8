/* SPDX-License-Identifier: BSD-3-Clause */
/* A firmware that dies with locks held: the host waits for one, and gets it when the core is stopped. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "../firmware/remote/calls.h"
#include "host/hwspinlock.h"
#include "machine/firmware.h"

#define LOCK_GPIO 0u
#define LOCK_OWN  9u

static struct firmware firmware;
static struct machine *machine;
static unsigned freed;
static bool crashed;

static void on_event(void *context, const struct machine_event *event)
{
	(void)context;
	freed += event->name && !strcmp(event->name, HWSPINLOCK_NOTE_FREED);
	crashed = crashed || !strcmp(event->kind, "crash");
}

static int call(enum calls_function function, uint32_t a)
{
	struct calls *calls =
		board_memory(machine_board(machine), SOC_M4, CALLS_ADDRESS, sizeof(*calls));

	assert_non_null(calls);
	calls->arguments[0] = a;
	calls->go = function;
	for (unsigned i = 0; i < 1000 && calls->go && !crashed; i++)
		assert_int_equal(machine_run(machine, machine_now(machine) + 10 * PS_PER_US), 0);
	return calls->result;
}

static void begin(bool as_linux)
{
	const struct machine_config config = {.as_linux = as_linux, .event = on_event};

	freed = 0;
	crashed = false;
	assert_int_equal(machine_create(&machine, &config), 0);
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
	assert_int_equal(machine_run(machine, machine_now(machine) + PS_PER_MS), 0);
	assert_int_equal(call(CALL_LOCK_INIT, 0), 0);
	assert_int_equal(call(CALL_LOCK_TRY, LOCK_GPIO), 0);
	assert_int_equal(call(CALL_LOCK_TRY, LOCK_OWN), 0);
}

static const char *holder(unsigned lock)
{
	struct hwspinlock_owner owner;

	assert_int_equal(hwspin_owner(machine_locks(machine), lock, &owner), 0);
	return owner.name ? owner.name : "nobody";
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

/* In virtual time, with the firmware running: first it does not let go, then it does. */
static void a_wait_in_virtual_time(void **state)
{
	struct waiter waiter = {.wait.done = done};
	uint64_t began;

	(void)state;
	begin(false);
	began = machine_now(machine);
	assert_int_equal(hwspin_lock_timeout(machine_locks(machine), &waiter.wait, LOCK_GPIO,
					     "pinctrl", HWSPINLOCK_TIMEOUT_US),
			 -EINPROGRESS);
	while (!waiter.calls)
		assert_int_equal(machine_run(machine, machine_now(machine) + PS_PER_US), 0);
	assert_int_equal(waiter.status, -ETIMEDOUT);
	assert_in_range((machine_now(machine) - began) / PS_PER_US, 1000, 1020);

	assert_int_equal(hwspin_lock_timeout(machine_locks(machine), &waiter.wait, LOCK_GPIO,
					     "pinctrl", HWSPINLOCK_TIMEOUT_US),
			 -EINPROGRESS);
	assert_int_equal(call(CALL_UNLOCK, LOCK_GPIO), 0);
	assert_int_equal(machine_run(machine, machine_now(machine) + 10 * PS_PER_US), 0);
	assert_int_equal(waiter.calls, 2);
	assert_int_equal(waiter.status, 0);
	assert_string_equal(holder(LOCK_GPIO), "A7");
	assert_int_equal(hwspin_unlock(machine_locks(machine), LOCK_GPIO), 0);
	machine_destroy(machine);
}

static void crash_and_stop(void)
{
	(void)call(CALL_LOCK_UP, 0);
	assert_true(crashed);
	/* Its memory and its locks are as it left them, to be looked at. */
	assert_string_equal(holder(LOCK_GPIO), "M4");
	assert_string_equal(holder(LOCK_OWN), "M4");
	assert_int_equal(machine_stop(machine), 0);
}

static void a_crashed_firmware_keeps_nothing(void **state)
{
	(void)state;
	begin(false);
	crash_and_stop();
	assert_int_equal(freed, 2);
	assert_string_equal(holder(LOCK_GPIO), "nobody");
	assert_string_equal(holder(LOCK_OWN), "nobody");
	assert_int_equal(hwspin_trylock(machine_locks(machine), LOCK_GPIO, "pinctrl"), 0);
	/* What the host holds then is its own, through another start and stop. */
	crashed = false;
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
	assert_int_equal(machine_run(machine, machine_now(machine) + PS_PER_MS), 0);
	assert_int_equal(call(CALL_LOCK_INIT, 0), 0);
	assert_int_equal(call(CALL_LOCK_TRY, LOCK_GPIO), -EBUSY);
	assert_int_equal(machine_stop(machine), 0);
	assert_int_equal(freed, 2);
	assert_string_equal(holder(LOCK_GPIO), "A7");
	machine_destroy(machine);
}

static void linux_frees_nothing(void **state)
{
	(void)state;
	begin(true);
	crash_and_stop();
	assert_int_equal(freed, 0);
	assert_string_equal(holder(LOCK_GPIO), "M4");
	/* The next firmware does, by itself. */
	crashed = false;
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
	assert_int_equal(machine_run(machine, machine_now(machine) + PS_PER_MS), 0);
	assert_int_equal(call(CALL_LOCK_INIT, 0), 0);
	assert_string_equal(holder(LOCK_GPIO), "nobody");
	machine_destroy(machine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_wait_in_virtual_time),
		cmocka_unit_test(a_crashed_firmware_keeps_nothing),
		cmocka_unit_test(linux_frees_nothing),
	};
	int failed;

	firmware = firmware_load("../test-firmware/calls");
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	firmware_free(&firmware);
	return failed;
}
