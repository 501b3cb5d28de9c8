/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's transfers as the bus sees them. Interrupt context, or under the lock. */
#include "remote/i2c_proxy_internal.h"

#include <errno.h>

#include "drivers/i2c.h"

static struct i2c_proxy_request *request_of(struct i2c_transfer *transfer)
{
	return COPRO_CONTAINER_OF(transfer, struct i2c_proxy_request, transfer);
}

static uint16_t index_of(const struct i2c_proxy_request *request)
{
	return (uint16_t)(request - request->proxy->config->requests);
}

/* ---- messages ---- */

static void take_lent(struct i2c_proxy *proxy)
{
	if (!proxy->chunk_lent)
		return;
	proxy->chunk_lent = false;
	proxy->chunk_taken++;
}

/* What the bus had when its block was halted. */
static void forget_lent(struct i2c_proxy *proxy)
{
	take_lent(proxy);
	proxy->run = 0;
}

static int next_message(struct i2c_transfer *transfer, struct i2c_message *message)
{
	struct i2c_proxy_request *head = request_of(transfer);
	struct i2c_proxy *proxy = head->proxy;
	const uint16_t index = proxy_index(proxy, index_of(head), transfer->current);
	const struct i2c_proxy_request *request = &proxy->config->requests[index];

	forget_lent(proxy);
	proxy->starved = proxy_age(proxy, index_of(head)) + transfer->current >= proxy->count;
	if (proxy->starved)
		return I2C_NEXT_LATER;
	if (request->over)
		return I2C_NEXT_END;
	proxy->active = index;
	*message = (struct i2c_message){.address = request->address,
					.ten_bit = request->flags & I2C_MSG_TEN_BIT,
					.read = request->flags & I2C_MSG_READ,
					.more = request->flags & PROXY_REQUEST_MORE,
					.length = request->length};
	return I2C_NEXT_READY;
}

/* ---- bytes to write: chunks ---- */

/* They lie in the order of their requests. */
void i2c_proxy_skip_chunks(struct i2c_proxy *proxy)
{
	while (!proxy->chunk_lent && proxy->chunk_taken < proxy->chunk_count) {
		const uint16_t request = proxy_chunk(proxy, proxy->chunk_taken)->request;

		if (!proxy->config->requests[request].over)
			return;
		proxy->chunk_taken++;
	}
}

/* The same when the requests before the active one are not marked yet. */
static void skip_older(struct i2c_proxy *proxy)
{
	while (proxy->chunk_taken < proxy->chunk_count) {
		const uint16_t request = proxy_chunk(proxy, proxy->chunk_taken)->request;

		if (proxy_age(proxy, request) >= proxy_age(proxy, proxy->active))
			return;
		proxy->chunk_taken++;
	}
}

static uint16_t bytes_to_write(struct i2c_proxy *proxy, uint8_t **data)
{
	const struct i2c_proxy_chunk *chunk;

	take_lent(proxy);
	skip_older(proxy);
	if (proxy->chunk_taken == proxy->chunk_count)
		return 0;
	chunk = proxy_chunk(proxy, proxy->chunk_taken);
	if (chunk->request != proxy->active)
		return 0;
	proxy->chunk_lent = true;
	/* A driver only reads what is to be written. */
	*data = (uint8_t *)(uintptr_t)chunk->data;
	return chunk->length;
}

/* ---- room for bytes that are read: the ring ---- */

static void keep_run(struct i2c_proxy *proxy, struct i2c_proxy_request *request, uint16_t bytes)
{
	proxy->ring_in = (uint16_t)(proxy->ring_in + bytes);
	request->stored = (uint16_t)(request->stored + bytes);
	proxy->run = 0;
}

static uint16_t least(uint16_t a, uint16_t b)
{
	return a < b ? a : b;
}

static uint16_t room_to_read(struct i2c_proxy *proxy, struct i2c_proxy_request *request,
			     uint8_t **data, uint16_t wanted)
{
	const uint16_t size = proxy->config->ring_size;
	uint16_t at, room;

	keep_run(proxy, request, proxy->run);
	at = proxy->ring_in & (uint16_t)(size - 1u);
	room = (uint16_t)(size - (uint16_t)(proxy->ring_in - proxy->ring_out));
	room = least(least(room, (uint16_t)(size - at)), wanted);
	proxy->run = least(room, RPMSG_BUFFER_SIZE - RPMSG_HEADER_SIZE - RPMSG_I2C_HEADER - 1u);
	*data = &proxy->config->ring[at];
	return proxy->run;
}

static uint16_t next_bytes(struct i2c_transfer *transfer, uint8_t **data, uint16_t wanted)
{
	struct i2c_proxy *proxy = request_of(transfer)->proxy;
	struct i2c_proxy_request *active = &proxy->config->requests[proxy->active];
	uint16_t count;

	if (active->flags & I2C_MSG_READ)
		count = room_to_read(proxy, active, data, wanted);
	else
		count = bytes_to_write(proxy, data);
	proxy->starved = !count;
	return count;
}

/* ---- ends ---- */

static uint8_t status_of(const struct i2c_proxy *proxy, int status)
{
	switch (-status) {
	case 0:
		return RPMSG_I2C_OK;
	case ENXIO:
		return RPMSG_I2C_NACK_ADDRESS;
	case EIO:
		return RPMSG_I2C_NACK_DATA;
	case ETIMEDOUT:
		return proxy->starved ? RPMSG_I2C_STALLED : RPMSG_I2C_TIMEOUT;
	case EAGAIN:
		return RPMSG_I2C_ARBITRATION;
	case EPROTO:
		return RPMSG_I2C_BUS_ERROR;
	case ECANCELED:
		return RPMSG_I2C_CANCELLED;
	default:
		return RPMSG_I2C_ERROR;
	}
}

static void message_done(struct i2c_transfer *transfer, uint16_t moved, int status)
{
	struct i2c_proxy *proxy = request_of(transfer)->proxy;
	struct i2c_proxy_request *active = &proxy->config->requests[proxy->active];

	if (active->flags & I2C_MSG_READ)
		keep_run(proxy, active, (uint16_t)(moved - active->stored));
	else
		take_lent(proxy);
	active->moved = moved;
	active->status = status_of(proxy, status);
	active->over = true;
	transfer->current++;
}

void i2c_proxy_fail(struct i2c_proxy *proxy, uint16_t index, uint16_t count, uint8_t status)
{
	for (uint16_t i = 0; i < count; i++) {
		struct i2c_proxy_request *request =
			&proxy->config->requests[proxy_index(proxy, index, i)];

		if (request->over)
			continue;
		request->status = status;
		request->over = true;
		status = RPMSG_I2C_SKIPPED;
	}
}

/* Of the requests of a group that have come: how many. */
static uint16_t group_size(const struct i2c_proxy *proxy, uint16_t index)
{
	uint16_t size = 1;

	while (proxy_age(proxy, index) + 1u < proxy->count &&
	       proxy->config->requests[index].flags & PROXY_REQUEST_MORE) {
		index = proxy_index(proxy, index, 1);
		size++;
	}
	return size;
}

void i2c_proxy_transfer_done(struct i2c_transfer *transfer, int status)
{
	struct i2c_proxy_request *head = request_of(transfer);
	struct i2c_proxy *proxy = head->proxy;
	const uint16_t index = index_of(head);
	const uint16_t size = group_size(proxy, index);
	bool failed = !status;

	if ((proxy->active + proxy->config->request_count - index) % proxy->config->request_count <
	    size)
		forget_lent(proxy);
	/* Whose fault it was: the message that ended with it, or the one that was to come. */
	for (uint16_t i = 0; i < size; i++) {
		const struct i2c_proxy_request *request =
			&proxy->config->requests[proxy_index(proxy, index, i)];

		failed = failed || (request->over && request->status != RPMSG_I2C_OK);
	}
	i2c_proxy_fail(proxy, index, size, failed ? RPMSG_I2C_SKIPPED : status_of(proxy, status));
}

const struct i2c_source i2c_proxy_source = {next_message, next_bytes, message_done};
