/* SPDX-License-Identifier: BSD-3-Clause */
/* Copies a firmware to where it is looked for, so that whoever reads it there finds the old file or the
 * new one, and never half of one. */
#ifndef COPRO_SERVICE_FIRMWARE_INSTALL_H
#define COPRO_SERVICE_FIRMWARE_INSTALL_H

#include <copro/compiler.h>

#include "host/error.h"

/* The part of a path that is a firmware's name. */
const char *firmware_install_name(const char *path);

/* Copies the file at `path` into `directory`, which is made if need be, under its own name. 0, or a
 * negative errno value with *error: -EINVAL: it is no file; -EFBIG; -ENOSPC; ... */
COPRO_MUST_CHECK int firmware_install(const char *directory, const char *path,
				      struct host_error *error);

#endif
