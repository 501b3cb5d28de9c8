/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/coredump.h"

#include <errno.h>
#include <string.h>

/* ELF specification 1.2, chapters 1 and 2; "ELF for the Arm Architecture" for e_flags. */
#define HEADER_SIZE    52u
#define PROGRAM_SIZE   32u
#define SEGMENTS_MAX   0xFFFEu
#define ET_CORE	       4u
#define EM_NONE	       0u
#define EM_ARM	       40u
#define EF_ARM_EABI5   0x05000000u
#define PT_LOAD	       1u
#define PT_NOTE	       4u
#define PF_RWX	       7u
#define NT_PRSTATUS    1u
#define NT_ARM_VFP     0x400u
#define NOTE_HEADER    12u
#define NAME_ROOM      8u /* "CORE", "LINUX" and "COPRO" with their NUL, padded to words */
#define SEGMENT_ALIGN  4u
#define KERNEL_ALIGN   0u
#define FILL_BYTES     1024u
#define FILL	       0xFF
#define PRSTATUS_SIZE  148u
#define VFP_SIZE       260u
#define CORE_WORDS     13u
#define CORE_NOTE_SIZE (4u + 4u * CORE_WORDS + COREDUMP_CAUSE + 1u)

/* The class and byte order of both forms: 32 bits, little-endian, version 1, no particular system. */
static const uint8_t ident[16] = {0x7F, 'E', 'L', 'F', 1, 1, 1};

static void put16(uint8_t *at, uint32_t value)
{
	at[0] = (uint8_t)value;
	at[1] = (uint8_t)(value >> 8);
}

static void put32(uint8_t *at, uint32_t value)
{
	put16(at, value);
	put16(at + 2, value >> 16);
}

static int sink_write(const struct coredump_sink *sink, const void *data, size_t size)
{
	return size ? sink->write(sink->context, data, size) : 0;
}

static int header_write(const struct coredump_sink *sink, uint32_t machine, uint32_t entry,
			uint32_t flags, size_t programs)
{
	uint8_t header[HEADER_SIZE] = {0};

	memcpy(header, ident, sizeof(ident));
	put16(header + 16, ET_CORE);
	put16(header + 18, machine);
	put32(header + 20, 1);
	put32(header + 24, entry);
	put32(header + 28, HEADER_SIZE); /* the program headers follow */
	put32(header + 36, flags);
	put16(header + 40, HEADER_SIZE);
	put16(header + 42, PROGRAM_SIZE);
	put16(header + 44, (uint32_t)programs);
	return sink_write(sink, header, sizeof(header));
}

struct program {
	uint32_t type, offset, address, filesz, memsz, flags, align;
};

static int program_write(const struct coredump_sink *sink, const struct program *program)
{
	uint8_t bytes[PROGRAM_SIZE];

	put32(bytes, program->type);
	put32(bytes + 4, program->offset);
	put32(bytes + 8, program->address);
	put32(bytes + 12, program->address);
	put32(bytes + 16, program->filesz);
	put32(bytes + 20, program->memsz);
	put32(bytes + 24, program->flags);
	put32(bytes + 28, program->align);
	return sink_write(sink, bytes, sizeof(bytes));
}

static int memory_write(const struct coredump_sink *sink, const struct coredump_segment *segment)
{
	uint8_t fill[FILL_BYTES];
	uint32_t left = segment->size;
	int rc = 0;

	if (segment->memory)
		return sink_write(sink, segment->memory, segment->size);
	memset(fill, FILL, sizeof(fill));
	for (; left && !rc; left -= left < FILL_BYTES ? left : FILL_BYTES)
		rc = sink_write(sink, fill, left < FILL_BYTES ? left : FILL_BYTES);
	return rc;
}

/* An alias of the one before it: its bytes are in the file already. */
static bool is_alias(const struct coredump_segment *segments, size_t number)
{
	return number && segments[number].memory &&
	       segments[number].memory == segments[number - 1].memory &&
	       segments[number].size == segments[number - 1].size;
}

static uint64_t file_size(const struct coredump_segment *segments, size_t count, size_t programs,
			  bool aliases)
{
	uint64_t size = HEADER_SIZE + (uint64_t)PROGRAM_SIZE * programs;

	for (size_t i = 0; i < count; i++)
		size += aliases && is_alias(segments, i) ? 0 : segments[i].size;
	return size;
}

static int segments_write(const struct coredump_sink *sink, const struct coredump_segment *segments,
			  size_t count, uint32_t offset, bool aliases)
{
	uint32_t next = offset;
	int rc = 0;

	for (size_t i = 0; i < count && !rc; i++) {
		if (!aliases || !is_alias(segments, i)) {
			offset = next;
			next += segments[i].size;
		}
		rc = program_write(sink,
				   &(struct program){PT_LOAD, offset, segments[i].da,
						     segments[i].size, segments[i].size, PF_RWX,
						     aliases ? SEGMENT_ALIGN : KERNEL_ALIGN});
	}
	return rc;
}

static int memories_write(const struct coredump_sink *sink, const struct coredump_segment *segments,
			  size_t count, bool aliases)
{
	int rc = 0;

	for (size_t i = 0; i < count && !rc; i++) {
		if (!aliases || !is_alias(segments, i))
			rc = memory_write(sink, &segments[i]);
	}
	return rc;
}

uint64_t coredump_kernel_size(const struct coredump_segment *segments, size_t count)
{
	return file_size(segments, count, count, false);
}

int coredump_write_kernel(const struct coredump_sink *sink, const struct coredump_segment *segments,
			  size_t count, uint32_t entry)
{
	int rc;

	if (!count)
		return -ENODATA;
	if (count > SEGMENTS_MAX || coredump_kernel_size(segments, count) > UINT32_MAX)
		return -EFBIG;
	rc = header_write(sink, EM_NONE, entry, 0, count);
	if (!rc)
		rc = segments_write(sink, segments, count,
				    (uint32_t)(HEADER_SIZE + PROGRAM_SIZE * count), false);
	return rc ? rc : memories_write(sink, segments, count, false);
}

/* ---- gdb's ---- */

/* `size` is a multiple of 4. */
static int note_write(const struct coredump_sink *sink, const char *name, uint32_t type,
		      const uint8_t *data, uint32_t size)
{
	uint8_t header[NOTE_HEADER + NAME_ROOM] = {0};
	const size_t length = strlen(name);
	int rc;

	put32(header, (uint32_t)length + 1);
	put32(header + 4, size);
	put32(header + 8, type);
	memcpy(header + NOTE_HEADER, name, length);
	rc = sink_write(sink, header, sizeof(header));
	return rc ? rc : sink_write(sink, data, size);
}

/* struct elf_prstatus of Linux on 32-bit ARM, as bfd looks into it: the signal at 12, the thread at 24,
 * the registers at 72, r0 to r15 and the status register. */
static int prstatus_write(const struct coredump_sink *sink, const struct coredump_core *core,
			  unsigned signal)
{
	uint8_t bytes[PRSTATUS_SIZE] = {0};

	put32(bytes, signal);
	put16(bytes + 12, signal);
	put32(bytes + 24, 1);
	for (unsigned i = 0; i < 16; i++)
		put32(bytes + 72 + 4 * (size_t)i, core->r[i]);
	put32(bytes + 72 + 64, core->xpsr);
	return note_write(sink, "CORE", NT_PRSTATUS, bytes, sizeof(bytes));
}

/* 32 double registers, of which this processor has 16, and FPSCR. */
static int vfp_write(const struct coredump_sink *sink, const struct coredump_core *core)
{
	uint8_t bytes[VFP_SIZE] = {0};

	for (unsigned i = 0; i < 32; i++)
		put32(bytes + 4 * (size_t)i, core->s[i]);
	put32(bytes + VFP_SIZE - 4, core->fpscr);
	return note_write(sink, "LINUX", NT_ARM_VFP, bytes, sizeof(bytes));
}

static int core_note_write(const struct coredump_sink *sink, const struct coredump_core *core)
{
	const uint32_t words[CORE_WORDS] = {
		core->msp,     core->psp,  core->control,  core->primask, core->faultmask,
		core->basepri, core->cfsr, core->hfsr,	   core->dfsr,	  core->mmfar,
		core->bfar,    core->afsr, core->exception};
	uint8_t bytes[CORE_NOTE_SIZE] = {0};
	const char *cause = core->cause ? core->cause : "";

	put32(bytes, COREDUMP_NOTE_VERSION);
	for (unsigned i = 0; i < CORE_WORDS; i++)
		put32(bytes + 4 + 4 * (size_t)i, words[i]);
	memcpy(bytes + 4 + 4 * (size_t)CORE_WORDS, cause, strnlen(cause, COREDUMP_CAUSE));
	return note_write(sink, "COPRO", COREDUMP_NOTE, bytes, sizeof(bytes));
}

int coredump_write_gdb(const struct coredump_sink *sink, const struct coredump_core *core,
		       unsigned signal, const struct coredump_segment *segments, size_t count)
{
	const uint32_t notes =
		3 * (NOTE_HEADER + NAME_ROOM) + PRSTATUS_SIZE + VFP_SIZE + CORE_NOTE_SIZE;
	const size_t programs = count + 1;
	uint32_t offset;
	int rc;

	if (!count)
		return -ENODATA;
	if (programs > SEGMENTS_MAX ||
	    file_size(segments, count, programs, true) + notes > UINT32_MAX)
		return -EFBIG;
	offset = (uint32_t)(HEADER_SIZE + PROGRAM_SIZE * programs);
	rc = header_write(sink, EM_ARM, 0, EF_ARM_EABI5, programs);
	if (!rc)
		rc = program_write(sink, &(struct program){PT_NOTE, offset, 0, notes, 0, 0, 4});
	if (!rc)
		rc = segments_write(sink, segments, count, offset + notes, true);
	if (!rc)
		rc = prstatus_write(sink, core, signal);
	if (!rc)
		rc = vfp_write(sink, core);
	if (!rc)
		rc = core_note_write(sink, core);
	return rc ? rc : memories_write(sink, segments, count, true);
}
