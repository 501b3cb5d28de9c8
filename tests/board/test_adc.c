/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The converters as the manual says (RM0436, "ADC"): power-up, calibration, conversions by software, numbers.
 * Literal addresses and values. The kernel clock is HSI over 4, 16 MHz: 62 500 ps a cycle.
 */
#include "adc_bench.h"

static void registers_after_reset(void **state)
{
	struct fixture *f = *state;

	for (uint32_t adc = ADC1; adc <= ADC2; adc += 0x100) {
		assert_int_equal(get(f, adc + ISR), 0);
		assert_int_equal(get(f, adc + CR), 0x20000000);
		assert_int_equal(get(f, adc + CFGR), 0x80000000);
		assert_int_equal(get(f, adc + HTR1), 0x03FFFFFF);
		assert_int_equal(get(f, adc + HTR2), 0x03FFFFFF);
		set(f, adc + SQR1, 0xFFFFFFFF);
		assert_int_equal(get(f, adc + SQR1), 0x1F7DF7CF);
		set(f, adc + SQR4, 0xFFFFFFFF);
		assert_int_equal(get(f, adc + SQR4), 0x000007DF);
		set(f, adc + JSQR, 0xFFFFFFFF);
		assert_int_equal(get(f, adc + JSQR), 0xFBEFBFFF);
	}
	set(f, CCR, 0xFFFFFFFF);
	assert_int_equal(get(f, CCR), 0x01FFCF1F);
}

static void powers_up_in_steps(void **state)
{
	struct fixture *f = *state;

	/* no regulator in deep power-down, and no converter without a regulator */
	set(f, ADC1 + CR, 0x30000000);
	assert_int_equal(get(f, ADC1 + CR), 0x20000000);
	set(f, ADC1 + CR, 0x00000001);
	assert_int_equal(get(f, ADC1 + CR), 0);
	assert_int_equal(fixture_noted(f, "ADC12", "cannot be done now"), 1);

	set(f, ADC1 + CR, POWERED);
	pass(f, UINT64_C(9999000));
	assert_int_equal(get(f, ADC1 + ISR), 0);
	pass(f, UINT64_C(1000));
	assert_int_equal(get(f, ADC1 + ISR), 0x1000);
	set(f, ADC1 + ISR, 0x1FFF); /* LDORDY is no flag that software clears */
	assert_int_equal(get(f, ADC1 + ISR), 0x1000);

	set(f, ADC1 + IER, 1);
	set(f, ADC1 + CR, POWERED | 1);
	assert_int_equal(get(f, ADC1 + CR), POWERED | 1);
	assert_false(board_m4_irq_level(f->board, 18));
	pass(f, 10 * CYCLE);
	assert_true(board_m4_irq_level(f->board, 18));
	assert_false(board_m4_irq_level(f->board, 90));
	assert_int_equal(get(f, CSR), 1);
	set(f, ADC1 + ISR, 1);
	assert_false(board_m4_irq_level(f->board, 18));

	set(f, ADC1 + CR, POWERED | 2);
	assert_int_equal(get(f, ADC1 + CR), POWERED);
	set(f, ADC1 + CR, 0x20000000);
	assert_int_equal(get(f, ADC1 + ISR), 0);
	assert_true(quiet(f));
}

static void calibrates(void **state)
{
	struct fixture *f = *state;
	unsigned i;

	set(f, ADC2 + CR, 0);
	set(f, ADC2 + CR, POWERED);
	set(f, ADC2 + CR, POWERED | ADCAL);
	assert_int_equal(get(f, ADC2 + CR), POWERED | ADCAL);
	set(f, ADC2 + CR, POWERED | 1); /* not while it calibrates */
	assert_int_equal(get(f, ADC2 + CR), POWERED | ADCAL);
	pass(f, 1279 * CYCLE);
	assert_int_equal(get(f, ADC2 + CR), POWERED | ADCAL);
	pass(f, CYCLE);
	assert_int_equal(get(f, ADC2 + CR), POWERED);
	assert_int_equal(get(f, ADC2 + CALFACT), 0x400);

	/* differential: the other half; with the linearity it takes its time */
	set(f, ADC2 + CR, POWERED | ADCAL | ADCALLIN | 0x40000000);
	pass(f, 165009 * CYCLE);
	assert_int_equal(get(f, ADC2 + CR), POWERED | ADCAL | ADCALLIN | 0x40000000);
	pass(f, CYCLE);
	assert_int_equal(get(f, ADC2 + CR), POWERED | ADCALLIN | 0x4FC00000);
	assert_int_equal(get(f, ADC2 + CALFACT), 0x04000400);

	/* LINCALRDYWx: a word is read when its bit is cleared, written when it is set */
	for (i = 0; i < 6; i++) {
		const uint32_t bit = 0x00400000u << i;

		set(f, ADC2 + CR, (POWERED | 0x0FC00000) & ~bit);
		assert_int_not_equal(get(f, ADC2 + CALFACT2), 0);
		set(f, ADC2 + CALFACT2, 0x100 + i);
		set(f, ADC2 + CR, POWERED | 0x0FC00000);
	}
	for (i = 0; i < 6; i++) {
		set(f, ADC2 + CR, (POWERED | 0x0FC00000) & ~(0x00400000u << i));
		assert_int_equal(get(f, ADC2 + CALFACT2), 0x100 + i);
		set(f, ADC2 + CR, POWERED | 0x0FC00000);
	}
}

/* Without a kernel clock nothing ends, and with one it does. */
static void waits_for_its_clock(void **state)
{
	struct fixture *f = *state;

	wr(f, SOC_A7_SECURE, 0x50000928, 2); /* PLL3Q, which is off */
	set(f, ADC1 + CR, 0);
	set(f, ADC1 + CR, POWERED);
	set(f, ADC1 + CR, POWERED | ADCAL);
	pass(f, UINT64_C(1000000000000));
	assert_int_equal(get(f, ADC1 + CR), POWERED | ADCAL);
	wr(f, SOC_A7_SECURE, 0x50000928, 1);
	pass(f, 1280 * CYCLE);
	assert_int_equal(get(f, ADC1 + CR), POWERED);

	/* one that is started without it; and one that has been, whose ADRDY was cleared, stays as it is */
	wr(f, SOC_A7_SECURE, 0x50000928, 2);
	set(f, ADC1 + CR, POWERED | 1);
	set(f, ADC1 + SQR1, 0);
	set(f, ADC1 + CR, POWERED | 5);
	pass(f, UINT64_C(1000000000000));
	assert_int_equal(get(f, ADC1 + ISR) & 0xF, 0);
	wr(f, SOC_A7_SECURE, 0x50000928, 1);
	pass(f, 20 * CYCLE);
	assert_int_equal(get(f, ADC1 + ISR) & 0xF, 0xF);
	set(f, ADC1 + ISR, 0xF);
	wr(f, SOC_A7_SECURE, 0x50000928, 2);
	wr(f, SOC_A7_SECURE, 0x50000928, 1);
	pass(f, 20 * CYCLE);
	assert_int_equal(get(f, ADC1 + ISR) & 0xF, 0);
}

static void converts_at_every_resolution(void **state)
{
	/* 2.475 V of 3.3 V: three quarters of the scale */
	static const struct {
		uint32_t res, value, halves;
	} at[] = {
		{0, 0xC000, 3 + 17}, {1, 0x3000, 3 + 15}, {2, 0xC00, 3 + 13},
		{3, 0x300, 3 + 11},  {4, 0xC0, 3 + 9},
	};
	struct fixture *f = *state;
	unsigned i;

	power(f, ADC1);
	analog_set(f->board, PC0, 2475000);
	set(f, ADC1 + SQR1, 10 << 6);
	for (i = 0; i < 5; i++) {
		set(f, ADC1 + CFGR, 0x80000000 | at[i].res << 2);
		set(f, ADC1 + CR, POWERED | 5);
		assert_int_equal(get(f, ADC1 + CR), POWERED | 5);
		pass(f, at[i].halves * CYCLE / 2 - 1);
		assert_int_equal(get(f, ADC1 + ISR), 0x1002); /* sampled */
		pass(f, 1);
		assert_int_equal(get(f, ADC1 + ISR), 0x100E);
		assert_int_equal(get(f, ADC1 + CR), POWERED | 1);
		assert_int_equal(get(f, ADC1 + DR), at[i].value);
		assert_int_equal(get(f, ADC1 + ISR), 0x100A); /* reading DR clears EOC */
		set(f, ADC1 + ISR, 0xA);
	}
	analog_set(f->board, PC0, 4000000);
	assert_int_equal(convert(f, ADC1, 10), 0xFF);
	analog_set(f->board, PC0, -200000);
	assert_int_equal(convert(f, ADC1, 10), 0);
	assert_true(quiet(f));
}

static void sampling_takes_its_time(void **state)
{
	static const uint32_t halves[] = {3, 5, 17, 33, 65, 129, 775, 1621};
	struct fixture *f = *state;
	unsigned i;

	power(f, ADC1);
	set(f, ADC1 + IER, 2);
	for (i = 0; i < 8; i++) {
		/* channels 9 and 10 are in two registers */
		set(f, ADC1 + SMPR1, i << 27);
		set(f, ADC1 + SMPR2, i);
		set(f, ADC1 + SQR1, (9 + i % 2) << 6);
		set(f, ADC1 + CR, POWERED | 5);
		pass(f, halves[i] * CYCLE / 2 - 1);
		assert_false(board_m4_irq_level(f->board, 18));
		pass(f, 1);
		assert_true(board_m4_irq_level(f->board, 18));
		pass(f, 17 * CYCLE / 2);
		assert_int_equal(get(f, ADC1 + ISR) & 4, 4);
		set(f, ADC1 + ISR, 0xE);
	}
}

static void sees_pins_and_what_is_inside(void **state)
{
	struct fixture *f = *state;

	power(f, ADC1);
	power(f, ADC2);
	/* a pin that nobody drives; that the chip drives: MODER of PF11 is output, ODR is set */
	assert_int_equal(convert(f, ADC1, 2), 0);
	wr(f, SOC_M4, 0x50007000, 0xFF7FFFFF);
	wr(f, SOC_M4, 0x50007018, 1u << 11);
	assert_int_equal(convert(f, ADC1, 2), 0xFFFF);
	analog_set(f->board, PF11, 1650000);
	assert_int_equal(convert(f, ADC1, 2), 0x8000);
	analog_release(f->board, PF11);
	assert_int_equal(convert(f, ADC1, 2), 0xFFFF);

	/* ADC2: VREFINT is channel 13, VBAT / 4 15, the sensor 12, VDDCORE 14 */
	assert_int_equal(convert(f, ADC2, 13), 0);
	assert_int_equal(fixture_noted(f, "ADC12", "not switched on"), 1);
	set(f, CCR, 2 << 18 | 7 << 22);
	set(f, ADC2 + 0xD0, 1);
	assert_int_equal(convert(f, ADC2, 13), 24030); /* 1.21 V */
	assert_int_equal(convert(f, ADC2, 15), 16384);
	assert_int_equal(convert(f, ADC2, 12), 12313); /* 0.62 V at 30 degrees */
	assert_int_equal(convert(f, ADC2, 14), 23831); /* 1.2 V */
	analog_set_supply(f->board, ANALOG_TEMPERATURE, 110000);
	assert_int_equal(convert(f, ADC2, 12), 15490); /* 0.78 V */
	analog_set_supply(f->board, ANALOG_VREF, 2500000);
	assert_int_equal(convert(f, ADC2, 13), 31719);
	/* what was found in production is in the fuses, for 3.3 V (RCC_MP_APB5ENSETR: BSEC) */
	wr(f, SOC_A7_SECURE, 0x50000208, 1u << 16);
	assert_int_equal(rd_size(f, SOC_M4, 0x5C005252, 2), 24030);
	assert_int_equal(rd_size(f, SOC_M4, 0x5C00525C, 2), 12313);
	assert_int_equal(rd_size(f, SOC_M4, 0x5C00525E, 2), 15490);

	set(f, ADC1 + PCSEL, 0);
	assert_int_equal(convert(f, ADC1, 2), 0);
	assert_int_equal(fixture_noted(f, "ADC12", "PCSEL"), 1);
}

static void differences(void **state)
{
	struct fixture *f = *state;

	power(f, ADC1);
	set(f, ADC1 + DIFSEL, 1 << 10);
	analog_set(f->board, PC0, 1000000);
	analog_set(f->board, PC1, 1000000);
	assert_int_equal(convert(f, ADC1, 10), 0x8000);
	analog_set(f->board, PC0, 2650000);
	assert_int_equal(convert(f, ADC1, 10), 0xC000);
	analog_set(f->board, PC0, 0);
	analog_set(f->board, PC1, 3300000);
	assert_int_equal(convert(f, ADC1, 10), 0);
}

static void offsets_and_shifts(void **state)
{
	struct fixture *f = *state;

	power(f, ADC1);
	analog_set(f->board, PC0, 1650000);
	set(f, ADC1 + OFR1, 10u << 26 | 0x1000);
	assert_int_equal(convert(f, ADC1, 10), 0x7000);
	set(f, ADC1 + OFR1, 9u << 26 | 0x1000); /* of another channel */
	assert_int_equal(convert(f, ADC1, 10), 0x8000);
	set(f, ADC1 + OFR1 + 4, 10u << 26 | 0x9000);
	assert_int_equal(convert(f, ADC1, 10), 0xFFFFF000);
	/* 12 bits: offsets are aligned to 16 */
	set(f, ADC1 + CFGR, 0x80000008);
	assert_int_equal(convert(f, ADC1, 10), 0xFFFFFF00);
	set(f, ADC1 + CFGR, 0x80000000);
	/* SSATE: not more than a signed number of 16 bits */
	set(f, ADC1 + OFR1 + 4, 0x80000000 | 10u << 26 | 1);
	assert_int_equal(convert(f, ADC1, 10), 0x7FFF);
	analog_set(f->board, PC0, 3300000);
	assert_int_equal(convert(f, ADC1, 10), 0x7FFF);
	/* RSHIFT2, LSHIFT */
	set(f, ADC1 + OFR1 + 4, 10u << 26 | 1);
	set(f, ADC1 + CFGR2, 1 << 12);
	assert_int_equal(convert(f, ADC1, 10), 0x7FFF);
	set(f, ADC1 + OFR1 + 4, 0);
	set(f, ADC1 + CFGR2, 0x40000000);
	assert_int_equal(convert(f, ADC1, 10), 0xFFFF0);
}

static void oversamples(void **state)
{
	struct fixture *f = *state;

	power(f, ADC1);
	analog_set(f->board, PC0, 1650000);
	/* 1024 times, 6 bits to the right, 12 bits: as ST's ADC_OverSampler */
	set(f, ADC1 + CFGR, 0x80000008);
	set(f, ADC1 + CFGR2, 1023 << 16 | 6 << 5 | 1);
	set(f, ADC1 + SQR1, 10 << 6);
	set(f, ADC1 + CR, POWERED | 5);
	pass(f, 1024 * 8 * CYCLE - 1);
	assert_int_equal(get(f, ADC1 + ISR) & 0xC, 0);
	pass(f, 1);
	assert_int_equal(get(f, ADC1 + DR), 0x8000);
	set(f, ADC1 + ISR, 0xA);

	/* TROVS: a conversion for each start, the result with the last one */
	set(f, ADC1 + CFGR2, 1 << 16 | 1 << 9 | 1);
	set(f, ADC1 + CR, POWERED | 5);
	pass(f, 8 * CYCLE);
	assert_int_equal(get(f, ADC1 + ISR), 0x1002);
	analog_set(f->board, PC0, 825000);
	set(f, ADC1 + CR, POWERED | 5);
	pass(f, 8 * CYCLE);
	assert_int_equal(get(f, ADC1 + ISR), 0x100E);
	assert_int_equal(get(f, ADC1 + DR), 0xC00);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, with_adc, fixture_done)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(registers_after_reset),
		TEST(powers_up_in_steps),
		TEST(calibrates),
		TEST(waits_for_its_clock),
		TEST(converts_at_every_resolution),
		TEST(sampling_takes_its_time),
		TEST(sees_pins_and_what_is_inside),
		TEST(differences),
		TEST(offsets_and_shifts),
		TEST(oversamples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
