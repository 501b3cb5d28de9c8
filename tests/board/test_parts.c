/* SPDX-License-Identifier: BSD-3-Clause */
/* LEDs and buttons of the virtual DK2, and of trees that are not right. */
#include "fixture.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/dts/trees.h"
#include "board/gpio.h"
#include "board/parts/part.h"

/* RM0436: GPIO A and H; modes of two bits a pin. */
#define A_MODER	  0x50002000
#define A_OTYPER  0x50002004
#define A_IDR	  0x50002010
#define A_BSRR	  0x50002018
#define H_MODER	  0x50009000
#define H_BSRR	  0x50009018
#define PIN(n)	  (1u << (n))
#define RESET(n)  (1u << ((n) + 16))
#define OUTPUT(n) (1u << 2 * (n))
#define MODE(n)	  (3u << 2 * (n))

struct rig {
	struct fixture *fixture;
	struct dt dt;
	struct parts *parts;
	unsigned changed;
	char last[2 * PART_NAME_MAX];
	unsigned passed_over;
	char why[400];
};

static void on_changed(void *context, struct part *part)
{
	struct rig *rig = context;
	char state[16];

	assert_int_equal(part_get(part, "state", state, sizeof(state)), 0);
	snprintf(rig->last, sizeof(rig->last), "%s %s", part->name, state);
	rig->changed++;
}

static void on_passed_over(void *context, const char *text)
{
	struct rig *rig = context;

	rig->passed_over++;
	snprintf(rig->why, sizeof(rig->why), "%s", text);
}

static void rig_parts(struct rig *rig, const void *tree, size_t size)
{
	const struct parts_listener listener = {
		.context = rig, .changed = on_changed, .passed_over = on_passed_over};

	assert_int_equal(dt_open(&rig->dt, tree, size, NULL), 0);
	assert_int_equal(parts_create(&rig->parts, rig->fixture->board, &rig->dt, &listener), 0);
}

static int rig_bare(void **state)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	void *fixture;

	if (!rig || fixture_dk2(&fixture))
		return -1;
	rig->fixture = fixture;
	/* The clocks of all banks, for the M4. */
	wr(rig->fixture, SOC_M4, 0x50000AA8, 0x07FF);
	*state = rig;
	return 0;
}

static int rig_dk2(void **state)
{
	struct board_tree tree = trees_linux();

	if (rig_bare(state))
		return -1;
	rig_parts(*state, tree.data, tree.size);
	return 0;
}

static int rig_done(void **state)
{
	struct rig *rig = *state;
	void *fixture = rig->fixture;

	parts_destroy(rig->parts);
	free(rig);
	return fixture_done(&fixture);
}

static void assert_property(struct rig *rig, const char *name, const char *property,
			    const char *wanted)
{
	struct part *part = parts_find(rig->parts, name);
	char value[PART_VALUE_MAX];

	assert_non_null(part);
	assert_int_equal(part_get(part, property, value, sizeof(value)), 0);
	assert_string_equal(value, wanted);
}

static int set(struct rig *rig, const char *name, const char *property, const char *value)
{
	struct part *part = parts_find(rig->parts, name);

	assert_non_null(part);
	return part_set(part, property, value);
}

/* The pin as an output of this kind. */
static void output(struct rig *rig, uint32_t moder, unsigned pin)
{
	wr(rig->fixture, SOC_M4, moder,
	   (rd(rig->fixture, SOC_M4, moder) & ~MODE(pin)) | OUTPUT(pin));
}

static void pass(struct rig *rig, uint64_t ps)
{
	struct timeline *timeline = board_timeline(rig->fixture->board);

	timeline_advance(timeline, timeline_now(timeline) + ps);
}

static void names_are_those_of_the_tree(void **state)
{
	static const char *const names[] = {"blue",  "green", "red",   "orange",
					    "user1", "user2", "wakeup"};
	struct rig *rig = *state;
	struct part *part = parts_first(rig->parts);
	size_t count = 0;

	/* In their order, whatever else stands between. */
	for (; part; part = part->next) {
		const bool is_led = !strcmp(part->kind->kind, "led");

		if (!is_led && strcmp(part->kind->kind, "button") != 0)
			continue;
		assert_true(count < sizeof(names) / sizeof(names[0]));
		assert_string_equal(part->name, names[count]);
		assert_int_equal(is_led, count < 4);
		count++;
	}
	assert_int_equal(count, sizeof(names) / sizeof(names[0]));
	assert_null(parts_find(rig->parts, "yellow"));
	assert_int_equal(rig->passed_over, 0);
	assert_int_equal(rig->changed, 0);
	assert_null(parts_first(NULL));
}

static void led_follows_its_pin(void **state)
{
	struct rig *rig = *state;

	assert_property(rig, "orange", "state", "off");
	output(rig, H_MODER, 7);
	assert_int_equal(rig->changed, 0);
	pass(rig, 3 * PS_PER_MS);
	wr(rig->fixture, SOC_M4, H_BSRR, PIN(7));
	assert_string_equal(rig->last, "orange on");
	assert_property(rig, "orange", "state", "on");
	assert_property(rig, "orange", "since", "0.003000");
	wr(rig->fixture, SOC_M4, H_BSRR, PIN(7) | PIN(6));
	assert_int_equal(rig->changed, 1);
	wr(rig->fixture, SOC_M4, H_BSRR, RESET(7));
	assert_string_equal(rig->last, "orange off");
	assert_property(rig, "orange", "changes", "2");
	assert_int_equal(set(rig, "orange", "state", "on"), -EACCES);
	assert_int_equal(set(rig, "orange", "colour", "red"), -ENOENT);
}

/* An LED that the low level lights, on an open drain beside a button. */
static void led_may_be_active_low(void **state)
{
	struct rig *rig = *state;

	assert_property(rig, "green", "state", "off");
	wr(rig->fixture, SOC_M4, A_BSRR, PIN(14));
	wr(rig->fixture, SOC_M4, A_OTYPER, PIN(14));
	output(rig, A_MODER, 14);
	assert_property(rig, "green", "state", "off");
	wr(rig->fixture, SOC_M4, A_BSRR, RESET(14));
	assert_string_equal(rig->last, "green on");
	wr(rig->fixture, SOC_M4, A_BSRR, PIN(14));
	assert_string_equal(rig->last, "green off");
	/* The finger lights it, too. */
	assert_int_equal(set(rig, "user1", "state", "pressed"), 0);
	assert_property(rig, "green", "state", "on");
	assert_int_equal(rd(rig->fixture, SOC_M4, A_IDR) & PIN(14), 0);
}

static void button_drives_its_pin(void **state)
{
	struct rig *rig = *state;

	wr(rig->fixture, SOC_M4, A_MODER, ~(MODE(14) | MODE(13)));
	assert_int_equal(rd(rig->fixture, SOC_M4, A_IDR) & (PIN(14) | PIN(13)), PIN(14) | PIN(13));
	assert_int_equal(set(rig, "user1", "press", "20ms"), 0);
	assert_string_equal(rig->last, "user1 pressed");
	assert_int_equal(rd(rig->fixture, SOC_M4, A_IDR) & (PIN(14) | PIN(13)), PIN(13));
	pass(rig, 20 * PS_PER_MS - 1);
	assert_property(rig, "user1", "state", "pressed");
	pass(rig, 1);
	assert_property(rig, "user1", "state", "released");
	assert_int_equal(rd(rig->fixture, SOC_M4, A_IDR) & PIN(14), PIN(14));

	assert_int_equal(set(rig, "user1", "state", "pressed"), 0);
	pass(rig, PS_PER_S);
	assert_property(rig, "user1", "state", "pressed");
	/* What is held already is held for that long. */
	assert_int_equal(set(rig, "user1", "press", "1ms"), 0);
	pass(rig, PS_PER_MS);
	assert_property(rig, "user1", "state", "released");
	assert_property(rig, "user1", "presses", "2");
	assert_property(rig, "user1", "press", "0.001000s");
}

static void button_bounces(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(set(rig, "user2", "bounces", "2"), 0);
	assert_int_equal(set(rig, "user2", "press", "10ms"), 0);
	/* Down, up, down, up, down: seen on the LED of the same wire. */
	assert_property(rig, "red", "changes", "1");
	pass(rig, 200 * PS_PER_US);
	assert_property(rig, "red", "state", "off");
	pass(rig, 600 * PS_PER_US);
	assert_property(rig, "red", "changes", "5");
	assert_property(rig, "red", "state", "on");
	pass(rig, 20 * PS_PER_MS);
	assert_property(rig, "red", "changes", "10");
	assert_property(rig, "red", "state", "off");
	/* Let go of before it is at rest. */
	assert_int_equal(set(rig, "user2", "press", "300us"), 0);
	pass(rig, 20 * PS_PER_MS);
	assert_property(rig, "red", "state", "off");
}

static void values_that_are_none(void **state)
{
	static const char *const none[] = {
		"",	    "1",    "ms",   "-1ms", "1.ms",
		"1 ms",	    "0s",   "0",    "1h",   ".5s",
		"2000000s", "0x1s", "1mss", "1e3s", "99999999999999999999999999s"};
	static const char *const bounces[] = {
		"", "-1", "101", "x", "1x", " 1", "99999999999999999999"};
	struct rig *rig = *state;

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_int_equal(set(rig, "user1", "press", none[i]), -EINVAL);
	for (size_t i = 0; i < sizeof(bounces) / sizeof(bounces[0]); i++)
		assert_int_equal(set(rig, "user1", "bounces", bounces[i]), -EINVAL);
	assert_int_equal(set(rig, "user1", "state", "held"), -EINVAL);
	assert_int_equal(set(rig, "user1", "presses", "0"), -EACCES);
	assert_property(rig, "user1", "state", "released");
	assert_int_equal(rig->changed, 0);
}

/* Parts are not the chip's: they keep what they are over its reset. */
static void reset_leaves_parts_alone(void **state)
{
	struct rig *rig = *state;

	output(rig, H_MODER, 7);
	wr(rig->fixture, SOC_M4, H_BSRR, PIN(7));
	assert_int_equal(set(rig, "user1", "state", "pressed"), 0);
	board_reset(rig->fixture->board);
	assert_string_equal(rig->last, "orange off");
	assert_property(rig, "user1", "state", "pressed");
	assert_property(rig, "green", "state", "on");
	assert_property(rig, "orange", "changes", "2");
}

/* ---- trees ---- */

static void nodes_without_a_pin(void **state)
{
	struct board_tree tree = trees_linux();
	struct rig *rig = *state;
	struct dt_copy copy = {.memory = NULL};
	int leds;

	assert_int_equal(dt_open(&rig->dt, tree.data, tree.size, NULL), 0);
	assert_int_equal(dt_copy_make(&copy, &rig->dt), 0);
	leds = dt_find(&copy.dt, "/leds/led-blue");
	assert_int_equal(dt_set_cell(&copy, leds, "gpios", 0xFFFF), 0);
	rig_parts(rig, copy.dt.blob, copy.dt.size);
	assert_int_equal(rig->passed_over, 1);
	assert_string_equal(rig->why, "/leds/led-blue: no part is made of it: gpios does not say "
				      "which pin");
	assert_null(parts_find(rig->parts, "blue"));
	assert_non_null(parts_find(rig->parts, "green"));
	dt_copy_free(&copy);
}

/* As the joystick of an EV1, which hangs on a port expander and is told by interrupts. */
static void nodes_without_gpios(void **state)
{
	struct board_tree tree = trees_linux();
	struct rig *rig = *state;
	struct dt_copy copy = {.memory = NULL};

	assert_int_equal(dt_open(&rig->dt, tree.data, tree.size, NULL), 0);
	assert_int_equal(dt_copy_make(&copy, &rig->dt), 0);
	assert_int_equal(
		dt_set_string(&copy, dt_find(&copy.dt, "/cpus"), "compatible", "gpio-keys"), 0);
	rig_parts(rig, copy.dt.blob, copy.dt.size);
	assert_int_equal(rig->passed_over, 2);
	assert_string_equal(rig->why, "/cpus/cpu@1: no part is made of it: it has no gpios");
	dt_copy_free(&copy);
}

static void every_node_a_group(void **state)
{
	struct board_tree tree = trees_linux();
	struct rig *rig = *state;
	struct dt_copy copy = {.memory = NULL};

	assert_int_equal(dt_open(&rig->dt, tree.data, tree.size, NULL), 0);
	assert_int_equal(dt_copy_make(&copy, &rig->dt), 0);
	for (int node = 0; node >= 0; node = dt_next(&copy.dt, node)) {
		char path[DT_PATH_MAX];

		dt_path(&copy.dt, node, path);
		assert_int_equal(dt_set_string(&copy, node, "compatible", "gpio-keys"), 0);
		node = dt_find(&copy.dt, path);
	}
	rig_parts(rig, copy.dt.blob, copy.dt.size);
	/* The LEDs have a pin each, as a button has. */
	assert_non_null(parts_find(rig->parts, "orange"));
	assert_string_equal(parts_find(rig->parts, "orange")->kind->kind, "button");
	assert_true(rig->passed_over > 100);
	dt_copy_free(&copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(names_are_those_of_the_tree, rig_dk2, rig_done),
		cmocka_unit_test_setup_teardown(led_follows_its_pin, rig_dk2, rig_done),
		cmocka_unit_test_setup_teardown(led_may_be_active_low, rig_dk2, rig_done),
		cmocka_unit_test_setup_teardown(button_drives_its_pin, rig_dk2, rig_done),
		cmocka_unit_test_setup_teardown(button_bounces, rig_dk2, rig_done),
		cmocka_unit_test_setup_teardown(values_that_are_none, rig_dk2, rig_done),
		cmocka_unit_test_setup_teardown(reset_leaves_parts_alone, rig_dk2, rig_done),
		cmocka_unit_test_setup_teardown(nodes_without_a_pin, rig_bare, rig_done),
		cmocka_unit_test_setup_teardown(nodes_without_gpios, rig_bare, rig_done),
		cmocka_unit_test_setup_teardown(every_node_a_group, rig_bare, rig_done),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
