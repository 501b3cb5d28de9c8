/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/beside.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/message.h"

static void beside_event(void *context, const struct machine_event *event)
{
	struct beside *beside = context;

	if (!beside->options->quiet)
		event_log_write(&beside->log, event);
	if (!strcmp(event->kind, "crash")) {
		beside->crashed = true;
		snprintf(beside->reason, sizeof(beside->reason), "%s",
			 event->text ? event->text : "");
	}
	if (beside->machine && (beside->crashed || beside->log.failed))
		machine_end(beside->machine);
}

int beside_open(struct beside *beside, const struct run_options *options,
		const struct event_log *log)
{
	const struct machine_config config = {
		.pace = MACHINE_FAST,
		.engineering_boot = options->engineering,
		.strict = options->strict,
		.as_linux = options->as_linux,
		.answer_within = options->answer_within,
		.firmware_name = options->beside,
		.event = beside_event,
		.context = beside,
	};
	int status;
	int rc;

	beside->options = options;
	if (!options->beside)
		return CLI_OK;
	beside->log = *log;
	beside->log.board = "board 2";
	status = firmware_file_read(&beside->firmware, options->beside);
	if (status)
		return status;
	rc = machine_create(&beside->machine, &config);
	return rc ? cli_error("the second board cannot be made: %s", strerror(-rc)) : CLI_OK;
}

/* Without a second board both ends are of the first. */
static int wires_lay(struct beside *beside, struct machine *first)
{
	struct machine *second = beside->machine ? beside->machine : first;

	for (unsigned i = 0; beside->options->wires[i]; i++) {
		char error[WIRE_ERROR] = "not enough memory";

		if (wire_create(&beside->wires[i], beside->options->wires[i], machine_board(first),
				machine_board(second), error))
			return cli_error("--join %s: %s", beside->options->wires[i], error);
	}
	return CLI_OK;
}

int beside_start(struct beside *beside, struct machine *first)
{
	struct host_error error = {.text = ""};
	int status;
	int rc;

	status = wires_lay(beside, first);
	if (status || !beside->machine)
		return status;
	rc = machine_start(beside->machine, beside->firmware.data, beside->firmware.size, &error);
	if (!rc)
		return CLI_OK;
	if (error.text[0])
		return firmware_file_error(&beside->firmware, &error);
	return cli_error("%s: it does not start: %s", beside->firmware.path, strerror(-rc));
}

int beside_run(struct beside *beside, struct machine *first, uint64_t until)
{
	if (!beside->machine)
		return machine_run(first, until);
	beside->pair.machines[0] = first;
	beside->pair.machines[1] = beside->machine;
	beside->pair.real_time = beside->options->pace == MACHINE_REAL_TIME;
	return pair_run(&beside->pair, until);
}

int beside_stop(struct beside *beside)
{
	int rc;

	if (!beside->machine)
		return CLI_OK;
	rc = machine_stop(beside->machine);
	machine_tell_end(beside->machine);
	if (beside->crashed)
		return cli_error("%s: the firmware of the second board crashed: %s",
				 beside->firmware.path, beside->reason);
	if (beside->log.failed)
		return cli_error("writing to the standard output failed");
	if (rc && rc != -EHOSTDOWN)
		return cli_error("the firmware of the second board cannot be stopped: %s",
				 strerror(-rc));
	return CLI_OK;
}

void beside_part(struct beside *beside)
{
	for (unsigned i = 0; i < RUN_WIRES; i++) {
		wire_destroy(beside->wires[i]);
		beside->wires[i] = NULL;
	}
}

void beside_close(struct beside *beside)
{
	beside_part(beside);
	machine_destroy(beside->machine);
	beside->machine = NULL;
	firmware_file_free(&beside->firmware);
}
