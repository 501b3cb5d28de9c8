/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What goes over the lines of the flash, beat by beat: instruction, address, bits that say whether the next command is the
 * same one, clocks to wait, data. It counts the clocks as a flash does: who sends too few or too many of
 * them, or on other lines than the instruction has, gets what he would get on a board.
 */
#include <string.h>

#include "board/board_internal.h"
#include "board/parts/spi_nor.h"

static void note(struct nor *nor, const char *what)
{
	board_note(nor->part->board, BOARD_NOTE_GUEST, nor->part->name,
		   (uint64_t)(uintptr_t)what << 8 | nor->shift, "instruction 0x%02x %s",
		   nor->command ? nor->command->code : nor->shift, what);
}

/* ---- the phases ---- */

static bool has_quad(const struct nor *nor)
{
	return nor->kind->family == NOR_MACRONIX ? nor->status[0] & NOR_MX_QE
						 : nor->status[1] & NOR_QE;
}

/* NULL: an instruction that it does not take now is one that it does not hear. */
static const struct nor_command *taken(struct nor *nor, uint8_t code)
{
	const struct nor_command *command = nor_command_find(nor, code);
	const char *why = NULL;

	if (!command)
		why = "is not modelled: ignored";
	else if (nor->asleep && command->action != NOR_RELEASE)
		why = "while it is powered down: ignored";
	else if (nor_is_busy(nor) && !(command->flags & NOR_WHILE_BUSY))
		why = "while it writes or erases: ignored";
	else if (nor->qpi && !(command->flags & NOR_IN_QPI))
		why = "in QPI mode, which does not have it: ignored";
	else if (!nor->qpi && (command->flags & NOR_QPI_ONLY))
		why = "outside QPI mode: ignored";
	else if (!nor->qpi && (command->flags & NOR_NEEDS_QE) && !has_quad(nor))
		why = "without quad enable (QE): ignored";
	if (!why)
		return command;
	nor->command = NULL;
	note(nor, why);
	return NULL;
}

static unsigned address_bytes(const struct nor *nor)
{
	if (nor->command->address != NOR_ADDRESS_MODE)
		return nor->command->address;
	return nor->four_bytes ? 4 : 3;
}

static void enter_data(struct nor *nor)
{
	nor->phase = NOR_DATA;
	nor->bits = 0;
	nor->given = 0;
	nor->page_at = nor->command->action == NOR_PROGRAM ? nor->address % NOR_PAGE : 0;
}

static void enter_wait(struct nor *nor)
{
	nor->wait = 2 * nor_command_wait(nor, nor->command);
	nor->mode = 0;
	nor->mode_bits = 0;
	if (!nor->wait) {
		enter_data(nor);
		return;
	}
	nor->phase = NOR_WAIT;
	nor->bits = 0;
}

static void enter_address(struct nor *nor)
{
	nor->address = 0;
	nor->bits = 0;
	nor->phase = NOR_ADDRESS;
	if (!nor->command->address)
		enter_wait(nor);
}

static void address_complete(struct nor *nor)
{
	if (nor->command->address == NOR_ADDRESS_MODE && !nor->four_bytes)
		nor->address |= (uint32_t)nor->extended_address << 24;
	/* Of a table the address stays as it is. */
	if (nor->command->action != NOR_READ_SFDP)
		nor->address %= nor->size;
	enter_wait(nor);
}

void nor_begin(struct nor *nor, uint64_t when)
{
	nor->now = when;
	nor->command = nor->again;
	nor->phase = NOR_INSTRUCTION;
	nor->bits = 0;
	nor->shift = 0;
	nor->given = 0;
	memset(nor->page_set, 0, sizeof(nor->page_set));
	if (nor->command)
		enter_address(nor);
}

void nor_end(struct nor *nor, uint64_t when)
{
	const bool reset_armed = nor->reset_armed;
	const bool whole = nor->phase != NOR_WAIT && nor->bits % 8 == 0;

	nor->now = when;
	nor->reset_armed = false;
	if (nor->phase == NOR_INSTRUCTION && nor->bits) {
		nor->command = NULL;
		note(nor, "ends before it is whole (on other lines than the flash listens?): "
			  "ignored");
	}
	/* In the middle of a byte nothing is done. */
	if (nor->command && whole)
		nor_execute(nor, reset_armed);
	nor->phase = NOR_DEAF;
}

/* ---- beats ---- */

static unsigned lines_of(const struct nor *nor, unsigned lines)
{
	return nor->qpi ? 4 : lines;
}

/* What nobody drives floats high. */
static unsigned heard(const struct quadspi_beat *beat, unsigned lines)
{
	return (beat->levels | ~(unsigned)beat->driven) & ((1u << lines) - 1);
}

static uint8_t with_heard(uint8_t byte, const struct quadspi_beat *beat, unsigned lines)
{
	return (uint8_t)((unsigned)byte << lines | heard(beat, lines));
}

/* Does the other end send as the instruction has it? Once it does not, nothing is understood any more. */
static bool agrees(struct nor *nor, const struct quadspi_beat *beat, unsigned lines, bool out)
{
	const unsigned mask = (1u << lines) - 1;
	const char *why = NULL;

	if (beat->ddr != !!(nor->command->flags & NOR_DDR))
		why = "has its address or data at other edges of the clock than they come";
	else if (!out && (beat->driven & mask) != mask)
		why = "has its address or data on more lines than they come";
	else if (out && lines > 1 && (beat->driven & mask))
		why = "is answered on lines that the controller drives, too";
	if (!why)
		return true;
	note(nor, why);
	nor->command = NULL;
	nor->again = NULL;
	nor->phase = NOR_DEAF;
	return false;
}

static void beat_instruction(struct nor *nor, const struct quadspi_beat *beat)
{
	const unsigned lines = lines_of(nor, 1);

	nor->shift = with_heard(nor->shift, beat, lines);
	nor->bits += lines;
	if (nor->bits < 8)
		return;
	nor->bits = 0;
	nor->phase = NOR_DEAF;
	nor->command = taken(nor, nor->shift);
	if (nor->command)
		enter_address(nor);
}

static void beat_address(struct nor *nor, const struct quadspi_beat *beat)
{
	const unsigned lines = lines_of(nor, nor->command->address_lines);

	if (!agrees(nor, beat, lines, false))
		return;
	nor->address = nor->address << lines | heard(beat, lines);
	nor->bits += lines;
	if (nor->bits < 8 * address_bytes(nor))
		return;
	nor->bits = 0;
	address_complete(nor);
}

/* W25Q: M5-4 = 10; MX25L: the two halves are the inverse of each other. */
static bool goes_on(const struct nor *nor)
{
	if (nor->kind->family == NOR_MACRONIX)
		return (nor->mode >> 4 ^ (nor->mode & 0xF)) == 0xF;
	return (nor->mode & 0x30) == 0x20;
}

static void beat_wait(struct nor *nor, const struct quadspi_beat *beat)
{
	const unsigned lines = lines_of(nor, nor->command->address_lines);

	if ((nor->command->flags & NOR_GOES_ON) && nor->mode_bits < 8) {
		nor->mode = with_heard(nor->mode, beat, lines);
		nor->mode_bits += lines;
		if (nor->mode_bits == 8)
			nor->again = goes_on(nor) ? nor->command : NULL;
	}
	nor->wait -= beat->ddr || nor->wait < 2 ? 1 : 2;
	if (!nor->wait)
		enter_data(nor);
}

static void store(struct nor *nor, uint8_t byte)
{
	nor->page[nor->page_at] = byte;
	nor->page_set[nor->page_at] = true;
	nor->page_at = (nor->page_at + 1) % NOR_PAGE;
}

static void beat_in(struct nor *nor, const struct quadspi_beat *beat)
{
	const unsigned lines = lines_of(nor, nor->command->data_lines);

	if (!agrees(nor, beat, lines, false))
		return;
	nor->shift = with_heard(nor->shift, beat, lines);
	nor->bits += lines;
	if (nor->bits < 8)
		return;
	nor->bits = 0;
	store(nor, nor->shift);
	nor->given++;
}

static uint8_t beat_out(struct nor *nor, const struct quadspi_beat *beat, uint8_t *drives)
{
	const unsigned lines = lines_of(nor, nor->command->data_lines);
	const unsigned mask = (1u << lines) - 1;
	unsigned levels;

	if (!agrees(nor, beat, lines, true))
		return 0;
	if (!nor->bits)
		nor->shift = nor_answer(nor);
	levels = (unsigned)nor->shift >> (8 - lines) & mask;
	nor->shift = (uint8_t)(nor->shift << lines);
	nor->bits += lines;
	if (nor->bits == 8) {
		nor->bits = 0;
		nor->given++;
	}
	/* One line is IO1. */
	*drives = (uint8_t)(lines == 1 ? 2 : mask);
	return (uint8_t)(lines == 1 ? levels << 1 : levels);
}

uint8_t nor_beat(struct nor *nor, const struct quadspi_beat *beat, uint8_t *drives)
{
	*drives = 0;
	nor->now = beat->when;
	switch (nor->phase) {
	case NOR_INSTRUCTION:
		beat_instruction(nor, beat);
		break;
	case NOR_ADDRESS:
		beat_address(nor, beat);
		break;
	case NOR_WAIT:
		beat_wait(nor, beat);
		break;
	case NOR_DATA:
		if (nor->command->flags & NOR_OUT)
			return beat_out(nor, beat, drives);
		beat_in(nor, beat);
		break;
	default:
		break;
	}
	return 0;
}
