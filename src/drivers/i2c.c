/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/i2c.h"

#include <errno.h>

#include "soc/regs/i2c.h"

#define NBYTES_MAX 255u
#define DNF_MAX	   15u

enum i2c_state {
	I2C_STATE_IDLE,
	I2C_STATE_BYTES, /* of a message */
	I2C_STATE_STARVED, /* the client has no memory for the next byte */
	I2C_STATE_BETWEEN, /* messages: the client does not know the next one */
	I2C_STATE_ENDING /* STOP was asked for */
};

#define ON     (I2C_CR1_PE | I2C_CR1_NACKIE | I2C_CR1_STOPIE | I2C_CR1_TCIE | I2C_CR1_ERRIE)
#define BYTES  (I2C_CR1_TXIE | I2C_CR1_RXIE)
#define PACED  (BYTES | I2C_CR1_TCIE | I2C_CR1_STOPIE) /* what the client can hold up */
#define ERRORS (I2C_ISR_BERR | I2C_ISR_ARLO | I2C_ISR_OVR)

static void control(struct i2c *i2c, uint32_t off, uint32_t on)
{
	const uint32_t cr1 = (i2c->cr1 & ~off) | on;

	if (cr1 == i2c->cr1)
		return;
	i2c->cr1 = cr1;
	mmio_write32(i2c->registers, I2C_CR1, cr1);
}

static uint32_t direction(const struct i2c *i2c)
{
	return i2c->message.read ? I2C_CR1_RXIE : I2C_CR1_TXIE;
}

/* ---- messages ---- */

/* The next bytes of the message, as NBYTES counts them: at most 255 at a time, and who wants more has to
 * come back (RELOAD). */
static uint32_t next_count(struct i2c *i2c)
{
	uint16_t left = (uint16_t)(i2c->message.length - i2c->counted);
	uint32_t bits = 0;

	if (left > NBYTES_MAX) {
		left = NBYTES_MAX;
		bits = I2C_CR2_RELOAD;
	} else if (!i2c->message.more) {
		bits = I2C_CR2_AUTOEND;
	}
	i2c->counted = (uint16_t)(i2c->counted + left);
	return bits | (uint32_t)left << I2C_CR2_NBYTES_SHIFT;
}

static uint32_t address_bits(const struct i2c_message *message)
{
	uint32_t bits = message->read ? I2C_CR2_RD_WRN : 0;

	if (message->ten_bit)
		return bits | I2C_CR2_ADD10 | (message->address & I2C_CR2_SADD_MASK);
	return bits | (uint32_t)(message->address & 0x7Fu) << 1;
}

static void message_start(struct i2c *i2c)
{
	i2c->run_left = 0;
	i2c->moved = 0;
	i2c->counted = 0;
	i2c->in_message = true;
	i2c->state = I2C_STATE_BYTES;
	mmio_write32(i2c->registers, I2C_CR2,
		     address_bits(&i2c->message) | next_count(i2c) | I2C_CR2_START);
	control(i2c, BYTES, ON | direction(i2c));
}

static void message_reload(struct i2c *i2c)
{
	mmio_write32(i2c->registers, I2C_CR2, address_bits(&i2c->message) | next_count(i2c));
}

static void message_over(struct i2c *i2c)
{
	if (!i2c->in_message)
		return;
	i2c->in_message = false;
	i2c->client->message_done(i2c->context, i2c->moved, i2c->status);
}

static void stop(struct i2c *i2c)
{
	const uint32_t cr2 = mmio_read32(i2c->registers, I2C_CR2);

	i2c->state = I2C_STATE_ENDING;
	/* Bytes that still come are thrown away: one that is not taken would hold the clock, and so would a
	 * reload that is due. */
	control(i2c, PACED, I2C_CR1_STOPIE | I2C_CR1_RXIE);
	mmio_write32(i2c->registers, I2C_CR2,
		     (cr2 & ~(I2C_CR2_RELOAD | I2C_CR2_START)) | I2C_CR2_STOP);
}

/* A repeated START, when the client knows of what. */
static void message_next(struct i2c *i2c)
{
	switch (i2c->client->message(i2c->context, &i2c->message)) {
	case I2C_NEXT_READY:
		message_start(i2c);
		break;
	case I2C_NEXT_LATER:
		i2c->state = I2C_STATE_BETWEEN;
		control(i2c, PACED, 0);
		break;
	case I2C_NEXT_END:
		stop(i2c);
		break;
	}
}

/* ---- bytes ---- */

/* False: there is no memory for the next byte. */
static bool run_ready(struct i2c *i2c)
{
	if (i2c->run_left)
		return true;
	i2c->run_left = i2c->client->bytes(i2c->context, &i2c->run,
					   (uint16_t)(i2c->message.length - i2c->moved));
	if (i2c->run_left)
		return true;
	i2c->state = I2C_STATE_STARVED;
	control(i2c, PACED, 0);
	return false;
}

static void byte_received(struct i2c *i2c)
{
	if (i2c->state == I2C_STATE_STARVED)
		return;
	if (i2c->state != I2C_STATE_BYTES || i2c->moved == i2c->message.length) {
		(void)mmio_read32(i2c->registers, I2C_RXDR);
		return;
	}
	if (!run_ready(i2c))
		return;
	*i2c->run++ = (uint8_t)mmio_read32(i2c->registers, I2C_RXDR);
	i2c->run_left--;
	i2c->moved++;
}

static void byte_wanted(struct i2c *i2c)
{
	if (i2c->state != I2C_STATE_BYTES || i2c->moved == i2c->message.length || !run_ready(i2c))
		return;
	mmio_write32(i2c->registers, I2C_TXDR, *i2c->run++);
	i2c->run_left--;
	i2c->moved++;
}

/* ---- ends ---- */

static void refused(struct i2c *i2c)
{
	mmio_write32(i2c->registers, I2C_ICR, I2C_ISR_NACKF);
	if (!i2c->in_message || i2c->status)
		return;
	/* The block asks for a byte when the one before it was acknowledged: if for none, it was the
	 * address. STOP follows by itself. */
	i2c->status = i2c->message.read || !i2c->moved ? -ENXIO : -EIO;
	if (i2c->status == -EIO)
		i2c->moved--;
}

static void finish(struct i2c *i2c)
{
	i2c->state = I2C_STATE_IDLE;
	message_over(i2c);
	i2c->client->done(i2c->context, i2c->status);
}

static void stopped(struct i2c *i2c)
{
	mmio_write32(i2c->registers, I2C_ICR, I2C_ISR_STOPF);
	/* A byte that was not sent must not be the first of the next message. */
	if (!(mmio_read32(i2c->registers, I2C_ISR) & I2C_ISR_TXE))
		mmio_write32(i2c->registers, I2C_ISR, I2C_ISR_TXE);
	control(i2c, BYTES, 0);
	if (i2c->state != I2C_STATE_IDLE)
		finish(i2c);
}

void i2c_reset(struct i2c *i2c)
{
	mmio_write32(i2c->registers, I2C_CR1, 0);
	/* It has to stay off for three clocks of the bus: the read takes as long. */
	(void)mmio_read32(i2c->registers, I2C_CR1);
	i2c->cr1 = (i2c->cr1 & ~BYTES) | ON;
	mmio_write32(i2c->registers, I2C_CR1, i2c->cr1);
	i2c->state = I2C_STATE_IDLE;
	i2c->in_message = false;
}

/* Somebody else has the bus, or nobody knows who: the block starts anew. */
static void failed(struct i2c *i2c, uint32_t flags)
{
	const bool busy = i2c->state != I2C_STATE_IDLE;

	if (busy) {
		i2c->status = flags & I2C_ISR_ARLO ? -EAGAIN : -EPROTO;
		message_over(i2c);
	}
	i2c_reset(i2c);
	if (busy)
		i2c->client->done(i2c->context, i2c->status);
}

void i2c_interrupt(struct i2c *i2c)
{
	const uint32_t flags = mmio_read32(i2c->registers, I2C_ISR);

	i2c->progress++;
	if (flags & I2C_ISR_RXNE)
		byte_received(i2c);
	if (flags & I2C_ISR_TXIS)
		byte_wanted(i2c);
	if (flags & ERRORS) {
		failed(i2c, flags);
		return;
	}
	if (flags & I2C_ISR_NACKF)
		refused(i2c);
	/* What the client holds up is looked at when it goes on. */
	if (i2c->state == I2C_STATE_STARVED || i2c->state == I2C_STATE_BETWEEN)
		return;
	if (flags & I2C_ISR_STOPF) {
		stopped(i2c);
	} else if (i2c->state == I2C_STATE_BYTES && flags & I2C_ISR_TCR) {
		message_reload(i2c);
	} else if (i2c->state == I2C_STATE_BYTES && flags & I2C_ISR_TC) {
		message_over(i2c);
		message_next(i2c);
	}
}

/* ---- the client's side ---- */

int i2c_begin(struct i2c *i2c, const struct i2c_client *client, void *context)
{
	if (i2c->state != I2C_STATE_IDLE)
		return -EBUSY;
	if (client->message(context, &i2c->message) != I2C_NEXT_READY)
		return -ENOENT;
	i2c->client = client;
	i2c->context = context;
	i2c->status = 0;
	i2c->progress++;
	message_start(i2c);
	return 0;
}

void i2c_resume(struct i2c *i2c)
{
	if (i2c->state == I2C_STATE_BETWEEN) {
		message_next(i2c);
	} else if (i2c->state == I2C_STATE_STARVED && run_ready(i2c)) {
		i2c->state = I2C_STATE_BYTES;
		/* The byte is asked for again by interrupt: its flag still stands. */
		control(i2c, 0, ON | direction(i2c));
	}
}

void i2c_abort(struct i2c *i2c, int status)
{
	if (i2c->state == I2C_STATE_IDLE || i2c->state == I2C_STATE_ENDING)
		return;
	if (!i2c->status)
		i2c->status = status;
	stop(i2c);
}

bool i2c_is_starved(const struct i2c *i2c)
{
	return i2c->state == I2C_STATE_STARVED || i2c->state == I2C_STATE_BETWEEN;
}

int i2c_open(struct i2c *i2c, struct mmio registers, uint32_t timingr, uint8_t digital_filter,
	     bool analog_filter_off)
{
	if (digital_filter > DNF_MAX)
		return -EINVAL;
	*i2c = (struct i2c){.registers = registers};
	i2c->cr1 = (uint32_t)digital_filter << I2C_CR1_DNF_SHIFT |
		   (analog_filter_off ? I2C_CR1_ANFOFF : 0);
	/* Filters and timing are written while the block is off. */
	mmio_write32(registers, I2C_CR1, 0);
	mmio_write32(registers, I2C_CR1, i2c->cr1);
	mmio_write32(registers, I2C_TIMINGR, timingr);
	mmio_write32(registers, I2C_OAR1, 0);
	mmio_write32(registers, I2C_OAR2, 0);
	i2c_reset(i2c);
	return 0;
}

void i2c_close(struct i2c *i2c)
{
	mmio_write32(i2c->registers, I2C_CR1, 0);
	i2c->state = I2C_STATE_IDLE;
	i2c->in_message = false;
}
