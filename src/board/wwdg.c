/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * System window watchdog of the M4 (RM0436, "System window watchdog (WWDG)").
 *
 * The counter runs down as soon as the block has a clock, started or not. Once started, two things
 * reset the M4: the counter passes 0x40, and a refresh while it is above the window. The reset is
 * latched in RCC_MC_RSTSCLRR, pulses EXTI line 68 towards the A7, and stops the watchdog.
 *
 * Registers are computed when they are looked at; the timeline holds an event only while a reset or an
 * enabled interrupt is to come.
 */
#include "soc/regs/wwdg.h"

#include "board/board_internal.h"
#include "board/models.h"
#include "board/rate.h"
#include "soc/regs/exti.h"
#include "soc/regs/rcc.h"

struct wwdg_state {
	uint64_t hz; /* PCLK since `epoch`; 0: it stands */
	uint64_t epoch; /* ps: the prescaler began from 0 */
	uint64_t done; /* counts since then that are in CR */
	bool bitten; /* the M4's reset is asked for, and resets this block too */
	struct timeline_event due;
};

/* RM0436, WWDG register map. */
static const struct device_register wwdg_registers[] = {
	{.name = "CR", .offset = WWDG_CR, .reset = 0x7F, .writable = WWDG_CR_T},
	{.name = "CFR", .offset = WWDG_CFR, .reset = 0x7F, .writable = 0x387F},
	{.name = "SR", .offset = WWDG_SR},
	{.name = "HWCFGR", .offset = 0x3F0, .reset = WWDG_PRESCALER - 1},
	{.name = "VERR", .offset = 0x3F4, .reset = 0x00000021},
	{.name = "IPIDR", .offset = 0x3F8, .reset = 0x00120051},
	{.name = "SIDR", .offset = 0x3FC, .reset = 0xA3C5DD01},
	{0},
};

static bool wwdg_started(const struct device *wwdg)
{
	return device_word(wwdg, WWDG_CR) & WWDG_CR_WDGA;
}

static uint64_t wwdg_divider(const struct device *wwdg)
{
	return (uint64_t)WWDG_PRESCALER << WWDG_CFR_WDGTB(device_word(wwdg, WWDG_CFR));
}

/* The prescaler begins anew, at the present rate. */
static void wwdg_begin(struct device *wwdg)
{
	struct wwdg_state *state = wwdg->state;

	state->hz = device_clock_hz(wwdg);
	state->epoch = timeline_now(device_timeline(wwdg));
	state->done = 0;
}

/* Resets the M4, and with it this block: nothing of it may be used after this call. */
static void wwdg_bite(struct device *wwdg)
{
	struct wwdg_state *state = wwdg->state;

	state->bitten = true;
	timeline_disarm(device_timeline(wwdg), &state->due);
	device_exti(wwdg, EXTI_LINE_WWDG1, true);
	device_exti(wwdg, EXTI_LINE_WWDG1, false);
	board_m4_reset(wwdg->board, RCC_RSTF_WWDG1);
}

/* From one count on to the next time that it is WWDG_LAST, 1 to 128. */
static uint32_t wwdg_counts_to_last(uint32_t count)
{
	return ((count - WWDG_LAST - 1) & WWDG_CR_T) + 1;
}

/* Brings the counter to the present time. False: it has reset the M4. */
static bool wwdg_sync(struct device *wwdg)
{
	struct wwdg_state *state = wwdg->state;
	const uint32_t word = device_word(wwdg, WWDG_CR);
	const uint32_t count = word & WWDG_CR_T;
	uint64_t total, passed;

	if (state->bitten)
		return false;
	if (!state->hz)
		return true;
	total = rate_ticks(timeline_now(device_timeline(wwdg)) - state->epoch, state->hz) /
		wwdg_divider(wwdg);
	passed = total - state->done;
	state->done = total;
	device_set_word(wwdg, WWDG_CR, (word & ~WWDG_CR_T) | ((count - passed) & WWDG_CR_T));
	if (passed >= wwdg_counts_to_last(count))
		device_set_word(wwdg, WWDG_SR, WWDG_SR_EWIF);
	if (wwdg_started(wwdg) && passed > count - WWDG_LAST) {
		wwdg_bite(wwdg);
		return false;
	}
	return true;
}

/* Interrupt line, and the event for what comes next. */
static void wwdg_refresh(struct device *wwdg)
{
	struct wwdg_state *state = wwdg->state;
	const uint32_t count = device_word(wwdg, WWDG_CR) & WWDG_CR_T;
	const bool enabled = device_word(wwdg, WWDG_CFR) & WWDG_CFR_EWI;
	const bool flag = device_word(wwdg, WWDG_SR) & WWDG_SR_EWIF;
	uint64_t counts, after;

	device_m4_irq(wwdg, SOC_IRQ_WWDG1, enabled && flag);
	device_a7_irq(wwdg, SOC_IRQ_WWDG1, enabled && flag);
	timeline_disarm(device_timeline(wwdg), &state->due);
	if (!state->hz)
		return;
	if (wwdg_started(wwdg) && (flag || !enabled || count == WWDG_LAST))
		counts = count - WWDG_LAST + 1;
	else if (enabled && !flag)
		counts = wwdg_counts_to_last(count);
	else
		return;
	after = rate_ps((state->done + counts) * wwdg_divider(wwdg), state->hz);
	if (after < TIMELINE_NEVER - state->epoch)
		timeline_arm(device_timeline(wwdg), &state->due, state->epoch + after);
}

static void wwdg_due(void *context)
{
	struct device *wwdg = context;

	if (wwdg_sync(wwdg))
		wwdg_refresh(wwdg);
}

/* False: it has reset the M4. */
static bool wwdg_control(struct device *wwdg, const struct device_access *access, uint32_t value)
{
	const uint32_t count = device_word(wwdg, WWDG_CR) & WWDG_CR_T;
	const uint32_t window = device_word(wwdg, WWDG_CFR) & WWDG_CFR_W;
	const bool early = wwdg_started(wwdg) && count > window;

	device_write(wwdg, access, value);
	device_set_word(wwdg, WWDG_CR,
			device_word(wwdg, WWDG_CR) | (value & access->mask & WWDG_CR_WDGA));
	if (!(access->mask & WWDG_CR_T) || !wwdg_started(wwdg))
		return true;
	if (!early && (value & WWDG_LAST))
		return true;
	device_note(wwdg,
		    early ? "the counter is refreshed while it is above the window: the M4 is reset"
			  : "T6 is written with 0 while the watchdog runs: the M4 is reset");
	wwdg_bite(wwdg);
	return false;
}

static void wwdg_configure(struct device *wwdg, const struct device_access *access, uint32_t value)
{
	const uint64_t divider = wwdg_divider(wwdg);

	device_write(wwdg, access, value);
	device_set_word(wwdg, WWDG_CFR,
			device_word(wwdg, WWDG_CFR) | (value & access->mask & WWDG_CFR_EWI));
	if (wwdg_divider(wwdg) != divider)
		wwdg_begin(wwdg);
}

static void wwdg_write(struct device *wwdg, const struct device_access *access, uint32_t value)
{
	if (!wwdg_sync(wwdg))
		return;
	switch (access->offset) {
	case WWDG_CR:
		if (!wwdg_control(wwdg, access, value))
			return;
		break;
	case WWDG_CFR:
		wwdg_configure(wwdg, access, value);
		break;
	case WWDG_SR:
		/* written with 0 to clear */
		device_set_word(wwdg, WWDG_SR,
				device_word(wwdg, WWDG_SR) & (value | ~access->mask));
		break;
	default:
		device_write(wwdg, access, value);
		break;
	}
	wwdg_refresh(wwdg);
}

static uint32_t wwdg_read(struct device *wwdg, const struct device_access *access)
{
	(void)wwdg_sync(wwdg);
	return device_read(wwdg, access);
}

static void wwdg_clock_changed(struct device *wwdg)
{
	if (!wwdg_sync(wwdg))
		return;
	wwdg_begin(wwdg);
	wwdg_refresh(wwdg);
}

static void wwdg_reset(struct device *wwdg)
{
	struct wwdg_state *state = wwdg->state;

	state->due.name = "window watchdog";
	state->due.fire = wwdg_due;
	state->due.context = wwdg;
	state->bitten = false;
	wwdg_begin(wwdg);
	wwdg_refresh(wwdg);
}

static void wwdg_destroy(struct device *wwdg)
{
	struct wwdg_state *state = wwdg->state;

	timeline_disarm(device_timeline(wwdg), &state->due);
}

const struct device_model wwdg_model = {
	.model = "wwdg",
	.registers = wwdg_registers,
	.ops = {.reset = wwdg_reset,
		.read = wwdg_read,
		.write = wwdg_write,
		.clock_changed = wwdg_clock_changed,
		.destroy = wwdg_destroy},
	.state_size = sizeof(struct wwdg_state),
};
