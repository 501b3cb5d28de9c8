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

/* A descriptor that cannot be used goes straight back, so that the ring does not run dry. */
static int refuse(struct rpmsg *rpmsg, struct vring_device *queue, enum rpmsg_fault fault,
		  const struct vring_buffer *buffer, uint32_t detail)
{
	rpmsg_fault(rpmsg, fault, detail);
	vring_device_push(queue, buffer->id, 0);
	return -EBADMSG;
}

static inline int role_receive(struct rpmsg *rpmsg, struct rpmsg_message *message)
{
	struct rpmsg_remote *remote = remote_of(rpmsg);
	const struct rpmsg_header *header;
	struct vring_buffer buffer;
	int status;

	status = vring_device_pop(&remote->rx, &remote->window, 0, &buffer);
	if (status == -EAGAIN)
		return status;
	if (status == -EPROTO)
		return rpmsg_broken(rpmsg, RPMSG_FAULT_AVAIL_INDEX,
				    LOAD_ONCE(remote->rx.ring.avail->idx));
	if (status)
		return refuse(rpmsg, &remote->rx, RPMSG_FAULT_DESCRIPTOR, &buffer, buffer.id);
	if (rpmsg->holds[buffer.id]) {
		/* Offered twice: it is ours already and comes back once. */
		rpmsg_fault(rpmsg, RPMSG_FAULT_DESCRIPTOR, buffer.id);
		return -EBADMSG;
	}
	header = buffer.data;
	if (buffer.length < RPMSG_HEADER_SIZE)
		return refuse(rpmsg, &remote->rx, RPMSG_FAULT_LENGTH, &buffer, buffer.length);
	message->data = header + 1;
	message->length = LOAD_ONCE(header->len);
	message->src = LOAD_ONCE(header->src);
	message->dst = LOAD_ONCE(header->dst);
	message->buffer = (uint16_t)buffer.id;
	if (message->length > buffer.length - RPMSG_HEADER_SIZE)
		return refuse(rpmsg, &remote->rx, RPMSG_FAULT_LENGTH, &buffer, message->length);
	return 0;
}

static inline void role_recycle(struct rpmsg *rpmsg, uint32_t buffer)
{
	vring_device_push(&remote_of(rpmsg)->rx, buffer, 0);
}

static inline int role_tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	struct rpmsg_remote *remote = remote_of(rpmsg);
	struct vring_buffer buffer;
	int status;

	if (remote->spares)
		status = vring_device_describe(&remote->tx, &remote->window,
					       remote->spare[--remote->spares], VRING_DESC_F_WRITE,
					       &buffer);
	else
		status =
			vring_device_pop(&remote->tx, &remote->window, VRING_DESC_F_WRITE, &buffer);
	if (status == -EAGAIN)
		return status;
	if (status == -EPROTO)
		return rpmsg_broken(rpmsg, RPMSG_FAULT_AVAIL_INDEX, remote->tx.avail_idx);
	if (status || buffer.length < rpmsg->payload + RPMSG_HEADER_SIZE) {
		/* One bad buffer a call: the caller comes again. */
		refuse(rpmsg, &remote->tx, RPMSG_FAULT_DESCRIPTOR, &buffer, buffer.id);
		return -EAGAIN;
	}
	tx->data = (uint8_t *)buffer.data + RPMSG_HEADER_SIZE;
	tx->buffer = (uint16_t)buffer.id;
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

static inline void role_tx_watch(struct rpmsg *rpmsg, bool watch)
{
	store_flags(&remote_of(rpmsg)->tx.ring.used->flags, watch ? 0 : VRING_USED_NO_NOTIFY);
}

static inline bool role_tx_free(const struct rpmsg *rpmsg)
{
	const struct rpmsg_remote *remote =
		COPRO_CONTAINER_OF(rpmsg, const struct rpmsg_remote, rpmsg);

	return remote->spares || vring_device_offered(&remote->tx);
}

/* Lays a ring over what the driver wrote into the resource table. */
static int open_ring(struct rpmsg *rpmsg, struct vring_device *queue,
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
static int open_link(struct rpmsg_remote *remote)
{
	struct rpmsg *rpmsg = &remote->rpmsg;
	uint8_t *state = rpmsg->holds;
	volatile struct rsc_vdev *vdev = remote->vdev;
	const volatile struct rsc_vring *vring = (const volatile struct rsc_vring *)(vdev + 1);
	const struct shm_region *window;
	uint32_t length;
	uint32_t i;

	/* The driver wrote the rest of the entry, and the rings, before the status. */
	full_barrier();
	if (open_ring(rpmsg, &remote->tx, &vring[ROLE_TX_QUEUE]) ||
	    open_ring(rpmsg, &remote->rx, &vring[ROLE_RX_QUEUE]))
		return -EINVAL;
	/* All buffers lie in one region, and all send buffers are of one size: the first one tells. */
	length = LOAD_ONCE(remote->tx.ring.desc[0].len);
	window = shm_find(rpmsg->config->map, LOAD_ONCE(remote->tx.ring.desc[0].addr), length);
	if (remote->tx.ring.num + remote->rx.ring.num > rpmsg->config->buffer_state_size ||
	    length < RPMSG_HEADER_SIZE || !window || (window->da & 3u))
		return -EINVAL;
	remote->window = *window;
	for (i = 0; i < remote->rx.ring.num; i++)
		*state++ = 0;
	remote->spare = state;
	remote->spares = 0;
	rpmsg->payload = length - RPMSG_HEADER_SIZE;
	if (vdev->gfeatures & (1u << VIRTIO_RPMSG_F_NS))
		rpmsg->flags |= RPMSG_NS;
	/* No doorbell for buffers that come back, until somebody waits for one. */
	role_tx_watch(rpmsg, false);
	rpmsg_link_up(rpmsg);
	return 0;
}

/*
 * A driver clears the used indices when it makes rings. One that is not as we left it tells that it
 * did so between two looks at the status byte.
 */
static bool rings_are_ours(const struct rpmsg_remote *remote)
{
	return LOAD_ONCE(remote->tx.ring.used->idx) == remote->tx.used_idx &&
	       LOAD_ONCE(remote->rx.ring.used->idx) == remote->rx.used_idx;
}

static inline void role_follow(struct rpmsg *rpmsg)
{
	struct rpmsg_remote *remote = remote_of(rpmsg);
	bool ready;

	INTERLEAVE();
	ready = remote->vdev->status & VIRTIO_STATUS_DRIVER_OK;
	if (rpmsg->up && ready && rings_are_ours(remote))
		return;
	rpmsg_link_down(rpmsg);
	if (!ready)
		rpmsg->flags &= (uint8_t)~RPMSG_BROKEN;
	else if (!(rpmsg->flags & RPMSG_BROKEN) && open_link(remote))
		(void)rpmsg_broken(rpmsg, RPMSG_FAULT_VRING, 0);
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
	return rpmsg_init(&remote->rpmsg, config, &engine_ops);
}

void rpmsg_remote_follow_announcements(struct rpmsg_remote *remote)
{
	remote->rpmsg.announcement = rpmsg_ns_receive;
}
