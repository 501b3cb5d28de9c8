/* SPDX-License-Identifier: BSD-3-Clause */
/* The rows of soc/assignable_table.c, for soc/assignable.c. */
#ifndef COPRO_SOC_ASSIGNABLE_TABLE_H
#define COPRO_SOC_ASSIGNABLE_TABLE_H

#include "soc/assignable.h"

extern const struct soc_assignable soc_assignable_rows[];
extern const size_t soc_assignable_row_count;

#endif
