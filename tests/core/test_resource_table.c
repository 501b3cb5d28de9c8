/* SPDX-License-Identifier: BSD-3-Clause */
/* Resource tables: the layout byte by byte, and tables that lie. */
#include "pair.h"

static const struct resource_table_rpmsg good = RESOURCE_TABLE_RPMSG(16, 0x10020000, 64, "m4_log");

static void test_layout(void **state)
{
	const uint8_t *bytes = (const uint8_t *)&good;

	(void)state;
	assert_int_equal(sizeof(good), 1024);
	assert_int_equal(sizeof(struct rsc_carveout), 56);
	assert_int_equal(sizeof(struct rsc_trace), 48);
	assert_int_equal(sizeof(struct rsc_vdev), 28);
	assert_int_equal(sizeof(struct rsc_vring), 20);
	assert_int_equal(bytes[0], 1); /* ver */
	assert_int_equal(bytes[4], 2); /* num */
	assert_int_equal(bytes[16], 24); /* vdev after header and two offsets */
	assert_int_equal(bytes[20], 92); /* trace after vdev and two vrings */
	assert_int_equal(bytes[24], 3); /* VDEV */
	assert_int_equal(bytes[28], 7); /* rpmsg */
	assert_int_equal(bytes[36], 1); /* NS offered */
	assert_int_equal(bytes[49], 2); /* vrings */
	assert_int_equal(bytes[52], 0xFF); /* da ANY */
	assert_int_equal(bytes[56], 16); /* align */
	assert_int_equal(bytes[60], 16); /* num */
	assert_int_equal(bytes[92], 2); /* TRACE */
	assert_string_equal((const char *)bytes + 108, "m4_log");
}

static void test_read(void **state)
{
	struct resource_entry entry;
	struct rsc_vring vring;
	uint32_t count, offset;

	(void)state;
	assert_int_equal(resource_table_check(&good, sizeof(good), &count), RESOURCE_TABLE_OK);
	assert_int_equal(count, 2);
	assert_int_equal(resource_table_entry(&good, sizeof(good), 0, &entry), RESOURCE_TABLE_OK);
	assert_int_equal(entry.type, RSC_VDEV);
	assert_int_equal(entry.offset, 24);
	assert_int_equal(entry.vdev.num_of_vrings, 2);
	assert_int_equal(resource_table_vring(&good, sizeof(good), &entry, 1, &vring, &offset),
			 RESOURCE_TABLE_OK);
	assert_int_equal(offset, 72);
	assert_int_equal(vring.notifyid, 1);
	assert_int_equal(resource_table_entry(&good, sizeof(good), 1, &entry), RESOURCE_TABLE_OK);
	assert_int_equal(entry.type, RSC_TRACE);
	assert_int_equal(entry.trace.len, 64);
	assert_int_equal(resource_table_entry(&good, 24, 2, &entry), RESOURCE_TABLE_COUNT);
}

/* Every shorter table is refused, and nothing behind its end is read (the copy is exactly as long). */
static void test_cut_at_every_byte(void **state)
{
	size_t size;

	(void)state;
	for (size = 0; size < 140; size++) {
		uint8_t *copy = test_malloc(size ? size : 1);
		uint32_t count;

		memcpy(copy, &good, size);
		assert_int_not_equal(resource_table_check(copy, size, &count), RESOURCE_TABLE_OK);
		assert_int_equal(count, 0);
		test_free(copy);
	}
	{
		uint32_t count;

		assert_int_equal(resource_table_check(&good, 140, &count), RESOURCE_TABLE_OK);
	}
}

static enum resource_table_error check_with(size_t byte, uint8_t value, size_t size)
{
	uint8_t copy[140];
	uint32_t count;

	memcpy(copy, &good, sizeof(copy));
	copy[byte] = value;
	return resource_table_check(copy, size, &count);
}

static void test_lies(void **state)
{
	uint8_t copy[140];
	uint32_t count, i;

	(void)state;
	assert_int_equal(check_with(0, 2, 140), RESOURCE_TABLE_VERSION);
	assert_int_equal(check_with(0, 0, 140), RESOURCE_TABLE_VERSION);
	assert_int_equal(check_with(3, 1, 140), RESOURCE_TABLE_VERSION);
	for (i = 8; i < 16; i++)
		assert_int_equal(check_with(i, 1, 140), RESOURCE_TABLE_RESERVED);
	assert_int_equal(check_with(4, 32, 140), RESOURCE_TABLE_COUNT);
	assert_int_equal(check_with(7, 0xFF, 140), RESOURCE_TABLE_COUNT);
	assert_int_equal(check_with(7, 0x40, 140), RESOURCE_TABLE_COUNT); /* 4 * num wraps */
	assert_int_equal(check_with(16, 137, 140), RESOURCE_TABLE_OFFSET);
	assert_int_equal(check_with(19, 0xFF, 140), RESOURCE_TABLE_OFFSET);
	assert_int_equal(check_with(20, 93, 140), RESOURCE_TABLE_ENTRY); /* a carveout, cut */
	assert_int_equal(check_with(49, 3, 140), RESOURCE_TABLE_OK); /* still inside */
	assert_int_equal(check_with(49, 255, 140), RESOURCE_TABLE_ENTRY);
	assert_int_equal(check_with(44, 49, 140), RESOURCE_TABLE_ENTRY); /* config_len */
	assert_int_equal(check_with(44, 48, 140), RESOURCE_TABLE_OK);
	assert_int_equal(check_with(47, 0xFF, 140), RESOURCE_TABLE_ENTRY);
	memcpy(copy, &good, sizeof(copy));
	memset(copy + 16, 0xFF, 4);
	assert_int_equal(resource_table_check(copy, sizeof(copy), &count), RESOURCE_TABLE_OFFSET);
	for (i = RESOURCE_TABLE_OK; i <= RESOURCE_TABLE_ENTRY; i++)
		assert_string_not_equal(resource_table_error_text(i), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layout),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_cut_at_every_byte),
		cmocka_unit_test(test_lies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
