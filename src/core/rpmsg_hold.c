/* SPDX-License-Identifier: BSD-3-Clause */
/* Received messages that are kept beyond their callback. A file of its own, as few programs do. */
#include "core/rpmsg_internal.h"

#define HOLDS_MAX 254u

/* How often the buffer of a message is held; NULL: there is no room to tell. */
static uint8_t *holds_of(struct rpmsg *rpmsg, uint32_t buffer)
{
	uint8_t *holds = rpmsg->config->buffer_state;
	uint32_t room = rpmsg->config->buffer_state_size;
	uint32_t i;

	/* Behind that are the send buffers that were given back unsent. */
	room -= rpmsg->spares;
	if (buffer >= room)
		return NULL;
	/* The first time since the link came up: what stands there is of its life before. */
	if (rpmsg->held != rpmsg->life) {
		rpmsg->held = rpmsg->life;
		for (i = 0; i < room; i++)
			holds[i] = 0;
	}
	return &holds[buffer];
}

static int hold(struct rpmsg *rpmsg, const struct rpmsg_message *message)
{
	uint8_t *holds;

	if (message->epoch != rpmsg->epoch)
		return -EINVAL;
	holds = holds_of(rpmsg, message->buffer);
	if (!holds)
		return -ENOSPC;
	if (*holds == HOLDS_MAX)
		return -EOVERFLOW;
	/* A peer may offer a buffer again that is held already. */
	if (rpmsg_is_current(rpmsg, message))
		rpmsg->kept = true;
	else if (!*holds)
		return -EINVAL;
	++*holds;
	return 0;
}

int rpmsg_hold(struct rpmsg *rpmsg, const struct rpmsg_message *message)
{
	int status;

	rpmsg_lock(rpmsg);
	status = hold(rpmsg, message);
	rpmsg_unlock(rpmsg);
	return status;
}

void rpmsg_release(struct rpmsg *rpmsg, const struct rpmsg_message *message)
{
	uint8_t *holds = NULL;

	rpmsg_lock(rpmsg);
	if (message->epoch == rpmsg->epoch)
		holds = holds_of(rpmsg, message->buffer);
	if (holds && *holds && !--*holds) {
		/* What a callback is looking at goes back when that returns. */
		if (rpmsg_is_current(rpmsg, message))
			rpmsg->kept = false;
		else
			rpmsg_role(rpmsg)->give_back(rpmsg, true, message->buffer);
	}
	rpmsg_unlock(rpmsg);
}
