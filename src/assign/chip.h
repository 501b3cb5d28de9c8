/* SPDX-License-Identifier: BSD-3-Clause */
/* The chip and the package that a file is about. */
#ifndef COPRO_ASSIGN_CHIP_H
#define COPRO_ASSIGN_CHIP_H

#include "assign/assignment.h"
#include "soc/chip.h"

/* Brings the chip's name into the form "STM32MP157CAC" and the package's into "TFBGA361". 0; -EINVAL with
 * a finding; -ENOMEM. */
COPRO_MUST_CHECK int chip_resolve(struct assignment *assignment, const char *file,
				  struct findings *findings);

/* Of an assignment whose chip is resolved. */
struct soc_chip chip_of(const struct assignment *assignment);

#endif
