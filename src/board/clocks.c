/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Clocks, gates and resets: what RCC's registers mean for the M4 and for each device.
 *
 * Virtual time counts whole picoseconds and a cycle of the M4 is a whole number of them, so the MCU
 * clock runs a little off its nominal rate (4787 ps are 208.899 MHz instead of 208.878 MHz: 0.01 %,
 * as an oscillator may be). What is derived from the MCU clock is scaled alike: timers and
 * instructions keep their ratio exactly. Clocks with another source keep their own nominal rate.
 */
#include "board/board_internal.h"
#include "board/rtc.h"
#include "soc/regs/rcc.h"

static uint32_t rcc_word(const void *context, uint32_t offset)
{
	return device_word(context, offset);
}

struct soc_clock_registers board_clock_registers(const struct board *board)
{
	return (struct soc_clock_registers){.context = board->rcc, .read = rcc_word};
}

uint64_t board_device_hz(struct board *board, const struct board_device *device)
{
	struct soc_clock_registers rcc = board_clock_registers(board);
	enum soc_clock clock = (enum soc_clock)device->peripheral->clock;
	uint64_t rate, mcu;

	if (device->peripheral->enable && !device->clocked)
		return 0;
	rate = soc_clock_rate(&rcc, clock);
	if (!soc_clock_derives(&rcc, clock, SOC_CLOCK_MCU))
		return rate;
	mcu = soc_clock_rate(&rcc, SOC_CLOCK_MCU);
	return mcu ? PS_PER_S / board->cycle_ps * rate / mcu : 0;
}

static void m4_clock_follow(struct board *board)
{
	struct soc_clock_registers rcc = board_clock_registers(board);
	uint64_t rate = soc_clock_rate(&rcc, SOC_CLOCK_MCU);
	uint64_t cycle;

	/* A switch to a source that does not run is not made (MSSCKSELR says "not ready"). */
	if (!rate)
		return;
	cycle = (PS_PER_S + rate / 2) / rate;
	if (cycle != board->cycle_ps) {
		board->cycle_ps = (uint32_t)cycle;
		cortex_m_set_cycle(board->core, board->cycle_ps);
	}
}

static void device_follow(struct board *board, struct board_device *holder)
{
	const struct soc_peripheral *peripheral = holder->peripheral;
	struct device *device = &holder->device;
	uint32_t bit = UINT32_C(1) << peripheral->enable_bit;
	unsigned clocked = 0;
	uint64_t hz;

	if (peripheral->reset) {
		bool reset =
			(device_word(board->rcc, peripheral->reset) >> peripheral->reset_bit) & 1u;

		if (reset && !device->in_reset)
			device_reset(device);
		device->in_reset = reset;
	}
	if (peripheral->enable) {
		if (device_word(board->rcc, peripheral->enable) & bit)
			clocked |= CLOCKED_BY_A7;
		if (device_word(board->rcc, peripheral->enable + RCC_EN_MC_OFFSET) & bit)
			clocked |= CLOCKED_BY_M4;
	}
	holder->clocked = clocked;
	hz = board_device_hz(board, holder);
	if (hz == holder->clock_hz)
		return;
	holder->clock_hz = hz;
	if (device->model->ops.clock_changed)
		device->model->ops.clock_changed(device);
}

void board_clocks_changed(struct board *board)
{
	m4_clock_follow(board);
	for (size_t i = 0; i < board->device_count; i++) {
		/* RCC resets itself only with the whole chip. */
		if (&board->devices[i].device != board->rcc)
			device_follow(board, &board->devices[i]);
	}
	rtc_clocks_changed(board_device(board, "RTC"));
	firewall_clocks_changed(board);
}
