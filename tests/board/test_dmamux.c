/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * DMAMUX1 as the manual says (RM0436, "DMA request multiplexer (DMAMUX)"): literal addresses and values. What
 * a channel lets pass is counted by the NDTR of its stream.
 */
#include "fixture.h"

#define CCR(channel)	(0x48002000u + 4 * (channel))
#define CSR		0x48002080u
#define CFR		0x48002084u
#define RGCR(generator) (0x48002100u + 4 * (generator))
#define RGSR		0x48002140u
#define RGCFR		0x48002144u

#define DMA1	0x48000000u
#define CR(s)	(DMA1 + 0x10 + 0x18 * (s))
#define NDTR(s) (DMA1 + 0x14 + 0x18 * (s))

#define SE	 0x00010000u
#define RISING	 0x00020000u
#define FALLING	 0x00040000u
#define NBREQ(n) (((n)-1u) << 19)
#define SYNC(s)	 ((uint32_t)(s) << 24)
#define SOIE	 0x100u
#define EGE	 0x200u

#define OVERRUN_IRQ 102
#define REQUEST	    115 /* I2C5_RX: the test drives it */
#define ITEMS	    100u

static int open_board(void **state)
{
	struct fixture *f;

	if (fixture_engineering(state))
		return -1;
	f = *state;
	wr(f, SOC_M4, 0x50000A98, 0x00000007); /* RCC_MC_AHB2ENSETR: DMA1, DMA2, DMAMUX */
	return 0;
}

static void pass_all(struct fixture *f)
{
	struct timeline *timeline = board_timeline(f->board);

	while (timeline_next(timeline) != TIMELINE_NEVER)
		timeline_advance(timeline, timeline_next(timeline));
}

/* A stream that fills a byte again and again. */
static void stream(struct fixture *f, unsigned s)
{
	wr(f, SOC_M4, CR(s) + 8, 0x10020000 + s);
	wr(f, SOC_M4, CR(s) + 12, 0x10030000 + s);
	wr(f, SOC_M4, NDTR(s), ITEMS);
	wr(f, SOC_M4, CR(s), 1);
}

static unsigned served(struct fixture *f, unsigned s)
{
	return ITEMS - rd(f, SOC_M4, NDTR(s));
}

static void line(struct fixture *f, bool level)
{
	device_dma_request(board_device(f->board, "DAC1"), REQUEST, level);
}

static void ask(struct fixture *f)
{
	line(f, true);
	line(f, false);
	pass_all(f);
}

static void edge(struct fixture *f, enum dmamux_signal signal, bool level)
{
	device_dma_signal(board_device(f->board, "DAC1"), signal, level);
	pass_all(f);
}

static void reset_values(void **state)
{
	struct fixture *f = *state;

	for (unsigned i = 0; i < 16; i++)
		assert_int_equal(rd(f, SOC_M4, CCR(i)), 0);
	for (unsigned i = 0; i < 8; i++)
		assert_int_equal(rd(f, SOC_M4, RGCR(i)), 0);
	assert_int_equal(rd(f, SOC_M4, 0x480023F0), 0x08086C10);
	assert_int_equal(rd(f, SOC_M4, 0x480023F8), 0x00100011);
	wr(f, SOC_M4, CCR(15), 0xFFFFFFFF);
	assert_int_equal(rd(f, SOC_M4, CCR(15)), 0x1FFF03FF);
	assert_int_equal(fixture_noted(f, "DMAMUX1", "request 255, which nothing drives"), 1);
}

/* Channels 0 to 7 are the streams of DMA1, 8 to 15 those of DMA2. */
static void routes(void **state)
{
	struct fixture *f = *state;

	for (unsigned channel = 0; channel < 16; channel++) {
		const uint32_t cr =
			(channel < 8 ? 0x48000010u : 0x48001010u) + 0x18 * (channel % 8);

		wr(f, SOC_M4, cr + 8, 0x10020000);
		wr(f, SOC_M4, cr + 12, 0x10030000);
		wr(f, SOC_M4, cr + 4, 9);
		wr(f, SOC_M4, cr, 1);
		wr(f, SOC_M4, CCR(channel), REQUEST);
		ask(f);
		assert_int_equal(rd(f, SOC_M4, cr + 4), 8);
		wr(f, SOC_M4, CCR(channel), 0);
		ask(f);
		assert_int_equal(rd(f, SOC_M4, cr + 4), 8);
	}
	assert_int_equal(f->notes, 0);
}

/* A line that is high already is seen by a channel that selects it. */
static void selects_a_line_that_is_high(void **state)
{
	struct fixture *f = *state;

	stream(f, 0);
	line(f, true);
	pass_all(f);
	assert_int_equal(served(f, 0), 0);
	wr(f, SOC_M4, CCR(0), REQUEST);
	pass_all(f);
	assert_int_equal(served(f, 0), ITEMS);
}

static void synchronised(void **state)
{
	struct fixture *f = *state;

	stream(f, 0);
	wr(f, SOC_M4, CCR(0), REQUEST | SE | RISING | NBREQ(3) | SYNC(DMAMUX_TIM12_TRGO));
	ask(f);
	assert_int_equal(served(f, 0), 0);
	edge(f, DMAMUX_LPTIM1_OUT, true); /* another signal */
	assert_int_equal(served(f, 0), 0);
	edge(f, DMAMUX_TIM12_TRGO, true);
	assert_int_equal(served(f, 0), 1); /* the one that waited */
	edge(f, DMAMUX_TIM12_TRGO, false);
	for (unsigned i = 0; i < 5; i++)
		ask(f);
	assert_int_equal(served(f, 0), 3);
	edge(f, DMAMUX_TIM12_TRGO, true);
	assert_int_equal(served(f, 0), 4);
	assert_int_equal(rd(f, SOC_M4, CSR), 0);
}

static void polarities(void **state)
{
	static const uint32_t edges[4] = {0, 1, 1, 2};
	struct fixture *f = *state;

	for (uint32_t spol = 0; spol < 4; spol++) {
		stream(f, 0);
		line(f, true);
		wr(f, SOC_M4, CCR(0), REQUEST | SE | spol << 17 | SYNC(DMAMUX_LPTIM2_OUT));
		edge(f, DMAMUX_LPTIM2_OUT, true);
		edge(f, DMAMUX_LPTIM2_OUT, false);
		assert_int_equal(served(f, 0), edges[spol]);
		line(f, false);
		wr(f, SOC_M4, CR(0), 0);
		pass_all(f);
		wr(f, SOC_M4, DMA1 + 8, 0x3D);
	}
}

/* The next event came before all requests of the last one. */
static void synchronisation_overrun(void **state)
{
	struct fixture *f = *state;

	stream(f, 4);
	wr(f, SOC_M4, CCR(4), REQUEST | SE | RISING | NBREQ(2) | SOIE | SYNC(DMAMUX_LPTIM3_OUT));
	edge(f, DMAMUX_LPTIM3_OUT, true);
	edge(f, DMAMUX_LPTIM3_OUT, false);
	ask(f);
	assert_int_equal(rd(f, SOC_M4, CSR), 0);
	edge(f, DMAMUX_LPTIM3_OUT, true);
	assert_int_equal(rd(f, SOC_M4, CSR), 0x10);
	assert_true(board_m4_irq_level(f->board, OVERRUN_IRQ));
	wr(f, SOC_M4, CFR, 0x10);
	assert_int_equal(rd(f, SOC_M4, CSR), 0);
	assert_false(board_m4_irq_level(f->board, OVERRUN_IRQ));
	ask(f);
	ask(f);
	assert_int_equal(served(f, 4), 2);
}

/* Every third request of channel 1 lets one of channel 5 pass. */
static void events_of_a_channel(void **state)
{
	struct fixture *f = *state;
	struct device *anyone = board_device(f->board, "DAC1");

	stream(f, 1);
	stream(f, 5);
	wr(f, SOC_M4, CCR(1), REQUEST | EGE | NBREQ(3));
	wr(f, SOC_M4, CCR(5), (REQUEST + 1) | SE | RISING | SYNC(DMAMUX_EVENT1));
	device_dma_request(anyone, REQUEST + 1, true);
	for (unsigned i = 1; i <= 9; i++) {
		ask(f);
		assert_int_equal(served(f, 1), i);
		assert_int_equal(served(f, 5), i / 3);
	}
}

static void generators(void **state)
{
	struct fixture *f = *state;

	for (unsigned g = 0; g < 8; g++) {
		stream(f, 2);
		wr(f, SOC_M4, CCR(2), 1 + g);
		wr(f, SOC_M4, RGCR(g), DMAMUX_TIM12_TRGO | 0x10000 | FALLING | NBREQ(5));
		edge(f, DMAMUX_TIM12_TRGO, true);
		assert_int_equal(served(f, 2), 0);
		edge(f, DMAMUX_TIM12_TRGO, false);
		assert_int_equal(served(f, 2), 5);
		wr(f, SOC_M4, RGCR(g), 0);
		edge(f, DMAMUX_TIM12_TRGO, true);
		edge(f, DMAMUX_TIM12_TRGO, false);
		assert_int_equal(served(f, 2), 5);
		wr(f, SOC_M4, CR(2), 0);
		pass_all(f);
		wr(f, SOC_M4, DMA1 + 8, 0x3D0000);
	}
	assert_int_equal(f->notes, 0);
}

static void trigger_overrun(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, CCR(0), 1 + 3);
	wr(f, SOC_M4, RGCR(3), DMAMUX_LPTIM1_OUT | 0x100 | 0x10000 | RISING | NBREQ(2));
	edge(f, DMAMUX_LPTIM1_OUT, true); /* the stream is off: nobody serves it */
	edge(f, DMAMUX_LPTIM1_OUT, false);
	assert_int_equal(rd(f, SOC_M4, RGSR), 0);
	edge(f, DMAMUX_LPTIM1_OUT, true);
	assert_int_equal(rd(f, SOC_M4, RGSR), 8);
	assert_true(board_m4_irq_level(f->board, OVERRUN_IRQ));
	wr(f, SOC_M4, RGCFR, 8);
	assert_int_equal(rd(f, SOC_M4, RGSR), 0);
	assert_false(board_m4_irq_level(f->board, OVERRUN_IRQ));
	stream(f, 0);
	pass_all(f);
	assert_int_equal(served(f, 0), 2);
}

/* The pin that EXTI line 0 selects triggers at the edge that EXTI selects. */
static void a_pin_triggers(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_A7_SECURE, 0x50000A28, 0x000007FF); /* RCC_MP_AHB4ENSETR */
	stream(f, 0);
	wr(f, SOC_M4, CCR(0), 1);
	wr(f, SOC_M4, RGCR(0), DMAMUX_EXTI0 | 0x10000 | RISING);
	wr(f, SOC_M4, 0x50002000, 0xFFFFFFFC); /* GPIOA_MODER: PA0 is an input */
	wr(f, SOC_M4, 0x5000D004, 0x00000001); /* EXTI_FTSR1 */
	board_gpio_input(f->board, 'A', 0, true);
	pass_all(f);
	assert_int_equal(served(f, 0), 0);
	board_gpio_input(f->board, 'A', 0, false);
	pass_all(f);
	assert_int_equal(served(f, 0), 1);
}

static void mistakes_are_told(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, CCR(0), REQUEST | SE | RISING | NBREQ(3));
	wr(f, SOC_M4, CCR(0), REQUEST | SE | RISING | NBREQ(4));
	assert_int_equal(fixture_noted(f, "DMAMUX1", "NBREQ"), 1);
	wr(f, SOC_M4, CCR(0), 41);
	assert_int_equal(fixture_noted(f, "DMAMUX1", "request 41, which nothing drives"), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_board, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reset_values),
		TEST(routes),
		TEST(selects_a_line_that_is_high),
		TEST(synchronised),
		TEST(polarities),
		TEST(synchronisation_overrun),
		TEST(events_of_a_channel),
		TEST(generators),
		TEST(trigger_overrun),
		TEST(a_pin_triggers),
		TEST(mistakes_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
