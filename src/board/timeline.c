/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A sorted list: a board has a few dozen events, and most are armed near the head.
 */
#include "board/timeline.h"

#include <stddef.h>

void timeline_init(struct timeline *timeline)
{
	*timeline = (struct timeline){0};
}

uint64_t timeline_now(const struct timeline *timeline)
{
	if (timeline->precise)
		return timeline->precise(timeline->precise_context);
	return timeline->now;
}

void timeline_disarm(struct timeline *timeline, struct timeline_event *event)
{
	if (!event->armed)
		return;
	for (struct timeline_event **at = &timeline->head; *at; at = &(*at)->next) {
		if (*at != event)
			continue;
		*at = event->next;
		break;
	}
	event->next = NULL;
	event->armed = false;
}

void timeline_arm(struct timeline *timeline, struct timeline_event *event, uint64_t when)
{
	uint64_t earliest;
	struct timeline_event **at;

	timeline_disarm(timeline, event);
	earliest = timeline_next(timeline);
	event->when = when;
	event->order = timeline->order++;
	/* Equal times keep the order of arming, so the new one goes behind them. */
	for (at = &timeline->head; *at && (*at)->when <= when; at = &(*at)->next)
		;
	event->next = *at;
	*at = event;
	event->armed = true;
	if (when < earliest && timeline->sooner)
		timeline->sooner(timeline->sooner_context, when);
}

uint64_t timeline_next(const struct timeline *timeline)
{
	return timeline->head ? timeline->head->when : TIMELINE_NEVER;
}

void timeline_advance(struct timeline *timeline, uint64_t when)
{
	while (timeline->head && timeline->head->when <= when) {
		struct timeline_event *event = timeline->head;

		timeline->head = event->next;
		event->next = NULL;
		event->armed = false;
		if (event->when > timeline->now)
			timeline->now = event->when;
		event->fire(event->context);
	}
	if (when > timeline->now)
		timeline->now = when;
}
