/* SPDX-License-Identifier: BSD-3-Clause */
/* The RPMsg name service: who offers what, at which address (struct rpmsg_ns_msg of Linux). */
#include "core/rpmsg_internal.h"

#include <errno.h>
#include <stddef.h>

#include "core/barrier.h"
#include "core/copy.h"

#define NS_CREATE  0u
#define NS_DESTROY 1u

struct ns_message {
	char name[RPMSG_NAME_SIZE];
	uint32_t address;
	uint32_t flags;
};

_Static_assert(sizeof(struct ns_message) == 40, "wire format");

/* Whether there is something to announce, and somebody to whom. */
static inline bool has_service(const struct rpmsg *rpmsg, const struct rpmsg_endpoint *endpoint)
{
	return (rpmsg->features & 1u << VIRTIO_RPMSG_F_NS) && endpoint->config->name;
}

/* The link is up, with buffers that are large enough. */
static inline bool takes_announcement(const struct rpmsg *rpmsg)
{
	return rpmsg->payload >= sizeof(struct ns_message);
}

/* Straight into a send buffer. In its two callers apart: few programs withdraw. */
static inline __attribute__((always_inline)) int
announce(struct rpmsg *rpmsg, struct rpmsg_endpoint *endpoint, uint32_t flags)
{
	const char *name = endpoint->config->name;
	struct ns_message *message;
	struct rpmsg_tx tx;
	uint32_t i;
	int status = rpmsg_tx_get(rpmsg, &tx);

	if (status)
		return status;
	message = tx.data;
	for (i = 0; i < RPMSG_NAME_SIZE; i++) {
		message->name[i] = *name;
		if (*name)
			name++;
	}
	message->address = endpoint->address;
	message->flags = flags;
	return rpmsg->ops->tx_send(endpoint, &tx, sizeof(*message), RPMSG_ADDRESS_NS);
}

int rpmsg_ns_withdraw(struct rpmsg_endpoint *endpoint)
{
	struct rpmsg *rpmsg = endpoint->rpmsg;
	int status;

	if (!endpoint->learns || endpoint->due || !takes_announcement(rpmsg) ||
	    !has_service(rpmsg, endpoint))
		return 0;
	status = announce(rpmsg, endpoint, NS_DESTROY);
	/* Otherwise there is nobody any more to whom it matters. */
	return status == -EAGAIN ? status : 0;
}

COPRO_COLD void rpmsg_ns_announce_due(struct rpmsg *rpmsg)
{
	struct rpmsg_endpoint *endpoint;

	if (!takes_announcement(rpmsg))
		return; /* all of it comes with the link */
	rpmsg->owes = true;
	for (endpoint = rpmsg->endpoints; endpoint; endpoint = endpoint->next) {
		if (!endpoint->due)
			continue;
		if (has_service(rpmsg, endpoint) && announce(rpmsg, endpoint, NS_CREATE))
			return; /* still owed: the next poll tries again */
		endpoint->due = false;
	}
	rpmsg->owes = false;
}

static bool same_name(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return *a == *b;
}

/* Our endpoint that waits for this service. */
static struct rpmsg_endpoint *waiting_for(const struct rpmsg *rpmsg, const char *name)
{
	struct rpmsg_endpoint *endpoint = rpmsg->endpoints;

	while (endpoint && !(endpoint->peer == RPMSG_ADDRESS_ANY && endpoint->config->name &&
			     same_name(endpoint->config->name, name)))
		endpoint = endpoint->next;
	return endpoint;
}

static struct rpmsg_endpoint *bound_to(const struct rpmsg *rpmsg, uint32_t peer)
{
	struct rpmsg_endpoint *endpoint = rpmsg->endpoints;

	while (endpoint && !(endpoint->bound && endpoint->learns && endpoint->peer == peer &&
			     endpoint->config->name))
		endpoint = endpoint->next;
	return endpoint;
}

static const struct rpmsg_endpoint *channel_of(const struct rpmsg_endpoint *endpoint)
{
	return endpoint->channel ? endpoint->channel : endpoint;
}

/* The channel of this endpoint is gone, for all that share it. A callback does not destroy endpoints of its
 * own channel. */
static void unbind_channel(const struct rpmsg_endpoint *gone)
{
	const struct rpmsg_endpoint *channel = channel_of(gone);
	struct rpmsg_endpoint *endpoint;

	for (endpoint = gone->rpmsg->endpoints; endpoint; endpoint = endpoint->next) {
		bool was_bound = endpoint->bound;
		bool due = endpoint->due;

		if (channel_of(endpoint) != channel)
			continue;
		if (endpoint->learns)
			rpmsg_forget(endpoint);
		endpoint->due = due; /* as it was */
		endpoint->bound = false;
		rpmsg_tell_unbound(endpoint, was_bound);
	}
}

void rpmsg_ns_receive(struct rpmsg *rpmsg, uint32_t dst, const struct rpmsg_message *message)
{
	struct ns_message ns;
	struct rpmsg_endpoint *endpoint;
	bool create;

	if (dst != RPMSG_ADDRESS_NS) {
		rpmsg_fault(rpmsg, RPMSG_FAULT_NO_ENDPOINT, dst);
		return;
	}
	if (message->length != sizeof(ns)) {
		rpmsg_fault(rpmsg, RPMSG_FAULT_NAME_SERVICE, message->length);
		return;
	}
	copy_bytes(&ns, message->data, sizeof(ns));
	/* Linux does the same: a name without its NUL is cut, not refused. */
	if (ns.name[RPMSG_NAME_SIZE - 1]) {
		rpmsg_fault(rpmsg, RPMSG_FAULT_NAME_SERVICE, message->length);
		ns.name[RPMSG_NAME_SIZE - 1] = '\0';
	}
	create = !(ns.flags & NS_DESTROY);
	endpoint = create ? waiting_for(rpmsg, ns.name) : bound_to(rpmsg, ns.address);
	if (endpoint && create && endpoint->bound)
		endpoint->peer =
			ns.address; /* it was bound by a message that came from no address */
	else if (endpoint && create)
		rpmsg_bind(endpoint, ns.address);
	else if (endpoint)
		unbind_channel(endpoint);
	else if (rpmsg->config->name_service)
		rpmsg->config->name_service(rpmsg->config->context, ns.name, ns.address, create);
}
