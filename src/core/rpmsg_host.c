/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's end of RPMsg: the virtio driver. It makes the rings and owns all buffers; what the
 * device writes into shared memory is at most a number of a buffer and a length, both checked.
 */
#include "core/vring_driver.h"

#define ROLE_RX_QUEUE 0u
#define ROLE_TX_QUEUE 1u
#define ROLE_STOPS    1 /* any callback may, also that of a doorbell */

#include "core/rpmsg_engine.h"

static struct rpmsg_host *host_of(struct rpmsg *rpmsg)
{
	return COPRO_CONTAINER_OF(rpmsg, struct rpmsg_host, rpmsg);
}

/* Given back first, for whoever is told may stop the link. */
COPRO_COLD static void bad_length(struct rpmsg *rpmsg, uint32_t id, uint32_t length,
				  uint32_t claimed)
{
	give_back(rpmsg, true, id);
	rpmsg_fault(rpmsg, RPMSG_FAULT_LENGTH,
		    length > host_of(rpmsg)->buffer_size ? length : claimed);
}

static inline bool role_receive(struct rpmsg *rpmsg, struct rpmsg_message *message, uint32_t *dst,
				int *status)
{
	struct rpmsg_host *host = host_of(rpmsg);
	const struct rpmsg_header *header;
	uint32_t id;
	uint32_t length;
	uint32_t claimed;
	int got = vring_driver_take(&host->rx, &id, &length);

	*status = got;
	if (got == -EAGAIN)
		return false;
	if (COPRO_UNLIKELY(got == -EPROTO)) {
		rpmsg_broken(rpmsg, RPMSG_FAULT_USED_INDEX, LOAD_ONCE(host->rx.ring.used->idx));
		return false;
	}
	*status = POLL_MORE;
	if (COPRO_UNLIKELY(got)) {
		rpmsg_fault(rpmsg, RPMSG_FAULT_USED_ID, id);
		return false;
	}
	header =
		(const struct rpmsg_header *)(const void *)(host->rx_base + id * host->buffer_size);
	claimed = LOAD_ONCE(header->len);
	if (COPRO_UNLIKELY(length > host->buffer_size || claimed + RPMSG_HEADER_SIZE > length)) {
		bad_length(rpmsg, id, length, claimed);
		return false;
	}
	message->data = header + 1;
	STORE_ONCE(message->length, (uint16_t)claimed);
	message->buffer = id;
	message->src = LOAD_ONCE(header->src);
	*dst = LOAD_ONCE(header->dst);
	return true;
}

static inline void role_recycle(struct rpmsg *rpmsg, uint32_t queue, uint32_t buffer)
{
	(void)queue;
	vring_driver_offer(&host_of(rpmsg)->rx, buffer);
}

/* Messages come in numbers, and a poll in vain takes little here. */
static inline bool role_more(const struct rpmsg *rpmsg)
{
	(void)rpmsg;
	return true;
}

static inline uint8_t *buffer_of(const struct rpmsg_host *host, uint32_t id)
{
	uint8_t *buffer = host->tx_base + id * host->buffer_size;

	COPRO_ASSUME(buffer);
	return buffer;
}

static void watch(struct rpmsg *rpmsg, bool on)
{
	store_flags(&host_of(rpmsg)->tx.ring.avail->flags, on ? 0 : VRING_AVAIL_NO_INTERRUPT);
}

static inline void *role_tx_take(struct rpmsg *rpmsg, uint32_t *buffer)
{
	struct rpmsg_host *host = host_of(rpmsg);
	uint32_t id = 0;
	int status = vring_driver_take(&host->tx, &id, NULL);

	if (COPRO_LIKELY(status == 0)) {
		*buffer = id;
		return buffer_of(host, id);
	}
	/* An id that it does not have: shown without its uppermost bit, in which that differs from a status. */
	*buffer = status == -EBADMSG ? id & INT32_MAX : (uint32_t)status;
	return NULL;
}

static void role_tx_refused(struct rpmsg *rpmsg, uint32_t why)
{
	if (why == (uint32_t)-EPROTO)
		rpmsg_broken(rpmsg, RPMSG_FAULT_USED_INDEX,
			     LOAD_ONCE(host_of(rpmsg)->tx.ring.used->idx));
	else if (why != RPMSG_NO_BUFFER) /* One lie a call: the caller comes again. */
		rpmsg_fault(rpmsg, RPMSG_FAULT_USED_ID, why);
}

static inline void role_tx_put(struct rpmsg *rpmsg, uint32_t buffer, uint32_t length)
{
	vring_driver_add(&host_of(rpmsg)->tx, buffer, length);
}

static inline bool role_unchanged(const struct rpmsg *rpmsg)
{
	(void)rpmsg;
	return true;
}

COPRO_COLD static int role_follow(struct rpmsg *rpmsg)
{
	if (rpmsg->turn == TURN_IDLE)
		return 0;
	return rpmsg->turn == TURN_DOWN ? -ENODEV : -EBUSY;
}

static inline bool role_ready(const struct rpmsg *rpmsg)
{
	(void)rpmsg;
	return true;
}

static inline bool role_wants_bell(const struct rpmsg *rpmsg, uint32_t queue)
{
	const struct rpmsg_host *host = COPRO_CONTAINER_OF(rpmsg, const struct rpmsg_host, rpmsg);
	const struct vring *ring = queue == ROLE_TX_QUEUE ? &host->tx.ring : &host->rx.ring;

	return !LOAD_BITS(ring->used->flags, VRING_USED_NO_NOTIFY);
}

/* ---- when there is no send buffer in the ring ---- */

static int poll_waiting(struct rpmsg *rpmsg);

static const struct rpmsg_ops host_ops = ENGINE_OPS(engine_poll);
/* While somebody waits. */
static const struct rpmsg_ops host_waiting_ops = ENGINE_OPS(poll_waiting);

/* What was given back unsent comes after what the device has sent out; then a doorbell is asked for. */
static int no_buffer(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	const struct rpmsg_ops **ops = rpmsg_role_place(rpmsg);
	struct rpmsg_host *host = host_of(rpmsg);

	if (!rpmsg->payload)
		return -ENODEV; /* that look has shown that the ring is broken, or its report ended the link */
	if (tx->buffer == RPMSG_NO_BUFFER && rpmsg->spares) {
		tx->buffer = rpmsg_take_spare(rpmsg);
		tx->data = buffer_of(host, tx->buffer) + RPMSG_HEADER_SIZE;
		return 0;
	}
	if (*ops == &host_waiting_ops)
		return -EAGAIN;
	*ops = &host_waiting_ops;
	watch(rpmsg, true);
	full_barrier();
	/* Unless it was a lie: one may have come before the device could see that. */
	return tx->buffer == RPMSG_NO_BUFFER ? engine_tx_get(rpmsg, tx) : -EAGAIN;
}

static bool tx_free(struct rpmsg *rpmsg)
{
	const struct rpmsg_host *host = host_of(rpmsg);

	return rpmsg->spares || LOAD_ONCE(host->tx.ring.used->idx) != host->tx.ring.used_idx;
}

static int poll_waiting(struct rpmsg *rpmsg)
{
	static const struct rpmsg_waiting host = {&host_ops, &host_waiting_ops, tx_free, watch};

	return rpmsg_poll_waiting(rpmsg, &host);
}

uint32_t rpmsg_host_buffer_bytes(uint32_t buffers, uint32_t buffer_size)
{
	return 2 * buffers * (buffer_size ? buffer_size : RPMSG_BUFFER_SIZE);
}

static uint32_t smaller(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

int rpmsg_host_start(struct rpmsg_host *host, const struct rpmsg_host_config *config)
{
	struct rpmsg *rpmsg = &host->rpmsg;
	uint32_t size = config->buffer_size ? config->buffer_size : RPMSG_BUFFER_SIZE;
	uint32_t buffers = smaller(smaller(config->num[0], config->num[1]), VRING_DRIVER_BUFFERS);
	uint32_t half;
	uint32_t i;

	if (!config->rpmsg.port || !config->rpmsg.port->notify || !config->rpmsg.map ||
	    !config->rpmsg.buffer_state)
		return -EINVAL;
	rpmsg_init(rpmsg, &config->rpmsg, &host_ops, no_buffer);
	rpmsg->payload = 0;
	if (config->buffers > buffers || size <= RPMSG_HEADER_SIZE || size > UINT16_MAX || size % 4)
		return -EINVAL;
	if (config->buffers)
		buffers = config->buffers;
	if (config->rpmsg.buffer_state_size < 2 * buffers)
		return -ENOSPC;
	if (vring_init(&host->rx.ring, config->vring[ROLE_RX_QUEUE], config->num[ROLE_RX_QUEUE],
		       config->align[ROLE_RX_QUEUE]) ||
	    vring_init(&host->tx.ring, config->vring[ROLE_TX_QUEUE], config->num[ROLE_TX_QUEUE],
		       config->align[ROLE_TX_QUEUE]))
		return -EINVAL;
	half = buffers * size;
	host->rx_base = shm_va(config->rpmsg.map, config->buffers_da, 2 * half);
	if (!host->rx_base)
		return -EFAULT;
	host->tx_base = host->rx_base + half;
	host->buffer_size = size;

	rpmsg->stray = rpmsg_ns_receive;
	rpmsg->features = (uint8_t)(config->name_service << VIRTIO_RPMSG_F_NS);
	rpmsg->owes = true;
	rpmsg->epoch++;
	rpmsg->payload = (uint16_t)(size - RPMSG_HEADER_SIZE);
	rpmsg->turn = TURN_IDLE;

	vring_driver_reset(&host->rx, buffers, config->buffers_da, size, VRING_DESC_F_WRITE);
	vring_driver_reset(&host->tx, buffers, config->buffers_da + half, size, 0);
	watch(rpmsg, false);
	for (i = 0; i < buffers; i++) {
		/* The first one on top. */
		config->rpmsg.buffer_state[config->rpmsg.buffer_state_size - buffers + i] =
			(uint8_t)i;
		vring_driver_offer(&host->rx, i);
	}
	rpmsg->spares = (uint16_t)buffers;
	rpmsg_tell_link(rpmsg, true);
	return 0;
}

void rpmsg_host_ready(struct rpmsg_host *host)
{
	const struct copro_port *port = host->rpmsg.config->port;

	rpmsg_lock(&host->rpmsg);
	full_barrier();
	port->notify(port->context, ROLE_RX_QUEUE);
	rpmsg_unlock(&host->rpmsg);
}

void rpmsg_host_stop(struct rpmsg_host *host)
{
	rpmsg_lock(&host->rpmsg);
	rpmsg_link_down(&host->rpmsg);
	rpmsg_unlock(&host->rpmsg);
}

/* How many entries the device has used in all, as it says; never more than it was offered. */
static uint32_t given_back(const struct vring_driver *queue)
{
	const struct vring *ring = &queue->ring;
	const uint32_t open = (uint16_t)(ring->avail_idx - ring->used_idx);

	return smaller((uint16_t)(LOAD_ONCE(ring->used->idx) - ring->used_idx), open);
}

static uint32_t with_device(const struct vring_driver *queue)
{
	const uint32_t open = (uint16_t)(queue->ring.avail_idx - queue->ring.used_idx);

	return open - given_back(queue);
}

void rpmsg_host_usage(const struct rpmsg_host *host, struct rpmsg_host_usage *usage)
{
	*usage = (struct rpmsg_host_usage){0};
	if (!host->rpmsg.payload)
		return;
	usage->buffers = host->rx.buffers;
	usage->received = host->rx.buffers - with_device(&host->rx);
	usage->sent = host->tx.buffers - host->rpmsg.spares - given_back(&host->tx);
}
