/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Send buffers that are given back unsent: a stack of them, which the ring does not know of. It lies in
 * config->buffer_state, behind a byte for each receive buffer.
 */
#include "core/rpmsg_internal.h"

void rpmsg_tx_release(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	uint32_t place;

	rpmsg_lock(rpmsg);
	/* A remote that was linked for never waiting gets to them by this. */
	if (!rpmsg->no_buffer)
		rpmsg->no_buffer = rpmsg_remote_no_buffer;
	place = (uint32_t)rpmsg->received + rpmsg->spares;
	/* The stack takes as many as there are, if each is given back once. */
	if (tx->life == rpmsg->life && tx->data && place < rpmsg->config->buffer_state_size) {
		rpmsg->config->buffer_state[place] = (uint8_t)tx->buffer;
		rpmsg->spares++;
	}
	tx->data = NULL;
	rpmsg_unlock(rpmsg);
}
