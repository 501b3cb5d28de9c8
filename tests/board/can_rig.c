/* SPDX-License-Identifier: BSD-3-Clause */
#include "can_rig.h"

#include <stdlib.h>

static bool node_next(struct can_node *node, struct can_frame *frame)
{
	const struct can_rig *rig = node->context;

	if (rig->sent == rig->sends)
		return false;
	*frame = rig->send[rig->sent];
	return true;
}

static void node_sends(struct can_node *node, const struct can_frame *frame, uint64_t start)
{
	struct can_rig *rig = node->context;

	(void)frame;
	(void)start;
	rig->tries++;
}

static void node_lost(struct can_node *node)
{
	can_node_request(node, 0);
}

static struct can_answer node_hears(struct can_node *node, const struct can_frame *frame,
				    const struct can_timing *timing, uint64_t start)
{
	const struct can_rig *rig = node->context;
	struct can_answer answer = rig->answer;

	(void)frame;
	(void)timing;
	(void)start;
	answer.acknowledges = rig->acknowledges;
	return answer;
}

static void node_over(struct can_node *node, const struct can_frame *frame, bool own,
		      const struct can_outcome *outcome)
{
	struct can_rig *rig = node->context;

	rig->error = outcome->error;
	rig->when = outcome->when;
	if (outcome->error)
		rig->failed++;
	else if (own)
		rig->sent++;
	else if (rig->frames++ < 16)
		rig->heard[rig->frames - 1] = *frame;
	if (rig->sent < rig->sends)
		can_node_request(node, 0);
}

static const struct can_node_ops node_ops = {
	.next = node_next,
	.sends = node_sends,
	.lost = node_lost,
	.hears = node_hears,
	.over = node_over,
};

int can_rig_open(void **state)
{
	struct can_rig *rig = calloc(1, sizeof(*rig));
	void *fixture = NULL;

	if (!rig || fixture_engineering(&fixture)) {
		free(rig);
		return -1;
	}
	rig->f = fixture;
	wr(rig->f, SOC_A7_SECURE, 0x5000000C, 0x00000100); /* RCC_OCENSETR.HSEON */
	set(rig, 0x50000A88, 0x01000000); /* RCC_MC_APB2ENSETR.FDCANEN */
	set(rig, 0x50000AA8, 0x00000003); /* RCC_MC_AHB4ENSETR: GPIOAEN, GPIOBEN */
	set(rig, 0x50002024, 0x00099000); /* GPIOA_AFRH: PA11 and PA12 AF9 */
	set(rig, 0x50002000, 0xFEBFFFFF); /* GPIOA_MODER */
	set(rig, 0x50003024, 0x00990000); /* GPIOB_AFRH: PB12 and PB13 AF9 */
	set(rig, 0x50003000, 0xFAFFFFFF); /* GPIOB_MODER */
	can_rig_pass(rig, PS_PER_MS);
	rig->bus = board_can_bus(rig->f->board, "FDCAN1");
	rig->node = (struct can_node){
		.ops = &node_ops, .context = rig, .name = "node", .timing = {BIT, BIT / 4}};
	rig->acknowledges = true;
	can_node_attach(&rig->node, rig->bus);
	*state = rig;
	return 0;
}

int can_rig_close(void **state)
{
	struct can_rig *rig = *state;
	void *fixture = rig->f;

	can_node_detach(&rig->node);
	fixture_done(&fixture);
	free(rig);
	return 0;
}

void can_rig_pass(struct can_rig *rig, uint64_t ps)
{
	struct timeline *timeline = board_timeline(rig->f->board);

	timeline_advance(timeline, timeline->now + ps);
}

void can_rig_configure(struct can_rig *rig, uint32_t base)
{
	const uint32_t at = base == FDCAN2 ? 0x1000 : 0; /* bytes */

	set(rig, base + CCCR, INIT);
	set(rig, base + CCCR, INIT | CCE);
	set(rig, base + NBTP, NBTP_1M);
	set(rig, base + DBTP, DBTP_4M);
	set(rig, base + RXF0C, 0x00030000 | (at + 4 * FIFO0_WORD));
	set(rig, base + RXF1C, 0x00030000 | (at + 4 * FIFO1_WORD));
	set(rig, base + RXBC, at + 4 * RXB_WORD);
	set(rig, base + RXESC, 0x00000777);
	set(rig, base + TXEFC, 0x00040000 | (at + 4 * EVENT_WORD));
	set(rig, base + TXBC, 0x03020000 | (at + 4 * TXB_WORD));
	set(rig, base + TXESC, 0x00000007);
}

void can_rig_start(struct can_rig *rig, uint32_t base, uint32_t cccr)
{
	set(rig, base + CCCR, INIT | CCE | cccr);
	set(rig, base + CCCR, cccr);
	can_rig_pass(rig, 12 * BIT);
	assert_int_equal(reg(rig, base + PSR) & 0x18, 0x08); /* ACT: idle */
}

void can_rig_loop(struct can_rig *rig, uint32_t base, uint32_t cccr)
{
	can_rig_configure(rig, base);
	set(rig, base + CCCR, INIT | CCE | TEST_ | cccr);
	set(rig, base + TEST, LBCK);
	can_rig_start(rig, base, TEST_ | cccr);
}

void can_rig_buffer(struct can_rig *rig, uint32_t base, unsigned buffer, uint32_t first,
		    uint32_t second, uint32_t low, uint32_t high)
{
	const unsigned word = TXB_WORD + buffer * ELEMENT;

	set_ram(rig, base, word, first);
	set_ram(rig, base, word + 1, second);
	set_ram(rig, base, word + 2, low);
	set_ram(rig, base, word + 3, high);
}

void can_rig_send(struct can_rig *rig, const char *frame)
{
	assert_true(rig->sends < 8);
	assert_int_equal(can_frame_parse(&rig->send[rig->sends++], frame), 0);
	can_node_request(&rig->node, 0);
}
