/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Carveouts: the memory regions reserved for the coprocessor, with both their addresses. A firmware
 * is loaded, and its rings are placed, inside them and nowhere else (stm32_rproc.c, prepare).
 */
#ifndef COPRO_HOST_CARVEOUT_H
#define COPRO_HOST_CARVEOUT_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "host/error.h"
#include "host/remoteproc.h"

#define CARVEOUTS 32u

struct carveout {
	const char *name;
	uint32_t da; /* the M4's view */
	uint32_t pa; /* the A7's view */
	uint32_t size;
};

struct carveout_set {
	struct carveout items[CARVEOUTS];
	uint32_t count;
};

/* Translates regions (NULL: the DK2's, for a firmware with `vdevs` vdevs). 0; -EINVAL: a region that
 * the M4 cannot see; -ENOSPC. */
COPRO_MUST_CHECK int carveout_set_init(struct carveout_set *set, const struct rproc_region *regions,
				       uint32_t count, uint32_t vdevs, struct host_error *error);

/* By name, NULL if there is none. */
const struct carveout *carveout_named(const struct carveout_set *set, const char *name);

/*
 * The first that contains [da, da + length), NULL if none does. Those for message buffers
 * ("vdev0buffer") are left out: Linux does not map them for loading.
 */
const struct carveout *carveout_around(const struct carveout_set *set, uint32_t da,
				       uint32_t length);

/* The first one for rings or buffers of a vdev that has a byte in common, NULL if none has. */
const struct carveout *carveout_of_vdev_at(const struct carveout_set *set, uint32_t da,
					   uint32_t length);

/* Whether it is for message buffers: "vdev0buffer". */
bool carveout_is_buffers(const struct carveout *carveout);

bool carveout_contains(const struct carveout *carveout, uint32_t da, uint32_t length);

#endif
