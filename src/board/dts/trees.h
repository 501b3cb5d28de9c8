/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The device trees of the virtual DK2, compiled from the sources beside this file, as bytes in the
 * program. They lie as dt_open() wants them.
 */
#ifndef COPRO_BOARD_DTS_TREES_H
#define COPRO_BOARD_DTS_TREES_H

#include <stddef.h>

struct board_tree {
	const void *data;
	size_t size; /* bytes */
};

/* stm32mp157c-dk2-tfa.dts: what the trusted firmware reads. */
struct board_tree trees_tfa(void);

/* stm32mp157c-dk2.dts: what the boot loader hands to Linux. */
struct board_tree trees_linux(void);

#endif
