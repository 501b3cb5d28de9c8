/* SPDX-License-Identifier: BSD-3-Clause */
/* The rules of call frame information (DWARF 5, section 6.4), followed for one frame. */
#ifndef COPRO_MACHINE_DEBUG_CFI_H
#define COPRO_MACHINE_DEBUG_CFI_H

#include <elfutils/libdw.h>

#include "machine/debug_info.h"

/* 0; -ENOENT when the rules do not tell the caller's SP and PC, or use what compilers do not emit for
 * this processor. */
COPRO_MUST_CHECK int debug_cfi_follow(Dwarf_Frame *rules, const struct debug_memory *memory,
				      const struct debug_frame *frame, struct debug_frame *caller);

#endif
