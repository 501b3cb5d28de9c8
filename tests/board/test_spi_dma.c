/* SPDX-License-Identifier: BSD-3-Clause */
/* SPI over DMA (RM0436, "SPI", communication using DMA): packets, packing, and what is left at the end. */
#include "spi_rig.h"

#define DMA1	 0x48000000u
#define DMAMUX	 0x48002000u
#define SPI4_RX	 83u
#define SPI4_TX	 84u
#define SENT	 0x10020000u
#define RECEIVED 0x10021000u

#define RX 0u /* streams */
#define TX 1u

static void stream(struct spi_rig *rig, unsigned number, uint32_t request, uint32_t peripheral,
		   uint32_t memory, uint32_t items, uint32_t cr)
{
	const uint32_t base = DMA1 + 0x10 + 0x18 * number;

	set(rig, DMAMUX + 4 * number, request);
	set(rig, base + 0x04, items);
	set(rig, base + 0x08, peripheral);
	set(rig, base + 0x0C, memory);
	set(rig, base + 0x14, 0);
	set(rig, base, cr | 1);
}

static uint32_t left(struct spi_rig *rig, unsigned number)
{
	return reg(rig, DMA1 + 0x10 + 0x18 * number + 4);
}

/* Both ways at once, looped: `size` is the DMA's, log2; bytes are what it moves. */
static void transfer(struct spi_rig *rig, uint32_t cfg1, unsigned frames, unsigned frame_bytes,
		     unsigned size)
{
	const unsigned bytes = frames * frame_bytes;
	const unsigned items = (bytes + (1u << size) - 1) >> size;
	const uint32_t cr = size << 13 | size << 11 | 1 << 10;
	const unsigned bits = 8 * bytes;

	for (unsigned i = 0; i < bytes; i++) {
		set8(rig, SENT + i, 0x31 + 7 * i);
		set8(rig, RECEIVED + i, 0);
	}
	set(rig, DMA1 + 0x08, 0xF7D); /* LIFCR: streams 0 and 1 */
	set(rig, SPI4 + CR1, SSI);
	set(rig, SPI4 + IFCR, 0xFF8);
	set(rig, SPI4 + CFG1, cfg1 | 0x4000);
	set(rig, SPI4 + CFG2, CFG2_MASTER);
	set(rig, SPI4 + CR2, frames);
	stream(rig, RX, SPI4_RX, SPI4 + RXDR, RECEIVED, items, cr);
	stream(rig, TX, SPI4_TX, SPI4 + TXDR, SENT, items, cr | 1 << 6);
	set(rig, SPI4 + CFG1, cfg1 | 0xC000);
	set(rig, SPI4 + CR1, SSI | SPE);
	spi_rig_pass(rig, 10 * BIT); /* the TxFIFO is filled before the clock runs */
	assert_true(left(rig, TX) < items);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(rig, bits * BIT - 1);
	assert_int_equal(reg(rig, SPI4 + SR) & 8, 0);
	spi_rig_pass(rig, 1);
	assert_int_equal(reg(rig, SPI4 + SR) & 0x18, 0x18);
	spi_rig_pass(rig, 10 * BIT);
	assert_int_equal(left(rig, RX), 0);
	assert_int_equal(left(rig, TX), 0);
	assert_int_equal(reg(rig, DMA1) & 0x820, 0x820); /* TCIF of both */
	for (unsigned i = 0; i < bytes; i++)
		assert_int_equal(reg8(rig, RECEIVED + i), (uint8_t)(0x31 + 7 * i));
	assert_int_equal(reg(rig, SPI4 + SR) & 0xE0E1, 0);
	set(rig, SPI4 + CR1, SSI);
	set(rig, SPI4 + CFG1, cfg1);
}

static void both_ways(void **state)
{
	struct spi_rig *rig = *state;

	set(rig, 0x50000A98, 0x00000007); /* RCC_MC_AHB2ENSETR: DMA1EN, DMA2EN, DMAMUXEN */
	assert_int_equal(board_spi_join(rig->f->board, "SPI4", "SPI4"), 0);
	transfer(rig, 0x50070007, 37, 1, 0); /* byte by byte */
	transfer(rig, 0x50070007 | 3 << 5, 37, 1, 0); /* packets of 4, and one that is left */
	transfer(rig, 0x50070007 | 1 << 5, 20, 1, 1); /* two in an access */
	transfer(rig, 0x50070007 | 3 << 5, 23, 1, 2); /* four, the last one incomplete */
	transfer(rig, 0x5007000F, 19, 2, 1); /* 16 bits */
	transfer(rig, 0x5007000F | 1 << 5, 9, 2, 2);
	assert_int_equal(rig->f->notes, 0);
}

/* With a FIFO that is served slowly the clock waits for data and none is lost. */
static void at_full_speed(void **state)
{
	struct spi_rig *rig = *state;

	set(rig, 0x50000A98, 0x00000007);
	assert_int_equal(board_spi_join(rig->f->board, "SPI4", "SPI4"), 0);
	for (unsigned i = 0; i < 1000; i++)
		set8(rig, SENT + i, i * 13);
	set(rig, SPI4 + CR1, SSI);
	set(rig, SPI4 + CFG1, 0x00074007); /* 32 Mbit/s */
	set(rig, SPI4 + CFG2, CFG2_MASTER);
	set(rig, SPI4 + CR2, 1000);
	stream(rig, RX, SPI4_RX, SPI4 + RXDR, RECEIVED, 1000, 1 << 10);
	stream(rig, TX, SPI4_TX, SPI4 + TXDR, SENT, 1000, 1 << 10 | 1 << 6);
	set(rig, SPI4 + CFG1, 0x0007C007);
	set(rig, SPI4 + CR1, SSI | SPE);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(rig, PS_PER_MS);
	assert_int_equal(reg(rig, SPI4 + SR) & 0x0E8, 8);
	for (unsigned i = 0; i < 1000; i++)
		assert_int_equal(reg8(rig, RECEIVED + i), (uint8_t)(i * 13));
}

/* Receiving alone, without a size: whole packets only. */
static void endless(void **state)
{
	struct spi_rig *rig = *state;

	set(rig, 0x50000A98, 0x00000007);
	rig->answers = true;
	set(rig, SPI4 + CR1, SSI);
	set(rig, SPI4 + CFG1, CFG1_1M | 0x4000 | 1 << 5);
	set(rig, SPI4 + CFG2, CFG2_MASTER | 2 << 17);
	stream(rig, RX, SPI4_RX, SPI4 + RXDR, RECEIVED, 100, 1 << 10 | 1 << 8); /* CIRC */
	set(rig, SPI4 + CR1, SSI | SPE);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	spi_rig_pass(rig, 8 * 151 * BIT + BIT);
	assert_int_equal(left(rig, RX), 50);
	assert_int_equal(reg(rig, SPI4 + SR) & 0x6041, 0x2000);
	assert_int_equal(reg8(rig, RECEIVED), 100);
	assert_int_equal(reg8(rig, RECEIVED + 50), 50);
	set(rig, SPI4 + CR1, SSI | SPE | 0x400); /* CSUSP */
	spi_rig_pass(rig, 100 * BIT);
	assert_int_equal(left(rig, RX), 48);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(both_ways, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(at_full_speed, spi_rig_open, spi_rig_close),
		cmocka_unit_test_setup_teardown(endless, spi_rig_open, spi_rig_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
