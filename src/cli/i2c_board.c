/* SPDX-License-Identifier: BSD-3-Clause */
/* Transfers on a board that stays, by its interface. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/i2c.h"
#include "cli/message.h"

#define PART	       256u /* transfers of one request, as many as the interface takes */
#define PS_A_S	       1e12
#define STATUS_UNKNOWN RPMSG_I2C_ERROR

static int ask(const struct i2c_options *options, const char *method, const char *path,
	       const json_t *body, json_t **reply)
{
	struct host_error error = {.text = ""};
	struct target target;
	int status = target_open(&target, &options->target, "i2c");
	int rc;

	if (!status) {
		rc = client_ask(target.client, method, path, body, reply, &error);
		status = rc ? target_error(&target, &error, rc) : CLI_OK;
	}
	target_close(&target);
	return status;
}

json_t *i2c_board_adapters(const struct i2c_options *options)
{
	json_t *reply = NULL;

	return ask(options, "GET", "/v1/i2c", NULL, &reply) ? NULL : reply;
}

/* ---- the question ---- */

static json_t *hex_of(const uint8_t *data, size_t length)
{
	char *text = malloc(2 * length + 1);
	json_t *value;

	if (!text)
		return NULL;
	for (size_t i = 0; i < length; i++)
		(void)snprintf(text + 2 * i, 3, "%02x", data[i]);
	value = json_stringn(text, 2 * length);
	free(text);
	return value;
}

static json_t *message_body(const struct i2c_host_msg *message)
{
	json_t *body = json_pack("{s:i}", "address", (int)message->address);

	if (message->ten_bit)
		json_object_set_new(body, "ten_bit", json_true());
	if (message->read)
		json_object_set_new(body, "read", json_integer(message->length));
	else
		json_object_set_new(body, "write", hex_of(message->data, message->length));
	return body;
}

static json_t *batch_body(const struct i2c_options *options, const struct i2c_batch_one *each,
			  uint32_t count)
{
	json_t *transfers = json_array();
	json_t *body = json_object();

	for (uint32_t i = 0; i < count; i++) {
		json_t *messages = json_array();

		for (uint32_t m = 0; m < each[i].count; m++)
			json_array_append_new(messages, message_body(&each[i].messages[m]));
		json_array_append_new(transfers, json_pack("{s:o}", "messages", messages));
	}
	json_object_set_new(body, "transfers", transfers);
	if (options->timeout)
		json_object_set_new(body, "timeout_s",
				    json_real((double)options->timeout / PS_A_S));
	return body;
}

/* ---- the answer ---- */

static uint8_t status_of(const char *text)
{
	for (uint8_t status = 0; text && status < RPMSG_I2C_STATUSES; status++) {
		if (!strcmp(text, rpmsg_i2c_status_text(status)))
			return status;
	}
	return STATUS_UNKNOWN;
}

static void bytes_take(struct i2c_host_msg *message, const char *text, size_t length)
{
	for (size_t i = 0; i < length / 2 && i < message->length; i++) {
		const char digits[3] = {text[2 * i], text[2 * i + 1], '\0'};

		message->data[i] = (uint8_t)strtoul(digits, NULL, 16);
	}
}

static void message_take(struct i2c_host_msg *message, const json_t *report)
{
	const json_t *read = json_object_get(report, "read");

	message->status = status_of(json_string_value(json_object_get(report, "status")));
	message->moved = (uint16_t)json_integer_value(json_object_get(report, "moved"));
	if (message->read && read)
		bytes_take(message, json_string_value(read), json_string_length(read));
}

static void batch_take(struct i2c_batch_one *each, uint32_t count, const json_t *reply)
{
	const json_t *transfers = json_object_get(reply, "transfers");

	for (uint32_t i = 0; i < count; i++) {
		const json_t *transfer = json_array_get(transfers, i);
		const json_t *messages = json_object_get(transfer, "messages");

		each[i].status = -(int)json_integer_value(json_object_get(transfer, "errno"));
		if (json_array_size(messages) != each[i].count)
			each[i].status = -EPROTO;
		for (uint32_t m = 0; each[i].status != -EPROTO && m < each[i].count; m++)
			message_take(&each[i].messages[m], json_array_get(messages, m));
	}
}

int i2c_board_execute(const struct i2c_options *options, uint32_t bus, struct i2c_batch *batch)
{
	char path[32];
	int status = CLI_OK;

	(void)snprintf(path, sizeof(path), "/v1/i2c/%u", bus);
	for (uint32_t done = 0; !status && done < batch->count; done += PART) {
		const uint32_t left = batch->count - done;
		const uint32_t part = left < PART ? left : PART;
		json_t *body = batch_body(options, &batch->each[done], part);
		json_t *reply = NULL;

		status = ask(options, "POST", path, body, &reply);
		if (!status)
			batch_take(&batch->each[done], part, reply);
		json_decref(body);
		json_decref(reply);
	}
	return status;
}
