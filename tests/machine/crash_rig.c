/* SPDX-License-Identifier: BSD-3-Clause */
#include "crash_rig.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void rig_event(void *context, const struct machine_event *event)
{
	struct crash_rig *rig = context;

	if (!strcmp(event->kind, "crash")) {
		rig->crashes++;
		snprintf(rig->reason, sizeof(rig->reason), "%s", event->text);
	}
	if (!strcmp(event->kind, "fault")) {
		if (rig->faults < 4)
			rig->fault_pc[rig->faults] = event->pc;
		rig->faults++;
		snprintf(rig->last_fault, sizeof(rig->last_fault), "%s", event->text);
	}
	if (event->crash) {
		rig->reports++;
		machine_end(rig->machine);
	}
}

/* libdw finds the section by its name. */
static void frames_strip(struct firmware *firmware)
{
	char *name = memmem(firmware->data, firmware->size, ".debug_frame", 13);

	assert_non_null(name);
	memcpy(name, ".debug_fr4me", 13);
}

void crash_rig_load(struct crash_rig *rig, const char *name, bool strip_frames)
{
	struct machine_config config = {.event = rig_event, .context = rig};
	char path[128];

	memset(rig, 0, sizeof(*rig));
	snprintf(path, sizeof(path), "../test-firmware/%s", name);
	rig->firmware = firmware_load(path);
	if (strip_frames)
		frames_strip(&rig->firmware);
	assert_int_equal(machine_create(&rig->machine, &config), 0);
	assert_int_equal(machine_start(rig->machine, rig->firmware.data, rig->firmware.size, NULL),
			 0);
}

void crash_rig_go(struct crash_rig *rig)
{
	assert_int_equal(machine_run(rig->machine, machine_now(rig->machine) + PS_PER_S), 0);
}

void crash_rig_run(struct crash_rig *rig, const char *name, bool strip_frames)
{
	crash_rig_load(rig, name, strip_frames);
	crash_rig_go(rig);
}

void crash_rig_done(struct crash_rig *rig)
{
	machine_destroy(rig->machine);
	firmware_free(&rig->firmware);
}

const char *crash_rig_functions(const struct crash_report *report)
{
	static char text[4096];
	size_t length = 0;

	text[0] = '\0';
	for (size_t i = 0; i < report->backtrace.count; i++) {
		const struct backtrace_entry *entry = &report->backtrace.entries[i];
		static const char *const signs[] = {"", " < ", " ~ ", " ! "};

		length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s%s",
					   signs[entry->kind], entry->place.function,
					   entry->guessed ? "?" : "");
	}
	return text;
}

static void text_add(void *context, const char *line)
{
	fprintf(context, "%s\n", line);
}

char *crash_rig_text(const struct crash_report *report)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	assert_non_null(file);
	crash_report_print(report, text_add, file);
	fclose(file);
	return text;
}
