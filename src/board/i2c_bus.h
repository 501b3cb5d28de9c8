/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An I2C bus (UM10204, "I2C-bus specification and user manual") and what hangs on it: controllers,
 * targets, observers, faults.
 *
 * It works on conditions and bytes, not on edges: START, a byte with its answer, repeated START,
 * STOP. Everything takes virtual time: a controller says how long its bits are, a target may
 * hold the clock (I2C_HOLD) as long as it likes. The first byte after a START is an address, which
 * the bus decodes, 10-bit addresses as well.
 *
 * Several controllers on one bus arbitrate: those that start in the same bit time go on together until
 * they differ, and the lower byte wins. One that comes later waits until the bus is free.
 *
 * A bus belongs to one timeline. No function here ends an operation before it returns: outcomes
 * come from events of the timeline, so a callback may begin the next operation at once. All
 * calls are for the board's thread, in or between slices; a callback in a slice must not run the board.
 */
#ifndef COPRO_BOARD_I2C_BUS_H
#define COPRO_BOARD_I2C_BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "board/timeline.h"

struct board;
struct device;
struct i2c_bus;
struct i2c_controller;
struct i2c_target;

/* ---- targets ---- */

enum i2c_answer {
	I2C_ACK,
	I2C_NACK,
	I2C_HOLD /* the clock is held low until i2c_target_answer() */
};

/* Why a target is addressed no longer. */
enum i2c_end {
	I2C_END_STOP,
	I2C_END_START, /* a START: repeated, or after a controller that went away without a STOP */
	I2C_END_ERROR /* a misplaced START or STOP */
};

/* What everybody on the bus can see. */
enum i2c_sight {
	I2C_SEEN_START, /* repeated or not; also SDA that falls for good while the bus is idle */
	I2C_SEEN_STOP,
	I2C_SEEN_ERROR, /* a misplaced START or STOP, after which nobody owns the bus */
	I2C_SEEN_CLOCK_LOW, /* SCL is held low: by a target, a fault, or a controller that waits */
	I2C_SEEN_CLOCK_RUNS
};

struct i2c_address {
	uint16_t value; /* 7 bits, or 10 */
	bool ten_bit;
	bool read; /* the controller reads */
};

/* Every function but `address` may be NULL. */
struct i2c_target_ops {
	/* Is this address the target's? With I2C_ACK it is addressed until `end`. 0x00 for writing is
	 * the general call. A 10-bit address is asked for when all of it is known. */
	enum i2c_answer (*address)(struct i2c_target *target, const struct i2c_address *address);
	/* The first byte of a 10-bit address: bits 9:8 alone. NULL: no 10-bit address. */
	enum i2c_answer (*head)(struct i2c_target *target, unsigned high);
	/* A byte from the controller. NULL: not acknowledged. */
	enum i2c_answer (*write)(struct i2c_target *target, uint8_t byte);
	/* A byte for the controller: I2C_ACK with *byte set, or I2C_HOLD. I2C_NACK, as with NULL, leaves
	 * SDA high: the controller reads 0xFF. */
	enum i2c_answer (*read)(struct i2c_target *target, uint8_t *byte);
	/* The controller's answer to the byte it has read. After a NACK no byte is asked for. */
	void (*read_done)(struct i2c_target *target, bool acknowledged);
	void (*end)(struct i2c_target *target, enum i2c_end end);
	/* For those who follow the bus although they are not addressed. */
	void (*see)(struct i2c_target *target, enum i2c_sight sight);
};

struct i2c_target {
	const struct i2c_target_ops *ops;
	void *context;
	const char *name; /* "eeprom": for observers and messages */
	/* The bus's own: */
	struct i2c_bus *bus;
	struct i2c_target *next;
	bool addressed;
	bool holding; /* an answer is due */
	enum i2c_answer answer;
	uint8_t byte;
};

/* A target's address need not be unique: what several say at once is a wired AND. */
void i2c_target_attach(struct i2c_target *target, struct i2c_bus *bus);
/* In the middle of a transfer: it is not addressed any more, a clock that it holds is let go. */
void i2c_target_detach(struct i2c_target *target);
/* Ends an I2C_HOLD: with I2C_ACK or I2C_NACK, and for a read the byte. Ignored when none is due. */
void i2c_target_answer(struct i2c_target *target, enum i2c_answer answer, uint8_t byte);

/* ---- controllers ---- */

/* Of SCL and SDA, in ps, with the names of UM10204. */
struct i2c_times {
	uint64_t bit; /* one period of SCL; 0: there is no clock, an operation waits for retime() */
	uint64_t start; /* tHD;STA: from SDA falling to SCL falling */
	uint64_t restart; /* from SCL falling over tLOW, tSU;STA and tHD;STA to SCL falling */
	uint64_t stop; /* from SCL falling over tLOW and tSU;STO to SDA rising */
	uint64_t free; /* tBUF: from a STOP to the next START */
};

enum i2c_outcome {
	I2C_STARTED, /* of start(); the next operation is send() with an address */
	I2C_SENT, /* of send(), acknowledged */
	I2C_REFUSED, /* of send(), not acknowledged */
	I2C_RECEIVED, /* of receive(): eight bits; the next operation is acknowledge() */
	I2C_ACKNOWLEDGED, /* of acknowledge() */
	I2C_STOPPED, /* of stop(): the bus is no longer this controller's */
	I2C_LOST, /* arbitration is lost: it owns nothing, and may be addressed by the winner */
	I2C_ERROR /* a misplaced START or STOP: it owns nothing */
};

struct i2c_controller {
	/* An operation is over; `byte` is what was received. */
	void (*done)(struct i2c_controller *controller, enum i2c_outcome outcome, uint8_t byte);
	void *context;
	const char *name; /* "I2C5" */
	struct i2c_times times; /* as they are for the next operation */
	/* The bus's own: */
	struct i2c_bus *bus;
	struct i2c_controller *next;
	unsigned operation; /* asked for, and not over */
	unsigned due; /* the outcome that it is told next, plus 1 */
	uint8_t byte;
	bool owns;
};

void i2c_controller_attach(struct i2c_controller *controller, struct i2c_bus *bus);
void i2c_controller_detach(struct i2c_controller *controller); /* as abandon(), first */

/*
 * One operation at a time: the next one after done(). Between two operations the controller holds SCL
 * low. All but start() need the bus to be the controller's; otherwise, and while another
 * operation is under way, they do nothing and return false.
 *
 * start() waits until the bus is free; on a bus of its own it is a repeated START.
 */
bool i2c_controller_start(struct i2c_controller *controller);
bool i2c_controller_send(struct i2c_controller *controller, uint8_t byte);
bool i2c_controller_receive(struct i2c_controller *controller);
bool i2c_controller_acknowledge(struct i2c_controller *controller, bool acknowledge);
bool i2c_controller_stop(struct i2c_controller *controller);
/* Lets both lines go where it stands, without a STOP and without done(). A target that was about to
 * send a 0 then holds SDA low until the clock moves on. */
void i2c_controller_abandon(struct i2c_controller *controller);
/* `times` have changed: the operation under way is done again at the new rate, or waits without one. */
void i2c_controller_retime(struct i2c_controller *controller);
bool i2c_controller_owns(const struct i2c_controller *controller);

/* ---- observers ---- */

enum i2c_event_kind {
	I2C_EVENT_START,
	I2C_EVENT_RESTART,
	I2C_EVENT_ADDRESS, /* with address, acknowledged; of a 10-bit one: when it is complete */
	I2C_EVENT_WRITE, /* with byte, acknowledged */
	I2C_EVENT_READ, /* with byte, acknowledged: by the controller */
	I2C_EVENT_STOP,
	I2C_EVENT_LOST, /* by `controller` */
	I2C_EVENT_ERROR, /* a misplaced START or STOP */
	I2C_EVENT_ABANDONED, /* by `controller` */
	I2C_EVENT_SDA_LOW, /* held for good: a fault, or an abandoned target */
	I2C_EVENT_SDA_FREE,
	I2C_EVENT_SCL_LOW, /* held for good */
	I2C_EVENT_SCL_FREE
};

struct i2c_event {
	enum i2c_event_kind kind;
	uint64_t from, to; /* ps: when it began, and is complete: now */
	uint64_t stretched; /* ps of it in which the clock was held low beyond its own time */
	const char *controller; /* NULL: nobody in particular */
	struct i2c_address address; /* of the transfer */
	uint8_t byte;
	bool acknowledged;
};

/* Called with each event in the middle of things: looks, and does nothing to the bus. */
struct i2c_observer {
	void (*event)(struct i2c_observer *observer, const struct i2c_event *event);
	void *context;
	struct i2c_observer *next; /* the bus's own */
};

void i2c_bus_observe(struct i2c_bus *bus, struct i2c_observer *observer);
void i2c_bus_unobserve(struct i2c_bus *bus, struct i2c_observer *observer);
/* "I2C5 writes 0x50 NACK" and the like, for people: without the time. Returns `text`. */
const char *i2c_event_text(const struct i2c_event *event, char *text, size_t room);

/* ---- faults ---- */

#define I2C_FAULTS  16u /* at once on a bus */
#define I2C_ANY	    0xFFFFu /* as an address */
#define I2C_TEN_BIT 0x8000u /* added to a 10-bit address */

enum i2c_fault_kind {
	I2C_FAULT_NACK_ADDRESS, /* the address is not acknowledged, its target not asked */
	I2C_FAULT_NACK_DATA, /* the byte after `bytes` written ones is not acknowledged, nor any after it */
	I2C_FAULT_SDA_LOW, /* from now on, until `pulses` of the clock */
	I2C_FAULT_SCL_LOW, /* from now on */
	I2C_FAULT_START, /* a misplaced START in the byte after `bytes`, the address being the first */
	I2C_FAULT_STOP, /* the same of a STOP */
	I2C_FAULT_ARBITRATION /* somebody else wins in that byte, and stops after it */
};

struct i2c_fault {
	enum i2c_fault_kind kind;
	uint16_t address; /* only transfers with it; I2C_ANY: with any. Not for _LOW */
	unsigned bytes;
	unsigned count; /* how often it strikes; 0: until it is mended */
	unsigned pulses; /* _SDA_LOW: of SCL; 0: until it is mended */
};

/* 0; -ENOSPC: too many at once; -EINVAL: no such kind. */
__attribute__((warn_unused_result)) int i2c_bus_fault(struct i2c_bus *bus,
						      const struct i2c_fault *fault);
/* Takes away all faults of a kind; a line that it holds is let go. */
void i2c_bus_mend(struct i2c_bus *bus, enum i2c_fault_kind kind);
void i2c_bus_mend_all(struct i2c_bus *bus);
/* "nack-address", "nack-data", "sda-low", "scl-low", "misplaced-start", "misplaced-stop",
 * "arbitration-loss"; NULL for no kind. */
const char *i2c_fault_name(enum i2c_fault_kind kind);

/* ---- the bus ---- */

struct i2c_bus {
	/* The bus's own. */
	struct timeline *timeline;
	struct timeline_event event; /* the end of what is on the wire now */
	struct i2c_controller *controllers;
	struct i2c_target *targets;
	struct i2c_observer *observers;
	struct i2c_fault faults[I2C_FAULTS];
	unsigned fault_count;
	unsigned phase;
	unsigned operation; /* of those who own the bus */
	uint64_t begun; /* ps: when it began */
	uint64_t remaining; /* ps of it when the clock was stopped */
	uint64_t held_since; /* ps: the clock has been low since */
	uint64_t held; /* ps of the operation in which the clock was held */
	uint64_t free_at; /* ps: of the last STOP */
	struct i2c_address address; /* of the transfer */
	uint16_t whole; /* the last 10-bit address since the START, I2C_ANY: none */
	unsigned bytes; /* complete since the last START, with the address */
	uint8_t byte; /* on the wire */
	bool acknowledge; /* the answer to it */
	bool expects_address;
	bool expects_low; /* the second byte of a 10-bit address */
	bool refuses; /* a fault: what is written is not acknowledged */
	bool read_over; /* the controller has refused a byte */
	bool unanswered; /* a byte was read that the controller has not answered */
	bool clock_held; /* I2C_SEEN_CLOCK_LOW was told */
	bool waits; /* the operation's time does not run: no clock, or SCL is held */
	bool sda_low, scl_low; /* for good */
	unsigned sda_pulses; /* until SDA is let go; 0: until it is mended */
	bool pulls_scl, pulls_sda; /* i2c_bus_drive() */
};

void i2c_bus_init(struct i2c_bus *bus, struct timeline *timeline);
/* Everything that hangs on `other` moves to `bus`, for good: the wires are joined. Both are idle and of
 * one timeline. */
void i2c_bus_join(struct i2c_bus *bus, struct i2c_bus *other);

/* The bus at a controller of the chip, "I2C1" to "I2C6". NULL: no such device. */
struct i2c_bus *board_i2c_bus(struct board *board, const char *name);
struct i2c_bus *i2c_bus_of(struct device *device);

/* Somebody owns the bus: from a START to its STOP. */
bool i2c_bus_busy(const struct i2c_bus *bus);
/* The lines as they rest: false while somebody holds one low for good, or pulls it with
 * i2c_bus_drive(). */
bool i2c_bus_scl(const struct i2c_bus *bus);
bool i2c_bus_sda(const struct i2c_bus *bus);
/* A pin that is no controller's (GPIO, to recover the bus) pulls the lines low (false) or lets them go.
 * Pulses of SCL count for SDA that is stuck; SDA that moves while SCL is high is a START or a STOP. No bytes
 * are made of it. */
void i2c_bus_drive(struct i2c_bus *bus, bool scl, bool sda);

#endif
