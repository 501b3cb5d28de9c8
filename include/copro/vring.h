/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Split virtqueues (virtio 1.1, 2.6; the legacy layout that remoteproc uses): the layout, and the
 * two roles. The driver (host) owns descriptors and offers buffers; the device (remote) uses them.
 *
 * Nothing here is thread safe; rpmsg.h takes the lock. Everything read from a ring is checked.
 */
#ifndef COPRO_VRING_H
#define COPRO_VRING_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>
#include <copro/shm.h>

#define VRING_DESC_F_NEXT	 1u
#define VRING_DESC_F_WRITE	 2u /* the device writes this buffer */
#define VRING_DESC_F_INDIRECT	 4u
#define VRING_AVAIL_NO_INTERRUPT 1u /* driver to device: no doorbell for used buffers */
#define VRING_USED_NO_NOTIFY	 1u /* device to driver: no doorbell for available buffers */

#define VRING_NUM_MAX	     32768u
#define VRING_DRIVER_BUFFERS 256u /* the most descriptors a driver here puts to use */

struct vring_desc {
	uint64_t addr;
	uint32_t len;
	uint16_t flags;
	uint16_t next;
};

struct vring_avail {
	uint16_t flags;
	uint16_t idx;
	uint16_t ring[];
};

struct vring_used_elem {
	uint32_t id;
	uint32_t len;
};

struct vring_used {
	uint16_t flags;
	uint16_t idx;
	struct vring_used_elem ring[];
};

struct vring {
	struct vring_desc *desc;
	struct vring_avail *avail;
	struct vring_used *used;
	uint32_t num;
};

/* Bytes that a ring of `num` entries takes, `align` being that of the used ring; 0 for a number or
 * alignment that vring_init() refuses. */
uint32_t vring_size(uint32_t num, uint32_t align);

/*
 * Lays a ring over memory at `memory`, which must be 16-byte aligned and vring_size() bytes long.
 * num: a power of two up to VRING_NUM_MAX. align: a power of two, at least 4. 0 or -EINVAL.
 */
COPRO_MUST_CHECK int vring_init(struct vring *ring, void *memory, uint32_t num, uint32_t align);

/* ---- the device's end ---- */

struct vring_device {
	struct vring ring;
	uint16_t avail_idx; /* next entry of the avail ring to look at */
	uint16_t avail_limit; /* the driver's index as last read: entries up to here may be used */
	uint16_t used_idx; /* as last published */
};

/* A buffer that the driver offered, copied out of its descriptor. */
struct vring_buffer {
	void *data;
	uint32_t length;
	uint16_t id;
};

/* Starts over with empty indices, as the driver does when it makes the ring. */
void vring_device_reset(struct vring_device *queue);

/*
 * Takes the next offered buffer. `flags`: what the descriptor's flags must be exactly (0, or
 * VRING_DESC_F_WRITE). 0; -EAGAIN: none offered; -EPROTO: the avail index is impossible, the ring
 * cannot be used until it is reset; -EBADMSG: this entry is bad (id, address, length or flags) and was
 * passed over: buffer->id has its id, buffer->data is NULL.
 */
COPRO_MUST_CHECK int vring_device_pop(struct vring_device *queue, const struct shm_map *map,
				      uint16_t flags, struct vring_buffer *buffer);

/* Looks at the descriptor of `id` (again): 0 or -EBADMSG, as vring_device_pop(). */
COPRO_MUST_CHECK int vring_device_describe(const struct vring_device *queue,
					   const struct shm_map *map, uint32_t id, uint16_t flags,
					   struct vring_buffer *buffer);

/* True when vring_device_pop() would find something. */
bool vring_device_offered(const struct vring_device *queue);

/* Gives a buffer back with `length` bytes written. Follow with a doorbell if it wants one. */
void vring_device_push(struct vring_device *queue, uint16_t id, uint32_t length);

/* ---- the driver's end ---- */

struct vring_driver {
	struct vring ring;
	uint16_t avail_idx;
	uint16_t used_idx; /* next entry of the used ring to look at */
	uint32_t buffers; /* descriptors in use: ids 0 to buffers - 1 */
	uint32_t owned_by_device[VRING_DRIVER_BUFFERS / 32];
};

/* Clears the ring's memory and describes `buffers` buffers of `size` bytes from device address `da`. */
void vring_driver_reset(struct vring_driver *queue, uint32_t buffers, uint32_t da, uint32_t size,
			uint16_t flags);

/* Offers buffer `id` with `length` bytes to the device. */
void vring_driver_add(struct vring_driver *queue, uint16_t id, uint32_t length);

/*
 * Takes the next used buffer. 0; -EAGAIN: none; -EPROTO: the used index is impossible; -EBADMSG: the
 * device returned an id that it does not have (passed over, id and length as it wrote them).
 */
COPRO_MUST_CHECK int vring_driver_take(struct vring_driver *queue, uint32_t *id, uint32_t *length);

#endif
