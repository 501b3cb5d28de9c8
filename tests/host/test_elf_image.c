/* SPDX-License-Identifier: BSD-3-Clause */
/* The ELF reader: every header spoilt, every length cut. Offsets are those of the ELF specification. */
#include "host/fake_platform.h"

#include "host/elf_image.h"
#include "host/elf_builder.h"

static struct test_image image;

static int set_up(void **state)
{
	struct resource_table_rpmsg table;

	(void)state;
	test_table_init(&table);
	test_image_make(&image, &table, sizeof(table));
	return 0;
}

/* An exact copy on the heap, so that a sanitizer sees a byte too far. */
static int open_copy(const void *bytes, size_t size, struct host_error *error)
{
	uint8_t *exact = malloc(size ? size : 1);
	struct elf_image elf;
	int status;

	memcpy(exact, bytes, size);
	status = elf_image_open(&elf, exact, size, error);
	free(exact);
	return status;
}

static void expect_code(const char *code)
{
	struct host_error error;

	memset(&error, 0, sizeof(error));
	assert_int_equal(open_copy(image.bytes, image.size, &error), -EINVAL);
	assert_string_equal(error.code, code);
	assert_true(error.text[0] != '\0');
	assert_true(error.remedy[0] != '\0');
	assert_null(strchr(error.text, '\n'));
	/* Nobody has to want the reason. */
	assert_int_equal(open_copy(image.bytes, image.size, NULL), -EINVAL);
}

static void opens_what_a_linker_makes(void **state)
{
	struct elf_image elf;
	struct elf_segment segment;
	struct elf_section section;

	(void)state;
	assert_int_equal(elf_image_open(&elf, image.bytes, image.size, NULL), 0);
	assert_int_equal(elf.phnum, 3);
	assert_int_equal(elf.entry, 0x10000001);
	elf_image_segment(&elf, 1, &segment);
	assert_int_equal(segment.paddr, TEST_TEXT_DA);
	assert_int_equal(segment.filesz, 32);
	assert_int_equal(segment.memsz, 64);
	assert_true(elf_image_find_section(&elf, ".resource_table", &section));
	assert_string_equal(section.name, ".resource_table");
	assert_int_equal(section.address, TEST_TABLE_DA);
	assert_int_equal(section.size, 1024);
	assert_ptr_equal(section.data, image.bytes + image.table);
	assert_false(elf_image_find_section(&elf, ".resource", &section));
	assert_false(elf_image_find_section(&elf, ".resource_table2", &section));
	elf_image_section(&elf, 2, &section);
	assert_string_equal(section.name, ".shstrtab");
}

static void finds_bytes_by_address(void **state)
{
	struct elf_image elf;

	(void)state;
	assert_int_equal(elf_image_open(&elf, image.bytes, image.size, NULL), 0);
	assert_memory_equal(elf_image_at(&elf, 0, 8), test_vectors, 8);
	assert_non_null(elf_image_at(&elf, 4, 4));
	assert_null(elf_image_at(&elf, 4, 5));
	assert_null(elf_image_at(&elf, 8, 1));
	assert_non_null(elf_image_at(&elf, TEST_TEXT_DA + 31, 1));
	assert_null(elf_image_at(&elf, TEST_TEXT_DA + 32, 1)); /* zeros, not from the file */
	assert_null(elf_image_at(&elf, TEST_TEXT_DA - 1, 1));
	assert_null(elf_image_at(&elf, 0xFFFFFFFF, 8));
}

/* All that is needed comes before the end of the section headers, which end the file. */
static void refuses_a_file_cut_at_every_byte(void **state)
{
	struct host_error error;
	size_t size;

	(void)state;
	for (size = 0; size < image.size; size++) {
		memset(&error, 0, sizeof(error));
		assert_int_equal(open_copy(image.bytes, size, &error), -EINVAL);
		assert_string_equal(error.code, size < 4 ? "elf-not-elf" : "elf-truncated");
	}
	assert_int_equal(open_copy(image.bytes, size, &error), 0);
}

static void refuses_other_files(void **state)
{
	(void)state;
	memcpy(image.bytes, "#!/b", 4);
	expect_code("elf-not-elf");
	set_up(state);
	image.bytes[4] = 2;
	expect_code("elf-64-bit");
	image.bytes[4] = 9;
	expect_code("elf-class");
	set_up(state);
	image.bytes[5] = 2;
	expect_code("elf-big-endian");
	image.bytes[5] = 0;
	expect_code("elf-encoding");
	set_up(state);
	image.bytes[6] = 2;
	expect_code("elf-version");
	set_up(state);
	test_image_put16(&image, 18, 62);
	expect_code("elf-machine");
	set_up(state);
	test_image_put16(&image, 16, 1);
	expect_code("elf-not-executable");
	test_image_put16(&image, 16, 3);
	expect_code("elf-not-executable");
}

static void refuses_program_headers_that_lie(void **state)
{
	uint32_t at = image.program_headers;

	(void)state;
	test_image_put16(&image, 44, 0);
	expect_code("elf-no-segments");
	test_image_put16(&image, 44, 0xFFFF);
	expect_code("elf-truncated");
	set_up(state);
	test_image_put16(&image, 42, 31);
	expect_code("elf-program-headers");
	set_up(state);
	test_image_put32(&image, 28, 0xFFFFFFF0);
	expect_code("elf-truncated");
	set_up(state);
	test_image_put32(&image, at + 16, 9); /* filesz past memsz */
	expect_code("elf-segment-size");
	set_up(state);
	test_image_put32(&image, at + 4, 0xFFFFFFFE); /* offset + filesz passes 4 GB */
	expect_code("elf-truncated");
	set_up(state);
	test_image_put32(&image, at + 12, 0xFFFFFFFC);
	expect_code("elf-segment-overflow");
	set_up(state);
	test_image_put32(&image, at + 16, 0);
	test_image_put32(&image, at + 20, 0xFFFFFFFF);
	test_image_put32(&image, at + 12, 2);
	expect_code("elf-segment-overflow");
}

static void names_the_segment(void **state)
{
	struct host_error error;

	(void)state;
	test_image_put32(&image, image.program_headers + 32 + 16, 65);
	assert_int_equal(open_copy(image.bytes, image.size, &error), -EINVAL);
	assert_string_equal(error.place, "segment 1");
	assert_non_null(strstr(error.text, "0x41 bytes in the file for 0x40"));
}

static void takes_segments_that_end_at_4_gb(void **state)
{
	(void)state;
	test_image_put32(&image, image.program_headers + 12, 0xFFFFFFF8);
	assert_int_equal(open_copy(image.bytes, image.size, NULL), 0);
}

static void refuses_section_headers_that_lie(void **state)
{
	(void)state;
	test_image_put16(&image, 46, 41);
	expect_code("elf-section-headers");
	set_up(state);
	test_image_put32(&image, 32, (uint32_t)image.size - 1);
	expect_code("elf-truncated");
	test_image_put32(&image, 32, 0xFFFFFFFF);
	expect_code("elf-truncated");
	set_up(state);
	test_image_put16(&image, 50, 3);
	expect_code("elf-section-names");
	set_up(state);
	test_image_put32(&image, image.section_headers + 2 * 40 + 16, 0xFFFFFFF0);
	expect_code("elf-truncated");
}

static void survives_section_names_that_lie(void **state)
{
	struct elf_section section;
	struct elf_image elf;

	(void)state;
	test_image_put32(&image, image.section_headers + 40, 0xFFFFFFFF);
	assert_int_equal(elf_image_open(&elf, image.bytes, image.size, NULL), 0);
	assert_false(elf_image_find_section(&elf, ".resource_table", &section));
	elf_image_section(&elf, 1, &section);
	assert_string_equal(section.name, "");
	/* A string table that ends within a name. */
	set_up(state);
	test_image_put32(&image, image.section_headers + 2 * 40 + 20, 16);
	assert_int_equal(elf_image_open(&elf, image.bytes, image.size, NULL), 0);
	assert_false(elf_image_find_section(&elf, ".resource_table", &section));
	elf_image_section(&elf, 1, &section);
	assert_string_equal(section.name, "");
}

static void needs_no_sections(void **state)
{
	struct elf_section section;
	struct elf_image elf;

	(void)state;
	test_image_put32(&image, 32, 0);
	assert_int_equal(elf_image_open(&elf, image.bytes, image.size, NULL), 0);
	assert_false(elf_image_find_section(&elf, ".resource_table", &section));
	assert_null(elf_image_symbol(&elf, 0x10000000, &(uint32_t){0}));
}

static void symbol(uint32_t index, uint32_t name, uint32_t value, uint32_t size, uint8_t type)
{
	uint32_t at = image.table + index * 16;

	test_image_put32(&image, at, name);
	test_image_put32(&image, at + 4, value);
	test_image_put32(&image, at + 8, size);
	image.bytes[at + 12] = type;
}

static void names_functions(void **state)
{
	struct elf_image elf;
	uint32_t offset;
	uint32_t header = image.section_headers + 40;

	(void)state;
	/* The table's bytes become a symbol table whose names are the section names. */
	memset(image.bytes + image.table, 0, 1024);
	test_image_put32(&image, header + 4, 2);
	test_image_put32(&image, header + 24, 2);
	symbol(1, 1, 0x10000011, 0x20, 2); /* a Thumb function */
	symbol(2, 17, 0x10000018, 4, 1);
	symbol(3, 0xFFFFFF, 0x20000000, 4, 1);
	assert_int_equal(elf_image_open(&elf, image.bytes, image.size, NULL), 0);
	assert_string_equal(elf_image_symbol(&elf, 0x10000014, &offset), ".resource_table");
	assert_int_equal(offset, 4);
	assert_string_equal(elf_image_symbol(&elf, 0x1000001A, &offset), ".shstrtab");
	assert_int_equal(offset, 2);
	assert_null(elf_image_symbol(&elf, 0x10000030, &offset));
	assert_null(elf_image_symbol(&elf, 0x1000000F, &offset));
	assert_null(elf_image_symbol(&elf, 0x20000000, &offset)); /* its name is nowhere */
	test_image_put32(&image, header + 24, 99);
	assert_null(elf_image_symbol(&elf, 0x10000014, &offset));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(opens_what_a_linker_makes, set_up),
		cmocka_unit_test_setup(finds_bytes_by_address, set_up),
		cmocka_unit_test_setup(refuses_a_file_cut_at_every_byte, set_up),
		cmocka_unit_test_setup(refuses_other_files, set_up),
		cmocka_unit_test_setup(refuses_program_headers_that_lie, set_up),
		cmocka_unit_test_setup(names_the_segment, set_up),
		cmocka_unit_test_setup(takes_segments_that_end_at_4_gb, set_up),
		cmocka_unit_test_setup(refuses_section_headers_that_lie, set_up),
		cmocka_unit_test_setup(survives_section_names_that_lie, set_up),
		cmocka_unit_test_setup(needs_no_sections, set_up),
		cmocka_unit_test_setup(names_functions, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
