/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An I2C bus over two boards. On each it is a bus of its own, with a controller and a target that stand
 * for the other board: what a controller of one board does is done again by the proxy controller on
 * the other one, and the proxy target holds the clock until it is known what came of it.
 *
 * When controllers of both boards start in the same turn, the second board's is not acknowledged.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/i2c_bus.h"
#include "machine/wire_internal.h"
#include "machine/wire_post.h"

/* The proxy controller's clock is fast: its time comes on top of that of the bus it repeats. */
#define REPEAT_BIT (100 * PS_PER_NS)
#define OPERATIONS 8u /* at most three are under way: the answer to a byte, an end, an address */

/* What is posted: one of these in the upper half, its value in the lower. */
enum i2c_step {
	STEP_ADDRESS, /* the address, and the two below */
	STEP_WRITE, /* the byte */
	STEP_READ,
	STEP_READ_DONE, /* 1: acknowledged */
	STEP_END, /* 1: a START follows */
	STEP_ANSWER /* back to the board of the controller: the byte, and the one below */
};

#define ADDRESS_READ	  0x8000u
#define ADDRESS_TEN_BIT	  0x4000u
#define ADDRESS_VALUE	  0x03FFu
#define ANSWER_ACK	  0x8000u
#define STEP(kind, value) ((uint32_t)(kind) << 16 | (uint32_t)(value))

/* The rest of an address that is being sent. */
enum address_phase { ADDRESS_NONE, ADDRESS_FIRST, ADDRESS_LOW, ADDRESS_AGAIN };

struct i2c_side {
	struct i2c_side *other;
	struct timeline *timeline;
	struct i2c_target target;
	struct i2c_controller controller;
	struct wire_post in; /* from the other board */
	uint32_t steps[OPERATIONS]; /* arrived, not begun */
	unsigned first, count;
	bool working; /* an operation of the proxy controller is under way */
	bool asked; /* the other board waits for what comes of it */
	bool awaits; /* the proxy target holds the clock for an answer */
	bool awaits_address;
	uint32_t address; /* being sent */
	enum address_phase phase;
};

struct i2c_wire {
	bool on_one_board; /* joined there; the sides are not used */
	struct i2c_side sides[2];
};

static void post_to_other(struct i2c_side *side, uint32_t what)
{
	/* There is always room: each step but the last two waits for its answer. */
	(void)wire_post(&side->other->in, timeline_now(side->timeline), what);
}

/* ---- the proxy target: what this board's controllers do ---- */

static enum i2c_answer hold_for(struct i2c_side *side, uint32_t step)
{
	side->awaits = true;
	post_to_other(side, step);
	return I2C_HOLD;
}

static enum i2c_answer proxy_address(struct i2c_target *target, const struct i2c_address *address)
{
	struct i2c_side *side = target->context;
	uint32_t value = address->value;

	/* What the other board does is not sent back to it. */
	if (i2c_controller_owns(&side->controller))
		return I2C_NACK;
	value |= address->read ? ADDRESS_READ : 0;
	value |= address->ten_bit ? ADDRESS_TEN_BIT : 0;
	side->awaits_address = true;
	return hold_for(side, STEP(STEP_ADDRESS, value));
}

/* The other board is asked when the whole address is known. */
static enum i2c_answer proxy_head(struct i2c_target *target, unsigned high)
{
	const struct i2c_side *side = target->context;

	(void)high;
	return i2c_controller_owns(&side->controller) ? I2C_NACK : I2C_ACK;
}

static enum i2c_answer proxy_write(struct i2c_target *target, uint8_t byte)
{
	return hold_for(target->context, STEP(STEP_WRITE, byte));
}

static enum i2c_answer proxy_read(struct i2c_target *target, uint8_t *byte)
{
	*byte = 0xFF;
	return hold_for(target->context, STEP(STEP_READ, 0));
}

static void proxy_read_done(struct i2c_target *target, bool acknowledged)
{
	post_to_other(target->context, STEP(STEP_READ_DONE, acknowledged));
}

static void proxy_end(struct i2c_target *target, enum i2c_end end)
{
	post_to_other(target->context, STEP(STEP_END, end == I2C_END_START));
}

static const struct i2c_target_ops proxy_ops = {
	.address = proxy_address,
	.head = proxy_head,
	.write = proxy_write,
	.read = proxy_read,
	.read_done = proxy_read_done,
	.end = proxy_end,
};

/* ---- the proxy controller: what the other board's controllers do ---- */

static void side_answer(struct i2c_side *side, bool acknowledged, uint8_t byte)
{
	post_to_other(side, STEP(STEP_ANSWER, byte | (acknowledged ? ANSWER_ACK : 0)));
}

static uint8_t address_byte(uint32_t address, enum address_phase phase)
{
	const uint32_t value = address & ADDRESS_VALUE;
	const bool read = address & ADDRESS_READ;

	if (!(address & ADDRESS_TEN_BIT))
		return (uint8_t)(value << 1 | read);
	if (phase == ADDRESS_LOW)
		return (uint8_t)value;
	/* UM10204, 10-bit addressing: a read begins with the whole address for writing */
	return (uint8_t)(0xF0 | (value >> 8) << 1 | (phase == ADDRESS_AGAIN));
}

/* True when the operation will be heard of. */
static bool side_begin(struct i2c_side *side, uint32_t step)
{
	struct i2c_controller *controller = &side->controller;
	const uint32_t value = step & 0xFFFF;

	switch ((enum i2c_step)(step >> 16)) {
	case STEP_ADDRESS:
		/* Both boards have begun. */
		if (side->awaits && side->awaits_address && side->other < side) {
			side->awaits = side->awaits_address = false;
			i2c_target_answer(&side->target, I2C_NACK, 0xFF);
		}
		side->address = value;
		side->phase = ADDRESS_FIRST;
		return i2c_controller_start(controller);
	case STEP_WRITE:
		return i2c_controller_send(controller, (uint8_t)value);
	case STEP_READ:
		return i2c_controller_receive(controller);
	case STEP_READ_DONE:
		return i2c_controller_acknowledge(controller, value);
	case STEP_END:
		/* A START comes with the next address. */
		return !value && i2c_controller_stop(controller);
	default:
		return false;
	}
}

static bool step_wants_answer(uint32_t step)
{
	return step >> 16 <= STEP_READ;
}

static void side_go_on(struct i2c_side *side)
{
	while (!side->working && side->count) {
		const uint32_t step = side->steps[side->first];

		side->first = (side->first + 1) % OPERATIONS;
		side->count--;
		side->asked = step_wants_answer(step);
		side->working = side_begin(side, step);
		/* The bus was lost in the middle: the other board sees a target that has gone. */
		if (!side->working && side->asked)
			side_answer(side, false, 0xFF);
	}
}

/* An address goes on with its next byte. True when it does. */
static bool address_goes_on(struct i2c_side *side, enum i2c_outcome outcome)
{
	const bool ten_bit = side->address & ADDRESS_TEN_BIT;

	if (outcome == I2C_STARTED)
		return i2c_controller_send(&side->controller,
					   address_byte(side->address, side->phase));
	if (outcome != I2C_SENT || !ten_bit)
		return false;
	if (side->phase == ADDRESS_FIRST) {
		side->phase = ADDRESS_LOW;
		return i2c_controller_send(&side->controller,
					   address_byte(side->address, side->phase));
	}
	if (side->phase == ADDRESS_LOW && (side->address & ADDRESS_READ)) {
		side->phase = ADDRESS_AGAIN;
		return i2c_controller_start(&side->controller);
	}
	return false;
}

static void proxy_done(struct i2c_controller *controller, enum i2c_outcome outcome, uint8_t byte)
{
	struct i2c_side *side = controller->context;
	const bool address = side->phase != ADDRESS_NONE;

	if (address && address_goes_on(side, outcome))
		return;
	side->phase = ADDRESS_NONE;
	side->working = false;
	switch (outcome) {
	case I2C_SENT:
		side_answer(side, true, 0);
		break;
	case I2C_RECEIVED:
		side_answer(side, true, byte);
		break;
	case I2C_ACKNOWLEDGED:
	case I2C_STOPPED:
		break;
	default:
		/* Nobody there: the controller of the other board hears of its own board's targets only,
		 * and the proxy of no end. */
		if (address && outcome == I2C_REFUSED)
			side->working = i2c_controller_stop(controller);
		if (side->asked)
			side_answer(side, false, 0xFF);
		side->asked = false;
		break;
	}
	side_go_on(side);
}

static void side_arrived(void *context, uint32_t step)
{
	struct i2c_side *side = context;

	if (step >> 16 == STEP_ANSWER) {
		if (!side->awaits)
			return;
		side->awaits = side->awaits_address = false;
		i2c_target_answer(&side->target, step & ANSWER_ACK ? I2C_ACK : I2C_NACK,
				  (uint8_t)step);
		return;
	}
	if (side->count == OPERATIONS)
		return;
	side->steps[(side->first + side->count++) % OPERATIONS] = step;
	side_go_on(side);
}

/* ---- the wire ---- */

static void side_open(struct i2c_side *side, struct i2c_side *other, struct board *board,
		      struct i2c_bus *bus)
{
	side->other = other;
	side->timeline = board_timeline(board);
	wire_post_init(&side->in, side->timeline, side_arrived, side);
	side->target.ops = &proxy_ops;
	side->target.context = side;
	side->target.name = "wire";
	side->controller.done = proxy_done;
	side->controller.context = side;
	side->controller.name = "wire";
	side->controller.times = (struct i2c_times){.bit = REPEAT_BIT,
						    .start = REPEAT_BIT,
						    .restart = REPEAT_BIT,
						    .stop = REPEAT_BIT,
						    .free = REPEAT_BIT};
	i2c_target_attach(&side->target, bus);
	i2c_controller_attach(&side->controller, bus);
}

static int i2c_join(void **state, struct board *const boards[2], const char names[2][WIRE_NAME],
		    char error[WIRE_ERROR])
{
	struct i2c_bus *buses[2];
	struct i2c_wire *wire;

	if (strncmp(names[0], "I2C", 3) != 0)
		return -ENOENT;
	for (unsigned i = 0; i < 2; i++) {
		buses[i] = board_i2c_bus(boards[i], names[i]);
		if (!buses[i]) {
			snprintf(error, WIRE_ERROR,
				 "%s is no I2C bus of the chip: I2C1 to I2C6 are", names[i]);
			return -EINVAL;
		}
	}
	if (buses[0] == buses[1]) {
		snprintf(error, WIRE_ERROR, "%s and %s are one bus already", names[0], names[1]);
		return -EINVAL;
	}
	wire = calloc(1, sizeof(*wire));
	if (!wire)
		return -ENOMEM;
	wire->on_one_board = boards[0] == boards[1];
	if (wire->on_one_board)
		i2c_bus_join(buses[0], buses[1]);
	for (unsigned i = 0; !wire->on_one_board && i < 2; i++)
		side_open(&wire->sides[i], &wire->sides[!i], boards[i], buses[i]);
	*state = wire;
	return 0;
}

static void i2c_part(void *state)
{
	struct i2c_wire *wire = state;

	for (unsigned i = 0; !wire->on_one_board && i < 2; i++) {
		struct i2c_side *side = &wire->sides[i];

		wire_post_close(&side->in);
		i2c_controller_detach(&side->controller);
		i2c_target_detach(&side->target);
	}
	free(wire);
}

const struct wire_kind wire_i2c = {.join = i2c_join, .part = i2c_part};
