/* SPDX-License-Identifier: BSD-3-Clause */
/* The trees of tests/dt, for this room too: helpers are linked room by room. */
#include "dt/tree.c"
