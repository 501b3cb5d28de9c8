/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Send buffers that are given back unsent: a stack of them, which the ring does not know of. It grows down from the
 * end of config->buffer_state, at whose beginning there is a byte for each receive buffer.
 */
#include "core/rpmsg_internal.h"

void rpmsg_tx_release(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	uint32_t room = rpmsg->config->buffer_state_size;

	rpmsg_lock(rpmsg);
	/* A remote that was linked for never waiting gets to them by this. */
	if (!rpmsg->no_buffer)
		rpmsg->no_buffer = rpmsg_remote_no_buffer;
	/* The stack takes as many as there are, if each is given back once. */
	if (tx->life == rpmsg->life && tx->data && rpmsg->spares < room) {
		rpmsg->spares++;
		rpmsg->config->buffer_state[room - rpmsg->spares] = (uint8_t)tx->buffer;
	}
	tx->data = NULL;
	rpmsg_unlock(rpmsg);
}
