/* SPDX-License-Identifier: BSD-3-Clause */
/* Where the segments go, and the two words that the core starts from. */
#include "host/image_plan.h"

#include <inttypes.h>
#include <stdio.h>

#include "soc/memory.h"

struct span {
	uint32_t start; /* without alias: comparable */
	uint32_t filesz;
	uint32_t memsz;
	uint32_t index;
};

/* SRAM1 to SRAM4 have two addresses each. */
static uint32_t without_alias(uint32_t da)
{
	return da - SOC_SRAM_ALIAS < SOC_SRAM_SIZE ? da - SOC_SRAM_ALIAS + SOC_SRAM_BASE : da;
}

const uint8_t *image_loaded_at(const struct elf_image *image, uint32_t da, uint32_t length)
{
	const uint8_t *bytes = elf_image_at(image, da, length);

	if (bytes)
		return bytes;
	da = without_alias(da);
	bytes = elf_image_at(image, da, length);
	if (!bytes && da - SOC_SRAM_BASE < SOC_SRAM_SIZE)
		bytes = elf_image_at(image, da - SOC_SRAM_BASE + SOC_SRAM_ALIAS, length);
	return bytes;
}

static void check_place(const struct elf_segment *segment, const char *place,
			const struct carveout_set *carveouts, const struct complaint_sink *sink)
{
	const struct carveout *vdev =
		carveout_of_vdev_at(carveouts, without_alias(segment->paddr), segment->memsz);
	const struct soc_memory *memory;

	if (carveout_around(carveouts, segment->paddr, segment->memsz)) {
		if (vdev)
			complain(sink, IMAGE_REFUSED, "segment-over-vring", place,
				 "move it in the linker script: Linux keeps its rings there",
				 "0x%08" PRIX32 " to 0x%08" PRIX64
				 " lies over %s, which the rings overwrite",
				 segment->paddr, (uint64_t)segment->paddr + segment->memsz,
				 vdev->name);
		return;
	}
	memory = soc_memory_find(SOC_M4, segment->paddr, NULL);
	if (vdev)
		complain(sink, IMAGE_ERROR, "segment-over-vring", place,
			 "move it in the linker script: Linux keeps rings and messages there",
			 "0x%08" PRIX32 " to 0x%08" PRIX64 " lies over %s", segment->paddr,
			 (uint64_t)segment->paddr + segment->memsz, vdev->name);
	else if (memory)
		complain(sink, IMAGE_ERROR, "segment-not-reserved", place,
			 "load it into RETRAM, SRAM1 or SRAM2, or reserve that memory for the "
			 "coprocessor",
			 "0x%08" PRIX32 " to 0x%08" PRIX64 " starts in %s and does not lie in one "
			 "region that is reserved for the coprocessor",
			 segment->paddr, (uint64_t)segment->paddr + segment->memsz, memory->name);
	else
		complain(sink, IMAGE_ERROR, "segment-outside-memory", place,
			 "correct the linker script: RETRAM is at 0x00000000 (64 KB), SRAM1 and "
			 "SRAM2 are at 0x10000000 (256 KB)",
			 "0x%08" PRIX32 " to 0x%08" PRIX64 " is not memory of the Cortex-M4",
			 segment->paddr, (uint64_t)segment->paddr + segment->memsz);
}

static bool ranges_meet(uint32_t a, uint32_t a_size, uint32_t b, uint32_t b_size)
{
	return a_size && b_size && (uint64_t)a < (uint64_t)b + b_size &&
	       (uint64_t)b < (uint64_t)a + a_size;
}

/*
 * Contents over contents, or a zeroed rest over contents that were loaded before it, destroys what
 * was loaded. Contents over an earlier zeroed rest is what some linker scripts make of .bss, and
 * works.
 */
static void check_overlap(const struct span *earlier, const struct span *later,
			  const struct complaint_sink *sink)
{
	char place[HOST_ERROR_PLACE];

	if (!ranges_meet(earlier->start, earlier->memsz, later->start, later->memsz))
		return;
	(void)snprintf(place, sizeof(place), "segment %" PRIu32, later->index);
	if (ranges_meet(earlier->start, earlier->filesz, later->start, later->memsz))
		complain(sink, IMAGE_REFUSED, "segments-overlap", place,
			 "give them different load addresses in the linker script",
			 "overlaps segment %" PRIu32
			 ": one overwrites the other when they are loaded",
			 earlier->index);
	else
		complain(sink, IMAGE_WARNING, "segments-overlap-zero", place,
			 "give them different load addresses in the linker script",
			 "is loaded over the zeroed end of segment %" PRIu32, earlier->index);
}

void image_check_segments(const struct elf_image *image, const struct carveout_set *carveouts,
			  const struct complaint_sink *sink)
{
	struct span spans[IMAGE_SEGMENTS];
	uint32_t count = 0;
	uint32_t i;
	uint32_t j;

	for (i = 0; i < image->phnum; i++) {
		char place[HOST_ERROR_PLACE];
		struct elf_segment segment;

		elf_image_segment(image, i, &segment);
		if (segment.type != ELF_PT_LOAD || segment.memsz == 0)
			continue;
		(void)snprintf(place, sizeof(place), "segment %" PRIu32, i);
		if (count == IMAGE_SEGMENTS) {
			complain(sink, IMAGE_ERROR, "segment-count", place,
				 "merge segments in the linker script",
				 "more than %u segments are to be loaded", IMAGE_SEGMENTS);
			return;
		}
		check_place(&segment, place, carveouts, sink);
		spans[count].start = without_alias(segment.paddr);
		spans[count].filesz = segment.filesz;
		spans[count].memsz = segment.memsz;
		spans[count].index = i;
		for (j = 0; j < count; j++)
			check_overlap(&spans[j], &spans[count], sink);
		count++;
	}
	if (count == 0)
		complain(sink, IMAGE_REFUSED, "segments-missing", "",
			 "link it with a linker script that places code and data",
			 "no segment is to be loaded");
}

static uint32_t word(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

/* The core loads SP from address 0 and PC from address 4 (ARMv7-M, B1.5.5); address 0 is RETRAM
 * (RM0436, memory map). */
void image_check_vectors(const struct elf_image *image, const struct complaint_sink *sink)
{
	const uint8_t *vectors = elf_image_at(image, SOC_RETRAM_DA, 8);
	uint32_t sp;
	uint32_t pc;

	if (!vectors) {
		complain(sink, IMAGE_REFUSED, "vectors-missing", "address 0x00000000",
			 "place the vector table (.isr_vector) at 0x00000000, in RETRAM",
			 "nothing is loaded where the Cortex-M4 takes its stack pointer and its "
			 "first instruction from");
		return;
	}
	sp = word(vectors);
	pc = word(vectors + 4);
	/* Full descending: the end of a memory is a good place to start. */
	if (!soc_memory_find(SOC_M4, (sp & ~3u) - 4, NULL))
		complain(sink, IMAGE_REFUSED, "stack-outside-memory", "address 0x00000000",
			 "let the first word of the vector table be the end of the stack, in RAM",
			 "the initial stack pointer 0x%08" PRIX32 " is not in RAM", sp);
	else if (sp % 8)
		complain(
			sink, IMAGE_WARNING, "stack-unaligned", "address 0x00000000",
			"align the end of the stack to 8 bytes, as the procedure call standard asks",
			"the initial stack pointer 0x%08" PRIX32 " is not a multiple of 8", sp);
	if (!(pc & 1))
		complain(sink, IMAGE_REFUSED, "reset-not-thumb", "address 0x00000004",
			 "compile with -mthumb and take the address of a function, not of a label",
			 "the reset vector 0x%08" PRIX32
			 " has bit 0 clear: the core would fault at once",
			 pc);
	else if (!soc_memory_find(SOC_M4, pc - 1, NULL))
		complain(sink, IMAGE_REFUSED, "reset-outside-memory", "address 0x00000004",
			 "let the second word of the vector table be the reset handler",
			 "the reset vector 0x%08" PRIX32 " does not point into memory", pc);
	else if (!image_loaded_at(image, pc - 1, 2))
		complain(sink, IMAGE_REFUSED, "reset-not-loaded", "address 0x00000004",
			 "let the second word of the vector table be the reset handler",
			 "the reset vector 0x%08" PRIX32 " points where nothing is loaded", pc);
}
