/* SPDX-License-Identifier: BSD-3-Clause */
/* Two boards in one virtual time, and the wires between them. */
#include <errno.h>

#include "board/gpio.h"
#include "machine/pair_bench.h"

/* RM0436: memory map and GPIO register map. */
#define GPIOE	   0x50006000u
#define MODER	   0x00u
#define PUPDR	   0x0Cu
#define BSRR	   0x18u
#define IDR	   0x10u
#define RCC	   0x50000000u
#define AHB4_ENSET 0xA28u /* RCC_MP_AHB4ENSETR */

/* RM0436: USART register map; RCC_MP_APB1ENSETR. */
#define UART7	   0x40018000u
#define USART3	   0x4000F000u
#define USART_CR1  0x00u
#define BRR	   0x0Cu
#define ISR	   0x1Cu
#define RDR	   0x24u
#define TDR	   0x28u
#define APB1_ENSET 0xA00u
#define UE_RE_TE   0xDu
#define ISR_RXNE   0x20u
#define HSI_115200 (64000000 / 115200)

static void poke(struct board *board, uint32_t address, uint32_t value)
{
	const struct mmio_bus *bus = board_port(board, SOC_A7_SECURE);

	bus->write(bus->context, address, 4, value);
}

static uint32_t peek(struct board *board, uint32_t address)
{
	const struct mmio_bus *bus = board_port(board, SOC_A7_SECURE);

	return bus->read(bus->context, address, 4);
}

static int bench_open(void **state)
{
	struct pair_bench *bench = pair_bench_make();

	for (unsigned i = 0; i < 2; i++) {
		poke(bench->boards[i], RCC + AHB4_ENSET, 0x7FF);
	}
	*state = bench;
	return 0;
}

static uint64_t now_of(const struct pair_bench *bench)
{
	return machine_now(bench->machines[0]);
}

static void run_turns(struct pair_bench *bench, unsigned turns)
{
	assert_int_equal(pair_run(&bench->pair, now_of(bench) + turns * PAIR_TURN), 0);
}

/* MODER of pin 8 and 7: 01 is an output, 00 an input (RM0436, GPIO_MODER). */
#define PE8_OUTPUT 0xFFFD3FFFu
#define PE7_INPUT  0xFFFF3FFFu

static void test_pin(void **state)
{
	struct pair_bench *bench = *state;

	pair_bench_join(bench, "PE8=PE7");
	poke(bench->boards[1], GPIOE + MODER, PE7_INPUT);
	poke(bench->boards[0], GPIOE + BSRR, 1u << 8);
	poke(bench->boards[0], GPIOE + MODER, PE8_OUTPUT);
	run_turns(bench, 2);
	assert_int_equal(peek(bench->boards[1], GPIOE + IDR) >> 7 & 1, 1);
	poke(bench->boards[0], GPIOE + BSRR, 1u << (8 + 16));
	run_turns(bench, 2);
	assert_int_equal(peek(bench->boards[1], GPIOE + IDR) >> 7 & 1, 0);
	/* a change on this side alone is not sent */
	poke(bench->boards[1], GPIOE + PUPDR, 1u << 14);
	run_turns(bench, 2);
	assert_int_equal(peek(bench->boards[1], GPIOE + IDR) >> 7 & 1, 0);
	assert_false(gpio_drives(board_device(bench->boards[1], "GPIOE"), 7));
}

/* When nobody drives it any more, each board's own pull decides. */
static void test_pin_free(void **state)
{
	struct pair_bench *bench = *state;

	pair_bench_join(bench, "PE8=PE7");
	poke(bench->boards[1], GPIOE + MODER, PE7_INPUT);
	poke(bench->boards[1], GPIOE + PUPDR, 2u << 14);
	poke(bench->boards[0], GPIOE + BSRR, 1u << 8);
	poke(bench->boards[0], GPIOE + MODER, PE8_OUTPUT);
	run_turns(bench, 2);
	assert_int_equal(peek(bench->boards[1], GPIOE + IDR) >> 7 & 1, 1);
	poke(bench->boards[0], GPIOE + MODER, 0xFFFFFFFF);
	run_turns(bench, 2);
	assert_int_equal(peek(bench->boards[1], GPIOE + IDR) >> 7 & 1, 0);
}

/* The bits change in the middle of a turn: the second board, which runs after the first, sees it then. */
struct edge {
	struct board *board;
	uint64_t when;
};

static void edge_seen(void *context, bool level, uint64_t when)
{
	struct edge *edge = context;

	if (level)
		edge->when = when;
}

static void pin_set(void *context)
{
	poke(context, GPIOE + BSRR, 1u << 8);
}

static void test_pin_time(void **state)
{
	struct pair_bench *bench = *state;
	struct edge edge = {.board = bench->boards[1]};
	struct timeline_event event = {
		.name = "test", .fire = pin_set, .context = bench->boards[0]};
	const uint64_t when = now_of(bench) + PAIR_TURN + PAIR_TURN / 3;

	pair_bench_join(bench, "PE8=PE7");
	poke(bench->boards[1], GPIOE + MODER, PE7_INPUT);
	poke(bench->boards[0], GPIOE + MODER, PE8_OUTPUT);
	assert_int_equal(gpio_watch(board_device(bench->boards[1], "GPIOE"), 7, edge_seen, &edge),
			 0);
	timeline_arm(board_timeline(bench->boards[0]), &event, when);
	run_turns(bench, 4);
	assert_int_equal(edge.when, when);
	gpio_unwatch(board_device(bench->boards[1], "GPIOE"), 7, edge_seen, &edge);
}

/* Both ends send at the same time, and what one sends is there for the other when its stop bit is over. */
static void test_uart(void **state)
{
	struct pair_bench *bench = *state;
	const uint32_t at[2] = {UART7, USART3};
	/* START, eight bits, STOP */
	const uint64_t character = 10 * PS_PER_S / 115200;

	pair_bench_join(bench, "UART7=USART3");
	for (unsigned i = 0; i < 2; i++) {
		poke(bench->boards[i], RCC + APB1_ENSET, 1u << 15 | 1u << 18);
		poke(bench->boards[i], at[i] + BRR, HSI_115200);
		poke(bench->boards[i], at[i] + USART_CR1, UE_RE_TE);
		poke(bench->boards[i], at[i] + TDR, 0x41 + i);
	}
	assert_int_equal(pair_run(&bench->pair, now_of(bench) + character - 2 * PS_PER_US), 0);
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(peek(bench->boards[i], at[i] + ISR) & ISR_RXNE, 0);
	assert_int_equal(pair_run(&bench->pair, now_of(bench) + 4 * PS_PER_US), 0);
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(peek(bench->boards[i], at[i] + ISR) & ISR_RXNE, ISR_RXNE);
		assert_int_equal(peek(bench->boards[i], at[i] + RDR), 0x42 - i);
	}
}

/* The wires of a UART can be connected once. */
static void test_uart_taken(void **state)
{
	struct pair_bench *bench = *state;
	struct wire *second = NULL;
	char error[WIRE_ERROR] = "";

	pair_bench_join(bench, "UART7");
	assert_int_equal(
		wire_create(&second, "USART3=UART7", bench->boards[0], bench->boards[1], error),
		-EINVAL);
	assert_string_equal(error, "the wires of UART7 are connected already");
	wire_destroy(bench->wire);
	bench->wire = NULL;
	pair_bench_join(bench, "USART3=UART7");
}

/* Both ends of one board: a jumper, a cable, and a plug. */
static void test_one_board(void **state)
{
	struct pair_bench *bench = *state;
	struct board *board = bench->boards[0];
	struct wire *wires[2] = {NULL};
	char error[WIRE_ERROR] = "";
	const uint32_t at[2] = {UART7, USART3};

	assert_int_equal(wire_create(&bench->wire, "PE8=PE7", board, board, error), 0);
	poke(board, GPIOE + MODER, PE7_INPUT & PE8_OUTPUT);
	for (unsigned high = 0; high < 2; high++) {
		poke(board, GPIOE + BSRR, 1u << (high ? 8 : 24));
		run_turns(bench, 1);
		assert_int_equal(peek(board, GPIOE + IDR) >> 7 & 1, high);
	}
	assert_int_equal(wire_create(&wires[0], "PE9", board, board, error), -EINVAL);
	assert_string_equal(error, "PE9 is joined to itself already");
	assert_int_equal(wire_create(&wires[0], "I2C5", board, board, error), -EINVAL);
	assert_string_equal(error, "I2C5 and I2C5 are one bus already");
	assert_int_equal(wire_create(&wires[0], "I2C5=I2C1", board, board, error), 0);
	assert_int_equal(wire_create(&wires[1], "I2C1=I2C5", board, board, error), -EINVAL);
	wire_destroy(wires[0]);

	for (unsigned i = 0; i < 2; i++) {
		poke(board, RCC + APB1_ENSET, 1u << 15 | 1u << 18);
		poke(board, at[i] + BRR, HSI_115200);
		poke(board, at[i] + USART_CR1, UE_RE_TE);
	}
	assert_int_equal(wire_create(&wires[0], "UART7=USART3", board, board, error), 0);
	assert_int_equal(wire_create(&wires[1], "UART7", board, board, error), -EINVAL);
	assert_string_equal(error, "the wires of UART7 or UART7 are connected already");
	poke(board, UART7 + TDR, 0x41);
	run_turns(bench, 20);
	assert_int_equal(peek(board, USART3 + RDR), 0x41);
	wire_destroy(wires[0]);
	assert_int_equal(wire_create(&wires[0], "UART7", board, board, error), 0);
	poke(board, UART7 + TDR, 0x42);
	run_turns(bench, 20);
	assert_int_equal(peek(board, UART7 + RDR), 0x42);
	assert_int_equal(peek(board, USART3 + ISR) & ISR_RXNE, 0);
	wire_destroy(wires[0]);
	assert_int_equal(wire_create(&wires[0], "UART7=UART9", board, board, error), -EINVAL);
	assert_string_equal(error, "UART9 is no UART of the chip");
}

static void test_names(void **state)
{
	static const struct {
		const char *what, *said;
	} cases[] = {
		{"", "a wire is one name"},
		{"=PE7", "a wire is one name"},
		{"PE8=", "a wire is one name"},
		{"PX9", "PX9 is no pin"},
		{"PE8=PE17", "PE17 is no pin"},
		{"I2C9", "I2C9 is no I2C bus"},
		{"I2C5=UART4", "UART4 is no I2C"},
		{"UART9", "UART9 is no UART"},
		{"UART4=PE7", "PE7 is no UART"},
		{"SPI9", "SPI9 is no SPI bus"},
		{"SPI4=PE7", "PE7 is no SPI bus"},
		{"SAI1", "SAI1 is nothing"},
		{"a-very-long-name-of-a-thing", "a wire is one name"},
	};
	struct pair_bench *bench = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wire *wire = NULL;
		char error[WIRE_ERROR] = "";

		assert_int_equal(wire_create(&wire, cases[i].what, bench->boards[0],
					     bench->boards[1], error),
				 -EINVAL);
		assert_non_null(strstr(error, cases[i].said));
		assert_null(wire);
	}
}

/* Both run, neither is ahead by more than a turn, and the end of one is the end of both. */
static void test_together(void **state)
{
	struct pair_bench *bench = *state;
	struct firmware firmware = firmware_load("tty-echo");
	uint64_t first, second;

	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(
			machine_start(bench->machines[i], firmware.data, firmware.size, NULL), 0);
	bench->witnesses[1].end_at_ttys = 2;
	assert_int_equal(pair_run(&bench->pair, PS_PER_S), 0);
	first = machine_now(bench->machines[0]);
	second = machine_now(bench->machines[1]);
	assert_true(machine_was_ended(bench->machines[1]));
	assert_int_equal(bench->witnesses[1].ttys, 2);
	assert_true(first < PS_PER_S / 100 && second < first + PAIR_TURN &&
		    first < second + 2 * PAIR_TURN);
	bench->witnesses[1].end_at_ttys = 0;
	assert_int_equal(pair_run(&bench->pair, PS_PER_S), 0);
	assert_int_equal(bench->witnesses[0].ttys, 2);
	assert_true(machine_now(bench->machines[0]) >= PS_PER_S);
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(machine_stop(bench->machines[i]), 0);
	firmware_free(&firmware);
}

#define test(function) cmocka_unit_test_setup_teardown(function, bench_open, pair_bench_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(test_pin),	  test(test_pin_free),	 test(test_pin_time),
		test(test_uart),  test(test_uart_taken), test(test_one_board),
		test(test_names), test(test_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
