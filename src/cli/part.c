/* SPDX-License-Identifier: BSD-3-Clause */
/* The parts around the chip of a board that stays: all of them, one of them, and setting what it has. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/parts.h"

struct part_options {
	struct target_options target;
};

static const struct cli_option part_table[] = {
	PARTS_BOARD(struct part_options), TARGET_JSON(struct part_options), {.name = NULL}};

int cli_parts_open(struct target *target, struct target_options *options, const char *command)
{
	options->on = TARGET_VIRTUAL;
	return target_open(target, options, command);
}

int cli_parts_list(const struct target *target, json_t **parts)
{
	struct host_error error = {.text = ""};
	int rc = client_ask(target->client, "GET", "/v1/parts", NULL, parts, &error);

	return rc ? target_error(target, &error, rc) : CLI_OK;
}

int cli_parts_set(const struct target *target, const char *name, const char *property,
		  const char *value, json_t **part)
{
	struct host_error error = {.text = ""};
	json_t *body = json_pack("{ss ss ss}", "part", name, "property", property, "value", value);
	int rc;

	if (!body)
		return cli_error("%s.%s: the value is not UTF-8 text", name, property);
	rc = client_ask(target->client, "PUT", "/v1/parts", body, part, &error);
	json_decref(body);
	return rc ? target_error(target, &error, rc) : CLI_OK;
}

const char *cli_parts_text(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "-";
}

const char *cli_parts_property(const json_t *part, const char *name)
{
	const json_t *property;
	size_t index;

	json_array_foreach(json_object_get(part, "properties"), index, property)
	{
		if (!strcmp(cli_parts_text(property, "name"), name))
			return cli_parts_text(property, "value");
	}
	return "-";
}

const json_t *cli_parts_find(const json_t *parts, const char *name)
{
	const json_t *list = json_object_get(parts, "parts");
	const json_t *part;
	size_t index;

	json_array_foreach(list, index, part)
	{
		if (!strcmp(cli_parts_text(part, "name"), name))
			return part;
	}
	(void)cli_error("the board has no part %s; `copro part` lists those that there are", name);
	return NULL;
}

void cli_parts_print_json(const json_t *object)
{
	(void)json_dumpf(object, stdout, JSON_PRESERVE_ORDER);
	putchar('\n');
}

/* ---- copro part ---- */

static void list_print(const json_t *parts)
{
	const json_t *part;
	size_t index;

	printf("%-16s%-20s%s\n", "part", "kind", "state");
	json_array_foreach(json_object_get(parts, "parts"), index, part)
	{
		const json_t *first = json_array_get(json_object_get(part, "properties"), 0);

		printf("%-16s%-20s%s\n", cli_parts_text(part, "name"), cli_parts_text(part, "kind"),
		       cli_parts_text(first, "value"));
	}
}

static void part_print(const json_t *part)
{
	const json_t *property;
	size_t index;

	printf("%s, %s\n", cli_parts_text(part, "name"), cli_parts_text(part, "kind"));
	json_array_foreach(json_object_get(part, "properties"), index, property)
	{
		printf("  %-16s%-14s %s%s\n", cli_parts_text(property, "name"),
		       cli_parts_text(property, "value"), cli_parts_text(property, "unit"),
		       json_is_true(json_object_get(property, "writable")) ? "" : " (read only)");
	}
}

static int list_show(const struct target *target, const char *name, bool json)
{
	const json_t *part;
	json_t *parts;
	int status = cli_parts_list(target, &parts);

	if (status)
		return status;
	part = name ? cli_parts_find(parts, name) : parts;
	if (!part)
		status = CLI_FAILED;
	else if (json)
		cli_parts_print_json(part);
	else if (name)
		part_print(part);
	else
		list_print(parts);
	json_decref(parts);
	return status;
}

static int property_show(const struct target *target, const char *name, const char *property)
{
	const json_t *part;
	const json_t *found;
	json_t *parts;
	size_t index;
	int status = cli_parts_list(target, &parts);

	if (status)
		return status;
	part = cli_parts_find(parts, name);
	status = CLI_FAILED;
	json_array_foreach(json_object_get(part, "properties"), index, found)
	{
		if (status && !strcmp(cli_parts_text(found, "name"), property)) {
			puts(cli_parts_text(found, "value"));
			status = CLI_OK;
		}
	}
	if (part && status)
		(void)cli_error("%s has no property %s; `copro part %s` lists those that it has",
				name, property, name);
	json_decref(parts);
	return status;
}

/* "PROPERTY=VALUE" */
static int property_set(const struct target *target, const char *name, const char *setting,
			bool json)
{
	const size_t length = strcspn(setting, "=");
	char *property = strndup(setting, length);
	json_t *part = NULL;
	int status;

	if (!property)
		return cli_error("not enough memory");
	status = cli_parts_set(target, name, property, setting + length + 1, &part);
	free(property);
	if (status)
		return status;
	if (json)
		cli_parts_print_json(part);
	json_decref(part);
	return CLI_OK;
}

static int part_run(const struct cli_command *command, char **arguments, int count)
{
	struct part_options options = {.target = {.on = TARGET_VIRTUAL}};
	int others = cli_command_parse(command, &options, arguments, count);
	const bool json = options.target.json;
	struct target target;
	int status;

	if (others < 0)
		return CLI_MISUSED;
	status = cli_parts_open(&target, &options.target, command->name);
	if (!status && others < 2)
		status = list_show(&target, others ? arguments[0] : NULL, json);
	else if (!status && strchr(arguments[1], '='))
		status = property_set(&target, arguments[0], arguments[1], json);
	else if (!status)
		status = property_show(&target, arguments[0], arguments[1]);
	target_close(&target);
	return status;
}

const struct cli_command cli_part = {
	.name = "part",
	.arguments = "[NAME [PROPERTY[=VALUE]]]",
	.summary = "show and set what is around the chip",
	.text = "Lists the parts around the chip of a virtual board, as its device tree names them;\n"
		"shows the properties of one, or one property; sets one.",
	.examples = "copro part                            all of them\n"
		    "copro part user1                      one button\n"
		    "copro part user1 bounces=5            its contact is a bad one from now on\n"
		    "copro part green state                on or off",
	.options = part_table,
	.most_arguments = 2,
	.run = part_run,
};
