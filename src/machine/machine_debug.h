/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a debugger needs of a machine besides its Cortex-M4: that the rest stands still while the core is
 * halted, as if the whole chip and its Linux were stopped together.
 *
 * While a machine is frozen its virtual time stands. No timer fires and no doorbell is answered; what other
 * programs write to a tty waits there. Handles on machine_loop() are served as ever. machine_stop() waits
 * for the debugger too: whoever does not want to cuts it off first.
 */
#ifndef COPRO_MACHINE_MACHINE_DEBUG_H
#define COPRO_MACHINE_MACHINE_DEBUG_H

#include <stdbool.h>

#include "machine/machine.h"

struct machine_debugger {
	/* The machine is frozen now: the Cortex-M4 halted (cortex_m_halted(), cortex_m_last_halt()), or is
	 * in reset and machine_freeze() was called. Between two slices; may call machine_thaw(). */
	void (*frozen)(void *context);
	/* As machine_config.event, after it. May be NULL. */
	void (*event)(void *context, const struct machine_event *event);
	void *context;
};

/* Copied; NULL: there is none any more. */
void machine_set_debugger(struct machine *machine, const struct machine_debugger *debugger);

/* Halts the Cortex-M4 and freezes the machine as soon as that has happened; a core in reset needs no halt.
 * Ignored when frozen. Not in the middle of a slice. */
void machine_freeze(struct machine *machine);

/* Time goes on, with what the host has to do first; who calls has told the core to go on. Ignored unless
 * frozen. */
void machine_thaw(struct machine *machine);

bool machine_frozen(const struct machine *machine);

#endif
