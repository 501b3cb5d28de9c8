/* SPDX-License-Identifier: BSD-3-Clause */
/* QUADSPI's indirect modes and polling, by what a target hears beat by beat (RM0436, "QUADSPI"). */
#include "quadspi_rig.h"

#include <string.h>

#include "board/gpio.h"

static void registers(void **state)
{
	struct quadspi_rig *rig = *state;

	for (uint32_t offset = 0; offset <= 0x30; offset += 4)
		assert_int_equal(reg(rig, QSPI + offset), 0);
	assert_int_equal(reg(rig, 0x580033F0), 0x0000B058); /* HWCFGR: FIFO of 8 words */
	assert_int_equal(reg(rig, 0x580033F4), 0x00000041);
	assert_int_equal(reg(rig, 0x580033F8), 0x00140031);
	assert_int_equal(reg(rig, 0x580033FC), 0xA3C5DD01);
	set(rig, CR, 0xFFFFFFFD);
	assert_int_equal(reg(rig, CR), 0xFFDF1FDD);
	set(rig, CR, 0);
	set(rig, DCR, 0xFFFFFFFF);
	assert_int_equal(reg(rig, DCR), 0x001F0701);
	set(rig, PIR, 0xFFFFFFFF);
	assert_int_equal(reg(rig, PIR), 0x0000FFFF);
	set(rig, LPTR, 0xFFFFFFFF);
	assert_int_equal(reg(rig, LPTR), 0x0000FFFF);
	set(rig, CCR, 0xF3FFFFFF);
	assert_int_equal(reg(rig, CCR), 0xF37FFFFF);
	assert_int_equal(reg(rig, SR), 0); /* nothing is sent while EN = 0 */
	assert_int_equal(rig->bank[0].selects, 0);
}

static void an_instruction_alone(void **state)
{
	struct quadspi_rig *rig = *state;

	set(rig, CR, 0x3F000001);
	set(rig, DCR, 0x00170000);
	assert_int_equal(reg(rig, SR), FTF);
	assert_true(gpio_level(board_device(rig->f->board, "GPIOB"), 6));
	set(rig, CCR, 0x00000106);
	assert_int_equal(reg(rig, SR), BUSY | FTF);
	assert_false(gpio_level(board_device(rig->f->board, "GPIOB"), 6));
	quadspi_rig_pass(rig, 7 * US + US / 2);
	assert_int_equal(reg(rig, SR), BUSY | FTF);
	quadspi_rig_pass(rig, US / 2);
	assert_int_equal(reg(rig, SR), TCF | FTF);
	assert_true(gpio_level(board_device(rig->f->board, "GPIOB"), 6));
	assert_int_equal(rig->bank[0].beats, 8);
	assert_int_equal(quadspi_rig_sent(rig, 0, 0, 8, 1), 0x06);
	/* IO2 low, IO3 high */
	assert_int_equal(rig->bank[0].beat[3].driven, 0xD);
	assert_int_equal(rig->bank[0].beat[3].levels & 0xC, 0x8);
	assert_int_equal(rig->bank[0].deselects, 1);
	assert_int_equal(rig->bank[1].selects, 0);
	set(rig, FCR, TCF);
	assert_int_equal(reg(rig, SR), FTF);
	assert_int_equal(rig->f->notes, 0);
}

static void the_phases_of_a_read(void **state)
{
	struct quadspi_rig *rig = *state;

	quadspi_rig_answer(rig, 0, 21, 4, "\xDE\xAD", 2);
	set(rig, CR, 0x3F000001);
	set(rig, DCR, 0x00170000);
	set(rig, DLR, 1);
	set(rig, ABR, 0x000000A5);
	/* instruction on 1 line, 24 bits of address on 4, 8 alternate bits on 2, 3 dummies, data on 4 */
	set(rig, CCR, 0x070CADEB);
	assert_int_equal(reg(rig, SR), 0);
	set(rig, AR, 0x00123456);
	assert_int_equal(reg(rig, SR), BUSY);
	quadspi_rig_pass(rig, 23 * US - US / 2);
	assert_int_equal(reg(rig, SR), BUSY);
	quadspi_rig_pass(rig, US / 2); /* a byte: FTHRES = 0 */
	assert_int_equal(reg(rig, SR), BUSY | FTF | 0x100);
	quadspi_rig_pass(rig, 2 * US);
	assert_int_equal(reg(rig, SR), BUSY | FTF | TCF | 0x200);
	assert_int_equal(rig->bank[0].beats, 25);
	assert_int_equal(quadspi_rig_sent(rig, 0, 0, 8, 1), 0xEB);
	assert_int_equal(quadspi_rig_sent(rig, 0, 8, 6, 4), 0x123456);
	assert_int_equal(quadspi_rig_sent(rig, 0, 14, 4, 2), 0xA5);
	assert_int_equal(rig->bank[0].beat[18].driven, 0);
	assert_int_equal(rd_size(rig->f, SOC_M4, DR, 2), 0xADDE);
	assert_int_equal(reg(rig, SR), TCF);
	assert_int_equal(rig->f->notes, 0);
}

/* It starts with the first byte of data, stops its clock for want of more, and drops what is too much. */
static void a_write_and_its_fifo(void **state)
{
	struct quadspi_rig *rig = *state;

	set(rig, CR, 0x3F040F01); /* FTIE, FTHRES = 15 */
	set(rig, DCR, 0x00170000);
	set(rig, DLR, 21);
	set(rig, CCR, 0x01002502); /* 02h, 24 bits of address and data on 1 line */
	set(rig, AR, 0x000100);
	assert_int_equal(reg(rig, SR), FTF);
	assert_true(board_m4_irq_level(rig->f->board, QSPI_IRQ));
	for (unsigned i = 0; i < 4; i++)
		set(rig, DR, 0x04030201 + i * 0x04040404);
	assert_int_equal(reg(rig, SR), BUSY | FTF | 0x1000);
	set8(rig, DR, 0x11);
	assert_int_equal(reg(rig, SR), BUSY | 0x1100);
	assert_false(board_m4_irq_level(rig->f->board, QSPI_IRQ));
	quadspi_rig_pass(rig, 39 * US);
	assert_false(board_m4_irq_level(rig->f->board, QSPI_IRQ));
	quadspi_rig_pass(rig, US);
	assert_true(board_m4_irq_level(rig->f->board, QSPI_IRQ));
	assert_int_equal(reg(rig, SR), BUSY | FTF | 0x1000);
	quadspi_rig_pass(rig, 1000 * US);
	assert_int_equal(reg(rig, SR), BUSY | FTF);
	assert_int_equal(rig->bank[0].beats, 8 * 21);
	assert_int_equal(quadspi_rig_sent(rig, 0, 0, 32, 1), 0x02000100);
	assert_int_equal(quadspi_rig_sent(rig, 0, 32, 32, 1), 0x01020304);
	assert_int_equal(quadspi_rig_sent(rig, 0, 32 + 8 * 16, 8, 1), 0x11);
	wr_size(rig->f, SOC_M4, DR, 2, 0x1312);
	set(rig, DR, 0x17161514); /* one too many */
	quadspi_rig_pass(rig, 39 * US);
	assert_int_equal(reg(rig, SR) & 0xFFFFFF03, 0x0200);
	quadspi_rig_pass(rig, US);
	assert_int_equal(reg(rig, SR), TCF | FTF);
	assert_int_equal(rig->bank[0].beats, 8 * 26);
	assert_int_equal(quadspi_rig_sent(rig, 0, 8 * 25, 8, 1), 0x16);
	assert_int_equal(rig->f->notes, 0);
}

static void a_full_fifo_stops_reading(void **state)
{
	struct quadspi_rig *rig = *state;

	quadspi_rig_answer(rig, 0, 8, 1, "\x5A", 1);
	set(rig, CR, 0x3F061F01); /* FTIE, TCIE, FTHRES = 31 */
	set(rig, DCR, 0x00170000);
	set(rig, DLR, 39);
	set(rig, CCR, 0x0500019F);
	quadspi_rig_pass(rig, (8 + 8 * 32) * US - 1);
	assert_false(board_m4_irq_level(rig->f->board, QSPI_IRQ));
	quadspi_rig_pass(rig, 1);
	assert_true(board_m4_irq_level(rig->f->board, QSPI_IRQ));
	quadspi_rig_pass(rig, 1000 * US);
	assert_int_equal(reg(rig, SR), BUSY | FTF | 0x2000);
	assert_int_equal(rig->bank[0].beats, 8 * 33);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(reg8(rig, DR), 0x5A);
	assert_false(board_m4_irq_level(rig->f->board, QSPI_IRQ));
	quadspi_rig_pass(rig, 1000 * US); /* not before four are free */
	assert_int_equal(reg(rig, SR), BUSY | 0x1D00);
	assert_int_equal(reg8(rig, DR), 0x5A);
	quadspi_rig_pass(rig, 8 * 4 * US);
	assert_int_equal(reg(rig, SR), BUSY | FTF | 0x2000);
	assert_int_equal(reg(rig, DR), 0x5A5A5A5A);
	quadspi_rig_pass(rig, 8 * 4 * US);
	/* all is there: FTF as long as there is any */
	for (unsigned i = 0; i < 8; i++) {
		assert_int_equal(reg(rig, SR) & 0xFF, BUSY | TCF | FTF);
		assert_int_equal(reg(rig, DR), 0x5A5A5A5A);
	}
	assert_int_equal(reg(rig, SR), TCF);
	assert_true(board_m4_irq_level(rig->f->board, QSPI_IRQ)); /* TCIE */
	set(rig, FCR, TCF);
	assert_false(board_m4_irq_level(rig->f->board, QSPI_IRQ));
	assert_int_equal(rig->f->notes, 0);
}

/* Where the bus of the chip waits. */
static void impatient_accesses(void **state)
{
	struct quadspi_rig *rig = *state;

	quadspi_rig_answer(rig, 0, 8, 1, "\x11\x22\x33\x44", 4);
	set(rig, CR, 0x3F000001);
	set(rig, DCR, 0x00170000);
	set(rig, DLR, 3);
	set(rig, CCR, 0x0500019F);
	assert_int_equal(reg(rig, DR), 0x44332211);
	assert_int_equal(reg(rig, SR), TCF);
	assert_int_equal(reg(rig, DR), 0);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "DR is read where nothing was"), 1);
	set(rig, FCR, 0x1B);
	rig->bank[0].beats = 0;
	set(rig, DLR, 99);
	set(rig, CCR, 0x01000101);
	for (unsigned i = 0; i < 25; i++)
		set(rig, DR, i);
	quadspi_rig_pass(rig, 10000 * US);
	assert_int_equal(rig->bank[0].beats, RIG_BEATS);
	assert_int_equal(reg(rig, SR), TCF | FTF);
	set(rig, CCR, 0x04000000); /* no phase */
	assert_int_equal(reg(rig, SR) & BUSY, 0);
	set(rig, DR, 1);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "CCR asks for no data"), 1);
}

static void beyond_the_flash(void **state)
{
	struct quadspi_rig *rig = *state;

	set(rig, CR, 0x3F010001); /* TEIE */
	set(rig, DCR, 0x000F0000); /* 64 KB */
	set(rig, DLR, 0x0F);
	set(rig, CCR, 0x05002503);
	set(rig, AR, 0x0000FFF1);
	assert_int_equal(reg(rig, SR), TEF);
	assert_true(board_m4_irq_level(rig->f->board, QSPI_IRQ));
	assert_int_equal(rig->bank[0].selects, 0);
	set(rig, FCR, TEF);
	assert_false(board_m4_irq_level(rig->f->board, QSPI_IRQ));
	set(rig, AR, 0x0000FFF0);
	assert_int_equal(reg(rig, SR), BUSY);
	quadspi_rig_pass(rig, 1000 * US);
	assert_int_equal(reg(rig, SR), BUSY | TCF | FTF | 0x1000);
	set(rig, CR, 0x3F010003); /* ABORT */
	assert_int_equal(reg(rig, CR), 0x3F010001);
	assert_int_equal(reg(rig, SR), TCF);
	set(rig, FCR, 0x1B);
	/* without an end: to that of the flash */
	set(rig, DLR, 0xFFFFFFFF);
	set(rig, AR, 0x0000FFFC);
	quadspi_rig_pass(rig, 1000 * US);
	assert_int_equal(reg(rig, SR), BUSY | TCF | FTF | 0x400);
	set(rig, CR, 0x3F010003);
	set(rig, FCR, 0x1B);
	/* erasing, which has no data */
	set(rig, CCR, 0x00002520);
	set(rig, AR, 0x00010000);
	assert_int_equal(reg(rig, SR), TEF | FTF);
}

static void polling(void **state)
{
	struct quadspi_rig *rig = *state;

	quadspi_rig_answer(rig, 0, 8, 1, "\x03", 1);
	set(rig, CR, 0x3F480001); /* APMS, SMIE */
	set(rig, DCR, 0x00170000);
	set(rig, PSMKR, 0x01);
	set(rig, PSMAR, 0x00);
	set(rig, PIR, 0x10);
	set(rig, CCR, 0x09000105);
	assert_int_equal(reg(rig, SR), BUSY);
	quadspi_rig_pass(rig, 16 * US);
	assert_int_equal(reg(rig, SR), BUSY | FTF);
	assert_int_equal(reg(rig, DR), 0x03);
	assert_int_equal(reg(rig, SR), BUSY);
	quadspi_rig_pass(rig, 31 * US);
	assert_int_equal(reg(rig, SR), BUSY);
	quadspi_rig_pass(rig, US);
	assert_int_equal(reg(rig, SR), BUSY | FTF);
	assert_int_equal(rig->bank[0].deselects, 2);
	quadspi_rig_answer(rig, 0, 8, 1, "\x02", 1);
	quadspi_rig_pass(rig, 31 * US);
	assert_false(board_m4_irq_level(rig->f->board, QSPI_IRQ));
	quadspi_rig_pass(rig, US);
	assert_true(board_m4_irq_level(rig->f->board, QSPI_IRQ));
	assert_int_equal(reg(rig, SR), FTF | SMF);
	assert_int_equal(reg(rig, DR), 0x02);
	set(rig, FCR, SMF);
	assert_int_equal(reg(rig, SR), 0);
	/* any bit of two bytes, and without APMS it goes on */
	set(rig, CR, 0x3F880001);
	quadspi_rig_answer(rig, 0, 8, 1, "\x00\x80", 2);
	set(rig, DLR, 1);
	set(rig, PSMKR, 0x8001);
	set(rig, PSMAR, 0x8001);
	set(rig, CCR, 0x09000105); /* after a clock with the chip select high */
	quadspi_rig_pass(rig, 24 * US);
	assert_int_equal(reg(rig, SR), BUSY);
	quadspi_rig_pass(rig, US);
	assert_int_equal(reg(rig, SR), BUSY | FTF | SMF);
	assert_int_equal(reg(rig, DR), 0x8000);
	set(rig, CR, 0x3F080001); /* PMM stays while BUSY */
	assert_int_equal(reg(rig, CR), 0x3F880001);
	set(rig, CR, 0x3F880003);
	assert_int_equal(reg(rig, SR) & BUSY, 0);
	assert_int_equal(reg(rig, CCR), 0x01000105); /* FMODE is gone */
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "written while BUSY"), 1);
}

/* What a flash has said to say again for a while is not asked for, and seen all the same. */
static void polls_that_need_not_be_made(void **state)
{
	struct quadspi_rig *rig = *state;
	uint64_t begin = timeline_now(board_timeline(rig->f->board));

	quadspi_rig_answer(rig, 0, 8, 1, "\x01", 1);
	rig->bank[0].steady = begin + 1000 * US;
	set(rig, CR, 0x3F400001);
	set(rig, DCR, 0x00170000);
	set(rig, PSMKR, 0x01);
	set(rig, PIR, 0x10);
	set(rig, CCR, 0x09000105);
	quadspi_rig_pass(rig, 900 * US);
	assert_int_equal(rig->bank[0].deselects, 1);
	assert_int_equal(reg(rig, SR), BUSY | FTF);
	assert_int_equal(reg(rig, DR), 1);
	assert_int_equal(reg(rig, SR), BUSY); /* polls end at 16 + n * 32 us */
	quadspi_rig_pass(rig, 11 * US);
	assert_int_equal(reg(rig, SR), BUSY);
	quadspi_rig_pass(rig, US);
	assert_int_equal(reg(rig, SR), BUSY | FTF);
	quadspi_rig_answer(rig, 0, 8, 1, "\x00", 1);
	quadspi_rig_pass(rig, 95 * US);
	assert_int_equal(reg(rig, SR), BUSY | FTF);
	quadspi_rig_pass(rig, US);
	assert_int_equal(reg(rig, SR), FTF | SMF);
	assert_int_equal(rig->bank[0].deselects, 2);
}

static void both_flashes(void **state)
{
	struct quadspi_rig *rig = *state;

	quadspi_rig_answer(rig, 0, 14, 4, "\x10\x30", 2);
	quadspi_rig_answer(rig, 1, 14, 4, "\x20\x40", 2);
	set(rig, CR, 0x3F000041); /* DFM */
	set(rig, DCR, 0x00180000);
	set(rig, DLR, 2);
	assert_int_equal(reg(rig, DLR), 3);
	set(rig, CCR, 0x07002DEB);
	set(rig, AR, 0x00000301);
	assert_int_equal(reg(rig, AR), 0x00000300);
	quadspi_rig_pass(rig, 18 * US);
	assert_int_equal(reg(rig, SR), BUSY | TCF | FTF | 0x400);
	assert_int_equal(reg(rig, DR), 0x40302010);
	for (unsigned bank = 0; bank < 2; bank++) {
		assert_int_equal(rig->bank[bank].beats, 18);
		assert_int_equal(quadspi_rig_sent(rig, bank, 0, 8, 1), 0xEB);
		assert_int_equal(quadspi_rig_sent(rig, bank, 8, 6, 4), 0x000180);
		assert_int_equal(rig->bank[bank].deselects, 1);
		rig->bank[bank].beats = 0;
	}
	set(rig, FCR, TCF);
	set(rig, CCR, 0x03002D32);
	set(rig, AR, 0x00000300);
	set(rig, DR, 0x78563412);
	quadspi_rig_pass(rig, 19 * US);
	assert_int_equal(reg(rig, SR), TCF | FTF);
	assert_int_equal(quadspi_rig_sent(rig, 0, 14, 4, 4), 0x1256);
	assert_int_equal(quadspi_rig_sent(rig, 1, 14, 4, 4), 0x3478);
	/* the status of both */
	set(rig, FCR, TCF);
	quadspi_rig_answer(rig, 0, 8, 1, "\x00", 1);
	quadspi_rig_answer(rig, 1, 8, 1, "\x01", 1);
	set(rig, CR, 0x3F400041);
	set(rig, PSMKR, 0x0101);
	set(rig, DLR, 1);
	set(rig, CCR, 0x09000105);
	quadspi_rig_pass(rig, 17 * US);
	assert_int_equal(reg(rig, DR), 0x0100);
	quadspi_rig_answer(rig, 1, 8, 1, "\x00", 1);
	quadspi_rig_pass(rig, 17 * US);
	assert_int_equal(reg(rig, SR), FTF | SMF);
	assert_int_equal(rig->f->notes, 0);
}

static void bank_2_at_both_edges(void **state)
{
	struct quadspi_rig *rig = *state;

	quadspi_rig_answer(rig, 1, 8 + 8 + 6, 4, "\xC3", 1);
	set(rig, CR, 0x3F000081); /* FSEL */
	set(rig, DCR, 0x001F0000);
	set(rig, DLR, 0);
	set(rig, CCR, 0x87183DEE); /* DDRM, 32 bits of address, 6 dummies */
	set(rig, AR, 0x89ABCDEF);
	quadspi_rig_pass(rig, (8 + 4 + 6) * US + 999999);
	assert_int_equal(reg(rig, SR), BUSY);
	quadspi_rig_pass(rig, 1);
	assert_int_equal(reg(rig, SR), BUSY | TCF | FTF | 0x100);
	assert_int_equal(reg8(rig, DR), 0xC3);
	assert_int_equal(rig->bank[0].selects, 0);
	assert_int_equal(quadspi_rig_sent(rig, 1, 8, 8, 4), 0x89ABCDEF);
	assert_false(rig->bank[1].beat[0].ddr);
	assert_true(rig->bank[1].beat[8].ddr);
	assert_false(rig->bank[1].beat[16].ddr);
	assert_true(rig->bank[1].beat[22].ddr);
	assert_int_equal(rig->bank[1].beats, 24);
}

static void an_instruction_only_once(void **state)
{
	struct quadspi_rig *rig = *state;

	set(rig, CR, 0x3F000001);
	set(rig, DCR, 0x00170700); /* CSHT: 8 clocks */
	set(rig, CCR, 0x10002520);
	set(rig, AR, 0x001000);
	quadspi_rig_pass(rig, 32 * US);
	set(rig, AR, 0x002000);
	assert_int_equal(rig->bank[0].selected_at, rig->bank[0].deselected_at + 8 * US);
	quadspi_rig_pass(rig, 31 * US);
	assert_int_equal(reg(rig, SR) & BUSY, BUSY);
	quadspi_rig_pass(rig, US);
	assert_int_equal(reg(rig, SR) & BUSY, 0);
	assert_int_equal(rig->bank[0].beats, 32 + 24);
	assert_int_equal(quadspi_rig_sent(rig, 0, 0, 32, 1), 0x20001000);
	assert_int_equal(quadspi_rig_sent(rig, 0, 32, 24, 1), 0x002000);
	set(rig, CCR, 0x10002520);
	set(rig, AR, 0x003000);
	quadspi_rig_pass(rig, 40 * US);
	assert_int_equal(quadspi_rig_sent(rig, 0, 56, 32, 1), 0x20003000);
}

static void while_it_is_busy(void **state)
{
	struct quadspi_rig *rig = *state;

	set(rig, CR, 0x3F000001);
	set(rig, DCR, 0x00170000);
	set(rig, CCR, 0x00000106);
	set(rig, CCR, 0x00000104);
	set(rig, DCR, 0x00000000);
	set(rig, CR, 0x00000001);
	assert_int_equal(reg(rig, CCR), 0x00000106);
	assert_int_equal(reg(rig, DCR), 0x00170000);
	assert_int_equal(reg(rig, CR), 0x3F000001);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "CCR is written while BUSY"), 1);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "DCR is written while BUSY"), 1);
	/* EN = 0 ends it */
	set(rig, CR, 0x3F000000);
	assert_int_equal(reg(rig, SR), 0);
	assert_int_equal(rig->bank[0].deselects, 1);
	set(rig, CCR, 0x00000106);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "while CR.EN = 0"), 1);
	set(rig, CR, 0x3F000005); /* DMAEN */
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "the MDMA, which is not modelled"), 1);
}

/* Its clock ends when RCC says so, and its reset ends all. */
static void clock_and_reset(void **state)
{
	struct quadspi_rig *rig = *state;

	set(rig, CR, 0x01000001); /* 32 MHz */
	set(rig, DCR, 0x00170000);
	set(rig, CCR, 0x00000106);
	quadspi_rig_pass(rig, 249 * PS_PER_NS);
	assert_int_equal(reg(rig, SR), BUSY | FTF);
	quadspi_rig_pass(rig, PS_PER_NS);
	assert_int_equal(reg(rig, SR), TCF | FTF);
	/* QSPICKSELR: PLL3R, which is off */
	wr(rig->f, SOC_A7_SECURE, 0x50000900, 0x00000001);
	set(rig, CCR, 0x00000106);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "without a kernel clock"), 1);
	quadspi_rig_pass(rig, PS_PER_S);
	assert_int_equal(reg(rig, SR) & BUSY, BUSY);
	wr(rig->f, SOC_A7_SECURE, 0x50000900, 0x00000000);
	quadspi_rig_pass(rig, 250 * PS_PER_NS);
	assert_int_equal(reg(rig, SR) & BUSY, 0);
	assert_int_equal(rig->bank[0].deselects, 2);
	wr(rig->f, SOC_A7_SECURE, 0x50000198, 0x00004000); /* RCC_AHB6RSTSETR */
	wr(rig->f, SOC_A7_SECURE, 0x5000019C, 0x00004000);
	assert_int_equal(reg(rig, SR), 0);
	assert_int_equal(reg(rig, CR), 0);
}

static void without_pins(void **state)
{
	struct quadspi_rig *rig = *state;

	set(rig, 0x50007000, 0xFFFFFFFF); /* GPIOF_MODER */
	set(rig, 0x50003000, 0xFFFFFFFF);
	quadspi_rig_answer(rig, 0, 8, 4, "\xC2", 1);
	set(rig, CR, 0x3F000001);
	set(rig, DCR, 0x00170000);
	set(rig, DLR, 0);
	set(rig, CCR, 0x070001AF);
	quadspi_rig_pass(rig, 10 * US);
	assert_int_equal(reg8(rig, DR), 0xC2);
	assert_int_equal(rig->f->notes, 6);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "QUADSPI_CLK is at no pin"), 1);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "QUADSPI_BK1_NCS is at no pin"), 1);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "QUADSPI_BK1_IO3 is at no pin"), 1);
	set(rig, CCR, 0x070001AF);
	assert_int_equal(rig->f->notes, 6);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, quadspi_rig_open, quadspi_rig_close)
	const struct CMUnitTest tests[] = {
		TEST(registers),
		TEST(an_instruction_alone),
		TEST(the_phases_of_a_read),
		TEST(a_write_and_its_fifo),
		TEST(a_full_fifo_stops_reading),
		TEST(impatient_accesses),
		TEST(beyond_the_flash),
		TEST(polling),
		TEST(polls_that_need_not_be_made),
		TEST(both_flashes),
		TEST(bank_2_at_both_edges),
		TEST(an_instruction_only_once),
		TEST(while_it_is_busy),
		TEST(clock_and_reset),
		TEST(without_pins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
