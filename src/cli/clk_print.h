/* SPDX-License-Identifier: BSD-3-Clause */
/* A clock tree for people and for programs. */
#ifndef COPRO_CLI_CLK_PRINT_H
#define COPRO_CLI_CLK_PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include <copro/compiler.h>

#include "host/clk.h"

/* `all`: also what is off and held by nobody. */
void clk_print_text(FILE *file, const struct clk_tree *tree, bool all);
/* 0, -ENOMEM. All of it. */
COPRO_MUST_CHECK int clk_print_json(FILE *file, const struct clk_tree *tree);

#endif
