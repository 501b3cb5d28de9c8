/* SPDX-License-Identifier: BSD-3-Clause */
#include "core/rpmsg_i2c.h"

#include <errno.h>

#include "core/copy.h"

#define TAG_NONE 0xFFFFu

/* Of out_hdr (virtio 1.2, "I2C Adapter Device"). */
#define FLAG_FAIL_NEXT (1u << 0)
#define FLAG_READ      (1u << 1)

/* A 10-bit address in out_hdr.addr: 1111 0, its bits 9:8, and a 0; its bits 7:0 in the upper byte. */
#define TEN_BIT_HEAD	  0xF0u
#define TEN_BIT_HEAD_MASK 0xF9u

/* ---- a walk over bytes, which knows how many are left ---- */

struct writer {
	uint8_t *at;
	uint32_t left;
};

struct reader {
	const volatile uint8_t *at;
	uint32_t left;
};

static void put(struct writer *writer, uint32_t value, uint32_t bytes)
{
	for (; bytes && writer->left; bytes--, value >>= 8) {
		*writer->at++ = (uint8_t)value;
		writer->left--;
	}
}

static uint32_t take(struct reader *reader, uint32_t bytes)
{
	uint32_t value = 0;

	for (uint32_t i = 0; i < bytes && reader->left; i++) {
		value |= (uint32_t)*reader->at++ << (8 * i);
		reader->left--;
	}
	return value;
}

/* ---- addresses ---- */

static int address_encode(const struct rpmsg_i2c_message *message, uint32_t *field)
{
	const uint32_t address = message->address;

	if (address > (message->ten_bit ? RPMSG_I2C_ADDRESS10_MAX : RPMSG_I2C_ADDRESS_MAX))
		return -EINVAL;
	/* Those are what 10-bit addresses begin with (UM10204, reserved addresses). */
	if (!message->ten_bit && (address << 1 & TEN_BIT_HEAD_MASK) == TEN_BIT_HEAD)
		return -EINVAL;
	if (message->ten_bit)
		*field = (address & 0xFFu) << 8 | TEN_BIT_HEAD | (address >> 8 & 3u) << 1;
	else
		*field = address << 1;
	return 0;
}

static int address_decode(struct rpmsg_i2c_message *message, uint32_t field)
{
	/* 1111 0xx is no 7-bit address: it is what a 10-bit one begins with. */
	message->ten_bit = (field & TEN_BIT_HEAD_MASK) == TEN_BIT_HEAD;
	if (!message->ten_bit && field & 0xFF01u)
		return -EBADMSG;
	message->address =
		(uint16_t)(message->ten_bit ? field >> 8 | (field & 6u) << 7 : field >> 1);
	return 0;
}

/* ---- encoding ---- */

static void put_head(struct writer *writer, const struct rpmsg_i2c_message *message)
{
	put(writer, message->version ? message->version : RPMSG_I2C_VERSION, 1);
	put(writer, message->kind, 1);
	put(writer, message->tag, 2);
	put(writer, message->length, 2);
	put(writer, message->place, 2);
}

static int put_request(struct writer *writer, const struct rpmsg_i2c_message *message)
{
	uint32_t address;
	int status = address_encode(message, &address);

	if (status)
		return status;
	put(writer, address, 2);
	put(writer, 0, 2);
	put(writer, (message->more ? FLAG_FAIL_NEXT : 0) | (message->read ? FLAG_READ : 0), 4);
	return 0;
}

static void put_info(struct writer *writer, const struct rpmsg_i2c_info *info)
{
	put(writer, info->features, 4);
	put(writer, info->bus_hz, 4);
	put(writer, info->total_max, 4);
	put(writer, info->window, 2);
	put(writer, info->requests, 2);
	put(writer, info->length_max, 2);
	put(writer, info->group_max, 2);
	for (uint32_t i = 0; i < RPMSG_I2C_NAME; i++)
		put(writer, i == RPMSG_I2C_NAME - 1 ? 0 : (uint8_t)info->name[i], 1);
}

/* Of a kind: bytes before and behind the data; 0: no such kind. */
static uint32_t head_size(enum rpmsg_i2c_kind kind)
{
	switch (kind) {
	case RPMSG_I2C_KIND_INFO:
		return RPMSG_I2C_INFO;
	case RPMSG_I2C_KIND_REQUEST:
		return RPMSG_I2C_REQUEST;
	case RPMSG_I2C_KIND_HELLO:
	case RPMSG_I2C_KIND_DATA:
	case RPMSG_I2C_KIND_REPLY:
	case RPMSG_I2C_KIND_CREDIT:
	case RPMSG_I2C_KIND_CANCEL:
		return RPMSG_I2C_HEADER;
	}
	return 0;
}

static bool carries_data(enum rpmsg_i2c_kind kind)
{
	return kind == RPMSG_I2C_KIND_REQUEST || kind == RPMSG_I2C_KIND_DATA ||
	       kind == RPMSG_I2C_KIND_REPLY;
}

int rpmsg_i2c_encode_head(void *to, uint32_t room, const struct rpmsg_i2c_message *message)
{
	const uint32_t size = head_size(message->kind);
	struct writer writer = {.at = to, .left = room};
	int status = 0;

	if (!size)
		return -EINVAL;
	if (room < size)
		return -EMSGSIZE;
	put_head(&writer, message);
	if (message->kind == RPMSG_I2C_KIND_REQUEST)
		status = put_request(&writer, message);
	else if (message->kind == RPMSG_I2C_KIND_INFO)
		put_info(&writer, &message->info);
	return status ? status : (int)size;
}

int rpmsg_i2c_encode(void *to, uint32_t room, const struct rpmsg_i2c_message *message)
{
	const uint32_t tail = message->kind == RPMSG_I2C_KIND_REPLY;
	const uint32_t data = carries_data(message->kind) ? message->data_length : 0;
	const int head = rpmsg_i2c_encode_head(to, room, message);
	uint8_t *bytes = to;

	if (head < 0)
		return head;
	if (room - (uint32_t)head < data + tail)
		return -EMSGSIZE;
	if (data)
		copy_bytes(bytes + head, message->data, data);
	if (tail)
		bytes[(uint32_t)head + data] = message->status;
	return head + (int)(data + tail);
}

/* ---- decoding ---- */

static int take_request(struct reader *reader, struct rpmsg_i2c_message *message)
{
	const uint32_t address = take(reader, 2);
	const uint32_t padding = take(reader, 2);
	const uint32_t flags = take(reader, 4);

	message->more = flags & FLAG_FAIL_NEXT;
	message->read = flags & FLAG_READ;
	if (padding || flags & ~(FLAG_FAIL_NEXT | FLAG_READ) ||
	    reader->left > (message->read ? 0u : message->length))
		return -EBADMSG;
	return address_decode(message, address);
}

static int take_info(struct reader *reader, struct rpmsg_i2c_info *info)
{
	info->features = take(reader, 4);
	info->bus_hz = take(reader, 4);
	info->total_max = take(reader, 4);
	info->window = (uint16_t)take(reader, 2);
	info->requests = (uint16_t)take(reader, 2);
	info->length_max = (uint16_t)take(reader, 2);
	info->group_max = (uint16_t)take(reader, 2);
	for (uint32_t i = 0; i < RPMSG_I2C_NAME; i++)
		info->name[i] = (char)take(reader, 1);
	/* A host that may send nothing can do nothing. */
	if (info->name[RPMSG_I2C_NAME - 1] || !info->window || !info->requests || !info->group_max)
		return -EBADMSG;
	return 0;
}

static int take_body(struct reader *reader, struct rpmsg_i2c_message *message)
{
	int status = 0;

	if (message->kind == RPMSG_I2C_KIND_REQUEST)
		status = take_request(reader, message);
	else if (message->kind == RPMSG_I2C_KIND_INFO)
		status = take_info(reader, &message->info);
	if (status)
		return status;
	message->data = (const uint8_t *)(uintptr_t)reader->at;
	message->data_length = (uint16_t)reader->left;
	if (message->kind == RPMSG_I2C_KIND_REPLY) {
		if (!reader->left)
			return -EBADMSG;
		message->data_length--;
		message->status = reader->at[message->data_length];
	}
	if (message->kind == RPMSG_I2C_KIND_DATA)
		return message->data_length ? 0 : -EBADMSG;
	return message->data_length && !carries_data(message->kind) ? -EBADMSG : 0;
}

int rpmsg_i2c_decode(struct rpmsg_i2c_message *message, const void *from, uint32_t length)
{
	struct reader reader = {.at = from, .left = length};

	*message = (struct rpmsg_i2c_message){.tag = TAG_NONE};
	if (length > RPMSG_I2C_LENGTH_MAX)
		return -EBADMSG;
	message->version = (uint8_t)take(&reader, 1);
	message->kind = (enum rpmsg_i2c_kind)take(&reader, 1);
	if (reader.left >= 2)
		message->tag = (uint16_t)take(&reader, 2);
	else
		return -EBADMSG;
	message->length = (uint16_t)take(&reader, 2);
	message->place = (uint16_t)take(&reader, 2);
	if (length < RPMSG_I2C_HEADER)
		return -EBADMSG;
	/* A greeting of any version is understood: the answer to it says which one is spoken here. */
	if (message->version != RPMSG_I2C_VERSION && message->kind != RPMSG_I2C_KIND_HELLO)
		return -EPROTONOSUPPORT;
	if (!head_size(message->kind) || length < head_size(message->kind))
		return -EBADMSG;
	return take_body(&reader, message);
}

const char *rpmsg_i2c_status_text(uint8_t status)
{
	static const char *const texts[RPMSG_I2C_STATUSES] = {
		[RPMSG_I2C_OK] = "done",
		[RPMSG_I2C_ERROR] = "failed",
		[RPMSG_I2C_NACK_ADDRESS] = "address not acknowledged",
		[RPMSG_I2C_NACK_DATA] = "data not acknowledged",
		[RPMSG_I2C_TIMEOUT] = "the bus is stuck",
		[RPMSG_I2C_ARBITRATION] = "arbitration lost",
		[RPMSG_I2C_BUS_ERROR] = "bus error",
		[RPMSG_I2C_SKIPPED] = "not begun: one before it failed",
		[RPMSG_I2C_CANCELLED] = "cancelled",
		[RPMSG_I2C_STALLED] = "the host was too slow",
		[RPMSG_I2C_INVALID] = "the request is malformed",
		[RPMSG_I2C_UNSUPPORTED] = "not supported",
		[RPMSG_I2C_BUSY] = "too many requests",
		[RPMSG_I2C_DENIED] = "kept by the firmware",
	};

	return status < RPMSG_I2C_STATUSES ? texts[status] : "failed";
}
