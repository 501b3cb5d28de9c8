/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of the status share. */
#ifndef COPRO_HOST_STATUS_INTERNAL_H
#define COPRO_HOST_STATUS_INTERNAL_H

#include "host/status.h"

/* Copies and cleans a name; NULL is "". */
void status_name(char name[STATUS_NAME], const char *from);
/* The last component of a node's path, or what follows "linux: " or "m4: ". */
const char *status_holder_name(const char *holder);
/* STATUS_M4: something is held for the M4; else STATUS_LINUX. */
unsigned status_holder_side(const char *holder);

/* status_chip.c: rates of the processors, peripherals, semaphores. 0, -ENOMEM. */
COPRO_MUST_CHECK int status_take_chip(struct status *status, const struct status_source *source);

/* status_resources.c: what is held, and what should be. 0, -ENOMEM. */
COPRO_MUST_CHECK int status_take_resources(struct status *status,
					   const struct status_source *source);

#endif
