/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One I2C bus that several parts of a firmware use, and perhaps the host (copro/i2c_proxy.h): they submit
 * transfers, which are executed one after the other, by interrupt.
 *
 *	static struct i2c_chip bus;
 *	static uint8_t raw[2];
 *	static struct i2c_msg messages[] = {{.address = 0x48, .flags = I2C_MSG_READ, .length = 2, .data = raw}};
 *	static struct i2c_transfer sample = {.messages = messages, .count = 1, .done = sampled};
 *
 *	status = i2c_chip_open(&bus, &config);
 *	status = i2c_submit(i2c_chip_queue(&bus), &sample);
 *
 * The rule of the order: who is of higher priority comes first, and among equals who came first; but
 * one that was passed over I2C_PASSES times comes before all others. So nobody waits for ever, and who
 * is of the highest priority and comes now and then waits for the one transfer under way and no other. A
 * transfer is never split: from its first START to its STOP nothing else is on the bus.
 */
#ifndef COPRO_I2C_H
#define COPRO_I2C_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#define I2C_MSG_READ	(1u << 0)
#define I2C_MSG_TEN_BIT (1u << 1)

/* A part of a transfer: START (or a repeated one), an address, and bytes in one direction. */
struct i2c_msg {
	uint16_t address; /* 7 or 10 bits */
	uint16_t flags;
	uint16_t length; /* bytes at data; 0: the address alone, of writes only */
	uint16_t moved; /* set at its end: bytes that were acknowledged, or read */
	uint8_t *data;
};

enum i2c_priority { I2C_PRIORITY_HIGH, I2C_PRIORITY_NORMAL, I2C_PRIORITY_LOW, I2C_PRIORITIES };

#define I2C_PASSES 4u

/* Without any byte for so long a bus is stuck; a well-behaved target holds the clock for 25 ms at most
 * (SMBus, tTIMEOUT). */
#define I2C_STUCK_MS 30u

struct i2c_message;
struct i2c_transfer;

/* Who makes up a transfer as it goes along, instead of messages in memory; see drivers/i2c.h, whose calls
 * these are. Interrupt context. */
struct i2c_source {
	int (*message)(struct i2c_transfer *transfer, struct i2c_message *message);
	uint16_t (*bytes)(struct i2c_transfer *transfer, uint8_t **data, uint16_t wanted);
	void (*message_done)(struct i2c_transfer *transfer, uint16_t moved, int status);
};

/* Provided by the caller, from submit to `done`. Zeroed, then filled in. */
struct i2c_transfer {
	struct i2c_msg *messages;
	uint16_t count;
	uint8_t priority; /* enum i2c_priority */
	/*
	 * It is over, and may be submitted again from here. 0; -ENXIO: an address was not acknowledged; -EIO:
	 * a byte was not; -ETIMEDOUT: the bus was stuck, and was brought back to rest; -EAGAIN: another
	 * controller won; -EPROTO: a misplaced START or STOP; -ECANCELED. Interrupt context, or that of
	 * i2c_poll() and i2c_cancel().
	 */
	void (*done)(struct i2c_transfer *transfer, int status);
	void *context; /* the caller's */
	/* Private: */
	const struct i2c_source *source; /* NULL: messages */
	struct i2c_transfer *next;
	uint16_t current; /* message */
	bool handed; /* the bytes of the current message were handed out */
	volatile uint8_t state;
};

/* The bus below a queue: a chip's block, or a test's. */
struct i2c_port {
	void *context;
	/* Begins what i2c_queue_message() tells of; i2c_queue_done() follows, never from within. */
	void (*begin)(void *context);
	/* What the queue did not have may be there now. */
	void (*resume)(void *context);
	/* Ends the transfer after the byte under way: i2c_queue_done() follows, if the bus is not stuck. */
	void (*abort)(void *context, int status);
	/* Takes the block off the bus: the transfer under way is forgotten. Then, not in interrupt context and
	 * without the lock: brings the bus to rest, and makes the block ready. */
	void (*halt)(void *context);
	void (*recover)(void *context);
	/* Changes whenever the bus has got on. */
	uint32_t (*progress)(void *context);
	/* Keeps the block's interrupt away, and lets it come again. */
	uint32_t (*lock)(void *context);
	void (*unlock)(void *context, uint32_t state);
};

struct i2c_class {
	struct i2c_transfer *first;
	struct i2c_transfer *last;
	uint32_t passed; /* how often `first` was passed over */
};

struct i2c_statistics {
	uint32_t transfers; /* that ended well */
	uint32_t failed;
	uint32_t recoveries; /* of a bus that was stuck */
};

/* Provided by the caller. Members other than `statistics` are private. */
struct i2c_queue {
	const struct i2c_port *port;
	struct i2c_class classes[I2C_PRIORITIES];
	struct i2c_transfer *current;
	struct i2c_statistics statistics;
	uint32_t progress; /* as of the last poll */
	uint64_t moved_at;
	bool aborted; /* because it was stuck */
};

/* Takes a queue into use, empty. port: kept while in use. A chip's own is made by i2c_chip_open(). */
void i2c_queue_init(struct i2c_queue *queue, const struct i2c_port *port);

/* Any context that port->lock() keeps the block away from. 0; -EINVAL: no messages, one that reads nothing,
 * or bytes without memory; -EBUSY: it was submitted already. */
COPRO_MUST_CHECK int i2c_submit(struct i2c_queue *queue, struct i2c_transfer *transfer);

/* True when it is nobody's but its owner's: not submitted, or over. */
static inline bool i2c_transfer_is_over(const struct i2c_transfer *transfer)
{
	return transfer->state == 0;
}

/* Gives a transfer up: at once when it waits, after the byte under way when it is on the bus. `done` is called
 * with -ECANCELED, unless it was over already. */
void i2c_cancel(struct i2c_queue *queue, struct i2c_transfer *transfer);

/* Finds out that the bus is stuck. now: milliseconds, by any clock; call it every 10 ms or oftener. Thread
 * context. */
void i2c_poll(struct i2c_queue *queue, uint64_t now);

/* Whoever made a transfer up has more of it now. */
void i2c_queue_resume(struct i2c_queue *queue);

/* ---- for a port: what the transfer under way consists of, as struct i2c_client of drivers/i2c.h ---- */

int i2c_queue_message(struct i2c_queue *queue, struct i2c_message *message);
uint16_t i2c_queue_bytes(struct i2c_queue *queue, uint8_t **data, uint16_t wanted);
void i2c_queue_message_done(struct i2c_queue *queue, uint16_t moved, int status);
void i2c_queue_done(struct i2c_queue *queue, int status);

#endif
