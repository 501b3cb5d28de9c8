/* SPDX-License-Identifier: BSD-3-Clause */
/* list, detect, get, set, dump. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/i2c.h"
#include "cli/message.h"

#define ADDRESSES  128u
#define ADDRESS_LO 0x08u /* not reserved (UM10204, reserved addresses) */
#define ADDRESS_HI 0x77u
#define VALUES_MAX 1000u
#define ROW	   16u
#define DUMP_BYTES 256u

/* ---- list ---- */

static long long number_of(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text && *text ? text : "-";
}

static void adapter_print(const json_t *adapter)
{
	printf("i2c-%-4lld %-16s 0x%-8llx", number_of(adapter, "number"), text_of(adapter, "name"),
	       (unsigned long long)number_of(adapter, "dst"));
	if (json_object_get(adapter, "driver"))
		printf(" %s\n", text_of(adapter, "driver"));
	else if (!json_is_true(json_object_get(adapter, "ready")))
		puts(" not ready");
	else
		printf(" %-8lld %-10lld %-9lld %-9lld %lld\n", number_of(adapter, "hz"),
		       number_of(adapter, "total_max"), number_of(adapter, "messages_max"),
		       number_of(adapter, "transfers"), number_of(adapter, "failed"));
}

int i2c_list(const struct i2c_options *options, char **arguments, int count)
{
	json_t *list = i2c_adapters(options);
	const json_t *adapters = json_object_get(list, "adapters");
	const json_t *adapter;
	size_t index;

	(void)arguments;
	(void)count;
	if (!list)
		return CLI_FAILED;
	if (options->target.json) {
		(void)json_dumpf(list, stdout, JSON_PRESERVE_ORDER);
		putchar('\n');
	} else if (!json_array_size(adapters)) {
		puts("no adapters");
	} else if (json_object_get(json_array_get(adapters, 0), "driver")) {
		puts("ADAPTER  NAME             REMOTE     DRIVER");
	} else {
		puts("ADAPTER  NAME             REMOTE     HZ       BYTES      MESSAGES  DONE      FAILED");
	}
	json_array_foreach(adapters, index, adapter)
	{
		if (!options->target.json)
			adapter_print(adapter);
	}
	json_decref(list);
	return CLI_OK;
}

/* ---- detect ---- */

/* The only one. */
static int only_bus(const struct i2c_options *options, uint32_t *bus)
{
	json_t *list = i2c_adapters(options);
	const json_t *adapters = json_object_get(list, "adapters");
	int status = CLI_OK;

	if (!list)
		return CLI_FAILED;
	if (json_array_size(adapters) == 1)
		*bus = (uint32_t)number_of(json_array_get(adapters, 0), "number");
	else if (json_array_size(adapters))
		status = cli_error("there are several adapters: give the number of one; `copro i2c "
				   "list` shows them");
	else
		status = cli_error(
			"there is no adapter: start a firmware that offers rpmsg-i2c, such "
			"as i2c-share.elf");
	json_decref(list);
	return status;
}

/* What i2cdetect takes for the way that does the least harm. */
static bool is_read(unsigned address)
{
	return (address >= 0x30 && address <= 0x37) || (address >= 0x50 && address <= 0x5F);
}

static bool is_probed(const struct i2c_options *options, unsigned address)
{
	/* 1111 0xx is no address of 7 bits. */
	if (address >> 2 == 0x78 >> 2)
		return false;
	return options->all || (address >= ADDRESS_LO && address <= ADDRESS_HI);
}

static void table_print(const struct i2c_options *options, const struct i2c_batch *batch)
{
	uint32_t at = 0;

	puts("     0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f");
	for (unsigned address = 0; address < ADDRESSES; address++) {
		if (address % ROW == 0)
			printf("%02x: ", address);
		if (!is_probed(options, address))
			fputs("   ", stdout);
		else if (batch->each[at++].status == 0)
			printf("%02x ", address);
		else
			/* Not for the host to look at, or an error that says nothing about it. */
			fputs(batch->each[at - 1].status == -ENXIO    ? "-- "
			      : batch->each[at - 1].status == -EACCES ? "UU "
								      : "?? ",
			      stdout);
		if (address % ROW == ROW - 1)
			putchar('\n');
	}
}

/* The first that failed for another reason than that nobody was there. */
static int detect_verdict(uint32_t bus, const struct i2c_batch *batch)
{
	for (uint32_t i = 0; i < batch->count; i++) {
		const int status = batch->each[i].status;

		if (status && status != -ENXIO && status != -EACCES)
			return i2c_failed(bus, &batch->each[i]);
	}
	return CLI_OK;
}

int i2c_detect(const struct i2c_options *options, char **arguments, int count)
{
	struct i2c_batch_one each[ADDRESSES] = {0};
	struct i2c_host_msg messages[ADDRESSES] = {0};
	struct i2c_batch batch = {.each = each};
	uint8_t bytes[ADDRESSES];
	uint32_t bus = 0;
	int status = count ? i2c_bus_argument(arguments[0], &bus) : only_bus(options, &bus);

	for (unsigned address = 0; address < ADDRESSES; address++) {
		const uint32_t at = batch.count;

		if (!is_probed(options, address))
			continue;
		messages[at] = (struct i2c_host_msg){.address = (uint16_t)address,
						     .read = is_read(address),
						     .length = is_read(address),
						     .data = &bytes[at]};
		each[at] = (struct i2c_batch_one){.messages = &messages[at], .count = 1};
		batch.count++;
	}
	if (!status)
		status = i2c_execute(options, bus, &batch);
	if (status)
		return status;
	table_print(options, &batch);
	return detect_verdict(bus, &batch);
}

/* ---- get and set ---- */

static int execute_one(const struct i2c_options *options, uint32_t bus,
		       struct i2c_host_msg *messages, uint32_t count)
{
	struct i2c_batch_one one = {.messages = messages, .count = count};
	struct i2c_batch batch = {.each = &one, .count = 1};
	int status = i2c_execute(options, bus, &batch);

	if (!status && one.status)
		status = i2c_failed(bus, &one);
	return status;
}

static int position_argument(const struct i2c_options *options, const char *text, uint8_t *bytes,
			     uint16_t *length)
{
	unsigned long position;

	if (!i2c_number(text, options->wide ? 0xFFFF : 0xFF, &position))
		return cli_usage("i2c", "\"%s\" is no position of %u bits%s", text,
				 options->wide ? 16 : 8, options->wide ? "" : "; --wide is for 16");
	*length = 0;
	if (options->wide)
		bytes[(*length)++] = (uint8_t)(position >> 8);
	bytes[(*length)++] = (uint8_t)position;
	return CLI_OK;
}

/* b: bytes; w: words. False: it is no mode. */
static bool mode_argument(const char *text, bool *words)
{
	*words = !strcmp(text, "w");
	return *words || !strcmp(text, "b");
}

int i2c_get(const struct i2c_options *options, char **arguments, int count)
{
	uint8_t position[2], value[2];
	struct i2c_host_msg messages[2] = {{.data = position}, {.read = true, .data = value}};
	bool words = false;
	uint32_t bus;
	int status = i2c_bus_argument(arguments[0], &bus);

	if (!status)
		status = i2c_address_argument(arguments[1], &messages[1]);
	if (!status && count > 2)
		status = position_argument(options, arguments[2], position, &messages[0].length);
	if (!status && count > 3 && !mode_argument(arguments[3], &words))
		status = cli_usage("i2c", "MODE is b or w, not \"%s\"", arguments[3]);
	if (status)
		return status;
	messages[0].address = messages[1].address;
	messages[0].ten_bit = messages[1].ten_bit;
	messages[1].length = words ? 2 : 1;
	status = count > 2 ? execute_one(options, bus, messages, 2)
			   : execute_one(options, bus, &messages[1], 1);
	if (status)
		return status;
	if (words)
		printf("0x%04x\n", (unsigned)(value[1] << 8 | value[0]));
	else
		printf("0x%02x\n", value[0]);
	return CLI_OK;
}

static int values_arguments(char **arguments, int count, uint8_t *bytes, uint16_t *length)
{
	bool words = false;
	unsigned long value;

	if (count && mode_argument(arguments[count - 1], &words))
		count--;
	for (int i = 0; i < count; i++) {
		if (!i2c_number(arguments[i], words ? 0xFFFF : 0xFF, &value))
			return cli_usage("i2c", "\"%s\" is no value of %u bits", arguments[i],
					 words ? 16 : 8);
		bytes[(*length)++] = (uint8_t)value;
		if (words)
			bytes[(*length)++] = (uint8_t)(value >> 8);
	}
	return CLI_OK;
}

int i2c_set(const struct i2c_options *options, char **arguments, int count)
{
	uint8_t bytes[2 + 2 * VALUES_MAX];
	struct i2c_host_msg message = {.data = bytes};
	uint32_t bus;
	int status = i2c_bus_argument(arguments[0], &bus);

	if (!status)
		status = i2c_address_argument(arguments[1], &message);
	if (!status)
		status = position_argument(options, arguments[2], bytes, &message.length);
	if (!status)
		status = values_arguments(arguments + 3, count - 3, bytes, &message.length);
	return status ? status : execute_one(options, bus, &message, 1);
}

/* ---- dump ---- */

struct dump {
	uint32_t first;
	uint32_t length;
	uint32_t rows;
	struct i2c_batch batch;
	struct i2c_host_msg *messages; /* two a row: the position, and the bytes there */
	uint8_t *positions; /* two a row */
	uint8_t *bytes;
};

static uint16_t row_length(const struct dump *dump, uint32_t row)
{
	const uint32_t left = dump->length - row * ROW;

	return (uint16_t)(left < ROW ? left : ROW);
}

static int dump_prepare(struct dump *dump, const struct i2c_options *options,
			const struct i2c_host_msg *address)
{
	dump->rows = (dump->length + ROW - 1) / ROW;
	dump->batch.count = dump->rows;
	dump->batch.each = calloc(dump->rows, sizeof(*dump->batch.each));
	dump->messages = calloc(dump->rows, 2 * sizeof(*dump->messages));
	dump->positions = calloc(dump->rows, 2);
	dump->bytes = calloc(dump->rows, ROW);
	if (!dump->batch.each || !dump->messages || !dump->positions || !dump->bytes)
		return cli_error("not enough memory");
	for (uint32_t row = 0; row < dump->rows; row++) {
		struct i2c_host_msg *pair = &dump->messages[2 * row];
		const uint32_t position = dump->first + row * ROW;
		uint8_t *bytes = &dump->positions[2 * row];

		pair[0] = pair[1] = *address;
		pair[0].data = options->wide ? bytes : bytes + 1;
		pair[0].length = options->wide ? 2 : 1;
		bytes[0] = (uint8_t)(position >> 8);
		bytes[1] = (uint8_t)position;
		pair[1].read = true;
		pair[1].length = row_length(dump, row);
		pair[1].data = &dump->bytes[row * ROW];
		dump->batch.each[row] = (struct i2c_batch_one){.messages = pair, .count = 2};
	}
	return CLI_OK;
}

static void row_print(const struct dump *dump, uint32_t row)
{
	const uint8_t *bytes = &dump->bytes[row * ROW];
	const bool good = !dump->batch.each[row].status;
	const uint16_t length = row_length(dump, row);

	printf("%04x: ", dump->first + row * ROW);
	for (unsigned i = 0; i < ROW; i++) {
		if (i >= length)
			fputs("   ", stdout);
		else if (good)
			printf("%02x ", bytes[i]);
		else
			fputs("XX ", stdout);
	}
	fputs("   ", stdout);
	for (unsigned i = 0; i < length; i++)
		putchar(!good ? 'X' : bytes[i] >= ' ' && bytes[i] < 0x7F ? bytes[i] : '.');
	putchar('\n');
}

static int dump_show(const struct dump *dump, uint32_t bus)
{
	int status = CLI_OK;

	puts("       0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f    0123456789abcdef");
	for (uint32_t row = 0; row < dump->rows; row++)
		row_print(dump, row);
	for (uint32_t row = 0; !status && row < dump->rows; row++) {
		if (dump->batch.each[row].status)
			status = i2c_failed(bus, &dump->batch.each[row]);
	}
	return status;
}

int i2c_dump(const struct i2c_options *options, char **arguments, int count)
{
	const uint32_t positions = options->wide ? 0x10000 : 0x100;
	struct dump dump = {.first = (uint32_t)options->first,
			    .length =
				    options->length_given ? (uint32_t)options->length : DUMP_BYTES};
	struct i2c_host_msg address = {0};
	uint32_t bus;
	int status = i2c_bus_argument(arguments[0], &bus);

	(void)count;
	if (!status)
		status = i2c_address_argument(arguments[1], &address);
	if (!status && !options->length_given && dump.first < positions &&
	    dump.length > positions - dump.first)
		dump.length = positions - dump.first;
	if (!status && (dump.first >= positions || dump.length > positions - dump.first))
		status = cli_usage("i2c", "the positions end at 0x%x%s", positions - 1,
				   options->wide ? "" : "; --wide is for those of 16 bits");
	if (!status)
		status = dump_prepare(&dump, options, &address);
	if (!status)
		status = i2c_execute(options, bus, &dump.batch);
	if (!status)
		status = dump_show(&dump, bus);
	free(dump.batch.each);
	free(dump.messages);
	free(dump.positions);
	free(dump.bytes);
	return status;
}
