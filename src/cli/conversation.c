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

static int text_take(struct script_step *step, const char *name, const char *argument,
		     const char *text, char *bytes)
{
	if (!cli_unescape(text, bytes, &step->length)) {
		cli_usage(
			"run",
			"--%s %s: a backslash is written \\\\; known are \\n \\r \\t \\e \\0 \\xHH",
			name, argument);
		return -EINVAL;
	}
	if (step->service && step->kind == SCRIPT_SEND && step->length > RAW_MESSAGE_MAX) {
		cli_usage("run", "--%s %s: has %zu bytes, and a message takes at most %u", name,
			  step->service, step->length, RAW_MESSAGE_MAX);
		return -EINVAL;
	}
	step->data = bytes;
	return 0;
}

int conversation_take(void *target, const struct cli_option *option, const char *argument)
{
	struct conversation *conversation = target;
	struct script_step *step;
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
	*step = (struct script_step){.kind = (enum script_kind)option->value, .tty = number};
	bytes = malloc(strlen(text) + 1);
	if (service)
		step->service = service_keep(conversation, service, length);
	if (!bytes || (service && !step->service)) {
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
	conversation->expects |= step->kind == SCRIPT_EXPECT;
	return 0;
}

void conversation_free(struct conversation *conversation)
{
	for (size_t i = 0; i < conversation->count; i++)
		free((void *)(uintptr_t)conversation->steps[i].data);
	for (size_t i = 0; i < conversation->service_count; i++)
		free(conversation->services[i]);
}

static int no_channel_error(const struct script_step *step, const char *awaited, const char *why)
{
	const char *option = step->kind == SCRIPT_SEND ? "send" : "expect";

	if (!step->service)
		return cli_error(
			"--%s \"%s\": the firmware announced no channel for ttyRPMSG%" PRIu32 " %s",
			option, awaited, step->tty, why);
	return cli_error("--%s %s:\"%s\": the firmware announced no channel %s %s; a text for "
			 "ttyRPMSG0 that begins so is written 0:%s:...",
			 option, step->service, awaited, step->service, why, step->service);
}

int conversation_error(const struct script *script, const struct script_config *config,
		       const char *why)
{
	const struct script_step *step = script_step(script);
	char awaited[SHOWN];
	char came[SHOWN];
	size_t length;
	const char *unmet = script_unmet(script, step, &length);
	size_t shown = length < SHOWN_OF ? length : SHOWN_OF;
	char limit[64];
	char peer[CONVERSATION_NAME + 1];

	snprintf(limit, sizeof(limit), "within %" PRIu64 ".%03" PRIu64 " s",
		 config->timeout / PS_PER_S, config->timeout % PS_PER_S / PS_PER_MS);
	if (!why)
		why = limit;
	if (step->service)
		snprintf(peer, sizeof(peer), "%s", step->service);
	else
		snprintf(peer, sizeof(peer), "ttyRPMSG%" PRIu32, step->tty);
	event_log_escape(awaited, sizeof(awaited), step->data, step->length);
	if (script_state(script) == SCRIPT_NO_CHANNEL)
		return no_channel_error(step, awaited, why);
	if (step->kind == SCRIPT_SEND)
		return cli_error("--send \"%s\": %s did not take it %s", awaited, peer, why);
	if (!length)
		return cli_error("--expect \"%s\": nothing came from %s %s", awaited, peer, why);
	event_log_escape(came, sizeof(came), unmet + length - shown, shown);
	return cli_error("--expect \"%s\": it did not come from %s %s; what came: %s\"%s\" "
			 "(%zu bytes)",
			 awaited, peer, why, shown < length ? "..." : "", came, length);
}
