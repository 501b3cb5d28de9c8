/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * QUADSPI on its lines (RM0436, "QUADSPI", command sequence, signal interface protocol modes, dual-flash mode): the
 * phases of a command as beats, what they take, the chip selects and the pins.
 *
 * Assumed, as the manual does not say: of the alternate bytes the most significant one comes first, as of the address.
 */
#include "board/quadspi_internal.h"

#include <stdio.h>

#include "board/board_internal.h"
#include "board/rate.h"

/* What it drives on the lines that a mode leaves free: IO2 low, so that nothing is written, IO3 high, so that nothing is
 * held. */
#define IDLE_LEVELS 0x8u
#define IDLE_LINES  0xCu

static unsigned lines_of(const struct device *quadspi, unsigned shift)
{
	static const uint8_t lines[] = {0, 1, 2, 4};

	return lines[quadspi_ccr(quadspi, shift)];
}

static bool doubles(const struct device *quadspi)
{
	return device_word(quadspi, QUADSPI_CCR) & QUADSPI_CCR_DDRM;
}

/* ---- time ---- */

uint64_t quadspi_time(const struct device *quadspi, uint64_t half_clocks)
{
	const uint64_t hz = board_device_hz(quadspi->board, (const struct board_device *)quadspi);
	const uint64_t divider =
		(device_word(quadspi, QUADSPI_CR) >> QUADSPI_CR_PRESCALER_SHIFT) + 1;

	return hz ? rate_ps(half_clocks * divider, 2 * hz) : TIMELINE_NEVER;
}

/* Half clocks of so many bytes; the instruction is the one phase that never goes at both edges. */
static unsigned length_of(unsigned bytes, unsigned lines, bool ddr)
{
	return lines ? bytes * (ddr ? 8 : 16) / lines : 0;
}

unsigned quadspi_header_length(const struct device *quadspi)
{
	const bool ddr = doubles(quadspi);
	const bool skips = quadspi_state(quadspi)->instruction_sent &&
			   (device_word(quadspi, QUADSPI_CCR) & QUADSPI_CCR_SIOO);
	const unsigned dummy =
		device_word(quadspi, QUADSPI_CCR) >> QUADSPI_CCR_DCYC_SHIFT & QUADSPI_CCR_DCYC_MASK;

	return (skips ? 0 : length_of(1, lines_of(quadspi, QUADSPI_CCR_IMODE_SHIFT), false)) +
	       length_of(quadspi_ccr(quadspi, QUADSPI_CCR_ADSIZE_SHIFT) + 1,
			 lines_of(quadspi, QUADSPI_CCR_ADMODE_SHIFT), ddr) +
	       length_of(quadspi_ccr(quadspi, QUADSPI_CCR_ABSIZE_SHIFT) + 1,
			 lines_of(quadspi, QUADSPI_CCR_ABMODE_SHIFT), ddr) +
	       2 * dummy;
}

unsigned quadspi_unit_length(const struct device *quadspi)
{
	return length_of(1, lines_of(quadspi, QUADSPI_CCR_DMODE_SHIFT), doubles(quadspi));
}

/* ---- chip selects ---- */

bool quadspi_uses_bank(const struct device *quadspi, unsigned bank)
{
	if (quadspi_cr(quadspi, QUADSPI_CR_DFM))
		return true;
	return bank == (quadspi_cr(quadspi, QUADSPI_CR_FSEL) ? 1 : 0);
}

static void drive_selects(struct device *quadspi)
{
	struct quadspi_state *state = quadspi_state(quadspi);
	const uint64_t now = timeline_now(device_timeline(quadspi));

	for (unsigned bank = 0; bank < QUADSPI_BANKS; bank++)
		pin_signal_drive(&state->pins[QUADSPI_PIN_NCS + bank],
				 quadspi_cr(quadspi, QUADSPI_CR_EN),
				 !(state->bus.selected && quadspi_uses_bank(quadspi, bank)), now);
}

void quadspi_select(struct device *quadspi, uint64_t when)
{
	struct quadspi_state *state = quadspi_state(quadspi);

	state->bus.selected = true;
	for (unsigned bank = 0; bank < QUADSPI_BANKS; bank++) {
		struct quadspi_target *target = state->bus.targets[bank];

		if (target && quadspi_uses_bank(quadspi, bank))
			target->ops->select(target, when);
	}
	drive_selects(quadspi);
}

void quadspi_deselect(struct device *quadspi, uint64_t when)
{
	struct quadspi_state *state = quadspi_state(quadspi);

	if (state->bus.selected) {
		for (unsigned bank = 0; bank < QUADSPI_BANKS; bank++) {
			struct quadspi_target *target = state->bus.targets[bank];

			if (target && quadspi_uses_bank(quadspi, bank))
				target->ops->deselect(target, when);
		}
	}
	state->bus.selected = false;
	drive_selects(quadspi);
}

/* ---- beats ---- */

static uint8_t beat_on(struct device *quadspi, unsigned bank, const struct quadspi_beat *beat)
{
	const struct quadspi_state *state = quadspi_state(quadspi);
	struct quadspi_target *target = state->bus.targets[bank];
	uint8_t driven = 0, levels = 0;

	if (target)
		levels = target->ops->beat(target, beat, &driven);
	levels = (uint8_t)((levels & driven) | (beat->levels & beat->driven & ~driven));
	/* What nobody drives, its pin's pull decides. */
	for (unsigned line = 0; line < 4; line++) {
		if (!((driven | beat->driven) >> line & 1) &&
		    state->pin_level[QUADSPI_PIN_IO + 4 * bank + line])
			levels |= (uint8_t)(1u << line);
	}
	return levels;
}

static void send_byte(struct device *quadspi, unsigned bank, struct quadspi_beat *beat,
		      uint8_t byte, unsigned lines)
{
	const unsigned mask = (1u << lines) - 1;

	for (unsigned bits = 8; bits; bits -= lines) {
		beat->levels = (uint8_t)((unsigned)byte >> (bits - lines) & mask);
		beat->driven = (uint8_t)mask;
		if (lines < 4) {
			beat->levels |= IDLE_LEVELS;
			beat->driven |= IDLE_LINES;
		}
		(void)beat_on(quadspi, bank, beat);
	}
}

/* What it drives while it listens. */
static void listen(struct quadspi_beat *beat, unsigned lines)
{
	beat->levels = lines < 4 ? IDLE_LEVELS : 0;
	beat->driven = lines < 4 ? IDLE_LINES : 0;
	if (lines < 2)
		beat->driven |= 1;
}

static uint8_t receive_byte(struct device *quadspi, unsigned bank, struct quadspi_beat *beat,
			    unsigned lines)
{
	uint8_t byte = 0;

	listen(beat, lines);
	for (unsigned bits = 0; bits < 8; bits += lines) {
		const uint8_t levels = beat_on(quadspi, bank, beat);
		const unsigned heard = lines == 1 ? levels >> 1 & 1u : levels & ((1u << lines) - 1);

		byte = (uint8_t)((unsigned)byte << lines | heard);
	}
	return byte;
}

/* A phase of bytes of which the most significant one comes first: each flash gets the same. */
static void send_word(struct device *quadspi, struct quadspi_beat *beat, uint32_t word,
		      unsigned bytes, unsigned lines)
{
	for (; bytes && lines; bytes--) {
		for (unsigned bank = 0; bank < QUADSPI_BANKS; bank++) {
			if (quadspi_uses_bank(quadspi, bank))
				send_byte(quadspi, bank, beat, (uint8_t)(word >> 8 * (bytes - 1)),
					  lines);
		}
	}
}

void quadspi_send_header(struct device *quadspi, uint64_t when, uint32_t address)
{
	struct quadspi_state *state = quadspi_state(quadspi);
	struct quadspi_beat beat = {.when = when};
	const uint32_t ccr = device_word(quadspi, QUADSPI_CCR);
	const unsigned instruction_lines = lines_of(quadspi, QUADSPI_CCR_IMODE_SHIFT);

	if (!(state->instruction_sent && (ccr & QUADSPI_CCR_SIOO)))
		send_word(quadspi, &beat, ccr & QUADSPI_CCR_INSTRUCTION, 1, instruction_lines);
	state->instruction_sent = true;
	beat.ddr = doubles(quadspi);
	/* Each flash has every other byte. */
	if (quadspi_cr(quadspi, QUADSPI_CR_DFM))
		address >>= 1;
	send_word(quadspi, &beat, address, quadspi_ccr(quadspi, QUADSPI_CCR_ADSIZE_SHIFT) + 1,
		  lines_of(quadspi, QUADSPI_CCR_ADMODE_SHIFT));
	send_word(quadspi, &beat, device_word(quadspi, QUADSPI_ABR),
		  quadspi_ccr(quadspi, QUADSPI_CCR_ABSIZE_SHIFT) + 1,
		  lines_of(quadspi, QUADSPI_CCR_ABMODE_SHIFT));
	beat.ddr = false;
	listen(&beat, lines_of(quadspi, QUADSPI_CCR_DMODE_SHIFT));
	for (unsigned dummy = ccr >> QUADSPI_CCR_DCYC_SHIFT & QUADSPI_CCR_DCYC_MASK; dummy;
	     dummy--) {
		for (unsigned bank = 0; bank < QUADSPI_BANKS; bank++) {
			if (quadspi_uses_bank(quadspi, bank))
				(void)beat_on(quadspi, bank, &beat);
		}
	}
}

void quadspi_send(struct device *quadspi, uint64_t when, const uint8_t *bytes)
{
	struct quadspi_beat beat = {.when = when, .ddr = doubles(quadspi)};

	for (unsigned bank = 0; bank < QUADSPI_BANKS; bank++) {
		if (quadspi_uses_bank(quadspi, bank))
			send_byte(quadspi, bank, &beat, *bytes++,
				  lines_of(quadspi, QUADSPI_CCR_DMODE_SHIFT));
	}
}

void quadspi_receive(struct device *quadspi, uint64_t when, uint8_t *bytes)
{
	struct quadspi_beat beat = {.when = when, .ddr = doubles(quadspi)};

	for (unsigned bank = 0; bank < QUADSPI_BANKS; bank++) {
		if (quadspi_uses_bank(quadspi, bank))
			*bytes++ = receive_byte(quadspi, bank, &beat,
						lines_of(quadspi, QUADSPI_CCR_DMODE_SHIFT));
	}
}

/* ---- pins ---- */

static void note_missing(struct device *quadspi, unsigned pin)
{
	const struct pin_signal *signal = &quadspi_state(quadspi)->pins[pin];

	if (!pin_signal_joined(signal))
		board_note(quadspi->board, BOARD_NOTE_GUEST, quadspi->name, quadspi->base + pin,
			   "%s is at no pin: on a board this transfer would not work",
			   signal->name);
}

void quadspi_pins_note(struct device *quadspi)
{
	static const unsigned shifts[] = {QUADSPI_CCR_IMODE_SHIFT, QUADSPI_CCR_ADMODE_SHIFT,
					  QUADSPI_CCR_ABMODE_SHIFT, QUADSPI_CCR_DMODE_SHIFT};
	unsigned lines = 2; /* there and back */

	for (size_t i = 0; i < sizeof(shifts) / sizeof(shifts[0]); i++) {
		if (lines_of(quadspi, shifts[i]) > lines)
			lines = lines_of(quadspi, shifts[i]);
	}
	note_missing(quadspi, QUADSPI_PIN_CLK);
	for (unsigned bank = 0; bank < QUADSPI_BANKS; bank++) {
		if (!quadspi_uses_bank(quadspi, bank))
			continue;
		/* Two flashes may share the first one's chip select. */
		if (bank == 0 || !quadspi_cr(quadspi, QUADSPI_CR_DFM))
			note_missing(quadspi, QUADSPI_PIN_NCS + bank);
		for (unsigned line = 0; line < lines; line++)
			note_missing(quadspi, QUADSPI_PIN_IO + 4 * bank + line);
	}
}

static void pin_sensed(struct pin_signal *signal, bool level, uint64_t when)
{
	(void)when;
	quadspi_state(signal->device)->pin_level[signal->number] = level;
}

void quadspi_pins_init(struct device *quadspi)
{
	struct quadspi_state *state = quadspi_state(quadspi);

	for (unsigned pin = 0; pin < QUADSPI_PINS; pin++) {
		struct pin_signal *signal = &state->pins[pin];
		const unsigned line = pin - QUADSPI_PIN_IO;

		signal->device = quadspi;
		signal->number = pin;
		if (pin == QUADSPI_PIN_CLK) {
			snprintf(signal->name, sizeof(signal->name), "QUADSPI_CLK");
		} else if (pin < QUADSPI_PIN_IO) {
			snprintf(signal->name, sizeof(signal->name), "QUADSPI_BK%u_NCS",
				 pin - QUADSPI_PIN_NCS + 1);
		} else {
			snprintf(signal->name, sizeof(signal->name), "QUADSPI_BK%u_IO%u",
				 line / 4 + 1, line % 4);
			signal->sensed = pin_sensed;
		}
		pin_signal_add(quadspi->board, signal);
	}
}
