/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory that a DK2's Linux keeps for the coprocessor: the reserved-memory nodes of its device tree
 * (arch/arm/boot/dts/st/stm32mp15xx-dkx.dtsi), in the order of the m4 node's memory-region.
 */
#include "host/remoteproc.h"
#include "soc/regs/tamp.h"

const struct rproc_region rproc_dk2_regions[] = {
	{.name = "retram", .pa = 0x38000000, .size = 0x10000},
	{.name = "mcuram", .pa = 0x30000000, .size = 0x40000}, /* SRAM1 and SRAM2 by their alias */
	{.name = "mcuram2", .pa = 0x10000000, .size = 0x40000}, /* SRAM1 and SRAM2 */
	{.name = "vdev0vring0", .pa = 0x10040000, .size = 0x1000},
	{.name = "vdev0vring1", .pa = 0x10041000, .size = 0x1000},
	{.name = "vdev0buffer", .pa = 0x10042000, .size = 0x4000},
	/* In ST's kernels only: the table and log of firmware that OP-TEE loads, which are all that
	 * Linux may then see (CubeMP1, OpenAMP_for_signed_fw). */
	{.name = "mcu-rsc-table", .pa = 0x10048000, .size = 0x8000},
};

const uint32_t rproc_dk2_region_count = sizeof(rproc_dk2_regions) / sizeof(rproc_dk2_regions[0]);

const struct rproc_wiring rproc_dk2_wiring = {
	.mailbox = {0, 1, 2, 3},
	.m4_state = TAMP_BKPR(TAMP_BKP_M4_STATE),
	.rsc_table = TAMP_BKPR(TAMP_BKP_RSC_TABLE),
	.pdds = true,
	.watchdog_line = 68,
};

/* No device tree of the board has a second vdev. One that has would add these, named as Linux looks
 * them up, in what is left of SRAM3; the buffers take the end of mcu-rsc-table. */
const struct rproc_region rproc_dk2_second_vdev[] = {
	{.name = "vdev1vring0", .pa = 0x10046000, .size = 0x1000},
	{.name = "vdev1vring1", .pa = 0x10047000, .size = 0x1000},
	{.name = "vdev1buffer", .pa = 0x1004C000, .size = 0x4000},
};

const uint32_t rproc_dk2_second_vdev_count =
	sizeof(rproc_dk2_second_vdev) / sizeof(rproc_dk2_second_vdev[0]);
