/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Projects of STM32CubeMX for STM32MP15: the chip, the board if it is one of ST's, contexts, pins, streams of
 * DMA, priorities of interrupts, clock sources, PLLs and whether the M4 has OpenAMP. What else a project has
 * (middleware, parameters of peripherals, DDR) becomes notes, one a group.
 *
 * Three contexts own something at run time: CortexA7S, CortexA7NS and CortexM4. Where a peripheral is in the lists
 * of several, it belongs to the one that initialises it, which is marked ":I"; where that does not decide, a note
 * says so. The boot ROM and the boot loader are gone by then and count for nothing.
 */
#ifndef COPRO_ASSIGN_IMPORT_IOC_H
#define COPRO_ASSIGN_IMPORT_IOC_H

#include <stddef.h>

#include <copro/compiler.h>

#include "assign/import.h"

#define IMPORT_IOC_MAX ((size_t)1024 * 1024) /* bytes of a project */

/*
 * Adds what the `size` bytes of a project say. 0; -EINVAL: it is no project, or none for this family, or too
 * large, and `error` is one line that says so; -ENOMEM. After an error `import` may have notes.
 */
COPRO_MUST_CHECK int import_ioc(struct import *import, const void *text, size_t size,
				char error[IMPORT_TEXT]);

#endif
