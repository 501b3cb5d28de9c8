/* SPDX-License-Identifier: BSD-3-Clause */
/* The cells of the flash (data sheets of W25Q80DV, W25Q16JV to W25Q128JV, MX25L51245G): times are the typical ones. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "board/board_internal.h"
#include "board/parts/part_file.h"
#include "board/parts/spi_nor.h"

#define SUSPEND_TIME (20 * PS_PER_US) /* tSUS; tPSL, tESL */

/* What goes into a file at once. */
#define KEPT 4096u

bool nor_is_busy(struct nor *nor)
{
	if (nor->now < nor->ready_at)
		return true;
	if (nor->writes_wel)
		nor->enabled = false;
	nor->writes_wel = false;
	return false;
}

static void begin(struct nor *nor, uint64_t duration, bool erases)
{
	nor->ready_at = nor->now + duration;
	nor->writes_wel = true;
	if (!nor->suspended)
		nor->erases_now = erases;
}

/* ---- the file ---- */

static void invert(uint8_t *bytes, uint32_t length)
{
	for (uint32_t i = 0; i < length; i++)
		bytes[i] = (uint8_t)~bytes[i];
}

static void keep(struct nor *nor, uint32_t at, uint32_t length)
{
	uint8_t bytes[KEPT];
	int rc = 0;

	if (nor->file < 0)
		return;
	for (uint32_t end = at + length; at < end && !rc; at += length) {
		length = end - at < KEPT ? end - at : KEPT;
		memcpy(bytes, nor->memory + at, length);
		invert(bytes, length);
		rc = part_file_write(nor->file, bytes, at, length);
	}
	if (rc)
		board_note(nor->part->board, BOARD_NOTE_GUEST, nor->part->name, 0,
			   "what was written is not kept in %s: %s", nor->path, strerror(-rc));
}

int nor_open_file(struct nor *nor, const char *path)
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
		invert(nor->memory, nor->size);
		quadspi_target_changed(&nor->target);
	}
	if (nor->file >= 0)
		close(nor->file);
	nor->file = file;
	strcpy(nor->path, path);
	return 0;
}

/* ---- protection ---- */

/* How many bytes BP protects, without CMP. */
static uint32_t winbond_bytes(const struct nor *nor)
{
	const unsigned bp = (nor->status[0] & NOR_BP) >> 2;
	const unsigned blocks = nor->kind->capacity - 16u; /* log2 of how many */
	const unsigned all = blocks + 1 < 7 ? blocks + 1 : 7;

	if (!bp)
		return 0;
	/* 4 to 32 KB with SEC, from BP = 4 on 32. */
	if ((nor->status[0] & NOR_SEC) && bp < 7)
		return 4096u << (bp < 4 ? bp - 1 : 3);
	return bp >= all ? nor->size : nor->size >> (all - bp);
}

/* One block of 64 KB, two, four ... */
static uint32_t macronix_bytes(const struct nor *nor)
{
	const unsigned bp = (nor->status[0] & NOR_MX_BP) >> 2;

	if (!bp)
		return 0;
	return bp + 15u >= nor->kind->capacity ? nor->size : 1u << (bp + 15);
}

/* Writing there is forbidden by the status registers. */
static bool is_protected(const struct nor *nor, uint32_t at, uint32_t length)
{
	const bool macronix = nor->kind->family == NOR_MACRONIX;
	const uint32_t bytes = macronix ? macronix_bytes(nor) : winbond_bytes(nor);
	const bool bottom = macronix ? nor->status[1] & NOR_MX_TB : nor->status[0] & NOR_TB;
	const uint32_t begins = bottom ? 0 : nor->size - bytes;
	const uint32_t ends = begins + bytes;

	if (!macronix && (nor->status[1] & NOR_CMP))
		return at < begins || at + length > ends;
	return at < ends && at + length > begins;
}

/* ---- operations ---- */

uint8_t nor_cell(const struct nor *nor, uint32_t address)
{
	return (uint8_t)~nor->memory[address];
}

/* While something is suspended, only a program beside an erase. */
static bool is_held(struct nor *nor, bool erases)
{
	if (!nor->suspended || (nor->erases_now && !erases))
		return false;
	board_note(nor->part->board, BOARD_NOTE_GUEST, nor->part->name, erases,
		   "%s while another one is suspended: ignored", erases ? "an erase" : "a program");
	return true;
}

void nor_program(struct nor *nor)
{
	const uint32_t start = nor->address & ~(NOR_PAGE - 1);

	if (is_held(nor, false) || is_protected(nor, start, NOR_PAGE))
		return;
	/* Bits go from 1 to 0 only. */
	for (uint32_t i = 0; i < NOR_PAGE; i++) {
		if (nor->page_set[i])
			nor->memory[start + i] |= (uint8_t)~nor->page[i];
	}
	nor->programs++;
	begin(nor, nor->kind->program * PS_PER_US, false);
	keep(nor, start, NOR_PAGE);
}

void nor_erase(struct nor *nor, uint32_t at, uint32_t length, uint64_t duration)
{
	at &= ~(length - 1);
	if (is_held(nor, true) || is_protected(nor, at, length))
		return;
	memset(nor->memory + at, 0, length);
	nor->erases++;
	begin(nor, duration, true);
	keep(nor, at, length);
}

/* SUS and a reserved bit; the lock bits of register 2 stay once they are set. */
static void write_winbond(struct nor *nor, unsigned which, uint8_t value)
{
	static const uint8_t writable[NOR_REGISTERS] = {0xFC, 0x7B, 0xE7};

	value &= writable[which];
	if (which == 1)
		value |= nor->status[1] & 0x38; /* LB3 to LB1: for once */
	nor->status[which] = value;
}

static void write_macronix(struct nor *nor, unsigned which, uint8_t value)
{
	static const uint8_t writable[NOR_REGISTERS] = {0xFC, 0xDF};

	value &= writable[which];
	if (which == 1)
		value |= nor->status[1] & NOR_MX_TB; /* for once */
	nor->status[which] = value;
}

void nor_write_status(struct nor *nor, unsigned first, unsigned count)
{
	const bool macronix = nor->kind->family == NOR_MACRONIX;

	/* SRP with /WP low keeps them as they are. */
	if ((nor->status[0] & NOR_SRP) && nor->write_protect)
		return;
	for (unsigned i = 0; i < count && first + i < NOR_REGISTERS; i++) {
		if (macronix)
			write_macronix(nor, first + i, nor->page[i]);
		else
			write_winbond(nor, first + i, nor->page[i]);
	}
	if (!nor->volatile_status)
		begin(nor, nor->kind->status * PS_PER_US, false);
}

void nor_suspend(struct nor *nor)
{
	if (nor->suspended || !nor->writes_wel || !nor_is_busy(nor))
		return;
	nor->rest = nor->ready_at - nor->now;
	nor->suspended = true;
	nor->writes_wel = false;
	nor->ready_at = nor->now + SUSPEND_TIME;
}

void nor_resume(struct nor *nor)
{
	if (!nor->suspended)
		return;
	nor->suspended = false;
	nor->ready_at = nor->now + nor->rest;
	nor->writes_wel = true;
}
