/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * DMA1 and DMA2 as the manual says (RM0436, "Direct memory access controller (DMA)"): literal addresses and
 * values. The MCU clock is HSI, 64 MHz.
 */
#include "fixture.h"

#include <string.h>

#define DMA1	0x48000000u
#define DMA2	0x48001000u
#define LISR	0x00
#define HISR	0x04
#define LIFCR	0x08
#define HIFCR	0x0C
#define CR(s)	(0x10 + 0x18 * (s))
#define NDTR(s) (0x14 + 0x18 * (s))
#define PAR(s)	(0x18 + 0x18 * (s))
#define M0AR(s) (0x1C + 0x18 * (s))
#define M1AR(s) (0x20 + 0x18 * (s))
#define FCR(s)	(0x24 + 0x18 * (s))

#define MUX(channel) (0x48002000u + 4 * (channel))

#define TO_PERIPHERAL 0x40u
#define MEMORY	      0x80u
#define CIRC	      0x100u
#define PINC	      0x200u
#define MINC	      0x400u
#define P16	      0x800u
#define P32	      0x1000u
#define M16	      0x2000u
#define M32	      0x4000u
#define HIGH	      0x20000u
#define DBM	      0x40000u
#define CT	      0x80000u
#define PBURST4	      0x200000u
#define MBURST4	      0x800000u

#define SRC 0x10020000u
#define DST 0x10030000u

#define DMA1_STREAM0_IRQ 11
#define DMA1_STREAM7_IRQ 47
#define DMA2_STREAM3_IRQ 59

/* Requests that no model on this board makes: the test drives them. */
#define REQUEST 115 /* I2C5_RX */
#define OTHER	116 /* I2C5_TX */

static int open_board(void **state)
{
	struct fixture *f;

	if (fixture_engineering(state))
		return -1;
	f = *state;
	wr(f, SOC_M4, 0x50000A98, 0x00000007); /* RCC_MC_AHB2ENSETR: DMA1, DMA2, DMAMUX */
	return 0;
}

static void pass(struct fixture *f, uint64_t ps)
{
	struct timeline *timeline = board_timeline(f->board);

	timeline_advance(timeline, timeline->now + ps);
}

static void pass_all(struct fixture *f)
{
	struct timeline *timeline = board_timeline(f->board);

	while (timeline_next(timeline) != TIMELINE_NEVER)
		timeline_advance(timeline, timeline_next(timeline));
}

static uint8_t *memory(struct fixture *f, uint32_t address)
{
	return board_memory(f->board, SOC_M4, address, 0x1000);
}

static void pattern(struct fixture *f, uint32_t address, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		memory(f, address)[i] = (uint8_t)(i * 7 + 1);
}

static void ask(struct fixture *f, unsigned request)
{
	struct device *anyone = board_device(f->board, "DAC1");

	device_dma_request(anyone, request, true);
	device_dma_request(anyone, request, false);
}

static void stream(struct fixture *f, uint32_t dma, unsigned s, uint32_t from, uint32_t to,
		   uint32_t count, uint32_t fcr, uint32_t cr)
{
	wr(f, SOC_M4, dma + PAR(s), from);
	wr(f, SOC_M4, dma + M0AR(s), to);
	wr(f, SOC_M4, dma + NDTR(s), count);
	wr(f, SOC_M4, dma + FCR(s), fcr);
	wr(f, SOC_M4, dma + CR(s), cr);
}

static bool irq(struct fixture *f, unsigned number)
{
	return board_m4_irq_level(f->board, number);
}

static void reset_values(void **state)
{
	struct fixture *f = *state;

	for (unsigned s = 0; s < 8; s++) {
		assert_int_equal(rd(f, SOC_M4, DMA1 + CR(s)), 0);
		assert_int_equal(rd(f, SOC_M4, DMA2 + FCR(s)), 0x21);
	}
	assert_int_equal(rd(f, SOC_M4, DMA1 + LISR), 0);
	assert_int_equal(rd(f, SOC_M4, DMA1 + 0x3F8), 0x00100002);
	assert_int_equal(timeline_next(board_timeline(f->board)), TIMELINE_NEVER);
	assert_int_equal(f->notes, 0);
}

/* The flags of each stream are where the manual's figure has them, and each has its interrupt. */
static void flags_and_interrupts_of_each_stream(void **state)
{
	static const uint8_t shift[8] = {0, 6, 16, 22, 0, 6, 16, 22};
	static const uint8_t irqs[2][8] = {{11, 12, 13, 14, 15, 16, 17, 47},
					   {56, 57, 58, 59, 60, 68, 69, 70}};
	struct fixture *f = *state;

	for (unsigned s = 0; s < 16; s++) {
		const uint32_t dma = s < 8 ? DMA1 : DMA2;
		const unsigned n = s % 8;
		const uint32_t isr = n < 4 ? LISR : HISR;

		pattern(f, SRC, 4);
		stream(f, dma, n, SRC, DST, 4, 0x07, MEMORY | MINC | PINC | 0x11);
		pass_all(f);
		assert_int_equal(rd(f, SOC_M4, dma + isr), 0x30u << shift[n]); /* HTIF, TCIF */
		assert_true(irq(f, irqs[s / 8][n]));
		wr(f, SOC_M4, dma + isr + 8, 0x3Du << shift[n]);
		assert_int_equal(rd(f, SOC_M4, dma + isr), 0);
		assert_false(irq(f, irqs[s / 8][n]));
		assert_int_equal(rd(f, SOC_M4, dma + CR(n)) & 1, 0);
		assert_memory_equal(memory(f, DST), memory(f, SRC), 4);
		memset(memory(f, DST), 0, 4);
	}
	assert_int_equal(f->notes, 0);
}

/* As the vendor's example does it: words, FIFO full, bursts of four. */
static void memory_to_memory_in_bursts(void **state)
{
	struct fixture *f = *state;
	uint64_t begin = board_timeline(f->board)->now;

	pattern(f, SRC, 128);
	stream(f, DMA1, 0, SRC, DST, 32, 0x07,
	       MEMORY | PINC | MINC | P32 | M32 | HIGH | PBURST4 | MBURST4 | 0x1F);
	assert_int_equal(rd(f, SOC_M4, DMA1 + CR(0)) & 1, 1);
	/* nothing has happened in the middle of the access */
	assert_int_equal(memory(f, DST)[0], 0);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(0)), 32);
	pass_all(f);
	assert_memory_equal(memory(f, DST), memory(f, SRC), 128);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(0)), 0);
	assert_int_equal(rd(f, SOC_M4, DMA1 + LISR), 0x30);
	assert_int_equal(rd(f, SOC_M4, DMA1 + FCR(0)), 0x27); /* empty */
	assert_true(board_timeline(f->board)->now >= begin + 32 * 15625);
	assert_int_equal(f->notes, 0);
}

/* Direct mode is not possible between memories: DMDIS is set by hardware, CIRC has no effect. */
static void memory_to_memory_has_no_direct_mode(void **state)
{
	struct fixture *f = *state;

	pattern(f, SRC, 64);
	stream(f, DMA2, 3, SRC, DST, 64, 0x00, MEMORY | PINC | MINC | CIRC | 0x11);
	assert_int_equal(rd(f, SOC_M4, DMA2 + FCR(3)), 0x24);
	pass_all(f);
	assert_memory_equal(memory(f, DST), memory(f, SRC), 64);
	assert_true(irq(f, DMA2_STREAM3_IRQ));
	assert_int_equal(rd(f, SOC_M4, DMA2 + CR(3)) & 0x101, 0);
	assert_int_equal(fixture_noted(f, "DMA2", "not possible in circular"), 1);
}

/* RM0436, packing and unpacking: every pair of sizes keeps the order of the bytes. */
static void packs_and_unpacks(void **state)
{
	struct fixture *f = *state;

	for (unsigned p = 0; p < 3; p++) {
		for (unsigned m = 0; m < 3; m++) {
			pattern(f, SRC, 64);
			memset(memory(f, DST), 0, 128);
			stream(f, DMA1, 1, SRC, DST, 64 >> p, 0x05,
			       MEMORY | PINC | MINC | p << 11 | m << 13 | 1);
			pass_all(f);
			assert_memory_equal(memory(f, DST), memory(f, SRC), 64);
			assert_int_equal(memory(f, DST)[64], 0);
			wr(f, SOC_M4, DMA1 + LIFCR, 0x0F7D0F7D);
		}
	}
	assert_int_equal(f->notes, 0);
}

/* An item that is not whole at the end is filled up, as NDTR counts items of the peripheral. */
static void the_last_item_is_filled_up(void **state)
{
	struct fixture *f = *state;

	pattern(f, SRC, 8);
	memset(memory(f, DST), 0xEE, 12);
	stream(f, DMA1, 1, SRC, DST, 5, 0x07, MEMORY | PINC | MINC | M32 | 1);
	pass_all(f);
	assert_memory_equal(memory(f, DST), memory(f, SRC), 5);
	assert_int_equal(memory(f, DST)[5] | memory(f, DST)[7], 0);
	assert_int_equal(memory(f, DST)[8], 0xEE);
}

/* One beat a request, data at once in memory, NDTR counts down, HTIF at the half. */
static void direct_mode_serves_each_request(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, MUX(0), REQUEST);
	pattern(f, SRC, 4);
	stream(f, DMA1, 0, SRC, DST, 4, 0x00, MINC | PINC | M32 | 0x19);
	/* MSIZE is as PSIZE in direct mode */
	assert_int_equal(rd(f, SOC_M4, DMA1 + CR(0)) & 0x6000, 0);
	pass(f, PS_PER_US);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(0)), 4);
	ask(f, REQUEST);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(0)), 4); /* not in the middle of the access */
	pass(f, PS_PER_US);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(0)), 3);
	assert_int_equal(memory(f, DST)[0], 1);
	assert_int_equal(rd(f, SOC_M4, DMA1 + LISR), 0);
	ask(f, REQUEST);
	pass(f, PS_PER_US);
	assert_int_equal(rd(f, SOC_M4, DMA1 + LISR), 0x10); /* HTIF */
	assert_true(irq(f, DMA1_STREAM0_IRQ));
	ask(f, REQUEST);
	pass(f, PS_PER_US);
	ask(f, REQUEST);
	pass(f, PS_PER_US);
	assert_int_equal(rd(f, SOC_M4, DMA1 + LISR), 0x30);
	assert_int_equal(rd(f, SOC_M4, DMA1 + CR(0)) & 1, 0);
	assert_memory_equal(memory(f, DST), memory(f, SRC), 4);
	/* off: another request moves nothing */
	ask(f, REQUEST);
	pass_all(f);
	assert_int_equal(memory(f, DST)[4], 0);
	assert_int_equal(f->notes, 0);
}

/* A line that stays high asks again and again; one that falls before it is served has withdrawn. */
static void level_and_withdrawal(void **state)
{
	struct fixture *f = *state;
	struct device *anyone = board_device(f->board, "DAC1");

	wr(f, SOC_M4, MUX(0), REQUEST);
	pattern(f, SRC, 8);
	stream(f, DMA1, 0, SRC, DST, 8, 0x00, MINC | PINC | 1);
	device_dma_request(anyone, REQUEST, true);
	pass_all(f);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(0)), 0);
	assert_memory_equal(memory(f, DST), memory(f, SRC), 8);
	device_dma_request(anyone, REQUEST, false);
	wr(f, SOC_M4, DMA1 + LIFCR, 0x3D);
	stream(f, DMA1, 0, SRC, DST, 8, 0x00, MINC | PINC | 1);
	device_dma_request(anyone, REQUEST, true);
	pass(f, 15625);
	device_dma_request(anyone, REQUEST, false);
	pass_all(f);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(0)), 8);
}

/* A request waits for its stream, as the line of a timer does. */
static void a_request_waits_for_its_stream(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, MUX(0), REQUEST);
	ask(f, REQUEST);
	pass_all(f);
	pattern(f, SRC, 2);
	stream(f, DMA1, 0, SRC, DST, 2, 0x00, MINC | PINC | 1);
	pass_all(f);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(0)), 1);
}

/* RM0436, DMA_SxNDTR: what has come to its end starts again with the same number. */
static void starts_again_with_the_same_number(void **state)
{
	struct fixture *f = *state;

	pattern(f, SRC, 16);
	stream(f, DMA1, 0, SRC, DST, 16, 0x07, MEMORY | MINC | PINC | 1);
	pass_all(f);
	memset(memory(f, DST), 0, 16);
	wr(f, SOC_M4, DMA1 + LIFCR, 0x3D);
	wr(f, SOC_M4, DMA1 + CR(0), MEMORY | MINC | PINC | 1);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(0)), 16);
	pass_all(f);
	assert_memory_equal(memory(f, DST), memory(f, SRC), 16);
	assert_int_equal(f->notes, 0);
}

static void fifo_keeps_until_its_threshold(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, MUX(2), REQUEST);
	pattern(f, SRC, 32);
	stream(f, DMA1, 2, SRC, DST, 20, 0x05, MINC | PINC | M16 | 0x11); /* half: 8 bytes */
	for (unsigned i = 1; i <= 7; i++) {
		ask(f, REQUEST);
		pass(f, PS_PER_US);
		assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(2)), 20 - i);
		/* FS: below a quarter, below a half */
		assert_int_equal(rd(f, SOC_M4, DMA1 + FCR(2)) >> 3 & 7, i / 4);
	}
	assert_int_equal(memory(f, DST)[0], 0);
	ask(f, REQUEST);
	pass(f, PS_PER_US);
	assert_memory_equal(memory(f, DST), memory(f, SRC), 8);
	assert_int_equal(rd(f, SOC_M4, DMA1 + FCR(2)) >> 3 & 7, 4); /* empty */
	/* the end of the transfer empties it whatever is in it */
	for (unsigned i = 9; i <= 20; i++) {
		ask(f, REQUEST);
		pass(f, PS_PER_US);
	}
	assert_memory_equal(memory(f, DST), memory(f, SRC), 20);
	assert_int_equal(rd(f, SOC_M4, DMA1 + LISR), 0x300000);
}

static void peripheral_bursts(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, MUX(2), REQUEST);
	pattern(f, SRC, 32);
	stream(f, DMA1, 2, SRC, DST, 10, 0x05, MINC | PINC | PBURST4 | 0x11);
	ask(f, REQUEST);
	pass(f, PS_PER_US);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(2)), 6);
	ask(f, REQUEST);
	pass(f, PS_PER_US);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(2)), 2);
	assert_memory_equal(memory(f, DST), memory(f, SRC), 8);
	/* what makes no whole burst comes one by one */
	ask(f, REQUEST);
	pass(f, PS_PER_US);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(2)), 1);
	ask(f, REQUEST);
	pass(f, PS_PER_US);
	assert_memory_equal(memory(f, DST), memory(f, SRC), 10);
}

/* RM0436, table of FIFO threshold configurations. */
static void forbidden_bursts_are_a_fifo_error(void **state)
{
	static const struct {
		uint8_t msize, mburst, fth;
		bool good;
	} table[] = {
		{0, 1, 0, true},  {0, 2, 0, false}, {0, 3, 0, false}, {0, 1, 1, true},
		{0, 2, 1, true},  {0, 3, 1, false}, {0, 1, 2, true},  {0, 2, 2, false},
		{0, 3, 2, false}, {0, 1, 3, true},  {0, 2, 3, true},  {0, 3, 3, true},
		{1, 1, 0, false}, {1, 1, 1, true},  {1, 1, 2, false}, {1, 1, 3, true},
		{1, 2, 3, true},  {1, 2, 1, false}, {1, 3, 3, false}, {2, 1, 0, false},
		{2, 1, 1, false}, {2, 1, 2, false}, {2, 1, 3, true},  {2, 2, 3, false},
	};
	struct fixture *f = *state;

	for (unsigned i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		stream(f, DMA1, 0, SRC, DST, 0x40, 0x84u | table[i].fth,
		       MEMORY | MINC | PINC | (uint32_t)table[i].msize << 13 |
			       (uint32_t)table[i].mburst << 23 | 1);
		if (table[i].good) {
			assert_int_equal(rd(f, SOC_M4, DMA1 + LISR), 0);
			assert_int_equal(rd(f, SOC_M4, DMA1 + CR(0)) & 1, 1);
		} else {
			assert_int_equal(rd(f, SOC_M4, DMA1 + LISR), 0x01); /* FEIF */
			assert_int_equal(rd(f, SOC_M4, DMA1 + CR(0)) & 1, 0);
			assert_true(irq(f, DMA1_STREAM0_IRQ)); /* FEIE */
		}
		pass_all(f);
		wr(f, SOC_M4, DMA1 + LIFCR, 0x3D);
	}
}

/* To a peripheral: memory is read ahead, the FIFO is filled up when it falls to the threshold. */
static void reads_ahead_to_a_peripheral(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, MUX(8), REQUEST); /* DMA2 stream 0 */
	pattern(f, SRC, 32);
	stream(f, DMA2, 0, DST, SRC, 32, 0x05, TO_PERIPHERAL | MINC | M32 | 0x11);
	pass(f, PS_PER_US);
	assert_int_equal(rd(f, SOC_M4, DMA2 + FCR(0)) >> 3 & 7, 5); /* full */
	assert_int_equal(rd(f, SOC_M4, DMA2 + NDTR(0)), 32);
	memset(memory(f, SRC), 0xEE, 16); /* too late */
	for (unsigned i = 0; i < 32; i++) {
		ask(f, REQUEST);
		pass(f, PS_PER_US);
		assert_int_equal(memory(f, DST)[0], i * 7 % 256 + 1);
		assert_int_equal(rd(f, SOC_M4, DMA2 + NDTR(0)), 31 - i);
	}
	assert_int_equal(rd(f, SOC_M4, DMA2 + LISR), 0x30);
	assert_int_equal(f->notes, 0);
}

static void address_increments(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, MUX(0), REQUEST);
	pattern(f, SRC, 32);
	/* PINCOS: bytes from every fourth address, FIFO mode */
	stream(f, DMA1, 0, SRC, DST, 4, 0x04, MINC | PINC | 0x8000 | 1);
	assert_int_equal(rd(f, SOC_M4, DMA1 + CR(0)) & 0x8000, 0x8000);
	for (unsigned i = 0; i < 4; i++) {
		ask(f, REQUEST);
		pass(f, PS_PER_US);
	}
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(memory(f, DST)[i], memory(f, SRC)[4 * i]);
	wr(f, SOC_M4, DMA1 + LIFCR, 0x3D);
	/* in direct mode it is cleared by hardware */
	stream(f, DMA1, 0, SRC, DST, 4, 0x00, MINC | PINC | 0x8000 | 1);
	assert_int_equal(rd(f, SOC_M4, DMA1 + CR(0)) & 0x8000, 0);
	for (unsigned i = 0; i < 4; i++) {
		ask(f, REQUEST);
		pass(f, PS_PER_US);
	}
	assert_memory_equal(memory(f, DST), memory(f, SRC), 4);
	/* no increment at all: a memory that is filled */
	stream(f, DMA1, 1, SRC + 3, DST, 16, 0x07, MEMORY | MINC | 1);
	pass_all(f);
	for (unsigned i = 0; i < 16; i++)
		assert_int_equal(memory(f, DST)[i], 3 * 7 + 1);
}

static void circular(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, MUX(0), REQUEST);
	stream(f, DMA1, 0, SRC, DST, 2, 0x00, MINC | CIRC | 0x11);
	for (unsigned i = 0; i < 6; i++) {
		memory(f, SRC)[0] = (uint8_t)(10 + i);
		ask(f, REQUEST);
		pass(f, PS_PER_US);
		assert_int_equal(memory(f, DST)[i % 2], 10 + i);
		assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(0)), i % 2 ? 2 : 1);
		assert_int_equal(rd(f, SOC_M4, DMA1 + LISR), i % 2 ? 0x20 : 0x10);
		wr(f, SOC_M4, DMA1 + LIFCR, 0x3D);
		assert_int_equal(rd(f, SOC_M4, DMA1 + CR(0)) & 1, 1);
	}
	assert_int_equal(memory(f, DST)[2], 0);
}

static void double_buffer(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, MUX(0), REQUEST);
	wr(f, SOC_M4, DMA1 + M1AR(0), DST + 0x100);
	stream(f, DMA1, 0, SRC, DST, 2, 0x00, MINC | DBM | 0x11);
	assert_int_equal(rd(f, SOC_M4, DMA1 + CR(0)) & CIRC, CIRC); /* set by hardware */
	for (unsigned i = 0; i < 8; i++) {
		memory(f, SRC)[0] = (uint8_t)(10 + i);
		ask(f, REQUEST);
		pass(f, PS_PER_US);
		assert_int_equal(!!(rd(f, SOC_M4, DMA1 + CR(0)) & CT), (i + 1) / 2 % 2);
		if (i == 2) /* the second memory is in use: the first may be moved */
			wr(f, SOC_M4, DMA1 + M0AR(0), DST + 0x200);
	}
	assert_memory_equal(memory(f, DST), "\x0A\x0B", 2);
	assert_memory_equal(memory(f, DST + 0x200), "\x0E\x0F", 2);
	assert_memory_equal(memory(f, DST + 0x100), "\x10\x11", 2);
	assert_int_equal(rd(f, SOC_M4, DMA1 + LISR), 0x30);
	wr(f, SOC_M4, DMA1 + LIFCR, 0x3D);
	/* the memory in use may not: transfer error, off */
	wr(f, SOC_M4, DMA1 + M0AR(0), DST);
	assert_int_equal(rd(f, SOC_M4, DMA1 + LISR), 0x08);
	assert_int_equal(rd(f, SOC_M4, DMA1 + CR(0)) & 1, 0);
	assert_int_equal(rd(f, SOC_M4, DMA1 + M0AR(0)), DST + 0x200);
}

/* To a peripheral, the next buffer is read ahead only when the last one is through. */
static void double_buffer_to_a_peripheral(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, MUX(0), REQUEST);
	memcpy(memory(f, SRC), "ab", 2);
	memcpy(memory(f, SRC + 0x100), "cd", 2);
	wr(f, SOC_M4, DMA1 + M1AR(0), SRC + 0x100);
	stream(f, DMA1, 0, DST, SRC, 2, 0x00, TO_PERIPHERAL | MINC | DBM | CT | 0x11);
	for (unsigned i = 0; i < 8; i++) {
		ask(f, REQUEST);
		pass(f, PS_PER_US);
		assert_int_equal(memory(f, DST)[0], "cdab"[i % 4]);
	}
}

static void registers_are_protected_while_on(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, MUX(0), REQUEST);
	stream(f, DMA1, 0, SRC, DST, 8, 0x00, MINC | 1);
	wr(f, SOC_M4, DMA1 + CR(0), PINC | P32 | CIRC | 0x1F);
	assert_int_equal(rd(f, SOC_M4, DMA1 + CR(0)), MINC | 0x1F);
	wr(f, SOC_M4, DMA1 + NDTR(0), 99);
	wr(f, SOC_M4, DMA1 + PAR(0), DST);
	wr(f, SOC_M4, DMA1 + M0AR(0), SRC);
	wr(f, SOC_M4, DMA1 + FCR(0), 0x87);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(0)), 8);
	assert_int_equal(rd(f, SOC_M4, DMA1 + PAR(0)), SRC);
	assert_int_equal(rd(f, SOC_M4, DMA1 + M0AR(0)), DST);
	assert_int_equal(rd(f, SOC_M4, DMA1 + FCR(0)), 0xA0);
	assert_int_equal(fixture_noted(f, "DMA1", "while it is on"), 3);
}

/* EN reads 1 until the FIFO is in memory; then TCIF says so. */
static void switching_off_empties_the_fifo(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, MUX(0), REQUEST);
	pattern(f, SRC, 8);
	stream(f, DMA1, 0, SRC, DST, 100, 0x07, MINC | PINC | 0x11);
	for (unsigned i = 0; i < 5; i++) {
		ask(f, REQUEST);
		pass(f, PS_PER_US);
	}
	assert_int_equal(memory(f, DST)[0], 0);
	wr(f, SOC_M4, DMA1 + CR(0), MINC | PINC | 0x10);
	assert_int_equal(rd(f, SOC_M4, DMA1 + CR(0)) & 1, 1);
	pass_all(f);
	assert_int_equal(rd(f, SOC_M4, DMA1 + CR(0)) & 1, 0);
	assert_int_equal(rd(f, SOC_M4, DMA1 + LISR), 0x20);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(0)), 95);
	assert_memory_equal(memory(f, DST), memory(f, SRC), 5);
	assert_int_equal(memory(f, DST)[5], 0);
}

static void a_copy_is_switched_off_in_the_middle(void **state)
{
	struct fixture *f = *state;
	uint32_t left;

	pattern(f, SRC, 0x1000);
	stream(f, DMA1, 0, SRC, DST, 0x1000, 0x07, MEMORY | MINC | PINC | 1);
	pass(f, 10 * PS_PER_US);
	wr(f, SOC_M4, DMA1 + CR(0), MEMORY | MINC | PINC);
	pass_all(f);
	assert_int_equal(rd(f, SOC_M4, DMA1 + CR(0)) & 1, 0);
	left = rd(f, SOC_M4, DMA1 + NDTR(0));
	assert_in_range(left, 1, 0xFFF);
	assert_memory_equal(memory(f, DST), memory(f, SRC), 0x1000 - left);
	assert_int_equal(memory(f, DST)[0x1000 - left], 0);
}

static void dma_to_nowhere(void **state)
{
	struct fixture *f = *state;

	pattern(f, SRC, 8);
	stream(f, DMA1, 7, SRC, 0xC0000000, 8, 0x04, MEMORY | MINC | PINC | 0x15);
	pass_all(f);
	assert_int_equal(rd(f, SOC_M4, DMA1 + HISR), 0x08u << 22); /* TEIF alone */
	assert_int_equal(rd(f, SOC_M4, DMA1 + CR(7)) & 1, 0);
	assert_true(irq(f, DMA1_STREAM7_IRQ));
	assert_int_equal(fixture_noted(f, "bus", "the DMA1 writes 0xc0000000"), 1);
	wr(f, SOC_M4, DMA1 + HIFCR, 0x0F400000);
	stream(f, DMA1, 7, 0x60000000, DST, 8, 0x04, MEMORY | MINC | PINC | 0x15);
	pass_all(f);
	assert_int_equal(rd(f, SOC_M4, DMA1 + HISR), 0x08u << 22);
	assert_int_equal(fixture_noted(f, "bus", "the DMA1 reads 0x60000000"), 1);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(7)), 8);
}

/* A controller that is not the M4's works for the A7, which may not have what is isolated. */
static void the_firewall_looks_at_each_beat(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_A7_SECURE, 0x50000208, 0x00002000); /* RCC_MP_APB5ENSETR.TZPCEN */
	wr(f, SOC_A7_SECURE, 0x5C007024,
	   0xFFFFFFEF); /* ETZPC: id 0x52, SRAM3, isolated to the M4 */
	pattern(f, SRC, 8);
	stream(f, DMA2, 0, SRC, 0x10040000, 8, 0x04, MEMORY | MINC | PINC | 0x15);
	pass_all(f);
	assert_int_equal(rd(f, SOC_M4, DMA2 + LISR), 0x08);
	assert_int_equal(rd(f, SOC_M4, 0x10040000), 0);
	assert_int_equal(fixture_noted(f, "SRAM3", "the DMA2 writes"), 1);
	assert_int_equal(board_refused(f->board), 1);
	/* isolated as well (id 0x59), it is the M4's */
	wr(f, SOC_A7_SECURE, 0x5C007024, 0xFFFBFFEF);
	wr(f, SOC_M4, DMA2 + LIFCR, 0x3D);
	stream(f, DMA2, 0, SRC, 0x10040000, 8, 0x04, MEMORY | MINC | PINC | 0x15);
	pass_all(f);
	assert_int_equal(rd(f, SOC_M4, DMA2 + LISR), 0x30);
	assert_memory_equal(memory(f, 0x10040000), memory(f, SRC), 8);
	assert_int_equal(board_refused(f->board), 1);
}

/* PL, then the lower number. */
static void priorities(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, MUX(1), REQUEST);
	wr(f, SOC_M4, MUX(4), REQUEST);
	wr(f, SOC_M4, MUX(6), REQUEST);
	/* each writes its number to the same place: the last one stays */
	memcpy(memory(f, SRC), "\x01\x04\x06", 3);
	stream(f, DMA1, 1, SRC, DST, 8, 0x00, 1);
	stream(f, DMA1, 4, SRC + 1, DST, 8, 0x00, 1);
	stream(f, DMA1, 6, SRC + 2, DST, 8, 0x00, HIGH | 1);
	ask(f, REQUEST);
	pass(f, 3 * 15625);
	assert_int_equal(memory(f, DST)[0], 6);
	pass(f, 3 * 15625);
	assert_int_equal(memory(f, DST)[0], 1);
	pass(f, 3 * 15625);
	assert_int_equal(memory(f, DST)[0], 4);
}

/* A request does not wait for the end of a long copy. */
static void requests_come_between_the_steps_of_a_copy(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, MUX(1), REQUEST);
	pattern(f, SRC, 0x1000);
	stream(f, DMA1, 1, SRC, DST + 0x2000, 8, 0x00, HIGH | 1);
	stream(f, DMA1, 0, SRC, DST, 0x1000, 0x07, MEMORY | MINC | PINC | 1);
	pass(f, 10 * PS_PER_US);
	ask(f, REQUEST);
	pass(f, PS_PER_US);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(1)), 7);
	assert_true(rd(f, SOC_M4, DMA1 + NDTR(0)) > 0xC00);
	pass_all(f);
	assert_memory_equal(memory(f, DST), memory(f, SRC), 0x1000);
}

/* Nor for the end of the long step that is under way when its stream is switched on. */
static void a_stream_cuts_a_copy_in(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, MUX(1), REQUEST);
	pattern(f, SRC, 0x1000);
	stream(f, DMA1, 0, SRC, DST, 0x400, 0x07, MEMORY | MINC | PINC | P32 | M32 | 1);
	pass(f, 10 * PS_PER_US);
	stream(f, DMA1, 1, SRC, DST + 0x2000, 8, 0x00, HIGH | 1);
	ask(f, REQUEST);
	pass(f, PS_PER_US);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(1)), 7);
	/* 64 MHz, two cycles a word: some 320 words, and not all of them */
	assert_in_range(rd(f, SOC_M4, DMA1 + NDTR(0)), 0x400 - 0x170, 0x400 - 0x130);
	pass_all(f);
	assert_memory_equal(memory(f, DST), memory(f, SRC), 0x1000);
	assert_int_equal(rd(f, SOC_M4, DMA1 + LISR), 0x30);
}

/* Two requests before the first data are in memory, both for one address. */
static void direct_mode_error(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, MUX(0), REQUEST);
	stream(f, DMA1, 0, SRC, DST, 8, 0x00, 0x03);
	ask(f, REQUEST);
	ask(f, REQUEST);
	assert_int_equal(rd(f, SOC_M4, DMA1 + LISR), 0x04);
	assert_true(irq(f, DMA1_STREAM0_IRQ));
	assert_int_equal(rd(f, SOC_M4, DMA1 + CR(0)) & 1, 1); /* it stays on */
	pass_all(f);
	wr(f, SOC_M4, DMA1 + LIFCR, 0x3D);
	ask(f, REQUEST);
	pass_all(f);
	ask(f, REQUEST);
	pass_all(f);
	assert_int_equal(rd(f, SOC_M4, DMA1 + LISR), 0);
}

/* A burst on the peripheral's side for which the FIFO never holds enough. */
static void fifo_underrun(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, MUX(0), REQUEST);
	pattern(f, SRC, 64);
	/* 16 bytes a request; memory in bursts of 8 when the FIFO is at most half full */
	stream(f, DMA1, 0, DST, SRC, 16, 0x85,
	       TO_PERIPHERAL | MINC | P32 | M16 | MBURST4 | PBURST4 | PINC | 1);
	ask(f, REQUEST);
	pass(f, PS_PER_US);
	assert_int_equal(rd(f, SOC_M4, DMA1 + LISR), 0);
	assert_memory_equal(memory(f, DST), memory(f, SRC), 16);
}

static void peripheral_flow_control(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, MUX(0), REQUEST);
	pattern(f, SRC, 4);
	stream(f, DMA1, 0, SRC, DST, 7, 0x00, MINC | PINC | CIRC | 0x31);
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(0)), 0xFFFF);
	assert_int_equal(rd(f, SOC_M4, DMA1 + CR(0)) & CIRC, 0);
	for (unsigned i = 0; i < 4; i++) {
		ask(f, REQUEST);
		pass(f, PS_PER_US);
	}
	assert_int_equal(rd(f, SOC_M4, DMA1 + NDTR(0)), 0xFFFB);
	assert_memory_equal(memory(f, DST), memory(f, SRC), 4);
}

static void mistakes_are_told(void **state)
{
	struct fixture *f = *state;

	stream(f, DMA1, 0, SRC, DST, 0, 0x04, MEMORY | 1);
	assert_int_equal(fixture_noted(f, "DMA1", "NDTR 0"), 1);
	pass_all(f);
	assert_int_equal(rd(f, SOC_M4, DMA1 + LISR), 0);
	stream(f, DMA1, 1, SRC, DST, 8, 0x04, 0xC1);
	assert_int_equal(rd(f, SOC_M4, DMA1 + CR(1)) & 1, 0);
	assert_int_equal(fixture_noted(f, "DMA1", "reserved"), 1);
	stream(f, DMA1, 2, SRC, DST, 8, 0x04, MEMORY | 1);
	pass_all(f);
	wr(f, SOC_M4, DMA1 + CR(2), MEMORY | 1);
	assert_int_equal(fixture_noted(f, "DMA1", "flags of its last transfer"), 1);
	stream(f, DMA1, 3, SRC + 1, DST, 8, 0x04, MEMORY | P32 | 1);
	assert_int_equal(fixture_noted(f, "DMA1", "no multiple"), 1);
	pass_all(f);
	assert_int_equal(timeline_next(board_timeline(f->board)), TIMELINE_NEVER);
}

/* Without its clock a controller stands still; a reset ends everything. */
static void clock_and_reset(void **state)
{
	struct fixture *f = *state;

	pattern(f, SRC, 0x1000);
	stream(f, DMA1, 0, SRC, DST, 0x1000, 0x07, MEMORY | MINC | PINC | 1);
	pass(f, 10 * PS_PER_US);
	wr(f, SOC_M4, 0x50000A9C, 0x00000001); /* RCC_MC_AHB2ENCLRR */
	assert_int_equal(timeline_next(board_timeline(f->board)), TIMELINE_NEVER);
	wr(f, SOC_M4, 0x50000A98, 0x00000001);
	pass_all(f);
	assert_memory_equal(memory(f, DST), memory(f, SRC), 0x1000);
	wr(f, SOC_M4, DMA1 + LIFCR, 0x3D);
	stream(f, DMA1, 0, SRC, DST, 0x1000, 0x07, MEMORY | MINC | PINC | 0x11);
	pass(f, 10 * PS_PER_US);
	wr(f, SOC_M4, 0x50000998, 0x00000001); /* RCC_AHB2RSTSETR */
	wr(f, SOC_M4, 0x5000099C, 0x00000001);
	assert_int_equal(timeline_next(board_timeline(f->board)), TIMELINE_NEVER);
	assert_int_equal(rd(f, SOC_M4, DMA1 + CR(0)), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_board, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reset_values),
		TEST(flags_and_interrupts_of_each_stream),
		TEST(memory_to_memory_in_bursts),
		TEST(memory_to_memory_has_no_direct_mode),
		TEST(packs_and_unpacks),
		TEST(the_last_item_is_filled_up),
		TEST(direct_mode_serves_each_request),
		TEST(level_and_withdrawal),
		TEST(a_request_waits_for_its_stream),
		TEST(starts_again_with_the_same_number),
		TEST(fifo_keeps_until_its_threshold),
		TEST(peripheral_bursts),
		TEST(forbidden_bursts_are_a_fifo_error),
		TEST(reads_ahead_to_a_peripheral),
		TEST(address_increments),
		TEST(circular),
		TEST(double_buffer),
		TEST(double_buffer_to_a_peripheral),
		TEST(registers_are_protected_while_on),
		TEST(switching_off_empties_the_fifo),
		TEST(a_copy_is_switched_off_in_the_middle),
		TEST(dma_to_nowhere),
		TEST(the_firewall_looks_at_each_beat),
		TEST(priorities),
		TEST(requests_come_between_the_steps_of_a_copy),
		TEST(a_stream_cuts_a_copy_in),
		TEST(direct_mode_error),
		TEST(fifo_underrun),
		TEST(peripheral_flow_control),
		TEST(mistakes_are_told),
		TEST(clock_and_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
