/* SPDX-License-Identifier: BSD-3-Clause */
/* FDCAN1 and FDCAN2 on one bus, with frames that nobody chose: what one sends, the other one receives, once and in order;
 * and whatever is written to the registers and the message RAM, nothing worse comes of it than a note. */
#include "can_rig.h"

#include <stdio.h>

#define FRAMES 3000
#define POKES  120000

static uint32_t seed;

static uint32_t random_below(uint32_t limit)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)((uint64_t)(seed >> 8) * limit >> 24);
}

static uint32_t random_word(void)
{
	return random_below(1u << 16) << 16 | random_below(1u << 16);
}

/* ---- what is sent is received ---- */

static const unsigned bytes_of[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64};

struct sent {
	uint32_t first, second, data[16];
	unsigned bytes;
};

static struct sent choose(unsigned number)
{
	struct sent frame = {.first = random_below(2) ? 0x40000000 | random_word() % 0x20000000
						      : random_below(0x800) << 18};
	const bool remote = !random_below(8);
	const bool fd = !remote && random_below(2);
	const unsigned dlc = random_below(16);

	frame.second = dlc << 16 | (fd ? 0x00200000 : 0) |
		       (fd && random_below(2) ? 0x00100000 : 0) | 0x00800000 |
		       (number & 0xFF) << 24;
	frame.bytes = remote ? 0 : fd || dlc < 8 ? bytes_of[dlc] : 8;
	if (remote)
		frame.first |= 0x20000000;
	if (fd && random_below(2))
		frame.first |= 0x80000000;
	for (unsigned i = 0; i < 16; i++)
		frame.data[i] = random_word();
	return frame;
}

static void queue(struct can_rig *rig, uint32_t base, const struct sent *frame)
{
	const unsigned index = reg(rig, base + TXFQS) >> 16 & 0x1F;

	set_ram(rig, base, TXB_WORD + index * ELEMENT, frame->first);
	set_ram(rig, base, TXB_WORD + index * ELEMENT + 1, frame->second);
	for (unsigned i = 0; i < 16; i++)
		set_ram(rig, base, TXB_WORD + index * ELEMENT + 2 + i, frame->data[i]);
	set(rig, base + TXBAR, 1u << index);
}

static void compare(struct can_rig *rig, uint32_t base, const struct sent *frame)
{
	const uint32_t status = reg(rig, base + RXF0S);
	const unsigned at = FIFO0_WORD + (status >> 8 & 0x3F) * ELEMENT;

	assert_true(status & 0x7F);
	assert_int_equal(ram(rig, base, at), frame->first);
	assert_int_equal(ram(rig, base, at + 1), 0x80000000 | (frame->second & 0x003F0000));
	for (unsigned i = 0; i < frame->bytes; i++)
		assert_int_equal(ram(rig, base, at + 2 + i / 4) >> i % 4 * 8 & 0xFF,
				 frame->data[i / 4] >> i % 4 * 8 & 0xFF);
	set(rig, base + RXF0A, status >> 8 & 0x3F);
}

static void what_is_sent_is_received(void **state)
{
	static const uint32_t bases[2] = {FDCAN1, FDCAN2};
	struct can_rig *rig = *state;
	struct sent waits[2][4];
	unsigned head[2] = {0}, tail[2] = {0};

	seed = 1;
	rig->acknowledges = false;
	assert_int_equal(board_can_join(rig->f->board, "FDCAN1", "FDCAN2"), 0);
	for (unsigned i = 0; i < 2; i++) {
		can_rig_configure(rig, bases[i]);
		can_rig_start(rig, bases[i], FDOE | BRSE);
	}
	while (tail[0] + tail[1] < FRAMES) {
		for (unsigned i = 0; i < 2; i++) {
			/* Three are in the FIFO at most. */
			if (head[i] - tail[i] < 3 && !random_below(3)) {
				waits[i][head[i] % 4] = choose(head[i]);
				queue(rig, bases[i], &waits[i][head[i] % 4]);
				head[i]++;
			}
			while (reg(rig, bases[!i] + RXF0S) & 0x7F) {
				assert_true(tail[i] < head[i]);
				compare(rig, bases[!i], &waits[i][tail[i] % 4]);
				tail[i]++;
			}
			if (reg(rig, bases[i] + TXEFS) & 0x3F)
				set(rig, bases[i] + TXEFA, reg(rig, bases[i] + TXEFS) >> 8 & 0x1F);
		}
		can_rig_pass(rig, 1 + random_below(100 * (uint32_t)(BIT / 1000)) * 1000);
	}
	/* Equal identifiers of both at once were errors; there are few. */
	assert_true((reg(rig, FDCAN1 + ECR) & 0xFF) < 96);
	assert_int_equal(reg(rig, FDCAN1 + IR) & (RF0L | TEFL), 0);
	assert_int_equal(rig->f->notes, 0);
}

/* ---- whatever is written ---- */

static void configure_anyhow(struct can_rig *rig, uint32_t base)
{
	set(rig, base + CCCR, INIT);
	set(rig, base + CCCR, INIT | CCE);
	for (uint32_t offset = GFC; offset <= TXEFC; offset += 4) {
		if (random_below(2))
			set(rig, base + offset, random_word());
	}
	set(rig, base + CCCR, INIT | CCE | (random_below(1u << 16) & 0xF3E4));
	set(rig, base + TEST, random_below(0x80));
	set(rig, base + CCCR, random_below(1u << 16) & ~(uint32_t)(INIT | CCE | CSR));
}

static void poke(struct can_rig *rig)
{
	const uint32_t base = random_below(2) ? FDCAN1 : FDCAN2;
	const uint32_t offset = random_below(0x100) & ~3u;
	static const unsigned sizes[3] = {1, 2, 4};
	const unsigned size = sizes[random_below(3)];
	char text[CAN_TEXT];

	switch (random_below(8)) {
	case 0:
		set(rig, RAM + (random_below(0x2800) & ~3u), random_word());
		break;
	case 1:
		wr_size(rig->f, SOC_M4, base + offset + (size < 4 ? random_below(2) * size : 0),
			size, random_word());
		break;
	case 2:
		set(rig, base + TXBAR, random_word());
		break;
	case 3:
		set(rig,
		    base + (random_below(2)   ? RXF0A
			    : random_below(2) ? RXF1A
					      : TXEFA),
		    random_below(64));
		break;
	case 4:
		(void)reg(rig, base + offset);
		break;
	case 5:
		snprintf(text, sizeof(text), "%03X##%u%08X", (unsigned)random_below(0x800),
			 (unsigned)random_below(4), (unsigned)random_word());
		if (rig->sent == rig->sends)
			rig->sent = rig->sends = 0;
		if (rig->sends < 8)
			can_rig_send(rig, text);
		break;
	case 6:
		if (!random_below(20))
			configure_anyhow(rig, base);
		break;
	default:
		if (!random_below(50))
			set(rig, CCU + (random_below(0x18) & ~3u), random_word());
		break;
	}
	if (!random_below(4))
		can_rig_pass(rig, random_below((uint32_t)(200 * BIT / 1000)) * 1000);
}

static void consistent(struct can_rig *rig, uint32_t base)
{
	static const struct {
		uint32_t configuration, status, size;
	} fifos[] = {{RXF0C, RXF0S, 0x7F}, {RXF1C, RXF1S, 0x7F}, {TXEFC, TXEFS, 0x3F}};

	for (unsigned i = 0; i < 3; i++) {
		const uint32_t most = i < 2 ? 64 : 32;
		uint32_t size = reg(rig, base + fifos[i].configuration) >> 16 & fifos[i].size;
		const uint32_t status = reg(rig, base + fifos[i].status);

		if (reg(rig, base + CCCR) & CCE)
			continue; /* the size may be another one than that of its content */
		size = size < most ? size : most;
		assert_true((status & 0x7F) <= size);
		assert_true(!size || ((status >> 8 & 0x3F) < size && (status >> 16 & 0x3F) < size));
	}
}

static void nothing_breaks(void **state)
{
	struct can_rig *rig = *state;

	seed = 4711;
	assert_int_equal(board_can_join(rig->f->board, "FDCAN1", "FDCAN2"), 0);
	for (unsigned i = 0; i < POKES; i++) {
		poke(rig);
		consistent(rig, FDCAN1);
		consistent(rig, FDCAN2);
	}
	/* And it still works. */
	set(rig, CCU + 4, 0x40);
	can_node_detach(&rig->node);
	can_node_attach(&rig->node, rig->bus);
	can_bus_spoil(rig->bus, 0);
	rig->sent = rig->sends = rig->frames = 0;
	set(rig, FDCAN2 + CCCR, INIT);
	set(rig, FDCAN1 + CCCR, INIT);
	can_rig_pass(rig, 10 * PS_PER_S); /* of the slowest bits: an error and what follows it */
	set(rig, FDCAN1 + CCCR, INIT | CCE);
	set(rig, CCU + 4, 0x40);
	set(rig, FDCAN1 + XIDFC, 0);
	set(rig, FDCAN1 + SIDFC, 0);
	set(rig, FDCAN1 + GFC, 0);
	set(rig, FDCAN1 + CCCR, INIT | CCE);
	can_rig_configure(rig, FDCAN1);
	set(rig, FDCAN1 + CCCR, INIT | CCE);
	set(rig, FDCAN1 + CCCR, 0);
	can_rig_pass(rig, 11 * 130 * BIT); /* it may have been bus-off */
	can_rig_send(rig, "123#1122");
	can_rig_pass(rig, 100 * BIT);
	assert_int_equal(reg(rig, FDCAN1 + RXF0S), 0x00010001);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_sent_is_received, can_rig_open,
						can_rig_close),
		cmocka_unit_test_setup_teardown(nothing_breaks, can_rig_open, can_rig_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
