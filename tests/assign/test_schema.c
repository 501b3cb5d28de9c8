/* SPDX-License-Identifier: BSD-3-Clause */
/* docs/assignment.schema.json says of the file what the reader knows, no more and no less. */
#include "assign/fixture.h"

#include <jansson.h>

#include "assign/reader.h"
#include "soc/peripheral.h"

static json_t *schema_load(void)
{
	char *text = source_file("docs/assignment.schema.json");
	json_t *schema = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	free(text);
	assert_non_null(schema);
	return schema;
}

static const json_t *definition(const json_t *schema, const char *name)
{
	const json_t *found = json_object_get(json_object_get(schema, "$defs"), name);

	if (!found)
		fail_msg("the schema has no $defs/%s", name);
	return found;
}

static void words_agree(const json_t *property, const struct reader_key *key)
{
	const json_t *words = json_object_get(property, "enum");
	size_t count = 0;

	while (key->words[count]) {
		const char *word = json_string_value(json_array_get(words, count));

		if (!word || strcmp(word, key->words[count]) != 0)
			fail_msg("%s: word %zu is %s in the schema, %s in the reader", key->name,
				 count, word ? word : "nothing", key->words[count]);
		count++;
	}
	assert_int_equal(json_array_size(words), count);
}

static void table_agrees(const json_t *schema, const char *name, const struct reader_key *keys)
{
	const json_t *object = definition(schema, name);
	const json_t *properties = json_object_get(object, "properties");
	size_t count = 0;

	assert_true(json_is_false(json_object_get(object, "additionalProperties")));
	for (; keys[count].name; count++) {
		const json_t *property = json_object_get(properties, keys[count].name);

		if (!property)
			fail_msg("$defs/%s has no %s", name, keys[count].name);
		if (keys[count].words)
			words_agree(property, &keys[count]);
	}
	assert_int_equal(json_object_size(properties), count);
}

static void test_tables(void **state)
{
	json_t *schema = schema_load();

	(void)state;
	table_agrees(schema, "file", reader_file_keys);
	table_agrees(schema, "peripheral", reader_peripheral_keys);
	table_agrees(schema, "pin", reader_pin_keys);
	table_agrees(schema, "gpio", reader_gpio_keys);
	table_agrees(schema, "clock", reader_clock_keys);
	table_agrees(schema, "clocks", reader_clocks_keys);
	table_agrees(schema, "pll", reader_pll_keys);
	table_agrees(schema, "region", reader_region_keys);
	table_agrees(schema, "rpmsg", reader_rpmsg_keys);
	table_agrees(schema, "locks", reader_locks_keys);
	json_decref(schema);
}

static void test_peripherals(void **state)
{
	json_t *schema = schema_load();
	const json_t *properties = json_object_get(definition(schema, "file"), "properties");
	const json_t *names =
		json_object_get(json_object_get(properties, "peripherals"), "properties");
	size_t count;
	const struct soc_peripheral *all = soc_peripherals(&count);

	(void)state;
	assert_int_equal(json_object_size(names), count);
	for (size_t i = 0; i < count; i++) {
		if (!json_object_get(names, all[i].name))
			fail_msg("the schema has no %s", all[i].name);
	}
	json_decref(schema);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_peripherals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
