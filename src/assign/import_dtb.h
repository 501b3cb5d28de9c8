/* SPDX-License-Identifier: BSD-3-Clause */
/* A compiled device tree, opened and imported: import_linux() and import_tfa() over the bytes of a file. */
#ifndef COPRO_ASSIGN_IMPORT_DTB_H
#define COPRO_ASSIGN_IMPORT_DTB_H

#include <stddef.h>

#include "assign/import.h"

enum import_tree_kind { IMPORT_TREE_LINUX, IMPORT_TREE_TFA };

/* `blob` at a multiple of 8 bytes, as malloc() gives it. 0; -EINVAL with one line in `error`; -ENOMEM. */
COPRO_MUST_CHECK int import_dtb(struct import *import, enum import_tree_kind kind, const void *blob,
				size_t size, char error[IMPORT_TEXT]);

#endif
