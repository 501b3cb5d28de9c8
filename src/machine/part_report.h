/* SPDX-License-Identifier: BSD-3-Clause */
/* The parts around the chip as JSON; docs/api.md explains the members. */
#ifndef COPRO_MACHINE_PART_REPORT_H
#define COPRO_MACHINE_PART_REPORT_H

#include <jansson.h>

#include "machine/machine.h"

/* {"parts": [...]}, in the order of the tree. NULL: no memory. */
json_t *part_report_list(struct machine *machine);

/* One of them; NULL: there is none of that name, or no memory. */
json_t *part_report(struct machine *machine, const char *name);

#endif
