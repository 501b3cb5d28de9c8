/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * NSS of an SPI block, and its signals at the chip's pins (RM0436, "SPI", slave select pin management). The edges
 * of a transfer are not shown at the pins; NSS is, and what a pin pulls MISO to is read when nobody drives it.
 */
#include "board/spi_internal.h"

#include <stdio.h>

static struct spi_state *state_of(const struct device *spi)
{
	return spi->state;
}

static bool drives_nss(const struct device *spi)
{
	return spi_cfg2(spi, SPI_CFG2_MASTER | SPI_CFG2_SSOE) &&
	       (spi_cr1(spi, SPI_CR1_SPE) || spi_cfg2(spi, SPI_CFG2_AFCNTR));
}

void spi_select_drive(struct device *spi, bool active)
{
	struct spi_state *state = state_of(spi);
	const bool driven = drives_nss(spi);
	const bool level = active == spi_cfg2(spi, SPI_CFG2_SSIOP);

	spi_controller_nss(&state->controller, driven, driven ? level : true);
	pin_signal_drive(&state->pins[SPI_PIN_NSS], driven, level,
			 timeline_now(device_timeline(spi)));
}

/* Assumed: at no pin, and driven by nobody on the bus, it is not active. */
static bool input_active(const struct device *spi)
{
	const struct spi_state *state = spi->state;
	const bool active_level = spi_cfg2(spi, SPI_CFG2_SSIOP);

	if (spi_cfg2(spi, SPI_CFG2_SSM))
		return spi_cr1(spi, SPI_CR1_SSI) == active_level;
	if (spi_cfg2(spi, SPI_CFG2_MASTER | SPI_CFG2_SSOE))
		return false;
	if (state->target.nss_driven)
		return state->target.nss_level == active_level;
	return pin_signal_joined(&state->pins[SPI_PIN_NSS]) &&
	       state->pin_level[SPI_PIN_NSS] == active_level;
}

/* RM0436, "SPI", mode fault. */
static void mode_fault(struct device *spi)
{
	struct spi_state *state = state_of(spi);

	device_note(spi, "mode fault: NSS (or CR1.SSI) is active while the block is master");
	state->flags |= SPI_SR_MODF;
	device_set_word(spi, SPI_CFG2, device_word(spi, SPI_CFG2) & ~SPI_CFG2_MASTER);
	spi_stop(spi);
	spi_select_drive(spi, false);
}

/* RM0436, "SPI", TI mode frame format error: NSS within a frame. */
static void frame_error(struct device *spi)
{
	struct spi_state *state = state_of(spi);

	if (spi_cr1(spi, SPI_CR1_SPE) && state->left)
		state->flags |= SPI_SR_TIFRE;
}

void spi_select_update(struct device *spi)
{
	struct spi_state *state = state_of(spi);
	const bool active = input_active(spi);
	const bool edge = active && !state->nss_active;
	const bool software = spi_cfg2(spi, SPI_CFG2_SSM);

	state->nss_active = active;
	if (spi_cfg2(spi, SPI_CFG2_MASTER)) {
		if (active)
			mode_fault(spi);
	} else if (spi_is_ti(spi)) {
		if (edge)
			frame_error(spi);
		spi_target_select(spi, spi_cr1(spi, SPI_CR1_SPE));
	} else if (!active || !spi_cr1(spi, SPI_CR1_SPE)) {
		spi_target_select(spi, false);
	} else if (software || edge) {
		/* RM0436: without SSM only from the edge on. */
		spi_target_select(spi, true);
	}
	spi_update(spi);
}

/* ---- pins ---- */

uint32_t spi_idle_data(const struct device *spi)
{
	const struct spi_state *state = spi->state;

	return pin_signal_joined(&state->pins[SPI_PIN_MISO]) && state->pin_level[SPI_PIN_MISO]
		       ? UINT32_MAX
		       : 0;
}

void spi_pins_note(struct device *spi)
{
	const struct spi_state *state = spi->state;

	if (!pin_signal_joined(&state->pins[SPI_PIN_SCK]))
		device_note(spi, "%s is at no pin: on a board nothing would be clocked",
			    state->pins[SPI_PIN_SCK].name);
}

static void pin_sensed(struct pin_signal *signal, bool level, uint64_t when)
{
	struct device *spi = signal->device;
	struct spi_state *state = state_of(spi);

	(void)when;
	state->pin_level[signal->number] = level;
	if (signal->number == SPI_PIN_NSS)
		spi_select_update(spi);
}

void spi_pins_init(struct device *spi)
{
	static const char *const names[SPI_PINS] = {"SCK", "MOSI", "MISO", "NSS"};
	struct spi_state *state = state_of(spi);

	for (unsigned i = 0; i < SPI_PINS; i++) {
		struct pin_signal *signal = &state->pins[i];

		signal->device = spi;
		signal->number = i;
		if (i == SPI_PIN_MISO || i == SPI_PIN_NSS)
			signal->sensed = pin_sensed;
		snprintf(signal->name, sizeof(signal->name), "%.8s_%s", spi->name, names[i]);
		pin_signal_add(spi->board, signal);
	}
}
