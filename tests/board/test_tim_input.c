/* SPDX-License-Identifier: BSD-3-Clause */
/* Input capture and encoders as the manual says (RM0436, "Input capture mode", "PWM input mode",
 * "Encoder interface mode"). */
#include "tim_bench.h"

/* TIM4_CH1 is PD12 and TIM4_CH2 is PD13, both with AF2. */
static void pin(struct fixture *f, unsigned number, bool level)
{
	board_gpio_input(f->board, 'D', number, level);
}

static void captures_the_edges_it_is_told(void **state)
{
	struct fixture *f = *state;

	alternate(f, 'D', 12, 2);
	set(f, TIM4 + CCMR1, 0x0001); /* IC1 on TI1 */
	set(f, TIM4 + DIER, 0x2);
	set(f, TIM4 + CR1, 1);
	pass(f, 100 * CLOCK);
	pin(f, 12, true); /* the channel is off */
	assert_int_equal(get(f, TIM4 + SR), 0);
	pin(f, 12, false);
	set(f, TIM4 + CCER, 0x1);
	pass(f, 50 * CLOCK);
	pin(f, 12, true);
	assert_int_equal(get(f, TIM4 + SR), 0x2);
	assert_true(board_m4_irq_level(f->board, 30));
	assert_true(board_a7_irq_level(f->board, 30));
	pass(f, 50 * CLOCK);
	pin(f, 12, false);
	assert_int_equal(get(f, TIM4 + CCR1), 150);
	/* reading it cleared the flag; what was captured cannot be written */
	assert_int_equal(get(f, TIM4 + SR), 0);
	assert_false(board_m4_irq_level(f->board, 30));
	set(f, TIM4 + CCR1, 7);
	assert_int_equal(get(f, TIM4 + CCR1), 150);
	/* CC1S is fixed while the channel is on */
	set(f, TIM4 + CCMR1, 0x0000);
	assert_int_equal(get(f, TIM4 + CCMR1), 0x0001);

	set(f, TIM4 + CCER, 0x3); /* falling */
	pin(f, 12, true);
	assert_int_equal(get(f, TIM4 + SR), 0);
	pin(f, 12, false);
	assert_int_equal(get(f, TIM4 + SR), 0x2);
	/* again without a look in between: overcapture, and the newer count */
	pass(f, 10 * CLOCK);
	set(f, TIM4 + CCER, 0xB); /* both */
	pin(f, 12, true);
	assert_int_equal(get(f, TIM4 + SR), 0x202);
	assert_int_equal(get(f, TIM4 + CCR1), 210);
	assert_int_equal(get(f, TIM4 + SR), 0x200);
	set(f, TIM4 + SR, 0);
	pin(f, 12, false);
	assert_int_equal(get(f, TIM4 + SR), 0x2);
	assert_int_equal(f->notes, 0);
}

static void prescaler_neighbour_and_software(void **state)
{
	struct fixture *f = *state;
	unsigned i;

	alternate(f, 'D', 12, 2);
	/* IC1 on TI1, each fourth edge; IC2 on TI1 too */
	set(f, TIM4 + CCMR1, 0x0209);
	set(f, TIM4 + CCER, 0x31); /* IC2 falling */
	set(f, TIM4 + CR1, 1);
	for (i = 0; i < 4; i++) {
		pass(f, 10 * CLOCK);
		pin(f, 12, true);
		assert_int_equal(get(f, TIM4 + SR) & 0x2, i == 3 ? 0x2 : 0);
		pass(f, 10 * CLOCK);
		pin(f, 12, false);
		assert_int_equal(get(f, TIM4 + CCR2), 20 * (i + 1));
	}
	assert_int_equal(get(f, TIM4 + CCR1), 70);
	/* EGR.CC1G captures too */
	pass(f, 20 * CLOCK);
	set(f, TIM4 + EGR, 0x2);
	assert_int_equal(get(f, TIM4 + CCR1), 100);
	/* a pin that is no input of the timer any more is not heard; TISEL takes it away as well */
	set(f, TIM4 + CCMR1, 0x0201);
	set(f, TIM4 + TISEL, 0x1);
	assert_int_equal(fixture_noted(f, "TIM4", "TISEL"), 1);
	pin(f, 12, true);
	assert_int_equal(get(f, TIM4 + SR) & 0x2, 0);
	pin(f, 12, false);
	set(f, TIM4 + TISEL, 0);
	pin(f, 12, true);
	assert_int_equal(get(f, TIM4 + SR) & 0x2, 0x2);
	set(f, TIM4 + CCMR1, 0x0281 | 0x20);
	assert_int_equal(fixture_noted(f, "TIM4", "filters"), 1);
}

/* TIM3_CH1 at PC6 makes a PWM that a wire takes to PD12; TIM4 measures it with both its channels. */
static void pwm_input(void **state)
{
	struct fixture *f = *state;
	struct wire loop;
	unsigned i;

	alternate(f, 'C', 6, 2);
	alternate(f, 'D', 12, 2);
	wire(f, &loop, 'C', 6, 'D', 12);
	set(f, TIM4 + CCMR1, 0x0201);
	set(f, TIM4 + CCER, 0x31);
	set(f, TIM4 + SMCR, 0x54); /* reset by TI1FP1 */
	set(f, TIM4 + CR1, 1);
	set(f, TIM3 + PSC, 3);
	set(f, TIM3 + ARR, 249);
	set(f, TIM3 + CCR1, 100);
	set(f, TIM3 + EGR, 1);
	set(f, TIM3 + CCMR1, 0x0060);
	set(f, TIM3 + CCER, 0x1);
	pass(f, 12345);
	set(f, TIM3 + CR1, 1);
	pass(f, 1001 * CLOCK);
	for (i = 0; i < 5; i++) {
		set(f, TIM4 + SR, 0);
		pass(f, 1000 * CLOCK);
		assert_int_equal(get(f, TIM4 + CCR1), 1000);
		assert_int_equal(get(f, TIM4 + CCR2), 400);
		/* the trigger's flag stands, and so does the update's: the reset makes one */
		assert_int_equal(get(f, TIM4 + SR), 0x41);
	}
	/* a shorter pulse, and the count is exact again after one period */
	set(f, TIM3 + CCR1, 25);
	pass(f, 2000 * CLOCK);
	assert_int_equal(get(f, TIM4 + CCR1), 1000);
	assert_int_equal(get(f, TIM4 + CCR2), 100);
}

/* From a channel to another one of the same timer. */
static void loop_to_itself(void **state)
{
	struct fixture *f = *state;
	struct wire loop;

	alternate(f, 'D', 12, 2);
	alternate(f, 'D', 13, 2);
	wire(f, &loop, 'D', 12, 'D', 13);
	set(f, TIM4 + ARR, 99);
	set(f, TIM4 + CCR1, 60);
	set(f, TIM4 + CCMR1, 0x0160); /* PWM mode 1; IC2 on TI2 */
	set(f, TIM4 + CCER, 0x31); /* falling */
	set(f, TIM4 + DIER, 0x4);
	set(f, TIM4 + CR1, 1);
	pass(f, 59 * CLOCK);
	assert_false(board_m4_irq_level(f->board, 30));
	pass(f, CLOCK);
	assert_true(board_m4_irq_level(f->board, 30));
	assert_int_equal(get(f, TIM4 + CCR2), 60);
	assert_int_equal(f->notes, 0);
}

static void xor_of_three(void **state)
{
	struct fixture *f = *state;

	alternate(f, 'D', 12, 2);
	alternate(f, 'D', 13, 2);
	alternate(f, 'D', 14, 2);
	set(f, TIM4 + CR2, 0x80); /* TI1S */
	set(f, TIM4 + CCMR1, 0x0003); /* IC1 on TRC */
	set(f, TIM4 + SMCR, 0x44); /* TI1F_ED resets */
	set(f, TIM4 + CCER, 0x1);
	set(f, TIM4 + CR1, 1);
	pass(f, 40 * CLOCK);
	pin(f, 12, true);
	assert_int_equal(get(f, TIM4 + CCR1), 40);
	pass(f, 50 * CLOCK);
	pin(f, 14, true);
	assert_int_equal(get(f, TIM4 + CCR1), 50);
	pass(f, 60 * CLOCK);
	pin(f, 12, false);
	assert_int_equal(get(f, TIM4 + CCR1), 60);
	assert_int_equal(get(f, TIM4 + CNT), 0);
}

/* A quarter turn is a line of this: what the two inputs become. */
static const struct {
	bool one, two;
} turn[4] = {{true, false}, {true, true}, {false, true}, {false, false}};

static void quarters(struct fixture *f, unsigned from, unsigned count)
{
	for (; count--; from++) {
		pin(f, 12, turn[from % 4].one);
		pin(f, 13, turn[from % 4].two);
	}
}

static void encoder(void **state)
{
	struct fixture *f = *state;
	static const unsigned counted[4] = {0, 2, 2, 4}; /* a turn */
	uint32_t mode;

	alternate(f, 'D', 12, 2);
	alternate(f, 'D', 13, 2);
	set(f, TIM4 + CCMR1, 0x0101);
	set(f, TIM4 + ARR, 999);
	for (mode = 1; mode <= 3; mode++) {
		set(f, TIM4 + CR1, 0);
		set(f, TIM4 + SMCR, mode);
		set(f, TIM4 + CNT, 0);
		quarters(f, 0, 4);
		assert_int_equal(get(f, TIM4 + CNT), 0); /* not enabled */
		set(f, TIM4 + CR1, 1);
		quarters(f, 0, 40);
		assert_int_equal(get(f, TIM4 + CNT), 10 * counted[mode]);
		assert_int_equal(get(f, TIM4 + CR1), 0x01);
		/* and back: a turn from the end */
		pin(f, 13, true);
		pin(f, 12, true);
		pin(f, 13, false);
		pin(f, 12, false);
		assert_int_equal(get(f, TIM4 + CNT), 9 * counted[mode]);
		assert_int_equal(get(f, TIM4 + CR1), 0x11); /* DIR */
		assert_true(quiet(f));
	}
	/* under 0 it goes on at ARR, with an update */
	set(f, TIM4 + CNT, 1);
	set(f, TIM4 + SR, 0);
	set(f, TIM4 + DIER, 1);
	pin(f, 13, true);
	assert_int_equal(get(f, TIM4 + CNT), 0);
	assert_false(board_m4_irq_level(f->board, 30));
	pin(f, 12, true);
	assert_int_equal(get(f, TIM4 + CNT), 999);
	assert_true(board_m4_irq_level(f->board, 30));
	/* an input the other way round turns it the other way round */
	pin(f, 13, false);
	pin(f, 12, false);
	assert_int_equal(get(f, TIM4 + CNT), 997);
	set(f, TIM4 + CCER, 0x2);
	pin(f, 13, true);
	assert_int_equal(get(f, TIM4 + CNT), 998);
	pass(f, 1000 * CLOCK);
	assert_int_equal(get(f, TIM4 + CNT), 998);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_setup, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(captures_the_edges_it_is_told),
		TEST(prescaler_neighbour_and_software),
		TEST(pwm_input),
		TEST(loop_to_itself),
		TEST(xor_of_three),
		TEST(encoder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
