/* SPDX-License-Identifier: BSD-3-Clause */
/* The two forms of `copro inspect`'s answer, on the standard output. */
#ifndef COPRO_CLI_INSPECT_H
#define COPRO_CLI_INSPECT_H

#include "host/image_report.h"

void inspect_print_text(const char *path, const struct image_report *report);

/* 0 or -ENOMEM. `report` may be NULL: then `error` is all there is. */
COPRO_MUST_CHECK int inspect_print_json(const char *path, const struct image_report *report,
					const struct host_error *error);

/* True when `copro run` boots it. */
bool inspect_would_run(const struct image_report *report);

#endif
