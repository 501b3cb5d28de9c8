/* SPDX-License-Identifier: BSD-3-Clause */
/* What the instructions of the flash do (data sheets of W25Q16JV to W25Q128JV, MX25L51245G): what they answer, and what
 * happens when the chip select ends. */
#include <string.h>

#include "board/board_internal.h"
#include "board/parts/spi_nor.h"

/* ---- answers ---- */

static uint8_t status_byte(struct nor *nor, unsigned which)
{
	const bool busy = nor_is_busy(nor);
	const bool macronix = nor->kind->family == NOR_MACRONIX;

	if (which == 0)
		return (uint8_t)(nor->status[0] | (busy ? NOR_BUSY : 0) |
				 (nor->enabled ? NOR_WEL : 0));
	if (macronix)
		return (uint8_t)(nor->status[1] | (nor->four_bytes ? NOR_MX_4BYTE : 0));
	if (which == 1)
		return (uint8_t)(nor->status[1] | (nor->suspended ? NOR_SUS : 0));
	return nor->status[which];
}

static uint8_t security_byte(const struct nor *nor)
{
	if (!nor->suspended)
		return 0;
	return nor->erases_now ? NOR_MX_ERASE_SUSPENDED : NOR_MX_PROGRAM_SUSPENDED;
}

static uint8_t device_id(const struct nor *nor)
{
	return (uint8_t)(nor->kind->capacity - 1);
}

uint8_t nor_answer(struct nor *nor)
{
	const uint8_t id[3] = {nor->kind->manufacturer, nor->kind->type, nor->kind->capacity};
	const uint64_t place = nor->given;
	uint8_t byte;

	switch (nor->command->action) {
	case NOR_READ:
		byte = nor_cell(nor, nor->address);
		nor->address = (nor->address + 1) % nor->size;
		return byte;
	case NOR_READ_STATUS:
		return status_byte(nor, nor->command->which);
	case NOR_READ_SECURITY:
		return security_byte(nor);
	case NOR_READ_EXTENDED_ADDRESS:
		return nor->extended_address;
	case NOR_READ_ID:
		return place < sizeof(id) ? id[place] : 0;
	case NOR_READ_DEVICE_ID:
		/* From an odd address on the other one first. */
		return (place + nor->address) % 2 ? device_id(nor) : nor->kind->manufacturer;
	case NOR_RELEASE:
		return device_id(nor);
	case NOR_READ_UNIQUE_ID:
		/* Assumed, as each chip has another. */
		return (uint8_t)(0xC0 + place % 8);
	case NOR_READ_SFDP:
		return nor_sfdp(nor, nor->address + (uint32_t)place);
	default:
		return 0;
	}
}

/* ---- what the end of a command does ---- */

void nor_forget(struct nor *nor)
{
	nor->writes_wel = false;
	nor->enabled = false;
	nor->volatile_status = false;
	nor->asleep = false;
	nor->suspended = false;
	nor->qpi = false;
	nor->four_bytes = false;
	nor->extended_address = 0;
	nor->again = NULL;
	if (nor->kind->family == NOR_MACRONIX)
		nor->status[1] = (uint8_t)((nor->status[1] & NOR_MX_TB) | NOR_MX_DRIVE);
}

static void wake(struct nor *nor)
{
	if (nor->asleep)
		nor->ready_at = nor->now + nor->kind->wake * PS_PER_US;
	nor->asleep = false;
}

static uint64_t erase_time(const struct nor_kind *kind, unsigned power)
{
	switch (power) {
	case 12:
		return kind->sector * PS_PER_MS;
	case 15:
		return kind->half * PS_PER_MS;
	case 16:
		return kind->block * PS_PER_MS;
	default:
		return kind->chip * PS_PER_S;
	}
}

/* Erasing takes its address and no more. */
static void execute_erase(struct nor *nor)
{
	const unsigned power = nor->command->which;

	if (!nor->given)
		nor_erase(nor, power ? nor->address : 0, power ? 1u << power : nor->size,
			  erase_time(nor->kind, power));
}

static void execute_write_status(struct nor *nor)
{
	const unsigned first = nor->command->which;
	const unsigned most = first ? 1 : 2;

	if (nor->given >= 1 && nor->given <= most)
		nor_write_status(nor, first, (unsigned)nor->given);
}

/* The ones that WEL allows. */
static void execute_enabled(struct nor *nor)
{
	switch (nor->command->action) {
	case NOR_PROGRAM:
		if (nor->given && nor->enabled)
			nor_program(nor);
		break;
	case NOR_ERASE:
		if (nor->enabled)
			execute_erase(nor);
		break;
	case NOR_WRITE_STATUS:
		if (nor->enabled || nor->volatile_status)
			execute_write_status(nor);
		break;
	case NOR_WRITE_EXTENDED_ADDRESS:
		if (nor->given == 1 && nor->enabled) {
			nor->extended_address = nor->page[0];
			nor->enabled = false;
		}
		break;
	default:
		break;
	}
}

static void execute_mode(struct nor *nor, bool reset_armed)
{
	switch (nor->command->action) {
	case NOR_WRITE_ENABLE:
		nor->enabled = true;
		break;
	case NOR_WRITE_DISABLE:
		nor->enabled = false;
		break;
	case NOR_POWER_DOWN:
		nor->asleep = true;
		break;
	case NOR_ENABLE_RESET:
		nor->reset_armed = true;
		break;
	case NOR_RESET:
		if (reset_armed) {
			nor_forget(nor);
			nor->ready_at = nor->now + nor->kind->reset * PS_PER_US;
		}
		break;
	case NOR_ENTER_QPI:
	case NOR_LEAVE_QPI:
		nor->qpi = nor->command->action == NOR_ENTER_QPI;
		break;
	case NOR_ENTER_4BYTE:
	case NOR_LEAVE_4BYTE:
		nor->four_bytes = nor->command->action == NOR_ENTER_4BYTE;
		break;
	case NOR_SUSPEND:
		nor_suspend(nor);
		break;
	case NOR_RESUME:
		nor_resume(nor);
		break;
	default:
		execute_enabled(nor);
		break;
	}
}

void nor_execute(struct nor *nor, bool reset_armed)
{
	if (nor->command->action == NOR_RELEASE)
		wake(nor);
	else if (nor->phase == NOR_DATA && nor->command->action == NOR_VOLATILE_STATUS) {
		nor->volatile_status = true;
		return;
	} else if (nor->phase == NOR_DATA) {
		execute_mode(nor, reset_armed);
	}
	nor->volatile_status = false;
}
