/* SPDX-License-Identifier: BSD-3-Clause */
/* Text from a stranger, made fit for a terminal and a log. */
#ifndef COPRO_HOST_TEXT_H
#define COPRO_HOST_TEXT_H

#include <stddef.h>

/*
 * Copies `length` bytes at `from` into `to`, which has room for `room` bytes (at least 1) with the
 * NUL. Valid UTF-8 stays; control characters and other bytes become "\xNN". What does not fit is
 * left out. Returns the length of the result.
 */
size_t text_clean(char *to, size_t room, const char *from, size_t length);

#endif
