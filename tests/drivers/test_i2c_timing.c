/* SPDX-License-Identifier: BSD-3-Clause */
/* TIMINGR against the bus specification, at every rate that a kernel clock of the chip may have. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "drivers/i2c_timing.h"

#define NS INT64_C(1000)

static const struct limits {
	uint32_t hz;
	int64_t low, high, setup, valid; /* ns */
	uint16_t rise, fall;
} limits[] = {
	{100000, 4700, 4000, 250, 3450, 1000, 300},
	{400000, 1300, 600, 100, 900, 300, 300},
	{1000000, 500, 260, 50, 450, 120, 120},
};

static int64_t field(uint32_t timingr, unsigned shift, uint32_t mask)
{
	return (int64_t)(timingr >> shift & mask);
}

static void assert_within(const struct limits *mode, const struct i2c_timing *timing,
			  uint32_t timingr)
{
	const int64_t clock = INT64_C(1000000000000) / timing->kernel_hz;
	const int64_t unit = clock * (field(timingr, 28, 0xF) + 1);
	const int64_t seen = 50 * NS + (2 + timing->digital_filter) * clock;
	const int64_t wanted = INT64_C(1000000000000) / timing->bus_hz;
	const int64_t period = (int64_t)i2c_timing_period_ps(timing, timingr);

	assert_true((field(timingr, 0, 0xFF) + 1) * unit + seen >= mode->low * NS);
	assert_true((field(timingr, 8, 0xFF) + 1) * unit + seen >= mode->high * NS);
	assert_true((field(timingr, 20, 0xF) + 1) * unit >=
		    mode->setup * NS + timing->rise_ns * NS);
	assert_true(field(timingr, 16, 0xF) * unit <= mode->valid * NS);
	assert_true(period >= wanted);
}

static void keeps_the_limits_of_each_mode(void **state)
{
	unsigned found = 0;

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		for (uint32_t kernel = 2000000; kernel <= 133000000; kernel += 1370001) {
			struct i2c_timing timing = {.kernel_hz = kernel,
						    .bus_hz = limits[i].hz,
						    .rise_ns = limits[i].rise / 2,
						    .fall_ns = limits[i].fall / 4};
			uint32_t timingr;
			int status = i2c_timing_compute(&timing, &timingr);

			if (status) {
				assert_int_equal(status, -ERANGE);
				/* Only where the clock is too slow or the prescaler ends. */
				assert_true(kernel < 16000000);
				continue;
			}
			assert_within(&limits[i], &timing, timingr);
			found++;
		}
	}
	assert_true(found > 250);
}

/* At most 2 % slower than was asked for, with the clocks of the DK2. */
static void comes_close(void **state)
{
	static const uint32_t kernels[] = {64000000, 24000000, 104438965, 98304000};
	static const uint32_t rates[] = {100000, 400000, 1000000};

	(void)state;
	for (unsigned k = 0; k < 4; k++) {
		for (unsigned r = 0; r < 3; r++) {
			struct i2c_timing timing = {.kernel_hz = kernels[k],
						    .bus_hz = rates[r],
						    .rise_ns = 60,
						    .fall_ns = 10};
			const uint64_t wanted = UINT64_C(1000000000000) / rates[r];
			uint32_t timingr;

			assert_int_equal(i2c_timing_compute(&timing, &timingr), 0);
			assert_true(i2c_timing_period_ps(&timing, timingr) <= wanted + wanted / 50);
		}
	}
}

/* By hand: 64 MHz, PRESC 1 (31.25 ns), SCLL 43 and SCLH 23 are 68 units, 2125 ns; edges are seen after 50 and
 * 31.25 ns, twice: 2287.5 ns. */
static void computes_a_period(void **state)
{
	const struct i2c_timing timing = {.kernel_hz = 64000000, .rise_ns = 60, .fall_ns = 10};
	struct i2c_timing none = {.kernel_hz = 0};

	(void)state;
	assert_int_equal(i2c_timing_period_ps(&timing, 1u << 28 | 23u << 8 | 43u), 2287500);
	assert_int_equal(i2c_timing_period_ps(&none, 0), 0);
}

static void refuses_what_cannot_be(void **state)
{
	const struct i2c_timing good = {.kernel_hz = 64000000, .bus_hz = 400000};
	struct i2c_timing timing;
	uint32_t timingr;

	(void)state;
#define WITH(member, value)                                                                        \
	(timing = good, timing.member = (value), i2c_timing_compute(&timing, &timingr))
	assert_int_equal(WITH(bus_hz, 0), -EINVAL);
	assert_int_equal(WITH(bus_hz, 1000001), -EINVAL);
	assert_int_equal(WITH(kernel_hz, 0), -EINVAL);
	assert_int_equal(WITH(rise_ns, 301), -EINVAL);
	assert_int_equal(WITH(fall_ns, 301), -EINVAL);
	assert_int_equal(WITH(digital_filter, 16), -EINVAL);
	assert_int_equal(WITH(kernel_hz, 1000000), -ERANGE);
	assert_int_equal(WITH(bus_hz, 1), -ERANGE);
#undef WITH
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_the_limits_of_each_mode),
		cmocka_unit_test(comes_close),
		cmocka_unit_test(computes_a_period),
		cmocka_unit_test(refuses_what_cannot_be),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
