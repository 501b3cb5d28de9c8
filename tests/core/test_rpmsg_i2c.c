/* SPDX-License-Identifier: BSD-3-Clause */
/* The messages of a virtual I2C bus against the bytes in docs/wire-format.md. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/rpmsg_i2c.h"

#define ROOM 64u

static const uint8_t hello[] = {1, 1, 0x34, 0x12, 0, 0, 0, 0};
static const uint8_t info[] = {1,    2,	   0x34, 0x12, 0,
			       0,    1,	   0, /* header, 1 taken */
			       1,    0,	   1,	 0, /* features */
			       0x80, 0x1A, 6,	 0,    /* 400 000 Hz */ 1,
			       0,    1,	   0, /* bytes */
			       8,    0,	   4,	 0,    255,
			       255,  2,	   0, /* window, requests, ... */
			       'i',  '2',  'c',	 '5',  0,
			       0,    0,	   0,	 0,    0,
			       0,    0,	   0,	 0,    0,
			       0};
/* Two bytes to 0x50, and a read of 16 follows. */
static const uint8_t write_request[] = {1, 3, 5, 0, 2, 0, 0, 0,	   0xA0,
					0, 0, 0, 1, 0, 0, 0, 0xAB, 0xCD};
static const uint8_t read_request[] = {1, 3, 6, 0, 16, 0, 0, 0, 0xA0, 0, 0, 0, 2, 0, 0, 0};
static const uint8_t ten_bit_request[] = {1,	3, 7, 0, 1, 0, 0, 0,   0xF4,
					  0x34, 0, 0, 0, 0, 0, 0, 0x99};
static const uint8_t data[] = {1, 4, 5, 0, 0, 2, 0xE0, 1, 1, 2, 3};
static const uint8_t reply[] = {1, 5, 6, 0, 4, 0, 9, 0, 10, 11, 12, 13, 0};
static const uint8_t refusal[] = {1, 5, 6, 0, 0, 0, 9, 0, 2};
static const uint8_t credit[] = {1, 6, 0, 0, 0, 0, 0xFF, 0xFF};
static const uint8_t cancel[] = {1, 7, 6, 0, 0, 0, 0, 0};

static const struct sample {
	const uint8_t *bytes;
	uint32_t length;
	uint32_t least; /* what is a message of its kind, too: shorter ones are none */
	struct rpmsg_i2c_message message;
} samples[] = {
	{hello, sizeof(hello), 8, {.kind = RPMSG_I2C_KIND_HELLO, .tag = 0x1234}},
	{info,
	 sizeof(info),
	 sizeof(info),
	 {.kind = RPMSG_I2C_KIND_INFO,
	  .tag = 0x1234,
	  .place = 1,
	  .info = {.features = 0x10001,
		   .bus_hz = 400000,
		   .total_max = 65537,
		   .window = 8,
		   .requests = 4,
		   .length_max = 65535,
		   .group_max = 2,
		   .name = "i2c5"}}},
	{write_request,
	 sizeof(write_request),
	 16,
	 {.kind = RPMSG_I2C_KIND_REQUEST,
	  .tag = 5,
	  .length = 2,
	  .address = 0x50,
	  .more = true,
	  .data_length = 2}},
	{read_request,
	 sizeof(read_request),
	 16,
	 {.kind = RPMSG_I2C_KIND_REQUEST, .tag = 6, .length = 16, .address = 0x50, .read = true}},
	{ten_bit_request,
	 sizeof(ten_bit_request),
	 16,
	 {.kind = RPMSG_I2C_KIND_REQUEST,
	  .tag = 7,
	  .length = 1,
	  .address = 0x234,
	  .ten_bit = true,
	  .data_length = 1}},
	{data,
	 sizeof(data),
	 9,
	 {.kind = RPMSG_I2C_KIND_DATA, .tag = 5, .length = 512, .place = 480, .data_length = 3}},
	{reply,
	 sizeof(reply),
	 9,
	 {.kind = RPMSG_I2C_KIND_REPLY, .tag = 6, .length = 4, .place = 9, .data_length = 4}},
	{refusal,
	 sizeof(refusal),
	 9,
	 {.kind = RPMSG_I2C_KIND_REPLY, .tag = 6, .place = 9, .status = RPMSG_I2C_NACK_ADDRESS}},
	{credit, sizeof(credit), 8, {.kind = RPMSG_I2C_KIND_CREDIT, .place = 0xFFFF}},
	{cancel, sizeof(cancel), 8, {.kind = RPMSG_I2C_KIND_CANCEL, .tag = 6}},
};

#define SAMPLES (sizeof(samples) / sizeof(samples[0]))

static struct rpmsg_i2c_message with_data(const struct sample *sample)
{
	const uint32_t tail = sample->message.kind == RPMSG_I2C_KIND_REPLY;
	struct rpmsg_i2c_message message = sample->message;

	message.data = sample->bytes + sample->length - message.data_length - tail;
	return message;
}

static void makes_the_bytes_of_the_document(void **state)
{
	uint8_t bytes[ROOM];

	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		struct rpmsg_i2c_message message = with_data(&samples[i]);

		assert_int_equal(rpmsg_i2c_encode(bytes, ROOM, &message), samples[i].length);
		assert_memory_equal(bytes, samples[i].bytes, samples[i].length);
	}
}

static void reads_the_bytes_of_the_document(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		const struct rpmsg_i2c_message *wanted = &samples[i].message;
		struct rpmsg_i2c_message got;

		assert_int_equal(rpmsg_i2c_decode(&got, samples[i].bytes, samples[i].length), 0);
		assert_int_equal(got.version, RPMSG_I2C_VERSION);
		assert_int_equal(got.kind, wanted->kind);
		assert_int_equal(got.tag, wanted->tag);
		assert_int_equal(got.length, wanted->length);
		assert_int_equal(got.place, wanted->place);
		assert_int_equal(got.address, wanted->address);
		assert_int_equal(got.ten_bit, wanted->ten_bit);
		assert_int_equal(got.read, wanted->read);
		assert_int_equal(got.more, wanted->more);
		assert_int_equal(got.status, wanted->status);
		assert_int_equal(got.data_length, wanted->data_length);
		assert_memory_equal(&got.info, &wanted->info, sizeof(got.info));
		if (got.data_length)
			assert_ptr_equal(got.data, with_data(&samples[i]).data);
	}
}

/* In memory of just that size, so that a sanitizer sees a read behind it. */
static int decode_cut(const struct sample *sample, uint32_t length, struct rpmsg_i2c_message *got)
{
	uint8_t *copy = malloc(length ? length : 1);
	int status;

	assert_non_null(copy);
	memcpy(copy, sample->bytes, length);
	status = rpmsg_i2c_decode(got, copy, length);
	free(copy);
	return status;
}

static void fails_at_every_byte(void **state)
{
	struct rpmsg_i2c_message got;

	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		for (uint32_t length = 0; length < samples[i].length; length++) {
			int status = decode_cut(&samples[i], length, &got);

			assert_int_equal(status, length < samples[i].least ? -EBADMSG : 0);
			assert_int_equal(got.tag, length < 4 ? 0xFFFF : samples[i].message.tag);
		}
	}
}

static void never_writes_past_its_room(void **state)
{
	(void)state;
	for (size_t i = 0; i < SAMPLES; i++) {
		struct rpmsg_i2c_message message = with_data(&samples[i]);

		for (uint32_t room = 0; room < samples[i].length; room++) {
			uint8_t *bytes = malloc(room ? room : 1);

			assert_non_null(bytes);
			assert_int_equal(rpmsg_i2c_encode(bytes, room, &message), -EMSGSIZE);
			free(bytes);
		}
	}
}

static int decode_changed(const struct sample *sample, uint32_t at, uint8_t value)
{
	struct rpmsg_i2c_message got;
	uint8_t bytes[ROOM];

	memcpy(bytes, sample->bytes, sample->length);
	bytes[at] = value;
	return rpmsg_i2c_decode(&got, bytes, sample->length);
}

static void refuses_what_cannot_be(void **state)
{
	const struct sample *request = &samples[2];

	(void)state;
	assert_int_equal(decode_changed(request, 0, 2), -EPROTONOSUPPORT);
	assert_int_equal(decode_changed(&samples[0], 0, 2), 0); /* a greeting of any version */
	assert_int_equal(decode_changed(request, 1, 0), -EBADMSG); /* kinds */
	assert_int_equal(decode_changed(request, 1, 8), -EBADMSG);
	assert_int_equal(decode_changed(request, 4, 1), -EBADMSG); /* more data than length */
	assert_int_equal(decode_changed(request, 8, 0xA1), -EBADMSG); /* addresses */
	assert_int_equal(decode_changed(request, 9, 1), -EBADMSG);
	assert_int_equal(decode_changed(request, 10, 1), -EBADMSG); /* padding */
	assert_int_equal(decode_changed(request, 12, 4), -EBADMSG); /* flags */
	assert_int_equal(decode_changed(request, 12, 2), -EBADMSG); /* a read with data */
	assert_int_equal(decode_changed(&samples[1], 43, 1), -EBADMSG); /* no NUL */
	assert_int_equal(decode_changed(&samples[1], 20, 0), -EBADMSG); /* a window of 0 */
}

static void knows_what_is_an_address(void **state)
{
	struct rpmsg_i2c_message message = {.kind = RPMSG_I2C_KIND_REQUEST};
	struct rpmsg_i2c_message got;
	uint8_t bytes[RPMSG_I2C_REQUEST];

	(void)state;
	for (unsigned address = 0; address <= 0x400; address++) {
		const bool reserved = address >= 0x78 && address <= 0x7B;

		message.address = (uint16_t)address;
		message.ten_bit = false;
		assert_int_equal(rpmsg_i2c_encode(bytes, sizeof(bytes), &message),
				 address > 0x7F || reserved ? -EINVAL : (int)sizeof(bytes));
		if (address <= 0x7F && !reserved) {
			assert_int_equal(rpmsg_i2c_decode(&got, bytes, sizeof(bytes)), 0);
			assert_int_equal(got.address, address);
			assert_false(got.ten_bit);
		}
		message.ten_bit = true;
		assert_int_equal(rpmsg_i2c_encode(bytes, sizeof(bytes), &message),
				 address > 0x3FF ? -EINVAL : (int)sizeof(bytes));
		if (address <= 0x3FF) {
			assert_int_equal(rpmsg_i2c_decode(&got, bytes, sizeof(bytes)), 0);
			assert_int_equal(got.address, address);
			assert_true(got.ten_bit);
		}
	}
}

static void has_words_for_every_status(void **state)
{
	(void)state;
	for (unsigned status = 0; status < 256; status++)
		assert_non_null(rpmsg_i2c_status_text((uint8_t)status));
	assert_string_equal(rpmsg_i2c_status_text(RPMSG_I2C_NACK_ADDRESS),
			    "address not acknowledged");
	assert_string_equal(rpmsg_i2c_status_text(200), "failed");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(makes_the_bytes_of_the_document),
		cmocka_unit_test(reads_the_bytes_of_the_document),
		cmocka_unit_test(fails_at_every_byte),
		cmocka_unit_test(never_writes_past_its_room),
		cmocka_unit_test(refuses_what_cannot_be),
		cmocka_unit_test(knows_what_is_an_address),
		cmocka_unit_test(has_words_for_every_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
