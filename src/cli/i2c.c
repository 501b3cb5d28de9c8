/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/i2c.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/subcommand.h"

#define LENGTH_MAX 65536u

/* ---- arguments ---- */

bool i2c_number(const char *text, unsigned long most, unsigned long *number)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*number = strtoul(text, &end, 0);
	return !*end && !errno && *number <= most;
}

int i2c_bus_argument(const char *text, uint32_t *bus)
{
	unsigned long number;

	if (!strncmp(text, "i2c-", 4))
		text += 4;
	if (!i2c_number(text, 999, &number))
		return cli_usage(
			"i2c",
			"BUS is the number of an adapter, such as 0, not \"%s\": `copro i2c "
			"list` shows them",
			text);
	*bus = (uint32_t)number;
	return CLI_OK;
}

int i2c_address_argument(const char *text, struct i2c_host_msg *message)
{
	const bool ten_bit = *text == 't';
	unsigned long number;

	if (!i2c_number(text + ten_bit, ten_bit ? 0x3FF : 0x7F, &number) ||
	    (!ten_bit && number >> 2 == 0x78 >> 2))
		return cli_usage("i2c",
				 "\"%s\" is no address: one of 7 bits is 0x00 to 0x77, or 0x7c to "
				 "0x7f; one of 10 bits has a t before it, as t0x234",
				 text);
	message->address = (uint16_t)number;
	message->ten_bit = ten_bit;
	return CLI_OK;
}

static int place_take(void *target, const struct cli_option *option, const char *argument)
{
	struct i2c_options *options = target;
	unsigned long number;

	if (!i2c_number(argument, LENGTH_MAX - (option->value == 0), &number) ||
	    (option->value && !number)) {
		cli_usage("i2c", "--%s needs a number up to %u, not \"%s\"", option->name,
			  LENGTH_MAX - (option->value == 0), argument);
		return -EINVAL;
	}
	if (option->value)
		options->length = number;
	else
		options->first = number;
	options->length_given = options->length_given || option->value;
	return 0;
}

static const struct cli_option i2c_table[] = {
	{.name = "wide",
	 .help = "get, set, dump: positions have 16 bits, the upper ones first,\n"
		 "as in EEPROMs of more than 2 KB",
	 .type = CLI_FLAG,
	 .target = offsetof(struct i2c_options, wide)},
	{.name = "all",
	 .help = "detect: reserved addresses, too",
	 .type = CLI_FLAG,
	 .target = offsetof(struct i2c_options, all)},
	{.name = "first",
	 .argument = "N",
	 .help = "dump: begin there; default 0",
	 .type = CLI_CALL,
	 .take = place_take,
	 .value = 0},
	{.name = "length",
	 .argument = "N",
	 .help = "dump: so many bytes; default 256",
	 .type = CLI_CALL,
	 .take = place_take,
	 .value = 1},
	{.name = "timeout",
	 .argument = "S",
	 .help = "give up after so long, of virtual time on a virtual board;\n"
		 "default 1 s",
	 .type = CLI_SOME_SECONDS,
	 .target = offsetof(struct i2c_options, timeout)},
	{.name = "endpoint",
	 .argument = "N",
	 .help = "speak to the bus at the endpoint rpmsgN: /dev/rpmsgN of a\n"
		 "kernel, or that of a `copro run --endpoint rpmsg-i2c`",
	 .type = CLI_TEXT,
	 .target = offsetof(struct i2c_options, endpoint)},
	TARGET_JSON(struct i2c_options),
	TARGET_OPTIONS(struct i2c_options),
	{.name = NULL}};

static const struct {
	struct subcommand row;
	int (*run)(const struct i2c_options *options, char **arguments, int count);
} subcommands[] = {
	{{"list", 0, 0, 0, ""}, i2c_list},
	{{"detect", 0, 0, 1, "[BUS]"}, i2c_detect},
	{{"get", 0, 2, 4, "BUS ADDRESS [POSITION [MODE]]"}, i2c_get},
	{{"set", 0, 3, 1000, "BUS ADDRESS POSITION [VALUE]... [MODE]"}, i2c_set},
	{{"dump", 0, 2, 2, "BUS ADDRESS"}, i2c_dump},
	{{"transfer", 0, 2, 70000, "BUS MESSAGE..."}, i2c_transfer},
};

#define SUBCOMMANDS (sizeof(subcommands) / sizeof(subcommands[0]))

static int i2c_run(const struct cli_command *command, char **arguments, int count)
{
	struct i2c_options options = {.target = {.on = TARGET_UNSET}};
	int others = cli_command_parse(command, &options, arguments, count);
	int which;

	if (others < 0)
		return CLI_MISUSED;
	which = subcommand_find(command->name, &subcommands[0].row, SUBCOMMANDS,
				sizeof(subcommands[0]), arguments[0]);
	if (which < 0 || subcommand_check(command->name, &subcommands[which].row, NULL, 0,
					  arguments + 1, others - 1))
		return CLI_MISUSED;
	return subcommands[which].run(&options, arguments + 1, others - 1);
}

/* ---- which bus is meant ---- */

static bool is_stream(const struct i2c_options *options)
{
	return options->endpoint || target_kind(&options->target, NULL) == TARGET_KERNEL;
}

int i2c_execute(const struct i2c_options *options, uint32_t bus, struct i2c_batch *batch)
{
	return is_stream(options) ? i2c_stream_execute(options, bus, batch)
				  : i2c_board_execute(options, bus, batch);
}

json_t *i2c_adapters(const struct i2c_options *options)
{
	return is_stream(options) ? i2c_stream_adapters(options) : i2c_board_adapters(options);
}

int i2c_failed(uint32_t bus, const struct i2c_batch_one *one)
{
	for (uint32_t i = 0; i < one->count; i++) {
		const struct i2c_host_msg *message = &one->messages[i];

		if (message->status == RPMSG_I2C_OK || message->status == RPMSG_I2C_SKIPPED)
			continue;
		return cli_error("i2c-%u: message %u of %u, %s 0x%02x: %s, after %u of %u bytes",
				 bus, i + 1, one->count, message->read ? "from" : "to",
				 message->address, rpmsg_i2c_status_text(message->status),
				 message->moved, message->length);
	}
	switch (-one->status) {
	case EOPNOTSUPP:
		return cli_error("i2c-%u: the firmware does not do that: `copro i2c list` shows "
				 "how long a transfer may be",
				 bus);
	case ETIMEDOUT:
		return cli_error("i2c-%u: not done in time; it may be done or not. --timeout gives "
				 "it longer",
				 bus);
	case ESHUTDOWN:
		return cli_error("i2c-%u: the firmware is gone; it may be done or not", bus);
	default:
		return cli_error("i2c-%u: %s", bus, strerror(-one->status));
	}
}

const struct cli_command cli_i2c = {
	.name = "i2c",
	.arguments = "list|detect|get|set|dump|transfer [ARGUMENT]...",
	.summary = "an I2C bus of the coprocessor's, as by i2c-tools",
	.text = "list                            the adapters: one for each bus that a firmware lends\n"
		"detect [BUS]                    who answers, in a table, as i2cdetect: addresses 0x30 to\n"
		"                                0x37 and 0x50 to 0x5f are read from, others written to\n"
		"get BUS ADDRESS [POSITION [b|w]]   read a byte, or a word whose lower byte comes first\n"
		"set BUS ADDRESS POSITION [VALUE]... [b|w]   write bytes, or words\n"
		"dump BUS ADDRESS                what lies at the positions of a device\n"
		"transfer BUS MESSAGE...         several messages with no STOP between them, as\n"
		"                                i2ctransfer: rN[@ADDRESS] reads N bytes, wN[@ADDRESS]\n"
		"                                BYTE... writes N; without an address that of the one\n"
		"                                before. A last BYTE with = is repeated, with + counts up\n\n"
		"BUS is a number of `copro i2c list`. Numbers are decimal, or hexadecimal with 0x. The\n"
		"transfers take their turn among the firmware's own. On a kernel, --on kernel, they go by its\n"
		"/dev/rpmsg_ctrl0 to a channel rpmsg-i2c that no driver has.",
	.examples = "copro i2c list\n"
		    "copro i2c detect 0\n"
		    "copro i2c set 0 0x50 0x10 0xab --wide      a byte of an EEPROM, and\n"
		    "copro i2c get 0 0x50 0x10 --wide           back\n"
		    "copro i2c transfer 0 w2@0x50 0x00 0x10 r16\n"
		    "copro i2c get 0 0x48 0 w                   a temperature sensor",
	.options = i2c_table,
	.least_arguments = 1,
	.most_arguments = 70001,
	.run = i2c_run,
};
