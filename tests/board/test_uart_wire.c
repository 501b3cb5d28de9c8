/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The wires of UARTs (RM0436, "USART"): two of one board, errors on the line, flow control, half duplex, mute
 * mode, other bit rates. Literal addresses and values.
 *
 * The kernel clock is HSI, 64 MHz: BRR 0x22C is 115 108 bit/s, and a character of 10 bits takes 86.875 us.
 */
#include "fixture.h"

#include <errno.h>
#include <string.h>

#include "board/uart_wire.h"

#define UART4  0x40010000u
#define USART3 0x4000F000u
#define CR1    0x00
#define CR2    0x04
#define CR3    0x08
#define BRR    0x0C
#define RQR    0x18
#define ISR    0x1C
#define ICR    0x20
#define RDR    0x24
#define TDR    0x28

#define CHARACTER UINT64_C(86875000) /* ps */
#define BIT	  UINT64_C(8687500)

static int open_board(void **state)
{
	struct fixture *f;

	if (fixture_engineering(state))
		return -1;
	f = *state;
	wr(f, SOC_M4, 0x50000A80, 0x00018000); /* RCC_MC_APB1ENSETR: USART3, UART4 */
	wr(f, SOC_M4, UART4 + BRR, 0x22C);
	wr(f, SOC_M4, USART3 + BRR, 0x22C);
	return 0;
}

static void pass(struct fixture *f, uint64_t ps)
{
	struct timeline *timeline = board_timeline(f->board);

	timeline_advance(timeline, timeline->now + ps);
}

static uint32_t isr(struct fixture *f, uint32_t uart, uint32_t bits)
{
	return rd(f, SOC_M4, uart + ISR) & bits;
}

static void joined(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(board_uart_join(f->board, "UART4", "USART3"), 0);
	assert_int_equal(board_uart_join(f->board, "UART7", "USART3"), -EBUSY);
	assert_int_equal(board_uart_join(f->board, "UART7", "UART9"), -ENODEV);
	assert_int_equal(board_uart_join(f->board, "UART7", "TIM2"), -ENODEV);
	wr(f, SOC_M4, UART4 + CR1, 0x0000000D);
	wr(f, SOC_M4, USART3 + CR1, 0x0000000D);
	wr(f, SOC_M4, UART4 + TDR, 'x');
	wr(f, SOC_M4, USART3 + TDR, 'y');
	assert_int_equal(isr(f, USART3, 0x10020), 0x10000); /* BUSY */
	pass(f, CHARACTER - 1);
	assert_int_equal(isr(f, USART3, 0x20), 0);
	pass(f, 1);
	assert_int_equal(rd(f, SOC_M4, USART3 + RDR), 'x');
	assert_int_equal(rd(f, SOC_M4, UART4 + RDR), 'y');
	assert_int_equal(isr(f, USART3, 0x1002F), 0);
	pass(f, CHARACTER - 1);
	assert_int_equal(isr(f, USART3, 0x10), 0);
	pass(f, 1);
	assert_int_equal(isr(f, USART3, 0x10), 0x10); /* IDLE */
	board_uart_disconnect(f->board, "UART4");
	assert_int_equal(f->notes, 0);
	assert_int_equal(timeline_next(board_timeline(f->board)), TIMELINE_NEVER);
}

/* No gap between characters is no idle line, and one of less than a character is none either. */
static void idle_only_after_a_character(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(board_uart_join(f->board, "UART4", "USART3"), 0);
	wr(f, SOC_M4, UART4 + CR1, 0x20000009);
	wr(f, SOC_M4, USART3 + CR1, 0x20000005);
	wr(f, SOC_M4, UART4 + TDR, 'a');
	wr(f, SOC_M4, UART4 + TDR, 'b');
	pass(f, 2 * CHARACTER + CHARACTER / 2);
	assert_int_equal(isr(f, USART3, 0x10), 0);
	wr(f, SOC_M4, UART4 + TDR, 'c');
	pass(f, CHARACTER + CHARACTER / 2);
	assert_int_equal(isr(f, USART3, 0x10), 0);
	pass(f, CHARACTER / 2);
	assert_int_equal(isr(f, USART3, 0x10), 0x10);
}

/* Parity of both kinds, seven and nine bits, the other order of bits, inverted data. */
static void formats(void **state)
{
	static const struct {
		uint32_t cr1, cr2;
		uint16_t sent, received;
	} table[] = {
		{0x00000400, 0, 0x1C5, 0x45}, {0x00000600, 0, 0x25, 0x25},
		{0x00001400, 0, 0x1C5, 0xC5}, {0x00001000, 0, 0x1C5, 0x1C5},
		{0x10000000, 0, 0xC5, 0x45},  {0, 0x00080000, 0x1E, 0x1E},
		{0, 0x00040000, 0x1E, 0x1E},  {0x00000400, 0x000C0000, 0x1E, 0x1E},
	};
	struct fixture *f = *state;

	assert_int_equal(board_uart_join(f->board, "UART4", "USART3"), 0);
	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		for (unsigned end = 0; end < 2; end++) {
			const uint32_t uart = end ? USART3 : UART4;

			wr(f, SOC_M4, uart + CR1, 0);
			wr(f, SOC_M4, uart + CR2, table[i].cr2);
			wr(f, SOC_M4, uart + CR1, table[i].cr1 | 0xD);
		}
		wr(f, SOC_M4, UART4 + TDR, table[i].sent);
		pass(f, 2 * CHARACTER);
		assert_int_equal(isr(f, USART3, 0x7), 0);
		assert_int_equal(rd(f, SOC_M4, USART3 + RDR), table[i].received);
	}
	/* odd parity meets even parity */
	wr(f, SOC_M4, UART4 + CR2, 0);
	wr(f, SOC_M4, USART3 + CR2, 0);
	wr(f, SOC_M4, UART4 + CR1, 0);
	wr(f, SOC_M4, UART4 + CR1, 0x00000609);
	wr(f, SOC_M4, USART3 + CR1, 0);
	wr(f, SOC_M4, USART3 + CR1, 0x00000505); /* PEIE */
	wr(f, SOC_M4, UART4 + TDR, 0x11);
	pass(f, 2 * CHARACTER);
	assert_int_equal(isr(f, USART3, 0x21), 0x21);
	assert_true(board_m4_irq_level(f->board, 39));
	wr(f, SOC_M4, USART3 + ICR, 1);
	assert_false(board_m4_irq_level(f->board, 39));
	assert_int_equal(rd(f, SOC_M4, USART3 + RDR), 0x11);
	assert_int_equal(f->notes, 0);
}

static void another_bit_rate(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(board_uart_join(f->board, "UART4", "USART3"), 0);
	wr(f, SOC_M4, UART4 + CR1, 0x0000000D);
	wr(f, SOC_M4, USART3 + BRR, 0x22C + 0x22C * 3 / 100); /* 3 % off is none */
	wr(f, SOC_M4, USART3 + CR1, 0x0000000D);
	wr(f, SOC_M4, UART4 + TDR, 0x5A);
	pass(f, 2 * CHARACTER);
	assert_int_equal(isr(f, USART3, 0x2F), 0x20);
	assert_int_equal(rd(f, SOC_M4, USART3 + RDR), 0x5A);
	assert_int_equal(f->notes, 0);
	/* half the rate of its sender: every second bit */
	wr(f, SOC_M4, USART3 + CR1, 0);
	wr(f, SOC_M4, USART3 + BRR, 2 * 0x22C);
	wr(f, SOC_M4, USART3 + CR1, 0x0000000D);
	wr(f, SOC_M4, UART4 + TDR, 0x00);
	pass(f, 4 * CHARACTER);
	assert_int_equal(isr(f, USART3, 0x22), 0x20);
	assert_int_equal(rd(f, SOC_M4, USART3 + RDR), 0xF8);
	assert_int_equal(fixture_noted(f, "USART3", "at 57554 bit/s what is sent at 115108"), 1);
	/* ten times its sender's: a zero that lasts is a framing error */
	wr(f, SOC_M4, USART3 + CR1, 0);
	wr(f, SOC_M4, USART3 + BRR, 0x22C / 10);
	wr(f, SOC_M4, USART3 + CR1, 0x0000000D);
	wr(f, SOC_M4, UART4 + TDR, 0x00);
	pass(f, 4 * CHARACTER);
	assert_int_equal(isr(f, USART3, 0x22), 0x22);
	assert_int_equal(rd(f, SOC_M4, USART3 + RDR), 0x00);
}

/* What goes over the wire, as the other end is told. */
static struct uart_frame told;
static unsigned frames, readies;
static bool ready;

static void keep_frame(void *context, const struct uart_frame *frame)
{
	(void)context;
	told = *frame;
	frames++;
}

static void keep_ready(void *context, bool level)
{
	(void)context;
	ready = level;
	readies++;
}

static const struct uart_wire ear = {.frame = keep_frame, .ready = keep_ready};

static void frames_are_told_at_their_start(void **state)
{
	struct fixture *f = *state;
	uint64_t begin;

	frames = 0;
	assert_int_equal(board_uart_connect(f->board, "UART4", &ear), 0);
	assert_int_equal(board_uart_connect(f->board, "UART4", &ear), -EBUSY);
	assert_int_equal(board_uart_connect(f->board, "UART44", &ear), -ENODEV);
	wr(f, SOC_M4, UART4 + CR1, 0x0000060D); /* seven bits and odd parity */
	begin = board_timeline(f->board)->now;
	wr(f, SOC_M4, UART4 + TDR, 0x21);
	assert_int_equal(frames, 1);
	assert_int_equal(told.end, begin + CHARACTER);
	assert_int_equal(told.bit, BIT);
	assert_int_equal(told.data, 0xA1);
	assert_int_equal(told.bits, 8);
	wr(f, SOC_M4, UART4 + RQR, 2); /* SBKRQ */
	assert_int_equal(isr(f, UART4, 0x40040), 0x40000); /* SBKF, not TC */
	pass(f, CHARACTER);
	assert_int_equal(frames, 2);
	assert_int_equal(told.faults, UART_BREAK);
	assert_int_equal(isr(f, UART4, 0x40040), 0);
	pass(f, CHARACTER);
	assert_int_equal(isr(f, UART4, 0x40040), 0x40);
	board_uart_disconnect(f->board, "UART4");
	wr(f, SOC_M4, UART4 + TDR, 0x21);
	assert_int_equal(frames, 2);
}

/* From another board: a character with the time of its end, ahead or over. */
static void frames_come_at_their_time(void **state)
{
	struct fixture *f = *state;
	const uint64_t now = board_timeline(f->board)->now;
	struct uart_frame frame = {.end = now + 3 * CHARACTER, .bit = BIT, .data = 'q', .bits = 8};

	wr(f, SOC_M4, UART4 + CR1, 0x20000005);
	assert_int_equal(board_uart_frame(f->board, "UART4", &frame), 0);
	frame.end += CHARACTER;
	frame.data = 'r';
	assert_int_equal(board_uart_frame(f->board, "UART4", &frame), 0);
	pass(f, 3 * CHARACTER - 1);
	assert_int_equal(isr(f, UART4, 0x20), 0);
	pass(f, 1);
	assert_int_equal(rd(f, SOC_M4, UART4 + RDR), 'q');
	pass(f, CHARACTER);
	assert_int_equal(rd(f, SOC_M4, UART4 + RDR), 'r');
	frame.end = 0;
	assert_int_equal(board_uart_frame(f->board, "UART4", &frame), 0);
	pass(f, 0);
	assert_int_equal(rd(f, SOC_M4, UART4 + RDR), 'r');
	frame.end = board_timeline(f->board)->now + PS_PER_S;
	for (unsigned i = 0; i < 256; i++)
		assert_int_equal(board_uart_frame(f->board, "UART4", &frame), 0);
	assert_int_equal(board_uart_frame(f->board, "UART4", &frame), -ENOSPC);
	assert_int_equal(board_uart_frame(f->board, "GPIOA", &frame), -ENODEV);
}

static void faults(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, UART4 + CR3, 0x00000001); /* EIE */
	wr(f, SOC_M4, UART4 + CR1, 0x00000405);
	assert_int_equal(board_uart_fault(f->board, "UART4", 'f', UART_FRAMING), 0);
	pass(f, CHARACTER);
	assert_int_equal(isr(f, UART4, 0x2F), 0x22);
	assert_true(board_m4_irq_level(f->board, 52));
	assert_int_equal(rd(f, SOC_M4, UART4 + RDR), 'f');
	wr(f, SOC_M4, UART4 + ICR, 0xF);
	assert_false(board_m4_irq_level(f->board, 52));
	assert_int_equal(board_uart_fault(f->board, "UART4", 'n', UART_NOISE), 0);
	pass(f, CHARACTER);
	assert_int_equal(isr(f, UART4, 0x2F), 0x24);
	assert_int_equal(rd(f, SOC_M4, UART4 + RDR), 'n');
	wr(f, SOC_M4, UART4 + ICR, 0xF);
	assert_int_equal(board_uart_fault(f->board, "UART4", 'p', UART_PARITY), 0);
	pass(f, CHARACTER);
	assert_int_equal(isr(f, UART4, 0x2F), 0x21);
	assert_int_equal(rd(f, SOC_M4, UART4 + RDR), 'p');
	wr(f, SOC_M4, UART4 + ICR, 0xF);
	assert_int_equal(board_uart_break(f->board, "UART4"), 0);
	pass(f, CHARACTER);
	assert_int_equal(isr(f, UART4, 0x122), 0x22); /* FE; LBDF in LIN mode alone */
	assert_int_equal(rd(f, SOC_M4, UART4 + RDR), 0);
	wr(f, SOC_M4, UART4 + ICR, 0xF);
	wr(f, SOC_M4, UART4 + CR2, 0x00004040); /* LINEN, LBDIE */
	assert_int_equal(board_uart_break(f->board, "UART4"), 0);
	pass(f, CHARACTER);
	assert_int_equal(isr(f, UART4, 0x122), 0x122);
	assert_int_equal(board_uart_break(f->board, "UART99"), -ENODEV);
}

/* With the FIFO the flags belong to the character that is read next. */
static void errors_wait_in_the_fifo(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, UART4 + CR1, 0x20000005);
	assert_int_equal(board_uart_input(f->board, "UART4", "a", 1), 1);
	pass(f, CHARACTER);
	assert_int_equal(board_uart_fault(f->board, "UART4", 'b', UART_FRAMING), 0);
	pass(f, CHARACTER);
	assert_int_equal(isr(f, UART4, 0x22), 0x20);
	assert_int_equal(rd(f, SOC_M4, UART4 + RDR), 'a');
	assert_int_equal(isr(f, UART4, 0x22), 0x22);
	assert_int_equal(rd(f, SOC_M4, UART4 + RDR), 'b');
}

static void flow_control(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(board_uart_join(f->board, "UART4", "USART3"), 0);
	wr(f, SOC_M4, UART4 + CR3, 0x00000600); /* CTSE, CTSIE */
	wr(f, SOC_M4, UART4 + CR1, 0x20000009);
	wr(f, SOC_M4, USART3 + CR3, 0x00000100); /* RTSE */
	wr(f, SOC_M4, USART3 + CR1, 0x0000000D);
	assert_int_equal(isr(f, UART4, 0x400), 0x400); /* CTS */
	for (unsigned i = 0; i < 5; i++)
		wr(f, SOC_M4, UART4 + TDR, 'a' + i);
	pass(f, CHARACTER);
	/* RDR is full: RTS goes up. */
	assert_int_equal(isr(f, UART4, 0x600), 0x200); /* CTSIF, not CTS */
	assert_true(board_m4_irq_level(f->board, 52));
	wr(f, SOC_M4, UART4 + ICR, 0x200);
	assert_false(board_m4_irq_level(f->board, 52));
	pass(f, 50 * CHARACTER);
	for (unsigned i = 0; i < 5; i++) {
		assert_int_equal(rd(f, SOC_M4, USART3 + RDR), 'a' + i);
		pass(f, 50 * CHARACTER);
	}
	assert_int_equal(isr(f, USART3, 0x8), 0); /* nothing overran */
	assert_int_equal(isr(f, UART4, 0x40), 0x40);
}

static void clear_to_send_from_outside(void **state)
{
	struct fixture *f = *state;

	frames = 0;
	readies = 0;
	assert_int_equal(board_uart_connect(f->board, "UART4", &ear), 0);
	board_uart_clear_to_send(f->board, "UART4", false);
	wr(f, SOC_M4, UART4 + CR3, 0x00000300); /* RTSE, CTSE */
	wr(f, SOC_M4, UART4 + CR1, 0x0000000D);
	wr(f, SOC_M4, UART4 + TDR, 'a');
	pass(f, 3 * CHARACTER);
	assert_int_equal(frames, 0);
	board_uart_clear_to_send(f->board, "UART4", true);
	assert_int_equal(frames, 1);
	pass(f, CHARACTER);
	assert_int_equal(board_uart_input(f->board, "UART4", "z", 1), 1);
	pass(f, CHARACTER);
	assert_int_equal(readies, 1);
	assert_false(ready);
	assert_int_equal(rd(f, SOC_M4, UART4 + RDR), 'z');
	assert_true(ready);
}

static void half_duplex_hears_itself(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, UART4 + CR3, 0x00000008); /* HDSEL */
	wr(f, SOC_M4, UART4 + CR1, 0x0000000D);
	wr(f, SOC_M4, UART4 + TDR, 'h');
	pass(f, CHARACTER);
	assert_int_equal(rd(f, SOC_M4, UART4 + RDR), 'h');
	wr(f, SOC_M4, UART4 + CR1, 0x00000009); /* a driver turns its receiver off meanwhile */
	wr(f, SOC_M4, UART4 + TDR, 'h');
	pass(f, CHARACTER);
	assert_int_equal(isr(f, UART4, 0x20), 0);
}

static void looped_back(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(board_uart_join(f->board, "UART4", "UART4"), 0);
	wr(f, SOC_M4, UART4 + CR1, 0x0000000D);
	wr(f, SOC_M4, UART4 + TDR, 'l');
	pass(f, CHARACTER);
	assert_int_equal(rd(f, SOC_M4, UART4 + RDR), 'l');
}

/* RM0436, USART multiprocessor communication: until the line is idle, or until its address comes. */
static void mute_mode(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, UART4 + CR1, 0x0000200D); /* MME, WAKE: idle line */
	wr(f, SOC_M4, UART4 + RQR, 4); /* MMRQ */
	assert_int_equal(isr(f, UART4, 0x80000), 0x80000);
	board_uart_input(f->board, "UART4", "ab", 2);
	pass(f, 2 * CHARACTER);
	assert_int_equal(isr(f, UART4, 0x80020), 0x80000);
	pass(f, CHARACTER);
	assert_int_equal(isr(f, UART4, 0x80030), 0); /* awake; IDLE is not set */
	board_uart_input(f->board, "UART4", "c", 1);
	pass(f, CHARACTER);
	assert_int_equal(rd(f, SOC_M4, UART4 + RDR), 'c');
	/* address 5 in four bits, mark in the highest one */
	wr(f, SOC_M4, UART4 + CR1, 0);
	wr(f, SOC_M4, UART4 + CR2, 0x05000000);
	wr(f, SOC_M4, UART4 + CR1, 0x0000280D);
	board_uart_input(f->board, "UART4", "\x84x\x85y", 4);
	pass(f, 2 * CHARACTER);
	assert_int_equal(isr(f, UART4, 0x80020), 0x80000);
	pass(f, CHARACTER);
	assert_int_equal(rd(f, SOC_M4, UART4 + RDR), 0x85);
	pass(f, CHARACTER);
	assert_int_equal(rd(f, SOC_M4, UART4 + RDR), 'y');
}

/* DDRE: no more requests to DMA until the error was cleared. */
static void an_error_holds_dma_off(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, 0x50000A98, 0x00000007); /* RCC_MC_AHB2ENSETR: DMA1, DMA2, DMAMUX */
	wr(f, SOC_M4, 0x48002000, 63); /* UART4_RX */
	wr(f, SOC_M4, 0x48000018, UART4 + RDR);
	wr(f, SOC_M4, 0x4800001C, 0x10030000);
	wr(f, SOC_M4, 0x48000014, 8);
	wr(f, SOC_M4, 0x48000010, 0x401);
	wr(f, SOC_M4, UART4 + CR3, 0x00002040); /* DDRE, DMAR */
	wr(f, SOC_M4, UART4 + CR1, 0x20000005);
	board_uart_input(f->board, "UART4", "a", 1);
	pass(f, 2 * CHARACTER);
	assert_int_equal(rd(f, SOC_M4, 0x48000014), 7);
	assert_int_equal(board_uart_fault(f->board, "UART4", 'b', UART_FRAMING), 0);
	pass(f, 2 * CHARACTER);
	board_uart_input(f->board, "UART4", "c", 1);
	pass(f, 2 * CHARACTER);
	assert_int_equal(rd(f, SOC_M4, 0x48000014), 7);
	wr(f, SOC_M4, UART4 + ICR, 2);
	pass(f, CHARACTER);
	assert_int_equal(rd(f, SOC_M4, 0x48000014), 5);
	assert_memory_equal(board_memory(f->board, SOC_M4, 0x10030000, 4), "abc", 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_board, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(joined),
		TEST(idle_only_after_a_character),
		TEST(formats),
		TEST(another_bit_rate),
		TEST(frames_are_told_at_their_start),
		TEST(frames_come_at_their_time),
		TEST(faults),
		TEST(errors_wait_in_the_fifo),
		TEST(flow_control),
		TEST(clear_to_send_from_outside),
		TEST(half_duplex_hears_itself),
		TEST(looped_back),
		TEST(mute_mode),
		TEST(an_error_holds_dma_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
