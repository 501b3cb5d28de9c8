/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as a firmware file: examined, and booted by both policies. */
#include "fuzz_platform.h"

#include "host/elf_image.h"
#include "host/image_report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_sections(const uint8_t *data, size_t size)
{
	size_t sum = 0; /* so that everything is read */
	struct elf_section section;
	struct elf_image image;
	uint32_t offset = 0;
	const char *name;
	uint32_t i;

	if (elf_image_open(&image, data, size, NULL))
		return;
	for (i = 0; i < image.shnum && i < 64; i++) {
		elf_image_section(&image, i, &section);
		sum += strlen(section.name);
		if (section.data && section.size)
			sum += section.data[0] + section.data[section.size - 1];
	}
	name = elf_image_symbol(&image, image.entry & ~1u, &offset);
	if (name)
		sum += strlen(name);
	__asm__ volatile("" : : "r"(sum));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct image_report report;
	bool boots = image_report_make(&report, data, size, NULL, 0, NULL) == 0;

	read_sections(data, size);
	fuzz_boot(data, size, false);
	if (boots && report.worst < IMAGE_ERROR)
		fuzz_boot(data, size, true);
	return 0;
}
