/* SPDX-License-Identifier: BSD-3-Clause */
/* What a step does: send: {...}, press: user1, doorbell: {...}, stop, ... */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "board/duration.h"
#include "host/raw.h"
#include "machine/crash_report.h"
#include "machine/event_log.h"
#include "machine/scenario_plan_internal.h"

#define SHOWN	 72u /* characters of a text */
#define PULSES	 1000u
#define TIMES	 1000000u
#define PRESS_NS "100ms" /* what a person does */

/* ---- input ---- */

static int send_uart_read(struct scenario_reader *reader, const struct yaml_node *node,
			  const struct yaml_node *value, struct scenario_action *action)
{
	int rc = scenario_read_string(reader, value, &action->name);

	action->kind = SCENARIO_SEND_UART;
	return rc ? rc : scenario_read_text(reader, node, &action->text, &action->length);
}

static int send_tty_read(struct scenario_reader *reader, const struct yaml_node *node,
			 const struct yaml_node *value, struct scenario_action *action)
{
	int rc = scenario_read_tty(reader, value, &action->number);

	action->kind = SCENARIO_SEND_TTY;
	return rc ? rc : scenario_read_text(reader, node, &action->text, &action->length);
}

static int send_message_read(struct scenario_reader *reader, const struct yaml_node *node,
			     const struct yaml_node *value, struct scenario_action *action)
{
	int rc = scenario_read_service(reader, value, true, &action->name);

	action->kind = SCENARIO_SEND_MESSAGE;
	if (!rc)
		rc = scenario_read_text(reader, node, &action->text, &action->length);
	if (!rc && action->length > RAW_MESSAGE_MAX)
		rc = yaml_error_at(reader->error, node, "%zu bytes, and a message takes at most %u",
				   action->length, RAW_MESSAGE_MAX);
	return rc;
}

static int send_read(struct scenario_reader *reader, const struct yaml_node *node,
		     struct scenario_action *action)
{
	static const char *const known[] = {"uart", "tty", "channel", "text", "bytes", NULL};
	const struct yaml_node *uart = yaml_get(node, "uart");
	const struct yaml_node *tty = yaml_get(node, "tty");
	const struct yaml_node *channel = yaml_get(node, "channel");
	int rc = yaml_keys_check(node, known, reader->error);

	if (rc)
		return rc;
	if (!uart + !tty + !channel != 2)
		return yaml_error_at(reader->error, node,
				     "one of uart, tty and channel says where it goes");
	if (uart)
		return send_uart_read(reader, node, uart, action);
	if (tty)
		return send_tty_read(reader, node, tty, action);
	return send_message_read(reader, node, channel, action);
}

/* ---- parts ---- */

static int setting_add(struct scenario_reader *reader, const struct yaml_node *node,
		       struct scenario_action *action, const char *part, const char *property,
		       const char *value)
{
	if (action->setting_count == SCENARIO_SETTINGS)
		return yaml_error_at(reader->error, node, "more than %u settings in one step",
				     SCENARIO_SETTINGS);
	action->kind = SCENARIO_SET;
	action->settings[action->setting_count++] =
		(struct scenario_setting){part, property, value};
	return 0;
}

static int press_read(struct scenario_reader *reader, const struct yaml_node *node,
		      struct scenario_action *action)
{
	static const char *const known[] = {"button", "for", NULL};
	const struct yaml_node *button =
		node->kind == YAML_MAPPING ? yaml_get(node, "button") : node;
	const struct yaml_node *time = yaml_get(node, "for");
	const char *duration = PRESS_NS;
	uint64_t ps = 1;
	const char *part;
	int rc = node->kind == YAML_MAPPING ? yaml_keys_check(node, known, reader->error) : 0;

	if (!rc && !button)
		rc = yaml_error_at(reader->error, node, "`button` is missing: which one");
	if (!rc)
		rc = scenario_read_string(reader, button, &part);
	if (!rc && time)
		rc = scenario_read_duration(reader, time, &ps);
	if (!rc && !ps)
		rc = yaml_error_at(reader->error, time, "no time at all is no press");
	if (rc)
		return rc;
	if (time)
		duration = yaml_string(time);
	return setting_add(reader, node, action, part, "press", duration);
}

static int finger_read(struct scenario_reader *reader, const struct yaml_node *node,
		       struct scenario_action *action, const char *state)
{
	const char *part;
	int rc = scenario_read_string(reader, node, &part);

	return rc ? rc : setting_add(reader, node, action, part, "state", state);
}

static int hold_read(struct scenario_reader *reader, const struct yaml_node *node,
		     struct scenario_action *action)
{
	return finger_read(reader, node, action, "pressed");
}

static int release_read(struct scenario_reader *reader, const struct yaml_node *node,
			struct scenario_action *action)
{
	return finger_read(reader, node, action, "released");
}

/* "PART.PROPERTY: VALUE" */
static int set_one(struct scenario_reader *reader, const struct yaml_node *value,
		   struct scenario_action *action)
{
	const char *key = yaml_string(value->key);
	const char *point = key ? strchr(key, '.') : NULL;
	const char *text = yaml_string(value);
	char *part;

	if (!point || point == key || !point[1])
		return yaml_error_at(reader->error, value->key, "PART.PROPERTY belongs here");
	if (!text)
		return yaml_error_at(reader->error, value, "a value belongs here");
	part = scenario_memory(reader->plan, (size_t)(point - key) + 1);
	if (!part)
		return -ENOMEM;
	memcpy(part, key, (size_t)(point - key));
	return setting_add(reader, value->key, action, part, point + 1, text);
}

static int set_read(struct scenario_reader *reader, const struct yaml_node *node,
		    struct scenario_action *action)
{
	int rc = 0;

	if (node->kind != YAML_MAPPING || !node->count)
		return yaml_error_at(reader->error, node,
				     "PART.PROPERTY: VALUE belongs here, such as "
				     "{user1.bounces: 3}");
	for (const struct yaml_node *value = node->first; value && !rc; value = value->next)
		rc = set_one(reader, value, action);
	return rc;
}

/* ---- what goes wrong ---- */

static int optional_number(struct scenario_reader *reader, const struct yaml_node *mapping,
			   const char *key, uint64_t most, unsigned *number)
{
	const struct yaml_node *node = yaml_get(mapping, key);
	uint64_t read;
	int rc = node ? scenario_read_number(reader, node, most, &read) : 0;

	if (node && !rc)
		*number = (unsigned)read;
	return rc;
}

static int bus_fault_read(struct scenario_reader *reader, const struct yaml_node *node,
			  const struct yaml_node *fault, struct scenario_action *action)
{
	const struct yaml_node *address = yaml_get(node, "address");
	const char *names[8] = {NULL};
	unsigned target = I2C_ANY;
	const char *name;
	unsigned kind;
	int rc = scenario_read_string(reader, fault, &name);

	action->kind = SCENARIO_BUS_FAULT;
	action->bus.count = 0;
	for (kind = 0; kind < 7 && i2c_fault_name((enum i2c_fault_kind)kind); kind++)
		names[kind] = i2c_fault_name((enum i2c_fault_kind)kind);
	for (kind = 0; !rc && names[kind] && strcmp(names[kind], name) != 0; kind++)
		continue;
	if (!rc && !names[kind])
		rc = yaml_unknown(reader->error, fault, "fault of a bus", names);
	action->bus.kind = (enum i2c_fault_kind)kind;
	if (!rc && address)
		rc = optional_number(reader, node, "address", 0x3FF, &target);
	if (!rc && target > 0x7F && target != I2C_ANY)
		target |= I2C_TEN_BIT;
	action->bus.address = (uint16_t)target;
	if (!rc)
		rc = optional_number(reader, node, "bytes", 0xFFFF, &action->bus.bytes);
	if (!rc)
		rc = optional_number(reader, node, "times", TIMES, &action->bus.count);
	return rc ? rc : optional_number(reader, node, "pulses", PULSES, &action->bus.pulses);
}

static int bus_read(struct scenario_reader *reader, const struct yaml_node *node,
		    struct scenario_action *action)
{
	static const char *const known[] = {"name",  "fault",  "address", "bytes",
					    "times", "pulses", "mend",	  NULL};
	const struct yaml_node *name = yaml_get(node, "name");
	const struct yaml_node *fault = yaml_get(node, "fault");
	const struct yaml_node *mend = yaml_get(node, "mend");
	bool mends = false;
	int rc = yaml_keys_check(node, known, reader->error);

	if (!rc && !name)
		rc = yaml_error_at(reader->error, node,
				   "`name` is missing: which bus, such as I2C5");
	if (!rc)
		rc = scenario_read_string(reader, name, &action->name);
	if (!rc && mend)
		rc = scenario_read_bool(reader, mend, &mends);
	if (!rc && mends == (fault != NULL))
		rc = yaml_error_at(reader->error, node,
				   "either `fault` says what goes wrong, or `mend: true` ends it");
	if (rc)
		return rc;
	action->kind = SCENARIO_BUS_MEND;
	return fault ? bus_fault_read(reader, node, fault, action) : 0;
}

static int doorbell_kind_read(struct scenario_reader *reader, const struct yaml_node *fault,
			      struct scenario_action *action)
{
	const char *names[4] = {NULL};
	const char *name;
	unsigned kind;
	int rc = scenario_read_string(reader, fault, &name);

	if (rc)
		return rc;
	for (kind = 0; doorbell_fault_name((enum doorbell_fault_kind)kind); kind++)
		names[kind] = doorbell_fault_name((enum doorbell_fault_kind)kind);
	for (kind = 0; names[kind] && strcmp(names[kind], name) != 0; kind++)
		continue;
	if (!names[kind])
		return yaml_unknown(reader->error, fault, "fault of a doorbell", names);
	action->doorbell.kind = (enum doorbell_fault_kind)kind;
	return 0;
}

static int doorbell_to_read(struct scenario_reader *reader, const struct yaml_node *to,
			    struct scenario_action *action)
{
	static const char *const sides[] = {"m4", "a7", NULL};
	const char *side = yaml_string(to);

	if (side && (!strcmp(side, "m4") || !strcmp(side, "a7"))) {
		action->doorbell.to_m4 = !strcmp(side, "m4");
		return 0;
	}
	return to->kind == YAML_SCALAR ? yaml_unknown(reader->error, to, "side", sides)
				       : yaml_error_at(reader->error, to, "m4 or a7 belongs here");
}

static int doorbell_read(struct scenario_reader *reader, const struct yaml_node *node,
			 struct scenario_action *action)
{
	static const char *const known[] = {"fault", "channel", "to", "times", "by", NULL};
	const struct yaml_node *fault = yaml_get(node, "fault");
	const struct yaml_node *channel = yaml_get(node, "channel");
	const struct yaml_node *to = yaml_get(node, "to");
	const struct yaml_node *by = yaml_get(node, "by");
	int rc = yaml_keys_check(node, known, reader->error);

	action->kind = SCENARIO_DOORBELL;
	action->doorbell.times = 1;
	if (!rc && (!fault || !channel || !to))
		rc = yaml_error_at(reader->error, node, "`%s` is missing",
				   !fault     ? "fault"
				   : !channel ? "channel"
					      : "to");
	if (!rc && fault)
		rc = doorbell_kind_read(reader, fault, action);
	if (!rc)
		rc = optional_number(reader, node, "channel", DOORBELL_CHANNELS,
				     &action->doorbell.channel);
	if (!rc && !action->doorbell.channel)
		rc = yaml_error_at(reader->error, channel, "channels are numbered 1 to %u",
				   DOORBELL_CHANNELS);
	if (!rc && to)
		rc = doorbell_to_read(reader, to, action);
	if (!rc)
		rc = optional_number(reader, node, "times", TIMES, &action->doorbell.times);
	if (!rc && (action->doorbell.kind == DOORBELL_FAULT_DELAY) != (by != NULL))
		rc = yaml_error_at(reader->error, by ? by->key : node,
				   by ? "`by` goes with delay" : "`by` is missing: the delay");
	return rc || !by ? rc : scenario_read_duration(reader, by, &action->doorbell.delay);
}

static int freeze_read(struct scenario_reader *reader, const struct yaml_node *node,
		       struct scenario_action *action)
{
	action->kind = SCENARIO_FREEZE;
	return scenario_read_duration(reader, node, &action->duration);
}

/* An address, or the name of a memory region of the coprocessor with an offset. */
static int corrupt_read(struct scenario_reader *reader, const struct yaml_node *node,
			struct scenario_action *action)
{
	static const char *const known[] = {"at", "offset", "value", "xor", NULL};
	const struct yaml_node *at = yaml_get(node, "at");
	const struct yaml_node *offset = yaml_get(node, "offset");
	const struct yaml_node *value = yaml_get(node, "value");
	const struct yaml_node *inverts = yaml_get(node, "xor");
	uint64_t number = 0;
	uint64_t byte;
	int rc = yaml_keys_check(node, known, reader->error);

	action->kind = SCENARIO_CORRUPT;
	if (!rc && !at)
		rc = yaml_error_at(reader->error, node, "`at` is missing: where");
	if (!rc && !value == !inverts)
		rc = yaml_error_at(reader->error, node, "one of `value` and `xor` says to what");
	if (rc)
		return rc;
	if (yaml_number(at, UINT32_MAX, &number))
		rc = scenario_read_string(reader, at, &action->name);
	else if (offset)
		rc = yaml_error_at(reader->error, offset->key, "`offset` goes with a name");
	if (!rc && offset)
		rc = scenario_read_number(reader, offset, UINT32_MAX, &number);
	if (!rc)
		rc = scenario_read_number(reader, value ? value : inverts, UINT8_MAX, &byte);
	if (rc)
		return rc;
	action->number = (uint32_t)number;
	action->inverts = inverts != NULL;
	action->byte = (uint8_t)byte;
	return 0;
}

/* ---- the whole ---- */

static const struct {
	const char *name;
	int (*read)(struct scenario_reader *reader, const struct yaml_node *node,
		    struct scenario_action *action);
	enum scenario_action_kind kind; /* of those without a value */
} actions[] = {
	{"send", send_read, 0},
	{"press", press_read, 0},
	{"hold", hold_read, 0},
	{"release", release_read, 0},
	{"set", set_read, 0},
	{"bus", bus_read, 0},
	{"doorbell", doorbell_read, 0},
	{"freeze", freeze_read, 0},
	{"corrupt", corrupt_read, 0},
	{"crash", NULL, SCENARIO_CRASH},
	{"stop", NULL, SCENARIO_STOP},
	{"start", NULL, SCENARIO_START},
	{"reset", NULL, SCENARIO_RESET},
};

const char *const scenario_action_names[] = {"send", "press",	 "hold",   "release", "set",
					     "bus",  "doorbell", "freeze", "corrupt", "crash",
					     "stop", "start",	 "reset",  NULL};

int scenario_read_action(struct scenario_reader *reader, const char *name,
			 const struct yaml_node *place, const struct yaml_node *node,
			 struct scenario_action *action)
{
	size_t i = 0;

	while (strcmp(actions[i].name, name) != 0)
		i++;
	if (actions[i].read && !node)
		return yaml_error_at(reader->error, place, "%s needs a value: %s: ...", name, name);
	if (actions[i].read)
		return actions[i].read(reader, node, action);
	if (node && !yaml_is_null(node))
		return yaml_error_at(reader->error, node, "%s has no value", name);
	action->kind = actions[i].kind;
	reader->plan->survives |= action->kind == SCENARIO_CRASH;
	return 0;
}

static void settings_text(const struct scenario_action *action, char *text, size_t room)
{
	const struct scenario_setting *one = &action->settings[0];
	size_t used;

	if (!strcmp(one->property, "press")) {
		snprintf(text, room, "press %s for %s", one->part, one->value);
		return;
	}
	used = (size_t)snprintf(text, room, "set");
	for (size_t i = 0; i < action->setting_count && used < room; i++) {
		one = &action->settings[i];
		used += (size_t)snprintf(text + used, room - used, "%s %s.%s to %s", i ? "," : "",
					 one->part, one->property, one->value);
	}
}

static void bus_text(const struct scenario_action *action, char *text, size_t room)
{
	char address[24] = "";

	if (action->bus.address != I2C_ANY)
		snprintf(address, sizeof(address), " at 0x%02x",
			 (unsigned)action->bus.address & ~I2C_TEN_BIT);
	snprintf(text, room, "break %s: %s%s", action->name, i2c_fault_name(action->bus.kind),
		 address);
}

static void doorbell_text(const struct scenario_action *action, char *text, size_t room)
{
	const struct doorbell_fault *fault = &action->doorbell;
	char delay[DURATION_TEXT];
	char by[DURATION_TEXT + 8] = "";
	char count[32];

	if (fault->kind == DOORBELL_FAULT_DELAY)
		snprintf(by, sizeof(by), " by %s s", duration_seconds(delay, fault->delay));
	if (fault->times == 1)
		snprintf(count, sizeof(count), "doorbell");
	else
		snprintf(count, sizeof(count), "%u doorbells", fault->times);
	snprintf(text, room, "%s the next %s of channel %u to the %s%s",
		 doorbell_fault_name(fault->kind), count, fault->channel,
		 fault->to_m4 ? "M4" : "A7", by);
}

const char *scenario_action_text(const struct scenario_action *action, char *text, size_t room)
{
	char duration[DURATION_TEXT];
	char shown[SHOWN];

	event_log_escape(shown, sizeof(shown), action->text, action->length);
	switch (action->kind) {
	case SCENARIO_SEND_UART:
	case SCENARIO_SEND_MESSAGE:
		snprintf(text, room, "send \"%s\" to %s", shown, action->name);
		break;
	case SCENARIO_SEND_TTY:
		snprintf(text, room, "send \"%s\" to ttyRPMSG%u", shown, (unsigned)action->number);
		break;
	case SCENARIO_SET:
		settings_text(action, text, room);
		break;
	case SCENARIO_BUS_FAULT:
		bus_text(action, text, room);
		break;
	case SCENARIO_BUS_MEND:
		snprintf(text, room, "mend %s", action->name);
		break;
	case SCENARIO_DOORBELL:
		doorbell_text(action, text, room);
		break;
	case SCENARIO_FREEZE:
		snprintf(text, room, "freeze the M4 for %s s",
			 duration_seconds(duration, action->duration));
		break;
	case SCENARIO_CORRUPT:
		snprintf(text, room, "corrupt a byte at %s%s0x%x", action->name ? action->name : "",
			 action->name ? " + " : "", (unsigned)action->number);
		break;
	case SCENARIO_CRASH:
		snprintf(text, room, "crash the firmware");
		break;
	case SCENARIO_STOP:
		snprintf(text, room, "stop the firmware");
		break;
	case SCENARIO_START:
		snprintf(text, room, "start the firmware");
		break;
	case SCENARIO_RESET:
		snprintf(text, room, "reset the chip");
		break;
	}
	return text;
}
