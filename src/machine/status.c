/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/status.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "machine/event_log.h"
#include "machine/machine_internal.h"

static void take_function(const struct machine *machine, uint32_t pc, char name[STATUS_NAME])
{
	const char *symbol = NULL;
	uint32_t into;

	if (machine->has_image)
		symbol = elf_image_symbol(&machine->image, pc, &into);
	if (symbol)
		event_log_escape(name, STATUS_NAME, symbol, strlen(symbol));
}

static void take_core(struct machine_status *status, struct machine *machine)
{
	struct cortex_m *core = board_core(machine->board);
	struct cortex_m_fault fault;

	status->instructions = machine->statistics.instructions;
	if (!board_m4_running(machine->board)) {
		status->core = MACHINE_CORE_HELD;
		return;
	}
	status->core = MACHINE_CORE_RUNS;
	if (cortex_m_asleep(core))
		status->core = board_m4_stopped(machine->board) ? MACHINE_CORE_STOPPED
								: MACHINE_CORE_SLEEPS;
	status->pc = cortex_m_get(core, CORTEX_M_PC);
	take_function(machine, status->pc, status->function);
	cortex_m_last_fault(core, &fault);
	status->faults = fault.count;
}

/* The board gives them in no order: most first, and where that is equal by place, so that the same run
 * gives the same list. */
static int by_count(const void *a, const void *b)
{
	const struct machine_refusal *x = a, *y = b;

	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	if (x->address != y->address)
		return x->address < y->address ? -1 : 1;
	if (x->pc != y->pc)
		return x->pc < y->pc ? -1 : 1;
	return strcmp(x->initiator, y->initiator);
}

static int take_refusals(struct machine_status *status, const struct machine *machine)
{
	const size_t count = board_refusals(machine->board, NULL, 0);
	struct board_refusal *places;

	status->refused = board_refused(machine->board);
	if (!count)
		return 0;
	places = calloc(count, sizeof(*places));
	status->refusals = calloc(count, sizeof(*status->refusals));
	if (!places || !status->refusals) {
		free(places);
		return -ENOMEM;
	}
	(void)board_refusals(machine->board, places, count);
	for (size_t i = 0; i < count; i++) {
		struct machine_refusal *to = &status->refusals[i];

		*to = (struct machine_refusal){
			.initiator = soc_initiator_name(places[i].initiator),
			.name = places[i].name,
			.address = places[i].address,
			.pc = places[i].pc,
			.write = places[i].write,
			.execute = places[i].execute,
			.count = places[i].count,
		};
		if (to->pc)
			take_function(machine, to->pc, to->function);
	}
	free(places);
	status->refusal_count = count;
	qsort(status->refusals, count, sizeof(*status->refusals), by_count);
	return 0;
}

int machine_status_take(struct machine_status *status, struct machine *machine)
{
	const struct status_source source = {
		.platform = &machine->platform,
		.rproc = machine_remoteproc(machine),
		.locks = machine_locks(machine),
		.ttys = machine_ttys(machine),
		.system = machine_linux(machine),
	};
	int rc;

	memset(status, 0, sizeof(*status));
	rc = status_take(&status->chip, &source);
	take_core(status, machine);
	if (!rc)
		rc = take_refusals(status, machine);
	if (rc)
		machine_status_free(status);
	return rc;
}

void machine_status_free(struct machine_status *status)
{
	status_free(&status->chip);
	free(status->refusals);
	memset(status, 0, sizeof(*status));
}

const char *machine_core_state_name(enum machine_core_state state)
{
	switch (state) {
	case MACHINE_CORE_HELD:
		return "in reset";
	case MACHINE_CORE_RUNS:
		return "runs";
	case MACHINE_CORE_SLEEPS:
		return "sleeps";
	case MACHINE_CORE_STOPPED:
		return "stopped";
	}
	return "?";
}
