/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A board whose QUADSPI is at its pins, with targets of the test's own at both banks, or with the parts of a tree.
 *
 * With every clock at its reset value its kernel clock is ACLK, which is HSI at 64 MHz: with PRESCALER = 63 a clock on
 * the lines takes 1 us.
 */
#ifndef COPRO_TESTS_BOARD_QUADSPI_RIG_H
#define COPRO_TESTS_BOARD_QUADSPI_RIG_H

#include "board/quadspi_bus.h"
#include "board/timeline.h"
#include "fixture.h"

/* RM0436, memory map and QUADSPI register map. */
#define QSPI   0x58003000u
#define CR     (QSPI + 0x00)
#define DCR    (QSPI + 0x04)
#define SR     (QSPI + 0x08)
#define FCR    (QSPI + 0x0C)
#define DLR    (QSPI + 0x10)
#define CCR    (QSPI + 0x14)
#define AR     (QSPI + 0x18)
#define ABR    (QSPI + 0x1C)
#define DR     (QSPI + 0x20)
#define PSMKR  (QSPI + 0x24)
#define PSMAR  (QSPI + 0x28)
#define PIR    (QSPI + 0x2C)
#define LPTR   (QSPI + 0x30)
#define WINDOW 0x70000000u

#define QSPI_IRQ 92

#define TEF  0x01u
#define TCF  0x02u
#define FTF  0x04u
#define SMF  0x08u
#define TOF  0x10u
#define BUSY 0x20u

#define US PS_PER_US

#define RIG_BEATS 512u

struct quadspi_mock {
	struct quadspi_target target;
	unsigned beats;
	struct quadspi_beat beat[RIG_BEATS];
	/* From this beat of a command on it drives these levels, one beat after the other. */
	unsigned answers_from, answer_count;
	uint8_t answer[RIG_BEATS];
	uint8_t answer_lines;
	unsigned in_command; /* beats of it so far */
	unsigned selects, deselects;
	uint64_t selected_at, deselected_at;
	uint64_t steady;
};

struct quadspi_rig {
	struct fixture *f;
	struct quadspi_bus *bus;
	struct quadspi_mock bank[2];
	struct parts *parts;
};

/* cmocka setup and teardown: *state is a struct quadspi_rig, with both mocks there. */
int quadspi_rig_open(void **state);
/* The flashes of a tree instead: an MX25L51245G as flash0 at bank 1, and a W25Q16 as flash1 at bank 2. */
int quadspi_rig_open_parts(void **state);
int quadspi_rig_close(void **state);
void quadspi_rig_pass(struct quadspi_rig *rig, uint64_t ps);
/* Both mocks answer these bytes on so many lines from a beat on. */
void quadspi_rig_answer(struct quadspi_rig *rig, unsigned bank, unsigned from, unsigned lines,
			const void *bytes, size_t count);
/* The value on `lines` lines that `count` beats from number `first` of a bank had, first beat on top. */
uint32_t quadspi_rig_sent(const struct quadspi_rig *rig, unsigned bank, unsigned first,
			  unsigned count, unsigned lines);

static inline uint32_t reg(struct quadspi_rig *rig, uint32_t address)
{
	return rd(rig->f, SOC_M4, address);
}

static inline void set(struct quadspi_rig *rig, uint32_t address, uint32_t value)
{
	wr(rig->f, SOC_M4, address, value);
}

static inline void set8(struct quadspi_rig *rig, uint32_t address, uint32_t value)
{
	wr_size(rig->f, SOC_M4, address, 1, value);
}

static inline uint32_t reg8(struct quadspi_rig *rig, uint32_t address)
{
	return rd_size(rig->f, SOC_M4, address, 1);
}

#endif
