/* SPDX-License-Identifier: BSD-3-Clause */
/* What rpmsg.c (both roles) and rpmsg_remote.c, rpmsg_host.c (one role each) share. */
#ifndef COPRO_CORE_RPMSG_INTERNAL_H
#define COPRO_CORE_RPMSG_INTERNAL_H

#include <copro/rpmsg.h>

/* On the wire, little-endian (struct rpmsg_hdr of Linux). */
struct rpmsg_header {
	uint32_t src;
	uint32_t dst;
	uint32_t reserved;
	uint16_t len;
	uint16_t flags;
};

_Static_assert(sizeof(struct rpmsg_header) == RPMSG_HEADER_SIZE, "wire format");

/* struct rpmsg.flags */
enum {
	RPMSG_NS = 0x01, /* name service was negotiated */
	RPMSG_IN_POLL = 0x02, /* doorbells wait until the message is done with */
	RPMSG_TX_KICK = 0x04, /* published, the doorbell is due */
	RPMSG_RX_KICK = 0x08,
	RPMSG_TX_WANTED = 0x10, /* someone got -EAGAIN: tx_ready() is due */
	RPMSG_OWES = 0x20, /* an endpoint waits to be announced */
	RPMSG_BROKEN = 0x40 /* the peer broke a ring: down until the link is made anew */
};

/* struct rpmsg_endpoint.flags */
enum {
	ENDPOINT_LEARNS = 0x01, /* was created with peer ANY: the peer is learnt anew each time */
	ENDPOINT_ANNOUNCE = 0x02, /* NS create is due */
	ENDPOINT_ANNOUNCED = 0x04,
	ENDPOINT_BOUND = 0x08
};

/* What a role does. All with the lock held. */
struct rpmsg_transport {
	/* The next message, its header checked and copied out. 0; -EAGAIN: none; -EBADMSG: a bad one was
	 * reported and passed over; -EPROTO: the ring is broken, it was reported. */
	int (*receive)(struct rpmsg *rpmsg, struct rpmsg_message *message);
	/* Gives a receive buffer back to the peer. */
	void (*recycle)(struct rpmsg *rpmsg, uint16_t buffer);
	/* Sets data and buffer. 0, -EAGAIN, -EPROTO. */
	int (*tx_get)(struct rpmsg *rpmsg, struct rpmsg_tx *tx);
	/* Publishes a filled buffer of `length` bytes with header. */
	void (*tx_put)(struct rpmsg *rpmsg, uint16_t buffer, uint32_t length);
	void (*tx_release)(struct rpmsg *rpmsg, uint16_t buffer);
	/* Asks the peer for a doorbell when it frees send buffers, or for silence. */
	void (*tx_watch)(struct rpmsg *rpmsg, bool watch);
	bool (*tx_free)(struct rpmsg *rpmsg);
	/* Remote: follows the status byte. The host, which makes the link itself, has nothing to follow. */
	void (*follow)(struct rpmsg *rpmsg);
	uint8_t tx_queue; /* number of the send queue; the other one is for receiving */
};

void rpmsg_fault(struct rpmsg *rpmsg, enum rpmsg_fault fault, uint32_t detail);

/* The link is made: endpoints with a known peer are bound, services announced. */
void rpmsg_link_up(struct rpmsg *rpmsg);
/* The link is gone: endpoints are unbound, buffers out there become stale. */
void rpmsg_link_down(struct rpmsg *rpmsg);

/* rpmsg_ns.c */
void rpmsg_ns_receive(struct rpmsg *rpmsg, const struct rpmsg_message *message);
/* Sends what is owed; -EAGAIN when buffers ran out on the way. */
void rpmsg_ns_announce_due(struct rpmsg *rpmsg);
COPRO_MUST_CHECK int rpmsg_ns_send(struct rpmsg_endpoint *endpoint, bool create);

/* rpmsg.c: the endpoint's channel is bound to `peer`, or unbound. */
void rpmsg_bind(struct rpmsg_endpoint *endpoint, uint32_t peer);
void rpmsg_unbind(struct rpmsg_endpoint *endpoint);

/* Copies a message out, from any source address. Errors as rpmsg_send(). */
COPRO_MUST_CHECK int rpmsg_copy_out(struct rpmsg *rpmsg, uint32_t src, uint32_t dst,
				    const void *data, uint32_t length);

static inline void rpmsg_lock(const struct rpmsg *rpmsg)
{
	const struct copro_port *port = rpmsg->config->port;

	if (port->lock)
		port->lock(port->context);
}

static inline void rpmsg_unlock(const struct rpmsg *rpmsg)
{
	const struct copro_port *port = rpmsg->config->port;

	if (port->unlock)
		port->unlock(port->context);
}

#endif
