/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The processor's state, as far as the engine has it: registers, the mode and both stack pointers, the
 * masks, the floating-point context, the reservation of LDREX.
 */
#include "board/cortex_m/internal.h"

uint32_t engine_get(struct cortex_m *core, int reg)
{
	uint32_t value = 0;

	(void)uc_reg_read(core->uc, reg, &value);
	return value;
}

int engine_register_id(unsigned number)
{
	return number < 13    ? UC_ARM_REG_R0 + (int)number
	       : number == 13 ? UC_ARM_REG_SP
			      : UC_ARM_REG_LR;
}

uint32_t engine_register(struct cortex_m *core, unsigned number)
{
	return engine_get(core, engine_register_id(number));
}

void engine_set(struct cortex_m *core, int reg, uint32_t value)
{
	(void)uc_reg_write(core->uc, reg, &value);
}

void engine_set_register(struct cortex_m *core, unsigned number, uint32_t value)
{
	engine_set(core, engine_register_id(number), value);
}

void engine_keep_registers(struct cortex_m *core, uint32_t registers[ENGINE_KEPT])
{
	for (unsigned i = 0; i < ENGINE_KEPT_FLAGS; i++)
		registers[i] = engine_register(core, i);
	registers[ENGINE_KEPT_FLAGS] = engine_get(core, UC_ARM_REG_APSR);
}

void engine_restore_registers(struct cortex_m *core, const uint32_t registers[ENGINE_KEPT])
{
	for (unsigned i = 0; i < ENGINE_KEPT_FLAGS; i++)
		engine_set_register(core, i, registers[i]);
	engine_set(core, UC_ARM_REG_APSR_NZCVQG, registers[ENGINE_KEPT_FLAGS]);
}

/* --- Processor mode ------------------------------------------------------------------------- */

#define ANY_HANDLER EXC_HARD_FAULT

/* Unicorn lets unprivileged code, and so us while it is the guest's mode, read and write nothing
 * here; Handler mode is always privileged. */
static void enter_handler(struct cortex_m *core)
{
	engine_set(core, UC_ARM_REG_IPSR, ANY_HANDLER);
}

void engine_get_mode(struct cortex_m *core, struct engine_mode *mode)
{
	mode->xpsr = engine_get(core, UC_ARM_REG_XPSR);
	mode->control = engine_get(core, UC_ARM_REG_CONTROL) & 7;
	if (core->fpca_kept)
		mode->control = (mode->control & ~CONTROL_FPCA) | core->fpca;
	if (!core_privileged(core))
		enter_handler(core);
	mode->msp = engine_get(core, UC_ARM_REG_MSP);
	mode->psp = engine_get(core, UC_ARM_REG_PSP);
	if (!core_privileged(core))
		engine_set(core, UC_ARM_REG_IPSR, mode->xpsr & XPSR_IPSR);
}

void engine_set_mode(struct cortex_m *core, const struct engine_mode *mode)
{
	uint32_t control = mode->control;

	/* Unicorn begins a new context, with FPSCR 0, at the first instruction that finds none. With
	 * FPCCR.ASPEN clear there are no contexts: there it always finds one. */
	core->fpca = control & CONTROL_FPCA;
	core->fpca_kept = !(core->fpccr & FPCCR_ASPEN);
	if (core->fpca_kept)
		control |= CONTROL_FPCA;
	/* To Unicorn the context is active with SFPA, of ARMv8-M, only. */
	if (control & CONTROL_FPCA)
		control |= CONTROL_SFPA;
	/* Handler mode for the rights, privileged Thread mode because SPSEL can be written there
	 * only, and nPRIV last because it takes the rights away. */
	enter_handler(core);
	engine_set(core, UC_ARM_REG_CONTROL, control & ~CONTROL_NPRIV);
	engine_set(core, UC_ARM_REG_IPSR, 0);
	engine_set(core, UC_ARM_REG_CONTROL, control & ~CONTROL_NPRIV);
	engine_set(core, UC_ARM_REG_MSP, mode->msp);
	engine_set(core, UC_ARM_REG_PSP, mode->psp);
	engine_set(core, UC_ARM_REG_XPSR_NZCVQG, mode->xpsr);
	engine_set(core, UC_ARM_REG_CONTROL, control);
	/* This register, of all, makes Unicorn look at the mode anew. */
	engine_set(core, UC_ARM_REG_APSR_NZCV, mode->xpsr);
	core->ipsr = mode->xpsr & XPSR_IPSR;
	core->control = mode->control & (CONTROL_NPRIV | CONTROL_SPSEL);
	map_follow(core);
}

void engine_follow_fpccr(struct cortex_m *core)
{
	struct engine_mode mode;

	core->fpu_stale = false;
	engine_get_mode(core, &mode);
	engine_set_mode(core, &mode);
}

void engine_read_masks(struct cortex_m *core)
{
	uint32_t control = engine_get(core, UC_ARM_REG_CONTROL);
	uint32_t basepri, faultmask;

	core->control = control & (CONTROL_NPRIV | CONTROL_SPSEL);
	if (core->fpca_kept && !(control & CONTROL_FPCA)) {
		core->fpca = 0;
		core->fpu_stale = true;
		core_look_around(core);
	}
	if (!core_privileged(core)) {
		map_follow(core);
		return;
	}
	core->primask = engine_get(core, UC_ARM_REG_PRIMASK);
	basepri = engine_get(core, UC_ARM_REG_BASEPRI);
	core->basepri = basepri & core->priority_mask;
	faultmask = engine_get(core, UC_ARM_REG_FAULTMASK);
	/* It is set only where it raises the priority (B5.2.3). */
	if (faultmask && !core->faultmask && execution_priority(core) >= 0)
		core->faultmask = 1;
	else if (!faultmask)
		core->faultmask = 0;
	if (basepri != core->basepri || faultmask != core->faultmask)
		engine_write_masks(core);
	map_follow(core);
}

void engine_write_masks(struct cortex_m *core)
{
	struct engine_mode mode = {0};

	if (!core_privileged(core)) {
		engine_get_mode(core, &mode);
		enter_handler(core);
	}
	engine_set(core, UC_ARM_REG_PRIMASK, core->primask);
	engine_set(core, UC_ARM_REG_BASEPRI, core->basepri);
	engine_set(core, UC_ARM_REG_FAULTMASK, core->faultmask);
	if (!core_privileged(core))
		engine_set(core, UC_ARM_REG_IPSR, mode.xpsr & XPSR_IPSR);
}

/* Unicorn has no other way to clear its monitor than the instruction. */
void engine_clear_exclusive(struct cortex_m *core)
{
	uint32_t xpsr = engine_get(core, UC_ARM_REG_XPSR);

	if (!core->reserved)
		return;
	core->reserved = false;
	core->in_engine_page = true;
	core->limit = 0;
	engine_set(core, UC_ARM_REG_XPSR_NZCVQG, (xpsr & ~XPSR_IT) | XPSR_T);
	(void)uc_emu_start(core->uc, ENGINE_PAGE | 1, ENGINE_PAGE + 4, 0, 0);
	engine_set(core, UC_ARM_REG_XPSR_NZCVQG, xpsr);
	core->in_engine_page = false;
}

void engine_reset(struct cortex_m *core)
{
	static const struct engine_mode reset = {.xpsr = XPSR_T};

	core->primask = 0;
	core->basepri = 0;
	core->faultmask = 0;
	engine_set_mode(core, &reset);
	engine_write_masks(core);
	for (int i = 0; i < 13; i++)
		engine_set(core, UC_ARM_REG_R0 + i, 0);
	engine_set(core, UC_ARM_REG_LR, UINT32_C(0xFFFFFFFF));
	for (int i = 0; i < 32; i++)
		engine_set(core, UC_ARM_REG_S0 + i, 0);
	engine_set(core, UC_ARM_REG_FPSCR, 0);
	core->pc = 0;
	core->after = 0;
	core->it = 0;
	core->block = &core->blocks[0];
}
