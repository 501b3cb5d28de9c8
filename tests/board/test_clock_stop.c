/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A block stops when what feeds its kernel clock stops, and goes on where it was when that is back: by
 * literal addresses (RM0436, RCC registers; USART and TIM register maps).
 */
#include "fixture.h"

#include <string.h>

#define A7 SOC_A7
#define M4 SOC_M4

#define OCENSETR 0x5000000C
#define OCENCLRR 0x50000010
#define PLL3CR	 0x50000880
#define PLL4CR	 0x50000894

#define MS 1000000000ull /* ps */

/* What feeds it: how to stop it and how to start it again. */
struct source {
	const char *name;
	uint32_t stop, stop_value;
	uint32_t start, start_value;
};

static const struct source pll4_output = {"PLL4_Q", PLL4CR, 0x51, PLL4CR, 0x71};
static const struct source pll4 = {"PLL4", PLL4CR, 0x70, PLL4CR, 0x71};
static const struct source pll3_output = {"PLL3_Q", PLL3CR, 0x51, PLL3CR, 0x71};
static const struct source hsi = {"HSI", OCENCLRR, 0x1, OCENSETR, 0x1};
static const struct source csi = {"CSI", OCENCLRR, 0x10, OCENSETR, 0x10};

struct uart {
	const char *name;
	uint32_t base;
	uint32_t selector;
	uint32_t enable; /* MC_xxxENSETR */
	unsigned bit;
	struct {
		uint32_t value;
		const struct source *source;
	} inputs[4];
};

#define KIND_1                                                                                     \
	{                                                                                          \
		{1, &pll3_output}, {2, &hsi}, {3, &csi}, {4, &pll4_output},                        \
	}
#define KIND_2                                                                                     \
	{                                                                                          \
		{1, &pll4_output}, {1, &pll4}, {2, &hsi}, {3, &csi},                               \
	}

/* RM0436: UART1, UART24, UART35, UART6 and UART78CKSELR. */
static const struct uart uarts[] = {
	{"USART1", 0x5C000000, 0x500000C8, 0x50000288, 4, KIND_1},
	{"USART2", 0x4000E000, 0x500008E8, 0x50000A80, 14, KIND_2},
	{"USART3", 0x4000F000, 0x500008EC, 0x50000A80, 15, KIND_2},
	{"UART4", 0x40010000, 0x500008E8, 0x50000A80, 16, KIND_2},
	{"UART5", 0x40011000, 0x500008EC, 0x50000A80, 17, KIND_2},
	{"USART6", 0x44003000, 0x500008E4, 0x50000A88, 13, KIND_2},
	{"UART7", 0x40018000, 0x500008F0, 0x50000A80, 18, KIND_2},
	{"UART8", 0x40019000, 0x500008F0, 0x50000A80, 19, KIND_2},
};

static void pass(struct fixture *f, uint64_t ps)
{
	struct timeline *timeline = board_timeline(f->board);

	timeline_advance(timeline, timeline->now + ps);
}

static bool transmission_complete(struct fixture *f, const struct uart *uart)
{
	return rd(f, M4, uart->base + 0x1C) & 1u << 6;
}

/* A character on its way at 1000 bits a second or so: 10 ms. */
static void send(struct fixture *f, const struct uart *uart, uint64_t hz)
{
	wr(f, M4, uart->base + 0x00, 0);
	wr(f, M4, uart->base + 0x2C, 11); /* PRESC / 256 */
	wr(f, M4, uart->base + 0x0C, (uint32_t)(hz / 256 / 1000 < 16 ? 16 : hz / 256 / 1000));
	wr(f, M4, uart->base + 0x00, 1u << 3 | 1u << 0); /* TE, UE */
	wr(f, M4, uart->base + 0x28, 'x');
}

static void stops_and_goes_on(struct fixture *f, const struct uart *uart, uint32_t input,
			      const struct source *source)
{
	struct device *device = board_device(f->board, uart->name);

	wr(f, M4, uart->selector, input);
	assert_true(device_clock_hz(device) > 0);
	send(f, uart, device_clock_hz(device));
	pass(f, MS);
	assert_false(transmission_complete(f, uart));
	wr(f, A7, source->stop, source->stop_value);
	if (device_clock_hz(device))
		fail_msg("%s runs without %s", uart->name, source->name);
	pass(f, 1000 * MS);
	if (transmission_complete(f, uart))
		fail_msg("%s has sent without %s", uart->name, source->name);
	wr(f, A7, source->start, source->start_value);
	pass(f, 50 * MS);
	if (!transmission_complete(f, uart))
		fail_msg("%s does not go on with %s", uart->name, source->name);
}

static void every_uart_stops_with_each_of_its_sources(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(uarts) / sizeof(uarts[0]); i++) {
		wr(f, M4, uarts[i].enable, 1u << uarts[i].bit);
		for (size_t k = 0; k < 4; k++)
			stops_and_goes_on(f, &uarts[i], uarts[i].inputs[k].value,
					  uarts[i].inputs[k].source);
		/* A selector set to nothing. */
		wr(f, M4, uarts[i].selector, 7);
		assert_int_equal(device_clock_hz(board_device(f->board, uarts[i].name)), 0);
		/* The M4's own gate. */
		wr(f, M4, uarts[i].selector, 2);
		wr(f, M4, uarts[i].enable + 4, 1u << uarts[i].bit);
		assert_int_equal(device_clock_hz(board_device(f->board, uarts[i].name)), 0);
	}
}

/* What comes in while there is no clock is lost, not late. */
static void a_uart_without_clock_hears_nothing(void **state)
{
	struct fixture *f = *state;
	const struct uart *uart = &uarts[4];

	wr(f, M4, uart->enable, 1u << uart->bit);
	wr(f, M4, uart->selector, 1);
	wr(f, M4, uart->base + 0x0C, 645); /* 74.25 MHz / 115200 */
	wr(f, M4, uart->base + 0x00, 1u << 2 | 1u << 0); /* RE, UE */
	wr(f, A7, PLL4CR, 0);
	(void)board_uart_input(f->board, "UART5", "abc", 3);
	pass(f, 10 * MS);
	assert_false(rd(f, M4, uart->base + 0x1C) & 1u << 5);
	wr(f, A7, PLL4CR, 1);
	wr(f, A7, PLL4CR, 0x71);
	pass(f, 10 * MS);
	assert_false(rd(f, M4, uart->base + 0x1C) & 1u << 5);
	(void)board_uart_input(f->board, "UART5", "d", 1);
	pass(f, 10 * MS);
	assert_true(rd(f, M4, uart->base + 0x1C) & 1u << 5);
	assert_int_equal(rd(f, M4, uart->base + 0x24), 'd');
}

/* TIM2 and TIM1 hang on the MCU clock, which cannot stop: their gate can. */
static void a_timer_stops_with_its_gate(void **state)
{
	static const struct {
		uint32_t base;
		uint32_t enable;
	} timers[] = {{0x40000000, 0x50000A80}, {0x44000000, 0x50000A88}};
	struct fixture *f = *state;

	for (size_t i = 0; i < 2; i++) {
		uint32_t first;

		wr(f, M4, timers[i].enable, 1);
		wr(f, M4, timers[i].base + 0x28, 20888); /* 10 kHz */
		wr(f, M4, timers[i].base + 0x2C, 0xFFFF);
		wr(f, M4, timers[i].base + 0x14, 1); /* EGR.UG */
		wr(f, M4, timers[i].base + 0x00, 1);
		pass(f, 10 * MS);
		first = rd(f, M4, timers[i].base + 0x24);
		assert_in_range(first, 98, 101);
		wr(f, M4, timers[i].enable + 4, 1);
		pass(f, 100 * MS);
		wr(f, M4, timers[i].enable, 1);
		assert_in_range(rd(f, M4, timers[i].base + 0x24), first, first + 1);
		pass(f, 10 * MS);
		assert_in_range(rd(f, M4, timers[i].base + 0x24), first + 98, first + 102);
	}
}

/* Mailbox and semaphores answer as long as one processor asks for their clock. */
static void ipcc_and_hsem_stop_with_both_gates(void **state)
{
	struct fixture *f = *state;

	wr(f, A7, 0x50000AA0, 1u << 11); /* as the M4 does for HSEM, not for IPCC */
	wr(f, A7, 0x50000A24, 1u << 11 | 1u << 12);
	wr(f, M4, 0x4C000000, 1u << 31 | 2u << 8 | 5);
	assert_int_equal(rd(f, M4, 0x4C000000), 1u << 31 | 2u << 8 | 5);
	assert_int_equal(rd(f, A7, 0x4C001000), 0);
	wr(f, A7, 0x4C001000, 1);
	assert_int_equal(rd(f, A7, 0x4C001000), 0);
	assert_int_equal(fixture_noted(f, "IPCC", "which has no clock"), 1);
	wr(f, M4, 0x50000AA4, 1u << 11);
	assert_int_equal(rd(f, M4, 0x4C000000), 0);
	assert_int_equal(fixture_noted(f, "HSEM", "which has no clock"), 1);
	/* Nothing is forgotten. */
	wr(f, A7, 0x50000A20, 1u << 11);
	assert_int_equal(rd(f, M4, 0x4C000000), 1u << 31 | 2u << 8 | 5);
}

static void what_feeds_a_processor_stays_on(void **state)
{
	struct fixture *f = *state;
	struct device *timer = board_device(f->board, "TIM2");
	uint64_t before;

	wr(f, M4, 0x50000A80, 1);
	before = device_clock_hz(timer);
	/* DK2: MPU on PLL1, AXI on PLL2, MCU on PLL3_P, all from HSE. */
	wr(f, A7, PLL3CR, 0);
	assert_int_equal(rd(f, A7, PLL3CR), 0x73);
	wr(f, A7, PLL3CR, 0x61);
	assert_int_equal(rd(f, A7, PLL3CR), 0x73);
	wr(f, A7, PLL3CR, 0x11);
	assert_int_equal(rd(f, A7, PLL3CR), 0x13);
	wr(f, SOC_A7_SECURE, 0x50000080, 0);
	assert_int_equal(rd(f, A7, 0x50000080), 0x13);
	wr(f, SOC_A7_SECURE, 0x50000094, 0);
	assert_int_equal(rd(f, A7, 0x50000094), 0x73);
	wr(f, SOC_A7_SECURE, OCENCLRR, 0x100);
	assert_int_equal(rd(f, A7, OCENSETR) & 0x100, 0x100);
	assert_int_equal(device_clock_hz(timer), before);
	assert_int_equal(fixture_noted(f, "RCC", "it stays on"), 1);
	/* HSI and PLL4 feed none of them. */
	wr(f, A7, OCENCLRR, 0x1);
	assert_int_equal(rd(f, A7, OCENSETR) & 0x1, 0);
	wr(f, A7, PLL4CR, 0);
	assert_int_equal(rd(f, A7, PLL4CR), 0);
	/* Moved to CSI, the MCU needs PLL3 no more. */
	wr(f, A7, 0x50000048, 2);
	wr(f, A7, PLL3CR, 0);
	assert_int_equal(rd(f, A7, PLL3CR), 0);
	wr(f, A7, OCENCLRR, 0x10);
	assert_int_equal(rd(f, A7, OCENSETR) & 0x10, 0x10);
}

static void after_power_on_hsi_cannot_be_switched_off(void **state)
{
	struct fixture *f = *state;

	wr(f, M4, OCENCLRR, 0x1);
	assert_int_equal(rd(f, M4, OCENSETR), 0x1);
	assert_int_equal(rd(f, M4, 0x50000808) & 1, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_uart_stops_with_each_of_its_sources,
						fixture_dk2, fixture_done),
		cmocka_unit_test_setup_teardown(a_uart_without_clock_hears_nothing, fixture_dk2,
						fixture_done),
		cmocka_unit_test_setup_teardown(a_timer_stops_with_its_gate, fixture_dk2,
						fixture_done),
		cmocka_unit_test_setup_teardown(ipcc_and_hsem_stop_with_both_gates, fixture_dk2,
						fixture_done),
		cmocka_unit_test_setup_teardown(what_feeds_a_processor_stays_on, fixture_dk2,
						fixture_done),
		cmocka_unit_test_setup_teardown(after_power_on_hsi_cannot_be_switched_off,
						fixture_engineering, fixture_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
