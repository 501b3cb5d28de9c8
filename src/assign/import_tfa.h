/* SPDX-License-Identifier: BSD-3-Clause */
/* From TF-A's device tree: who has what is behind the firewall, and the clocks. */
#ifndef COPRO_ASSIGN_IMPORT_TFA_H
#define COPRO_ASSIGN_IMPORT_TFA_H

#include "assign/import.h"
#include "dt/dt.h"

/* The firewall has the last word: what it keeps for somebody is his, whatever was said before, which is
 * noted. 0; -ENOMEM; -EINVAL, noted: it is no tree of an STM32MP15. */
COPRO_MUST_CHECK int import_tfa(struct import *import, const struct dt *dt);

#endif
