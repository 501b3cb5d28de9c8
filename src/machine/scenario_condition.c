/* SPDX-License-Identifier: BSD-3-Clause */
/* What a step waits for or expects: {trace: TEXT}, {tty: 0, text: TEXT}, {led: orange, is: on}, ... */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "host/remoteproc.h"
#include "machine/event_log.h"
#include "machine/scenario_plan_internal.h"

#define SHOWN 72u /* characters of a text */

#define STATES (RPROC_DETACHED + 1)

static int plain_text_read(struct scenario_reader *reader, const struct yaml_node *value,
			   struct scenario_condition *condition)
{
	if (value->kind != YAML_SCALAR || !value->length)
		return yaml_error_at(reader->error, value, "a text belongs here");
	condition->text = value->text;
	condition->length = value->length;
	return 0;
}

static int trace_read(struct scenario_reader *reader, const struct yaml_node *node,
		      const struct yaml_node *value, struct scenario_condition *condition)
{
	(void)node;
	condition->kind = SCENARIO_TRACE;
	return plain_text_read(reader, value, condition);
}

static int log_read(struct scenario_reader *reader, const struct yaml_node *node,
		    const struct yaml_node *value, struct scenario_condition *condition)
{
	(void)node;
	condition->kind = SCENARIO_LOG;
	return plain_text_read(reader, value, condition);
}

static int uart_read(struct scenario_reader *reader, const struct yaml_node *node,
		     const struct yaml_node *value, struct scenario_condition *condition)
{
	int rc = scenario_read_string(reader, value, &condition->name);

	condition->kind = SCENARIO_UART;
	return rc ? rc : scenario_read_text(reader, node, &condition->text, &condition->length);
}

static int tty_read(struct scenario_reader *reader, const struct yaml_node *node,
		    const struct yaml_node *value, struct scenario_condition *condition)
{
	int rc = scenario_read_tty(reader, value, &condition->number);

	condition->kind = SCENARIO_TTY;
	return rc ? rc : scenario_read_text(reader, node, &condition->text, &condition->length);
}

static int channel_read(struct scenario_reader *reader, const struct yaml_node *node,
			const struct yaml_node *value, struct scenario_condition *condition)
{
	const struct yaml_node *gone = yaml_get(node, "gone");
	const bool talks = yaml_get(node, "text") || yaml_get(node, "bytes");
	int rc = scenario_read_service(reader, value, talks, &condition->name);

	condition->kind = talks ? SCENARIO_MESSAGE : SCENARIO_CHANNEL;
	if (!rc && gone && talks)
		rc = yaml_error_at(reader->error, gone->key,
				   "a channel that is gone says nothing: leave out one of the two");
	if (!rc && gone)
		rc = scenario_read_bool(reader, gone, &condition->gone);
	if (!rc && talks)
		rc = scenario_read_text(reader, node, &condition->text, &condition->length);
	return rc;
}

static int value_read(struct scenario_reader *reader, const struct yaml_node *node,
		      struct scenario_condition *condition)
{
	const struct yaml_node *is = yaml_get(node, "is");

	if (!is)
		return yaml_error_at(reader->error, node, "`is` is missing: what it has to be");
	return scenario_read_string(reader, is, &condition->value);
}

static int part_read(struct scenario_reader *reader, const struct yaml_node *node,
		     const struct yaml_node *value, struct scenario_condition *condition)
{
	const struct yaml_node *property = yaml_get(node, "property");
	int rc = scenario_read_string(reader, value, &condition->name);

	condition->kind = SCENARIO_PART;
	condition->property = "state";
	if (!rc && property)
		rc = scenario_read_string(reader, property, &condition->property);
	return rc ? rc : value_read(reader, node, condition);
}

static int state_read(struct scenario_reader *reader, const struct yaml_node *node,
		      const struct yaml_node *value, struct scenario_condition *condition)
{
	const char *states[STATES + 1] = {NULL};
	int rc = scenario_read_string(reader, value, &condition->value);

	(void)node;
	condition->kind = SCENARIO_STATE;
	for (int state = 0; state < STATES; state++) {
		states[state] = rproc_state_name((enum rproc_state)state);
		if (!rc && !strcmp(states[state], condition->value))
			return 0;
	}
	return rc ? rc : yaml_unknown(reader->error, value, "state", states);
}

static const struct {
	const char *key; /* by which it is known */
	int (*read)(struct scenario_reader *reader, const struct yaml_node *node,
		    const struct yaml_node *value, struct scenario_condition *condition);
	const char *known[6]; /* all keys that may be there */
} conditions[] = {
	{"trace", trace_read, {"trace", NULL}},
	{"log", log_read, {"log", NULL}},
	{"uart", uart_read, {"uart", "text", "bytes", NULL}},
	{"tty", tty_read, {"tty", "text", "bytes", NULL}},
	{"channel", channel_read, {"channel", "text", "bytes", "gone", NULL}},
	{"led", part_read, {"led", "is", NULL}},
	{"part", part_read, {"part", "property", "is", NULL}},
	{"state", state_read, {"state", NULL}},
};

#define CONDITIONS (sizeof(conditions) / sizeof(conditions[0]))

int scenario_read_condition(struct scenario_reader *reader, const struct yaml_node *node,
			    struct scenario_condition *condition)
{
	const char *names[CONDITIONS + 1] = {NULL};

	if (node->kind != YAML_MAPPING || !node->count)
		return yaml_error_at(reader->error, node,
				     "what is awaited belongs here, such as {trace: ready}");
	for (size_t i = 0; i < CONDITIONS; i++) {
		const struct yaml_node *value = yaml_get(node, conditions[i].key);
		int rc;

		names[i] = conditions[i].key;
		if (!value)
			continue;
		rc = yaml_keys_check(node, conditions[i].known, reader->error);
		return rc ? rc : conditions[i].read(reader, node, value, condition);
	}
	return yaml_unknown(reader->error, node->first->key, "condition", names);
}

const char *scenario_condition_text(const struct scenario_condition *condition, char *text,
				    size_t room)
{
	char shown[SHOWN];

	event_log_escape(shown, sizeof(shown), condition->text, condition->length);
	switch (condition->kind) {
	case SCENARIO_TRACE:
		snprintf(text, room, "trace \"%s\"", shown);
		break;
	case SCENARIO_LOG:
		snprintf(text, room, "log \"%s\"", shown);
		break;
	case SCENARIO_UART:
	case SCENARIO_MESSAGE:
		snprintf(text, room, "%s \"%s\"", condition->name, shown);
		break;
	case SCENARIO_TTY:
		snprintf(text, room, "ttyRPMSG%u \"%s\"", (unsigned)condition->number, shown);
		break;
	case SCENARIO_CHANNEL:
		snprintf(text, room, "channel %s%s", condition->name,
			 condition->gone ? " gone" : "");
		break;
	case SCENARIO_PART:
		snprintf(text, room, "%s%s%s %s", condition->name,
			 strcmp(condition->property, "state") != 0 ? "." : "",
			 strcmp(condition->property, "state") != 0 ? condition->property : "",
			 condition->value);
		break;
	case SCENARIO_STATE:
		snprintf(text, room, "state %s", condition->value);
		break;
	}
	return text;
}
