/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Thousands of starts, stops, crashes, recoveries, attaches, detaches, resets and deaths of the host, in
 * an order that a seed chooses: the last one works as the first did, and nothing is left over. The number
 * of steps can be given as an argument, and the seed as a second one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <dirent.h>
#include <errno.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "machine/firmware.h"

#if defined(__SANITIZE_ADDRESS__)
#define STEPS 2500u /* the same code ten times as slow */
#else
#define STEPS 10000u
#endif
#define MEMORY_SLACK (512u * 1024u) /* bytes */
#define ROOM	     4096u

enum deed { START, STOP, CRASH, RECOVER, ATTACH, DETACH, HOST_DIES, CHIP_RESET, TALK, DEEDS };

static const char *const names[DEEDS] = {"start",  "stop",    "crash",	    "recover", "attach",
					 "detach", "abandon", "chip reset", "talk"};

static unsigned steps = STEPS;
static uint32_t seed = 20260101u;
static uint32_t random_state;
static unsigned step;
static enum deed deed;
static unsigned done[DEEDS];
static struct firmware firmware;
static struct witness witness;
static struct machine *machine;
static uint8_t received[2][ROOM];

static uint32_t next_random(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 17;
	random_state ^= random_state << 5;
	return random_state;
}

static void check(bool good, const char *what)
{
	if (good)
		return;
	print_error("seed %u, step %u (%s): %s at %.6f s\n", seed, step, names[deed], what,
		    (double)machine_now(machine) / (double)PS_PER_S);
	fail();
}

static enum rproc_state state_now(void)
{
	return remoteproc_state(machine_remoteproc(machine));
}

static void run_us(uint64_t us)
{
	check(!machine_run(machine, machine_now(machine) + us * PS_PER_US), "the loop fails");
}

static void await_ttys(void)
{
	const uint64_t limit = machine_now(machine) + 100 * PS_PER_MS;

	while (witness.ttys < 2) {
		check(machine_now(machine) < limit, "the ttys do not come");
		run_us(20);
	}
}

static void talk(void)
{
	char text[1024];
	const size_t size = 1 + next_random() % sizeof(text);
	const uint64_t limit = machine_now(machine) + 100 * PS_PER_MS;

	memset(text, 'a' + (int)(next_random() % 26), size);
	witness.length[0] = witness.length[1] = 0;
	for (uint32_t i = 0; i < 2; i++) {
		struct tty *tty = tty_set_find(machine_ttys(machine), i);

		check(tty, "a tty is missing");
		check(!tty_inject(tty, text, size), "a tty takes nothing");
	}
	while (witness.length[0] < size || witness.length[1] < size) {
		check(machine_now(machine) < limit, "an echo is missing");
		run_us(50);
	}
	for (unsigned i = 0; i < 2; i++)
		check(witness.length[i] == size && !memcmp(received[i], text, size),
		      "what came back is not what was sent");
}

/* What may be done in a state. */
static bool fits(enum deed what)
{
	const enum rproc_state now = state_now();

	switch (what) {
	case START:
		return now == RPROC_OFFLINE;
	case STOP:
		return now != RPROC_OFFLINE;
	case CRASH:
	case TALK:
		return now == RPROC_RUNNING || now == RPROC_ATTACHED;
	case RECOVER:
		return now == RPROC_CRASHED;
	case ATTACH:
		return now == RPROC_DETACHED;
	case DETACH:
		return now == RPROC_ATTACHED;
	case HOST_DIES:
		return true;
	case CHIP_RESET:
		return next_random() % 8 == 0;
	default:
		return false;
	}
}

static void do_it(void)
{
	struct remoteproc *rproc = machine_remoteproc(machine);
	const enum rproc_state before = state_now();
	bool recovers = next_random() % 2;

	witness.ttys = before == RPROC_RUNNING || before == RPROC_ATTACHED ? witness.ttys : 0;
	switch (deed) {
	case START:
		check(!machine_start(machine, firmware.data, firmware.size, NULL),
		      "it does not start");
		await_ttys();
		break;
	case STOP:
		check(!machine_stop(machine), "it does not stop");
		check(state_now() == RPROC_OFFLINE, "it is not offline");
		break;
	case CRASH:
		witness.ttys = 0;
		remoteproc_set_recovery(rproc, recovers);
		remoteproc_report_crash(rproc, "a test");
		check(state_now() == RPROC_CRASHED, "it is not crashed");
		if (recovers) {
			/* The back-off. */
			check(!machine_run(machine, machine_now(machine) + 11 * PS_PER_S),
			      "the loop fails");
			check(state_now() == RPROC_RUNNING, "it is not recovered");
			await_ttys();
		}
		break;
	case RECOVER:
		check(!remoteproc_recover(rproc), "it does not recover");
		run_us(10);
		check(state_now() == RPROC_RUNNING, "it is not recovered");
		await_ttys();
		break;
	case ATTACH:
		check(!machine_attach(machine, NULL), "it does not attach");
		check(state_now() == RPROC_ATTACHED, "it is not attached");
		await_ttys();
		break;
	case DETACH:
		check(!machine_detach(machine), "it does not detach");
		check(state_now() == RPROC_DETACHED, "it is not detached");
		break;
	case HOST_DIES:
		witness.ttys = 0;
		machine_abandon_host(machine);
		run_us(next_random() % 300);
		check(!machine_boot_host(machine, NULL), "Linux does not boot");
		run_us(1500);
		if (before == RPROC_RUNNING || before == RPROC_ATTACHED ||
		    before == RPROC_DETACHED) {
			check(state_now() == RPROC_ATTACHED, "it is not attached");
			await_ttys();
		} else {
			check(state_now() == RPROC_OFFLINE, "it is not offline");
		}
		break;
	case CHIP_RESET:
		witness.ttys = 0;
		check(!machine_reset(machine, NULL), "the chip does not boot");
		run_us(1500);
		check(state_now() == RPROC_ATTACHED, "the boot loader's firmware is missing");
		await_ttys();
		break;
	default:
		break;
	}
	if (state_now() == RPROC_RUNNING || state_now() == RPROC_ATTACHED)
		talk();
}

static unsigned open_files(void)
{
	DIR *directory = opendir("/proc/self/fd");
	unsigned count = 0;

	assert_non_null(directory);
	while (readdir(directory))
		count++;
	closedir(directory);
	return count;
}

static void the_last_is_as_the_first(void **state)
{
	/* The most that was in use in each half: within a half it goes up and down. */
	size_t memory[2] = {0, 0};
	unsigned files[2] = {0, 0};

	(void)state;
	random_state = seed;
	witness.received[0] = received[0];
	witness.received[1] = received[1];
	machine = witness_machine(&witness,
				  (struct machine_config){.hands_over = true,
							  .early = {.name = "tty-echo",
								    .data = firmware.data,
								    .size = firmware.size}});
	await_ttys();
	for (step = 0; step < steps; step++) {
		do
			deed = (enum deed)(next_random() % DEEDS);
		while (!fits(deed));
		do_it();
		done[deed]++;
		if (step % 16 == 0) {
			const unsigned half = step >= steps / 2;
			const size_t now = mallinfo2().uordblks;
			const unsigned open = open_files();

			memory[half] = now > memory[half] ? now : memory[half];
			files[half] = open > files[half] ? open : files[half];
		}
	}
	print_message("seed %u:", seed);
	for (unsigned i = 0; i < DEEDS; i++)
		print_message(" %u %s,", done[i], names[i]);
	print_message(" most memory in use %zu, then %zu KB, open files %u, then %u\n",
		      memory[0] / 1024, memory[1] / 1024, files[0], files[1]);
	check(!witness.faults, "the firmware faulted");
	check(files[1] <= files[0], "files are left open");
	check(memory[1] < memory[0] + MEMORY_SLACK, "memory grows");
	machine_destroy(machine);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_is_as_the_first),
	};
	int failed;

	if (argc > 1)
		steps = (unsigned)strtoul(argv[1], NULL, 10);
	if (argc > 2)
		seed = (uint32_t)strtoul(argv[2], NULL, 10);
	firmware = firmware_load("tty-echo");
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	firmware_free(&firmware);
	return failed;
}
