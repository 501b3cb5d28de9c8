/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * UART4 as the manual says (RM0436, "USART"): literal addresses and values.
 *
 * With every clock at its reset value the kernel clock is HSI, 64 MHz. BRR 0x22C is then 115 108
 * bit/s and a character of 10 bits takes 5 560 clocks, which are 86.875 us.
 */
#include "fixture.h"

#include <stdlib.h>
#include <string.h>

#define CR1   0x40010000
#define CR2   0x40010004
#define CR3   0x40010008
#define BRR   0x4001000C
#define RTOR  0x40010014
#define RQR   0x40010018
#define ISR   0x4001001C
#define ICR   0x40010020
#define RDR   0x40010024
#define TDR   0x40010028
#define PRESC 0x4001002C

#define UART4_IRQ 52
#define CHARACTER UINT64_C(86875000) /* ps */

/* What was sent: lines with "|" behind each. */
static struct {
	char text[2048];
} wire;

static void keep_line(void *context, const char *uart, const char *line, size_t length)
{
	const size_t used = strlen(wire.text);

	(void)context;
	assert_string_equal(uart, "UART4");
	assert_true(used + length + 2 < sizeof(wire.text));
	memcpy(wire.text + used, line, length);
	wire.text[used + length] = '|';
	wire.text[used + length + 1] = '\0';
}

static void drop_note(void *context, enum board_note_kind kind, const char *source, uint32_t pc,
		      const char *text)
{
	struct fixture *f = context;

	(void)kind;
	(void)pc;
	(void)source;
	(void)text;
	f->notes++;
}

/* The fixture's board has no ear for lines. */
static int open_wire(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	const struct board_config config = {
		.signals = {.context = f, .uart_line = keep_line, .note = drop_note},
		.engineering_boot = true,
	};

	memset(&wire, 0, sizeof(wire));
	if (!f || board_create(&f->board, &config)) {
		free(f);
		return -1;
	}
	wr(f, SOC_M4, 0x50000A80, 0x00010000); /* RCC_MC_APB1ENSETR.UART4EN */
	*state = f;
	return 0;
}

static void pass(struct fixture *f, uint64_t ps)
{
	struct timeline *timeline = board_timeline(f->board);

	timeline_advance(timeline, timeline->now + ps);
}

static bool irq(struct fixture *f)
{
	return board_m4_irq_level(f->board, UART4_IRQ);
}

static void reset_values(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(rd(f, SOC_M4, CR1), 0);
	assert_int_equal(rd(f, SOC_M4, ISR), 0x000000C0);
	assert_int_equal(rd(f, SOC_M4, 0x400103F8), 0x00130003);
	wr(f, SOC_M4, CR1, 0x0000000D);
	assert_int_equal(rd(f, SOC_M4, ISR), 0x006000C0); /* REACK, TEACK */
	wr(f, SOC_M4, CR1, 0x00000000);
	wr(f, SOC_M4, CR1, 0x20000009);
	assert_int_equal(rd(f, SOC_M4, ISR), 0x08A000C0); /* TXFT, TXFE, TEACK */
	assert_int_equal(f->notes, 0);
}

static void sends_a_line_in_its_time(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, BRR, 0x22C);
	wr(f, SOC_M4, CR1, 0x00000009);
	wr(f, SOC_M4, TDR, 'O');
	assert_int_equal(rd(f, SOC_M4, ISR) & 0xC0, 0x80); /* in the shift register: TXE, not TC */
	wr(f, SOC_M4, TDR, 'K');
	assert_int_equal(rd(f, SOC_M4, ISR) & 0xC0, 0x00);
	pass(f, CHARACTER - 1);
	assert_int_equal(rd(f, SOC_M4, ISR) & 0xC0, 0x00);
	pass(f, 1);
	assert_int_equal(rd(f, SOC_M4, ISR) & 0xC0, 0x80);
	wr(f, SOC_M4, TDR, '\r');
	pass(f, CHARACTER);
	wr(f, SOC_M4, TDR, '\n');
	pass(f, 2 * CHARACTER - 1);
	assert_string_equal(wire.text, "");
	assert_int_equal(rd(f, SOC_M4, ISR) & 0xC0, 0x80);
	pass(f, 1);
	assert_string_equal(wire.text, "OK|");
	assert_int_equal(rd(f, SOC_M4, ISR) & 0xC0, 0xC0);
	assert_int_equal(f->notes, 0);
	/* nothing is left to happen */
	assert_int_equal(timeline_next(board_timeline(f->board)), TIMELINE_NEVER);
}

static void transmit_interrupts(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, BRR, 0x22C);
	wr(f, SOC_M4, CR1, 0x00000089); /* TXEIE */
	assert_true(irq(f));
	wr(f, SOC_M4, TDR, 'a');
	wr(f, SOC_M4, TDR, 'b');
	assert_false(irq(f));
	pass(f, CHARACTER);
	assert_true(irq(f));
	wr(f, SOC_M4, CR1, 0x00000049); /* TCIE */
	assert_false(irq(f));
	pass(f, CHARACTER);
	assert_true(irq(f));
	wr(f, SOC_M4, ICR, 0x40);
	assert_false(irq(f));
	assert_int_equal(rd(f, SOC_M4, ISR) & 0xC0, 0x80);
}

static void full_data_register_loses(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, TDR, 'x'); /* off */
	assert_int_equal(f->notes, 1);
	wr(f, SOC_M4, BRR, 0x22C);
	wr(f, SOC_M4, CR1, 0x00000009);
	wr(f, SOC_M4, TDR, 'a');
	wr(f, SOC_M4, TDR, 'b');
	wr(f, SOC_M4, TDR, 'c');
	assert_int_equal(f->notes, 2);
	pass(f, 2 * CHARACTER);
	wr(f, SOC_M4, TDR, '\n');
	pass(f, CHARACTER);
	assert_string_equal(wire.text, "ab|");
}

static void fifo_and_thresholds(void **state)
{
	struct fixture *f = *state;
	unsigned i;

	wr(f, SOC_M4, BRR, 0x22C);
	wr(f, SOC_M4, CR3, 0x40800000); /* TXFTCFG 1/2, TXFTIE */
	wr(f, SOC_M4, CR1, 0x20000009);
	assert_true(irq(f));
	for (i = 0; i < 17; i++) {
		assert_int_equal(rd(f, SOC_M4, ISR) & 0x80, 0x80);
		wr(f, SOC_M4, TDR, 'A' + i);
	}
	assert_int_equal(rd(f, SOC_M4, ISR) & 0x80, 0);
	assert_false(irq(f));
	pass(f, 7 * CHARACTER);
	assert_false(irq(f));
	pass(f, CHARACTER); /* 8 of 16 are free */
	assert_true(irq(f));
	pass(f, 9 * CHARACTER);
	assert_int_equal(rd(f, SOC_M4, ISR) & 0x008000C0, 0x008000C0);
	/* switching off lets the open line go */
	wr(f, SOC_M4, CR1, 0);
	assert_string_equal(wire.text, "ABCDEFGHIJKLMNOPQ|");
	assert_int_equal(f->notes, 0);
}

static void frame_and_rate(void **state)
{
	struct fixture *f = *state;

	/* OVER8, prescaler 2, two stop bits, 9 bits: 12 bits of (0x20 | 3 << 1) / 2 * 2 clocks */
	wr(f, SOC_M4, BRR, 0x23);
	wr(f, SOC_M4, PRESC, 1);
	wr(f, SOC_M4, CR2, 0x2000);
	wr(f, SOC_M4, CR1, 0x00009009);
	wr(f, SOC_M4, TDR, '\n');
	pass(f, UINT64_C(12) * 38 * 15625 - 1);
	assert_string_equal(wire.text, "");
	pass(f, 1);
	assert_string_equal(wire.text, "|");
	/* 8 data bits, one of them parity: 10 bits; without OVER8 0x23 is 35 clocks times 2 */
	wr(f, SOC_M4, CR1, 0);
	wr(f, SOC_M4, PRESC, 0);
	wr(f, SOC_M4, CR2, 0);
	wr(f, SOC_M4, CR1, 0x00000409);
	wr(f, SOC_M4, TDR, 0x80 | '\n');
	pass(f, UINT64_C(10) * 35 * 15625 - 1);
	assert_string_equal(wire.text, "|");
	pass(f, 1);
	assert_string_equal(wire.text, "||");
}

static void receives_one_after_the_other(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, BRR, 0x22C);
	wr(f, SOC_M4, CR1, 0x00000035); /* UE, RE, RXNEIE, IDLEIE */
	assert_int_equal(board_uart_input(f->board, "UART4", "hi", 2), 2);
	assert_int_equal(rd(f, SOC_M4, ISR) & 0x00010030, 0x00010000); /* BUSY */
	pass(f, CHARACTER - 1);
	assert_false(irq(f));
	pass(f, 1);
	assert_true(irq(f));
	assert_int_equal(rd(f, SOC_M4, ISR) & 0x00010030, 0x00010020);
	assert_int_equal(rd(f, SOC_M4, RDR), 'h');
	assert_false(irq(f));
	pass(f, CHARACTER);
	assert_int_equal(rd(f, SOC_M4, RDR), 'i');
	assert_false(irq(f));
	pass(f, CHARACTER);
	assert_true(irq(f));
	assert_int_equal(rd(f, SOC_M4, ISR) & 0x00010030, 0x00000010); /* IDLE */
	wr(f, SOC_M4, ICR, 0x10);
	assert_false(irq(f));
	assert_int_equal(timeline_next(board_timeline(f->board)), TIMELINE_NEVER);
}

static void overrun(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, BRR, 0x22C);
	wr(f, SOC_M4, CR1, 0x00000025);
	board_uart_input(f->board, "UART4", "ab", 2);
	pass(f, 2 * CHARACTER);
	assert_int_equal(rd(f, SOC_M4, ISR) & 0x28, 0x28);
	assert_int_equal(rd(f, SOC_M4, RDR), 'a');
	assert_true(irq(f));
	wr(f, SOC_M4, ICR, 0x08);
	assert_false(irq(f));
	assert_int_equal(rd(f, SOC_M4, ISR) & 0x28, 0);

	wr(f, SOC_M4, CR3, 0x1000); /* OVRDIS: the last one stays */
	board_uart_input(f->board, "UART4", "cd", 2);
	pass(f, 2 * CHARACTER);
	assert_int_equal(rd(f, SOC_M4, ISR) & 0x28, 0x20);
	assert_int_equal(rd(f, SOC_M4, RDR), 'd');
	/* RXFRQ throws away */
	board_uart_input(f->board, "UART4", "e", 1);
	pass(f, CHARACTER);
	wr(f, SOC_M4, RQR, 0x8);
	assert_int_equal(rd(f, SOC_M4, ISR) & 0x20, 0);
}

static void receive_fifo_match_and_timeout(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, BRR, 0x22C);
	wr(f, SOC_M4, RTOR, 40); /* bits */
	wr(f, SOC_M4, CR2, 0x0A800000); /* ADD = newline, RTOEN */
	wr(f, SOC_M4, CR3, 0x10000000); /* RXFTCFG 1/8, RXFTIE */
	wr(f, SOC_M4, CR1, 0x20000005);
	board_uart_input(f->board, "UART4", "abcdefghijklmnop\n", 17);
	pass(f, CHARACTER);
	assert_false(irq(f));
	pass(f, CHARACTER);
	assert_true(irq(f));
	pass(f, 14 * CHARACTER);
	assert_int_equal(rd(f, SOC_M4, ISR) & 0x01020028, 0x01000020); /* RXFF */
	pass(f, CHARACTER);
	assert_int_equal(rd(f, SOC_M4, ISR) & 0x01020028, 0x01020028); /* CMF, ORE */
	pass(f, 4 * CHARACTER - 1);
	assert_int_equal(rd(f, SOC_M4, ISR) & 0x800, 0);
	pass(f, 1);
	assert_int_equal(rd(f, SOC_M4, ISR) & 0x800, 0x800); /* RTOF */
	assert_int_equal(rd(f, SOC_M4, RDR), 'a');
	wr(f, SOC_M4, ICR, 0x20808);
	assert_int_equal(rd(f, SOC_M4, ISR) & 0x20808, 0);
}

static void deaf_receiver_and_full_wire(void **state)
{
	struct fixture *f = *state;
	char *many = calloc(1, 5000);

	assert_non_null(many);
	wr(f, SOC_M4, BRR, 0x22C);
	wr(f, SOC_M4, CR1, 0x00000009);
	board_uart_input(f->board, "UART4", "lost", 4);
	pass(f, 5 * CHARACTER);
	assert_int_equal(rd(f, SOC_M4, ISR) & 0x38, 0);
	wr(f, SOC_M4, CR1, 0x0000000D);
	assert_int_equal(board_uart_input(f->board, "UART4", many, 5000), 4096);
	assert_int_equal(board_uart_input(f->board, "UART4", many, 5000), 0);
	pass(f, 10 * CHARACTER);
	assert_int_equal(board_uart_input(f->board, "UART4", many, 5000), 10);
	free(many);
}

static void no_bit_rate_sends_nothing(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, CR1, 0x00000009);
	wr(f, SOC_M4, TDR, '\n');
	pass(f, PS_PER_S);
	assert_string_equal(wire.text, "");
	assert_int_equal(f->notes, 1);
	assert_int_equal(rd(f, SOC_M4, ISR) & 0xC0, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_wire, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reset_values),
		TEST(sends_a_line_in_its_time),
		TEST(transmit_interrupts),
		TEST(full_data_register_loses),
		TEST(fifo_and_thresholds),
		TEST(frame_and_rate),
		TEST(receives_one_after_the_other),
		TEST(overrun),
		TEST(receive_fifo_match_and_timeout),
		TEST(deaf_receiver_and_full_wire),
		TEST(no_bit_rate_sends_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
