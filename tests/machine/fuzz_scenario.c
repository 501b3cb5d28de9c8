/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as a scenario: refused with a reason, or a plan whose steps hold together. */
#include <stdlib.h>
#include <string.h>

#include "machine/scenario_plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static bool has_text(const void *text, size_t length)
{
	/* Read all of it. */
	const unsigned char *bytes = text;
	unsigned sum = 0;

	for (size_t i = 0; text && i < length; i++)
		sum += bytes[i] | 1u;
	return sum != 0;
}

static void condition_look(const struct scenario_condition *condition)
{
	char text[SCENARIO_TEXT];

	require(*scenario_condition_text(condition, text, sizeof(text)));
	if (condition->kind <= SCENARIO_MESSAGE)
		require(has_text(condition->text, condition->length));
	else
		require(condition->name || condition->value);
}

static void plan_look(const struct scenario_plan *plan)
{
	require(plan->count && plan->count <= SCENARIO_STEPS && plan->timeout && *plan->name);
	for (size_t i = 0; i < plan->count; i++) {
		const struct scenario_step *step = &plan->steps[i];

		require(*step->words && strlen(step->words) < SCENARIO_TEXT && step->line);
		require(step->begin != SCENARIO_AFTER_STEP || step->after_step < i);
		if (step->has_when)
			condition_look(&step->when);
		if (step->purpose != SCENARIO_DO)
			condition_look(&step->expected);
		else if (step->action.kind <= SCENARIO_SEND_MESSAGE)
			require(has_text(step->action.text, step->action.length));
		require(step->purpose != SCENARIO_EXPECT_NOT || step->within);
	}
	for (const char *const *service = (const char *const *)plan->services; *service; service++)
		require(**service && strlen(*service) < 32);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct yaml_error error = {.text = ""};
	struct scenario_plan *plan;

	if (scenario_plan_read(&plan, data, size, "fuzzed", 1000, &error)) {
		require(*error.text && strlen(error.text) < sizeof(error.text));
		return 0;
	}
	plan_look(plan);
	scenario_plan_free(plan);
	return 0;
}
