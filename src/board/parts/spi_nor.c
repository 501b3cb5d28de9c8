/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A serial NOR flash of the W25Q family (data sheets of W25Q80DV, W25Q16JV to W25Q128JV; Linux's binding
 * jedec,spi-nor.yaml) on one data line each way. Not there: two and four lines, suspending, security registers, SFDP
 * (which reads as erased, as on older chips), and block locks of register 3.
 */
#include "board/parts/spi_nor.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board/board_internal.h"
#include "board/parts/kinds.h"
#include "board/parts/part_file.h"

#define MANUFACTURER 0xEFu
#define MEMORY_TYPE  0x40u

enum nor_instruction {
	WRITE_STATUS_1 = 0x01,
	PAGE_PROGRAM = 0x02,
	READ = 0x03,
	WRITE_DISABLE = 0x04,
	READ_STATUS_1 = 0x05,
	WRITE_ENABLE = 0x06,
	FAST_READ = 0x0B,
	WRITE_STATUS_3 = 0x11,
	READ_STATUS_3 = 0x15,
	ERASE_SECTOR = 0x20,
	WRITE_STATUS_2 = 0x31,
	READ_STATUS_2 = 0x35,
	UNIQUE_ID = 0x4B,
	VOLATILE_STATUS = 0x50,
	ERASE_HALF_BLOCK = 0x52,
	READ_SFDP = 0x5A,
	ERASE_CHIP_TOO = 0x60,
	ENABLE_RESET = 0x66,
	RESET = 0x99,
	DEVICE_ID = 0x90,
	JEDEC_ID = 0x9F,
	RELEASE = 0xAB,
	POWER_DOWN = 0xB9,
	ERASE_CHIP = 0xC7,
	ERASE_BLOCK = 0xD8
};

/* Typical times. */
#define SECTOR_TIME (45 * PS_PER_MS) /* tSE */
#define HALF_TIME   (120 * PS_PER_MS) /* tBE1 */
#define BLOCK_TIME  (150 * PS_PER_MS) /* tBE2 */
#define WAKE_TIME   (3 * PS_PER_US) /* tRES1 */
#define RESET_TIME  (30 * PS_PER_US) /* tRST */

/* The last one is what a flash is that the tree does not say. */
static const struct nor_chip chips[] = {
	{"winbond,w25q80", 20, 2},  {"winbond,w25q16", 21, 5},	 {"winbond,w25q32", 22, 10},
	{"winbond,w25q64", 23, 20}, {"winbond,w25q128", 24, 40},
};

#define CHIPS (sizeof(chips) / sizeof(chips[0]))

static const char *const nor_compatible[] = {"jedec,spi-nor", NULL};

/* ---- bytes ---- */

static uint8_t status_byte(struct nor *nor, unsigned number)
{
	const bool busy = nor_is_busy(nor);

	if (number)
		return nor->status[number];
	return (uint8_t)(nor->status[0] | (busy ? NOR_BUSY : 0) | (nor->enabled ? NOR_WEL : 0));
}

/* What follows bytes that came, and goes with the next one. */
static uint8_t identification(const struct nor *nor, uint64_t place)
{
	const uint8_t bytes[3] = {MANUFACTURER, MEMORY_TYPE, nor->kind->capacity};

	return place < sizeof(bytes) ? bytes[place] : 0;
}

static uint8_t device_id(const struct nor *nor)
{
	return (uint8_t)(nor->kind->capacity - 1);
}

static void answer(struct nor *nor, uint8_t byte)
{
	nor->chip.send = byte;
	nor->chip.drives = true;
}

static void answer_read(struct nor *nor, unsigned before)
{
	if (nor->given < before)
		return;
	answer(nor, nor->memory[nor->address]);
	nor->address = (nor->address + 1) % nor->size;
}

/* ---- instructions ---- */

/* The ones that an address of three bytes follows. */
static bool has_address(uint8_t instruction)
{
	switch ((enum nor_instruction)instruction) {
	case PAGE_PROGRAM:
	case READ:
	case FAST_READ:
	case READ_SFDP:
	case ERASE_SECTOR:
	case ERASE_HALF_BLOCK:
	case ERASE_BLOCK:
	case DEVICE_ID:
		return true;
	default:
		return false;
	}
}

static bool is_known(uint8_t instruction)
{
	switch ((enum nor_instruction)instruction) {
	case WRITE_STATUS_1:
	case WRITE_STATUS_2:
	case WRITE_STATUS_3:
	case WRITE_DISABLE:
	case WRITE_ENABLE:
	case READ_STATUS_1:
	case READ_STATUS_2:
	case READ_STATUS_3:
	case UNIQUE_ID:
	case VOLATILE_STATUS:
	case ERASE_CHIP:
	case ERASE_CHIP_TOO:
	case ENABLE_RESET:
	case RESET:
	case JEDEC_ID:
	case RELEASE:
	case POWER_DOWN:
		return true;
	default:
		return has_address(instruction);
	}
}

static bool reads_status(uint8_t instruction)
{
	return instruction == READ_STATUS_1 || instruction == READ_STATUS_2 ||
	       instruction == READ_STATUS_3;
}

/* An instruction that it does not take now is one that it does not hear: 0, which is none. */
static uint8_t taken(struct nor *nor, uint8_t instruction)
{
	const char *const name = nor->part->name;
	struct board *board = nor->part->board;
	const bool resets = instruction == ENABLE_RESET || instruction == RESET;

	if (!is_known(instruction)) {
		board_note(board, BOARD_NOTE_GUEST, name, instruction,
			   "instruction 0x%02x is not modelled: ignored", instruction);
		return 0;
	}
	if (nor->asleep && instruction != RELEASE) {
		board_note(board, BOARD_NOTE_GUEST, name, instruction,
			   "instruction 0x%02x while it is powered down: ignored", instruction);
		return 0;
	}
	if (nor_is_busy(nor) && !reads_status(instruction) && !resets) {
		board_note(board, BOARD_NOTE_GUEST, name, instruction,
			   "instruction 0x%02x while it writes or erases: ignored", instruction);
		return 0;
	}
	return instruction;
}

static void store(struct nor *nor, uint8_t byte)
{
	nor->page[nor->page_at] = byte;
	nor->page_set[nor->page_at] = true;
	nor->page_at = (nor->page_at + 1) % NOR_PAGE;
}

/* What goes out with the next byte. */
static void prepare(struct nor *nor)
{
	const uint64_t place = nor->given - 1;

	switch ((enum nor_instruction)nor->instruction) {
	case READ:
		answer_read(nor, 4);
		break;
	case FAST_READ:
		answer_read(nor, 5);
		break;
	case READ_STATUS_1:
		answer(nor, status_byte(nor, 0));
		break;
	case READ_STATUS_2:
		answer(nor, status_byte(nor, 1));
		break;
	case READ_STATUS_3:
		answer(nor, status_byte(nor, 2));
		break;
	case JEDEC_ID:
		answer(nor, identification(nor, place));
		break;
	case DEVICE_ID:
		/* From an odd address on the other one first. */
		if (place >= 3 && (place + nor->address) % 2)
			answer(nor, MANUFACTURER);
		else if (place >= 3)
			answer(nor, device_id(nor));
		break;
	case RELEASE:
		if (place >= 3)
			answer(nor, device_id(nor));
		break;
	case UNIQUE_ID:
		/* Assumed, as each chip has another. */
		if (place >= 4)
			answer(nor, (uint8_t)(0xC0 + (place - 4) % 8));
		break;
	case READ_SFDP:
		if (place >= 4)
			answer(nor, NOR_ERASED);
		break;
	default:
		break;
	}
}

static void nor_byte(struct spi_chip *chip, uint8_t byte)
{
	struct nor *nor = chip->context;

	nor->given++;
	if (nor->given == 1) {
		nor->instruction = taken(nor, byte);
	} else if (has_address(nor->instruction) && nor->given <= 4) {
		nor->address = nor->address << 8 | byte;
		if (nor->given == 4) {
			nor->address %= nor->size;
			nor->page_at = nor->address % NOR_PAGE;
		}
	} else {
		store(nor, byte);
	}
	prepare(nor);
}

static void nor_select(struct spi_chip *chip)
{
	struct nor *nor = chip->context;

	nor->instruction = 0;
	nor->given = 0;
	nor->address = 0;
	nor->page_at = 0;
	memset(nor->page_set, 0, sizeof(nor->page_set));
}

/* ---- what an instruction does when the chip select ends ---- */

static void end_reset(struct nor *nor)
{
	nor->ready_at = timeline_now(board_timeline(nor->part->board)) + RESET_TIME;
	nor->writes_wel = false;
	nor->enabled = false;
	nor->volatile_status = false;
	nor->asleep = false;
}

/* Erasing an area takes its address and no more. */
static void end_erase(struct nor *nor, uint32_t length, uint64_t duration)
{
	if (nor->given == 4)
		nor_erase(nor, nor->address, length, duration);
}

static void end_enabled(struct nor *nor)
{
	switch ((enum nor_instruction)nor->instruction) {
	case PAGE_PROGRAM:
		if (nor->given > 4)
			nor_program(nor);
		break;
	case ERASE_SECTOR:
		end_erase(nor, NOR_SECTOR, SECTOR_TIME);
		break;
	case ERASE_HALF_BLOCK:
		end_erase(nor, NOR_HALF, HALF_TIME);
		break;
	case ERASE_BLOCK:
		end_erase(nor, NOR_BLOCK, BLOCK_TIME);
		break;
	case ERASE_CHIP:
	case ERASE_CHIP_TOO:
		if (nor->given == 1)
			nor_erase(nor, 0, nor->size, nor->kind->chip_erase * PS_PER_S);
		break;
	case WRITE_STATUS_1:
		if (nor->given == 2 || nor->given == 3)
			nor_write_status(nor, 0, (unsigned)nor->given - 1);
		break;
	case WRITE_STATUS_2:
		if (nor->given == 2)
			nor_write_status(nor, 1, 1);
		break;
	case WRITE_STATUS_3:
		if (nor->given == 2)
			nor_write_status(nor, 2, 1);
		break;
	default:
		break;
	}
}

static bool writes_status(uint8_t instruction)
{
	return instruction == WRITE_STATUS_1 || instruction == WRITE_STATUS_2 ||
	       instruction == WRITE_STATUS_3;
}

static void nor_deselect(struct spi_chip *chip, uint64_t bits)
{
	struct nor *nor = chip->context;
	const bool reset_armed = nor->reset_armed;

	nor->reset_armed = false;
	/* In the middle of a byte nothing is done. */
	if (bits % 8 || !nor->instruction)
		return;
	switch ((enum nor_instruction)nor->instruction) {
	case WRITE_ENABLE:
		nor->enabled = true;
		break;
	case WRITE_DISABLE:
		nor->enabled = false;
		break;
	case VOLATILE_STATUS:
		nor->volatile_status = true;
		return;
	case POWER_DOWN:
		nor->asleep = true;
		break;
	case RELEASE:
		if (nor->asleep)
			nor->ready_at = timeline_now(board_timeline(nor->part->board)) + WAKE_TIME;
		nor->asleep = false;
		break;
	case ENABLE_RESET:
		nor->reset_armed = true;
		break;
	case RESET:
		if (reset_armed)
			end_reset(nor);
		break;
	default:
		if (nor->enabled || (nor->volatile_status && writes_status(nor->instruction)))
			end_enabled(nor);
		break;
	}
	nor->volatile_status = false;
}

static const struct spi_chip_ops nor_ops = {
	.select = nor_select,
	.deselect = nor_deselect,
	.byte = nor_byte,
};

/* ---- from the tree ---- */

static int nor_attach(struct part *part, const struct dt *dt, int node, struct dt_error *error)
{
	struct nor *nor = part->state;
	size_t i = 0;
	int rc;

	while (i < CHIPS - 1 && !dt_compatible(dt, node, chips[i].compatible))
		i++;
	nor->part = part;
	nor->file = -1;
	nor->kind = &chips[i];
	nor->size = 1u << chips[i].capacity;
	nor->memory = malloc(nor->size);
	if (!nor->memory)
		return -ENOMEM;
	memset(nor->memory, NOR_ERASED, nor->size);
	nor->chip.ops = &nor_ops;
	nor->chip.context = nor;
	rc = spi_chip_attach(&nor->chip, part, dt, node, error);
	if (rc)
		free(nor->memory);
	return rc;
}

static void nor_detach(struct part *part)
{
	struct nor *nor = part->state;

	spi_chip_detach(&nor->chip);
	if (nor->file >= 0)
		close(nor->file);
	free(nor->memory);
}

/* ---- for people ---- */

static int nor_set_file(struct nor *nor, const char *path)
{
	int file = -1;

	if (strlen(path) >= sizeof(nor->path))
		return -ENAMETOOLONG;
	if (*path) {
		/* The same one again is not somebody else's. */
		if (nor->file >= 0 && !strcmp(path, nor->path))
			return 0;
		file = part_file_open(path, nor->memory, nor->size, NOR_ERASED);
		if (file < 0)
			return file;
	}
	if (nor->file >= 0)
		close(nor->file);
	nor->file = file;
	strcpy(nor->path, path);
	return 0;
}

static int nor_set(struct part *part, const char *property, const char *value)
{
	struct nor *nor = part->state;

	if (!strcmp(property, "file"))
		return nor_set_file(nor, value);
	if (!strcmp(value, "on"))
		nor->write_protect = true;
	else if (!strcmp(value, "off"))
		nor->write_protect = false;
	else
		return -EINVAL;
	return 0;
}

static int nor_get(struct part *part, const char *property, char *value, size_t room)
{
	struct nor *nor = part->state;

	if (!strcmp(property, "state"))
		snprintf(value, room, "%s",
			 nor_is_busy(nor) ? "busy"
			 : nor->asleep	  ? "powered-down"
					  : "ready");
	else if (!strcmp(property, "file"))
		snprintf(value, room, "%s", nor->path);
	else if (!strcmp(property, "write-protect"))
		snprintf(value, room, "%s", nor->write_protect ? "on" : "off");
	else if (!strcmp(property, "size"))
		snprintf(value, room, "%" PRIu32, nor->size);
	else if (!strcmp(property, "programs"))
		snprintf(value, room, "%" PRIu64, nor->programs);
	else
		snprintf(value, room, "%" PRIu64, nor->erases);
	return 0;
}

static const struct part_property nor_properties[] = {
	{.name = "state", .unit = "ready, busy while it writes or erases, or powered-down"},
	{.name = "file",
	 .unit = "a file of as many bytes as `size` says, or one that is still to be made",
	 .writable = true},
	{.name = "write-protect", .unit = "on or off: the pin /WP is low", .writable = true},
	{.name = "size", .unit = "bytes"},
	{.name = "programs", .unit = "a number of pages programmed since power-on"},
	{.name = "erases", .unit = "a number of erases since power-on"},
	{0},
};

const struct part_kind spi_nor_part = {
	.kind = "flash",
	.compatible = nor_compatible,
	.properties = nor_properties,
	.state_size = sizeof(struct nor),
	.attach = nor_attach,
	.detach = nor_detach,
	.set = nor_set,
	.get = nor_get,
};
