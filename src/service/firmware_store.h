/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Firmware by name: files below some directories, as Linux's firmware loader finds them below
 * /lib/firmware.
 */
#ifndef COPRO_SERVICE_FIRMWARE_STORE_H
#define COPRO_SERVICE_FIRMWARE_STORE_H

#include <stddef.h>

#include <copro/compiler.h>

#include "host/error.h"

#define FIRMWARE_NAME_MAX 255u /* characters */
#define FIRMWARE_FILE_MAX (64u * 1024u * 1024u) /* bytes: more is no firmware */

struct firmware_store {
	const char *const *directories; /* searched in this order; NULL ends; the caller's */
	char name[FIRMWARE_NAME_MAX + 1]; /* of the next start */
	void *data; /* of the last request */
	size_t size;
};

/* name: NULL: none. 0, or as firmware_store_name(). */
COPRO_MUST_CHECK int firmware_store_init(struct firmware_store *store,
					 const char *const *directories, const char *name,
					 struct host_error *error);
void firmware_store_free(struct firmware_store *store);

/* Sets the name. -EINVAL: empty, too long, or it could lead out of the directories: it is absolute, or has
 * a part "..". The file need not exist. */
COPRO_MUST_CHECK int firmware_store_name(struct firmware_store *store, const char *name,
					 struct host_error *error);

/* The path of a name, malloc()ed. 0; -EINVAL as above; -ENOENT, and the error names the directories that
 * were searched; -ENOMEM. */
COPRO_MUST_CHECK int firmware_store_find(const struct firmware_store *store, const char *name,
					 char **path, struct host_error *error);

/* Reads the file of that name anew; the bytes stay until the next call. 0; as firmware_store_find(), and what
 * reading says; -EFBIG. */
COPRO_MUST_CHECK int firmware_store_read(struct firmware_store *store, const void **data,
					 size_t *size, struct host_error *error);

#endif
