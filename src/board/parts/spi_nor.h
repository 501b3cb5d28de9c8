/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the flash share: spi_nor.c (instructions, the tree, people) and spi_nor_array.c (what they do to
 * its cells, and the time that takes). */
#ifndef COPRO_BOARD_PARTS_SPI_NOR_H
#define COPRO_BOARD_PARTS_SPI_NOR_H

#include "board/parts/part.h"
#include "board/parts/spi_chip.h"
#include "board/timeline.h"

#define NOR_PAGE      256u
#define NOR_SECTOR    4096u
#define NOR_HALF      (32u * 1024)
#define NOR_BLOCK     (64u * 1024)
#define NOR_PATH      2048u
#define NOR_ERASED    0xFFu
#define NOR_REGISTERS 3u /* status registers */

/* Status register 1 and 2. */
#define NOR_BUSY 0x01u
#define NOR_WEL	 0x02u
#define NOR_BP	 0x1Cu
#define NOR_TB	 0x20u
#define NOR_SEC	 0x40u
#define NOR_SRP	 0x80u
#define NOR_CMP	 0x40u

struct nor_chip {
	const char *compatible;
	uint8_t capacity; /* third byte of its identification: log2 of the bytes */
	uint8_t chip_erase; /* s, typical */
};

struct nor {
	struct part *part;
	struct spi_chip chip;
	const struct nor_chip *kind;
	uint32_t size;
	uint8_t *memory;
	bool write_protect; /* the pin /WP */

	uint8_t status[NOR_REGISTERS]; /* without BUSY and WEL */
	bool enabled; /* WEL */
	bool writes_wel; /* what is under way takes it away at its end */
	bool volatile_status; /* the next write to a status register lasts until power-off */
	bool asleep;
	bool reset_armed;
	uint64_t ready_at; /* ps: end of a program, erase or write cycle */
	uint64_t programs, erases; /* since power-on */

	/* The instruction under way. */
	uint8_t instruction;
	uint64_t given; /* bytes that came, with it */
	uint32_t address;
	uint8_t page
		[NOR_PAGE]; /* data of a program, by place in the page; of a status register the first ones */
	bool page_set[NOR_PAGE];
	uint32_t page_at; /* place of the next one */

	int file; /* -1: none */
	char path[NOR_PATH];
};

/* True until the end of what is under way; settles what ends with it. */
bool nor_is_busy(struct nor *nor);
/* True: writing there is forbidden by the status registers. */
bool nor_is_protected(const struct nor *nor, uint32_t at, uint32_t length);
void nor_program(struct nor *nor);
void nor_erase(struct nor *nor, uint32_t at, uint32_t length, uint64_t duration);
/* `first` is the number of the register that the first byte is for. */
void nor_write_status(struct nor *nor, unsigned first, unsigned count);

#endif
