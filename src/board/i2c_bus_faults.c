/* SPDX-License-Identifier: BSD-3-Clause */
/* What can go wrong on an I2C bus: faults that are put into it, lines that are stuck, and how a pin that
 * is no controller's clocks them free. */
#include <errno.h>

#include "board/i2c_bus_internal.h"

static const char *const fault_names[] = {
	[I2C_FAULT_NACK_ADDRESS] = "nack-address",
	[I2C_FAULT_NACK_DATA] = "nack-data",
	[I2C_FAULT_SDA_LOW] = "sda-low",
	[I2C_FAULT_SCL_LOW] = "scl-low",
	[I2C_FAULT_START] = "misplaced-start",
	[I2C_FAULT_STOP] = "misplaced-stop",
	[I2C_FAULT_ARBITRATION] = "arbitration-loss",
};

#define FAULT_KINDS (sizeof(fault_names) / sizeof(fault_names[0]))

const char *i2c_fault_name(enum i2c_fault_kind kind)
{
	return (size_t)kind < FAULT_KINDS ? fault_names[kind] : NULL;
}

/* ---- lines that are stuck ---- */

void i2c_bus_stick_sda(struct i2c_bus *bus, unsigned pulses)
{
	const bool was_high = i2c_bus_sda(bus);

	bus->sda_pulses = pulses;
	if (bus->sda_low)
		return;
	bus->sda_low = true;
	i2c_observers_tell(bus, I2C_EVENT_SDA_LOW, NULL);
	if (was_high && bus->phase == I2C_IDLE && i2c_bus_scl(bus))
		i2c_targets_see(bus, I2C_SEEN_START);
	i2c_bus_settle(bus);
}

static void bus_free_sda(struct i2c_bus *bus)
{
	bus->sda_low = false;
	bus->sda_pulses = 0;
	i2c_observers_tell(bus, I2C_EVENT_SDA_FREE, NULL);
}

static void bus_stick_scl(struct i2c_bus *bus)
{
	if (bus->scl_low)
		return;
	bus->scl_low = true;
	i2c_observers_tell(bus, I2C_EVENT_SCL_LOW, NULL);
	i2c_bus_hold_clock(bus);
	i2c_bus_settle(bus);
}

void i2c_bus_pulsed(struct i2c_bus *bus, unsigned pulses)
{
	if (!bus->sda_low || !bus->sda_pulses)
		return;
	if (pulses < bus->sda_pulses)
		bus->sda_pulses -= pulses;
	else
		bus_free_sda(bus); /* while SCL is low: no STOP */
}

/* A line that was let go while the other is high and nobody owns the bus: what it looks like. */
static void bus_sda_moved(struct i2c_bus *bus, bool was_high)
{
	const bool high = i2c_bus_sda(bus);

	if (high == was_high || bus->phase != I2C_IDLE || !i2c_bus_scl(bus))
		return;
	/* A target that was left alone in the middle of a byte waits no longer. */
	i2c_targets_end(bus, I2C_END_ERROR);
	i2c_targets_see(bus, high ? I2C_SEEN_STOP : I2C_SEEN_START);
}

void i2c_bus_drive(struct i2c_bus *bus, bool scl, bool sda)
{
	const bool scl_was = i2c_bus_scl(bus);
	const bool sda_was = i2c_bus_sda(bus);

	/* SCL first where it falls, last where it rises: so SDA that moves with it is no condition. */
	if (!scl)
		bus->pulls_scl = true;
	bus->pulls_sda = !sda;
	bus_sda_moved(bus, sda_was);
	bus->pulls_scl = !scl;
	if (!scl_was && i2c_bus_scl(bus))
		i2c_bus_pulsed(bus, 1);
	if (bus->phase != I2C_IDLE && !i2c_bus_scl(bus))
		i2c_bus_hold_clock(bus);
	i2c_bus_settle(bus);
}

/* ---- faults that wait for their transfer ---- */

static void fault_remove(struct i2c_bus *bus, unsigned index)
{
	bus->fault_count--;
	for (; index < bus->fault_count; index++)
		bus->faults[index] = bus->faults[index + 1];
}

/* Bytes of data before the one on the wire. */
static unsigned bus_data_bytes(const struct i2c_bus *bus)
{
	const unsigned addresses = bus->address.ten_bit && !bus->address.read ? 2 : 1;

	return bus->bytes < addresses ? 0 : bus->bytes - addresses;
}

static bool fault_is_here(const struct i2c_bus *bus, const struct i2c_fault *fault)
{
	const unsigned ten_bit = bus->address.ten_bit ? I2C_TEN_BIT : 0;
	const bool half = bus->expects_address && bus->address.ten_bit && !bus->address.read;

	/* Half an address is nobody's. */
	if (fault->address != I2C_ANY && (half || fault->address != (bus->address.value | ten_bit)))
		return false;
	if (fault->kind == I2C_FAULT_NACK_ADDRESS)
		return true;
	if (fault->kind == I2C_FAULT_NACK_DATA)
		return fault->bytes == bus_data_bytes(bus);
	return fault->bytes == bus->bytes;
}

bool i2c_fault_strikes(struct i2c_bus *bus, enum i2c_fault_kind kind)
{
	for (unsigned i = 0; i < bus->fault_count; i++) {
		struct i2c_fault *fault = &bus->faults[i];

		if (fault->kind != kind || !fault_is_here(bus, fault))
			continue;
		if (fault->count == 1)
			fault_remove(bus, i);
		else if (fault->count)
			fault->count--;
		return true;
	}
	return false;
}

int i2c_bus_fault(struct i2c_bus *bus, const struct i2c_fault *fault)
{
	if (!i2c_fault_name(fault->kind))
		return -EINVAL;
	if (fault->kind == I2C_FAULT_SDA_LOW) {
		i2c_bus_stick_sda(bus, fault->pulses);
		return 0;
	}
	if (fault->kind == I2C_FAULT_SCL_LOW) {
		bus_stick_scl(bus);
		return 0;
	}
	if (bus->fault_count == I2C_FAULTS)
		return -ENOSPC;
	bus->faults[bus->fault_count++] = *fault;
	return 0;
}

void i2c_bus_mend(struct i2c_bus *bus, enum i2c_fault_kind kind)
{
	const bool sda_was = i2c_bus_sda(bus);

	for (unsigned i = bus->fault_count; i > 0; i--) {
		if (bus->faults[i - 1].kind == kind)
			fault_remove(bus, i - 1);
	}
	if (kind == I2C_FAULT_SDA_LOW && bus->sda_low) {
		bus_free_sda(bus);
		bus_sda_moved(bus, sda_was);
		i2c_bus_settle(bus);
	}
	if (kind == I2C_FAULT_SCL_LOW && bus->scl_low) {
		bus->scl_low = false;
		i2c_observers_tell(bus, I2C_EVENT_SCL_FREE, NULL);
		i2c_bus_settle(bus);
	}
}

void i2c_bus_mend_all(struct i2c_bus *bus)
{
	for (unsigned kind = 0; kind < FAULT_KINDS; kind++)
		i2c_bus_mend(bus, (enum i2c_fault_kind)kind);
}
