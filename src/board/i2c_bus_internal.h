/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the I2C bus share: i2c_bus.c (what is on the wires), i2c_bus_controllers.c (who drives
 * it), i2c_bus_targets.c (who answers), i2c_bus_faults.c, i2c_bus_observers.c. */
#ifndef COPRO_BOARD_I2C_BUS_INTERNAL_H
#define COPRO_BOARD_I2C_BUS_INTERNAL_H

#include "board/i2c_bus.h"

enum i2c_phase {
	I2C_IDLE, /* nobody owns the bus; the event: the next START */
	I2C_STARTING, /* SDA is low, SCL not yet: others may join */
	I2C_WAITING, /* an owner has not said what is next: SCL is low */
	I2C_ASKING, /* a target has not answered: SCL is low */
	I2C_BITS, /* eight bits */
	I2C_NINTH, /* the answer to them */
	I2C_RESTARTING,
	I2C_STOPPING,
	I2C_FOREIGN /* somebody who is no controller here has won */
};

enum i2c_operation { I2C_NOTHING, I2C_START, I2C_SEND, I2C_RECEIVE, I2C_ACKNOWLEDGE, I2C_STOP };

/* ---- the wires ---- */

/* Goes on if what it waited for is there: what the owners want next, the answer of a target. */
void i2c_bus_proceed(struct i2c_bus *bus);
/* The phase on the wire begins again: its time is another. */
void i2c_bus_again(struct i2c_bus *bus);
/* A line's level may have changed: what is on the wire stops or goes on. */
void i2c_bus_settle(struct i2c_bus *bus);
/* The last owner goes away, in the middle. */
void i2c_bus_abandoned(struct i2c_bus *bus);
/* The clock is held low, or let go unless it is stuck. */
void i2c_bus_hold_clock(struct i2c_bus *bus);
void i2c_bus_run_clock(struct i2c_bus *bus);

/* ---- owners: the controllers that drive the bus, several until they differ ---- */

/* The first owner from this controller on; NULL: none. */
struct i2c_controller *i2c_owner(struct i2c_controller *controller);
#define for_each_owner(controller, bus)                                                            \
	for ((controller) = i2c_owner((bus)->controllers); (controller);                           \
	     (controller) = i2c_owner((controller)->next))
const char *i2c_owner_name(const struct i2c_bus *bus); /* of the first; NULL: none */
/* The longest of their times of a bit, in ps; 0: one has no clock. */
uint64_t i2c_owners_bit(const struct i2c_bus *bus);
/* The longest of their times of the condition that makes a phase; TIMELINE_NEVER: no clock. */
uint64_t i2c_owners_time(const struct i2c_bus *bus, enum i2c_phase phase);
/* Nobody owns the bus: the event becomes the first START that somebody waits to make. */
void i2c_owners_schedule(struct i2c_bus *bus);
/* Who waits for the bus and may start before `until` owns it, too. */
void i2c_owners_join(struct i2c_bus *bus, uint64_t until);
/* All have said what is next: the strongest wish becomes the operation. False: not all have. */
bool i2c_owners_choose(struct i2c_bus *bus);
/* Those whose wish is not what was on the wire have lost. True: somebody has not. */
bool i2c_owners_arbitrate(struct i2c_bus *bus);
/* What they are told next, and telling them: everybody's state is set before anybody is told, as who is told
 * may go on at once. */
void i2c_owners_due(struct i2c_bus *bus, enum i2c_outcome outcome);
void i2c_owners_tell(struct i2c_bus *bus);

/* ---- targets: the answer is in bus->acknowledge or bus->byte ---- */

/* True: nobody holds the clock. */
bool i2c_targets_take_address(struct i2c_bus *bus);
bool i2c_targets_take_byte(struct i2c_bus *bus);
bool i2c_targets_give_byte(struct i2c_bus *bus);
bool i2c_targets_hold(const struct i2c_bus *bus);
void i2c_targets_combine(struct i2c_bus *bus);
void i2c_targets_read_done(struct i2c_bus *bus, bool acknowledged);
void i2c_targets_end(struct i2c_bus *bus, enum i2c_end end);
void i2c_targets_see(struct i2c_bus *bus, enum i2c_sight sight);

/* ---- faults ---- */

/* Does one strike now, in the byte that is on the wire? It counts then. */
bool i2c_fault_strikes(struct i2c_bus *bus, enum i2c_fault_kind kind);
/* SCL went high as often. */
void i2c_bus_pulsed(struct i2c_bus *bus, unsigned pulses);
/* SDA is low from now on, for as many pulses; 0: for good. */
void i2c_bus_stick_sda(struct i2c_bus *bus, unsigned pulses);

void i2c_observers_tell(struct i2c_bus *bus, enum i2c_event_kind kind, const char *controller);

#endif
