/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/rproc_fixture.h"

struct fake fake;
struct echo_firmware firmware;
struct test_image image;
struct resource_table_rpmsg table;
struct remoteproc *rproc;

void fixture_create(struct rpmsg_driver **drivers, uint32_t driver_count,
		    const char *const *services)
{
	struct remoteproc_config config = {
		.platform = &fake.platform, .drivers = drivers, .driver_count = driver_count};

	echo_init(&firmware, &fake, services);
	test_table_init(&table);
	test_image_make(&image, &table, sizeof(table));
	assert_int_equal(remoteproc_create(&rproc, &config), 0);
	fake.rproc = rproc;
}

void fixture_open(struct rpmsg_driver **drivers, uint32_t driver_count, const char *const *services)
{
	fake_init(&fake);
	fixture_create(drivers, driver_count, services);
}

void fixture_start(void)
{
	struct host_error error;

	assert_int_equal(remoteproc_set_firmware(rproc, image.bytes, image.size), 0);
	if (remoteproc_start(rproc, &error))
		fail_msg("%s: %s: %s", error.code, error.place, error.text);
	fake_settle(&fake);
}

int fixture_tear_down(void **state)
{
	(void)state;
	remoteproc_destroy(rproc);
	fake_check_clean(&fake);
	return 0;
}
