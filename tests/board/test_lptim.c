/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Low-power timers as the manual says (RM0436, "LPTIM"): literal addresses and values. LPTIM1 counts PCLK1, which
 * is HSI here, 64 MHz; with LSI it is 32 kHz.
 */
#include "tim_bench.h"

#include "board/gpio.h"

#define LPTIM1 0x40009000
#define LPTIM2 0x50021000
#define LPTIM3 0x50022000
#define LPTIM4 0x50023000
#define LPTIM5 0x50024000

#define L_ISR	0x00
#define L_ICR	0x04
#define L_IER	0x08
#define L_CFGR	0x0C
#define L_CR	0x10
#define L_CMP	0x14
#define L_ARR	0x18
#define L_CNT	0x1C
#define L_CFGR2 0x24

#define LSI UINT64_C(31250000) /* ps */

/* RCC_MC_APB1ENSETR.LPTIM1EN, RCC_MC_APB3ENSETR.LPTIM2EN to LPTIM5EN */
static int open_timers(void **state)
{
	if (bench_setup(state))
		return -1;
	set(*state, 0x50000A80, 1u << 9);
	set(*state, 0x50000A90, 0xF);
	return 0;
}

/* On, with a period and a compare value that have arrived; the flags that say so are cleared. */
static void prepare(struct fixture *f, uint32_t base, uint32_t cfgr, uint32_t reload,
		    uint32_t compare)
{
	set(f, base + L_CFGR, cfgr);
	set(f, base + L_CR, 1);
	set(f, base + L_ARR, reload);
	set(f, base + L_CMP, compare);
	pass(f, 3 * CLOCK);
	assert_int_equal(get(f, base + L_ISR), 0x18);
	set(f, base + L_ICR, 0x18);
}

static void reset_values(void **state)
{
	static const uint32_t bases[] = {LPTIM1, LPTIM2, LPTIM3, LPTIM4, LPTIM5};
	struct fixture *f = *state;

	for (unsigned i = 0; i < 5; i++) {
		assert_int_equal(get(f, bases[i] + L_ISR), 0);
		assert_int_equal(get(f, bases[i] + L_IER), 0);
		assert_int_equal(get(f, bases[i] + L_CFGR), 0);
		assert_int_equal(get(f, bases[i] + L_CR), 0);
		assert_int_equal(get(f, bases[i] + L_CMP), 0);
		assert_int_equal(get(f, bases[i] + L_ARR), 1);
		assert_int_equal(get(f, bases[i] + L_CNT), 0);
		/* Linux finds out like this which have an encoder. */
		set(f, bases[i] + L_CFGR, 0x01000000);
		assert_int_equal(get(f, bases[i] + L_CFGR), i < 2 ? 0x01000000 : 0);
		set(f, bases[i] + L_CFGR, 0);
	}
	assert_true(quiet(f));
}

static void values_arrive_after_three_clocks(void **state)
{
	struct fixture *f = *state;

	/* off, they do not */
	set(f, LPTIM1 + L_ARR, 99);
	pass(f, 10 * CLOCK);
	assert_int_equal(get(f, LPTIM1 + L_ARR), 1);
	assert_int_equal(get(f, LPTIM1 + L_ISR), 0);
	set(f, LPTIM1 + L_IER, 0x18);
	set(f, LPTIM1 + L_CR, 1);
	set(f, LPTIM1 + L_ARR, 99);
	pass(f, 3 * CLOCK - 1);
	assert_int_equal(get(f, LPTIM1 + L_ISR), 0);
	assert_false(board_m4_irq_level(f->board, 93));
	pass(f, 1);
	assert_int_equal(get(f, LPTIM1 + L_ISR), 0x10);
	assert_true(board_m4_irq_level(f->board, 93));
	assert_true(board_a7_irq_level(f->board, 93));
	set(f, LPTIM1 + L_ICR, 0x10);
	assert_false(board_m4_irq_level(f->board, 93));
	set(f, LPTIM1 + L_CMP, 49);
	pass(f, 3 * CLOCK);
	assert_int_equal(get(f, LPTIM1 + L_ISR), 0x08);
	assert_int_equal(get(f, LPTIM1 + L_ARR), 99);
	assert_int_equal(get(f, LPTIM1 + L_CMP), 49);
	assert_int_equal(fixture_noted(f, "LPTIM1", "while the timer is off"), 1);
	assert_true(quiet(f));
}

static void counts_from_0_to_the_reload_value(void **state)
{
	struct fixture *f = *state;

	prepare(f, LPTIM1, 0, 9, 4);
	/* only once it is on */
	set(f, LPTIM1 + L_CR, 0x5);
	for (unsigned i = 0; i < 25; i++) {
		assert_int_equal(get(f, LPTIM1 + L_CNT), i % 10);
		assert_int_equal(get(f, LPTIM1 + L_ISR), i < 4 ? 0 : i < 9 ? 1 : 3);
		pass(f, CLOCK);
	}
	assert_int_equal(get(f, LPTIM1 + L_CR), 1);
	set(f, LPTIM1 + L_ICR, 3);
	assert_int_equal(get(f, LPTIM1 + L_ISR), 0);
	pass(f, 1000000007 * CLOCK);
	assert_int_equal(get(f, LPTIM1 + L_ISR), 3);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 2);
	assert_true(quiet(f));
	set(f, LPTIM1 + L_CR, 0);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 0);
	pass(f, 20 * CLOCK);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 0);
}

static void prescaler_divides(void **state)
{
	struct fixture *f = *state;

	for (unsigned presc = 0; presc < 8; presc++) {
		prepare(f, LPTIM2, presc << 9, 999, 500);
		set(f, LPTIM2 + L_CR, 0x5);
		pass(f, (CLOCK << presc) - 1);
		assert_int_equal(get(f, LPTIM2 + L_CNT), 0);
		pass(f, 1);
		assert_int_equal(get(f, LPTIM2 + L_CNT), 1);
		pass(f, 100 * (CLOCK << presc));
		assert_int_equal(get(f, LPTIM2 + L_CNT), 101);
		set(f, LPTIM2 + L_CR, 0);
	}
}

/* RCC_LPTIM1CKSELR 4 is LSI, which RCC_RDLSICR.LSION switches on. */
static void the_kernel_clock_is_chosen(void **state)
{
	struct fixture *f = *state;

	prepare(f, LPTIM1, 0, 99, 50);
	set(f, LPTIM1 + L_CR, 0x5);
	pass(f, 10 * CLOCK);
	wr(f, SOC_A7_SECURE, 0x50000934, 4);
	pass(f, 100 * LSI);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 10); /* it stands */
	set(f, LPTIM1 + L_ARR, 199);
	pass(f, 100 * LSI);
	assert_int_equal(get(f, LPTIM1 + L_ISR) & 0x10, 0);
	wr(f, SOC_A7_SECURE, 0x50000144, 1);
	pass(f, LSI);
	wr(f, SOC_A7_SECURE, 0x50000934, 0);
	set(f, LPTIM1 + L_CR, 0);
	wr(f, SOC_A7_SECURE, 0x50000934, 4);
	set(f, LPTIM1 + L_CR, 1);
	set(f, LPTIM1 + L_ARR, 999);
	pass(f, 3 * LSI - 1);
	assert_int_equal(get(f, LPTIM1 + L_ISR) & 0x10, 0);
	pass(f, 1);
	assert_int_equal(get(f, LPTIM1 + L_ISR) & 0x10, 0x10);
	set(f, LPTIM1 + L_CR, 0x5);
	pass(f, 500 * LSI);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 500);
	/* and from one that runs to another */
	wr(f, SOC_A7_SECURE, 0x50000934, 0);
	pass(f, 100 * CLOCK);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 600);
	wr(f, SOC_A7_SECURE, 0x50000934, 4);
	pass(f, 5 * LSI);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 605);
}

static void a_single_period(void **state)
{
	struct fixture *f = *state;

	prepare(f, LPTIM1, 0, 9, 4);
	set(f, LPTIM1 + L_IER, 0x2);
	set(f, LPTIM1 + L_CR, 0x3);
	pass(f, 9 * CLOCK - 1);
	assert_false(board_m4_irq_level(f->board, 93));
	pass(f, 1);
	assert_true(board_m4_irq_level(f->board, 93));
	pass(f, 100 * CLOCK);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 0);
	assert_int_equal(get(f, LPTIM1 + L_ISR), 3);
	set(f, LPTIM1 + L_ICR, 3);
	assert_true(quiet(f));
	/* again; and on without an end, and then to the end of the period */
	set(f, LPTIM1 + L_CR, 0x3);
	pass(f, 5 * CLOCK);
	set(f, LPTIM1 + L_CR, 0x5);
	pass(f, 100 * CLOCK);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 5);
	set(f, LPTIM1 + L_CR, 0x3);
	pass(f, 100 * CLOCK);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 0);
}

static void the_counter_is_reset(void **state)
{
	struct fixture *f = *state;

	prepare(f, LPTIM1, 0, 9999, 4);
	set(f, LPTIM1 + L_CR, 0x5);
	pass(f, 1000 * CLOCK);
	set(f, LPTIM1 + L_CR, 0x9);
	pass(f, 2 * CLOCK);
	assert_int_equal(get(f, LPTIM1 + L_CR), 0x9);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 1002);
	pass(f, CLOCK);
	assert_int_equal(get(f, LPTIM1 + L_CR), 0x1);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 0);
	set(f, LPTIM1 + L_CR, 0x11);
	pass(f, 7 * CLOCK);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 7);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 0);
}

/* LPTIM1_OUT is PG13 with AF1. The output is high while the count is beyond CMP. */
static void pwm_at_a_pin(void **state)
{
	struct fixture *f = *state;
	struct edges edges;
	uint64_t start;

	alternate(f, 'G', 13, 1);
	record(f, &edges, 'G', 13);
	prepare(f, LPTIM1, 0, 9, 6);
	start = now(f);
	set(f, LPTIM1 + L_CR, 0x5);
	pass(f, 40 * CLOCK);
	assert_int_equal(edges.count, 8);
	for (unsigned i = 0; i < 4; i++) {
		assert_edge(&edges, 2 * i, true, start, 10 * i + 7);
		assert_edge(&edges, 2 * i + 1, false, start, 10 * i + 10);
	}
	/* Off it is low, and with the other polarity high, also while it is off. */
	pass(f, 8 * CLOCK);
	assert_true(reads(f, 'G', 13));
	set(f, LPTIM1 + L_CR, 0);
	assert_false(reads(f, 'G', 13));
	assert_true(quiet(f));
	set(f, LPTIM1 + L_CFGR, 1u << 21);
	assert_true(reads(f, 'G', 13));
	edges.count = 0;
	set(f, LPTIM1 + L_CR, 1);
	start = now(f);
	set(f, LPTIM1 + L_CR, 0x5);
	pass(f, 10 * CLOCK);
	assert_edge(&edges, 0, false, start, 7);
	assert_edge(&edges, 1, true, start, 10);
	assert_int_equal(edges.count, 2);
}

static void an_output_that_nobody_watches(void **state)
{
	struct fixture *f = *state;

	alternate(f, 'A', 3, 3); /* LPTIM5_OUT */
	prepare(f, LPTIM5, 0, 9, 6);
	set(f, LPTIM5 + L_CR, 0x5);
	for (unsigned i = 0; i < 40; i++) {
		assert_int_equal(reads(f, 'A', 3), i % 10 > 6);
		assert_true(quiet(f));
		pass(f, CLOCK);
	}
}

static void preloaded_values_act_from_the_next_period(void **state)
{
	struct fixture *f = *state;
	struct edges edges;
	uint64_t start;

	alternate(f, 'G', 13, 1);
	prepare(f, LPTIM1, 1u << 22, 9, 6);
	record(f, &edges, 'G', 13);
	start = now(f);
	set(f, LPTIM1 + L_CR, 0x5);
	set(f, LPTIM1 + L_CMP, 1);
	set(f, LPTIM1 + L_ARR, 19);
	pass(f, 3 * CLOCK);
	assert_int_equal(get(f, LPTIM1 + L_ISR), 0x18);
	pass(f, 27 * CLOCK);
	assert_edge(&edges, 0, true, start, 7);
	assert_edge(&edges, 1, false, start, 10);
	assert_edge(&edges, 2, true, start, 12);
	assert_edge(&edges, 3, false, start, 30);
	/* and after a period that has no edge */
	set(f, LPTIM1 + L_CMP, 19);
	pass(f, 30 * CLOCK);
	edges.count = 0;
	pass(f, 20 * CLOCK);
	assert_int_equal(edges.count, 0);
	set(f, LPTIM1 + L_CMP, 9);
	pass(f, 40 * CLOCK);
	assert_edge(&edges, 0, true, start, 100);
	assert_edge(&edges, 1, false, start, 110);
	/* without preload they act as soon as they are there */
	set(f, LPTIM1 + L_CR, 0);
	set(f, LPTIM1 + L_CFGR, 0);
	set(f, LPTIM1 + L_CR, 1);
	set(f, LPTIM1 + L_CMP, 1);
	pass(f, 3 * CLOCK);
	edges.count = 0;
	start = now(f);
	set(f, LPTIM1 + L_CR, 0x5);
	set(f, LPTIM1 + L_CMP, 15);
	pass(f, 20 * CLOCK);
	assert_edge(&edges, 0, true, start, 2);
	assert_edge(&edges, 1, false, start, 3);
	assert_edge(&edges, 2, true, start, 16);
	assert_edge(&edges, 3, false, start, 20);
}

/* LPTIM1_ETR is PG14 with AF1. */
static void one_pulse_for_each_trigger(void **state)
{
	struct fixture *f = *state;
	struct edges edges;
	uint64_t start;

	alternate(f, 'G', 13, 1);
	alternate(f, 'G', 14, 1);
	record(f, &edges, 'G', 13);
	prepare(f, LPTIM1, 1u << 17, 9, 6);
	set(f, LPTIM1 + L_CR, 0x3);
	pass(f, 100 * CLOCK);
	assert_int_equal(edges.count, 0);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 0);
	for (unsigned i = 0; i < 3; i++) {
		edges.count = 0;
		start = now(f);
		board_gpio_input(f->board, 'G', 14, true);
		assert_int_equal(get(f, LPTIM1 + L_ISR) & 4, 4);
		set(f, LPTIM1 + L_ICR, 4);
		pass(f, 5 * CLOCK);
		/* too early: ignored */
		board_gpio_input(f->board, 'G', 14, false);
		board_gpio_input(f->board, 'G', 14, true);
		assert_int_equal(get(f, LPTIM1 + L_ISR) & 4, 0);
		pass(f, 100 * CLOCK);
		assert_int_equal(edges.count, 2);
		assert_edge(&edges, 0, true, start, 7);
		assert_edge(&edges, 1, false, start, 10);
		board_gpio_input(f->board, 'G', 14, false);
	}
}

static void set_once_stays(void **state)
{
	struct fixture *f = *state;
	struct edges edges;
	uint64_t start;

	alternate(f, 'G', 13, 1);
	alternate(f, 'G', 14, 1);
	record(f, &edges, 'G', 13);
	prepare(f, LPTIM1, 1u << 20 | 2u << 17, 9, 6);
	set(f, LPTIM1 + L_CR, 0x3);
	board_gpio_input(f->board, 'G', 14, true);
	assert_int_equal(get(f, LPTIM1 + L_ISR) & 4, 0);
	pass(f, 20 * CLOCK);
	start = now(f);
	board_gpio_input(f->board, 'G', 14, false);
	pass(f, 100 * CLOCK);
	assert_int_equal(edges.count, 1);
	assert_edge(&edges, 0, true, start, 7);
	set(f, LPTIM1 + L_ICR, 7);
	board_gpio_input(f->board, 'G', 14, true);
	board_gpio_input(f->board, 'G', 14, false);
	pass(f, 100 * CLOCK);
	assert_int_equal(get(f, LPTIM1 + L_ISR), 0);
	assert_int_equal(edges.count, 1);
	set(f, LPTIM1 + L_CR, 0);
	assert_int_equal(edges.count, 2);
}

static void set_once_without_a_watcher(void **state)
{
	struct fixture *f = *state;

	alternate(f, 'G', 13, 1);
	prepare(f, LPTIM1, 1u << 20, 9, 6);
	set(f, LPTIM1 + L_CR, 0x3);
	for (unsigned i = 0; i < 30; i++) {
		assert_int_equal(reads(f, 'G', 13), i > 6);
		pass(f, CLOCK);
	}
}

static void a_time_out_is_put_off_by_triggers(void **state)
{
	struct fixture *f = *state;

	alternate(f, 'G', 14, 1);
	prepare(f, LPTIM1, 1u << 19 | 3u << 17, 999, 100);
	set(f, LPTIM1 + L_IER, 1);
	set(f, LPTIM1 + L_CR, 0x5);
	for (unsigned i = 0; i < 20; i++) {
		board_gpio_input(f->board, 'G', 14, i % 2 == 0);
		pass(f, 100 * CLOCK - 1);
		assert_int_equal(get(f, LPTIM1 + L_ISR), 4);
	}
	assert_false(board_m4_irq_level(f->board, 93));
	pass(f, 1);
	assert_true(board_m4_irq_level(f->board, 93));
	assert_int_equal(get(f, LPTIM1 + L_ISR), 5);
}

static void pulses(struct fixture *f, char port, unsigned pin, unsigned count)
{
	while (count--) {
		pass(f, 1000);
		board_gpio_input(f->board, port, pin, true);
		pass(f, 1000);
		board_gpio_input(f->board, port, pin, false);
	}
}

/* LPTIM1_IN1 is PD12 with AF1. */
static void edges_of_an_input_are_counted(void **state)
{
	struct fixture *f = *state;

	alternate(f, 'D', 12, 1);
	prepare(f, LPTIM1, 1u << 23, 9, 4); /* COUNTMODE, rising */
	pulses(f, 'D', 12, 5);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 0);
	set(f, LPTIM1 + L_IER, 2);
	set(f, LPTIM1 + L_CR, 0x5);
	pulses(f, 'D', 12, 8);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 8);
	assert_int_equal(get(f, LPTIM1 + L_ISR), 1);
	assert_false(board_m4_irq_level(f->board, 93));
	pulses(f, 'D', 12, 1);
	assert_true(board_m4_irq_level(f->board, 93));
	pulses(f, 'D', 12, 3);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 2);
	assert_true(quiet(f));
	/* both edges */
	set(f, LPTIM1 + L_CR, 0);
	set(f, LPTIM1 + L_CFGR, 1u << 23 | 2u << 1);
	set(f, LPTIM1 + L_CR, 1);
	set(f, LPTIM1 + L_CR, 0x5);
	pulses(f, 'D', 12, 3);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 6);
}

/* What is written crosses by the kernel's clock, not by the input. */
static void edges_do_not_carry_values(void **state)
{
	struct fixture *f = *state;

	alternate(f, 'D', 12, 1);
	prepare(f, LPTIM1, 1u << 23, 9, 4);
	set(f, LPTIM1 + L_CR, 0x5);
	set(f, LPTIM1 + L_ARR, 99);
	pulses(f, 'D', 12, 5);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 5);
	assert_int_equal(get(f, LPTIM1 + L_ISR) & 0x10, 0);
	pass(f, 3 * CLOCK);
	assert_int_equal(get(f, LPTIM1 + L_ISR) & 0x10, 0x10);
}

/* CKSEL: without a kernel clock; what is written arrives by the same edges. */
static void an_input_is_the_clock(void **state)
{
	struct fixture *f = *state;

	alternate(f, 'D', 12, 1);
	wr(f, SOC_A7_SECURE, 0x50000934, 7);
	set(f, LPTIM1 + L_CFGR, 1 | 1u << 9); /* PRESC: by 2 */
	set(f, LPTIM1 + L_CR, 1);
	set(f, LPTIM1 + L_ARR, 9);
	pass(f, 1000 * CLOCK);
	assert_int_equal(get(f, LPTIM1 + L_ISR), 0);
	pulses(f, 'D', 12, 2);
	assert_int_equal(get(f, LPTIM1 + L_ISR), 0);
	pulses(f, 'D', 12, 1);
	assert_int_equal(get(f, LPTIM1 + L_ISR), 0x10);
	set(f, LPTIM1 + L_CR, 0x5);
	pulses(f, 'D', 12, 12);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 6);
}

/* PD12 is LPTIM1_IN1, LPTIM1_IN2 PE1, both with AF1. */
static void turn(struct fixture *f, bool up, unsigned steps)
{
	static const unsigned levels[] = {0, 1, 3, 2}; /* IN1 first */
	static unsigned at;

	while (steps--) {
		at = (at + (up ? 1 : 3)) % 4;
		board_gpio_input(f->board, 'D', 12, levels[at] & 1);
		board_gpio_input(f->board, 'E', 1, levels[at] >> 1);
	}
}

static void an_encoder_goes_both_ways(void **state)
{
	struct fixture *f = *state;

	alternate(f, 'D', 12, 1);
	alternate(f, 'E', 1, 1);
	prepare(f, LPTIM1, 1u << 24 | 2u << 1, 99, 50);
	set(f, LPTIM1 + L_IER, 0x60);
	set(f, LPTIM1 + L_CR, 0x5);
	turn(f, true, 8);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 8);
	assert_int_equal(get(f, LPTIM1 + L_ISR), 0);
	turn(f, false, 12);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 96);
	assert_int_equal(get(f, LPTIM1 + L_ISR), 0x42);
	assert_true(board_m4_irq_level(f->board, 93));
	set(f, LPTIM1 + L_ICR, 0x42);
	turn(f, true, 4);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 0);
	assert_int_equal(get(f, LPTIM1 + L_ISR), 0x22);
	/* one edge in four */
	set(f, LPTIM1 + L_CR, 0);
	set(f, LPTIM1 + L_CFGR, 1u << 24);
	set(f, LPTIM1 + L_CR, 1);
	set(f, LPTIM1 + L_CR, 0x5);
	turn(f, true, 8);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 4);
}

/* TRIGSEL 0 of LPTIM4 is LPTIM2's output. */
static void one_triggers_another(void **state)
{
	struct fixture *f = *state;
	struct edges edges;
	uint64_t start;

	alternate(f, 'A', 2, 3); /* LPTIM4_OUT */
	record(f, &edges, 'A', 2);
	prepare(f, LPTIM4, 1u << 17, 9, 3);
	set(f, LPTIM4 + L_CR, 0x3);
	prepare(f, LPTIM2, 0, 99, 19);
	start = now(f);
	set(f, LPTIM2 + L_CR, 0x5);
	pass(f, 250 * CLOCK);
	assert_int_equal(edges.count, 6);
	for (unsigned i = 0; i < 3; i++) {
		assert_edge(&edges, 2 * i, true, start, 100 * i + 20 + 4);
		assert_edge(&edges, 2 * i + 1, false, start, 100 * i + 20 + 10);
	}
	set(f, LPTIM4 + L_CR, 0);
	assert_true(quiet(f));
}

/* LPTIM3 by LPTIM4 and LPTIM4 by LPTIM3, with time-outs: each edge of one puts the other off. */
static void two_in_a_circle(void **state)
{
	struct fixture *f = *state;
	struct edges edges;
	uint64_t start;

	alternate(f, 'A', 1, 3); /* LPTIM3_OUT */
	record(f, &edges, 'A', 1);
	prepare(f, LPTIM3, 1u << 19 | 2u << 13 | 1u << 17, 99, 9);
	prepare(f, LPTIM4, 1u << 19 | 1u << 13 | 1u << 17, 99, 29);
	set(f, LPTIM3 + L_CR, 0x5);
	set(f, LPTIM4 + L_CR, 0x5);
	pass(f, 1000 * CLOCK);
	assert_int_equal(edges.count, 0);
	/* one of them starts by software */
	set(f, LPTIM4 + L_CR, 0x1);
	set(f, LPTIM3 + L_CR, 0);
	set(f, LPTIM3 + L_CFGR, 0);
	set(f, LPTIM3 + L_CR, 0x1);
	start = now(f);
	set(f, LPTIM3 + L_CR, 0x5);
	set(f, LPTIM3 + L_CFGR, 1u << 19 | 2u << 13 | 1u << 17);
	pass(f, 40 * CLOCK - 1);
	/* at 10 it triggers LPTIM4, whose output, 30 later, puts it to 0 and so low */
	assert_int_equal(edges.count, 1);
	assert_edge(&edges, 0, true, start, 10);
	pass(f, 11 * CLOCK);
	assert_int_equal(edges.count, 3);
	assert_edge(&edges, 1, false, start, 40);
	assert_edge(&edges, 2, true, start, 50);
}

/* What it drives comes back to it in the same instant: LPTIM3 triggers LPTIM4, whose fall triggers LPTIM3. */
static void an_echo_in_no_time(void **state)
{
	struct fixture *f = *state;
	struct edges edges;
	uint64_t start;

	alternate(f, 'A', 1, 3);
	record(f, &edges, 'A', 1);
	prepare(f, LPTIM4, 1u << 19 | 1u << 13 | 1u << 17, 999, 4);
	set(f, LPTIM4 + L_CR, 0x5);
	prepare(f, LPTIM3, 0, 99, 9);
	start = now(f);
	set(f, LPTIM3 + L_CR, 0x5);
	set(f, LPTIM3 + L_CFGR, 1u << 19 | 2u << 13 | 2u << 17);
	pass(f, 125 * CLOCK);
	assert_int_equal(edges.count, 6);
	assert_edge(&edges, 0, true, start, 10);
	assert_edge(&edges, 1, false, start, 100);
	assert_edge(&edges, 2, true, start, 110);
	assert_edge(&edges, 3, false, start, 110);
	assert_edge(&edges, 4, true, start, 120);
	assert_edge(&edges, 5, false, start, 120);
	assert_int_equal(fixture_noted(f, "LPTIM3", "circle"), 0);
}

/* The next match is that of a value which acts from the next period on. */
static void an_interrupt_by_a_preloaded_value(void **state)
{
	struct fixture *f = *state;

	prepare(f, LPTIM1, 1u << 22, 99, 200);
	set(f, LPTIM1 + L_CR, 0);
	set(f, LPTIM1 + L_IER, 2);
	set(f, LPTIM1 + L_CR, 1);
	set(f, LPTIM1 + L_CR, 0x5);
	pass(f, 95 * CLOCK);
	set(f, LPTIM1 + L_ARR, 9);
	pass(f, 4 * CLOCK);
	assert_true(board_m4_irq_level(f->board, 93));
	set(f, LPTIM1 + L_ICR, 2);
	pass(f, 10 * CLOCK - 1);
	assert_false(board_m4_irq_level(f->board, 93));
	pass(f, 1);
	assert_true(board_m4_irq_level(f->board, 93));
}

/* DMAMUX1's generator 0 at edges of LPTIM1's output: SIG_ID 3, RGCR0 at 0x48002100. */
static void the_dma_multiplexer_listens(void **state)
{
	struct fixture *f = *state;

	set(f, 0x50000A98, 1u << 2); /* RCC_MC_AHB2ENSETR.DMAMUXEN */
	prepare(f, LPTIM1, 0, 9, 6);
	set(f, LPTIM1 + L_CR, 0x5);
	pass(f, 8 * CLOCK);
	assert_true(quiet(f));
	set(f, 0x48002100, 1u << 16 | 1u << 17 | 3); /* rising */
	assert_false(quiet(f));
	/* it was high already: the first edge is in the next period, the second overruns */
	pass(f, 18 * CLOCK);
	assert_int_equal(get(f, 0x48002140), 0);
	pass(f, CLOCK);
	assert_int_equal(get(f, 0x48002140), 1);
	set(f, 0x48002100, 0);
	assert_true(quiet(f));
}

/* RCC_APB1RSTSETR.LPTIM1RST */
static void a_reset_stops_it(void **state)
{
	struct fixture *f = *state;

	prepare(f, LPTIM1, 0, 9, 6);
	set(f, LPTIM1 + L_IER, 2);
	set(f, LPTIM1 + L_CR, 0x5);
	pass(f, 9 * CLOCK);
	assert_true(board_m4_irq_level(f->board, 93));
	set(f, 0x50000980, 1u << 9);
	set(f, 0x50000984, 1u << 9);
	assert_false(board_m4_irq_level(f->board, 93));
	assert_int_equal(get(f, LPTIM1 + L_ARR), 1);
	assert_int_equal(get(f, LPTIM1 + L_CNT), 0);
	assert_true(quiet(f));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_timers, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reset_values),
		TEST(values_arrive_after_three_clocks),
		TEST(counts_from_0_to_the_reload_value),
		TEST(prescaler_divides),
		TEST(the_kernel_clock_is_chosen),
		TEST(a_single_period),
		TEST(the_counter_is_reset),
		TEST(pwm_at_a_pin),
		TEST(an_output_that_nobody_watches),
		TEST(preloaded_values_act_from_the_next_period),
		TEST(one_pulse_for_each_trigger),
		TEST(set_once_stays),
		TEST(set_once_without_a_watcher),
		TEST(a_time_out_is_put_off_by_triggers),
		TEST(edges_of_an_input_are_counted),
		TEST(edges_do_not_carry_values),
		TEST(an_input_is_the_clock),
		TEST(an_encoder_goes_both_ways),
		TEST(one_triggers_another),
		TEST(two_in_a_circle),
		TEST(an_echo_in_no_time),
		TEST(an_interrupt_by_a_preloaded_value),
		TEST(the_dma_multiplexer_listens),
		TEST(a_reset_stops_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
