/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Memory-mapped mode of QUADSPI (RM0436, "QUADSPI", memory-mapped mode): reads of the window are reads of the flash, of
 * which one that goes on where the last one has ended needs no new command.
 *
 * What is prefetched is never seen, since nothing else reaches the flash meanwhile; that it is, is: BUSY until the time-out
 * or an abort.
 *
 * Assumed, as the manual does not say: a read takes no time of the M4's; the FIFO is filled as long after the last read
 * as 32 bytes take.
 */
#include "board/quadspi.h"

#include <errno.h>
#include <inttypes.h>

#include "board/board_internal.h"
#include "board/quadspi_internal.h"

uint64_t quadspi_timeout(const struct device *quadspi)
{
	const struct quadspi_state *state = quadspi_state(quadspi);
	const uint64_t length =
		QUADSPI_FIFO / quadspi_together(quadspi) * quadspi_unit_length(quadspi) +
		2 * (device_word(quadspi, QUADSPI_LPTR) & 0xFFFF);
	const uint64_t duration = quadspi_time(quadspi, length);

	if (!quadspi_cr(quadspi, QUADSPI_CR_TCEN) || duration >= TIMELINE_NEVER - state->due)
		return TIMELINE_NEVER;
	return state->due + duration;
}

static int refuse(struct device *quadspi, const char *why, uint32_t offset)
{
	board_note(quadspi->board, BOARD_NOTE_GUEST, quadspi->name,
		   (uint64_t)(uintptr_t)why ^ (uint64_t)board_pc(quadspi->board) << 32,
		   "a read of 0x%08" PRIx32 ", %s: bus error", QUADSPI_WINDOW + offset, why);
	return -EFAULT;
}

/* Reads what `at` and `size` say from the flash, in pairs where there are two. */
static uint32_t fetch(struct device *quadspi, uint64_t at, unsigned size)
{
	struct quadspi_state *state = quadspi_state(quadspi);
	const unsigned together = quadspi_together(quadspi);
	const uint64_t from = at & ~(uint64_t)(together - 1);
	const uint64_t now = timeline_now(device_timeline(quadspi));
	uint32_t value = 0;

	if (state->activity != QUADSPI_SHOWS || state->next != from) {
		if (state->activity == QUADSPI_SHOWS)
			quadspi_deselect(quadspi, now);
		quadspi_select(quadspi, now);
		quadspi_send_header(quadspi, now, (uint32_t)from);
		state->next = from;
	}
	while (state->next < at + size) {
		uint8_t bytes[QUADSPI_BANKS];

		quadspi_receive(quadspi, now, bytes);
		for (unsigned i = 0; i < together; i++, state->next++) {
			if (state->next >= at && state->next < at + size)
				value |= (uint32_t)bytes[i] << 8 * (state->next - at);
		}
	}
	return value;
}

int quadspi_window_read(struct device *quadspi, uint32_t offset, unsigned size, uint32_t *value)
{
	struct quadspi_state *state = quadspi_state(quadspi);
	const bool peek = quadspi->board->debugger;
	bool shown;

	quadspi_sync(quadspi);
	*value = 0;
	if (!quadspi_cr(quadspi, QUADSPI_CR_EN) || quadspi_fmode(quadspi) != QUADSPI_MEMORY_MAPPED)
		return peek ? -EFAULT
			    : refuse(quadspi, "and QUADSPI is not in memory-mapped mode", offset);
	if (offset + (uint64_t)size > quadspi_size(quadspi))
		return peek ? -EFAULT
			    : refuse(quadspi, "beyond the flash that DCR.FSIZE tells of", offset);
	if (!quadspi_ccr(quadspi, QUADSPI_CCR_DMODE_SHIFT))
		return peek ? -EFAULT : refuse(quadspi, "and CCR asks for no data", offset);
	if (!peek)
		quadspi_pins_note(quadspi);
	shown = state->activity == QUADSPI_SHOWS;
	*value = fetch(quadspi, offset, size);
	state->activity = QUADSPI_SHOWS;
	/* A debugger's look leaves it as it was, but for what is prefetched. */
	if (peek && !shown)
		quadspi_hide(quadspi, timeline_now(device_timeline(quadspi)));
	else if (!peek)
		state->due = timeline_now(device_timeline(quadspi));
	quadspi_update(quadspi);
	return 0;
}

void quadspi_window_refuse_write(struct device *quadspi)
{
	device_note(quadspi,
		    "a write to what memory-mapped mode shows, which can be read only: bus "
		    "error");
}
