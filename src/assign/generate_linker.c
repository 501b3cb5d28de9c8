/* SPDX-License-Identifier: BSD-3-Clause */
/* NAME.ld: where the firmware lies. The sections are those of every firmware (src/remote/
 * stm32mp157c-sections.ld). */
#include <inttypes.h>

#include "assign/generator.h"

static const char *const use_names[ASSIGNMENT_USES] = {
	[ASSIGNMENT_VECTORS] = "VECTORS (rx)",
	[ASSIGNMENT_CODE] = "CODE (rx)",
	[ASSIGNMENT_DATA] = "DATA (rw)",
};

static void region_write(struct generator *generator, const struct assignment_region *region)
{
	char name[GENERATOR_ID], size[ASSIGNMENT_ORIGIN_TEXT];

	/* Without attributes nothing is placed there but what asks for it. */
	generator_upper(region->name, name);
	emit(generator->out, "\t/* Size: %s */\n", generator_origin(&region->size.origin, size));
	generator_line(generator, &region->address.origin,
		       "\t%s : ORIGIN = 0x%08" PRIx64 ", LENGTH = 0x%" PRIx64,
		       region->use == ASSIGNMENT_OTHER ? name : use_names[region->use],
		       region->address.value, region->size.value);
}

/* The host places what is in the rings and the buffers. */
static bool is_linked(const struct assignment_region *region)
{
	return region->size.value &&
	       (use_names[region->use] ||
		(region->use == ASSIGNMENT_OTHER &&
		 assignment_has_m4((enum assignment_context)region->context.value)));
}

void generate_linker(struct generator *generator)
{
	const struct assignment *assignment = generator->assignment;
	char name[GENERATOR_ID];

	emit(generator->out,
	     "/*\n"
	     " * The memory of the Cortex-M4, as it sees it. Link with -T %s.ld, and -L for the folder that\n"
	     " * has stm32mp157c-sections.ld.\n"
	     " */\n"
	     "MEMORY\n"
	     "{\n",
	     assignment->name.value);
	for (size_t i = 0; i < assignment->region_count; i++) {
		const struct assignment_region *region = &assignment->regions[i];

		if (is_linked(region))
			region_write(generator, region);
	}
	emit_text(generator->out,
		  "}\n\n/* The bounds of each, for C: extern char __data_region_start[]. */\n");
	for (size_t i = 0; i < assignment->region_count; i++) {
		const struct assignment_region *region = &assignment->regions[i];

		generator_lower(region->name, name);
		emit(generator->out,
		     "__%s_region_start = 0x%08" PRIx64 ";\n__%s_region_end = 0x%08" PRIx64 ";\n",
		     name, region->address.value, name, region->address.value + region->size.value);
	}
	emit_text(generator->out, "\nINCLUDE stm32mp157c-sections.ld\n");
}
