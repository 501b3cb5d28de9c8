/* SPDX-License-Identifier: BSD-3-Clause */
/* Balls that are no pins, for soc/package.c. */
#ifndef COPRO_SOC_BALL_TABLE_H
#define COPRO_SOC_BALL_TABLE_H

#include <stddef.h>

#include "soc/package.h"

/* One ball at most in a package. */
struct soc_pad {
	const char *name;
	const char *balls[SOC_PACKAGES]; /* NULL: not in this package */
};

/* More than one ball in some package. */
struct soc_supply {
	const char *name;
	const char *const *balls[SOC_PACKAGES]; /* each ended by NULL; NULL: not in this package */
};

extern const struct soc_pad soc_pads[];
extern const size_t soc_pads_count;
extern const struct soc_supply soc_supplies[];
extern const size_t soc_supplies_count;

#endif
