/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/i2c_timing.h"

#include <errno.h>

#include "soc/regs/i2c.h"

#define PS_PER_S  UINT64_C(1000000000000)
#define PS_PER_NS 1000u

#define PRESCALERS 16u
#define DELAYS	   16u /* values of SDADEL and SCLDEL */
#define COUNTS	   256u /* of SCLL and SCLH */
#define FILTERS	   16u

/* Delay of the analog filter (STM32MP157C data sheet, "I2C analog filter characteristics"). */
#define ANALOG_MIN_PS 50000u
#define ANALOG_MAX_PS 160000u

/* What the bus specification asks for at a rate, in ns (UM10204, table 11). */
struct bus_mode {
	uint32_t hz;
	uint16_t low; /* tLOW */
	uint16_t high; /* tHIGH */
	uint16_t setup; /* tSU;DAT */
	uint16_t valid; /* tVD;DAT, at most */
	uint16_t rise;
	uint16_t fall;
};

static const struct bus_mode modes[] = {
	{100000, 4700, 4000, 250, 3450, 1000, 300},
	{400000, 1300, 600, 100, 900, 300, 300},
	{1000000, 500, 260, 50, 450, 120, 120},
};

static const struct bus_mode *mode_of(uint32_t hz)
{
	for (unsigned i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (hz <= modes[i].hz)
			return &modes[i];
	}
	return 0;
}

/* Everything in ps, signed: differences below may be negative. */
struct durations {
	int64_t clock;
	int64_t rise;
	int64_t fall;
	int64_t filter_min; /* of both filters */
	int64_t filter_max;
	int64_t sync; /* from an edge's end until the block has seen it: filter, and two clocks */
};

static struct durations durations_of(const struct i2c_timing *timing)
{
	const int64_t clock = (int64_t)(PS_PER_S / timing->kernel_hz);
	const int64_t digital = timing->digital_filter * clock;
	struct durations durations = {.clock = clock,
				      .rise = (int64_t)timing->rise_ns * PS_PER_NS,
				      .fall = (int64_t)timing->fall_ns * PS_PER_NS,
				      .filter_min = digital,
				      .filter_max = digital};

	if (!timing->analog_filter_off) {
		durations.filter_min += ANALOG_MIN_PS;
		durations.filter_max += ANALOG_MAX_PS;
	}
	durations.sync = durations.filter_min + 2 * clock;
	return durations;
}

/* How many units cover a duration; 0 for one that is not there. */
static int64_t units_up(int64_t duration, int64_t unit)
{
	return duration > 0 ? (duration + unit - 1) / unit : 0;
}

/* SDADEL and SCLDEL at a prescaler: data moves after SCL has fallen, and is there before SCL rises. */
static bool delays_of(const struct durations *durations, const struct bus_mode *mode, int64_t unit,
		      uint32_t *delays)
{
	const int64_t latest = (int64_t)mode->valid * PS_PER_NS - durations->rise -
			       durations->filter_max - 4 * durations->clock;
	const int64_t hold =
		units_up(durations->fall - durations->filter_min - 3 * durations->clock, unit);
	const int64_t setup = units_up(durations->rise + (int64_t)mode->setup * PS_PER_NS, unit);

	if (hold * unit > (latest > 0 ? latest : 0) || hold >= DELAYS || setup > DELAYS)
		return false;
	*delays = (uint32_t)hold << I2C_TIMINGR_SDADEL_SHIFT | (uint32_t)(setup ? setup - 1 : 0)
								       << I2C_TIMINGR_SCLDEL_SHIFT;
	return true;
}

/* SCLL and SCLH at a prescaler: a period that is not too short, both parts as long as they must be. */
static bool counts_of(const struct durations *durations, const struct bus_mode *mode, int64_t unit,
		      int64_t period, uint32_t *counts, int64_t *excess)
{
	const int64_t seen = 2 * durations->sync;
	int64_t low = units_up((int64_t)mode->low * PS_PER_NS - durations->sync, unit);
	int64_t high = units_up((int64_t)mode->high * PS_PER_NS - durations->sync, unit);
	int64_t total = units_up(period - seen, unit);

	low = low ? low : 1;
	high = high ? high : 1;
	if (total > low + high) {
		/* What is left over, in the proportion of the two. */
		int64_t spare = total - low - high;
		int64_t more = spare * mode->low / (mode->low + mode->high);

		low += more;
		high += spare - more;
	}
	if (low > COUNTS || high > COUNTS)
		return false;
	*excess = (low + high) * unit + seen - period;
	*counts = (uint32_t)(low - 1) << I2C_TIMINGR_SCLL_SHIFT | (uint32_t)(high - 1)
									  << I2C_TIMINGR_SCLH_SHIFT;
	return true;
}

/* The block has to see what happens on the lines (RM0436, "I2C clock requirements"). */
static bool clock_suffices(const struct durations *durations, const struct bus_mode *mode)
{
	return durations->clock * 4 < (int64_t)mode->low * PS_PER_NS - durations->filter_min &&
	       durations->clock < (int64_t)mode->high * PS_PER_NS;
}

int i2c_timing_compute(const struct i2c_timing *timing, uint32_t *timingr)
{
	const struct bus_mode *mode = mode_of(timing->bus_hz);
	struct durations durations;
	int64_t best = INT64_MAX;
	int64_t period;

	if (!mode || !timing->bus_hz || !timing->kernel_hz || timing->rise_ns > mode->rise ||
	    timing->fall_ns > mode->fall || timing->digital_filter >= FILTERS)
		return -EINVAL;
	durations = durations_of(timing);
	period = (int64_t)((PS_PER_S + timing->bus_hz - 1) / timing->bus_hz);
	for (uint32_t prescaler = 0; prescaler < PRESCALERS; prescaler++) {
		const int64_t unit = durations.clock * (prescaler + 1);
		uint32_t delays, counts;
		int64_t excess;

		if (!delays_of(&durations, mode, unit, &delays) ||
		    !counts_of(&durations, mode, unit, period, &counts, &excess) || excess >= best)
			continue;
		best = excess;
		*timingr = prescaler << I2C_TIMINGR_PRESC_SHIFT | delays | counts;
	}
	return best == INT64_MAX || !clock_suffices(&durations, mode) ? -ERANGE : 0;
}

uint64_t i2c_timing_period_ps(const struct i2c_timing *timing, uint32_t timingr)
{
	const uint32_t low = (timingr >> I2C_TIMINGR_SCLL_SHIFT & (COUNTS - 1)) + 1;
	const uint32_t high = (timingr >> I2C_TIMINGR_SCLH_SHIFT & (COUNTS - 1)) + 1;
	const uint32_t prescaler = (timingr >> I2C_TIMINGR_PRESC_SHIFT & (PRESCALERS - 1)) + 1;
	struct durations durations;

	if (!timing->kernel_hz)
		return 0;
	durations = durations_of(timing);
	return (uint64_t)(durations.clock * prescaler * (low + high) + 2 * durations.sync);
}
