/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A bus below a queue, which does one thing at a time: a START with its address, a byte, a STOP. At 0x50 and
 * 0x51 are memories of 64 KB whose position is set by the first two bytes written, at 0x48 a
 * sensor whose two bytes count the reads; nobody else is there. Who comes between START and STOP of another
 * fails the test.
 */
#ifndef COPRO_TESTS_REMOTE_FAKE_I2C_H
#define COPRO_TESTS_REMOTE_FAKE_I2C_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/i2c.h>

#include "drivers/i2c.h"

#define FAKE_I2C_MEMORY 65536u
#define FAKE_I2C_TRACE	4096u

struct fake_i2c {
	struct i2c_port port;
	struct i2c_queue *queue;
	struct i2c_message message;
	unsigned state;
	bool in_message;
	bool addressed; /* the address is next, if not */
	bool waits; /* for the queue */
	uint16_t moved;
	uint8_t *run;
	uint16_t run_left;
	int abort; /* a status: STOP is next */
	unsigned locks;
	uint32_t progress;

	uint8_t memory[2][FAKE_I2C_MEMORY];
	uint16_t position[2];
	unsigned head; /* bytes of a position that came */
	uint16_t samples;

	/* Faults: the next that comes by. */
	bool stuck; /* nothing moves */
	int fail; /* the next byte ends so: -ENXIO, -EIO, -EAGAIN, -EPROTO */
	unsigned recovered;
	unsigned stops;
	unsigned bytes; /* that moved, addresses included */
	uint16_t addresses[FAKE_I2C_TRACE]; /* with bit 15 for reads, as they were sent */
	unsigned address_count;
};

void fake_i2c_init(struct fake_i2c *fake, struct i2c_queue *queue);
/* One thing more; false: there was nothing to do. */
bool fake_i2c_step(struct fake_i2c *fake);

#endif
