/* SPDX-License-Identifier: BSD-3-Clause */
/* Lines of source, for dt_print() and dt_diff(). */
#ifndef COPRO_DT_DT_PRINT_H
#define COPRO_DT_DT_PRINT_H

#include "dt/dt.h"

struct dt_printer {
	const struct dt_sink *sink;
	const char *mark; /* what each line starts with: "", "- ", "+ " */
};

__attribute__((format(printf, 2, 3))) void dt_print_text(const struct dt_printer *printer,
							 const char *format, ...);

/* `offset` is libfdt's of the property; `depth` the tabs before it. */
void dt_print_property(const struct dt_printer *printer, const struct dt *dt, int offset,
		       unsigned depth);
/* A node with all that is below it. */
void dt_print_node(const struct dt_printer *printer, const struct dt *dt, int node, unsigned depth);
void dt_print_reservations(const struct dt_printer *printer, const struct dt *dt);

#endif
