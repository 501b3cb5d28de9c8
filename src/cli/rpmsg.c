/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/rpmsg.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/subcommand.h"

enum rpmsg_option {
	OPTION_SERVICE,
	OPTION_COUNT,
	OPTION_SIZE,
	OPTION_WINDOW,
	OPTION_INTERVAL,
	OPTION_TIMEOUT,
	OPTION_WAIT,
	OPTION_FOR,
	OPTION_RAW,
	OPTION_JSON,
	OPTION_DIRECTORY,
	OPTION_BOARD,
	OPTION_ON,
	OPTION_ROOT
};

#define BIT(option) (1u << (option))

static int number_take(const struct cli_option *option, const char *argument, uint32_t *number)
{
	char *end;
	unsigned long long value = strtoull(argument, &end, 10);

	if (*argument < '0' || *argument > '9' || *end || value > UINT32_MAX) {
		cli_usage("rpmsg", "--%s needs a number, such as 16, not \"%s\"", option->name,
			  argument);
		return -EINVAL;
	}
	*number = (uint32_t)value;
	return 0;
}

/* An option with the value 0 is one that was not given: its default would be taken. */
static int count_take(const struct cli_option *option, const char *argument, uint32_t *number)
{
	const int rc = number_take(option, argument, number);

	if (rc || *number)
		return rc;
	cli_usage("rpmsg", "--%s needs more than 0", option->name);
	return -EINVAL;
}

static int time_take(const struct cli_option *option, const char *argument, uint64_t *ps)
{
	return cli_seconds_take("rpmsg", option, argument, true, ps);
}

static int size_take(struct rpmsg_options *options, const struct cli_option *option,
		     const char *argument)
{
	if (options->size_count == RPMSG_SIZES) {
		cli_usage("rpmsg", "more than %u sizes are too many", RPMSG_SIZES);
		return -EINVAL;
	}
	return number_take(option, argument, &options->sizes[options->size_count++]);
}

static int take(void *target, const struct cli_option *option, const char *argument)
{
	struct rpmsg_options *options = target;

	options->given |= BIT(option->value);
	switch ((enum rpmsg_option)option->value) {
	case OPTION_SERVICE:
		options->service = argument;
		return 0;
	case OPTION_COUNT:
		return count_take(option, argument, &options->count);
	case OPTION_SIZE:
		return size_take(options, option, argument);
	case OPTION_WINDOW:
		return count_take(option, argument, &options->window);
	case OPTION_INTERVAL:
		return time_take(option, argument, &options->interval);
	case OPTION_TIMEOUT:
		return time_take(option, argument, &options->timeout);
	case OPTION_WAIT:
		return cli_seconds_take("rpmsg", option, argument, false, &options->wait);
	case OPTION_FOR:
		return time_take(option, argument, &options->duration);
	case OPTION_DIRECTORY:
		options->directory = argument;
		return 0;
	case OPTION_BOARD:
		options->target.board = argument;
		return 0;
	case OPTION_ON:
		return target_take_on(&options->target.on, option, argument);
	case OPTION_ROOT:
		options->target.root = argument;
		return 0;
	case OPTION_RAW:
	case OPTION_JSON:
		break;
	}
	return 0;
}

#define ROW(id, word, of, text)                                                                    \
	{                                                                                          \
		.name = (word), .argument = (of), .help = (text), .type = CLI_CALL, .value = (id), \
		.take = take                                                                       \
	}

static const struct cli_option rpmsg_table[] = {
	ROW(OPTION_SERVICE, "service", "NAME",
	    "ping, bench: the service to talk to; default: the first\n"
	    "that is announced of rpmsg-raw, rpmsg_chrdev, rpmsg-tty,\n"
	    "rpmsg-tty-channel, rpmsg-client-sample"),
	ROW(OPTION_COUNT, "count", "N",
	    "listen: end after N messages; send: wait for N answers;\n"
	    "ping: round trips, default 1000; bench: messages of a\n"
	    "row, default 20000"),
	ROW(OPTION_SIZE, "size", "BYTES",
	    "ping, bench: of each message; bench takes several;\n"
	    "default 16, and 16, 64, 256 and 496 for bench"),
	ROW(OPTION_WINDOW, "window", "N", "bench: messages under way at a time; default 16"),
	ROW(OPTION_INTERVAL, "interval", "S",
	    "ping: virtual time from an answer to the next message;\n"
	    "default 1 ms"),
	ROW(OPTION_TIMEOUT, "timeout", "S",
	    "listen, send: end when nothing came for so long; default:\n"
	    "listen never, send 5 s. ping: virtual time until a\n"
	    "message counts as lost, default 1 s"),
	ROW(OPTION_WAIT, "wait", "S",
	    "listen, send: wait this long for the endpoint to appear;\n"
	    "default: not at all"),
	ROW(OPTION_FOR, "for", "S",
	    "list FIRMWARE: look after so many seconds of virtual\n"
	    "time; default 0.1"),
	{.name = "raw",
	 .help = "listen, send: print the bytes as they are",
	 .type = CLI_FLAG,
	 .target = offsetof(struct rpmsg_options, raw)},
	{.name = "json",
	 .help = "list, ping, bench: the same as one JSON object",
	 .type = CLI_FLAG,
	 .target = offsetof(struct rpmsg_options, json)},
	ROW(OPTION_DIRECTORY, "tty-dir", "DIR",
	    "the directory given to `copro run --tty-dir`;\n"
	    "default: that of the board"),
	ROW(OPTION_BOARD, "board", "NAME",
	    "the virtual board of that name; default: $COPRO_BOARD, or\n"
	    "the only one that runs"),
	ROW(OPTION_ON, "on", "WHAT",
	    "virtual: a virtual board; kernel: for list, listen, send\n"
	    "the Linux of this computer, by its /sys/bus/rpmsg and\n"
	    "/dev/rpmsgN"),
	ROW(OPTION_ROOT, "root", "DIR", "the kernel whose sys/ and dev/ are in DIR; default /"),
	{.name = NULL}};

#define WHICH (BIT(OPTION_DIRECTORY) | BIT(OPTION_BOARD) | BIT(OPTION_ON) | BIT(OPTION_ROOT))
#define TALK  (BIT(OPTION_COUNT) | BIT(OPTION_TIMEOUT) | BIT(OPTION_WAIT))

static const struct {
	struct subcommand row;
	int (*run)(const struct rpmsg_options *options, char **arguments, int count);
} subcommands[] = {
	{{"list", BIT(OPTION_FOR) | WHICH, 0, 1, "[FIRMWARE]"}, rpmsg_list},
	{{"listen", TALK | WHICH, 0, 1, "[WHERE]"}, rpmsg_listen},
	{{"send", TALK | WHICH, 1, 1000, "WHERE [TEXT]..."}, rpmsg_send_messages},
	{{"ping",
	  BIT(OPTION_SERVICE) | BIT(OPTION_COUNT) | BIT(OPTION_SIZE) | BIT(OPTION_INTERVAL) |
		  BIT(OPTION_TIMEOUT) | BIT(OPTION_BOARD) | BIT(OPTION_ON),
	  0, 1, "[FIRMWARE]"},
	 rpmsg_ping},
	{{"bench", BIT(OPTION_SERVICE) | BIT(OPTION_COUNT) | BIT(OPTION_SIZE) | BIT(OPTION_WINDOW),
	  1, 1, "FIRMWARE"},
	 rpmsg_bench},
};

#define SUBCOMMANDS (sizeof(subcommands) / sizeof(subcommands[0]))

static int rpmsg_run(const struct cli_command *command, char **arguments, int count)
{
	struct rpmsg_options options = {.given = 0};
	int others = cli_command_parse(command, &options, arguments, count);
	int which;

	if (others < 0)
		return CLI_MISUSED;
	which = subcommand_find(command->name, &subcommands[0].row, SUBCOMMANDS,
				sizeof(subcommands[0]), arguments[0]);
	if (which < 0 || subcommand_check(command->name, &subcommands[which].row, rpmsg_table,
					  options.given, arguments + 1, others - 1))
		return CLI_MISUSED;
	if (options.directory && (options.target.board || options.target.on))
		return cli_usage("rpmsg", "--tty-dir says which board: give --board or --on alone");
	return subcommands[which].run(&options, arguments + 1, others - 1);
}

const struct cli_command cli_rpmsg = {
	.name = "rpmsg",
	.arguments = "list|listen|send|ping|bench [ARGUMENT]...",
	.summary = "messages to a firmware, one by one, and where their time goes",
	.text = "list [FIRMWARE]       the channels and endpoints of a firmware that is run for a moment on\n"
		"                      a board of its own; without it, those of the board that runs\n"
		"listen [WHERE]        print what comes to an endpoint of the board that runs, a message a line\n"
		"send WHERE [TEXT]...  send each TEXT as a message, or each line of the standard input;\n"
		"                      \\n \\r \\t \\e \\0 \\\\ \\xHH stand for single bytes\n"
		"ping [FIRMWARE]       send messages to a service that sends them back, and split the round\n"
		"                      trip by hop, in cycles of the Cortex-M4 and in this computer's time\n"
		"bench FIRMWARE        as many messages a second as go, echoed; one direction as well if it\n"
		"                      has the services rpmsg-sink and rpmsg-source, as rpmsg-echo.elf\n\n"
		"WHERE is the N of rpmsgN, by default 0. A board that stays makes an endpoint for the time\n"
		"of the command when WHERE is a NAME, that of a channel that no driver has, or\n"
		"NAME:SRC:DST, to any address; without SRC it chooses one. Channels of service rpmsg-raw\n"
		"and rpmsg_chrdev become endpoints by themselves, others with `copro run --endpoint NAME`.\n"
		"One program at a time has an endpoint open.",
	.examples =
		"copro rpmsg ping tty-echo.elf             a round trip, hop by hop\n"
		"copro rpmsg bench rpmsg-echo.elf --size 64\n"
		"copro rpmsg list rpmsg-echo.elf           what the firmware announces\n"
		"copro rpmsg send 0 hello --count 1        to the board that runs, and its answer\n"
		"copro rpmsg listen x::0x401               all that comes from address 0x401\n"
		"copro rpmsg listen 0 --on kernel          /dev/rpmsg0 of this computer",
	.options = rpmsg_table,
	.least_arguments = 1,
	.most_arguments = 1001,
	.run = rpmsg_run,
};
