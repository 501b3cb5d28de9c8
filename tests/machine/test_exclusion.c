/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two processors change the registers of one GPIO bank, a million times in all, by reading, modifying
 * and writing: each has pins of its own, and the fields of both are in the same words. The Cortex-M4
 * runs in the middle of the host's accesses, as long as a seed says. With the lock no update may be
 * lost; without it some must be, or this would prove nothing.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../firmware/remote/exclusion.h"
#include "host/hwspinlock.h"
#include "machine/firmware.h"
#include "machine/machine_internal.h"
#include "soc/regs/hsem.h"
#include "soc/regs/rcc.h"

#define SEEDS	     5u
#define ROUNDS	     100000u /* of each processor, for each seed: a million in all */
#define UNLOCKED     10000u
#define TRIES_MAX    100000u
#define CYCLE_PS     UINT64_C(4785) /* an instruction at 209 MHz */
#define INSTRUCTIONS 320u
#define SETTLE_STEPS 1000000u
#define GPIOE_CLOCK  (1u << 4)

static const uint32_t offsets[EXCLUSION_REGISTERS] = EXCLUSION_OFFSETS;

static uint32_t seed, seed_state;
static struct firmware firmware;
static struct witness witness;
static struct machine *machine;
static struct exclusion *m4;
static const struct mmio_bus *real_bus;
static struct mmio_bus slow_bus;
static struct hwspinlock_device *locks;
static uint16_t counts[EXCLUSION_REGISTERS];

/* What happened, for one seed. */
static struct {
	uint32_t lost; /* by the host's count */
	uint32_t contended; /* looks at a lock that the Cortex-M4 had */
	uint32_t slices;
} tally;

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
	print_error("seed %u: %s: %u updates lost by the host, %u by the M4, which did %u\n", seed,
		    what, tally.lost, m4->lost, m4->done);
	fail();
}

/* The Cortex-M4 has a turn, unless the host is faster this time. */
static void other_side(void)
{
	struct timeline *timeline = board_timeline(machine->board);
	uint64_t until = timeline->now + CYCLE_PS * (1 + next_random() % INSTRUCTIONS);

	if (next_random() % 4)
		return;
	/* Pins that the bank's registers have joined to a peripheral are looked at by it at once. */
	timeline_advance(timeline, timeline->now);
	if (until >= timeline_next(timeline))
		until = timeline_next(timeline) - 1;
	if (until <= timeline->now)
		return;
	(void)board_run(machine->board, until);
	tally.slices++;
}

static uint32_t slow_read(void *context, uint32_t address, unsigned size)
{
	(void)context;
	other_side();
	return real_bus->read(real_bus->context, address, size);
}

static void slow_write(void *context, uint32_t address, unsigned size, uint32_t value)
{
	(void)context;
	other_side();
	real_bus->write(real_bus->context, address, size, value);
}

static void begin(void)
{
	const struct mmio hsem = {&slow_bus, HSEM_BASE};
	unsigned steps = 0;

	seed_state = seed * 2654435761u;
	memset(&tally, 0, sizeof(tally));
	memset(counts, 0, sizeof(counts));
	witness = (struct witness){.bytes = 0};
	machine = witness_machine(&witness, (struct machine_config){0});
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
	m4 = board_memory(machine->board, SOC_M4, EXCLUSION_ADDRESS, sizeof(*m4));
	assert_non_null(m4);
	while (!m4->ready && steps++ < SETTLE_STEPS)
		assert_int_equal(machine_run(machine, machine_now(machine) + PS_PER_US), 0);
	check(m4->ready && !m4->errors, "the firmware does not start");

	mmio_write32(machine->platform.rcc, RCC_MP_AHB4ENSETR, GPIOE_CLOCK);
	real_bus = board_port(machine->board, SOC_A7);
	slow_bus = (struct mmio_bus){.read = slow_read, .write = slow_write};
	assert_int_equal(hwspinlock_device_create(&locks, &machine->platform, hsem), 0);
	for (unsigned i = 0; i < EXCLUSION_REGISTERS; i++)
		mmio_write32((struct mmio){&slow_bus, EXCLUSION_BANK}, offsets[i], 0);
}

static void end(void)
{
	hwspinlock_device_destroy(locks);
	machine_destroy(machine);
}

/* The host's half is the lower one. */
static void update(unsigned which)
{
	const struct mmio bank = {&slow_bus, EXCLUSION_BANK};
	uint32_t value = mmio_read32(bank, offsets[which]);

	tally.lost += (value & 0xFFFFu) != counts[which];
	counts[which]++;
	mmio_write32(bank, offsets[which], (value & 0xFFFF0000u) | counts[which]);
}

static void locked_update(unsigned which)
{
	unsigned tries = 0;

	while (hwspin_trylock(locks, HSEM_ID_GPIO, "test") == -EBUSY) {
		check(tries++ < TRIES_MAX, "the M4 does not give the lock back");
		tally.contended++;
	}
	update(which);
	check(hwspin_unlock(locks, HSEM_ID_GPIO) == 0, "the host's lock was not its own");
}

/* The words say at the end what both did last. Returns how many updates were lost on the way. */
static uint32_t run(bool locked, uint32_t rounds)
{
	unsigned steps = 0;
	uint32_t lost;

	begin();
	m4->locked = locked;
	m4->go = rounds;
	for (uint32_t i = 0; i < rounds; i++) {
		if (locked)
			locked_update(i % EXCLUSION_REGISTERS);
		else
			update(i % EXCLUSION_REGISTERS);
	}
	while (m4->go && steps++ < SETTLE_STEPS)
		assert_int_equal(machine_run(machine, machine_now(machine) + 100 * PS_PER_US), 0);
	check(!m4->go && m4->done == rounds, "the M4 does not get done");
	lost = tally.lost + m4->lost;
	for (unsigned i = 0; i < EXCLUSION_REGISTERS; i++) {
		uint32_t done = rounds / EXCLUSION_REGISTERS;
		uint32_t value = real_bus->read(real_bus->context, EXCLUSION_BANK + offsets[i], 4);

		lost += value != ((done & 0xFFFFu) | done << 16);
	}
	print_message("seed %u, %s: %u updates, %u lost (%u seen by the host), %u looks at a held "
		      "lock, %u slices of the M4\n",
		      seed, locked ? "locked" : "no lock", 2 * rounds, lost, tally.lost,
		      tally.contended, tally.slices);
	check(!m4->errors && !m4->timeouts, "a lock of the M4 failed");
	return lost;
}

static void nothing_is_lost_with_the_lock(void **state)
{
	uint32_t contended = 0;

	(void)state;
	for (seed = 1; seed <= SEEDS; seed++) {
		check(run(true, ROUNDS) == 0, "updates were lost in spite of the lock");
		contended += tally.contended;
		end();
	}
	/* Else they were never there at the same time. */
	assert_true(contended > SEEDS * ROUNDS / 20);
}

static void updates_are_lost_without_it(void **state)
{
	(void)state;
	for (seed = 1; seed <= SEEDS; seed++) {
		check(run(false, UNLOCKED) > 0, "nothing was lost without the lock");
		end();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_lost_with_the_lock),
		cmocka_unit_test(updates_are_lost_without_it),
	};
	int failed;

	firmware = firmware_load("../test-firmware/exclusion");
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	firmware_free(&firmware);
	return failed;
}
