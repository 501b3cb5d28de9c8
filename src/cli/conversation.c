/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/conversation.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/escape.h"
#include "cli/message.h"
#include "machine/event_log.h"

#define SHOWN	 96u /* characters of a text in a message */
#define SHOWN_OF 40u /* bytes of what came instead */

/* "N:" in front of a text names the tty, "SERVICE:" the channel, nothing ttyRPMSG0. Returns the text
 * behind it, and in *service where the service's name is, *length bytes, or NULL. */
static const char *where_prefix(const char *text, uint32_t *number, const char **service,
				size_t *length)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char others[] = "0123456789-_.";
	size_t digits = strspn(text, "0123456789");
	size_t name = strspn(text, letters) ? 1 : 0;

	*number = 0;
	*service = NULL;
	if (digits && digits <= 2 && text[digits] == ':') {
		*number = (uint32_t)strtoul(text, NULL, 10);
		return text + digits + 1;
	}
	while (name && text[name] && (strchr(letters, text[name]) || strchr(others, text[name])))
		name++;
	if (!name || name > CONVERSATION_NAME || text[name] != ':')
		return text;
	*service = text;
	*length = name;
	return text + name + 1;
}

/* The conversation's own copy of the name, NULL without memory. */
static const char *service_keep(struct conversation *conversation, const char *name, size_t length)
{
	char *kept;

	for (size_t i = 0; i < conversation->service_count; i++) {
		kept = conversation->services[i];
		if (strlen(kept) == length && !memcmp(kept, name, length))
			return kept;
	}
	kept = strndup(name, length);
	if (kept)
		conversation->services[conversation->service_count++] = kept;
	return kept;
}

static int text_take(struct scenario_step *step, const char *name, const char *argument,
		     const char *text, char *bytes)
{
	const char *service = step->action.name;
	size_t length;

	if (!cli_unescape(text, bytes, &length)) {
		cli_usage(
			"run",
			"--%s %s: a backslash is written \\\\; known are \\n \\r \\t \\e \\0 \\xHH",
			name, argument);
		return -EINVAL;
	}
	if (service && step->purpose == SCENARIO_DO && length > RAW_MESSAGE_MAX) {
		cli_usage("run", "--%s %s: has %zu bytes, and a message takes at most %u", name,
			  service, length, RAW_MESSAGE_MAX);
		return -EINVAL;
	}
	step->action.text = step->expected.text = bytes;
	step->action.length = step->expected.length = length;
	return 0;
}

static struct scenario_step step_make(enum scenario_purpose purpose, const char *service,
				      uint32_t number)
{
	return (struct scenario_step){
		.purpose = purpose,
		.action = {.kind = service ? SCENARIO_SEND_MESSAGE : SCENARIO_SEND_TTY,
			   .name = service,
			   .number = number},
		.expected = {.kind = service ? SCENARIO_MESSAGE : SCENARIO_TTY,
			     .name = service,
			     .number = number},
	};
}

int conversation_take(void *target, const struct cli_option *option, const char *argument)
{
	struct conversation *conversation = target;
	struct scenario_step *step;
	const char *kept = NULL;
	const char *service;
	size_t length;
	uint32_t number;
	const char *text = where_prefix(argument, &number, &service, &length);
	char *bytes;
	int rc;

	if (conversation->count == CONVERSATION_STEPS) {
		cli_usage("run", "more than %d --send and --expect; start a second run",
			  CONVERSATION_STEPS);
		return -EINVAL;
	}
	if (number >= TTY_COUNT) {
		cli_usage("run", "--%s %s: the ttys are numbered 0 to %u", option->name, argument,
			  TTY_COUNT - 1);
		return -EINVAL;
	}
	if (!*text) {
		cli_usage("run", "--%s needs a text", option->name);
		return -EINVAL;
	}
	step = &conversation->steps[conversation->count];
	bytes = malloc(strlen(text) + 1);
	if (service)
		kept = service_keep(conversation, service, length);
	*step = step_make((enum scenario_purpose)option->value, kept, number);
	if (!bytes || (service && !kept)) {
		free(bytes);
		cli_error("not enough memory");
		return -ENOMEM;
	}
	rc = text_take(step, option->name, argument, text, bytes);
	if (rc) {
		free(bytes);
		return rc;
	}
	conversation->count++;
	conversation->expects |= step->purpose == SCENARIO_EXPECT;
	return 0;
}

void conversation_free(struct conversation *conversation)
{
	for (size_t i = 0; i < conversation->count; i++)
		free((void *)(uintptr_t)conversation->steps[i].action.text);
	for (size_t i = 0; i < conversation->service_count; i++)
		free(conversation->services[i]);
}

int conversation_plan(const struct conversation *conversation, uint64_t timeout,
		      struct scenario_plan **plan)
{
	int rc = scenario_plan_make(plan, "conversation", timeout);

	for (size_t i = 0; !rc && i < conversation->count; i++)
		rc = scenario_plan_add(*plan, &conversation->steps[i]);
	return rc;
}

/* ---- how it went ---- */

static int no_channel_error(const struct scenario_step *step, const char *awaited, const char *why)
{
	const char *option = step->purpose == SCENARIO_DO ? "send" : "expect";
	const char *service = step->action.name;

	if (!service)
		return cli_error(
			"--%s \"%s\": the firmware announced no channel for ttyRPMSG%" PRIu32 " %s",
			option, awaited, step->action.number, why);
	return cli_error("--%s %s:\"%s\": the firmware announced no channel %s %s; a text for "
			 "ttyRPMSG0 that begins so is written 0:%s:...",
			 option, service, awaited, service, why, service);
}

static int unmet_error(const struct scenario *scenario, size_t index, const char *awaited,
		       const char *peer, const char *why)
{
	size_t length;
	const char *unmet = scenario_unmet(scenario, index, &length);
	size_t shown = length < SHOWN_OF ? length : SHOWN_OF;
	char came[SHOWN];

	if (!length)
		return cli_error("--expect \"%s\": nothing came from %s %s", awaited, peer, why);
	event_log_escape(came, sizeof(came), unmet + length - shown, shown);
	return cli_error("--expect \"%s\": it did not come from %s %s; what came: %s\"%s\" "
			 "(%zu bytes)",
			 awaited, peer, why, shown < length ? "..." : "", came, length);
}

int conversation_error(const struct scenario *scenario, const struct scenario_plan *plan,
		       const char *why)
{
	const struct scenario_step *step;
	char awaited[SHOWN];
	char limit[64];
	char peer[CONVERSATION_NAME + 1];
	size_t index = 0;

	while (index + 1 < plan->count &&
	       scenario_outcome(scenario, index)->result == SCENARIO_DONE)
		index++;
	step = &plan->steps[index];
	snprintf(limit, sizeof(limit), "within %" PRIu64 ".%03" PRIu64 " s",
		 plan->timeout / PS_PER_S, plan->timeout % PS_PER_S / PS_PER_MS);
	if (!why)
		why = limit;
	if (step->action.name)
		snprintf(peer, sizeof(peer), "%s", step->action.name);
	else
		snprintf(peer, sizeof(peer), "ttyRPMSG%" PRIu32, step->action.number);
	event_log_escape(awaited, sizeof(awaited), step->action.text, step->action.length);
	if (scenario_outcome(scenario, index)->reason == SCENARIO_NO_CHANNEL)
		return no_channel_error(step, awaited, why);
	if (step->purpose == SCENARIO_DO)
		return cli_error("--send \"%s\": %s did not take it %s", awaited, peer, why);
	return unmet_error(scenario, index, awaited, peer, why);
}
