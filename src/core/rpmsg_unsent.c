/* SPDX-License-Identifier: BSD-3-Clause */
/* Send buffers that are given back unsent: a stack of them, which the ring does not know of. */
#include "core/rpmsg_internal.h"

#include <stddef.h>

void rpmsg_tx_release(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	uint8_t *spare;

	rpmsg_lock(rpmsg);
	spare = &rpmsg->config->buffer_state[rpmsg->spares];
	/* The stack takes as many as there are, if each is given back once. */
	if (tx->epoch == rpmsg->epoch && tx->data && spare != rpmsg->holds) {
		*spare = (uint8_t)tx->buffer;
		rpmsg->spares++;
	}
	tx->data = NULL;
	rpmsg_unlock(rpmsg);
}
