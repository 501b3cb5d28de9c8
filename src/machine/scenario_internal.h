/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of a running scenario share. */
#ifndef COPRO_MACHINE_SCENARIO_INTERNAL_H
#define COPRO_MACHINE_SCENARIO_INTERNAL_H

#include "machine/scenario.h"

/* ---- texts that steps look into (scenario_text.c) ---- */

/* One source of text: a tty, a UART, the messages of a service, the firmware's log, the machine's. */
struct scenario_text {
	enum scenario_condition_kind kind;
	const char *name;
	uint32_t number;
	char *bytes; /* the newest that came */
	size_t length;
	size_t room;
	uint64_t dropped; /* bytes that came before them */
	uint64_t taken; /* bytes, of all, up to the end of what was last expected and came */
};

/* Adds what came. False: no memory, it is missing then. */
bool scenario_text_add(struct scenario_text *text, const void *data, size_t length);
/* Looks for a text in what came after `from` (bytes, of all); *end: where it ends. */
bool scenario_text_find(const struct scenario_text *text, uint64_t from, const void *wanted,
			size_t length, uint64_t *end);
void scenario_text_free(struct scenario_text *text);

/* ---- steps ---- */

enum step_phase {
	PHASE_WAITING, /* for what it follows */
	PHASE_WHEN, /* for its `when` */
	PHASE_AFTER, /* for the time after that */
	PHASE_ACTING, /* doing, or expecting */
	PHASE_LIFE, /* the machine is to do it between two runs */
	PHASE_OVER
};

struct scenario_state {
	enum step_phase phase;
	uint64_t due; /* ps: of the present phase: when it is over, or too late */
	bool seen; /* what it waits for was there, and may have gone again */
	bool injected; /* its text is on its way */
	size_t sent; /* bytes of it that a UART has taken */
	uint64_t mark; /* bytes of the text that came before the step began to expect */
	uint64_t awaited_since; /* ps */
	struct scenario_outcome outcome;
};

struct scenario {
	struct scenario_config config;
	struct machine *machine; /* NULL: not started */
	struct timeline_event go; /* look at the steps, outside of anybody's callback */
	struct timeline_event thaw; /* the end of a freeze */
	struct scenario_state *states; /* of the plan's steps */
	struct scenario_text *texts;
	size_t text_count;
	uint64_t started; /* ps */
	bool life; /* some step waits for scenario_run() */
	bool cut;
	bool over;
};

/* Of a condition's or action's source; NULL: nobody looks there. */
struct scenario_text *scenario_text_of(const struct scenario *scenario,
				       const struct scenario_condition *condition);

/* ---- scenario_condition_check.c ---- */

/* Whether it holds now. A text is taken when it does. */
bool scenario_holds(struct scenario *scenario, struct scenario_state *state,
		    const struct scenario_condition *condition, bool takes);
/* Notes what an event shows that may be gone by the next look. */
void scenario_note(struct scenario_state *state, const struct scenario_condition *condition,
		   const struct machine_event *event);
/* What there is instead, for people: "it is off", "what came: \"...\" (12 bytes)". */
void scenario_instead(const struct scenario *scenario, const struct scenario_condition *condition,
		      char *text, size_t room);

/* ---- scenario_act.c ---- */

/* Whether the action is one for scenario_run(). */
bool scenario_is_life(const struct scenario_action *action);
/* 0: done; -EAGAIN: later; others: it cannot be, `why` (`room` bytes) says why. */
COPRO_MUST_CHECK int scenario_act(struct scenario *scenario, struct scenario_state *state,
				  const struct scenario_action *action, char *why, size_t room);
COPRO_MUST_CHECK int scenario_live(struct scenario *scenario, const struct scenario_action *action,
				   char *why, size_t room);
/* Whether the tty or channel of an action is there; true of others. */
bool scenario_has_channel(const struct scenario *scenario, const struct scenario_action *action);

#endif
