/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/trigger.h"

#include <stdio.h>

#include "board/board_internal.h"

static void trigger_tell_source(struct board *board, unsigned line)
{
	struct device *tim;
	char name[8];

	if (!line || line >= TRIGGER_EXTI(0))
		return;
	snprintf(name, sizeof(name), "TIM%u", line >> 3 & 0x1F);
	tim = board_device(board, name);
	if (tim)
		tim_listened(tim);
}

void trigger_listen(struct board *board, struct trigger_listener *listener, unsigned line)
{
	const unsigned before = listener->line;

	if (!listener->known) {
		listener->known = true;
		listener->next = board->triggers;
		board->triggers = listener;
	}
	if (line == before)
		return;
	listener->line = line;
	trigger_tell_source(board, before);
	trigger_tell_source(board, line);
}

bool trigger_heard(const struct board *board, unsigned line)
{
	const struct trigger_listener *listener = board->triggers;

	while (listener && listener->line != line)
		listener = listener->next;
	return listener;
}

uint8_t trigger_heard_channels(const struct board *board, unsigned timer)
{
	const struct trigger_listener *listener = board->triggers;
	uint8_t channels = 0;

	for (; listener; listener = listener->next) {
		const unsigned channel = listener->line & 7;

		if (listener->line >> 3 == timer && channel)
			channels |= (uint8_t)(1u << (channel - 1));
	}
	return channels;
}

void trigger_send(struct board *board, unsigned line, bool level, uint64_t when)
{
	struct trigger_listener *listener = board->triggers;

	for (; listener; listener = listener->next) {
		if (listener->line == line)
			listener->edge(listener->context, level, when);
	}
}
