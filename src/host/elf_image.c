/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/elf_image.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* Sizes and offsets of the ELF specification 1.2, chapter 1 (Elf32_Ehdr, Elf32_Phdr, Elf32_Shdr,
 * Elf32_Sym). */
#define IDENT_SIZE	 16u
#define IDENT_CLASS	 4u
#define IDENT_DATA	 5u
#define IDENT_VERSION	 6u
#define HEADER_SIZE	 52u
#define PROGRAM_SIZE	 32u
#define SECTION_SIZE	 40u
#define SYMBOL_SIZE	 16u
#define CLASS_32	 1u
#define CLASS_64	 2u
#define DATA_LITTLE	 1u
#define DATA_BIG	 2u
#define TYPE_RELOCATABLE 1u
#define TYPE_EXECUTABLE	 2u
#define MACHINE_ARM	 40u
#define SECTION_SYMTAB	 2u
#define SYMBOL_OBJECT	 1u
#define SYMBOL_FUNCTION	 2u

static const char truncated_remedy[] = "the file is incomplete: build or copy it again";
static const char damaged_remedy[] = "the file is damaged: build or copy it again";
static const char wrong_file_remedy[] =
	"give the ELF file that the linker made for the Cortex-M4, such as by arm-none-eabi-gcc";

static bool in_file(const struct elf_image *image, uint64_t offset, uint64_t length)
{
	return offset <= image->size && length <= image->size - offset;
}

/* The only two functions that read the file; the caller has asked in_file(). */
static uint32_t get32(const struct elf_image *image, uint64_t offset)
{
	const uint8_t *at = image->data + offset;

	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
	       (uint32_t)at[3] << 24;
}

static uint32_t get16(const struct elf_image *image, uint64_t offset)
{
	const uint8_t *at = image->data + offset;

	return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static const char *machine_name(uint32_t machine)
{
	switch (machine) {
	case 3:
		return "32-bit x86";
	case 8:
		return "MIPS";
	case 20:
		return "PowerPC";
	case 62:
		return "x86-64";
	case 94:
		return "Xtensa";
	case 183:
		return "64-bit ARM";
	case 243:
		return "RISC-V";
	default:
		return "another processor";
	}
}

static int check_ident(const struct elf_image *image, struct host_error *error)
{
	static const uint8_t magic[4] = {0x7F, 'E', 'L', 'F'};
	const uint8_t *ident = image->data;

	if (image->size < sizeof(magic) || memcmp(ident, magic, sizeof(magic)) != 0)
		return host_error_set(error, -EINVAL, "elf-not-elf", wrong_file_remedy,
				      "is not an ELF file: it does not start with 7F 45 4C 46");
	if (image->size < HEADER_SIZE)
		return host_error_set(error, -EINVAL, "elf-truncated", truncated_remedy,
				      "is cut off: %zu bytes, and the ELF header alone has %u",
				      image->size, HEADER_SIZE);
	if (ident[IDENT_CLASS] == CLASS_64)
		return host_error_set(error, -EINVAL, "elf-64-bit", wrong_file_remedy,
				      "is a 64-bit ELF file, the Cortex-M4 is a 32-bit processor");
	if (ident[IDENT_CLASS] != CLASS_32)
		return host_error_set(error, -EINVAL, "elf-class", wrong_file_remedy,
				      "has the unknown ELF class %u", ident[IDENT_CLASS]);
	if (ident[IDENT_DATA] == DATA_BIG)
		return host_error_set(error, -EINVAL, "elf-big-endian",
				      "build without -mbig-endian",
				      "is big-endian, the Cortex-M4 is little-endian");
	if (ident[IDENT_DATA] != DATA_LITTLE)
		return host_error_set(error, -EINVAL, "elf-encoding", wrong_file_remedy,
				      "has the unknown ELF byte order %u", ident[IDENT_DATA]);
	if (ident[IDENT_VERSION] != 1)
		return host_error_set(error, -EINVAL, "elf-version", wrong_file_remedy,
				      "has ELF version %u, known is 1", ident[IDENT_VERSION]);
	return 0;
}

static int check_header(const struct elf_image *image, struct host_error *error)
{
	uint32_t type = get16(image, 16);
	uint32_t machine = get16(image, 18);

	if (machine != MACHINE_ARM) {
		host_error_set(error, -EINVAL, "elf-machine", wrong_file_remedy,
			       "is for %s (ELF machine %u), the Cortex-M4 is ARM (40)",
			       machine_name(machine), machine);
		host_error_place(error, "offset 0x12");
		return -EINVAL;
	}
	if (type == TYPE_EXECUTABLE)
		return 0;
	if (type == TYPE_RELOCATABLE)
		host_error_set(error, -EINVAL, "elf-not-executable",
			       "link it, with a linker script for the memory of the Cortex-M4",
			       "is an object file that was not linked yet");
	else
		host_error_set(error, -EINVAL, "elf-not-executable",
			       "link it statically, without -shared and -pie",
			       "is not an executable but of ELF type %u", type);
	host_error_place(error, "offset 0x10");
	return -EINVAL;
}

static int check_segment(const struct elf_image *image, uint32_t index, struct host_error *error)
{
	struct elf_segment segment;
	int status;

	elf_image_segment(image, index, &segment);
	if (segment.type != ELF_PT_LOAD)
		return 0;
	if (segment.filesz > segment.memsz)
		status = host_error_set(error, -EINVAL, "elf-segment-size", damaged_remedy,
					"has 0x%" PRIX32 " bytes in the file for 0x%" PRIX32
					" bytes of memory",
					segment.filesz, segment.memsz);
	else if (!in_file(image, segment.offset, segment.filesz))
		status = host_error_set(error, -EINVAL, "elf-truncated", truncated_remedy,
					"ends at file offset 0x%" PRIX64 ", the file at 0x%zX",
					(uint64_t)segment.offset + segment.filesz, image->size);
	else if ((uint64_t)segment.paddr + segment.memsz > UINT64_C(0x100000000))
		status = host_error_set(error, -EINVAL, "elf-segment-overflow",
					"correct the linker script's addresses and sizes",
					"starts at 0x%08" PRIX32 " and its 0x%" PRIX32
					" bytes pass the end of the address space",
					segment.paddr, segment.memsz);
	else
		return 0;
	host_error_place(error, "segment %" PRIu32, index);
	return status;
}

static int check_segments(struct elf_image *image, struct host_error *error)
{
	uint32_t entry_size = get16(image, 42);
	uint32_t i;
	int status;

	image->phoff = get32(image, 28);
	image->phnum = get16(image, 44);
	if (image->phnum == 0) {
		host_error_set(error, -EINVAL, "elf-no-segments",
			       "link it with a linker script that places code and data",
			       "has no program headers: there is nothing to load");
		host_error_place(error, "offset 0x2C");
		return -EINVAL;
	}
	if (entry_size != PROGRAM_SIZE) {
		host_error_set(error, -EINVAL, "elf-program-headers", damaged_remedy,
			       "says its program headers have %" PRIu32
			       " bytes each (e_phentsize), they have %u",
			       entry_size, PROGRAM_SIZE);
		host_error_place(error, "offset 0x2A");
		return -EINVAL;
	}
	if (!in_file(image, image->phoff, (uint64_t)image->phnum * PROGRAM_SIZE)) {
		host_error_set(error, -EINVAL, "elf-truncated", truncated_remedy,
			       "has %" PRIu32 " program headers at 0x%" PRIX32
			       " and ends at 0x%zX before the last",
			       image->phnum, image->phoff, image->size);
		host_error_place(error, "program headers");
		return -EINVAL;
	}
	for (i = 0; i < image->phnum; i++) {
		status = check_segment(image, i, error);
		if (status)
			return status;
	}
	return 0;
}

/* The section headers and their names: without them nobody can say whether there is a resource
 * table. What the sections contain is looked at when it is wanted. */
static int check_sections(struct elf_image *image, struct host_error *error)
{
	uint32_t entry_size = get16(image, 46);
	struct elf_section names;
	int status;

	image->shoff = get32(image, 32);
	image->shnum = get16(image, 48);
	image->shstrndx = get16(image, 50);
	if (image->shoff == 0 || image->shnum == 0) {
		image->shnum = 0;
		return 0;
	}
	if (entry_size != SECTION_SIZE) {
		status = host_error_set(error, -EINVAL, "elf-section-headers", damaged_remedy,
					"says its section headers have %" PRIu32
					" bytes each (e_shentsize), they have %u",
					entry_size, SECTION_SIZE);
		goto wrong;
	}
	if (!in_file(image, image->shoff, (uint64_t)image->shnum * SECTION_SIZE)) {
		status = host_error_set(error, -EINVAL, "elf-truncated", truncated_remedy,
					"has %" PRIu32 " section headers at 0x%" PRIX32
					" and ends at 0x%zX before the last",
					image->shnum, image->shoff, image->size);
		goto wrong;
	}
	if (image->shstrndx >= image->shnum) {
		status = host_error_set(error, -EINVAL, "elf-section-names", damaged_remedy,
					"names its sections in section %" PRIu32 " of %" PRIu32,
					image->shstrndx, image->shnum);
		goto wrong;
	}
	elf_image_section(image, image->shstrndx, &names);
	if (!names.data) {
		status = host_error_set(
			error, -EINVAL, "elf-truncated", truncated_remedy,
			"has its section names at 0x%" PRIX32 " to 0x%" PRIX64 " and ends at 0x%zX",
			names.offset, (uint64_t)names.offset + names.size, image->size);
		goto wrong;
	}
	return 0;
wrong:
	host_error_place(error, "section headers");
	return status;
}

int elf_image_open(struct elf_image *image, const void *data, size_t size, struct host_error *error)
{
	int status;

	memset(image, 0, sizeof(*image));
	image->data = data;
	image->size = size;
	status = check_ident(image, error);
	if (status == 0)
		status = check_header(image, error);
	if (status == 0)
		status = check_segments(image, error);
	if (status == 0)
		status = check_sections(image, error);
	if (status == 0)
		image->entry = get32(image, 24);
	return status;
}

void elf_image_segment(const struct elf_image *image, uint32_t index, struct elf_segment *segment)
{
	uint64_t at = image->phoff + (uint64_t)index * PROGRAM_SIZE;

	segment->type = get32(image, at);
	segment->offset = get32(image, at + 4);
	segment->vaddr = get32(image, at + 8);
	segment->paddr = get32(image, at + 12);
	segment->filesz = get32(image, at + 16);
	segment->memsz = get32(image, at + 20);
	segment->flags = get32(image, at + 24);
}

static void section_at(const struct elf_image *image, uint32_t index, struct elf_section *section)
{
	uint64_t at = image->shoff + (uint64_t)index * SECTION_SIZE;

	section->name = "";
	section->type = get32(image, at + 4);
	section->flags = get32(image, at + 8);
	section->address = get32(image, at + 12);
	section->offset = get32(image, at + 16);
	section->size = get32(image, at + 20);
	section->data = NULL;
	if (section->type != ELF_SHT_NOBITS && in_file(image, section->offset, section->size))
		section->data = image->data + section->offset;
}

/* The string at `offset` of a string table, "" unless it ends inside. */
static const char *string_at(const struct elf_section *strings, uint32_t offset)
{
	if (!strings->data || offset >= strings->size ||
	    !memchr(strings->data + offset, '\0', strings->size - offset))
		return "";
	return (const char *)strings->data + offset;
}

void elf_image_section(const struct elf_image *image, uint32_t index, struct elf_section *section)
{
	struct elf_section names;
	uint32_t name = get32(image, image->shoff + (uint64_t)index * SECTION_SIZE);

	section_at(image, index, section);
	section_at(image, image->shstrndx, &names);
	section->name = string_at(&names, name);
}

bool elf_image_find_section(const struct elf_image *image, const char *name,
			    struct elf_section *section)
{
	/* Compared in place: looking for each name's end would be quadratic in a hostile file. */
	size_t length = strlen(name) + 1;
	struct elf_section names;
	uint32_t offset;
	uint32_t i;

	if (image->shnum == 0)
		return false;
	section_at(image, image->shstrndx, &names);
	if (!names.data)
		return false;
	for (i = 0; i < image->shnum; i++) {
		offset = get32(image, image->shoff + (uint64_t)i * SECTION_SIZE);
		if (offset >= names.size || length > names.size - offset ||
		    memcmp(names.data + offset, name, length) != 0)
			continue;
		section_at(image, i, section);
		section->name = (const char *)names.data + offset;
		return true;
	}
	return false;
}

const uint8_t *elf_image_at(const struct elf_image *image, uint32_t address, uint32_t length)
{
	struct elf_segment segment;
	uint32_t i;

	for (i = 0; i < image->phnum; i++) {
		elf_image_segment(image, i, &segment);
		/* An address below the segment wraps to an offset that is larger than any size. */
		if (segment.type == ELF_PT_LOAD && length <= segment.filesz &&
		    address - segment.paddr <= segment.filesz - length)
			return image->data + segment.offset + (address - segment.paddr);
	}
	return NULL;
}

static bool find_symbols(const struct elf_image *image, struct elf_section *symbols,
			 struct elf_section *names)
{
	uint32_t link;
	uint32_t i;

	for (i = 0; i < image->shnum; i++) {
		section_at(image, i, symbols);
		if (symbols->type != SECTION_SYMTAB)
			continue;
		if (!symbols->data)
			return false;
		link = get32(image, image->shoff + (uint64_t)i * SECTION_SIZE + 24);
		if (link >= image->shnum)
			return false;
		section_at(image, link, names);
		return true;
	}
	return false;
}

const char *elf_image_symbol(const struct elf_image *image, uint32_t address, uint32_t *offset)
{
	struct elf_section symbols;
	struct elf_section names;
	const char *best = NULL;
	uint32_t at;

	if (!find_symbols(image, &symbols, &names))
		return NULL;
	for (at = 0; at <= symbols.size && symbols.size - at >= SYMBOL_SIZE; at += SYMBOL_SIZE) {
		uint64_t symbol = (uint64_t)symbols.offset + at;
		uint32_t value = get32(image, symbol + 4);
		uint32_t size = get32(image, symbol + 8);
		uint32_t type = image->data[symbol + 12] & 0xF;

		if (type != SYMBOL_FUNCTION && type != SYMBOL_OBJECT)
			continue;
		if (type == SYMBOL_FUNCTION)
			value &= ~1u; /* bit 0: Thumb */
		if (address - value >= size && !(size == 0 && address == value))
			continue;
		if (!best || address - value < *offset) {
			best = string_at(&names, get32(image, symbol));
			*offset = address - value;
		}
	}
	return best && *best ? best : NULL;
}
