/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host dies at any step of a firmware's life, as at a reset of the Cortex-A7, and another one comes:
 * it attaches to what runs, or starts what does not. Every message of its own arrives, none of the dead
 * host's does, and no buffer is missing afterwards. A step is an access to a register, doorbells among
 * them, and in builds for interleaving each ordered access to the rings too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>

#include <cmocka.h>

#include "core/interleave.h"
#include "host/host.h"
#include "machine/firmware.h"

#define POINTS 1000u
#define ROUNDS 6u /* exchanges of a life */
#define ROOM   (256u * 1024u)

static struct firmware firmware;
static struct witness witness;
static struct machine *machine;
static uint8_t *received[2];
static uint64_t point;
static unsigned attached, started;
static unsigned variation; /* of what lies between two steps */

static void check(bool good, const char *what)
{
	if (good)
		return;
	print_error("killed at step %llu: %s at %.6f s\n", (unsigned long long)point, what,
		    (double)machine_now(machine) / (double)PS_PER_S);
	fail();
}

static void forget(void)
{
	witness.ttys = 0;
	witness.length[0] = witness.length[1] = 0;
}

static void run_us(uint64_t us)
{
	assert_int_equal(machine_run(machine, machine_now(machine) + us * PS_PER_US), 0);
}

/* True when both ttys have given back `size` bytes; false: the host has died. */
static bool echoes(size_t size)
{
	const uint64_t limit = machine_now(machine) + 100 * PS_PER_MS;

	while (witness.length[0] < size || witness.length[1] < size) {
		if (!machine_has_host(machine))
			return false;
		check(machine_now(machine) < limit, "an echo is missing");
		run_us(50);
	}
	return true;
}

/* Sends a text of its own on both ttys, and gets it back, and nothing else. */
static bool exchange(unsigned number, unsigned length)
{
	char text[2048];
	size_t size;

	memset(text, 'a' + (int)(number % 26), sizeof(text));
	size = (size_t)snprintf(text, sizeof(text), "%llu:%u:", (unsigned long long)point, number);
	text[size] = '.';
	size += length;
	for (uint32_t i = 0; i < 2; i++) {
		struct tty *tty =
			machine_has_host(machine) ? tty_set_find(machine_ttys(machine), i) : NULL;

		if (!tty || tty_inject(tty, text, size))
			return false;
	}
	witness.length[0] = witness.length[1] = 0;
	if (!echoes(size))
		return false;
	for (unsigned i = 0; i < 2; i++)
		check(witness.length[i] == size && !memcmp(received[i], text, size),
		      "what came back is not what was sent");
	return true;
}

static bool ttys_come(void)
{
	const uint64_t limit = machine_now(machine) + 100 * PS_PER_MS;

	while (witness.ttys < 2) {
		if (!machine_has_host(machine))
			return false;
		check(machine_now(machine) < limit, "the ttys do not come");
		run_us(20);
	}
	return true;
}

/* A life, or what of it there is before the host dies. */
static bool live(void)
{
	forget();
	if (machine_start(machine, firmware.data, firmware.size, NULL) || !ttys_come())
		return false;
	for (unsigned i = 0; i < ROUNDS; i++) {
		/* From one message to as many as a direction has buffers for. */
		if (!exchange(i, 1u << ((2 * i + variation) % 11)))
			return false;
		run_us(variation % 97);
	}
	return !machine_stop(machine) && machine_has_host(machine);
}

static void no_buffer_is_missing(void)
{
	struct rpmsg_host_usage usage;

	rpmsg_bus_usage(remoteproc_bus(machine_remoteproc(machine), 0), &usage);
	check(usage.buffers == 16 && usage.received == 0 && usage.sent == 0, "a buffer is missing");
}

/* The new host finds what the old one has left. */
static void come_back(void)
{
	struct host_error error = {.text = ""};

	forget();
	assert_int_equal(machine_boot_host(machine, &error), 0);
	run_us(1500);
	switch (remoteproc_state(machine_remoteproc(machine))) {
	case RPROC_ATTACHED:
		attached++;
		break;
	case RPROC_OFFLINE:
		started++;
		check(!machine_start(machine, firmware.data, firmware.size, &error),
		      "the firmware does not start");
		break;
	default:
		check(false, "the new host is neither attached nor offline");
	}
	check(ttys_come(), "the new host died too");
	run_us(2000);
	check(witness.length[0] == 0 && witness.length[1] == 0, "a message of the dead host came");
	for (unsigned i = 0; i < 3; i++)
		check(exchange(100 + i, 700 * i), "the new host died too");
	run_us(500);
	no_buffer_is_missing();
	check(!witness.faults, "the firmware faulted");
	assert_int_equal(machine_stop(machine), 0);
	check(remoteproc_state(machine_remoteproc(machine)) == RPROC_OFFLINE, "it did not stop");
}

#if defined(COPRO_INTERLEAVE) && COPRO_INTERLEAVE
static void ring_access(void *context)
{
	(void)context;
	if (machine && machine_has_host(machine))
		host_step(machine_host(machine));
}

static void count_ring_accesses(bool on)
{
	core_set_interleave(on ? ring_access : NULL, NULL);
}
#else
static void count_ring_accesses(bool on)
{
	(void)on;
}
#endif

static void any_step_may_be_the_last(void **state)
{
	uint64_t before;
	uint64_t steps;

	(void)state;
	machine = witness_machine(&witness, (struct machine_config){.hands_over = true});
	count_ring_accesses(true);
	before = host_steps(machine_host(machine));
	assert_true(live());
	steps = host_steps(machine_host(machine)) - before;
	assert_true(steps > POINTS / 4);
	for (unsigned i = 0; i < POINTS; i++) {
		point = 1 + steps * i / POINTS;
		variation = i;
		machine_kill_host_at(machine, point);
		/* A life may have a step less than the one that was counted: then it dies in the next. */
		while (live())
			continue;
		come_back();
	}
	print_message("%u points among %llu steps: attached to %u times, started %u times\n",
		      POINTS, (unsigned long long)steps, attached, started);
	count_ring_accesses(false);
	/* Else it tested nothing. */
	assert_true(attached > POINTS / 10);
	assert_true(started > POINTS / 100);
	machine_destroy(machine);
	machine = NULL;
}

/* It may also die while nothing of it runs, and more than once in a row. */
static void dies_again_and_again(void **state)
{
	(void)state;
	point = 0;
	memset(&witness, 0, sizeof(witness));
	witness.received[0] = received[0];
	witness.received[1] = received[1];
	machine = witness_machine(&witness, (struct machine_config){.hands_over = true});
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
	assert_true(ttys_come());
	for (unsigned i = 0; i < 50; i++) {
		/* With messages on their way in both directions. */
		struct tty *tty = tty_set_find(machine_ttys(machine), i % 2);
		char text[1500];

		memset(text, 'x', sizeof(text));
		assert_non_null(tty);
		assert_int_equal(tty_inject(tty, text, sizeof(text)), 0);
		run_us(1 + i);
		machine_abandon_host(machine);
		assert_false(machine_has_host(machine));
		assert_null(machine_remoteproc(machine));
		assert_int_equal(machine_stop(machine), -EHOSTDOWN);
		run_us(i * 7);
		forget();
		assert_int_equal(machine_boot_host(machine, NULL), 0);
		assert_int_equal(machine_boot_host(machine, NULL), -EEXIST);
		check(ttys_come(), "dead");
		check(remoteproc_state(machine_remoteproc(machine)) == RPROC_ATTACHED,
		      "it was not attached to");
		check(exchange(i, 900), "dead");
		no_buffer_is_missing();
	}
	machine_destroy(machine);
	machine = NULL;
}

/* Without word from the last host nobody knows that something runs: it is stopped and started anew. */
static void as_linux_nothing_is_handed_over(void **state)
{
	(void)state;
	memset(&witness, 0, sizeof(witness));
	machine = witness_machine(&witness, (struct machine_config){.hands_over = false});
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
	assert_true(ttys_come());
	machine_abandon_host(machine);
	assert_int_equal(machine_boot_host(machine, NULL), 0);
	assert_int_equal(remoteproc_state(machine_remoteproc(machine)), RPROC_OFFLINE);
	machine_destroy(machine);
	machine = NULL;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_step_may_be_the_last),
		cmocka_unit_test(dies_again_and_again),
		cmocka_unit_test(as_linux_nothing_is_handed_over),
	};
	int failed;

	firmware = firmware_load("tty-echo");
	for (unsigned i = 0; i < 2; i++) {
		received[i] = malloc(ROOM);
		witness.received[i] = received[i];
	}
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	for (unsigned i = 0; i < 2; i++)
		free(received[i]);
	firmware_free(&firmware);
	return failed;
}
