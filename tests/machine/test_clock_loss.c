/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The failure that holding clocks for the M4 prevents: a UART of the M4 on PLL4_Q, with nobody on Linux's
 * side who holds that PLL. On the virtual board, by literal addresses (RM0436: RCC, USART).
 */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

#include "board/board.h"
#include "board/device.h"
#include "host/clk.h"

#define PLL4CR	0x50000894u
#define UART5_K 152 /* dt-bindings/clock/stm32mp1-clks.h */
#define MS	1000000000ull /* ps */

static struct board *board;
static struct clk_tree *tree;
static char lines[128];

static void keep_line(void *context, const char *uart, const char *line, size_t length)
{
	(void)context;
	(void)snprintf(lines + strlen(lines), sizeof(lines) - strlen(lines), "%s:%.*s;", uart,
		       (int)length, line);
}

static void wr(enum soc_initiator initiator, uint32_t address, uint32_t value)
{
	const struct mmio_bus *port = board_port(board, initiator);

	port->write(port->context, address, 4, value);
}

static uint32_t rd(enum soc_initiator initiator, uint32_t address)
{
	const struct mmio_bus *port = board_port(board, initiator);

	return port->read(port->context, address, 4);
}

static void pass(uint64_t ps)
{
	struct timeline *timeline = board_timeline(board);

	timeline_advance(timeline, timeline->now + ps);
}

/* The M4 started early, and uses UART5 before Linux is there. */
static int setup(void **state)
{
	const struct board_config board_config = {.signals = {.uart_line = keep_line}};
	struct clk_config config = {.log = NULL};

	(void)state;
	lines[0] = '\0';
	assert_int_equal(board_create(&board, &board_config), 0);
	wr(SOC_M4, 0x50000A80, 1u << 17); /* MC_APB1ENSETR: UART5 */
	wr(SOC_M4, 0x500008EC, 1); /* UART35CKSELR: PLL4_Q */
	wr(SOC_M4, 0x4001100C, 645); /* 74.25 MHz / 115200 */
	wr(SOC_M4, 0x40011000, 1u << 3 | 1u << 0);
	config.rcc = (struct mmio){board_port(board, SOC_A7), 0x50000000};
	assert_int_equal(clk_tree_create(&tree, &config), 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	clk_tree_destroy(tree);
	board_destroy(board);
	return 0;
}

/* Writes what the UART takes; a stuck one takes one character and no more. */
static void say(const char *text)
{
	for (; *text; text++) {
		wr(SOC_M4, 0x40011028, (uint32_t)*text);
		pass(MS);
		if (!(rd(SOC_M4, 0x4001101C) & 1u << 6))
			return;
	}
}

static void undeclared_it_is_lost(void **state)
{
	struct device *uart = board_device(board, "UART5");

	(void)state;
	say("before\n");
	assert_string_equal(lines, "UART5:before;");
	assert_int_equal(device_clock_hz(uart), 74250000);
	assert_true(clk_disable_unused(tree) > 0);
	assert_int_equal(rd(SOC_A7, PLL4CR), 0);
	assert_int_equal(device_clock_hz(uart), 0);
	say("after\n");
	pass(1000 * MS);
	assert_string_equal(lines, "UART5:before;");
	/* The M4 itself runs: PLL3 is the MCU's. */
	assert_int_equal(clk_rate(tree, clk_by_name("mcu")), 208877929);
}

static void declared_it_stays(void **state)
{
	struct device *uart = board_device(board, "UART5");
	struct clk *clk;

	(void)state;
	assert_int_equal(
		clk_get(tree, clk_parent(tree, clk_by_binding(UART5_K)), "m4: uart5", &clk), 0);
	assert_int_equal(clk_enable(clk), 0);
	say("before\n");
	assert_true(clk_disable_unused(tree) > 0);
	assert_int_equal(rd(SOC_A7, PLL4CR), 0x23); /* Q alone, and locked */
	assert_int_equal(device_clock_hz(uart), 74250000);
	say("after\n");
	assert_string_equal(lines, "UART5:before;UART5:after;");
	/* Given back, it goes off with its last holder. */
	clk_put(clk);
	assert_int_equal(rd(SOC_A7, PLL4CR), 0);
	assert_int_equal(device_clock_hz(uart), 0);
}

/* What Linux may not write: the chip says no, and no note of the board is caused. */
static void a_secured_rcc_is_left_alone(void **state)
{
	struct clk *clk;

	(void)state;
	wr(SOC_A7_SECURE, 0x50000000, 0x3);
	assert_int_equal(clk_get(tree, clk_by_name("usart1_k"), "linux: x", &clk), 0);
	assert_int_equal(clk_enable(clk), -EACCES);
	(void)clk_disable_unused(tree);
	assert_int_equal(rd(SOC_A7, 0x5000000C) & 0x111, 0x111);
	assert_int_equal(rd(SOC_A7, 0x50000880), 0x73);
	assert_int_equal(rd(SOC_A7, PLL4CR), 0);
	clk_put(clk);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(undeclared_it_is_lost),
		T(declared_it_stays),
		T(a_secured_rcc_is_left_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
