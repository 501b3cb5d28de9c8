/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Quad-SPI interface (RM0436, "Quad-SPI interface (QUADSPI)"): the registers and what a write to each means, the flags and
 * the interrupt.
 *
 * FTHRES and FLEVEL are as wide as the FIFO of 32 bytes needs, which HWCFGR tells of.
 */
#include "board/quadspi_internal.h"

#include "board/board_internal.h"
#include "board/models.h"

/* RM0436, QUADSPI register map. */
static const struct device_register quadspi_registers[] = {
	{.name = "CR", .offset = QUADSPI_CR, .writable = QUADSPI_CR_WRITABLE},
	{.name = "DCR", .offset = QUADSPI_DCR, .writable = QUADSPI_DCR_WRITABLE},
	{.name = "SR", .offset = QUADSPI_SR},
	{.name = "FCR", .offset = QUADSPI_FCR},
	{.name = "DLR", .offset = QUADSPI_DLR, .writable = 0xFFFFFFFF},
	{.name = "CCR", .offset = QUADSPI_CCR, .writable = QUADSPI_CCR_WRITABLE},
	{.name = "AR", .offset = QUADSPI_AR, .writable = 0xFFFFFFFF},
	{.name = "ABR", .offset = QUADSPI_ABR, .writable = 0xFFFFFFFF},
	{.name = "DR", .offset = QUADSPI_DR},
	{.name = "PSMKR", .offset = QUADSPI_PSMKR, .writable = 0xFFFFFFFF},
	{.name = "PSMAR", .offset = QUADSPI_PSMAR, .writable = 0xFFFFFFFF},
	{.name = "PIR", .offset = QUADSPI_PIR, .writable = 0x0000FFFF},
	{.name = "LPTR", .offset = QUADSPI_LPTR, .writable = 0x0000FFFF},
	{.name = "HWCFGR", .offset = QUADSPI_HWCFGR, .reset = 0x0000B058},
	{.name = "VERR", .offset = QUADSPI_VERR, .reset = 0x00000041},
	{.name = "IPIDR", .offset = QUADSPI_IPIDR, .reset = 0x00140031},
	{.name = "SIDR", .offset = QUADSPI_SIDR, .reset = 0xA3C5DD01},
	{0},
};

/* ---- flags ---- */

bool quadspi_is_busy(const struct device *quadspi)
{
	return quadspi_state(quadspi)->activity != QUADSPI_IDLE;
}

/* A poll that was not made, since its answer was known, counts too. */
static bool is_fresh(struct device *quadspi)
{
	const struct quadspi_state *state = quadspi_state(quadspi);

	return state->fresh ||
	       (state->activity == QUADSPI_POLLS && state->period &&
		timeline_now(device_timeline(quadspi)) >= state->polled + state->period);
}

static bool reaches_threshold(struct device *quadspi)
{
	const struct quadspi_state *state = quadspi_state(quadspi);
	const unsigned threshold = (device_word(quadspi, QUADSPI_CR) >> QUADSPI_CR_FTHRES_SHIFT &
				    QUADSPI_CR_FTHRES_MASK) +
				   1;

	switch (quadspi_fmode(quadspi)) {
	case QUADSPI_INDIRECT_WRITE:
		return quadspi_cr(quadspi, QUADSPI_CR_EN) &&
		       QUADSPI_FIFO - state->level >= threshold;
	case QUADSPI_INDIRECT_READ:
		return state->level >= threshold || (state->level && !state->left);
	case QUADSPI_POLLING:
		return is_fresh(quadspi);
	default:
		return false;
	}
}

static uint32_t quadspi_flags(struct device *quadspi)
{
	const struct quadspi_state *state = quadspi_state(quadspi);

	return state->flags | (reaches_threshold(quadspi) ? QUADSPI_SR_FTF : 0);
}

static uint32_t quadspi_status(struct device *quadspi)
{
	const struct quadspi_state *state = quadspi_state(quadspi);

	return quadspi_flags(quadspi) | (quadspi_is_busy(quadspi) ? QUADSPI_SR_BUSY : 0) |
	       state->level << QUADSPI_SR_FLEVEL_SHIFT;
}

void quadspi_update(struct device *quadspi)
{
	struct quadspi_state *state = quadspi_state(quadspi);
	const struct soc_peripheral *peripheral = board_device_of(quadspi)->peripheral;
	const uint32_t enabled =
		device_word(quadspi, QUADSPI_CR) >> QUADSPI_CR_IE_SHIFT & QUADSPI_SR_FLAGS;
	const bool level = quadspi_flags(quadspi) & enabled;
	const uint64_t due = quadspi_due(quadspi);

	device_m4_irq(quadspi, peripheral->irqs[0], level);
	device_a7_irq(quadspi, peripheral->irqs[0], level);
	if (due == TIMELINE_NEVER)
		timeline_disarm(device_timeline(quadspi), &state->event);
	else
		timeline_arm(device_timeline(quadspi), &state->event, due);
}

static void quadspi_due_now(void *context)
{
	quadspi_sync(context);
	quadspi_update(context);
}

/* ---- writes ---- */

/* RM0436, "QUADSPI", ABORT. */
static void abort_command(struct device *quadspi)
{
	struct quadspi_state *state = quadspi_state(quadspi);
	const enum quadspi_fmode mode = quadspi_fmode(quadspi);

	if (quadspi_is_busy(quadspi))
		state->flags |= QUADSPI_SR_TCF;
	quadspi_stop(quadspi);
	if (mode == QUADSPI_POLLING || mode == QUADSPI_MEMORY_MAPPED)
		device_set_word(quadspi, QUADSPI_CCR,
				device_word(quadspi, QUADSPI_CCR) & ~QUADSPI_CCR_FMODE);
}

static void write_control(struct device *quadspi, const struct device_access *access,
			  uint32_t value)
{
	const uint32_t old = device_word(quadspi, QUADSPI_CR);
	uint32_t changed;

	device_write(quadspi, access, value);
	changed = old ^ device_word(quadspi, QUADSPI_CR);
	if (quadspi_is_busy(quadspi) && (changed & QUADSPI_CR_SETTINGS)) {
		device_note(quadspi, "settings of CR are written while BUSY: they stay as they "
				     "are");
		device_set_word(quadspi, QUADSPI_CR,
				device_word(quadspi, QUADSPI_CR) ^ (changed & QUADSPI_CR_SETTINGS));
	}
	if (changed & QUADSPI_CR_SETTINGS)
		cortex_m_forget_fetched(quadspi->board->core);
	if (changed & device_word(quadspi, QUADSPI_CR) & QUADSPI_CR_DMAEN)
		device_note(quadspi, "its DMA is the MDMA, which is not modelled: nobody serves "
				     "its requests");
	if (value & access->mask & QUADSPI_CR_ABORT)
		abort_command(quadspi);
	if (!quadspi_cr(quadspi, QUADSPI_CR_EN))
		quadspi_stop(quadspi);
	if (changed & QUADSPI_CR_EN)
		quadspi_deselect(quadspi, timeline_now(device_timeline(quadspi)));
}

/* RM0436, "QUADSPI", triggering the start of a command: with the last thing that is needed for it. */
static bool is_all(const struct device *quadspi, uint32_t offset)
{
	const enum quadspi_fmode mode = quadspi_fmode(quadspi);
	const bool address = quadspi_ccr(quadspi, QUADSPI_CCR_ADMODE_SHIFT);

	if (mode == QUADSPI_MEMORY_MAPPED ||
	    (mode == QUADSPI_INDIRECT_WRITE && quadspi_ccr(quadspi, QUADSPI_CCR_DMODE_SHIFT)))
		return false;
	return offset == (address ? QUADSPI_AR : QUADSPI_CCR);
}

static void write_command(struct device *quadspi, const struct device_access *access,
			  uint32_t value)
{
	struct quadspi_state *state = quadspi_state(quadspi);

	device_write(quadspi, access, value);
	if (access->offset == QUADSPI_CCR) {
		state->instruction_sent = false;
		if (device_word(quadspi, QUADSPI_CCR) & QUADSPI_CCR_FRCM)
			device_note(quadspi,
				    "the free-running clock (CCR.FRCM) is not modelled: nothing "
				    "comes of it");
	}
	if ((access->mask & 0xFF) && is_all(quadspi, access->offset))
		quadspi_begin(quadspi);
}

/* RM0436, "QUADSPI", register descriptions: these can be written only when BUSY = 0. */
static void write_if_idle(struct device *quadspi, const struct device_access *access,
			  uint32_t value)
{
	/* An address that no command has is told nobody. */
	const bool matters =
		access->offset != QUADSPI_AR || quadspi_ccr(quadspi, QUADSPI_CCR_ADMODE_SHIFT);

	if (quadspi_is_busy(quadspi)) {
		if (!matters)
			return;
		board_note(quadspi->board, BOARD_NOTE_GUEST, quadspi->name,
			   quadspi->base + access->offset, "%s is written while BUSY: ignored",
			   device_register_at(quadspi, access->offset)->name);
		return;
	}
	if (access->offset == QUADSPI_AR && quadspi_fmode(quadspi) == QUADSPI_MEMORY_MAPPED)
		return;
	cortex_m_forget_fetched(quadspi->board->core);
	write_command(quadspi, access, value);
}

static unsigned bytes_of(const struct device_access *access)
{
	return (unsigned)__builtin_popcount(access->mask) / 8;
}

/* Accesses to parts of the data register are to its low end. */
static bool is_low(struct device *quadspi, const struct device_access *access)
{
	if (access->mask & 0xFF)
		return true;
	device_note(quadspi, "DR is accessed by bytes or halfwords elsewhere than at its lowest: "
			     "ignored");
	return false;
}

static void quadspi_write(struct device *quadspi, const struct device_access *access,
			  uint32_t value)
{
	struct quadspi_state *state = quadspi_state(quadspi);

	quadspi_sync(quadspi);
	switch (access->offset) {
	case QUADSPI_CR:
		write_control(quadspi, access, value);
		break;
	case QUADSPI_FCR:
		state->flags &= ~(value & access->mask & QUADSPI_SR_CLEARED);
		break;
	case QUADSPI_DR:
		if (is_low(quadspi, access))
			quadspi_push(quadspi, value, bytes_of(access));
		break;
	case QUADSPI_DCR:
	case QUADSPI_DLR:
	case QUADSPI_CCR:
	case QUADSPI_AR:
	case QUADSPI_ABR:
	case QUADSPI_PSMKR:
	case QUADSPI_PSMAR:
	case QUADSPI_PIR:
	case QUADSPI_LPTR:
		write_if_idle(quadspi, access, value);
		break;
	default:
		device_write(quadspi, access, value);
		break;
	}
	quadspi_update(quadspi);
}

/* ---- reads ---- */

static uint32_t read_data(struct device *quadspi, const struct device_access *access)
{
	uint32_t data;

	if (access->peek)
		return device_word(quadspi, QUADSPI_DR);
	if (!is_low(quadspi, access))
		return 0;
	data = quadspi_pull(quadspi, bytes_of(access));
	quadspi_update(quadspi);
	return data;
}

static uint32_t quadspi_read(struct device *quadspi, const struct device_access *access)
{
	const bool both = quadspi_cr(quadspi, QUADSPI_CR_DFM);

	quadspi_sync(quadspi);
	switch (access->offset) {
	case QUADSPI_SR:
		return quadspi_status(quadspi);
	case QUADSPI_DR:
		return read_data(quadspi, access);
	case QUADSPI_DLR:
		return device_read(quadspi, access) | (both ? 1 : 0);
	case QUADSPI_AR:
		return device_read(quadspi, access) & ~(both ? UINT32_C(1) : 0);
	default:
		return device_read(quadspi, access);
	}
}

/* ---- life ---- */

static void quadspi_reset(struct device *quadspi)
{
	struct quadspi_state *state = quadspi_state(quadspi);

	if (!state->event.fire) {
		state->event = (struct timeline_event){
			.name = "QUADSPI", .fire = quadspi_due_now, .context = quadspi};
		state->bus.device = quadspi;
		quadspi_pins_init(quadspi);
	}
	quadspi_stop(quadspi);
	state->flags = 0;
	state->fresh = false;
	state->instruction_sent = false;
	state->free_at = 0;
	state->period = 0;
	quadspi_deselect(quadspi, timeline_now(device_timeline(quadspi)));
	quadspi_update(quadspi);
}

static void quadspi_clock_changed(struct device *quadspi)
{
	cortex_m_forget_fetched(quadspi->board->core); /* behind a gate there is nothing */
	quadspi_retime(quadspi);
	quadspi_update(quadspi);
}

static void quadspi_destroy(struct device *quadspi)
{
	timeline_disarm(device_timeline(quadspi), &quadspi_state(quadspi)->event);
}

const struct device_model quadspi_model = {
	.model = "quadspi",
	.registers = quadspi_registers,
	.ops = {.reset = quadspi_reset,
		.read = quadspi_read,
		.write = quadspi_write,
		.clock_changed = quadspi_clock_changed,
		.destroy = quadspi_destroy},
	.state_size = sizeof(struct quadspi_state),
};
