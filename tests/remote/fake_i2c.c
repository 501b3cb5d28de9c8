/* SPDX-License-Identifier: BSD-3-Clause */
#include "fake_i2c.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

enum { IDLE, RUNS, ENDS };

/* ---- the port ---- */

static void next_message(struct fake_i2c *fake)
{
	switch (i2c_queue_message(fake->queue, &fake->message)) {
	case I2C_NEXT_READY:
		fake->state = RUNS;
		fake->in_message = true;
		fake->addressed = false;
		fake->waits = false;
		fake->moved = 0;
		fake->run_left = 0;
		break;
	case I2C_NEXT_LATER:
		fake->waits = true;
		break;
	default:
		fake->state = ENDS;
		break;
	}
}

static void begin(void *context)
{
	struct fake_i2c *fake = context;

	/* Nobody has the bus. */
	assert_int_equal(fake->state, IDLE);
	fake->abort = 0;
	next_message(fake);
	assert_int_equal(fake->state, RUNS);
}

static void resume(void *context)
{
	struct fake_i2c *fake = context;

	if (fake->waits && !fake->in_message && fake->state == RUNS)
		next_message(fake);
	fake->waits = fake->waits && !fake->in_message;
}

static void abort_transfer(void *context, int status)
{
	struct fake_i2c *fake = context;

	if (fake->state == RUNS) {
		fake->abort = status;
		fake->state = ENDS;
	}
}

static void halt(void *context)
{
	struct fake_i2c *fake = context;

	fake->state = IDLE;
	fake->in_message = false;
	fake->waits = false;
}

static void recover(void *context)
{
	struct fake_i2c *fake = context;

	assert_int_equal(fake->locks, 0);
	fake->stuck = false;
	fake->recovered++;
}

static uint32_t progress(void *context)
{
	return ((struct fake_i2c *)context)->progress;
}

static uint32_t lock(void *context)
{
	return ((struct fake_i2c *)context)->locks++;
}

static void unlock(void *context, uint32_t state)
{
	assert_int_equal(--((struct fake_i2c *)context)->locks, state);
}

/* ---- the wire ---- */

static void message_over(struct fake_i2c *fake, int status)
{
	if (!fake->in_message)
		return;
	fake->in_message = false;
	i2c_queue_message_done(fake->queue, fake->moved, status);
}

static void end(struct fake_i2c *fake, int status)
{
	message_over(fake, status);
	fake->state = IDLE;
	fake->stops++;
	i2c_queue_done(fake->queue, status);
}

static bool is_memory(const struct fake_i2c *fake)
{
	return !fake->message.ten_bit && fake->message.address >> 1 == 0x50 >> 1;
}

static uint8_t byte_read(struct fake_i2c *fake)
{
	const unsigned which = fake->message.address & 1u;

	if (is_memory(fake))
		return fake->memory[which][fake->position[which]++];
	if (fake->moved % 2 == 0)
		fake->samples++;
	return (uint8_t)(fake->moved % 2 ? fake->samples : fake->samples >> 8);
}

static void byte_written(struct fake_i2c *fake, uint8_t byte)
{
	const unsigned which = fake->message.address & 1u;

	if (!is_memory(fake))
		return;
	if (fake->moved < 2)
		fake->position[which] = (uint16_t)(fake->position[which] << 8 | byte);
	else
		fake->memory[which][fake->position[which]++] = byte;
}

static void address(struct fake_i2c *fake)
{
	fake->addresses[fake->address_count++ % FAKE_I2C_TRACE] =
		(uint16_t)(fake->message.address | (fake->message.read ? 0x8000 : 0));
	fake->addressed = true;
	if (fake->fail || !(is_memory(fake) || fake->message.address == 0x48)) {
		int status = fake->fail && fake->fail != -EIO ? fake->fail : -ENXIO;

		fake->fail = 0;
		end(fake, status);
	}
}

/* False: the bus waits for memory. */
static bool has_run(struct fake_i2c *fake)
{
	const uint16_t left = (uint16_t)(fake->message.length - fake->moved);

	if (left && !fake->run_left)
		fake->run_left = i2c_queue_bytes(fake->queue, &fake->run, left);
	fake->waits = left && !fake->run_left;
	return !fake->waits;
}

static void byte(struct fake_i2c *fake)
{
	if (fake->fail && !fake->message.read) {
		int status = fake->fail == -ENXIO ? -EIO : fake->fail;

		fake->fail = 0;
		end(fake, status);
		return;
	}
	if (fake->message.read)
		*fake->run = byte_read(fake);
	else
		byte_written(fake, *fake->run);
	fake->run++;
	fake->run_left--;
	fake->moved++;
}

static void message_end(struct fake_i2c *fake)
{
	const bool more = fake->message.more;

	if (more) {
		message_over(fake, 0);
		next_message(fake);
	} else {
		end(fake, 0);
	}
}

bool fake_i2c_step(struct fake_i2c *fake)
{
	/* As an interrupt, which does not come while it is locked out. */
	assert_int_equal(fake->locks, 0);
	if (fake->state == IDLE || fake->stuck || (fake->waits && fake->state != ENDS))
		return false;
	fake->locks++;
	if (fake->state == RUNS && fake->addressed && !has_run(fake)) {
		fake->locks--;
		return false;
	}
	fake->progress++;
	fake->bytes++;
	if (fake->state == ENDS)
		end(fake, fake->abort);
	else if (!fake->addressed)
		address(fake);
	else if (fake->moved < fake->message.length)
		byte(fake);
	else
		message_end(fake);
	fake->locks--;
	return true;
}

void fake_i2c_init(struct fake_i2c *fake, struct i2c_queue *queue)
{
	memset(fake, 0, sizeof(*fake));
	fake->queue = queue;
	fake->port = (struct i2c_port){.context = fake,
				       .begin = begin,
				       .resume = resume,
				       .abort = abort_transfer,
				       .halt = halt,
				       .recover = recover,
				       .progress = progress,
				       .lock = lock,
				       .unlock = unlock};
	i2c_queue_init(queue, &fake->port);
}
