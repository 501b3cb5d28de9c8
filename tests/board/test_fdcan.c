/* SPDX-License-Identifier: BSD-3-Clause */
/* FDCAN: registers, modes, bit times and interrupts (RM0436, "FDCAN"; Bosch, M_CAN user's manual): literal addresses and
 * values. */
#include "can_rig.h"

#include <errno.h>

static void reset_values(void **state)
{
	static const struct {
		uint32_t offset, value;
	} others[] = {{0x000, 0x32141218},
		      {0x004, 0x87654321},
		      {DBTP, 0x00000A33},
		      {RWD, 0},
		      {CCCR, 1},
		      {NBTP, 0x06000A03},
		      {TSCC, 0},
		      {TOCC, 0xFFFF0000},
		      {TOCV, 0x0000FFFF},
		      {ECR, 0},
		      {PSR, 0x00000707},
		      {IR, 0},
		      {GFC, 0},
		      {XIDAM, 0x1FFFFFFF},
		      {RXF0C, 0},
		      {RXF0S, 0},
		      {TXBC, 0},
		      {TXFQS, 0},
		      {TXBRP, 0},
		      {TXEFS, 0}};
	struct can_rig *rig = *state;

	for (unsigned i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_int_equal(reg(rig, FDCAN1 + others[i].offset), others[i].value);
		assert_int_equal(reg(rig, FDCAN2 + others[i].offset), others[i].value);
	}
	assert_int_equal(reg(rig, FDCAN1 + TEST) & 0x70, 0);
	assert_int_equal(reg(rig, CCU + 0x04), 0x00000004);
	assert_int_equal(reg(rig, RAM), 0);
	assert_int_equal(reg(rig, RAM + 0x27FC), 0);
	assert_int_equal(rig->f->notes, 0);
}

static void ram_is_memory(void **state)
{
	struct can_rig *rig = *state;

	set(rig, RAM + 0x27FC, 0x12345678);
	wr_size(rig->f, SOC_M4, RAM + 0x27FD, 1, 0xAB);
	assert_int_equal(reg(rig, RAM + 0x27FC), 0x1234AB78);
	assert_int_equal(rd_size(rig->f, SOC_M4, RAM + 0x27FE, 2), 0x1234);
	assert_int_equal(rig->f->notes, 0);
}

static void configuration_is_protected(void **state)
{
	static const uint32_t offsets[] = {DBTP,  NBTP,	 TSCC, TOCC,  TDCR,  GFC,  SIDFC, XIDFC,
					   XIDAM, RXF0C, RXBC, RXF1C, RXESC, TXBC, TXESC, TXEFC};
	struct can_rig *rig = *state;

	for (unsigned i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		const uint32_t before = reg(rig, FDCAN1 + offsets[i]);

		set(rig, FDCAN1 + offsets[i], ~before);
		assert_int_equal(reg(rig, FDCAN1 + offsets[i]), before);
	}
	assert_true(fixture_noted(rig->f, "FDCAN1", "INIT and CCE are not set"));
	set(rig, FDCAN1 + CCCR, INIT | CCE);
	set(rig, FDCAN1 + NBTP, 0xFFFFFFFF);
	assert_int_equal(reg(rig, FDCAN1 + NBTP), 0xFFFFFF7F);
	set(rig, FDCAN1 + DBTP, 0xFFFFFFFF);
	assert_int_equal(reg(rig, FDCAN1 + DBTP), 0x009F1FFF);
	set(rig, FDCAN1 + RXF0C, 0xFFFFFFFF);
	assert_int_equal(reg(rig, FDCAN1 + RXF0C), 0xFF7FFFFC);
	set(rig, FDCAN1 + TXBC, 0xFFFFFFFF);
	assert_int_equal(reg(rig, FDCAN1 + TXBC), 0x7F3FFFFC);
}

static void cce_needs_init_before(void **state)
{
	struct can_rig *rig = *state;

	set(rig, FDCAN1 + CCCR, INIT | CCE);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), INIT | CCE);
	set(rig, FDCAN1 + CCCR, 0);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), 0);
	set(rig, FDCAN1 + CCCR, CCE);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), 0);
	set(rig, FDCAN1 + CCCR, INIT | CCE);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), INIT);
	set(rig, FDCAN1 + CCCR, INIT | CCE);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), INIT | CCE);
	/* INIT takes CCE away. */
	set(rig, FDCAN1 + CCCR, CCE);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), 0);
}

static void modes_are_set_in_configuration(void **state)
{
	struct can_rig *rig = *state;

	set(rig, FDCAN1 + CCCR, INIT | 0xF3E4);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), INIT);
	assert_true(fixture_noted(rig->f, "FDCAN1", "bits of CCCR"));
	set(rig, FDCAN1 + CCCR, INIT | CCE);
	set(rig, FDCAN1 + CCCR, INIT | CCE | 0xF3E4);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), INIT | CCE | 0xF3E4);
	set(rig, FDCAN1 + CCCR, 0xF3E4);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), 0xF3E4);
	/* ASM, MON and TEST can be cleared at any time, the rest not. */
	set(rig, FDCAN1 + CCCR, 0);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), 0xF340);
}

static void test_register_holds_only_in_test_mode(void **state)
{
	struct can_rig *rig = *state;

	set(rig, FDCAN1 + CCCR, INIT | CCE);
	set(rig, FDCAN1 + TEST, LBCK);
	assert_int_equal(reg(rig, FDCAN1 + TEST) & LBCK, 0);
	set(rig, FDCAN1 + CCCR, INIT | CCE | TEST_);
	set(rig, FDCAN1 + TEST, 0x50); /* LBCK, TX: dominant */
	assert_int_equal(reg(rig, FDCAN1 + TEST), 0x50);
	assert_int_equal(reg(rig, 0x50002010) & 0x1000, 0); /* PA12 */
	set(rig, FDCAN1 + CCCR, INIT | CCE);
	assert_int_equal(reg(rig, FDCAN1 + TEST) & 0x70, 0);
	assert_int_equal(reg(rig, 0x50002010) & 0x1000, 0x1000);
}

static void reserved_addresses_are_told(void **state)
{
	struct can_rig *rig = *state;

	assert_int_equal(reg(rig, FDCAN1 + 0x108), 0x00010000); /* TTOCF */
	assert_int_equal(reg(rig, FDCAN1 + IR), 0);
	assert_int_equal(reg(rig, FDCAN2 + 0x108), 0);
	assert_int_equal(reg(rig, FDCAN2 + IR), ARA);
	set(rig, FDCAN2 + IR, ARA);
	assert_int_equal(reg(rig, FDCAN2 + IR), 0);
	set(rig, FDCAN1 + 0x008, 1);
	assert_int_equal(reg(rig, FDCAN1 + IR), ARA);
}

static void time_triggered_is_told(void **state)
{
	struct can_rig *rig = *state;

	set(rig, FDCAN1 + 0x108, 0x00010000);
	assert_int_equal(rig->f->notes, 0);
	set(rig, FDCAN1 + 0x108, 0x00010001);
	assert_int_equal(reg(rig, FDCAN1 + 0x108), 0x00010001);
	assert_int_equal(fixture_noted(rig->f, "FDCAN1", "time-triggered"), 1);
}

/* ---- loop back ---- */

static void external_loop_back(void **state)
{
	struct can_rig *rig = *state;

	rig->acknowledges = false;
	can_rig_loop(rig, FDCAN1, 0);
	can_rig_buffer(rig, FDCAN1, 0, 0x123u << 18, 0x00020000, 0x00002211, 0);
	set(rig, FDCAN1 + TXBAR, 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBRP), 1);
	can_rig_pass(rig, 62 * BIT - 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBRP), 1);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0x18, 0x18); /* transmitter */
	can_rig_pass(rig, 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBRP), 0);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 1);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0x00010001);
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD), 0x123u << 18);
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD + 1) & 0xFFFF0000, 0x80020000);
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD + 2), 0x00002211);
	/* The others on the bus hear it, and it hears nobody. */
	assert_int_equal(rig->frames, 1);
	assert_int_equal(rig->heard[0].id, 0x123);
	can_rig_send(rig, "111#");
	can_rig_pass(rig, 45 * BIT);
	assert_int_equal(rig->error, CAN_ACK_ERROR);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0x00010001);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 7, 0);
	assert_int_equal(rig->f->notes, 0);
}

static void internal_loop_back(void **state)
{
	struct can_rig *rig = *state;

	can_rig_loop(rig, FDCAN1, MON);
	can_rig_buffer(rig, FDCAN1, 0, 0x123u << 18, 0x00020000, 0x00002211, 0);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 62 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0x00010001);
	assert_int_equal(rig->frames + rig->failed, 0);
}

static void bit_rate_switch_takes_its_time(void **state)
{
	struct can_rig *rig = *state;

	can_rig_loop(rig, FDCAN1, FDOE | BRSE);
	/* 123##1 with 8 bytes of 55: 17 bits at 1 Mbit/s, 97 at 4; acknowledgement and EOF. */
	can_rig_buffer(rig, FDCAN1, 0, 0x123u << 18, 0x00380000, 0x55555555, 0x55555555);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 26 * BIT + 97 * BIT / 4 - 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 0);
	can_rig_pass(rig, 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 1);
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD + 1) & 0xFFFF0000, 0x80380000);
	/* What went well in the data phase is DLEC's. */
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0x707, 0x007);
}

static void prescaler_and_ccu_divide(void **state)
{
	struct can_rig *rig = *state;

	can_rig_loop(rig, FDCAN1, 0);
	set(rig, FDCAN1 + CCCR, TEST_ | INIT);
	set(rig, FDCAN1 + CCCR, TEST_ | INIT | CCE);
	set(rig, FDCAN1 + NBTP, NBTP_1M | 1u << 16);
	set(rig, CCU + 4, 0x00010044); /* BCC, CDIV: 2 */
	assert_int_equal(reg(rig, CCU + 4), 0x00010044);
	set(rig, FDCAN1 + CCCR, TEST_);
	can_rig_pass(rig, 45 * BIT);
	can_rig_buffer(rig, FDCAN1, 0, 0x123u << 18, 0x00020000, 0x00002211, 0);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 4 * 62 * BIT - 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 0);
	can_rig_pass(rig, 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 1);
}

static void calibration_is_told(void **state)
{
	struct can_rig *rig = *state;

	set(rig, CCU + 4, 0x00001010);
	assert_int_equal(reg(rig, CCU + 4), 0x00000004);
	set(rig, FDCAN1 + CCCR, INIT | CCE);
	set(rig, CCU + 4, 0x00001010);
	assert_int_equal(reg(rig, CCU + 4), 0x00001010);
	assert_int_equal(reg(rig, CCU + 8) & 0xC0000000, 0);
	assert_int_equal(fixture_noted(rig->f, "FDCAN_CCU", "not modelled"), 1);
}

/* ---- interrupts ---- */

static void both_lines(void **state)
{
	struct can_rig *rig = *state;
	struct board *board = rig->f->board;

	can_rig_loop(rig, FDCAN1, 0);
	set(rig, FDCAN1 + IE, RF0N | TC);
	set(rig, FDCAN1 + ILS, TC);
	set(rig, FDCAN1 + TXBTIE, 1);
	can_rig_buffer(rig, FDCAN1, 0, 0x123u << 18, 0, 0, 0);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 60 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + IR) & (RF0N | TC), RF0N | TC);
	assert_false(board_m4_irq_level(board, FDCAN1_IT0));
	assert_false(board_m4_irq_level(board, FDCAN1_IT1));
	set(rig, FDCAN1 + ILE, 1);
	assert_true(board_m4_irq_level(board, FDCAN1_IT0));
	assert_false(board_m4_irq_level(board, FDCAN1_IT1));
	set(rig, FDCAN1 + ILE, 3);
	assert_true(board_m4_irq_level(board, FDCAN1_IT1));
	assert_true(board_a7_irq_level(board, FDCAN1_IT1));
	set(rig, FDCAN1 + IE, TC);
	assert_true(board_m4_irq_level(board, FDCAN1_IT1));
	assert_false(board_m4_irq_level(board, FDCAN1_IT0));
	set(rig, FDCAN1 + IE, RF0N | TC);
	set(rig, FDCAN1 + IR, TC);
	assert_false(board_m4_irq_level(board, FDCAN1_IT1));
	assert_true(board_m4_irq_level(board, FDCAN1_IT0));
	set(rig, FDCAN1 + IE, TC);
	assert_false(board_m4_irq_level(board, FDCAN1_IT0));
}

/* ---- time ---- */

static void timestamps(void **state)
{
	struct can_rig *rig = *state;

	can_rig_configure(rig, FDCAN1);
	set(rig, FDCAN1 + TSCC, 0x00030001); /* every fourth bit */
	set(rig, FDCAN1 + CCCR, INIT | CCE | TEST_ | MON);
	set(rig, FDCAN1 + TEST, LBCK);
	can_rig_start(rig, FDCAN1, TEST_ | MON);
	assert_int_equal(reg(rig, FDCAN1 + TSCV), 3);
	can_rig_pass(rig, 400 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + TSCV), 103);
	/* Taken at the first bit, for what is received and for the event. */
	can_rig_buffer(rig, FDCAN1, 0, 0x123u << 18, 0x5A820000, 0, 0);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 70 * BIT);
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD + 1) & 0xFFFF, 103);
	assert_int_equal(ram(rig, FDCAN1, EVENT_WORD + 1), 0x5A420000 | 103);
	set(rig, FDCAN1 + TSCV, 0xFFFFFFFF);
	assert_int_equal(reg(rig, FDCAN1 + TSCV), 0);
	set(rig, FDCAN1 + IE, TSW);
	set(rig, FDCAN1 + ILE, 1);
	can_rig_pass(rig, 4 * 65536 * BIT - 1);
	assert_false(board_m4_irq_level(rig->f->board, FDCAN1_IT0));
	can_rig_pass(rig, 1);
	assert_true(board_m4_irq_level(rig->f->board, FDCAN1_IT0));
	assert_int_equal(reg(rig, FDCAN1 + IR) & TSW, TSW);
	set(rig, FDCAN1 + IR, TSW);
	set(rig, FDCAN1 + IE, 0);
	assert_int_equal(reg(rig, FDCAN1 + IR) & TSW, 0);
	/* Nobody asks to be told: it is found when somebody looks. */
	can_rig_pass(rig, 4 * 65536 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + IR) & TSW, TSW);
	/* It begins anew. */
	set(rig, FDCAN1 + TSCV, 0);
	set(rig, FDCAN1 + IR, TSW);
	can_rig_pass(rig, 4 * 65536 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + IR) & TSW, TSW);
}

static void external_timestamp_is_tim3(void **state)
{
	struct can_rig *rig = *state;

	set(rig, 0x50000A80, 0x00000002); /* RCC_MC_APB1ENSETR.TIM3EN */
	set(rig, 0x40001024, 0x1234); /* TIM3_CNT */
	can_rig_configure(rig, FDCAN1);
	set(rig, FDCAN1 + TSCC, 2);
	assert_int_equal(reg(rig, FDCAN1 + TSCV), 0x1234);
}

static void continuous_timeout(void **state)
{
	struct can_rig *rig = *state;

	can_rig_configure(rig, FDCAN1);
	set(rig, FDCAN1 + TOCC, 0x00640001); /* 100 bits */
	assert_int_equal(reg(rig, FDCAN1 + TOCV), 100);
	can_rig_start(rig, FDCAN1, 0);
	assert_int_equal(reg(rig, FDCAN1 + TOCV), 88);
	can_rig_pass(rig, 88 * BIT - 1);
	assert_int_equal(reg(rig, FDCAN1 + IR) & TOO, 0);
	can_rig_pass(rig, 1);
	assert_int_equal(reg(rig, FDCAN1 + IR) & TOO, TOO);
	assert_int_equal(reg(rig, FDCAN1 + TOCV), 100);
	set(rig, FDCAN1 + IR, TOO);
	can_rig_pass(rig, 90 * BIT);
	set(rig, FDCAN1 + TOCV, 0);
	assert_int_equal(reg(rig, FDCAN1 + TOCV), 100);
	can_rig_pass(rig, 99 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + IR) & TOO, 0);
	/* It stands with the core, and begins with the next configuration. */
	set(rig, FDCAN1 + CCCR, INIT);
	can_rig_pass(rig, 500 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + TOCV), 1);
	set(rig, FDCAN1 + CCCR, INIT | CCE);
	assert_int_equal(reg(rig, FDCAN1 + TOCV), 100);
}

static void timeout_of_a_fifo(void **state)
{
	struct can_rig *rig = *state;

	can_rig_configure(rig, FDCAN1);
	set(rig, FDCAN1 + TOCC, 0x00640005); /* of Rx FIFO 0 */
	can_rig_start(rig, FDCAN1, 0);
	can_rig_pass(rig, 500 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + TOCV), 100);
	can_rig_send(rig, "123#1122");
	can_rig_pass(rig, (62 + 50) * BIT);
	assert_int_equal(reg(rig, FDCAN1 + TOCV), 50);
	set(rig, FDCAN1 + RXF0A, 0);
	can_rig_pass(rig, 500 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + TOCV), 100);
	assert_int_equal(reg(rig, FDCAN1 + IR) & TOO, 0);
	can_rig_send(rig, "123#1122");
	can_rig_pass(rig, (62 + 101) * BIT);
	assert_int_equal(reg(rig, FDCAN1 + IR) & TOO, TOO);
	assert_int_equal(reg(rig, FDCAN1 + TOCV), 0);
}

static void clock_stop_waits(void **state)
{
	struct can_rig *rig = *state;

	can_rig_configure(rig, FDCAN1);
	can_rig_start(rig, FDCAN1, 0);
	can_rig_buffer(rig, FDCAN1, 0, 0x123u << 18, 0x00020000, 0, 0);
	set(rig, FDCAN1 + TXBAR, 1);
	set(rig, FDCAN1 + CCCR, CSR);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), CSR);
	can_rig_pass(rig, 100 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), CSR | CSA | INIT);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 1);
	set(rig, FDCAN1 + CCCR, CSR);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), CSR | CSA | INIT);
	set(rig, FDCAN1 + CCCR, INIT);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), INIT);
	set(rig, FDCAN1 + CCCR, 0);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), 0);
}

/* ---- around it ---- */

static void no_clock_is_told(void **state)
{
	struct can_rig *rig = *state;

	can_rig_configure(rig, FDCAN1);
	wr(rig->f, SOC_A7_SECURE, 0x5000090C, 3); /* RCC_FDCANCKSELR: PLL4R, which does not run */
	set(rig, FDCAN1 + CCCR, 0);
	assert_int_equal(fixture_noted(rig->f, "FDCAN1", "kernel clock"), 1);
	can_rig_pass(rig, PS_PER_MS);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0x18, 0);
	/* It comes later. */
	wr(rig->f, SOC_A7_SECURE, 0x5000090C, 0);
	can_rig_pass(rig, 12 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0x18, 0x08);
}

/* Its clock is taken away in the middle of a frame, and comes back: the frame begins anew. */
static void clock_taken_away(void **state)
{
	struct can_rig *rig = *state;

	can_rig_configure(rig, FDCAN1);
	can_rig_start(rig, FDCAN1, 0);
	can_rig_buffer(rig, FDCAN1, 0, 0x123u << 18, 0x00020000, 0x00002211, 0);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 30 * BIT);
	set(rig, 0x50000A8C, 0x01000000); /* RCC_MC_APB2ENCLRR.FDCANEN */
	assert_int_equal(rig->error, CAN_STUFF_ERROR);
	can_rig_send(rig, "111#");
	can_rig_pass(rig, 300 * BIT);
	assert_int_equal(rig->error, CAN_ACK_ERROR);
	set(rig, 0x50000A88, 0x01000000);
	can_rig_pass(rig, 300 * BIT);
	assert_int_equal(rig->sent, 1);
	assert_int_equal(rig->frames, 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 1);
	assert_int_equal(reg(rig, FDCAN1 + ECR), 0);
}

static void no_pins_are_told(void **state)
{
	struct can_rig *rig = *state;

	set(rig, 0x50002000, 0xFFFFFFFF); /* GPIOA: analog */
	can_rig_configure(rig, FDCAN1);
	can_rig_start(rig, FDCAN1, 0);
	assert_int_equal(fixture_noted(rig->f, "FDCAN1", "is at no pin"), 1);
	can_rig_send(rig, "123#1122");
	can_rig_pass(rig, 62 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0x00010001);
}

static void two_of_one_board(void **state)
{
	struct can_rig *rig = *state;
	struct board *board = rig->f->board;

	assert_int_equal(board_can_join(board, "FDCAN1", "SPI1"), -ENODEV);
	assert_int_equal(board_can_join(board, "FDCAN1", "FDCAN1"), -EINVAL);
	assert_int_equal(board_can_join(board, "FDCAN1", "FDCAN2"), 0);
	assert_int_equal(board_can_join(board, "FDCAN2", "FDCAN1"), -EBUSY);
	rig->acknowledges = false;
	can_rig_configure(rig, FDCAN1);
	can_rig_configure(rig, FDCAN2);
	can_rig_start(rig, FDCAN1, 0);
	can_rig_start(rig, FDCAN2, 0);
	can_rig_buffer(rig, FDCAN2, 0, 0x123u << 18, 0x00020000, 0x00002211, 0);
	can_rig_buffer(rig, FDCAN1, 0, 0x100u << 18, 0x00010000, 0x00000055, 0);
	set(rig, FDCAN1 + TXBAR, 1);
	set(rig, FDCAN2 + TXBAR, 1);
	can_rig_pass(rig, 150 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 1);
	assert_int_equal(reg(rig, FDCAN2 + TXBTO), 1);
	assert_int_equal(ram(rig, FDCAN1, FIFO0_WORD), 0x123u << 18);
	assert_int_equal(ram(rig, FDCAN2, FIFO0_WORD), 0x100u << 18);
	assert_int_equal(rig->frames, 2);
	assert_int_equal(rig->heard[0].id, 0x100);
	assert_false(board_m4_irq_level(board, FDCAN_CAL));
}

/* Who wants to send on the one bus sends on the other one, when the two become one. */
static void what_waits_is_sent(void **state)
{
	struct can_rig *rig = *state;

	can_rig_configure(rig, FDCAN2);
	can_rig_start(rig, FDCAN2, 0);
	can_rig_send(rig, "123#1122");
	assert_int_equal(board_can_join(rig->f->board, "FDCAN2", "FDCAN1"), 0);
	can_rig_pass(rig, 100 * BIT);
	assert_int_equal(rig->sent, 1);
	assert_int_equal(reg(rig, FDCAN2 + RXF0S), 0x00010001);
}

static void peripheral_reset(void **state)
{
	struct can_rig *rig = *state;

	can_rig_configure(rig, FDCAN1);
	can_rig_start(rig, FDCAN1, 0);
	can_rig_buffer(rig, FDCAN1, 0, 0x123u << 18, 0x00080000, 0, 0);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 30 * BIT);
	wr(rig->f, SOC_A7_SECURE, 0x50000988, 0x01000000); /* RCC_APB2RSTSETR.FDCANRST */
	wr(rig->f, SOC_A7_SECURE, 0x5000098C, 0x01000000);
	assert_int_equal(rig->error, CAN_STUFF_ERROR);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), INIT);
	assert_int_equal(reg(rig, FDCAN1 + TXBRP), 0);
	can_rig_pass(rig, PS_PER_MS);
	assert_int_equal(rig->frames, 0);
}

/* 1 / 30 of 12 kHz, and as many clocks to a bit as there can be: a counter wraps after the end of virtual time. */
static void bits_of_minutes(void **state)
{
	struct can_rig *rig = *state;

	wr(rig->f, SOC_A7_SECURE, 0x5000000C, 0x00000110); /* RCC_OCENSETR: CSION, HSEON */
	wr(rig->f, SOC_A7_SECURE, 0x50000824, 0x00000002); /* RCC_RCK4SELR: CSI */
	wr(rig->f, SOC_A7_SECURE, 0x50000898, 0x003F0018); /* RCC_PLL4CFGR1: by 64, times 25 */
	wr(rig->f, SOC_A7_SECURE, 0x5000089C, 0x007F7F7F); /* RCC_PLL4CFGR2: by 128 */
	wr(rig->f, SOC_A7_SECURE, 0x50000894, 0x00000001); /* RCC_PLL4CR.PLLON */
	can_rig_pass(rig, PS_PER_MS);
	wr(rig->f, SOC_A7_SECURE, 0x50000894, 0x00000071); /* with its outputs */
	set(rig, 0x5000090C, 2); /* RCC_FDCANCKSELR: PLL4Q */
	for (uint32_t brp = 0; brp < 512; brp++) {
		set(rig, FDCAN1 + CCCR, INIT);
		set(rig, FDCAN1 + CCCR, INIT | CCE);
		set(rig, CCU + 4, 0x000F0040);
		set(rig, FDCAN1 + NBTP, 0xFE00FFFF | brp << 16);
		set(rig, FDCAN1 + TSCC, 0x000F0001);
		set(rig, FDCAN1 + TOCC, 0xFFFF0001);
		set(rig, FDCAN1 + IE, 0x3FFFFFFF);
		set(rig, FDCAN1 + CCCR, 0);
		can_rig_pass(rig, 1000 * PS_PER_S);
		assert_int_equal(reg(rig, FDCAN1 + IR), 0);
	}
}

#define TEST_OF(name) cmocka_unit_test_setup_teardown(name, can_rig_open, can_rig_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_OF(reset_values),
		TEST_OF(ram_is_memory),
		TEST_OF(configuration_is_protected),
		TEST_OF(cce_needs_init_before),
		TEST_OF(modes_are_set_in_configuration),
		TEST_OF(test_register_holds_only_in_test_mode),
		TEST_OF(reserved_addresses_are_told),
		TEST_OF(time_triggered_is_told),
		TEST_OF(external_loop_back),
		TEST_OF(internal_loop_back),
		TEST_OF(bit_rate_switch_takes_its_time),
		TEST_OF(prescaler_and_ccu_divide),
		TEST_OF(calibration_is_told),
		TEST_OF(both_lines),
		TEST_OF(timestamps),
		TEST_OF(external_timestamp_is_tim3),
		TEST_OF(bits_of_minutes),
		TEST_OF(continuous_timeout),
		TEST_OF(timeout_of_a_fifo),
		TEST_OF(clock_stop_waits),
		TEST_OF(no_clock_is_told),
		TEST_OF(clock_taken_away),
		TEST_OF(no_pins_are_told),
		TEST_OF(two_of_one_board),
		TEST_OF(what_waits_is_sent),
		TEST_OF(peripheral_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
