/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/i2c_adapter.h"

#include <errno.h>
#include <stdlib.h>

static const char *const services[] = {RPMSG_I2C_SERVICE, NULL};

struct i2c_adapter_set {
	const struct host_platform *platform;
	struct rpmsg_driver driver;
	struct i2c_adapter *adapters; /* by number */
};

struct i2c_adapter {
	struct i2c_adapter_set *set;
	struct i2c_adapter *next;
	uint32_t number;
	struct rpmsg_channel *channel;
	struct i2c_session *session;
	struct host_timer timer; /* for the first deadline */
	bool faulty; /* that was told */
};

/* ---- time ---- */

static void arm(struct i2c_adapter *adapter)
{
	const struct host_platform *platform = adapter->set->platform;
	const uint64_t deadline = i2c_session_deadline(adapter->session);

	if (deadline == I2C_NO_DEADLINE)
		platform->timer_disarm(platform->context, &adapter->timer);
	else
		platform->timer_arm(platform->context, &adapter->timer, deadline);
}

static void expired(struct host_timer *timer)
{
	struct i2c_adapter *adapter = COPRO_CONTAINER_OF(timer, struct i2c_adapter, timer);
	const struct host_platform *platform = adapter->set->platform;

	i2c_session_expire(adapter->session, platform->now(platform->context));
	arm(adapter);
}

/* ---- the session's callbacks ---- */

static int session_send(void *context, const void *data, uint32_t length)
{
	struct i2c_adapter *adapter = context;

	return rpmsg_channel_send(adapter->channel, data, length);
}

static void session_ready(void *context)
{
	const struct i2c_adapter *adapter = context;

	rpmsg_channel_tell(adapter->channel, "the bus is there");
}

static void session_fault(void *context, const char *text)
{
	struct i2c_adapter *adapter = context;

	if (adapter->faulty)
		return;
	adapter->faulty = true;
	host_say(adapter->set->platform, HOST_EVENT_FIRMWARE_FAULT, "i2c",
		 "the firmware sent on " RPMSG_I2C_SERVICE " %s", text);
}

/* ---- the driver ---- */

static struct i2c_adapter *adapter_add(struct i2c_adapter_set *set)
{
	struct i2c_adapter **link = &set->adapters;
	struct i2c_adapter *adapter;
	uint32_t number = 0;

	while (*link && (*link)->number == number) {
		link = &(*link)->next;
		number++;
	}
	if (number == I2C_ADAPTER_COUNT) {
		errno = ENOSPC;
		return NULL;
	}
	adapter = calloc(1, sizeof(*adapter));
	if (!adapter)
		return NULL;
	adapter->set = set;
	adapter->number = number;
	adapter->timer.name = "i2c";
	adapter->timer.expired = expired;
	adapter->next = *link;
	*link = adapter;
	return adapter;
}

static void adapter_free(struct i2c_adapter *adapter)
{
	const struct host_platform *platform = adapter->set->platform;
	struct i2c_adapter **link = &adapter->set->adapters;

	while (*link != adapter)
		link = &(*link)->next;
	*link = adapter->next;
	i2c_session_destroy(adapter->session);
	platform->timer_disarm(platform->context, &adapter->timer);
	free(adapter);
}

static int adapter_probe(struct rpmsg_driver *driver, struct rpmsg_channel *channel)
{
	struct i2c_adapter *adapter = adapter_add(driver->context);
	struct i2c_session_config config = {
		.context = adapter,
		.send = session_send,
		.payload = rpmsg_payload_size(rpmsg_channel_link(channel)),
		.ready = session_ready,
		.fault = session_fault,
	};
	int status;

	if (!adapter)
		return -errno;
	adapter->channel = channel;
	channel->driver_data = adapter;
	status = i2c_session_create(&adapter->session, &config);
	if (status)
		adapter_free(adapter);
	return status;
}

/* Out of sight first: who is told of the end must not begin again. */
static void adapter_remove(struct rpmsg_channel *channel)
{
	struct i2c_adapter *adapter = channel->driver_data;

	i2c_session_down(adapter->session);
	adapter_free(adapter);
}

static void adapter_receive(struct rpmsg_channel *channel, const struct rpmsg_message *message)
{
	struct i2c_adapter *adapter = channel->driver_data;

	i2c_session_receive(adapter->session, message->data, message->length);
	arm(adapter);
}

static void adapter_tx_ready(struct rpmsg_channel *channel)
{
	struct i2c_adapter *adapter = channel->driver_data;

	i2c_session_pump(adapter->session);
}

/* ---- users ---- */

struct i2c_adapter *i2c_adapter_first(struct i2c_adapter_set *set)
{
	return set->adapters;
}

struct i2c_adapter *i2c_adapter_next(struct i2c_adapter *adapter)
{
	return adapter->next;
}

struct i2c_adapter *i2c_adapter_find(struct i2c_adapter_set *set, uint32_t number)
{
	struct i2c_adapter *adapter = set->adapters;

	while (adapter && adapter->number != number)
		adapter = adapter->next;
	return adapter;
}

void i2c_adapter_info(const struct i2c_adapter *adapter, struct i2c_adapter_info *info)
{
	struct i2c_session_counts counts;

	i2c_session_counts(adapter->session, &counts);
	*info = (struct i2c_adapter_info){
		.number = adapter->number,
		.vdev = rpmsg_bus_number(adapter->channel->bus),
		.src = adapter->channel->src,
		.dst = adapter->channel->dst,
		.remote = i2c_session_info(adapter->session),
		.transfers = counts.transfers,
		.failed = counts.failed,
		.under_way = counts.under_way,
	};
}

int i2c_adapter_submit(struct i2c_adapter *adapter, struct i2c_host_transfer *transfer)
{
	const int status = i2c_session_submit(adapter->session, transfer);

	if (!status)
		arm(adapter);
	return status;
}

void i2c_adapter_cancel(struct i2c_adapter *adapter, struct i2c_host_transfer *transfer)
{
	i2c_session_cancel(adapter->session, transfer);
	arm(adapter);
}

/* ---- the set ---- */

int i2c_adapter_set_create(struct i2c_adapter_set **result, const struct host_platform *platform)
{
	struct i2c_adapter_set *set = calloc(1, sizeof(*set));

	if (!set)
		return -ENOMEM;
	set->platform = platform;
	set->driver = (struct rpmsg_driver){.name = "rpmsg_i2c",
					    .services = services,
					    .context = set,
					    .probe = adapter_probe,
					    .remove = adapter_remove,
					    .receive = adapter_receive,
					    .tx_ready = adapter_tx_ready};
	*result = set;
	return 0;
}

void i2c_adapter_set_destroy(struct i2c_adapter_set *set)
{
	free(set);
}

struct rpmsg_driver *i2c_adapter_set_driver(struct i2c_adapter_set *set)
{
	return &set->driver;
}
