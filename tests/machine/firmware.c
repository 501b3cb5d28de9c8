/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/firmware.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct firmware firmware_load(const char *name)
{
	struct firmware firmware = {.data = NULL};
	char path[512];
	FILE *file;
	long size;

	snprintf(path, sizeof(path), "%s/%s.elf", COPRO_FIRMWARE_DIR, name);
	file = fopen(path, "rb");
	if (!file) {
		snprintf(path, sizeof(path), "%s/%s.elf", COPRO_TEST_FIRMWARE_DIR, name);
		file = fopen(path, "rb");
	}
	if (!file)
		fail_msg("%s is missing: build the targets `firmware` and `test_firmware`", name);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	size = ftell(file);
	assert_true(size > 0);
	rewind(file);
	firmware.size = (size_t)size;
	firmware.data = malloc(firmware.size);
	assert_non_null(firmware.data);
	assert_int_equal(fread(firmware.data, 1, firmware.size, file), firmware.size);
	fclose(file);
	return firmware;
}

void firmware_free(struct firmware *firmware)
{
	free(firmware->data);
	firmware->data = NULL;
}

static void witness_event(void *context, const struct machine_event *event)
{
	struct witness *witness = context;

	if (!strcmp(event->kind, "state")) {
		witness->running += !strcmp(event->text, "running");
		witness->offline += !strcmp(event->text, "offline");
		witness->crashed += !strcmp(event->text, "crashed");
	}
	witness->channels += !strcmp(event->kind, "channel-created");
	witness->lines += !strcmp(event->kind, "trace");
	witness->crashes += !strcmp(event->kind, "crash");
	witness->chip_resets += !strcmp(event->kind, "chip-reset");
	witness->faults += !strcmp(event->kind, "fault");
	if (!strcmp(event->kind, "tty-created")) {
		witness->ttys++;
		if (witness->ttys == witness->end_at_ttys)
			machine_end(witness->machine);
	}
}

static void witness_output(void *context, struct tty *tty, const void *data, size_t length)
{
	struct witness *witness = context;
	uint32_t number = tty_number(tty);

	assert_true(number < 2);
	if (witness->received[number])
		memcpy(witness->received[number] + witness->length[number], data, length);
	witness->length[number] += length;
	witness->bytes += length;
	if (witness->end_at_bytes && witness->bytes >= witness->end_at_bytes)
		machine_end(witness->machine);
}

struct machine *witness_machine(struct witness *witness, struct machine_config config)
{
	config.event = witness_event;
	config.tty_output = witness_output;
	config.context = witness;
	assert_int_equal(machine_create(&witness->machine, &config), 0);
	return witness->machine;
}
