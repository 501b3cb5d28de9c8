/* SPDX-License-Identifier: BSD-3-Clause */
/* What a file does not say, and why it is so then. */
#ifndef COPRO_ASSIGN_DEFAULTS_H
#define COPRO_ASSIGN_DEFAULTS_H

#include "assign/assignment.h"

/* Fills in all that was not given and puts the lists in order. `file` is its path, for the name. 0;
 * -EINVAL with a finding: the chip is not known; -ENOMEM. */
COPRO_MUST_CHECK int assignment_resolve(struct assignment *assignment, const char *file,
					struct findings *findings);

/* The parts of it, in the order in which one needs the other. */
void resolve_peripherals(struct assignment *assignment);
void resolve_pins(struct assignment *assignment);
void resolve_guards(struct assignment *assignment);
void resolve_dma(struct assignment *assignment);
void resolve_clocks(struct assignment *assignment);
void resolve_memory(struct assignment *assignment);

static inline struct assignment_origin origin_default(const char *why)
{
	return (struct assignment_origin){.why = why};
}

/* A default has its reason: the first that is found stays. */
static inline bool origin_known(const struct assignment_origin *origin)
{
	return assignment_given(origin) || origin->why;
}

/* Sets a value that was not given. */
static inline void choice_default(struct assignment_choice *choice, int value, const char *why)
{
	if (!origin_known(&choice->origin))
		*choice = (struct assignment_choice){value, origin_default(why)};
}

static inline void flag_default(struct assignment_flag *flag, bool value, const char *why)
{
	if (!origin_known(&flag->origin))
		*flag = (struct assignment_flag){value, origin_default(why)};
}

static inline void number_default(struct assignment_number *number, uint64_t value, const char *why)
{
	if (!origin_known(&number->origin))
		*number = (struct assignment_number){value, origin_default(why)};
}

#endif
