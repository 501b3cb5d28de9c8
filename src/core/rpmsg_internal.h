/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of RPMsg share: the wire format, flags, and the calls between them. */
#ifndef COPRO_CORE_RPMSG_INTERNAL_H
#define COPRO_CORE_RPMSG_INTERNAL_H

#include <errno.h>
#include <stddef.h>

#include <copro/rpmsg.h>

/* On the wire, little-endian (struct rpmsg_hdr of Linux). */
struct rpmsg_header {
	uint32_t src;
	uint32_t dst;
	uint32_t reserved;
	union {
		struct {
			uint16_t len;
			uint16_t flags;
		};
		uint32_t len_flags; /* both in one store: the flags are 0 */
	};
};

_Static_assert(sizeof(struct rpmsg_header) == RPMSG_HEADER_SIZE, "wire format");

/* struct rpmsg.turn, in this order */
enum {
	TURN_DOWN, /* the link is down, also when it went down while a callback runs */
	TURN_IDLE, /* it is up */
	TURN_RUNS, /* and a callback runs */
	TURN_SENT /* which sent something: the doorbell is due when it returns */
};

/* What stands for the number of a send buffer where there was none. */
#define RPMSG_NO_BUFFER ((uint32_t)-EAGAIN)

/* ---- rpmsg.c; all with the lock held ---- */

/* A message to an address where nobody listens. */
void rpmsg_report_stray(struct rpmsg *rpmsg, uint32_t dst, const struct rpmsg_message *message);

void rpmsg_fault(struct rpmsg *rpmsg, enum rpmsg_fault fault, uint32_t detail);

/* The peer broke a ring: reports it and takes the link down until it is made anew. */
void rpmsg_broken(struct rpmsg *rpmsg, enum rpmsg_fault fault, uint32_t detail);

/* Tells the application of the link. */
void rpmsg_tell_link(const struct rpmsg *rpmsg, bool up);
/* The link is gone: endpoints are unbound, buffers out there become stale. */
void rpmsg_link_down(struct rpmsg *rpmsg);

/* The endpoint is to be announced, and to learn its peer from the first message. */
void rpmsg_forget(struct rpmsg_endpoint *endpoint);

/* An endpoint that waits for its peer is bound to it. */
static inline void rpmsg_bind(struct rpmsg_endpoint *endpoint, uint32_t peer)
{
	endpoint->peer = peer;
	endpoint->receive = endpoint->config->receive;
	endpoint->bound = true;
	if (endpoint->config->bind)
		endpoint->config->bind(endpoint);
}

/* It is bound no longer, if it was. */
static inline void rpmsg_tell_unbound(struct rpmsg_endpoint *endpoint, bool was_bound)
{
	if (was_bound && endpoint->config->unbind)
		endpoint->config->unbind(endpoint);
}

/* ---- rpmsg_send.c ---- */

/* By a buffer that is got, filled and sent. */
int rpmsg_send_by_parts(struct rpmsg_endpoint *endpoint, uint32_t dst, const void *data,
			uint32_t length);

/* ---- rpmsg_endpoint.c ---- */

int rpmsg_create(struct rpmsg *rpmsg, struct rpmsg_endpoint *endpoint,
		 const struct rpmsg_endpoint_config *config, uint32_t address, uint32_t peer,
		 struct rpmsg_endpoint *channel);

/* ---- rpmsg_ns.c ---- */

/* A stray message that may be an announcement. */
void rpmsg_ns_receive(struct rpmsg *rpmsg, uint32_t dst, const struct rpmsg_message *message);
/* Sends the announcements that are owed, as far as there are buffers. */
void rpmsg_ns_announce_due(struct rpmsg *rpmsg);
/* Takes the announcement of an endpoint back, if there was one. */
COPRO_MUST_CHECK int rpmsg_ns_withdraw(struct rpmsg_endpoint *endpoint);

/* The calls of the role, without the lock that they may have around them. */
static inline const struct rpmsg_ops *rpmsg_role(const struct rpmsg *rpmsg)
{
	return rpmsg->role ? rpmsg->role : rpmsg->ops;
}

/* Whether a callback looks at the buffer of `message` just now. */
static inline bool rpmsg_is_current(const struct rpmsg *rpmsg, const struct rpmsg_message *message)
{
	return rpmsg->turn >= TURN_RUNS && rpmsg->current->buffer == message->buffer;
}

/* What both roles start from: the link is down. The caller sets `life`. */
static inline void rpmsg_init(struct rpmsg *rpmsg, const struct rpmsg_config *config,
			      const struct rpmsg_ops *ops, rpmsg_no_buffer *no_buffer)
{
	rpmsg->ops = ops;
	rpmsg->endpoints = NULL;
	rpmsg->config = config;
	rpmsg->port = config->port;
	rpmsg->turn = TURN_DOWN;
	rpmsg->kept = false;
	rpmsg->owes = false;
	rpmsg->broken = false;
	rpmsg->features = 0;
	rpmsg->spares = 0;
	rpmsg->no_buffer = no_buffer;
	rpmsg->stray = rpmsg_report_stray;
	rpmsg->role = NULL;
	rpmsg->held = 0;
}

/* Where the calls of the role are found, in front of which a lock may be. */
static inline const struct rpmsg_ops **rpmsg_role_place(struct rpmsg *rpmsg)
{
	return rpmsg->role ? &rpmsg->role : &rpmsg->ops;
}

/* Whether the link is up, and has been since it had this `life`. */
static inline bool rpmsg_still_lives(const struct rpmsg *rpmsg, uint32_t life)
{
	return rpmsg->payload && rpmsg->life == life;
}

/* One of the send buffers that were given back unsent, the last one first. There is one. */
static inline uint32_t rpmsg_take_spare(struct rpmsg *rpmsg)
{
	const struct rpmsg_config *config = rpmsg->config;
	uint8_t *place = &config->buffer_state[config->buffer_state_size - rpmsg->spares--];
	uint32_t buffer = *place;

	*place = 0;
	return buffer;
}

/* How the two roles do what a poll does for who waits. */
struct rpmsg_waiting {
	const struct rpmsg_ops *ops; /* while nobody does */
	const struct rpmsg_ops *waiting_ops;
	bool (*tx_free)(struct rpmsg *rpmsg);
	void (*watch)(struct rpmsg *rpmsg, bool on);
};

/* A poll while somebody waits for a send buffer. He is told when there is one; not when the link went down, which
 * unbinds. */
static inline int rpmsg_poll_waiting(struct rpmsg *rpmsg, const struct rpmsg_waiting *role)
{
	uint32_t life = rpmsg->life;
	int status;

	/* As if nobody did: whoever comes to wait for buffers of a new link does so anew. */
	*rpmsg_role_place(rpmsg) = role->ops;
	status = role->ops->poll(rpmsg);
	if (!rpmsg_still_lives(rpmsg, life))
		return status;
	if (rpmsg->turn == TURN_IDLE && role->tx_free(rpmsg)) {
		*rpmsg_role_place(rpmsg) = role->ops;
		role->watch(rpmsg, false);
		if (rpmsg->config->tx_ready)
			rpmsg->config->tx_ready(rpmsg->config->context);
	} else {
		*rpmsg_role_place(rpmsg) = role->waiting_ops;
	}
	return status;
}

static inline void rpmsg_lock(const struct rpmsg *rpmsg)
{
	if (rpmsg->role)
		rpmsg->config->port->lock(rpmsg->config->port->context);
}

static inline void rpmsg_unlock(const struct rpmsg *rpmsg)
{
	if (rpmsg->role)
		rpmsg->config->port->unlock(rpmsg->config->port->context);
}

#endif
