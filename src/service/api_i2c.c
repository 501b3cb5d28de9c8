/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's I2C adapters: which there are, and transfers on them. docs/i2c.md has the bodies. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "host/i2c_adapter.h"
#include "host/text.h"
#include "service/api_internal.h"

#define TRANSFERS_MAX 256u /* of one request */
#define MESSAGES_MAX  128u /* of one transfer */
#define SECONDS_MAX   1000.0
#define NS_PER_S      1e9
#define WHAT_ROOM     96u

/* Transfers of one request, from its body to its answer. */
struct api_i2c {
	struct api *api;
	struct http_exchange *exchange;
	uint32_t bus;
	uint32_t count;
	uint32_t left; /* not over yet */
	struct one {
		struct api_i2c *asked;
		struct i2c_host_transfer transfer;
		int status;
	} * each;
};

/* ---- what there is ---- */

static struct i2c_adapter_set *adapters(struct api *api)
{
	return machine_i2c(control_machine(api->control));
}

static json_t *adapter_report(const struct i2c_adapter *adapter)
{
	char name[4 * RPMSG_I2C_NAME] = "";
	struct i2c_adapter_info info;
	const struct rpmsg_i2c_info *remote;

	i2c_adapter_info(adapter, &info);
	remote = info.remote;
	if (remote)
		(void)text_clean(name, sizeof(name), remote->name, strlen(remote->name));
	return json_pack(
		"{s:i, s:s, s:b, s:i, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b, s:i}",
		"number", (int)info.number, "name", name, "ready", remote != NULL, "vdev",
		(int)info.vdev, "src", (json_int_t)info.src, "dst", (json_int_t)info.dst, "hz",
		(json_int_t)(remote ? remote->bus_hz : 0), "length_max",
		(json_int_t)(remote ? remote->length_max : 0), "total_max",
		(json_int_t)(remote ? remote->total_max : 0), "messages_max",
		(json_int_t)(remote ? remote->group_max : 0), "requests",
		(json_int_t)(remote ? remote->requests : 0), "transfers",
		(json_int_t)info.transfers, "failed", (json_int_t)info.failed, "ten_bit",
		remote && remote->features & RPMSG_I2C_F_TEN_BIT, "under_way", (int)info.under_way);
}

API_HANDLER(api_get_i2c)
{
	struct i2c_adapter_set *set = adapters(api);
	struct i2c_adapter *adapter = set ? i2c_adapter_first(set) : NULL;
	json_t *list = json_array();

	(void)argument;
	(void)number;
	for (; adapter; adapter = i2c_adapter_next(adapter))
		json_array_append_new(list, adapter_report(adapter));
	api_answer(exchange, HTTP_OK, json_pack("{s:o}", "adapters", list));
}

/* ---- a body becomes transfers ---- */

static int nibble(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}

/* Bytes in hexadecimal into memory of their own. */
static const char *write_take(struct i2c_host_msg *message, const json_t *text)
{
	const char *digits = json_string_value(text);
	const size_t length = json_string_length(text);

	if (!digits || length % 2 || length / 2 > RPMSG_I2C_LENGTH_MAX)
		return "write is no text of at most 65535 bytes, two hexadecimal digits each";
	message->length = (uint16_t)(length / 2);
	message->data = malloc(length / 2 + 1);
	if (!message->data)
		return "there is not enough memory";
	for (size_t i = 0; i < length / 2; i++) {
		const int high = nibble(digits[2 * i]), low = nibble(digits[2 * i + 1]);

		if (high < 0 || low < 0)
			return "write has something else than hexadecimal digits";
		message->data[i] = (uint8_t)(high << 4 | low);
	}
	return NULL;
}

static const char *read_take(struct i2c_host_msg *message, const json_t *length)
{
	if (!json_is_integer(length) || json_integer_value(length) < 1 ||
	    json_integer_value(length) > RPMSG_I2C_LENGTH_MAX)
		return "read is no number of bytes from 1 to 65535";
	message->read = true;
	message->length = (uint16_t)json_integer_value(length);
	message->data = calloc(1, message->length);
	return message->data ? NULL : "there is not enough memory";
}

static const char *message_take(struct i2c_host_msg *message, json_t *body)
{
	const json_t *address = json_object_get(body, "address");
	const json_t *write = json_object_get(body, "write");
	const json_t *read = json_object_get(body, "read");
	const json_t *ten_bit = json_object_get(body, "ten_bit");
	const size_t members = 2u + (ten_bit != NULL);

	if (!json_is_object(body) || !json_is_integer(address) || !write == !read ||
	    json_object_size(body) != members || (ten_bit && !json_is_boolean(ten_bit)))
		return "a message is an object with address, ten_bit if need be, and either write or read";
	if (json_integer_value(address) < 0 ||
	    json_integer_value(address) > RPMSG_I2C_ADDRESS10_MAX)
		return "that is no address";
	message->address = (uint16_t)json_integer_value(address);
	message->ten_bit = json_is_true(ten_bit);
	return write ? write_take(message, write) : read_take(message, read);
}

static const char *transfer_take(struct one *one, const json_t *body)
{
	json_t *messages = json_object_get(body, "messages");
	const size_t count = json_array_size(messages);
	const char *wrong = NULL;

	if (!count || count > MESSAGES_MAX || json_object_size(body) != 1)
		return "a transfer is an object with messages, an array of 1 to 128";
	one->transfer.messages = calloc(count, sizeof(struct i2c_host_msg));
	if (!one->transfer.messages)
		return "there is not enough memory";
	one->transfer.count = (uint32_t)count;
	for (size_t i = 0; i < count && !wrong; i++)
		wrong = message_take(&one->transfer.messages[i], json_array_get(messages, i));
	return wrong;
}

static const char *timeout_take(const json_t *body, uint64_t *ns)
{
	const json_t *seconds = json_object_get(body, "timeout_s");

	*ns = I2C_ADAPTER_TIMEOUT_NS;
	if (!seconds)
		return NULL;
	if (!json_is_number(seconds) || json_number_value(seconds) <= 0 ||
	    json_number_value(seconds) > SECONDS_MAX)
		return "timeout_s is no number of seconds above 0, up to 1000";
	*ns = (uint64_t)(json_number_value(seconds) * NS_PER_S);
	return NULL;
}

static const char *asked_take(struct api_i2c *asked, const json_t *body, uint64_t *timeout_ns)
{
	const json_t *transfers = json_object_get(body, "transfers");
	const size_t count = json_array_size(transfers);
	const char *wrong = timeout_take(body, timeout_ns);

	if (wrong)
		return wrong;
	if (!count || count > TRANSFERS_MAX ||
	    json_object_size(body) != 1u + (json_object_get(body, "timeout_s") != NULL))
		return "the body is an object with transfers, an array of 1 to 256, and perhaps timeout_s";
	asked->each = calloc(count, sizeof(*asked->each));
	if (!asked->each)
		return "there is not enough memory";
	asked->count = (uint32_t)count;
	for (size_t i = 0; i < count && !wrong; i++)
		wrong = transfer_take(&asked->each[i], json_array_get(transfers, i));
	return wrong;
}

/* ---- transfers become an answer ---- */

static json_t *read_report(const struct i2c_host_msg *message)
{
	static const char digits[] = "0123456789abcdef";
	const size_t length = message->moved;
	char *text = malloc(2 * length + 1);
	json_t *report;

	if (!text)
		return NULL;
	for (size_t i = 0; i < length; i++) {
		text[2 * i] = digits[message->data[i] >> 4];
		text[2 * i + 1] = digits[message->data[i] & 0xF];
	}
	report = json_stringn(text, 2 * length);
	free(text);
	return report;
}

static json_t *transfer_report(const struct one *one)
{
	json_t *messages = json_array();

	for (uint32_t i = 0; i < one->transfer.count; i++) {
		const struct i2c_host_msg *message = &one->transfer.messages[i];
		json_t *report =
			json_pack("{s:s, s:i}", "status", rpmsg_i2c_status_text(message->status),
				  "moved", (int)message->moved);

		if (message->read)
			json_object_set_new(report, "read", read_report(message));
		json_array_append_new(messages, report);
	}
	return json_pack("{s:i, s:o}", "errno", -one->status, "messages", messages);
}

static void answer(struct api_i2c *asked)
{
	json_t *list = json_array();

	for (uint32_t i = 0; i < asked->count; i++)
		json_array_append_new(list, transfer_report(&asked->each[i]));
	api_answer(asked->exchange, HTTP_OK, json_pack("{s:o}", "transfers", list));
}

/* ---- one request ---- */

static void asked_free(struct api_i2c *asked)
{
	for (uint32_t i = 0; i < asked->count; i++) {
		struct i2c_host_transfer *transfer = &asked->each[i].transfer;

		for (uint32_t m = 0; transfer->messages && m < transfer->count; m++)
			free(transfer->messages[m].data);
		free(transfer->messages);
	}
	free(asked->each);
	free(asked);
}

/* It was answered and sent, or its client has gone: what is not over is nobody's any more. */
static void asked_over(void *context)
{
	struct api_i2c *asked = context;
	struct i2c_adapter_set *set = adapters(asked->api);
	struct i2c_adapter *adapter = set ? i2c_adapter_find(set, asked->bus) : NULL;

	asked->exchange = NULL;
	for (uint32_t i = 0; adapter && i < asked->count; i++) {
		if (asked->each[i].transfer.listed)
			i2c_adapter_cancel(adapter, &asked->each[i].transfer);
	}
	asked_free(asked);
}

static void one_over(struct api_i2c *asked)
{
	if (--asked->left == 0 && asked->exchange)
		answer(asked);
}

static void transfer_done(struct i2c_host_transfer *transfer, int status)
{
	struct one *one = transfer->context;

	one->status = status;
	one_over(one->asked);
}

static void begin(struct api_i2c *asked, struct i2c_adapter *adapter, uint64_t deadline)
{
	/* One more than there are, until all have been begun. */
	asked->left = asked->count + 1;
	for (uint32_t i = 0; i < asked->count; i++) {
		struct one *one = &asked->each[i];

		one->asked = asked;
		one->transfer.done = transfer_done;
		one->transfer.context = one;
		one->transfer.deadline = deadline;
		one->status = i2c_adapter_submit(adapter, &one->transfer);
		if (one->status)
			one_over(asked);
	}
	one_over(asked);
}

static struct api_i2c *asked_new(struct api *api, struct http_exchange *exchange, uint32_t bus,
				 uint64_t *timeout_ns)
{
	struct api_i2c *asked = calloc(1, sizeof(*asked));
	const char *wrong = "there is not enough memory";
	json_error_t why = {.text = ""};
	json_t *body = NULL;
	size_t length;
	const void *bytes = http_exchange_body(exchange, &length);

	if (asked) {
		asked->api = api;
		asked->exchange = exchange;
		asked->bus = bus;
		body = json_loadb(bytes ? bytes : "", length, JSON_REJECT_DUPLICATES, &why);
		wrong = body ? asked_take(asked, body, timeout_ns) : why.text;
	}
	if (wrong) {
		api_complain(exchange, HTTP_BAD_REQUEST, -EINVAL, "body",
			     "docs/i2c.md has an example", "the body cannot be used: %s", wrong);
		if (asked)
			asked_free(asked);
		asked = NULL;
	}
	json_decref(body);
	return asked;
}

API_HANDLER(api_post_i2c)
{
	struct i2c_adapter_set *set = adapters(api);
	struct i2c_adapter *adapter = set ? i2c_adapter_find(set, number) : NULL;
	struct api_i2c *asked;
	uint64_t timeout_ns;

	(void)argument;
	if (!adapter) {
		api_complain(exchange, HTTP_NOT_FOUND, -ENOENT, "adapter",
			     "`copro i2c list` shows them; one is there while a firmware that "
			     "offers rpmsg-i2c runs",
			     "there is no I2C adapter %u", number);
		return;
	}
	asked = asked_new(api, exchange, number, &timeout_ns);
	if (!asked)
		return;
	http_exchange_when_over(exchange, asked_over, asked);
	begin(asked, adapter, machine_now(control_machine(api->control)) / PS_PER_NS + timeout_ns);
}
