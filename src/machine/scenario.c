/* SPDX-License-Identifier: BSD-3-Clause */
/* The steps of a scenario, one look after the other. */
#include "machine/scenario.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "board/duration.h"
#include "machine/scenario_internal.h"

/* What cannot be done now is tried again after that long. */
#define RETRY_PS PS_PER_MS

static const struct scenario_step *step_of(const struct scenario *scenario, size_t index)
{
	return &scenario->config.plan->steps[index];
}

static struct timeline *timeline_of(const struct scenario *scenario)
{
	return board_timeline(machine_board(scenario->machine));
}

static uint64_t limit_of(const struct scenario *scenario, const struct scenario_step *step)
{
	return step->within ? step->within : scenario->config.plan->timeout;
}

static void wake(struct scenario *scenario)
{
	if (scenario->machine && !scenario->over)
		timeline_arm(timeline_of(scenario), &scenario->go, machine_now(scenario->machine));
}

/* ---- the end of a step ---- */

static void step_tell(struct scenario *scenario, const char *kind, enum machine_event_level level,
		      const struct scenario_step *step, const char *text)
{
	struct machine_event event = {.time = machine_now(scenario->machine),
				      .level = level,
				      .source = "scenario",
				      .kind = kind,
				      .name = step->name,
				      .has_number = step->line != 0,
				      .number = step->line,
				      .text = text};

	/* What a command line asks for is told where it goes. */
	if (step->line)
		machine_tell(scenario->machine, &event);
}

/* What the log shows anyway, or does not show because nothing was done, is a detail. */
static enum machine_event_level done_level(const struct scenario_step *step)
{
	const enum scenario_action_kind kind = step->action.kind;

	return step->purpose != SCENARIO_DO || kind == SCENARIO_SEND_TTY ||
			       kind == SCENARIO_SEND_MESSAGE
		       ? MACHINE_EVENT_DETAIL
		       : MACHINE_EVENT_INFO;
}

static void step_done(struct scenario *scenario, size_t index)
{
	struct scenario_state *state = &scenario->states[index];
	const struct scenario_step *step = step_of(scenario, index);

	state->phase = PHASE_OVER;
	state->outcome.result = SCENARIO_DONE;
	state->outcome.ended = machine_now(scenario->machine);
	step_tell(scenario, step->purpose == SCENARIO_DO ? "step-done" : "step-met",
		  done_level(step), step, step->words);
}

static void step_fail(struct scenario *scenario, size_t index, enum scenario_reason reason)
{
	struct scenario_state *state = &scenario->states[index];

	state->phase = PHASE_OVER;
	state->outcome.result = SCENARIO_FAILED;
	state->outcome.reason = reason;
	state->outcome.ended = machine_now(scenario->machine);
	step_tell(scenario, "step-failed", MACHINE_EVENT_WARNING, step_of(scenario, index),
		  state->outcome.why);
}

static void step_skip(struct scenario *scenario, size_t index)
{
	struct scenario_state *state = &scenario->states[index];

	state->phase = PHASE_OVER;
	state->outcome.result = SCENARIO_SKIPPED;
	state->outcome.begun = state->outcome.ended = machine_now(scenario->machine);
	snprintf(state->outcome.why, sizeof(state->outcome.why), "%s: not reached",
		 step_of(scenario, index)->words);
}

/* Whether the tty or channel that a condition looks at is there; true of others. */
static bool has_source(const struct scenario *scenario, const struct scenario_condition *condition)
{
	const struct scenario_action same = {
		.kind = condition->kind == SCENARIO_TTY	      ? SCENARIO_SEND_TTY
			: condition->kind == SCENARIO_MESSAGE ? SCENARIO_SEND_MESSAGE
							      : SCENARIO_SET,
		.name = condition->name,
		.number = condition->number,
	};

	return scenario_has_channel(scenario, &same);
}

/* Something did not come: says what there is instead, and when. `limit`: "within 0.010000 s". */
static void fail_awaited(struct scenario *scenario, size_t index,
			 const struct scenario_condition *condition, enum scenario_reason reason,
			 const char *limit)
{
	struct scenario_outcome *outcome = &scenario->states[index].outcome;
	const bool there = has_source(scenario, condition);
	char words[SCENARIO_TEXT];
	char at[DURATION_TEXT];
	char instead[160];

	duration_seconds(at, machine_now(scenario->machine));
	scenario_condition_text(condition, words, sizeof(words));
	scenario_instead(scenario, condition, instead, sizeof(instead));
	snprintf(outcome->why, sizeof(outcome->why), "%s%s: it did not come %s; at %s s %s%s",
		 outcome->waited ? "when " : "expect ", words, limit, at, instead,
		 there ? "" : ", and the firmware has announced no channel for that");
	step_fail(scenario, index, there ? reason : SCENARIO_NO_CHANNEL);
}

static void fail_late(struct scenario *scenario, size_t index,
		      const struct scenario_condition *condition)
{
	const uint64_t took =
		machine_now(scenario->machine) - scenario->states[index].awaited_since;
	char seconds[DURATION_TEXT];
	char limit[DURATION_TEXT + 16];

	snprintf(limit, sizeof(limit), "within %s s", duration_seconds(seconds, took));
	fail_awaited(scenario, index, condition, SCENARIO_TOO_LATE, limit);
}

static void fail_action(struct scenario *scenario, size_t index, enum scenario_reason reason,
			const char *why)
{
	struct scenario_outcome *outcome = &scenario->states[index].outcome;
	char at[DURATION_TEXT];

	snprintf(outcome->why, sizeof(outcome->why), "%s: at %s s %s",
		 step_of(scenario, index)->words,
		 duration_seconds(at, machine_now(scenario->machine)), why);
	step_fail(scenario, index, reason);
}

/* ---- the phases; each returns true when the step has got on ---- */

/* Where the step before is; false: there is none to wait for. */
static bool followed(const struct scenario *scenario, size_t index, size_t *before)
{
	const struct scenario_step *step = step_of(scenario, index);

	if (step->begin == SCENARIO_AT || (step->begin == SCENARIO_AFTER_PREVIOUS && !index))
		return false;
	*before = step->begin == SCENARIO_AFTER_STEP ? step->after_step : index - 1;
	return true;
}

static bool wait_for_turn(struct scenario *scenario, size_t index)
{
	struct scenario_state *state = &scenario->states[index];
	const struct scenario_step *step = step_of(scenario, index);
	const uint64_t now = machine_now(scenario->machine);
	size_t before;

	if (step->begin == SCENARIO_AT) {
		state->due = step->at;
		if (now < step->at)
			return false;
	} else if (followed(scenario, index, &before)) {
		if (scenario->states[before].phase != PHASE_OVER)
			return false;
		if (scenario->states[before].outcome.result != SCENARIO_DONE) {
			step_skip(scenario, index);
			return true;
		}
	}
	state->outcome.begun = state->awaited_since = now;
	state->phase = step->has_when ? PHASE_WHEN : PHASE_AFTER;
	state->due = now + (step->has_when ? scenario->config.plan->timeout : step->after);
	state->outcome.waited = step->has_when;
	return true;
}

static bool wait_for_when(struct scenario *scenario, size_t index)
{
	struct scenario_state *state = &scenario->states[index];
	const struct scenario_step *step = step_of(scenario, index);
	const uint64_t now = machine_now(scenario->machine);

	if (!scenario_holds(scenario, state, &step->when, true)) {
		if (now < state->due)
			return false;
		fail_late(scenario, index, &step->when);
		return true;
	}
	state->outcome.waited = false;
	state->phase = PHASE_AFTER;
	state->due = now + step->after;
	return true;
}

static bool wait_after(struct scenario *scenario, size_t index)
{
	struct scenario_state *state = &scenario->states[index];
	const struct scenario_step *step = step_of(scenario, index);
	const uint64_t now = machine_now(scenario->machine);
	const struct scenario_text *text;

	if (now < state->due)
		return false;
	state->seen = false;
	state->awaited_since = now;
	state->due = now + limit_of(scenario, step);
	if (step->purpose != SCENARIO_DO) {
		text = scenario_text_of(scenario, &step->expected);
		state->mark = text ? text->dropped + text->length : 0;
		state->phase = PHASE_ACTING;
	} else if (scenario_is_life(&step->action)) {
		state->phase = PHASE_LIFE;
		scenario->life = true;
		machine_end(scenario->machine);
	} else {
		state->phase = PHASE_ACTING;
	}
	return true;
}

static bool expect(struct scenario *scenario, size_t index)
{
	struct scenario_state *state = &scenario->states[index];
	const struct scenario_step *step = step_of(scenario, index);
	const bool not = step->purpose == SCENARIO_EXPECT_NOT;
	const bool holds = scenario_holds(scenario, state, &step->expected, !not );
	char at[DURATION_TEXT];

	if (holds && not ) {
		snprintf(state->outcome.why, sizeof(state->outcome.why), "%s: it came at %s s",
			 step->words, duration_seconds(at, machine_now(scenario->machine)));
		step_fail(scenario, index, SCENARIO_CAME);
		return true;
	}
	if (!holds && machine_now(scenario->machine) < state->due)
		return false;
	if (holds || not )
		step_done(scenario, index);
	else
		fail_late(scenario, index, &step->expected);
	return true;
}

static bool act(struct scenario *scenario, size_t index)
{
	struct scenario_state *state = &scenario->states[index];
	const struct scenario_step *step = step_of(scenario, index);
	const uint64_t now = machine_now(scenario->machine);
	char why[200] = "it cannot be done";
	int rc = scenario_act(scenario, state, &step->action, why, sizeof(why));

	if (rc == -EAGAIN && now < state->due)
		return false;
	if (!rc)
		step_done(scenario, index);
	else if (rc != -EAGAIN)
		fail_action(scenario, index, SCENARIO_NOT_DONE, why);
	else if (!scenario_has_channel(scenario, &step->action))
		fail_action(scenario, index, SCENARIO_NO_CHANNEL,
			    "the firmware has announced no channel for that");
	else
		fail_action(scenario, index, SCENARIO_NOT_TAKEN,
			    "the firmware has not taken it yet");
	return true;
}

static bool step_go_on(struct scenario *scenario, size_t index)
{
	switch (scenario->states[index].phase) {
	case PHASE_WAITING:
		return wait_for_turn(scenario, index);
	case PHASE_WHEN:
		return wait_for_when(scenario, index);
	case PHASE_AFTER:
		return wait_after(scenario, index);
	case PHASE_ACTING:
		return step_of(scenario, index)->purpose == SCENARIO_DO ? act(scenario, index)
									: expect(scenario, index);
	default:
		return false;
	}
}

/* When a step has to be looked at again whatever happens. */
static uint64_t step_due(const struct scenario *scenario, size_t index)
{
	const struct scenario_state *state = &scenario->states[index];
	const struct scenario_step *step = step_of(scenario, index);
	const uint64_t retry = machine_now(scenario->machine) + RETRY_PS;

	switch (state->phase) {
	case PHASE_WAITING:
		return step->begin == SCENARIO_AT ? step->at : TIMELINE_NEVER;
	case PHASE_WHEN:
	case PHASE_AFTER:
		return state->due;
	case PHASE_ACTING:
		/* What waits for its channel hears of it. */
		if (step->purpose == SCENARIO_DO && scenario_has_channel(scenario, &step->action) &&
		    retry < state->due)
			return retry;
		return state->due;
	default:
		return TIMELINE_NEVER;
	}
}

static void look(void *context)
{
	struct scenario *scenario = context;
	const size_t count = scenario->config.plan->count;
	uint64_t due = TIMELINE_NEVER;
	bool over = true;

	if (scenario->over)
		return;
	/* What a step does may be what another one waits for; those that follow stand behind. */
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < count; i++) {
			while (step_go_on(scenario, i))
				more = true;
		}
	}
	for (size_t i = 0; i < count; i++) {
		const uint64_t at = step_due(scenario, i);

		due = at < due ? at : due;
		over &= scenario->states[i].phase == PHASE_OVER;
	}
	if (over) {
		scenario->over = true;
		scenario->config.finished(scenario->config.context);
	} else if (due != TIMELINE_NEVER && !(scenario->go.armed && scenario->go.when <= due)) {
		timeline_arm(timeline_of(scenario), &scenario->go, due);
	}
}

/* ---- what happens ---- */

static void hear(struct scenario *scenario, enum scenario_condition_kind kind, const char *name,
		 uint32_t number, const void *data, size_t length, bool line)
{
	const struct scenario_condition source = {.kind = kind, .name = name, .number = number};
	struct scenario_text *text = scenario_text_of(scenario, &source);

	/* Without memory the text is missing, and the step says so in time. */
	if (!text || !scenario_text_add(text, data, length) ||
	    (line && !scenario_text_add(text, "\n", 1)))
		return;
	wake(scenario);
}

static void hear_text(struct scenario *scenario, const struct machine_event *event)
{
	if (!strcmp(event->kind, "trace"))
		hear(scenario, SCENARIO_TRACE, NULL, 0, event->text, strlen(event->text), true);
	else if (!strcmp(event->kind, "message-received"))
		hear(scenario, SCENARIO_MESSAGE, event->name, 0, event->data, event->length, false);
	if (event->text && event->level > MACHINE_EVENT_DETAIL)
		hear(scenario, SCENARIO_LOG, NULL, 0, event->text, strlen(event->text), true);
}

void scenario_event(struct scenario *scenario, const struct machine_event *event)
{
	const size_t count = scenario->config.plan->count;

	if (!scenario->machine || scenario->over || !strcmp(event->source, "scenario"))
		return;
	hear_text(scenario, event);
	if (!strcmp(event->source, "part") || !strcmp(event->kind, "state")) {
		for (size_t i = 0; i < count; i++) {
			const struct scenario_step *step = step_of(scenario, i);

			if (scenario->states[i].phase == PHASE_WHEN)
				scenario_note(&scenario->states[i], &step->when, event);
			else if (scenario->states[i].phase == PHASE_ACTING &&
				 step->purpose != SCENARIO_DO)
				scenario_note(&scenario->states[i], &step->expected, event);
		}
		wake(scenario);
	} else if (!strncmp(event->kind, "channel-", strlen("channel-")) ||
		   !strcmp(event->kind, "tty-created")) {
		wake(scenario);
	}
}

void scenario_output(struct scenario *scenario, struct tty *tty, const void *data, size_t length)
{
	char name[16];
	struct machine_event event = {.level = MACHINE_EVENT_INFO,
				      .source = "tty",
				      .kind = "tty-received",
				      .name = name,
				      .has_number = true,
				      .number = tty_number(tty),
				      .data = data,
				      .length = length};

	if (!scenario->machine || scenario->over || !length)
		return;
	event.time = machine_now(scenario->machine);
	snprintf(name, sizeof(name), "ttyRPMSG%" PRIu32, event.number);
	machine_tell(scenario->machine, &event);
	hear(scenario, SCENARIO_TTY, NULL, event.number, data, length, false);
}

void scenario_uart_output(struct scenario *scenario, const char *uart, uint8_t byte)
{
	if (scenario->machine && !scenario->over)
		hear(scenario, SCENARIO_UART, uart, 0, &byte, 1, false);
}

/* ---- the whole ---- */

static void text_want(struct scenario *scenario, const struct scenario_condition *condition)
{
	if (!condition->text || scenario_text_of(scenario, condition))
		return;
	scenario->texts[scenario->text_count++] =
		(struct scenario_text){.kind = condition->kind,
				       .name = condition->name ? condition->name : "",
				       .number = condition->number};
}

int scenario_create(struct scenario **scenario, const struct scenario_config *config)
{
	const size_t count = config->plan->count;
	struct scenario *made = calloc(1, sizeof(*made));

	if (!made)
		return -ENOMEM;
	made->config = *config;
	made->go = (struct timeline_event){.name = "scenario", .fire = look, .context = made};
	made->thaw = (struct timeline_event){.name = "end of a freeze", .context = made};
	made->states = calloc(count + 1, sizeof(*made->states));
	made->texts = calloc(2 * count + 1, sizeof(*made->texts));
	if (!made->states || !made->texts) {
		scenario_destroy(made);
		return -ENOMEM;
	}
	for (size_t i = 0; i < count; i++) {
		const struct scenario_step *step = &config->plan->steps[i];

		if (step->has_when)
			text_want(made, &step->when);
		if (step->purpose != SCENARIO_DO)
			text_want(made, &step->expected);
	}
	*scenario = made;
	return 0;
}

void scenario_destroy(struct scenario *scenario)
{
	if (!scenario)
		return;
	if (scenario->machine) {
		timeline_disarm(timeline_of(scenario), &scenario->go);
		timeline_disarm(timeline_of(scenario), &scenario->thaw);
	}
	for (size_t i = 0; i < scenario->text_count; i++)
		scenario_text_free(&scenario->texts[i]);
	free(scenario->texts);
	free(scenario->states);
	free(scenario);
}

void scenario_start(struct scenario *scenario, struct machine *machine)
{
	scenario->machine = machine;
	scenario->started = machine_now(machine);
	wake(scenario);
	if (scenario->cut)
		machine_end(machine);
}

/* The step whose turn it is to be done between two runs of the machine. */
static void live(struct scenario *scenario)
{
	const size_t count = scenario->config.plan->count;
	char why[200] = "it cannot be done";
	size_t i = 0;
	int rc;

	while (i < count && scenario->states[i].phase != PHASE_LIFE)
		i++;
	scenario->life = i < count;
	if (i == count)
		return;
	rc = scenario_live(scenario, &step_of(scenario, i)->action, why, sizeof(why));
	if (rc)
		fail_action(scenario, i, SCENARIO_NOT_DONE, why);
	else
		step_done(scenario, i);
	wake(scenario);
}

int scenario_run(struct scenario *scenario, uint64_t until)
{
	const struct scenario_config *config = &scenario->config;
	bool lived;
	int rc;

	do {
		rc = config->run ? config->run(config->context, until)
				 : machine_run(scenario->machine, until);
		lived = scenario->life;
		while (!rc && scenario->life && !scenario->cut)
			live(scenario);
	} while (!rc && lived && !scenario->cut);
	return rc;
}

void scenario_cut(struct scenario *scenario)
{
	scenario->cut = true;
	if (scenario->machine)
		machine_end(scenario->machine);
}

static void step_cut(struct scenario *scenario, size_t index, const char *why)
{
	const struct scenario_step *step = step_of(scenario, index);
	struct scenario_state *state = &scenario->states[index];

	if (state->phase == PHASE_WAITING)
		step_skip(scenario, index);
	else if (state->outcome.waited)
		fail_awaited(scenario, index, &step->when, SCENARIO_ENDED, why);
	else if (step->purpose == SCENARIO_EXPECT)
		fail_awaited(scenario, index, &step->expected, SCENARIO_ENDED, why);
	else
		fail_action(scenario, index, SCENARIO_ENDED, "the run is over");
}

void scenario_end(struct scenario *scenario, const char *why)
{
	const size_t count = scenario->config.plan->count;

	for (size_t i = 0; i < count && !scenario->over; i++) {
		if (scenario->states[i].phase != PHASE_OVER)
			step_cut(scenario, i, why);
	}
	scenario->over = true;
}

size_t scenario_failures(const struct scenario *scenario)
{
	size_t failures = 0;

	for (size_t i = 0; i < scenario->config.plan->count; i++)
		failures += scenario->states[i].outcome.result == SCENARIO_FAILED;
	return failures;
}

bool scenario_is_over(const struct scenario *scenario)
{
	return scenario->over;
}

const struct scenario_outcome *scenario_outcome(const struct scenario *scenario, size_t step)
{
	return &scenario->states[step].outcome;
}

const void *scenario_unmet(const struct scenario *scenario, size_t step, size_t *length)
{
	const struct scenario_text *text =
		scenario_text_of(scenario, &step_of(scenario, step)->expected);
	const size_t skip =
		text && text->taken > text->dropped ? (size_t)(text->taken - text->dropped) : 0;

	*length = text ? text->length - skip : 0;
	return *length ? text->bytes + skip : NULL;
}
