/* SPDX-License-Identifier: BSD-3-Clause */
/* The M4 executes from a flash that QUADSPI shows at 0x70000000. */
#include "quadspi_rig.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board/parts/part.h"

#define RESULT 0x10010000u

/* ldr r0, =to; ldr r1, =value; str r1, [r0]; b . */
static void store_at(struct quadspi_rig *rig, uint32_t at, unsigned nops, uint32_t to,
		     uint32_t value)
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
	code[count++] = (uint16_t)to;
	code[count++] = (uint16_t)(to >> 16);
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

static void program_at(struct quadspi_rig *rig, uint32_t at, unsigned nops, uint32_t value)
{
	store_at(rig, at, nops, RESULT, value);
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

/* A store to where it executes is a bus error as anywhere in the window. */
static void not_written(void **state)
{
	struct quadspi_rig *rig = *state;
	struct cortex_m_fault fault;

	on(rig);
	store_at(rig, 0, 0, 0x70000080, 5);
	show(rig);
	start(rig, 0x70000000);
	run(rig, 100 * US);
	cortex_m_last_fault(board_core(rig->f->board), &fault);
	assert_int_equal(fault.cfsr, 0x00008200); /* BFARVALID, PRECISERR */
	assert_int_equal(fault.bfar, 0x70000080);
	assert_int_equal(fault.pc, 0x70000004);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "can be read only"), 1);
}

/* The whole window is a region with XN. */
static void not_where_the_mpu_forbids(void **state)
{
	struct quadspi_rig *rig = *state;
	struct cortex_m_fault fault;

	on(rig);
	program_at(rig, 0, 0, 6);
	show(rig);
	start(rig, 0x00000100);
	{
		static const uint16_t code[] = {
			0x4804, /* ldr r0, [pc, #16]: MPU_CTRL */
			0x4905, 0x6081, /* RBAR at + 8 */
			0x4905, 0x60C1, /* RASR at + 12 */
			0x4905, 0x6001, /* CTRL */
			0x4B05, 0x4718, 0xBF00, 0xED94, 0xE000, /* 0xE000ED94 */
			0x0010, 0x7000, /* RBAR: 0x70000000, VALID, region 0 */
			0x0037, 0x1300, /* RASR: XN, full access, 256 MB */
			0x0005, 0x0000, /* PRIVDEFENA, ENABLE */
			0x0001, 0x7000,
		};
		for (unsigned i = 0; i < sizeof(code) / sizeof(code[0]); i++)
			wr_size(rig->f, SOC_M4, 0x100 + 2 * i, 2, code[i]);
	}
	run(rig, 100 * US);
	cortex_m_last_fault(board_core(rig->f->board), &fault);
	assert_int_equal(fault.cfsr, 0x00000001); /* IACCVIOL */
	assert_int_equal(fault.pc, 0x70000000);
	assert_int_equal(result(rig), 0);
}

/* Without the clock of the block the window reads 0, which is movs r0, r0. */
static void behind_a_gate(void **state)
{
	struct quadspi_rig *rig = *state;

	on(rig);
	program_at(rig, 0, 0, 8);
	show(rig);
	start(rig, 0x70000000);
	run(rig, 100 * US);
	assert_int_equal(result(rig), 8);
	set(rig, 0x5000029C, 0x00004000); /* RCC_MC_AHB6ENCLRR.QSPIEN */
	wr(rig->f, SOC_A7_SECURE, 0x5000021C, 0x00004000); /* RCC_MP_AHB6ENCLRR.QSPIEN */
	run(rig, 10 * US);
	assert_true(cortex_m_get(board_core(rig->f->board), CORTEX_M_PC) > 0x70000100);
}

/* Somebody gives it another content: 0 is movs r0, r0. */
static void another_content(void **state)
{
	struct quadspi_rig *rig = *state;
	char path[] = "/tmp/copro-qspi-XXXXXX";
	const int file = mkstemp(path);

	assert_true(file >= 0);
	assert_int_equal(ftruncate(file, 0x4000000), 0);
	on(rig);
	program_at(rig, 0, 0, 7);
	show(rig);
	start(rig, 0x70000000);
	run(rig, 100 * US);
	assert_int_equal(result(rig), 7);
	assert_int_equal(cortex_m_get(board_core(rig->f->board), CORTEX_M_PC), 0x70000006);
	assert_int_equal(part_set(parts_first(rig->parts), "file", path), 0);
	run(rig, 10 * US);
	assert_true(cortex_m_get(board_core(rig->f->board), CORTEX_M_PC) > 0x70000100);
	close(file);
	unlink(path);
}

/* More of them than copies are kept, and the last instruction ends where there is no flash any more. */
static void beyond_the_end(void **state)
{
	struct quadspi_rig *rig = *state;
	struct cortex_m_fault fault;
	char path[] = "/tmp/copro-qspi-XXXXXX";
	const int file = mkstemp(path);

	assert_true(file >= 0);
	assert_int_equal(ftruncate(file, 0x4000000), 0);
	for (uint32_t i = 0; i < 64; i++) {
		/* ldr r0, =next; bx r0 */
		const uint32_t code[2] = {0x47004800,
					  i < 63 ? 0x70000001 + 0x10000 * (i + 1) : 0x703FFFFF};

		assert_int_equal(pwrite(file, code, sizeof(code), 0x10000 * i), sizeof(code));
	}
	assert_int_equal(pwrite(file, "\0\xF0", 2, 0x3FFFFE), 2); /* of a BL */
	assert_int_equal(part_set(parts_first(rig->parts), "file", path), 0);
	on(rig);
	set(rig, DCR, 0x00150000); /* 4 MB */
	show(rig);
	start(rig, 0x70000000);
	run(rig, 1000 * US);
	cortex_m_last_fault(board_core(rig->f->board), &fault);
	assert_int_equal(fault.cfsr, 0x00000100); /* IBUSERR */
	assert_int_equal(fault.pc, 0x703FFFFE);
	assert_int_equal(fixture_noted(rig->f, "QUADSPI", "beyond the flash"), 1);
	close(file);
	unlink(path);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, quadspi_rig_open_parts, quadspi_rig_close)
	const struct CMUnitTest tests[] = {
		TEST(from_the_flash), TEST(across_64_kb),    TEST(as_long_as_it_is_shown),
		TEST(not_without),    TEST(another_content), TEST(behind_a_gate),
		TEST(not_written),    TEST(beyond_the_end),  TEST(not_where_the_mpu_forbids),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
