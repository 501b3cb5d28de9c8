/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who drives an I2C bus: the operations of its controllers, and arbitration between them (UM10204, 3.1.7
 * and 3.1.8).
 *
 * Several owners go on together until they differ, as their clocks and data are wired ANDs: the bus waits
 * for the slowest of them, and the one that sends a 1 where another sends a 0 has lost.
 */
#include "board/i2c_bus_internal.h"

struct i2c_controller *i2c_owner(struct i2c_controller *controller)
{
	while (controller && !controller->owns)
		controller = controller->next;
	return controller;
}

const char *i2c_owner_name(const struct i2c_bus *bus)
{
	const struct i2c_controller *owner = i2c_owner(bus->controllers);

	return owner ? owner->name : NULL;
}

uint64_t i2c_owners_bit(const struct i2c_bus *bus)
{
	const struct i2c_controller *controller;
	uint64_t bit = 0;

	for_each_owner(controller, bus)
	{
		if (!controller->times.bit)
			return 0;
		if (controller->times.bit > bit)
			bit = controller->times.bit;
	}
	return bit;
}

uint64_t i2c_owners_time(const struct i2c_bus *bus, enum i2c_phase phase)
{
	const struct i2c_controller *controller;
	uint64_t time = 0;

	if (!i2c_owners_bit(bus))
		return TIMELINE_NEVER;
	for_each_owner(controller, bus)
	{
		const uint64_t own = phase == I2C_STOPPING     ? controller->times.stop
				     : phase == I2C_RESTARTING ? controller->times.restart
							       : controller->times.start;

		if (own > time)
			time = own;
	}
	return time;
}

/* ---- who starts ---- */

/* When a controller that waits for the bus may start. */
static uint64_t start_time(const struct i2c_bus *bus, const struct i2c_controller *controller)
{
	return bus->free_at + controller->times.free;
}

static bool wants_start(const struct i2c_controller *controller)
{
	return controller->operation == I2C_START && !controller->owns && controller->times.bit;
}

void i2c_owners_schedule(struct i2c_bus *bus)
{
	const uint64_t now = timeline_now(bus->timeline);
	const struct i2c_controller *controller;
	uint64_t first = TIMELINE_NEVER;

	for (controller = bus->controllers; controller; controller = controller->next) {
		if (wants_start(controller) && start_time(bus, controller) < first)
			first = start_time(bus, controller);
	}
	timeline_disarm(bus->timeline, &bus->event);
	if (first != TIMELINE_NEVER && i2c_bus_scl(bus) && i2c_bus_sda(bus))
		timeline_arm(bus->timeline, &bus->event, first < now ? now : first);
}

void i2c_owners_join(struct i2c_bus *bus, uint64_t until)
{
	struct i2c_controller *controller;

	for (controller = bus->controllers; controller; controller = controller->next) {
		if (wants_start(controller) && start_time(bus, controller) <= until)
			controller->owns = true;
	}
}

/* ---- outcomes ---- */

static void owner_due(struct i2c_controller *controller, enum i2c_outcome outcome)
{
	controller->due = outcome + 1u;
	controller->operation = I2C_NOTHING;
	controller->owns = outcome != I2C_LOST && outcome != I2C_ERROR && outcome != I2C_STOPPED;
}

void i2c_owners_due(struct i2c_bus *bus, enum i2c_outcome outcome)
{
	struct i2c_controller *controller;
	struct i2c_controller *next;

	for (controller = i2c_owner(bus->controllers); controller; controller = next) {
		next = i2c_owner(controller->next);
		owner_due(controller, outcome);
	}
}

void i2c_owners_tell(struct i2c_bus *bus)
{
	struct i2c_controller *controller = bus->controllers;
	struct i2c_controller *next;

	for (; controller; controller = next) {
		const unsigned due = controller->due;

		next = controller->next;
		controller->due = 0;
		if (due)
			controller->done(controller, (enum i2c_outcome)(due - 1), bus->byte);
	}
	if (bus->phase == I2C_WAITING)
		i2c_bus_hold_clock(bus);
	else if (bus->phase == I2C_IDLE)
		i2c_owners_schedule(bus);
}

/* ---- arbitration ---- */

/* What comes first where owners differ in what they do: a 0, the low SDA of a STOP, the high one of a
 * repeated START, a 1. */
static unsigned operation_rank(const struct i2c_controller *controller)
{
	switch (controller->operation) {
	case I2C_STOP:
		return 1;
	case I2C_START:
		return 2;
	case I2C_SEND:
		return controller->byte & 0x80 ? 3 : 0;
	default:
		return 0;
	}
}

bool i2c_owners_choose(struct i2c_bus *bus)
{
	const struct i2c_controller *controller;
	const struct i2c_controller *best = NULL;

	for_each_owner(controller, bus)
	{
		if (controller->operation == I2C_NOTHING || controller->due)
			return false;
		if (!best || operation_rank(controller) < operation_rank(best))
			best = controller;
	}
	if (!best)
		return false;
	bus->operation = best->operation;
	bus->acknowledge = false;
	if (bus->operation == I2C_SEND)
		bus->byte = 0xFF;
	for_each_owner(controller, bus)
	{
		if (controller->operation != bus->operation)
			continue;
		if (bus->operation == I2C_SEND && controller->byte < bus->byte)
			bus->byte = controller->byte;
		if (bus->operation == I2C_ACKNOWLEDGE && controller->byte)
			bus->acknowledge = true;
	}
	return true;
}

static bool owner_loses(const struct i2c_bus *bus, const struct i2c_controller *controller)
{
	if (controller->operation != bus->operation)
		return true;
	if (bus->operation == I2C_SEND)
		return controller->byte != bus->byte;
	if (bus->operation == I2C_ACKNOWLEDGE)
		return controller->byte != bus->acknowledge;
	return false;
}

bool i2c_owners_arbitrate(struct i2c_bus *bus)
{
	struct i2c_controller *controller;
	struct i2c_controller *next;

	for (controller = i2c_owner(bus->controllers); controller; controller = next) {
		next = i2c_owner(controller->next);
		if (!owner_loses(bus, controller))
			continue;
		i2c_observers_tell(bus, I2C_EVENT_LOST, controller->name);
		owner_due(controller, I2C_LOST);
	}
	return i2c_owner(bus->controllers);
}

/* ---- what controllers call ---- */

void i2c_controller_attach(struct i2c_controller *controller, struct i2c_bus *bus)
{
	struct i2c_controller **place = &bus->controllers;

	while (*place)
		place = &(*place)->next;
	*place = controller;
	controller->next = NULL;
	controller->bus = bus;
	controller->operation = I2C_NOTHING;
	controller->due = 0;
	controller->owns = false;
}

void i2c_controller_detach(struct i2c_controller *controller)
{
	struct i2c_controller **place;

	if (!controller->bus)
		return;
	i2c_controller_abandon(controller);
	for (place = &controller->bus->controllers; *place; place = &(*place)->next) {
		if (*place == controller) {
			*place = controller->next;
			break;
		}
	}
	controller->bus = NULL;
}

static bool controller_ask(struct i2c_controller *controller, enum i2c_operation operation,
			   uint8_t byte)
{
	if (!controller->owns || controller->operation != I2C_NOTHING)
		return false;
	controller->operation = operation;
	controller->byte = byte;
	i2c_bus_proceed(controller->bus);
	return true;
}

bool i2c_controller_start(struct i2c_controller *controller)
{
	if (controller->owns)
		return controller_ask(controller, I2C_START, 0);
	if (!controller->bus || controller->operation != I2C_NOTHING)
		return false;
	controller->operation = I2C_START;
	i2c_bus_proceed(controller->bus);
	return true;
}

bool i2c_controller_send(struct i2c_controller *controller, uint8_t byte)
{
	return controller_ask(controller, I2C_SEND, byte);
}

bool i2c_controller_receive(struct i2c_controller *controller)
{
	return controller_ask(controller, I2C_RECEIVE, 0);
}

bool i2c_controller_acknowledge(struct i2c_controller *controller, bool acknowledge)
{
	return controller_ask(controller, I2C_ACKNOWLEDGE, acknowledge);
}

bool i2c_controller_stop(struct i2c_controller *controller)
{
	return controller_ask(controller, I2C_STOP, 0);
}

void i2c_controller_abandon(struct i2c_controller *controller)
{
	struct i2c_bus *bus = controller->bus;
	const bool owned = controller->owns;

	controller->operation = I2C_NOTHING;
	controller->due = 0;
	if (!owned)
		return;
	if (bus->phase != I2C_STARTING)
		i2c_observers_tell(bus, I2C_EVENT_ABANDONED, controller->name);
	if (i2c_owner(i2c_owner(bus->controllers)->next)) {
		controller->owns = false;
		i2c_bus_proceed(bus); /* the others need not wait for it */
		return;
	}
	i2c_bus_abandoned(bus);
	controller->owns = false;
	i2c_owners_tell(bus);
}

void i2c_controller_retime(struct i2c_controller *controller)
{
	struct i2c_bus *bus = controller->bus;

	if (controller->owns)
		i2c_bus_again(bus);
	else if (bus)
		i2c_bus_proceed(bus);
}

bool i2c_controller_owns(const struct i2c_controller *controller)
{
	return controller->owns;
}
