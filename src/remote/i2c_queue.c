/* SPDX-License-Identifier: BSD-3-Clause */
/* Who is next on an I2C bus. */
#include <copro/i2c.h>

#include <errno.h>

#include "drivers/i2c.h"

/* How long a transfer that was ended may take to get off the bus. */
#define ABORT_MS 3u

enum transfer_state { TRANSFER_FREE, TRANSFER_WAITS, TRANSFER_RUNS, TRANSFER_CANCELLED };

/* ---- transfers in memory ---- */

static int memory_message(struct i2c_transfer *transfer, struct i2c_message *message)
{
	const struct i2c_msg *msg = &transfer->messages[transfer->current];

	*message = (struct i2c_message){.address = msg->address,
					.ten_bit = msg->flags & I2C_MSG_TEN_BIT,
					.read = msg->flags & I2C_MSG_READ,
					.more = transfer->current + 1u < transfer->count,
					.length = msg->length};
	transfer->handed = false;
	return I2C_NEXT_READY;
}

static uint16_t memory_bytes(struct i2c_transfer *transfer, uint8_t **data, uint16_t wanted)
{
	(void)wanted;
	if (transfer->handed)
		return 0;
	transfer->handed = true;
	*data = transfer->messages[transfer->current].data;
	return transfer->messages[transfer->current].length;
}

static void memory_message_done(struct i2c_transfer *transfer, uint16_t moved, int status)
{
	(void)status;
	transfer->messages[transfer->current++].moved = moved;
}

static const struct i2c_source memory = {memory_message, memory_bytes, memory_message_done};

static bool memory_is_good(const struct i2c_transfer *transfer)
{
	for (uint16_t i = 0; i < transfer->count; i++) {
		const struct i2c_msg *msg = &transfer->messages[i];

		if (msg->length ? !msg->data : msg->flags & I2C_MSG_READ)
			return false;
	}
	return transfer->messages && transfer->count;
}

/* ---- the order ---- */

static void append(struct i2c_class *class, struct i2c_transfer *transfer)
{
	transfer->next = 0;
	if (class->first)
		class->last->next = transfer;
	else
		class->first = transfer;
	class->last = transfer;
}

/* The class whose turn it is: NULL if nobody waits. */
static struct i2c_class *choose(struct i2c_queue *queue)
{
	struct i2c_class *chosen = 0;

	for (unsigned i = 0; i < I2C_PRIORITIES; i++) {
		struct i2c_class *class = &queue->classes[i];

		if (!class->first)
			continue;
		/* Who was passed over too often, and of several such the one who waits longest. */
		if (!chosen || (class->passed >= I2C_PASSES && class->passed > chosen->passed))
			chosen = class;
	}
	return chosen;
}

static struct i2c_transfer *take_next(struct i2c_queue *queue)
{
	struct i2c_class *chosen = choose(queue);
	struct i2c_transfer *transfer;

	if (!chosen)
		return 0;
	for (unsigned i = 0; i < I2C_PRIORITIES; i++) {
		if (queue->classes[i].first)
			queue->classes[i].passed++;
	}
	chosen->passed = 0;
	transfer = chosen->first;
	chosen->first = transfer->next;
	return transfer;
}

static void begin_next(struct i2c_queue *queue)
{
	queue->current = take_next(queue);
	queue->aborted = false;
	if (!queue->current)
		return;
	queue->current->state = TRANSFER_RUNS;
	queue->current->current = 0;
	queue->port->begin(queue->port->context);
}

static bool remove_waiting(struct i2c_queue *queue, struct i2c_transfer *transfer)
{
	struct i2c_class *class = &queue->classes[transfer->priority];
	struct i2c_transfer *before = 0;
	struct i2c_transfer *at = class->first;

	while (at && at != transfer) {
		before = at;
		at = at->next;
	}
	if (!at)
		return false;
	if (before)
		before->next = at->next;
	else
		class->first = at->next;
	if (class->last == at)
		class->last = before;
	if (!class->first)
		class->passed = 0;
	return true;
}

static void count(struct i2c_queue *queue, int status)
{
	if (status)
		queue->statistics.failed++;
	else
		queue->statistics.transfers++;
}

/* The next one is on the bus before anybody hears that this one is over. */
static void end_current(struct i2c_queue *queue, int status)
{
	struct i2c_transfer *ended = queue->current;

	if (!ended)
		return;
	if (ended->state == TRANSFER_CANCELLED && status)
		status = -ECANCELED;
	count(queue, status);
	ended->state = TRANSFER_FREE;
	begin_next(queue);
	if (ended->done)
		ended->done(ended, status);
}

/* ---- the users' side ---- */

void i2c_queue_init(struct i2c_queue *queue, const struct i2c_port *port)
{
	*queue = (struct i2c_queue){.port = port};
}

int i2c_submit(struct i2c_queue *queue, struct i2c_transfer *transfer)
{
	const struct i2c_port *port = queue->port;
	uint32_t lock;

	if (transfer->priority >= I2C_PRIORITIES)
		return -EINVAL;
	if (!transfer->source && !memory_is_good(transfer))
		return -EINVAL;
	if (transfer->state != TRANSFER_FREE)
		return -EBUSY;
	lock = port->lock(port->context);
	if (!transfer->source)
		transfer->source = &memory;
	transfer->state = TRANSFER_WAITS;
	append(&queue->classes[transfer->priority], transfer);
	if (!queue->current)
		begin_next(queue);
	port->unlock(port->context, lock);
	return 0;
}

void i2c_cancel(struct i2c_queue *queue, struct i2c_transfer *transfer)
{
	const struct i2c_port *port = queue->port;
	const uint32_t lock = port->lock(port->context);
	bool waited = false;

	if (transfer->state == TRANSFER_RUNS) {
		transfer->state = TRANSFER_CANCELLED;
		port->abort(port->context, -ECANCELED);
	} else if (transfer->state == TRANSFER_WAITS) {
		waited = remove_waiting(queue, transfer);
		transfer->state = TRANSFER_FREE;
		count(queue, -ECANCELED);
	}
	if (waited && transfer->done)
		transfer->done(transfer, -ECANCELED);
	port->unlock(port->context, lock);
}

/* True: the bus has to be recovered, and the block is off it. */
static bool is_stuck(struct i2c_queue *queue, uint64_t now)
{
	const struct i2c_port *port = queue->port;
	const uint32_t progress = port->progress(port->context);

	if (!queue->current || (progress != queue->progress && !queue->aborted)) {
		queue->progress = progress;
		queue->moved_at = now;
		return false;
	}
	if (now - queue->moved_at < (queue->aborted ? ABORT_MS : I2C_STUCK_MS))
		return false;
	queue->moved_at = now;
	if (!queue->aborted) {
		/* A STOP is the polite way, if the bus can still have one. */
		queue->aborted = true;
		port->abort(port->context, -ETIMEDOUT);
		return false;
	}
	port->halt(port->context);
	return true;
}

void i2c_poll(struct i2c_queue *queue, uint64_t now)
{
	const struct i2c_port *port = queue->port;
	uint32_t lock = port->lock(port->context);
	const bool stuck = is_stuck(queue, now);

	port->unlock(port->context, lock);
	if (!stuck)
		return;
	/* Nothing ends or begins meanwhile: the block is off. */
	port->recover(port->context);
	lock = port->lock(port->context);
	queue->statistics.recoveries++;
	end_current(queue, -ETIMEDOUT);
	port->unlock(port->context, lock);
}

void i2c_queue_resume(struct i2c_queue *queue)
{
	const struct i2c_port *port = queue->port;
	const uint32_t lock = port->lock(port->context);

	if (queue->current)
		port->resume(port->context);
	port->unlock(port->context, lock);
}

/* ---- the port's side ---- */

int i2c_queue_message(struct i2c_queue *queue, struct i2c_message *message)
{
	return queue->current->source->message(queue->current, message);
}

uint16_t i2c_queue_bytes(struct i2c_queue *queue, uint8_t **data, uint16_t wanted)
{
	return queue->current->source->bytes(queue->current, data, wanted);
}

void i2c_queue_message_done(struct i2c_queue *queue, uint16_t moved, int status)
{
	queue->current->source->message_done(queue->current, moved, status);
}

void i2c_queue_done(struct i2c_queue *queue, int status)
{
	end_current(queue, status);
}
