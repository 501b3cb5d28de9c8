/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/can_bus.h"

/* ISO 11898-1:2015, 10.4: nominal bits behind the CRC delimiter, and between frames. */
#define ACK_BITS	1u
#define ACK_END_BITS	2u
#define FRAME_END_BITS	9u
#define INTERMISSION	3u
#define ERROR_FLAG	6u
#define ERROR_DELIMITER 8u
#define ERROR_TAIL	(2 * ERROR_FLAG + ERROR_DELIMITER + INTERMISSION) /* flags of two that follow */
#define ACK_ERROR_TAIL	(ERROR_FLAG + ERROR_DELIMITER + INTERMISSION)

static uint64_t bus_now(const struct can_bus *bus)
{
	return timeline_now(bus->timeline);
}

/* ---- how the frame under way ends ---- */

/* So many nominal bits after its CRC delimiter. */
static uint64_t time_after(const struct can_bus *bus, unsigned bits)
{
	const struct can_length length = can_frame_length(&bus->frame);

	return bus->start + (length.nominal + bits) * bus->timing.nominal +
	       length.data * bus->timing.data;
}

static uint64_t time_early(const struct can_bus *bus)
{
	const uint64_t when = bus->start + CAN_EARLY_BIT * bus->timing.nominal;

	return when > bus_now(bus) ? when : bus_now(bus);
}

static bool destroys(const struct can_answer *answer, enum can_error_place place)
{
	return answer->error && answer->destroys && answer->place == place;
}

static bool is_destroyed(const struct can_bus *bus, enum can_error_place place)
{
	if (destroys(&bus->there, place))
		return true;
	for (const struct can_node *node = bus->nodes; node; node = node->next) {
		if (node->hearing && destroys(&node->answer, place))
			return true;
	}
	return false;
}

static bool is_acknowledged(const struct can_bus *bus)
{
	if (bus->there.acknowledges)
		return true;
	for (const struct can_node *node = bus->nodes; node; node = node->next) {
		if (node->hearing && node->answer.acknowledges &&
		    !(node->answer.error && node->answer.place == CAN_EARLY))
			return true;
	}
	return false;
}

static struct can_outcome outcome_of(const struct can_bus *bus)
{
	const uint64_t bit = bus->timing.nominal;
	const bool switched = bus->frame.fd && bus->frame.brs;
	struct can_outcome outcome = {.data_phase = switched};

	if (bus->spoilt || bus->collided || (!bus->sender->deaf && is_destroyed(bus, CAN_EARLY))) {
		outcome.error = CAN_BIT1_ERROR;
		outcome.data_phase = false;
		outcome.when = time_early(bus);
		outcome.free = outcome.when + ERROR_TAIL * bit;
	} else if (!bus->sender->deaf && !is_acknowledged(bus)) {
		outcome.error = CAN_ACK_ERROR;
		outcome.when = time_after(bus, ACK_BITS);
		outcome.free = outcome.when + ACK_ERROR_TAIL * bit;
	} else if (!bus->sender->deaf && is_destroyed(bus, CAN_LATE)) {
		outcome.error = CAN_FORM_ERROR;
		outcome.when = time_after(bus, ACK_END_BITS);
		outcome.free = outcome.when + ERROR_TAIL * bit;
	} else {
		outcome.when = time_after(bus, FRAME_END_BITS);
		outcome.free = outcome.when + INTERMISSION * bit;
	}
	return outcome;
}

static void bus_settle(struct can_bus *bus)
{
	bus->outcome = outcome_of(bus);
	bus->free = bus->outcome.free;
	timeline_arm(bus->timeline, &bus->event, bus->outcome.when);
}

/* Those who hear the frame say something else of it. */
static void bus_answered(struct can_bus *bus)
{
	bus_settle(bus);
	if (bus->sender->ops->changed)
		bus->sender->ops->changed(bus->sender);
}

/* What one who heard the frame has seen: an error of its own, or the error flag of somebody else. */
static struct can_outcome heard_outcome(const struct can_bus *bus, const struct can_node *node)
{
	struct can_outcome outcome = bus->outcome;

	if (node->answer.error) {
		outcome.error = node->answer.error;
		outcome.data_phase &= node->answer.place == CAN_LATE;
	} else if (outcome.error == CAN_BIT1_ERROR || outcome.error == CAN_STUFF_ERROR) {
		outcome.error = CAN_STUFF_ERROR;
	} else if (outcome.error) {
		outcome.error = CAN_FORM_ERROR;
	}
	return outcome;
}

/* ---- the next frame ---- */

static void bus_plan(struct can_bus *bus)
{
	uint64_t when = TIMELINE_NEVER;

	if (bus->busy)
		return;
	for (const struct can_node *node = bus->nodes; node; node = node->next) {
		if (node->wants && node->ready < when)
			when = node->ready;
	}
	if (when == TIMELINE_NEVER) {
		timeline_disarm(bus->timeline, &bus->event);
		return;
	}
	timeline_arm(bus->timeline, &bus->event, when > bus->free ? when : bus->free);
}

static void bus_finish(struct can_bus *bus)
{
	const struct can_frame frame = bus->frame;

	bus->busy = false;
	for (struct can_node *node = bus->nodes; node; node = node->next) {
		struct can_outcome outcome = bus->outcome;
		const bool sent = node->sending;

		if (!sent && !node->hearing)
			continue;
		if (!sent)
			outcome = heard_outcome(bus, node);
		node->sending = false;
		node->hearing = false;
		node->ops->over(node, &frame, sent, &outcome);
	}
	bus_plan(bus);
}

static void bus_tell(struct can_bus *bus, bool relays)
{
	for (struct can_node *node = bus->nodes; node; node = node->next) {
		if (node->relay != relays || node->sending || node->deaf)
			continue;
		node->hearing = true;
		node->answer = node->ops->hears(node, &bus->frame, &bus->timing, bus->start);
	}
}

static void bus_begin(struct can_bus *bus, struct can_node *sender, uint64_t start)
{
	bus->busy = true;
	bus->sender = sender;
	bus->frame = sender->frame;
	bus->timing = sender->timing;
	bus->start = start;
	bus->spoilt = bus->spoil;
	if (bus->spoil)
		bus->spoil--;
	bus_tell(bus, false);
	bus_tell(bus, true);
	bus_settle(bus);
}

/* The lowest identifier of those who are ready. NULL: nobody is. */
static struct can_node *bus_arbitrate(struct can_bus *bus)
{
	const uint64_t now = bus_now(bus);
	struct can_node *winner = NULL;

	for (struct can_node *node = bus->nodes; node; node = node->next) {
		if (!node->wants || node->ready > now)
			continue;
		node->wants = node->sending = node->ops->next(node, &node->frame);
		if (node->sending && (!winner || can_frame_priority(&node->frame) <
							 can_frame_priority(&winner->frame)))
			winner = node;
	}
	return winner;
}

static void bus_start(struct can_bus *bus)
{
	struct can_node *winner = bus_arbitrate(bus);
	const uint64_t now = bus_now(bus);

	if (!winner) {
		bus_plan(bus);
		return;
	}
	bus->collided = false;
	bus->there = (struct can_answer){0};
	for (struct can_node *node = bus->nodes; node; node = node->next) {
		if (!node->sending)
			continue;
		if (can_frame_priority(&node->frame) != can_frame_priority(&winner->frame)) {
			node->sending = false;
			node->ops->lost(node);
			continue;
		}
		/* Two that send the same do not notice each other. */
		bus->collided |= !can_frame_equal(&node->frame, &winner->frame);
		node->wants = false;
		node->ops->sends(node, &node->frame, now);
	}
	bus_begin(bus, winner, now);
}

static void bus_due(void *context)
{
	struct can_bus *bus = context;

	if (bus->busy)
		bus_finish(bus);
	else
		bus_start(bus);
}

/* ---- nodes ---- */

void can_node_request(struct can_node *node, uint64_t ready)
{
	const uint64_t now = bus_now(node->bus);

	node->wants = true;
	node->ready = ready > now ? ready : now;
	bus_plan(node->bus);
}

void can_node_withdraw(struct can_node *node)
{
	node->wants = false;
	if (node->bus)
		bus_plan(node->bus);
}

void can_node_leave(struct can_node *node)
{
	struct can_bus *bus = node->bus;
	const bool sent = node->sending, heard = node->hearing;

	node->wants = false;
	node->sending = false;
	node->hearing = false;
	if (!bus || !bus->busy || (!sent && !heard))
		return;
	if (bus->sender != node) {
		bus_answered(bus);
		return;
	}
	/* The line is recessive from here on. */
	timeline_disarm(bus->timeline, &bus->event);
	bus->outcome =
		(struct can_outcome){.error = CAN_STUFF_ERROR,
				     .when = bus_now(bus),
				     .free = bus_now(bus) + ERROR_TAIL * bus->timing.nominal};
	bus->free = bus->outcome.free;
	bus_finish(bus);
}

void can_node_attach(struct can_node *node, struct can_bus *bus)
{
	struct can_node **last = &bus->nodes;

	while (*last)
		last = &(*last)->next;
	*last = node;
	node->next = NULL;
	node->bus = bus;
	node->wants = node->sending = node->hearing = false;
}

void can_node_detach(struct can_node *node)
{
	struct can_bus *bus = node->bus;
	struct can_node **at;

	if (!bus)
		return;
	can_node_leave(node);
	for (at = &bus->nodes; *at != node; at = &(*at)->next)
		;
	*at = node->next;
	node->bus = NULL;
	bus_plan(bus);
}

/* ---- relays ---- */

void can_node_answer(struct can_node *node, const struct can_answer *answer)
{
	struct can_bus *bus = node->bus;

	if (!bus->busy || !node->hearing)
		return;
	node->answer = *answer;
	bus_answered(bus);
}

struct can_answer can_node_others(const struct can_node *node)
{
	struct can_answer all = {0};

	if (node->bus->spoilt)
		all = (struct can_answer){
			.error = CAN_STUFF_ERROR, .place = CAN_EARLY, .destroys = true};
	for (const struct can_node *other = node->bus->nodes; other; other = other->next) {
		if (other == node || !other->hearing)
			continue;
		all.acknowledges |= other->answer.acknowledges;
		if (!other->answer.error || !other->answer.destroys ||
		    (all.error && all.place <= other->answer.place))
			continue;
		all.error = other->answer.error;
		all.place = other->answer.place;
		all.destroys = true;
	}
	return all;
}

bool can_node_carry(struct can_node *node, const struct can_frame *frame, uint64_t start, bool wins,
		    const struct can_answer *there, struct can_answer *here)
{
	struct can_bus *bus = node->bus;
	const uint64_t priority = can_frame_priority(frame);

	/* The last frame from there is over there: here, too. */
	if (bus->busy && node->sending) {
		timeline_disarm(bus->timeline, &bus->event);
		bus_finish(bus);
	}
	if (bus->busy) {
		const uint64_t own = can_frame_priority(&bus->frame);

		if (own < priority || (own == priority && !wins))
			return false;
	}
	for (struct can_node *other = bus->nodes; other; other = other->next) {
		if (!other->sending)
			continue;
		other->sending = false;
		other->wants = true;
		other->ops->lost(other);
	}
	bus->collided = false;
	bus->there = *there;
	node->frame = *frame;
	node->sending = true;
	node->wants = false;
	bus_begin(bus, node, start);
	*here = can_node_others(node);
	return true;
}

bool can_bus_deserted(const struct can_bus *bus)
{
	return bus->outcome.error == CAN_STUFF_ERROR;
}

/* ---- buses ---- */

void can_bus_init(struct can_bus *bus, struct timeline *timeline)
{
	*bus = (struct can_bus){.timeline = timeline};
	bus->event.name = "can";
	bus->event.fire = bus_due;
	bus->event.context = bus;
}

void can_bus_close(struct can_bus *bus)
{
	if (bus->timeline)
		timeline_disarm(bus->timeline, &bus->event);
	/* Whoever is still there outlives it. */
	while (bus->nodes) {
		struct can_node *node = bus->nodes;

		bus->nodes = node->next;
		node->bus = NULL;
	}
}

uint64_t can_bus_idle(const struct can_bus *bus)
{
	return bus->free;
}

void can_bus_spoil(struct can_bus *bus, unsigned frames)
{
	bus->spoil = frames;
}
