/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs a test firmware that crashes until its report is told, and leaves the machine standing there. */
#ifndef COPRO_TESTS_MACHINE_CRASH_RIG_H
#define COPRO_TESTS_MACHINE_CRASH_RIG_H

#include "firmware.h"
#include "machine/crash_report.h"

struct crash_rig {
	struct machine *machine;
	struct firmware firmware;
	unsigned crashes; /* told by the remoteproc */
	unsigned reports;
	char reason[CRASH_REASON]; /* of the former */
	unsigned faults;
	uint32_t fault_pc[4]; /* of the first ones told */
	char last_fault[CRASH_REASON];
};

/* COPRO_TEST_FIRMWARE_DIR/NAME.elf. Runs for a second of virtual time at most. `strip_frames`: the file has no
 * call frame information. */
void crash_rig_run(struct crash_rig *rig, const char *name, bool strip_frames);
/* The same in two steps, to change the board in between. */
void crash_rig_load(struct crash_rig *rig, const char *name, bool strip_frames);
void crash_rig_go(struct crash_rig *rig);
void crash_rig_done(struct crash_rig *rig);

/* The functions of the report's backtrace, innermost first: "a < b < c", guessed ones with a ?. */
const char *crash_rig_functions(const struct crash_report *report);

/* The whole report as text. The caller's to free. */
char *crash_rig_text(const struct crash_report *report);

#endif
