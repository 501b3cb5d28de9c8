/* SPDX-License-Identifier: BSD-3-Clause */
/* The M4 executes from a flash that QUADSPI shows at 0x70000000. */
#include "quadspi_rig.h"

#include <string.h>

#define RESULT 0x10010000u

/* ldr r0, =RESULT; ldr r1, =value; str r1, [r0]; b . */
static void program_at(struct quadspi_rig *rig, uint32_t at, unsigned nops, uint32_t value)
{
	uint16_t code[256];
	unsigned count = 0;
	const unsigned literals = (nops + 5) & ~1u;

	for (unsigned i = 0; i < nops; i++)
		code[count++] = 0xBF00;
	code[count] = (uint16_t)(0x4800 | (4 * (literals / 2) - ((count * 2 + 4) & ~3u)) / 4);
	count++;
	code[count] = (uint16_t)(0x4900 | (4 * (literals / 2) + 4 - ((count * 2 + 4) & ~3u)) / 4);
	count++;
	code[count++] = 0x6001;
	code[count++] = 0xE7FE;
	while (count < literals)
		code[count++] = 0xBF00;
	code[count++] = (uint16_t)RESULT;
	code[count++] = (uint16_t)(RESULT >> 16);
	code[count++] = (uint16_t)value;
	code[count++] = (uint16_t)(value >> 16);
	for (unsigned i = 0; i < count; i++) {
		/* one halfword a program: it may lie across pages */
		set(rig, FCR, 0x1B);
		set(rig, CCR, 0x00000106);
		quadspi_rig_pass(rig, US);
		set(rig, DLR, 1);
		set(rig, CCR, 0x01003512);
		set(rig, AR, at + 2 * i);
		wr_size(rig->f, SOC_M4, DR, 2, code[i]);
		quadspi_rig_pass(rig, PS_PER_MS);
		assert_int_equal(reg(rig, SR) & (BUSY | TCF), TCF);
	}
}

static void show(struct quadspi_rig *rig)
{
	set(rig, CCR, 0x0D20350C);
}

static void on(struct quadspi_rig *rig)
{
	set(rig, CR, 0x00000001);
	set(rig, DCR, 0x00190000);
}

/* From its reset on. */
static void start(struct quadspi_rig *rig, uint32_t pc)
{
	wr(rig->f, SOC_M4, RESULT, 0);
	wr(rig->f, SOC_M4, 0x00000000, 0x10020000);
	wr(rig->f, SOC_M4, 0x00000004, pc | 1);
	wr(rig->f, SOC_M4, 0x0000000C, 0x00000041); /* HardFault: b . */
	wr(rig->f, SOC_M4, 0x00000040, 0xE7FEE7FE);
	wr(rig->f, SOC_A7_SECURE, 0x5000010C, 1); /* RCC_MP_GCR.BOOT_MCU */
}

static void run(struct quadspi_rig *rig, uint64_t ps)
{
	const uint64_t end = timeline_now(board_timeline(rig->f->board)) + ps;

	while (timeline_now(board_timeline(rig->f->board)) < end &&
	       board_run(rig->f->board, end) != BOARD_IDLE)
		;
}

static uint32_t result(struct quadspi_rig *rig)
{
	return rd(rig->f, SOC_M4, RESULT);
}

static void from_the_flash(void **state)
{
	struct quadspi_rig *rig = *state;

	on(rig);
	program_at(rig, 0x02000100, 3, 0xCAFE1234);
	show(rig);
	start(rig, 0x72000100);
	run(rig, 100 * US);
	assert_int_equal(result(rig), 0xCAFE1234);
	assert_int_equal(reg(rig, SR) & BUSY, BUSY);
	assert_true(board_m4_running(rig->f->board));
	assert_int_equal(rig->f->notes, 0);
}

/* Across the end of what is copied at once. */
static void across_64_kb(void **state)
{
	struct quadspi_rig *rig = *state;

	on(rig);
	program_at(rig, 0x0000FFE0, 16 + 7, 0x01020304);
	show(rig);
	start(rig, 0x7000FFE0);
	run(rig, 100 * US);
	assert_int_equal(result(rig), 0x01020304);
	assert_int_equal(rig->f->notes, 0);
}

/* An abort takes away what it stands on, and other code there is what is executed then. */
static void as_long_as_it_is_shown(void **state)
{
	struct quadspi_rig *rig = *state;
	struct cortex_m_fault fault;

	on(rig);
	program_at(rig, 0x00000000, 0, 1);
	program_at(rig, 0x00100000, 0, 2);
	show(rig);
	start(rig, 0x70000000);
	run(rig, 100 * US);
	assert_int_equal(result(rig), 1);
	set(rig, CR, 0x00000003);
	run(rig, 100 * US);
	cortex_m_last_fault(board_core(rig->f->board), &fault);
	assert_int_equal(fault.cfsr, 0x00000100); /* IBUSERR */
	assert_int_equal(fault.pc & ~15u, 0x70000000);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "not in memory-mapped mode"), 1);
	/* bank 2, which is erased, and then the first one again, changed */
	wr(rig->f, SOC_A7_SECURE, 0x5000010C, 0);
	wr(rig->f, SOC_A7_SECURE, 0x50000404, 0x00000002); /* RCC_MP_GRSTCSETR.MCURST */
	set(rig, CCR, 0x00000106);
	quadspi_rig_pass(rig, US);
	set(rig, FCR, 0x1B);
	set(rig, CCR, 0x00003521);
	set(rig, AR, 0);
	quadspi_rig_pass(rig, 40 * PS_PER_MS);
	program_at(rig, 0x00000000, 0, 3);
	show(rig);
	start(rig, 0x70000000);
	run(rig, 100 * US);
	assert_int_equal(result(rig), 3);
}

static void not_without(void **state)
{
	struct quadspi_rig *rig = *state;
	struct cortex_m_fault fault;

	start(rig, 0x70000000);
	run(rig, 100 * US);
	cortex_m_last_fault(board_core(rig->f->board), &fault);
	assert_int_equal(fault.cfsr, 0x00000100);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "not in memory-mapped mode"), 1);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, quadspi_rig_open_parts, quadspi_rig_close)
	const struct CMUnitTest tests[] = {
		TEST(from_the_flash),
		TEST(across_64_kb),
		TEST(as_long_as_it_is_shown),
		TEST(not_without),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
