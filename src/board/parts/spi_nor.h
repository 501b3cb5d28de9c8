/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the flash share: spi_nor.c (the tree, people), spi_nor_place.c (the bus that it hangs on),
 * spi_nor_command.c (what goes over its lines), spi_nor_execute.c (what an instruction does), spi_nor_table.c (which
 * instructions there are), spi_nor_array.c (its cells, and the time that they take) and spi_nor_sfdp.c (what it tells of itself).
 */
#ifndef COPRO_BOARD_PARTS_SPI_NOR_H
#define COPRO_BOARD_PARTS_SPI_NOR_H

#include "board/parts/part.h"
#include "board/parts/spi_chip.h"
#include "board/quadspi_bus.h"
#include "board/timeline.h"

#define NOR_PAGE      256u
#define NOR_PATH      2048u
#define NOR_ERASED    0xFFu
#define NOR_REGISTERS 3u /* status registers; Macronix: status, configuration */

/* Status registers 1 and 2 of W25Q. */
#define NOR_BUSY 0x01u
#define NOR_WEL	 0x02u
#define NOR_BP	 0x1Cu
#define NOR_TB	 0x20u
#define NOR_SEC	 0x40u
#define NOR_SRP	 0x80u
#define NOR_QE	 0x02u
#define NOR_CMP	 0x40u
#define NOR_SUS	 0x80u
/* Status, configuration and security register of MX25L; BUSY, WEL and SRP are at the same places. */
#define NOR_MX_BP		 0x3Cu
#define NOR_MX_QE		 0x40u
#define NOR_MX_DRIVE		 0x07u
#define NOR_MX_TB		 0x08u
#define NOR_MX_4BYTE		 0x20u
#define NOR_MX_DUMMY_LSB	 6
#define NOR_MX_PROGRAM_SUSPENDED 0x04u
#define NOR_MX_ERASE_SUSPENDED	 0x08u

enum nor_family { NOR_WINBOND, NOR_MACRONIX };

struct nor_kind {
	const char *compatible;
	enum nor_family family;
	uint8_t manufacturer, type,
		capacity; /* its identification; the last one is log2 of its bytes */
	/* Typical times. */
	uint16_t program, status, wake, reset; /* us */
	uint16_t sector, half, block; /* ms: 4, 32 and 64 KB */
	uint16_t chip; /* s */
};

/* What an instruction is for. */
enum nor_action {
	NOR_READ,
	NOR_READ_STATUS, /* `which`: of the registers */
	NOR_READ_SECURITY,
	NOR_READ_EXTENDED_ADDRESS,
	NOR_READ_ID,
	NOR_READ_DEVICE_ID,
	NOR_READ_UNIQUE_ID,
	NOR_READ_SFDP,
	NOR_PROGRAM,
	NOR_ERASE, /* `which`: log2 of the bytes, 0: all */
	NOR_WRITE_STATUS, /* `which`: the first one */
	NOR_WRITE_EXTENDED_ADDRESS,
	NOR_WRITE_ENABLE,
	NOR_WRITE_DISABLE,
	NOR_VOLATILE_STATUS,
	NOR_POWER_DOWN,
	NOR_RELEASE,
	NOR_ENABLE_RESET,
	NOR_RESET,
	NOR_ENTER_QPI,
	NOR_LEAVE_QPI,
	NOR_ENTER_4BYTE,
	NOR_LEAVE_4BYTE,
	NOR_SUSPEND,
	NOR_RESUME,
	NOR_NOTHING
};

/* Clocks between address and data. */
enum nor_wait {
	NOR_WAIT_NONE,
	NOR_WAIT_FAST, /* as the configuration says, for one line there */
	NOR_WAIT_DUAL, /* two lines there */
	NOR_WAIT_QUAD, /* four lines there */
	NOR_WAIT_8,
	NOR_WAIT_32
};

#define NOR_OUT	       0x01u /* it answers */
#define NOR_NEEDS_QE   0x02u
#define NOR_DDR	       0x04u
#define NOR_IN_QPI     0x08u /* taken there too */
#define NOR_QPI_ONLY   0x10u
#define NOR_WHILE_BUSY 0x20u
#define NOR_GOES_ON    0x40u /* bits behind the address say that the next command is the same */

/* Bytes of the address, where it is not as many as these. */
#define NOR_ADDRESS_MODE 1u /* 3, or 4 in that mode */

struct nor_command {
	uint8_t code;
	uint8_t families; /* of 1 << nor_family */
	enum nor_action action;
	uint8_t which;
	uint8_t address; /* bytes, or NOR_ADDRESS_MODE */
	uint8_t address_lines, data_lines;
	enum nor_wait wait;
	uint8_t flags;
};

enum nor_phase { NOR_DEAF, NOR_INSTRUCTION, NOR_ADDRESS, NOR_WAIT, NOR_DATA };

struct nor {
	struct part *part;
	struct spi_chip chip;
	struct quadspi_target target;
	const struct nor_kind *kind;
	uint32_t size;
	/* Inverted: what was never written is 0, and takes no memory of the host's. */
	uint8_t *memory;
	bool write_protect; /* the pin /WP */

	uint64_t now; /* ps: of what happens on the lines */
	uint8_t status[NOR_REGISTERS]; /* without BUSY and WEL */
	uint8_t extended_address;
	bool enabled; /* WEL */
	bool writes_wel; /* what is under way takes it away at its end */
	bool volatile_status; /* the next write to a status register lasts until power-off */
	bool asleep;
	bool reset_armed;
	bool qpi, four_bytes;
	bool erases_now; /* what is under way, or suspended */
	bool suspended;
	uint64_t rest; /* ps: of what is suspended */
	uint64_t ready_at; /* ps: end of a program, erase or write cycle */
	uint64_t programs, erases; /* since power-on */

	/* The command under way. */
	const struct nor_command *command; /* NULL: none */
	const struct nor_command
		*again; /* the one that goes on without its instruction; NULL: none */
	enum nor_phase phase;
	unsigned bits; /* of this phase, or of a byte of data */
	unsigned wait; /* half clocks */
	uint32_t address;
	uint8_t shift, mode;
	unsigned mode_bits;
	uint64_t given; /* bytes of data */
	/* Data of a program, by place in the page; of a register the first ones. */
	uint8_t page[NOR_PAGE];
	bool page_set[NOR_PAGE];
	uint32_t page_at; /* place of the next one */

	int file; /* -1: none */
	char path[NOR_PATH];
};

/* ---- spi_nor_place.c ---- */

/* At the bus of its node's parent. 0; -ENOMEM; -EINVAL with `error` filled in. */
__attribute__((warn_unused_result)) int nor_place_attach(struct nor *nor, const struct dt *dt,
							 int node, struct dt_error *error);
void nor_place_detach(struct nor *nor);
/* Is the node below QUADSPI? */
bool nor_place_is_quad(const struct dt *dt, int node);

/* ---- spi_nor_command.c ---- */

void nor_begin(struct nor *nor, uint64_t when);
void nor_end(struct nor *nor, uint64_t when);
/* As a beat of board/quadspi_bus.h. */
uint8_t nor_beat(struct nor *nor, const struct quadspi_beat *beat, uint8_t *drives);

/* ---- spi_nor_table.c ---- */

/* NULL: this flash has none such. */
const struct nor_command *nor_command_find(const struct nor *nor, uint8_t code);
/* Clocks between address and data. */
unsigned nor_command_wait(const struct nor *nor, const struct nor_command *command);

/* ---- spi_nor_execute.c ---- */

/* The byte that goes out as number `nor->given`. */
uint8_t nor_answer(struct nor *nor);
/* The chip select has ended behind whole bytes. `reset_armed`: by the command before. */
void nor_execute(struct nor *nor, bool reset_armed);
/* Power-on, and a reset by software: what does not last. */
void nor_forget(struct nor *nor);

/* ---- spi_nor_array.c ---- */

/* True until the end of what is under way; settles what ends with it. */
bool nor_is_busy(struct nor *nor);
uint8_t nor_cell(const struct nor *nor, uint32_t address);
void nor_program(struct nor *nor);
void nor_erase(struct nor *nor, uint32_t at, uint32_t length, uint64_t duration);
/* `first` is the number of the register that the first byte is for. */
void nor_write_status(struct nor *nor, unsigned first, unsigned count);
void nor_suspend(struct nor *nor);
void nor_resume(struct nor *nor);
/* A file of its size: 0, or what the system says. */
__attribute__((warn_unused_result)) int nor_open_file(struct nor *nor, const char *path);

/* ---- spi_nor_sfdp.c ---- */

uint8_t nor_sfdp(const struct nor *nor, uint32_t address);

#endif
