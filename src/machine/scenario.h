/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A scenario as it runs on a machine: what is around the chip, Linux and the firmware do what its steps say,
 * in virtual time and so the same each time, and what they expect is looked for.
 *
 * Steps follow one another; one that is not met ends those that follow from it. A step `at` a time begins
 * a line of its own. Text that is looked for is taken in the order in which it came: an expectation looks
 * at what came after what the last one took there; what must not come is looked for from the step's
 * beginning on.
 */
#ifndef COPRO_MACHINE_SCENARIO_H
#define COPRO_MACHINE_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <copro/compiler.h>

#include "machine/machine.h"
#include "machine/scenario_plan.h"

enum scenario_result {
	SCENARIO_PENDING,
	SCENARIO_DONE,
	SCENARIO_FAILED,
	SCENARIO_SKIPPED /* a step that it follows failed, or the run ended before its turn */
};

/* Why a step failed. */
enum scenario_reason {
	SCENARIO_NO_REASON,
	SCENARIO_TOO_LATE, /* what was expected did not come in time */
	SCENARIO_CAME, /* what must not come */
	SCENARIO_NO_CHANNEL, /* its tty or channel did not appear in time */
	SCENARIO_NOT_TAKEN, /* the firmware did not take it in time */
	SCENARIO_NOT_DONE, /* an action cannot be done: the text says why */
	SCENARIO_ENDED /* the run was over before */
};

#define SCENARIO_WHY 480u

struct scenario_outcome {
	enum scenario_result result;
	enum scenario_reason reason;
	uint64_t begun; /* ps; valid unless it is skipped or pending without a beginning */
	uint64_t ended; /* ps */
	bool waited; /* it failed in its `when` */
	/* One line, without its place: "expect ttyRPMSG0 \"hi\": it did not come within 0.010000 s; ..." */
	char why[SCENARIO_WHY];
};

struct scenario_config {
	const struct scenario_plan *plan; /* outlives the scenario */
	const void *firmware; /* for `start`: as machine_start() */
	size_t firmware_size;
	/* All steps are over; called once, may call machine_end(). */
	void (*finished)(void *context);
	/* Instead of machine_run(), where the machine does not run alone. May be NULL. */
	int (*run)(void *context, uint64_t until);
	void *context;
};

struct scenario;

/* 0; -ENOMEM. */
COPRO_MUST_CHECK int scenario_create(struct scenario **scenario,
				     const struct scenario_config *config);
void scenario_destroy(struct scenario *scenario); /* before its machine. NULL is allowed */

/* Looks whether the machine has what the plan names: parts, UARTs, buses. 0; -EINVAL with the place and
 * reason of the first that it has not. */
COPRO_MUST_CHECK int scenario_check(const struct scenario_plan *plan, struct machine *machine,
				    struct yaml_error *error);

/* From now on; `machine` outlives the scenario. */
void scenario_start(struct scenario *scenario, struct machine *machine);

/* As machine_run(), and does what cannot be done in the middle of it: stop, start, crash, reset. */
COPRO_MUST_CHECK int scenario_run(struct scenario *scenario, uint64_t until);

/* As machine_end(), from the same places: whatever the scenario has still to do. Before scenario_start(): then. */
void scenario_cut(struct scenario *scenario);

/* To be handed on from the machine's callbacks. */
void scenario_event(struct scenario *scenario, const struct machine_event *event);
void scenario_output(struct scenario *scenario, struct tty *tty, const void *data, size_t length);
void scenario_uart_output(struct scenario *scenario, const char *uart, uint8_t byte);

/* The run is over: what is not done is failed if it has begun, and else skipped. `why`: one line, "before --for
 * was over". */
void scenario_end(struct scenario *scenario, const char *why);

/* How many steps failed; with all others done or skipped once it is over. */
size_t scenario_failures(const struct scenario *scenario);
bool scenario_is_over(const struct scenario *scenario);
const struct scenario_outcome *scenario_outcome(const struct scenario *scenario, size_t step);
/* What came from where a step's expectation looks and was not expected, *length bytes, the newest; NULL: it
 * looks for no text. */
const void *scenario_unmet(const struct scenario *scenario, size_t step, size_t *length);

/* JUnit's XML of the whole (scenario_junit.c): a suite, a case a step, times in virtual seconds. */
void scenario_write_junit(const struct scenario *scenario, FILE *file);

#endif
