/* SPDX-License-Identifier: BSD-3-Clause */
/* The cells of the flash (data sheets of W25Q80DV, W25Q16JV to W25Q128JV): times are the typical ones. */
#include <string.h>

#include "board/board_internal.h"
#include "board/parts/part_file.h"
#include "board/parts/spi_nor.h"

#define PROGRAM_TIME (400 * PS_PER_US) /* tPP */
#define STATUS_TIME  (10 * PS_PER_MS) /* tW */

static uint64_t now_of(const struct nor *nor)
{
	return timeline_now(board_timeline(nor->part->board));
}

bool nor_is_busy(struct nor *nor)
{
	if (now_of(nor) < nor->ready_at)
		return true;
	if (nor->writes_wel)
		nor->enabled = false;
	nor->writes_wel = false;
	return false;
}

static void begin(struct nor *nor, uint64_t duration)
{
	nor->ready_at = now_of(nor) + duration;
	nor->writes_wel = true;
}

static void keep(struct nor *nor, uint32_t at, uint32_t length)
{
	int rc;

	if (nor->file < 0)
		return;
	rc = part_file_write(nor->file, nor->memory + at, at, length);
	if (rc)
		board_note(nor->part->board, BOARD_NOTE_GUEST, nor->part->name, 0,
			   "what was written is not kept in %s: %s", nor->path, strerror(-rc));
}

/* ---- protection ---- */

/* How many bytes BP protects, without CMP. */
static uint32_t protected_bytes(const struct nor *nor)
{
	const unsigned bp = (nor->status[0] & NOR_BP) >> 2;
	const unsigned blocks = nor->kind->capacity - 16u; /* log2 of how many */
	const unsigned all = blocks + 1 < 7 ? blocks + 1 : 7;

	if (!bp)
		return 0;
	/* 4 to 32 KB with SEC, from BP = 4 on 32. */
	if ((nor->status[0] & NOR_SEC) && bp < 7)
		return NOR_SECTOR << (bp < 4 ? bp - 1 : 3);
	return bp >= all ? nor->size : nor->size >> (all - bp);
}

bool nor_is_protected(const struct nor *nor, uint32_t at, uint32_t length)
{
	const uint32_t bytes = protected_bytes(nor);
	const bool bottom = nor->status[0] & NOR_TB;
	const uint32_t begins = bottom ? 0 : nor->size - bytes;
	const uint32_t ends = begins + bytes;

	if (nor->status[1] & NOR_CMP)
		return at < begins || at + length > ends;
	return at < ends && at + length > begins;
}

/* ---- operations ---- */

void nor_program(struct nor *nor)
{
	const uint32_t start = nor->address & ~(NOR_PAGE - 1);

	if (nor_is_protected(nor, start, NOR_PAGE))
		return;
	/* Bits go from 1 to 0 only. */
	for (uint32_t i = 0; i < NOR_PAGE; i++) {
		if (nor->page_set[i])
			nor->memory[start + i] &= nor->page[i];
	}
	nor->programs++;
	begin(nor, PROGRAM_TIME);
	keep(nor, start, NOR_PAGE);
}

void nor_erase(struct nor *nor, uint32_t at, uint32_t length, uint64_t duration)
{
	at &= ~(length - 1);
	if (nor_is_protected(nor, at, length))
		return;
	memset(nor->memory + at, NOR_ERASED, length);
	nor->erases++;
	begin(nor, duration);
	keep(nor, at, length);
}

void nor_write_status(struct nor *nor, unsigned first, unsigned count)
{
	/* SUS and a reserved bit; the lock bits of register 2 stay once they are set. */
	static const uint8_t writable[NOR_REGISTERS] = {0xFC, 0x7B, 0xE7};

	/* SRP with /WP low keeps them as they are. */
	if ((nor->status[0] & NOR_SRP) && nor->write_protect)
		return;
	for (unsigned i = 0; i < count && first + i < NOR_REGISTERS; i++) {
		uint8_t value = nor->page[i] & writable[first + i];

		if (first + i == 1)
			value |= nor->status[1] & 0x38; /* LB3 to LB1: for once */
		nor->status[first + i] = value;
	}
	if (!nor->volatile_status)
		begin(nor, STATUS_TIME);
}
