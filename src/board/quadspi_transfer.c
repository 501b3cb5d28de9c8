/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Indirect modes and automatic polling of QUADSPI in time (RM0436, "QUADSPI", indirect mode, status-polling mode, FIFO
 * and data management).
 *
 * A transfer is a header, which is all phases before the data, and then units of data: a byte, or one of each flash.
 * `due` is the end of the one that is under way. All that is overdue happens when somebody looks, and an event is
 * armed only for what shows by itself.
 *
 * Assumed, as the manual does not say: an access to the data register that has to wait for the FIFO is served at once,
 * where the chip lets the bus wait; an abort takes no time; a command without any phase is none.
 */
#include "board/quadspi_internal.h"

#include <string.h>

#include "board/board_internal.h"

#define UNDEFINED_LENGTH 0xFFFFFFFFu
#define POLLED_MOST	 4u /* bytes of a status */
#define RESUMES		 4u /* bytes that are free again when reading goes on */

static uint64_t now_of(struct device *quadspi)
{
	return timeline_now(device_timeline(quadspi));
}

static uint64_t later(uint64_t when, uint64_t duration)
{
	return duration < TIMELINE_NEVER - when ? when + duration : TIMELINE_NEVER;
}

static uint64_t units_of(uint64_t unit, uint64_t units)
{
	return units && unit < TIMELINE_NEVER / units ? unit * units : units ? TIMELINE_NEVER : 0;
}

uint64_t quadspi_size(const struct device *quadspi)
{
	return UINT64_C(2) << (device_word(quadspi, QUADSPI_DCR) >> QUADSPI_DCR_FSIZE_SHIFT &
			       QUADSPI_DCR_FSIZE_MASK);
}

/* ---- the beginning ---- */

static bool has_phase(const struct device *quadspi)
{
	return quadspi_ccr(quadspi, QUADSPI_CCR_IMODE_SHIFT) ||
	       quadspi_ccr(quadspi, QUADSPI_CCR_ADMODE_SHIFT) ||
	       quadspi_ccr(quadspi, QUADSPI_CCR_ABMODE_SHIFT) ||
	       quadspi_ccr(quadspi, QUADSPI_CCR_DMODE_SHIFT);
}

/* RM0436, "QUADSPI", QUADSPI_DLR: bit 0 is stuck at 1 with both flashes. */
static uint64_t length_of(const struct device *quadspi, uint64_t from)
{
	const uint32_t length = device_word(quadspi, QUADSPI_DLR);
	const uint64_t size = quadspi_size(quadspi);

	if (!quadspi_ccr(quadspi, QUADSPI_CCR_DMODE_SHIFT))
		return 0;
	if (quadspi_fmode(quadspi) == QUADSPI_POLLING)
		return (length < POLLED_MOST ? length | (quadspi_together(quadspi) - 1)
					     : POLLED_MOST - 1) +
		       1;
	/* To the end of the flash, of which there is none with the greatest size. */
	if (length == UNDEFINED_LENGTH)
		return size >> 32 ? UINT64_MAX : size - from;
	return (uint64_t)(length | (quadspi_together(quadspi) - 1)) + 1;
}

static bool is_outside(const struct device *quadspi, uint64_t from, uint64_t length)
{
	const uint64_t size = quadspi_size(quadspi);

	if (!quadspi_ccr(quadspi, QUADSPI_CCR_ADMODE_SHIFT))
		return false;
	if (from >= size)
		return true;
	return quadspi_fmode(quadspi) != QUADSPI_POLLING && length != UINT64_MAX &&
	       length > size - from;
}

static void start(struct device *quadspi, uint64_t when)
{
	struct quadspi_state *state = quadspi_state(quadspi);

	state->header = true;
	state->stalled = false;
	state->unit = quadspi_time(quadspi, quadspi_unit_length(quadspi));
	state->due = later(when, quadspi_time(quadspi, quadspi_header_length(quadspi)));
	quadspi_select(quadspi, when);
}

void quadspi_begin(struct device *quadspi)
{
	struct quadspi_state *state = quadspi_state(quadspi);
	const uint64_t now = now_of(quadspi);
	uint64_t from = 0, length;

	if (!quadspi_cr(quadspi, QUADSPI_CR_EN)) {
		device_note(quadspi, "a command is given while CR.EN = 0: it is not sent");
		return;
	}
	if (!has_phase(quadspi))
		return;
	if (quadspi_ccr(quadspi, QUADSPI_CCR_ADMODE_SHIFT))
		from = device_word(quadspi, QUADSPI_AR);
	if (quadspi_cr(quadspi, QUADSPI_CR_DFM))
		from &= ~UINT64_C(1);
	length = is_outside(quadspi, from, 0) ? 0 : length_of(quadspi, from);
	if (is_outside(quadspi, from, length)) {
		device_note(quadspi, "the command reaches beyond the flash that DCR.FSIZE tells "
				     "of: TEF, and nothing is sent");
		state->flags |= QUADSPI_SR_TEF;
		return;
	}
	if (!device_clock_hz(quadspi))
		device_note(quadspi, "a command is given without a kernel clock: it waits for one");
	quadspi_pins_note(quadspi);
	state->level = 0;
	state->fresh = false;
	state->period = 0;
	state->left = length;
	switch (quadspi_fmode(quadspi)) {
	case QUADSPI_POLLING:
		state->activity = QUADSPI_POLLS;
		break;
	case QUADSPI_INDIRECT_READ:
		state->activity = length ? QUADSPI_READS : QUADSPI_WRITES;
		if (!length)
			device_note(quadspi, "a read without data (CCR.DMODE = 0): nothing comes");
		break;
	default:
		state->activity = QUADSPI_WRITES;
		break;
	}
	start(quadspi, now > state->free_at ? now : state->free_at);
}

/* ---- the end ---- */

/* The chip select rises, and stays so for a while. */
static void release(struct device *quadspi, uint64_t when)
{
	const unsigned high = (device_word(quadspi, QUADSPI_DCR) >> QUADSPI_DCR_CSHT_SHIFT &
			       QUADSPI_DCR_CSHT_MASK) +
			      1;
	const uint64_t duration = quadspi_time(quadspi, 2 * high);

	quadspi_deselect(quadspi, when);
	quadspi_state(quadspi)->free_at = duration == TIMELINE_NEVER ? when : later(when, duration);
}

static void finish(struct device *quadspi)
{
	struct quadspi_state *state = quadspi_state(quadspi);

	release(quadspi, state->due);
	state->flags |= QUADSPI_SR_TCF;
	/* What was written too much is gone. */
	if (state->activity == QUADSPI_WRITES)
		state->level = 0;
	if (!state->level)
		state->activity = QUADSPI_IDLE;
}

void quadspi_stop(struct device *quadspi)
{
	struct quadspi_state *state = quadspi_state(quadspi);

	cortex_m_forget_fetched(quadspi->board->core);
	if (state->bus.selected)
		release(quadspi, now_of(quadspi));
	state->activity = QUADSPI_IDLE;
	state->level = 0;
	state->left = 0;
	state->stalled = false;
	state->header = false;
}

void quadspi_hide(struct device *quadspi, uint64_t when)
{
	release(quadspi, when);
	quadspi_state(quadspi)->activity = QUADSPI_IDLE;
}

/* ---- polling ---- */

static bool matches(const struct device *quadspi, uint32_t status)
{
	const uint32_t mask = device_word(quadspi, QUADSPI_PSMKR);
	const uint32_t same = ~(status ^ device_word(quadspi, QUADSPI_PSMAR)) & mask;

	return quadspi_cr(quadspi, QUADSPI_CR_PMM) ? same != 0 : same == mask;
}

/* Until when the flash says what it has said. */
static uint64_t steady_until(const struct device *quadspi)
{
	uint64_t until = TIMELINE_NEVER;

	for (unsigned bank = 0; bank < QUADSPI_BANKS; bank++) {
		struct quadspi_target *target = quadspi_state(quadspi)->bus.targets[bank];
		uint64_t steady;

		if (!quadspi_uses_bank(quadspi, bank))
			continue;
		steady = target ? target->ops->steady(target) : 0;
		if (steady < until)
			until = steady;
	}
	return until;
}

/* Polls that nobody would see, since the flash says the same again, are not made. */
static void poll_again(struct device *quadspi)
{
	struct quadspi_state *state = quadspi_state(quadspi);
	const uint64_t interval =
		quadspi_time(quadspi, 2 * (device_word(quadspi, QUADSPI_PIR) & 0xFFFF));
	const uint64_t high = state->free_at - state->due;
	const uint64_t begins = later(state->due, interval > high ? interval : high);
	const uint64_t units = length_of(quadspi, 0) / quadspi_together(quadspi);
	const bool seen = device_word(quadspi, QUADSPI_CR) >> QUADSPI_CR_IE_SHIFT & QUADSPI_SR_FTF;
	const uint64_t steady = seen ? 0 : steady_until(quadspi);
	uint64_t ends;

	state->polled = state->due;
	state->left = length_of(quadspi, 0);
	start(quadspi, begins);
	ends = later(state->due, units_of(state->unit, units));
	state->period = ends - state->polled;
	if (ends == TIMELINE_NEVER || ends >= steady || !state->period)
		return;
	if (steady == TIMELINE_NEVER) {
		state->due = TIMELINE_NEVER;
		return;
	}
	state->due += (steady - ends + state->period - 1) / state->period * state->period;
}

static void poll_finish(struct device *quadspi)
{
	struct quadspi_state *state = quadspi_state(quadspi);
	uint8_t bytes[POLLED_MOST + QUADSPI_BANKS] = {0};
	uint32_t status = 0;

	for (unsigned at = 0; at < state->left; at += quadspi_together(quadspi))
		quadspi_receive(quadspi, state->due, bytes + at);
	for (unsigned at = 0; at < state->left; at++)
		status |= (uint32_t)bytes[at] << 8 * at;
	device_set_word(quadspi, QUADSPI_DR, status);
	state->fresh = true;
	release(quadspi, state->due);
	if (matches(quadspi, status)) {
		state->flags |= QUADSPI_SR_SMF;
		if (quadspi_cr(quadspi, QUADSPI_CR_APMS)) {
			state->activity = QUADSPI_IDLE;
			return;
		}
	}
	poll_again(quadspi);
}

/* ---- in time ---- */

static void step_header(struct device *quadspi)
{
	struct quadspi_state *state = quadspi_state(quadspi);
	const unsigned together = quadspi_together(quadspi);

	quadspi_send_header(quadspi, state->due, device_word(quadspi, QUADSPI_AR));
	state->header = false;
	if (state->activity == QUADSPI_POLLS)
		state->due = later(state->due, units_of(state->unit, state->left / together));
	else if (!state->left)
		finish(quadspi);
	else if (state->activity == QUADSPI_WRITES && state->level < together)
		state->stalled = true;
	else
		state->due = later(state->due, state->unit);
}

static void step_read(struct device *quadspi)
{
	struct quadspi_state *state = quadspi_state(quadspi);
	const unsigned together = quadspi_together(quadspi);

	quadspi_receive(quadspi, state->due, state->fifo + state->level);
	state->level += together;
	state->left -= together;
	if (!state->left)
		finish(quadspi);
	else if (QUADSPI_FIFO - state->level < together)
		state->stalled = true;
	else
		state->due = later(state->due, state->unit);
}

static void step_write(struct device *quadspi)
{
	struct quadspi_state *state = quadspi_state(quadspi);
	const unsigned together = quadspi_together(quadspi);

	quadspi_send(quadspi, state->due, state->fifo);
	state->level -= together;
	memmove(state->fifo, state->fifo + together, state->level);
	state->left -= together;
	if (!state->left)
		finish(quadspi);
	else if (state->level < together)
		state->stalled = true;
	else
		state->due = later(state->due, state->unit);
}

static void step(struct device *quadspi)
{
	const struct quadspi_state *state = quadspi_state(quadspi);

	if (state->header)
		step_header(quadspi);
	else if (state->activity == QUADSPI_POLLS)
		poll_finish(quadspi);
	else if (state->activity == QUADSPI_READS)
		step_read(quadspi);
	else
		step_write(quadspi);
}

/* Something goes over the lines, or will as soon as there is a clock. */
static bool runs(const struct quadspi_state *state)
{
	if (state->stalled)
		return false;
	return state->activity == QUADSPI_POLLS ||
	       ((state->activity == QUADSPI_READS || state->activity == QUADSPI_WRITES) &&
		(state->left || state->header));
}

void quadspi_sync(struct device *quadspi)
{
	struct quadspi_state *state = quadspi_state(quadspi);
	const uint64_t now = now_of(quadspi);

	while (runs(state) && state->due <= now)
		step(quadspi);
	if (state->activity == QUADSPI_SHOWS && quadspi_timeout(quadspi) <= now) {
		state->flags |= QUADSPI_SR_TOF;
		quadspi_hide(quadspi, quadspi_timeout(quadspi));
	}
}

/* How many bytes until FTF rises, or the transfer is over; 0: neither comes by itself. */
static uint64_t bytes_to_show(const struct device *quadspi)
{
	const struct quadspi_state *state = quadspi_state(quadspi);
	const unsigned threshold = (device_word(quadspi, QUADSPI_CR) >> QUADSPI_CR_FTHRES_SHIFT &
				    QUADSPI_CR_FTHRES_MASK) +
				   1;
	const bool reads = state->activity == QUADSPI_READS;
	const unsigned has = reads ? state->level : QUADSPI_FIFO - state->level;
	const unsigned most = QUADSPI_FIFO - has;

	if (has < threshold && threshold - has < state->left)
		return threshold - has;
	return state->left <= most ? state->left : 0;
}

uint64_t quadspi_due(const struct device *quadspi)
{
	const struct quadspi_state *state = quadspi_state(quadspi);
	const unsigned together = quadspi_together(quadspi);
	uint64_t bytes, units;

	if (state->activity == QUADSPI_SHOWS)
		return quadspi_timeout(quadspi);
	if (!runs(state))
		return TIMELINE_NEVER;
	if (!state->left || (state->activity == QUADSPI_POLLS && !state->header))
		return state->due;
	bytes = state->activity == QUADSPI_POLLS ? state->left : bytes_to_show(quadspi);
	if (!bytes)
		return TIMELINE_NEVER;
	units = (bytes + together - 1) / together;
	return later(state->due, units_of(state->unit, state->header ? units : units - 1));
}

void quadspi_retime(struct device *quadspi)
{
	struct quadspi_state *state = quadspi_state(quadspi);

	if (!runs(state))
		return;
	state->unit = quadspi_time(quadspi, quadspi_unit_length(quadspi));
	state->due = later(now_of(quadspi),
			   state->header ? quadspi_time(quadspi, quadspi_header_length(quadspi))
					 : state->unit);
}

/* ---- the data register ---- */

static void resume(struct device *quadspi)
{
	struct quadspi_state *state = quadspi_state(quadspi);
	const uint64_t now = now_of(quadspi);

	state->stalled = false;
	state->due = later(now > state->due ? now : state->due, state->unit);
}

/* The bus waits until what is under way is over. */
static void hurry(struct device *quadspi)
{
	struct quadspi_state *state = quadspi_state(quadspi);

	if (state->due == TIMELINE_NEVER)
		state->due = now_of(quadspi);
	step(quadspi);
}

void quadspi_push(struct device *quadspi, uint32_t data, unsigned bytes)
{
	struct quadspi_state *state = quadspi_state(quadspi);

	if (quadspi_fmode(quadspi) != QUADSPI_INDIRECT_WRITE ||
	    !quadspi_ccr(quadspi, QUADSPI_CCR_DMODE_SHIFT)) {
		device_note(quadspi, "DR is written where CCR asks for no data: ignored");
		return;
	}
	if (state->activity == QUADSPI_IDLE)
		quadspi_begin(quadspi);
	for (; bytes && state->activity == QUADSPI_WRITES; bytes--, data >>= 8) {
		while (state->level == QUADSPI_FIFO && state->activity == QUADSPI_WRITES &&
		       runs(state))
			hurry(quadspi);
		if (state->activity != QUADSPI_WRITES || state->level == QUADSPI_FIFO)
			break;
		state->fifo[state->level++] = (uint8_t)data;
		if (state->stalled && state->level >= quadspi_together(quadspi))
			resume(quadspi);
	}
}

static uint32_t pull_bytes(struct device *quadspi, unsigned bytes)
{
	struct quadspi_state *state = quadspi_state(quadspi);
	const unsigned taken = bytes < state->level ? bytes : state->level;
	uint32_t data = 0;

	if (taken < bytes)
		device_note(quadspi, "DR is read with %u bytes in the FIFO: the others are 0",
			    taken);
	for (unsigned i = 0; i < taken; i++)
		data |= (uint32_t)state->fifo[i] << 8 * i;
	state->level -= taken;
	memmove(state->fifo, state->fifo + taken, state->level);
	return data;
}

uint32_t quadspi_pull(struct device *quadspi, unsigned bytes)
{
	struct quadspi_state *state = quadspi_state(quadspi);
	uint32_t data;

	if (quadspi_fmode(quadspi) == QUADSPI_POLLING) {
		state->fresh = false;
		state->polled += state->period ? (now_of(quadspi) - state->polled) / state->period *
							 state->period
					       : 0;
		return device_word(quadspi, QUADSPI_DR);
	}
	if (state->activity != QUADSPI_READS) {
		device_note(quadspi, "DR is read where nothing was: it reads 0");
		return 0;
	}
	while (state->level < bytes && state->activity == QUADSPI_READS && runs(state))
		hurry(quadspi);
	data = pull_bytes(quadspi, bytes);
	if (state->stalled && QUADSPI_FIFO - state->level >= RESUMES)
		resume(quadspi);
	if (!state->left && !state->level)
		state->activity = QUADSPI_IDLE;
	return data;
}
