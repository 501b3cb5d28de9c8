/* SPDX-License-Identifier: BSD-3-Clause */
/* transfer: messages as i2ctransfer writes them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/i2c.h"
#include "cli/message.h"

#define MESSAGES_MAX 42u /* as Linux's I2C_RDWR_IOCTL_MAX_MSGS */

struct reading {
	struct i2c_host_msg messages[MESSAGES_MAX];
	uint32_t count;
	uint8_t *bytes; /* of all messages: room for the longest of each */
	size_t used;
};

/* rN, wN@ADDRESS */
static int description_take(struct reading *reading, const char *text)
{
	const char *at = strchr(text, '@');
	const size_t digits = at ? (size_t)(at - text) - 1 : strlen(text) - 1;
	struct i2c_host_msg *message = &reading->messages[reading->count];
	unsigned long length = 0;
	char number[8];

	if (reading->count == MESSAGES_MAX)
		return cli_usage("i2c", "more than %u messages are too many", MESSAGES_MAX);
	(void)snprintf(number, sizeof(number), "%.*s", (int)digits, text + 1);
	if ((*text != 'r' && *text != 'w') || digits >= sizeof(number) ||
	    !i2c_number(number, RPMSG_I2C_LENGTH_MAX, &length))
		return cli_usage(
			"i2c",
			"\"%s\" is no message: rN[@ADDRESS] or wN[@ADDRESS] BYTE..., N up to "
			"65535",
			text);
	*message = (struct i2c_host_msg){.read = *text == 'r', .length = (uint16_t)length};
	if (!at && !reading->count)
		return cli_usage("i2c", "the first message needs an address: %s@0x50", text);
	if (at && i2c_address_argument(at + 1, message))
		return CLI_MISUSED;
	if (!at) {
		message->address = message[-1].address;
		message->ten_bit = message[-1].ten_bit;
	}
	if (message->read && !length)
		return cli_usage("i2c",
				 "a read of nothing would leave the bus in the middle of a byte");
	message->data = reading->bytes + reading->used;
	reading->used += length;
	reading->count++;
	return CLI_OK;
}

/* The bytes of a write; 0x10= repeats, 0x10+ counts up to its end. Returns how many arguments they were. */
static int bytes_take(struct i2c_host_msg *message, char **arguments, int count)
{
	uint32_t got = 0;
	int used = 0;

	while (got < message->length) {
		char number[8];
		unsigned long value;
		size_t length;
		char suffix;

		if (used == count) {
			cli_usage("i2c", "w%u has %u bytes, and %u are given", message->length,
				  message->length, got);
			return -1;
		}
		length = strlen(arguments[used]);
		suffix = length && strchr("=+", arguments[used][length - 1])
				 ? arguments[used][length - 1]
				 : '\0';
		(void)snprintf(number, sizeof(number), "%.*s", (int)(length - (suffix != 0)),
			       arguments[used]);
		if (length >= sizeof(number) || !i2c_number(number, 0xFF, &value)) {
			cli_usage("i2c", "\"%s\" is no byte", arguments[used]);
			return -1;
		}
		message->data[got++] = (uint8_t)value;
		for (; suffix && got < message->length; got++)
			message->data[got] = (uint8_t)(message->data[got - 1] + (suffix == '+'));
		used++;
	}
	return used;
}

static int arguments_take(struct reading *reading, char **arguments, int count)
{
	int status = CLI_OK;

	for (int i = 0; !status && i < count;) {
		const struct i2c_host_msg *message = &reading->messages[reading->count];
		int used = 0;

		status = description_take(reading, arguments[i++]);
		if (!status && !message->read)
			used = bytes_take(&reading->messages[reading->count - 1], arguments + i,
					  count - i);
		if (used < 0)
			status = CLI_MISUSED;
		i += used;
	}
	return status;
}

static void read_print(const struct i2c_host_msg *message)
{
	for (unsigned i = 0; i < message->moved; i++)
		printf("%s0x%02x", i ? " " : "", message->data[i]);
	putchar('\n');
}

int i2c_transfer(const struct i2c_options *options, char **arguments, int count)
{
	/* Pages that are not written to cost nothing. */
	struct reading reading = {.bytes = calloc(MESSAGES_MAX, RPMSG_I2C_LENGTH_MAX)};
	struct i2c_batch_one one = {.messages = reading.messages};
	struct i2c_batch batch = {.each = &one, .count = 1};
	uint32_t bus;
	int status = i2c_bus_argument(arguments[0], &bus);

	if (!status && !reading.bytes)
		status = cli_error("not enough memory");
	if (!status)
		status = arguments_take(&reading, arguments + 1, count - 1);
	one.count = reading.count;
	if (!status)
		status = i2c_execute(options, bus, &batch);
	for (uint32_t i = 0; !status && !one.status && i < reading.count; i++) {
		if (reading.messages[i].read)
			read_print(&reading.messages[i]);
	}
	if (!status && one.status)
		status = i2c_failed(bus, &one);
	free(reading.bytes);
	return status;
}
