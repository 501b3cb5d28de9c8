/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/booted.h"

#include <stdio.h>
#include <string.h>

#include "cli/message.h"

#define DEFAULT_DURATION (PS_PER_S / 10)

/* The output is what was asked for: what goes wrong on the way there is said elsewhere. */
static void booted_event(void *context, const struct machine_event *event)
{
	(void)context;
	if (event->level >= MACHINE_EVENT_WARNING)
		fprintf(stderr, "copro: %s: %s\n", event->source, event->text);
}

static int firmware_run(struct booted *booted, uint64_t duration)
{
	struct host_error error = {.text = ""};
	int rc = machine_start(booted->machine, booted->firmware.data, booted->firmware.size,
			       &error);

	if (rc && error.text[0])
		return firmware_file_error(&booted->firmware, &error);
	if (rc)
		return cli_error("%s: it does not start: %s", booted->firmware.path, strerror(-rc));
	rc = machine_run(booted->machine, duration);
	return rc ? cli_error("the event loop failed: %s", strerror(-rc)) : CLI_OK;
}

static int booted_open(struct booted *booted, const char *command,
		       const struct booted_options *options, const char *firmware)
{
	struct machine_config config = {
		.boot_only = !firmware,
		.last_stage = BOOT_LINUX,
		.event = booted_event,
	};
	int status;
	int rc;

	memset(booted, 0, sizeof(*booted));
	if (!options->duration)
		return cli_usage(command, "--for needs more than 0 s");
	if (options->duration != BOOTED_UNSET && !firmware)
		return cli_usage(command, "--for is about a firmware: name one");
	if (firmware) {
		status = firmware_file_read(&booted->firmware, firmware);
		if (status)
			return status;
	}
	status = boot_trees_read(&booted->trees, options->dtb, options->tfa_dtb);
	if (status)
		return status;
	boot_trees_use(&booted->trees, &config);
	rc = machine_create(&booted->machine, &config);
	if (rc)
		return boot_trees_error(&booted->trees, rc);
	booted->system = machine_linux(booted->machine);
	if (!booted->system)
		return cli_error("Linux has not booted");
	if (!firmware)
		return CLI_OK;
	return firmware_run(booted, options->duration == BOOTED_UNSET ? DEFAULT_DURATION
								      : options->duration);
}

static void booted_close(struct booted *booted)
{
	machine_destroy(booted->machine);
	firmware_file_free(&booted->firmware);
	boot_trees_free(&booted->trees);
}

int booted_show(const char *command, const struct booted_options *options, const char *firmware,
		int (*show)(const struct booted *booted, const struct booted_options *options,
			    const void *context),
		const void *context)
{
	struct booted booted;
	int status = booted_open(&booted, command, options, firmware);

	if (!status)
		status = show(&booted, options, context);
	booted_close(&booted);
	return status;
}

int booted_run(const struct cli_command *command, char **arguments, int count,
	       int (*show)(const struct booted *booted, const struct booted_options *options,
			   const void *context),
	       const void *context)
{
	struct booted_options options = BOOTED_DEFAULTS;
	int others = cli_command_parse(command, &options, arguments, count);

	if (others < 0)
		return CLI_MISUSED;
	return booted_show(command->name, &options, others ? arguments[0] : NULL, show, context);
}
