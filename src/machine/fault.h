/* SPDX-License-Identifier: BSD-3-Clause */
/* A fault of the Cortex-M4 in words. */
#ifndef COPRO_MACHINE_FAULT_H
#define COPRO_MACHINE_FAULT_H

#include <stddef.h>

#include "board/cortex_m/cortex_m.h"
#include "host/elf_image.h"

#define FAULT_TEXT 256

/*
 * Writes one line such as "BusFault at 0x10000a42 (main+0x12): bus error reading or writing
 * 0x50000000". image: for names of functions, may be NULL. text: FAULT_TEXT bytes.
 */
void fault_describe(const struct cortex_m_fault *fault, const struct elf_image *image, char *text);

#endif
