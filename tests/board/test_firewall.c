/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The firewall before registers: every identifier, mode and initiator, with the identifiers and addresses
 * of U-Boot's arch/arm/mach-stm32mp/stm32mp1/fdt.c and the rights of RM0436's ETZPC chapter in
 * literal numbers.
 */
#include "fixture.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "board/board_internal.h"
#include "board/bus.h"

#define A7S SOC_A7_SECURE
#define A7  SOC_A7
#define M4  SOC_M4

#define ETZPC	    0x5C007000u
#define DECPROT(id) (ETZPC + 0x10 + 4 * ((id) / 16))
#define LOCK(id)    (ETZPC + 0x30 + 4 * ((id) / 32))

static const struct {
	uint32_t id;
	uint32_t address;
	const char *name;
} guarded[] = {
	{0x00, 0x5C008000, "stgenc"},  {0x02, 0x5C003000, "iwdg1"},
	{0x03, 0x5C000000, "usart1"},  {0x04, 0x5C001000, "spi6"},
	{0x05, 0x5C002000, "i2c4"},    {0x07, 0x54003000, "rng1"},
	{0x08, 0x54002000, "hash1"},   {0x09, 0x54001000, "cryp1"},
	{0x0A, 0x5A003000, "ddrctrl"}, {0x0B, 0x5A004000, "ddrphyc"},
	{0x0C, 0x5C009000, "i2c6"},    {0x10, 0x40000000, "tim2"},
	{0x11, 0x40001000, "tim3"},    {0x12, 0x40002000, "tim4"},
	{0x13, 0x40003000, "tim5"},    {0x14, 0x40004000, "tim6"},
	{0x15, 0x40005000, "tim7"},    {0x16, 0x40006000, "tim12"},
	{0x17, 0x40007000, "tim13"},   {0x18, 0x40008000, "tim14"},
	{0x19, 0x40009000, "lptim1"},  {0x1A, 0x4000A000, "wwdg1"},
	{0x1B, 0x4000B000, "spi2"},    {0x1C, 0x4000C000, "spi3"},
	{0x1D, 0x4000D000, "spdifrx"}, {0x1E, 0x4000E000, "usart2"},
	{0x1F, 0x4000F000, "usart3"},  {0x20, 0x40010000, "uart4"},
	{0x21, 0x40011000, "uart5"},   {0x22, 0x40012000, "i2c1"},
	{0x23, 0x40013000, "i2c2"},    {0x24, 0x40014000, "i2c3"},
	{0x25, 0x40015000, "i2c5"},    {0x26, 0x40016000, "cec"},
	{0x27, 0x40017000, "dac"},     {0x28, 0x40018000, "uart7"},
	{0x29, 0x40019000, "uart8"},   {0x2C, 0x4001C000, "mdios"},
	{0x30, 0x44000000, "tim1"},    {0x31, 0x44001000, "tim8"},
	{0x33, 0x44003000, "usart6"},  {0x34, 0x44004000, "spi1"},
	{0x35, 0x44005000, "spi4"},    {0x36, 0x44006000, "tim15"},
	{0x37, 0x44007000, "tim16"},   {0x38, 0x44008000, "tim17"},
	{0x39, 0x44009000, "spi5"},    {0x3A, 0x4400A000, "sai1"},
	{0x3B, 0x4400B000, "sai2"},    {0x3C, 0x4400C000, "sai3"},
	{0x3D, 0x4400D000, "dfsdm"},   {0x3E, 0x4400E000, "tt_fdcan"},
	{0x3E, 0x4400F000, "fdcan2"},  {0x3E, 0x44010000, "fdcan_ccu"},
	{0x3E, 0x44011000, "sramcan"}, {0x40, 0x50021000, "lptim2"},
	{0x41, 0x50022000, "lptim3"},  {0x42, 0x50023000, "lptim4"},
	{0x43, 0x50024000, "lptim5"},  {0x44, 0x50027000, "sai4"},
	{0x45, 0x50025000, "vrefbuf"}, {0x46, 0x4C006000, "dcmi"},
	{0x47, 0x4C004000, "crc2"},    {0x48, 0x48003000, "adc"},
	{0x49, 0x4C002000, "hash2"},   {0x4A, 0x4C003000, "rng2"},
	{0x4B, 0x4C005000, "cryp2"},   {0x55, 0x49000000, "otg"},
	{0x56, 0x48004000, "sdmmc3"},  {0x57, 0x48005000, "dlybsd3"},
	{0x58, 0x48000000, "dma1"},    {0x59, 0x48001000, "dma2"},
	{0x5A, 0x48002000, "dmamux"},  {0x5B, 0x58002000, "fmc"},
	{0x5C, 0x58003000, "qspi"},    {0x5D, 0x58004000, "dlybq"},
	{0x5E, 0x5800A000, "eth"},
};

#define GUARDED (sizeof(guarded) / sizeof(guarded[0]))

/* By mode: what the secure A7, the non-secure A7 and the M4 may. Modes 0 and 1 are for identifiers
 * below 13; others stay open in them. */
static const char *const rights[4][3] = {
	{"rw", "", ""},
	{"rw", "r", "r"},
	{"", "", "rw"},
	{"rw", "rw", "rw"},
};

static void set_mode(struct board *board, uint32_t id, uint32_t mode)
{
	uint32_t value;

	assert_int_equal(bus_read(board, A7S, DECPROT(id), 4, &value), 0);
	value = (value & ~(3u << (2 * (id % 16)))) | mode << (2 * (id % 16));
	assert_int_equal(bus_write(board, A7S, DECPROT(id), 4, value), 0);
	assert_int_equal(bus_read(board, A7S, DECPROT(id), 4, &value), 0);
	assert_int_equal(value >> (2 * (id % 16)) & 3, mode);
}

static void check_rights(struct board *board, size_t i, uint32_t mode)
{
	static const enum soc_initiator initiators[3] = {A7S, A7, M4};
	uint32_t effective = guarded[i].id >= 13 && mode < 2 ? 3 : mode;

	for (size_t who = 0; who < 3; who++) {
		const char *may = rights[effective][who];
		int wanted_read = strchr(may, 'r') ? 0 : -EFAULT;
		int wanted_write = strchr(may, 'w') ? 0 : -EFAULT;
		uint64_t refused = board_refused(board);
		uint32_t value = 1;
		int read = bus_read(board, initiators[who], guarded[i].address, 4, &value);
		int write = bus_write(board, initiators[who], guarded[i].address, 4, 0);

		if (read != wanted_read || write != wanted_write)
			fail_msg("%s, mode %u, initiator %zu: read %d, write %d", guarded[i].name,
				 mode, who, read, write);
		if (read) {
			assert_int_equal(value, 0);
			assert_false(bus_steady(board, initiators[who], guarded[i].address));
		}
		assert_int_equal(board_refused(board) - refused,
				 (wanted_read != 0) + (wanted_write != 0));
	}
}

/* Without anybody who listens: the sweep has more notes than are told. */
static void every_identifier_mode_and_initiator(void **state)
{
	static const struct board_config config = {.strict = false};
	struct board *board;

	(void)state;
	assert_int_equal(GUARDED, 77);
	assert_int_equal(board_create(&board, &config), 0);
	for (size_t i = 0; i < GUARDED; i++) {
		for (uint32_t mode = 0; mode < 4; mode++) {
			set_mode(board, guarded[i].id, mode);
			check_rights(board, i, mode);
		}
		/* Open again, and so are all others. */
		for (size_t other = 0; other < GUARDED; other++)
			check_rights(board, other, 3);
	}
	board_destroy(board);
}

/* GPIO, RCC, EXTI, IPCC and the like are not behind the firewall, whatever its fields say. */
static void what_has_no_identifier_is_not_guarded(void **state)
{
	static const uint32_t addresses[] = {
		0x4C000000, 0x4C001000, 0x50000000, 0x50001000, 0x50002000, 0x5000D000,
		0x50020000, 0x50081000, 0x54004000, 0x58000000, 0x58005000, 0x5A001000,
		0x5C004000, 0x5C005000, 0x5C007000, 0x5C00A000,
	};
	struct fixture *f = *state;
	uint32_t value;

	for (uint32_t id = 0; id < 96; id += 16)
		wr(f, A7S, DECPROT(id), 0xAAAAAAAA);
	for (size_t i = 0; i < sizeof(addresses) / sizeof(addresses[0]); i++) {
		assert_int_equal(bus_read(f->board, A7, addresses[i], 4, &value), 0);
		assert_int_equal(bus_read(f->board, M4, addresses[i], 4, &value), 0);
	}
	assert_int_equal(board_refused(f->board), 0);
}

/* BKPSRAM is identifier 1, the RAM banks 0x50 to 0x54. These can all be secure. */
static void memories_by_mode_and_initiator(void **state)
{
	static const struct {
		uint32_t id, a7, m4, alias;
	} banks[] = {
		{0x01, 0x54000FFC, 0x54000FFC, 0},
		{0x50, 0x10000000, 0x10000000, 0x30000000},
		{0x50, 0x1001FFFC, 0x1001FFFC, 0x3001FFFC},
		{0x51, 0x10020000, 0x10020000, 0x30020000},
		{0x51, 0x1003FFFC, 0x1003FFFC, 0x3003FFFC},
		{0x52, 0x10040000, 0x10040000, 0x30040000},
		{0x52, 0x1004FFFC, 0x1004FFFC, 0x3004FFFC},
		{0x53, 0x10050000, 0x10050000, 0x30050000},
		{0x53, 0x1005FFFC, 0x1005FFFC, 0x3005FFFC},
		{0x54, 0x38000000, 0x00000000, 0},
		{0x54, 0x3800FFFC, 0x0000FFFC, 0},
	};
	static const enum soc_initiator initiators[3] = {A7S, A7, M4};
	static const struct board_config config = {.strict = false};
	struct board *board;
	uint32_t value;

	(void)state;
	assert_int_equal(board_create(&board, &config), 0);
	for (size_t i = 0; i < sizeof(banks) / sizeof(banks[0]); i++) {
		for (uint32_t mode = 0; mode < 4; mode++) {
			set_mode(board, banks[i].id, mode);
			for (size_t who = 0; who < 3; who++) {
				const char *may = rights[mode][who];
				uint32_t addresses[2] = {who == 2 ? banks[i].m4 : banks[i].a7,
							 banks[i].alias};

				for (size_t k = 0; k < (banks[i].alias ? 2 : 1); k++) {
					assert_int_equal(bus_read(board, initiators[who],
								  addresses[k], 4, &value),
							 strchr(may, 'r') ? 0 : -EFAULT);
					assert_int_equal(bus_write(board, initiators[who],
								   addresses[k], 4, 0),
							 strchr(may, 'w') ? 0 : -EFAULT);
					/* A pointer is for reading and writing. */
					assert_int_equal(board_memory(board, initiators[who],
								      addresses[k], 4) != NULL,
							 strchr(may, 'w') != NULL);
				}
			}
		}
	}
	board_destroy(board);
}

static void a_pointer_spans_only_what_is_allowed(void **state)
{
	struct fixture *f = *state;
	char text[160];

	assert_non_null(board_memory(f->board, A7, 0x1001F000, 0x2000));
	assert_false(board_memory_denied(f->board, A7, 0x1001F000, 0x2000, text, sizeof(text)));
	set_mode(f->board, 0x51, 2);
	assert_null(board_memory(f->board, A7, 0x1001F000, 0x2000));
	assert_null(board_memory(f->board, A7, 0x3003FFFC, 4));
	assert_non_null(board_memory(f->board, A7, 0x1001F000, 0x1000));
	assert_non_null(board_memory(f->board, A7, 0x10040000, 0x20000));
	assert_non_null(board_memory(f->board, M4, 0x10000000, 0x60000));
	assert_true(board_memory_denied(f->board, A7, 0x1001F000, 0x2000, text, sizeof(text)));
	assert_string_equal(text, "SRAM2, which the firewall keeps for the M4 (ETZPC id 0x51, "
				  "M4-isolated)");
	assert_true(board_memory_denied(f->board, A7S, 0x10020000, 1, text, sizeof(text)));
	assert_false(board_memory_denied(f->board, A7, 0x1001F000, 0x1000, text, sizeof(text)));
	assert_false(board_memory_denied(f->board, A7, 0xC0000000, 4, text, sizeof(text)));
	set_mode(f->board, 0x51, 1);
	assert_true(board_memory_denied(f->board, A7, 0x10020000, 4, text, sizeof(text)));
	assert_string_equal(text,
			    "SRAM2, which the firewall lets only the secure world write (ETZPC "
			    "id 0x51, secure-write)");
}

/* TZMA1: so many 4 KB pages of SYSRAM from 0x2FFC0000 are secure; 0x3FF and all from 64 on: all. */
static void sysram_is_secure_by_pages(void **state)
{
	static const struct {
		uint32_t pages, first_open;
	} sizes[] = {{0, 0x2FFC0000},  {1, 0x2FFC1000},	 {48, 0x2FFF0000},   {63, 0x2FFFF000},
		     {64, 0x30000000}, {65, 0x30000000}, {0x3FF, 0x30000000}};
	struct fixture *f = *state;
	uint32_t value;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		wr(f, A7S, ETZPC + 4, sizes[i].pages);
		for (uint32_t page = 0x2FFC0000; page < 0x30000000; page += 0x1000) {
			int wanted = page < sizes[i].first_open ? -EFAULT : 0;

			assert_int_equal(bus_read(f->board, A7, page, 4, &value), wanted);
			assert_int_equal(bus_write(f->board, M4, page + 0xFFC, 4, 0), wanted);
			assert_int_equal(bus_read(f->board, M4, page + 0x800, 1, &value), wanted);
			assert_int_equal(bus_write(f->board, A7S, page, 4, 0), 0);
			assert_int_equal(board_memory(f->board, A7, page, 0x1000) == NULL,
					 wanted != 0);
			f->notes = 0;
		}
	}
	wr(f, A7S, ETZPC + 4, 0x8000003F);
	wr(f, A7S, ETZPC + 4, 0);
	assert_int_equal(bus_read(f->board, A7, 0x2FFFEFFC, 4, &value), -EFAULT);
	assert_int_equal(bus_read(f->board, A7, 0x2FFFF000, 4, &value), 0);
}

/* TZMA0: the same of the 128 KB of boot ROM at 0, which only the A7 sees. Nothing is in it here. */
static void rom_is_secure_by_pages(void **state)
{
	struct fixture *f = *state;
	uint32_t value;

	wr(f, A7S, ETZPC, 4);
	f->notes = 0;
	assert_int_equal(bus_read(f->board, A7, 0x3FFC, 4, &value), -EFAULT);
	assert_int_equal(fixture_noted(f, "ROM",
				       "keeps for the secure world (ETZPC TZMA0: its first "
				       "16 KB): bus error"),
			 1);
	assert_int_equal(bus_read(f->board, A7, 0x4000, 4, &value), -EFAULT);
	assert_int_equal(fixture_noted(f, "bus", "nothing answers"), 1);
	assert_int_equal(board_refused(f->board), 1);
	/* RETRAM is what the M4 finds at 0. */
	assert_int_equal(bus_read(f->board, M4, 0x0000, 4, &value), 0);
}

static void a_locked_mode_stays(void **state)
{
	struct fixture *f = *state;
	uint32_t value;

	set_mode(f->board, 0x23, 2);
	wr(f, A7S, LOCK(0x23), 1u << 3);
	wr(f, A7S, DECPROT(0x23), 0xFFFFFFFF);
	assert_int_equal(bus_read(f->board, A7, 0x40013000, 4, &value), -EFAULT);
	assert_int_equal(bus_read(f->board, A7, 0x40012000, 4, &value), 0);
	assert_int_equal(fixture_noted(f, "ETZPC", "I2C2 (ETZPC id 0x23) is locked"), 1);
	/* A write that changes nothing is no mistake, nor is the lock one for its neighbours. */
	wr(f, A7S, DECPROT(0x23), 0xFFFFFFBF);
	wr(f, A7S, DECPROT(0x23), 0xFFFFFFBE);
	assert_int_equal(bus_read(f->board, A7, 0x40013000, 4, &value), -EFAULT);
	assert_int_equal(fixture_noted(f, "ETZPC", "locked"), 1);
	board_reset(f->board);
	assert_int_equal(bus_read(f->board, A7, 0x40013000, 4, &value), 0);
}

static void what_cannot_be_secure_stays_open(void **state)
{
	struct fixture *f = *state;
	uint32_t value;

	set_mode(f->board, 0x23, 0);
	assert_int_equal(bus_read(f->board, A7, 0x40013000, 4, &value), 0);
	assert_int_equal(fixture_noted(f, "ETZPC",
				       "I2C2 (ETZPC id 0x23) cannot be secure-only: it is "
				       "open to all"),
			 1);
	set_mode(f->board, 0x03, 0);
	assert_int_equal(fixture_noted(f, "ETZPC", ""), 1);
	assert_int_equal(bus_read(f->board, A7, 0x5C000000, 4, &value), -EFAULT);
}

/* Nobody but the secure world changes anything, with any width, at any register. */
static void a_hostile_world_changes_nothing(void **state)
{
	static const unsigned sizes[] = {1, 2, 4};
	struct fixture *f = *state;
	uint32_t before[16], value;

	set_mode(f->board, 0x03, 0);
	set_mode(f->board, 0x50, 2);
	for (uint32_t i = 0; i < 16; i++)
		before[i] = rd(f, A7S, ETZPC + 4 * i);
	for (enum soc_initiator who = SOC_A7; who < SOC_INITIATORS; who++)
		for (uint32_t address = ETZPC; address < ETZPC + 0x40; address++)
			for (size_t i = 0; i < 3; i++)
				(void)bus_write(f->board, who, address, sizes[i], 0xFFFFFFFF);
	for (uint32_t i = 0; i < 16; i++)
		assert_int_equal(rd(f, A7S, ETZPC + 4 * i), before[i]);
	assert_int_equal(bus_read(f->board, M4, 0x5C000000, 4, &value), -EFAULT);
	assert_true(fixture_noted(f, "ETZPC", "the M4 writes the firewall") >= 1);
}

/* Identifier 0x58 is DMA1, 0x59 is DMA2. They work for the A7 unless they are isolated to the M4. */
static void dma_has_the_rights_of_whom_it_works_for(void **state)
{
	struct fixture *f = *state;
	uint32_t value;

	assert_int_equal(bus_read(f->board, SOC_DMA1, 0x10020000, 4, &value), 0);
	set_mode(f->board, 0x51, 2);
	set_mode(f->board, 0x03, 0);
	assert_int_equal(bus_read(f->board, SOC_DMA1, 0x10020000, 4, &value), -EFAULT);
	assert_int_equal(bus_write(f->board, SOC_DMA2, 0x10020000, 4, 0), -EFAULT);
	set_mode(f->board, 0x58, 2);
	assert_int_equal(bus_read(f->board, SOC_DMA1, 0x10020000, 4, &value), 0);
	assert_int_equal(bus_read(f->board, SOC_DMA2, 0x10020000, 4, &value), -EFAULT);
	assert_int_equal(bus_read(f->board, SOC_DMA1, 0x5C000000, 4, &value), -EFAULT);
	assert_true(fixture_noted(f, "SRAM2", "the DMA2 reads 0x10020000") == 1);
}

/* ---- what is said and counted ---- */

static void a_refusal_is_said_once_a_place(void **state)
{
	struct fixture *f = *state;
	struct board_refusal refusals[8];
	uint32_t value;

	set_mode(f->board, 0x23, 2);
	set_mode(f->board, 0x05, 1);
	for (int i = 0; i < 1000; i++) {
		(void)bus_read(f->board, A7, 0x40013004, 4, &value);
		(void)bus_write(f->board, A7, 0x5C002010, 4, 0);
	}
	assert_int_equal(f->notes, 2);
	assert_string_equal(f->note[0].source, "I2C2");
	assert_string_equal(
		f->note[0].text,
		"the A7 reads 0x40013004 (I2C2 + 0x04), which the firewall keeps for the "
		"M4 (ETZPC id 0x23, M4-isolated): bus error");
	assert_string_equal(f->note[1].text,
			    "the A7 writes 0x5C002010 (I2C4 + 0x10), which the firewall lets only "
			    "the secure world write (ETZPC id 0x05, secure-write): bus error");
	(void)bus_write(f->board, A7, 0x40013004, 4, 0);
	(void)bus_read(f->board, A7S, 0x40013004, 4, &value);
	(void)bus_read(f->board, A7, 0x40013008, 4, &value);
	assert_int_equal(f->notes, 5);
	assert_int_equal(board_refused(f->board), 2003);
	assert_int_equal(board_refusals(f->board, NULL, 0), 5);
	assert_int_equal(board_refusals(f->board, refusals, 8), 5);
	for (size_t i = 0; i < 5; i++) {
		uint64_t wanted = 1;

		if (refusals[i].initiator == A7 &&
		    (refusals[i].address == 0x5C002010 ||
		     (refusals[i].address == 0x40013004 && !refusals[i].write)))
			wanted = 1000;
		assert_int_equal(refusals[i].count, wanted);
		assert_int_equal(refusals[i].pc, 0);
		assert_false(refusals[i].execute);
	}
	board_reset(f->board);
	assert_int_equal(board_refused(f->board), 0);
	assert_int_equal(board_refusals(f->board, NULL, 0), 0);
}

/* More places than are kept: all are counted, and it ends. */
static void places_are_bounded(void **state)
{
	static const struct board_config config = {.strict = false};
	struct board *board;
	uint32_t value;

	(void)state;
	assert_int_equal(board_create(&board, &config), 0);
	set_mode(board, 0x52, 2);
	for (uint32_t address = 0x10040000; address < 0x10050000; address += 4)
		(void)bus_read(board, A7, address, 4, &value);
	assert_int_equal(board_refused(board), 0x4000);
	assert_int_equal(board_refusals(board, NULL, 0), 256);
	board_destroy(board);
}

/* A bus that is known to answer with 0 does so: one row of the table decides. */
static void the_table_says_how_a_refusal_ends(void **state)
{
	static const struct firewall_port zero[] = {
		{"APB1", 0x40000000, 0x04000000, true, "a test"}};
	struct fixture *f = *state;
	uint32_t value = 1;

	for (size_t i = 0; i < firewall_port_count; i++)
		assert_true(firewall_ports[i].basis[0]);
	wr(f, A7, 0x50000A00, 1u << 22);
	wr(f, A7, 0x40013008, 0x55);
	assert_int_equal(rd(f, A7, 0x40013008), 0x55);
	f->notes = 0;
	set_mode(f->board, 0x23, 2);
	set_mode(f->board, 0x33, 2);
	f->board->firewall.ports = zero;
	f->board->firewall.port_count = 1;
	assert_int_equal(bus_read(f->board, A7, 0x40013008, 4, &value), 0);
	assert_int_equal(value, 0);
	assert_int_equal(bus_write(f->board, A7, 0x40013008, 4, 0x77), 0);
	assert_int_equal(bus_read(f->board, A7, 0x44003000, 4, &value), -EFAULT);
	assert_int_equal(fixture_noted(f, "I2C2", "M4-isolated): it reads 0"), 1);
	assert_int_equal(fixture_noted(f, "I2C2", "M4-isolated): the write is lost"), 1);
	set_mode(f->board, 0x23, 3);
	assert_int_equal(rd(f, A7, 0x40013008), 0x55);
}

/* Every address of the chip that the firewall guards is on a bus of the table. */
static void the_table_covers_the_chip(void **state)
{
	(void)state;
	for (size_t i = 0; i < GUARDED; i++) {
		size_t rows = 0;

		for (size_t k = 0; k < firewall_port_count; k++)
			rows += guarded[i].address - firewall_ports[k].base <
				firewall_ports[k].size;
		assert_int_equal(rows, 1);
	}
}

/* ---- strict ---- */

static int strict_setup(void **state)
{
	return fixture_configured(state, (struct board_config){.strict = true});
}

/* I2C2's clock: bit 22 of MP_APB1ENSETR and MC_APB1ENSETR. */
static void strict_tells_of_the_a7s_peripherals(void **state)
{
	struct fixture *f = *state;
	uint32_t value;

	/* Nobody's: neither clocked nor locked. */
	(void)bus_read(f->board, M4, 0x40013004, 4, &value);
	assert_int_equal(fixture_noted(f, "I2C2", "which is the A7's"), 0);
	wr(f, A7, 0x50000A00, 1u << 22);
	wr(f, M4, 0x40013008, 0x44);
	assert_int_equal(rd(f, M4, 0x40013008), 0x44);
	(void)rd(f, M4, 0x40013008);
	assert_int_equal(
		fixture_noted(f, "I2C2",
			      "the M4 reads 0x40013008 (I2C2 + 0x08), which is the A7's "
			      "though the firewall lets the M4 have it (ETZPC id 0x23, open, "
			      "only the A7 enabled its clock)"),
		1);
	assert_int_equal(fixture_noted(f, "I2C2", "the M4 writes"), 1);
	/* Both use it: no complaint. */
	wr(f, M4, 0x50000A80, 1u << 22);
	f->notes = 0;
	(void)rd(f, M4, 0x40013000);
	assert_int_equal(f->notes, 0);
	/* Open and locked: the A7's by convention. */
	wr(f, A7S, LOCK(0x1F), 1u << 31);
	wr(f, M4, 0x50000A80, 1u << 15);
	(void)rd(f, M4, 0x4000F01C);
	assert_int_equal(fixture_noted(f, "USART3", "(ETZPC id 0x1F, open and locked)"), 1);
	/* Isolated to it, it is its own, locked or not. */
	set_mode(f->board, 0x1E, 2);
	wr(f, A7S, LOCK(0x1E), 1u << 30);
	wr(f, A7, 0x50000A00, 1u << 14);
	f->notes = 0;
	(void)rd(f, M4, 0x4000E01C);
	assert_int_equal(fixture_noted(f, "USART2", "which is the A7's"), 0);
	/* What is not behind the firewall is shared, and the A7 may use its own. */
	(void)rd(f, M4, 0x50002000);
	(void)rd(f, A7, 0x4000F01C);
	assert_int_equal(fixture_noted(f, "GPIOA", "which is the A7's"), 0);
	assert_int_equal(fixture_noted(f, "USART3", "the A7 reads"), 0);
	assert_int_equal(board_refused(f->board), 0);
}

static void without_strict_nothing_is_told(void **state)
{
	struct fixture *f = *state;

	wr(f, A7, 0x50000A00, 1u << 22);
	wr(f, A7S, LOCK(0x23), 1u << 3);
	(void)rd(f, M4, 0x40013008);
	assert_int_equal(fixture_noted(f, "I2C2", "which is the A7's"), 0);
}

int main(void)
{
#define DK2(test) cmocka_unit_test_setup_teardown(test, fixture_dk2, fixture_done)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_identifier_mode_and_initiator),
		DK2(what_has_no_identifier_is_not_guarded),
		cmocka_unit_test(memories_by_mode_and_initiator),
		DK2(a_pointer_spans_only_what_is_allowed),
		DK2(sysram_is_secure_by_pages),
		DK2(rom_is_secure_by_pages),
		DK2(a_locked_mode_stays),
		DK2(what_cannot_be_secure_stays_open),
		DK2(a_hostile_world_changes_nothing),
		DK2(dma_has_the_rights_of_whom_it_works_for),
		DK2(a_refusal_is_said_once_a_place),
		cmocka_unit_test(places_are_bounded),
		DK2(the_table_says_how_a_refusal_ends),
		cmocka_unit_test(the_table_covers_the_chip),
		cmocka_unit_test_setup_teardown(strict_tells_of_the_a7s_peripherals, strict_setup,
						fixture_done),
		DK2(without_strict_nothing_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
