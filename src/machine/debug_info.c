/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/debug_info.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/debug_cfi.h"
#include "machine/event_log.h"

/* A compiler nests no deeper; a file that does is not followed further. */
#define SCOPES_MAX 64u
/* Entries of a compilation unit that are looked at for one address. */
#define ENTRIES_MAX 1000000u
/* Compilation units that are looked through when the file has no table of address ranges. */
#define UNITS_MAX 100000u

struct debug_info {
	struct elf_image image;
	Elf *elf;
	Dwarf *dwarf; /* NULL: no debug information */
	Dwarf_CFI *cfi; /* NULL: no call frame information; the file's */
};

int debug_info_open(struct debug_info **info, const struct elf_image *image)
{
	struct debug_info *made = calloc(1, sizeof(*made));

	if (!made)
		return -ENOMEM;
	made->image = *image;
	if (elf_version(EV_CURRENT) != EV_NONE)
		/* Opened for reading: the bytes are not written. */
		made->elf = elf_memory((char *)(uintptr_t)image->data, image->size);
	if (made->elf)
		made->dwarf = dwarf_begin_elf(made->elf, DWARF_C_READ, NULL);
	if (made->dwarf)
		made->cfi = dwarf_getcfi(made->dwarf);
	*info = made;
	return 0;
}

void debug_info_close(struct debug_info *info)
{
	if (!info)
		return;
	if (info->dwarf)
		dwarf_end(info->dwarf);
	if (info->elf)
		elf_end(info->elf);
	free(info);
}

bool debug_info_executable(const struct debug_info *info, uint32_t address)
{
	for (uint32_t i = 0; i < info->image.phnum; i++) {
		struct elf_segment segment;

		elf_image_segment(&info->image, i, &segment);
		if (segment.type == ELF_PT_LOAD && (segment.flags & ELF_PF_X) &&
		    address >= segment.vaddr && address - segment.vaddr < segment.memsz)
			return true;
	}
	return false;
}

bool debug_info_same_function(const struct debug_info *info, uint32_t one, uint32_t other)
{
	uint32_t into = 0, other_into = 0;

	return elf_image_symbol(&info->image, one, &into) &&
	       elf_image_symbol(&info->image, other, &other_into) &&
	       one - into == other - other_into;
}

static void text_keep(char *text, size_t size, const char *value)
{
	if (value)
		event_log_escape(text, size, value, strnlen(value, 4096));
	else
		text[0] = '\0';
}

static bool unit_find(struct debug_info *info, uint32_t address, Dwarf_Die *unit)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die die;

	if (dwarf_addrdie(info->dwarf, address, unit))
		return true;
	/* Some compilers write no .debug_aranges. */
	for (unsigned n = 0; n < UNITS_MAX; n++) {
		if (dwarf_get_units(info->dwarf, cu, &cu, NULL, NULL, &die, NULL) != 0)
			return false;
		if (dwarf_haspc(&die, address) > 0) {
			*unit = die;
			return true;
		}
	}
	return false;
}

static void line_keep(Dwarf_Die *unit, uint32_t address, struct debug_place *place)
{
	Dwarf_Line *line = dwarf_getsrc_die(unit, address);
	int number = 0;

	if (!line || dwarf_lineno(line, &number) || number < 0)
		return;
	text_keep(place->file, sizeof(place->file), dwarf_linesrc(line, NULL, NULL));
	place->line = (unsigned)number;
}

/* Where an inlined function was called: the place in the function around it. */
static void call_line_keep(Dwarf_Die *unit, Dwarf_Die *inlined, struct debug_place *place)
{
	Dwarf_Attribute attribute;
	Dwarf_Word file = 0, line = 0;
	Dwarf_Files *files;
	size_t count;

	if (dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attribute), &line) ||
	    dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute), &file) ||
	    dwarf_getsrcfiles(unit, &files, &count) || file >= count)
		return;
	text_keep(place->file, sizeof(place->file), dwarf_filesrc(files, file, NULL, NULL));
	place->line = (unsigned)line;
}

/* What code lies in. Its own walk: libdw's dwarf_getscopes() loses memory when a file is damaged. */
static bool is_scope(Dwarf_Die *die)
{
	switch (dwarf_tag(die)) {
	case DW_TAG_subprogram:
	case DW_TAG_inlined_subroutine:
	case DW_TAG_lexical_block:
	case DW_TAG_try_block:
	case DW_TAG_catch_block:
	case DW_TAG_with_stmt:
	case DW_TAG_namespace:
	case DW_TAG_module:
		return true;
	default:
		return false;
	}
}

/* Where namespaces have no address of their own, what is in them may still be it. */
static bool may_hold(Dwarf_Die *die, uint32_t address)
{
	int holds = dwarf_haspc(die, address);

	return holds > 0 ||
	       (holds == 0 && !dwarf_hasattr(die, DW_AT_low_pc) &&
		!dwarf_hasattr(die, DW_AT_ranges) &&
		(dwarf_tag(die) == DW_TAG_namespace || dwarf_tag(die) == DW_TAG_module));
}

/* The scopes that an address is in, outermost first. */
static size_t scopes_find(Dwarf_Die *unit, uint32_t address, Dwarf_Die scopes[SCOPES_MAX])
{
	Dwarf_Die die;
	size_t count = 0;
	unsigned budget = ENTRIES_MAX;
	int rc = dwarf_child(unit, &die);

	while (!rc && budget--) {
		if (is_scope(&die) && may_hold(&die, address)) {
			scopes[count++] = die;
			if (count == SCOPES_MAX)
				break;
			rc = dwarf_child(&scopes[count - 1], &die);
			continue;
		}
		rc = dwarf_siblingof(&die, &die);
	}
	return count;
}

/* The functions among them, innermost first. */
static size_t functions_keep(Dwarf_Die *unit, Dwarf_Die *scopes, size_t count,
			     struct debug_place *places, size_t room)
{
	size_t kept = 0;

	while (count-- && kept < room) {
		int tag = dwarf_tag(&scopes[count]);

		if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram)
			continue;
		text_keep(places[kept].function, sizeof(places[kept].function),
			  dwarf_diename(&scopes[count]));
		kept++;
		if (tag == DW_TAG_subprogram)
			break;
		if (kept < room)
			call_line_keep(unit, &scopes[count], &places[kept]);
	}
	return kept;
}

static size_t dwarf_places(struct debug_info *info, uint32_t address, struct debug_place *places,
			   size_t room)
{
	Dwarf_Die scopes[SCOPES_MAX];
	Dwarf_Die unit;

	if (!info->dwarf || !unit_find(info, address, &unit))
		return 0;
	line_keep(&unit, address, &places[0]);
	return functions_keep(&unit, scopes, scopes_find(&unit, address, scopes), places, room);
}

size_t debug_info_places(struct debug_info *info, uint32_t address, struct debug_place *places,
			 size_t room)
{
	uint32_t offset = 0;
	const char *symbol;
	size_t kept;

	if (!room)
		return 0;
	memset(places, 0, room * sizeof(*places));
	kept = dwarf_places(info, address, places, room);
	symbol = elf_image_symbol(&info->image, address, &offset);
	if (!kept)
		kept = 1;
	/* The outermost is the one that has a symbol. */
	if (symbol && !places[kept - 1].function[0])
		text_keep(places[kept - 1].function, sizeof(places[0].function), symbol);
	if (symbol)
		places[kept - 1].offset = offset;
	return kept;
}

int debug_info_unwind(struct debug_info *info, uint32_t address, const struct debug_memory *memory,
		      const struct debug_frame *frame, struct debug_frame *caller)
{
	Dwarf_Frame *rules = NULL;
	int rc;

	if (!info->cfi || dwarf_cfi_addrframe(info->cfi, address, &rules))
		return -ENOENT;
	rc = debug_cfi_follow(rules, memory, frame, caller);
	free(rules);
	return rc;
}
