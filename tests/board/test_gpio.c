/* SPDX-License-Identifier: BSD-3-Clause */
/* GPIO as the manual says (RM0436, "GPIO"): literal addresses and values. */
#include "fixture.h"

#include <errno.h>

#include "board/gpio.h"
#include "board/pin_wire.h"

#define A_MODER	  0x50002000
#define A_OTYPER  0x50002004
#define A_OSPEEDR 0x50002008
#define A_PUPDR	  0x5000200C
#define A_IDR	  0x50002010
#define A_ODR	  0x50002014
#define A_BSRR	  0x50002018
#define A_LCKR	  0x5000201C
#define A_AFRL	  0x50002020
#define A_AFRH	  0x50002024
#define A_BRR	  0x50002028
#define Z_MODER	  0x54004000
#define Z_ODR	  0x54004014
#define Z_BSRR	  0x54004018
#define Z_SECCFGR 0x54004030

/* Clocks of all banks on for both: RCC_MC_AHB4ENSETR, RCC_MC_AHB5ENSETR and their MP twins. */
static int clocked(void **state)
{
	if (fixture_engineering(state))
		return -1;
	wr(*state, SOC_M4, 0x50000AA8, 0x07FF);
	wr(*state, SOC_M4, 0x50000290, 0x0001);
	wr(*state, SOC_A7_SECURE, 0x50000A28, 0x07FF);
	wr(*state, SOC_A7_SECURE, 0x50000210, 0x0001);
	return 0;
}

static void reset_values(void **state)
{
	struct fixture *f = *state;
	unsigned bank;

	for (bank = 0; bank <= 10; bank++) {
		const uint32_t base = 0x50002000 + 0x1000 * bank;

		assert_int_equal(rd(f, SOC_M4, base), 0xFFFFFFFF);
		assert_int_equal(rd(f, SOC_M4, base + 0x04), 0);
		assert_int_equal(rd(f, SOC_M4, base + 0x10), 0);
		assert_int_equal(rd(f, SOC_M4, base + 0x30), 0);
		assert_int_equal(rd(f, SOC_M4, base + 0x3F8), 0x000F0002);
	}
	assert_int_equal(rd(f, SOC_A7_SECURE, Z_SECCFGR), 0xFF);
	assert_int_equal(f->notes, 0);
}

static void output_follows_odr_bsrr_brr(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, A_MODER, 0x55555555);
	wr(f, SOC_M4, A_ODR, 0xFFFF1234);
	assert_int_equal(rd(f, SOC_M4, A_ODR), 0x1234);
	assert_int_equal(rd(f, SOC_M4, A_IDR), 0x1234);
	wr(f, SOC_M4, A_BSRR, 0x00300001);
	assert_int_equal(rd(f, SOC_M4, A_IDR), 0x1205);
	assert_int_equal(rd(f, SOC_M4, A_BSRR), 0);
	wr(f, SOC_M4, A_BSRR, 0x80008000); /* set wins */
	assert_int_equal(rd(f, SOC_M4, A_IDR), 0x9205);
	wr(f, SOC_M4, A_BRR, 0x0000FF00);
	assert_int_equal(rd(f, SOC_M4, A_IDR), 0x0005);
	wr_size(f, SOC_M4, A_BSRR, 2, 0x4000);
	assert_int_equal(rd(f, SOC_M4, A_IDR), 0x4005);
	wr_size(f, SOC_M4, A_BSRR + 2, 2, 0x0001);
	assert_int_equal(rd(f, SOC_M4, A_ODR), 0x4004);
}

static void input_is_the_wire_or_the_pull(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, A_MODER, 0x00000000);
	assert_int_equal(rd(f, SOC_M4, A_IDR), 0);
	wr(f, SOC_M4, A_PUPDR, 0x00000009); /* pin 0 up, pin 1 down */
	assert_int_equal(rd(f, SOC_M4, A_IDR), 0x0001);
	board_gpio_input(f->board, 'A', 1, true);
	board_gpio_input(f->board, 'A', 0, false);
	assert_int_equal(rd(f, SOC_M4, A_IDR), 0x0002);
	gpio_release(board_device(f->board, "GPIOA"), 0);
	gpio_release(board_device(f->board, "GPIOA"), 1);
	assert_int_equal(rd(f, SOC_M4, A_IDR), 0x0001);
	/* analog cuts the input off */
	wr(f, SOC_M4, A_MODER, 0x00000003);
	assert_int_equal(rd(f, SOC_M4, A_IDR), 0);
}

static void open_drain_lets_go_of_the_wire(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, A_OTYPER, 0x2000);
	wr(f, SOC_M4, A_MODER, 0x04000000); /* pin 13, a LED and button in one on the board */
	wr(f, SOC_M4, A_BSRR, 0x00002000);
	assert_int_equal(rd(f, SOC_M4, A_IDR), 0);
	wr(f, SOC_M4, A_PUPDR, 0x04000000);
	assert_int_equal(rd(f, SOC_M4, A_IDR), 0x2000);
	board_gpio_input(f->board, 'A', 13, false);
	assert_int_equal(rd(f, SOC_M4, A_IDR), 0);
	assert_int_equal(rd(f, SOC_M4, A_ODR), 0x2000);
	board_gpio_input(f->board, 'A', 13, true);
	wr(f, SOC_M4, A_BSRR, 0x20000000);
	assert_int_equal(rd(f, SOC_M4, A_IDR), 0);
}

static void push_pull_wins_over_the_wire(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, A_MODER, 0x00000001);
	board_gpio_input(f->board, 'A', 0, true);
	assert_int_equal(rd(f, SOC_M4, A_IDR), 0);
	assert_false(gpio_level(board_device(f->board, "GPIOA"), 0));
	wr(f, SOC_M4, A_ODR, 1);
	assert_true(gpio_level(board_device(f->board, "GPIOA"), 0));
}

static void lock_freezes_the_configuration(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_M4, A_MODER, 0x00000000);
	/* the wrong order locks nothing */
	wr(f, SOC_M4, A_LCKR, 0x00010101);
	wr(f, SOC_M4, A_LCKR, 0x00000100);
	wr(f, SOC_M4, A_LCKR, 0x00010101);
	assert_int_equal(rd(f, SOC_M4, A_LCKR) & 0x10000, 0);

	wr(f, SOC_M4, A_LCKR, 0x00010101);
	wr(f, SOC_M4, A_LCKR, 0x00000101);
	wr(f, SOC_M4, A_LCKR, 0x00010101);
	assert_int_equal(rd(f, SOC_M4, A_LCKR), 0x00010101);

	wr(f, SOC_M4, A_MODER, 0xFFFFFFFF);
	wr(f, SOC_M4, A_OTYPER, 0xFFFF);
	wr(f, SOC_M4, A_OSPEEDR, 0xFFFFFFFF);
	wr(f, SOC_M4, A_PUPDR, 0x55555555);
	wr(f, SOC_M4, A_AFRL, 0x77777777);
	wr(f, SOC_M4, A_AFRH, 0x77777777);
	assert_int_equal(rd(f, SOC_M4, A_MODER), 0xFFFCFFFC);
	assert_int_equal(rd(f, SOC_M4, A_OTYPER), 0xFEFE);
	assert_int_equal(rd(f, SOC_M4, A_OSPEEDR), 0xFFFCFFFC);
	assert_int_equal(rd(f, SOC_M4, A_PUPDR), 0x55545554);
	assert_int_equal(rd(f, SOC_M4, A_AFRL), 0x77777770);
	assert_int_equal(rd(f, SOC_M4, A_AFRH), 0x77777770);
	assert_true(fixture_noted(f, "GPIOA", "locked") > 0);
	/* data is not configuration, and the lock is for good */
	wr(f, SOC_M4, A_ODR, 0x0101);
	assert_int_equal(rd(f, SOC_M4, A_ODR), 0x0101);
	wr(f, SOC_M4, A_LCKR, 0);
	assert_int_equal(rd(f, SOC_M4, A_LCKR), 0x00010101);
	/* RCC_AHB4RSTSETR and CLRR, bit 0 */
	wr(f, SOC_A7_SECURE, 0x500009A8, 1);
	wr(f, SOC_A7_SECURE, 0x500009AC, 1);
	assert_int_equal(rd(f, SOC_M4, A_LCKR), 0);
	assert_int_equal(rd(f, SOC_M4, A_MODER), 0xFFFFFFFF);
}

static void secure_pins_of_bank_z(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_A7_SECURE, Z_SECCFGR, 0xFFFFFF01);
	assert_int_equal(rd(f, SOC_A7_SECURE, Z_SECCFGR), 0x01);
	assert_int_equal(rd(f, SOC_M4, Z_MODER), 0xFFFFFFFC);
	wr(f, SOC_M4, Z_MODER, 0x55555555);
	assert_int_equal(rd(f, SOC_A7_SECURE, Z_MODER), 0x55555557);
	wr(f, SOC_M4, Z_BSRR, 0x00000003);
	assert_int_equal(rd(f, SOC_A7_SECURE, Z_ODR), 0x2);
	wr(f, SOC_A7_SECURE, Z_BSRR, 0x00000001);
	assert_int_equal(rd(f, SOC_A7_SECURE, Z_ODR), 0x3);
	assert_int_equal(rd(f, SOC_M4, Z_ODR), 0x2);
	wr(f, SOC_M4, Z_SECCFGR, 0);
	wr(f, SOC_A7, Z_SECCFGR, 0);
	assert_int_equal(rd(f, SOC_A7_SECURE, Z_SECCFGR), 0x01);
	assert_true(fixture_noted(f, "GPIOZ", "secure") > 0);
}

struct seen {
	unsigned calls;
	bool level;
	uint64_t when;
};

static void see(void *context, bool level, uint64_t when)
{
	struct seen *seen = context;

	seen->calls++;
	seen->level = level;
	seen->when = when;
}

static void watchers_see_the_wire(void **state)
{
	struct fixture *f = *state;
	struct device *gpio = board_device(f->board, "GPIOA");
	struct timeline *timeline = board_timeline(f->board);
	struct seen one = {0}, two = {0};

	assert_int_equal(gpio_watch(gpio, 16, see, &one), -EINVAL);
	assert_int_equal(gpio_watch(gpio, 13, see, &one), 0);
	assert_int_equal(gpio_watch(gpio, 13, see, &two), 0);
	timeline_advance(timeline, 5000);
	wr(f, SOC_M4, A_BSRR, 0x2000); /* no output yet */
	assert_int_equal(one.calls, 0);
	wr(f, SOC_M4, A_MODER, 0xF7FFFFFF); /* pin 13 an output */
	assert_int_equal(one.calls, 1);
	assert_true(one.level);
	assert_int_equal(one.when, 5000);
	wr(f, SOC_M4, A_BSRR, 0x2000);
	wr(f, SOC_M4, A_ODR, 0x3000);
	assert_int_equal(one.calls, 1);
	timeline_advance(timeline, 7000);
	wr(f, SOC_M4, A_BRR, 0x2000);
	assert_int_equal(one.calls, 2);
	assert_int_equal(two.calls, 2);
	assert_false(two.level);
	assert_int_equal(two.when, 7000);
	gpio_unwatch(gpio, 13, see, &two);
	/* an analog pin is a wire still */
	wr(f, SOC_M4, A_MODER, 0xFFFFFFFF);
	gpio_input_at(gpio, 13, true, 6500);
	assert_int_equal(rd(f, SOC_M4, A_IDR), 0);
	assert_int_equal(one.calls, 3);
	assert_int_equal(one.when, 6500);
	assert_int_equal(two.calls, 2);
	gpio_unwatch(gpio, 13, see, &one);
	gpio_input(gpio, 13, false);
	assert_int_equal(one.calls, 3);
}

struct peripheral {
	struct pin_signal signal;
	unsigned senses, refreshes, watches;
	bool works, level;
};

static void senses(struct pin_signal *signal, bool level, uint64_t when)
{
	struct peripheral *peripheral = (struct peripheral *)signal;

	(void)when;
	peripheral->senses++;
	peripheral->level = level;
}

static void refreshes(struct pin_signal *signal)
{
	struct peripheral *peripheral = (struct peripheral *)signal;

	peripheral->refreshes++;
	if (peripheral->works)
		pin_signal_drive(signal, true, true, 0);
}

static void watches(struct pin_signal *signal)
{
	((struct peripheral *)signal)->watches++;
}

/* PE9 with AF1 is TIM1_CH1. */
static void alternate_function_joins_the_pin(void **state)
{
	static struct peripheral tim;
	struct fixture *f = *state;
	struct device *gpio = board_device(f->board, "GPIOE");
	struct seen seen = {0};

	tim = (struct peripheral){.signal = {.name = "TIM1_CH1",
					     .sensed = senses,
					     .refresh = refreshes,
					     .watched = watches}};
	pin_signal_add(f->board, &tim.signal);
	gpio_input(gpio, 9, true);
	wr(f, SOC_M4, 0x50006024, 0x00000010); /* GPIOE_AFRH: AF1 on pin 9 */
	assert_false(pin_signal_joined(&tim.signal));
	wr(f, SOC_M4, 0x50006000, 0xFFFBFFFF); /* GPIOE_MODER */
	assert_true(pin_signal_joined(&tim.signal));
	assert_int_equal(tim.senses, 1);
	assert_true(tim.level);
	gpio_input(gpio, 9, false);
	assert_int_equal(tim.senses, 2);
	assert_false(tim.level);

	/* driven by the peripheral, it is brought up to date when somebody looks */
	assert_false(pin_signal_watched(&tim.signal));
	assert_int_equal(tim.refreshes, 1);
	tim.works = true;
	assert_int_equal(rd(f, SOC_M4, 0x50006010), 0x0200);
	assert_int_equal(tim.refreshes, 2);
	assert_true(gpio_level(gpio, 9));
	assert_int_equal(tim.refreshes, 3);
	assert_int_equal(gpio_watch(gpio, 9, see, &seen), 0);
	assert_true(pin_signal_watched(&tim.signal));
	pin_signal_drive(&tim.signal, true, false, 0);
	assert_int_equal(seen.calls, 1);
	assert_false(seen.level);
	/* open drain: high is nobody */
	wr(f, SOC_M4, 0x50006004, 0x0200);
	pin_signal_drive(&tim.signal, true, true, 0);
	assert_int_equal(seen.calls, 1);
	gpio_input(gpio, 9, true);
	assert_int_equal(seen.calls, 2);
	pin_signal_drive(&tim.signal, true, false, 0);
	assert_int_equal(seen.calls, 3);
	pin_signal_drive(&tim.signal, false, false, 0);
	assert_int_equal(seen.calls, 4);

	gpio_unwatch(gpio, 9, see, &seen);
	assert_false(pin_signal_watched(&tim.signal));
	assert_int_equal(tim.watches, 2);
	/* an edge that EXTI latches is watched: EXTICR3 line 9 to port E, RTSR1 */
	wr(f, SOC_M4, 0x5000D068, 0x00000400);
	assert_false(pin_signal_watched(&tim.signal));
	wr(f, SOC_M4, 0x5000D000, 0x00000200);
	assert_true(pin_signal_watched(&tim.signal));
	wr(f, SOC_M4, 0x5000D068, 0);
	assert_false(pin_signal_watched(&tim.signal));
	assert_int_equal(rd(f, SOC_M4, 0x5000D00C), 0);
	/* another function parts them; so does a reset: RCC_AHB4RSTSETR and CLRR, bit 4 */
	wr(f, SOC_M4, 0x50006024, 0x00000020);
	assert_false(pin_signal_joined(&tim.signal));
	wr(f, SOC_M4, 0x50006024, 0x00000010);
	assert_true(pin_signal_joined(&tim.signal));
	wr(f, SOC_A7_SECURE, 0x500009A8, 0x10);
	wr(f, SOC_A7_SECURE, 0x500009AC, 0x10);
	assert_false(pin_signal_joined(&tim.signal));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, clocked, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reset_values),
		TEST(output_follows_odr_bsrr_brr),
		TEST(input_is_the_wire_or_the_pull),
		TEST(open_drain_lets_go_of_the_wire),
		TEST(push_pull_wins_over_the_wire),
		TEST(lock_freezes_the_configuration),
		TEST(secure_pins_of_bank_z),
		TEST(watchers_see_the_wire),
		TEST(alternate_function_joins_the_pin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
