/* SPDX-License-Identifier: BSD-3-Clause */
/* The part of the converters' node: what a user puts on analog pins. */
#include "adc_bench.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "board/dts/trees.h"
#include "board/parts/part.h"
#include "soc/pin.h"

struct analog_rig {
	struct fixture *f;
	struct dt dt;
	struct parts *parts;
	struct part *part;
};

static int rig_begin(void **state)
{
	static struct analog_rig rig;
	const struct board_tree tree = trees_linux();
	void *fixture;

	rig = (struct analog_rig){0};
	if (with_adc(&fixture) || dt_open(&rig.dt, tree.data, tree.size, NULL))
		return -1;
	rig.f = fixture;
	if (parts_create(&rig.parts, rig.f->board, &rig.dt, NULL))
		return -1;
	rig.part = parts_find(rig.parts, "adc");
	*state = &rig;
	return rig.part ? 0 : -1;
}

static int rig_end(void **state)
{
	struct analog_rig *rig = *state;
	void *fixture = rig->f;

	parts_destroy(rig->parts);
	return fixture_done(&fixture);
}

static void assert_reads(struct analog_rig *rig, const char *property, const char *expected)
{
	char value[32];

	assert_int_equal(part_get(rig->part, property, value, sizeof(value)), 0);
	assert_string_equal(value, expected);
}

/* The tree's reference is VREFBUF's, 2.5 V. */
static void the_converter_sees_what_is_set(void **state)
{
	struct analog_rig *rig = *state;
	struct fixture *f = rig->f;

	assert_reads(rig, "vref", "2.5");
	power(f, ADC1);
	assert_reads(rig, "PC0", "0.0");
	assert_int_equal(part_set(rig->part, "PC0", "1.25"), 0);
	assert_reads(rig, "PC0", "1.25");
	assert_int_equal(convert(f, ADC1, 10), 0x8000);
	assert_int_equal(part_set(rig->part, "ANA0", "0.625"), 0);
	assert_int_equal(convert(f, ADC1, 0), 0x4000);
	assert_int_equal(part_set(rig->part, "ANA1", "2"), 0);
	assert_int_equal(convert(f, ADC1, 1), 0xCCCD);
	assert_int_equal(part_set(rig->part, "vref", "3.3"), 0);
	assert_int_equal(part_set(rig->part, "PC0", "1.65"), 0);
	assert_int_equal(convert(f, ADC1, 10), 0x8000);
	assert_int_equal(part_set(rig->part, "PC0", "none"), 0);
	assert_int_equal(convert(f, ADC1, 10), 0);
	/* a reset of the chip changes nothing of it */
	assert_int_equal(part_set(rig->part, "PC0", "-0.000001"), 0);
	board_reset(f->board);
	assert_reads(rig, "PC0", "-0.000001");
}

static void values_that_are_none(void **state)
{
	static const char *const wrong[][2] = {
		{"PC0", ""},	 {"PC0", "V"},		 {"PC0", "1.2V"},
		{"PC0", "5.1"},	 {"PC0", "-0.4"},	 {"PC0", "1."},
		{"PC0", ".5"},	 {"PC0", "1.2345678"},	 {"PC0", "9999"},
		{"vref", "0.9"}, {"vref", "none"},	 {"vref", "3.7"},
		{"vbat", "-1"},	 {"temperature", "126"}, {"temperature", "-41"},
	};
	struct analog_rig *rig = *state;

	for (unsigned i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(part_set(rig->part, wrong[i][0], wrong[i][1]), -EINVAL);
	assert_int_equal(part_set(rig->part, "PC9", "1"), -ENOENT);
	assert_int_equal(part_set(rig->part, "temperature", "-40"), 0);
	assert_reads(rig, "temperature", "-40.0");
	assert_reads(rig, "PC0", "0.0");
}

static bool is_property(const struct part *part, const char *name)
{
	const struct part_property *property = part->kind->properties;

	while (property->name && strcmp(property->name, name) != 0)
		property++;
	return property->name;
}

/* Every pin that a converter reaches, and no other. */
static void pins_are_those_of_the_chip(void **state)
{
	struct analog_rig *rig = *state;

	for (size_t i = 0; i < soc_pin_count(); i++) {
		const struct soc_pin *pin = soc_pin_at(i);
		bool analog = false;

		for (unsigned channel = 0; channel < 20; channel++) {
			char one[16], two[16];

			snprintf(one, sizeof(one), "ADC1_INP%u", channel);
			snprintf(two, sizeof(two), "ADC2_INP%u", channel);
			analog |= soc_pin_af(pin, one) >= 0 || soc_pin_af(pin, two) >= 0;
		}
		assert_int_equal(is_property(rig->part, pin->name), analog);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, rig_begin, rig_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_converter_sees_what_is_set),
		TEST(values_that_are_none),
		TEST(pins_are_those_of_the_chip),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
