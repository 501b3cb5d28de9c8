/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is on the wires of an I2C bus: conditions, bytes one after the other (UM10204, 3.1).
 */
#include "board/i2c_bus_internal.h"

#include <string.h>

#define BITS 8u

static void bus_fire(void *context);

void i2c_bus_init(struct i2c_bus *bus, struct timeline *timeline)
{
	memset(bus, 0, sizeof(*bus));
	bus->timeline = timeline;
	bus->event.name = "i2c bus";
	bus->event.fire = bus_fire;
	bus->event.context = bus;
	bus->whole = I2C_ANY;
}

void i2c_bus_join(struct i2c_bus *bus, struct i2c_bus *other)
{
	if (bus == other)
		return;

	while (other->controllers) {
		struct i2c_controller *controller = other->controllers;

		i2c_controller_detach(controller);
		i2c_controller_attach(controller, bus);
	}
	while (other->targets) {
		struct i2c_target *target = other->targets;

		i2c_target_detach(target);
		i2c_target_attach(target, bus);
	}
	while (other->observers) {
		struct i2c_observer *observer = other->observers;

		i2c_bus_unobserve(other, observer);
		i2c_bus_observe(bus, observer);
	}
}

bool i2c_bus_busy(const struct i2c_bus *bus)
{
	return bus->phase != I2C_IDLE;
}

bool i2c_bus_scl(const struct i2c_bus *bus)
{
	return !bus->scl_low && !bus->pulls_scl;
}

bool i2c_bus_sda(const struct i2c_bus *bus)
{
	return !bus->sda_low && !bus->pulls_sda;
}

/* ---- the clock ---- */

void i2c_bus_hold_clock(struct i2c_bus *bus)
{
	if (bus->clock_held)
		return;
	bus->clock_held = true;
	bus->held_since = timeline_now(bus->timeline);
	i2c_targets_see(bus, I2C_SEEN_CLOCK_LOW);
}

void i2c_bus_run_clock(struct i2c_bus *bus)
{
	if (!bus->clock_held || !i2c_bus_scl(bus))
		return;
	bus->clock_held = false;
	bus->held += timeline_now(bus->timeline) - bus->held_since;
	i2c_targets_see(bus, I2C_SEEN_CLOCK_RUNS);
}

/* How long a phase takes; TIMELINE_NEVER: an owner has no clock. */
static uint64_t bus_duration(const struct i2c_bus *bus)
{
	const uint64_t bit = i2c_owners_bit(bus);

	switch (bus->phase) {
	case I2C_BITS:
		return bit ? BITS * bit : TIMELINE_NEVER;
	case I2C_NINTH:
		return bit ? bit : TIMELINE_NEVER;
	default:
		return i2c_owners_time(bus, (enum i2c_phase)bus->phase);
	}
}

/* A START and a STOP need SDA to go high first. */
static bool bus_lines_free(const struct i2c_bus *bus)
{
	const bool condition = bus->phase == I2C_RESTARTING || bus->phase == I2C_STOPPING;

	return i2c_bus_scl(bus) && (!condition || i2c_bus_sda(bus));
}

/* The time of what is on the wire runs, or does not yet. */
static void bus_run(struct i2c_bus *bus, uint64_t duration)
{
	bus->waits = duration == TIMELINE_NEVER || !bus_lines_free(bus);
	bus->remaining = duration;
	if (bus->waits) {
		timeline_disarm(bus->timeline, &bus->event);
		i2c_bus_hold_clock(bus);
		return;
	}
	i2c_bus_run_clock(bus);
	timeline_arm(bus->timeline, &bus->event, timeline_now(bus->timeline) + duration);
}

static void bus_enter(struct i2c_bus *bus, enum i2c_phase phase)
{
	bus->phase = phase;
	bus_run(bus, bus_duration(bus));
}

void i2c_bus_again(struct i2c_bus *bus)
{
	if (bus->phase == I2C_IDLE || bus->phase == I2C_WAITING || bus->phase == I2C_ASKING ||
	    bus->phase == I2C_FOREIGN)
		return;
	bus_run(bus, bus_duration(bus));
}

void i2c_bus_settle(struct i2c_bus *bus)
{
	if (bus->phase == I2C_IDLE) {
		i2c_bus_run_clock(bus);
		i2c_owners_schedule(bus);
	} else if (bus->phase == I2C_WAITING || bus->phase == I2C_ASKING) {
		i2c_bus_hold_clock(bus);
	} else if (bus->waits) {
		bus_run(bus, bus->remaining);
	} else if (!bus_lines_free(bus)) {
		bus_run(bus, bus->event.when - timeline_now(bus->timeline));
	}
}

/* ---- what is on the wires, from START to STOP ---- */

static void bus_start(struct i2c_bus *bus)
{
	bus->begun = timeline_now(bus->timeline);
	i2c_owners_join(bus, bus->begun);
	if (!i2c_owner(bus->controllers))
		return;
	bus->held = 0;
	bus->whole = I2C_ANY;
	bus->operation = I2C_START;
	bus_enter(bus, I2C_STARTING);
	i2c_targets_see(bus, I2C_SEEN_START);
	i2c_bus_proceed(bus);
}

static void bus_wait(struct i2c_bus *bus, enum i2c_outcome outcome)
{
	bus->phase = I2C_WAITING;
	bus->operation = I2C_NOTHING;
	i2c_owners_due(bus, outcome);
	i2c_owners_tell(bus);
}

static void bus_idle(struct i2c_bus *bus)
{
	bus->phase = I2C_IDLE;
	bus->operation = I2C_NOTHING;
	bus->waits = false;
	bus->free_at = timeline_now(bus->timeline);
	timeline_disarm(bus->timeline, &bus->event);
	i2c_bus_run_clock(bus);
}

/* A misplaced START or STOP: everybody lets go. */
static void bus_error(struct i2c_bus *bus, enum i2c_sight sight)
{
	i2c_observers_tell(bus, I2C_EVENT_ERROR, i2c_owner_name(bus));
	i2c_owners_due(bus, I2C_ERROR);
	bus_idle(bus);
	i2c_targets_end(bus, I2C_END_ERROR);
	i2c_targets_see(bus, I2C_SEEN_ERROR);
	i2c_targets_see(bus, sight);
	i2c_owners_tell(bus);
}

/* Somebody else has won, sends the answer's bit, and stops. */
static void bus_foreign_wins(struct i2c_bus *bus)
{
	const uint64_t time = i2c_owners_bit(bus) + i2c_owners_time(bus, I2C_STOPPING);

	i2c_observers_tell(bus, I2C_EVENT_LOST, i2c_owner_name(bus));
	i2c_owners_due(bus, I2C_LOST);
	i2c_targets_end(bus, I2C_END_ERROR);
	bus->phase = I2C_FOREIGN;
	bus->begun = timeline_now(bus->timeline);
	bus->held = 0;
	bus_run(bus, time);
	i2c_owners_tell(bus);
}

/* True: a fault has ended the transfer in this byte. */
static bool bus_struck(struct i2c_bus *bus)
{
	if (i2c_fault_strikes(bus, I2C_FAULT_START))
		bus_error(bus, I2C_SEEN_START);
	else if (i2c_fault_strikes(bus, I2C_FAULT_STOP))
		bus_error(bus, I2C_SEEN_STOP);
	else if (i2c_fault_strikes(bus, I2C_FAULT_ARBITRATION))
		bus_foreign_wins(bus);
	else
		return false;
	return true;
}

static void bus_ask(struct i2c_bus *bus, bool answered, enum i2c_phase next)
{
	if (answered) {
		bus_enter(bus, next);
		return;
	}
	bus->phase = I2C_ASKING;
	i2c_bus_hold_clock(bus);
}

static void bus_begin(struct i2c_bus *bus)
{
	/* The answer to a byte that was read is part of that byte. */
	if (bus->operation != I2C_ACKNOWLEDGE) {
		bus->begun = timeline_now(bus->timeline);
		bus->held = 0;
		bus->held_since = bus->begun;
	}
	i2c_bus_run_clock(bus);
	switch (bus->operation) {
	case I2C_START:
		bus_enter(bus, I2C_RESTARTING);
		break;
	case I2C_STOP:
		bus_enter(bus, I2C_STOPPING);
		break;
	case I2C_ACKNOWLEDGE:
		bus_enter(bus, I2C_NINTH);
		break;
	case I2C_RECEIVE:
		bus_ask(bus, i2c_targets_give_byte(bus), I2C_BITS);
		break;
	default:
		if (!i2c_bus_sda(bus))
			bus->byte = 0;
		bus_enter(bus, I2C_BITS);
		break;
	}
}

void i2c_bus_proceed(struct i2c_bus *bus)
{
	if (bus->phase == I2C_IDLE) {
		i2c_owners_schedule(bus);
	} else if (bus->phase == I2C_STARTING && !bus->waits) {
		i2c_owners_join(bus, bus->event.when);
	} else if (bus->phase == I2C_WAITING) {
		if (i2c_owners_choose(bus))
			bus_begin(bus);
	} else if (bus->phase == I2C_ASKING && !i2c_targets_hold(bus)) {
		i2c_targets_combine(bus);
		bus_enter(bus, bus->operation == I2C_RECEIVE ? I2C_BITS : I2C_NINTH);
	}
}

static void bus_sent_bits(struct i2c_bus *bus)
{
	bool answered;

	if (!i2c_owners_arbitrate(bus)) {
		/* SDA is stuck: it was no other controller that won. */
		bus_idle(bus);
		i2c_targets_end(bus, I2C_END_ERROR);
		i2c_owners_tell(bus);
		return;
	}
	answered = bus->expects_address || bus->expects_low ? i2c_targets_take_address(bus)
							    : i2c_targets_take_byte(bus);
	/* Only now is it known which address a fault is for. */
	if (bus_struck(bus))
		return;
	bus_ask(bus, answered, I2C_NINTH);
	i2c_owners_tell(bus); /* those who have lost */
}

static void bus_eight_bits(struct i2c_bus *bus)
{
	i2c_bus_pulsed(bus, BITS);
	if (bus->operation == I2C_SEND) {
		bus_sent_bits(bus);
		return;
	}
	if (!i2c_bus_sda(bus))
		bus->byte = 0;
	if (bus_struck(bus))
		return;
	bus->unanswered = true;
	bus_wait(bus, I2C_RECEIVED);
}

static void bus_read_byte(struct i2c_bus *bus)
{
	i2c_owners_arbitrate(bus);
	bus->read_over = !bus->acknowledge;
	bus->unanswered = false;
	bus->bytes++;
	i2c_observers_tell(bus, I2C_EVENT_READ, i2c_owner_name(bus));
	i2c_targets_read_done(bus, bus->acknowledge);
	bus_wait(bus, I2C_ACKNOWLEDGED);
}

static void bus_sent_byte(struct i2c_bus *bus)
{
	const bool half = bus->expects_address && bus->address.ten_bit && !bus->address.read;

	if (!i2c_bus_sda(bus))
		bus->acknowledge = true;
	bus->bytes++;
	if (!bus->expects_address && !bus->expects_low)
		i2c_observers_tell(bus, I2C_EVENT_WRITE, i2c_owner_name(bus));
	else if (!half || !bus->acknowledge)
		i2c_observers_tell(bus, I2C_EVENT_ADDRESS, i2c_owner_name(bus));
	bus->expects_low = half && bus->acknowledge;
	bus->expects_address = false;
	bus_wait(bus, bus->acknowledge ? I2C_SENT : I2C_REFUSED);
}

static void bus_ninth_bit(struct i2c_bus *bus)
{
	i2c_bus_pulsed(bus, 1);
	if (bus->operation == I2C_ACKNOWLEDGE)
		bus_read_byte(bus);
	else
		bus_sent_byte(bus);
}

static void bus_started(struct i2c_bus *bus, enum i2c_event_kind kind)
{
	i2c_owners_arbitrate(bus);
	i2c_observers_tell(bus, kind, i2c_owner_name(bus));
	i2c_targets_end(bus, I2C_END_START);
	if (kind == I2C_EVENT_RESTART)
		i2c_targets_see(bus, I2C_SEEN_START);
	bus->expects_address = true;
	bus->expects_low = false;
	bus->refuses = false;
	bus->read_over = false;
	bus->unanswered = false;
	bus->bytes = 0;
	bus_wait(bus, I2C_STARTED);
}

static void bus_stopped(struct i2c_bus *bus)
{
	if (bus->phase == I2C_STOPPING)
		i2c_owners_arbitrate(bus);
	i2c_observers_tell(bus, I2C_EVENT_STOP, i2c_owner_name(bus));
	i2c_owners_due(bus, I2C_STOPPED);
	bus_idle(bus);
	i2c_targets_end(bus, I2C_END_STOP);
	i2c_targets_see(bus, I2C_SEEN_STOP);
	i2c_owners_tell(bus);
}

static void bus_fire(void *context)
{
	struct i2c_bus *bus = context;

	switch (bus->phase) {
	case I2C_IDLE:
		bus_start(bus);
		break;
	case I2C_STARTING:
		bus_started(bus, I2C_EVENT_START);
		break;
	case I2C_RESTARTING:
		bus_started(bus, I2C_EVENT_RESTART);
		break;
	case I2C_BITS:
		bus_eight_bits(bus);
		break;
	case I2C_NINTH:
		bus_ninth_bit(bus);
		break;
	case I2C_STOPPING:
	case I2C_FOREIGN:
		bus_stopped(bus);
		break;
	default:
		break;
	}
}

/* ---- a controller that goes away ---- */

/* How long a target that is in the middle of a byte keeps SDA low without a clock: until so many pulses of
 * it. 0: SDA is high. */
static unsigned bus_left_low(struct i2c_bus *bus)
{
	unsigned sent = 0;
	unsigned pulses = 0;

	if (bus->phase == I2C_NINTH)
		return bus->operation == I2C_SEND && bus->acknowledge;
	if (bus->phase == I2C_BITS && bus->operation == I2C_RECEIVE) {
		const uint64_t left =
			bus->waits ? bus->remaining : bus->event.when - timeline_now(bus->timeline);
		const uint64_t bit = i2c_owners_bit(bus);

		sent = bit && left <= BITS * bit ? BITS - (unsigned)((left + bit - 1) / bit) : 0;
	} else if (bus->phase != I2C_WAITING || !bus->bytes || bus->unanswered ||
		   !i2c_targets_give_byte(bus)) {
		return 0; /* it does not send, or holds the clock */
	}
	while (sent + pulses < BITS && !(bus->byte >> (BITS - 1 - sent - pulses) & 1))
		pulses++;
	return pulses;
}

void i2c_bus_abandoned(struct i2c_bus *bus)
{
	const bool starting = bus->phase == I2C_STARTING;
	const unsigned low = bus_left_low(bus);

	bus_idle(bus);
	if (low)
		i2c_bus_stick_sda(bus, low);
	/* SDA goes high again while SCL is: a STOP. */
	if (starting)
		i2c_targets_see(bus, I2C_SEEN_STOP);
}
