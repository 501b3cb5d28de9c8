/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The remote's end of RPMsg: the virtio device. Its rings are made by the driver, which may take
 * them away and make them anew at any time; no doorbell tells of that, only the status byte.
 */
#include "core/vring_device.h"

#define ROLE_TX_QUEUE 0u
#define ROLE_RX_QUEUE 1u

#include "core/rpmsg_engine.h"

#define BUFFERS_MAX 256u /* a direction: their ids are kept in bytes */

static struct rpmsg_remote *remote_of(struct rpmsg *rpmsg)
{
	return COPRO_CONTAINER_OF(rpmsg, struct rpmsg_remote, rpmsg);
}

/*
 * `id` is what the ring says, or of a buffer that cannot be used: that goes straight back, so that the
 * ring does not run dry. One bad buffer a call: the caller comes again. -EAGAIN, or -ENODEV when that was the end
 * of the link.
 */
COPRO_COLD static int refuse(struct rpmsg *rpmsg, struct vring *ring, int id,
			     enum rpmsg_fault fault, uint32_t detail)
{
	if (id == -EPROTO) {
		rpmsg_broken(rpmsg, RPMSG_FAULT_AVAIL_INDEX, ring->avail_idx);
		return -ENODEV;
	}
	if (id >= 0) {
		rpmsg_fault(rpmsg, fault, detail);
		vring_device_push(ring, (uint32_t)id, 0);
	}
	return -EAGAIN;
}

/* The same for the queue of messages, answered as role_receive() does. Never 0. */
COPRO_COLD static int refuse_message(struct rpmsg *rpmsg, int id, enum rpmsg_fault fault,
				     uint32_t detail)
{
	(void)refuse(rpmsg, &remote_of(rpmsg)->rx, id, fault, detail);
	return id < 0 ? id : -EBADMSG;
}

static inline int role_receive(struct rpmsg *rpmsg, struct rpmsg_message *message, uint32_t *dst)
{
	struct rpmsg_remote *remote = remote_of(rpmsg);
	const struct rpmsg_header *header = NULL;
	int id = vring_device_pop(&remote->rx);
	uint32_t length;
	int status;

	if (id == -EAGAIN)
		return id;
	if (COPRO_LIKELY(id >= 0))
		header = vring_device_buffer(&remote->rx, &remote->window, (uint32_t)id);
	if (COPRO_UNLIKELY(!header)) {
		status = refuse_message(rpmsg, id, RPMSG_FAULT_DESCRIPTOR, (uint32_t)id);
		COPRO_ASSUME(status);
		return status;
	}
	length = LOAD_ONCE(header->len);
	if (COPRO_UNLIKELY(length > rpmsg->payload)) {
		status = refuse_message(rpmsg, id, RPMSG_FAULT_LENGTH, length);
		COPRO_ASSUME(status);
		return status;
	}
	message->data = header + 1;
	message->src = LOAD_ONCE(header->src);
	message->length = (uint16_t)length;
	message->buffer = (uint16_t)id;
	*dst = LOAD_ONCE(header->dst);
	return 0;
}

static inline void role_recycle(struct rpmsg *rpmsg, uint32_t buffer)
{
	vring_device_push(&remote_of(rpmsg)->rx, buffer, 0);
}

static inline bool role_offered(const struct rpmsg *rpmsg)
{
	const struct rpmsg_remote *remote =
		COPRO_CONTAINER_OF(rpmsg, const struct rpmsg_remote, rpmsg);

	return vring_device_offered(&remote->rx);
}

/* Makes buffer `id` a send buffer; false: the driver gave it an address where none can be. */
static inline bool tx_buffer(struct rpmsg_remote *remote, struct rpmsg_tx *tx, int id)
{
	uint8_t *buffer = vring_device_buffer(&remote->tx, &remote->window, (uint32_t)id);

	if (COPRO_UNLIKELY(!buffer))
		return false;
	tx->data = buffer + RPMSG_HEADER_SIZE;
	tx->buffer = (uint16_t)id;
	return true;
}

/* `id` is what the ring said instead of a good buffer. */
COPRO_COLD static int tx_get_otherwise(struct rpmsg *rpmsg, struct rpmsg_tx *tx, int id)
{
	struct rpmsg_remote *remote = remote_of(rpmsg);

	/* Below the stack of spares lie the holds of the receive buffers. */
	if (id == -EAGAIN) {
		if (remote->spare != rpmsg->holds + remote->rx.mask) {
			id = *remote->spare--;
		} else {
			tx_wanted(rpmsg);
			id = vring_device_pop(&remote->tx);
		}
		if (id >= 0 && tx_buffer(remote, tx, id))
			return 0;
	}
	rpmsg->flags |= RPMSG_TX_WANTED; /* there may be good ones behind a bad one */
	tx->data = NULL;
	return refuse(rpmsg, &remote->tx, id, RPMSG_FAULT_DESCRIPTOR, (uint32_t)id);
}

static inline int role_tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	struct rpmsg_remote *remote = remote_of(rpmsg);
	int id = vring_device_pop(&remote->tx);

	if (COPRO_LIKELY(id >= 0 && tx_buffer(remote, tx, id)))
		return 0;
	return tx_get_otherwise(rpmsg, tx, id);
}

static inline void role_tx_put(struct rpmsg *rpmsg, uint32_t buffer, uint32_t length)
{
	vring_device_push(&remote_of(rpmsg)->tx, buffer, length);
}

static inline void role_tx_release(struct rpmsg *rpmsg, uint32_t buffer)
{
	struct rpmsg_remote *remote = remote_of(rpmsg);

	/* The stack takes as many as there are, if each is given back once. */
	if (remote->spare != rpmsg->holds + remote->rx.mask + remote->tx.mask + 1)
		*++remote->spare = (uint8_t)buffer;
}

/*
 * Rings may be made anew without a look at the status byte in between. A driver that makes a ring clears
 * the flags of its used part; ours have a mark there, which nobody else sets or reads (virtio 1.1,
 * 2.6.8 gives a meaning to bit 0 alone). Rings are made together, so one of them tells.
 */
#define USED_MARK 0x8000u

static inline bool rings_are_ours(const struct rpmsg_remote *remote)
{
	return LOAD_ONCE(remote->rx.used->flags) & USED_MARK;
}

static inline void role_tx_watch(struct rpmsg *rpmsg, bool watch)
{
	store_flags(&remote_of(rpmsg)->tx.used->flags, watch ? 0 : VRING_USED_NO_NOTIFY);
}

static inline bool role_tx_free(const struct rpmsg *rpmsg)
{
	const struct rpmsg_remote *remote =
		COPRO_CONTAINER_OF(rpmsg, const struct rpmsg_remote, rpmsg);

	return remote->spare != rpmsg->holds + remote->rx.mask || vring_device_offered(&remote->tx);
}

/* Lays a ring over what the driver wrote into the resource table. */
static int open_ring(struct rpmsg *rpmsg, struct vring *ring,
		     const volatile struct rsc_vring *vring)
{
	uint32_t num = vring->num;
	uint32_t align = vring->align;
	uint32_t size = vring_size(num, align);

	/* Buffers are counted in bytes. */
	if (!size || num > BUFFERS_MAX)
		return -EINVAL;
	return vring_init(ring, shm_va(rpmsg->config->map, vring->da, size), num, align);
}

/* NULL, or the ring that cannot be used as it is described, or whose buffers cannot. */
COPRO_COLD static const volatile struct rsc_vring *open_link(struct rpmsg_remote *remote)
{
	struct rpmsg *rpmsg = &remote->rpmsg;
	uint8_t *state = rpmsg->holds;
	volatile struct rsc_vdev *vdev = remote->vdev;
	const volatile struct rsc_vring *vring = (const volatile struct rsc_vring *)(vdev + 1);
	const struct shm_region *region;
	uint32_t length;

	remote->rx.used = NULL; /* until it is known to be there */
	/* The driver wrote the rest of the entry, and the rings, before the status. */
	full_barrier();
	if (open_ring(rpmsg, &remote->tx, &vring[ROLE_TX_QUEUE]))
		return &vring[ROLE_TX_QUEUE];
	if (open_ring(rpmsg, &remote->rx, &vring[ROLE_RX_QUEUE]))
		return &vring[ROLE_RX_QUEUE];
	/* All buffers lie in one region and are of one size: the first one tells both. */
	length = LOAD_ONCE(remote->tx.desc[0].len);
	region = shm_find(rpmsg->config->map, LOAD_ONCE(remote->tx.desc[0].addr), length);
	if (remote->tx.mask + remote->rx.mask + 2u > rpmsg->config->buffer_state_size || !region ||
	    length - RPMSG_HEADER_SIZE - 1 >= UINT16_MAX || (region->da & 3u))
		return &vring[ROLE_TX_QUEUE];
	remote->window.da = region->da;
	remote->window.limit = (region->size - length) / 4;
	remote->window.va = region->va;
	remote->spare = state + remote->rx.mask;
	do
		*state = 0;
	while (state++ != remote->spare);
	rpmsg->payload = (uint16_t)(length - RPMSG_HEADER_SIZE);
	rpmsg->flags = vdev->gfeatures & (1u << VIRTIO_RPMSG_F_NS) ? RPMSG_NS : 0;
	/* No doorbell for buffers that come back, until somebody waits for one. */
	role_tx_watch(rpmsg, false);
	store_flags(&remote->rx.used->flags, USED_MARK);
	rpmsg_link_up(rpmsg);
	return NULL;
}

static inline bool role_ready(const struct rpmsg *rpmsg)
{
	const struct rpmsg_remote *remote =
		COPRO_CONTAINER_OF(rpmsg, const struct rpmsg_remote, rpmsg);

	return remote->vdev->status & VIRTIO_STATUS_DRIVER_OK;
}

/* The driver came, went, or did both. */
COPRO_COLD static bool follow_change(struct rpmsg *rpmsg, bool ready)
{
	struct rpmsg_remote *remote = remote_of(rpmsg);
	const volatile struct rsc_vring *bad;
	bool broken = rpmsg->flags & RPMSG_BROKEN;

	rpmsg_link_down(rpmsg);
	if (!ready) {
		rpmsg->flags = 0;
		return false;
	}
	/* Still the ones that the driver broke? */
	if (broken && remote->rx.used && rings_are_ours(remote))
		return false;
	bad = open_link(remote);
	if (!bad)
		return true;
	/* Rings that could not be opened are tried again each time, and reported once. */
	if (!broken)
		rpmsg_broken(rpmsg, RPMSG_FAULT_VRING, bad->da);
	return false;
}

static inline bool role_follow(struct rpmsg *rpmsg)
{
	bool ready;

	INTERLEAVE();
	ready = role_ready(rpmsg);
	if (COPRO_LIKELY(ready && rpmsg->payload && rings_are_ours(remote_of(rpmsg))))
		return true;
	return follow_change(rpmsg, ready);
}

static inline bool role_wants_tx_bell(const struct rpmsg *rpmsg)
{
	const struct rpmsg_remote *remote =
		COPRO_CONTAINER_OF(rpmsg, const struct rpmsg_remote, rpmsg);

	return !(LOAD_ONCE(remote->tx.avail->flags) & VRING_AVAIL_NO_INTERRUPT);
}

static inline bool role_wants_rx_bell(const struct rpmsg *rpmsg)
{
	const struct rpmsg_remote *remote =
		COPRO_CONTAINER_OF(rpmsg, const struct rpmsg_remote, rpmsg);

	return !(LOAD_ONCE(remote->rx.avail->flags) & VRING_AVAIL_NO_INTERRUPT);
}

int rpmsg_remote_init(struct rpmsg_remote *remote, const struct rpmsg_config *config,
		      volatile struct rsc_vdev *vdev)
{
	if (vdev->num_of_vrings < 2)
		return -EINVAL;
	remote->vdev = vdev;
	remote->rpmsg.epoch = 0;
	remote->rx.used = NULL;
	return rpmsg_init(&remote->rpmsg, config, &engine_ops);
}

void rpmsg_remote_follow_announcements(struct rpmsg_remote *remote)
{
	remote->rpmsg.announcement = rpmsg_ns_receive;
}
