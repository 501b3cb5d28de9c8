/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/machine_debug.h"

#include "machine/machine_internal.h"

void machine_set_debugger(struct machine *machine, const struct machine_debugger *debugger)
{
	machine->debugger = debugger ? *debugger : (struct machine_debugger){.context = NULL};
}

void machine_freeze(struct machine *machine)
{
	if (machine->frozen)
		return;
	machine->freeze_request = true;
	cortex_m_halt(board_core(machine->board));
}

void machine_thaw(struct machine *machine)
{
	machine->freeze_request = false;
	if (!machine->frozen)
		return;
	machine->frozen = false;
	machine->thawed = true;
	/* The time that it stood is not to be made up for. */
	machine->pace.started = false;
}

bool machine_frozen(const struct machine *machine)
{
	return machine->frozen;
}

bool machine_freezes(const struct machine *machine, enum board_exit exit)
{
	return exit == BOARD_HALTED ||
	       (machine->freeze_request && !board_m4_running(machine->board));
}

void machine_frozen_now(struct machine *machine)
{
	machine->frozen = true;
	machine->freeze_request = false;
	if (machine->debugger.frozen)
		machine->debugger.frozen(machine->debugger.context);
}
