/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The resource table: what a firmware asks of the host, and where the two find their rings. The
 * binary layout is that of Linux (include/linux/remoteproc.h), little-endian and packed.
 */
#ifndef COPRO_RESOURCE_TABLE_H
#define COPRO_RESOURCE_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#define RSC_CARVEOUT	 0u
#define RSC_DEVMEM	 1u
#define RSC_TRACE	 2u
#define RSC_VDEV	 3u
#define RSC_VENDOR_START 128u
#define RSC_VENDOR_END	 512u

#define RSC_ADDR_ANY 0xFFFFFFFFu /* the host chooses */

#define VIRTIO_ID_RPMSG	  7u
#define VIRTIO_RPMSG_F_NS 0u /* feature bit: name service */

/* Device status (virtio 1.1, 2.1) */
#define VIRTIO_STATUS_ACKNOWLEDGE 0x01u
#define VIRTIO_STATUS_DRIVER	  0x02u
#define VIRTIO_STATUS_DRIVER_OK	  0x04u
#define VIRTIO_STATUS_FAILED	  0x80u

/* Linux restores this many bytes from the start of the table when it detaches, whatever the table's
 * real size; a table that is shorter loses what follows it. */
#define RESOURCE_TABLE_SIZE 1024u

struct resource_table_header {
	uint32_t ver; /* 1 */
	uint32_t num;
	uint32_t reserved[2];
	/* uint32_t offset[num] from the start of the table */
} COPRO_PACKED;

struct rsc_carveout { /* RSC_CARVEOUT and RSC_DEVMEM */
	uint32_t type;
	uint32_t da;
	uint32_t pa;
	uint32_t len;
	uint32_t flags;
	uint32_t reserved;
	char name[32];
} COPRO_PACKED;

struct rsc_trace {
	uint32_t type;
	uint32_t da;
	uint32_t len;
	uint32_t reserved;
	char name[32];
} COPRO_PACKED;

struct rsc_vdev {
	uint32_t type;
	uint32_t id;
	uint32_t notifyid;
	uint32_t dfeatures; /* what the device offers */
	uint32_t gfeatures; /* what the driver took */
	uint32_t config_len;
	uint8_t status;
	uint8_t num_of_vrings;
	uint8_t reserved[2];
	/* struct rsc_vring vring[num_of_vrings], then config_len bytes */
} COPRO_PACKED;

struct rsc_vring {
	uint32_t da;
	uint32_t align;
	uint32_t num;
	uint32_t notifyid;
	uint32_t pa;
} COPRO_PACKED;

/* ---- building: the table of a firmware with one RPMsg device and one trace buffer ---- */

struct resource_table_rpmsg {
	struct resource_table_header header;
	uint32_t offset[2];
	struct rsc_vdev vdev;
	struct rsc_vring vring[2]; /* 0: remote to host, 1: host to remote */
	struct rsc_trace trace;
	uint8_t padding[RESOURCE_TABLE_SIZE - 24 - 28 - 40 - 48];
} COPRO_PACKED __attribute__((aligned(8)));

_Static_assert(sizeof(struct resource_table_rpmsg) == RESOURCE_TABLE_SIZE,
	       "a detach rewrites exactly this table");

/*
 * Initialiser for a `struct resource_table_rpmsg` that the linker script keeps in .resource_table.
 * buffers: ring entries per direction, a power of two. trace_buffer: an array (its address must be
 * the one that the processor's loader sees). label: up to 31 characters.
 */
#define RESOURCE_TABLE_RPMSG(buffers, trace_buffer, trace_size, label)                             \
	{                                                                                          \
		.header = {.ver = 1, .num = 2},                                                    \
		.offset = {offsetof(struct resource_table_rpmsg, vdev),                            \
			   offsetof(struct resource_table_rpmsg, trace)},                          \
		.vdev = {.type = RSC_VDEV,                                                         \
			 .id = VIRTIO_ID_RPMSG,                                                    \
			 .dfeatures = 1u << VIRTIO_RPMSG_F_NS,                                     \
			 .num_of_vrings = 2},                                                      \
		.vring = {{.da = RSC_ADDR_ANY, .align = 16, .num = (buffers), .notifyid = 0},      \
			  {.da = RSC_ADDR_ANY, .align = 16, .num = (buffers), .notifyid = 1}},     \
		.trace = {.type = RSC_TRACE,                                                       \
			  .da = (uint32_t)(uintptr_t)(trace_buffer),                               \
			  .len = (trace_size),                                                     \
			  .name = label},                                                          \
	}

/* ---- reading: any table, from anyone ---- */

enum resource_table_error {
	RESOURCE_TABLE_OK,
	RESOURCE_TABLE_TOO_SHORT, /* shorter than its header */
	RESOURCE_TABLE_VERSION, /* ver is not 1 */
	RESOURCE_TABLE_RESERVED, /* a reserved field is not 0 */
	RESOURCE_TABLE_COUNT, /* more offsets than the table has room for */
	RESOURCE_TABLE_OFFSET, /* an offset points outside the table */
	RESOURCE_TABLE_ENTRY /* an entry does not fit into the table */
};

/* One entry, copied out. */
struct resource_entry {
	uint32_t offset; /* of the entry, from the start of the table */
	union { /* each starts with the type */
		uint32_t type;
		struct rsc_carveout carveout; /* also devmem */
		struct rsc_trace trace;
		struct rsc_vdev vdev;
	};
};

/*
 * Checks the header and every offset of a table of `size` bytes; sets *count to its entries.
 * Any context, bounded by `size`. Never reads beyond it.
 */
enum resource_table_error resource_table_check(const void *table, size_t size, uint32_t *count);

/* Copies out entry `index` (less than the count). Of unknown types only `type` is set. */
enum resource_table_error resource_table_entry(const void *table, size_t size, uint32_t index,
					       struct resource_entry *entry);

/* Copies out ring `index` of a vdev entry; *offset is its place in the table (for writing it back). */
enum resource_table_error resource_table_vring(const void *table, size_t size,
					       const struct resource_entry *entry, uint32_t index,
					       struct rsc_vring *vring, uint32_t *offset);

/* A short English sentence part, such as "the version is not 1". */
const char *resource_table_error_text(enum resource_table_error error);

#endif
