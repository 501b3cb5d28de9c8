/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The Private Peripheral Bus, 0xE0000000 to 0xE00FFFFF (ARM DDI 0403 B3.1.3): who is behind which
 * address, and how bytes and halfwords become accesses to words.
 */
#include "board/cortex_m/internal.h"

enum {
	PPB_ITM = 0x00000,
	PPB_DWT = 0x01000,
	PPB_FPB = 0x02000,
	PPB_SCS = 0x0E000,
	PPB_TPIU = 0x40000,
	SCS_ICTR = 0x004,
	SCS_ACTLR = 0x008,
	SCS_SYSTICK = 0x010,
	SCS_NVIC = 0x100,
	SCS_SCB = 0xD00,
	SCS_MPU = 0xD90,
	SCS_DEBUG = 0xDF0,
	SCS_STIR = 0xF00
};

static uint32_t scs_read(struct cortex_m *core, uint32_t offset)
{
	uint32_t value = 0;

	if (offset == SCS_ICTR)
		return core->irq_count ? (core->irq_count - 1) / 32 : 0;
	if (offset >= SCS_SYSTICK && offset < SCS_SYSTICK + 0x10)
		return systick_read(core, offset);
	if (offset >= SCS_NVIC && offset < SCS_SCB)
		return nvic_read(core, offset);
	if (offset >= SCS_MPU && offset < SCS_MPU + 0x2C)
		return mpu_read(core, offset);
	if (offset >= SCS_DEBUG && offset < SCS_STIR)
		return coredebug_read(core, offset);
	if (!scb_read(core, offset, &value))
		core_note(core, offset, "System Control Space: offset 0x%03x is reserved, reads 0",
			  (unsigned)offset);
	return value;
}

static void scs_write(struct cortex_m *core, uint32_t offset, uint32_t value, uint32_t mask)
{
	if (offset >= SCS_SYSTICK && offset < SCS_SYSTICK + 0x10)
		systick_write(core, offset, value);
	else if (offset >= SCS_NVIC && offset < SCS_SCB)
		nvic_write(core, offset, value, mask);
	else if (offset >= SCS_MPU && offset < SCS_MPU + 0x2C)
		mpu_write(core, offset, value, mask);
	else if (offset >= SCS_DEBUG && offset < SCS_STIR)
		coredebug_write(core, offset, value);
	else if (offset == SCS_STIR)
		nvic_trigger(core, value);
	else if (!scb_write(core, offset, value, mask))
		core_note(core, offset,
			  "System Control Space: offset 0x%03x is reserved, write ignored",
			  (unsigned)offset);
}

static uint32_t word_read(struct cortex_m *core, uint32_t offset)
{
	switch (offset & ~UINT32_C(0xFFF)) {
	case PPB_SCS:
		return scs_read(core, offset & 0xFFF);
	case PPB_DWT:
		return dwt_read(core, offset & 0xFFF);
	case PPB_ITM:
		/* A stimulus port that is free reads 1. */
		return offset < 0x80 ? 1 : core->itm[offset / 4];
	case PPB_FPB:
		return core->fpb[(offset & 0xFFF) / 4];
	case PPB_TPIU:
		return core->tpiu[(offset & 0xFFF) / 4];
	default:
		return 0;
	}
}

static void word_write(struct cortex_m *core, uint32_t offset, uint32_t value, uint32_t mask)
{
	switch (offset & ~UINT32_C(0xFFF)) {
	case PPB_SCS:
		scs_write(core, offset & 0xFFF, value, mask);
		break;
	case PPB_DWT:
		dwt_write(core, offset & 0xFFF, value);
		break;
	case PPB_ITM:
		core->itm[offset / 4] = value;
		break;
	case PPB_FPB:
		core->fpb[(offset & 0xFFF) / 4] = value;
		break;
	case PPB_TPIU:
		core->tpiu[(offset & 0xFFF) / 4] = value;
		break;
	default:
		break;
	}
}

/* Unprivileged code sees nothing here but, if CCR says so, STIR, and the stimulus ports that
 * ITM_TPR opens (B3.1.3). */
static bool allowed(const struct cortex_m *core, uint32_t offset, bool write, bool privileged)
{
	if (privileged)
		return true;
	if (offset < 0x80)
		return !(core->itm[0xE40 / 4] >> (offset / 32) & 1);
	return write && offset == PPB_SCS + SCS_STIR && core->ccr & CCR_USERSETMPEND;
}

enum access_result ppb_read(struct cortex_m *core, uint32_t address, unsigned size, uint32_t *value,
			    bool privileged)
{
	uint32_t offset = address & 0xFFFFF;

	if (!allowed(core, offset, false, privileged))
		return ACCESS_BUS;
	*value = word_read(core, offset & ~UINT32_C(3)) >> (8 * (offset & 3));
	if (size < 4)
		*value &= (UINT32_C(1) << (8 * size)) - 1;
	return ACCESS_OK;
}

enum access_result ppb_write(struct cortex_m *core, uint32_t address, unsigned size, uint32_t value,
			     bool privileged)
{
	uint32_t offset = address & 0xFFFFF;
	uint32_t mask = UINT32_MAX;

	if (!allowed(core, offset, true, privileged))
		return ACCESS_BUS;
	if (size < 4)
		mask = ((UINT32_C(1) << (8 * size)) - 1) << (8 * (offset & 3));
	word_write(core, offset & ~UINT32_C(3), value << (8 * (offset & 3)) & mask, mask);
	return ACCESS_OK;
}
