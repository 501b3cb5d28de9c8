/* SPDX-License-Identifier: BSD-3-Clause */
/* An SPI bus over two boards: a master on the one, a slave on the other. */
#include "board/spi_bus.h"
#include "machine/pair_bench.h"

/* RM0436: memory map, SPI register map, RCC_MC_APB2ENSETR. */
#define SPI4	   0x44005000u
#define SPI5	   0x44009000u
#define SPI_CR1	   0x00u
#define SPI_CR2	   0x04u
#define SPI_CFG1   0x08u
#define SPI_CFG2   0x0Cu
#define SPI_SR	   0x14u
#define SPI_IFCR   0x18u
#define SPI_TXDR   0x20u
#define SPI_RXDR   0x30u
#define APB2_ENSET 0x50000A88u
#define SPI45_CK   0x500008E0u

#define SPI_SSI	   0x1000u
#define SPI_SPE	   0x1u
#define SPI_CSTART 0x200u
/* 8 bits; 64 MHz / 64. SSM, master and slave. */
#define CFG1_1M	    0x50070007u
#define CFG2_MASTER 0x04400000u
#define CFG2_SLAVE  0x04000000u
#define BYTE	    (8 * PS_PER_US)

static void poke8(const struct pair_bench *bench, unsigned board, uint32_t address, uint32_t value)
{
	const struct mmio_bus *bus = board_port(bench->boards[board], SOC_M4);

	bus->write(bus->context, address, 1, value);
}

static int bench_open(void **state)
{
	struct pair_bench *bench = pair_bench_make();

	for (unsigned i = 0; i < 2; i++) {
		pair_bench_poke(bench, i, APB2_ENSET, 1u << 9 | 1u << 10);
		pair_bench_poke(bench, i, SPI45_CK, 2); /* HSI */
	}
	*state = bench;
	return 0;
}

static void begin(const struct pair_bench *bench, unsigned board, uint32_t base, uint32_t cfg1,
		  uint32_t cfg2, uint32_t size)
{
	pair_bench_poke(bench, board, base + SPI_CR1, SPI_SSI);
	pair_bench_poke(bench, board, base + SPI_IFCR, 0xFF8);
	pair_bench_poke(bench, board, base + SPI_CFG1, cfg1);
	pair_bench_poke(bench, board, base + SPI_CFG2, cfg2);
	pair_bench_poke(bench, board, base + SPI_CR2, size);
	pair_bench_poke(bench, board, base + SPI_CR1,
			cfg2 & 0x00400000 ? SPI_SSI | SPI_SPE : SPI_SPE);
}

/* In either direction, at the master's own pace: a byte of 8 us is longer than a turn. */
static void slow_enough(struct pair_bench *bench, unsigned master, uint32_t at, uint32_t slave_at)
{
	const unsigned slave = !master;

	begin(bench, slave, slave_at, CFG1_1M, CFG2_SLAVE, 4);
	pair_bench_poke(bench, slave, slave_at + SPI_TXDR, 0xA4A3A2A1);
	begin(bench, master, at, CFG1_1M, CFG2_MASTER, 4);
	pair_bench_poke(bench, master, at + SPI_TXDR, 0x54535251);
	pair_bench_poke(bench, master, at + SPI_CR1, SPI_SSI | SPI_SPE | SPI_CSTART);
	pair_bench_run(bench, 4 * BYTE - PS_PER_US);
	assert_int_equal(pair_bench_peek(bench, master, at + SPI_SR) & 8, 0);
	pair_bench_run(bench, 2 * PS_PER_US);
	assert_int_equal(pair_bench_peek(bench, master, at + SPI_SR) & 0x80F8, 0x8018);
	assert_int_equal(pair_bench_peek(bench, slave, slave_at + SPI_SR) & 0x80F8, 0x8018);
	assert_int_equal(pair_bench_peek(bench, master, at + SPI_RXDR), 0xA4A3A2A1);
	assert_int_equal(pair_bench_peek(bench, slave, slave_at + SPI_RXDR), 0x54535251);
	pair_bench_poke(bench, master, at + SPI_CR1, SPI_SSI);
	pair_bench_poke(bench, slave, slave_at + SPI_CR1, 0);
}

static void test_both_ways(void **state)
{
	struct pair_bench *bench = *state;

	pair_bench_join(bench, "SPI4");
	slow_enough(bench, 0, SPI4, SPI4);
	slow_enough(bench, 1, SPI4, SPI4);
}

static void test_other_names(void **state)
{
	struct pair_bench *bench = *state;

	pair_bench_join(bench, "SPI4=SPI5");
	slow_enough(bench, 0, SPI4, SPI5);
	slow_enough(bench, 1, SPI5, SPI4);
}

/* 32 Mbit/s: the clock waits for the other board, and nothing is lost. */
static void test_too_fast(void **state)
{
	struct pair_bench *bench = *state;

	pair_bench_join(bench, "SPI4");
	begin(bench, 0, SPI4, 0x00070007, CFG2_SLAVE, 8);
	pair_bench_poke(bench, 0, SPI4 + SPI_TXDR, 0xA4A3A2A1);
	pair_bench_poke(bench, 0, SPI4 + SPI_TXDR, 0xA8A7A6A5);
	begin(bench, 1, SPI4, 0x00070007, CFG2_MASTER, 8);
	pair_bench_poke(bench, 1, SPI4 + SPI_TXDR, 0x54535251);
	pair_bench_poke(bench, 1, SPI4 + SPI_TXDR, 0x58575655);
	pair_bench_poke(bench, 1, SPI4 + SPI_CR1, SPI_SSI | SPI_SPE | SPI_CSTART);
	pair_bench_run(bench, 3 * PAIR_TURN);
	assert_int_equal(pair_bench_peek(bench, 1, SPI4 + SPI_SR) & 8, 0);
	pair_bench_run(bench, 7 * PAIR_TURN);
	assert_int_equal(pair_bench_peek(bench, 1, SPI4 + SPI_SR) & 0xF8, 0x18);
	assert_int_equal(pair_bench_peek(bench, 0, SPI4 + SPI_SR) & 0xF8, 0x18);
	assert_int_equal(pair_bench_peek(bench, 1, SPI4 + SPI_RXDR), 0xA4A3A2A1);
	assert_int_equal(pair_bench_peek(bench, 1, SPI4 + SPI_RXDR), 0xA8A7A6A5);
	assert_int_equal(pair_bench_peek(bench, 0, SPI4 + SPI_RXDR), 0x54535251);
	assert_int_equal(pair_bench_peek(bench, 0, SPI4 + SPI_RXDR), 0x58575655);
}

/* NSS of the master goes over the wire as well. */
static void test_select(void **state)
{
	struct pair_bench *bench = *state;

	pair_bench_join(bench, "SPI4");
	begin(bench, 1, SPI4, CFG1_1M, 0, 0);
	begin(bench, 0, SPI4, CFG1_1M, CFG2_MASTER, 1);
	poke8(bench, 0, SPI4 + SPI_TXDR, 1);
	pair_bench_poke(bench, 0, SPI4 + SPI_CR1, SPI_SSI | SPI_SPE | SPI_CSTART);
	pair_bench_run(bench, 2 * BYTE);
	assert_int_equal(pair_bench_peek(bench, 1, SPI4 + SPI_SR) & 0x6001, 0);
	begin(bench, 0, SPI4, CFG1_1M, 0x20400000, 2);
	pair_bench_poke(bench, 0, SPI4 + SPI_TXDR, 0x0302);
	pair_bench_poke(bench, 0, SPI4 + SPI_CR1, SPI_SSI | SPI_SPE | SPI_CSTART);
	pair_bench_run(bench, 3 * BYTE);
	assert_int_equal(pair_bench_peek(bench, 1, SPI4 + SPI_RXDR), 0x0302);
	assert_int_equal(pair_bench_peek(bench, 0, SPI4 + SPI_SR) & 8, 8);
}

/* A master that is switched off while it waits hears no late answer. */
static void test_cut_off(void **state)
{
	struct pair_bench *bench = *state;

	pair_bench_join(bench, "SPI4");
	begin(bench, 1, SPI4, CFG1_1M, CFG2_SLAVE, 0);
	pair_bench_poke(bench, 1, SPI4 + SPI_TXDR, 0x04030201);
	begin(bench, 0, SPI4, CFG1_1M, CFG2_MASTER, 1);
	poke8(bench, 0, SPI4 + SPI_TXDR, 0x11);
	pair_bench_poke(bench, 0, SPI4 + SPI_CR1, SPI_SSI | SPI_SPE | SPI_CSTART);
	begin(bench, 0, SPI4, CFG1_1M, CFG2_MASTER, 1);
	poke8(bench, 0, SPI4 + SPI_TXDR, 0x12);
	pair_bench_poke(bench, 0, SPI4 + SPI_CR1, SPI_SSI | SPI_SPE | SPI_CSTART);
	pair_bench_run(bench, 3 * BYTE);
	assert_int_equal(pair_bench_peek(bench, 0, SPI4 + SPI_SR) & 8, 8);
	assert_int_equal(pair_bench_peek(bench, 0, SPI4 + SPI_RXDR), 0x02);
	assert_int_equal(pair_bench_peek(bench, 1, SPI4 + SPI_RXDR), 0x1211);
}

/* Both are masters: each hears nobody. */
static void test_two_masters(void **state)
{
	struct pair_bench *bench = *state;

	pair_bench_join(bench, "SPI4");
	for (unsigned i = 0; i < 2; i++) {
		begin(bench, i, SPI4, CFG1_1M, CFG2_MASTER, 2);
		pair_bench_poke(bench, i, SPI4 + SPI_TXDR, 0x5252);
		pair_bench_poke(bench, i, SPI4 + SPI_CR1, SPI_SSI | SPI_SPE | SPI_CSTART);
	}
	pair_bench_run(bench, 6 * BYTE);
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(pair_bench_peek(bench, i, SPI4 + SPI_SR) & 8, 8);
		assert_int_equal(pair_bench_peek(bench, i, SPI4 + SPI_RXDR), 0);
	}
}

static void test_one_board(void **state)
{
	struct pair_bench *bench = *state;
	struct wire *other = NULL;
	char error[WIRE_ERROR] = "";

	assert_int_equal(
		wire_create(&bench->wire, "SPI4", bench->boards[0], bench->boards[0], error), 0);
	begin(bench, 0, SPI4, CFG1_1M, CFG2_MASTER, 2);
	pair_bench_poke(bench, 0, SPI4 + SPI_TXDR, 0x5251);
	pair_bench_poke(bench, 0, SPI4 + SPI_CR1, SPI_SSI | SPI_SPE | SPI_CSTART);
	pair_bench_run(bench, 2 * BYTE);
	assert_int_equal(pair_bench_peek(bench, 0, SPI4 + SPI_RXDR), 0x5251);
	assert_int_not_equal(
		wire_create(&other, "SPI4=SPI5", bench->boards[0], bench->boards[0], error), 0);
	assert_string_equal(error, "SPI4 or SPI5 is joined already");
}

static void test_no_such_bus(void **state)
{
	struct pair_bench *bench = *state;
	char error[WIRE_ERROR] = "";

	assert_int_not_equal(
		wire_create(&bench->wire, "SPI4=SPI7", bench->boards[0], bench->boards[1], error),
		0);
	assert_string_equal(error, "SPI7 is no SPI bus of the chip: SPI1 to SPI6 are");
	assert_null(bench->wire);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_both_ways, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_other_names, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_too_fast, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_select, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_cut_off, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_two_masters, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_one_board, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_no_such_bus, bench_open, pair_bench_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
