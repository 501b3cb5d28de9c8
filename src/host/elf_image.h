/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A firmware file: a 32-bit little-endian ARM ELF executable in memory (ELF specification 1.2, and
 * "ELF for the Arm Architecture").
 *
 * The file is untrusted. elf_image_open() checks every header it will ever use, so that the other
 * functions cannot leave the file. Nothing is copied or allocated: the caller keeps the bytes.
 */
#ifndef COPRO_HOST_ELF_IMAGE_H
#define COPRO_HOST_ELF_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "host/error.h"

#define ELF_PT_LOAD 1u

#define ELF_PF_X 1u
#define ELF_PF_W 2u
#define ELF_PF_R 4u

#define ELF_SHT_NOBITS 8u

struct elf_image {
	const uint8_t *data;
	size_t size;
	uint32_t entry; /* e_entry: informative, the core starts from its vector table */
	uint32_t phoff;
	uint32_t shoff; /* 0: no (usable) section headers */
	uint32_t phnum;
	uint32_t shnum;
	uint32_t shstrndx;
};

/* A program header, copied out. For PT_LOAD [offset, offset + filesz) lies in the file, filesz is at
 * most memsz, and paddr + memsz does not pass 4 GB. */
struct elf_segment {
	uint32_t type;
	uint32_t offset;
	uint32_t vaddr;
	uint32_t paddr; /* where a loader puts it, as Linux's remoteproc does */
	uint32_t filesz;
	uint32_t memsz;
	uint32_t flags;
};

/* A section header, copied out. `data` is NULL for SHT_NOBITS and when the contents do not lie in the
 * file; `name` is inside the file and ends with a NUL, "" when it has none. */
struct elf_section {
	const char *name;
	const uint8_t *data;
	uint32_t type;
	uint32_t flags;
	uint32_t address;
	uint32_t offset;
	uint32_t size;
};

/*
 * Checks the identification, the headers and all program headers. 0; -EINVAL with the first thing
 * that is wrong in *error (may be NULL). Broken section headers are an error only as far as they are
 * needed to look for the resource table.
 */
COPRO_MUST_CHECK int elf_image_open(struct elf_image *image, const void *data, size_t size,
				    struct host_error *error);

/* Program header `index`, less than image->phnum. */
void elf_image_segment(const struct elf_image *image, uint32_t index, struct elf_segment *segment);

/* Section header `index`, less than image->shnum. */
void elf_image_section(const struct elf_image *image, uint32_t index, struct elf_section *section);

/* The first section of that name; false if there is none. */
bool elf_image_find_section(const struct elf_image *image, const char *name,
			    struct elf_section *section);

/*
 * The bytes that a loader places at [address, address + length), by physical address. NULL if they do
 * not come from the file (or only in part).
 */
const uint8_t *elf_image_at(const struct elf_image *image, uint32_t address, uint32_t length);

/*
 * The function or object that lies at an (execution) address: its name, inside the file, and the
 * distance from its start in *offset. NULL when the symbol table does not tell.
 */
const char *elf_image_symbol(const struct elf_image *image, uint32_t address, uint32_t *offset);

#endif
