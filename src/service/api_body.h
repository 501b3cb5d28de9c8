/* SPDX-License-Identifier: BSD-3-Clause */
/* Bodies of requests: one JSON object with one text in it, {"firmware": "tty-echo.elf"}. */
#ifndef COPRO_SERVICE_API_BODY_H
#define COPRO_SERVICE_API_BODY_H

#include <stddef.h>

#include <copro/compiler.h>

#include "host/error.h"

/*
 * Reads the text of `key`, the only one that may be there, into `value` (`room` bytes with its NUL). 0;
 * -ENOENT: the body is empty; -EINVAL: it is anything else, and *error says what is wrong.
 */
COPRO_MUST_CHECK int api_body_text(const void *body, size_t length, const char *key, char *value,
				   size_t room, struct host_error *error);

#endif
