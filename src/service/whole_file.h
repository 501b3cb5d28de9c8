/* SPDX-License-Identifier: BSD-3-Clause */
/* A file in memory. */
#ifndef COPRO_SERVICE_WHOLE_FILE_H
#define COPRO_SERVICE_WHOLE_FILE_H

#include <stddef.h>

#include <copro/compiler.h>

/* Reads all of a regular file; *data is malloc()ed, also when the file is empty. 0; -EINVAL: not a regular
 * file; -EFBIG: more than `max` bytes; -ENOMEM; -EIO: it became shorter meanwhile; and what the system
 * says. */
COPRO_MUST_CHECK int whole_file_read(int fd, size_t max, void **data, size_t *size);

#endif
