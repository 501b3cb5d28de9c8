/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/assignment.h"

#include <stdio.h>
#include <string.h>

#include "assign/arena.h"
#include "assign/names.h"
#include "soc/assignable.h"

const char *assignment_context_name(enum assignment_context context)
{
	static const char *const names[ASSIGNMENT_CONTEXTS] = {"unused", "a7-secure", "a7", "m4",
							       "shared"};

	return names[context];
}

const char *assignment_isolation_name(enum assignment_isolation isolation)
{
	static const char *const names[ASSIGNMENT_ISOLATIONS] = {"open", "readable", "isolated"};

	return names[isolation];
}

void assignment_free(struct assignment *assignment)
{
	/* The assignment lies in its own arena. */
	if (assignment)
		arena_destroy(assignment->arena);
}

const struct assignment_peripheral *assignment_peripheral(const struct assignment *assignment,
							  const char *name)
{
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		if (!strcmp(assignment->peripherals[i].soc->name, name))
			return &assignment->peripherals[i];
	}
	return NULL;
}

const struct assignment_region *assignment_region(const struct assignment *assignment,
						  enum assignment_use use)
{
	for (size_t i = 0; i < assignment->region_count; i++) {
		if (assignment->regions[i].use == use)
			return &assignment->regions[i];
	}
	return NULL;
}

bool assignment_has_a7(enum assignment_context context)
{
	return context == ASSIGNMENT_A7 || context == ASSIGNMENT_SHARED;
}

bool assignment_has_m4(enum assignment_context context)
{
	return context == ASSIGNMENT_M4 || context == ASSIGNMENT_SHARED;
}

bool assignment_a7_uses(const struct assignment_peripheral *peripheral)
{
	enum assignment_context context = (enum assignment_context)peripheral->context.value;

	return context == ASSIGNMENT_A7 ||
	       (context == ASSIGNMENT_SHARED &&
		soc_assignable_allows(peripheral_assignable(peripheral->soc), SOC_CONTEXT_A7));
}

bool assignment_m4_uses(const struct assignment_peripheral *peripheral)
{
	enum assignment_context context = (enum assignment_context)peripheral->context.value;

	return context == ASSIGNMENT_M4 ||
	       (context == ASSIGNMENT_SHARED &&
		soc_assignable_allows(peripheral_assignable(peripheral->soc), SOC_CONTEXT_M4));
}

const char *assignment_pad_name(const struct assignment_pad *pad, char name[ASSIGNMENT_PIN_NAME])
{
	snprintf(name, ASSIGNMENT_PIN_NAME, "P%c%u", pad->port, (unsigned)pad->number);
	return name;
}

const char *assignment_origin_text(const struct assignment_origin *origin,
				   char text[ASSIGNMENT_ORIGIN_TEXT])
{
	if (assignment_given(origin))
		snprintf(text, ASSIGNMENT_ORIGIN_TEXT, "%s:%u:%u", origin->file, origin->line,
			 origin->column);
	else
		snprintf(text, ASSIGNMENT_ORIGIN_TEXT, "default: %s",
			 origin->why ? origin->why : "nothing else was said");
	return text;
}

bool assignment_given(const struct assignment_origin *origin)
{
	return origin->file && origin->line;
}
