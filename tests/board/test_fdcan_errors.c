/* SPDX-License-Identifier: BSD-3-Clause */
/* FDCAN: error counters, error states, bus-off and the special modes (ISO 11898-1:2015, 12.1; Bosch, M_CAN user's manual):
 * literal addresses and values. */
#include "can_rig.h"

static void started(struct can_rig *rig, uint32_t cccr)
{
	can_rig_configure(rig, FDCAN1);
	can_rig_start(rig, FDCAN1, cccr);
}

static void sends(struct can_rig *rig)
{
	can_rig_buffer(rig, FDCAN1, 0, 0x123u << 18, 0, 0, 0);
	set(rig, FDCAN1 + TXBAR, 1);
}

/* Nobody is there: 16 errors make it passive, and that is all. */
static void alone_on_the_bus(void **state)
{
	struct can_rig *rig = *state;

	started(rig, 0);
	rig->acknowledges = false;
	sends(rig);
	can_rig_pass(rig, 40 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + ECR), 0x00010008);
	assert_int_equal(reg(rig, FDCAN1 + ECR), 0x00000008); /* CEL is reset by reading it */
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0x7E7, 0x703);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0x707, 0x707);
	assert_int_equal(reg(rig, FDCAN1 + IR) & (PEA | PED | EW | EP | BO), PEA);
	can_rig_pass(rig, 10 * 50 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + IR) & (EW | EP | BO), 0);
	can_rig_pass(rig, 100 * 70 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + ECR) & 0xFFFF, 0x80);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0xE0, 0x60); /* EW, EP */
	assert_int_equal(reg(rig, FDCAN1 + IR) & (EW | EP | BO), EW | EP);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), 0);
	assert_int_equal(reg(rig, FDCAN1 + TXBRP), 1);
	/* Somebody comes: it goes out, and each frame takes one back. */
	rig->acknowledges = true;
	can_rig_pass(rig, 70 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + TXBTO), 1);
	assert_int_equal(reg(rig, FDCAN1 + ECR) & 0xFFFF, 0x7F);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0xE0, 0x40);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 7, 7);
}

/* A passive one waits for eight bits more. */
static void suspended_transmission(void **state)
{
	struct can_rig *rig = *state;
	uint64_t last;

	started(rig, 0);
	rig->acknowledges = false;
	sends(rig);
	can_rig_pass(rig, 100 * 70 * BIT);
	last = rig->when;
	while (rig->when == last)
		can_rig_pass(rig, BIT);
	/* 36 bits and the acknowledgement; an error flag, its delimiter, the intermission; eight more. */
	assert_true(rig->when - last == (36 + 1 + 6 + 8 + 3 + 8) * BIT);
}

static void bus_off_and_back(void **state)
{
	struct can_rig *rig = *state;

	started(rig, 0);
	sends(rig);
	can_bus_spoil(rig->bus, 1000);
	can_rig_pass(rig, 31 * 80 * BIT);
	can_rig_pass(rig, 20 * 80 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0xE0, 0xE0);
	assert_int_equal(reg(rig, FDCAN1 + IR) & (EW | EP | BO), EW | EP | BO);
	assert_int_equal(reg(rig, FDCAN1 + CCCR), INIT);
	assert_int_equal(reg(rig, FDCAN1 + ECR) & 0xFF, 248);
	can_bus_spoil(rig->bus, 0);
	can_rig_pass(rig, 5 * PS_PER_MS);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0x80, 0x80); /* not by itself */
	set(rig, FDCAN1 + IR, 0x3FCFFFFF);
	set(rig, FDCAN1 + CCCR, 0);
	can_rig_pass(rig, 11 * 100 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + ECR) >> 8 & 0x7F, 100);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0x87, 0x85); /* Bit0Error */
	can_rig_pass(rig, 11 * 29 * BIT - 1);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0x80, 0x80);
	assert_int_equal(rig->frames, 0);
	can_rig_pass(rig, 1);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0xE0, 0);
	assert_int_equal(reg(rig, FDCAN1 + ECR) & 0xFFFF, 0);
	assert_int_equal(reg(rig, FDCAN1 + IR) & (EW | EP | BO), EW | EP | BO);
	/* What was asked for is sent now. */
	can_rig_pass(rig, 60 * BIT);
	assert_int_equal(rig->frames, 1);
}

static void receive_errors(void **state)
{
	struct can_rig *rig = *state;

	started(rig, 0);
	can_bus_spoil(rig->bus, 3);
	can_rig_send(rig, "123#1122");
	can_rig_pass(rig, 130 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + ECR), 0x00030300);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 7, 1); /* stuff error */
	can_rig_pass(rig, 200 * BIT);
	assert_int_equal(rig->sent, 1);
	assert_int_equal(reg(rig, FDCAN1 + ECR), 0x00000200);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 7, 0);
}

/* The logging of errors goes up to 255; the next one is told. */
static void error_logging(void **state)
{
	struct can_rig *rig = *state;

	started(rig, 0);
	can_bus_spoil(rig->bus, 255);
	can_rig_send(rig, "123#1122");
	can_rig_pass(rig, 255 * 43 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + IR) & ELO, 0);
	can_bus_spoil(rig->bus, 1);
	rig->sends = 2;
	rig->send[1] = rig->send[0];
	can_rig_pass(rig, 300 * BIT);
	assert_int_equal(rig->sent, 2);
	assert_int_equal(reg(rig, FDCAN1 + IR) & ELO, ELO);
	assert_int_equal(reg(rig, FDCAN1 + ECR) >> 16, 0xFF);
}

/* Another bit rate: an active one destroys every frame, until it is passive itself. */
static void other_bit_rate(void **state)
{
	struct can_rig *rig = *state;

	started(rig, 0);
	rig->node.timing.nominal = 2 * BIT;
	can_rig_send(rig, "123#1122");
	can_rig_pass(rig, 40 * BIT);
	assert_int_equal(rig->error, CAN_BIT1_ERROR);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 7, 1);
	assert_int_equal(reg(rig, FDCAN1 + ECR), 0x00010900);
	assert_true(fixture_noted(rig->f, "FDCAN1", "another bit rate"));
	can_rig_pass(rig, 100 * 100 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + ECR) & 0xFF00, 0xFF00); /* RP */
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0x60, 0x60);
	assert_int_equal(rig->error, CAN_ACK_ERROR);
	/* What differs less than that is none. */
	rig->node.timing.nominal = BIT + BIT / 100;
	can_rig_pass(rig, 200 * BIT);
	assert_int_equal(rig->sent, 1);
}

static void fd_frame_without_fdoe(void **state)
{
	struct can_rig *rig = *state;

	started(rig, 0);
	can_rig_send(rig, "123##0112233");
	can_rig_pass(rig, 21 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 7, 2); /* form error */
	assert_int_equal(rig->error, CAN_BIT1_ERROR);
}

static void non_iso_against_iso(void **state)
{
	struct can_rig *rig = *state;

	started(rig, FDOE | NISO);
	can_rig_send(rig, "123##0112233");
	can_rig_pass(rig, 100 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 7, 6); /* CRC error */
	assert_int_equal(rig->sent, 0);
	rig->send[0].non_iso = true;
	can_rig_pass(rig, 200 * BIT);
	assert_int_equal(rig->sent, 1);
}

static void errors_in_the_data_phase(void **state)
{
	struct can_rig *rig = *state;

	started(rig, FDOE | BRSE);
	rig->acknowledges = false;
	can_rig_buffer(rig, FDCAN1, 0, 0x123u << 18, 0x00300000, 0, 0);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 30 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0x707, 0x307);
	assert_int_equal(reg(rig, FDCAN1 + IR) & (PEA | PED), PED);
}

/* ---- modes ---- */

static void bus_monitoring(void **state)
{
	struct can_rig *rig = *state;

	started(rig, MON);
	set(rig, FDCAN1 + TXBAR, 1);
	assert_int_equal(reg(rig, FDCAN1 + TXBRP), 0);
	can_rig_send(rig, "123#1122");
	can_rig_pass(rig, 60 * BIT);
	assert_int_equal(rig->error, CAN_ACK_ERROR); /* it does not acknowledge, */
	{
		struct can_node other = rig->node;
		struct can_rig silent = {.acknowledges = true, .f = rig->f};

		/* and hears what somebody else does. */
		other.context = &silent;
		can_node_attach(&other, rig->bus);
		can_rig_pass(rig, 140 * BIT);
		assert_int_equal(rig->sent, 1);
		assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0x00010001);
		can_node_detach(&other);
	}
}

static void restricted_operation(void **state)
{
	struct can_rig *rig = *state;

	started(rig, ASM);
	sends(rig);
	can_rig_send(rig, "123#1122");
	can_rig_pass(rig, 70 * BIT);
	assert_int_equal(rig->sent, 1); /* it acknowledges, */
	assert_int_equal(rig->frames, 0); /* and sends nothing */
	assert_int_equal(reg(rig, FDCAN1 + TXBRP), 1);
	/* Its counters stand still, the log does not. */
	can_bus_spoil(rig->bus, 1);
	rig->sends = 2;
	rig->send[1] = rig->send[0];
	can_node_request(&rig->node, 0);
	can_rig_pass(rig, 40 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + ECR), 0x00010000);
	/* The end of the mode. */
	can_rig_pass(rig, 200 * BIT);
	set(rig, FDCAN1 + CCCR, 0);
	can_rig_pass(rig, 60 * BIT);
	assert_int_equal(rig->frames, 1);
}

/* Who joins in the middle of a frame waits for its end, and does not take it. */
static void integration(void **state)
{
	struct can_rig *rig = *state;
	struct can_node other = rig->node;
	struct can_rig second = {.acknowledges = true, .f = rig->f};

	other.context = &second;
	can_node_attach(&other, rig->bus);
	can_rig_configure(rig, FDCAN1);
	can_rig_send(rig, "123#1122334455667788");
	can_rig_pass(rig, 30 * BIT);
	set(rig, FDCAN1 + CCCR, 0);
	can_rig_pass(rig, 60 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0x18, 0);
	can_rig_pass(rig, 60 * BIT);
	assert_int_equal(rig->sent, 1);
	assert_int_equal(reg(rig, FDCAN1 + PSR) & 0x1F, 0x0F);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0);
	can_node_detach(&other);
}

/* Transmitter delay compensation measures nothing where there is no transceiver. */
static void delay_compensation(void **state)
{
	struct can_rig *rig = *state;

	can_rig_configure(rig, FDCAN1);
	set(rig, FDCAN1 + DBTP, DBTP_4M | 1u << 23);
	set(rig, FDCAN1 + TDCR, 0x00000900);
	can_rig_start(rig, FDCAN1, FDOE | BRSE);
	can_rig_buffer(rig, FDCAN1, 0, 0x123u << 18, 0x00300000, 0, 0);
	set(rig, FDCAN1 + TXBAR, 1);
	can_rig_pass(rig, 60 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + PSR) >> 16, 9);
}

#define TEST_OF(name) cmocka_unit_test_setup_teardown(name, can_rig_open, can_rig_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_OF(alone_on_the_bus),
		TEST_OF(suspended_transmission),
		TEST_OF(bus_off_and_back),
		TEST_OF(receive_errors),
		TEST_OF(error_logging),
		TEST_OF(other_bit_rate),
		TEST_OF(fd_frame_without_fdoe),
		TEST_OF(non_iso_against_iso),
		TEST_OF(errors_in_the_data_phase),
		TEST_OF(bus_monitoring),
		TEST_OF(restricted_operation),
		TEST_OF(integration),
		TEST_OF(delay_compensation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
