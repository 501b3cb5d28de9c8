/* SPDX-License-Identifier: BSD-3-Clause */
/* A CAN bus over two boards. */
#include "board/can_bus.h"
#include "machine/pair_bench.h"

/* RM0436: memory map, FDCAN register map, RCC. */
#define FDCAN1	   0x4400E000u
#define FDCAN2	   0x4400F000u
#define RAM	   0x44011000u
#define CCCR	   0x018u
#define NBTP	   0x01Cu
#define ECR	   0x040u
#define PSR	   0x044u
#define RXF0C	   0x0A0u
#define RXF0S	   0x0A4u
#define RXF0A	   0x0A8u
#define TXBC	   0x0C0u
#define TXBRP	   0x0CCu
#define TXBAR	   0x0D0u
#define TXBTO	   0x0D8u
#define APB2_ENSET 0x50000A88u
#define FDCANCK	   0x5000090Cu
#define OCENSET	   0x5000000Cu

#define BIT    PS_PER_US
#define STD(n) ((uint32_t)(n) << 18)

static int bench_open(void **state)
{
	struct pair_bench *bench = pair_bench_make();

	for (unsigned i = 0; i < 2; i++) {
		pair_bench_poke(bench, i, APB2_ENSET, 1u << 24);
		pair_bench_poke(bench, i, OCENSET, 1u << 8);
		pair_bench_poke(bench, i, FDCANCK, 0); /* HSE */
	}
	*state = bench;
	return 0;
}

/* 1 Mbit/s; Rx FIFO 0 of eight elements of four words from 0 on, four Tx buffers from word 64 on. */
static void begin(struct pair_bench *bench, unsigned board, uint32_t base, uint32_t nbtp)
{
	pair_bench_poke(bench, board, base + CCCR, 1);
	pair_bench_poke(bench, board, base + CCCR, 3);
	pair_bench_poke(bench, board, base + NBTP, nbtp);
	pair_bench_poke(bench, board, base + RXF0C, 0x00080000);
	pair_bench_poke(bench, board, base + TXBC, 0x00040100);
	pair_bench_poke(bench, board, base + CCCR, 0);
}

static void begin_both(struct pair_bench *bench)
{
	begin(bench, 0, FDCAN1, 0x00000E07);
	begin(bench, 1, FDCAN1, 0x00000E07);
	pair_bench_run(bench, 20 * BIT);
}

/* Two bytes. */
static void ask(struct pair_bench *bench, unsigned board, uint32_t base, unsigned buffer,
		unsigned id, uint32_t data)
{
	pair_bench_poke(bench, board, RAM + 0x100 + 16 * buffer, STD(id));
	pair_bench_poke(bench, board, RAM + 0x104 + 16 * buffer, 0x00020000);
	pair_bench_poke(bench, board, RAM + 0x108 + 16 * buffer, data);
	pair_bench_poke(bench, board, base + TXBAR, 1u << buffer);
}

static void test_both_ways(void **state)
{
	struct pair_bench *bench = *state;

	pair_bench_join(bench, "FDCAN1");
	begin_both(bench);
	for (unsigned i = 0; i < 2; i++) {
		ask(bench, i, FDCAN1, 0, 0x123 + i, 0x2211 + i);
		/* At its own pace: 62 bits at most, and the second board's are heard up to a turn later. */
		pair_bench_run(bench, 50 * BIT);
		assert_int_equal(pair_bench_peek(bench, i, FDCAN1 + TXBTO), 0);
		pair_bench_run(bench, 20 * BIT);
		assert_int_equal(pair_bench_peek(bench, i, FDCAN1 + TXBTO), 1);
		assert_int_equal(pair_bench_peek(bench, !i, FDCAN1 + RXF0S), 0x00010001);
		assert_int_equal(pair_bench_peek(bench, !i, RAM), STD(0x123 + i));
		assert_int_equal(pair_bench_peek(bench, !i, RAM + 8), 0x2211 + i);
		assert_int_equal(pair_bench_peek(bench, i, FDCAN1 + ECR), 0);
		assert_int_equal(pair_bench_peek(bench, !i, FDCAN1 + ECR), 0);
	}
}

static void test_other_names(void **state)
{
	struct pair_bench *bench = *state;

	pair_bench_join(bench, "FDCAN1=FDCAN2");
	begin(bench, 0, FDCAN1, 0x00000E07);
	begin(bench, 1, FDCAN2, 0x00000E07);
	pair_bench_run(bench, 20 * BIT);
	ask(bench, 0, FDCAN1, 0, 0x123, 0x2211);
	pair_bench_run(bench, 70 * BIT);
	assert_int_equal(pair_bench_peek(bench, 1, FDCAN2 + RXF0S), 0x00010001);
}

/* Both begin in the same instant: the lower identifier goes first, whosever it is. */
static void test_arbitration(void **state)
{
	struct pair_bench *bench = *state;

	pair_bench_join(bench, "FDCAN1");
	begin_both(bench);
	for (unsigned i = 0; i < 2; i++) {
		ask(bench, i, FDCAN1, 0, 0x100, 0xAAAA);
		ask(bench, !i, FDCAN1, 0, 0x200, 0xBBBB);
		pair_bench_run(bench, 75 * BIT);
		assert_int_equal(pair_bench_peek(bench, i, FDCAN1 + TXBRP), 0);
		assert_int_equal(pair_bench_peek(bench, !i, FDCAN1 + TXBRP), 1);
		pair_bench_run(bench, 75 * BIT);
		assert_int_equal(pair_bench_peek(bench, !i, FDCAN1 + TXBRP), 0);
		assert_int_equal(pair_bench_peek(bench, i, RAM + 16 * i), STD(0x200));
		assert_int_equal(pair_bench_peek(bench, !i, RAM + 16 * i), STD(0x100));
	}
	/* Nothing was an error. */
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(pair_bench_peek(bench, i, FDCAN1 + ECR), 0);
		assert_int_equal(pair_bench_peek(bench, i, FDCAN1 + RXF0S) & 0x7F, 2);
	}
}

/* Hundred frames each way, as fast as they go. */
static void test_busy(void **state)
{
	struct pair_bench *bench = *state;
	unsigned received[2] = {0}, sent[2] = {0};

	pair_bench_join(bench, "FDCAN1");
	begin_both(bench);
	for (unsigned turn = 0; turn < 3000 && received[0] + received[1] < 200; turn++) {
		for (unsigned i = 0; i < 2; i++) {
			const uint32_t status = pair_bench_peek(bench, i, FDCAN1 + RXF0S);

			if (!pair_bench_peek(bench, i, FDCAN1 + TXBRP) && sent[i] < 100) {
				ask(bench, i, FDCAN1, 0, 0x100 + (sent[i] * 14 + i * 3) % 64,
				    sent[i]);
				sent[i]++;
			}
			if (!(status & 0x7F))
				continue;
			assert_int_equal(
				pair_bench_peek(bench, i, RAM + 8 + 16 * (status >> 8 & 7)) &
					0xFFFF,
				received[i]);
			received[i]++;
			pair_bench_poke(bench, i, FDCAN1 + RXF0A, status >> 8 & 7);
		}
		pair_bench_run(bench, 7 * BIT);
	}
	assert_int_equal(received[0], 100);
	assert_int_equal(received[1], 100);
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(pair_bench_peek(bench, i, FDCAN1 + ECR), 0);
}

static void test_nobody_there(void **state)
{
	struct pair_bench *bench = *state;

	pair_bench_join(bench, "FDCAN1");
	begin(bench, 0, FDCAN1, 0x00000E07);
	pair_bench_run(bench, 20 * BIT);
	ask(bench, 0, FDCAN1, 0, 0x123, 0);
	pair_bench_run(bench, 70 * BIT);
	assert_int_equal(pair_bench_peek(bench, 0, FDCAN1 + PSR) & 7, 3); /* ACK error */
	begin(bench, 1, FDCAN1, 0x00000E07);
	pair_bench_run(bench, 300 * BIT);
	assert_int_equal(pair_bench_peek(bench, 0, FDCAN1 + TXBTO), 1);
}

static void test_other_bit_rate(void **state)
{
	struct pair_bench *bench = *state;

	pair_bench_join(bench, "FDCAN1");
	begin(bench, 0, FDCAN1, 0x00000E07);
	begin(bench, 1, FDCAN1, 0x00010E07);
	pair_bench_run(bench, 50 * BIT);
	ask(bench, 0, FDCAN1, 0, 0x123, 0);
	pair_bench_run(bench, 30 * BIT);
	assert_int_equal(pair_bench_peek(bench, 0, FDCAN1 + PSR) & 7, 4); /* Bit1Error */
	assert_int_equal(pair_bench_peek(bench, 1, FDCAN1 + PSR) & 7, 1); /* stuff error */
}

/* The sender is switched off in the middle: the other one hears an error, and no frame. */
static void test_cut_off(void **state)
{
	struct pair_bench *bench = *state;

	pair_bench_join(bench, "FDCAN1");
	begin_both(bench);
	for (unsigned i = 0; i < 2; i++) {
		ask(bench, i, FDCAN1, 0, 0x123, 0);
		pair_bench_run(bench, 30 * BIT);
		pair_bench_poke(bench, i, FDCAN1 + CCCR, 1);
		pair_bench_run(bench, 100 * BIT);
		assert_int_equal(pair_bench_peek(bench, !i, FDCAN1 + RXF0S), 0);
		assert_int_equal(pair_bench_peek(bench, !i, FDCAN1 + ECR), 0x00010100);
		begin_both(bench);
	}
}

/* The one who would have acknowledged is switched off before: nobody does. */
static void test_receiver_leaves(void **state)
{
	struct pair_bench *bench = *state;

	pair_bench_join(bench, "FDCAN1");
	for (unsigned i = 0; i < 2; i++) {
		begin_both(bench);
		ask(bench, i, FDCAN1, 0, 0x123, 0);
		pair_bench_run(bench, 30 * BIT);
		pair_bench_poke(bench, !i, FDCAN1 + CCCR, 1);
		pair_bench_run(bench, 40 * BIT);
		assert_int_equal(pair_bench_peek(bench, i, FDCAN1 + PSR) & 7, 3); /* ACK error */
		assert_int_equal(pair_bench_peek(bench, i, FDCAN1 + TXBTO), 0);
		pair_bench_poke(bench, i, FDCAN1 + CCCR, 1);
	}
}

static void test_one_board(void **state)
{
	struct pair_bench *bench = *state;
	struct wire *other = NULL;
	char error[WIRE_ERROR] = "";

	assert_int_equal(wire_create(&bench->wire, "FDCAN1=FDCAN2", bench->boards[0],
				     bench->boards[0], error),
			 0);
	begin(bench, 0, FDCAN1, 0x00000E07);
	begin(bench, 0, FDCAN2, 0x00000E07);
	pair_bench_run(bench, 20 * BIT);
	ask(bench, 0, FDCAN1, 0, 0x123, 0);
	pair_bench_run(bench, 70 * BIT);
	assert_int_equal(pair_bench_peek(bench, 0, FDCAN2 + RXF0S), 0x00010001);
	assert_int_not_equal(
		wire_create(&other, "FDCAN1", bench->boards[0], bench->boards[0], error), 0);
	assert_string_equal(error, "FDCAN1 is joined to itself already");
	assert_int_not_equal(
		wire_create(&other, "FDCAN2=FDCAN1", bench->boards[0], bench->boards[0], error), 0);
	assert_string_equal(error, "FDCAN2 or FDCAN1 is joined already");
}

/* Somebody on the sender's board acknowledges: who only listens on the other one takes the frame. */
static bool silent_next(struct can_node *node, struct can_frame *frame)
{
	(void)node;
	(void)frame;
	return false;
}

static void silent_lost(struct can_node *node)
{
	(void)node;
}

static struct can_answer silent_hears(struct can_node *node, const struct can_frame *frame,
				      const struct can_timing *timing, uint64_t start)
{
	(void)node;
	(void)frame;
	(void)timing;
	(void)start;
	return (struct can_answer){.acknowledges = true};
}

static void silent_over(struct can_node *node, const struct can_frame *frame, bool own,
			const struct can_outcome *outcome)
{
	(void)node;
	(void)frame;
	(void)own;
	(void)outcome;
}

static void test_listener(void **state)
{
	static const struct can_node_ops ops = {.next = silent_next,
						.lost = silent_lost,
						.hears = silent_hears,
						.over = silent_over};
	struct pair_bench *bench = *state;

	for (unsigned i = 0; i < 2; i++) {
		struct can_node node = {.ops = &ops, .name = "silent"};

		if (!i)
			pair_bench_join(bench, "FDCAN1");
		can_node_attach(&node, board_can_bus(bench->boards[i], "FDCAN1"));
		begin(bench, i, FDCAN1, 0x00000E07);
		begin(bench, !i, FDCAN1, 0x00000E07);
		pair_bench_poke(bench, !i, FDCAN1 + CCCR, 1);
		pair_bench_poke(bench, !i, FDCAN1 + CCCR, 3);
		pair_bench_poke(bench, !i, FDCAN1 + CCCR, 0x23); /* MON */
		pair_bench_poke(bench, !i, FDCAN1 + CCCR, 0x20);
		pair_bench_run(bench, 20 * BIT);
		ask(bench, i, FDCAN1, 0, 0x123, 0);
		pair_bench_run(bench, 80 * BIT);
		assert_int_equal(pair_bench_peek(bench, i, FDCAN1 + TXBTO), 1);
		assert_int_equal(pair_bench_peek(bench, !i, FDCAN1 + RXF0S), 0x00010001);
		can_node_detach(&node);
	}
}

static void test_no_such_bus(void **state)
{
	struct pair_bench *bench = *state;
	char error[WIRE_ERROR] = "";

	assert_int_not_equal(
		wire_create(&bench->wire, "FDCAN3", bench->boards[0], bench->boards[1], error), 0);
	assert_string_equal(error, "FDCAN3 is no CAN bus of the chip: FDCAN1 and FDCAN2 are");
}

/* A second way between two buses would bring each frame back to where it came from. */
static void test_no_circle(void **state)
{
	static const char *const tree[] = {"FDCAN1", "FDCAN1=FDCAN2", "FDCAN2"};
	struct pair_bench *bench = *state;
	struct wire *wires[3] = {NULL}, *wire = NULL;
	char error[WIRE_ERROR] = "";

	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(
			wire_create(&wires[i], tree[i], bench->boards[0], bench->boards[1], error),
			0);
	assert_int_not_equal(
		wire_create(&wire, "FDCAN1", bench->boards[0], bench->boards[1], error), 0);
	assert_string_equal(error, "FDCAN1 and FDCAN1 are on one bus already");
	assert_int_not_equal(
		wire_create(&wire, "FDCAN2=FDCAN1", bench->boards[0], bench->boards[1], error), 0);
	assert_string_equal(error, "FDCAN2 and FDCAN1 are on one bus already");
	/* Over all of them. */
	begin(bench, 0, FDCAN2, 0x00000E07);
	begin(bench, 1, FDCAN1, 0x00000E07);
	pair_bench_run(bench, 20 * BIT);
	ask(bench, 1, FDCAN1, 0, 0x123, 0x2211);
	pair_bench_run(bench, 200 * BIT);
	assert_int_equal(pair_bench_peek(bench, 1, FDCAN1 + TXBTO), 1);
	assert_int_equal(pair_bench_peek(bench, 0, FDCAN2 + RXF0S), 0x00010001);
	for (unsigned i = 0; i < 3; i++)
		wire_destroy(wires[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_both_ways, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_other_names, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_arbitration, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_busy, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_nobody_there, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_other_bit_rate, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_cut_off, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_receiver_leaves, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_one_board, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_listener, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_no_circle, bench_open, pair_bench_close),
		cmocka_unit_test_setup_teardown(test_no_such_bus, bench_open, pair_bench_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
