/* SPDX-License-Identifier: BSD-3-Clause */
/* A debugger's look at the chip changes nothing in it and is nobody's mistake. */
#include "fixture.h"

#include <errno.h>

#include "board/debug.h"

#define HSEM_R0	  0x4C000000
#define HSEM_RLR0 0x4C000080
#define ETZPC	  0x5C007000
#define USART1	  0x5C000000
#define UART4	  0x40010000
#define UART4_RDR (UART4 + 0x24)

static uint32_t look(struct fixture *f, uint32_t address)
{
	uint32_t word = 0;

	assert_int_equal(board_debug_read(f->board, address, &word, 4), 0);
	return word;
}

static void no_lock_is_taken(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_A7, 0x50000A20, 0x0800); /* RCC: HSEM's clock, for both */
	wr(f, SOC_M4, 0x50000AA0, 0x0800);
	assert_int_equal(look(f, HSEM_RLR0), 0);
	assert_int_equal(rd(f, SOC_A7, HSEM_R0), 0);
	assert_int_equal(rd(f, SOC_A7, HSEM_RLR0), 0x80000100);
	assert_int_equal(look(f, HSEM_RLR0), 0x80000100);
}

static void no_character_is_taken(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, 0x50000A80, 1u << 16); /* RCC_MC_APB1ENSETR: UART4 */
	wr(f, SOC_M4, UART4 + 0x0C, 0x22C);
	wr(f, SOC_M4, UART4, 0x05);
	assert_int_equal(board_uart_input(f->board, "UART4", "a", 1), 1);
	timeline_advance(board_timeline(f->board), board_timeline(f->board)->now + PS_PER_MS);
	assert_int_equal(look(f, UART4_RDR), 'a');
	assert_int_equal(look(f, UART4_RDR), 'a');
	assert_int_equal(rd(f, SOC_M4, UART4 + 0x1C) & 0x20, 0x20); /* RXNE */
	assert_int_equal(rd(f, SOC_M4, UART4_RDR), 'a');
	assert_int_equal(rd(f, SOC_M4, UART4 + 0x1C) & 0x20, 0);
}

static void nothing_is_noted_or_counted(void **state)
{
	struct fixture *f = *state;
	uint8_t bytes[8];

	assert_int_equal(board_debug_read(f->board, 0x60000000, bytes, 4), -EFAULT);
	assert_int_equal(board_debug_write(f->board, 0x60000000, bytes, 4), -EFAULT);
	assert_int_equal(look(f, 0x40001000), 0); /* TIM3: it has no clock */
	/* USART1 for the secure world alone: ETZPC_DECPROT0, identifier 3. */
	wr(f, SOC_A7_SECURE, 0x50000208, 1u << 13); /* RCC_MP_APB5ENSETR.TZPCEN */
	wr(f, SOC_A7_SECURE, ETZPC + 0x10, rd(f, SOC_A7_SECURE, ETZPC + 0x10) & ~0xC0u);
	assert_int_equal(board_debug_read(f->board, USART1, bytes, 4), -EFAULT);
	assert_int_equal(f->notes, 0);
	assert_int_equal(board_refused(f->board), 0);
	/* The M4's own mistakes are told as ever. */
	(void)rd(f, SOC_M4, 0x60000000);
	assert_int_equal(f->notes, 1);
	(void)rd(f, SOC_M4, USART1);
	assert_int_equal(f->notes, 2);
	assert_int_equal(board_refused(f->board), 1);
}

/* From SYSRAM, which is behind the bus, into the alias of SRAM, which the core has mapped. */
static void memory_is_one(void **state)
{
	static const uint8_t bytes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
	struct fixture *f = *state;
	uint8_t back[sizeof(bytes)];

	assert_int_equal(board_debug_write(f->board, 0x2FFFFFFB, bytes, sizeof(bytes)), 0);
	assert_int_equal(board_debug_read(f->board, 0x2FFFFFFB, back, sizeof(back)), 0);
	assert_memory_equal(back, bytes, sizeof(bytes));
	assert_int_equal(rd(f, SOC_M4, 0x10000000), 0x09080706);
}

static void devices_are_in_order(void **state)
{
	struct fixture *f = *state;
	uint32_t last = 0;
	size_t count = 0;

	for (const struct device *device; (device = board_debug_device(f->board, count)); count++) {
		assert_true(device->base > last);
		last = device->base;
	}
	assert_true(count > 50);
}

#define test(function) cmocka_unit_test_setup_teardown(function, fixture_engineering, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(no_lock_is_taken),
		test(no_character_is_taken),
		test(nothing_is_noted_or_counted),
		test(memory_is_one),
		test(devices_are_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
