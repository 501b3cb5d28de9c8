/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The remote's end of RPMsg: the virtio device. Its rings are made by the driver, which may take
 * them away and make them anew at any time; no doorbell tells of that, only the status byte.
 */
#include "core/rpmsg_internal.h"

#include <errno.h>
#include <stddef.h>

#include "core/barrier.h"

#define TX_QUEUE 0u
#define RX_QUEUE 1u

/* buffer_state: one byte for each rx buffer (holds), then one for each tx buffer. */
enum tx_state {
	TX_PEER = 0, /* the driver's, or queued for us */
	TX_TAKEN = 1, /* the application fills it */
	TX_SPARE = 2 /* given back unsent: the first to be taken again */
};

static struct rpmsg_remote *remote_of(struct rpmsg *rpmsg)
{
	return COPRO_CONTAINER_OF(rpmsg, struct rpmsg_remote, rpmsg);
}

static uint8_t *tx_states(struct rpmsg_remote *remote)
{
	return &remote->rpmsg.config->buffer_state[remote->rx.ring.num];
}

static int broken(struct rpmsg *rpmsg, enum rpmsg_fault fault, uint32_t detail)
{
	rpmsg_fault(rpmsg, fault, detail);
	rpmsg->flags |= RPMSG_BROKEN;
	rpmsg_link_down(rpmsg);
	return -EPROTO;
}

/* A descriptor that cannot be used goes straight back, so that the ring does not run dry. */
static int refuse(struct rpmsg *rpmsg, struct vring_device *queue, enum rpmsg_fault fault,
		  const struct vring_buffer *buffer, uint32_t detail)
{
	rpmsg_fault(rpmsg, fault, detail);
	vring_device_push(queue, buffer->id, 0);
	return -EBADMSG;
}

static int remote_receive(struct rpmsg *rpmsg, struct rpmsg_message *message)
{
	struct rpmsg_remote *remote = remote_of(rpmsg);
	const struct rpmsg_header *header;
	struct vring_buffer buffer;
	int status;

	status = vring_device_pop(&remote->rx, rpmsg->config->map, 0, &buffer);
	if (status == -EAGAIN)
		return status;
	if (status == -EPROTO)
		return broken(rpmsg, RPMSG_FAULT_AVAIL_INDEX,
			      LOAD_ONCE(remote->rx.ring.avail->idx));
	if (status)
		return refuse(rpmsg, &remote->rx, RPMSG_FAULT_DESCRIPTOR, &buffer, buffer.id);
	if (rpmsg->config->buffer_state[buffer.id]) {
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
	message->buffer = buffer.id;
	message->epoch = rpmsg->epoch;
	if (message->length > buffer.length - RPMSG_HEADER_SIZE)
		return refuse(rpmsg, &remote->rx, RPMSG_FAULT_LENGTH, &buffer, message->length);
	return 0;
}

static void remote_recycle(struct rpmsg *rpmsg, uint16_t buffer)
{
	vring_device_push(&remote_of(rpmsg)->rx, buffer, 0);
}

static int take_spare(struct rpmsg_remote *remote, struct vring_buffer *buffer)
{
	uint8_t *states = tx_states(remote);
	uint32_t id;

	for (id = 0; id < remote->tx.ring.num; id++) {
		if (states[id] == TX_SPARE)
			return vring_device_describe(&remote->tx, remote->rpmsg.config->map, id,
						     VRING_DESC_F_WRITE, buffer);
	}
	remote->rpmsg.flags &= (uint8_t)~RPMSG_SPARE;
	return -EAGAIN;
}

static int remote_tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	struct rpmsg_remote *remote = remote_of(rpmsg);
	struct vring_buffer buffer;
	int status = -EAGAIN;

	if (rpmsg->flags & RPMSG_SPARE)
		status = take_spare(remote, &buffer);
	if (status == -EAGAIN)
		status = vring_device_pop(&remote->tx, rpmsg->config->map, VRING_DESC_F_WRITE,
					  &buffer);
	if (status == -EAGAIN)
		return status;
	if (status == -EPROTO)
		return broken(rpmsg, RPMSG_FAULT_AVAIL_INDEX,
			      LOAD_ONCE(remote->tx.ring.avail->idx));
	if (status || buffer.length < RPMSG_HEADER_SIZE) {
		/* One bad buffer a call: the caller comes again. */
		refuse(rpmsg, &remote->tx, RPMSG_FAULT_DESCRIPTOR, &buffer, buffer.id);
		return -EAGAIN;
	}
	tx_states(remote)[buffer.id] = TX_TAKEN;
	tx->data = (uint8_t *)buffer.data + RPMSG_HEADER_SIZE;
	tx->size = buffer.length - RPMSG_HEADER_SIZE;
	tx->buffer = buffer.id;
	return 0;
}

static int remote_tx_put(struct rpmsg *rpmsg, uint16_t buffer, uint32_t length)
{
	struct rpmsg_remote *remote = remote_of(rpmsg);
	uint8_t *state = &tx_states(remote)[buffer];

	if (*state != TX_TAKEN)
		return -EINVAL;
	*state = TX_PEER;
	vring_device_push(&remote->tx, buffer, length);
	return 0;
}

static void remote_tx_release(struct rpmsg *rpmsg, uint16_t buffer)
{
	uint8_t *state = &tx_states(remote_of(rpmsg))[buffer];

	if (*state != TX_TAKEN)
		return;
	*state = TX_SPARE;
	rpmsg->flags |= RPMSG_SPARE;
}

static void remote_tx_watch(struct rpmsg *rpmsg, bool watch)
{
	store_flags(&remote_of(rpmsg)->tx.ring.used->flags, watch ? 0 : VRING_USED_NO_NOTIFY);
}

static bool remote_tx_free(struct rpmsg *rpmsg)
{
	return (rpmsg->flags & RPMSG_SPARE) || vring_device_offered(&remote_of(rpmsg)->tx);
}

/* Lays a ring over what the driver wrote into the resource table. */
static int open_ring(struct rpmsg *rpmsg, struct vring_device *queue,
		     const volatile struct rsc_vring *vring)
{
	uint32_t da = vring->da;
	uint32_t num = vring->num;
	uint32_t align = vring->align;
	uint32_t size = vring_size(num, align);
	void *memory = size ? shm_va(rpmsg->config->map, da, size) : NULL;

	if (!memory || vring_init(&queue->ring, memory, num, align))
		return broken(rpmsg, RPMSG_FAULT_VRING, da);
	vring_device_reset(queue);
	return 0;
}

static void open_link(struct rpmsg_remote *remote)
{
	struct rpmsg *rpmsg = &remote->rpmsg;
	volatile struct rsc_vdev *vdev = remote->vdev;
	const volatile struct rsc_vring *vring = (const volatile struct rsc_vring *)(vdev + 1);
	uint32_t states;
	uint32_t i;

	/* The driver wrote the rest of the entry, and the rings, before the status. */
	full_barrier();
	if (open_ring(rpmsg, &remote->tx, &vring[TX_QUEUE]) ||
	    open_ring(rpmsg, &remote->rx, &vring[RX_QUEUE]))
		return;
	states = remote->tx.ring.num + remote->rx.ring.num;
	if (states > rpmsg->config->buffer_state_size) {
		broken(rpmsg, RPMSG_FAULT_VRING, vring[TX_QUEUE].da);
		return;
	}
	for (i = 0; i < states; i++)
		rpmsg->config->buffer_state[i] = 0;
	rpmsg->quiet[0] = &remote->tx.ring.avail->flags;
	rpmsg->quiet[1] = &remote->rx.ring.avail->flags;
	rpmsg->payload = LOAD_ONCE(remote->tx.ring.desc[0].len) - RPMSG_HEADER_SIZE;
	if (vdev->gfeatures & (1u << VIRTIO_RPMSG_F_NS))
		rpmsg->flags |= RPMSG_NS;
	/* No doorbell for buffers that come back, until somebody waits for one. */
	remote_tx_watch(rpmsg, false);
	rpmsg_link_up(rpmsg);
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

static void remote_follow(struct rpmsg *rpmsg)
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
	else if (!(rpmsg->flags & RPMSG_BROKEN))
		open_link(remote);
}

static const struct rpmsg_transport remote_transport = {
	.receive = remote_receive,
	.recycle = remote_recycle,
	.tx_get = remote_tx_get,
	.tx_put = remote_tx_put,
	.tx_release = remote_tx_release,
	.tx_watch = remote_tx_watch,
	.tx_free = remote_tx_free,
	.follow = remote_follow,
	.tx_queue = TX_QUEUE,
};

int rpmsg_remote_init(struct rpmsg_remote *remote, const struct rpmsg_config *config,
		      volatile struct rsc_vdev *vdev)
{
	struct rpmsg *rpmsg = &remote->rpmsg;

	if (!config->port || !config->port->notify || !config->map || !config->buffer_state ||
	    vdev->num_of_vrings < 2)
		return -EINVAL;
	rpmsg->transport = &remote_transport;
	rpmsg->config = config;
	rpmsg->endpoints = NULL;
	rpmsg->epoch = 0;
	rpmsg->up = 0;
	rpmsg->flags = 0;
	remote->vdev = vdev;
	return 0;
}
