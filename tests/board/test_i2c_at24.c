/* SPDX-License-Identifier: BSD-3-Clause */
/* The EEPROM, bit by bit as the data sheets of the AT24C family say, and what its file holds. */
#include "i2c_part.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define NODE "&eeprom"
#define TWR  (5 * PS_PER_MS)

static struct i2c_talk talk;
static char folder[64];
static char file[96];

static int rig_open_folder(void **state)
{
	strcpy(folder, "/tmp/copro-at24-XXXXXX");
	if (!mkdtemp(folder) || i2c_rig_open(state))
		return -1;
	snprintf(file, sizeof(file), "%s/eeprom.bin", folder);
	return 0;
}

static int rig_close_folder(void **state)
{
	i2c_talk_close(&talk);
	unlink(file);
	rmdir(folder);
	return i2c_rig_close(state);
}

static void make(struct i2c_rig *rig)
{
	i2c_talk_open(&talk, rig, NODE);
	assert_int_equal(i2c_talk_attach(&talk, &at24_part, NULL), 0);
}

static const char *property(const char *name)
{
	static char value[PART_VALUE_MAX];

	assert_int_equal(at24_part.get(&talk.part, name, value, sizeof(value)), 0);
	return value;
}

static void is_written_and_read(void **state)
{
	struct i2c_rig *rig = *state;
	const uint8_t out[] = {0x01, 0x20, 0xDE, 0xAD, 0xBE, 0xEF};
	uint8_t in[5];

	make(rig);
	assert_string_equal(property("size"), "8192");
	assert_string_equal(property("page"), "32");
	/* Erased. */
	talk_write_read(&talk, 0x50, out, 2, in, 4);
	assert_memory_equal(in, "\xFF\xFF\xFF\xFF", 4);
	talk_write(&talk, 0x50, out, 6);
	i2c_rig_pass(rig, TWR);
	talk_write_read(&talk, 0x50, out, 2, in, 5);
	assert_memory_equal(in, "\xDE\xAD\xBE\xEF\xFF", 5);
	/* The current address goes on from there. */
	talk_write_read(&talk, 0x50, out, 2, in, 1);
	talk_read(&talk, 0x50, in, 2);
	assert_memory_equal(in, "\xAD\xBE", 2);
	talk_read(&talk, 0x50, in, 1);
	assert_int_equal(in[0], 0xEF);
	/* No other address is its own. */
	assert_false(talk_start(&talk, 0x51, false));
	talk_stop(&talk);
	assert_false(talk_start(&talk, 0x4F, true));
	talk_stop(&talk);
}

/* For tWR after the STOP it answers no address. */
static void is_busy_while_it_writes(void **state)
{
	struct i2c_rig *rig = *state;
	const uint8_t out[] = {0x00, 0x00, 0x55};
	uint64_t stopped;
	uint64_t now;
	unsigned polls = 0;

	make(rig);
	assert_string_equal(property("state"), "ready");
	talk_write(&talk, 0x50, out, 3);
	stopped = timeline_now(board_timeline(rig->f->board));
	assert_string_equal(property("state"), "writing");
	while (!talk_start(&talk, 0x50, false)) {
		talk_stop(&talk);
		polls++;
	}
	now = timeline_now(board_timeline(rig->f->board));
	assert_true(now - stopped > 4990 * PS_PER_US && now - stopped < 5100 * PS_PER_US);
	assert_true(polls > 100);
	talk_stop(&talk);
	assert_string_equal(property("state"), "ready");
	assert_string_equal(property("writes"), "1");
}

/* Past the end of a page the buffer starts again at its begin: the last 32 bytes count. */
static void a_page_wraps(void **state)
{
	struct i2c_rig *rig = *state;
	uint8_t out[2 + 40] = {0x10, 0x3C}; /* page 0x1020 to 0x103F */
	const uint8_t page[] = {0x10, 0x20};
	const uint8_t next[] = {0x10, 0x40};
	uint8_t in[33];

	for (unsigned i = 0; i < 40; i++)
		out[2 + i] = (uint8_t)(i + 1);
	make(rig);
	talk_write(&talk, 0x50, out, sizeof(out));
	i2c_rig_pass(rig, TWR);
	/* 4 bytes from 0x3C, then 32 from 0x20 over all of the page, then 4 more from 0x20. */
	talk_write_read(&talk, 0x50, page, 2, in, 33);
	for (unsigned i = 0; i < 32; i++)
		assert_int_equal(in[i], i < 4 ? 37 + i : 5 + i);
	assert_int_equal(in[32], 0xFF);
	talk_write_read(&talk, 0x50, next, 2, in, 1);
	assert_int_equal(in[0], 0xFF);
}

/* Bytes of the page that were not written keep what they had. */
static void the_rest_of_a_page_stays(void **state)
{
	struct i2c_rig *rig = *state;
	const uint8_t first[] = {0x00, 0x00, 1, 2, 3, 4};
	const uint8_t second[] = {0x00, 0x01, 9};
	const uint8_t start[] = {0x00, 0x00};
	uint8_t in[4];

	make(rig);
	talk_write(&talk, 0x50, first, 6);
	i2c_rig_pass(rig, TWR);
	talk_write(&talk, 0x50, second, 3);
	i2c_rig_pass(rig, TWR);
	talk_write_read(&talk, 0x50, start, 2, in, 4);
	assert_memory_equal(in, "\x01\x09\x03\x04", 4);
}

static void reading_rolls_over(void **state)
{
	struct i2c_rig *rig = *state;
	const uint8_t out[] = {0x00, 0x00, 0x11};
	const uint8_t last[] = {0x1F, 0xFF};
	const uint8_t beyond[] = {0xFF, 0xFF}; /* the three highest bits do not count */
	uint8_t in[2];

	make(rig);
	talk_write(&talk, 0x50, out, 3);
	i2c_rig_pass(rig, TWR);
	talk_write_read(&talk, 0x50, last, 2, in, 2);
	assert_memory_equal(in, "\xFF\x11", 2);
	talk_write_read(&talk, 0x50, beyond, 2, in, 2);
	assert_memory_equal(in, "\xFF\x11", 2);
}

/* Only a STOP starts a write cycle. */
static void without_a_stop_nothing_is_written(void **state)
{
	struct i2c_rig *rig = *state;
	const uint8_t start[] = {0x00, 0x00};
	uint8_t in[1];

	make(rig);
	assert_true(talk_start(&talk, 0x50, false));
	assert_true(talk_send(&talk, 0x00));
	assert_true(talk_send(&talk, 0x00));
	assert_true(talk_send(&talk, 0x77));
	talk_write_read(&talk, 0x50, start, 2, in, 1); /* begins with a repeated START */
	assert_int_equal(in[0], 0xFF);
	/* Half an address moves nothing, as a look whether it is there. */
	assert_true(talk_start(&talk, 0x50, false));
	talk_stop(&talk);
	talk_read(&talk, 0x50, in, 1);
	assert_int_equal(in[0], 0xFF);
	assert_string_equal(property("writes"), "0");
}

/* 24C16: eight bits of address in the byte, three in the device address. */
static void blocks_have_addresses(void **state)
{
	struct i2c_rig *rig = *state;
	uint8_t in[2];

	i2c_talk_open(&talk, rig, NODE);
	i2c_talk_string(&talk, "compatible", "atmel,24c16");
	i2c_talk_cell(&talk, "pagesize", 16);
	assert_int_equal(i2c_talk_attach(&talk, &at24_part, NULL), 0);
	for (unsigned block = 0; block < 8; block++) {
		const uint8_t out[] = {0x40, (uint8_t)(0xB0 + block)};

		talk_write(&talk, 0x50 + block, out, 2);
		i2c_rig_pass(rig, TWR);
	}
	for (unsigned block = 0; block < 8; block++) {
		const uint8_t start[] = {0x40};

		talk_write_read(&talk, 0x50 + block, start, 1, in, 2);
		assert_int_equal(in[0], 0xB0 + block);
		assert_int_equal(in[1], 0xFF);
	}
	assert_false(talk_start(&talk, 0x58, false));
	talk_stop(&talk);
}

static void a_small_one(void **state)
{
	struct i2c_rig *rig = *state;
	const uint8_t out[] = {0x07, 0xA1, 0xA2};
	const uint8_t start[] = {0x00};
	uint8_t in[9];

	i2c_talk_open(&talk, rig, NODE);
	i2c_talk_string(&talk, "compatible", "atmel,24c02");
	i2c_talk_cell(&talk, "pagesize", 8);
	assert_int_equal(i2c_talk_attach(&talk, &at24_part, NULL), 0);
	assert_string_equal(property("size"), "256");
	talk_write(&talk, 0x50, out, 3);
	i2c_rig_pass(rig, TWR);
	talk_write_read(&talk, 0x50, start, 1, in, 9);
	assert_memory_equal(in, "\xA2\xFF\xFF\xFF\xFF\xFF\xFF\xA1\xFF", 9);
}

static void the_node_decides(void **state)
{
	static const struct {
		const char *property;
		uint32_t value;
	} refused[] = {
		{"size", 0},	       {"size", 3000},	 {"size", 1u << 19},
		{"pagesize", 0},       {"pagesize", 48}, {"pagesize", 512},
		{"address-width", 24}, {"reg", 0x80},	 {"reg", 0x80000050u},
	};
	struct i2c_rig *rig = *state;
	struct dt_error error;

	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		i2c_talk_open(&talk, rig, NODE);
		i2c_talk_cell(&talk, refused[i].property, refused[i].value);
		memset(&error, 0, sizeof(error));
		assert_int_equal(i2c_talk_attach(&talk, &at24_part, &error), -EINVAL);
		assert_non_null(strstr(error.text, "eeprom@50: "));
		assert_non_null(strstr(error.text, refused[i].property));
		i2c_talk_close(&talk);
	}
	i2c_talk_open(&talk, rig, NODE);
	i2c_talk_cell(&talk, "size", 65536);
	i2c_talk_cell(&talk, "pagesize", 128);
	assert_int_equal(i2c_talk_attach(&talk, &at24_part, &error), 0);
	assert_string_equal(property("size"), "65536");
	assert_string_equal(property("page"), "128");
}

/* WP: bytes are acknowledged, nothing is written, and there is no write cycle. */
static void write_protection(void **state)
{
	struct i2c_rig *rig = *state;
	const uint8_t out[] = {0x00, 0x00, 0x42};
	uint8_t in[1];

	i2c_talk_open(&talk, rig, NODE);
	i2c_talk_string(&talk, "read-only", "");
	assert_int_equal(i2c_talk_attach(&talk, &at24_part, NULL), 0);
	assert_string_equal(property("write-protect"), "on");
	talk_write(&talk, 0x50, out, 3);
	talk_write_read(&talk, 0x50, out, 2, in, 1);
	assert_int_equal(in[0], 0xFF);
	assert_int_equal(at24_part.set(&talk.part, "write-protect", "maybe"), -EINVAL);
	assert_int_equal(at24_part.set(&talk.part, "write-protect", "off"), 0);
	talk_write(&talk, 0x50, out, 3);
	i2c_rig_pass(rig, TWR);
	talk_write_read(&talk, 0x50, out, 2, in, 1);
	assert_int_equal(in[0], 0x42);
}

/* ---- the file ---- */

static void file_read(uint8_t *content, size_t size)
{
	FILE *stream = fopen(file, "rb");

	assert_non_null(stream);
	assert_int_equal(fread(content, 1, size, stream), size);
	assert_int_equal(fgetc(stream), EOF);
	fclose(stream);
}

static void file_make(size_t size)
{
	FILE *stream = fopen(file, "wb");

	assert_non_null(stream);
	for (size_t i = 0; i < size; i++)
		fputc((int)(i & 0xFF), stream);
	fclose(stream);
}

static void a_missing_file_is_made(void **state)
{
	struct i2c_rig *rig = *state;
	static uint8_t content[8192];
	struct stat status;

	make(rig);
	assert_int_equal(at24_part.set(&talk.part, "file", file), 0);
	assert_string_equal(property("file"), file);
	file_read(content, sizeof(content));
	for (size_t i = 0; i < sizeof(content); i++)
		assert_int_equal(content[i], 0xFF);
	assert_int_equal(stat(file, &status), 0);
	assert_int_equal(status.st_nlink, 1); /* nothing else is left behind */
}

static void a_file_outlives_the_board(void **state)
{
	struct i2c_rig *rig = *state;
	const uint8_t out[] = {0x00, 0x10, 0xCA, 0xFE};
	static uint8_t content[8192];
	uint8_t in[2];

	file_make(8192);
	make(rig);
	assert_int_equal(at24_part.set(&talk.part, "file", file), 0);
	talk_write_read(&talk, 0x50, out, 2, in, 2);
	assert_memory_equal(in, "\x10\x11", 2);
	talk_write(&talk, 0x50, out, 4);
	file_read(content, sizeof(content)); /* at once, before the write cycle is over */
	assert_memory_equal(content + 0x0F, "\x0F\xCA\xFE\x12", 4);
	i2c_talk_close(&talk);
	make(rig);
	assert_int_equal(at24_part.set(&talk.part, "file", file), 0);
	talk_write_read(&talk, 0x50, out, 2, in, 2);
	assert_memory_equal(in, "\xCA\xFE", 2);
}

static void a_wrong_file_is_refused(void **state)
{
	struct i2c_rig *rig = *state;
	char absent[128];
	int other;

	make(rig);
	file_make(8191);
	assert_int_equal(at24_part.set(&talk.part, "file", file), -EINVAL);
	file_make(8193);
	assert_int_equal(at24_part.set(&talk.part, "file", file), -EINVAL);
	assert_int_equal(at24_part.set(&talk.part, "file", folder), -EISDIR);
	snprintf(absent, sizeof(absent), "%s/no/eeprom.bin", folder);
	assert_int_equal(at24_part.set(&talk.part, "file", absent), -ENOENT);
	assert_string_equal(property("file"), "");
	/* Somebody else has it. */
	file_make(8192);
	other = open(file, O_RDONLY);
	assert_true(other >= 0);
	assert_int_equal(flock(other, LOCK_EX), 0);
	assert_int_equal(at24_part.set(&talk.part, "file", file), -EBUSY);
	close(other);
	assert_int_equal(at24_part.set(&talk.part, "file", file), 0);
	assert_int_equal(at24_part.set(&talk.part, "file", file), 0); /* again */
	assert_int_equal(at24_part.set(&talk.part, "file", ""), 0);
	assert_string_equal(property("file"), "");
}

/* A write of two pages, cut off after each byte by a reset of the controller: the file holds whole pages, the
 * first as soon as its STOP was there. */
static void a_reset_at_every_byte(void **state)
{
	struct i2c_rig *rig = *state;
	static uint8_t before[8192], now[8192], first[8192], both[8192];
	uint8_t pages[2][34];

	for (unsigned i = 0; i < 8192; i++)
		before[i] = (uint8_t)i;
	memcpy(first, before, sizeof(first));
	memset(first + 0x40, 0xA1, 32);
	memcpy(both, first, sizeof(both));
	memset(both + 0x60, 0xA2, 32);
	for (unsigned page = 0; page < 2; page++) {
		memset(pages[page], page ? 0xA2 : 0xA1, sizeof(pages[page]));
		pages[page][0] = 0x00;
		pages[page][1] = page ? 0x60 : 0x40;
	}
	/* Steps: START with the address, 34 bytes, STOP; twice. */
	for (unsigned cut = 0; cut <= 72; cut++) {
		unsigned step = 0;

		file_make(8192);
		make(rig);
		assert_int_equal(at24_part.set(&talk.part, "file", file), 0);
		for (unsigned page = 0; page < 2 && step < cut; page++) {
			assert_true(talk_start(&talk, 0x50, false));
			step++;
			for (unsigned i = 0; i < 34 && step < cut; i++, step++)
				assert_true(talk_send(&talk, pages[page][i]));
			if (step < cut) {
				talk_stop(&talk);
				step++;
			}
			i2c_rig_pass(rig, TWR);
		}
		assert_int_equal(step, cut);
		talk_abandon(&talk);
		file_read(now, sizeof(now));
		assert_memory_equal(now, cut < 36 ? before : cut < 72 ? first : both, 8192);
		/* After the reset it answers as ever, and nothing late is written. */
		assert_true(talk_start(&talk, 0x50, false));
		talk_stop(&talk);
		file_read(now, sizeof(now));
		assert_memory_equal(now, cut < 36 ? before : cut < 72 ? first : both, 8192);
		i2c_talk_close(&talk);
	}
	make(rig);
}

/* What cannot be written stays in memory, and is told. */
static void a_full_disk_is_told(void **state)
{
	struct i2c_rig *rig = *state;
	const uint8_t out[] = {0x00, 0x00, 0x42};
	uint8_t in[1];
	int read_only;

	make(rig);
	assert_int_equal(at24_part.set(&talk.part, "file", file), 0);
	/* The descriptor is the lowest that was free: one that cannot be written takes its place. */
	read_only = open(file, O_RDONLY);
	assert_true(read_only > 0);
	assert_int_equal(dup2(read_only, read_only - 1), read_only - 1);
	close(read_only);
	talk_write(&talk, 0x50, out, 3);
	i2c_rig_pass(rig, TWR);
	talk_write_read(&talk, 0x50, out, 2, in, 1);
	assert_int_equal(in[0], 0x42);
	assert_int_equal(fixture_noted(rig->f, "part", "is not kept in"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, rig_open_folder, rig_close_folder)
		T(is_written_and_read),
		T(is_busy_while_it_writes),
		T(a_page_wraps),
		T(the_rest_of_a_page_stays),
		T(reading_rolls_over),
		T(without_a_stop_nothing_is_written),
		T(blocks_have_addresses),
		T(a_small_one),
		T(the_node_decides),
		T(write_protection),
		T(a_missing_file_is_made),
		T(a_file_outlives_the_board),
		T(a_wrong_file_is_refused),
		T(a_reset_at_every_byte),
		T(a_full_disk_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
