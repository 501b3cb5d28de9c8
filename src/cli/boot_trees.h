/* SPDX-License-Identifier: BSD-3-Clause */
/* The device trees that a command boots its board with: --dtb, --tfa-dtb. */
#ifndef COPRO_CLI_BOOT_TREES_H
#define COPRO_CLI_BOOT_TREES_H

#include <copro/compiler.h>

#include "cli/firmware_file.h"
#include "machine/machine.h"

struct boot_trees {
	struct firmware_file linux_file; /* without data: the built-in tree */
	struct firmware_file tfa_file;
	struct host_error error; /* of machine_create() */
};

/* Reads what was named (NULL: nothing). An enum cli_status: what was wrong has been said. */
COPRO_MUST_CHECK int boot_trees_read(struct boot_trees *trees, const char *dtb,
				     const char *tfa_dtb);
void boot_trees_free(struct boot_trees *trees);

void boot_trees_use(struct boot_trees *trees, struct machine_config *config);

/* Says why machine_create() failed with `rc`. Returns CLI_FAILED. */
int boot_trees_error(const struct boot_trees *trees, int rc);

#endif
