/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Send buffers that are given back unsent: a stack of them, which the ring does not know of. It grows down from the
 * end of config->buffer_state, at whose beginning there is a byte for each receive buffer.
 */
#include "core/rpmsg_internal.h"

/* Where the next one goes; NULL: there is no room, or, with too few bytes, a received buffer is held that has this. */
static uint8_t *next_place(const struct rpmsg *rpmsg)
{
	const struct rpmsg_config *config = rpmsg->config;
	uint8_t *place;

	if (rpmsg->spares >= config->buffer_state_size)
		return NULL;
	place = &config->buffer_state[config->buffer_state_size - rpmsg->spares - 1];
	return rpmsg->held == rpmsg->life && *place ? NULL : place;
}

void rpmsg_tx_release(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	uint8_t *place;

	rpmsg_lock(rpmsg);
	/* A remote that was linked for never waiting gets to them by this. */
	if (!rpmsg->no_buffer)
		rpmsg->no_buffer = rpmsg_remote_no_buffer;
	place = next_place(rpmsg);
	if (tx->life == rpmsg->life && tx->data && place) {
		*place = (uint8_t)tx->buffer;
		rpmsg->spares++;
	}
	tx->data = NULL;
	rpmsg_unlock(rpmsg);
}
