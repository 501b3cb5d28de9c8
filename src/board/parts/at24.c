/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An EEPROM of the AT24 family (the data sheets of AT24C02 to AT24C512; Linux's binding at24.yaml). A write
 * goes into a page buffer, and at the STOP as a whole into the array; the part answers no address
 * until that write cycle is over. Where the words' address has no room for all of it, the lowest bits of
 * the part's own address are its highest ones.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board/board_internal.h"
#include "board/parts/i2c_place.h"
#include "board/parts/kinds.h"
#include "board/parts/part_file.h"

#define ERASED	    0xFFu
#define WRITE_CYCLE (5 * PS_PER_MS) /* tWR, the longest */
#define PAGE_MAX    256u
#define BLOCKS_MAX  8u /* device addresses of one part */
#define PATH_ROOM   2048u

/* Total size and page in bytes, and bits of a word's address, of a chip. */
struct at24_chip {
	const char *compatible;
	uint32_t size;
	uint16_t page;
	uint8_t address_bits;
};

static const struct at24_chip chips[] = {
	{"atmel,24c01", 128, 8, 8},	    {"atmel,24c02", 256, 8, 8},
	{"atmel,24c04", 512, 16, 8},	    {"atmel,24c08", 1024, 16, 8},
	{"atmel,24c16", 2048, 16, 8},	    {"atmel,24c32", 4096, 32, 16},
	{"atmel,24c64", 8192, 32, 16},	    {"atmel,24c128", 16384, 64, 16},
	{"atmel,24c256", 32768, 64, 16},    {"atmel,24c512", 65536, 128, 16},
	{"atmel,24c1024", 131072, 256, 16},
};

#define CHIPS (sizeof(chips) / sizeof(chips[0]))

static const char *const at24_compatible[] = {
	"atmel,24c01",	"atmel,24c02",	"atmel,24c04",	 "atmel,24c08",
	"atmel,24c16",	"atmel,24c32",	"atmel,24c64",	 "atmel,24c128",
	"atmel,24c256", "atmel,24c512", "atmel,24c1024", NULL,
};

struct at24 {
	struct part *part;
	struct i2c_target target;
	struct at24_chip chip;
	uint16_t device_address; /* of the first block */
	unsigned blocks;
	uint8_t *memory;
	bool write_protect; /* the pin WP */

	uint32_t pointer; /* the next byte */
	unsigned address_left; /* bytes of an address that are still to come, */
	uint32_t address; /* and what has come of it */
	uint32_t latched; /* bytes in the page buffer */
	bool latch_set[PAGE_MAX];
	uint8_t latch[PAGE_MAX];
	uint32_t page_start; /* of the page that the buffer is for */
	uint64_t ready_at; /* ps: end of the write cycle */
	uint64_t writes; /* write cycles since power-on */

	int file; /* -1: none */
	char path[PATH_ROOM];
};

/* ---- on the bus ---- */

static enum i2c_answer at24_address(struct i2c_target *target, const struct i2c_address *address)
{
	struct at24 *at24 = target->context;
	const unsigned block = address->value - at24->device_address;

	if (address->ten_bit || address->value < at24->device_address || block >= at24->blocks)
		return I2C_NACK;
	if (timeline_now(target->bus->timeline) < at24->ready_at)
		return I2C_NACK;
	if (!address->read) {
		at24->address_left = at24->chip.address_bits / 8;
		at24->address = block;
		at24->latched = 0;
	}
	return I2C_ACK;
}

static void at24_latch(struct at24 *at24, uint8_t byte)
{
	const uint32_t offset = at24->pointer % at24->chip.page;

	if (!at24->latched) {
		memset(at24->latch_set, 0, sizeof(at24->latch_set));
		at24->page_start = at24->pointer - offset;
	}
	at24->latched++;
	at24->latch[offset] = byte;
	at24->latch_set[offset] = true;
	at24->pointer = at24->page_start + (offset + 1) % at24->chip.page;
}

static enum i2c_answer at24_write(struct i2c_target *target, uint8_t byte)
{
	struct at24 *at24 = target->context;

	if (!at24->address_left) {
		at24_latch(at24, byte);
		return I2C_ACK;
	}
	at24->address = at24->address << 8 | byte;
	if (--at24->address_left == 0)
		at24->pointer = at24->address % at24->chip.size;
	return I2C_ACK;
}

static enum i2c_answer at24_read(struct i2c_target *target, uint8_t *byte)
{
	struct at24 *at24 = target->context;

	*byte = at24->memory[at24->pointer];
	at24->pointer = (at24->pointer + 1) % at24->chip.size;
	return I2C_ACK;
}

static void at24_keep_page(struct at24 *at24)
{
	int rc;

	if (at24->file < 0)
		return;
	rc = part_file_write(at24->file, at24->memory + at24->page_start, at24->page_start,
			     at24->chip.page);
	if (rc)
		board_note(at24->part->board, BOARD_NOTE_GUEST, at24->part->name,
			   at24->device_address, "what was written is not kept in %s: %s",
			   at24->path, strerror(-rc));
}

/* The buffer goes into the array. */
static void at24_program(struct at24 *at24)
{
	for (uint32_t i = 0; i < at24->chip.page; i++) {
		if (at24->latch_set[i])
			at24->memory[at24->page_start + i] = at24->latch[i];
	}
	at24->writes++;
	at24->ready_at = timeline_now(at24->target.bus->timeline) + WRITE_CYCLE;
	at24_keep_page(at24);
}

static void at24_end(struct i2c_target *target, enum i2c_end end)
{
	struct at24 *at24 = target->context;

	at24->address_left = 0; /* half an address is none */
	if (end == I2C_END_STOP && at24->latched && !at24->write_protect)
		at24_program(at24);
	at24->latched = 0;
}

static const struct i2c_target_ops at24_ops = {
	.address = at24_address,
	.write = at24_write,
	.read = at24_read,
	.end = at24_end,
};

/* ---- from the tree ---- */

static const struct at24_chip *chip_find(const struct dt *dt, int node)
{
	for (size_t i = 0; i < CHIPS; i++) {
		if (dt_compatible(dt, node, chips[i].compatible))
			return &chips[i];
	}
	return NULL;
}

static bool is_power_of_two(uint32_t value)
{
	return value && !(value & (value - 1));
}

static int at24_refuse(const struct dt *dt, int node, struct dt_error *error, const char *what,
		       uint32_t value)
{
	char path[DT_PATH_MAX];

	snprintf(error->text, sizeof(error->text), "%.110s: %s cannot be %" PRIu32,
		 dt_path(dt, node, path), what, value);
	return -EINVAL;
}

/* What the node says of itself wins over what its chip is known for. */
static int at24_dimensions(struct at24 *at24, const struct dt *dt, int node, struct dt_error *error)
{
	struct at24_chip *chip = &at24->chip;
	uint32_t value;

	if (!dt_cell(dt, node, "size", 0, &value)) {
		if (!is_power_of_two(value) || value > 1u << 18)
			return at24_refuse(dt, node, error, "size", value);
		chip->size = value;
	}
	if (!dt_cell(dt, node, "pagesize", 0, &value)) {
		if (!is_power_of_two(value) || value > PAGE_MAX)
			return at24_refuse(dt, node, error, "pagesize", value);
		chip->page = (uint16_t)value;
	}
	if (!dt_cell(dt, node, "address-width", 0, &value)) {
		if (value != 8 && value != 16)
			return at24_refuse(dt, node, error, "address-width", value);
		chip->address_bits = (uint8_t)value;
	}
	if (chip->page > chip->size)
		return at24_refuse(dt, node, error, "pagesize", chip->page);
	at24->blocks = chip->size >> chip->address_bits ? chip->size >> chip->address_bits : 1;
	if (at24->blocks > BLOCKS_MAX)
		return at24_refuse(dt, node, error, "size", chip->size);
	return 0;
}

static int at24_attach(struct part *part, const struct dt *dt, int node, struct dt_error *error)
{
	struct at24 *at24 = part->state;
	const struct at24_chip *chip = chip_find(dt, node);
	struct i2c_place place;
	int rc;

	at24->part = part;
	at24->file = -1;
	if (!chip) {
		snprintf(error->text, sizeof(error->text), "no EEPROM that is known here");
		return -EINVAL;
	}
	at24->chip = *chip;
	rc = i2c_place_find(&place, part->board, dt, node, error);
	if (!rc)
		rc = at24_dimensions(at24, dt, node, error);
	if (rc)
		return rc;
	if (place.address % at24->blocks)
		return at24_refuse(dt, node, error, "reg", place.address);
	at24->memory = malloc(at24->chip.size);
	if (!at24->memory)
		return -ENOMEM;
	memset(at24->memory, ERASED, at24->chip.size);
	at24->device_address = place.address;
	at24->write_protect = dt_has(dt, node, "read-only");
	at24->target = (struct i2c_target){.ops = &at24_ops, .context = at24, .name = part->name};
	i2c_target_attach(&at24->target, place.bus);
	return 0;
}

static void at24_detach(struct part *part)
{
	struct at24 *at24 = part->state;

	i2c_target_detach(&at24->target);
	if (at24->file >= 0)
		close(at24->file);
	free(at24->memory);
}

/* ---- for people ---- */

static int at24_set_file(struct at24 *at24, const char *path)
{
	int file = -1;

	if (strlen(path) >= sizeof(at24->path))
		return -ENAMETOOLONG;
	if (*path) {
		/* The same one again is not somebody else's. */
		if (at24->file >= 0 && !strcmp(path, at24->path))
			return 0;
		file = part_file_open(path, at24->memory, at24->chip.size, ERASED);
		if (file < 0)
			return file;
	}
	if (at24->file >= 0)
		close(at24->file);
	at24->file = file;
	strcpy(at24->path, path);
	return 0;
}

static int at24_set(struct part *part, const char *property, const char *value)
{
	struct at24 *at24 = part->state;

	if (!strcmp(property, "file"))
		return at24_set_file(at24, value);
	if (!strcmp(value, "on"))
		at24->write_protect = true;
	else if (!strcmp(value, "off"))
		at24->write_protect = false;
	else
		return -EINVAL;
	return 0;
}

static int at24_get(struct part *part, const char *property, char *value, size_t room)
{
	const struct at24 *at24 = part->state;
	const bool busy = timeline_now(at24->target.bus->timeline) < at24->ready_at;

	if (!strcmp(property, "state"))
		snprintf(value, room, "%s", busy ? "writing" : "ready");
	else if (!strcmp(property, "file"))
		snprintf(value, room, "%s", at24->path);
	else if (!strcmp(property, "write-protect"))
		snprintf(value, room, "%s", at24->write_protect ? "on" : "off");
	else if (!strcmp(property, "size"))
		snprintf(value, room, "%" PRIu32, at24->chip.size);
	else if (!strcmp(property, "page"))
		snprintf(value, room, "%u", at24->chip.page);
	else
		snprintf(value, room, "%" PRIu64, at24->writes);
	return 0;
}

static const struct part_property at24_properties[] = {
	{.name = "state", .unit = "ready, or writing for 5 ms after a write"},
	{.name = "file",
	 .unit = "a file of as many bytes as `size` says, or one that is still to be made",
	 .writable = true},
	{.name = "write-protect", .unit = "on or off: the pin WP", .writable = true},
	{.name = "size", .unit = "bytes"},
	{.name = "page", .unit = "bytes"},
	{.name = "writes", .unit = "a number of write cycles since power-on"},
	{0},
};

const struct part_kind at24_part = {
	.kind = "eeprom",
	.compatible = at24_compatible,
	.properties = at24_properties,
	.state_size = sizeof(struct at24),
	.attach = at24_attach,
	.detach = at24_detach,
	.set = at24_set,
	.get = at24_get,
};
