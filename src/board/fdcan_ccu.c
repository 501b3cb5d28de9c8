/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The clock calibration unit of FDCAN (RM0436, "FDCAN", clock calibration on CAN): the divider of the kernel clock when it
 * is bypassed. Calibration is not modelled: CSTAT says that there was none.
 */
#include "board/board_internal.h"
#include "board/fdcan_internal.h"
#include "board/models.h"

/* RM0436, FDCAN CCU register map. What CREL reads is not known. */
static const struct device_register ccu_registers[] = {
	{.name = "CREL", .offset = FDCAN_CCU_CREL},
	{.name = "CCFG", .offset = FDCAN_CCU_CCFG, .reset = 0x00000004, .writable = 0x000FFFDF},
	{.name = "CSTAT", .offset = FDCAN_CCU_CSTAT, .reset = 0x0203FFFF},
	{.name = "CWD", .offset = FDCAN_CCU_CWD, .writable = 0x0000FFFF},
	{.name = "IR", .offset = FDCAN_CCU_IR, .write_1_clears = FDCAN_CCU_IR_MASK},
	{.name = "IE", .offset = FDCAN_CCU_IE, .writable = FDCAN_CCU_IR_MASK},
	{0},
};

unsigned fdcan_ccu_divider(const struct device *ccu)
{
	const uint32_t ccfg = device_word(ccu, FDCAN_CCU_CCFG);
	const unsigned half = ccfg >> FDCAN_CCU_CCFG_CDIV_SHIFT & FDCAN_CCU_CCFG_CDIV_MASK;

	/* Assumed: not bypassed and not calibrated either, the clock goes through as it is. */
	return !(ccfg & FDCAN_CCU_CCFG_BCC) || !half ? 1 : 2 * half;
}

static void ccu_write_protected(struct device *ccu, const struct device_access *access,
				uint32_t value)
{
	struct device *fdcan = board_device(ccu->board, "FDCAN1");

	if (!fdcan_cccr(fdcan, FDCAN_CCCR_INIT | FDCAN_CCCR_CCE)) {
		device_note(ccu,
			    "CCFG or CWD written while CCCR.INIT and CCE of FDCAN1 are not set: "
			    "ignored");
		return;
	}
	device_write(ccu, access, value);
	value = device_word(ccu, FDCAN_CCU_CCFG);
	if (access->offset != FDCAN_CCU_CCFG)
		return;
	if (!(value & FDCAN_CCU_CCFG_BCC) && (value & FDCAN_CCU_CCFG_OCPM_MASK))
		device_note(
			ccu,
			"clock calibration is not modelled: the clock stays as it is, and CSTAT "
			"says that it is not calibrated");
	fdcan_protocol_retime(fdcan);
	fdcan_protocol_retime(board_device(ccu->board, "FDCAN2"));
}

static void ccu_write(struct device *ccu, const struct device_access *access, uint32_t value)
{
	if (access->offset == FDCAN_CCU_CCFG || access->offset == FDCAN_CCU_CWD)
		ccu_write_protected(ccu, access, value);
	else
		device_write(ccu, access, value);
}

const struct device_model ccu_model = {
	.model = "fdcan_ccu",
	.registers = ccu_registers,
	.ops = {.write = ccu_write},
};
