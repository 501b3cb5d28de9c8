/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Split virtqueues (virtio 1.1, 2.6; the legacy layout that remoteproc uses). The driver (host) owns
 * descriptors and offers buffers; the device (remote) uses them. What each does with a ring is in
 * src/core/vring_driver.h and vring_device.h.
 */
#ifndef COPRO_VRING_H
#define COPRO_VRING_H

#include <stdint.h>

#include <copro/compiler.h>

#define VRING_DESC_F_NEXT	 1u
#define VRING_DESC_F_WRITE	 2u /* the device writes this buffer */
#define VRING_DESC_F_INDIRECT	 4u
#define VRING_AVAIL_NO_INTERRUPT 1u /* driver to device: no doorbell for used buffers */
#define VRING_USED_NO_NOTIFY	 1u /* device to driver: no doorbell for available buffers */

#define VRING_NUM_MAX	     32768u
#define VRING_DRIVER_BUFFERS 256u /* the most descriptors a driver here puts to use */

struct vring_desc {
	uint32_t addr; /* device address, 64 bits on the wire */
	uint32_t addr_high; /* 0: both processors have 32-bit addresses */
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

/* One end's view of a ring. Private. */
struct vring {
	struct vring_desc *desc;
	struct vring_avail *avail;
	struct vring_used *used;
	uint32_t mask; /* the number of entries, less one */
	uint16_t avail_idx; /* driver: as last published; device: the next entry to look at */
	uint16_t used_idx; /* device: as last published; driver: the next entry to look at */
	uint16_t fresh; /* device: entries from avail_idx on that are known to be offered */
};

/* Bytes that a ring of `num` entries takes, `align` being that of the used ring; 0 for a number or
 * alignment that vring_init() refuses. */
uint32_t vring_size(uint32_t num, uint32_t align);

/*
 * Lays a ring over memory at `memory`, which must be 16-byte aligned and vring_size() bytes long, and
 * starts with empty indices, as the driver does when it makes the ring.
 * num: a power of two up to VRING_NUM_MAX. align: a power of two, at least 4. 0 or -EINVAL.
 */
COPRO_MUST_CHECK int vring_init(struct vring *ring, void *memory, uint32_t num, uint32_t align);

/*
 * Where the buffers of a link lie: one stretch of shared memory, all of one size. What a descriptor says
 * beyond the address is not used, and so need not be believed.
 */
struct vring_window {
	uint32_t da; /* first device address, on a word */
	uint32_t limit; /* the last word at which a whole buffer still fits */
	uint8_t *va;
};

/* What the driver's end keeps besides. Private. */
struct vring_driver {
	struct vring ring;
	uint32_t buffers; /* descriptors in use: ids 0 to buffers - 1 */
	uint8_t owned_by_device[VRING_DRIVER_BUFFERS]; /* 1: offered, not yet returned */
};

#endif
