/* SPDX-License-Identifier: BSD-3-Clause */
/* SPI as master, as the manual says (RM0436, "SPI"): literal addresses and values. */
#include "spi_rig.h"

#include <errno.h>

static void reset_values(void **state)
{
	struct spi_rig *rig = *state;

	assert_int_equal(reg(rig, SPI4 + CR1), 0);
	assert_int_equal(reg(rig, SPI4 + CR2), 0);
	assert_int_equal(reg(rig, SPI4 + CFG1), 0x00070007);
	assert_int_equal(reg(rig, SPI4 + CFG2), 0);
	assert_int_equal(reg(rig, SPI4 + IER), 0);
	assert_int_equal(reg(rig, SPI4 + SR), 0x00001002);
	assert_int_equal(reg(rig, SPI4 + RXDR), 0);
	assert_int_equal(reg(rig, SPI4 + CRCPOLY), 0x00000107);
	assert_int_equal(reg(rig, SPI4 + 0x3F4), 0x00000011);
	assert_int_equal(reg(rig, SPI4 + 0x3F8), 0x00130022);
	assert_int_equal(reg(rig, SPI4 + 0x3FC), 0xA3C5DD01);
	assert_int_equal(rig->f->notes, 0);
}

static void instances_differ(void **state)
{
	struct spi_rig *rig = *state;

	set(rig, SPI1 + CFG1, 0xFFFFFFFF);
	assert_int_equal(reg(rig, SPI1 + CFG1), 0x705FDFFF);
	set(rig, SPI4 + CFG1, 0xFFFFFFFF);
	assert_int_equal(reg(rig, SPI4 + CFG1), 0x704FDFEF); /* no more than 16 bits */
	set(rig, SPI1 + CRCPOLY, 0xFFFFFFFF);
	assert_int_equal(reg(rig, SPI1 + CRCPOLY), 0xFFFFFFFF);
	set(rig, SPI4 + CRCPOLY, 0xFFFFFFFF);
	assert_int_equal(reg(rig, SPI4 + CRCPOLY), 0x0000FFFF);
	set(rig, SPI1 + 0x50, 0xFFFFFFFE);
	assert_int_equal(reg(rig, SPI1 + 0x50), 0x03FF7FBE);
	set(rig, SPI4 + 0x50, 0xFFFFFFFE);
	assert_int_equal(reg(rig, SPI4 + 0x50), 0);
}

/* The TxFIFO of a block that is on takes 16 bytes, or 8, without a clock: what Linux's driver measures. */
static void fifo_size(void **state)
{
	static const struct {
		uint32_t base;
		unsigned size;
	} blocks[] = {{SPI1, 16}, {SPI4, 8}, {SPI5, 8}};
	struct spi_rig *rig = *state;

	for (unsigned i = 0; i < 3; i++) {
		unsigned count = 0;

		set(rig, blocks[i].base + CR1, SPE);
		while (reg(rig, blocks[i].base + SR) & 2)
			set8(rig, blocks[i].base + TXDR, ++count);
		assert_int_equal(count, blocks[i].size);
		assert_int_equal(reg(rig, blocks[i].base + SR) & 0x1002, 0);
		set(rig, blocks[i].base + CR1, 0);
		assert_int_equal(reg(rig, blocks[i].base + SR), 0x00001002);
	}
	assert_int_equal(rig->f->notes, 0);
}

static void transfers_in_its_time(void **state)
{
	struct spi_rig *rig = *state;

	rig->answers = true;
	rig->next = 0xA0;
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER, 3);
	assert_int_equal(reg(rig, SPI4 + SR), 0x00030002);
	set8(rig, SPI4 + TXDR, 0x11);
	set8(rig, SPI4 + TXDR, 0x22);
	assert_int_equal(rig->frames, 0);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	assert_int_equal(rig->frames, 1);
	assert_int_equal(rig->last.data, 0x11);
	assert_int_equal(rig->last.bits, 8);
	assert_true(rig->last.end - rig->last.start == 8 * BIT);
	set8(rig, SPI4 + TXDR, 0x33);
	/* TXTF; another one is discarded */
	assert_int_equal(reg(rig, SPI4 + SR), 0x00030010);
	set8(rig, SPI4 + TXDR, 0x44);
	spi_rig_pass(rig, 8 * BIT - 1);
	assert_int_equal(reg(rig, SPI4 + SR), 0x00030010);
	spi_rig_pass(rig, 1);
	assert_int_equal(rig->frames, 2);
	assert_int_equal(reg(rig, SPI4 + SR), 0x00022011); /* RXP, RXPLVL 1 */
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0xA0);
	assert_int_equal(reg(rig, SPI4 + SR), 0x00020010);
	spi_rig_pass(rig, 16 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR), 0x00005019); /* EOT, TXC, TXTF, RXPLVL 2 */
	assert_int_equal(reg(rig, SPI4 + CR1), SSI | SPE); /* CSTART is cleared */
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0xA1);
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0xA2);
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0);
	set(rig, SPI4 + IFCR, 0x18);
	assert_int_equal(reg(rig, SPI4 + SR), 0);
	assert_int_equal(rig->frames, 3);
	assert_int_equal(rig->heard[2], 0x33);
	assert_int_equal(rig->f->notes, 0);
	assert_true(timeline_next(board_timeline(rig->f->board)) == TIMELINE_NEVER);
}

static void loops_back(void **state)
{
	struct spi_rig *rig = *state;

	assert_int_equal(board_spi_join(rig->f->board, "SPI4", "SPI4"), 0);
	assert_int_equal(board_spi_join(rig->f->board, "SPI4", "SPI5"), -EBUSY);
	assert_int_equal(board_spi_join(rig->f->board, "SPI5", "SPI9"), -ENODEV);
	assert_int_equal(board_spi_join(rig->f->board, "SPI5", "I2C1"), -ENODEV);
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER, 0);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	for (unsigned i = 0; i < 20; i++) {
		set8(rig, SPI4 + TXDR, 0x5A ^ i);
		assert_int_equal(reg(rig, SPI4 + SR) & 0x1000, 0); /* TXC */
		spi_rig_pass(rig, 8 * BIT);
		assert_int_equal(reg(rig, SPI4 + SR), 0x00003007);
		assert_int_equal(reg8(rig, SPI4 + RXDR), 0x5A ^ i);
	}
	assert_int_equal(rig->f->notes, 0);
}

/* 4 to 32 bits: what is beyond a frame is not clocked and reads 0. */
static void sizes(void **state)
{
	struct spi_rig *rig = *state;

	set(rig, 0x500008D8, 3); /* RCC_SPI2S1CKSELR: per_ck, HSI */
	assert_int_equal(board_spi_join(rig->f->board, "SPI1", "SPI1"), 0);
	for (unsigned bits = 4; bits <= 32; bits++) {
		const uint32_t mask = bits < 32 ? (1u << bits) - 1 : 0xFFFFFFFF;
		const unsigned frames = bits > 24 ? 4 : bits > 16 ? 5 : bits > 8 ? 8 : 16;
		const unsigned size = bits > 16 ? 4 : bits > 8 ? 2 : 1;
		unsigned count = 0;

		spi_rig_master(rig, SPI1, 0x50000000 | (bits - 1), CFG2_MASTER, 0);
		while (reg(rig, SPI1 + SR) & 2)
			wr_size(rig->f, SOC_M4, SPI1 + TXDR, size, 0x89ABCDE0 + count++);
		assert_int_equal(count, frames);
		set(rig, SPI1 + CR1, SSI | SPE | CSTART);
		spi_rig_pass(rig, (uint64_t)frames * bits * BIT - 1);
		assert_int_equal(reg(rig, SPI1 + SR) & 0x1000, 0);
		spi_rig_pass(rig, 1);
		assert_int_equal(reg(rig, SPI1 + SR) & 0x1001, 0x1001);
		for (unsigned i = 0; i < frames; i++)
			assert_int_equal(rd_size(rig->f, SOC_M4, SPI1 + RXDR, size),
					 (0x89ABCDE0 + i) & mask);
		assert_int_equal(reg(rig, SPI1 + SR) & 0xE001, 0);
		set(rig, SPI1 + CR1, SSI);
	}
	assert_int_equal(fixture_noted(rig->f, "SPI1", "at no pin"), 1);
	assert_int_equal(rig->f->notes, 1);
}

static void packs_data(void **state)
{
	struct spi_rig *rig = *state;

	assert_int_equal(board_spi_join(rig->f->board, "SPI4", "SPI4"), 0);
	/* packets of 4 */
	spi_rig_master(rig, SPI4, CFG1_1M | 3 << 5, CFG2_MASTER, 6);
	set(rig, SPI4 + TXDR, 0x04030201);
	set(rig, SPI4 + TXDR, 0xFFFF0605); /* what is beyond TSIZE is discarded */
	assert_int_equal(reg(rig, SPI4 + SR), 0x00060010);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(rig, 24 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR) & 0xE001, 0x6000); /* RXPLVL 3, no packet */
	spi_rig_pass(rig, 8 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR) & 0xE001, 0x8001); /* RXWNE */
	assert_int_equal(rig->heard[0], 1);
	assert_int_equal(rig->heard[3], 4);
	assert_int_equal(reg(rig, SPI4 + RXDR), 0x04030201);
	spi_rig_pass(rig, 16 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR) & 0xFFFFE009, 0x4008); /* EOT, two are left */
	assert_int_equal(reg(rig, SPI4 + RXDR), 0x00000605);
	/* at the end there has to be room for what is left only */
	set(rig, SPI4 + CR1, SSI);
	set(rig, SPI4 + IFCR, 0xFF8);
	set(rig, SPI4 + CR2, 7);
	set(rig, SPI4 + CR1, SSI | SPE);
	set(rig, SPI4 + TXDR, 0);
	assert_int_equal(reg(rig, SPI4 + SR) & 2, 2);
	set8(rig, SPI4 + TXDR, 0);
	assert_int_equal(reg(rig, SPI4 + SR) & 2, 2);
	set(rig, SPI4 + CR1, SSI);
	set(rig, SPI4 + CR2, 9);
	set(rig, SPI4 + CR1, SSI | SPE);
	set(rig, SPI4 + TXDR, 0);
	set8(rig, SPI4 + TXDR, 0);
	assert_int_equal(reg(rig, SPI4 + SR) & 2, 0);
	/* two of 16 bits in a word, the lower one first */
	set(rig, SPI4 + CR1, SSI);
	spi_rig_master(rig, SPI4, 0x5000002F, CFG2_MASTER, 0);
	set(rig, SPI4 + TXDR, 0x56781234);
	set8(rig, SPI4 + TXDR, 0x99); /* less than a frame */
	assert_int_equal(fixture_noted(rig->f, "SPI4", "smaller than a frame"), 1);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(rig, 32 * BIT);
	assert_int_equal(rig->heard[6], 0x1234);
	assert_int_equal(rig->heard[7], 0x5678);
	assert_int_equal(reg(rig, SPI4 + RXDR), 0x56781234);
}

static void lsb_first_and_modes(void **state)
{
	struct spi_rig *rig = *state;

	rig->answers = true;
	rig->next = 0x01;
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER | 0x03800000, 1);
	set8(rig, SPI4 + TXDR, 0xD0);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	assert_int_equal(rig->heard[0], 0x0B);
	assert_int_equal(rig->last.mode, 3);
	spi_rig_pass(rig, 8 * BIT);
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0x80);
	assert_true(rig->last.driven);
}

static void one_direction(void **state)
{
	struct spi_rig *rig = *state;

	rig->answers = true;
	rig->next = 0x40;
	/* simplex receiver: the clock runs by itself */
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER | 2 << 17, 4);
	assert_int_equal(reg(rig, SPI4 + SR) & 2, 0);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(rig, 32 * BIT);
	assert_int_equal(rig->frames, 4);
	assert_false(rig->last.driven);
	assert_int_equal(reg(rig, SPI4 + SR) & 0xFFFF8009, 0x8009);
	assert_int_equal(reg(rig, SPI4 + RXDR), 0x43424140);
	set(rig, SPI4 + CR1, SSI);
	set(rig, SPI4 + IFCR, 0xFF8);
	/* simplex transmitter: nothing is received */
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER | 1 << 17, 1);
	set8(rig, SPI4 + TXDR, 0x77);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(rig, 8 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR), 0x00001018);
	assert_int_equal(rig->heard[4], 0x77);
	set(rig, SPI4 + CR1, SSI);
	set(rig, SPI4 + IFCR, 0xFF8);
	/* half duplex: HDDIR says which */
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER | 3 << 17, 1);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(rig, 8 * BIT);
	assert_false(rig->last.driven);
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0x45);
	set(rig, SPI4 + CR1, SSI | 0x800);
	set(rig, SPI4 + IFCR, 0xFF8);
	set(rig, SPI4 + CR1, SSI | 0x800 | SPE);
	set8(rig, SPI4 + TXDR, 0x99);
	set(rig, SPI4 + CR1, SSI | 0x800 | SPE | CSTART);
	spi_rig_pass(rig, 8 * BIT);
	assert_int_equal(rig->heard[6], 0x99);
	assert_true(rig->last.driven);
	assert_int_equal(reg(rig, SPI4 + SR), 0x00001018);
}

static void interrupts(void **state)
{
	struct spi_rig *rig = *state;
	struct board *board = rig->f->board;

	assert_int_equal(board_spi_join(board, "SPI4", "SPI4"), 0);
	set(rig, SPI4 + IER, 0x00A); /* TXP, EOT */
	assert_false(board_m4_irq_level(board, SPI4_IRQ)); /* off */
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER, 2);
	assert_true(board_m4_irq_level(board, SPI4_IRQ));
	assert_true(board_a7_irq_level(board, SPI4_IRQ));
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	set8(rig, SPI4 + TXDR, 1);
	assert_true(board_m4_irq_level(board, SPI4_IRQ));
	set8(rig, SPI4 + TXDR, 2);
	/* TXTF takes TXPIE away */
	assert_int_equal(reg(rig, SPI4 + IER), 0x008);
	assert_false(board_m4_irq_level(board, SPI4_IRQ));
	set(rig, SPI4 + IER, 0x001);
	spi_rig_pass(rig, 8 * BIT);
	assert_true(board_m4_irq_level(board, SPI4_IRQ));
	(void)reg8(rig, SPI4 + RXDR);
	assert_false(board_m4_irq_level(board, SPI4_IRQ));
	set(rig, SPI4 + IER, 0x018);
	assert_true(board_m4_irq_level(board, SPI4_IRQ)); /* TXTF */
	set(rig, SPI4 + IFCR, 0x010);
	assert_false(board_m4_irq_level(board, SPI4_IRQ));
	spi_rig_pass(rig, 8 * BIT);
	assert_true(board_m4_irq_level(board, SPI4_IRQ)); /* EOT */
	set(rig, SPI4 + IFCR, 0x008);
	assert_false(board_m4_irq_level(board, SPI4_IRQ));
}

static void overrun(void **state)
{
	struct spi_rig *rig = *state;

	rig->answers = true;
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER | 2 << 17, 0);
	set(rig, SPI4 + IER, 0x040);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(rig, 64 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR) & 0x40, 0);
	spi_rig_pass(rig, 8 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR) & 0x40, 0x40);
	assert_true(board_m4_irq_level(rig->f->board, SPI4_IRQ));
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0);
	spi_rig_pass(rig, 8 * BIT); /* lost as well, although there is room */
	for (unsigned i = 1; i < 8; i++)
		assert_int_equal(reg8(rig, SPI4 + RXDR), i);
	assert_int_equal(reg(rig, SPI4 + SR) & 0xE001, 0);
	set(rig, SPI4 + IFCR, 0x040);
	assert_false(board_m4_irq_level(rig->f->board, SPI4_IRQ));
	spi_rig_pass(rig, 8 * BIT);
	assert_int_equal(reg8(rig, SPI4 + RXDR), 10);
}

static void suspends(void **state)
{
	struct spi_rig *rig = *state;

	rig->answers = true;
	/* MASRX: before the frame that would be too much */
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER | 2 << 17, 20);
	set(rig, SPI4 + IER, 0x008);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART | 0x100);
	spi_rig_pass(rig, 1000 * BIT);
	assert_int_equal(rig->frames, 8);
	assert_int_equal(reg(rig, SPI4 + SR), 0x000C8801); /* 12 to go; SUSP */
	assert_true(board_m4_irq_level(rig->f->board, SPI4_IRQ));
	assert_int_equal(reg(rig, SPI4 + CR1) & CSTART, CSTART);
	assert_int_equal(reg(rig, SPI4 + RXDR), 0x03020100);
	spi_rig_pass(rig, 1000 * BIT);
	assert_int_equal(rig->frames, 8);
	set(rig, SPI4 + IFCR, 0x800);
	spi_rig_pass(rig, 8 * BIT);
	assert_int_equal(rig->frames, 10);
	/* CSUSP: after the frame */
	set(rig, SPI4 + CR1, SSI | SPE | 0x100 | 0x400);
	assert_int_equal(reg(rig, SPI4 + CR1) & 0x600, 0x200);
	spi_rig_pass(rig, 1000 * BIT);
	assert_int_equal(rig->frames, 10);
	assert_int_equal(reg(rig, SPI4 + CR1) & 0x600, 0);
	assert_int_equal(reg(rig, SPI4 + SR) & 0x808, 0x800);
	set(rig, SPI4 + IFCR, 0x800);
	spi_rig_pass(rig, 1000 * BIT);
	assert_int_equal(rig->frames, 10);
	assert_false(board_m4_irq_level(rig->f->board, SPI4_IRQ));
}

static void extends(void **state)
{
	struct spi_rig *rig = *state;

	rig->answers = true;
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER | 2 << 17, 0x00030002);
	set(rig, SPI4 + CR2, 0x00070002); /* TSER is taken when it is 0 */
	assert_int_equal(reg(rig, SPI4 + CR2), 0x00030002);
	set(rig, SPI4 + IER, 0x400);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(rig, 16 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR), 0x00034401);
	assert_true(board_m4_irq_level(rig->f->board, SPI4_IRQ));
	assert_int_equal(reg(rig, SPI4 + CR2), 0x00000003);
	set(rig, SPI4 + CR2, 0x00010003);
	assert_int_equal(reg(rig, SPI4 + SR) & 0x400, 0);
	spi_rig_pass(rig, 32 * BIT);
	assert_int_equal(rig->frames, 6);
	assert_int_equal(reg(rig, SPI4 + SR) & 0xFFFF0008, 0x00000008);
}

static void mode_fault(void **state)
{
	struct spi_rig *rig = *state;

	set(rig, SPI4 + IER, 0x200);
	set(rig, SPI4 + CFG2, CFG2_MASTER); /* SSI is 0: active */
	assert_int_equal(reg(rig, SPI4 + SR) & 0x200, 0x200);
	assert_int_equal(reg(rig, SPI4 + CFG2), CFG2_SLAVE);
	assert_true(board_m4_irq_level(rig->f->board, SPI4_IRQ));
	set(rig, SPI4 + CR1, SSI | SPE);
	assert_int_equal(reg(rig, SPI4 + CR1), SSI);
	set(rig, SPI4 + IFCR, 0x200);
	assert_false(board_m4_irq_level(rig->f->board, SPI4_IRQ));
	set(rig, SPI4 + CFG2, CFG2_MASTER);
	set(rig, SPI4 + CR1, SSI | SPE);
	assert_int_equal(reg(rig, SPI4 + CR1), SSI | SPE);
	set(rig, SPI4 + CR1, SPE); /* somebody else takes the bus */
	assert_int_equal(reg(rig, SPI4 + CR1), 0);
	assert_int_equal(reg(rig, SPI4 + SR) & 0x200, 0x200);
	/* with SSIOP a high level is the active one */
	set(rig, SPI4 + IFCR, 0x200);
	set(rig, SPI4 + CFG2, CFG2_MASTER | 0x10000000);
	assert_int_equal(reg(rig, SPI4 + SR) & 0x200, 0);
}

/* SSM = 0, SSOE = 0: the pin. SSM = 0, SSOE = 1: an output, with MSSI and MIDI. */
static void hardware_select(void **state)
{
	struct spi_rig *rig = *state;

	set(rig, 0x50006024, 0x05555000); /* PE11 as well */
	set(rig, 0x50006000, 0xEABFFFFF & ~0x00400000u);
	board_gpio_input(rig->f->board, 'E', 11, true);
	set(rig, SPI4 + CFG2, 0x00400000);
	assert_int_equal(reg(rig, SPI4 + SR) & 0x200, 0);
	board_gpio_input(rig->f->board, 'E', 11, false);
	assert_int_equal(reg(rig, SPI4 + SR) & 0x200, 0x200);
	set(rig, SPI4 + IFCR, 0x200);

	assert_false(rig->nss_driven);
	spi_rig_master(rig, SPI4, CFG1_1M, 0x20400032, 2); /* SSOE, MIDI 3, MSSI 2 */
	assert_true(rig->nss_driven && rig->nss);
	assert_int_equal(reg(rig, 0x50006010) >> 11 & 1, 1);
	set(rig, SPI4 + TXDR, 0x0201);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	assert_false(rig->nss);
	assert_int_equal(reg(rig, 0x50006010) >> 11 & 1, 0);
	assert_int_equal(rig->frames, 0);
	spi_rig_pass(rig, 2 * BIT);
	assert_int_equal(rig->frames, 1);
	spi_rig_pass(rig, 11 * BIT - 1);
	assert_int_equal(rig->frames, 1);
	spi_rig_pass(rig, 1);
	assert_int_equal(rig->frames, 2);
	spi_rig_pass(rig, 8 * BIT - 1);
	assert_false(rig->nss);
	spi_rig_pass(rig, 1);
	assert_true(rig->nss);
	assert_int_equal(rig->nss_changes, 3);
	assert_int_equal(reg(rig, SPI4 + SR) & 8, 8);
	set(rig, SPI4 + CR1, SSI);
	assert_false(rig->nss_driven);

	/* SSOM: a pulse between two frames; SSIOP: the other level */
	set(rig, SPI4 + IFCR, 0xFF8);
	spi_rig_master(rig, SPI4, CFG1_1M, 0x70400020, 2);
	assert_false(rig->nss);
	set(rig, SPI4 + TXDR, 0x0201);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	assert_true(rig->nss);
	spi_rig_pass(rig, 8 * BIT);
	assert_false(rig->nss);
	spi_rig_pass(rig, 2 * BIT);
	assert_true(rig->nss);
	spi_rig_pass(rig, 8 * BIT);
	assert_false(rig->nss);
}

/* A CRC is counted by hand: CRC-8 0x07 of "123456789" is 0xF4, CRC-16 0x1021 from ones is 0x29B1. */
static void crc_values(void **state)
{
	struct spi_rig *rig = *state;
	static const char text[] = "123456789";

	assert_int_equal(board_spi_join(rig->f->board, "SPI4", "SPI4"), 0);
	spi_rig_master(rig, SPI4, CFG1_1M | 0x00400000, CFG2_MASTER, 9);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	for (unsigned i = 0; i < 9; i++) {
		set8(rig, SPI4 + TXDR, (uint8_t)text[i]);
		spi_rig_pass(rig, 8 * BIT);
		assert_int_equal(reg8(rig, SPI4 + RXDR), text[i]);
	}
	assert_int_equal(reg(rig, SPI4 + TXCRC), 0xF4);
	assert_int_equal(reg(rig, SPI4 + RXCRC), 0xF4);
	assert_int_equal(reg(rig, SPI4 + SR) & 8, 0); /* EOT comes behind it */
	spi_rig_pass(rig, 8 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR), 0x00001018); /* no CRCE, nothing in the RxFIFO */
	assert_int_equal(rig->heard[9], 0xF4);
	set(rig, SPI4 + CR1, SSI);
	set(rig, SPI4 + IFCR, 0xFF8);
	assert_int_equal(reg(rig, SPI4 + TXCRC), 0);

	/* 16 bits of CRC behind frames of 8, the full polynomial of a block of 16 bits, from ones */
	set(rig, SPI4 + CRCPOLY, 0x1021);
	spi_rig_master(rig, SPI4, 0x504F0007, CFG2_MASTER, 9);
	set(rig, SPI4 + CR1, SSI);
	set(rig, SPI4 + CR1, SSI | 0xE000);
	set(rig, SPI4 + CR1, SSI | 0xE000 | SPE);
	set(rig, SPI4 + CR1, SSI | 0xE000 | SPE | CSTART);
	for (unsigned i = 0; i < 9; i++) {
		set8(rig, SPI4 + TXDR, (uint8_t)text[i]);
		spi_rig_pass(rig, 8 * BIT);
		(void)reg8(rig, SPI4 + RXDR);
	}
	assert_int_equal(reg(rig, SPI4 + TXCRC), 0x29B1);
	spi_rig_pass(rig, 16 * BIT);
	assert_int_equal(rig->heard[19], 0x29B1);
	assert_int_equal(rig->last.bits, 16);
	assert_int_equal(reg(rig, SPI4 + SR), 0x00001018);
}

/* CRCSIZE says how many bits are sent: the upper ones, and zeros behind a shorter CRC. */
static void crc_lengths(void **state)
{
	struct spi_rig *rig = *state;

	assert_int_equal(board_spi_join(rig->f->board, "SPI4", "SPI4"), 0);
	spi_rig_master(rig, SPI4, 0x504F0007, CFG2_MASTER, 1);
	set8(rig, SPI4 + TXDR, 0x31);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(rig, 24 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR) & 0x88, 0x08);
	assert_int_equal(rig->heard[1], 0x9700); /* CRC-8 0x07 of "1" is 0x97 */
	set(rig, SPI4 + CR1, SSI);
	set(rig, SPI4 + IFCR, 0xFF8);
	set(rig, SPI4 + CRCPOLY, 0x1021);
	set(rig, SPI4 + CR1, SSI | 0x2000);
	set(rig, SPI4 + CFG1, 0x50470007);
	set(rig, SPI4 + CR1, SSI | 0x2000 | SPE);
	set8(rig, SPI4 + TXDR, 0x31);
	set(rig, SPI4 + CR1, SSI | 0x2000 | SPE | CSTART);
	spi_rig_pass(rig, 16 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR) & 0x88, 0x08);
	assert_int_equal(rig->heard[3], 0x26); /* CRC-16 0x1021 of "1" is 0x2672 */
}

static void crc_error(void **state)
{
	struct spi_rig *rig = *state;

	rig->answers = true; /* 0, then 1, which is not the CRC of 0 */
	spi_rig_master(rig, SPI4, CFG1_1M | 0x00400000, CFG2_MASTER, 1);
	set(rig, SPI4 + IER, 0x080);
	set8(rig, SPI4 + TXDR, 0);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(rig, 16 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR) & 0x88, 0x88);
	assert_true(board_m4_irq_level(rig->f->board, SPI4_IRQ));
	set(rig, SPI4 + IFCR, 0x080);
	assert_false(board_m4_irq_level(rig->f->board, SPI4_IRQ));
}

static void configuration_is_protected(void **state)
{
	struct spi_rig *rig = *state;

	set(rig, SPI4 + CFG2, 0x02000000);
	set(rig, SPI4 + CR1, 0x00010000); /* IOLOCK */
	set(rig, SPI4 + CFG2, 0);
	assert_int_equal(reg(rig, SPI4 + CFG2), 0x02000000);
	set(rig, SPI4 + CFG1, CFG1_1M);
	set(rig, SPI4 + CR1, SPE);
	set(rig, SPI4 + CFG1, 0x0000C003); /* all but TXDMAEN and RXDMAEN */
	assert_int_equal(reg(rig, SPI4 + CFG1), CFG1_1M | 0xC000);
	set(rig, SPI4 + CRCPOLY, 0x11);
	set(rig, SPI4 + UDRDR, 0x22);
	assert_int_equal(reg(rig, SPI4 + CRCPOLY), 0x107);
	assert_int_equal(reg(rig, SPI4 + UDRDR), 0);
	assert_int_equal(reg(rig, SPI4 + CR1), 0x00010001);
	set(rig, SPI4 + CR1, 0);
	assert_int_equal(reg(rig, SPI4 + CR1), 0);
	set(rig, SPI4 + CFG2, 0);
	assert_int_equal(reg(rig, SPI4 + CFG2), 0);
	set(rig, SPI4 + TXDR, 1);
	assert_int_equal(fixture_noted(rig->f, "SPI4", "while the block is off"), 1);
}

/* The RxFIFO is flushed and the frame is cut off. */
static void disabling_drops(void **state)
{
	struct spi_rig *rig = *state;

	rig->answers = true;
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER, 4);
	set(rig, SPI4 + TXDR, 0x04030201);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(rig, 12 * BIT);
	set(rig, SPI4 + CR1, SSI);
	assert_int_equal(reg(rig, SPI4 + SR), 0x00001012);
	assert_int_equal(reg(rig, SPI4 + RXDR), 0);
	assert_true(timeline_next(board_timeline(rig->f->board)) == TIMELINE_NEVER);
	set(rig, SPI4 + CR1, SSI | SPE);
	assert_int_equal(reg(rig, SPI4 + SR), 0x00040012);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(rig, 100 * BIT);
	assert_int_equal(rig->frames, 2);
}

/* The clock stands still until the answer is there. */
static void held_by_the_target(void **state)
{
	struct spi_rig *rig = *state;
	const struct spi_answer answer = {.driven = true, .data = 0x1C3};

	rig->holds = true;
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER, 2);
	set(rig, SPI4 + TXDR, 0x0201);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(rig, 2 * BIT);
	spi_target_answer(&rig->target, &answer); /* in time */
	spi_rig_pass(rig, 6 * BIT - 1);
	assert_int_equal(reg(rig, SPI4 + SR) & 1, 0);
	spi_rig_pass(rig, 1);
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0xC3);
	assert_int_equal(rig->frames, 2);
	spi_rig_pass(rig, 50 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR) & 9, 0);
	spi_target_answer(&rig->target, &answer); /* late */
	assert_int_equal(reg(rig, SPI4 + SR) & 9, 9);
	spi_target_answer(&rig->target, &answer); /* none is due */
	assert_int_equal(reg(rig, SPI4 + SR) & 0x6000, 0x2000);
	/* who goes away in the middle drives nothing */
	set(rig, SPI4 + CR1, SSI);
	set(rig, SPI4 + IFCR, 0xFF8);
	set(rig, SPI4 + CR1, SSI | SPE);
	set(rig, SPI4 + TXDR, 0x0201);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(rig, 10 * BIT);
	spi_target_detach(&rig->target);
	assert_int_equal(reg(rig, SPI4 + SR) & 9, 1);
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0);
	spi_rig_pass(rig, 8 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR) & 9, 9);
}

/* Nobody drives MISO: the pin's pull says what is read. */
static void floating(void **state)
{
	struct spi_rig *rig = *state;

	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER, 0);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	set8(rig, SPI4 + TXDR, 0x12);
	spi_rig_pass(rig, 8 * BIT);
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0);
	set(rig, 0x5000600C, 0x04000000); /* GPIOE_PUPDR: PE13 pulled up */
	set8(rig, SPI4 + TXDR, 0x12);
	spi_rig_pass(rig, 8 * BIT);
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0xFF);
}

/* Without a kernel clock nothing moves; it goes on when there is one. */
static void clocks(void **state)
{
	struct spi_rig *rig = *state;

	set(rig, 0x500008E0, 1); /* RCC_SPI45CKSELR: pll4_q, which is off */
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER, 1);
	set8(rig, SPI4 + TXDR, 0x12);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(rig, 100 * BIT);
	assert_int_equal(rig->frames, 0);
	assert_int_equal(fixture_noted(rig->f, "SPI4", "without a kernel clock"), 1);
	set(rig, 0x500008E0, 2); /* HSI */
	assert_int_equal(rig->frames, 1);
	spi_rig_pass(rig, 4 * BIT);
	set(rig, 0x500008E0, 1);
	spi_rig_pass(rig, 100 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR) & 8, 0);
	set(rig, 0x500008E0, 0);
	spi_rig_pass(rig, 8 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR) & 8, 8);
	/* all baud rates */
	for (unsigned mbr = 0; mbr < 8; mbr++) {
		set(rig, SPI4 + CR1, SSI);
		set(rig, SPI4 + IFCR, 0xFF8);
		spi_rig_master(rig, SPI4, mbr << 28 | 7, CFG2_MASTER, 1);
		set8(rig, SPI4 + TXDR, 0x12);
		set(rig, SPI4 + CR1, SSI | SPE | CSTART);
		assert_true(rig->last.end - rig->last.start == UINT64_C(8) * 15625 * (2u << mbr));
	}
	/* a reset of the block is one of its transfer */
	set(rig, 0x50000988, 0x200); /* RCC_APB2RSTSETR.SPI4RST */
	set(rig, 0x5000098C, 0x200);
	assert_int_equal(reg(rig, SPI4 + CFG1), 0x00070007);
	assert_int_equal(reg(rig, SPI4 + SR), 0x00001002);
	assert_true(timeline_next(board_timeline(rig->f->board)) == TIMELINE_NEVER);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reset_values, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(instances_differ, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(fifo_size, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(transfers_in_its_time, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(loops_back, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(sizes, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(packs_data, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(lsb_first_and_modes, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(one_direction, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(interrupts, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(overrun, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(suspends, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(extends, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(mode_fault, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(hardware_select, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(crc_values, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(crc_lengths, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(crc_error, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(configuration_is_protected, spi_rig_open,
						spi_rig_close),
		cmocka_unit_test_setup_teardown(disabling_drops, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(held_by_the_target, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(floating, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(clocks, spi_rig_open, spi_rig_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
