/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * RPMsg: messages between named endpoints over two virtqueues, as Linux speaks it
 * (drivers/rpmsg/virtio_rpmsg_bus.c). docs/wire-format.md has every byte.
 *
 *   host (virtio driver, Linux's end)    struct rpmsg_host    rpmsg_host_start()
 *   remote (virtio device, firmware)     struct rpmsg_remote  rpmsg_remote_init()
 *
 * Both contain a `struct rpmsg`, which all other calls take. Call rpmsg_poll() after a doorbell and
 * before going idle. No call blocks, allocates or spins: one that cannot finish says -EAGAIN, and
 * tx_ready() tells when to try again.
 *
 * Context: all calls of an instance come from one context (the main loop, or one interrupt priority).
 * After rpmsg_share() any thread may call; callbacks run with the lock held.
 */
#ifndef COPRO_RPMSG_H
#define COPRO_RPMSG_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>
#include <copro/port.h>
#include <copro/resource_table.h>
#include <copro/shm.h>
#include <copro/vring.h>

#define RPMSG_ADDRESS_ANY     0xFFFFFFFFu
#define RPMSG_ADDRESS_NS      53u /* name service */
#define RPMSG_ADDRESS_DYNAMIC 1024u /* first of the addresses given out */
#define RPMSG_NAME_SIZE	      32u /* with its NUL */
#define RPMSG_HEADER_SIZE     16u
#define RPMSG_BUFFER_SIZE     512u /* Linux's buffers: 496 bytes of payload */
#define RPMSG_BUFFERS	      16u /* per direction, the default */
#define RPMSG_POLL_BUDGET     256

struct rpmsg;
struct rpmsg_endpoint;

/* A received message. `data` lies in shared memory: a hostile peer may change it while it is read.
 * Valid until the callback returns, or, after rpmsg_hold(), until the last rpmsg_release(). */
struct rpmsg_message {
	const void *data;
	uint32_t src; /* where it comes from; it went to the endpoint's address */
	uint16_t length; /* bytes at data */
	uint16_t epoch; /* private */
	uint32_t buffer; /* private */
};

/* A send buffer that the application fills itself (zero copy). */
struct rpmsg_tx {
	uint32_t buffer; /* private */
	void *data;
	union {
		struct {
			uint16_t size; /* room at data, bytes */
			uint16_t epoch; /* private */
		};
		uint32_t life; /* private: both at once */
	};
};

/* What the other end did wrong, or why a message went nowhere. Each is survived. */
enum rpmsg_fault {
	RPMSG_FAULT_AVAIL_INDEX, /* detail: the index; the link is down until reset */
	RPMSG_FAULT_USED_INDEX, /* detail: the index; the link is down until reset */
	RPMSG_FAULT_DESCRIPTOR, /* an address where no buffer can be; detail: id */
	RPMSG_FAULT_USED_ID, /* detail: id that was not the peer's to return */
	RPMSG_FAULT_LENGTH, /* header and buffer disagree; detail: the length claimed */
	RPMSG_FAULT_NO_ENDPOINT, /* detail: the address nobody listens at */
	RPMSG_FAULT_NAME_SERVICE, /* malformed announcement; detail: its length */
	RPMSG_FAULT_VRING /* a ring as described cannot be used; detail: its device address */
};

struct rpmsg_config {
	const struct copro_port *port;
	/* Covers the rings and buffers; a remote wants all buffers in one region, as Linux has them. */
	const struct shm_map *map;
	/* One byte for each buffer of both directions (32 for two rings of 16); kept while in use. At most
	 * 256 buffers a direction. A remote that neither holds messages nor gives send buffers back unsent may
	 * leave it out: then rpmsg_hold() says -ENOSPC, and what is given back is lost until the next start. */
	uint8_t *buffer_state;
	uint32_t buffer_state_size;
	/* All optional, called from rpmsg_poll(). */
	void *context;
	/* The peer announced or withdrew a service that no endpoint here was waiting for. */
	void (*name_service)(void *context, const char *name, uint32_t address, bool create);
	/* After an -EAGAIN: a send buffer is free again. */
	void (*tx_ready)(void *context);
	void (*fault)(void *context, enum rpmsg_fault fault, uint32_t detail);
	/* The link came up (true) or went down. Endpoints are told by bind and unbind. */
	void (*link)(void *context, bool up);
	/* Remote: nobody here waits for send buffers. After an -EAGAIN no doorbell is asked for and tx_ready() does
	 * not follow; where the compiler sees this, the linker leaves what it takes out. */
	bool never_waits;
};

/* What an endpoint is; may lie in read-only memory, must outlive the endpoint. */
struct rpmsg_endpoint_config {
	/* Service name, up to 31 characters, announced to the peer when `peer` is ANY. NULL: silent. */
	const char *name;
	/* A message came. Required. */
	void (*receive)(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message);
	/* The peer's address became known (first message or announcement). May be NULL. */
	void (*bind)(struct rpmsg_endpoint *endpoint);
	/* The peer withdrew the channel, or the link went down. May be NULL. The endpoint stays, and is
	 * announced and bound again when the peer comes back. */
	void (*unbind)(struct rpmsg_endpoint *endpoint);
};

/* An end of a channel. Provided by the caller, in the list from create to destroy. */
struct rpmsg_endpoint {
	struct rpmsg_endpoint *next;
	struct rpmsg *rpmsg;
	uint32_t address;
	/* Private: where a message goes, which is not to `config` as long as the peer is to be learnt. */
	void (*receive)(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message);
	uint32_t peer; /* RPMSG_ADDRESS_ANY: not known yet */
	const struct rpmsg_endpoint_config *config;
	bool due; /* private: to be announced */
	bool bound; /* private; beside the one above, as both are set by one instruction */
	bool learns; /* private: it was created with peer ANY, which is learnt anew each time */
	/* The named endpoint whose channel this one belongs to. NULL: itself. */
	struct rpmsg_endpoint *channel;
	void *context; /* the caller's */
};

/*
 * Private: the calls that differ by role or take a lock. Each role is compiled whole, its ring operations
 * inlined (src/core/rpmsg_engine.h); a call goes through this table once. What few programs call is not in
 * it, so that the linker can leave it out.
 */
struct rpmsg_ops {
	/* One message. -EAGAIN: none; 1: handled; 2: and there may be another. */
	int (*poll)(struct rpmsg *rpmsg);
	int (*tx_get)(struct rpmsg *rpmsg, struct rpmsg_tx *tx);
	int (*tx_send)(struct rpmsg_endpoint *endpoint, struct rpmsg_tx *tx, uint32_t length,
		       uint32_t dst);
	int (*create)(struct rpmsg *rpmsg, struct rpmsg_endpoint *endpoint,
		      const struct rpmsg_endpoint_config *config, uint32_t address, uint32_t peer,
		      struct rpmsg_endpoint *channel);
	/* By copying. NULL, in a program for size: by the two above. */
	int (*send)(struct rpmsg_endpoint *endpoint, uint32_t dst, const void *data,
		    uint32_t length);
	/* A buffer goes back to the peer unused. */
	void (*give_back)(struct rpmsg *rpmsg, bool received, uint32_t buffer);
};

/* Private: what a tx_get does that found no buffer in the ring. A pointer, so that a remote is linked without it. */
typedef int rpmsg_no_buffer(struct rpmsg *rpmsg, struct rpmsg_tx *tx);

/* The part that both roles share; everything in it is private. What each message needs comes first:
 * near fields take shorter instructions on a Cortex-M. */
struct rpmsg {
	/* The role's, or, when shared, those that take the lock first. */
	const struct rpmsg_ops *ops;
	struct rpmsg_endpoint *endpoints;
	const struct rpmsg_config *config;
	const struct copro_port *port;
	union {
		struct {
			uint16_t payload; /* bytes that a send buffer takes; 0: the link is down */
			uint16_t epoch; /* counts the link's lives: tells stale buffers */
		};
		uint32_t life; /* both at once */
	};
	/* Bytes, as each is set by one short instruction. */
	uint8_t turn; /* whether the link is up and a callback runs */
	bool kept; /* the callback holds its message: the buffer does not go back */
	bool owes; /* an endpoint waits to be announced */
	bool broken; /* the peer broke a ring: down until the link is made anew */
	uint8_t features; /* the lowest byte of what was negotiated */
	/* Send buffers that were given back unsent: the last bytes of config->buffer_state. */
	uint16_t spares;
	const struct rpmsg_message *current; /* what a callback looks at */
	rpmsg_no_buffer *no_buffer; /* NULL: -EAGAIN is all that is said */
	/* A message to an address that no endpoint has. */
	void (*stray)(struct rpmsg *rpmsg, uint32_t dst, const struct rpmsg_message *message);
	const struct rpmsg_ops *role; /* NULL: not shared */
	uint32_t held; /* the link's life of which config->buffer_state tells what is held */
};

/* ---- the remote's end ---- */

struct rpmsg_remote {
	struct rpmsg rpmsg;
	volatile struct rsc_vdev *vdev;
	struct vring vring[2]; /* 0: remote to host, 1: host to remote */
	struct vring_window window;
};

/* Private. */
void rpmsg_remote_start(struct rpmsg_remote *remote, const struct rpmsg_config *config,
			volatile struct rsc_vdev *vdev, rpmsg_no_buffer *no_buffer);
int rpmsg_remote_no_buffer(struct rpmsg *rpmsg, struct rpmsg_tx *tx);

/*
 * Prepares an instance over the vdev entry of the live resource table. The link comes up in
 * rpmsg_poll(), when the driver has set DRIVER_OK. 0, -EINVAL. Inline, so that what the compiler knows of
 * the configuration is settled by it.
 */
COPRO_MUST_CHECK static inline int rpmsg_remote_init(struct rpmsg_remote *remote,
						     const struct rpmsg_config *config,
						     volatile struct rsc_vdev *vdev)
{
	if (!config->port || !config->port->notify || !config->map || vdev->num_of_vrings < 2)
		return -EINVAL;
	rpmsg_remote_start(remote, config, vdev,
			   config->never_waits ? NULL : rpmsg_remote_no_buffer);
	return 0;
}

/*
 * Also follow what the host announces: an endpoint here that waits under that name is bound, and
 * unbound when the host withdraws. Without this call announcements are ignored: Linux announces
 * only channels that were made on its side. Costs 290 bytes of code.
 */
void rpmsg_remote_follow_announcements(struct rpmsg_remote *remote);

/* ---- the host's end ---- */

struct rpmsg_host_config {
	struct rpmsg_config rpmsg;
	/* The rings' memory: vring_size() bytes each, 16-byte aligned; start clears it. num and align: what
	 * vring_init() takes (copro/vring.h). */
	void *vring[2]; /* 0: remote to host, 1: host to remote */
	uint32_t num[2];
	uint32_t align[2];
	uint32_t buffers_da; /* rx buffers (first half), then tx buffers; all inside rpmsg.map */
	/* Bytes with header: a multiple of 4 from 20 to 65532, of which a remote here takes up to 65296.
	 * Default 0: 512. */
	uint32_t buffer_size;
	uint32_t buffers; /* per direction, at most 256 and num; 0: as many as num */
	bool name_service; /* VIRTIO_RPMSG_F_NS was negotiated */
};

struct rpmsg_host {
	struct rpmsg rpmsg;
	struct vring_driver rx; /* vring 0 */
	struct vring_driver tx; /* vring 1 */
	uint8_t *rx_base;
	uint8_t *tx_base;
	uint32_t buffer_size;
};

/*
 * Makes the rings, offers all receive buffers; endpoints of an earlier start are gone. The caller
 * then sets DRIVER_OK and calls rpmsg_host_ready(), which rings the first doorbell, as Linux does.
 * 0, -EINVAL (ring or buffer parameters), -EFAULT (outside the map), -ENOSPC (buffer_state).
 */
COPRO_MUST_CHECK int rpmsg_host_start(struct rpmsg_host *host,
				      const struct rpmsg_host_config *config);
void rpmsg_host_ready(struct rpmsg_host *host);

/* Takes the link down: endpoints are unbound; sends answer -ENODEV. The rings are no longer touched. */
void rpmsg_host_stop(struct rpmsg_host *host);

/* How many message buffers of a host's link are in use just now. */
struct rpmsg_host_usage {
	uint32_t buffers; /* of each direction; 0: the link is down */
	uint32_t received; /* hold a message that the host has not given back yet */
	uint32_t sent; /* are with the remote, or with a sender here */
};

void rpmsg_host_usage(const struct rpmsg_host *host, struct rpmsg_host_usage *usage);

/* Bytes of buffer memory that a start needs: both directions. */
uint32_t rpmsg_host_buffer_bytes(uint32_t buffers, uint32_t buffer_size);

/* ---- both ---- */

/*
 * Several threads will use this instance: from here on every call takes port->lock. Call it after
 * init or start, before the second thread does anything. 0; -EINVAL: the port has no lock.
 */
COPRO_MUST_CHECK int rpmsg_share(struct rpmsg *rpmsg);

/*
 * Follows the link (remote: re-reads the status byte), hands received messages to their endpoints,
 * sends what was owed. Handles at most `budget` messages; 0: RPMSG_POLL_BUDGET.
 * Returns the messages handled; -ENODEV when the link is down; -EPROTO when the peer broke the ring;
 * -EBUSY from within a receive callback.
 */
static inline int rpmsg_poll(struct rpmsg *rpmsg, uint32_t budget)
{
	const int limit = budget ? (int)budget : RPMSG_POLL_BUDGET;
	int handled = 0;
	int status;

	do {
		status = rpmsg->ops->poll(rpmsg);
		if (status < 0)
			return handled || status == -EAGAIN ? handled : status;
		handled++;
	} while (status > 1 && handled != limit);
	return handled;
}

/* Private: of 1 to 31 characters, or none at all. A literal is measured by the compiler. */
bool rpmsg_name_is_valid(const char *name);
static inline bool rpmsg_name_fits(const char *name)
{
	if (!name)
		return true;
	if (__builtin_constant_p(__builtin_strlen(name)))
		return __builtin_strlen(name) - 1 < RPMSG_NAME_SIZE - 1;
	return rpmsg_name_is_valid(name);
}

/*
 * Creates an endpoint. address: RPMSG_ADDRESS_ANY for the lowest free one from 1024. peer: an
 * address, or RPMSG_ADDRESS_ANY: with a name it is announced (now or when the link is up) and bound
 * by the first message. channel: NULL, or the named endpoint whose channel it shares: it is unbound
 * with that. 0, -EINVAL, -EADDRINUSE.
 */
COPRO_MUST_CHECK static inline int rpmsg_endpoint_create(struct rpmsg *rpmsg,
							 struct rpmsg_endpoint *endpoint,
							 const struct rpmsg_endpoint_config *config,
							 uint32_t address, uint32_t peer,
							 struct rpmsg_endpoint *channel)
{
	if (!config->receive || !rpmsg_name_fits(config->name))
		return -EINVAL;
	return rpmsg->ops->create(rpmsg, endpoint, config, address, peer, channel);
}

/*
 * Withdraws the service, if it was announced, and removes the endpoint: no callback follows. 0;
 * -EAGAIN: no send buffer for the withdrawal, nothing was done. From any callback but of this
 * endpoint's own channel.
 */
COPRO_MUST_CHECK int rpmsg_endpoint_destroy(struct rpmsg_endpoint *endpoint);

/* True when a message can be sent: the link is up and the peer's address is known. A remote knows it
 * only after the host's first message. Takes no lock: as it was a moment ago. */
bool rpmsg_ready(const struct rpmsg_endpoint *endpoint);

/*
 * Copies a message into a send buffer and sends it to the endpoint's peer, or to `dst`. length: up
 * to the buffer size less 16. 0; -EAGAIN: no buffer, tx_ready() follows; -EMSGSIZE; -ENOTCONN: the
 * peer is not known; -ENODEV: the link is down.
 */
COPRO_MUST_CHECK int rpmsg_send_to(struct rpmsg_endpoint *endpoint, uint32_t dst, const void *data,
				   uint32_t length);

COPRO_MUST_CHECK static inline int rpmsg_send(struct rpmsg_endpoint *endpoint, const void *data,
					      uint32_t length)
{
	return rpmsg_send_to(endpoint, endpoint->peer, data, length);
}

/* Zero copy: get a buffer, fill tx->data, then send it or give it back, which clears tx->data. Errors
 * as rpmsg_send(), and -EINVAL for a buffer that is gone already. After an error other than -ENODEV the
 * buffer is still the caller's; one from before a link reset is refused with -ENODEV. */
COPRO_MUST_CHECK static inline int rpmsg_tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	return rpmsg->ops->tx_get(rpmsg, tx);
}

COPRO_MUST_CHECK static inline int rpmsg_tx_send_to(struct rpmsg_endpoint *endpoint, uint32_t dst,
						    struct rpmsg_tx *tx, uint32_t length)
{
	return endpoint->rpmsg->ops->tx_send(endpoint, tx, length, dst);
}

COPRO_MUST_CHECK static inline int rpmsg_tx_send(struct rpmsg_endpoint *endpoint,
						 struct rpmsg_tx *tx, uint32_t length)
{
	return rpmsg_tx_send_to(endpoint, endpoint->peer, tx, length);
}

/* Gives a buffer back unsent. Ignored when it is gone already, by being sent or by a reset of the link. */
void rpmsg_tx_release(struct rpmsg *rpmsg, struct rpmsg_tx *tx);

/* Keeps a received message beyond its callback; counts, up to 254 holds. 0, -EINVAL, -EOVERFLOW; -ENOSPC:
 * config->buffer_state is too small. */
COPRO_MUST_CHECK int rpmsg_hold(struct rpmsg *rpmsg, const struct rpmsg_message *message);
/* Undoes one hold; with the last, the buffer goes back to the peer. From before a link reset: ignored. */
void rpmsg_release(struct rpmsg *rpmsg, const struct rpmsg_message *message);

/* The smallest room that a send buffer of this link offers, 0 when the link is down and it is not known.
 * Takes no lock. */
uint32_t rpmsg_payload_size(const struct rpmsg *rpmsg);

/* A sentence part that names the fault, such as "a used id that is not its own". */
const char *rpmsg_fault_text(enum rpmsg_fault fault);

#endif
