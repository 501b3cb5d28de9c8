/* SPDX-License-Identifier: BSD-3-Clause */
#include "elf_builder.h"

#include <stdlib.h>
#include <string.h>

const uint32_t test_vectors[2] = {0x10040000, 0x10000001};

static const char names[] = "\0.resource_table\0.shstrtab";

void test_image_put16(struct test_image *image, uint32_t offset, uint16_t value)
{
	image->bytes[offset] = (uint8_t)value;
	image->bytes[offset + 1] = (uint8_t)(value >> 8);
}

void test_image_put32(struct test_image *image, uint32_t offset, uint32_t value)
{
	test_image_put16(image, offset, (uint16_t)value);
	test_image_put16(image, offset + 2, (uint16_t)(value >> 16));
}

static uint32_t append(struct test_image *image, const void *data, uint32_t length)
{
	uint32_t offset = (uint32_t)image->size;

	if (length > TEST_IMAGE_MAX - image->size)
		abort();
	if (data)
		memcpy(image->bytes + offset, data, length);
	else
		memset(image->bytes + offset, 0xA5, length);
	image->size += length;
	return offset;
}

static void section(struct test_image *image, uint32_t index, uint32_t name, uint32_t type,
		    uint32_t address, uint32_t offset, uint32_t size)
{
	uint32_t at = image->section_headers + index * 40;

	test_image_put32(image, at, name);
	test_image_put32(image, at + 4, type);
	test_image_put32(image, at + 12, address);
	test_image_put32(image, at + 16, offset);
	test_image_put32(image, at + 20, size);
}

void test_table_init(struct resource_table_rpmsg *table)
{
	struct resource_table_rpmsg made =
		RESOURCE_TABLE_RPMSG(16, (uintptr_t)TEST_TRACE_DA, TEST_TRACE_SIZE, "log");

	*table = made;
}

void test_image_segments(struct test_image *image, const struct test_segment *segments,
			 uint32_t count, const void *table, uint32_t table_size, uint32_t table_da)
{
	static const uint8_t ident[16] = {0x7F, 'E', 'L', 'F', 1, 1, 1};
	static const uint8_t zeros[40];
	uint32_t name_offset;
	uint32_t i;

	memset(image, 0, sizeof(*image));
	append(image, ident, sizeof(ident));
	append(image, zeros, 36);
	test_image_put16(image, 16, 2); /* ET_EXEC */
	test_image_put16(image, 18, 40); /* EM_ARM */
	test_image_put32(image, 20, 1);
	test_image_put32(image, 24, 0x10000001);
	test_image_put32(image, 28, 52);
	test_image_put16(image, 40, 52);
	test_image_put16(image, 42, 32);
	test_image_put16(image, 44, (uint16_t)count);
	test_image_put16(image, 46, 40);
	test_image_put16(image, 48, table ? 3 : 2);
	test_image_put16(image, 50, table ? 2 : 1);
	image->program_headers = 52;
	for (i = 0; i < count; i++)
		append(image, zeros, 32);
	for (i = 0; i < count; i++) {
		uint32_t at = image->program_headers + i * 32;

		test_image_put32(image, at, 1); /* PT_LOAD */
		test_image_put32(image, at + 4,
				 append(image, segments[i].data, segments[i].filesz));
		test_image_put32(image, at + 8, segments[i].paddr);
		test_image_put32(image, at + 12, segments[i].paddr);
		test_image_put32(image, at + 16, segments[i].filesz);
		test_image_put32(image, at + 20, segments[i].memsz);
		test_image_put32(image, at + 24, 7);
	}
	if (table)
		image->table = append(image, table, table_size);
	name_offset = append(image, names, sizeof(names));
	image->section_headers = (uint32_t)image->size;
	test_image_put32(image, 32, image->section_headers);
	for (i = 0; i < (table ? 3u : 2u); i++)
		append(image, zeros, 40);
	if (table)
		section(image, 1, 1, 1, table_da, image->table, table_size);
	section(image, table ? 2 : 1, 17, 3, 0, name_offset, sizeof(names));
}

void test_image_make(struct test_image *image, const void *table, uint32_t table_size)
{
	const struct test_segment segments[] = {
		{.paddr = 0, .memsz = 8, .filesz = 8, .data = test_vectors},
		{.paddr = TEST_TEXT_DA, .memsz = 64, .filesz = 32},
		{.paddr = TEST_TRACE_DA, .memsz = TEST_TRACE_SIZE, .filesz = 0},
	};

	test_image_segments(image, segments, 3, table, table_size, TEST_TABLE_DA);
}
