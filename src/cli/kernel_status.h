/* SPDX-License-Identifier: BSD-3-Clause */
/* What a kernel's files tell of its coprocessor. */
#ifndef COPRO_CLI_KERNEL_STATUS_H
#define COPRO_CLI_KERNEL_STATUS_H

#include <stdbool.h>

#include <copro/compiler.h>

#include "cli/target.h"

/* Return an enum cli_status. */
COPRO_MUST_CHECK int kernel_status_show(const struct target *target, bool json);
/* One line. */
COPRO_MUST_CHECK int kernel_status_brief(const struct target *target, bool json);

#endif
