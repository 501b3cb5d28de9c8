/* SPDX-License-Identifier: BSD-3-Clause */
/* What the host is told: data as it comes in, a status for each request, what may be sent next. */
#include "remote/i2c_proxy_internal.h"

#include "core/copy.h"

#define REFUSAL (RPMSG_I2C_HEADER + 1u)

static void tell_finished(struct i2c_proxy *proxy, struct rpmsg_i2c_message *message)
{
	message->place = proxy->finished;
}

/* Without data. 0, or as rpmsg_send(). */
static int send_small(struct i2c_proxy *proxy, struct rpmsg_i2c_message *message)
{
	uint8_t bytes[RPMSG_I2C_INFO];
	int length, status;

	tell_finished(proxy, message);
	length = rpmsg_i2c_encode(bytes, sizeof(bytes), message);
	status = length < 0 ? length : rpmsg_send(&proxy->endpoint, bytes, (uint32_t)length);
	if (!status)
		proxy->told = message->place;
	return status;
}

void i2c_proxy_refuse(struct i2c_proxy *proxy, uint16_t tag, uint8_t status)
{
	struct rpmsg_i2c_message message = {
		.kind = RPMSG_I2C_KIND_REPLY, .tag = tag, .status = status};

	/* There is no memory to remember it in: a host that sends nonsense so fast that the send buffers
	 * run out misses answers to it. */
	(void)!send_small(proxy, &message);
}

/* ---- a host that comes ---- */

static void answer_hello(struct i2c_proxy *proxy)
{
	const struct i2c_proxy_config *config = proxy->config;
	struct rpmsg_i2c_message message = {
		.kind = RPMSG_I2C_KIND_INFO,
		.tag = proxy->hello_tag,
		.info = {.features = RPMSG_I2C_F_ZERO_LENGTH | RPMSG_I2C_F_TEN_BIT,
			 .bus_hz = config->bus_hz,
			 .total_max = config->total_max ? config->total_max : UINT32_MAX,
			 .window = config->window,
			 .requests = config->request_count,
			 .length_max =
				 config->length_max ? config->length_max : RPMSG_I2C_LENGTH_MAX,
			 .group_max = config->request_count},
	};

	for (uint32_t i = 0; i < RPMSG_I2C_NAME - 1 && config->name[i]; i++)
		message.info.name[i] = config->name[i];
	proxy->finished = 0;
	if (send_small(proxy, &message))
		return;
	proxy->hello = false;
	proxy->there = true;
	if (config->connected)
		config->connected(proxy, true);
}

/* What the last host left is gone when none of its transfers is on the bus. */
static void drain(struct i2c_proxy *proxy)
{
	for (uint16_t i = 0; i < proxy->count; i++) {
		const uint16_t index = proxy_index(proxy, proxy->first, i);

		if (!i2c_transfer_is_over(&proxy->config->requests[index].transfer))
			return;
	}
	/* Of a link that is gone: ignored. */
	for (uint16_t i = 0; i < proxy->chunk_count; i++)
		rpmsg_release(proxy->endpoint.rpmsg, &proxy_chunk(proxy, i)->message);
	proxy->count = 0;
	proxy->answered = 0;
	proxy->group_count = 0;
	proxy->chunk_count = 0;
	proxy->chunk_taken = 0;
	proxy->chunk_lent = false;
	proxy->ring_out = proxy->ring_in;
	proxy->run = 0;
	proxy->starved = false;
	proxy->drains = false;
}

/* ---- chunks ---- */

static void release_chunks(struct i2c_proxy *proxy)
{
	uint32_t lock = proxy_lock(proxy);

	i2c_proxy_skip_chunks(proxy);
	while (proxy->chunk_taken) {
		const struct i2c_proxy_chunk chunk = *proxy_chunk(proxy, 0);

		proxy->chunk_first = (uint16_t)((proxy->chunk_first + 1u) % proxy->config->window);
		proxy->chunk_count--;
		proxy->chunk_taken--;
		proxy_unlock(proxy, lock);
		proxy->config->requests[chunk.request].chunks--;
		proxy->finished++;
		rpmsg_release(proxy->endpoint.rpmsg, &chunk.message);
		lock = proxy_lock(proxy);
	}
	proxy_unlock(proxy, lock);
}

/* ---- requests ---- */

static void copy_from_ring(struct i2c_proxy *proxy, uint8_t *to, uint16_t count)
{
	const uint16_t size = proxy->config->ring_size;
	const uint16_t at = proxy->ring_out & (uint16_t)(size - 1u);
	const uint16_t behind = (uint16_t)(size - at);
	const uint16_t one = count < behind ? count : behind;

	copy_bytes(to, &proxy->config->ring[at], one);
	copy_bytes(to + one, proxy->config->ring, (uint16_t)(count - one));
}

/* One message about a request: the next of its data, and at its end the status. False: not now. */
static bool tell(struct i2c_proxy *proxy, struct i2c_proxy_request *request, bool over)
{
	struct rpmsg_i2c_message message = {.tag = request->tag};
	uint16_t count = (uint16_t)(request->stored - request->sent);
	struct rpmsg_tx tx;
	uint32_t room;
	uint8_t *data;
	bool last;
	int head;

	if (rpmsg_tx_get(proxy->endpoint.rpmsg, &tx))
		return false;
	room = tx.size > REFUSAL ? tx.size - REFUSAL : 0;
	last = over && count <= room;
	if (count > room)
		count = (uint16_t)room;
	message.kind = last ? RPMSG_I2C_KIND_REPLY : RPMSG_I2C_KIND_DATA;
	message.length = (uint16_t)(request->sent + count);
	if (last && !(request->flags & I2C_MSG_READ))
		message.length = request->moved;
	tell_finished(proxy, &message);
	head = rpmsg_i2c_encode_head(tx.data, tx.size, &message);
	if (head < 0 || (!last && !count)) {
		rpmsg_tx_release(proxy->endpoint.rpmsg, &tx);
		return false;
	}
	data = (uint8_t *)tx.data + head;
	copy_from_ring(proxy, data, count);
	if (last)
		data[count] = request->status;
	if (rpmsg_tx_send(&proxy->endpoint, &tx, (uint32_t)head + count + last)) {
		rpmsg_tx_release(proxy->endpoint.rpmsg, &tx);
		return false;
	}
	proxy->told = message.place;
	proxy->ring_out = (uint16_t)(proxy->ring_out + count);
	request->sent = (uint16_t)(request->sent + count);
	if (last) {
		proxy->answered++;
		proxy->statistics.requests++;
		proxy->statistics.failed += request->status != RPMSG_I2C_OK;
	}
	return true;
}

static void answer(struct i2c_proxy *proxy)
{
	while (proxy->answered < proxy->count) {
		struct i2c_proxy_request *request =
			&proxy->config->requests[proxy_index(proxy, proxy->first, proxy->answered)];
		/* In this order: when it is over, all of its data is there. */
		const bool over = request->over;

		if (!over && request->stored == request->sent)
			return;
		if (over && request->chunks)
			return;
		if (!tell(proxy, request, over))
			return;
	}
}

/* A request that began a group is the transfer, as long as that is on the bus; and who is still to send more
 * of a group needs its beginning. */
static void forget_answered(struct i2c_proxy *proxy)
{
	while (proxy->answered &&
	       i2c_transfer_is_over(&proxy->config->requests[proxy->first].transfer)) {
		uint32_t lock;

		if (proxy->group_count && proxy->first == proxy->group_first)
			return;
		lock = proxy_lock(proxy);
		proxy->first = proxy_index(proxy, proxy->first, 1);
		proxy->count--;
		proxy->answered--;
		proxy_unlock(proxy, lock);
	}
}

/* ---- ---- */

/* The host may be waiting for it. */
static void tell_credit(struct i2c_proxy *proxy)
{
	struct rpmsg_i2c_message message = {.kind = RPMSG_I2C_KIND_CREDIT};
	const uint16_t untold = (uint16_t)(proxy->finished - proxy->told);

	if (untold && untold * 2u >= proxy->config->window)
		(void)!send_small(proxy, &message);
}

void i2c_proxy_poll(struct i2c_proxy *proxy, uint64_t now)
{
	if (proxy->drains)
		drain(proxy);
	if (proxy->drains)
		return;
	if (proxy->hello)
		answer_hello(proxy);
	if (!proxy->there)
		return;
	i2c_proxy_watch_group(proxy, now);
	release_chunks(proxy);
	answer(proxy);
	forget_answered(proxy);
	/* There may be room again for what is read. */
	if (proxy->starved)
		i2c_queue_resume(proxy->queue);
	tell_credit(proxy);
}
