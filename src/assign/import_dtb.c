/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/import_dtb.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "assign/import_linux.h"
#include "assign/import_tfa.h"
#include "dt/dt.h"

int import_dtb(struct import *import, enum import_tree_kind kind, const void *blob, size_t size,
	       char error[IMPORT_TEXT])
{
	struct dt *tree = calloc(1, sizeof(*tree));
	struct dt_error reason = {.text = ""};
	int rc;

	if (!tree)
		return -ENOMEM;
	rc = dt_open(tree, blob, size, &reason);
	if (rc) {
		snprintf(error, IMPORT_TEXT, "%s", reason.text);
	} else {
		rc = kind == IMPORT_TREE_LINUX ? import_linux(import, tree)
					       : import_tfa(import, tree);
		if (rc)
			snprintf(error, IMPORT_TEXT, "%s",
				 import->note_count ? import->notes[import->note_count - 1]
						    : "it is no tree of an STM32MP15");
	}
	free(tree);
	return rc;
}
