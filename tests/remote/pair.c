/* SPDX-License-Identifier: BSD-3-Clause */
/* The pair of ends that the core's tests use serves here too. */
#include "../core/pair.c"
