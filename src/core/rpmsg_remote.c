/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The remote's end of RPMsg: the virtio device. Its rings are made by the driver, which may take
 * them away and make them anew at any time; no doorbell tells of that, only the status byte.
 */
#include "core/vring_device.h"
#include "core/vring_layout.h"

#define ROLE_TX_QUEUE 0u
#define ROLE_RX_QUEUE 1u
#define ROLE_STOPS    0 /* but in a poll */

#include "core/rpmsg_engine.h"

#define BUFFERS_MAX 256u /* a direction: their ids are kept in bytes */

static struct rpmsg_remote *remote_of(struct rpmsg *rpmsg)
{
	return COPRO_CONTAINER_OF(rpmsg, struct rpmsg_remote, rpmsg);
}

static inline struct vring *rx_of(struct rpmsg *rpmsg)
{
	return &remote_of(rpmsg)->vring[ROLE_RX_QUEUE];
}

static inline struct vring *tx_of(struct rpmsg *rpmsg)
{
	return &remote_of(rpmsg)->vring[ROLE_TX_QUEUE];
}

static inline const struct rpmsg_remote *const_remote_of(const struct rpmsg *rpmsg)
{
	return COPRO_CONTAINER_OF(rpmsg, const struct rpmsg_remote, rpmsg);
}

static COPRO_SPEED_INLINE void *buffer_of(const struct rpmsg_remote *remote,
					  const struct vring *ring, uint32_t id)
{
	return vring_device_buffer(ring, &remote->window, id);
}

/* The buffer that a queue offers next: what vring_device_pop() and vring_device_buffer() say of it. */
static COPRO_SPEED_INLINE int take(const struct rpmsg_remote *remote, struct vring *ring,
				   void **buffer)
{
	int id = vring_device_pop(ring);

	*buffer = COPRO_LIKELY(id >= 0) ? buffer_of(remote, ring, (uint32_t)id) : NULL;
	return id;
}

/* What became of a look without a good buffer, which said `id`: 0: there was none; 1: a bad one; -EPROTO: the
 * ring is broken. The last two are reported; length: what is wrong with it, 0 for its address. */
COPRO_COLD static int pass_over(struct rpmsg *rpmsg, uint32_t queue, int id, uint32_t length)
{
	if (id == -EAGAIN)
		return 0;
	if (id < 0) {
		rpmsg_broken(rpmsg, RPMSG_FAULT_AVAIL_INDEX,
			     remote_of(rpmsg)->vring[queue].avail_idx);
		return id;
	}
	if (length)
		rpmsg_fault(rpmsg, RPMSG_FAULT_LENGTH, length);
	else
		rpmsg_fault(rpmsg, RPMSG_FAULT_DESCRIPTOR, (uint32_t)id);
	/* So that the ring does not run dry. */
	give_back(rpmsg, queue, (uint32_t)id);
	return 1;
}

static inline bool role_receive(struct rpmsg *rpmsg, struct rpmsg_message *message, uint32_t *dst,
				int *status)
{
	const struct rpmsg_header *header;
	uint32_t length = 0;
	void *buffer;
	int id = take(remote_of(rpmsg), rx_of(rpmsg), &buffer);

	header = buffer;
	if (COPRO_LIKELY(header != NULL))
		length = LOAD_ONCE(header->len);
	if (COPRO_UNLIKELY(!header || length > rpmsg->payload)) {
		*status = pass_over(rpmsg, ROLE_RX_QUEUE, id, length);
		return false;
	}
	rpmsg->current = (uint16_t)id;
	message->data = header + 1;
	message->length = (uint16_t)length;
	message->buffer = (uint16_t)id;
	message->src = LOAD_ONCE(header->src);
	*dst = LOAD_ONCE(header->dst);
	return true;
}

static inline void role_recycle(struct rpmsg *rpmsg, uint32_t queue, uint32_t buffer)
{
	vring_device_push(&remote_of(rpmsg)->vring[queue], buffer, 0);
}

static inline bool role_offered(const struct rpmsg *rpmsg)
{
	return vring_device_offered(&const_remote_of(rpmsg)->vring[ROLE_RX_QUEUE]);
}

static inline int fill(struct rpmsg_tx *tx, void *buffer, int id)
{
	tx->data = (uint8_t *)buffer + RPMSG_HEADER_SIZE;
	tx->buffer = (uint16_t)id;
	return 0;
}

/* No good buffer at the first look, which said `id`: one that was given back unsent will do, or one that
 * came meanwhile. One bad buffer a call: there may be good ones behind it, for which the caller comes again. */
COPRO_SPEED_COLD static int tx_get_otherwise(struct rpmsg *rpmsg, struct rpmsg_tx *tx, int id)
{
	if (id == -EAGAIN && rpmsg->spares) {
		void *buffer;

		id = rpmsg->config->buffer_state[--rpmsg->spares];
		buffer = buffer_of(remote_of(rpmsg), tx_of(rpmsg), (uint32_t)id);
		if (buffer)
			return fill(tx, buffer, id);
	} else if (tx_wanted(rpmsg) && id == -EAGAIN) {
		return engine_tx_get(rpmsg, tx);
	}
	(void)pass_over(rpmsg, ROLE_TX_QUEUE, id, 0);
	return tx_none(rpmsg, tx);
}

static inline int role_tx_get(struct rpmsg *rpmsg, struct rpmsg_tx *tx)
{
	void *buffer;
	int id = take(remote_of(rpmsg), tx_of(rpmsg), &buffer);

	return COPRO_LIKELY(buffer != NULL) ? fill(tx, buffer, id)
					    : tx_get_otherwise(rpmsg, tx, id);
}

static inline void role_tx_put(struct rpmsg *rpmsg, uint32_t buffer, uint32_t length)
{
	vring_device_push(tx_of(rpmsg), buffer, length);
}

/*
 * Rings may be made anew without a look at the status byte in between. A driver that makes a ring clears
 * the flags of its used part; ours have a mark there, which nobody else sets or reads (virtio 1.1,
 * 2.6.8 gives a meaning to bit 0 alone). Rings are made together, so one of them tells.
 */
#define USED_MARK 0x8000u

static inline bool rings_are_ours(const struct rpmsg *rpmsg)
{
	return LOAD_BITS(const_remote_of(rpmsg)->vring[ROLE_RX_QUEUE].used->flags, USED_MARK);
}

static inline void role_tx_watch(struct rpmsg *rpmsg, bool watch)
{
	store_flags(&remote_of(rpmsg)->vring[ROLE_TX_QUEUE].used->flags,
		    watch ? 0 : VRING_USED_NO_NOTIFY);
}

static inline bool role_tx_free(const struct rpmsg *rpmsg)
{
	return rpmsg->spares || vring_device_offered(&const_remote_of(rpmsg)->vring[ROLE_TX_QUEUE]);
}

static COPRO_SPEED_INLINE const struct shm_region *find(const struct rpmsg *rpmsg, uint32_t da,
							uint32_t length)
{
	return shm_find(rpmsg->config->map, da, length);
}

/* Lays a ring over what the driver wrote into the resource table. */
static COPRO_SPEED_INLINE bool open_ring(const struct rpmsg *rpmsg, struct vring *ring,
					 const volatile struct rsc_vring *vring)
{
	uint32_t num = vring->num;
	uint32_t da = vring->da;
	uint32_t size = vring_bytes(num, vring->align, BUFFERS_MAX);
	const struct shm_region *region = find(rpmsg, da, size);

	return size && region &&
	       vring_lay(ring, (uint8_t *)region->va + (da - region->da), num, size) == 0;
}

/* NULL, or the ring that cannot be used as it is described, or whose buffers cannot. */
static const volatile struct rsc_vring *open_link(struct rpmsg_remote *remote)
{
	struct rpmsg *rpmsg = &remote->rpmsg;
	volatile struct rsc_vdev *vdev = remote->vdev;
	const volatile struct rsc_vring *vring = (const volatile struct rsc_vring *)(vdev + 1);
	const struct shm_region *region;
	uint8_t *holds;
	uint32_t length;
	uint32_t queue;
	uint32_t i;

	remote->vring[ROLE_RX_QUEUE].used = NULL; /* until it is known to be there */
	/* The driver wrote the rest of the entry, and the rings, before the status. */
	full_barrier();
	for (queue = 0; queue < 2; queue++) {
		if (!open_ring(rpmsg, &remote->vring[queue], &vring[queue]))
			return &vring[queue];
	}
	/* All buffers lie in one region and are of one size: the first one tells both. */
	length = LOAD_ONCE(remote->vring[ROLE_TX_QUEUE].desc[0].len);
	region = find(rpmsg, LOAD_ONCE(remote->vring[ROLE_TX_QUEUE].desc[0].addr), length);
	i = remote->vring[ROLE_TX_QUEUE].mask + 1;
	if (i + remote->vring[ROLE_RX_QUEUE].mask >= rpmsg->config->buffer_state_size || !region ||
	    length - RPMSG_HEADER_SIZE - 1 >= UINT16_MAX || (region->da & 3u))
		return &vring[ROLE_TX_QUEUE];
	remote->window.da = region->da;
	remote->window.limit = (region->size - length) / 4;
	remote->window.va = region->va;
	holds = rpmsg->config->buffer_state + i;
	rpmsg->holds = holds;
	for (i = 0; i <= remote->vring[ROLE_RX_QUEUE].mask; i++)
		holds[i] = 0;
	rpmsg->spares = 0;
	rpmsg->payload = (uint16_t)(length - RPMSG_HEADER_SIZE);
	rpmsg->turn = TURN_IDLE;
	rpmsg->flags = (uint8_t)(vdev->gfeatures * (RPMSG_NS >> VIRTIO_RPMSG_F_NS) | RPMSG_OWES);
	/* No doorbell for buffers that come back, until somebody waits for one. */
	role_tx_watch(rpmsg, false);
	store_flags(&remote->vring[ROLE_RX_QUEUE].used->flags, USED_MARK);
	rpmsg_tell_link(rpmsg, true);
	return NULL;
}

static inline bool role_ready(const struct rpmsg *rpmsg)
{
	return const_remote_of(rpmsg)->vdev->status & VIRTIO_STATUS_DRIVER_OK;
}

/* The driver came, went, or did both. */
COPRO_SPEED_COLD static int role_follow(struct rpmsg *rpmsg)
{
	const volatile struct rsc_vring *bad;

	if (rpmsg->turn > TURN_IDLE)
		return -EBUSY;
	if (!role_ready(rpmsg)) {
		rpmsg_link_down(rpmsg, 0);
		return -ENODEV;
	}
	if (!(rpmsg->flags & RPMSG_BROKEN))
		rpmsg_link_down(rpmsg, 0);
	else if (remote_of(rpmsg)->vring[ROLE_RX_QUEUE].used && rings_are_ours(rpmsg))
		return -ENODEV; /* still the ones that the driver broke */
	bad = open_link(remote_of(rpmsg));
	if (!bad)
		return 0;
	/* Rings that could not be opened are tried again each time, and reported once. */
	if (!(rpmsg->flags & RPMSG_BROKEN))
		rpmsg_broken(rpmsg, RPMSG_FAULT_VRING, bad->da);
	return -ENODEV;
}

static inline bool role_unchanged(const struct rpmsg *rpmsg)
{
	const struct rsc_vdev *vdev =
		(const struct rsc_vdev *)(uintptr_t)const_remote_of(rpmsg)->vdev;

	INTERLEAVE();
	return LOAD_BITS(vdev->status, VIRTIO_STATUS_DRIVER_OK) && rings_are_ours(rpmsg);
}

static inline bool role_wants_bell(const struct rpmsg *rpmsg, uint32_t queue)
{
	return !LOAD_BITS(const_remote_of(rpmsg)->vring[queue].avail->flags,
			  VRING_AVAIL_NO_INTERRUPT);
}

int rpmsg_remote_init(struct rpmsg_remote *remote, const struct rpmsg_config *config,
		      volatile struct rsc_vdev *vdev)
{
	if (vdev->num_of_vrings < 2)
		return -EINVAL;
	remote->vdev = vdev;
	remote->rpmsg.epoch = 0;
	remote->vring[ROLE_RX_QUEUE].used = NULL;
	return rpmsg_init(&remote->rpmsg, config, &engine_ops);
}

void rpmsg_remote_follow_announcements(struct rpmsg_remote *remote)
{
	remote->rpmsg.stray = rpmsg_ns_receive;
}
