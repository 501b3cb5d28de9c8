/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as the resource table of a firmware that is otherwise sound: examined, and booted by both
 * policies. What the report calls bootable boots. */
#include "fuzz_platform.h"

#include "host/image_report.h"

/* A fuzz target is built from one file. */
#include "elf_builder.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct image_report report;
	static struct test_image image;
	uint8_t *exact;

	if (size > 4096)
		return 0;
	test_image_make(&image, data, (uint32_t)size);
	exact = malloc(image.size);
	if (!exact)
		return 0;
	memcpy(exact, image.bytes, image.size);
	if (image_report_make(&report, exact, image.size, NULL, 0, NULL))
		abort();
	fuzz_boot(exact, image.size, false);
	fuzz_boot(exact, image.size, true);
	free(exact);
	return 0;
}
