/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Who answers on an I2C bus. Several targets may be addressed at once: their answers are a wired AND, an
 * ACK being a 0, and the clock is held until the last one lets it go.
 */
#include "board/i2c_bus_internal.h"

/* UM10204, 3.1.11: 11110 and two bits of the address. */
#define TEN_BIT_HEAD	  0xF0u
#define TEN_BIT_HEAD_MASK 0xF8u

void i2c_target_attach(struct i2c_target *target, struct i2c_bus *bus)
{
	struct i2c_target **place = &bus->targets;

	while (*place)
		place = &(*place)->next;
	*place = target;
	target->next = NULL;
	target->bus = bus;
	target->addressed = false;
	target->holding = false;
}

void i2c_target_detach(struct i2c_target *target)
{
	struct i2c_target **place;

	if (!target->bus)
		return;
	target->addressed = false;
	i2c_target_answer(target, I2C_NACK, 0xFF);
	for (place = &target->bus->targets; *place; place = &(*place)->next) {
		if (*place == target) {
			*place = target->next;
			break;
		}
	}
	target->bus = NULL;
}

void i2c_target_answer(struct i2c_target *target, enum i2c_answer answer, uint8_t byte)
{
	if (!target->holding)
		return;
	target->holding = false;
	target->answer = answer == I2C_ACK ? I2C_ACK : I2C_NACK;
	target->byte = byte;
	i2c_bus_proceed(target->bus);
}

bool i2c_targets_hold(const struct i2c_bus *bus)
{
	const struct i2c_target *target;

	for (target = bus->targets; target; target = target->next) {
		if (target->holding)
			return true;
	}
	return false;
}

/* The first half of a 10-bit address, for which nobody is addressed yet. */
static bool is_half(const struct i2c_bus *bus)
{
	return bus->expects_address && bus->address.ten_bit && !bus->address.read;
}

static void combine_bytes(struct i2c_bus *bus)
{
	const struct i2c_target *target;

	bus->byte = 0xFF;
	for (target = bus->targets; target; target = target->next) {
		if (target->addressed && target->answer == I2C_ACK)
			bus->byte &= target->byte;
	}
}

void i2c_targets_combine(struct i2c_bus *bus)
{
	const bool address = bus->expects_address || bus->expects_low;
	struct i2c_target *target;

	if (bus->operation == I2C_RECEIVE) {
		combine_bytes(bus);
		return;
	}
	bus->acknowledge = false;
	for (target = bus->targets; target; target = target->next) {
		const bool acknowledges = target->answer == I2C_ACK;

		if (address && !is_half(bus))
			target->addressed = acknowledges;
		if (acknowledges && (address || target->addressed))
			bus->acknowledge = true;
	}
}

/* All were asked. */
static bool targets_asked(struct i2c_bus *bus)
{
	struct i2c_target *target;

	for (target = bus->targets; target; target = target->next)
		target->holding = target->answer == I2C_HOLD;
	if (i2c_targets_hold(bus))
		return false;
	i2c_targets_combine(bus);
	return true;
}

/* Nobody is asked. */
static bool targets_silent(struct i2c_bus *bus)
{
	struct i2c_target *target;

	for (target = bus->targets; target; target = target->next)
		target->answer = I2C_NACK;
	bus->acknowledge = false;
	return true;
}

/* What the byte on the wire says. False: a 10-bit address that nobody was addressed with before. */
static bool bus_decode(struct i2c_bus *bus)
{
	struct i2c_address *address = &bus->address;

	if (bus->expects_low) {
		address->value |= bus->byte;
		bus->whole = address->value;
		return true;
	}
	address->read = bus->byte & 1;
	address->ten_bit = (bus->byte & TEN_BIT_HEAD_MASK) == TEN_BIT_HEAD;
	if (!address->ten_bit) {
		address->value = bus->byte >> 1;
		return true;
	}
	address->value = (uint16_t)((bus->byte >> 1 & 3u) << 8);
	if (!address->read)
		return true;
	if (bus->whole == I2C_ANY || (bus->whole & 0x300u) != address->value)
		return false;
	address->value = bus->whole;
	return true;
}

bool i2c_targets_take_address(struct i2c_bus *bus)
{
	struct i2c_target *target;
	struct i2c_target *next;

	if (!bus_decode(bus) || i2c_fault_strikes(bus, I2C_FAULT_NACK_ADDRESS))
		return targets_silent(bus);
	for (target = bus->targets; target; target = next) {
		next = target->next;
		if (!is_half(bus))
			target->answer = target->ops->address(target, &bus->address);
		else if (target->ops->head)
			target->answer = target->ops->head(target, bus->address.value >> 8);
		else
			target->answer = I2C_NACK;
	}
	return targets_asked(bus);
}

bool i2c_targets_take_byte(struct i2c_bus *bus)
{
	struct i2c_target *target;
	struct i2c_target *next;

	if (i2c_fault_strikes(bus, I2C_FAULT_NACK_DATA))
		bus->refuses = true;
	if (bus->refuses || bus->address.read)
		return targets_silent(bus);
	for (target = bus->targets; target; target = next) {
		next = target->next;
		target->answer = target->addressed && target->ops->write
					 ? target->ops->write(target, bus->byte)
					 : I2C_NACK;
	}
	return targets_asked(bus);
}

bool i2c_targets_give_byte(struct i2c_bus *bus)
{
	struct i2c_target *target;
	struct i2c_target *next;

	bus->operation = I2C_RECEIVE;
	for (target = bus->targets; target; target = next) {
		next = target->next;
		target->byte = 0xFF;
		target->answer = target->addressed && target->ops->read && bus->address.read &&
						 !bus->read_over
					 ? target->ops->read(target, &target->byte)
					 : I2C_NACK;
	}
	return targets_asked(bus);
}

void i2c_targets_read_done(struct i2c_bus *bus, bool acknowledged)
{
	struct i2c_target *target;
	struct i2c_target *next;

	for (target = bus->targets; target; target = next) {
		next = target->next;
		if (target->addressed && target->ops->read_done)
			target->ops->read_done(target, acknowledged);
	}
}

void i2c_targets_end(struct i2c_bus *bus, enum i2c_end end)
{
	struct i2c_target *target;
	struct i2c_target *next;

	for (target = bus->targets; target; target = next) {
		const bool addressed = target->addressed;

		next = target->next;
		target->addressed = false;
		target->holding = false;
		if (addressed && target->ops->end)
			target->ops->end(target, end);
	}
}

void i2c_targets_see(struct i2c_bus *bus, enum i2c_sight sight)
{
	struct i2c_target *target;
	struct i2c_target *next;

	for (target = bus->targets; target; target = next) {
		next = target->next;
		if (target->ops->see)
			target->ops->see(target, sight);
	}
}
