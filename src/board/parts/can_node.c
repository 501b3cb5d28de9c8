/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A tester on a CAN bus: a node beside the controller, of the node of Bosch's core (bosch,m_can). On a board without one the
 * controller is alone, and nobody acknowledges what it sends. It shows each frame, acknowledges, sends what it is told
 * to, and disturbs the bus if it has to. It has no error states of its own.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board/board.h"
#include "board/can_bus.h"
#include "board/parts/kinds.h"
#include "soc/peripheral.h"

#define QUEUE	     64u /* frames that wait to be sent */
#define ATTEMPTS     16u /* then nobody seems to be there */
#define ERRORS_MAX   1000u
#define RATE_LOWEST  1000u
#define RATE_HIGHEST 20000000u
#define RATE_DEFAULT 1000000u /* of a controller without a clock */

enum can_role { ROLE_OFF, ROLE_LISTENS, ROLE_ON };

static const char *const roles[] = {"off", "listen", "on"};

struct can_tester {
	struct can_node node;
	const char *controller; /* "FDCAN1" */
	enum can_role role;
	uint32_t rates[2]; /* bits/s, nominal and of the data phase; 0: the controller's */
	struct can_frame queue[QUEUE];
	unsigned first, count;
	unsigned attempts;
	bool seen_any;
	struct can_frame seen; /* the last one */
	uint64_t frames, lost;
};

/* ---- on the bus ---- */

static void send_next(struct can_tester *tester)
{
	if (tester->count && tester->node.bus)
		can_node_request(&tester->node, 0);
}

static void queue_drop(struct can_tester *tester)
{
	tester->first = (tester->first + 1) % QUEUE;
	tester->count--;
	tester->attempts = 0;
}

static uint64_t bit_time(uint32_t rate, uint64_t of_controller)
{
	if (rate)
		return PS_PER_S / rate;
	return of_controller ? of_controller : PS_PER_S / RATE_DEFAULT;
}

static bool tester_next(struct can_node *node, struct can_frame *frame)
{
	struct part *part = node->context;
	const struct can_tester *tester = part->state;
	const struct can_timing timing = board_can_timing(part->board, tester->controller);

	if (!tester->count)
		return false;
	node->timing.nominal = bit_time(tester->rates[0], timing.nominal);
	node->timing.data = bit_time(tester->rates[1], timing.data);
	*frame = tester->queue[tester->first];
	return true;
}

static void tester_sends(struct can_node *node, const struct can_frame *frame, uint64_t start)
{
	(void)node;
	(void)frame;
	(void)start;
}

static void tester_lost(struct can_node *node)
{
	const struct part *part = node->context;

	send_next(part->state);
}

static struct can_answer tester_hears(struct can_node *node, const struct can_frame *frame,
				      const struct can_timing *timing, uint64_t start)
{
	const struct part *part = node->context;
	const struct can_tester *tester = part->state;

	(void)frame;
	(void)timing;
	(void)start;
	return (struct can_answer){.acknowledges = tester->role == ROLE_ON};
}

static void tester_over(struct can_node *node, const struct can_frame *frame, bool own,
			const struct can_outcome *outcome)
{
	struct part *part = node->context;
	struct can_tester *tester = part->state;

	if (!outcome->error) {
		tester->seen = *frame;
		tester->seen_any = true;
		tester->frames++;
		part_changed(part);
	}
	if (own && (!outcome->error || ++tester->attempts == ATTEMPTS)) {
		tester->lost += outcome->error != CAN_NO_ERROR;
		queue_drop(tester);
	}
	send_next(tester);
}

static const struct can_node_ops tester_ops = {
	.next = tester_next,
	.sends = tester_sends,
	.lost = tester_lost,
	.hears = tester_hears,
	.over = tester_over,
};

/* ---- properties ---- */

static const struct part_property tester_properties[] = {
	{.name = "state", .unit = "the last frame on the bus, or none"},
	{.name = "node", .unit = "off, listen (never acknowledges) or on", .writable = true},
	{.name = "send",
	 .unit = "a frame as candump writes it: 123#1122, 12345678#R, 123##1AABB",
	 .writable = true},
	{.name = "bitrate",
	 .unit = "auto, or bits per second from 1000 to 20000000, with / those of the data phase",
	 .writable = true},
	{.name = "errors", .unit = "how many frames to come are disturbed", .writable = true},
	{.name = "frames", .unit = "how many there were"},
	{.name = "lost", .unit = "how many were not sent, as nobody acknowledged them"},
	{0},
};

static void role_set(struct part *part, enum can_role role)
{
	struct can_tester *tester = part->state;

	tester->role = role;
	if (role == ROLE_OFF) {
		can_node_detach(&tester->node);
		tester->count = 0;
	} else if (!tester->node.bus) {
		can_node_attach(&tester->node, board_can_bus(part->board, tester->controller));
	}
}

static int role_parse(struct part *part, const char *value)
{
	for (enum can_role role = ROLE_OFF; role <= ROLE_ON; role++) {
		if (!strcmp(value, roles[role])) {
			role_set(part, role);
			return 0;
		}
	}
	return -EINVAL;
}

static int send_parse(struct part *part, const char *value)
{
	struct can_tester *tester = part->state;
	struct can_frame frame;

	if (can_frame_parse(&frame, value))
		return -EINVAL;
	if (tester->count == QUEUE)
		return -EAGAIN;
	tester->queue[(tester->first + tester->count++) % QUEUE] = frame;
	role_set(part, ROLE_ON);
	send_next(tester);
	return 0;
}

/* The digits at *text, which is moved behind them; UINT32_MAX: there are none, or it is more than `most`. */
static uint32_t number_parse(const char **text, uint32_t most)
{
	uint32_t number = 0;
	unsigned digits = 0;

	for (; **text >= '0' && **text <= '9' && digits < 9; ++*text, digits++)
		number = number * 10 + (uint32_t)(**text - '0');
	return digits && number <= most ? number : UINT32_MAX;
}

static int bitrate_parse(struct can_tester *tester, const char *value)
{
	uint32_t rates[2] = {0};

	if (strcmp(value, "auto") != 0) {
		rates[0] = rates[1] = number_parse(&value, RATE_HIGHEST);
		if (*value == '/') {
			value++;
			rates[1] = number_parse(&value, RATE_HIGHEST);
		}
		if (*value || rates[0] == UINT32_MAX || rates[1] == UINT32_MAX ||
		    rates[0] < RATE_LOWEST || rates[1] < RATE_LOWEST)
			return -EINVAL;
	}
	memcpy(tester->rates, rates, sizeof(rates));
	return 0;
}

static int errors_parse(struct part *part, const char *value)
{
	const struct can_tester *tester = part->state;
	const uint32_t errors = number_parse(&value, ERRORS_MAX);

	if (*value || errors == UINT32_MAX)
		return -EINVAL;
	can_bus_spoil(board_can_bus(part->board, tester->controller), errors);
	return 0;
}

static int tester_set(struct part *part, const char *property, const char *value)
{
	if (!strcmp(property, "node"))
		return role_parse(part, value);
	if (!strcmp(property, "send"))
		return send_parse(part, value);
	if (!strcmp(property, "bitrate"))
		return bitrate_parse(part->state, value);
	return errors_parse(part, value);
}

static void frame_text(const struct can_frame *frame, char *value, size_t room)
{
	char text[CAN_TEXT];

	can_frame_print(frame, text);
	snprintf(value, room, "%s", text);
}

static int tester_get(struct part *part, const char *property, char *value, size_t room)
{
	const struct can_tester *tester = part->state;

	if (!strcmp(property, "state") && tester->seen_any)
		frame_text(&tester->seen, value, room);
	else if (!strcmp(property, "node"))
		snprintf(value, room, "%s", roles[tester->role]);
	else if (!strcmp(property, "send") && tester->count)
		frame_text(&tester->queue[tester->first], value, room);
	else if (!strcmp(property, "bitrate") && !tester->rates[0])
		snprintf(value, room, "auto");
	else if (!strcmp(property, "bitrate"))
		snprintf(value, room, "%" PRIu32 "/%" PRIu32, tester->rates[0], tester->rates[1]);
	else if (!strcmp(property, "errors"))
		snprintf(value, room, "%u", board_can_bus(part->board, tester->controller)->spoil);
	else if (!strcmp(property, "frames"))
		snprintf(value, room, "%" PRIu64, tester->frames);
	else if (!strcmp(property, "lost"))
		snprintf(value, room, "%" PRIu64, tester->lost);
	else
		snprintf(value, room, "none");
	return 0;
}

static int tester_attach(struct part *part, const struct dt *dt, int node, struct dt_error *error)
{
	struct can_tester *tester = part->state;
	const struct soc_peripheral *controller = NULL;
	uint32_t base;

	if (!dt_reg(dt, node, 0, &base, NULL))
		controller = soc_peripheral_find(base);
	if (!controller || !board_can_bus(part->board, controller->name)) {
		snprintf(error->text, sizeof(error->text), "it is no CAN controller of this chip");
		return -EINVAL;
	}
	tester->controller = controller->name;
	tester->node =
		(struct can_node){.ops = &tester_ops, .context = part, .name = controller->name};
	return 0;
}

static void tester_detach(struct part *part)
{
	struct can_tester *tester = part->state;

	can_node_detach(&tester->node);
}

static const char *const tester_compatible[] = {"bosch,m_can", NULL};

const struct part_kind can_part = {
	.kind = "can",
	.compatible = tester_compatible,
	.properties = tester_properties,
	.state_size = sizeof(struct can_tester),
	.attach = tester_attach,
	.detach = tester_detach,
	.set = tester_set,
	.get = tester_get,
};
