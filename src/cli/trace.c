/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/command.h"
#include "cli/target.h"

/* debugfs has no way to wait. */
#define LOOK_NS 200000000L

struct trace_options {
	struct target_options target;
	bool follow;
};

static const struct cli_option trace_table[] = {
	{.name = "follow",
	 .letter = 'f',
	 .help = "go on with what is logged from now on, until Ctrl-C or the\n"
		 "end of the board",
	 .type = CLI_FLAG,
	 .target = offsetof(struct trace_options, follow)},
	TARGET_OPTIONS(struct trace_options),
	{.name = NULL}};

static bool take(void *context, const void *data, size_t length)
{
	(void)context;
	return fwrite(data, 1, length, stdout) == length && !fflush(stdout);
}

static int virtual_get(const struct target *target, const char *path)
{
	struct host_error error = {.text = ""};
	int rc = client_get(target->client, path, take, NULL, &error);

	if (rc == -ECANCELED)
		return cli_error("writing to the standard output failed");
	return rc ? target_error(target, &error, rc) : CLI_OK;
}

/* ---- the kernel's ---- */

/* What of `now` is new since `before`. A log that starts with what it had before has been added to;
 * another one was started over, or has gone round. */
static const char *fresh(const char *before, const char *now)
{
	const size_t length = before ? strlen(before) : 0;

	return length && !strncmp(before, now, length) ? now + length : now;
}

static int kernel_trace(const struct target *target, const char *name, bool follow)
{
	struct timespec step = {.tv_nsec = LOOK_NS};
	struct host_error error = {.text = ""};
	char *before = NULL, *now;
	bool written = true;
	size_t length;
	int rc;

	do {
		rc = kernel_remoteproc_debug(&target->kernel, name, &now, &length, &error);
		/* While it follows, the coprocessor may stop and start again. */
		if (rc == -ENOENT && before) {
			rc = 0;
		} else if (!rc) {
			const char *more = fresh(before, now);

			written = take(NULL, more, strlen(more));
			free(before);
			before = now;
		}
		if (!rc && follow && written)
			nanosleep(&step, NULL);
	} while (!rc && follow && written);
	free(before);
	if (!written)
		return cli_error("writing to the standard output failed");
	return rc ? target_error(target, &error, rc) : CLI_OK;
}

static int trace_run(const struct cli_command *command, char **arguments, int count)
{
	struct trace_options options = {.target = {.on = TARGET_UNSET}};
	int others = cli_command_parse(command, &options, arguments, count);
	const char *number = others > 0 ? arguments[0] : "0";
	struct target target;
	char name[64];
	int status;

	if (others < 0)
		return CLI_MISUSED;
	if (strlen(number) != 1 || !strchr("0123456789", number[0]))
		return cli_usage("trace",
				 "N is the number of a trace buffer, such as 0, not \"%s\"",
				 number);
	status = target_open(&target, &options.target, command->name);
	if (!status && target.kind == TARGET_KERNEL) {
		(void)snprintf(name, sizeof(name), "trace%s", number);
		status = kernel_trace(&target, name, options.follow);
	} else if (!status) {
		(void)snprintf(name, sizeof(name), "/v1/trace/%s%s", number,
			       options.follow ? "?follow" : "");
		status = virtual_get(&target, name);
	}
	target_close(&target);
	return status;
}

const struct cli_command cli_trace = {
	.name = "trace",
	.arguments = "[N]",
	.summary = "show what the firmware of a board logs",
	.text = "Prints the text of trace buffer N, 0 by default: of a virtual board the newest 128 KB\n"
		"since its power-on, over all starts; of a kernel what is in debugfs's traceN now, which\n"
		"--follow reads five times a second.",
	.examples = "copro trace                  what was logged\n"
		    "copro trace -f               and what comes\n"
		    "copro trace --on kernel      what debugfs has",
	.options = trace_table,
	.most_arguments = 1,
	.run = trace_run,
};

/* ---- the boot log ---- */

static const struct cli_option boot_log_table[] = {TARGET_OPTIONS(struct trace_options),
						   {.name = NULL}};

static int boot_log_run(const struct cli_command *command, char **arguments, int count)
{
	struct trace_options options = {.target = {.on = TARGET_UNSET}};
	struct target target;
	int status;

	if (cli_command_parse(command, &options, arguments, count) < 0)
		return CLI_MISUSED;
	status = target_open(&target, &options.target, command->name);
	if (!status && target.kind == TARGET_KERNEL)
		status = cli_error(
			"a kernel's boot log is that of `dmesg` and of the serial console");
	else if (!status)
		status = virtual_get(&target, "/v1/boot-log");
	target_close(&target);
	return status;
}

const struct cli_command cli_boot_log = {
	.name = "boot-log",
	.arguments = "",
	.summary = "show what the boot chain of a board did",
	.text = "Prints what the trusted firmware, the boot loader and Linux did on the virtual board\n"
		"when it last booted, with all details.",
	.examples = "copro boot-log               of the one board that runs",
	.options = boot_log_table,
	.run = boot_log_run,
};
