/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The noise that RNG1 and RNG2 make their numbers of: a part of RNG1's node (st,stm32-rng), since that is the one
 * that Linux's trees have.
 */
#include "board/rng.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/parts/kinds.h"

static const struct part_property noise_properties[] = {
	{.name = "seed",
	 .unit = "a number: RNG1 and RNG2 begin again with what follows from it",
	 .writable = true},
	{.name = "fault",
	 .unit = "none, seed: no noise, or clock: kernel clocks that are too slow",
	 .writable = true},
	{0},
};

static const char *const fault_names[] = {
	[RNG_NO_FAULT] = "none", [RNG_SEED_FAULT] = "seed", [RNG_CLOCK_FAULT] = "clock"};

static int noise_set_property(struct part *part, const char *property, const char *value)
{
	unsigned long long seed;
	char *end;

	if (!strcmp(property, "fault")) {
		for (unsigned i = 0; i < RNG_FAULTS; i++) {
			if (strcmp(value, fault_names[i]) != 0)
				continue;
			rng_set_fault(part->board, (enum rng_fault)i);
			return 0;
		}
		return -EINVAL;
	}
	errno = 0;
	seed = strtoull(value, &end, 0);
	if (*value < '0' || *value > '9' || *end || errno)
		return -EINVAL;
	rng_set_seed(part->board, seed);
	return 0;
}

static int noise_get_property(struct part *part, const char *property, char *value, size_t room)
{
	if (!strcmp(property, "fault"))
		snprintf(value, room, "%s", fault_names[rng_fault(part->board)]);
	else
		snprintf(value, room, "%" PRIu64, rng_seed(part->board));
	return 0;
}

static int noise_attach(struct part *part, const struct dt *dt, int node, struct dt_error *error)
{
	(void)part;
	(void)dt;
	(void)node;
	(void)error;
	return 0;
}

static const char *const noise_compatible[] = {"st,stm32-rng", NULL};

const struct part_kind noise_part = {
	.kind = "noise",
	.compatible = noise_compatible,
	.properties = noise_properties,
	.attach = noise_attach,
	.set = noise_set_property,
	.get = noise_get_property,
};
