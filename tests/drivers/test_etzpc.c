/* SPDX-License-Identifier: BSD-3-Clause */
/* The firewall's driver over registers as RM0436 has them (ETZPC register map), and its table of
 * addresses against the one of soc/. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "drivers/etzpc.h"
#include "soc/memory.h"
#include "soc/peripheral.h"

#define HWCFGR 0x3F0u

static struct {
	struct mmio_bus bus;
	uint32_t words[0x100];
	bool deaf; /* as for a caller that is not secure */
	unsigned writes;
} block;

static uint32_t block_read(void *context, uint32_t address, unsigned size)
{
	(void)context;
	assert_int_equal(size, 4);
	assert_in_range(address, 0x5C007000, 0x5C0073FF);
	return block.words[(address - 0x5C007000) / 4];
}

static void block_write(void *context, uint32_t address, unsigned size, uint32_t value)
{
	uint32_t *word = &block.words[(address - 0x5C007000) / 4];

	(void)context;
	assert_int_equal(size, 4);
	assert_in_range(address, 0x5C007000, 0x5C007038);
	block.writes++;
	if (block.deaf)
		return;
	*word = address >= 0x5C007030 ? *word | value : value;
}

static struct etzpc opened(void)
{
	struct etzpc etzpc;

	memset(&block, 0, sizeof(block));
	block.bus = (struct mmio_bus){NULL, block_read, block_write};
	block.words[HWCFGR / 4] = 0x00006002;
	assert_int_equal(etzpc_init(&etzpc, (struct mmio){&block.bus, 0x5C007000}), 0);
	return etzpc;
}

static void init_refuses_a_block_that_does_not_answer(void **state)
{
	struct etzpc etzpc = opened();

	(void)state;
	block.words[HWCFGR / 4] = 0;
	assert_int_equal(etzpc_init(&etzpc, etzpc.regs), -ENODEV);
}

/* i2c5 is 0x25: DECPROT2 at 0x18, bits 11:10; its lock is bit 5 of DECPROT_LOCK1 at 0x34. */
static void reads_mode_and_lock(void **state)
{
	struct etzpc etzpc = opened();

	(void)state;
	block.words[0x18 / 4] = 2u << 10;
	assert_int_equal(etzpc_mode(&etzpc, 0x25), ETZPC_MCU_ISOLATION);
	assert_int_equal(etzpc_mode(&etzpc, 0x24), ETZPC_SECURE);
	assert_false(etzpc_locked(&etzpc, 0x25));
	block.words[0x34 / 4] = 1u << 5;
	assert_true(etzpc_locked(&etzpc, 0x25));
	assert_int_equal(etzpc_mode(&etzpc, 96), ETZPC_SECURE);
	assert_true(etzpc_locked(&etzpc, 96));
}

static void sets_one_field_and_no_other(void **state)
{
	struct etzpc etzpc = opened();

	(void)state;
	block.words[0x18 / 4] = 0xFFFFFFFF;
	assert_int_equal(etzpc_set_mode(&etzpc, 0x25, ETZPC_MCU_ISOLATION), 0);
	assert_int_equal(block.words[0x18 / 4], 0xFFFFFBFF);
	assert_int_equal(etzpc_set_mode(&etzpc, 12, ETZPC_SECURE_WRITE), 0);
	assert_int_equal(block.words[0x10 / 4], 1u << 24);
	assert_int_equal(etzpc_set_mode(&etzpc, 0x50, ETZPC_SECURE), 0);
	assert_int_equal(etzpc_lock(&etzpc, 0x25), 0);
	assert_int_equal(block.words[0x34 / 4], 1u << 5);
	assert_int_equal(etzpc_set_tzma(&etzpc, ETZPC_TZMA_ROM, 0x3FF, true), 0);
	assert_int_equal(block.words[0], 0x800003FF);
	assert_int_equal(etzpc_set_tzma(&etzpc, ETZPC_TZMA_SYSRAM, 0x20, false), 0);
	assert_int_equal(block.words[1], 0x20);
}

static void refuses_what_the_hardware_cannot(void **state)
{
	struct etzpc etzpc = opened();

	(void)state;
	assert_int_equal(etzpc_set_mode(&etzpc, 96, ETZPC_OPEN), -EINVAL);
	assert_int_equal(etzpc_set_mode(&etzpc, 3, 4), -EINVAL);
	assert_int_equal(etzpc_set_mode(&etzpc, 13, ETZPC_SECURE), -EINVAL);
	assert_int_equal(etzpc_set_mode(&etzpc, 95, ETZPC_SECURE_WRITE), -EINVAL);
	assert_int_equal(etzpc_lock(&etzpc, 96), -EINVAL);
	assert_int_equal(etzpc_set_tzma(&etzpc, ETZPC_TZMA_ROM, 0x400, false), -EINVAL);
	assert_int_equal(block.writes, 0);
}

static void tells_when_nothing_changed(void **state)
{
	struct etzpc etzpc = opened();

	(void)state;
	block.deaf = true;
	assert_int_equal(etzpc_set_mode(&etzpc, 0x25, ETZPC_OPEN), -EPERM);
	assert_int_equal(etzpc_lock(&etzpc, 0x25), -EPERM);
	assert_int_equal(etzpc_set_tzma(&etzpc, ETZPC_TZMA_ROM, 1, true), -EPERM);
}

/* Every page of the peripherals' part of the map, and of the RAMs, in both views. */
static void finds_what_soc_knows(void **state)
{
	unsigned guarded = 0, unguarded = 0;

	(void)state;
	for (uint32_t address = 0x40000000; address < 0x60000000; address += 0x1000) {
		const struct soc_peripheral *peripheral = soc_peripheral_find(address);
		int expected = -ENXIO;

		if (address == 0x54000000)
			expected = 1; /* the backup RAM */
		else if (peripheral && peripheral->etzpc_id == SOC_NO_ETZPC)
			expected = ETZPC_UNGUARDED;
		else if (peripheral)
			expected = peripheral->etzpc_id;
		if (etzpc_find(address) != expected)
			fail_msg("0x%08x: %d, expected %d", address, etzpc_find(address), expected);
		guarded += expected >= 0 && expected != (int)ETZPC_UNGUARDED;
		unguarded += expected == (int)ETZPC_UNGUARDED;
	}
	assert_true(guarded > 60 && unguarded > 30);
	for (int i = 0; i < SOC_MEMORIES; i++) {
		const struct soc_memory *memory = soc_memory((enum soc_memory_id)i);

		if (memory->etzpc_id == SOC_NO_ETZPC)
			continue;
		for (uint32_t in = 0; in < memory->size; in += 0x1000) {
			assert_int_equal(etzpc_find(memory->da + in), memory->etzpc_id);
			assert_int_equal(etzpc_find(memory->pa + in), memory->etzpc_id);
			if (memory->alias != SOC_NO_ADDRESS)
				assert_int_equal(etzpc_find(memory->alias + in), memory->etzpc_id);
		}
	}
	assert_int_equal(etzpc_find(0x48003100), 0x48); /* ADC2 */
	assert_int_equal(etzpc_find(0x00010000), -ENXIO);
	assert_int_equal(etzpc_find(0xFFFFF000), -ENXIO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(init_refuses_a_block_that_does_not_answer),
		cmocka_unit_test(reads_mode_and_lock),
		cmocka_unit_test(sets_one_field_and_no_other),
		cmocka_unit_test(refuses_what_the_hardware_cannot),
		cmocka_unit_test(tells_when_nothing_changed),
		cmocka_unit_test(finds_what_soc_knows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
