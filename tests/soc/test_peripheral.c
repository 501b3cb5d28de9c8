/* SPDX-License-Identifier: BSD-3-Clause */
/* The peripheral and interrupt tables against literal rows of RM0436. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

#include "soc/initiator.h"
#include "soc/irq.h"
#include "soc/peripheral.h"

struct row {
	const char *name;
	uint32_t base;
	uint16_t enable;
	uint8_t enable_bit;
	uint16_t reset;
	uint8_t reset_bit;
	uint8_t etzpc_id;
	uint8_t first_irq; /* 0xFF: none */
};

static const struct row rows[] = {
	{"TIM2", 0x40000000, 0xA00, 0, 0x980, 0, 0x10, 28},
	{"USART3", 0x4000F000, 0xA00, 15, 0x980, 15, 0x1F, 39},
	{"UART7", 0x40018000, 0xA00, 18, 0x980, 18, 0x28, 82},
	{"I2C5", 0x40015000, 0xA00, 24, 0x980, 24, 0x25, 107},
	{"WWDG1", 0x4000A000, 0xA00, 28, 0, 0, 0x1A, 0},
	{"TIM1", 0x44000000, 0xA08, 0, 0x988, 0, 0x30, 24},
	{"SPI1", 0x44004000, 0xA08, 8, 0x988, 8, 0x34, 35},
	{"DMA2", 0x48001000, 0xA18, 1, 0x998, 1, 0x59, 56},
	{"HSEM", 0x4C000000, 0xA20, 11, 0x9A0, 11, 0xFF, 125},
	{"IPCC", 0x4C001000, 0xA20, 12, 0x9A0, 12, 0xFF, 100},
	{"RNG2", 0x4C003000, 0xA20, 6, 0x9A0, 6, 0x4A, 134},
	{"RCC", 0x50000000, 0, 0, 0, 0, 0xFF, 5},
	{"GPIOA", 0x50002000, 0xA28, 0, 0x9A8, 0, 0xFF, 0xFF},
	{"GPIOK", 0x5000C000, 0xA28, 10, 0x9A8, 10, 0xFF, 0xFF},
	{"EXTI", 0x5000D000, 0, 0, 0, 0, 0xFF, 0xFF},
	{"SYSCFG", 0x50020000, 0xA10, 11, 0x990, 11, 0xFF, 0xFF},
	{"LPTIM2", 0x50021000, 0xA10, 0, 0x990, 0, 0x40, 138},
	{"DBGMCU", 0x50081000, 0, 0, 0, 0, 0xFF, 0xFF},
	{"GPIOZ", 0x54004000, 0x210, 0, 0x190, 0, 0xFF, 0xFF},
	{"USART1", 0x5C000000, 0x208, 4, 0x188, 4, 0x03, 37},
	{"BSEC", 0x5C005000, 0x208, 16, 0, 0, 0xFF, 0xFF},
	{"ETZPC", 0x5C007000, 0x208, 13, 0, 0, 0xFF, 0xFF},
	{"TAMP", 0x5C00A000, 0x208, 8, 0, 0, 0xFF, 2},
};

static void rows_are_as_in_the_manual(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		const struct soc_peripheral *found = soc_peripheral_by_name(row->name);

		assert_non_null(found);
		assert_int_equal(found->base, row->base);
		assert_int_equal(found->enable, row->enable);
		assert_int_equal(found->enable_bit, row->enable_bit);
		assert_int_equal(found->reset, row->reset);
		assert_int_equal(found->reset_bit, row->reset_bit);
		assert_int_equal(found->etzpc_id, row->etzpc_id);
		if (row->first_irq == 0xFF)
			assert_int_equal(found->irq_count, 0);
		else
			assert_int_equal(found->irqs[0], row->first_irq);
		assert_ptr_equal(soc_peripheral_find(row->base), found);
		assert_ptr_equal(soc_peripheral_find(row->base + 0x3FF), found);
	}
	assert_null(soc_peripheral_by_name("TIM9"));
}

static void table_is_ordered_and_consistent(void **state)
{
	size_t count;
	const struct soc_peripheral *all = soc_peripherals(&count);
	unsigned char ids[96] = {0};

	(void)state;
	for (size_t i = 0; i < count; i++) {
		if (i)
			assert_true(all[i - 1].base + all[i - 1].size <= all[i].base);
		assert_true(all[i].size && all[i].size % 4 == 0);
		assert_true(all[i].enable_bit < 32 && all[i].reset_bit < 32);
		assert_true(all[i].clock < SOC_CLOCKS);
		for (unsigned k = 0; k < all[i].irq_count; k++)
			assert_non_null(soc_irq_name(all[i].irqs[k]));
		if (all[i].etzpc_id != 0xFF)
			ids[all[i].etzpc_id]++;
	}
	/* Each firewall id guards one block, except FDCAN's, which guards four. */
	for (unsigned id = 0; id < sizeof(ids); id++)
		assert_in_range(ids[id], 0, id == 0x3E ? 4 : 1);
	assert_int_equal(ids[0x3E], 4);
	assert_null(soc_peripheral_find(0x4001A000));
	assert_null(soc_peripheral_find(0x00000000));
	assert_null(soc_peripheral_find(0xFFFFFFFF));
}

static void interrupts_have_the_vector_tables_names(void **state)
{
	unsigned named = 0;

	(void)state;
	assert_string_equal(soc_irq_name(0), "WWDG1");
	assert_string_equal(soc_irq_name(103), "IPCC_RX1");
	assert_string_equal(soc_irq_name(104), "IPCC_TX1");
	assert_string_equal(soc_irq_name(125), "HSEM_IT2");
	assert_string_equal(soc_irq_name(149), "WAKEUP_PIN");
	assert_null(soc_irq_name(4));
	assert_null(soc_irq_name(150));
	assert_null(soc_irq_name(UINT32_MAX));
	for (unsigned i = 0; i < 200; i++)
		named += soc_irq_name(i) != NULL;
	assert_int_equal(named, 146);
	assert_string_equal(soc_spi_name(100), "IPCC_RX0");
	assert_string_equal(soc_spi_name(125), "HSEM_IT1");
	assert_string_equal(soc_spi_name(144), "M4_SEV");
	assert_string_equal(soc_spi_name(143), "M4_WWDG1_RESET");
	assert_null(soc_spi_name(81));
}

static void initiators_have_names(void **state)
{
	(void)state;
	assert_string_equal(soc_initiator_name(SOC_A7_SECURE), "A7 secure");
	assert_string_equal(soc_initiator_name(SOC_A7), "A7");
	assert_string_equal(soc_initiator_name(SOC_M4), "M4");
	assert_string_equal(soc_initiator_name(SOC_INITIATORS), "?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_as_in_the_manual),
		cmocka_unit_test(table_is_ordered_and_consistent),
		cmocka_unit_test(interrupts_have_the_vector_tables_names),
		cmocka_unit_test(initiators_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
