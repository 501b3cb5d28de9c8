/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What follows from an assignment: device tree fragments for the trusted firmware, for U-Boot and for
 * Linux, the C of the Cortex-M4, and its memory map for the linker. The text of each depends on the
 * assignment and the options alone, and says of each value where it comes from.
 */
#ifndef COPRO_ASSIGN_GENERATE_H
#define COPRO_ASSIGN_GENERATE_H

#include <stdbool.h>
#include <stddef.h>

#include <copro/compiler.h>

#include "assign/assignment.h"
#include "assign/emit.h"
#include "dt/dt.h"

enum generated_kind {
	GENERATED_TFA, /* NAME-tfa.dtsi */
	GENERATED_UBOOT, /* NAME-uboot.dtsi */
	GENERATED_LINUX, /* NAME-linux.dtsi, or NAME-linux.dtso for an overlay */
	GENERATED_HEADER, /* NAME.h */
	GENERATED_SOURCE, /* NAME.c */
	GENERATED_LINKER, /* NAME.ld */
	GENERATED_FILES
};

struct generate_options {
	/* A compiled tree of Linux that the fragments are for: its nodes are named by their paths, which
	 * compiled trees always have. NULL: by the labels of Linux's sources. */
	const struct dt *base;
	/* Linux's fragment is an overlay. Not with a base. */
	bool overlay;
};

#define GENERATED_NAME	48u
#define GENERATED_ERROR 256u

struct generated {
	struct generated_file {
		char name[GENERATED_NAME];
		struct emit text;
	} files[GENERATED_FILES];
	char error[GENERATED_ERROR]; /* one line: why nothing was generated */
};

/*
 * Fills in all files of an assignment that breaks no rule. 0; -ENOMEM; -ENOENT: the base does not have
 * something that is needed; -EEXIST: two names become the same identifier. For the last two `error` says
 * which. To be freed in any case.
 */
COPRO_MUST_CHECK int assignment_generate(const struct assignment *assignment,
					 const struct generate_options *options,
					 struct generated *generated);
void generated_free(struct generated *generated);

#endif
