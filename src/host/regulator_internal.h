/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files that make up the regulators share. */
#ifndef COPRO_HOST_REGULATOR_INTERNAL_H
#define COPRO_HOST_REGULATOR_INTERNAL_H

#include "host/regulator.h"

struct regulator {
	struct regulator_tree *tree;
	struct regulator *next; /* on the same regulator */
	int index;
	unsigned enabled;
	uint32_t min_uv, max_uv; /* 0 and 0: does not care */
	char holder[REGULATOR_HOLDER_MAX];
};

struct regulator_node {
	char name[REGULATOR_NAME_MAX];
	char node[REGULATOR_NAME_MAX];
	uint32_t phandle; /* 0: nobody can point to it */
	uint32_t supply_phandle; /* 0: none */
	int supply;
	uint32_t min_uv, max_uv, microvolts;
	const struct regulator_chip *chip;
	bool always_on, boot_on;
	bool on; /* and then its supply is enabled for it */
	unsigned count;
	struct regulator *holders;
};

struct regulator_tree {
	struct regulator_config config;
	int count;
	bool sweeping; /* switching off as unused: told and counted */
	unsigned swept;
	struct regulator_node nodes[REGULATORS_MAX];
};

/* What a regulator of a chip can be set to: up to three runs of equal steps, in microvolts. */
struct regulator_range {
	uint32_t first, last, step;
};

struct regulator_chip {
	const char *node; /* as the binding names it: "buck1" */
	struct regulator_range ranges[3];
};

/* A regulator of the STPMIC1 by its node's name, NULL: it has none of that name. */
const struct regulator_chip *regulator_stpmic1(const char *node);
/* The lowest voltage from `min_uv` to `max_uv` that can be made, 0: none. A chip of which nothing is
 * known (NULL) makes every one. */
uint32_t regulator_pick(const struct regulator_chip *chip, uint32_t min_uv, uint32_t max_uv);

/* Fills in tree->nodes from a device tree. */
void regulator_take(struct regulator_tree *tree, const struct dt *dt);

void regulator_warn(const struct regulator_tree *tree, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
