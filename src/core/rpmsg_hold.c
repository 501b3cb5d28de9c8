/* SPDX-License-Identifier: BSD-3-Clause */
/* Received messages that are kept beyond their callback. A file of its own, as few programs do. */
#include "core/rpmsg_internal.h"

#include <errno.h>

#define HOLDS_MAX 254u

int rpmsg_hold(struct rpmsg *rpmsg, const struct rpmsg_message *message)
{
	uint8_t *holds;
	int status = 0;

	rpmsg_lock(rpmsg);
	holds = &rpmsg->holds[message->buffer];
	if (message->epoch != rpmsg->epoch || (!*holds && !rpmsg_is_current(rpmsg, message)))
		status = -EINVAL;
	else if (*holds == HOLDS_MAX)
		status = -EOVERFLOW;
	else
		++*holds;
	rpmsg_unlock(rpmsg);
	return status;
}

void rpmsg_release(struct rpmsg *rpmsg, const struct rpmsg_message *message)
{
	uint8_t *holds;

	rpmsg_lock(rpmsg);
	holds = &rpmsg->holds[message->buffer];
	/* What a callback is looking at goes back when that returns. */
	if (message->epoch == rpmsg->epoch && *holds && !--*holds &&
	    !rpmsg_is_current(rpmsg, message))
		rpmsg_role(rpmsg)->release(rpmsg, message->buffer);
	rpmsg_unlock(rpmsg);
}
