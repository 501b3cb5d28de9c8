/* SPDX-License-Identifier: BSD-3-Clause */
/* What can be asked of a board that stays: each verb in each state, in order, and withdrawn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>

#include <cmocka.h>

#include "service/control.h"

#define ANSWERS 16u

struct fixture {
	struct control *control;
	struct control_listener listener;
	char states[512]; /* the words, in order, each with a blank behind it */
	unsigned ttys;
	struct machine_early early;
};

/* A request and what became of it. */
struct asked {
	struct control_request request;
	struct machine *machine;
	bool answered;
	int status;
	char text[HOST_ERROR_TEXT];
};

static const char *const search[] = {COPRO_FIRMWARE_DIR, COPRO_TEST_FIRMWARE_DIR, NULL};

static void on_event(struct control_listener *listener, const struct machine_event *event)
{
	struct fixture *fixture = COPRO_CONTAINER_OF(listener, struct fixture, listener);

	if (!strcmp(event->kind, "state"))
		(void)snprintf(fixture->states + strlen(fixture->states),
			       sizeof(fixture->states) - strlen(fixture->states), "%s ",
			       event->text);
	if (!strcmp(event->kind, "tty-created"))
		fixture->ttys++;
	if (!strcmp(event->kind, "tty-removed"))
		fixture->ttys--;
}

static void on_done(struct control_request *request, int status, const struct host_error *error)
{
	struct asked *asked = COPRO_CONTAINER_OF(request, struct asked, request);

	assert_false(asked->answered);
	asked->answered = true;
	asked->status = status;
	(void)snprintf(asked->text, sizeof(asked->text), "%s", error->text);
	machine_end(asked->machine);
}

static void ask(struct fixture *fixture, struct asked *asked, enum control_verb verb)
{
	*asked = (struct asked){.request = {.verb = verb, .done = on_done},
				.machine = control_machine(fixture->control)};
	control_ask(fixture->control, &asked->request);
	assert_false(asked->answered); /* never from within */
}

static void await(struct fixture *fixture, const struct asked *asked)
{
	struct machine *machine = control_machine(fixture->control);
	uint64_t limit = machine_now(machine) + 20 * PS_PER_S;

	while (!asked->answered && machine_now(machine) < limit)
		assert_int_equal(machine_run(machine, limit), 0);
	assert_true(asked->answered);
}

static int request(struct fixture *fixture, enum control_verb verb)
{
	struct asked asked;

	ask(fixture, &asked, verb);
	await(fixture, &asked);
	return asked.status;
}

static void settle(struct fixture *fixture, uint64_t ps)
{
	struct machine *machine = control_machine(fixture->control);

	assert_int_equal(machine_run(machine, machine_now(machine) + ps), 0);
}

static enum rproc_state state_of(struct fixture *fixture)
{
	return remoteproc_state(machine_remoteproc(control_machine(fixture->control)));
}

static struct fixture *fixture_make(struct control_config *config)
{
	struct fixture *fixture = calloc(1, sizeof(*fixture));

	assert_non_null(fixture);
	fixture->listener.event = on_event;
	config->search = search;
	if (!config->firmware)
		config->firmware = "tty-echo.elf";
	assert_int_equal(control_create(&fixture->control, config, &fixture->listener), 0);
	return fixture;
}

static void fixture_free(struct fixture *fixture)
{
	control_destroy(fixture->control);
	free((void *)fixture->early.data);
	free(fixture);
}

/* ---- states ---- */

static void starts_stops_and_restarts(void **state)
{
	struct control_config config = {0};
	struct fixture *fixture = fixture_make(&config);

	(void)state;
	assert_int_equal(request(fixture, CONTROL_STOP), -EINVAL);
	assert_int_equal(request(fixture, CONTROL_START), 0);
	settle(fixture, 10 * PS_PER_MS);
	assert_int_equal(fixture->ttys, 2);
	assert_int_equal(request(fixture, CONTROL_START), -EBUSY);
	assert_int_equal(request(fixture, CONTROL_DETACH), -EINVAL);
	assert_int_equal(request(fixture, CONTROL_ATTACH), -EINVAL);
	assert_int_equal(request(fixture, CONTROL_RECOVER), 0);
	assert_int_equal(request(fixture, CONTROL_RESTART), 0);
	settle(fixture, 10 * PS_PER_MS);
	assert_int_equal(fixture->ttys, 2);
	assert_int_equal(request(fixture, CONTROL_STOP), 0);
	assert_int_equal(state_of(fixture), RPROC_OFFLINE);
	assert_int_equal(request(fixture, CONTROL_RESTART), 0);
	assert_int_equal(request(fixture, CONTROL_STOP), 0);
	assert_string_equal(fixture->states, "running offline running offline running offline ");
	fixture_free(fixture);
}

static void counts_starts_as_newer_kernels(void **state)
{
	struct control_config config = {.kernel = CONTROL_KERNEL(6, 1)};
	struct fixture *fixture = fixture_make(&config);

	(void)state;
	assert_int_equal(request(fixture, CONTROL_START), 0);
	assert_int_equal(request(fixture, CONTROL_START), 0);
	assert_int_equal(request(fixture, CONTROL_STOP), 0);
	assert_int_equal(state_of(fixture), RPROC_RUNNING);
	assert_int_equal(request(fixture, CONTROL_STOP), 0);
	assert_int_equal(state_of(fixture), RPROC_OFFLINE);
	assert_int_equal(request(fixture, CONTROL_STOP), -EINVAL);
	fixture_free(fixture);
}

/* ---- a crash ---- */

static void recovers_from_a_crash(void **state)
{
	struct control_config config = {0};
	struct fixture *fixture = fixture_make(&config);

	(void)state;
	assert_int_equal(control_crash(fixture->control, RPROC_CRASH_FATAL_ERROR), -EINVAL);
	assert_int_equal(request(fixture, CONTROL_START), 0);
	settle(fixture, 10 * PS_PER_MS);
	assert_int_equal(control_crash(fixture->control, RPROC_CRASH_WATCHDOG), 0);
	assert_int_equal(state_of(fixture), RPROC_CRASHED);
	settle(fixture, 10 * PS_PER_MS);
	assert_int_equal(state_of(fixture), RPROC_RUNNING);
	assert_int_equal(fixture->ttys, 2);
	assert_string_equal(fixture->states, "running crashed offline running ");
	fixture_free(fixture);
}

static void stays_crashed_without_recovery(void **state)
{
	struct control_config config = {.recovery_disabled = true};
	struct fixture *fixture = fixture_make(&config);

	(void)state;
	assert_int_equal(request(fixture, CONTROL_START), 0);
	settle(fixture, 10 * PS_PER_MS);
	assert_int_equal(control_crash(fixture->control, RPROC_CRASH_MMUFAULT), 0);
	settle(fixture, 10 * PS_PER_S);
	assert_int_equal(state_of(fixture), RPROC_CRASHED);
	assert_int_equal(control_set_coredump(fixture->control, RPROC_COREDUMP_ENABLED), -EBUSY);
	assert_int_equal(request(fixture, CONTROL_START), -EBUSY);
	assert_int_equal(request(fixture, CONTROL_RECOVER), 0);
	assert_int_equal(state_of(fixture), RPROC_RUNNING);
	assert_int_equal(control_crash(fixture->control, RPROC_CRASH_MMUFAULT), 0);
	assert_int_equal(request(fixture, CONTROL_STOP), 0);
	assert_int_equal(state_of(fixture), RPROC_OFFLINE);
	fixture_free(fixture);
}

/* A firmware that crashes again and again is started at longer and longer intervals. */
static void backs_off(void **state)
{
	struct control_config config = {0};
	struct fixture *fixture = fixture_make(&config);
	struct machine *machine = control_machine(fixture->control);
	static const uint64_t delays_ms[] = {0, 100, 200, 400};

	(void)state;
	assert_int_equal(request(fixture, CONTROL_START), 0);
	for (size_t i = 0; i < sizeof(delays_ms) / sizeof(delays_ms[0]); i++) {
		const uint64_t crashed = machine_now(machine);

		assert_int_equal(control_crash(fixture->control, RPROC_CRASH_FATAL_ERROR), 0);
		if (delays_ms[i]) {
			settle(fixture, (delays_ms[i] - 1) * PS_PER_MS);
			assert_int_equal(state_of(fixture), RPROC_CRASHED);
		}
		settle(fixture, 2 * PS_PER_MS);
		assert_int_equal(state_of(fixture), RPROC_RUNNING);
		assert_true(machine_now(machine) - crashed <= (delays_ms[i] + 2) * PS_PER_MS);
	}
	/* Long enough without one: the next is as the first. */
	settle(fixture, 11 * PS_PER_S);
	assert_int_equal(control_crash(fixture->control, RPROC_CRASH_FATAL_ERROR), 0);
	settle(fixture, PS_PER_MS);
	assert_int_equal(state_of(fixture), RPROC_RUNNING);
	fixture_free(fixture);
}

/* ---- requests ---- */

static void does_them_in_order(void **state)
{
	static const enum control_verb verbs[] = {CONTROL_START, CONTROL_STOP,	CONTROL_STOP,
						  CONTROL_START, CONTROL_START, CONTROL_STOP};
	static const int expected[] = {0, 0, -EINVAL, 0, -EBUSY, 0};
	struct control_config config = {0};
	struct fixture *fixture = fixture_make(&config);
	struct asked asked[ANSWERS];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		ask(fixture, &asked[i], verbs[i]);
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		await(fixture, &asked[i]);
		assert_int_equal(asked[i].status, expected[i]);
	}
	fixture_free(fixture);
}

/* Whoever asks while a restart waits for the firmware's leave waits for both its halves. */
static void a_restart_is_not_interrupted(void **state)
{
	struct control_config config = {.firmware = "tick.elf"};
	struct fixture *fixture = fixture_make(&config);
	struct asked restart, stop;

	(void)state;
	assert_int_equal(request(fixture, CONTROL_START), 0);
	ask(fixture, &restart, CONTROL_RESTART);
	settle(fixture, 20 * PS_PER_MS);
	assert_false(restart.answered);
	ask(fixture, &stop, CONTROL_STOP);
	await(fixture, &restart);
	assert_int_equal(restart.status, 0);
	await(fixture, &stop);
	assert_int_equal(stop.status, 0);
	assert_string_equal(fixture->states, "running offline running offline ");
	fixture_free(fixture);
}

/* The end is asked for while a stop is under way: that one is as good as another. */
static void ends_while_stopping(void **state)
{
	struct control_config config = {.firmware = "tick.elf"};
	struct fixture *fixture = fixture_make(&config);
	struct asked stop;

	(void)state;
	assert_int_equal(request(fixture, CONTROL_START), 0);
	ask(fixture, &stop, CONTROL_STOP);
	settle(fixture, 20 * PS_PER_MS);
	control_end(fixture->control);
	assert_int_equal(control_run(fixture->control), 0);
	assert_string_equal(fixture->states, "running offline ");
	fixture_free(fixture);
}

static void forgets_who_has_gone(void **state)
{
	struct control_config config = {0};
	struct fixture *fixture = fixture_make(&config);
	struct asked gone;
	struct asked waiting;
	struct asked last;

	(void)state;
	assert_int_equal(request(fixture, CONTROL_START), 0);
	/* One on its way, one that has not begun. */
	ask(fixture, &gone, CONTROL_STOP);
	settle(fixture, 1);
	ask(fixture, &waiting, CONTROL_START);
	control_withdraw(fixture->control, &gone.request);
	control_withdraw(fixture->control, &waiting.request);
	ask(fixture, &last, CONTROL_START);
	await(fixture, &last);
	assert_int_equal(last.status, 0);
	assert_false(gone.answered);
	assert_false(waiting.answered);
	assert_string_equal(fixture->states, "running offline running ");
	fixture_free(fixture);
}

/* ---- firmware by name ---- */

static void names_what_it_does_not_find(void **state)
{
	struct control_config config = {.firmware = "no-such-firmware"};
	struct fixture *fixture = fixture_make(&config);
	struct host_error error;
	struct asked asked;
	char *path;

	(void)state;
	ask(fixture, &asked, CONTROL_START);
	await(fixture, &asked);
	assert_int_equal(asked.status, -ENOENT);
	assert_non_null(strstr(asked.text, "no-such-firmware"));
	assert_non_null(strstr(asked.text, COPRO_FIRMWARE_DIR));
	assert_int_equal(control_set_firmware(fixture->control, "", &error), -EINVAL);
	assert_int_equal(control_set_firmware(fixture->control, "/etc/passwd", &error), -EINVAL);
	assert_int_equal(control_set_firmware(fixture->control, "../x", &error), -EINVAL);
	assert_int_equal(control_set_firmware(fixture->control, "a/../../x", &error), -EINVAL);
	assert_int_equal(control_set_firmware(fixture->control, "a/..", &error), -EINVAL);
	assert_int_equal(control_set_firmware(fixture->control, "..a/b..c", &error), 0);
	assert_string_equal(control_firmware(fixture->control), "..a/b..c");
	assert_int_equal(control_find_firmware(fixture->control, "tty-echo.elf", &path, &error), 0);
	assert_string_equal(path, COPRO_FIRMWARE_DIR "/tty-echo.elf");
	free(path);
	assert_int_equal(control_set_firmware(fixture->control, "tty-echo.elf", &error), 0);
	assert_int_equal(request(fixture, CONTROL_START), 0);
	assert_int_equal(control_set_firmware(fixture->control, "x", &error), -EBUSY);
	fixture_free(fixture);
}

static void a_reset_boots_again(void **state)
{
	struct control_config config = {.coredump = RPROC_COREDUMP_ENABLED,
					.recovery_disabled = true};
	struct fixture *fixture = fixture_make(&config);

	(void)state;
	assert_int_equal(request(fixture, CONTROL_START), 0);
	settle(fixture, 10 * PS_PER_MS);
	assert_int_equal(request(fixture, CONTROL_RESET), 0);
	assert_int_equal(state_of(fixture), RPROC_OFFLINE);
	assert_false(remoteproc_recovery(machine_remoteproc(control_machine(fixture->control))));
	assert_int_equal(remoteproc_coredump(machine_remoteproc(control_machine(fixture->control))),
			 RPROC_COREDUMP_ENABLED);
	assert_int_equal(request(fixture, CONTROL_START), 0);
	fixture->ttys = 0;
	settle(fixture, 10 * PS_PER_MS);
	assert_int_equal(fixture->ttys, 2);
	fixture_free(fixture);
}

/* A watchdog resets the whole chip while the firmware is asked to stop: whoever asked is told, and the board
 * that boots again has the settings that it had. */
static void a_reset_on_the_way_is_an_answer(void **state)
{
	struct control_config config = {.kernel = CONTROL_KERNEL(6, 1),
					.firmware = "crash_iwdg.elf",
					.coredump = RPROC_COREDUMP_ENABLED};
	struct fixture *fixture = fixture_make(&config);
	const struct remoteproc *rproc;
	struct asked stop, start;

	(void)state;
	control_set_recovery(fixture->control, false);
	assert_int_equal(request(fixture, CONTROL_START), 0);
	assert_int_equal(request(fixture, CONTROL_START), 0);
	assert_int_equal(request(fixture, CONTROL_STOP), 0);
	ask(fixture, &stop, CONTROL_STOP);
	ask(fixture, &start, CONTROL_START);
	await(fixture, &stop);
	assert_int_equal(stop.status, -EHOSTDOWN);
	assert_string_equal(stop.text, "the whole chip was reset on the way");
	rproc = machine_remoteproc(control_machine(fixture->control));
	assert_false(remoteproc_recovery(rproc));
	assert_int_equal(remoteproc_coredump(rproc), RPROC_COREDUMP_ENABLED);
	await(fixture, &start);
	assert_int_equal(start.status, 0);
	fixture_free(fixture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts_stops_and_restarts),
		cmocka_unit_test(counts_starts_as_newer_kernels),
		cmocka_unit_test(recovers_from_a_crash),
		cmocka_unit_test(stays_crashed_without_recovery),
		cmocka_unit_test(backs_off),
		cmocka_unit_test(does_them_in_order),
		cmocka_unit_test(a_restart_is_not_interrupted),
		cmocka_unit_test(ends_while_stopping),
		cmocka_unit_test(forgets_who_has_gone),
		cmocka_unit_test(names_what_it_does_not_find),
		cmocka_unit_test(a_reset_boots_again),
		cmocka_unit_test(a_reset_on_the_way_is_an_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
