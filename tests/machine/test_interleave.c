/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The whole machine with the Cortex-M4 running where a real one would: not only between two turns of
 * the host, but in the middle of them. Before each access of the host to a register, and at each
 * ordered access of it to shared memory, a seed lets the Cortex-M4 run for some short slices first.
 *
 * Both ttys of tty-echo must give back all they got, in order, and in a time in which no retry could
 * have made up for a lost doorbell; through starts and stops. The seed that is printed repeats it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/interleave.h"
#include "host/host.h"
#include "machine/firmware.h"

#define SEEDS  240u
#define CYCLES 4u
#define ROUNDS 8u
#define BYTES  (64u * 1024u) /* more than a cycle sends to a tty */
/* The host looks again after 10 ms at the earliest. */
#define SOON_PS	 (9 * PS_PER_MS)
#define SLICE_PS (50 * PS_PER_US)
#define CYCLE_PS UINT64_C(4785) /* an instruction at 209 MHz */

static uint32_t seed, seed_state;
static struct firmware firmware;
static struct witness witness;
static struct machine *machine;
static bool inside;
static uint64_t interruptions; /* slices of the Cortex-M4 that came in the middle, over all seeds */

static uint32_t next_random(void)
{
	seed_state ^= seed_state << 13;
	seed_state ^= seed_state >> 17;
	seed_state ^= seed_state << 5;
	return seed_state;
}

static void check(bool good, const char *what)
{
	if (good)
		return;
	print_error("seed %u: %s at %.6f s: ttys got %zu and %zu bytes\n", seed, what,
		    (double)machine_now(machine) / (double)PS_PER_S, witness.length[0],
		    witness.length[1]);
	fail();
}

/* The Cortex-M4 has a turn now. Events of the timeline have not: they are the host's own. */
static void other_side(void *context)
{
	struct timeline *timeline = board_timeline(machine_board(machine));
	uint32_t slices = next_random() % 4;
	/* From a few instructions to many messages. */
	uint32_t instructions = 8u << next_random() % 12;

	(void)context;
	if (inside)
		return;
	inside = true;
	while (slices--) {
		uint64_t now = timeline->now;
		uint64_t until = now + CYCLE_PS * (1 + next_random() % instructions);

		if (until >= timeline_next(timeline))
			until = timeline_next(timeline) - 1;
		if (until <= now)
			break;
		/* A doorbell of it stays what the machine has to look at. */
		if (board_run(machine_board(machine), until) == BOARD_ATTENTION)
			board_attention(machine_board(machine));
		interruptions += timeline->now != now;
	}
	inside = false;
}

/* All registers that the host uses, and its ordered accesses to memory. */
static void interpose(void)
{
	host_watch_steps(machine_host(machine), other_side, NULL);
	core_set_interleave(other_side, NULL);
}

static void run_until(unsigned ttys, size_t bytes, const char *what)
{
	uint64_t limit = machine_now(machine) + SOON_PS;

	while (witness.ttys < ttys || witness.length[0] < bytes || witness.length[1] < bytes) {
		check(machine_now(machine) < limit, what);
		assert_int_equal(
			machine_run(machine, machine_now(machine) + 1 + next_random() % SLICE_PS),
			0);
	}
}

static void run_cycle(uint8_t *const sent[2])
{
	uint64_t began;
	size_t total = 0;

	witness.ttys = 0;
	witness.length[0] = witness.length[1] = 0;
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
	run_until(2, 0, "the ttys do not come");
	for (unsigned round = 0; round < ROUNDS; round++) {
		/* Often one message, after which no other doorbell makes up for its own; up to more
		 * than all buffers take. */
		size_t size =
			1 + next_random() % (next_random() % 4 ? 16 : 1u << next_random() % 14);

		for (uint32_t i = 0; i < 2; i++) {
			for (size_t k = 0; k < size; k++)
				sent[i][total + k] = (uint8_t)next_random();
			check(!tty_inject(tty_set_find(machine_ttys(machine), i), sent[i] + total,
					  size),
			      "a tty takes nothing");
			if (next_random() % 2)
				other_side(NULL);
		}
		total += size;
		/* Sometimes the next ones come while these are on their way. */
		if (next_random() % 2)
			run_until(2, total, "bytes are missing");
	}
	run_until(2, total, "bytes are missing");
	for (unsigned i = 0; i < 2; i++)
		check(witness.length[i] == total && !memcmp(witness.received[i], sent[i], total),
		      "other bytes came back than were sent");
	began = machine_now(machine);
	assert_int_equal(machine_stop(machine), 0);
	check(remoteproc_state(machine_remoteproc(machine)) == RPROC_OFFLINE, "it did not stop");
	check(machine_now(machine) - began < SOON_PS, "the shutdown was not acknowledged");
	check(!witness.faults, "the firmware faulted");
}

static void run_seed(uint8_t *const sent[2], uint8_t *const received[2])
{
	seed_state = seed * 2654435761u;
	witness = (struct witness){.received = {received[0], received[1]}};
	machine = witness_machine(&witness, (struct machine_config){0});
	interpose();
	for (unsigned i = 0; i < CYCLES; i++)
		run_cycle(sent);
	core_set_interleave(NULL, NULL);
	machine_destroy(machine);
}

static void test_seeds(void **state)
{
	uint8_t *bytes = malloc(4 * BYTES);
	uint8_t *const sent[2] = {bytes, bytes + BYTES};
	uint8_t *const received[2] = {bytes + 2 * BYTES, bytes + 3 * BYTES};

	(void)state;
	assert_non_null(bytes);
	firmware = firmware_load("tty-echo");
	for (seed = 1; seed <= SEEDS; seed++)
		run_seed(sent, received);
	print_message("seeds 1 to %u, %llu slices of the Cortex-M4 in the middle of the host\n",
		      SEEDS, (unsigned long long)interruptions);
	/* Else it tested nothing. */
	assert_true(interruptions > 1000);
	firmware_free(&firmware);
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seeds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
