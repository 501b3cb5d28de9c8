/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef COPRO_REMOTE_RESOURCE_LOCK_INTERNAL_H
#define COPRO_REMOTE_RESOURCE_LOCK_INTERNAL_H

#include "drivers/hsem.h"

/* The chip's semaphores as this core opened them, NULL before resource_lock_init(). */
struct hsem *resource_lock_hsem(void);

#endif
