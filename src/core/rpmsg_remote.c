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

/* A buffer that cannot be used goes straight back, so that the ring does not run dry. */
COPRO_COLD static int refuse(struct rpmsg *rpmsg, struct vring_device *queue,
			     enum rpmsg_fault fault, uint32_t id, uint32_t detail)
{
	rpmsg_fault(rpmsg, fault, detail);
	vring_device_push(queue, id, 0);
	return -EBADMSG;
}

static inline int role_receive(struct rpmsg *rpmsg, struct rpmsg_message *message)
{
	struct rpmsg_remote *remote = remote_of(rpmsg);
	const struct rpmsg_header *header;
	int id = vring_device_pop(&remote->rx);
	uint32_t length;

	if (COPRO_UNLIKELY(id < 0)) {
		if (id == -EPROTO)
			return rpmsg_broken(rpmsg, RPMSG_FAULT_AVAIL_INDEX, remote->rx.avail_idx);
		return id;
	}
	header = vring_device_buffer(&remote->rx, &remote->window, (uint32_t)id);
	if (COPRO_UNLIKELY(!header))
		return refuse(rpmsg, &remote->rx, RPMSG_FAULT_DESCRIPTOR, (uint32_t)id,
			      (uint32_t)id);
	length = LOAD_ONCE(header->len);
	if (COPRO_UNLIKELY(length > rpmsg->payload))
		return refuse(rpmsg, &remote->rx, RPMSG_FAULT_LENGTH, (uint32_t)id, length);
	message->data = header + 1;
	message->length = (uint16_t)length;
	message->src = LOAD_ONCE(header->src);
	message->dst = LOAD_ONCE(header->dst);
	message->buffer = (uint16_t)id;
	return 0;
}

static inline void role_recycle(struct rpmsg *rpmsg, uint32_t buffer)
{
	vring_device_push(&remote_of(rpmsg)->rx, buffer, 0);
}

static inline int role_tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	struct rpmsg_remote *remote = remote_of(rpmsg);
	int id = vring_device_pop(&remote->tx);
	uint8_t *buffer;

	if (COPRO_UNLIKELY(id < 0)) {
		if (id == -EPROTO)
			return rpmsg_broken(rpmsg, RPMSG_FAULT_AVAIL_INDEX, remote->tx.avail_idx);
		if (!remote->spares)
			return id;
		id = remote->spare[--remote->spares];
	}
	buffer = vring_device_buffer(&remote->tx, &remote->window, (uint32_t)id);
	if (COPRO_UNLIKELY(!buffer)) {
		/* One bad buffer a call: the caller comes again. */
		refuse(rpmsg, &remote->tx, RPMSG_FAULT_DESCRIPTOR, (uint32_t)id, (uint32_t)id);
		return -EAGAIN;
	}
	tx->data = buffer + RPMSG_HEADER_SIZE;
	tx->buffer = (uint16_t)id;
	return 0;
}

static inline void role_tx_put(struct rpmsg *rpmsg, uint32_t buffer, uint32_t length)
{
	vring_device_push(&remote_of(rpmsg)->tx, buffer, length);
}

static inline void role_tx_release(struct rpmsg *rpmsg, uint32_t buffer)
{
	struct rpmsg_remote *remote = remote_of(rpmsg);

	if (remote->spares < remote->tx.ring.num)
		remote->spare[remote->spares++] = (uint8_t)buffer;
}

/*
 * Rings may be made anew without a look at the status byte in between. A driver that makes a ring clears
 * the flags of its used part; ours have a mark there, which nobody else sets or reads (virtio 1.1,
 * 2.6.8 gives a meaning to bit 0 alone).
 */
#define USED_MARK 0x8000u

static inline void role_tx_watch(struct rpmsg *rpmsg, bool watch)
{
	store_flags(&remote_of(rpmsg)->tx.ring.used->flags,
		    USED_MARK | (watch ? 0 : VRING_USED_NO_NOTIFY));
}

static inline bool role_tx_free(const struct rpmsg *rpmsg)
{
	const struct rpmsg_remote *remote =
		COPRO_CONTAINER_OF(rpmsg, const struct rpmsg_remote, rpmsg);

	return remote->spares || vring_device_offered(&remote->tx);
}

/* Lays a ring over what the driver wrote into the resource table. */
COPRO_COLD static int open_ring(struct rpmsg *rpmsg, struct vring_device *queue,
				const volatile struct rsc_vring *vring)
{
	uint32_t num = vring->num;
	uint32_t align = vring->align;
	uint32_t size = vring_size(num, align);
	void *memory = size ? shm_va(rpmsg->config->map, vring->da, size) : NULL;

	/* Buffers are counted in bytes. */
	if (!memory || num > BUFFERS_MAX)
		return -EINVAL;
	vring_device_reset(queue);
	return vring_init(&queue->ring, memory, num, align);
}

/* 0, or -EINVAL: the rings cannot be used as they are described. */
COPRO_COLD static int open_link(struct rpmsg_remote *remote)
{
	struct rpmsg *rpmsg = &remote->rpmsg;
	uint8_t *state = rpmsg->holds;
	volatile struct rsc_vdev *vdev = remote->vdev;
	const volatile struct rsc_vring *vring = (const volatile struct rsc_vring *)(vdev + 1);
	const struct shm_region *region;
	uint32_t length;
	uint32_t i;

	/* The driver wrote the rest of the entry, and the rings, before the status. */
	full_barrier();
	if (open_ring(rpmsg, &remote->tx, &vring[ROLE_TX_QUEUE]) ||
	    open_ring(rpmsg, &remote->rx, &vring[ROLE_RX_QUEUE]))
		return -EINVAL;
	/* All buffers lie in one region and are of one size: the first one tells both. */
	length = LOAD_ONCE(remote->tx.ring.desc[0].len);
	region = shm_find(rpmsg->config->map, LOAD_ONCE(remote->tx.ring.desc[0].addr), length);
	if (remote->tx.ring.num + remote->rx.ring.num > rpmsg->config->buffer_state_size ||
	    length < RPMSG_HEADER_SIZE || !region || (region->da & 3u))
		return -EINVAL;
	remote->window.da = region->da;
	remote->window.limit = region->size - length;
	remote->window.va = region->va;
	for (i = 0; i < remote->rx.ring.num; i++)
		*state++ = 0;
	remote->spare = state;
	remote->spares = 0;
	rpmsg->payload = length - RPMSG_HEADER_SIZE;
	if (vdev->gfeatures & (1u << VIRTIO_RPMSG_F_NS))
		rpmsg->flags |= RPMSG_NS;
	/* No doorbell for buffers that come back, until somebody waits for one. */
	role_tx_watch(rpmsg, false);
	store_flags(&remote->rx.ring.used->flags, USED_MARK);
	remote->laid_out = 1;
	rpmsg_link_up(rpmsg);
	return 0;
}

static inline bool rings_are_ours(const struct rpmsg_remote *remote)
{
	return LOAD_ONCE(remote->tx.ring.used->flags) & LOAD_ONCE(remote->rx.ring.used->flags) &
	       USED_MARK;
}

/* The driver came, went, or did both. */
COPRO_COLD static void follow_change(struct rpmsg *rpmsg, bool ready)
{
	struct rpmsg_remote *remote = remote_of(rpmsg);
	bool broken = rpmsg->flags & RPMSG_BROKEN;

	rpmsg_link_down(rpmsg);
	rpmsg->flags &= (uint8_t)~RPMSG_BROKEN;
	if (!ready)
		return;
	if (broken && remote->laid_out && rings_are_ours(remote)) {
		rpmsg->flags |= RPMSG_BROKEN; /* still the ones that the driver broke */
		return;
	}
	/* Rings that could not be opened are tried again each time, and reported once. */
	broken = broken && !remote->laid_out;
	remote->laid_out = 0;
	if (!open_link(remote))
		return;
	if (broken)
		rpmsg->flags |= RPMSG_BROKEN;
	else
		(void)rpmsg_broken(rpmsg, RPMSG_FAULT_VRING, 0);
}

static inline bool role_ready(const struct rpmsg *rpmsg)
{
	const struct rpmsg_remote *remote =
		COPRO_CONTAINER_OF(rpmsg, const struct rpmsg_remote, rpmsg);

	return remote->vdev->status & VIRTIO_STATUS_DRIVER_OK;
}

static inline void role_follow(struct rpmsg *rpmsg)
{
	bool ready;

	INTERLEAVE();
	ready = role_ready(rpmsg);
	if (COPRO_UNLIKELY(!rpmsg->up || !ready || !rings_are_ours(remote_of(rpmsg))))
		follow_change(rpmsg, ready);
}

static inline bool role_wants_tx_bell(const struct rpmsg *rpmsg)
{
	const struct rpmsg_remote *remote =
		COPRO_CONTAINER_OF(rpmsg, const struct rpmsg_remote, rpmsg);

	return !(LOAD_ONCE(remote->tx.ring.avail->flags) & VRING_AVAIL_NO_INTERRUPT);
}

static inline bool role_wants_rx_bell(const struct rpmsg *rpmsg)
{
	const struct rpmsg_remote *remote =
		COPRO_CONTAINER_OF(rpmsg, const struct rpmsg_remote, rpmsg);

	return !(LOAD_ONCE(remote->rx.ring.avail->flags) & VRING_AVAIL_NO_INTERRUPT);
}

int rpmsg_remote_init(struct rpmsg_remote *remote, const struct rpmsg_config *config,
		      volatile struct rsc_vdev *vdev)
{
	if (vdev->num_of_vrings < 2)
		return -EINVAL;
	remote->vdev = vdev;
	remote->rpmsg.epoch = 0;
	remote->laid_out = 0;
	return rpmsg_init(&remote->rpmsg, config, &engine_ops);
}

void rpmsg_remote_follow_announcements(struct rpmsg_remote *remote)
{
	remote->rpmsg.announcement = rpmsg_ns_receive;
}
