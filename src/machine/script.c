/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/script.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What is kept of a tty's output for an expectation that comes later. */
#define UNMET_MAX (256u * 1024u)
/* A tty or channel that cannot take more is asked again after that long. */
#define RETRY_PS PS_PER_MS

/* One that is talked to, and what it said that no expectation has taken. */
struct peer {
	const char *service; /* NULL: a tty */
	uint32_t tty;
	char *bytes;
	size_t length;
	size_t room;
};

struct script {
	struct script_config config;
	struct machine *machine;
	struct timeline_event go; /* look at the present step, outside of anybody's callback */
	struct timeline_event limit; /* the present step takes too long */
	struct peer *peers; /* as many as there are steps, the first `peer_count` are used */
	size_t peer_count;
	size_t at;
	bool injected; /* the present step's text is on its way */
	enum script_state state;
};

static struct timeline *script_timeline(struct script *script)
{
	return board_timeline(machine_board(script->machine));
}

static void script_finish(struct script *script, enum script_state state)
{
	script->state = state;
	timeline_disarm(script_timeline(script), &script->limit);
	timeline_disarm(script_timeline(script), &script->go);
	script->config.finished(script->config.context);
}

static void script_wake(struct script *script, uint64_t delay)
{
	if (script->machine && script->state == SCRIPT_RUNNING && !script->go.armed)
		timeline_arm(script_timeline(script), &script->go,
			     machine_now(script->machine) + delay);
}

static void script_tell(struct script *script, const char *kind, uint32_t number, const void *data,
			size_t length)
{
	char name[16];
	struct machine_event event = {.time = machine_now(script->machine),
				      .level = MACHINE_EVENT_INFO,
				      .source = "tty",
				      .kind = kind,
				      .name = name,
				      .has_number = true,
				      .number = number,
				      .data = data,
				      .length = length};

	snprintf(name, sizeof(name), "ttyRPMSG%u", (unsigned)number);
	machine_tell(script->machine, &event);
}

/* ---- who is talked to ---- */

static bool is_peer(const struct peer *peer, const char *service, uint32_t tty)
{
	if (!service || !peer->service)
		return !service && !peer->service && peer->tty == tty;
	return !strcmp(peer->service, service);
}

static struct peer *find_peer(const struct script *script, const char *service, uint32_t tty)
{
	for (size_t i = 0; i < script->peer_count; i++) {
		if (is_peer(&script->peers[i], service, tty))
			return &script->peers[i];
	}
	return NULL;
}

static struct peer *step_peer(const struct script *script, const struct script_step *step)
{
	return find_peer(script, step->service, step->tty);
}

static bool step_has_channel(const struct script *script, const struct script_step *step)
{
	return step->service ? raw_is_there(machine_raw(script->machine), step->service)
			     : tty_set_find(machine_ttys(script->machine), step->tty) != NULL;
}

/* ---- the steps ---- */

/* True when the step is done. */
static bool send_to_tty(struct script *script, const struct script_step *step)
{
	struct tty *tty = tty_set_find(machine_ttys(script->machine), step->tty);

	if (!tty)
		return false;
	if (!script->injected) {
		if (tty_inject(tty, step->data, step->length)) {
			script_wake(script, RETRY_PS);
			return false;
		}
		script_tell(script, "tty-sent", step->tty, step->data, step->length);
		script->injected = true;
	}
	if (tty_inject_pending(tty)) {
		script_wake(script, RETRY_PS);
		return false;
	}
	return true;
}

static bool send_message(struct script *script, const struct script_step *step)
{
	int rc = raw_send(machine_raw(script->machine), step->service, step->data,
			  (uint32_t)step->length);

	if (rc == -EAGAIN)
		script_wake(script, RETRY_PS);
	return !rc;
}

static bool step_expect(struct script *script, const struct script_step *step)
{
	struct peer *peer = step_peer(script, step);
	const char *found;
	size_t end;

	if (peer->length < step->length)
		return false;
	found = memmem(peer->bytes, peer->length, step->data, step->length);
	if (!found)
		return false;
	end = (size_t)(found - peer->bytes) + step->length;
	memmove(peer->bytes, peer->bytes + end, peer->length - end);
	peer->length -= end;
	return true;
}

static bool step_do(struct script *script, const struct script_step *step)
{
	/* What was said before the tty or channel went still counts. */
	if (step->kind == SCRIPT_EXPECT)
		return step_expect(script, step);
	return step->service ? send_message(script, step) : send_to_tty(script, step);
}

static void script_go(void *context)
{
	struct script *script = context;

	while (script->state == SCRIPT_RUNNING) {
		if (!step_do(script, &script->config.steps[script->at]))
			return;
		script->injected = false;
		script->at++;
		if (script->at == script->config.count) {
			script_finish(script, SCRIPT_DONE);
			return;
		}
		timeline_arm(script_timeline(script), &script->limit,
			     machine_now(script->machine) + script->config.timeout);
	}
}

static void script_limit(void *context)
{
	struct script *script = context;

	script_finish(script, step_has_channel(script, script_step(script)) ? SCRIPT_TIMEOUT
									    : SCRIPT_NO_CHANNEL);
}

static bool step_is_valid(const struct script_step *step)
{
	if (!step->service)
		return step->tty < TTY_COUNT;
	return step->kind == SCRIPT_EXPECT || step->length <= RAW_MESSAGE_MAX;
}

int script_create(struct script **script, const struct script_config *config)
{
	struct script *made;

	for (size_t i = 0; i < config->count; i++) {
		if (!step_is_valid(&config->steps[i]))
			return -EINVAL;
	}
	made = calloc(1, sizeof(*made));
	if (!made)
		return -ENOMEM;
	made->config = *config;
	made->go = (struct timeline_event){.name = "script", .fire = script_go, .context = made};
	made->limit = (struct timeline_event){
		.name = "script time-out", .fire = script_limit, .context = made};
	made->peers = calloc(config->count + 1, sizeof(*made->peers));
	if (!made->peers) {
		free(made);
		return -ENOMEM;
	}
	for (size_t i = 0; i < config->count; i++) {
		const struct script_step *step = &config->steps[i];

		if (!step_peer(made, step))
			made->peers[made->peer_count++] =
				(struct peer){.service = step->service, .tty = step->tty};
	}
	*script = made;
	return 0;
}

void script_destroy(struct script *script)
{
	if (!script)
		return;
	if (script->machine) {
		timeline_disarm(script_timeline(script), &script->go);
		timeline_disarm(script_timeline(script), &script->limit);
	}
	for (size_t i = 0; i < script->peer_count; i++)
		free(script->peers[i].bytes);
	free(script->peers);
	free(script);
}

void script_start(struct script *script, struct machine *machine)
{
	script->machine = machine;
	if (!script->config.count) {
		script_finish(script, SCRIPT_DONE);
		return;
	}
	timeline_arm(script_timeline(script), &script->limit,
		     machine_now(machine) + script->config.timeout);
	script_wake(script, 0);
}

static bool peer_add(struct peer *peer, const void *data, size_t length)
{
	size_t excess;

	if (length > UNMET_MAX) {
		data = (const char *)data + (length - UNMET_MAX);
		length = UNMET_MAX;
	}
	if (peer->length + length > UNMET_MAX) {
		excess = peer->length + length - UNMET_MAX;
		memmove(peer->bytes, peer->bytes + excess, peer->length - excess);
		peer->length -= excess;
	}
	if (peer->length + length > peer->room) {
		size_t room = 2 * (peer->length + length);
		char *bytes = realloc(peer->bytes, room);

		if (!bytes)
			return false;
		peer->bytes = bytes;
		peer->room = room;
	}
	memcpy(peer->bytes + peer->length, data, length);
	peer->length += length;
	return true;
}

static void script_hear(struct script *script, struct peer *peer, const void *data, size_t length)
{
	/* Without memory the text is missing, and the step says so in time. */
	if (peer && length && script->state == SCRIPT_RUNNING && peer_add(peer, data, length))
		script_wake(script, 0);
}

void script_event(struct script *script, const struct machine_event *event)
{
	if (!strcmp(event->kind, "tty-created") || !strcmp(event->kind, "channel-created"))
		script_wake(script, 0);
	else if (!strcmp(event->kind, "message-received"))
		script_hear(script, find_peer(script, event->name, 0), event->data, event->length);
}

void script_output(struct script *script, struct tty *tty, const void *data, size_t length)
{
	uint32_t number = tty_number(tty);

	if (!script->machine || script->state != SCRIPT_RUNNING || !length)
		return;
	script_tell(script, "tty-received", number, data, length);
	script_hear(script, find_peer(script, NULL, number), data, length);
}

enum script_state script_state(const struct script *script)
{
	return script->state;
}

const struct script_step *script_step(const struct script *script)
{
	return script->at < script->config.count ? &script->config.steps[script->at] : NULL;
}

const void *script_unmet(const struct script *script, const struct script_step *step,
			 size_t *length)
{
	const struct peer *peer = step_peer(script, step);

	*length = peer->length;
	return peer->bytes;
}
