/* SPDX-License-Identifier: BSD-3-Clause */
/* A crash report and the board's memory as a core file for gdb. */
#ifndef COPRO_MACHINE_CRASH_CORE_H
#define COPRO_MACHINE_CRASH_CORE_H

#include "board/board.h"
#include "host/coredump.h"
#include "machine/crash_report.h"

/* RETRAM and SRAM1 to SRAM4 at the Cortex-M4's addresses, each followed by its alias, and the system control
 * space. */
#define CRASH_SEGMENTS 10u

/* Fills in what the Cortex-M4 has of memory now; returns how many. The bytes are the board's and the
 * report's. */
size_t crash_core_segments(const struct crash_report *report, struct board *board,
			   struct coredump_segment segments[CRASH_SEGMENTS]);

/* Streams the core file. As coredump_write_gdb(). */
COPRO_MUST_CHECK int crash_core_write(const struct coredump_sink *sink,
				      const struct crash_report *report, struct board *board);

/*
 * Writes it to a file. 0, or a negative errno: then there is no file of that name, unless it was there before
 * and could not be opened.
 */
COPRO_MUST_CHECK int crash_core_save(const char *path, const struct crash_report *report,
				     struct board *board);

#endif
