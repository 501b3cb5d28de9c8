/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The remote's end of RPMsg: the virtio device. Its rings are made by the driver, which may take
 * them away and make them anew at any time; no doorbell tells of that, only the status byte.
 */
#include "core/rpmsg_remote_wait.h"
#include "core/vring_device.h"
#include "core/vring_layout.h"

#define ROLE_TX_QUEUE 0u
#define ROLE_RX_QUEUE 1u
#define ROLE_STOPS    0 /* but in a poll */

#include "core/rpmsg_engine.h"

#define BUFFERS_MAX 256u /* a direction: their ids are kept in bytes */
#define PAYLOAD_MAX 0xFF00u /* of 16 bits, and short in an instruction */

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

/* The buffer that a queue offers next, and what vring_device_pop() says of it. */
static COPRO_SPEED_INLINE void *take(struct rpmsg *rpmsg, struct vring *ring, uint32_t *id)
{
	uintptr_t number;
	int status = vring_device_pop(ring, &number);

	if (COPRO_UNLIKELY(status)) {
		*id = (uint32_t)status;
		return NULL;
	}
	*id = (uint32_t)number;
	return vring_device_buffer(ring, &remote_of(rpmsg)->window, number);
}

/* What became of a look without a good buffer, which said `id`: that, or, after a bad one, POLL_MORE. Reports what
 * was wrong. length: with the length of the message, 0: with the address. */
COPRO_COLD static int pass_over(struct rpmsg *rpmsg, bool received, uint32_t id, uint32_t length)
{
	if (id == RPMSG_NO_BUFFER)
		return -EAGAIN;
	if ((int)id < 0) {
		rpmsg_broken(rpmsg, RPMSG_FAULT_AVAIL_INDEX,
			     remote_of(rpmsg)->vring[received].avail_idx);
		return (int)id;
	}
	if (length)
		rpmsg_fault(rpmsg, RPMSG_FAULT_LENGTH, length);
	else
		rpmsg_fault(rpmsg, RPMSG_FAULT_DESCRIPTOR, id);
	/* So that the ring does not run dry. */
	give_back(rpmsg, received, id);
	return POLL_MORE;
}

static inline bool role_receive(struct rpmsg *rpmsg, struct rpmsg_message *message, uint32_t *dst,
				int *status)
{
	const struct rpmsg_header *header = take(rpmsg, rx_of(rpmsg), &message->buffer);
	uint32_t length = 0;

	if (COPRO_LIKELY(header != NULL)) {
		length = LOAD_ONCE(header->len);
		if (COPRO_LIKELY(length <= rpmsg->payload)) {
			message->data = header + 1;
			message->length = (uint16_t)length;
			message->src = LOAD_ONCE(header->src);
			*dst = LOAD_ONCE(header->dst);
			return true;
		}
	}
	*status = pass_over(rpmsg, true, message->buffer, length);
	return false;
}

static inline void role_recycle(struct rpmsg *rpmsg, uint32_t queue, uint32_t buffer)
{
	vring_device_push(&remote_of(rpmsg)->vring[queue], buffer, 0);
}

/* Mostly there is not, and a poll in vain takes long on a microcontroller; for size it is made. */
static inline bool role_more(const struct rpmsg *rpmsg)
{
	return COPRO_FOR_SIZE ||
	       vring_device_offered(&const_remote_of(rpmsg)->vring[ROLE_RX_QUEUE]);
}

static inline void *role_tx_take(struct rpmsg *rpmsg, uint32_t *buffer)
{
	return take(rpmsg, tx_of(rpmsg), buffer);
}

/* One bad buffer a call: there may be good ones behind it, for which the caller comes again. */
static inline void role_tx_refused(struct rpmsg *rpmsg, uint32_t why)
{
	(void)pass_over(rpmsg, false, why, 0);
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
	uint32_t align = vring->align;
	uint32_t da = vring->da;
	uint32_t size;
	const struct shm_region *region;

	if (!vring_can_be(num, align, BUFFERS_MAX, da))
		return false;
	size = vring_bytes(num, align);
	region = find(rpmsg, da, size);
	if (!region)
		return false;
	vring_lay(ring, (uint8_t *)region->va + (da - region->da), num, size);
	return true;
}

/* There is always something where the mark is looked for: until there is a ring, the entry of the table, which
 * has none. */
static inline void no_rings(struct rpmsg_remote *remote)
{
	remote->vring[ROLE_RX_QUEUE].used = (struct vring_used *)(uintptr_t)remote->vdev;
}

/* What cannot be used as the table describes it is reported once, and tried again each time. */
static inline void open_link(struct rpmsg_remote *remote)
{
	struct rpmsg *rpmsg = &remote->rpmsg;
	const volatile struct rsc_vring *vring =
		(const volatile struct rsc_vring *)(remote->vdev + 1) + ROLE_RX_QUEUE;
	const struct shm_region *region;
	const struct vring_desc *desc;
	uint32_t length;
	uint32_t payload;

	/* The driver wrote the rest of the entry, and the rings, before the status. */
	full_barrier();
	if (!open_ring(rpmsg, &remote->vring[ROLE_RX_QUEUE], vring))
		goto bad;
	vring--;
	if (!open_ring(rpmsg, &remote->vring[ROLE_TX_QUEUE], vring))
		goto bad;
	/* All buffers lie in one region and are of one size: the first one tells both. */
	desc = remote->vring[ROLE_TX_QUEUE].desc;
	length = LOAD_ONCE(desc->len);
	region = find(rpmsg, LOAD_ONCE(desc->addr), length);
	payload = length - RPMSG_HEADER_SIZE;
	if (!region || payload - 1 >= PAYLOAD_MAX)
		goto bad;
	remote->window.da = region->da;
	remote->window.limit = (region->size - length) / 4;
	remote->window.va = region->va;
	rpmsg->payload = (uint16_t)payload;
	rpmsg->turn = TURN_IDLE;
	rpmsg->owes = true;
	rpmsg->broken = false;
	rpmsg->features = (uint8_t)remote->vdev->gfeatures;
	rpmsg->spares = 0;
	/* No doorbell for buffers that come back, until somebody waits for one. */
	store_flags(&remote->vring[ROLE_TX_QUEUE].used->flags, VRING_USED_NO_NOTIFY);
	store_flags(&remote->vring[ROLE_RX_QUEUE].used->flags, USED_MARK);
	rpmsg_tell_link(rpmsg, true);
	return;
bad:
	no_rings(remote);
	if (!rpmsg->broken)
		rpmsg_broken(rpmsg, RPMSG_FAULT_VRING, vring->da);
}

static inline bool role_ready(const struct rpmsg *rpmsg)
{
	return const_remote_of(rpmsg)->vdev->status & VIRTIO_STATUS_DRIVER_OK;
}

/* The driver came, went, or did both; or, in a program for size, may have. */
COPRO_COLD static int role_follow(struct rpmsg *rpmsg)
{
	if (rpmsg->turn > TURN_IDLE)
		return -EBUSY;
	if (!role_ready(rpmsg)) {
		rpmsg->broken = false;
		rpmsg_link_down(rpmsg);
		return -ENODEV;
	}
	/* Not while they are still the ones that the driver broke. */
	if (!rings_are_ours(rpmsg) || (rpmsg->turn == TURN_DOWN && !rpmsg->broken)) {
		rpmsg_link_down(rpmsg);
		open_link(remote_of(rpmsg));
	}
	/* Whoever was told of it may have found it broken. */
	return rpmsg->turn == TURN_IDLE ? 0 : -ENODEV;
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

const struct rpmsg_ops rpmsg_remote_ops = ENGINE_OPS(engine_poll);
const struct rpmsg_ops rpmsg_remote_waiting_ops = ENGINE_OPS(rpmsg_remote_poll_waiting);

void rpmsg_remote_start(struct rpmsg_remote *remote, const struct rpmsg_config *config,
			volatile struct rsc_vdev *vdev, rpmsg_no_buffer *no_buffer)
{
	remote->vdev = vdev;
	remote->rpmsg.life = 0;
	no_rings(remote);
	rpmsg_init(&remote->rpmsg, config, &rpmsg_remote_ops, no_buffer);
}

void rpmsg_remote_follow_announcements(struct rpmsg_remote *remote)
{
	remote->rpmsg.stray = rpmsg_ns_receive;
}
