/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An SPI bus over two boards: SCK, MISO, MOSI and NSS. On each it is a bus of its own, with a controller and a
 * target that stand for the other board: what a controller of one board does is done again by the proxy
 * controller on the other one, and the proxy target holds the clock until it is known what came of it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/spi_bus.h"
#include "machine/wire_internal.h"
#include "machine/wire_post.h"

enum spi_message { MESSAGE_FRAME, MESSAGE_NSS, MESSAGE_ANSWER };

/* What is posted besides its kind. */
struct spi_parcel {
	uint32_t number; /* of the frame, or of the one that is answered */
	struct spi_frame frame;
	struct spi_answer answer;
	bool nss_driven, nss_level;
};

struct spi_side {
	struct spi_side *other;
	struct timeline *timeline;
	struct spi_target target;
	struct spi_controller controller;
	struct wire_post in; /* from the other board: a message, and its place in */
	struct spi_parcel parcels[WIRE_POSTS];
	unsigned next;
	uint32_t sent; /* number of the last frame to the other board */
	uint32_t received; /* and of the last one from there */
};

struct spi_wire {
	bool on_one_board; /* joined there; the sides are not used */
	struct spi_side sides[2];
};

static void post_to_other(struct spi_side *side, enum spi_message message,
			  const struct spi_parcel *parcel)
{
	struct spi_side *other = side->other;

	/* There is room but for a flood of NSS. */
	if (!wire_post(&other->in, timeline_now(side->timeline),
		       (uint32_t)message << 16 | other->next))
		return;
	other->parcels[other->next] = *parcel;
	other->next = (other->next + 1) % WIRE_POSTS;
}

/* ---- the proxy target: what this board's controllers do ---- */

static enum spi_response proxy_frame(struct spi_target *target, const struct spi_frame *frame,
				     uint32_t *data)
{
	struct spi_side *side = target->context;
	const struct spi_parcel parcel = {.number = ++side->sent, .frame = *frame};

	*data = 0;
	post_to_other(side, MESSAGE_FRAME, &parcel);
	return SPI_HOLD;
}

static void proxy_nss(struct spi_target *target, bool driven, bool level)
{
	const struct spi_parcel parcel = {.nss_driven = driven, .nss_level = level};

	post_to_other(target->context, MESSAGE_NSS, &parcel);
}

static const struct spi_target_ops proxy_ops = {.frame = proxy_frame, .nss = proxy_nss};

/* ---- the proxy controller: what the other board's controllers do ---- */

static void side_answer(struct spi_side *side, const struct spi_answer *answer)
{
	const struct spi_parcel parcel = {.number = side->received, .answer = *answer};

	post_to_other(side, MESSAGE_ANSWER, &parcel);
}

static void proxy_answered(struct spi_controller *controller, const struct spi_answer *answer)
{
	side_answer(controller->context, answer);
}

static void side_frame(struct spi_side *side, const struct spi_parcel *parcel)
{
	struct spi_answer answer;

	/* The other board's controller was switched off in the middle of the last one. */
	spi_controller_cancel(&side->controller);
	side->received = parcel->number;
	if (spi_controller_frame(&side->controller, &parcel->frame, &answer))
		side_answer(side, &answer);
}

static void side_arrived(void *context, uint32_t what)
{
	struct spi_side *side = context;
	const struct spi_parcel parcel = side->parcels[what & 0xFFFF];

	switch ((enum spi_message)(what >> 16)) {
	case MESSAGE_FRAME:
		side_frame(side, &parcel);
		break;
	case MESSAGE_NSS:
		spi_controller_nss(&side->controller, parcel.nss_driven, parcel.nss_level);
		break;
	default:
		if (parcel.number == side->sent)
			spi_target_answer(&side->target, &parcel.answer);
		break;
	}
}

/* ---- the wire ---- */

static void side_open(struct spi_side *side, struct spi_side *other, struct board *board,
		      struct spi_bus *bus)
{
	side->other = other;
	side->timeline = board_timeline(board);
	wire_post_init(&side->in, side->timeline, side_arrived, side);
	side->target.ops = &proxy_ops;
	side->target.context = side;
	side->target.name = "wire";
	side->target.own = &side->controller;
	side->controller.answered = proxy_answered;
	side->controller.context = side;
	side->controller.name = "wire";
	spi_controller_attach(&side->controller, bus);
}

static int join_on_one_board(struct spi_wire *wire, struct board *board,
			     const char names[2][WIRE_NAME], char error[WIRE_ERROR])
{
	wire->on_one_board = true;
	if (!board_spi_join(board, names[0], names[1]))
		return 0;
	snprintf(error, WIRE_ERROR, "%s or %s is joined already", names[0], names[1]);
	return -EINVAL;
}

static void spi_part(void *state)
{
	struct spi_wire *wire = state;

	for (unsigned i = 0; !wire->on_one_board && i < 2; i++) {
		struct spi_side *side = &wire->sides[i];

		wire_post_close(&side->in);
		spi_target_detach(&side->target);
		spi_controller_detach(&side->controller);
	}
	free(wire);
}

static int spi_join(void **state, struct board *const boards[2], const char names[2][WIRE_NAME],
		    char error[WIRE_ERROR])
{
	struct spi_bus *buses[2];
	struct spi_wire *wire;
	int rc = 0;

	if (strncmp(names[0], "SPI", 3) != 0)
		return -ENOENT;
	for (unsigned i = 0; i < 2; i++) {
		buses[i] = board_spi_bus(boards[i], names[i]);
		if (!buses[i]) {
			snprintf(error, WIRE_ERROR,
				 "%s is no SPI bus of the chip: SPI1 to SPI6 are", names[i]);
			return -EINVAL;
		}
	}
	wire = calloc(1, sizeof(*wire));
	if (!wire)
		return -ENOMEM;
	if (boards[0] == boards[1])
		rc = join_on_one_board(wire, boards[0], names, error);
	for (unsigned i = 0; !wire->on_one_board && i < 2; i++)
		side_open(&wire->sides[i], &wire->sides[!i], boards[i], buses[i]);
	/* What is there of NSS goes to the other one at once. */
	for (unsigned i = 0; !wire->on_one_board && i < 2; i++)
		spi_target_attach(&wire->sides[i].target, buses[i]);
	if (rc)
		spi_part(wire);
	else
		*state = wire;
	return rc;
}

const struct wire_kind wire_spi = {.join = spi_join, .part = spi_part};
