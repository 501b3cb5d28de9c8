/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An I2C block as the controller of its bus (RM0436, "I2C").
 *
 * One source for both processors. A transfer is a row of messages: START and an address before each, STOP behind
 * the last. The driver asks for the messages, and for the memory of their bytes run by run, as the bus
 * gets there, so a transfer may be longer than any buffer, and may begin before all of it is known. What
 * is not there yet is waited for with SCL low.
 *
 * Nothing here waits. All calls for one block, its interrupts included, come from one context or exclude
 * each other; the callbacks come from within i2c_begin(), i2c_resume() and i2c_interrupt(), `done` only from
 * the last one.
 */
#ifndef COPRO_DRIVERS_I2C_H
#define COPRO_DRIVERS_I2C_H

#include <stdbool.h>
#include <stdint.h>

#include "copro/compiler.h"
#include "core/mmio.h"

struct i2c_message {
	uint16_t address; /* 7 or 10 bits */
	bool ten_bit;
	bool read;
	bool more; /* another message of the transfer follows, behind a repeated START */
	uint16_t length; /* bytes; 0: of writes only, the address alone */
};

enum i2c_next {
	I2C_NEXT_READY,
	I2C_NEXT_LATER, /* not known yet: i2c_resume() when it is */
	I2C_NEXT_END /* there is none after all: STOP */
};

/* Who asks for the transfer. */
struct i2c_client {
	enum i2c_next (*message)(void *context, struct i2c_message *message);
	/* Memory for the next bytes of the message, `wanted` or fewer: to be sent, or for what comes. 0: there
	 * is none now, i2c_resume() when there is. The run before is done with. */
	uint16_t (*bytes)(void *context, uint8_t **data, uint16_t wanted);
	/* The message is over, `moved` of its bytes acknowledged or read. status: why it ends the transfer, as
	 * below; 0: it does not, or is the last one. */
	void (*message_done)(void *context, uint16_t moved, int status);
	/* The transfer is over, and the bus free again: 0; -ENXIO: the address was not acknowledged; -EIO: a
	 * byte was not; -EAGAIN: arbitration was lost; -EPROTO: a misplaced START or STOP. */
	void (*done)(void *context, int status);
};

/* Provided by the caller. All members are private. */
struct i2c {
	struct mmio registers;
	const struct i2c_client *client;
	void *context;
	struct i2c_message message;
	uint8_t *run; /* memory of the bytes that are next */
	uint16_t run_left;
	uint16_t moved; /* bytes of the message through the data register */
	uint16_t counted; /* bytes of the message that NBYTES has been told of */
	uint8_t state;
	bool in_message;
	int status;
	uint32_t cr1;
	uint32_t progress;
};

/* Takes a block into use that is clocked and of which the pins are set up; nothing starts yet. digital: DNF,
 * 0 to 15. -EINVAL. */
COPRO_MUST_CHECK int i2c_open(struct i2c *i2c, struct mmio registers, uint32_t timingr,
			      uint8_t digital_filter, bool analog_filter_off);
/* Interrupts off, lines let go. */
void i2c_close(struct i2c *i2c);

/* Begins a transfer. -EBUSY: one is under way. -ENOENT: the client had no first message. */
COPRO_MUST_CHECK int i2c_begin(struct i2c *i2c, const struct i2c_client *client, void *context);

/* What the client did not have may be there now. Ignored when nothing is waited for. */
void i2c_resume(struct i2c *i2c);

/* Ends the transfer under way after the byte under way, with a STOP: `done` follows, with `status` unless it
 * failed before. On a bus that is stuck it does not: see i2c_reset(). */
void i2c_abort(struct i2c *i2c, int status);

/* Takes the block off the bus and makes it ready again (RM0436, "software reset"). A transfer under way is
 * forgotten: no callback follows. */
void i2c_reset(struct i2c *i2c);

/* Either interrupt of the block. */
void i2c_interrupt(struct i2c *i2c);

static inline bool i2c_is_idle(const struct i2c *i2c)
{
	return i2c->state == 0;
}

/* The client is what the bus waits for. */
bool i2c_is_starved(const struct i2c *i2c);

/* Changes whenever the bus has got on. */
static inline uint32_t i2c_progress(const struct i2c *i2c)
{
	return i2c->progress;
}

#endif
