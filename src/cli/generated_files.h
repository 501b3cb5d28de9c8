/* SPDX-License-Identifier: BSD-3-Clause */
/* The files that were generated, and those that are there: what a person changed is not overwritten
 * unawares, and of a write that fails nothing is left half done. */
#ifndef COPRO_CLI_GENERATED_FILES_H
#define COPRO_CLI_GENERATED_FILES_H

#include <stdbool.h>

#include <copro/compiler.h>

#include "assign/generate.h"

/*
 * Writes them into a directory, which is made if it is missing. All of it is on the disk in temporary files before the first one gets its
 * name. A file that was changed by hand or was never generated stops it, with the difference on the
 * standard output, unless `force`. An enum cli_status: what was wrong has been said.
 */
COPRO_MUST_CHECK int generated_files_write(const struct generated *generated, const char *directory,
					   bool force);

/* Only looks: CLI_FAILED if any is not as it would be written, and says which. */
COPRO_MUST_CHECK int generated_files_check(const struct generated *generated,
					   const char *directory);

#endif
