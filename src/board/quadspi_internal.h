/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of QUADSPI share: quadspi.c (registers, flags), quadspi_transfer.c (indirect modes and polling in
 * time), quadspi_mapped.c (memory-mapped mode) and quadspi_wire.c (the phases of a command on the lines, pins). */
#ifndef COPRO_BOARD_QUADSPI_INTERNAL_H
#define COPRO_BOARD_QUADSPI_INTERNAL_H

#include "board/device.h"
#include "board/pin_wire.h"
#include "board/quadspi_bus.h"
#include "soc/regs/quadspi.h"

enum quadspi_pin {
	QUADSPI_PIN_CLK,
	QUADSPI_PIN_NCS, /* of bank 1; bank 2's is the next one */
	QUADSPI_PIN_IO = QUADSPI_PIN_NCS + QUADSPI_BANKS, /* of bank 1, then bank 2 */
	QUADSPI_PINS = QUADSPI_PIN_IO + 4 * QUADSPI_BANKS
};

enum quadspi_activity {
	QUADSPI_IDLE,
	QUADSPI_WRITES,
	QUADSPI_READS,
	QUADSPI_POLLS,
	QUADSPI_SHOWS /* memory-mapped, with the chip selected */
};

struct quadspi_state {
	struct quadspi_bus bus;
	struct pin_signal pins[QUADSPI_PINS];
	bool pin_level[QUADSPI_PINS];

	uint32_t flags; /* TEF, TCF, SMF, TOF */
	uint8_t fifo[QUADSPI_FIFO];
	unsigned level; /* bytes in it */
	bool fresh; /* a status was read by polling, and DR was not */
	bool instruction_sent; /* SIOO: since CCR was written */

	enum quadspi_activity activity;
	bool header; /* the phases before the data are to come yet */
	bool stalled; /* the clock waits for room or for data */
	uint64_t left; /* bytes of data to go */
	uint64_t due; /* ps: end of what is under way */
	uint64_t unit; /* ps: of a byte, or of one of each flash */
	uint64_t free_at; /* ps: the chip select has been high long enough */
	uint64_t polled; /* ps: end of the last poll */
	uint64_t period; /* ps: between polls */
	uint64_t next; /* memory-mapped: the address that comes next */
	struct timeline_event event;
};

static inline struct quadspi_state *quadspi_state(const struct device *quadspi)
{
	return quadspi->state;
}

static inline bool quadspi_cr(const struct device *quadspi, uint32_t bits)
{
	return device_word(quadspi, QUADSPI_CR) & bits;
}

static inline unsigned quadspi_ccr(const struct device *quadspi, unsigned shift)
{
	return device_word(quadspi, QUADSPI_CCR) >> shift & QUADSPI_CCR_MODE_MASK;
}

static inline enum quadspi_fmode quadspi_fmode(const struct device *quadspi)
{
	return (enum quadspi_fmode)quadspi_ccr(quadspi, QUADSPI_CCR_FMODE_SHIFT);
}

/* Bytes that go together: with both flashes one of each. */
static inline unsigned quadspi_together(const struct device *quadspi)
{
	return quadspi_cr(quadspi, QUADSPI_CR_DFM) ? 2 : 1;
}

/* Of the flash, or both: DCR.FSIZE. */
uint64_t quadspi_size(const struct device *quadspi);

/* ---- quadspi.c ---- */

bool quadspi_is_busy(const struct device *quadspi);
/* Flags and interrupt follow from the state, and the next event is planned. Ends whatever changed something. */
void quadspi_update(struct device *quadspi);

/* ---- quadspi_transfer.c ---- */

/* CCR or AR were written, or data: begins what these ask for. */
void quadspi_begin(struct device *quadspi);
/* What is overdue happens. */
void quadspi_sync(struct device *quadspi);
/* When something shows next; TIMELINE_NEVER: nothing by itself. */
uint64_t quadspi_due(const struct device *quadspi);
/* ABORT, and EN = 0. */
void quadspi_stop(struct device *quadspi);
/* The data register. `bytes`: 1, 2 or 4. */
void quadspi_push(struct device *quadspi, uint32_t data, unsigned bytes);
uint32_t quadspi_pull(struct device *quadspi, unsigned bytes);
/* The clock of the block is another. */
void quadspi_retime(struct device *quadspi);

/* ---- quadspi_wire.c ---- */

/* The bank takes part in what is sent now. */
bool quadspi_uses_bank(const struct device *quadspi, unsigned bank);
/* ps of so many half clocks on the lines; TIMELINE_NEVER: it has no clock. */
uint64_t quadspi_time(const struct device *quadspi, uint64_t half_clocks);
/* Half clocks of the phases before the data, and of a unit of data. */
unsigned quadspi_header_length(const struct device *quadspi);
unsigned quadspi_unit_length(const struct device *quadspi);
void quadspi_select(struct device *quadspi, uint64_t when);
void quadspi_deselect(struct device *quadspi, uint64_t when);
/* Instruction, address, alternate bytes, dummy cycles. */
void quadspi_send_header(struct device *quadspi, uint64_t when, uint32_t address);
void quadspi_send(struct device *quadspi, uint64_t when, const uint8_t *bytes);
void quadspi_receive(struct device *quadspi, uint64_t when, uint8_t *bytes);
/* Says what is missing at the pins. */
void quadspi_pins_note(struct device *quadspi);
void quadspi_pins_init(struct device *quadspi);

/* ---- quadspi_mapped.c ---- */

/* Memory-mapped mode is no more, or its chip select ends: at `when`. */
void quadspi_hide(struct device *quadspi, uint64_t when);
/* The end of the time-out that runs; TIMELINE_NEVER: none does. */
uint64_t quadspi_timeout(const struct device *quadspi);

#endif
