/* SPDX-License-Identifier: BSD-3-Clause */
/* A scenario's file: what a step says, and where and how a wrong one is refused. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "board/timeline.h"
#include "machine/scenario_plan.h"

#define TIMEOUT PS_PER_S

static struct scenario_plan *plan_of(const char *text)
{
	struct yaml_error error = {.text = ""};
	struct scenario_plan *plan = NULL;
	int rc = scenario_plan_read(&plan, text, strlen(text), "file.yaml", TIMEOUT, &error);

	if (rc)
		print_error("%u:%u: %s\n", error.line, error.column, error.text);
	assert_int_equal(rc, 0);
	return plan;
}

/* The step in words, of one that is alone. */
static void says(const char *step, const char *words)
{
	char text[512];
	struct scenario_plan *plan;

	snprintf(text, sizeof(text), "steps:\n  - %s\n", step);
	plan = plan_of(text);
	assert_int_equal(plan->count, 1);
	assert_string_equal(plan->steps[0].words, words);
	assert_int_equal(plan->steps[0].line, 2);
	assert_int_equal(plan->steps[0].column, 5);
	scenario_plan_free(plan);
}

static void refuses(const char *text, unsigned line, unsigned column, const char *said)
{
	struct yaml_error error = {.text = ""};
	struct scenario_plan *plan = NULL;
	int rc = scenario_plan_read(&plan, text, strlen(text), "file.yaml", TIMEOUT, &error);

	if (rc != -EINVAL || error.line != line || error.column != column ||
	    !strstr(error.text, said))
		print_error("%s\n-> %d, %u:%u: %s\n", text, rc, error.line, error.column,
			    error.text);
	assert_int_equal(rc, -EINVAL);
	assert_int_equal(error.line, line);
	assert_int_equal(error.column, column);
	assert_non_null(strstr(error.text, said));
}

/* A step alone, from column 5 of line 2. */
static void refuses_step(const char *step, unsigned column, const char *said)
{
	char text[1024];

	snprintf(text, sizeof(text), "steps:\n  - %s\n", step);
	refuses(text, 2, column, said);
}

static void steps_in_words(void **unused)
{
	(void)unused;
	says("expect: {trace: ready}", "expect trace \"ready\"");
	says("expect: {log: \"a\\tb\"}", "expect log \"a\\tb\"");
	says("expect: {uart: UART7, text: hi}", "expect UART7 \"hi\"");
	says("expect: {tty: 3, bytes: [0x68, 0, 255]}", "expect ttyRPMSG3 \"h\\x00\\xff\"");
	says("expect: {channel: rpmsg-raw, text: hi}", "expect rpmsg-raw \"hi\"");
	says("expect: {channel: rpmsg-raw}", "expect channel rpmsg-raw");
	says("{expect-not: {channel: x, gone: true}, within: 1s}", "expect no channel x gone");
	says("expect: {led: orange, is: on}", "expect orange on");
	says("expect: {part: user1, property: presses, is: 3}", "expect user1.presses 3");
	says("expect: {state: crashed}", "expect state crashed");
	says("send: {tty: 0, text: hi}", "send \"hi\" to ttyRPMSG0");
	says("send: {uart: UART7, text: hi}", "send \"hi\" to UART7");
	says("send: {channel: raw, text: hi}", "send \"hi\" to raw");
	says("press: user1", "press user1 for 100ms");
	says("press: {button: user1, for: 1.5s}", "press user1 for 1.5s");
	says("hold: user1", "set user1.state to pressed");
	says("release: user1", "set user1.state to released");
	says("set: {a.b: 1, c.d: two}", "set a.b to 1, c.d to two");
	says("bus: {name: I2C5, fault: sda-low}", "break I2C5: sda-low");
	says("bus: {name: I2C5, fault: nack-address, address: 0x48}",
	     "break I2C5: nack-address at 0x48");
	says("bus: {name: I2C5, mend: true}", "mend I2C5");
	says("doorbell: {fault: drop, channel: 2, to: m4}",
	     "drop the next doorbell of channel 2 to the M4");
	says("doorbell: {fault: delay, channel: 1, to: a7, by: 2ms, times: 3}",
	     "delay the next 3 doorbells of channel 1 to the A7 by 0.002000 s");
	says("freeze: 20ms", "freeze the M4 for 0.020000 s");
	says("corrupt: {at: 0x10040000, value: 1}", "corrupt a byte at 0x10040000");
	says("corrupt: {at: vdev0vring0, offset: 2, xor: 1}",
	     "corrupt a byte at vdev0vring0 + 0x2");
	says("crash", "crash the firmware");
	says("stop:", "stop the firmware");
	says("start: ~", "start the firmware");
	says("reset", "reset the chip");
}

static void what_a_step_says(void **unused)
{
	struct scenario_plan *plan = plan_of(
		"name: mine\ntimeout: 3s\nsteps:\n"
		"  - {name: one, at: 100ms, send: {channel: raw, text: hi}}\n"
		"  - {when: {trace: x}, after: 20us, within: 1.5ms, expect: {state: offline}}\n"
		"  - {when: {step: one}, after: 0, doorbell: {fault: delay, channel: 6, "
		"to: m4, by: 1ns}}\n"
		"  - corrupt: {at: 0xFFFFFFFF, xor: 0x80}\n"
		"  - {expect: {channel: raw, text: \"a\\0b\"}}\n");
	const struct scenario_step *steps = plan->steps;

	(void)unused;
	assert_string_equal(plan->name, "mine");
	assert_int_equal(plan->timeout, 3 * PS_PER_S);
	assert_int_equal(plan->count, 5);
	assert_false(plan->survives);
	assert_int_equal(steps[0].begin, SCENARIO_AT);
	assert_int_equal(steps[0].at, 100 * PS_PER_MS);
	assert_true(steps[1].has_when);
	assert_int_equal(steps[1].after, 20 * PS_PER_US);
	assert_int_equal(steps[1].within, 1500 * PS_PER_US);
	assert_int_equal(steps[2].begin, SCENARIO_AFTER_STEP);
	assert_int_equal(steps[2].after_step, 0);
	assert_int_equal(steps[2].action.doorbell.delay, PS_PER_NS);
	assert_int_equal(steps[2].action.doorbell.times, 1);
	assert_int_equal(steps[3].action.number, 0xFFFFFFFF);
	assert_true(steps[3].action.inverts && steps[3].action.byte == 0x80);
	assert_int_equal(steps[4].expected.length, 3);
	assert_string_equal(plan->services[0], "raw");
	assert_null(plan->services[1]);
	scenario_plan_free(plan);
	scenario_plan_free(NULL);

	plan = plan_of("steps: [crash]");
	assert_string_equal(plan->name, "file.yaml");
	assert_int_equal(plan->timeout, TIMEOUT);
	assert_true(plan->survives);
	scenario_plan_free(plan);
	plan = plan_of("steps: [{when: {state: crashed}, stop: }]");
	assert_true(plan->survives);
	scenario_plan_free(plan);
}

static void wrong_wholes(void **unused)
{
	(void)unused;
	refuses("", 1, 1, "a mapping");
	refuses("- a\n", 1, 1, "a mapping");
	refuses("name: x\n", 1, 1, "there are no `steps`");
	refuses("steps: []\n", 1, 8, "a list of steps");
	refuses("steps: x\n", 1, 8, "a list of steps");
	refuses("stepps:\n  - stop\n", 1, 1, "there is no key \"stepps\": did you mean \"steps\"?");
	refuses("timeout: 0\nsteps: [stop]\n", 1, 10, "no time at all");
	refuses("timeout: 5\nsteps: [stop]\n", 1, 10, "a time such as 20ms");
	refuses("name: {}\nsteps: [stop]\n", 1, 7, "a word belongs here");
	refuses("steps:\n  - stop\n  - - stop\n", 3, 5, "a step is a mapping");
	refuses("steps: &a\n  - stop\n", 1, 8, "anchors");
}

static void wrong_steps(void **unused)
{
	(void)unused;
	refuses_step("stpo", 5, "there is no action \"stpo\": did you mean \"stop\"?");
	refuses_step("press", 5, "press needs a value");
	refuses_step("pres: user1", 5, "did you mean \"press\"?");
	refuses_step("{stop: 1}", 12, "stop has no value");
	refuses_step("{after: 1ms}", 5, "the step does nothing");
	refuses_step("{stop: , start: }", 14, "a step does one thing: stop is here already");
	refuses_step("{expect: {trace: x}, stop: }", 26, "a step does one thing");
	refuses_step("{at: 1ms, after: 1ms, stop: }", 6, "goes with neither");
	refuses_step("{at: 1 ms, stop: }", 10, "not 1 ms");
	refuses_step("{at: -1ms, stop: }", 10, "a time such as");
	refuses_step("{at: 99999999999s, stop: }", 10, "too long a time");
	refuses_step("{within: 0s, stop: }", 14, "no time at all");
	refuses_step("expect-not: {trace: x}", 5, "expect-not needs `within`");
	refuses_step("{when: {step: none}, stop: }", 19, "no step above has the name \"none\"");
	refuses_step("{name: me, when: {step: me}, stop: }", 29, "no step above");
	refuses("steps:\n  - {name: a, stop: }\n  - {name: a, start: }\n", 3, 12,
		"the step in line 2 has this name already");
}

static void wrong_conditions(void **unused)
{
	(void)unused;
	refuses_step("expect: x", 13, "what is awaited belongs here");
	refuses_step("expect: {}", 13, "what is awaited belongs here");
	refuses_step("expect: {trase: x}", 14, "did you mean \"trace\"?");
	refuses_step("expect: {trace: x, text: y}", 24, "there is no key \"text\"");
	refuses_step("expect: {trace: \"\"}", 21, "a text belongs here");
	refuses_step("expect: {tty: 32, text: x}", 19, "a number from 0 to 31");
	refuses_step("expect: {tty: 0}", 13, "neither text nor bytes");
	refuses_step("expect: {tty: 0, text: x, bytes: [1]}", 31, "exclude each other");
	refuses_step("expect: {tty: 0, bytes: []}", 29, "a list of numbers");
	refuses_step("expect: {tty: 0, bytes: [256]}", 30, "a number from 0 to 255");
	refuses_step("expect: {channel: x, text: y, gone: true}", 35, "leave out one");
	refuses_step("expect: {channel: x, gone: maybe}", 32, "true or false");
	refuses_step("expect: {channel: a-name-that-is-longer-than-any-can-be-x, text: y}", 23,
		     "at most 31 letters");
	refuses_step("expect: {led: orange}", 13, "`is` is missing");
	refuses_step("expect: {led: orange, si: on}", 27, "did you mean \"is\"?");
	refuses_step("expect: {state: runing}", 21, "did you mean \"running\"?");
}

static void wrong_actions(void **unused)
{
	(void)unused;
	refuses_step("send: {text: x}", 11, "one of uart, tty and channel");
	refuses_step("send: {tty: 0, uart: UART7, text: x}", 11, "one of uart, tty and channel");
	refuses_step("send: x", 11, "a mapping");
	refuses_step("press: {for: 1ms}", 12, "`button` is missing");
	refuses_step("press: {button: a, for: 0}", 29, "no press");
	refuses_step("press: [a]", 12, "a word belongs here");
	refuses_step("set: {a: 1}", 11, "PART.PROPERTY");
	refuses_step("set: {.a: 1}", 11, "PART.PROPERTY");
	refuses_step("set: {a.b: [1]}", 16, "a value belongs here");
	refuses_step("set: {}", 10, "PART.PROPERTY: VALUE");
	refuses_step("bus: {fault: sda-low}", 10, "`name` is missing");
	refuses_step("bus: {name: I2C5}", 10, "either `fault`");
	refuses_step("bus: {name: I2C5, fault: sda-low, mend: true}", 10, "either `fault`");
	refuses_step("bus: {name: I2C5, fault: sda}", 30, "did you mean \"sda-low\"?");
	refuses_step("bus: {name: I2C5, fault: nack-data, address: 0x400}", 50, "0 to 1023");
	refuses_step("doorbell: {channel: 1, to: m4}", 15, "`fault` is missing");
	refuses_step("doorbell: {fault: drop, to: m4}", 15, "`channel` is missing");
	refuses_step("doorbell: {fault: drop, channel: 1}", 15, "`to` is missing");
	refuses_step("doorbell: {fault: drop, channel: 0, to: m4}", 38, "numbered 1 to 6");
	refuses_step("doorbell: {fault: drop, channel: 7, to: m4}", 38, "a number from 0 to 6");
	refuses_step("doorbell: {fault: drop, channel: 1, to: a8}", 45, "did you mean \"a7\"?");
	refuses_step("doorbell: {fault: dorp, channel: 1, to: m4}", 23, "did you mean \"drop\"?");
	refuses_step("doorbell: {fault: delay, channel: 1, to: m4}", 15, "`by` is missing");
	refuses_step("doorbell: {fault: drop, channel: 1, to: m4, by: 1ms}", 49, "goes with delay");
	refuses_step("freeze: long", 13, "a time such as");
	refuses_step("corrupt: {value: 1}", 14, "`at` is missing");
	refuses_step("corrupt: {at: 1}", 14, "one of `value` and `xor`");
	refuses_step("corrupt: {at: 1, value: 1, xor: 1}", 14, "one of `value` and `xor`");
	refuses_step("corrupt: {at: 1, value: 256}", 29, "a number from 0 to 255");
	refuses_step("corrupt: {at: 1, offset: 1, value: 1}", 22, "goes with a name");
}

static void bounds(void **unused)
{
	const size_t room = 64 * SCENARIO_STEPS;
	char *text = malloc(room);
	struct yaml_error error;
	struct scenario_plan *plan;
	size_t length = 0;

	(void)unused;
	assert_non_null(text);
	length = (size_t)snprintf(text, room, "steps:\n");
	for (unsigned i = 0; i < SCENARIO_STEPS; i++)
		length += (size_t)snprintf(text + length, room - length,
					   "- send: {channel: s%u, text: x}\n", i);
	plan = plan_of(text);
	assert_int_equal(plan->count, SCENARIO_STEPS);
	assert_string_equal(plan->services[SCENARIO_STEPS - 1], "s999");
	assert_int_equal(scenario_plan_add(plan, &plan->steps[0]), -ENOSPC);
	scenario_plan_free(plan);
	length += (size_t)snprintf(text + length, room - length, "- stop\n");
	assert_int_equal(scenario_plan_read(&plan, text, length, "x", TIMEOUT, &error), -EINVAL);
	assert_int_equal(error.line, SCENARIO_STEPS + 2);
	free(text);
}

/* A file that ends anywhere is read or refused, and no more than it is read. */
static void cut_anywhere(void **unused)
{
	char text[4096];
	FILE *file = fopen(COPRO_SOURCE_DIR "/tests/corpus/scenario/all.yaml", "rb");
	size_t size;

	(void)unused;
	assert_non_null(file);
	size = fread(text, 1, sizeof(text), file);
	fclose(file);
	assert_true(size > 500 && size < sizeof(text));
	for (size_t cut = 0; cut <= size; cut++) {
		struct yaml_error error = {.text = ""};
		struct scenario_plan *plan = NULL;
		char *exact = malloc(cut ? cut : 1);
		int rc;

		assert_non_null(exact);
		memcpy(exact, text, cut);
		rc = scenario_plan_read(&plan, exact, cut, "x", TIMEOUT, &error);
		free(exact);
		if (rc)
			assert_true(rc == -EINVAL && error.text[0] && error.line);
		else
			scenario_plan_free(plan);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_in_words),   cmocka_unit_test(what_a_step_says),
		cmocka_unit_test(wrong_wholes),	    cmocka_unit_test(wrong_steps),
		cmocka_unit_test(wrong_conditions), cmocka_unit_test(wrong_actions),
		cmocka_unit_test(bounds),	    cmocka_unit_test(cut_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
