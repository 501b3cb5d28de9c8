/* SPDX-License-Identifier: BSD-3-Clause */
/* How Linux's tree says whose a peripheral or pin is, for those who check one and who import one. */
#ifndef COPRO_ASSIGN_LINUX_TREE_H
#define COPRO_ASSIGN_LINUX_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "dt/dt.h"

/* Entries of a list that are looked at. */
#define LINUX_TREE_LIST 64u

/* A node that holds something for the coprocessor, in ST's kernels (rproc-srm.txt). */
bool linux_tree_is_held(const struct dt *dt, int node);

/* Where the peripheral of a node is. False: it has no address of the bus. */
bool linux_tree_address(const struct dt *dt, int node, uint32_t *address);

/* The port of a GPIO bank's node, 'A'; 0 if it is none. */
char linux_tree_bank(const struct dt *dt, int node);

/* Is it the name of a list of pins that a driver takes as GPIO: "gpios", "cd-gpios", "reset-gpio"? */
bool linux_tree_is_gpios(const char *property);

#endif
