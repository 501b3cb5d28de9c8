/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Instances that several threads use: the same calls, each with the port's lock around it. A file of
 * its own, so that firmware without threads neither carries nor runs any of it.
 */
#include "core/rpmsg_internal.h"

#include <errno.h>

static void take(const struct rpmsg *rpmsg)
{
	rpmsg->config->port->lock(rpmsg->config->port->context);
}

static int give(const struct rpmsg *rpmsg, int status)
{
	rpmsg->config->port->unlock(rpmsg->config->port->context);
	return status;
}

static int shared_poll(struct rpmsg *rpmsg)
{
	take(rpmsg);
	return give(rpmsg, rpmsg->role->poll(rpmsg));
}

static int shared_tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	take(rpmsg);
	return give(rpmsg, rpmsg->role->tx_get(rpmsg, tx));
}

static int shared_tx_send(struct rpmsg_endpoint *endpoint, struct rpmsg_tx *tx, uint32_t length,
			  uint32_t dst)
{
	take(endpoint->rpmsg);
	return give(endpoint->rpmsg, endpoint->rpmsg->role->tx_send(endpoint, tx, length, dst));
}

/* All of it with the lock: once another thread has stopped the link, nothing is copied any more. */
static int shared_send(struct rpmsg_endpoint *endpoint, uint32_t dst, const void *data,
		       uint32_t length)
{
	struct rpmsg *rpmsg = endpoint->rpmsg;

	take(rpmsg);
	return give(rpmsg, rpmsg->role->send ? rpmsg->role->send(endpoint, dst, data, length)
					     : rpmsg_send_by_parts(endpoint, dst, data, length));
}

static int shared_create(struct rpmsg *rpmsg, struct rpmsg_endpoint *endpoint,
			 const struct rpmsg_endpoint_config *config, uint32_t address,
			 uint32_t peer, struct rpmsg_endpoint *channel)
{
	take(rpmsg);
	return give(rpmsg, rpmsg->role->create(rpmsg, endpoint, config, address, peer, channel));
}

static const struct rpmsg_ops shared_ops = {
	.poll = shared_poll,
	.tx_get = shared_tx_get,
	.tx_send = shared_tx_send,
	.create = shared_create,
	.send = shared_send,
};

int rpmsg_share(struct rpmsg *rpmsg)
{
	const struct copro_port *port = rpmsg->config->port;

	if (!port->lock || !port->unlock)
		return -EINVAL;
	if (!rpmsg->role)
		rpmsg->role = rpmsg->ops;
	rpmsg->ops = &shared_ops;
	return 0;
}
