/* SPDX-License-Identifier: BSD-3-Clause */
/* SPI4 and SPI5 joined, in settings and with accesses that nobody chose: what one side sends is what the other one
 * receives, and whatever is written to the registers, nothing worse comes of it than a note. */
#include "spi_rig.h"

#include <string.h>

#define TRANSFERS 4000
#define POKES	  60000
#define MOST	  60u

static uint32_t seed;

static uint32_t random_below(uint32_t limit)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)(seed >> 8) * limit >> 24);
}

struct end {
	uint32_t base;
	uint32_t out[MOST + 8], in[MOST + 8];
	unsigned sent, received;
};

struct settings {
	unsigned bits, packet, size, bytes; /* of a frame's place in a data register */
	uint32_t cfg1, cfg2;
};

static struct settings choose(void)
{
	struct settings chosen = {.bits = 4 + random_below(13), .size = 1 + random_below(MOST)};
	unsigned half;

	chosen.bytes = chosen.bits > 8 ? 2 : 1;
	half = 8 / chosen.bytes / 2;
	chosen.packet = 1 + random_below(half);
	chosen.cfg1 =
		random_below(4) << 28 | 0x00070000 | (chosen.packet - 1) << 5 | (chosen.bits - 1);
	/* MIDI, LSBFRST, CPHA, CPOL */
	chosen.cfg2 = random_below(4) << 4 | random_below(8) << 23;
	return chosen;
}

/* A packet, in accesses of whatever size fits. */
static void send_packet(struct spi_rig *rig, struct end *end, const struct settings *chosen)
{
	for (unsigned left = chosen->packet; left;) {
		unsigned frames = 1u << random_below(3);
		uint32_t value = 0;

		while (frames > left || frames * chosen->bytes > 4)
			frames /= 2;
		for (unsigned i = 0; i < frames; i++)
			value |= end->out[end->sent++] << (8 * chosen->bytes * i);
		wr_size(rig->f, SOC_M4, end->base + TXDR, frames * chosen->bytes, value);
		left -= frames;
	}
}

static void receive(struct spi_rig *rig, struct end *end, const struct settings *chosen,
		    unsigned frames)
{
	while (frames--) {
		assert_true(end->received < MOST);
		end->in[end->received++] = rd_size(rig->f, SOC_M4, end->base + RXDR, chosen->bytes);
	}
}

static void serve(struct spi_rig *rig, struct end *end, const struct settings *chosen)
{
	uint32_t sr;

	while (((sr = reg(rig, end->base + SR)) & 3) != 0) {
		if (sr & 1)
			receive(rig, end, chosen, chosen->packet);
		if (sr & 2)
			send_packet(rig, end, chosen);
	}
	if (sr & 8)
		receive(rig, end, chosen, chosen->size - end->received);
}

static void transfer(struct spi_rig *rig, const struct settings *chosen)
{
	struct end ends[2] = {{.base = SPI4}, {.base = SPI5}};
	const uint32_t mask = (1u << chosen->bits) - 1;
	const uint64_t clock = UINT64_C(15625) * (2u << (chosen->cfg1 >> 28));
	unsigned steps = 0;

	for (unsigned i = 0; i < MOST + 8; i++) {
		ends[0].out[i] = random_below(1u << 16) & (chosen->bytes == 1 ? 0xFF : 0xFFFF);
		ends[1].out[i] = random_below(1u << 16) & (chosen->bytes == 1 ? 0xFF : 0xFFFF);
	}
	spi_rig_slave(rig, SPI5, chosen->cfg1, CFG2_SLAVE | chosen->cfg2, chosen->size);
	serve(rig, &ends[1], chosen);
	spi_rig_master(rig, SPI4, chosen->cfg1, CFG2_MASTER | chosen->cfg2, chosen->size);
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
	while (!(reg(rig, SPI4 + SR) & reg(rig, SPI5 + SR) & 8)) {
		serve(rig, &ends[1], chosen);
		if (!random_below(3))
			serve(rig, &ends[0], chosen);
		spi_rig_pass(rig, 1 + random_below((uint32_t)(2 * clock)));
		assert_true(steps++ < 20000);
	}
	for (unsigned i = 0; i < 2; i++) {
		serve(rig, &ends[i], chosen);
		assert_int_equal(reg(rig, ends[i].base + SR) & 0xFFFFEFE0, 0);
		assert_int_equal(ends[i].received, chosen->size);
		for (unsigned k = 0; k < chosen->size; k++)
			assert_int_equal(ends[i].in[k], ends[!i].out[k] & mask);
		set(rig, ends[i].base + CR1, i ? 0 : SSI);
		set(rig, ends[i].base + IFCR, 0xFF8);
	}
}

static void what_is_sent_is_received(void **state)
{
	struct spi_rig *rig = *state;

	assert_int_equal(board_spi_join(rig->f->board, "SPI4", "SPI5"), 0);
	for (seed = 1; seed <= TRANSFERS; seed++) {
		const uint32_t begin = seed;
		const struct settings chosen = choose();

		transfer(rig, &chosen);
		seed = begin;
	}
	assert_int_equal(rig->f->notes, 0);
}

/* Notes are dropped: there are many. */
static void whatever_is_written(void **state)
{
	static const uint32_t offsets[] = {CR1,	 CR2,  CFG1, CFG2,    IER,   SR,   IFCR,
					   TXDR, RXDR, 0x40, CRCPOLY, UDRDR, 0x50, 0x3F0};
	struct spi_rig *rig = *state;
	unsigned notes;
	uint32_t sr;

	assert_int_equal(board_spi_join(rig->f->board, "SPI4", "SPI5"), 0);
	seed = 12345;
	for (unsigned i = 0; i < POKES; i++) {
		const uint32_t base = random_below(2) ? SPI4 : SPI5;
		const unsigned size = 1u << random_below(3);
		const uint32_t offset = offsets[random_below(sizeof(offsets) / sizeof(offsets[0]))];
		uint32_t value = random_below(1u << 16) << 16 | random_below(1u << 16);

		if (offset == CR1)
			value |= random_below(4) ? SPE | CSTART : 0;
		if (random_below(3))
			wr_size(rig->f, SOC_M4, base + offset, size, value);
		else
			(void)rd_size(rig->f, SOC_M4, base + offset, size);
		if (!random_below(4))
			spi_rig_pass(rig, random_below(20) * BIT);
		sr = reg(rig, base + SR);
		assert_int_equal(sr >> 2 & 1, sr & sr >> 1 & 1); /* DXP */
		/* A mode fault is off. */
		assert_true(!(sr & 0x200) || !(reg(rig, base + CR1) & SPE));
		notes = rig->f->notes;
		rig->f->notes = notes < FIXTURE_NOTES / 2 ? notes : 0;
	}
	/* A reset mends all of it. */
	set(rig, 0x50000988, 0x600); /* RCC_APB2RSTSETR: SPI4RST, SPI5RST */
	set(rig, 0x5000098C, 0x600);
	for (unsigned i = 0; i < 20; i++) {
		const struct settings chosen = choose();

		transfer(rig, &chosen);
	}
	assert_int_equal(reg(rig, SPI4 + SR), 0x00001002);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_sent_is_received, spi_rig_open,
						spi_rig_close),
		cmocka_unit_test_setup_teardown(whatever_is_written, spi_rig_open, spi_rig_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
