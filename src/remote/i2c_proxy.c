/* SPDX-License-Identifier: BSD-3-Clause */
/* What the host sends, and the groups that are made of it. */
#include "remote/i2c_proxy_internal.h"

#include <errno.h>

#include "drivers/i2c.h"

#define INDEX_MAX 128u
#define RING_MIN  16u
#define RING_MAX  32768u

/* For the rest of a group that is not on the bus yet. */
#define PATIENCE_MS 1000u

/* ---- what is given back ---- */

/* A message of the host's that nothing is kept of. */
static void message_finished(struct i2c_proxy *proxy)
{
	proxy->finished++;
}

void i2c_proxy_drop(struct i2c_proxy *proxy)
{
	const struct i2c_proxy_config *config = proxy->config;

	proxy->drains = true;
	proxy->group_count = 0;
	for (uint16_t i = 0; i < proxy->count; i++) {
		struct i2c_proxy_request *request =
			&config->requests[proxy_index(proxy, proxy->first, i)];

		i2c_cancel(proxy->queue, &request->transfer);
	}
	if (proxy->there && config->connected)
		config->connected(proxy, false);
	proxy->there = false;
}

/* ---- groups ---- */

static struct i2c_proxy_request *newest(const struct i2c_proxy *proxy)
{
	return &proxy->config
			->requests[proxy_index(proxy, proxy->first, (uint16_t)(proxy->count - 1u))];
}

static bool is_complete(const struct i2c_proxy_request *request)
{
	return request->flags & I2C_MSG_READ || request->came == request->length;
}

/* Messages of the host's that this group keeps. */
static uint32_t group_chunks(const struct i2c_proxy *proxy)
{
	uint32_t chunks = 0;

	for (uint16_t i = 0; i < proxy->group_count; i++)
		chunks += proxy->config->requests[proxy_index(proxy, proxy->group_first, i)].chunks;
	return chunks;
}

/* Ends all of the group that is not over. */
static void group_kill(struct i2c_proxy *proxy, uint8_t status)
{
	const uint32_t lock = proxy_lock(proxy);

	proxy->group_dead = true;
	if (!proxy->group_begun)
		i2c_proxy_fail(proxy, proxy->group_first, proxy->group_count, status);
	proxy_unlock(proxy, lock);
}

/* The newest request cannot be what it claimed to be. */
static void newest_fail(struct i2c_proxy *proxy, uint8_t status)
{
	struct i2c_proxy_request *request = newest(proxy);

	if (proxy->group_begun) {
		/* It may be on the bus. */
		proxy->group_dead = true;
		i2c_cancel(proxy->queue, &proxy->config->requests[proxy->group_first].transfer);
		return;
	}
	request->status = status;
	request->over = true;
	group_kill(proxy, RPMSG_I2C_SKIPPED);
}

static void group_begin(struct i2c_proxy *proxy)
{
	struct i2c_transfer *transfer = &proxy->config->requests[proxy->group_first].transfer;

	*transfer = (struct i2c_transfer){.source = &i2c_proxy_source,
					  .priority = proxy->config->priority,
					  .done = i2c_proxy_transfer_done};
	proxy->group_begun = true;
	if (i2c_submit(proxy->queue, transfer))
		group_kill(proxy, RPMSG_I2C_ERROR);
}

/* What comes of a group that is over, on the bus or without having been there, is over too. */
static void group_bury(struct i2c_proxy *proxy)
{
	const struct i2c_proxy_request *head = &proxy->config->requests[proxy->group_first];
	uint32_t lock;

	if (proxy->group_begun ? !i2c_transfer_is_over(&head->transfer) : !proxy->group_dead)
		return;
	lock = proxy_lock(proxy);
	proxy->group_dead = true;
	i2c_proxy_fail(proxy, proxy->group_first, proxy->group_count, RPMSG_I2C_SKIPPED);
	proxy_unlock(proxy, lock);
}

/* Something of the group came. It begins when all of it is here; or when so much of it is that the rest
 * will follow in time, and might not fit beside it. */
static void group_advance(struct i2c_proxy *proxy)
{
	const struct i2c_proxy_request *last = newest(proxy);
	const bool whole = is_complete(last) && !(last->flags & PROXY_REQUEST_MORE);

	proxy->group_fresh = true;
	if (!proxy->group_begun && !proxy->group_dead &&
	    (whole || group_chunks(proxy) * 2 >= proxy->config->window))
		group_begin(proxy);
	else
		group_bury(proxy);
	if (whole)
		proxy->group_count = 0;
	if (proxy->starved)
		i2c_queue_resume(proxy->queue);
}

/* It has room in its window: when nothing comes it does not want to. */
static bool host_may_send(const struct i2c_proxy *proxy)
{
	return proxy->chunk_count + (uint16_t)(proxy->finished - proxy->told) <
	       proxy->config->window;
}

void i2c_proxy_watch_group(struct i2c_proxy *proxy, uint64_t now)
{
	if (!proxy->group_count || proxy->group_fresh) {
		proxy->group_since = now;
		proxy->group_fresh = false;
	} else if (!proxy->group_dead && !proxy->group_begun && host_may_send(proxy) &&
		   now - proxy->group_since >= PATIENCE_MS) {
		group_kill(proxy, RPMSG_I2C_STALLED);
	}
}

/* ---- requests ---- */

static uint32_t total_max(const struct i2c_proxy_config *config)
{
	return config->total_max ? config->total_max
				 : (uint32_t)config->request_count * RPMSG_I2C_LENGTH_MAX;
}

static uint16_t flags_of(const struct rpmsg_i2c_message *message)
{
	return (uint16_t)((message->read ? I2C_MSG_READ : 0) |
			  (message->ten_bit ? I2C_MSG_TEN_BIT : 0));
}

static uint8_t judge(struct i2c_proxy *proxy, const struct rpmsg_i2c_message *message)
{
	const struct i2c_proxy_config *config = proxy->config;
	const uint16_t length_max = config->length_max ? config->length_max : RPMSG_I2C_LENGTH_MAX;

	if (message->length > length_max || proxy->group_total > total_max(config) ||
	    (message->read && !message->length) ||
	    (message->more && proxy->group_count >= config->request_count))
		return RPMSG_I2C_UNSUPPORTED;
	if (config->allow &&
	    !config->allow(proxy, message->address, flags_of(message), message->length))
		return RPMSG_I2C_DENIED;
	return RPMSG_I2C_OK;
}

static struct i2c_proxy_request *request_add(struct i2c_proxy *proxy,
					     const struct rpmsg_i2c_message *message)
{
	const uint16_t index = proxy_index(proxy, proxy->first, proxy->count);
	struct i2c_proxy_request *request = &proxy->config->requests[index];
	uint32_t lock;

	if (!proxy->group_count) {
		proxy->group_first = index;
		proxy->group_total = 0;
		proxy->group_begun = false;
		proxy->group_dead = false;
	}
	*request = (struct i2c_proxy_request){
		.proxy = proxy,
		.tag = message->tag,
		.address = message->address,
		.length = message->length,
		.flags = (uint8_t)(flags_of(message) | (message->more ? PROXY_REQUEST_MORE : 0)),
	};
	proxy->group_count++;
	proxy->group_total += message->length;
	request->status = judge(proxy, message);
	request->over = request->status != RPMSG_I2C_OK;
	lock = proxy_lock(proxy);
	proxy->count++;
	proxy_unlock(proxy, lock);
	if (request->over)
		group_kill(proxy, RPMSG_I2C_SKIPPED);
	return request;
}

/* Keeps the message until the bus has its data; false: nobody wants it. */
static bool chunk_add(struct i2c_proxy *proxy, struct i2c_proxy_request *request,
		      const struct rpmsg_i2c_message *message, const struct rpmsg_message *buffer)
{
	struct i2c_proxy_chunk *chunk = proxy_chunk(proxy, proxy->chunk_count);
	uint32_t lock;

	request->came = (uint16_t)(request->came + message->data_length);
	if (request->over || !message->data_length)
		return false;
	if (proxy->chunk_count == proxy->config->window ||
	    rpmsg_hold(proxy->endpoint.rpmsg, buffer)) {
		newest_fail(proxy, RPMSG_I2C_BUSY);
		return false;
	}
	*chunk = (struct i2c_proxy_chunk){
		.message = *buffer,
		.data = message->data,
		.length = message->data_length,
		.request = (uint16_t)(request - proxy->config->requests),
	};
	request->chunks++;
	lock = proxy_lock(proxy);
	proxy->chunk_count++;
	proxy_unlock(proxy, lock);
	return true;
}

/* What it claimed to be cannot be finished by what comes now. */
static void end_unfinished(struct i2c_proxy *proxy)
{
	if (proxy->group_count && !newest(proxy)->over && !is_complete(newest(proxy)))
		newest_fail(proxy, RPMSG_I2C_INVALID);
}

static void request_came(struct i2c_proxy *proxy, const struct rpmsg_i2c_message *message,
			 const struct rpmsg_message *buffer)
{
	struct i2c_proxy_request *request;

	end_unfinished(proxy);
	if (proxy->count == proxy->config->request_count) {
		if (proxy->group_count)
			group_kill(proxy, RPMSG_I2C_SKIPPED);
		i2c_proxy_refuse(proxy, message->tag, RPMSG_I2C_BUSY);
		message_finished(proxy);
		return;
	}
	request = request_add(proxy, message);
	if (!chunk_add(proxy, request, message, buffer))
		message_finished(proxy);
	group_advance(proxy);
}

static void data_came(struct i2c_proxy *proxy, const struct rpmsg_i2c_message *message,
		      const struct rpmsg_message *buffer)
{
	struct i2c_proxy_request *request = proxy->group_count ? newest(proxy) : NULL;

	if (!request || request->tag != message->tag || is_complete(request) ||
	    message->place != request->came ||
	    message->data_length > request->length - request->came) {
		proxy->statistics.malformed++;
		message_finished(proxy);
		return;
	}
	if (!chunk_add(proxy, request, message, buffer))
		message_finished(proxy);
	group_advance(proxy);
}

/* The group that a request belongs to begins with it or before it. */
static struct i2c_proxy_request *head_of(const struct i2c_proxy *proxy, uint16_t age)
{
	while (age &&
	       proxy->config->requests[proxy_index(proxy, proxy->first, (uint16_t)(age - 1u))]
			       .flags &
		       PROXY_REQUEST_MORE)
		age--;
	return &proxy->config->requests[proxy_index(proxy, proxy->first, age)];
}

/* The host sends no more of the group of which not all has come. */
static void group_close(struct i2c_proxy *proxy)
{
	struct i2c_transfer *transfer = &proxy->config->requests[proxy->group_first].transfer;

	group_kill(proxy, RPMSG_I2C_CANCELLED);
	if (proxy->group_begun)
		i2c_cancel(proxy->queue, transfer);
	newest(proxy)->flags &= (uint8_t)~PROXY_REQUEST_MORE;
	proxy->group_count = 0;
}

static void cancel_came(struct i2c_proxy *proxy, uint16_t tag)
{
	for (uint16_t age = proxy->count; age-- > 0;) {
		const struct i2c_proxy_request *request =
			&proxy->config->requests[proxy_index(proxy, proxy->first, age)];

		if (request->tag != tag)
			continue;
		if (age + proxy->group_count >= proxy->count)
			group_close(proxy);
		else
			i2c_cancel(proxy->queue, &head_of(proxy, age)->transfer);
		return;
	}
}

/* ---- the channel ---- */

static void greeted(struct i2c_proxy *proxy, uint16_t tag)
{
	i2c_proxy_drop(proxy);
	proxy->hello = true;
	proxy->hello_tag = tag;
}

static void malformed(struct i2c_proxy *proxy, const struct rpmsg_i2c_message *message)
{
	proxy->statistics.malformed++;
	message_finished(proxy);
	if (message->kind == RPMSG_I2C_KIND_REQUEST && proxy->group_count)
		group_kill(proxy, RPMSG_I2C_SKIPPED);
	i2c_proxy_refuse(proxy, message->tag, RPMSG_I2C_INVALID);
}

static void receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *buffer)
{
	struct i2c_proxy *proxy = endpoint->context;
	struct rpmsg_i2c_message message;
	const int status = rpmsg_i2c_decode(&message, buffer->data, buffer->length);

	if (!status && message.kind == RPMSG_I2C_KIND_HELLO) {
		greeted(proxy, message.tag);
		return;
	}
	/* Who has not greeted, or has not waited for the answer, is not understood. */
	if (status || !proxy->there) {
		malformed(proxy, &message);
		return;
	}
	switch (message.kind) {
	case RPMSG_I2C_KIND_REQUEST:
		request_came(proxy, &message, buffer);
		break;
	case RPMSG_I2C_KIND_DATA:
		data_came(proxy, &message, buffer);
		break;
	case RPMSG_I2C_KIND_CANCEL:
		cancel_came(proxy, message.tag);
		break;
	default:
		malformed(proxy, &message);
		break;
	}
}

/* Its buffers are the next host's. */
static void unbind(struct rpmsg_endpoint *endpoint)
{
	struct i2c_proxy *proxy = endpoint->context;

	proxy->hello = false;
	i2c_proxy_drop(proxy);
}

static const struct rpmsg_endpoint_config service = {
	.name = I2C_PROXY_SERVICE, .receive = receive, .unbind = unbind};

static bool config_is_good(const struct i2c_proxy_config *config)
{
	const uint16_t ring = config->ring_size;

	return config->name && config->chunks && config->requests && config->ring &&
	       config->window && config->window <= INDEX_MAX && config->request_count &&
	       config->request_count <= INDEX_MAX && config->priority < I2C_PRIORITIES &&
	       ring >= RING_MIN && ring <= RING_MAX && !(ring & (ring - 1u));
}

int i2c_proxy_init(struct i2c_proxy *proxy, struct rpmsg *rpmsg, struct i2c_queue *queue,
		   const struct i2c_proxy_config *config)
{
	void *context = proxy->context;

	if (!config_is_good(config))
		return -EINVAL;
	*proxy = (struct i2c_proxy){.queue = queue, .config = config, .context = context};
	proxy->endpoint.context = proxy;
	return rpmsg_endpoint_create(rpmsg, &proxy->endpoint, &service, RPMSG_ADDRESS_ANY,
				     RPMSG_ADDRESS_ANY, NULL);
}
