/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Independent watchdogs (RM0436, "Independent watchdog (IWDG)"): IWDG1 of the secure world, IWDG2 of the
 * other. Either resets the whole chip.
 *
 * They run from LSI, which a started watchdog keeps on. A new value takes effect at once, and its flag in
 * SR stays for as long as the update takes. Not there: the fuse bits that start a watchdog with the chip,
 * and the freezing by RCC and DBGMCU.
 */
#include "soc/regs/iwdg.h"

#include "board/board_internal.h"
#include "board/models.h"
#include "board/rate.h"
#include "soc/regs/rcc.h"

#define UPDATES 4u

struct iwdg_state {
	bool open; /* PR, RLR, WINR and EWCR may be written */
	bool started;
	uint64_t updated[UPDATES]; /* ps: by when an update is over, by bit of SR */
	uint32_t count; /* at `epoch`, from which the prescaler runs */
	uint64_t epoch;
	struct timeline_event due;
};

/* RM0436, IWDG register map. */
static const struct device_register iwdg_registers[] = {
	{.name = "KR", .offset = IWDG_KR},
	{.name = "PR", .offset = IWDG_PR, .reset = 0x7, .writable = 0xF},
	{.name = "RLR", .offset = IWDG_RLR, .reset = 0xFFF, .writable = IWDG_COUNT},
	{.name = "SR", .offset = IWDG_SR},
	{.name = "WINR", .offset = IWDG_WINR, .reset = 0xFFF, .writable = IWDG_COUNT},
	{.name = "EWCR", .offset = IWDG_EWCR, .writable = IWDG_COUNT | IWDG_EWCR_EWIE},
	{.name = "HWCFGR", .offset = 0x3F0, .reset = 0x00000071},
	{.name = "VERR", .offset = 0x3F4, .reset = 0x00000023},
	{.name = "IDR", .offset = 0x3F8, .reset = 0x00120041},
	{.name = "SIDR", .offset = 0x3FC, .reset = 0xA3C5DD01},
	{0},
};

static uint64_t now_of(struct device *iwdg)
{
	return timeline_now(device_timeline(iwdg));
}

/* LSI's periods in a count. */
static uint64_t iwdg_divider(const struct device *iwdg)
{
	const uint32_t pr = device_word(iwdg, IWDG_PR);

	return UINT64_C(4) << (pr < IWDG_PR_MAX ? pr : IWDG_PR_MAX);
}

static bool lsi_runs(struct device *iwdg)
{
	const struct iwdg_state *state = iwdg->state;
	struct soc_clock_registers rcc = board_clock_registers(iwdg->board);

	return state->started || soc_clock_rate(&rcc, SOC_CLOCK_LSI);
}

static uint64_t iwdg_passed(struct device *iwdg)
{
	const struct iwdg_state *state = iwdg->state;

	return rate_ticks(now_of(iwdg) - state->epoch, SOC_LSI_HZ) / iwdg_divider(iwdg);
}

/* The counter; 0 also when it has passed its end, of which the event tells. */
static uint32_t iwdg_count(struct device *iwdg)
{
	const struct iwdg_state *state = iwdg->state;
	const uint64_t passed = iwdg_passed(iwdg);

	return passed < state->count ? (uint32_t)(state->count - passed) : 0;
}

static bool iwdg_ended(struct device *iwdg)
{
	const struct iwdg_state *state = iwdg->state;

	return iwdg_passed(iwdg) > state->count;
}

static void iwdg_bite(struct device *iwdg)
{
	board_chip_reset(iwdg->board, iwdg->instance == 1 ? RCC_RSTF_IWDG1 : RCC_RSTF_IWDG2);
}

/* EWCR.EWIT: the early interrupt comes when the counter is below this. */
static uint32_t iwdg_early(const struct device *iwdg)
{
	return device_word(iwdg, IWDG_EWCR) & IWDG_COUNT;
}

static bool iwdg_early_enabled(const struct device *iwdg)
{
	return (device_word(iwdg, IWDG_EWCR) & IWDG_EWCR_EWIE) && iwdg_early(iwdg) > 1;
}

/* Interrupt line, and the event for what comes next. */
static void iwdg_refresh(struct device *iwdg)
{
	struct iwdg_state *state = iwdg->state;
	const bool flag = device_word(iwdg, IWDG_SR) & IWDG_SR_EWIF;
	const uint32_t early = iwdg_early(iwdg);
	uint64_t counts = (uint64_t)state->count + 1;

	device_a7_irq(iwdg, iwdg->instance == 1 ? SOC_SPI_IWDG1 : SOC_SPI_IWDG2, flag);
	timeline_disarm(device_timeline(iwdg), &state->due);
	if (!state->started)
		return;
	if (iwdg_early_enabled(iwdg) && !flag)
		counts = state->count < early ? 0 : state->count - early + 1;
	timeline_arm(device_timeline(iwdg), &state->due,
		     state->epoch + rate_ps(counts * iwdg_divider(iwdg), SOC_LSI_HZ));
}

static void iwdg_due(void *context)
{
	struct device *iwdg = context;

	if (iwdg_ended(iwdg)) {
		iwdg_bite(iwdg);
		return;
	}
	if (iwdg_early_enabled(iwdg) && iwdg_count(iwdg) < iwdg_early(iwdg))
		device_set_word(iwdg, IWDG_SR, device_word(iwdg, IWDG_SR) | IWDG_SR_EWIF);
	iwdg_refresh(iwdg);
}

static void iwdg_load(struct device *iwdg)
{
	struct iwdg_state *state = iwdg->state;

	state->count = device_word(iwdg, IWDG_RLR);
	state->epoch = now_of(iwdg);
}

static void iwdg_reload(struct device *iwdg)
{
	const struct iwdg_state *state = iwdg->state;

	if (state->started && iwdg_count(iwdg) > device_word(iwdg, IWDG_WINR)) {
		device_note(iwdg, "the counter is reloaded while it is above the window: the chip "
				  "is reset");
		iwdg_bite(iwdg);
		return;
	}
	iwdg_load(iwdg);
}

static void iwdg_key(struct device *iwdg, uint32_t key)
{
	struct iwdg_state *state = iwdg->state;

	state->open = key == IWDG_KR_ACCESS;
	if (key == IWDG_KR_RELOAD) {
		iwdg_reload(iwdg);
	} else if (key == IWDG_KR_START && !state->started) {
		/* Updates that waited for LSI begin. */
		for (unsigned i = 0; i < UPDATES; i++) {
			if (state->updated[i] == TIMELINE_NEVER)
				state->updated[i] =
					now_of(iwdg) + rate_ps(IWDG_UPDATE_PERIODS, SOC_LSI_HZ);
		}
		state->started = true;
		iwdg_load(iwdg);
	}
}

static uint32_t iwdg_updating(struct device *iwdg)
{
	const struct iwdg_state *state = iwdg->state;
	const uint64_t now = now_of(iwdg);
	uint32_t flags = 0;

	for (unsigned i = 0; i < UPDATES; i++)
		flags |= state->updated[i] > now ? 1u << i : 0;
	return flags;
}

/* A value for the watchdog, `number` being its bit in SR. */
static void iwdg_set(struct device *iwdg, const struct device_access *access, uint32_t value,
		     unsigned number)
{
	struct iwdg_state *state = iwdg->state;
	const uint32_t count = iwdg_count(iwdg);

	if (!state->open) {
		device_note(iwdg, "a protected register is written without the key 0x5555 in "
				  "IWDG_KR: ignored");
		return;
	}
	if (iwdg_updating(iwdg) & 1u << number) {
		device_note(iwdg, "a register is written while IWDG_SR says that its last value is "
				  "being taken over: ignored");
		return;
	}
	device_write(iwdg, access, value);
	state->updated[number] = lsi_runs(iwdg)
					 ? now_of(iwdg) + rate_ps(IWDG_UPDATE_PERIODS, SOC_LSI_HZ)
					 : TIMELINE_NEVER;
	if (access->offset == IWDG_PR) {
		/* The counter stays where it is and goes on at the new rate. */
		state->count = count;
		state->epoch = now_of(iwdg);
	} else if (access->offset == IWDG_WINR) {
		/* RM0436, IWDG window option: setting the window reloads the counter. */
		iwdg_load(iwdg);
	}
}

static void iwdg_write(struct device *iwdg, const struct device_access *access, uint32_t value)
{
	const uint32_t written = value & access->mask;

	switch (access->offset) {
	case IWDG_KR:
		iwdg_key(iwdg, written & 0xFFFFu);
		break;
	case IWDG_PR:
		iwdg_set(iwdg, access, value, 0);
		break;
	case IWDG_RLR:
		iwdg_set(iwdg, access, value, 1);
		break;
	case IWDG_WINR:
		iwdg_set(iwdg, access, value, 2);
		break;
	case IWDG_EWCR:
		if (written & IWDG_EWCR_EWIC)
			device_set_word(iwdg, IWDG_SR, device_word(iwdg, IWDG_SR) & ~IWDG_SR_EWIF);
		if ((device_word(iwdg, IWDG_EWCR) ^ written) & (IWDG_COUNT | IWDG_EWCR_EWIE))
			iwdg_set(iwdg, access, value, 3);
		break;
	default:
		device_write(iwdg, access, value);
		break;
	}
	iwdg_refresh(iwdg);
}

static uint32_t iwdg_read(struct device *iwdg, const struct device_access *access)
{
	const uint32_t word = device_read(iwdg, access);

	return access->offset == IWDG_SR ? word | iwdg_updating(iwdg) : word;
}

static void iwdg_reset(struct device *iwdg)
{
	struct iwdg_state *state = iwdg->state;

	timeline_disarm(device_timeline(iwdg), &state->due);
	*state = (struct iwdg_state){
		.count = IWDG_COUNT,
		.due = {.name = "independent watchdog", .fire = iwdg_due, .context = iwdg}};
	iwdg_refresh(iwdg);
}

static void iwdg_destroy(struct device *iwdg)
{
	struct iwdg_state *state = iwdg->state;

	timeline_disarm(device_timeline(iwdg), &state->due);
}

const struct device_model iwdg_model = {
	.model = "iwdg",
	.registers = iwdg_registers,
	.ops = {.reset = iwdg_reset,
		.read = iwdg_read,
		.write = iwdg_write,
		.destroy = iwdg_destroy},
	.state_size = sizeof(struct iwdg_state),
};
