/* SPDX-License-Identifier: BSD-3-Clause */
/* A firmware that is stuck is told from one that is not, or that listens in its own way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crash_rig.h"

/* IPCC_C1SCR: the A7 rings channel 1 or 2 (RM0436, "IPCC"). */
#define RING	  0x4C001008u
#define CHANNEL_1 (1u << 16)
#define CHANNEL_2 (1u << 17)
/* NVIC_ICER3: interrupt 103, IPCC_RX1 */
#define NVIC_ICER3 0xE000E18Cu
#define IPCC_RX1   (1u << 7)

#define MS PS_PER_MS

static unsigned told;
static uint64_t told_at;
static char told_text[CRASH_REASON];
static unsigned crashes;

static void keep(void *context, const struct machine_event *event)
{
	(void)context;
	if (!strcmp(event->kind, "not-answering")) {
		told++;
		told_at = event->time;
		snprintf(told_text, sizeof(told_text), "%s", event->text);
		assert_non_null(event->crash);
	}
	crashes += !strcmp(event->kind, "crash");
}

struct bench {
	struct machine *machine;
	struct firmware firmware;
};

static void set_up(struct bench *bench, uint64_t answer_within)
{
	const struct machine_config config = {.event = keep, .answer_within = answer_within};

	told = 0;
	crashes = 0;
	bench->firmware = firmware_load("echo-min");
	assert_int_equal(machine_create(&bench->machine, &config), 0);
	assert_int_equal(
		machine_start(bench->machine, bench->firmware.data, bench->firmware.size, NULL), 0);
	assert_int_equal(machine_run(bench->machine, 10 * MS), 0);
}

static void tear_down(struct bench *bench)
{
	machine_destroy(bench->machine);
	firmware_free(&bench->firmware);
}

static void ring(struct bench *bench, uint32_t channel)
{
	const struct mmio_bus *a7 = board_port(machine_board(bench->machine), SOC_A7);

	a7->write(a7->context, RING, 4, channel);
}

static void run_for(struct bench *bench, uint64_t ps)
{
	assert_int_equal(machine_run(bench->machine, machine_now(bench->machine) + ps), 0);
}

/* BASEPRI holds off what is less urgent: the doorbell's interrupt, made so (NVIC_IPR25, byte 3). */
static void make_deaf(struct bench *bench)
{
	struct cortex_m *core = board_core(machine_board(bench->machine));
	const uint32_t priority = 0x80000000;

	assert_int_equal(cortex_m_write_memory(core, 0xE000E464, &priority, sizeof(priority)), 0);
	cortex_m_set(core, CORTEX_M_BASEPRI, 0x10);
}

static void who_answers_is_left_alone(void **state)
{
	struct bench bench;

	(void)state;
	set_up(&bench, 0);
	for (unsigned i = 0; i < 100; i++) {
		ring(&bench, i % 2 ? CHANNEL_1 : CHANNEL_2);
		run_for(&bench, 100 * MS);
	}
	assert_int_equal(told, 0);
	tear_down(&bench);
	/* nor is one that is asked all the time, and each time has only just been asked */
	set_up(&bench, MS);
	for (unsigned i = 0; i < 10000; i++) {
		ring(&bench, CHANNEL_1 | CHANNEL_2);
		run_for(&bench, MS / 1000);
	}
	assert_int_equal(told, 0);
	assert_int_equal(crashes, 0);
	tear_down(&bench);
}

static void who_masks_the_interrupt_is_left_alone(void **state)
{
	const uint32_t bit = IPCC_RX1;
	struct bench bench;

	(void)state;
	set_up(&bench, 100 * MS);
	assert_int_equal(cortex_m_write_memory(board_core(machine_board(bench.machine)), NVIC_ICER3,
					       &bit, sizeof(bit)),
			 0);
	ring(&bench, CHANNEL_2);
	run_for(&bench, 10000 * MS);
	assert_int_equal(told, 0);
	assert_int_equal(crashes, 0);
	tear_down(&bench);
}

static void who_is_stuck_is_told_once(void **state)
{
	struct bench bench;
	uint64_t rung;

	(void)state;
	set_up(&bench, 0);
	cortex_m_set(board_core(machine_board(bench.machine)), CORTEX_M_PRIMASK, 1);
	ring(&bench, CHANNEL_2);
	/* it wakes, and turns them on again */
	run_for(&bench, 100 * MS);
	assert_int_equal(told, 0);
	tear_down(&bench);
	set_up(&bench, 0);
	make_deaf(&bench);
	rung = machine_now(bench.machine);
	ring(&bench, CHANNEL_2);
	run_for(&bench, 1999 * MS);
	assert_int_equal(told, 0);
	run_for(&bench, 500 * MS);
	assert_int_equal(told, 1);
	assert_int_equal(crashes, 0);
	assert_in_range(told_at, rung + 2000 * MS, rung + 2001 * MS);
	assert_non_null(strstr(told_text, "on IPCC channel 2 for 2.000 s: BASEPRI is 0x10, at 0x"));
	tear_down(&bench);
}

static void who_is_stuck_has_crashed_for_who_asks(void **state)
{
	const struct crash_report *report;
	struct bench bench;

	(void)state;
	set_up(&bench, 20 * MS);
	make_deaf(&bench);
	ring(&bench, CHANNEL_1 | CHANNEL_2);
	run_for(&bench, 40 * MS);
	assert_int_equal(told, 0);
	assert_int_equal(crashes, 1);
	report = machine_last_crash(bench.machine);
	assert_non_null(report);
	assert_int_equal(report->cause, CRASH_NOT_ANSWERING);
	assert_non_null(strstr(report->reason, "on IPCC channel 1 and 2 for 0.020 s"));
	assert_string_equal(crash_cause_linux(report->cause), "watchdog");
	tear_down(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_answers_is_left_alone),
		cmocka_unit_test(who_masks_the_interrupt_is_left_alone),
		cmocka_unit_test(who_is_stuck_is_told_once),
		cmocka_unit_test(who_is_stuck_has_crashed_for_who_asks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
