/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * I2C interface: the clock on the bus, and SMBus time-outs (RM0436, I2C timings; SMBus time-outs).
 *
 * SCL's period is tSCLL + tSCLH + tSYNC1 + tSYNC2. Each of the last two is the time until an edge of SCL is
 * sensed: the slope of the edge, which is 0 here, the analog filter, the digital filter (DNF periods of the
 * kernel clock), and 2 to 3 periods for the synchronisation. The manual gives the last two as ranges; the
 * least of both is taken, 50 ns for the analog filter, as Linux's driver does when it computes TIMINGR.
 */
#include "board/i2c.h"

#include "board/rate.h"

#define ANALOG_FILTER_PS (50 * PS_PER_NS)
#define SYNC_CLOCKS	 2u

static unsigned timing_field(uint32_t timingr, unsigned shift, unsigned bits)
{
	return timingr >> shift & ((1u << bits) - 1);
}

void i2c_times(uint64_t hz, uint32_t timingr, uint32_t cr1, struct i2c_times *times)
{
	const unsigned presc = timing_field(timingr, I2C_TIMINGR_PRESC_SHIFT, 4) + 1;
	const unsigned scll = timing_field(timingr, I2C_TIMINGR_SCLL_SHIFT, 8) + 1;
	const unsigned sclh = timing_field(timingr, I2C_TIMINGR_SCLH_SHIFT, 8) + 1;
	const unsigned sdadel = timing_field(timingr, I2C_TIMINGR_SDADEL_SHIFT, 4);
	const unsigned scldel = timing_field(timingr, I2C_TIMINGR_SCLDEL_SHIFT, 4) + 1;
	const unsigned dnf = (cr1 & I2C_CR1_DNF_MASK) >> I2C_CR1_DNF_SHIFT;
	uint64_t low;
	uint64_t high;
	uint64_t sync;
	uint64_t data;

	*times = (struct i2c_times){0};
	if (!hz)
		return;
	low = rate_ps((uint64_t)scll * presc, hz);
	high = rate_ps((uint64_t)sclh * presc, hz);
	sync = rate_ps(SYNC_CLOCKS + dnf, hz) + (cr1 & I2C_CR1_ANFOFF ? 0 : ANALOG_FILTER_PS);
	/* SCL stays low while SDA is held and set up. */
	data = rate_ps((uint64_t)(sdadel + scldel) * presc + 1, hz);
	if (low < data)
		low = data;
	times->bit = low + high + 2 * sync;
	times->start = high + sync;
	times->stop = low + high + 2 * sync;
	times->restart = 2 * low + high + 2 * sync;
	times->free = low;
}

void i2c_retime(struct device *i2c)
{
	struct i2c_state *state = i2c->state;

	i2c_times(device_clock_hz(i2c), device_word(i2c, I2C_TIMINGR), device_word(i2c, I2C_CR1),
		  &state->controller.times);
	i2c_controller_retime(&state->controller);
}

/* ---- time-outs ---- */

/* (`field` + 1) x `unit` periods of the kernel clock; TIMELINE_NEVER without one. */
static uint64_t timeout_ps(struct device *i2c, uint32_t field, unsigned unit)
{
	const uint64_t hz = device_clock_hz(i2c);

	return hz ? rate_ps((uint64_t)(field + 1) * unit, hz) : TIMELINE_NEVER;
}

/* RM0436, SMBus time-out detection: a controller sends a STOP, a target lets the lines go. */
static void timing_expired(void *context)
{
	struct device *i2c = context;
	struct i2c_state *state = i2c->state;

	state->flags |= I2C_ISR_TIMEOUT;
	i2c_clear_cr2(i2c, I2C_CR2_START);
	if (i2c_controller_owns(&state->controller)) {
		device_set_word(i2c, I2C_CR2, device_word(i2c, I2C_CR2) | I2C_CR2_STOP);
		i2c_controller_kick(i2c);
	}
	i2c_target_release(i2c);
	i2c_update(i2c);
}

static void timing_idle_for_long(void *context)
{
	struct device *i2c = context;
	struct i2c_state *state = i2c->state;

	if (device_word(i2c, I2C_TIMEOUTR) & I2C_TIMEOUTR_TIDLE) {
		state->flags |= I2C_ISR_TIMEOUT;
		i2c_update(i2c);
	} else {
		timing_expired(i2c);
	}
}

static void timing_arm(struct device *i2c, struct timeline_event *event, uint64_t duration)
{
	struct timeline *timeline = device_timeline(i2c);

	if (duration == TIMELINE_NEVER)
		timeline_disarm(timeline, event);
	else
		timeline_arm(timeline, event, timeline_now(timeline) + duration);
}

static uint32_t timeouta(const struct device *i2c)
{
	return device_word(i2c, I2C_TIMEOUTR) & I2C_TIMEOUTR_TIMEOUTA_MASK;
}

static bool timeouta_counts(const struct device *i2c, bool idle)
{
	const uint32_t timeoutr = device_word(i2c, I2C_TIMEOUTR);

	return i2c_cr1(i2c, I2C_CR1_PE) && (timeoutr & I2C_TIMEOUTR_TIMOUTEN) &&
	       !!(timeoutr & I2C_TIMEOUTR_TIDLE) == idle;
}

void i2c_clock_low(struct device *i2c, bool low)
{
	struct i2c_state *state = i2c->state;

	if (!timeouta_counts(i2c, false))
		return;
	if (low)
		timing_arm(i2c, &state->timeout, timeout_ps(i2c, timeouta(i2c), 2048));
	else
		timeline_disarm(device_timeline(i2c), &state->timeout);
}

void i2c_watch_idle(struct device *i2c)
{
	struct i2c_state *state = i2c->state;
	const struct i2c_bus *bus = state->controller.bus;

	if (!timeouta_counts(i2c, false))
		timeline_disarm(device_timeline(i2c), &state->timeout);
	if (timeouta_counts(i2c, true) && !i2c_bus_busy(bus) && i2c_bus_scl(bus) &&
	    i2c_bus_sda(bus))
		timing_arm(i2c, &state->timeout, timeout_ps(i2c, timeouta(i2c), 4));
}

void i2c_stretch(struct device *i2c, bool holds)
{
	struct i2c_state *state = i2c->state;
	struct timeline *timeline = device_timeline(i2c);
	const uint64_t now = timeline_now(timeline);
	const uint32_t timeoutr = device_word(i2c, I2C_TIMEOUTR);
	uint64_t limit;

	if (holds == state->stretches)
		return;
	state->stretches = holds;
	if (!holds) {
		state->stretched += now - state->stretch_since;
		timeline_disarm(timeline, &state->extended);
		return;
	}
	state->stretch_since = now;
	if (!(timeoutr & I2C_TIMEOUTR_TEXTEN))
		return;
	limit = timeout_ps(
		i2c, (timeoutr & I2C_TIMEOUTR_TIMEOUTB_MASK) >> I2C_TIMEOUTR_TIMEOUTB_SHIFT, 2048);
	if (limit == TIMELINE_NEVER)
		return;
	timing_arm(i2c, &state->extended, limit > state->stretched ? limit - state->stretched : 0);
}

void i2c_stretch_over(struct device *i2c)
{
	struct i2c_state *state = i2c->state;

	state->stretched = 0;
}

void i2c_timing_init(struct device *i2c)
{
	struct i2c_state *state = i2c->state;

	state->timeout = (struct timeline_event){
		.name = "i2c time-out", .fire = timing_idle_for_long, .context = i2c};
	state->extended = (struct timeline_event){
		.name = "i2c extended time-out", .fire = timing_expired, .context = i2c};
}

void i2c_timing_stop(struct device *i2c)
{
	struct i2c_state *state = i2c->state;

	timeline_disarm(device_timeline(i2c), &state->timeout);
	timeline_disarm(device_timeline(i2c), &state->extended);
	state->stretches = false;
	state->stretched = 0;
}
