/* SPDX-License-Identifier: BSD-3-Clause */
/* A file in memory: a firmware, a device tree, or an assignment. */
#ifndef COPRO_CLI_FIRMWARE_FILE_H
#define COPRO_CLI_FIRMWARE_FILE_H

#include <stddef.h>

#include <copro/compiler.h>

#include "host/error.h"

struct firmware_file {
	const char *path;
	void *data;
	size_t size;
	char *joined; /* private: the path, where it was made here */
};

/* Reads a whole file. An enum cli_status: what was wrong has been said. */
COPRO_MUST_CHECK int firmware_file_read(struct firmware_file *file, const char *path);
/* The same for one that the boot loader starts: `path` may also be a directory, such as a bootfs, in which
 * it has the name that the boot loader looks for. */
COPRO_MUST_CHECK int early_file_read(struct firmware_file *file, const char *path);
/* The same for a flattened device tree. */
COPRO_MUST_CHECK int tree_file_read(struct firmware_file *file, const char *path);
/* The same for an assignment file. */
COPRO_MUST_CHECK int assignment_file_read(struct firmware_file *file, const char *path);
/* The same for a project of CubeMX. */
COPRO_MUST_CHECK int project_file_read(struct firmware_file *file, const char *path);
/* The same for a scenario. */
COPRO_MUST_CHECK int scenario_file_read(struct firmware_file *file, const char *path);
void firmware_file_free(struct firmware_file *file);

/* "copro: FILE: PLACE: what is wrong; what to do". Returns CLI_FAILED. */
int firmware_file_error(const struct firmware_file *file, const struct host_error *error);

#endif
