/* SPDX-License-Identifier: BSD-3-Clause */
/* Spans of time as people write them. */
#ifndef COPRO_BOARD_DURATION_H
#define COPRO_BOARD_DURATION_H

#include <stddef.h>
#include <stdint.h>

#define DURATION_MAX  UINT64_C(1000000) /* seconds: 11 days */
#define DURATION_TEXT 24u /* of one as text, with the NUL */

/* "20ms", "1.5s", "100us", "50ns" to ps, exactly; the unit is not left out, but after 0. 0; -EINVAL: not
 * one; -ERANGE: too long. */
__attribute__((warn_unused_result)) int duration_read(const char *text, uint64_t *ps);

/* A point in time or a span in seconds: "0.020000", rounded down to a microsecond. Returns `text`. */
const char *duration_seconds(char text[DURATION_TEXT], uint64_t ps);

#endif
