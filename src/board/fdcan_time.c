/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The timestamp counter and the time-out counter (M_CAN, 3.2 and 3.3): both count nominal bit times, TSCC.TCP + 1 each. They
 * are worked out when somebody looks, so that an idle board sleeps; a wrap of the one is an event when it interrupts.
 */
#include "board/board_internal.h"
#include "board/fdcan_internal.h"
#include "soc/regs/tim.h"

static bool counts_stamps(const struct device *fdcan)
{
	return fdcan_field(fdcan, FDCAN_TSCC, 0, FDCAN_TSCC_TSS_MASK) == FDCAN_TSS_INTERNAL;
}

static uint32_t timeout_source(const struct device *fdcan)
{
	return fdcan_field(fdcan, FDCAN_TOCC, FDCAN_TOCC_TOS_SHIFT, FDCAN_TOCC_TOS_MASK);
}

static uint32_t timeout_period(const struct device *fdcan)
{
	return device_word(fdcan, FDCAN_TOCC) >> FDCAN_TOCC_TOP_SHIFT;
}

static uint64_t ticks_since(struct device *fdcan)
{
	const struct fdcan_state *state = fdcan_state(fdcan);

	return state->tick ? (timeline_now(device_timeline(fdcan)) - state->since) / state->tick
			   : 0;
}

static uint64_t stamps(struct device *fdcan)
{
	return fdcan_state(fdcan)->stamps + ticks_since(fdcan);
}

uint32_t fdcan_time_left(struct device *fdcan)
{
	const struct fdcan_state *state = fdcan_state(fdcan);
	const uint64_t gone = state->counts_down ? ticks_since(fdcan) : 0;

	return gone < state->left ? state->left - (uint32_t)gone : 0;
}

/* RM0436, FDCAN_TSCC: the external timestamp is the counter of TIM3. */
static uint32_t external_stamp(struct device *fdcan)
{
	const struct device_access access = {
		.initiator = SOC_M4, .offset = TIM_CNT, .mask = UINT32_MAX, .peek = true};
	struct device *tim = board_device(fdcan->board, "TIM3");

	return tim && tim->model->ops.read ? tim->model->ops.read(tim, &access) & 0xFFFFu : 0;
}

uint32_t fdcan_time_stamp(struct device *fdcan)
{
	if (counts_stamps(fdcan))
		return stamps(fdcan) & 0xFFFFu;
	if (fdcan_field(fdcan, FDCAN_TSCC, 0, FDCAN_TSCC_TSS_MASK) == FDCAN_TSS_EXTERNAL)
		return external_stamp(fdcan);
	return 0;
}

/* ---- events ---- */

/* So many ticks after `since`, if virtual time goes on for that long: bits may take minutes. */
static void arm(struct device *fdcan, struct timeline_event *event, uint64_t ticks)
{
	const struct fdcan_state *state = fdcan_state(fdcan);

	if (ticks > (TIMELINE_NEVER - state->since) / state->tick)
		timeline_disarm(device_timeline(fdcan), event);
	else
		timeline_arm(device_timeline(fdcan), event, state->since + ticks * state->tick);
}

static void timeout_arm(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);

	/* Assumed: with TOP = 0 there is no time-out. */
	if (!state->counts_down || !state->tick || !state->left ||
	    !(device_word(fdcan, FDCAN_TOCC) & FDCAN_TOCC_ETOC))
		timeline_disarm(device_timeline(fdcan), &state->timeout);
	else
		arm(fdcan, &state->timeout, state->left);
}

/* Both counters are taken down as they are now. */
static void fold(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);
	const uint64_t ticks = ticks_since(fdcan);

	state->left = fdcan_time_left(fdcan);
	state->stamps += ticks;
	state->since = state->tick ? state->since + ticks * state->tick
				   : timeline_now(device_timeline(fdcan));
}

static void timeout_due(void *context)
{
	struct device *fdcan = context;
	struct fdcan_state *state = fdcan_state(fdcan);

	fold(fdcan);
	fdcan_flag(fdcan, FDCAN_IR_TOO);
	if (timeout_source(fdcan) == FDCAN_TOS_CONTINUOUS)
		state->left = timeout_period(fdcan);
	else
		state->counts_down = false;
	timeout_arm(fdcan);
	fdcan_update(fdcan);
}

static void wraps_due(void *context)
{
	fdcan_update(context);
}

void fdcan_time_update(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);
	const uint64_t wraps = stamps(fdcan) >> 16;

	if (!counts_stamps(fdcan) || !state->tick) {
		timeline_disarm(device_timeline(fdcan), &state->wraps);
		return;
	}
	if (wraps > state->wraps_told)
		fdcan_flag(fdcan, FDCAN_IR_TSW);
	state->wraps_told = wraps;
	if (device_word(fdcan, FDCAN_IE) & FDCAN_IR_TSW)
		arm(fdcan, &state->wraps, ((wraps + 1) << 16) - state->stamps);
	else
		timeline_disarm(device_timeline(fdcan), &state->wraps);
}

/* ---- what starts and presets them ---- */

void fdcan_time_retime(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);
	const uint64_t bit = fdcan_timing(fdcan).nominal;

	fold(fdcan);
	state->since = timeline_now(device_timeline(fdcan));
	state->tick = state->activity == FDCAN_STOPPED
			      ? 0
			      : bit * (fdcan_field(fdcan, FDCAN_TSCC, FDCAN_TSCC_TCP_SHIFT,
						   FDCAN_TSCC_TCP_MASK) +
				       1);
	if (timeout_source(fdcan) == FDCAN_TOS_CONTINUOUS)
		state->counts_down = state->tick;
	timeout_arm(fdcan);
}

void fdcan_time_preset(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);

	fold(fdcan);
	state->left = timeout_period(fdcan);
	state->counts_down = false;
	timeout_arm(fdcan);
}

void fdcan_time_fifo(struct device *fdcan, uint32_t source, const struct fdcan_fifo *fifo)
{
	struct fdcan_state *state = fdcan_state(fdcan);

	if (timeout_source(fdcan) != source)
		return;
	if (!fifo->fill) {
		fdcan_time_preset(fdcan);
	} else if (fifo->fill == 1 && !state->counts_down && state->left) {
		fold(fdcan);
		state->counts_down = true;
		timeout_arm(fdcan);
	}
}

void fdcan_write_tscv(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);

	if (!counts_stamps(fdcan))
		return;
	fold(fdcan);
	state->since = timeline_now(device_timeline(fdcan));
	state->stamps = 0;
	state->wraps_told = 0;
	timeout_arm(fdcan);
}

/* M_CAN, TOCV: only in continuous mode. */
void fdcan_write_tocv(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);

	if (timeout_source(fdcan) != FDCAN_TOS_CONTINUOUS)
		return;
	fold(fdcan);
	state->left = timeout_period(fdcan);
	timeout_arm(fdcan);
}

void fdcan_time_init(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);

	state->wraps.name = "fdcan timestamp";
	state->wraps.fire = wraps_due;
	state->wraps.context = fdcan;
	state->timeout.name = "fdcan time-out";
	state->timeout.fire = timeout_due;
	state->timeout.context = fdcan;
}

void fdcan_time_reset(struct device *fdcan)
{
	struct fdcan_state *state = fdcan_state(fdcan);

	timeline_disarm(device_timeline(fdcan), &state->wraps);
	timeline_disarm(device_timeline(fdcan), &state->timeout);
	state->tick = 0;
	state->stamps = 0;
	state->wraps_told = 0;
	state->counts_down = false;
	state->left = timeout_period(fdcan);
}
