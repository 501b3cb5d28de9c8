/* SPDX-License-Identifier: BSD-3-Clause */
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/rpmsg.h"
#include "machine/rpmsg_report.h"

#define LOOK_AFTER (PS_PER_S / 10)

/* "0x400", "-" for none. */
static const char *address_text(const json_t *object, const char *key, char text[16])
{
	const json_t *value = json_object_get(object, key);

	if (json_is_integer(value))
		snprintf(text, 16, "0x%" PRIx64, (uint64_t)json_integer_value(value));
	else
		strcpy(text, "-");
	return text;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "-";
}

static long long number_of(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static bool is_set(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

static void channels_print(const json_t *channels)
{
	const json_t *channel;
	size_t index;

	if (!json_array_size(channels)) {
		puts("no channels");
		return;
	}
	puts("CHANNEL              VDEV  HOST        REMOTE      DRIVER");
	json_array_foreach(channels, index, channel)
	{
		char src[16];
		char dst[16];

		printf("%-20s %4lld  %-10s  %-10s  %s", text_of(channel, "service"),
		       number_of(channel, "vdev"), address_text(channel, "src", src),
		       address_text(channel, "dst", dst), text_of(channel, "driver"));
		if (json_is_integer(json_object_get(channel, "tty")))
			printf(" (ttyRPMSG%lld)", number_of(channel, "tty"));
		putchar('\n');
	}
}

static void endpoints_print(const json_t *endpoints)
{
	const json_t *endpoint;
	size_t index;

	if (!json_array_size(endpoints)) {
		puts("no endpoints");
		return;
	}
	puts("ENDPOINT  SERVICE              HOST        REMOTE      STATE    SENT      RECEIVED  LOST");
	json_array_foreach(endpoints, index, endpoint)
	{
		const json_t *sent = json_object_get(endpoint, "sent");
		char src[16];
		char dst[16];

		printf("rpmsg%-4lld %-20s %-10s  %-10s  %-7s", number_of(endpoint, "number"),
		       text_of(endpoint, "service"), address_text(endpoint, "src", src),
		       address_text(endpoint, "dst", dst),
		       is_set(endpoint, "waiting") ? "waiting"
		       : is_set(endpoint, "open")  ? "open"
						   : "-");
		if (sent)
			printf("  %-8lld  %-8lld  %lld", number_of(endpoint, "sent"),
			       number_of(endpoint, "received"), number_of(endpoint, "lost"));
		putchar('\n');
	}
}

static int report_print(json_t *report, bool as_json)
{
	if (!report)
		return cli_error("not enough memory");
	if (as_json)
		return rpmsg_json_print(report);
	channels_print(json_object_get(report, "channels"));
	putchar('\n');
	endpoints_print(json_object_get(report, "endpoints"));
	json_decref(report);
	return CLI_OK;
}

/* ---- a board of one's own ---- */

static int list_firmware(const struct rpmsg_options *options, const char *firmware)
{
	struct rpmsg_board board;
	int status = rpmsg_board_open(&board, firmware, NULL,
				      options->duration ? options->duration : LOOK_AFTER);

	if (!status)
		status = report_print(rpmsg_report_list(board.machine), options->json);
	rpmsg_board_close(&board);
	return status;
}

/* ---- one that runs ---- */

bool rpmsg_number(const char *name, const char *prefix, char stop, unsigned *number)
{
	const char *digits = name + strlen(prefix);
	char *end;
	unsigned long value;

	if (strncmp(name, prefix, strlen(prefix)) != 0 || *digits < '0' || *digits > '9')
		return false;
	value = strtoul(digits, &end, 10);
	if (*end != stop || value > UINT16_MAX)
		return false;
	*number = (unsigned)value;
	return true;
}

static int by_number(const void *a, const void *b)
{
	long left = *(const long *)a;
	long right = *(const long *)b;

	return (left > right) - (left < right);
}

static int list_sockets(const char *directory)
{
	DIR *entries = opendir(directory);
	const struct dirent *entry;
	long numbers[RPMSG_CHAR_COUNT];
	size_t count = 0;

	if (!entries)
		return cli_error("%s: %s", directory, strerror(errno));
	while ((entry = readdir(entries))) {
		unsigned number;

		if (count < RPMSG_CHAR_COUNT && rpmsg_number(entry->d_name, "rpmsg", '\0', &number))
			numbers[count++] = (long)number;
	}
	closedir(entries);
	if (!count)
		puts("no endpoints");
	qsort(numbers, count, sizeof(*numbers), by_number);
	for (size_t i = 0; i < count; i++)
		printf("%s/rpmsg%ld\n", directory, numbers[i]);
	return CLI_OK;
}

static int list_running(const struct rpmsg_options *options)
{
	struct board_entry board = {.path = ""};
	json_t *report = NULL;
	int status = options->directory ? CLI_OK : rpmsg_running(options, &board);

	if (status)
		return status;
	if (!options->directory && board.stays) {
		status = rpmsg_ask(options, "GET", "/v1/rpmsg", NULL, &report);
		return status ? status : report_print(report, options->json);
	}
	if (options->json)
		return cli_usage("rpmsg", "--json needs a firmware, a board that stays, or a "
					  "kernel: of `copro run` only its sockets can be seen");
	return list_sockets(options->directory ? options->directory : board.path);
}

int rpmsg_list(const struct rpmsg_options *options, char **arguments, int count)
{
	const struct target_options *target = &options->target;
	json_t *report;

	if (count && (target->on || target->board || target->root || options->directory))
		return cli_usage("rpmsg", "a firmware is run on a board of its own: --board, --on, "
					  "--root and --tty-dir are about another one");
	if (!count && options->duration)
		return cli_usage("rpmsg", "--for is about a firmware: name one");
	if (count)
		return list_firmware(options, arguments[0]);
	if (!rpmsg_is_kernel(options))
		return list_running(options);
	report = rpmsg_kernel_list(rpmsg_root(options));
	return report ? report_print(report, options->json) : CLI_FAILED;
}
