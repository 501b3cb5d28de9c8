/* SPDX-License-Identifier: BSD-3-Clause */
/* DAC1 as the manual says (RM0436, "DAC"): literal addresses and values, what is at its pins, and what ADC2 makes of
 * it inside the chip. */
#include "adc_bench.h"

#define DACCR	0x40017000
#define SWTRIGR 0x40017004
#define DHR12R1 0x40017008
#define DHR12L1 0x4001700C
#define DHR8R1	0x40017010
#define DHR12R2 0x40017014
#define DHR12L2 0x40017018
#define DHR8R2	0x4001701C
#define DHR12RD 0x40017020
#define DHR12LD 0x40017024
#define DHR8RD	0x40017028
#define DOR1	0x4001702C
#define DOR2	0x40017030
#define DACSR	0x40017034
#define DACCCR	0x40017038
#define MCR	0x4001703C

#define PA4 4
#define PA5 5

#define S0CR   0x48001010
#define S0NDTR 0x48001014
#define S0PAR  0x48001018
#define S0M0AR 0x4800101C
#define C8CR   0x48002020
#define MEMORY 0x30010000

/* RCC_MC_APB1ENSETR: DAC12 */
static int with_dac(void **state)
{
	if (with_adc(state))
		return -1;
	wr(*state, SOC_M4, 0x50000A80, 1u << 29);
	return 0;
}

static void registers_after_reset(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(get(f, DACCR), 0);
	assert_int_equal(get(f, DACCCR), 0x00100010);
	assert_int_equal(get(f, 0x40017048), 0x00010001);
	assert_int_equal(get(f, 0x4001704C), 0x00010001);
	set(f, DACCR, 0xFFFFFFFF);
	assert_int_equal(get(f, DACCR), 0x7FFFFFFF);
	set(f, DACCR, 0);
	set(f, MCR, 0xFFFFFFFF);
	assert_int_equal(get(f, MCR), 0x00070007);
	set(f, SWTRIGR, 3);
	assert_int_equal(get(f, SWTRIGR), 0);
}

static void holds_by_nine_names(void **state)
{
	static const struct {
		uint32_t address, value, one, two;
	} names[] = {
		{DHR12R1, 0x123, 0x123, 0},
		{DHR12L1, 0x4560, 0x456, 0},
		{DHR8R1, 0x78, 0x780, 0},
		{DHR12R2, 0x9AB, 0x780, 0x9AB},
		{DHR12L2, 0xCDE0, 0x780, 0xCDE},
		{DHR8R2, 0xF0, 0x780, 0xF00},
		{DHR12RD, 0x01230456, 0x456, 0x123},
		{DHR12LD, 0x7890ABC0, 0xABC, 0x789},
		{DHR8RD, 0x1234, 0x340, 0x120},
	};
	struct fixture *f = *state;
	unsigned i;

	set(f, DACCR, 0x00010001);
	for (i = 0; i < 9; i++) {
		set(f, names[i].address, names[i].value);
		assert_int_equal(get(f, names[i].address), names[i].value);
		assert_int_equal(get(f, DHR12R1), names[i].one);
		assert_int_equal(get(f, DOR1), names[i].one);
		assert_int_equal(get(f, DOR2), names[i].two);
	}
}

static void drives_its_pin_when_it_is_on(void **state)
{
	struct fixture *f = *state;

	analog_set(f->board, PA4, 1000000);
	set(f, DHR12R1, 2048);
	assert_int_equal(get(f, DOR1), 0);
	assert_int_equal(analog_voltage(f->board, PA4), 1000000);
	set(f, DACCR, 1);
	assert_int_equal(get(f, DOR1), 2048);
	assert_int_equal(analog_voltage(f->board, PA4), 1650000);
	assert_int_equal(analog_voltage(f->board, PA5), 0);
	analog_set_supply(f->board, ANALOG_VREF, 2500000);
	assert_int_equal(analog_voltage(f->board, PA4), 1250000);
	set(f, DACCR, 1 << 16);
	set(f, DHR8R2, 0x80);
	assert_int_equal(analog_voltage(f->board, PA4), 1000000);
	assert_int_equal(analog_voltage(f->board, PA5), 1250000);
}

/* Where the output is, by MODE1: at the pin (ADC2's channel 18), inside the chip (its channel 16). */
static void is_where_the_mode_says(void **state)
{
	static const bool pin[] = {1, 1, 1, 0, 1, 1, 1, 0}, inside[] = {0, 1, 0, 1, 0, 1, 1, 1};
	struct fixture *f = *state;
	unsigned mode;

	power(f, ADC2);
	set(f, DHR12R1, 0x800);
	for (mode = 0; mode < 8; mode++) {
		set(f, DACCR, 0);
		set(f, MCR, mode);
		set(f, DACCR, 1);
		assert_int_equal(convert(f, ADC2, 18), pin[mode] ? 0x8000 : 0);
		assert_int_equal(convert(f, ADC2, 16), inside[mode] ? 0x8000 : 0);
	}
	/* every code comes back at 12 bits */
	set(f, ADC2 + CFGR, 0x80000008);
	for (mode = 0; mode < 4096; mode += 91) {
		set(f, DHR12R1, mode);
		assert_int_equal(convert(f, ADC2, 16), mode);
	}
	assert_int_equal(fixture_noted(f, "DAC1", ""), 0);
	set(f, MCR, 0);
	assert_int_equal(fixture_noted(f, "DAC1", "MODE1"), 1);
}

static void waits_for_software(void **state)
{
	struct fixture *f = *state;

	set(f, DACCR, 0x00030003);
	set(f, DHR12RD, 0x01110222);
	assert_int_equal(get(f, DOR1), 0);
	set(f, SWTRIGR, 1);
	assert_int_equal(get(f, DOR1), 0x222);
	assert_int_equal(get(f, DOR2), 0);
	set(f, SWTRIGR, 2);
	assert_int_equal(get(f, DOR2), 0x111);
	/* not while another trigger is selected */
	set(f, DACCR, 0x00030007);
	set(f, DHR12R1, 0x333);
	set(f, SWTRIGR, 1);
	assert_int_equal(get(f, DOR1), 0x222);
}

static void waits_for_timers(void **state)
{
	static const struct {
		uint32_t tsel, timer;
	} timers[] = {{1, TIM1}, {2, TIM2},	  {3, TIM4}, {4, TIM5},
		      {5, TIM6}, {6, 0x40005000}, {7, TIM8}, {8, TIM15}};
	struct fixture *f = *state;
	unsigned i;

	for (i = 0; i < 8; i++) {
		set(f, timers[i].timer + CR2, 0x20);
		set(f, timers[i].timer + ARR, 99);
		set(f, DACCR, timers[i].tsel << 2 | 3);
		set(f, DHR12R1, 100 + i);
		set(f, timers[i].timer + CR1, 1);
		pass(f, 100 * CLOCK - 1);
		assert_int_not_equal(get(f, DOR1), 100 + i);
		pass(f, 1);
		assert_int_equal(get(f, DOR1), 100 + i);
		set(f, timers[i].timer + CR1, 0);
	}
	set(f, DACCR, 11 << 2 | 3);
	assert_int_equal(fixture_noted(f, "DAC1", "trigger 11"), 1);
}

static void generates(void **state)
{
	static const uint32_t triangle[] = {0, 1, 2, 3, 2, 1, 0, 1, 2};
	struct fixture *f = *state;
	uint32_t seen[64], highest = 0;
	unsigned i;

	set(f, DHR12R1, 1000);
	set(f, DACCR, 1 << 8 | 2 << 6 | 3); /* up to 3 */
	for (i = 0; i < 9; i++) {
		set(f, SWTRIGR, 1);
		assert_int_equal(get(f, DOR1), 1000 + triangle[i]);
	}
	set(f, DACCR, 0);
	set(f, DACCR, 3 << 8 | 1 << 6 | 3); /* 4 bits of noise, which begins with 0xAAA */
	for (i = 0; i < 64; i++) {
		set(f, SWTRIGR, 1);
		seen[i] = get(f, DOR1) - 1000;
		assert_in_range(seen[i], 0, 15);
		highest = seen[i] > highest ? seen[i] : highest;
	}
	assert_int_equal(seen[0], 0xA);
	assert_int_equal(seen[1], 0x5);
	assert_int_equal(highest, 15);
	/* not beyond the scale */
	set(f, DACCR, 0);
	set(f, DHR12R1, 4095);
	set(f, DACCR, 11 << 8 | 1 << 6 | 3);
	set(f, SWTRIGR, 1);
	assert_int_equal(get(f, DOR1), 4095);
}

static void dma_feeds_it(void **state)
{
	struct fixture *f = *state;
	unsigned i;

	for (i = 0; i < 4; i++)
		wr_size(f, SOC_M4, MEMORY + 2 * i, 2, 1000 * i + 7);
	set(f, C8CR, 67);
	set(f, S0PAR, DHR12R1);
	set(f, S0M0AR, MEMORY);
	set(f, S0NDTR, 4);
	set(f, S0CR, 0x2D41); /* 16 bits, memory to peripheral, circular */
	set(f, TIM6 + CR2, 0x20);
	set(f, TIM6 + ARR, 999);
	set(f, DACCR, 1 << 13 | 1 << 12 | 5 << 2 | 3);
	set(f, TIM6 + CR1, 1);
	pass(f, 1000 * CLOCK);
	assert_int_equal(get(f, DOR1), 0);
	for (i = 0; i < 6; i++) {
		pass(f, 1000 * CLOCK);
		assert_int_equal(get(f, DOR1), 1000 * (i % 4) + 7);
	}
	assert_false(board_m4_irq_level(f->board, 132));

	/* nobody serves: an underrun with the second trigger */
	set(f, S0CR, 0);
	pass(f, 3000 * CLOCK);
	assert_int_equal(get(f, DACSR), 1 << 13);
	assert_true(board_m4_irq_level(f->board, 132));
	assert_true(board_a7_irq_level(f->board, 132));
	set(f, DACCR, 0);
	set(f, DACSR, 1 << 13);
	assert_int_equal(get(f, DACSR), 0);
	assert_false(board_m4_irq_level(f->board, 132));
}

/* As ST's HAL does it: the trimming at which the flag turns is the one of production. */
static void trims_its_buffer(void **state)
{
	struct fixture *f = *state;

	set(f, DACCR, 1 << 14);
	set(f, DACCCR, 0x0F);
	assert_int_equal(get(f, DACSR), 0);
	set(f, DACCCR, 0x10);
	assert_int_equal(get(f, DACSR), 1 << 14);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, with_dac, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(registers_after_reset),
		TEST(holds_by_nine_names),
		TEST(drives_its_pin_when_it_is_on),
		TEST(is_where_the_mode_says),
		TEST(waits_for_software),
		TEST(waits_for_timers),
		TEST(generates),
		TEST(dma_feeds_it),
		TEST(trims_its_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
