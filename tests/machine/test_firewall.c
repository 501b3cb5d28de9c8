/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The firewall between a real firmware and its host: memory that is taken from the host before and while
 * a firmware runs. Pages that were taken are taken from this program too: a touch ends it.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "machine/firmware.h"
#include "machine/machine.h"

#define DECPROT(id) (0x5C007010u + 4 * ((id) / 16))

static const struct bank {
	uint32_t id, pa, size;
} sram2 = {0x51, 0x10020000, 0x20000}, sram3 = {0x52, 0x10040000, 0x10000};

struct record {
	struct machine *machine;
	unsigned ttys, crashes, links_down, faults, notes;
	unsigned end_at_ttys;
	char crash[512];
	char note[512]; /* the last one of the board */
};

static void on_event(void *context, const struct machine_event *event)
{
	struct record *record = context;

	if (!strcmp(event->kind, "tty-created") && ++record->ttys == record->end_at_ttys)
		machine_end(record->machine);
	record->links_down += !strcmp(event->kind, "link-down");
	record->faults += !strcmp(event->kind, "fault");
	if (!strcmp(event->kind, "crash")) {
		record->crashes++;
		snprintf(record->crash, sizeof(record->crash), "%s", event->text);
	}
	if (!strcmp(event->kind, "guest-note")) {
		record->notes++;
		snprintf(record->note, sizeof(record->note), "%s", event->text);
	}
}

/* In engineering boot the test is the only one who sets the firewall. */
static struct machine *create(struct record *record, bool strict)
{
	const struct machine_config config = {
		.engineering_boot = true, .strict = strict, .event = on_event, .context = record};

	memset(record, 0, sizeof(*record));
	record->end_at_ttys = 2;
	assert_int_equal(machine_create(&record->machine, &config), 0);
	return record->machine;
}

static void set_mode(struct machine *machine, uint32_t id, uint32_t mode)
{
	const struct mmio_bus *bus = board_port(machine_board(machine), SOC_A7_SECURE);
	uint32_t value;

	bus->write(bus->context, 0x50000208, 4, 1u << 13); /* RCC_MP_APB5ENSETR.TZPCEN */
	value = bus->read(bus->context, DECPROT(id), 4);
	value = (value & ~(3u << (2 * (id % 16)))) | mode << (2 * (id % 16));
	bus->write(bus->context, DECPROT(id), 4, value);
	assert_int_equal(bus->read(bus->context, DECPROT(id), 4), value);
}

/* Takes a bank from everybody but the secure world, and its pages from this program. */
static void *take(struct machine *machine, const struct bank *bank)
{
	void *pages = board_memory(machine_board(machine), SOC_A7, bank->pa, bank->size);

	assert_non_null(pages);
	set_mode(machine, bank->id, 0);
	assert_int_equal(mprotect(pages, bank->size, PROT_NONE), 0);
	return pages;
}

static void give_back(struct machine *machine, const struct bank *bank, void *pages)
{
	assert_int_equal(mprotect(pages, bank->size, PROT_READ | PROT_WRITE), 0);
	set_mode(machine, bank->id, 3);
}

static void start(struct machine *machine, const struct firmware *firmware)
{
	struct host_error error = {.text = ""};

	if (machine_start(machine, firmware->data, firmware->size, &error))
		fail_msg("%s", error.text);
	assert_int_equal(machine_run(machine, machine_now(machine) + PS_PER_S), 0);
}

static void loading_into_an_isolated_bank(void **state)
{
	struct firmware firmware = firmware_load("tty-echo");
	struct host_error error;
	struct record record;
	struct machine *machine = create(&record, false);

	(void)state;
	set_mode(machine, 0x52, 2);
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, &error), -EFAULT);
	assert_string_equal(error.code, "memory-denied");
	assert_string_equal(error.text,
			    "the Cortex-A7 cannot reach the memory of the message rings at "
			    "0x10040000: it is in SRAM3, which the firewall keeps for the "
			    "M4 (ETZPC id 0x52, M4-isolated)");
	assert_non_null(strstr(error.remedy, "st,decprot"));
	set_mode(machine, 0x52, 3);
	set_mode(machine, 0x54, 1);
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, &error), -EFAULT);
	assert_non_null(strstr(error.text,
			       "it is in RETRAM, which the firewall lets only the secure "
			       "world write (ETZPC id 0x54, secure-write)"));
	set_mode(machine, 0x54, 3);
	start(machine, &firmware);
	assert_int_equal(record.ttys, 2);
	machine_destroy(machine);
	firmware_free(&firmware);
}

static void taking_a_bank_in_use(const struct bank *bank, const char *what)
{
	struct firmware firmware = firmware_load("tty-echo");
	struct host_error error;
	struct record record;
	struct machine *machine = create(&record, false);
	void *pages;

	start(machine, &firmware);
	assert_int_equal(record.ttys, 2);
	assert_int_equal(tty_inject(tty_set_find(machine_ttys(machine), 0), "ping", 4), 0);
	assert_int_equal(machine_run(machine, machine_now(machine) + PS_PER_MS), 0);
	pages = take(machine, bank);
	assert_int_equal(tty_inject(tty_set_find(machine_ttys(machine), 1), "lost", 4), 0);
	assert_int_equal(machine_run(machine, machine_now(machine) + PS_PER_S), 0);
	assert_int_equal(record.crashes, 1);
	assert_int_equal(record.links_down, bank == &sram3);
	if (!strstr(record.crash, what))
		fail_msg("%s", record.crash);
	assert_non_null(strstr(record.crash, "secure-only); give that memory back"));
	assert_int_equal(remoteproc_state(machine_remoteproc(machine)), RPROC_CRASHED);
	assert_int_equal(machine_stop(machine), 0);
	assert_int_equal(remoteproc_state(machine_remoteproc(machine)), RPROC_OFFLINE);
	assert_int_equal(machine_start(machine, firmware.data, firmware.size, &error), -EFAULT);
	give_back(machine, bank, pages);
	record.ttys = 0;
	start(machine, &firmware);
	assert_int_equal(record.ttys, 2);
	machine_destroy(machine);
	firmware_free(&firmware);
}

static void taking_the_rings(void **state)
{
	(void)state;
	taking_a_bank_in_use(&sram3, "the Cortex-A7 lost the memory of the message rings at "
				     "0x10040000: it is in SRAM3, which the firewall keeps for the "
				     "secure world (ETZPC id 0x52, ");
}

/* tty-echo has its resource table and its log with its data. */
static void taking_the_table(void **state)
{
	(void)state;
	taking_a_bank_in_use(&sram2, "the Cortex-A7 lost the memory of ");
}

/* From a callback in the middle of a message, and the program ends on it. */
static void on_output(void *context, struct tty *tty, const void *data, size_t length)
{
	struct record *record = context;

	(void)tty;
	(void)data;
	(void)length;
	set_mode(record->machine, 0x52, 2);
}

static void taking_the_rings_in_the_middle_of_a_message(void **state)
{
	struct firmware firmware = firmware_load("tty-echo");
	struct record record;
	const struct machine_config config = {.engineering_boot = true,
					      .event = on_event,
					      .tty_output = on_output,
					      .context = &record};

	(void)state;
	memset(&record, 0, sizeof(record));
	record.end_at_ttys = 2;
	assert_int_equal(machine_create(&record.machine, &config), 0);
	start(record.machine, &firmware);
	assert_int_equal(tty_inject(tty_set_find(machine_ttys(record.machine), 0), "ping", 4), 0);
	assert_int_equal(machine_run(record.machine, machine_now(record.machine) + PS_PER_S), 0);
	assert_int_equal(record.crashes, 1);
	assert_non_null(strstr(record.crash, "which the firewall keeps for the M4 (ETZPC id 0x52"));
	machine_destroy(record.machine);
	firmware_free(&firmware);
}

/* Code that the host does not use after loading it may be isolated, and then it still runs. */
static void isolating_the_code(void **state)
{
	struct firmware firmware = firmware_load("tty-echo");
	struct record record;
	struct machine *machine = create(&record, false);

	(void)state;
	start(machine, &firmware);
	set_mode(machine, 0x50, 2);
	set_mode(machine, 0x54, 2);
	record.end_at_ttys = 0;
	assert_int_equal(tty_inject(tty_set_find(machine_ttys(machine), 0), "ping", 4), 0);
	assert_int_equal(machine_run(machine, machine_now(machine) + PS_PER_S / 10), 0);
	assert_int_equal(record.crashes, 0);
	assert_int_equal(record.faults, 0);
	assert_int_equal(remoteproc_state(machine_remoteproc(machine)), RPROC_RUNNING);
	assert_int_equal(machine_stop(machine), 0);
	machine_destroy(machine);
	firmware_free(&firmware);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(loading_into_an_isolated_bank),
		cmocka_unit_test(taking_the_rings),
		cmocka_unit_test(taking_the_table),
		cmocka_unit_test(taking_the_rings_in_the_middle_of_a_message),
		cmocka_unit_test(isolating_the_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
