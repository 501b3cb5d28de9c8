/* SPDX-License-Identifier: BSD-3-Clause */
/* Small ELF files for tests, made byte by byte, so that each can be spoilt in any way. */
#ifndef COPRO_TESTS_HOST_ELF_BUILDER_H
#define COPRO_TESTS_HOST_ELF_BUILDER_H

#include <stddef.h>
#include <stdint.h>

#include <copro/resource_table.h>

#define TEST_IMAGE_MAX	16384u
#define TEST_TABLE_DA	0x10020000u
#define TEST_TRACE_DA	0x10021000u
#define TEST_TRACE_SIZE 256u
#define TEST_TEXT_DA	0x10000000u

struct test_segment {
	uint32_t paddr;
	uint32_t memsz;
	uint32_t filesz;
	const void *data; /* NULL: a pattern */
};

struct test_image {
	uint8_t bytes[TEST_IMAGE_MAX];
	size_t size;
	/* Where things are in the file, for spoiling them. */
	uint32_t program_headers;
	uint32_t section_headers;
	uint32_t table;
};

/* A table of one RPMsg vdev and one trace buffer: what a firmware has. */
void test_table_init(struct resource_table_rpmsg *table);

/* Vectors (stack at 0x10040000, reset at 0x10000001), a text segment, and the table in its section;
 * table NULL: no section. */
void test_image_make(struct test_image *image, const void *table, uint32_t table_size);

/* The same with other segments. */
void test_image_segments(struct test_image *image, const struct test_segment *segments,
			 uint32_t count, const void *table, uint32_t table_size, uint32_t table_da);

/* Little-endian fields of the file. */
void test_image_put16(struct test_image *image, uint32_t offset, uint16_t value);
void test_image_put32(struct test_image *image, uint32_t offset, uint32_t value);

/* Vectors for a segment at 0: stack pointer, reset vector. */
extern const uint32_t test_vectors[2];

#endif
