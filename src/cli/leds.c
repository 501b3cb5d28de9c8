/* SPDX-License-Identifier: BSD-3-Clause */
/* The LEDs of a board that stays. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/parts.h"

#define LINE_MAX_SIZE 16384u /* of an event; longer ones are no LED's */

struct leds_options {
	struct target_options target;
	bool follow;
};

static const struct cli_option leds_table[] = {
	{.name = "follow",
	 .letter = 'f',
	 .help = "go on with each change, until Ctrl-C or the end of the board",
	 .type = CLI_FLAG,
	 .target = offsetof(struct leds_options, follow)},
	PARTS_BOARD(struct leds_options),
	TARGET_JSON(struct leds_options),
	{.name = NULL}};

static bool is_led(const json_t *part)
{
	return !strcmp(cli_parts_text(part, "kind"), "led");
}

static int leds_show(const struct target *target, bool json)
{
	const json_t *part;
	json_t *leds = json_array();
	json_t *parts;
	size_t index;
	int status = cli_parts_list(target, &parts);

	if (status) {
		json_decref(leds);
		return status;
	}
	if (!json)
		printf("%-16s%-6s%-14s%s\n", "led", "state", "since", "changes");
	json_array_foreach(json_object_get(parts, "parts"), index, part)
	{
		if (!is_led(part))
			continue;
		json_array_append(leds, (json_t *)(uintptr_t)part);
		if (!json)
			printf("%-16s%-6s%-14s%s\n", cli_parts_text(part, "name"),
			       cli_parts_property(part, "state"), cli_parts_property(part, "since"),
			       cli_parts_property(part, "changes"));
	}
	if (json) {
		json_t *object = json_pack("{sO}", "leds", leds);

		cli_parts_print_json(object);
		json_decref(object);
	}
	json_decref(leds);
	json_decref(parts);
	return CLI_OK;
}

/* ---- following ---- */

struct follower {
	bool json;
	size_t length;
	bool too_long; /* the present line is left out */
	char line[LINE_MAX_SIZE];
};

static bool event_print(const struct follower *follower, const char *line, size_t length)
{
	json_t *event = json_loadb(line, length, 0, NULL);
	bool written = true;

	if (event && !strcmp(cli_parts_text(event, "source"), "part") && is_led(event)) {
		const uint64_t time =
			(uint64_t)json_integer_value(json_object_get(event, "time_ns"));

		if (follower->json)
			written = printf("%.*s\n", (int)length, line) > 0;
		else
			written = printf("[%5" PRIu64 ".%06" PRIu64 "] led: %s %s\n",
					 time / 1000000000, time % 1000000000 / 1000,
					 cli_parts_text(event, "name"),
					 cli_parts_text(event, "text")) > 0;
	}
	json_decref(event);
	return written && !fflush(stdout);
}

/* Pieces of the stream of events, lines cut anywhere. */
static bool follow_take(void *context, const void *data, size_t length)
{
	struct follower *follower = context;
	const char *bytes = data;

	for (size_t i = 0; i < length; i++) {
		if (bytes[i] != '\n') {
			if (follower->length == sizeof(follower->line))
				follower->too_long = true;
			else
				follower->line[follower->length++] = bytes[i];
			continue;
		}
		if (!follower->too_long && !event_print(follower, follower->line, follower->length))
			return false;
		follower->length = 0;
		follower->too_long = false;
	}
	return true;
}

static int leds_follow(const struct target *target, bool json)
{
	struct follower *follower = calloc(1, sizeof(*follower));
	struct host_error error = {.text = ""};
	int rc;

	if (!follower)
		return cli_error("not enough memory");
	follower->json = json;
	rc = client_get(target->client, "/v1/events?follow&from=now", follow_take, follower,
			&error);
	free(follower);
	if (rc == -ECANCELED)
		return cli_error("writing to the standard output failed");
	return rc ? target_error(target, &error, rc) : CLI_OK;
}

static int leds_run(const struct cli_command *command, char **arguments, int count)
{
	struct leds_options options = {.target = {.on = TARGET_VIRTUAL}};
	struct target target;
	int status;

	if (cli_command_parse(command, &options, arguments, count) < 0)
		return CLI_MISUSED;
	status = cli_parts_open(&target, &options.target, command->name);
	if (!status)
		status = leds_show(&target, options.target.json);
	if (!status && !fflush(stdout) && options.follow)
		status = leds_follow(&target, options.target.json);
	target_close(&target);
	return status;
}

const struct cli_command cli_leds = {
	.name = "leds",
	.arguments = "",
	.summary = "show the LEDs of a board",
	.text = "Prints which LEDs of a virtual board are on, since when (seconds of virtual time), and\n"
		"how often each has changed since power-on.",
	.examples = "copro leds                   as they are now\n"
		    "copro leds -f                and each change from now on",
	.options = leds_table,
	.run = leds_run,
};
