/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/cortex_m/internal.h"

bool debug_stops_at(struct cortex_m *core, uint32_t address)
{
	(void)address;
	return core->debug.halt_request;
}

static int engine_register(enum cortex_m_register reg)
{
	switch ((unsigned)reg) {
	case CORTEX_M_SP:
		return UC_ARM_REG_SP;
	case CORTEX_M_LR:
		return UC_ARM_REG_LR;
	case CORTEX_M_FPSCR:
		return UC_ARM_REG_FPSCR;
	default:
		break;
	}
	if ((unsigned)reg < 13)
		return UC_ARM_REG_R0 + (int)reg;
	if (reg >= CORTEX_M_S0 && (unsigned)reg < CORTEX_M_S0 + 32)
		return UC_ARM_REG_S0 + (int)reg - CORTEX_M_S0;
	return UC_ARM_REG_INVALID;
}

uint32_t cortex_m_get(struct cortex_m *core, enum cortex_m_register reg)
{
	struct engine_mode mode;

	switch (reg) {
	case CORTEX_M_PC:
		if (core->in_access)
			return engine_access_pc(core);
		return core->in_engine ? core->block->address : core->pc;
	case CORTEX_M_XPSR:
		return engine_get(core, UC_ARM_REG_XPSR);
	case CORTEX_M_MSP:
		engine_get_mode(core, &mode);
		return mode.msp;
	case CORTEX_M_PSP:
		engine_get_mode(core, &mode);
		return mode.psp;
	case CORTEX_M_PRIMASK:
		return core->primask;
	case CORTEX_M_BASEPRI:
		return core->basepri;
	case CORTEX_M_FAULTMASK:
		return core->faultmask;
	case CORTEX_M_CONTROL:
		return engine_get(core, UC_ARM_REG_CONTROL) & 7;
	default:
		return engine_get(core, engine_register(reg));
	}
}

void cortex_m_set(struct cortex_m *core, enum cortex_m_register reg, uint32_t value)
{
	struct engine_mode mode;

	switch (reg) {
	case CORTEX_M_PC:
		core->pc = value & ~UINT32_C(1);
		return;
	case CORTEX_M_XPSR:
	case CORTEX_M_MSP:
	case CORTEX_M_PSP:
	case CORTEX_M_CONTROL:
		engine_get_mode(core, &mode);
		if (reg == CORTEX_M_XPSR)
			mode.xpsr = value;
		else if (reg == CORTEX_M_MSP)
			mode.msp = value & ~UINT32_C(3);
		else if (reg == CORTEX_M_PSP)
			mode.psp = value & ~UINT32_C(3);
		else
			mode.control = value & 7;
		engine_set_mode(core, &mode);
		return;
	case CORTEX_M_PRIMASK:
		core->primask = value & 1;
		break;
	case CORTEX_M_BASEPRI:
		core->basepri = value & core->priority_mask;
		break;
	case CORTEX_M_FAULTMASK:
		core->faultmask = value & 1;
		break;
	default:
		engine_set(core, engine_register(reg), value);
		return;
	}
	engine_write_masks(core);
}
