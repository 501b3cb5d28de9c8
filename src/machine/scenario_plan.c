/* SPDX-License-Identifier: BSD-3-Clause */
/* A scenario's file: what is of the whole, and its steps. */
#include "machine/scenario_plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/scenario_plan_internal.h"

struct scenario_memory {
	struct scenario_memory *next;
	_Alignas(max_align_t) unsigned char bytes[];
};

void *scenario_memory(struct scenario_plan *plan, size_t size)
{
	struct scenario_memory *memory = calloc(1, sizeof(*memory) + size);

	if (!memory)
		return NULL;
	memory->next = plan->memory;
	plan->memory = memory;
	return memory->bytes;
}

static int plan_create(struct scenario_plan **plan, const char *name, uint64_t timeout)
{
	struct scenario_plan *made = calloc(1, sizeof(*made));

	if (!made)
		return -ENOMEM;
	made->name = name;
	made->timeout = timeout;
	/* A step may send to one and wait for another, and expect of a third. */
	made->services = calloc(3 * SCENARIO_STEPS + 1, sizeof(*made->services));
	made->steps = calloc(SCENARIO_STEPS, sizeof(*made->steps));
	if (made->services && made->steps) {
		*plan = made;
		return 0;
	}
	scenario_plan_free(made);
	return -ENOMEM;
}

void scenario_plan_free(struct scenario_plan *plan)
{
	struct scenario_memory *next;

	if (!plan)
		return;
	for (struct scenario_memory *memory = plan->memory; memory; memory = next) {
		next = memory->next;
		free(memory);
	}
	yaml_tree_free(plan->tree);
	free(plan->services);
	free(plan->steps);
	free(plan);
}

/* ---- a step ---- */

static void words_make(struct scenario_step *step)
{
	static const char *const verbs[] = {
		[SCENARIO_EXPECT] = "expect ", [SCENARIO_EXPECT_NOT] = "expect no "};
	char text[SCENARIO_TEXT - 16];

	if (step->purpose == SCENARIO_DO) {
		scenario_action_text(&step->action, step->words, sizeof(step->words));
		return;
	}
	scenario_condition_text(&step->expected, text, sizeof(text));
	snprintf(step->words, sizeof(step->words), "%s%s", verbs[step->purpose], text);
}

/* Which step it is whose end is waited for: one that stands above. */
static int step_find(struct scenario_reader *reader, const struct yaml_node *node, size_t *index)
{
	const struct scenario_plan *plan = reader->plan;
	const char *name;
	int rc = scenario_read_string(reader, node, &name);

	if (rc)
		return rc;
	for (*index = 0; *index < plan->count; (*index)++) {
		if (plan->steps[*index].name && !strcmp(plan->steps[*index].name, name))
			return 0;
	}
	return yaml_error_at(reader->error, node, "no step above has the name \"%.60s\"", name);
}

static int when_read(struct scenario_reader *reader, const struct yaml_node *when,
		     struct scenario_step *step)
{
	static const char *const known[] = {"step", NULL};
	const struct yaml_node *other = yaml_get(when, "step");
	int rc;

	if (!other) {
		step->has_when = true;
		return scenario_read_condition(reader, when, &step->when);
	}
	step->begin = SCENARIO_AFTER_STEP;
	rc = yaml_keys_check(when, known, reader->error);
	return rc ? rc : step_find(reader, other, &step->after_step);
}

static int begin_read(struct scenario_reader *reader, const struct yaml_node *node,
		      struct scenario_step *step)
{
	const struct yaml_node *at = yaml_get(node, "at");
	const struct yaml_node *after = yaml_get(node, "after");
	const struct yaml_node *when = yaml_get(node, "when");
	int rc = 0;

	if (at && (after || when))
		return yaml_error_at(reader->error, at->key,
				     "`at` is a time by itself: it goes with neither `after` nor "
				     "`when`");
	if (at) {
		step->begin = SCENARIO_AT;
		rc = scenario_read_duration(reader, at, &step->at);
	}
	if (when)
		rc = when_read(reader, when, step);
	return rc || !after ? rc : scenario_read_duration(reader, after, &step->after);
}

/* The names of what a step can be. */
static const char *const *step_keys(void)
{
	static const char *const keys[] = {
		"name",	  "at",	     "after", "when",	 "within", "expect", "expect-not",
		"send",	  "press",   "hold",  "release", "set",	   "bus",    "doorbell",
		"freeze", "corrupt", "crash", "stop",	 "start",  "reset",  NULL};

	return keys;
}

/* What the step is about: its one key that is an action or an expectation. */
static int purpose_read(struct scenario_reader *reader, const struct yaml_node *node,
			struct scenario_step *step)
{
	const struct yaml_node *what = NULL;

	for (const struct yaml_node *value = node->first; value; value = value->next) {
		const char *const *name = scenario_action_names;

		while (*name && strcmp(*name, value->key->text) != 0)
			name++;
		if (!*name && strcmp(value->key->text, "expect") != 0 &&
		    strcmp(value->key->text, "expect-not") != 0)
			continue;
		if (what)
			return yaml_error_at(reader->error, value->key,
					     "a step does one thing: %s is here already",
					     what->key->text);
		what = value;
	}
	if (!what)
		return yaml_error_at(reader->error, node,
				     "the step does nothing: it has neither an action nor expect");
	step->line = node->line;
	step->column = node->column;
	step->purpose = !strcmp(what->key->text, "expect")	 ? SCENARIO_EXPECT
			: !strcmp(what->key->text, "expect-not") ? SCENARIO_EXPECT_NOT
								 : SCENARIO_DO;
	if (step->purpose != SCENARIO_DO)
		return scenario_read_condition(reader, what, &step->expected);
	return scenario_read_action(reader, what->key->text, what->key, what, &step->action);
}

static int options_read(struct scenario_reader *reader, const struct yaml_node *node,
			struct scenario_step *step)
{
	const struct yaml_node *name = yaml_get(node, "name");
	const struct yaml_node *within = yaml_get(node, "within");
	int rc = name ? scenario_read_string(reader, name, &step->name) : 0;

	for (size_t i = 0; !rc && name && i < reader->plan->count; i++) {
		if (reader->plan->steps[i].name && !strcmp(reader->plan->steps[i].name, step->name))
			rc = yaml_error_at(reader->error, name,
					   "the step in line %u has this name already",
					   reader->plan->steps[i].line);
	}
	if (!rc && within)
		rc = scenario_read_duration(reader, within, &step->within);
	if (!rc && within && !step->within)
		rc = yaml_error_at(reader->error, within, "no time at all is not enough");
	if (!rc && step->purpose == SCENARIO_EXPECT_NOT && !within)
		rc = yaml_error_at(reader->error, node,
				   "expect-not needs `within`: for how long it must not come");
	return rc;
}

/* "- stop" is a step, too. */
static int word_step_read(struct scenario_reader *reader, const struct yaml_node *node,
			  struct scenario_step *step)
{
	const char *const *name = scenario_action_names;
	const char *word = yaml_string(node);

	while (word && *name && strcmp(*name, word) != 0)
		name++;
	if (!word || !*name)
		return yaml_unknown(reader->error, node, "action", scenario_action_names);
	step->line = node->line;
	step->column = node->column;
	return scenario_read_action(reader, *name, node, NULL, &step->action);
}

static int step_read(struct scenario_reader *reader, const struct yaml_node *node)
{
	struct scenario_plan *plan = reader->plan;
	struct scenario_step *step = &plan->steps[plan->count];
	int rc;

	if (plan->count == SCENARIO_STEPS)
		return yaml_error_at(reader->error, node, "more than %u steps", SCENARIO_STEPS);
	if (node->kind == YAML_SEQUENCE)
		return yaml_error_at(reader->error, node, "a step is a mapping, not a list");
	if (node->kind == YAML_SCALAR) {
		rc = word_step_read(reader, node, step);
	} else {
		rc = yaml_keys_check(node, step_keys(), reader->error);
		if (!rc)
			rc = purpose_read(reader, node, step);
		if (!rc)
			rc = options_read(reader, node, step);
		if (!rc)
			rc = begin_read(reader, node, step);
	}
	if (rc)
		return rc;
	return scenario_plan_add(plan, step);
}

/* ---- the whole ---- */

static bool is_about_crash(const struct scenario_condition *condition)
{
	return condition->kind == SCENARIO_STATE && !strcmp(condition->value, "crashed");
}

int scenario_plan_make(struct scenario_plan **plan, const char *name, uint64_t timeout)
{
	return plan_create(plan, name, timeout);
}

int scenario_plan_add(struct scenario_plan *plan, const struct scenario_step *step)
{
	struct scenario_step *added = &plan->steps[plan->count];
	const char **service = plan->services;
	const char *name = NULL;

	if (plan->count == SCENARIO_STEPS)
		return -ENOSPC;
	if (added != step)
		*added = *step;
	words_make(added);
	if (added->purpose != SCENARIO_DO && added->expected.kind == SCENARIO_MESSAGE)
		name = added->expected.name;
	if (added->purpose == SCENARIO_DO && added->action.kind == SCENARIO_SEND_MESSAGE)
		name = added->action.name;
	while (name && *service && strcmp(*service, name) != 0)
		service++;
	if (name)
		*service = name;
	plan->survives |= added->purpose == SCENARIO_EXPECT && is_about_crash(&added->expected);
	plan->survives |= added->has_when && is_about_crash(&added->when);
	plan->count++;
	return 0;
}

static int root_read(struct scenario_reader *reader, const struct yaml_node *root)
{
	static const char *const known[] = {"name", "timeout", "steps", NULL};
	const struct yaml_node *name = yaml_get(root, "name");
	const struct yaml_node *timeout = yaml_get(root, "timeout");
	const struct yaml_node *steps = yaml_get(root, "steps");
	int rc = yaml_keys_check(root, known, reader->error);

	if (!rc && name)
		rc = scenario_read_string(reader, name, &reader->plan->name);
	if (!rc && timeout)
		rc = scenario_read_duration(reader, timeout, &reader->plan->timeout);
	if (!rc && !reader->plan->timeout)
		rc = yaml_error_at(reader->error, timeout, "no time at all is not enough");
	if (rc)
		return rc;
	if (!steps)
		return yaml_error_at(reader->error, root, "there are no `steps`");
	if (steps->kind != YAML_SEQUENCE || !steps->count)
		return yaml_error_at(reader->error, steps, "a list of steps belongs here");
	for (const struct yaml_node *step = steps->first; step && !rc; step = step->next)
		rc = step_read(reader, step);
	return rc;
}

int scenario_plan_read(struct scenario_plan **plan, const void *bytes, size_t size,
		       const char *name, uint64_t timeout, struct yaml_error *error)
{
	struct scenario_reader reader = {.error = error};
	int rc = plan_create(&reader.plan, name, timeout);

	if (rc)
		return rc;
	rc = yaml_read(bytes, size, &reader.plan->tree, error);
	if (!rc)
		rc = root_read(&reader, yaml_root(reader.plan->tree));
	if (rc)
		scenario_plan_free(reader.plan);
	else
		*plan = reader.plan;
	return rc;
}
