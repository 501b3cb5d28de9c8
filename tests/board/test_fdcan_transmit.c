/* SPDX-License-Identifier: BSD-3-Clause */
/* FDCAN: Tx buffers, FIFO, queue, cancellation and events (Bosch, M_CAN user's manual, 3.5): literal addresses and values. */
#include "can_rig.h"

/* A frame of no data in a buffer, with an event. */
static void buffer(struct can_rig *rig, unsigned number, unsigned id)
{
	can_rig_buffer(rig, FDCAN1, number, id << 18, 0x00800000 | number << 24, 0, 0);
}

static void started(struct can_rig *rig, uint32_t cccr)
{
	can_rig_configure(rig, FDCAN1);
	can_rig_start(rig, FDCAN1, cccr);
}

static void dedicated_buffers_by_identifier(void **state)
{
	struct can_rig *rig = *state;

	started(rig, 0);
	buffer(rig, 0, 0x300);
	buffer(rig, 1, 0x200);
	buffer(rig, 2, 0x250); /* the FIFO's first */
	set(rig, FDCAN1 + TXBAR, 7);
	assert_int_equal(reg(rig, FDCAN1 + TXBAR), 0);
	can_rig_pass(rig, 200 * BIT);
	assert_int_equal(rig->frames, 3);
	assert_int_equal(rig->heard[0].id, 0x200);
	assert_int_equal(rig->heard[1].id, 0x250);
	assert_int_equal(rig->heard[2].id, 0x300);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 7);
	assert_int_equal(reg(rig, FDCAN1 + TXBCF), 0);
	/* A new request takes the old answer away. */
	set(rig, FDCAN1 + TXBAR, 2);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 5);
}

static void equal_identifiers_by_number(void **state)
{
	struct can_rig *rig = *state;

	started(rig, 0);
	can_rig_buffer(rig, FDCAN1, 0, 0x100u << 18, 0x00010000, 0xAA, 0);
	can_rig_buffer(rig, FDCAN1, 1, 0x100u << 18, 0x00010000, 0xBB, 0);
	set(rig, FDCAN1 + TXBAR, 3);
	can_rig_pass(rig, 200 * BIT);
	assert_int_equal(rig->heard[0].data[0], 0xAA);
	assert_int_equal(rig->heard[1].data[0], 0xBB);
}

static void fifo_keeps_its_order(void **state)
{
	struct can_rig *rig = *state;

	started(rig, 0);
	assert_int_equal(reg(rig, FDCAN1 + TXFQS), 0x00020203);
	buffer(rig, 2, 0x700);
	buffer(rig, 3, 0x100);
	buffer(rig, 4, 0x200);
	set(rig, FDCAN1 + TXBAR, 1u << 2);
	assert_int_equal(reg(rig, FDCAN1 + TXFQS), 0x00030202);
	set(rig, FDCAN1 + TXBAR, 1u << 3);
	set(rig, FDCAN1 + TXBAR, 1u << 4);
	assert_int_equal(reg(rig, FDCAN1 + TXFQS), 0x00220200);
	can_rig_pass(rig, 60 * BIT);
	assert_int_equal(rig->frames, 1);
	assert_int_equal(rig->heard[0].id, 0x700);
	assert_int_equal(reg(rig, FDCAN1 + TXFQS), 0x00020301);
	assert_int_equal(reg(rig, FDCAN1 + IR) & TFE, 0);
	can_rig_pass(rig, 120 * BIT);
	assert_int_equal(rig->heard[1].id, 0x100);
	assert_int_equal(rig->heard[2].id, 0x200);
	assert_int_equal(reg(rig, FDCAN1 + TXFQS), 0x00020203);
	assert_int_equal(reg(rig, FDCAN1 + IR) & TFE, TFE);
}

static void queue_by_identifier(void **state)
{
	struct can_rig *rig = *state;

	can_rig_configure(rig, FDCAN1);
	set(rig, FDCAN1 + TXBC, 0x43020000 | 4 * TXB_WORD);
	can_rig_start(rig, FDCAN1, 0);
	assert_int_equal(reg(rig, FDCAN1 + TXFQS), 0x00020000);
	buffer(rig, 2, 0x700);
	buffer(rig, 3, 0x100);
	buffer(rig, 4, 0x200);
	set(rig, FDCAN1 + TXBAR, 1u << 2);
	assert_int_equal(reg(rig, FDCAN1 + TXFQS), 0x00030000);
	set(rig, FDCAN1 + TXBAR, 3u << 3);
	assert_int_equal(reg(rig, FDCAN1 + TXFQS) & 0x00200000, 0x00200000);
	can_rig_pass(rig, 200 * BIT);
	assert_int_equal(rig->heard[0].id, 0x100);
	assert_int_equal(rig->heard[1].id, 0x200);
	assert_int_equal(rig->heard[2].id, 0x700);
	assert_int_equal(reg(rig, FDCAN1 + TXFQS), 0x00020000);
}

static void what_is_not_there_is_not_sent(void **state)
{
	struct can_rig *rig = *state;

	started(rig, 0);
	set(rig, FDCAN1 + TXBAR, 0xFFFFFFE0);
	assert_int_equal(reg(rig, FDCAN1 + TXBRP), 0);
	assert_int_equal(fixture_noted(rig->f, "FDCAN1", "TXBC does not have"), 1);
	set(rig, FDCAN1 + CCCR, INIT);
	set(rig, FDCAN1 + CCCR, INIT | CCE);
	set(rig, FDCAN1 + TXBAR, 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBRP), 0);
}

/* Two at once, over the end of the FIFO; and one that is not its turn. */
static void fifo_wraps(void **state)
{
	struct can_rig *rig = *state;

	started(rig, 0);
	for (unsigned i = 2; i < 5; i++)
		buffer(rig, i, 0x100 + i);
	set(rig, FDCAN1 + TXBAR, 3u << 2);
	can_rig_pass(rig, 150 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + TXFQS), 0x00040403);
	set(rig, FDCAN1 + TXBAR, 1u << 4 | 1u << 2);
	assert_int_equal(reg(rig, FDCAN1 + TXFQS), 0x00030401);
	can_rig_pass(rig, 150 * BIT);
	assert_int_equal(rig->frames, 4);
	assert_int_equal(rig->heard[2].id, 0x104);
	assert_int_equal(rig->heard[3].id, 0x102);
	assert_int_equal(rig->f->notes, 0);
	set(rig, FDCAN1 + TXBAR, 1u << 4);
	assert_int_equal(fixture_noted(rig->f, "FDCAN1", "not at its put index"), 1);
}

static void elements(void **state)
{
	struct can_rig *rig = *state;

	started(rig, FDOE | BRSE);
	can_rig_buffer(rig, FDCAN1, 0, 0x52345678, 0x00030000, 0x00CCBBAA, 0);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 200 * BIT);
	assert_true(rig->heard[0].extended);
	assert_int_equal(rig->heard[0].id, 0x12345678);
	assert_int_equal(rig->heard[0].dlc, 3);
	assert_int_equal(rig->heard[0].data[2], 0xCC);
	assert_false(rig->heard[0].fd);
	/* A remote frame is none of CAN FD. */
	can_rig_buffer(rig, FDCAN1, 0, 0x20000000 | 0x123u << 18, 0x00340000, 0, 0);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 100 * BIT);
	assert_true(rig->heard[1].remote);
	assert_false(rig->heard[1].fd);
	assert_int_equal(rig->heard[1].dlc, 4);
	/* ESI, BRS */
	can_rig_buffer(rig, FDCAN1, 0, 0x80000000 | 0x123u << 18, 0x00310000, 0x77, 0);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 100 * BIT);
	assert_true(rig->heard[2].fd && rig->heard[2].brs && rig->heard[2].esi);
	/* Without FDOE everything is a classic frame, of eight bytes at most. */
	set(rig, FDCAN1 + CCCR, INIT);
	set(rig, FDCAN1 + CCCR, INIT | CCE);
	can_rig_start(rig, FDCAN1, BRSE);
	can_rig_buffer(rig, FDCAN1, 0, 0x123u << 18, 0x003F0000, 0x44332211, 0x88776655);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 150 * BIT);
	assert_false(rig->heard[3].fd || rig->heard[3].brs);
	assert_int_equal(rig->heard[3].data[7], 0x88);
}

/* Bytes that a buffer has no room for are 0xCC. */
static void padding(void **state)
{
	struct can_rig *rig = *state;

	can_rig_configure(rig, FDCAN1);
	set(rig, FDCAN1 + TXESC, 0);
	can_rig_start(rig, FDCAN1, FDOE);
	can_rig_buffer(rig, FDCAN1, 0, 0x123u << 18, 0x00290000, 0x44332211, 0x88776655);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 200 * BIT);
	assert_int_equal(rig->heard[0].dlc, 9);
	assert_int_equal(rig->heard[0].data[7], 0x88);
	assert_int_equal(rig->heard[0].data[8], 0xCC);
	assert_int_equal(rig->heard[0].data[11], 0xCC);
}

static void interrupts_of_buffers(void **state)
{
	struct can_rig *rig = *state;

	started(rig, 0);
	set(rig, FDCAN1 + TXBTIE, 2);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 60 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + IR) & TC, 0);
	set(rig, FDCAN1 + TXBAR, 2);
	can_rig_pass(rig, 60 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + IR) & TC, TC);
}

/* ---- cancellation ---- */

static void cancelled_before_it_starts(void **state)
{
	struct can_rig *rig = *state;

	started(rig, 0);
	set(rig, FDCAN1 + TXBCIE, 2);
	buffer(rig, 0, 0x100);
	buffer(rig, 1, 0x200);
	set(rig, FDCAN1 + TXBAR, 3);
	can_rig_pass(rig, 10 * BIT);
	set(rig, FDCAN1 + TXBCR, 2);
	assert_int_equal(reg(rig, FDCAN1 + TXBRP), 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBCF), 2);
	assert_int_equal(reg(rig, FDCAN1 + IR) & TCF, TCF);
	can_rig_pass(rig, 200 * BIT);
	assert_int_equal(rig->frames, 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 1);
}

static void cancelled_while_it_is_sent(void **state)
{
	struct can_rig *rig = *state;

	started(rig, 0);
	buffer(rig, 0, 0x100);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 10 * BIT);
	set(rig, FDCAN1 + TXBCR, 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBRP), 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBCR), 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBCF), 0);
	can_rig_pass(rig, 60 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + TXBCR), 0);
	/* In spite of that it went out: both, and an event of type 2. */
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBCF), 1);
	assert_int_equal(ram(rig, FDCAN1, EVENT_WORD + 1) & 0x00C00000, 0x00800000);
	/* One that fails is over as well. */
	rig->acknowledges = false;
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 10 * BIT);
	set(rig, FDCAN1 + TXBCR, 1);
	can_rig_pass(rig, 60 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 0);
	assert_int_equal(reg(rig, FDCAN1 + TXBCF), 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBRP), 0);
	assert_int_equal(rig->failed, 1);
}

static void cancelling_in_the_fifo(void **state)
{
	struct can_rig *rig = *state;

	started(rig, 0);
	rig->acknowledges = false;
	set(rig, FDCAN1 + TXBAR, 1); /* keeps the bus busy */
	can_rig_pass(rig, 5 * BIT);
	set(rig, FDCAN1 + TXBAR, 7u << 2);
	assert_int_equal(reg(rig, FDCAN1 + TXFQS), 0x00220200);
	/* One that is not the oldest leaves its place. */
	set(rig, FDCAN1 + TXBCR, 1u << 3);
	assert_int_equal(reg(rig, FDCAN1 + TXFQS), 0x00220200);
	set(rig, FDCAN1 + TXBCR, 1u << 2);
	assert_int_equal(reg(rig, FDCAN1 + TXFQS), 0x00020402);
	set(rig, FDCAN1 + TXBCR, 1u << 4);
	assert_int_equal(reg(rig, FDCAN1 + TXFQS), 0x00020203);
	assert_int_equal(reg(rig, FDCAN1 + IR) & TFE, TFE);
}

/* ---- without retransmission ---- */

static void disabled_retransmission(void **state)
{
	struct can_rig *rig = *state;

	started(rig, DAR);
	set(rig, FDCAN1 + TXBCIE, 1);
	buffer(rig, 0, 0x200);
	rig->acknowledges = false;
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 60 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + TXBRP), 0);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 0);
	assert_int_equal(reg(rig, FDCAN1 + TXBCF), 1);
	assert_int_equal(reg(rig, FDCAN1 + IR) & TCF, TCF);
	assert_int_equal(reg(rig, FDCAN1 + TXEFS) & 0x3F, 0);
	/* It loses the arbitration. */
	rig->acknowledges = true;
	can_rig_send(rig, "100#");
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 100 * BIT);
	assert_int_equal(rig->sent, 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBCF), 1);
	assert_int_equal(rig->frames, 0);
	/* It is sent; the event is of type 2. */
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 60 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBCF), 0);
	assert_int_equal(ram(rig, FDCAN1, EVENT_WORD + 1) & 0x00C00000, 0x00800000);
}

static void arbitration_is_tried_again(void **state)
{
	struct can_rig *rig = *state;

	started(rig, 0);
	buffer(rig, 0, 0x200);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_send(rig, "100#");
	can_rig_pass(rig, 40 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0x18, 0x10); /* receiver */
	can_rig_pass(rig, 80 * BIT);
	assert_int_equal(rig->sent, 1);
	assert_int_equal(rig->frames, 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 1);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S) & 0x7F, 1);
	assert_int_equal(reg(rig, FDCAN1 + ECR), 0);
}

/* Two bit times more between two frames of its own. */
static void transmit_pause(void **state)
{
	struct can_rig *rig = *state;
	uint64_t gap[2];

	for (unsigned i = 0; i < 2; i++) {
		uint64_t first;

		started(rig, i ? TXP : 0);
		set(rig, FDCAN1 + TXBAR, 3);
		can_rig_pass(rig, 55 * BIT);
		first = rig->when;
		can_rig_pass(rig, 100 * BIT);
		gap[i] = rig->when - first;
	}
	assert_true(gap[1] == gap[0] + 2 * BIT);
}

/* ---- events ---- */

static void event_fifo(void **state)
{
	struct can_rig *rig = *state;

	can_rig_configure(rig, FDCAN1);
	set(rig, FDCAN1 + TXEFC, 0x02030000 | 4 * EVENT_WORD); /* 3, watermark 2 */
	can_rig_start(rig, FDCAN1, 0);
	for (unsigned i = 0; i < 4; i++) {
		static const uint32_t flags[] = {TEFN, TEFN | TEFW, TEFN | TEFF, TEFL};

		buffer(rig, 0, 0x100 + i);
		set(rig, FDCAN1 + IR, 0x3FCFFFFF);
		set(rig, FDCAN1 + TXBAR, 1);
		can_rig_pass(rig, 70 * BIT);
		assert_int_equal(reg(rig, FDCAN1 + IR) & (TEFN | TEFW | TEFF | TEFL), flags[i]);
	}
	assert_int_equal(reg(rig, FDCAN1 + TXEFS), 0x03000003);
	assert_int_equal(ram(rig, FDCAN1, EVENT_WORD), 0x100u << 18);
	assert_int_equal(ram(rig, FDCAN1, EVENT_WORD + 1), 0x00400000);
	assert_int_equal(ram(rig, FDCAN1, EVENT_WORD + 4), 0x102u << 18);
	set(rig, FDCAN1 + TXEFA, 1);
	set(rig, FDCAN1 + IR, TEFL);
	assert_int_equal(reg(rig, FDCAN1 + TXEFS), 0x00000201);
	/* None without EFC. */
	can_rig_buffer(rig, FDCAN1, 0, 0x100u << 18, 0, 0, 0);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 70 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + TXEFS), 0x00000201);
}

static void cce_resets_them(void **state)
{
	struct can_rig *rig = *state;

	started(rig, 0);
	buffer(rig, 2, 0x100);
	set(rig, FDCAN1 + TXBAR, 4);
	can_rig_pass(rig, 70 * BIT);
	can_rig_send(rig, "001#");
	can_rig_pass(rig, 70 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0x00010001);
	set(rig, FDCAN1 + CCCR, INIT);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 4);
	assert_int_equal(reg(rig, FDCAN1 + TXEFS), 0x00010001);
	set(rig, FDCAN1 + CCCR, INIT | CCE);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 0);
	assert_int_equal(reg(rig, FDCAN1 + TXEFS), 0);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0);
	assert_int_equal(reg(rig, FDCAN1 + TXFQS), 0x00020203);
}

#define TEST_OF(name) cmocka_unit_test_setup_teardown(name, can_rig_open, can_rig_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_OF(dedicated_buffers_by_identifier),
		TEST_OF(equal_identifiers_by_number),
		TEST_OF(fifo_keeps_its_order),
		TEST_OF(queue_by_identifier),
		TEST_OF(what_is_not_there_is_not_sent),
		TEST_OF(fifo_wraps),
		TEST_OF(elements),
		TEST_OF(padding),
		TEST_OF(interrupts_of_buffers),
		TEST_OF(cancelled_before_it_starts),
		TEST_OF(cancelled_while_it_is_sent),
		TEST_OF(cancelling_in_the_fifo),
		TEST_OF(disabled_retransmission),
		TEST_OF(arbitration_is_tried_again),
		TEST_OF(transmit_pause),
		TEST_OF(event_fifo),
		TEST_OF(cce_resets_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
