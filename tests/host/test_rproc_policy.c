/* SPDX-License-Identifier: BSD-3-Clause */
/* What is refused, what starts only as Linux starts it, and what becomes of entries of the table. */
#include "host/echo_firmware.h"

#include "host/elf_builder.h"

static struct fake fake;
static struct test_image image;
static struct resource_table_rpmsg table;
static struct remoteproc *rproc;

static void create(bool as_linux)
{
	struct remoteproc_config config = {.platform = &fake.platform, .as_linux = as_linux};

	assert_int_equal(remoteproc_create(&rproc, &config), 0);
	fake.rproc = rproc;
}

static int set_up(void **state)
{
	(void)state;
	fake_init(&fake);
	test_table_init(&table);
	create(false);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	remoteproc_destroy(rproc);
	fake_check_clean(&fake);
	return 0;
}

static void start(void)
{
	struct host_error error;

	assert_int_equal(remoteproc_set_firmware(rproc, image.bytes, image.size), 0);
	if (remoteproc_start(rproc, &error))
		fail_msg("%s: %s: %s", error.code, error.place, error.text);
}

static struct resource_table_rpmsg *live(void)
{
	return fake_at(&fake, TEST_TABLE_DA);
}

/* Refused with this code, and with as_linux started, with a note. */
static void expect_policy(const char *code)
{
	struct host_error error;

	assert_int_equal(remoteproc_set_firmware(rproc, image.bytes, image.size), 0);
	assert_int_equal(remoteproc_start(rproc, &error), -EINVAL);
	assert_string_equal(error.code, code);
	assert_int_equal(fake.starts, 0);
	assert_int_equal(remoteproc_state(rproc), RPROC_OFFLINE);
	remoteproc_destroy(rproc);
	create(true);
	assert_int_equal(remoteproc_set_firmware(rproc, image.bytes, image.size), 0);
	assert_int_equal(remoteproc_start(rproc, &error), 0);
	assert_int_equal(fake.starts, 1);
	assert_non_null(fake_event(&fake, HOST_EVENT_NOTE, code));
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	fake_advance(&fake, 600);
	assert_int_equal(remoteproc_state(rproc), RPROC_OFFLINE);
}

static void refuses_a_malformed_table_unless_as_linux(void **state)
{
	(void)state;
	table.header.ver = 2;
	test_image_make(&image, &table, sizeof(table));
	expect_policy("table-malformed");
}

static void refuses_missing_vectors_unless_as_linux(void **state)
{
	const struct test_segment text = {.paddr = TEST_TEXT_DA, .memsz = 64, .filesz = 64};

	(void)state;
	test_image_segments(&image, &text, 1, NULL, 0, 0);
	expect_policy("vectors-missing");
}

static void refuses_a_trace_outside_memory_unless_as_linux(void **state)
{
	(void)state;
	table.trace.da = 0x20000000;
	test_image_make(&image, &table, sizeof(table));
	expect_policy("trace-outside-memory");
}

static void runs_without_rpmsg_as_linux_when_buffers_do_not_fit(void **state)
{
	(void)state;
	table.vring[0].num = 32;
	table.vring[1].num = 32;
	test_image_make(&image, &table, sizeof(table));
	expect_policy("vdev-buffers");
	assert_non_null(fake_event(&fake, HOST_EVENT_NOTE, "vdev-failed"));
}

static void leaves_a_table_outside_memory_alone_as_linux(void **state)
{
	const struct test_segment segments[] = {
		{.paddr = 0, .memsz = 8, .filesz = 8, .data = test_vectors},
		{.paddr = TEST_TEXT_DA, .memsz = 64, .filesz = 32},
	};

	(void)state;
	table.header.num = 1;
	test_image_segments(&image, segments, 2, &table, sizeof(table), 0x20000000);
	expect_policy("table-outside-memory");
}

static void does_not_boot_what_linux_does_not(void **state)
{
	struct host_error error;

	(void)state;
	remoteproc_destroy(rproc);
	create(true);
	table.vring[1].num = 0;
	test_image_make(&image, &table, sizeof(table));
	assert_int_equal(remoteproc_set_firmware(rproc, image.bytes, image.size), 0);
	assert_int_equal(remoteproc_start(rproc, &error), -EINVAL);
	assert_string_equal(error.code, "vring-empty");
	assert_string_equal(error.place, "resource table, vdev 0, vring 1");
	assert_int_equal(fake.starts, 0);
}

static void writes_the_place_of_a_carveout(void **state)
{
	struct {
		struct resource_table_header header;
		uint32_t offset[1];
		struct rsc_carveout carveout;
	} COPRO_PACKED asks = {
		.header = {.ver = 1, .num = 1},
		.offset = {20},
		.carveout = {.da = RSC_ADDR_ANY, .len = 16, .name = "retram"},
	};
	const struct rsc_carveout *given;

	(void)state;
	test_image_make(&image, &asks, sizeof(asks));
	start();
	given = fake_at(&fake, TEST_TABLE_DA + 20);
	assert_int_equal(given->da, 0);
	assert_int_equal(given->pa, 0x38000000);
	assert_int_equal(given->len, 0x10000);
}

static void leaves_other_virtio_devices_alone(void **state)
{
	(void)state;
	table.vdev.id = 3;
	test_image_make(&image, &table, sizeof(table));
	start();
	assert_int_equal(live()->vdev.status, 1);
	assert_null(remoteproc_bus(rproc, 0));
}

/* rproc_handle_resources() of Linux: "unsupported resource", and on. */
static void tells_of_entries_that_it_skips(void **state)
{
	(void)state;
	table.trace.type = 99;
	test_image_make(&image, &table, sizeof(table));
	start();
	assert_string_equal(fake_event(&fake, HOST_EVENT_NOTE, "entry-unknown")->text,
			    "resource table, entry 1: has the unknown type 99, which is skipped");
	assert_int_equal(remoteproc_stop(rproc, NULL, NULL), 0);
	fake_advance(&fake, 600);
	table.trace.type = RSC_VENDOR_START;
	test_image_make(&image, &table, sizeof(table));
	start();
	assert_string_equal(fake_event(&fake, HOST_EVENT_NOTE, "entry-vendor")->text,
			    "resource table, entry 1: has the vendor type 128, which is skipped");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(refuses_a_malformed_table_unless_as_linux, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(refuses_missing_vectors_unless_as_linux, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(refuses_a_trace_outside_memory_unless_as_linux,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(runs_without_rpmsg_as_linux_when_buffers_do_not_fit,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(leaves_a_table_outside_memory_alone_as_linux,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(does_not_boot_what_linux_does_not, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(writes_the_place_of_a_carveout, set_up, tear_down),
		cmocka_unit_test_setup_teardown(tells_of_entries_that_it_skips, set_up, tear_down),
		cmocka_unit_test_setup_teardown(leaves_other_virtio_devices_alone, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
