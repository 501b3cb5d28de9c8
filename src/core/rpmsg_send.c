/* SPDX-License-Identifier: BSD-3-Clause */
/* Sending by copying. A file of its own: who fills send buffers himself does not carry it. */
#include "core/rpmsg_internal.h"

#include "core/copy.h"

COPRO_SPEED_APART int rpmsg_send_by_parts(struct rpmsg_endpoint *endpoint, uint32_t dst,
					  const void *data, uint32_t length)
{
	struct rpmsg *rpmsg = endpoint->rpmsg;
	struct rpmsg_tx tx;
	int status;

	/* Before there is a buffer that would have to go back. */
	if (!rpmsg->payload)
		return -ENODEV;
	if (length > rpmsg->payload)
		return -EMSGSIZE;
	if (dst == RPMSG_ADDRESS_ANY)
		return -ENOTCONN;
	status = rpmsg_tx_get(rpmsg, &tx);
	if (status)
		return status;
	copy_bytes(tx.data, data, length);
	return rpmsg_tx_send_to(endpoint, dst, &tx, length);
}

int rpmsg_send_to(struct rpmsg_endpoint *endpoint, uint32_t dst, const void *data, uint32_t length)
{
	const struct rpmsg_ops *ops = endpoint->rpmsg->ops;

	return COPRO_LIKELY(ops->send) ? ops->send(endpoint, dst, data, length)
				       : rpmsg_send_by_parts(endpoint, dst, data, length);
}
