/* SPDX-License-Identifier: BSD-3-Clause */
/* CAN frames and the bus, as ISO 11898-1 has them; lengths were worked out bit by bit apart from this program. */
#include "can_rig.h"

#include <errno.h>
#include <string.h>

/* ---- frames ---- */

static struct can_frame frame_of(const char *text)
{
	struct can_frame frame;

	assert_int_equal(can_frame_parse(&frame, text), 0);
	return frame;
}

static void length_is(const char *text, unsigned nominal, unsigned data)
{
	const struct can_frame frame = frame_of(text);
	const struct can_length length = can_frame_length(&frame);

	assert_int_equal(length.nominal, nominal);
	assert_int_equal(length.data, data);
}

static void lengths(void **state)
{
	char text[CAN_TEXT] = "123##1";

	(void)state;
	length_is("123#1122", 53, 0);
	length_is("000#0000000000000000", 115, 0);
	length_is("7FF#FFFFFFFFFFFFFFFF", 114, 0);
	length_is("555#", 36, 0);
	length_is("123#R", 36, 0);
	length_is("129#11", 45, 0); /* a stuff bit behind the CRC */
	length_is("12345678#AA", 64, 0);
	length_is("1FFFFFFF#00", 73, 0);
	length_is("123##1000000000000000000000000", 17, 148);
	length_is("123##0000000000000000000000000", 165, 0);
	length_is("000##10000000000000000", 19, 110);
	length_is("000##1", 19, 33);
	length_is("12345678##3FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 36, 230);
	length_is("123##15555555555555555", 17, 97);
	for (unsigned i = 0; i < 64; i++)
		strcat(text, "55");
	length_is(text, 17, 550);
}

static void non_iso_is_shorter(void **state)
{
	struct can_frame frame = frame_of("123##15555555555555555");

	(void)state;
	frame.non_iso = true;
	assert_int_equal(can_frame_length(&frame).data, 92);
}

static void text_is_candumps(void **state)
{
	static const char *const same[] = {"123#1122", "7FF#",	 "00000123#AB",	 "1FFFFFFF#R",
					   "123#R8",   "123##0", "123##1AABBCC", "1FFFFFFF##3AABB"};
	static const char *const none[] = {
		"",	     "123",	   "12#11",  "1234#11",
		"800#11",    "20000000#",  "123#1",  "123#112233445566778899",
		"123##",     "123##4",	   "123#R9", "123#RR",
		"123#1122 ", "123#11..22", "x23#11", "123456789#11",
		"123#1x"};
	char text[CAN_TEXT];

	(void)state;
	for (unsigned i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		const struct can_frame frame = frame_of(same[i]);

		can_frame_print(&frame, text);
		assert_string_equal(text, same[i]);
	}
	for (unsigned i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		struct can_frame frame;

		assert_int_equal(can_frame_parse(&frame, none[i]), -EINVAL);
	}
	/* What CAN FD has no length for is filled up. */
	can_frame_print(&(struct can_frame){.id = 1, .fd = true, .dlc = 15}, text);
	assert_int_equal(strlen(text), 6 + 128);
	/* More than 8 in the DLC of a frame that is none of CAN FD are 8. */
	can_frame_print(&(struct can_frame){.id = 1, .remote = true, .dlc = 15}, text);
	assert_string_equal(text, "001#R8");
	assert_int_equal(frame_of("001##0112233445566778899").dlc, 9);
	assert_int_equal(frame_of("123#11.22.33").dlc, 3);
}

static void priorities(void **state)
{
	/* From the one that wins to the one that loses. */
	static const char *const order[] = {"000#",	  "000#R", "00000000#", "0003FFFF#",
					    "0003FFFF#R", "001#",  "100#",	"100#R",
					    "04000000#",  "7FF#",  "7FF#R",	"1FFC0000#"};

	(void)state;
	for (unsigned i = 1; i < sizeof(order) / sizeof(order[0]); i++) {
		const struct can_frame before = frame_of(order[i - 1]);
		const struct can_frame after = frame_of(order[i]);

		assert_true(can_frame_priority(&before) < can_frame_priority(&after));
	}
}

/* ---- the bus ---- */

struct other {
	struct can_node node;
	struct can_frame send;
	unsigned tries, lost, sent, heard, failed;
	enum can_error error;
	uint64_t when;
};

static bool other_next(struct can_node *node, struct can_frame *frame)
{
	const struct other *other = node->context;

	*frame = other->send;
	return true;
}

static void other_sends(struct can_node *node, const struct can_frame *frame, uint64_t start)
{
	(void)frame;
	(void)start;
	((struct other *)node->context)->tries++;
}

static void other_lost(struct can_node *node)
{
	((struct other *)node->context)->lost++;
	can_node_request(node, 0);
}

static struct can_answer other_hears(struct can_node *node, const struct can_frame *frame,
				     const struct can_timing *timing, uint64_t start)
{
	(void)node;
	(void)frame;
	(void)timing;
	(void)start;
	return (struct can_answer){.acknowledges = true};
}

static void other_over(struct can_node *node, const struct can_frame *frame, bool own,
		       const struct can_outcome *outcome)
{
	struct other *other = node->context;

	(void)frame;
	other->error = outcome->error;
	other->when = outcome->when;
	if (outcome->error)
		other->failed++;
	else if (own)
		other->sent++;
	else
		other->heard++;
}

static const struct can_node_ops other_ops = {.next = other_next,
					      .sends = other_sends,
					      .lost = other_lost,
					      .hears = other_hears,
					      .over = other_over};

static void other_attach(struct can_rig *rig, struct other *other, const char *frame)
{
	*other = (struct other){.node = {.ops = &other_ops,
					 .context = other,
					 .name = "other",
					 .timing = {BIT, BIT / 4}},
				.send = frame_of(frame)};
	can_node_attach(&other->node, rig->bus);
}

static uint64_t now(const struct can_rig *rig)
{
	return board_timeline(rig->f->board)->now;
}

/* 53 bits, the acknowledgement with its delimiter, 7 of EOF. */
static void takes_its_time(void **state)
{
	struct can_rig *rig = *state;
	const uint64_t start = now(rig);
	struct other other;

	other_attach(rig, &other, "000#");
	can_rig_send(rig, "123#1122");
	can_rig_pass(rig, 62 * BIT - 1);
	assert_int_equal(rig->sent + other.heard, 0);
	can_rig_pass(rig, 1);
	assert_int_equal(rig->sent, 1);
	assert_int_equal(other.heard, 1);
	assert_true(other.when == start + 62 * BIT);
	/* The next one comes after three bits. */
	can_rig_send(rig, "123#1122");
	can_rig_pass(rig, 65 * BIT - 1);
	assert_int_equal(rig->sent, 1);
	can_rig_pass(rig, 1);
	assert_int_equal(rig->sent, 2);
	can_node_detach(&other.node);
}

static void lowest_wins(void **state)
{
	struct can_rig *rig = *state;
	struct other low, high;

	other_attach(rig, &low, "010#11");
	other_attach(rig, &high, "700#11");
	can_node_request(&high.node, 0);
	can_node_request(&low.node, 0);
	can_rig_send(rig, "100#22");
	can_rig_pass(rig, BIT);
	assert_int_equal(low.tries, 1);
	assert_int_equal(high.tries + rig->tries, 0);
	assert_int_equal(high.lost, 1);
	can_rig_pass(rig, 80 * BIT);
	assert_int_equal(low.sent, 1);
	assert_int_equal(rig->tries, 1);
	assert_int_equal(high.lost, 2);
	can_rig_pass(rig, 160 * BIT);
	assert_int_equal(rig->sent, 1);
	assert_int_equal(high.sent, 1);
	can_node_detach(&low.node);
	can_node_detach(&high.node);
}

static void same_identifier_collides(void **state)
{
	struct can_rig *rig = *state;
	struct other other;

	other_attach(rig, &other, "100#11");
	can_node_request(&other.node, 0);
	can_rig_send(rig, "100#22");
	can_rig_pass(rig, 21 * BIT);
	assert_int_equal(other.error, CAN_BIT1_ERROR);
	assert_int_equal(rig->error, CAN_BIT1_ERROR);
	/* The same frame of both goes out as one; somebody has to acknowledge it. */
	rig->send[0] = frame_of("100#11");
	other.error = CAN_NO_ERROR;
	can_rig_pass(rig, 20 * BIT);
	can_node_detach(&other.node);
	can_rig_pass(rig, 200 * BIT);
}

static void nobody_acknowledges(void **state)
{
	struct can_rig *rig = *state;
	const uint64_t start = now(rig);

	can_rig_send(rig, "123#1122");
	can_rig_pass(rig, 54 * BIT - 1);
	assert_int_equal(rig->failed, 0);
	can_rig_pass(rig, 1);
	assert_int_equal(rig->failed, 1);
	assert_int_equal(rig->error, CAN_ACK_ERROR);
	assert_true(rig->when == start + 54 * BIT);
	/* An error flag, its delimiter, the intermission; then again. */
	can_rig_pass(rig, (17 + 54) * BIT - 1);
	assert_int_equal(rig->failed, 1);
	can_rig_pass(rig, 1);
	assert_int_equal(rig->failed, 2);
}

static void spoilt_ones_are_repeated(void **state)
{
	struct can_rig *rig = *state;
	struct other other;

	other_attach(rig, &other, "000#");
	can_bus_spoil(rig->bus, 2);
	can_rig_send(rig, "123#1122");
	can_rig_pass(rig, 20 * BIT);
	assert_int_equal(rig->error, CAN_BIT1_ERROR);
	assert_int_equal(other.error, CAN_STUFF_ERROR);
	can_rig_pass(rig, 43 * BIT);
	assert_int_equal(rig->failed, 2);
	can_rig_pass(rig, 85 * BIT);
	assert_int_equal(rig->sent, 1);
	assert_int_equal(other.heard, 1);
	assert_int_equal(other.failed, 2);
	can_node_detach(&other.node);
}

static void sender_leaves(void **state)
{
	struct can_rig *rig = *state;
	struct other other;

	other_attach(rig, &other, "100#1122334455667788");
	can_node_request(&other.node, 0);
	can_rig_pass(rig, 30 * BIT);
	can_node_detach(&other.node);
	assert_int_equal(rig->failed, 1);
	assert_int_equal(rig->error, CAN_STUFF_ERROR);
	can_rig_pass(rig, 200 * BIT);
	assert_int_equal(rig->frames, 0);
	assert_int_equal(other.sent + other.failed, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lengths),
		cmocka_unit_test(non_iso_is_shorter),
		cmocka_unit_test(text_is_candumps),
		cmocka_unit_test(priorities),
		cmocka_unit_test_setup_teardown(takes_its_time, can_rig_open, can_rig_close),
		cmocka_unit_test_setup_teardown(lowest_wins, can_rig_open, can_rig_close),
		cmocka_unit_test_setup_teardown(same_identifier_collides, can_rig_open,
						can_rig_close),
		cmocka_unit_test_setup_teardown(nobody_acknowledges, can_rig_open, can_rig_close),
		cmocka_unit_test_setup_teardown(spoilt_ones_are_repeated, can_rig_open,
						can_rig_close),
		cmocka_unit_test_setup_teardown(sender_leaves, can_rig_open, can_rig_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
