/* SPDX-License-Identifier: BSD-3-Clause */
/* An SPI block as controller of its bus (RM0436, "SPI", master mode). */
#include "board/spi_internal.h"

static struct spi_state *state_of(const struct device *spi)
{
	return spi->state;
}

static uint64_t now_of(struct device *spi)
{
	return timeline_now(device_timeline(spi));
}

static void wait_until(struct device *spi, enum spi_phase phase, uint64_t when)
{
	struct spi_state *state = state_of(spi);

	state->phase = phase;
	timeline_arm(device_timeline(spi), &state->step, when);
}

/* RM0436, "SPI", master: with MIDI above 1 NSS may pulse between frames (CFG2.SSOM). */
static bool pulses(const struct device *spi)
{
	return spi_cfg2(spi, SPI_CFG2_SSOM) && !spi_is_ti(spi) &&
	       spi_cfg2_field(spi, SPI_CFG2_MIDI_MASK, SPI_CFG2_MIDI_SHIFT) > 1;
}

/* ---- a frame ---- */

static uint32_t frame_data(struct device *spi, enum spi_content content, unsigned bits)
{
	struct spi_state *state = state_of(spi);
	uint32_t wire;

	if (!spi_transmits(spi))
		return 0;
	if (content == SPI_CRC)
		return spi_crc_frame(spi, state->tx_crc);
	wire = spi_encode(spi, spi_fifo_take(&state->tx), bits);
	state->tx_crc = spi_crc_add(spi, state->tx_crc, wire, bits);
	return wire;
}

static void frame_begin(struct device *spi, enum spi_content content)
{
	struct spi_state *state = state_of(spi);
	const unsigned bits = content == SPI_CRC ? spi_crc_bits(spi) : spi_data_bits(spi);
	const uint64_t now = now_of(spi);
	const struct spi_frame frame = {
		.start = now,
		.end = now + spi_time(spi, bits),
		.data = frame_data(spi, content, bits),
		.bits = (uint8_t)bits,
		.mode = spi_mode(spi),
		.driven = spi_transmits(spi),
	};

	state->content = content;
	spi_transfer_shift(spi, content);
	if (pulses(spi))
		spi_select_drive(spi, true);
	/* Behind the events that the frame has at its targets at the same time. */
	state->answered = spi_controller_frame(&state->controller, &frame, &state->answer);
	wait_until(spi, SPI_SHIFTING, frame.end);
}

static void frame_end(struct device *spi)
{
	struct spi_state *state = state_of(spi);
	const unsigned bits = state->content == SPI_CRC ? spi_crc_bits(spi) : spi_data_bits(spi);
	const uint32_t line = state->answer.driven ? state->answer.data : spi_idle_data(spi);
	const uint32_t wire = bits < 32 ? line & ((1u << bits) - 1) : line;
	const uint32_t midi = spi_cfg2_field(spi, SPI_CFG2_MIDI_MASK, SPI_CFG2_MIDI_SHIFT);
	const struct spi_arrival arrival = {
		.content = state->content,
		.data = spi_decode(spi, wire, bits),
		.crc_differs = wire != spi_crc_frame(spi, state->rx_crc),
	};

	state->phase = SPI_IDLE;
	state->ready_at = now_of(spi) + (spi_is_ti(spi) ? 0 : spi_time(spi, midi));
	if (state->content == SPI_DATA)
		state->rx_crc = spi_crc_add(spi, state->rx_crc, wire, bits);
	spi_transfer_moved(spi, &arrival);
	if (!spi_cr1(spi, SPI_CR1_CSTART))
		return;
	if (pulses(spi))
		spi_select_drive(spi, false);
	spi_controller_kick(spi);
}

/* ---- the transfer ---- */

static void suspend(struct device *spi)
{
	struct spi_state *state = state_of(spi);

	state->suspends = false;
	state->flags |= SPI_SR_SUSP;
	device_set_word(spi, SPI_CR1, device_word(spi, SPI_CR1) & ~SPI_CR1_CSTART);
	spi_select_drive(spi, false);
}

/* RM0436, SPI_CR1.MASRX: the clock stands still before a frame that there is no room for, until SUSP is
 * cleared. */
static bool must_suspend(const struct device *spi)
{
	const struct spi_state *state = spi->state;

	return spi_cr1(spi, SPI_CR1_MASRX) && spi_receives(spi) &&
	       state->rx.count == spi_fifo_frames(spi);
}

static bool can_begin(const struct device *spi, enum spi_content content)
{
	const struct spi_state *state = spi->state;

	if (content == SPI_CRC)
		return true;
	if (content == SPI_BEYOND || (!spi_transmits(spi) && !spi_receives(spi)))
		return false;
	return !spi_transmits(spi) || state->tx.count;
}

void spi_controller_kick(struct device *spi)
{
	struct spi_state *state = state_of(spi);
	const enum spi_content content = spi_transfer_next(spi);

	if (state->phase != SPI_IDLE || (state->flags & SPI_SR_SUSP) ||
	    !spi_cr1(spi, SPI_CR1_SPE | SPI_CR1_CSTART) || !spi_cfg2(spi, SPI_CFG2_MASTER))
		return;
	if (state->suspends) {
		suspend(spi);
		return;
	}
	if (!can_begin(spi, content))
		return;
	if (content == SPI_DATA && must_suspend(spi)) {
		state->flags |= SPI_SR_SUSP;
		return;
	}
	if (!state->hz) {
		device_note(spi, "a transfer without a kernel clock: it waits");
		return;
	}
	if (now_of(spi) < state->ready_at)
		wait_until(spi, SPI_GAP, state->ready_at);
	else
		frame_begin(spi, content);
}

static void step_over(void *context)
{
	struct device *spi = context;
	struct spi_state *state = state_of(spi);

	if (state->phase == SPI_GAP) {
		state->phase = SPI_IDLE;
		spi_controller_kick(spi);
	} else if (state->answered) {
		frame_end(spi);
	} else {
		state->phase = SPI_HELD;
	}
	spi_update(spi);
}

static void answered(struct spi_controller *controller, const struct spi_answer *answer)
{
	struct device *spi = controller->context;
	struct spi_state *state = state_of(spi);

	state->answered = true;
	state->answer = *answer;
	if (state->phase != SPI_HELD)
		return;
	frame_end(spi);
	spi_update(spi);
}

void spi_controller_start(struct device *spi)
{
	struct spi_state *state = state_of(spi);
	const uint32_t mssi = device_word(spi, SPI_CFG2) & SPI_CFG2_MSSI_MASK;

	/* Assumed: without SPE 0 and 1 between them, a transfer begins where the last one ended. */
	if (state->over)
		spi_transfer_begin(spi);
	state->suspends = false;
	spi_pins_note(spi);
	spi_select_drive(spi, true);
	if (spi_cfg2(spi, SPI_CFG2_SSOE) && !spi_is_ti(spi) && mssi)
		state->ready_at = now_of(spi) + spi_time(spi, mssi);
	spi_controller_kick(spi);
}

void spi_controller_suspend(struct device *spi)
{
	struct spi_state *state = state_of(spi);

	if (!spi_cr1(spi, SPI_CR1_CSTART))
		return;
	state->suspends = true;
	/* Between two frames, or in an automatic suspension, it is suspended at once. */
	if (state->phase == SPI_GAP) {
		timeline_disarm(device_timeline(spi), &state->step);
		state->phase = SPI_IDLE;
	}
	if (state->phase == SPI_IDLE)
		suspend(spi);
}

void spi_controller_stop(struct device *spi)
{
	struct spi_state *state = state_of(spi);

	timeline_disarm(device_timeline(spi), &state->step);
	spi_controller_cancel(&state->controller);
	state->phase = SPI_IDLE;
	state->suspends = false;
	state->ready_at = 0;
}

/* What is in the shift register starts again at the new rate; without a clock it waits. */
void spi_controller_retime(struct device *spi)
{
	struct spi_state *state = state_of(spi);
	const unsigned bits = state->content == SPI_CRC ? spi_crc_bits(spi) : spi_data_bits(spi);

	if (state->phase == SPI_SHIFTING && state->hz)
		wait_until(spi, SPI_SHIFTING, now_of(spi) + spi_time(spi, bits));
	else if (state->phase == SPI_SHIFTING)
		timeline_disarm(device_timeline(spi), &state->step);
	else
		spi_controller_kick(spi);
}

void spi_controller_init(struct device *spi)
{
	struct spi_state *state = state_of(spi);

	state->step =
		(struct timeline_event){.name = "spi frame", .fire = step_over, .context = spi};
	state->controller.name = spi->name;
	state->controller.context = spi;
	state->controller.answered = answered;
	spi_controller_attach(&state->controller, &state->bus);
}
