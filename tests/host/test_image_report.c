/* SPDX-License-Identifier: BSD-3-Clause */
/* What is found in a firmware file: the places of everything, and each diagnosis with its severity. */
#include "host/fake_platform.h"

#include "host/elf_builder.h"
#include "host/image_report.h"

static struct test_image image;
static struct resource_table_rpmsg table;
static struct image_report report;

static int set_up(void **state)
{
	(void)state;
	test_table_init(&table);
	return 0;
}

/* From an exact copy, so that a sanitizer sees a byte too far. */
static void make(void)
{
	static uint8_t *exact;

	free(exact);
	exact = malloc(image.size);
	memcpy(exact, image.bytes, image.size);
	assert_int_equal(image_report_make(&report, exact, image.size, NULL, 0, NULL), 0);
}

static void make_table(uint32_t size)
{
	test_image_make(&image, &table, size);
	make();
}

static const struct image_diagnosis *find(const char *code)
{
	uint32_t i;

	for (i = 0; i < report.diagnosis_count; i++) {
		if (strcmp(report.diagnoses[i].error.code, code) == 0)
			return &report.diagnoses[i];
	}
	return NULL;
}

static void expect(const char *code, enum image_severity severity)
{
	const struct image_diagnosis *diagnosis = find(code);

	if (!diagnosis)
		fail_msg("no %s (first: %s)", code,
			 report.diagnosis_count ? report.diagnoses[0].error.code : "none");
	assert_int_equal(diagnosis->severity, severity);
	assert_true(diagnosis->error.text[0] != '\0');
	assert_true(report.worst >= severity);
}

static void expect_table(const char *code, enum image_severity severity)
{
	make_table(sizeof(table));
	expect(code, severity);
	test_table_init(&table);
}

static void has_nothing_against_a_good_image(void **state)
{
	const struct image_entry *vdev = &report.entries[0];
	const struct image_entry *trace = &report.entries[1];

	(void)state;
	make_table(sizeof(table));
	assert_int_equal(report.diagnosis_count, 0);
	assert_int_equal(report.worst, IMAGE_NOTE);
	assert_int_equal(report.segment_count, 3);
	assert_string_equal(report.segments[0].m4_memory, "RETRAM");
	assert_string_equal(report.segments[0].a7_memory, "RETRAM");
	assert_int_equal(report.segments[0].pa, 0x38000000);
	assert_string_equal(report.segments[0].region, "retram");
	assert_string_equal(report.segments[1].m4_memory, "SRAM1");
	assert_string_equal(report.segments[1].region, "mcuram2");
	assert_true(report.has_vectors);
	assert_int_equal(report.initial_sp, 0x10040000);
	assert_string_equal(report.sp_memory, "SRAM2");
	assert_int_equal(report.reset_vector, 0x10000001);
	assert_string_equal(report.reset_memory, "SRAM1");
	assert_true(report.has_table);
	assert_int_equal(report.table_address, TEST_TABLE_DA);
	assert_int_equal(report.table_size, 1024);
	assert_int_equal(report.table_offset, image.table);
	assert_int_equal(report.entry_count, 2);
	assert_string_equal(vdev->type_name, "vdev");
	assert_int_equal(vdev->vring_count, 2);
	assert_int_equal(vdev->vring[0].size, 438); /* 16 entries aligned to 16 */
	assert_true(vdev->vring[1].placed);
	assert_string_equal(vdev->vring[1].region, "vdev0vring1");
	assert_int_equal(vdev->vring[1].da, 0x10041000);
	assert_string_equal(vdev->buffer_region, "vdev0buffer");
	assert_int_equal(vdev->buffers, 32);
	assert_int_equal(vdev->buffer_bytes, 0x4000);
	assert_int_equal(vdev->buffer_room, 0x4000);
	assert_string_equal(trace->type_name, "trace");
	assert_string_equal(trace->name, "log");
	assert_string_equal(trace->region, "mcuram2");
}

static void segments(const struct test_segment *list, uint32_t count)
{
	test_image_segments(&image, list, count, NULL, 0, 0);
	make();
}

static void finds_segments_out_of_place(void **state)
{
	struct test_segment list[] = {
		{.paddr = 0, .memsz = 8, .filesz = 8, .data = test_vectors},
		{.paddr = TEST_TEXT_DA, .memsz = 64, .filesz = 64},
		{.paddr = 0x20000000, .memsz = 16, .filesz = 16},
	};

	(void)state;
	segments(list, 3);
	expect("segment-outside-memory", IMAGE_ERROR);
	assert_string_equal(find("segment-outside-memory")->error.place, "segment 2");
	list[2].paddr = 0x1003FFFC; /* past the end of SRAM2 */
	segments(list, 3);
	expect("segment-over-vring", IMAGE_ERROR);
	list[2].paddr = 0x10050000; /* SRAM4 is not reserved */
	segments(list, 3);
	expect("segment-not-reserved", IMAGE_ERROR);
	list[2].paddr = 0x10040FFC; /* the two vrings */
	segments(list, 3);
	expect("segment-over-vring", IMAGE_ERROR);
	list[2].paddr = 0x10041000;
	segments(list, 3);
	expect("segment-over-vring", IMAGE_REFUSED);
	list[2].paddr = 0x10045000; /* message buffers, which Linux does not map */
	segments(list, 3);
	expect("segment-over-vring", IMAGE_ERROR);
	list[2].paddr = 0xC0000000; /* DDR */
	segments(list, 3);
	expect("segment-outside-memory", IMAGE_ERROR);
	list[2].paddr = 0xFFFC; /* past the end of RETRAM */
	segments(list, 3);
	expect("segment-not-reserved", IMAGE_ERROR);
}

static void finds_segments_that_overlap(void **state)
{
	struct test_segment list[] = {
		{.paddr = 0, .memsz = 8, .filesz = 8, .data = test_vectors},
		{.paddr = TEST_TEXT_DA, .memsz = 64, .filesz = 64},
		{.paddr = TEST_TEXT_DA + 63, .memsz = 16, .filesz = 16},
	};

	(void)state;
	segments(list, 3);
	expect("segments-overlap", IMAGE_REFUSED);
	list[2].paddr++;
	segments(list, 3);
	assert_null(find("segments-overlap"));
	/* The same bytes by SRAM's other address. */
	list[2].paddr = TEST_TEXT_DA + 0x20000000 + 63;
	segments(list, 3);
	expect("segments-overlap", IMAGE_REFUSED);
	/* Zeros over what was loaded before destroy it, contents over earlier zeros do not. */
	list[2].paddr = TEST_TEXT_DA + 32;
	list[2].filesz = 0;
	segments(list, 3);
	expect("segments-overlap", IMAGE_REFUSED);
	list[1].filesz = 32;
	list[2].filesz = 16;
	segments(list, 3);
	assert_null(find("segments-overlap"));
	expect("segments-overlap-zero", IMAGE_WARNING);
	assert_string_equal(find("segments-overlap-zero")->error.place, "segment 2");
}

static void vectors(uint32_t sp, uint32_t pc)
{
	uint32_t words[2] = {sp, pc};
	const struct test_segment list[] = {
		{.paddr = 0, .memsz = 8, .filesz = 8, .data = words},
		{.paddr = TEST_TEXT_DA, .memsz = 64, .filesz = 32},
	};

	segments(list, 2);
}

static void finds_bad_vectors(void **state)
{
	const struct test_segment text = {.paddr = TEST_TEXT_DA, .memsz = 64, .filesz = 32};

	(void)state;
	segments(&text, 1);
	expect("vectors-missing", IMAGE_REFUSED);
	assert_false(report.has_vectors);
	vectors(0, 0x10000001);
	expect("stack-outside-memory", IMAGE_REFUSED);
	vectors(0x20001000, 0x10000001);
	expect("stack-outside-memory", IMAGE_REFUSED);
	assert_null(report.sp_memory);
	vectors(0x10020004, 0x10000001);
	expect("stack-unaligned", IMAGE_WARNING);
	vectors(0x10060000, 0x10000001); /* the end of SRAM4 */
	assert_null(find("stack-outside-memory"));
	vectors(0x10020000, 0x10000000);
	expect("reset-not-thumb", IMAGE_REFUSED);
	vectors(0x10020000, 0x08000001);
	expect("reset-outside-memory", IMAGE_REFUSED);
	vectors(0x10020000, 0x10001001);
	expect("reset-not-loaded", IMAGE_REFUSED);
	vectors(0x10020000, 0x30000001); /* loaded by the other address */
	assert_null(find("reset-not-loaded"));
	assert_int_equal(report.worst, IMAGE_NOTE);
}

static void finds_bad_tables(void **state)
{
	(void)state;
	test_image_make(&image, NULL, 0);
	make();
	expect("table-missing", IMAGE_NOTE);
	assert_int_equal(report.worst, IMAGE_NOTE);
	make_table(15);
	expect("table-malformed", IMAGE_REFUSED);
	make_table(200);
	expect("table-short", IMAGE_WARNING);
	table.header.ver = 0;
	expect_table("table-malformed", IMAGE_REFUSED);
	table.header.reserved[1] = 1;
	expect_table("table-malformed", IMAGE_REFUSED);
	table.header.num = 0xFFFFFFFF;
	expect_table("table-malformed", IMAGE_REFUSED);
	table.header.num = 253;
	expect_table("table-malformed", IMAGE_REFUSED);
	table.offset[0] = 0xFFFFFFFF;
	expect_table("table-malformed", IMAGE_ERROR);
	table.offset[1] = 1021;
	expect_table("table-malformed", IMAGE_ERROR);
	table.vdev.num_of_vrings = 255;
	expect_table("table-malformed", IMAGE_ERROR);
	table.vdev.config_len = 0xFFFFFFF0;
	expect_table("table-malformed", IMAGE_ERROR);
	/* Contents that are not in the file, and none at all. */
	test_image_make(&image, &table, sizeof(table));
	test_image_put32(&image, image.section_headers + 40 + 20, 0x100000);
	make();
	expect("table-truncated", IMAGE_REFUSED);
	test_image_make(&image, &table, sizeof(table));
	test_image_put32(&image, image.section_headers + 40 + 4, ELF_SHT_NOBITS);
	make();
	expect("table-malformed", IMAGE_REFUSED);
	test_image_make(&image, &table, sizeof(table));
	test_image_put32(&image, image.section_headers + 40 + 12, 0x20000000);
	make();
	expect("table-outside-memory", IMAGE_REFUSED);
}

static void finds_bad_entries(void **state)
{
	(void)state;
	table.trace.reserved = 1;
	expect_table("trace-reserved", IMAGE_ERROR);
	table.trace.len = 0xFFFFFFFF;
	expect_table("trace-outside-memory", IMAGE_REFUSED);
	table.trace.len = 0;
	expect_table("trace-outside-memory", IMAGE_REFUSED);
	table.trace.type = 99;
	expect_table("entry-unknown", IMAGE_WARNING);
	table.trace.type = 128;
	expect_table("entry-vendor", IMAGE_NOTE);
	assert_string_equal(report.entries[1].type_name, "vendor");
	table.trace.type = RSC_DEVMEM;
	expect_table("devmem", IMAGE_ERROR);
	memset(table.trace.name, '\x1B', sizeof(table.trace.name));
	make_table(sizeof(table));
	assert_null(strchr(report.entries[1].name, '\x1B'));
}

static void carveout(const char *name, uint32_t da, uint32_t len, uint32_t reserved)
{
	struct rsc_carveout *entry = (struct rsc_carveout *)(void *)&table.trace;

	memset(entry, 0, sizeof(*entry));
	entry->da = da;
	entry->len = len;
	entry->reserved = reserved;
	(void)snprintf(entry->name, sizeof(entry->name), "%s", name);
}

static void finds_bad_carveouts(void **state)
{
	(void)state;
	carveout("retram", RSC_ADDR_ANY, 16, 1);
	expect_table("carveout-reserved", IMAGE_ERROR);
	carveout("nowhere", RSC_ADDR_ANY, 16, 0);
	expect_table("carveout-unknown", IMAGE_REFUSED);
	carveout("retram", RSC_ADDR_ANY, 0x10001, 0);
	expect_table("carveout-place", IMAGE_ERROR);
	carveout("retram", 0x10000000, 16, 0);
	expect_table("carveout-place", IMAGE_ERROR);
	carveout("mcuram2", 0x10000000, 0x40000, 0);
	make_table(sizeof(table));
	assert_int_equal(report.diagnosis_count, 0);
	assert_string_equal(report.entries[1].region, "mcuram2");
}

static void finds_bad_vdevs(void **state)
{
	(void)state;
	table.vdev.reserved[0] = 1;
	expect_table("vdev-reserved", IMAGE_ERROR);
	table.vdev.num_of_vrings = 3;
	expect_table("vdev-vrings", IMAGE_ERROR);
	table.vdev.num_of_vrings = 1;
	expect_table("vdev-vrings", IMAGE_REFUSED);
	table.vdev.num_of_vrings = 0;
	expect_table("vdev-vrings", IMAGE_REFUSED);
	table.vdev.id = 8;
	expect_table("vdev-id", IMAGE_WARNING);
	table.vdev.dfeatures = 0;
	expect_table("vdev-name-service", IMAGE_WARNING);
	table.offset[1] = table.offset[0];
	expect_table("vdev-doorbell", IMAGE_WARNING);
	/* As copro/remote.h has it: the host rings no other channels. */
	assert_non_null(strstr(find("vdev-doorbell")->error.text, "IPCC channels 1 and 2"));
}

static void finds_bad_vrings(void **state)
{
	(void)state;
	table.vring[0].num = 0;
	expect_table("vring-empty", IMAGE_ERROR);
	table.vring[1].align = 0;
	expect_table("vring-empty", IMAGE_ERROR);
	table.vring[1].num = 65536;
	expect_table("vring-size", IMAGE_ERROR);
	table.vring[1].num = 0xFFFFFFFF;
	expect_table("vring-size", IMAGE_ERROR);
	table.vring[0].align = 0x80000000;
	expect_table("vring-size", IMAGE_ERROR);
	table.vring[0].num = 17;
	expect_table("vring-layout", IMAGE_REFUSED);
	table.vring[0].align = 12;
	expect_table("vring-layout", IMAGE_REFUSED);
	table.vring[0].da = 0x10000000;
	expect_table("vring-place", IMAGE_ERROR);
	table.vring[0].da = 0x10040004;
	expect_table("vring-place", IMAGE_ERROR);
	table.vring[0].num = 64;
	table.vring[1].num = 64;
	expect_table("vdev-buffers", IMAGE_REFUSED);
	/* Rings of different lengths work: the shorter one counts. */
	table.vring[0].num = 8;
	table.vring[0].da = 0x10040000;
	make_table(sizeof(table));
	assert_int_equal(report.diagnosis_count, 0);
	assert_int_equal(report.entries[0].buffers, 16);
}

static void wants_regions_for_every_vdev(void **state)
{
	static const struct rproc_region little[] = {
		{.name = "retram", .pa = 0x38000000, .size = 0x10000},
		{.name = "mcuram2", .pa = 0x10000000, .size = 0x40000},
		{.name = "vdev0vring0", .pa = 0x10040000, .size = 0x1000},
		{.name = "vdev0vring1", .pa = 0x10041000, .size = 0x1000},
	};
	static const struct rproc_region wrong = {.name = "ddr", .pa = 0xC0000000, .size = 0x1000};
	struct host_error error;

	(void)state;
	test_image_make(&image, &table, sizeof(table));
	assert_int_equal(image_report_make(&report, image.bytes, image.size, little, 4, NULL), 0);
	expect("vdev-buffers", IMAGE_REFUSED);
	assert_int_equal(image_report_make(&report, image.bytes, image.size, little, 3, NULL), 0);
	expect("vring-region", IMAGE_REFUSED);
	assert_int_equal(image_report_make(&report, image.bytes, image.size, &wrong, 1, &error),
			 -EINVAL);
	assert_string_equal(error.code, "region-address");
}

/* As ST's OpenAMP_for_signed_fw has it: table and log at the end of SRAM3. A second vdev, for whose
 * buffers that memory is needed, and only that, makes them give way. */
static void keeps_a_table_in_sram3_clear_of_a_second_vdev(void **state)
{
	struct {
		struct resource_table_header header;
		uint32_t offset[2];
		struct {
			struct rsc_vdev vdev;
			struct rsc_vring vring[2];
		} COPRO_PACKED vdevs[2];
	} COPRO_PACKED two = {.header = {.ver = 1, .num = 1}};
	struct test_segment list[] = {
		{.paddr = 0, .memsz = 8, .filesz = 8, .data = test_vectors},
		{.paddr = TEST_TEXT_DA, .memsz = 64, .filesz = 64},
		{.paddr = 0x10048000, .memsz = 0x8000, .filesz = sizeof(two), .data = &two},
	};
	uint32_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		two.offset[i] = (uint32_t)(24 + i * sizeof(two.vdevs[0]));
		two.vdevs[i].vdev = table.vdev;
		two.vdevs[i].vring[0] = table.vring[0];
		two.vdevs[i].vring[1] = table.vring[1];
	}
	test_image_segments(&image, list, 3, &two, sizeof(two), 0x10048000);
	make();
	assert_true(report.worst < IMAGE_REFUSED);
	assert_string_equal(report.segments[2].region, "mcu-rsc-table");
	assert_string_equal(report.table_region, "mcu-rsc-table");

	two.header.num = 2;
	test_image_segments(&image, list, 3, &two, sizeof(two), 0x10048000);
	make();
	expect("segment-over-vring", IMAGE_REFUSED);
	assert_non_null(strstr(find("segment-over-vring")->error.text, "vdev1buffer"));
	list[2].memsz = 0x4000;
	test_image_segments(&image, list, 3, &two, sizeof(two), 0x10048000);
	make();
	assert_true(report.worst < IMAGE_REFUSED);
	assert_int_equal(report.entries[1].vring[0].da, 0x10046000);
	assert_string_equal(report.entries[1].buffer_region, "vdev1buffer");
}

static void names_the_service_dialects(void **state)
{
	static const char both[] = "xyz\0rpmsg-tty\0rpmsg-tty-channel\0my-rpmsg-raw\0rpmsg-rawer";
	const struct test_segment list[] = {
		{.paddr = 0, .memsz = 8, .filesz = 8, .data = test_vectors},
		{.paddr = TEST_TEXT_DA, .memsz = 128, .filesz = sizeof(both), .data = both},
	};

	(void)state;
	segments(list, 2);
	assert_int_equal(report.service_count, 2);
	assert_string_equal(report.services[0], "rpmsg-tty");
	assert_string_equal(report.services[1], "rpmsg-tty-channel");
	expect("tty-dialect", IMAGE_NOTE);
}

/* Whatever the table says, looking at it is safe: every byte of it spoilt, and every length. */
static void survives_any_table(void **state)
{
	static const uint8_t values[] = {0x00, 0x01, 0x7F, 0x80, 0xFF};
	uint32_t i;
	size_t v;

	(void)state;
	for (i = 0; i < 160; i++) {
		make_table(i);
		for (v = 0; v < sizeof(values); v++) {
			uint8_t *byte = (uint8_t *)&table + i;
			uint8_t before = *byte;

			*byte = values[v];
			make_table(160);
			*byte = before;
		}
	}
}

static void counts_what_it_cannot_list(void **state)
{
	static struct test_segment many[200];
	uint32_t i;

	(void)state;
	for (i = 0; i < 200; i++) {
		many[i].paddr = 0x20000000;
		many[i].memsz = 1;
	}
	test_image_segments(&image, many, 200, NULL, 0, 0);
	make();
	assert_int_equal(report.segment_count, 200);
	assert_int_equal(report.diagnosis_count, IMAGE_REPORT_DIAGNOSES);
	assert_int_equal(report.worst, IMAGE_ERROR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(has_nothing_against_a_good_image, set_up),
		cmocka_unit_test_setup(finds_segments_out_of_place, set_up),
		cmocka_unit_test_setup(finds_segments_that_overlap, set_up),
		cmocka_unit_test_setup(finds_bad_vectors, set_up),
		cmocka_unit_test_setup(finds_bad_tables, set_up),
		cmocka_unit_test_setup(finds_bad_entries, set_up),
		cmocka_unit_test_setup(finds_bad_carveouts, set_up),
		cmocka_unit_test_setup(finds_bad_vdevs, set_up),
		cmocka_unit_test_setup(finds_bad_vrings, set_up),
		cmocka_unit_test_setup(wants_regions_for_every_vdev, set_up),
		cmocka_unit_test_setup(keeps_a_table_in_sram3_clear_of_a_second_vdev, set_up),
		cmocka_unit_test_setup(names_the_service_dialects, set_up),
		cmocka_unit_test_setup(survives_any_table, set_up),
		cmocka_unit_test_setup(counts_what_it_cannot_list, set_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
