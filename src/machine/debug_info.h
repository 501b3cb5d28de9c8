/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the debug information of a firmware file (DWARF, read by elfutils' libdw) says of an address:
 * function, file and line, the functions that were inlined there, and how to get from a function's frame to
 * its caller's.
 *
 * A file without debug information gives names from its symbol table, and no lines. One that is broken
 * gives less, and is never an error.
 */
#ifndef COPRO_MACHINE_DEBUG_INFO_H
#define COPRO_MACHINE_DEBUG_INFO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "host/elf_image.h"

#define DEBUG_NAME 96u
#define DEBUG_FILE 256u

struct debug_info;

/* A function that an address is in. The texts are printable ASCII. */
struct debug_place {
	char function[DEBUG_NAME]; /* "": not known */
	uint32_t offset; /* of the address in the function, when the symbol table tells; else 0 */
	char file[DEBUG_FILE]; /* as the compiler wrote it; "": not known */
	unsigned line; /* 0: not known */
};

/* The registers of a frame, and which of them are known. */
struct debug_frame {
	uint32_t r[16]; /* by number; 13 is SP, 14 LR, 15 PC */
	uint16_t known; /* one bit each */
};

/* Memory at the Cortex-M4's addresses: of a core that stands, or as a core file keeps it. */
struct debug_memory {
	void *context;
	/* 0 or -EFAULT. */
	int (*read)(void *context, uint32_t address, void *data, uint32_t size);
};

/* `data` stays the caller's, and stays put until debug_info_close(). 0; -ENOMEM. */
COPRO_MUST_CHECK int debug_info_open(struct debug_info **info, const struct elf_image *image);
void debug_info_close(struct debug_info *info); /* NULL is allowed */

/*
 * The functions at an address, innermost first: all but the last were inlined into the one that
 * follows. Fills in at most `room`, and returns how many: 1 also when nothing is known.
 */
size_t debug_info_places(struct debug_info *info, uint32_t address, struct debug_place *places,
			 size_t room);

/*
 * From a frame to its caller's, by the call frame information at `address`: the frame's pc, or for a call
 * the address before the one that it returns to. 0; -ENOENT when there is no such information or it cannot
 * be followed.
 */
COPRO_MUST_CHECK int debug_info_unwind(struct debug_info *info, uint32_t address,
				       const struct debug_memory *memory,
				       const struct debug_frame *frame, struct debug_frame *caller);

/* Two addresses that the symbol table has in one function. */
bool debug_info_same_function(const struct debug_info *info, uint32_t one, uint32_t other);

/* An address that the firmware file makes executable. */
bool debug_info_executable(const struct debug_info *info, uint32_t address);

#endif
