/* SPDX-License-Identifier: BSD-3-Clause */
/* The bus itself: who wins, who waits, who holds the clock, and what is put wrong on purpose. */
#include "i2c_rig.h"

#include <errno.h>
#include <string.h>

/* A controller of the test's own; 10 us a bit. */
struct hand {
	struct i2c_controller controller;
	unsigned outcomes;
	enum i2c_outcome last;
	uint8_t byte;
	uint64_t at;
};

static void hand_done(struct i2c_controller *controller, enum i2c_outcome outcome, uint8_t byte)
{
	struct hand *hand = controller->context;

	hand->outcomes++;
	hand->last = outcome;
	hand->byte = byte;
	hand->at = timeline_now(controller->bus->timeline);
}

static void hand_attach(struct hand *hand, const char *name, struct i2c_bus *bus)
{
	memset(hand, 0, sizeof(*hand));
	hand->controller.done = hand_done;
	hand->controller.context = hand;
	hand->controller.name = name;
	hand->controller.times = (struct i2c_times){.bit = 10 * PS_PER_US,
						    .start = 4 * PS_PER_US,
						    .restart = 15 * PS_PER_US,
						    .stop = 10 * PS_PER_US,
						    .free = 5 * PS_PER_US};
	i2c_controller_attach(&hand->controller, bus);
}

/* Lets time pass until the hand is told something new. */
static enum i2c_outcome told(struct i2c_rig *rig, struct hand *hand)
{
	const unsigned before = hand->outcomes;

	for (unsigned i = 0; i < 10000 && hand->outcomes == before; i++)
		i2c_rig_pass(rig, PS_PER_US);
	assert_int_equal(hand->outcomes, before + 1);
	return hand->last;
}

static void start(struct i2c_rig *rig, struct hand *hand)
{
	assert_true(i2c_controller_start(&hand->controller));
	assert_int_equal(told(rig, hand), I2C_STARTED);
}

static enum i2c_outcome send(struct i2c_rig *rig, struct hand *hand, uint8_t byte)
{
	assert_true(i2c_controller_send(&hand->controller, byte));
	return told(rig, hand);
}

static uint8_t receive(struct i2c_rig *rig, struct hand *hand, bool acknowledge)
{
	uint8_t byte;

	assert_true(i2c_controller_receive(&hand->controller));
	assert_int_equal(told(rig, hand), I2C_RECEIVED);
	byte = hand->byte;
	assert_true(i2c_controller_acknowledge(&hand->controller, acknowledge));
	assert_int_equal(told(rig, hand), I2C_ACKNOWLEDGED);
	return byte;
}

static void stop(struct i2c_rig *rig, struct hand *hand)
{
	assert_true(i2c_controller_stop(&hand->controller));
	assert_int_equal(told(rig, hand), I2C_STOPPED);
}

static void operations_take_their_time(void **state)
{
	struct i2c_rig *rig = *state;
	struct hand a;
	uint64_t begun;

	hand_attach(&a, "a", rig->bus);
	i2c_rig_pass(rig, PS_PER_MS);
	begun = timeline_now(board_timeline(rig->f->board));
	start(rig, &a);
	assert_true(a.at == begun + 4 * PS_PER_US);
	assert_true(i2c_controller_start(&a.controller));
	assert_false(i2c_controller_stop(&a.controller)); /* one at a time */
	assert_int_equal(told(rig, &a), I2C_STARTED); /* repeated */
	assert_int_equal(send(rig, &a, 0xA0), I2C_SENT);
	assert_int_equal(send(rig, &a, 0x77), I2C_SENT);
	stop(rig, &a);
	assert_int_equal(rig->target.written[0], 0x77);
	assert_false(i2c_controller_send(&a.controller, 0));
	assert_false(i2c_controller_stop(&a.controller));
	assert_string_equal(rig->log,
			    "a START|a repeated START|a writes 0x50 ACK|a -> 77 ACK|a STOP|");
	i2c_controller_detach(&a.controller);
}

/* A target holds the clock before each of its answers. */
static void a_target_holds_the_clock(void **state)
{
	struct i2c_rig *rig = *state;
	struct hand a;

	hand_attach(&a, "a", rig->bus);
	rig->target.hold_address = true;
	rig->target.hold_write = true;
	rig->target.hold_read = true;
	start(rig, &a);
	i2c_controller_send(&a.controller, 0xA0);
	i2c_rig_pass(rig, 10 * PS_PER_MS);
	assert_int_equal(a.last, I2C_STARTED);
	i2c_target_answer(&rig->target.target, I2C_ACK, 0);
	assert_int_equal(told(rig, &a), I2C_SENT);
	i2c_controller_send(&a.controller, 0x01);
	i2c_rig_pass(rig, 10 * PS_PER_MS);
	i2c_target_answer(&rig->target.target, I2C_NACK, 0);
	assert_int_equal(told(rig, &a), I2C_REFUSED);
	rig->target.hold_address = false;
	start(rig, &a);
	assert_int_equal(send(rig, &a, 0xA1), I2C_SENT);
	i2c_controller_receive(&a.controller);
	i2c_rig_pass(rig, 10 * PS_PER_MS);
	i2c_target_answer(&rig->target.target, I2C_ACK, 0xC3);
	i2c_target_answer(&rig->target.target, I2C_ACK, 0x00); /* none is due: ignored */
	assert_int_equal(told(rig, &a), I2C_RECEIVED);
	assert_int_equal(a.byte, 0xC3);
	assert_true(i2c_controller_acknowledge(&a.controller, false));
	told(rig, &a);
	stop(rig, &a);
	assert_true(rig->stretched > 29 * PS_PER_MS && rig->stretched < 31 * PS_PER_MS);
	i2c_controller_detach(&a.controller);
}

/* Two start at once: they go on together until the lower byte wins. */
static void the_lower_byte_wins(void **state)
{
	struct i2c_rig *rig = *state;
	struct hand a;
	struct hand b;

	hand_attach(&a, "a", rig->bus);
	hand_attach(&b, "b", rig->bus);
	i2c_rig_pass(rig, PS_PER_MS);
	i2c_controller_start(&a.controller);
	i2c_rig_pass(rig, 3 * PS_PER_US); /* SDA is low, SCL not yet */
	i2c_controller_start(&b.controller);
	i2c_rig_pass(rig, 2 * PS_PER_US);
	assert_int_equal(a.last, I2C_STARTED);
	assert_int_equal(b.last, I2C_STARTED);
	assert_int_equal(b.outcomes, 1);
	/* The bus waits for the slower of the two. */
	i2c_controller_send(&a.controller, 0xA0);
	i2c_rig_pass(rig, PS_PER_MS);
	assert_int_equal(a.outcomes, 1);
	i2c_controller_send(&b.controller, 0xA0);
	i2c_rig_pass(rig, PS_PER_MS);
	assert_int_equal(a.last, I2C_SENT);
	assert_int_equal(b.last, I2C_SENT);
	i2c_controller_send(&a.controller, 0x81);
	i2c_controller_send(&b.controller, 0x7F);
	i2c_rig_pass(rig, PS_PER_MS);
	assert_int_equal(a.last, I2C_LOST);
	assert_int_equal(b.last, I2C_SENT);
	assert_false(i2c_controller_owns(&a.controller));
	assert_int_equal(rig->target.written_count, 1);
	assert_int_equal(rig->target.written[0], 0x7F);
	/* The loser waits for the STOP, and for the bus to be free. */
	i2c_controller_start(&a.controller);
	i2c_rig_pass(rig, PS_PER_MS);
	assert_int_equal(a.outcomes, 3);
	stop(rig, &b);
	assert_int_equal(told(rig, &a), I2C_STARTED);
	assert_true(a.at == b.at + 5 * PS_PER_US + 4 * PS_PER_US);
	i2c_controller_detach(&a.controller);
	i2c_controller_detach(&b.controller);
}

/* Where they differ in what they do: data with a leading 0, STOP, repeated START, data with a leading 1. */
static void unlike_operations_arbitrate(void **state)
{
	struct i2c_rig *rig = *state;

	for (unsigned i = 0; i < 3; i++) {
		struct hand a;
		struct hand b;

		hand_attach(&a, "a", rig->bus);
		hand_attach(&b, "b", rig->bus);
		i2c_controller_start(&a.controller);
		i2c_controller_start(&b.controller);
		i2c_rig_pass(rig, PS_PER_MS);
		i2c_controller_send(&a.controller, 0xA0);
		i2c_controller_send(&b.controller, 0xA0);
		i2c_rig_pass(rig, PS_PER_MS);
		i2c_controller_send(&a.controller, i == 0 ? 0x7F : 0x80);
		if (i == 2)
			i2c_controller_start(&b.controller);
		else
			i2c_controller_stop(&b.controller);
		i2c_rig_pass(rig, PS_PER_MS);
		assert_int_equal(a.last, i == 0 ? I2C_SENT : I2C_LOST);
		assert_int_equal(b.last, i == 0 ? I2C_LOST : i == 1 ? I2C_STOPPED : I2C_STARTED);
		i2c_controller_detach(&a.controller);
		i2c_controller_detach(&b.controller);
		i2c_rig_pass(rig, PS_PER_MS);
	}
}

static void add(struct i2c_rig *rig, struct i2c_fault fault)
{
	assert_int_equal(i2c_bus_fault(rig->bus, &fault), 0);
}

static void addresses_are_refused(void **state)
{
	struct i2c_rig *rig = *state;
	struct hand a;

	hand_attach(&a, "a", rig->bus);
	add(rig, (struct i2c_fault){.kind = I2C_FAULT_NACK_ADDRESS, .address = 0x50, .count = 2});
	add(rig, (struct i2c_fault){.kind = I2C_FAULT_NACK_ADDRESS, .address = 0x33});
	for (unsigned i = 0; i < 4; i++) {
		start(rig, &a);
		assert_int_equal(send(rig, &a, 0xA0), i < 2 ? I2C_REFUSED : I2C_SENT);
		stop(rig, &a);
	}
	add(rig, (struct i2c_fault){.kind = I2C_FAULT_NACK_ADDRESS, .address = I2C_ANY});
	start(rig, &a);
	assert_int_equal(send(rig, &a, 0xA0), I2C_REFUSED);
	i2c_bus_mend(rig->bus, I2C_FAULT_NACK_ADDRESS);
	start(rig, &a);
	assert_int_equal(send(rig, &a, 0xA0), I2C_SENT);
	stop(rig, &a);
	i2c_controller_detach(&a.controller);
}

static void data_are_refused_after_n(void **state)
{
	struct i2c_rig *rig = *state;
	struct hand a;

	hand_attach(&a, "a", rig->bus);
	add(rig, (struct i2c_fault){
			 .kind = I2C_FAULT_NACK_DATA, .address = 0x50, .bytes = 2, .count = 1});
	for (unsigned pass = 0; pass < 2; pass++) {
		start(rig, &a);
		assert_int_equal(send(rig, &a, 0xA0), I2C_SENT);
		for (unsigned i = 0; i < 4; i++)
			assert_int_equal(send(rig, &a, (uint8_t)i),
					 pass == 0 && i >= 2 ? I2C_REFUSED : I2C_SENT);
		stop(rig, &a);
	}
	assert_int_equal(rig->target.written_count, 2 + 4);
	i2c_controller_detach(&a.controller);
}

static void a_misplaced_condition_ends_it(void **state)
{
	struct i2c_rig *rig = *state;
	struct hand a;

	hand_attach(&a, "a", rig->bus);
	add(rig,
	    (struct i2c_fault){.kind = I2C_FAULT_STOP, .address = I2C_ANY, .bytes = 1, .count = 1});
	start(rig, &a);
	assert_int_equal(send(rig, &a, 0xA0), I2C_SENT);
	assert_int_equal(send(rig, &a, 0x12), I2C_ERROR);
	assert_false(i2c_bus_busy(rig->bus));
	assert_int_equal(rig->target.last_end, I2C_END_ERROR);
	add(rig, (struct i2c_fault){
			 .kind = I2C_FAULT_START, .address = I2C_ANY, .bytes = 0, .count = 1});
	start(rig, &a);
	assert_int_equal(send(rig, &a, 0xA1), I2C_ERROR);
	start(rig, &a);
	assert_int_equal(send(rig, &a, 0xA1), I2C_SENT);
	assert_int_equal(receive(rig, &a, false), 0xA0);
	stop(rig, &a);
	i2c_controller_detach(&a.controller);
}

static void arbitration_is_lost_to_a_stranger(void **state)
{
	struct i2c_rig *rig = *state;
	struct hand a;
	uint64_t lost;

	hand_attach(&a, "a", rig->bus);
	add(rig, (struct i2c_fault){.kind = I2C_FAULT_ARBITRATION, .address = 0x50, .count = 1});
	start(rig, &a);
	assert_int_equal(send(rig, &a, 0xA0), I2C_LOST);
	lost = a.at;
	assert_true(i2c_bus_busy(rig->bus));
	start(rig, &a);
	/* The stranger's last bit and STOP, then tBUF and the START. */
	assert_true(a.at == lost + 29 * PS_PER_US);
	assert_int_equal(send(rig, &a, 0xA0), I2C_SENT);
	stop(rig, &a);
	i2c_controller_detach(&a.controller);
}

static void sda_is_stuck(void **state)
{
	struct i2c_rig *rig = *state;
	struct hand a;

	hand_attach(&a, "a", rig->bus);
	add(rig, (struct i2c_fault){.kind = I2C_FAULT_SDA_LOW, .pulses = 3});
	assert_false(i2c_bus_sda(rig->bus));
	i2c_controller_start(&a.controller);
	i2c_rig_pass(rig, 100 * PS_PER_MS);
	assert_int_equal(a.outcomes, 0);
	for (unsigned i = 0; i < 3; i++) {
		assert_false(i2c_bus_sda(rig->bus));
		i2c_bus_drive(rig->bus, false, true);
		assert_false(i2c_bus_scl(rig->bus));
		i2c_bus_drive(rig->bus, true, true);
	}
	assert_true(i2c_bus_sda(rig->bus));
	assert_int_equal(told(rig, &a), I2C_STARTED);
	/* In the middle of a transfer zeros are read, and who sends a 1 has lost. */
	assert_int_equal(send(rig, &a, 0xA1), I2C_SENT);
	add(rig, (struct i2c_fault){.kind = I2C_FAULT_SDA_LOW});
	assert_int_equal(receive(rig, &a, true), 0x00);
	i2c_controller_stop(&a.controller);
	i2c_rig_pass(rig, PS_PER_MS);
	assert_int_equal(a.last, I2C_ACKNOWLEDGED);
	i2c_bus_mend(rig->bus, I2C_FAULT_SDA_LOW);
	assert_int_equal(told(rig, &a), I2C_STOPPED);
	start(rig, &a);
	add(rig, (struct i2c_fault){.kind = I2C_FAULT_SDA_LOW});
	assert_int_equal(send(rig, &a, 0xA0), I2C_LOST);
	i2c_bus_mend_all(rig->bus);
	assert_non_null(strstr(rig->log, "SDA stuck low|"));
	assert_non_null(strstr(rig->log, "SDA free|"));
	i2c_controller_detach(&a.controller);
}

static void scl_is_stuck(void **state)
{
	struct i2c_rig *rig = *state;
	struct hand a;
	uint64_t begun;

	hand_attach(&a, "a", rig->bus);
	start(rig, &a);
	i2c_controller_send(&a.controller, 0xA0);
	begun = timeline_now(board_timeline(rig->f->board));
	i2c_rig_pass(rig, 35 * PS_PER_US);
	add(rig, (struct i2c_fault){.kind = I2C_FAULT_SCL_LOW});
	i2c_rig_pass(rig, 100 * PS_PER_MS);
	assert_int_equal(a.outcomes, 1);
	i2c_bus_mend(rig->bus, I2C_FAULT_SCL_LOW);
	assert_int_equal(told(rig, &a), I2C_SENT);
	assert_true(a.at == begun + 90 * PS_PER_US + 100 * PS_PER_MS);
	stop(rig, &a);
	add(rig, (struct i2c_fault){.kind = I2C_FAULT_SCL_LOW});
	i2c_controller_start(&a.controller);
	i2c_rig_pass(rig, PS_PER_MS);
	assert_int_equal(a.last, I2C_STOPPED);
	i2c_bus_mend_all(rig->bus);
	assert_int_equal(told(rig, &a), I2C_STARTED);
	i2c_controller_detach(&a.controller);
}

/* A controller that goes away while a target sends leaves SDA to it: of 0x18, 00011000, in bit 6, until the
 * clock has come to the next 1. */
static void an_abandoned_target_keeps_sda(void **state)
{
	struct i2c_rig *rig = *state;
	struct hand a;

	hand_attach(&a, "a", rig->bus);
	rig->target.memory[0] = 0x18;
	start(rig, &a);
	assert_int_equal(send(rig, &a, 0xA1), I2C_SENT);
	i2c_controller_receive(&a.controller);
	i2c_rig_pass(rig, 15 * PS_PER_US); /* in bit 6 */
	i2c_controller_abandon(&a.controller);
	assert_false(i2c_bus_sda(rig->bus));
	assert_int_equal(rig->bus->sda_pulses, 2);
	i2c_controller_start(&a.controller);
	i2c_rig_pass(rig, PS_PER_MS);
	assert_int_equal(a.outcomes, 2);
	i2c_bus_drive(rig->bus, false, true);
	i2c_bus_drive(rig->bus, true, true);
	assert_false(i2c_bus_sda(rig->bus));
	i2c_bus_drive(rig->bus, false, true);
	i2c_bus_drive(rig->bus, true, true);
	assert_true(i2c_bus_sda(rig->bus));
	assert_int_equal(told(rig, &a), I2C_STARTED);
	assert_int_equal(rig->target.last_end, I2C_END_START);
	/* While it sends a 1 nothing is stuck; the first bit of the next byte counts, too. */
	assert_int_equal(send(rig, &a, 0xA1), I2C_SENT);
	rig->target.memory[1] = 0x80;
	rig->target.memory[2] = 0x7F;
	i2c_controller_abandon(&a.controller);
	assert_true(i2c_bus_sda(rig->bus));
	start(rig, &a);
	assert_int_equal(send(rig, &a, 0xA1), I2C_SENT);
	i2c_controller_abandon(&a.controller);
	assert_false(i2c_bus_sda(rig->bus));
	assert_int_equal(rig->bus->sda_pulses, 1);
	i2c_controller_detach(&a.controller);
}

static void faults_are_bounded(void **state)
{
	struct i2c_rig *rig = *state;
	const struct i2c_fault fault = {.kind = I2C_FAULT_NACK_ADDRESS, .address = 0x11};
	const struct i2c_fault none = {.kind = (enum i2c_fault_kind)99};

	for (unsigned i = 0; i < I2C_FAULTS; i++)
		assert_int_equal(i2c_bus_fault(rig->bus, &fault), 0);
	assert_int_equal(i2c_bus_fault(rig->bus, &fault), -ENOSPC);
	assert_int_equal(i2c_bus_fault(rig->bus, &none), -EINVAL);
	i2c_bus_mend_all(rig->bus);
	assert_int_equal(i2c_bus_fault(rig->bus, &fault), 0);
	assert_string_equal(i2c_fault_name(I2C_FAULT_ARBITRATION), "arbitration-loss");
	assert_null(i2c_fault_name((enum i2c_fault_kind)99));
}

/* A target that goes away while it holds the clock holds it no longer. */
static void a_target_is_taken_away(void **state)
{
	struct i2c_rig *rig = *state;
	struct hand a;

	hand_attach(&a, "a", rig->bus);
	rig->target.hold_write = true;
	start(rig, &a);
	assert_int_equal(send(rig, &a, 0xA0), I2C_SENT);
	i2c_controller_send(&a.controller, 0x01);
	i2c_rig_pass(rig, PS_PER_MS);
	i2c_target_detach(&rig->target.target);
	assert_int_equal(told(rig, &a), I2C_REFUSED);
	stop(rig, &a);
	i2c_controller_detach(&a.controller);
}

/* Two targets at one address: the wired AND of what they say. */
static void two_at_one_address(void **state)
{
	struct i2c_rig *rig = *state;
	struct i2c_rig_target twin;
	struct hand a;

	hand_attach(&a, "a", rig->bus);
	i2c_rig_target_init(&twin, 0x50);
	i2c_target_attach(&twin.target, rig->bus);
	twin.memory[0] = 0x3C;
	rig->target.memory[0] = 0xF6;
	start(rig, &a);
	assert_int_equal(send(rig, &a, 0xA1), I2C_SENT);
	assert_int_equal(receive(rig, &a, false), 0x34);
	stop(rig, &a);
	i2c_target_detach(&twin.target);
	i2c_controller_detach(&a.controller);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, i2c_rig_open, i2c_rig_close)
		T(operations_take_their_time),
		T(a_target_holds_the_clock),
		T(the_lower_byte_wins),
		T(unlike_operations_arbitrate),
		T(addresses_are_refused),
		T(data_are_refused_after_n),
		T(a_misplaced_condition_ends_it),
		T(arbitration_is_lost_to_a_stranger),
		T(sda_is_stuck),
		T(scl_is_stuck),
		T(an_abandoned_target_keeps_sda),
		T(faults_are_bounded),
		T(a_target_is_taken_away),
		T(two_at_one_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
