/* SPDX-License-Identifier: BSD-3-Clause */
/* SPI5 as slave of SPI4 on the same board, as the manual says (RM0436, "SPI"). */
#include "spi_rig.h"

static int open_joined(void **state)
{
	struct spi_rig *rig;

	if (spi_rig_open(state))
		return -1;
	rig = *state;
	return board_spi_join(rig->f->board, "SPI4", "SPI5");
}

static void start(struct spi_rig *rig)
{
	set(rig, SPI4 + CR1, SSI | SPE | CSTART);
}

static void both_ways(void **state)
{
	struct spi_rig *rig = *state;

	spi_rig_slave(rig, SPI5, CFG1_1M, CFG2_SLAVE, 4);
	set(rig, SPI5 + IER, 0x001);
	set(rig, SPI5 + TXDR, 0xA4A3A2A1);
	assert_int_equal(reg(rig, SPI5 + SR), 0x00040010);
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER, 4);
	set(rig, SPI4 + TXDR, 0x54535251);
	start(rig);
	spi_rig_pass(rig, 8 * BIT - 1);
	assert_int_equal(reg(rig, SPI5 + SR) & 0xFFFF0001, 0x00040000);
	spi_rig_pass(rig, 1);
	assert_int_equal(reg(rig, SPI5 + SR) & 0xFFFF0001, 0x00030001);
	assert_true(board_m4_irq_level(rig->f->board, SPI5_IRQ));
	assert_int_equal(reg8(rig, SPI5 + RXDR), 0x51);
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0xA1);
	assert_false(board_m4_irq_level(rig->f->board, SPI5_IRQ));
	spi_rig_pass(rig, 24 * BIT);
	assert_int_equal(reg(rig, SPI5 + SR) & 0xFFFF10F9, 0x00001019); /* EOT, TXC, no UDR */
	assert_int_equal(reg(rig, SPI5 + RXDR), 0x00545352);
	assert_int_equal(reg(rig, SPI4 + RXDR), 0x00A4A3A2);
	/* more than it was told */
	set(rig, SPI4 + CR1, SSI);
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER, 1);
	set8(rig, SPI4 + TXDR, 0x55);
	start(rig);
	spi_rig_pass(rig, 8 * BIT);
	assert_int_equal(reg(rig, SPI5 + SR) & 0xE061, 0);
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0);
	assert_int_equal(fixture_noted(rig->f, "SPI5", "its transfer is over"), 1);
}

/* Bits are bits: 16 of the master's are two of 8 of the slave's, and 4 of 4. */
static void frames_of_other_lengths(void **state)
{
	struct spi_rig *rig = *state;

	spi_rig_slave(rig, SPI5, CFG1_1M, CFG2_SLAVE, 0);
	set(rig, SPI5 + TXDR, 0xD4C3B2A1);
	spi_rig_master(rig, SPI4, 0x5007000F, CFG2_MASTER, 2);
	wr_size(rig->f, SOC_M4, SPI4 + TXDR, 4, 0x56781234);
	start(rig);
	spi_rig_pass(rig, 8 * BIT - 1);
	assert_int_equal(reg(rig, SPI5 + SR) & 1, 0);
	spi_rig_pass(rig, 1);
	assert_int_equal(reg8(rig, SPI5 + RXDR), 0x12);
	spi_rig_pass(rig, 24 * BIT);
	assert_int_equal(reg(rig, SPI5 + RXDR), 0x00785634);
	assert_int_equal(reg(rig, SPI4 + RXDR), 0xC3D4A1B2);
	set(rig, SPI4 + CR1, SSI);

	spi_rig_slave(rig, SPI5, 0x50070003, CFG2_SLAVE, 0); /* 4 bits */
	set(rig, SPI5 + TXDR, 0x0D0C0B0A);
	spi_rig_master(rig, SPI4, 0x5007000F, CFG2_MASTER, 1);
	wr_size(rig->f, SOC_M4, SPI4 + TXDR, 2, 0x1234);
	start(rig);
	spi_rig_pass(rig, 16 * BIT);
	assert_int_equal(reg(rig, SPI5 + RXDR), 0x04030201);
	assert_int_equal(reg(rig, SPI4 + RXDR), 0x0000ABCD);
	set(rig, SPI4 + CR1, SSI);

	/* the other way round: 16 of the slave's of two */
	spi_rig_slave(rig, SPI5, 0x5007000F, CFG2_SLAVE, 0);
	wr_size(rig->f, SOC_M4, SPI5 + TXDR, 2, 0xABCD);
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER, 2);
	set(rig, SPI4 + TXDR, 0x3412);
	start(rig);
	spi_rig_pass(rig, 16 * BIT - 1);
	assert_int_equal(reg(rig, SPI5 + SR) & 1, 0);
	spi_rig_pass(rig, 1);
	assert_int_equal(reg(rig, SPI5 + RXDR), 0x1234);
	assert_int_equal(reg(rig, SPI4 + RXDR), 0x0000CDAB);
}

/* One frame of the master, and what came back. */
static uint32_t exchange(struct spi_rig *rig, uint32_t out)
{
	set8(rig, SPI4 + TXDR, out);
	spi_rig_pass(rig, 8 * BIT);
	return reg8(rig, SPI4 + RXDR);
}

static void underrun(void **state)
{
	struct spi_rig *rig = *state;

	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER, 0);
	start(rig);
	/* UDRDET 0, UDRCFG 0: after one frame of nothing comes the pattern */
	set(rig, SPI5 + UDRDR, 0xE7);
	spi_rig_slave(rig, SPI5, CFG1_1M, CFG2_SLAVE, 0);
	set(rig, SPI5 + IER, 0x020);
	set8(rig, SPI5 + TXDR, 0x11);
	assert_int_equal(exchange(rig, 1), 0x11);
	assert_int_equal(reg(rig, SPI5 + SR) & 0x20, 0);
	assert_int_equal(exchange(rig, 2), 0);
	assert_int_equal(reg(rig, SPI5 + SR) & 0x20, 0x20);
	assert_true(board_m4_irq_level(rig->f->board, SPI5_IRQ));
	assert_int_equal(exchange(rig, 3), 0xE7);
	set8(rig, SPI5 + TXDR, 0x22);
	assert_int_equal(exchange(rig, 4), 0xE7); /* until UDR is cleared */
	set(rig, SPI5 + IFCR, 0x020);
	assert_int_equal(exchange(rig, 5), 0x22);
	/* UDRDET 1, UDRCFG 2: what was sent last */
	spi_rig_slave(rig, SPI5, CFG1_1M | 0x0C00, CFG2_SLAVE, 0);
	set(rig, SPI5 + TXDR, 0x55443322);
	assert_int_equal(exchange(rig, 1), 0x22);
	assert_int_equal(exchange(rig, 2), 0x33);
	assert_int_equal(exchange(rig, 3), 0x44);
	assert_int_equal(reg(rig, SPI5 + SR) & 0x20, 0);
	assert_int_equal(exchange(rig, 4), 0x55);
	assert_int_equal(reg(rig, SPI5 + SR) & 0x20, 0x20);
	assert_int_equal(exchange(rig, 5), 0x55);
	/* UDRDET 1, UDRCFG 1: what was received, as in a daisy chain */
	set(rig, SPI5 + IFCR, 0x020);
	spi_rig_slave(rig, SPI5, CFG1_1M | 0x0A00, CFG2_SLAVE, 0);
	set8(rig, SPI5 + TXDR, 0x66);
	assert_int_equal(exchange(rig, 0x71), 0x66);
	assert_int_equal(exchange(rig, 0x72), 0x71);
	assert_int_equal(exchange(rig, 0x73), 0x72);
}

static void overrun(void **state)
{
	struct spi_rig *rig = *state;

	spi_rig_slave(rig, SPI5, CFG1_1M, CFG2_SLAVE | 2 << 17, 0); /* receiver */
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER, 0);
	start(rig);
	for (unsigned i = 0; i < 8; i++)
		assert_int_equal(exchange(rig, i), 0);
	assert_int_equal(reg(rig, SPI5 + SR) & 0x60, 0);
	(void)exchange(rig, 8);
	assert_int_equal(reg(rig, SPI5 + SR) & 0x60, 0x40);
	assert_int_equal(reg(rig, SPI5 + RXDR), 0x03020100);
	assert_int_equal(reg(rig, SPI5 + RXDR), 0x07060504);
	set(rig, SPI5 + IFCR, 0x040);
	(void)exchange(rig, 9);
	assert_int_equal(reg8(rig, SPI5 + RXDR), 9);
}

/* NSS of the master, SSOE = 1, selects the slave, SSM = 0: from its edge on. */
static void selected_by_the_master(void **state)
{
	struct spi_rig *rig = *state;

	spi_rig_slave(rig, SPI5, CFG1_1M, 0, 0);
	set8(rig, SPI5 + TXDR, 0x61);
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER, 1); /* without SSOE */
	set8(rig, SPI4 + TXDR, 0x01);
	start(rig);
	spi_rig_pass(rig, 8 * BIT);
	assert_int_equal(reg(rig, SPI5 + SR) & 0x6001, 0);
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0);
	set(rig, SPI4 + CR1, SSI);
	set(rig, SPI4 + IFCR, 0xFF8);

	spi_rig_master(rig, SPI4, CFG1_1M, 0x20400000, 2);
	set(rig, SPI4 + TXDR, 0x0302);
	start(rig);
	spi_rig_pass(rig, 16 * BIT);
	assert_int_equal(reg8(rig, SPI5 + RXDR), 0x02);
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0x61);
	assert_int_equal(reg8(rig, SPI5 + RXDR), 0x03);
	set(rig, SPI4 + CR1, SSI);
	set(rig, SPI4 + IFCR, 0xFF8);

	/* enabled in the middle of a selection: not before the next one */
	set(rig, SPI5 + CR1, 0);
	set(rig, SPI4 + CR1, SSI | SPE);
	set8(rig, SPI4 + TXDR, 0x04);
	start(rig);
	spi_rig_pass(rig, 8 * BIT);
	spi_rig_slave(rig, SPI5, CFG1_1M, 0, 0);
	set8(rig, SPI4 + TXDR, 0x05);
	spi_rig_pass(rig, 8 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR) & 8, 8);
	assert_int_equal(reg(rig, SPI5 + SR) & 0x6001, 0);
}

/* NSS at the slave's own pin, PF6; half a frame is dropped when it is no longer selected. */
static void selected_by_a_pin(void **state)
{
	struct spi_rig *rig = *state;

	set(rig, 0x50000AA8, 0x00000020); /* RCC_MC_AHB4ENSETR.GPIOFEN */
	set(rig, 0x50007020, 0x05000000); /* GPIOF_AFRL: PF6 is SPI5_NSS */
	set(rig, 0x50007000, 0xFFFFEFFF);
	board_gpio_input(rig->f->board, 'F', 6, true);
	spi_rig_slave(rig, SPI5, 0x5007000F | 0x1000, 0, 0); /* UDRDET 2 */
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER, 0);
	start(rig);
	(void)exchange(rig, 0x11);
	board_gpio_input(rig->f->board, 'F', 6, false);
	assert_int_equal(reg(rig, SPI5 + SR) & 0x20, 0x20);
	(void)exchange(rig, 0x12);
	board_gpio_input(rig->f->board, 'F', 6, true);
	board_gpio_input(rig->f->board, 'F', 6, false);
	(void)exchange(rig, 0x13);
	(void)exchange(rig, 0x14);
	assert_int_equal(reg(rig, SPI5 + RXDR), 0x00001314);
	assert_int_equal(reg(rig, SPI5 + SR) & 0x6001, 0);
}

/* Two masters at once, and a target that has to ask elsewhere: it answers the one that came first. */
static void two_masters(void **state)
{
	struct spi_rig *rig = *state;
	const struct spi_answer answer = {.driven = true, .data = 0x5E};

	rig->holds = true;
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER, 1);
	spi_rig_master(rig, SPI5, CFG1_1M, CFG2_MASTER, 1);
	set8(rig, SPI4 + TXDR, 1);
	set8(rig, SPI5 + TXDR, 2);
	start(rig);
	set(rig, SPI5 + CR1, SSI | SPE | CSTART);
	assert_int_equal(rig->frames, 1);
	spi_rig_pass(rig, 8 * BIT);
	assert_int_equal(reg(rig, SPI5 + SR) & 8, 8);
	assert_int_equal(reg8(rig, SPI5 + RXDR), 0);
	assert_int_equal(reg(rig, SPI4 + SR) & 8, 0);
	spi_target_answer(&rig->target, &answer);
	assert_int_equal(reg(rig, SPI4 + SR) & 8, 8);
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0x5E);
}

static void crc(void **state)
{
	struct spi_rig *rig = *state;

	spi_rig_slave(rig, SPI5, CFG1_1M | 0x00400000, CFG2_SLAVE, 2);
	set(rig, SPI5 + TXDR, 0x0201);
	spi_rig_master(rig, SPI4, CFG1_1M | 0x00400000, CFG2_MASTER, 2);
	set(rig, SPI4 + TXDR, 0x0403);
	start(rig);
	spi_rig_pass(rig, 24 * BIT);
	assert_int_equal(reg(rig, SPI4 + SR) & 0x88, 0x08);
	assert_int_equal(reg(rig, SPI5 + SR) & 0x88, 0x08);
	assert_int_equal(reg(rig, SPI5 + RXDR), 0x0403);
	assert_int_equal(reg(rig, SPI4 + RXDR), 0x0201);
	set(rig, SPI4 + CR1, SSI);
	set(rig, SPI4 + IFCR, 0xFF8);
	/* another polynomial, in a frame that both read from its lowest bit on */
	spi_rig_slave(rig, SPI5, CFG1_1M | 0x00400000, CFG2_SLAVE | 0x00800000, 1);
	set(rig, SPI5 + CR1, 0);
	set(rig, SPI5 + IFCR, 0xFF8);
	set(rig, SPI5 + CRCPOLY, 0x12F);
	set(rig, SPI5 + IER, 0x080);
	set(rig, SPI5 + CR1, SPE);
	set8(rig, SPI5 + TXDR, 0x17);
	spi_rig_master(rig, SPI4, CFG1_1M | 0x00400000, CFG2_MASTER | 0x00800000, 1);
	set8(rig, SPI4 + TXDR, 0x35);
	start(rig);
	spi_rig_pass(rig, 16 * BIT);
	assert_int_equal(reg8(rig, SPI5 + RXDR), 0x35);
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0x17);
	assert_int_equal(reg(rig, SPI4 + SR) & 0x88, 0x88);
	assert_int_equal(reg(rig, SPI5 + SR) & 0x88, 0x88);
	assert_true(board_m4_irq_level(rig->f->board, SPI5_IRQ));
}

static void modes_differ(void **state)
{
	struct spi_rig *rig = *state;

	spi_rig_slave(rig, SPI5, CFG1_1M, CFG2_SLAVE | 0x01000000, 0); /* CPHA */
	spi_rig_master(rig, SPI4, CFG1_1M, CFG2_MASTER, 0);
	start(rig);
	(void)exchange(rig, 1);
	assert_int_equal(fixture_noted(rig->f, "SPI5", "clocked in mode 0 and set to mode 1"), 1);
}

static void ti_mode(void **state)
{
	struct spi_rig *rig = *state;

	spi_rig_slave(rig, SPI5, CFG1_1M, 1 << 19, 1);
	set8(rig, SPI5 + TXDR, 0x71);
	spi_rig_master(rig, SPI4, CFG1_1M, 0x00480000 | 0x20000000, 1);
	set8(rig, SPI4 + TXDR, 0x17);
	start(rig);
	spi_rig_pass(rig, 8 * BIT);
	assert_int_equal(reg8(rig, SPI5 + RXDR), 0x17);
	assert_int_equal(reg8(rig, SPI4 + RXDR), 0x71);
	assert_int_equal(rig->f->notes, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(both_ways, open_joined, spi_rig_close),
		cmocka_unit_test_setup_teardown(frames_of_other_lengths, open_joined,
						spi_rig_close),
		cmocka_unit_test_setup_teardown(underrun, open_joined, spi_rig_close),
		cmocka_unit_test_setup_teardown(overrun, open_joined, spi_rig_close),
		cmocka_unit_test_setup_teardown(selected_by_the_master, open_joined, spi_rig_close),
		cmocka_unit_test_setup_teardown(selected_by_a_pin, open_joined, spi_rig_close),
		cmocka_unit_test_setup_teardown(two_masters, open_joined, spi_rig_close),
		cmocka_unit_test_setup_teardown(crc, open_joined, spi_rig_close),
		cmocka_unit_test_setup_teardown(modes_differ, open_joined, spi_rig_close),
		cmocka_unit_test_setup_teardown(ti_mode, open_joined, spi_rig_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
