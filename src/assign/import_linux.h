/* SPDX-License-Identifier: BSD-3-Clause */
/* From Linux's device tree: what Linux drives, and what it holds for the M4 (m4_system_resources). */
#ifndef COPRO_ASSIGN_IMPORT_LINUX_H
#define COPRO_ASSIGN_IMPORT_LINUX_H

#include "assign/import.h"
#include "dt/dt.h"

/* 0; -ENOMEM; -EINVAL, noted: it is no tree of an STM32MP15. */
COPRO_MUST_CHECK int import_linux(struct import *import, const struct dt *dt);

#endif
