/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of RPMsg share: the wire format, flags, and the calls between them. */
#ifndef COPRO_CORE_RPMSG_INTERNAL_H
#define COPRO_CORE_RPMSG_INTERNAL_H

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

/* struct rpmsg.flags */
enum {
	RPMSG_TX_WANTED = 0x10, /* someone got -EAGAIN: tx_ready() is due */
	RPMSG_OWES = 0x20, /* an endpoint waits to be announced */
	RPMSG_BROKEN = 0x40, /* the peer broke a ring: down until the link is made anew */
	RPMSG_NS = 0x80 /* name service was negotiated */
};

/* struct rpmsg_endpoint.flags */
enum {
	ENDPOINT_LEARNS = 0x01, /* was created with peer ANY: the peer is learnt anew each time */
	ENDPOINT_ANNOUNCE = 0x02, /* NS create is due */
	ENDPOINT_ANNOUNCED = 0x04,
	ENDPOINT_BOUND = 0x08
};

/* ---- rpmsg.c; all with the lock held ---- */

/* What both roles start from. -EINVAL: something required is missing. */
COPRO_MUST_CHECK int rpmsg_init(struct rpmsg *rpmsg, const struct rpmsg_config *config,
				const struct rpmsg_ops *ops);

void rpmsg_fault(struct rpmsg *rpmsg, enum rpmsg_fault fault, uint32_t detail);

/* The peer broke a ring: reports it and takes the link down until it is made anew. */
void rpmsg_broken(struct rpmsg *rpmsg, enum rpmsg_fault fault, uint32_t detail);

/* The link is made: services will be announced. */
void rpmsg_link_up(struct rpmsg *rpmsg);
/* The link is gone: endpoints are unbound, buffers out there become stale. */
void rpmsg_link_down(struct rpmsg *rpmsg);

/* A message to an address that no endpoint has: the name service's, or nobody's. */
void rpmsg_no_endpoint(struct rpmsg *rpmsg, uint32_t dst, const struct rpmsg_message *message);

/* What an endpoint's `receive` is as long as it does not know its peer. */
void rpmsg_learn(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message);

/* The endpoint's channel is bound to `peer`, or unbound with all endpoints that share it. */
void rpmsg_bind(struct rpmsg_endpoint *endpoint, uint32_t peer);
void rpmsg_unbind(struct rpmsg_endpoint *endpoint);

/* ---- rpmsg_ns.c ---- */

void rpmsg_ns_receive(struct rpmsg *rpmsg, const struct rpmsg_message *message);
/* Sends the announcements that are owed, as far as there are buffers. */
void rpmsg_ns_announce_due(struct rpmsg *rpmsg);
COPRO_MUST_CHECK int rpmsg_ns_send(struct rpmsg_endpoint *endpoint, bool create);

/* Whether a callback looks at the buffer of `message` just now. */
static inline bool rpmsg_is_current(const struct rpmsg *rpmsg, const struct rpmsg_message *message)
{
	return rpmsg->current && rpmsg->current->buffer == message->buffer;
}

static inline void rpmsg_lock(const struct rpmsg *rpmsg)
{
	if (rpmsg->ops != rpmsg->role)
		rpmsg->config->port->lock(rpmsg->config->port->context);
}

static inline void rpmsg_unlock(const struct rpmsg *rpmsg)
{
	if (rpmsg->ops != rpmsg->role)
		rpmsg->config->port->unlock(rpmsg->config->port->context);
}

#endif
