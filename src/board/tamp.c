/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tamper and backup registers (RM0436, "Tamper and backup registers (TAMP)").
 *
 * SMCR divides the backup registers into three zones: secure; read by all and written by the secure
 * world; free. No tamper event happens here, so SR stays clear.
 */
#include "soc/regs/tamp.h"

#include "board/board_internal.h"
#include "board/models.h"

#define TAMPERS	 0x009F0007u /* external 1-3, internal 1-5 and 8 */
#define SMCR_RW	 0x80FF00FFu
#define BKP_LAST TAMP_BKPR(TAMP_BKP_COUNT - 1)

/* RM0436, TAMP register map. */
static const struct device_register tamp_registers[] = {
	{.name = "CR1", .offset = TAMP_CR1, .writable = TAMPERS},
	{.name = "CR2", .offset = TAMP_CR2, .writable = 0x07070007},
	{.name = "FLTCR", .offset = TAMP_FLTCR, .writable = 0xFF},
	{.name = "ATCR1", .offset = TAMP_ATCR1, .reset = 0x00070000, .writable = 0xC707FFFF},
	{.name = "ATSEEDR", .offset = TAMP_ATSEEDR},
	{.name = "ATOR", .offset = TAMP_ATOR},
	{.name = "SMCR", .offset = TAMP_SMCR, .writable = SMCR_RW},
	{.name = "IER", .offset = TAMP_IER, .writable = TAMPERS},
	{.name = "SR", .offset = TAMP_SR},
	{.name = "MISR", .offset = TAMP_MISR},
	{.name = "SMISR", .offset = TAMP_SMISR},
	{.name = "SCR", .offset = TAMP_SCR},
	{.name = "COUNTR", .offset = TAMP_COUNTR},
	{.name = "CFGR", .offset = TAMP_CFGR, .writable = 0x1},
	{.name = "BKPR", .offset = TAMP_BKP0R, .writable = UINT32_MAX, .count = TAMP_BKP_COUNT},
	{.name = "HWCFGR2", .offset = TAMP_HWCFGR2, .reset = 0x00000101},
	{.name = "HWCFGR1", .offset = TAMP_HWCFGR1, .reset = 0x009D0320},
	{.name = "VERR", .offset = TAMP_VERR, .reset = 0x00000010},
	{.name = "IPIDR", .offset = TAMP_IPIDR, .reset = 0x00121033},
	{.name = "SIDR", .offset = TAMP_SIDR, .reset = 0xA3C5DD01},
	{0},
};

static bool is_backup(uint32_t offset)
{
	return offset >= TAMP_BKP0R && offset <= BKP_LAST;
}

/* The zone limits of SMCR: registers below it are closed to the non-secure world. */
static bool backup_closed(const struct device *tamp, const struct device_access *access, bool write)
{
	uint32_t zones = device_word(tamp, TAMP_SMCR);
	uint32_t number = (access->offset - TAMP_BKP0R) / 4;

	if (access->initiator == SOC_A7_SECURE || !is_backup(access->offset))
		return false;
	return number < (zones & 0xFFu) || (write && number < ((zones >> 16) & 0xFFu));
}

static uint32_t tamp_read(struct device *tamp, const struct device_access *access)
{
	if (backup_closed(tamp, access, false)) {
		device_note(tamp, "the %s reads a backup register of the secure zone: reads as 0",
			    soc_initiator_name(access->initiator));
		return 0;
	}
	return device_read(tamp, access);
}

static bool tamp_write_refused(struct device *tamp, const struct device_access *access)
{
	if (!pwr_backup_writable(tamp->board->pwr)) {
		device_note(tamp, "TAMP is written while PWR_CR1.DBP protects it: ignored");
		return true;
	}
	if (backup_closed(tamp, access, true) ||
	    (access->offset == TAMP_SMCR && access->initiator != SOC_A7_SECURE)) {
		device_note(tamp,
			    "the %s writes a register of TAMP that belongs to the secure "
			    "world: ignored",
			    soc_initiator_name(access->initiator));
		return true;
	}
	return false;
}

static void tamp_write(struct device *tamp, const struct device_access *access, uint32_t value)
{
	if (tamp_write_refused(tamp, access))
		return;
	switch (access->offset) {
	case TAMP_SCR:
		device_set_word(tamp, TAMP_SR, device_word(tamp, TAMP_SR) & ~value);
		break;
	case TAMP_COUNTR:
		/* Monotonic: any write counts one up, and it stops at its end. */
		if (device_word(tamp, TAMP_COUNTR) != UINT32_MAX)
			device_set_word(tamp, TAMP_COUNTR, device_word(tamp, TAMP_COUNTR) + 1);
		break;
	default:
		device_write(tamp, access, value);
		break;
	}
}

const struct device_model tamp_model = {
	.model = "tamp",
	.registers = tamp_registers,
	.ops = {.read = tamp_read, .steady = device_always_steady, .write = tamp_write},
};
