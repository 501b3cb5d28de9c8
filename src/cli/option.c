/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/option.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/message.h"

#define OPTIONS_MAX   48
#define HELP_COLUMN   26
#define PS_PER_SECOND UINT64_C(1000000000000)

int cli_seconds_parse(const char *text, uint64_t *picoseconds)
{
	static const struct {
		const char *unit;
		uint64_t picoseconds;
	} units[] = {{"", PS_PER_SECOND},
		     {"s", PS_PER_SECOND},
		     {"ms", PS_PER_SECOND / 1000},
		     {"us", PS_PER_SECOND / 1000000}};
	uint64_t whole = 0;
	uint64_t fraction = 0;
	uint64_t divisor = 1;
	const char *at = text;
	bool digits = false;

	for (; *at >= '0' && *at <= '9'; at++, digits = true) {
		whole = whole * 10 + (uint64_t)(*at - '0');
		if (whole > 1000000)
			return -EINVAL; /* 11 days; keeps the product below in range */
	}
	if (*at == '.') {
		for (at++; *at >= '0' && *at <= '9'; at++, digits = true) {
			if (divisor >= 1000000)
				continue;
			fraction = fraction * 10 + (uint64_t)(*at - '0');
			divisor *= 10;
		}
	}
	if (!digits)
		return -EINVAL;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (!strcmp(at, units[i].unit)) {
			*picoseconds = whole * units[i].picoseconds +
				       units[i].picoseconds / divisor * fraction;
			return 0;
		}
	}
	return -EINVAL;
}

static const struct cli_option *option_long(const struct cli_option *table, const char *name,
					    size_t length)
{
	for (; table->name; table++) {
		if (strlen(table->name) == length && !strncmp(table->name, name, length))
			return table;
	}
	return NULL;
}

static const struct cli_option *option_short(const struct cli_option *table, char letter)
{
	for (; table->name; table++) {
		if (table->letter && table->letter == letter)
			return table;
	}
	return NULL;
}

static bool option_takes_argument(const struct cli_option *option)
{
	return option->type == CLI_TEXT || option->type == CLI_SECONDS ||
	       option->type == CLI_SOME_SECONDS || option->type == CLI_CALL;
}

int cli_seconds_take(const char *command, const struct cli_option *option, const char *argument,
		     bool some, uint64_t *picoseconds)
{
	if (cli_seconds_parse(argument, picoseconds)) {
		cli_usage(command, "--%s takes a time such as 2, 0.5 or 250ms, not \"%s\"",
			  option->name, argument);
		return -EINVAL;
	}
	if (some && !*picoseconds) {
		cli_usage(command, "--%s needs more than 0 s", option->name);
		return -EINVAL;
	}
	return 0;
}

static int option_take(const struct cli_option *option, void *options, const char *command,
		       const char *argument)
{
	void *target = (char *)options + option->target;

	switch (option->type) {
	case CLI_FLAG:
		*(bool *)target = true;
		return 0;
	case CLI_COUNT:
		(*(unsigned *)target)++;
		return 0;
	case CLI_CHOICE:
		*(int *)target = option->value;
		return 0;
	case CLI_TEXT:
	case CLI_OPTIONAL:
		*(const char **)target = argument ? argument : "";
		return 0;
	case CLI_SECONDS:
	case CLI_SOME_SECONDS:
		return cli_seconds_take(command, option, argument, option->type == CLI_SOME_SECONDS,
					target);
	case CLI_CALL:
		return option->take(target, option, argument);
	}
	return -EINVAL;
}

static int option_unknown(const struct cli_option *table, const char *command, const char *given)
{
	const char *names[OPTIONS_MAX + 1] = {NULL};
	const char *nearest;
	char name[48];
	size_t length = strcspn(given, "=");
	size_t count = 0;

	for (; count < OPTIONS_MAX && table[count].name; count++)
		names[count] = table[count].name;
	if (length >= sizeof(name))
		length = sizeof(name) - 1;
	memcpy(name, given, length);
	name[length] = '\0';
	nearest = cli_nearest(name, names);
	if (nearest)
		cli_usage(command, "there is no option --%s: did you mean --%s?", name, nearest);
	else
		cli_usage(command, "there is no option --%s", name);
	return -EINVAL;
}

static bool is_number(const char *text)
{
	return text[0] && !text[strspn(text, "0123456789")];
}

/* --name, --name=value, --name value. Returns how many arguments it used. */
static int option_parse_long(const struct cli_option *table, void *options, const char *command,
			     char **arguments)
{
	const char *name = arguments[0] + 2;
	size_t length = strcspn(name, "=");
	const struct cli_option *option = option_long(table, name, length);
	const char *value = name[length] == '=' ? name + length + 1 : NULL;
	int used = 1;
	int rc;

	if (!option)
		return option_unknown(table, command, name);
	if (option->type == CLI_OPTIONAL && !value) {
		/* What else follows is the command's own, not the option's. */
		value = arguments[1] && is_number(arguments[1]) ? arguments[1] : NULL;
		used = value ? 2 : 1;
	} else if (!option_takes_argument(option) && option->type != CLI_OPTIONAL && value) {
		cli_usage(command, "--%s takes no value", option->name);
		return -EINVAL;
	}
	if (option_takes_argument(option) && !value) {
		value = arguments[1];
		used = 2;
		if (!value) {
			cli_usage(command, "--%s needs its %s", option->name, option->argument);
			return -EINVAL;
		}
	}
	rc = option_take(option, options, command, value);
	return rc ? rc : used;
}

/* -v, -vv, -oVALUE, -o VALUE. Returns how many arguments it used. */
static int option_parse_short(const struct cli_option *table, void *options, const char *command,
			      char **arguments)
{
	for (const char *letter = arguments[0] + 1; *letter; letter++) {
		const struct cli_option *option = option_short(table, *letter);
		const char *value = NULL;
		int used = 1;
		int rc;

		if (!option) {
			cli_usage(command, "there is no option -%c", *letter);
			return -EINVAL;
		}
		if (option_takes_argument(option)) {
			value = letter[1] ? letter + 1 : arguments[1];
			used = letter[1] ? 1 : 2;
			if (!value) {
				cli_usage(command, "-%c needs its %s", *letter, option->argument);
				return -EINVAL;
			}
		}
		rc = option_take(option, options, command, value);
		if (rc || value)
			return rc ? rc : used;
	}
	return 1;
}

int cli_options_parse(const struct cli_option *table, void *options, const char *command,
		      char **arguments, int argc)
{
	int others = 0;
	int at = 0;

	while (at < argc) {
		char *argument = arguments[at];
		int used = 1;

		if (!strcmp(argument, "--")) {
			for (at++; at < argc; at++)
				arguments[others++] = arguments[at];
			break;
		}
		if (argument[0] != '-' || !argument[1])
			arguments[others++] = argument;
		else if (argument[1] == '-')
			used = option_parse_long(table, options, command, &arguments[at]);
		else
			used = option_parse_short(table, options, command, &arguments[at]);
		if (used < 0)
			return used;
		at += used;
	}
	arguments[others] = NULL;
	return others;
}

void cli_options_print(const struct cli_option *table)
{
	for (; table->name; table++) {
		const char *line = table->help;
		int column = table->letter ? printf("  -%c, ", table->letter) : printf("      ");

		bool optional = table->type == CLI_OPTIONAL;

		column += printf("--%s%s%s%s", table->name,
				 optional	   ? "[="
				 : table->argument ? " "
						   : "",
				 table->argument ? table->argument : "", optional ? "]" : "");
		if (column >= HELP_COLUMN) {
			putchar('\n');
			column = 0;
		}
		while (line) {
			const char *end = strchr(line, '\n');
			int length = end ? (int)(end - line) : (int)strlen(line);

			printf("%*s%.*s\n", HELP_COLUMN - column, "", length, line);
			column = 0;
			line = end ? end + 1 : NULL;
		}
	}
}
