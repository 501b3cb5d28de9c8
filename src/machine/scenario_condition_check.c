/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether what a step waits for is there. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/parts/part.h"
#include "host/rpmsg_bus.h"
#include "host/text.h"
#include "machine/event_log.h"
#include "machine/scenario_internal.h"

#define SHOWN	 96u /* characters of a text in a message */
#define SHOWN_OF 40u /* bytes of what came instead */

struct scenario_text *scenario_text_of(const struct scenario *scenario,
				       const struct scenario_condition *condition)
{
	for (size_t i = 0; i < scenario->text_count; i++) {
		struct scenario_text *text = &scenario->texts[i];

		if (text->kind == condition->kind && text->number == condition->number &&
		    !strcmp(text->name, condition->name ? condition->name : ""))
			return text;
	}
	return NULL;
}

static bool channel_is_there(const struct scenario *scenario, const char *service)
{
	struct remoteproc *rproc = machine_remoteproc(scenario->machine);

	for (uint32_t vdev = 0; rproc && vdev < RPROC_VDEVS; vdev++) {
		const struct rpmsg_bus *bus = remoteproc_bus(rproc, vdev);
		const struct rpmsg_channel *channel = bus ? rpmsg_bus_channels(bus) : NULL;

		for (; channel; channel = channel->next) {
			if (!strncmp(channel->name, service, sizeof(channel->name)))
				return true;
		}
	}
	return false;
}

static const char *state_word(const struct scenario *scenario)
{
	struct remoteproc *rproc = machine_remoteproc(scenario->machine);

	return rproc ? rproc_state_name(remoteproc_state(rproc)) : "without a Linux";
}

/* Its value as text, malloc()ed; NULL: it cannot be read now. */
static char *part_value(const struct scenario *scenario, const struct scenario_condition *condition)
{
	struct part *part = parts_find(machine_parts(scenario->machine), condition->name);
	char *value = part ? malloc(PART_VALUE_MAX) : NULL;

	if (value && part_get(part, condition->property, value, PART_VALUE_MAX)) {
		free(value);
		return NULL;
	}
	return value;
}

static bool part_is(const struct scenario *scenario, const struct scenario_condition *condition)
{
	char *value = part_value(scenario, condition);
	const bool is = value && !strcmp(value, condition->value);

	free(value);
	return is;
}

static bool text_came(const struct scenario *scenario, const struct scenario_state *state,
		      const struct scenario_condition *condition, bool takes)
{
	struct scenario_text *text = scenario_text_of(scenario, condition);
	uint64_t end;

	if (!text)
		return false;
	if (!takes)
		return scenario_text_find(text, state->mark, condition->text, condition->length,
					  &end);
	if (!scenario_text_find(text, text->taken, condition->text, condition->length, &end))
		return false;
	text->taken = end;
	return true;
}

bool scenario_holds(struct scenario *scenario, struct scenario_state *state,
		    const struct scenario_condition *condition, bool takes)
{
	switch (condition->kind) {
	case SCENARIO_CHANNEL:
		return channel_is_there(scenario, condition->name) != condition->gone;
	case SCENARIO_PART:
		return state->seen || part_is(scenario, condition);
	case SCENARIO_STATE:
		return state->seen || !strcmp(state_word(scenario), condition->value);
	default:
		return text_came(scenario, state, condition, takes);
	}
}

void scenario_note(struct scenario_state *state, const struct scenario_condition *condition,
		   const struct machine_event *event)
{
	if (!event->text || !condition->value || strcmp(event->text, condition->value) != 0)
		return;
	if (condition->kind == SCENARIO_STATE)
		state->seen |= !strcmp(event->kind, "state");
	else if (condition->kind == SCENARIO_PART)
		state->seen |= !strcmp(event->source, "part") &&
			       !strcmp(condition->property, "state") &&
			       !strcmp(event->name, condition->name);
}

static void text_instead(const struct scenario *scenario,
			 const struct scenario_condition *condition, char *text, size_t room)
{
	const struct scenario_text *source = scenario_text_of(scenario, condition);
	const size_t skip = source && source->taken > source->dropped
				    ? (size_t)(source->taken - source->dropped)
				    : 0;
	const size_t length = source ? source->length - skip : 0;
	const size_t shown = length < SHOWN_OF ? length : SHOWN_OF;
	char came[SHOWN];

	if (!length) {
		snprintf(text, room, "nothing came");
		return;
	}
	event_log_escape(came, sizeof(came), source->bytes + source->length - shown, shown);
	snprintf(text, room, "what came: %s\"%s\" (%zu bytes)", shown < length ? "..." : "", came,
		 length);
}

void scenario_instead(const struct scenario *scenario, const struct scenario_condition *condition,
		      char *text, size_t room)
{
	char shown[SHOWN];
	char *value;

	switch (condition->kind) {
	case SCENARIO_CHANNEL:
		snprintf(text, room, "it is %s", condition->gone ? "still there" : "not there");
		break;
	case SCENARIO_PART:
		value = part_value(scenario, condition);
		if (value)
			text_clean(shown, sizeof(shown), value, strlen(value));
		snprintf(text, room, "it is %s", value ? shown : "unknown");
		free(value);
		break;
	case SCENARIO_STATE:
		snprintf(text, room, "it is %s", state_word(scenario));
		break;
	default:
		text_instead(scenario, condition, text, room);
		break;
	}
}
