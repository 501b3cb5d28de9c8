/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A CAN bus over two boards. On each it is a bus of its own, with a node that stands for the other board: a frame
 * that begins on one begins on the other as soon as that hears of it, at most PAIR_TURN later, and each says to the
 * other what its nodes make of it. That is long before the frame's acknowledgement, up to 1 Mbit/s of the arbitration. Two
 * frames that begin on both before either has heard of the other are decided by their identifiers, on both alike.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/can_bus.h"
#include "machine/wire_internal.h"
#include "machine/wire_post.h"

enum can_message { MESSAGE_FRAME, MESSAGE_ANSWER, MESSAGE_GONE };

/* What is posted besides its kind. */
struct can_parcel {
	uint32_t number; /* of the frame, or of the one that is answered */
	struct can_frame frame;
	struct can_timing timing;
	struct can_answer answer; /* of those who hear it there */
	uint64_t start;
};

struct can_side {
	struct can_side *other;
	struct timeline *timeline;
	struct can_node node;
	bool wins; /* between equal identifiers */
	struct wire_post in; /* from the other board: a message, and its place in */
	struct can_parcel parcels[WIRE_POSTS];
	unsigned next;
	uint32_t sent; /* number of the last frame to the other board, */
	uint32_t received; /* and of the one from there that is under way here; 0: it lost */
};

struct can_wire {
	bool on_one_board; /* joined there; the sides are not used */
	struct can_side sides[2];
};

static void post_to_other(struct can_side *side, enum can_message message,
			  const struct can_parcel *parcel)
{
	struct can_side *other = side->other;

	/* A frame has few messages: there is room. */
	if (!wire_post(&other->in, timeline_now(side->timeline),
		       (uint32_t)message << 16 | other->next))
		return;
	other->parcels[other->next] = *parcel;
	other->next = (other->next + 1) % WIRE_POSTS;
}

/* ---- the node that stands for the other board ---- */

static bool relay_next(struct can_node *node, struct can_frame *frame)
{
	(void)node;
	(void)frame;
	return false; /* what it sends is carried */
}

static void relay_sends(struct can_node *node, const struct can_frame *frame, uint64_t start)
{
	(void)node;
	(void)frame;
	(void)start;
}

static void relay_lost(struct can_node *node)
{
	(void)node;
}

static struct can_answer relay_hears(struct can_node *node, const struct can_frame *frame,
				     const struct can_timing *timing, uint64_t start)
{
	struct can_side *side = node->context;
	const struct can_parcel parcel = {.number = ++side->sent,
					  .frame = *frame,
					  .timing = *timing,
					  .answer = can_node_others(node),
					  .start = start};

	post_to_other(side, MESSAGE_FRAME, &parcel);
	return (struct can_answer){0};
}

static void relay_changed(struct can_node *node)
{
	struct can_side *side = node->context;
	const struct can_parcel parcel = {.number = side->received,
					  .answer = can_node_others(node)};

	post_to_other(side, MESSAGE_ANSWER, &parcel);
}

static void relay_over(struct can_node *node, const struct can_frame *frame, bool own,
		       const struct can_outcome *outcome)
{
	struct can_side *side = node->context;
	const struct can_parcel parcel = {.number = side->sent};

	(void)frame;
	(void)outcome;
	if (!own && can_bus_deserted(node->bus))
		post_to_other(side, MESSAGE_GONE, &parcel);
}

static const struct can_node_ops relay_ops = {
	.next = relay_next,
	.sends = relay_sends,
	.lost = relay_lost,
	.hears = relay_hears,
	.changed = relay_changed,
	.over = relay_over,
};

/* ---- messages ---- */

static void side_frame(struct can_side *side, const struct can_parcel *parcel)
{
	struct can_parcel answer = {.number = parcel->number};

	side->node.timing = parcel->timing;
	side->received = 0;
	if (!can_node_carry(&side->node, &parcel->frame, parcel->start, side->wins, &parcel->answer,
			    &answer.answer))
		return;
	side->received = parcel->number;
	post_to_other(side, MESSAGE_ANSWER, &answer);
}

static void side_arrived(void *context, uint32_t what)
{
	struct can_side *side = context;
	const struct can_parcel parcel = side->parcels[what & 0xFFFF];

	switch ((enum can_message)(what >> 16)) {
	case MESSAGE_FRAME:
		side_frame(side, &parcel);
		break;
	case MESSAGE_ANSWER:
		if (parcel.number == side->sent)
			can_node_answer(&side->node, &parcel.answer);
		break;
	default:
		if (parcel.number == side->received && side->node.sending)
			can_node_leave(&side->node);
		break;
	}
}

/* ---- the wire ---- */

/* Wires lead from the one bus to the other already, over however many boards: a frame would come back to where it began, and
 * destroy itself. */
static bool leads_to(const struct can_bus *from, const struct can_bus *to,
		     const struct can_side *arrived)
{
	for (const struct can_node *node = from->nodes; node; node = node->next) {
		const struct can_side *side = node->context;

		if (!node->relay || side == arrived)
			continue;
		if (side->other->node.bus == to || leads_to(side->other->node.bus, to, side->other))
			return true;
	}
	return false;
}

static void side_open(struct can_side *side, struct can_side *other, struct board *board,
		      struct can_bus *bus, bool wins)
{
	side->other = other;
	side->timeline = board_timeline(board);
	side->wins = wins;
	wire_post_init(&side->in, side->timeline, side_arrived, side);
	side->node.ops = &relay_ops;
	side->node.context = side;
	side->node.name = "wire";
	side->node.relay = true;
	can_node_attach(&side->node, bus);
}

static int join_on_one_board(struct can_wire *wire, struct board *board,
			     const char names[2][WIRE_NAME], char error[WIRE_ERROR])
{
	const int rc = board_can_join(board, names[0], names[1]);

	wire->on_one_board = true;
	if (rc == -EINVAL)
		snprintf(error, WIRE_ERROR, "%s is joined to itself already", names[0]);
	else if (rc)
		snprintf(error, WIRE_ERROR, "%s or %s is joined already", names[0], names[1]);
	return rc ? -EINVAL : 0;
}

static void can_part(void *state)
{
	struct can_wire *wire = state;

	for (unsigned i = 0; !wire->on_one_board && i < 2; i++) {
		wire_post_close(&wire->sides[i].in);
		can_node_detach(&wire->sides[i].node);
	}
	free(wire);
}

static int can_join(void **state, struct board *const boards[2], const char names[2][WIRE_NAME],
		    char error[WIRE_ERROR])
{
	struct can_bus *buses[2];
	struct can_wire *wire;
	int rc = 0;

	if (strncmp(names[0], "FDCAN", 5) != 0)
		return -ENOENT;
	for (unsigned i = 0; i < 2; i++) {
		buses[i] = board_can_bus(boards[i], names[i]);
		if (!buses[i]) {
			snprintf(error, WIRE_ERROR,
				 "%s is no CAN bus of the chip: FDCAN1 and FDCAN2 are", names[i]);
			return -EINVAL;
		}
	}
	if (boards[0] != boards[1] && leads_to(buses[0], buses[1], NULL)) {
		snprintf(error, WIRE_ERROR, "%s and %s are on one bus already", names[0], names[1]);
		return -EINVAL;
	}
	wire = calloc(1, sizeof(*wire));
	if (!wire)
		return -ENOMEM;
	if (boards[0] == boards[1])
		rc = join_on_one_board(wire, boards[0], names, error);
	for (unsigned i = 0; !wire->on_one_board && i < 2; i++)
		side_open(&wire->sides[i], &wire->sides[!i], boards[i], buses[i], i == 1);
	if (rc)
		can_part(wire);
	else
		*state = wire;
	return rc;
}

const struct wire_kind wire_can = {.join = can_join, .part = can_part};
