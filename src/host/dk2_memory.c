/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory that a DK2's Linux keeps for the coprocessor: the reserved-memory nodes of its device tree
 * (arch/arm/boot/dts/st/stm32mp15xx-dkx.dtsi), in the order of the m4 node's memory-region.
 */
#include "host/remoteproc.h"

const struct rproc_region rproc_dk2_regions[] = {
	{"retram", 0x38000000, 0x10000},
	{"mcuram", 0x30000000, 0x40000}, /* SRAM1 and SRAM2 by their alias */
	{"mcuram2", 0x10000000, 0x40000}, /* SRAM1 and SRAM2 */
	{"vdev0vring0", 0x10040000, 0x1000},
	{"vdev0vring1", 0x10041000, 0x1000},
	{"vdev0buffer", 0x10042000, 0x4000},
	/* In ST's kernels only: the table and log of firmware that OP-TEE loads, which are all that
	 * Linux may then see (CubeMP1, OpenAMP_for_signed_fw). */
	{"mcu-rsc-table", 0x10048000, 0x8000},
};

const uint32_t rproc_dk2_region_count = sizeof(rproc_dk2_regions) / sizeof(rproc_dk2_regions[0]);

/* No device tree of the board has a second vdev. One that has would add these, named as Linux looks
 * them up, in what is left of SRAM3; the buffers take the end of mcu-rsc-table. */
const struct rproc_region rproc_dk2_second_vdev[] = {
	{"vdev1vring0", 0x10046000, 0x1000},
	{"vdev1vring1", 0x10047000, 0x1000},
	{"vdev1buffer", 0x1004C000, 0x4000},
};

const uint32_t rproc_dk2_second_vdev_count =
	sizeof(rproc_dk2_second_vdev) / sizeof(rproc_dk2_second_vdev[0]);
