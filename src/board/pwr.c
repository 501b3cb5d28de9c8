/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Power control (RM0436, "Power control (PWR)").
 *
 * Supplies are good and regulators are ready as soon as they are enabled. The A7 never enters Stop
 * or Standby here, so the system does not either, and STOPF and SBF stay clear.
 */
#include "soc/regs/pwr.h"

#include "board/board_internal.h"
#include "board/models.h"

#define FLAGS	     (PWR_CR_STOPF | PWR_CR_SBF)
#define WAKEUP_PINS  0x3Fu
#define WKUPCR_SETUP 0x0FFF3F00u /* pulls and polarities */

/* RM0436, PWR register map. */
static const struct device_register pwr_registers[] = {
	{.name = "CR1", .offset = PWR_CR1, .writable = 0x000701F7},
	{.name = "CSR1", .offset = PWR_CSR1},
	{.name = "CR2", .offset = PWR_CR2, .writable = PWR_CR2_BREN | PWR_CR2_RREN | PWR_CR2_MONEN},
	{.name = "CR3", .offset = PWR_CR3, .writable = 0x513E1F00},
	{.name = "MPUCR", .offset = PWR_MPUCR, .writable = 0x00008009},
	{.name = "MCUCR", .offset = PWR_MCUCR, .writable = PWR_CR_PDDS},
	{.name = "WKUPCR", .offset = PWR_WKUPCR, .writable = WKUPCR_SETUP},
	{.name = "WKUPFR", .offset = PWR_WKUPFR},
	{.name = "MPUWKUPENR", .offset = PWR_MPUWKUPENR, .writable = WAKEUP_PINS},
	{.name = "MCUWKUPENR", .offset = PWR_MCUWKUPENR, .writable = WAKEUP_PINS},
	{.name = "VER", .offset = PWR_VER, .reset = 0x00000010},
	{.name = "ID", .offset = PWR_ID},
	{.name = "SID", .offset = PWR_SID, .reset = 0xA3C5DD01},
	{0},
};

/* Each `enabled` bit that is set brings its `ready` bit. */
static uint32_t ready_bit(uint32_t word, uint32_t enabled, uint32_t ready)
{
	return word & enabled ? ready : 0;
}

static uint32_t pwr_read(struct device *pwr, const struct device_access *access)
{
	uint32_t word = device_read(pwr, access);

	switch (access->offset) {
	case PWR_CR2:
		return word | ready_bit(word, PWR_CR2_BREN, PWR_CR2_BRRDY) |
		       ready_bit(word, PWR_CR2_RREN, PWR_CR2_RRRDY);
	case PWR_CR3:
		return word | ready_bit(word, PWR_CR3_USB33DEN, PWR_CR3_USB33RDY) |
		       ready_bit(word, PWR_CR3_REG18EN, PWR_CR3_REG18RDY) |
		       ready_bit(word, PWR_CR3_REG11EN, PWR_CR3_REG11RDY);
	case PWR_MCUCR:
		return word | (board_m4_stopped(pwr->board) ? PWR_MCUCR_DEEPSLEEP : 0);
	default:
		return word;
	}
}

static void pwr_write(struct device *pwr, const struct device_access *access, uint32_t value)
{
	device_write(pwr, access, value);
	switch (access->offset) {
	case PWR_MPUCR:
	case PWR_MCUCR:
		if (value & PWR_CR_CSSF) {
			uint32_t flags = FLAGS;

			if (access->offset == PWR_MPUCR)
				flags |= PWR_MPUCR_SBF_MPU;
			device_set_word(pwr, access->offset,
					device_word(pwr, access->offset) & ~flags);
		}
		break;
	case PWR_WKUPCR:
		device_set_word(pwr, PWR_WKUPFR,
				device_word(pwr, PWR_WKUPFR) & ~(value & WAKEUP_PINS));
		break;
	default:
		break;
	}
}

bool pwr_backup_writable(const struct device *pwr)
{
	return device_word(pwr, PWR_CR1) & PWR_CR1_DBP;
}

const struct device_model pwr_model = {
	.model = "pwr",
	.registers = pwr_registers,
	.ops = {.read = pwr_read, .steady = device_always_steady, .write = pwr_write},
};
