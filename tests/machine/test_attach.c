/* SPDX-License-Identifier: BSD-3-Clause */
/* A firmware that the boot loader starts, and Linux attaches to, detaches from and attaches to again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>

#include <cmocka.h>

#include "core/mmio.h"
#include "machine/firmware.h"
#include "machine/machine_debug.h"

#include <copro/resource_table.h>

#define TAMP_RSC_TABLE 0x5C00A144u /* TAMP_BKP17R */
#define TAMP_M4_STATE  0x5C00A148u /* TAMP_BKP18R */
#define RCC_MP_GCR     0x5000010Cu

static struct firmware firmware;
static struct witness witness;
static struct machine *machine;

static uint32_t peek(uint32_t address)
{
	const struct mmio_bus *bus = board_port(machine_board(machine), SOC_A7);

	return bus->read(bus->context, address, 4);
}

static void open_machine(const char *name, struct machine_config config)
{
	memset(&witness, 0, sizeof(witness));
	firmware = firmware_load(name);
	config.early = (struct machine_early){name, firmware.data, firmware.size};
	config.hands_over = !config.as_linux;
	machine = witness_machine(&witness, config);
}

static int tear_down(void **state)
{
	(void)state;
	machine_destroy(machine);
	machine = NULL;
	firmware_free(&firmware);
	return 0;
}

static void run_ms(uint64_t ms)
{
	assert_int_equal(machine_run(machine, machine_now(machine) + ms * PS_PER_MS), 0);
}

static enum rproc_state state_now(void)
{
	return remoteproc_state(machine_remoteproc(machine));
}

static void say(const char *text)
{
	struct tty *tty = tty_set_find(machine_ttys(machine), 0);
	size_t before = witness.length[0];

	assert_non_null(tty);
	assert_int_equal(tty_inject(tty, text, strlen(text)), 0);
	run_ms(20);
	assert_int_equal(witness.length[0] - before, strlen(text));
}

static uint64_t instructions(void)
{
	return cortex_m_cycles(board_core(machine_board(machine)));
}

static void is_attached_to(void **state)
{
	uint64_t ran;

	(void)state;
	open_machine("tty-echo", (struct machine_config){0});
	/* It ran before Linux was there, and was not started anew. */
	ran = instructions();
	assert_true(ran > 1000);
	assert_true(machine_now(machine) >= MACHINE_LINUX_AFTER);
	assert_int_equal(state_now(), RPROC_ATTACHED);
	assert_int_equal(peek(TAMP_M4_STATE), 2);
	assert_int_equal(peek(RCC_MP_GCR) & 1, 0);
	run_ms(20);
	assert_int_equal(witness.ttys, 2);
	assert_true(instructions() > ran);
	/* What it logged before Linux came is told too. */
	assert_true(witness.lines >= 2);
	say("hello\n");
	assert_int_equal(machine_stop(machine), 0);
	assert_int_equal(state_now(), RPROC_OFFLINE);
	assert_int_equal(peek(TAMP_M4_STATE), 0);
	/* And from there as any other. */
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
	witness.ttys = 0;
	run_ms(20);
	assert_int_equal(witness.ttys, 2);
	say("again\n");
}

static void is_let_go_and_found_again(void **state)
{
	struct resource_table_rpmsg *table;

	(void)state;
	open_machine("tty-echo", (struct machine_config){0});
	run_ms(20);
	table = board_memory(machine_board(machine), SOC_A7, peek(TAMP_RSC_TABLE), sizeof(*table));
	assert_non_null(table);
	for (unsigned round = 0; round < 20; round++) {
		const uint64_t ran = instructions();

		assert_int_equal(table->vdev.status, 7);
		say("here\n");
		witness.ttys = 0;
		assert_int_equal(machine_detach(machine), 0);
		assert_int_equal(state_now(), RPROC_DETACHED);
		/* The table is as the firmware brought it, and the firmware goes on alone. */
		assert_int_equal(table->vdev.status, 0);
		assert_int_equal(table->vring[0].da, RSC_ADDR_ANY);
		assert_int_equal(peek(RCC_MP_GCR) & 1, 1);
		assert_null(tty_set_find(machine_ttys(machine), 0));
		run_ms(5);
		assert_int_equal(machine_attach(machine, NULL), 0);
		assert_int_equal(peek(RCC_MP_GCR) & 1, 0);
		run_ms(20);
		assert_int_equal(witness.ttys, 2);
		assert_true(instructions() > ran);
	}
	assert_int_equal(witness.faults, 0);
	assert_int_equal(machine_detach(machine), 0);
	/* Asked to stop although detached. */
	assert_int_equal(machine_stop(machine), 0);
	assert_int_equal(state_now(), RPROC_OFFLINE);
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
	run_ms(20);
	assert_int_equal(machine_detach(machine), -EINVAL);
}

static void without_table_is_watched(void **state)
{
	struct host_error error = {.text = ""};

	(void)state;
	open_machine("tick", (struct machine_config){0});
	assert_int_equal(state_now(), RPROC_ATTACHED);
	assert_int_equal(peek(TAMP_RSC_TABLE), 0);
	run_ms(5);
	assert_int_equal(machine_detach(machine), 0);
	assert_int_equal(machine_attach(machine, &error), 0);
	assert_int_equal(machine_stop(machine), 0);
	assert_int_equal(state_now(), RPROC_OFFLINE);
}

static void as_linux_needs_a_table(void **state)
{
	struct host_error error = {.text = ""};

	(void)state;
	open_machine("tick", (struct machine_config){.as_linux = true});
	assert_int_equal(state_now(), RPROC_DETACHED);
	assert_int_equal(machine_attach(machine, &error), -ENOENT);
	assert_int_equal(remoteproc_stop(machine_remoteproc(machine), NULL, NULL), -EINVAL);
}

/* Linux attaches when its tree says so, or when it is asked. */
static void as_linux_waits_to_be_asked(void **state)
{
	(void)state;
	open_machine("tty-echo", (struct machine_config){.as_linux = true});
	assert_int_equal(state_now(), RPROC_DETACHED);
	run_ms(5);
	assert_int_equal(witness.ttys, 0);
	assert_int_equal(machine_attach(machine, NULL), 0);
	run_ms(20);
	assert_int_equal(witness.ttys, 2);
	say("hello\n");
}

/* Right behind a short table lies what the firmware works with (short_table.c). */
static uint32_t messages_counted(void)
{
	const uint32_t size = 16 + 4 + sizeof(struct rsc_vdev) + 2 * sizeof(struct rsc_vring);
	const uint8_t *table =
		board_memory(machine_board(machine), SOC_A7, peek(TAMP_RSC_TABLE), size + 4);
	uint32_t messages;

	assert_non_null(table);
	memcpy(&messages, table + size, sizeof(messages));
	return messages;
}

static void three_messages_and_a_detach(void)
{
	run_ms(20);
	for (unsigned i = 0; i < 3; i++)
		say("count\n");
	assert_int_equal(messages_counted(), 3);
	assert_int_equal(machine_detach(machine), 0);
}

static void a_short_table_alone_is_put_back(void **state)
{
	(void)state;
	open_machine("short_table", (struct machine_config){0});
	three_messages_and_a_detach();
	assert_int_equal(messages_counted(), 3);
	assert_int_equal(machine_attach(machine, NULL), 0);
	run_ms(20);
	say("four\n");
	assert_int_equal(messages_counted(), 4);
}

/* What ST's examples suffer from. */
static void as_linux_a_short_table_costs_memory(void **state)
{
	(void)state;
	open_machine("short_table", (struct machine_config){.as_linux = true});
	assert_int_equal(machine_attach(machine, NULL), 0);
	three_messages_and_a_detach();
	/* Back in time. */
	assert_int_equal(messages_counted(), 0);
}

/* A watchdog resets the whole chip: the boot loader starts the firmware again, and Linux attaches again. */
static void boots_again_after_a_chip_reset(void **state)
{
	struct firmware watchdog;

	(void)state;
	open_machine("tty-echo", (struct machine_config){0});
	watchdog = firmware_load("crash_iwdg");
	for (unsigned i = 1; i <= 3; i++) {
		assert_int_equal(machine_stop(machine), 0);
		assert_int_equal(machine_start(machine, watchdog.data, watchdog.size, NULL), 0);
		witness.ttys = 0;
		run_ms(50);
		assert_int_equal(witness.crashes, i);
		assert_int_equal(witness.chip_resets, i);
		assert_int_equal(state_now(), RPROC_ATTACHED);
		assert_int_equal(witness.ttys, 2);
		say("hello\n");
	}
	firmware_free(&watchdog);
}

/* While it is asked to stop: the stop is over, and so is the Linux that asked. */
static void a_chip_reset_ends_a_stop(void **state)
{
	struct firmware watchdog;

	(void)state;
	open_machine("tty-echo", (struct machine_config){0});
	watchdog = firmware_load("crash_iwdg");
	assert_int_equal(machine_stop(machine), 0);
	assert_int_equal(machine_start(machine, watchdog.data, watchdog.size, NULL), 0);
	assert_int_equal(machine_stop(machine), -EHOSTDOWN);
	assert_int_equal(witness.chip_resets, 1);
	assert_int_equal(state_now(), RPROC_ATTACHED);
	witness.ttys = 0;
	assert_int_equal(machine_detach(machine), 0);
	assert_int_equal(machine_attach(machine, NULL), 0);
	run_ms(20);
	say("hello\n");
	firmware_free(&watchdog);
}

/* Where the boot loader's firmware halts before Linux is there, the board boots on and stands then. */
static void halts_for_a_debugger_before_linux(void **state)
{
	(void)state;
	open_machine("tty-echo", (struct machine_config){0});
	machine_freeze(machine);
	assert_int_equal(machine_reset(machine, NULL), 0);
	assert_true(machine_has_host(machine));
	cortex_m_resume(board_core(machine_board(machine)));
	machine_thaw(machine);
	run_ms(20);
	say("hello\n");
}

/* A table that was overwritten, or a backup register that is: nothing is believed. */
static void a_bad_table_is_refused(void **state)
{
	struct host_error error;
	struct mmio_bus const *bus;
	uint32_t *table;
	uint32_t good[4];

	(void)state;
	open_machine("tty-echo", (struct machine_config){.no_attach = true});
	bus = board_port(machine_board(machine), SOC_A7);
	table = board_memory(machine_board(machine), SOC_A7, peek(TAMP_RSC_TABLE), 1024);
	assert_non_null(table);
	memcpy(good, table, sizeof(good));
	table[0] = 2;
	assert_int_equal(machine_attach(machine, &error), -EINVAL);
	assert_string_equal(error.code, "table-malformed");
	table[0] = 1;
	table[1] = 0x7FFFFFFF;
	assert_int_equal(machine_attach(machine, &error), -EINVAL);
	table[1] = good[1];
	table[4] = 1020;
	assert_int_equal(machine_attach(machine, &error), -EINVAL);
	memcpy(table, good, sizeof(good));
	assert_int_equal(state_now(), RPROC_DETACHED);
	bus->write(bus->context, TAMP_RSC_TABLE, 4, 0x50000000);
	assert_int_equal(machine_attach(machine, &error), -EINVAL);
	assert_string_equal(error.code, "table-outside-memory");
	bus->write(bus->context, TAMP_RSC_TABLE, 4, UINT32_MAX - 8);
	assert_int_equal(machine_attach(machine, &error), -EINVAL);
	assert_int_equal(state_now(), RPROC_DETACHED);
}

/* The end of a region close behind the table: no byte of what follows is read. */
static void every_cut_table_is_survived(void **state)
{
	const struct mmio_bus *bus;
	uint32_t place;
	uint8_t *table;
	uint8_t good[256];

	(void)state;
	open_machine("tty-echo", (struct machine_config){.no_attach = true});
	bus = board_port(machine_board(machine), SOC_A7);
	place = peek(TAMP_RSC_TABLE);
	table = board_memory(machine_board(machine), SOC_A7, place, 1024);
	assert_non_null(table);
	memcpy(good, table, sizeof(good));
	for (uint32_t cut = 1; cut <= sizeof(good); cut++) {
		/* mcuram2 ends where SRAM3 begins. */
		const uint32_t da = 0x10040000u - cut;
		uint8_t *end = board_memory(machine_board(machine), SOC_A7, da, cut);

		assert_non_null(end);
		memcpy(end, good, cut);
		bus->write(bus->context, TAMP_RSC_TABLE, 4, da);
		if (!machine_attach(machine, NULL))
			assert_int_equal(machine_stop(machine), 0);
		if (state_now() != RPROC_DETACHED)
			break; /* all of it was there, and could be used */
	}
	assert_true(machine_has_host(machine));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(is_attached_to, tear_down),
		cmocka_unit_test_teardown(is_let_go_and_found_again, tear_down),
		cmocka_unit_test_teardown(without_table_is_watched, tear_down),
		cmocka_unit_test_teardown(as_linux_needs_a_table, tear_down),
		cmocka_unit_test_teardown(as_linux_waits_to_be_asked, tear_down),
		cmocka_unit_test_teardown(a_short_table_alone_is_put_back, tear_down),
		cmocka_unit_test_teardown(as_linux_a_short_table_costs_memory, tear_down),
		cmocka_unit_test_teardown(boots_again_after_a_chip_reset, tear_down),
		cmocka_unit_test_teardown(a_chip_reset_ends_a_stop, tear_down),
		cmocka_unit_test_teardown(halts_for_a_debugger_before_linux, tear_down),
		cmocka_unit_test_teardown(a_bad_table_is_refused, tear_down),
		cmocka_unit_test_teardown(every_cut_table_is_survived, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
