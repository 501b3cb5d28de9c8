/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/script.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* What is kept of a tty's output for an expectation that comes later. */
#define UNMET_MAX (256u * 1024u)
/* A tty that cannot take more input is asked again after that long. */
#define RETRY_PS PS_PER_MS

struct unmet {
	char *bytes;
	size_t length;
	size_t room;
};

struct script {
	struct script_config config;
	struct machine *machine;
	struct timeline_event go; /* look at the present step, outside of anybody's callback */
	struct timeline_event limit; /* the present step takes too long */
	struct unmet unmet[TTY_COUNT];
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

static void script_tell(struct script *script, const char *kind, const char *name, uint32_t number,
			const void *data, size_t length)
{
	struct machine_event event = {.time = machine_now(script->machine),
				      .level = MACHINE_EVENT_INFO,
				      .source = "tty",
				      .kind = kind,
				      .name = name,
				      .has_number = true,
				      .number = number,
				      .data = data,
				      .length = length};

	machine_tell(script->machine, &event);
}

static void tty_name(char *name, uint32_t number)
{
	snprintf(name, 16, "ttyRPMSG%u", (unsigned)number);
}

/* True when the step is done. */
static bool step_send(struct script *script, const struct script_step *step, struct tty *tty)
{
	char name[16];

	if (!script->injected) {
		if (tty_inject(tty, step->data, step->length)) {
			script_wake(script, RETRY_PS);
			return false;
		}
		tty_name(name, step->tty);
		script_tell(script, "tty-sent", name, step->tty, step->data, step->length);
		script->injected = true;
	}
	if (tty_inject_pending(tty)) {
		script_wake(script, RETRY_PS);
		return false;
	}
	return true;
}

static bool step_expect(struct script *script, const struct script_step *step)
{
	struct unmet *unmet = &script->unmet[step->tty];
	const char *found;
	size_t end;

	if (unmet->length < step->length)
		return false;
	found = memmem(unmet->bytes, unmet->length, step->data, step->length);
	if (!found)
		return false;
	end = (size_t)(found - unmet->bytes) + step->length;
	memmove(unmet->bytes, unmet->bytes + end, unmet->length - end);
	unmet->length -= end;
	return true;
}

static void script_go(void *context)
{
	struct script *script = context;

	while (script->state == SCRIPT_RUNNING) {
		const struct script_step *step = &script->config.steps[script->at];
		struct tty *tty = tty_set_find(machine_ttys(script->machine), step->tty);

		/* What a tty said before it went still counts. */
		if (step->kind == SCRIPT_EXPECT ? !step_expect(script, step)
						: !tty || !step_send(script, step, tty))
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
	const struct script_step *step = &script->config.steps[script->at];

	script_finish(script, tty_set_find(machine_ttys(script->machine), step->tty)
				      ? SCRIPT_TIMEOUT
				      : SCRIPT_NO_TTY);
}

int script_create(struct script **script, const struct script_config *config)
{
	struct script *made;

	for (size_t i = 0; i < config->count; i++) {
		if (config->steps[i].tty >= TTY_COUNT)
			return -EINVAL;
	}
	made = calloc(1, sizeof(*made));
	if (!made)
		return -ENOMEM;
	made->config = *config;
	made->go = (struct timeline_event){.name = "script", .fire = script_go, .context = made};
	made->limit = (struct timeline_event){
		.name = "script time-out", .fire = script_limit, .context = made};
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
	for (size_t i = 0; i < TTY_COUNT; i++)
		free(script->unmet[i].bytes);
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

void script_event(struct script *script, const struct machine_event *event)
{
	if (!strcmp(event->kind, "tty-created"))
		script_wake(script, 0);
}

static bool unmet_add(struct unmet *unmet, const void *data, size_t length)
{
	size_t excess;

	if (length > UNMET_MAX) {
		data = (const char *)data + (length - UNMET_MAX);
		length = UNMET_MAX;
	}
	if (unmet->length + length > UNMET_MAX) {
		excess = unmet->length + length - UNMET_MAX;
		memmove(unmet->bytes, unmet->bytes + excess, unmet->length - excess);
		unmet->length -= excess;
	}
	if (unmet->length + length > unmet->room) {
		size_t room = 2 * (unmet->length + length);
		char *bytes = realloc(unmet->bytes, room);

		if (!bytes)
			return false;
		unmet->bytes = bytes;
		unmet->room = room;
	}
	memcpy(unmet->bytes + unmet->length, data, length);
	unmet->length += length;
	return true;
}

void script_output(struct script *script, struct tty *tty, const void *data, size_t length)
{
	uint32_t number = tty_number(tty);
	char name[16];

	if (!script->machine || script->state != SCRIPT_RUNNING || !length)
		return;
	tty_name(name, number);
	script_tell(script, "tty-received", name, number, data, length);
	/* Without memory the text is missing, and the step says so in time. */
	if (unmet_add(&script->unmet[number], data, length))
		script_wake(script, 0);
}

enum script_state script_state(const struct script *script)
{
	return script->state;
}

const struct script_step *script_step(const struct script *script)
{
	return script->at < script->config.count ? &script->config.steps[script->at] : NULL;
}

const void *script_unmet(const struct script *script, uint32_t tty, size_t *length)
{
	*length = script->unmet[tty].length;
	return script->unmet[tty].bytes;
}
