/* SPDX-License-Identifier: BSD-3-Clause */
/* QUADSPI's memory-mapped mode: the window at 0x70000000 (RM0436, "QUADSPI", memory-mapped mode). */
#include "quadspi_rig.h"

#include <errno.h>
#include <string.h>

#include "board/bus.h"

static int look(struct quadspi_rig *rig, uint32_t address, unsigned size, uint32_t *value)
{
	return bus_read(rig->f->board, SOC_M4, address, size, value);
}

/* 64 KB are shown by 0Bh. */
static void show(struct quadspi_rig *rig, uint32_t control)
{
	quadspi_rig_answer(rig, 0, 40, 1, "\x01\x02\x03\x04\x05\x06\x07\x08", 8);
	set(rig, CR, control);
	set(rig, DCR, 0x000F0000);
	set(rig, CCR, 0x0D20250B);
}

static void reads_the_flash(void **state)
{
	struct quadspi_rig *rig = *state;
	uint32_t value;

	show(rig, 0x3F000001);
	assert_int_equal(reg(rig, SR), 0); /* until the first access */
	assert_int_equal(look(rig, 0x70001234, 4, &value), 0);
	assert_int_equal(value, 0x04030201);
	assert_int_equal(reg(rig, SR), BUSY);
	assert_int_equal(quadspi_rig_sent(rig, 0, 0, 32, 1), 0x0B001234);
	/* on from there without a new command */
	assert_int_equal(look(rig, 0x70001238, 2, &value), 0);
	assert_int_equal(value, 0x0605);
	assert_int_equal(look(rig, 0x7000123A, 1, &value), 0);
	assert_int_equal(value, 0x07);
	assert_int_equal(rig->bank[0].selects, 1);
	assert_int_equal(look(rig, 0x70001234, 1, &value), 0);
	assert_int_equal(value, 0x01);
	assert_int_equal(rig->bank[0].selects, 2);
	/* forever, without a time-out */
	quadspi_rig_pass(rig, PS_PER_S);
	assert_int_equal(reg(rig, SR), BUSY);
	assert_int_equal(rig->bank[0].deselects, 1);
	set(rig, CCR, 0x0D20250B);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "CCR is written while BUSY"), 1);
	set(rig, CR, 0x3F000003);
	assert_int_equal(reg(rig, SR), TCF | FTF);
	assert_int_equal(rig->bank[0].deselects, 2);
	assert_int_equal(look(rig, 0x70001234, 1, &value), -EFAULT);
}

static void its_limits(void **state)
{
	struct quadspi_rig *rig = *state;
	uint32_t value;

	assert_int_equal(look(rig, 0x70000000, 4, &value), -EFAULT);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "not in memory-mapped mode"), 1);
	show(rig, 0x3F000001);
	assert_int_equal(look(rig, 0x7000FFFF, 1, &value), 0);
	assert_int_equal(look(rig, 0x7000FFFC, 4, &value), 0);
	assert_int_equal(look(rig, 0x70010000, 1, &value), -EFAULT);
	assert_int_equal(look(rig, 0x7FFFFFFC, 4, &value), -EFAULT);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "beyond the flash"), 1);
	assert_int_equal(look(rig, 0x70000001, 4, &value), -EFAULT);
	assert_int_equal(bus_write(rig->f->board, SOC_M4, 0x70000000, 4, 0), -EFAULT);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "can be read only"), 1);
	/* AR is no matter of this mode */
	set(rig, CR, 0x3F000000);
	set(rig, CR, 0x3F000001);
	set(rig, AR, 0x1234);
	assert_int_equal(reg(rig, AR), 0);
	set(rig, CR, 0x3F000000);
	assert_int_equal(look(rig, 0x70000000, 4, &value), -EFAULT);
	/* without its clock it reads as a block does */
	set(rig, 0x5000029C, 0x00004000); /* RCC_MC_AHB6ENCLRR */
	assert_int_equal(look(rig, 0x70000000, 4, &value), 0);
	assert_int_equal(value, 0);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "which has no clock"), 1);
}

static void times_out(void **state)
{
	struct quadspi_rig *rig = *state;
	uint32_t value;

	set(rig, LPTR, 100);
	show(rig, 0x3F100009); /* TOIE, TCEN */
	assert_int_equal(look(rig, 0x70000000, 4, &value), 0);
	quadspi_rig_pass(rig, 300 * US);
	assert_int_equal(look(rig, 0x70000004, 4, &value), 0);
	/* 32 bytes, then 100 clocks */
	quadspi_rig_pass(rig, (256 + 100) * US - 1);
	assert_int_equal(reg(rig, SR), BUSY);
	assert_false(board_m4_irq_level(rig->f->board, QSPI_IRQ));
	quadspi_rig_pass(rig, 1);
	assert_true(board_m4_irq_level(rig->f->board, QSPI_IRQ));
	assert_int_equal(reg(rig, SR), TOF);
	assert_int_equal(rig->bank[0].deselects, 1);
	set(rig, FCR, TOF);
	assert_false(board_m4_irq_level(rig->f->board, QSPI_IRQ));
	assert_int_equal(look(rig, 0x70000008, 4, &value), 0);
	assert_int_equal(reg(rig, SR), BUSY);
	assert_int_equal(rig->bank[0].selects, 2);
	assert_int_equal(rig->f->notes, 0);
}

static void of_both_flashes(void **state)
{
	struct quadspi_rig *rig = *state;
	uint32_t value;

	show(rig, 0x3F000041);
	quadspi_rig_answer(rig, 1, 40, 1, "\xA1\xA2\xA3\xA4", 4);
	assert_int_equal(look(rig, 0x70000010, 4, &value), 0);
	assert_int_equal(value, 0xA202A101);
	assert_int_equal(quadspi_rig_sent(rig, 1, 8, 24, 1), 0x000008);
	assert_int_equal(look(rig, 0x70000015, 1, &value), 0);
	assert_int_equal(value, 0xA3);
	assert_int_equal(look(rig, 0x70000021, 1, &value), 0);
	assert_int_equal(value, 0xA1);
}

/* The firewall of the block is the window's too: ETZPC_DECPROT5, identifier 0x5C, secure-only. */
static void behind_the_firewall(void **state)
{
	struct quadspi_rig *rig = *state;
	uint32_t value;

	show(rig, 0x3F000001);
	wr(rig->f, SOC_A7_SECURE, 0x50000208, 0x00002000); /* RCC_MP_APB5ENSETR.TZPCEN */
	wr(rig->f, SOC_A7_SECURE, 0x5C007024, 0xFEFFFFFF); /* isolated to the M4 */
	assert_int_equal(look(rig, 0x70000000, 4, &value), 0);
	assert_int_equal(bus_read(rig->f->board, SOC_A7, 0x70000000, 4, &value), -EFAULT);
}

static void flash_as_memory(void **state)
{
	struct quadspi_rig *rig = *state;
	uint32_t value;

	set(rig, CR, 0x00000001);
	set(rig, DCR, 0x00190000);
	set(rig, CCR, 0x00000106);
	quadspi_rig_pass(rig, US);
	set(rig, DLR, 4);
	set(rig, CCR, 0x01003512); /* four bytes of address */
	set(rig, AR, 0x02000003);
	for (unsigned i = 0; i < 5; i++)
		set8(rig, DR, 0x11 * (i + 1));
	quadspi_rig_pass(rig, PS_PER_MS);
	assert_int_equal(reg(rig, SR), TCF | FTF);
	set(rig, CCR, 0x0D20350C);
	assert_int_equal(look(rig, 0x72000000, 4, &value), 0);
	assert_int_equal(value, 0x11FFFFFF);
	assert_int_equal(look(rig, 0x72000004, 4, &value), 0);
	assert_int_equal(value, 0x55443322);
	assert_int_equal(rig->f->notes, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, quadspi_rig_open, quadspi_rig_close)
	const struct CMUnitTest tests[] = {
		TEST(reads_the_flash),
		TEST(its_limits),
		TEST(times_out),
		TEST(of_both_flashes),
		TEST(behind_the_firewall),
		cmocka_unit_test_setup_teardown(flash_as_memory, quadspi_rig_open_parts,
						quadspi_rig_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
