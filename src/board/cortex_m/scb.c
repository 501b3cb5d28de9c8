/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The System Control Block (ARM DDI 0403 B3.2) and the floating-point registers behind it.
 */
#include "board/cortex_m/internal.h"

#include <stddef.h>

enum {
	SCB_ICSR = 0xD04,
	SCB_AIRCR = 0xD0C,
	SCB_SHPR1 = 0xD18,
	SCB_SHPR3 = 0xD20,
	SCB_SHCSR = 0xD24
};

#define ICSR_NMIPENDSET (UINT32_C(1) << 31)
#define ICSR_PENDSVSET	(UINT32_C(1) << 28)
#define ICSR_PENDSVCLR	(UINT32_C(1) << 27)
#define ICSR_PENDSTSET	(UINT32_C(1) << 26)
#define ICSR_PENDSTCLR	(UINT32_C(1) << 25)
#define ICSR_ISRPENDING (UINT32_C(1) << 22)
#define ICSR_RETTOBASE	(UINT32_C(1) << 11)

#define AIRCR_KEY	  UINT32_C(0x05FA0000)
#define AIRCR_KEY_READ	  UINT32_C(0xFA050000)
#define AIRCR_SYSRESETREQ (1u << 2)
#define AIRCR_CLRACTIVE	  (1u << 1)

/* Registers that are kept and read back, and those that never change (ARM 100166 4.1). */
struct scb_register {
	uint32_t offset;
	size_t field; /* in struct cortex_m; 0: constant */
	uint32_t reset;
	uint32_t writable;
	uint32_t write_1_clears;
};

#define FIELD(name) offsetof(struct cortex_m, name)

static const struct scb_register registers[] = {
	{0x008, FIELD(actlr), 0, 0x307, 0},
	{0xD00, 0, 0x410FC241, 0, 0}, /* CPUID: Cortex-M4 r0p1 */
	{0xD08, FIELD(vtor), 0, 0xFFFFFF80, 0},
	{0xD10, FIELD(scr), 0, 0x16, 0},
	{0xD14, FIELD(ccr), CCR_STKALIGN, 0x31B, 0},
	{0xD28, FIELD(cfsr), 0, 0, 0x030F9FBB},
	{0xD2C, FIELD(hfsr), 0, 0, 0xC0000002},
	{0xD30, FIELD(dfsr), 0, 0, 0x1F},
	{0xD34, FIELD(mmfar), 0, 0xFFFFFFFF, 0},
	{0xD38, FIELD(bfar), 0, 0xFFFFFFFF, 0},
	{0xD3C, 0, 0, 0, 0}, /* AFSR */
	{0xD40, 0, 0x00000030, 0, 0}, /* ID_PFR0 ... */
	{0xD44, 0, 0x00000200, 0, 0},
	{0xD48, 0, 0x00100000, 0, 0}, /* ID_DFR0 */
	{0xD4C, 0, 0, 0, 0},
	{0xD50, 0, 0x00100030, 0, 0}, /* ID_MMFR0 ... */
	{0xD54, 0, 0, 0, 0},
	{0xD58, 0, 0x01000000, 0, 0},
	{0xD5C, 0, 0, 0, 0},
	{0xD60, 0, 0x01101110, 0, 0}, /* ID_ISAR0 ... */
	{0xD64, 0, 0x02112000, 0, 0},
	{0xD68, 0, 0x21232231, 0, 0},
	{0xD6C, 0, 0x01111131, 0, 0},
	{0xD70, 0, 0x01310102, 0, 0},
	{0xD88, FIELD(cpacr), 0, 0x00F00000, 0},
	{0xF34, FIELD(fpccr), FPCCR_ASPEN | FPCCR_LSPEN, 0xC0000000, 0},
	{0xF38, FIELD(fpcar), 0, 0xFFFFFFF8, 0},
	{0xF3C, FIELD(fpdscr), 0, 0x07C00000, 0},
	{0xF40, 0, 0x10110021, 0, 0}, /* MVFR0, MVFR1 */
	{0xF44, 0, 0x11000011, 0, 0},
};

static const struct scb_register *find(uint32_t offset)
{
	for (size_t i = 0; i < sizeof(registers) / sizeof(registers[0]); i++)
		if (registers[i].offset == offset)
			return &registers[i];
	return NULL;
}

static uint32_t *field(struct cortex_m *core, const struct scb_register *reg)
{
	return (uint32_t *)(void *)((char *)core + reg->field);
}

void scb_reset(struct cortex_m *core)
{
	for (size_t i = 0; i < sizeof(registers) / sizeof(registers[0]); i++)
		if (registers[i].field)
			*field(core, &registers[i]) = registers[i].reset;
	core->aircr_prigroup = 0;
	core->shcsr = 0;
}

/* --- SHCSR: one bit an exception and state -------------------------------------------------- */

static const struct {
	uint8_t exception, active, pending; /* bit numbers; 31: none */
} handler_bits[] = {
	{EXC_MEM_MANAGE, 0, 13}, {EXC_BUS_FAULT, 1, 14},     {EXC_USAGE_FAULT, 3, 12},
	{EXC_SVCALL, 7, 15},	 {EXC_DEBUG_MONITOR, 8, 31}, {EXC_PENDSV, 10, 31},
	{EXC_SYSTICK, 11, 31},
};

#define SHCSR_ENABLES UINT32_C(0x00070000)

static uint32_t shcsr_read(const struct cortex_m *core)
{
	uint32_t value = core->shcsr & SHCSR_ENABLES;

	for (size_t i = 0; i < sizeof(handler_bits) / sizeof(handler_bits[0]); i++) {
		value |= (uint32_t)bit_test(core->active, handler_bits[i].exception)
			 << handler_bits[i].active;
		if (handler_bits[i].pending != 31)
			value |= (uint32_t)bit_test(core->pending, handler_bits[i].exception)
				 << handler_bits[i].pending;
	}
	return value;
}

static void shcsr_write(struct cortex_m *core, uint32_t value)
{
	core->shcsr = value & SHCSR_ENABLES;
	for (size_t i = 0; i < sizeof(handler_bits) / sizeof(handler_bits[0]); i++) {
		bit_put(core->active, handler_bits[i].exception,
			value >> handler_bits[i].active & 1);
		if (handler_bits[i].pending != 31)
			bit_put(core->pending, handler_bits[i].exception,
				value >> handler_bits[i].pending & 1);
	}
	exceptions_changed(core);
}

/* --- ICSR, AIRCR, SHPR ---------------------------------------------------------------------- */

static uint32_t icsr_read(const struct cortex_m *core)
{
	uint32_t value = core->ipsr;
	bool interrupts = false;

	if (!exception_masked(core))
		value |= core->candidate << 12;
	for (unsigned i = EXC_IRQ0; i < EXC_IRQ0 + core->irq_count && !interrupts; i++)
		interrupts = bit_test(core->pending, i);
	if (interrupts)
		value |= ICSR_ISRPENDING;
	if (bit_test(core->pending, EXC_NMI))
		value |= ICSR_NMIPENDSET;
	if (bit_test(core->pending, EXC_PENDSV))
		value |= ICSR_PENDSVSET;
	if (bit_test(core->pending, EXC_SYSTICK))
		value |= ICSR_PENDSTSET;
	if (core->active_count == 0 ||
	    (core->active_count == 1 && bit_test(core->active, core->ipsr)))
		value |= ICSR_RETTOBASE;
	return value;
}

static void icsr_write(struct cortex_m *core, uint32_t value)
{
	if (value & ICSR_NMIPENDSET)
		exception_set_pending(core, EXC_NMI, true);
	if (value & ICSR_PENDSVSET)
		exception_set_pending(core, EXC_PENDSV, true);
	else if (value & ICSR_PENDSVCLR)
		exception_set_pending(core, EXC_PENDSV, false);
	if (value & ICSR_PENDSTSET)
		exception_set_pending(core, EXC_SYSTICK, true);
	else if (value & ICSR_PENDSTCLR)
		exception_set_pending(core, EXC_SYSTICK, false);
}

static void aircr_write(struct cortex_m *core, uint32_t value)
{
	if ((value & UINT32_C(0xFFFF0000)) != AIRCR_KEY) {
		core_note(core, 0xD0C, "AIRCR written without its key 0x05FA: ignored");
		return;
	}
	core->aircr_prigroup = value >> 8 & 7;
	exceptions_changed(core);
	if (value & AIRCR_CLRACTIVE)
		core_note(core, 0xD0D, "AIRCR.VECTCLRACTIVE is for debuggers: ignored");
	if (value & AIRCR_SYSRESETREQ) {
		cortex_m_end_slice(core);
		if (core->signals.sysresetreq)
			core->signals.sysresetreq(core->signals.context);
	}
}

static void shpr_write(struct cortex_m *core, uint32_t offset, uint32_t value, uint32_t mask)
{
	for (unsigned i = 0; i < 4; i++) {
		unsigned number = 4 + offset - SCB_SHPR1 + i;

		/* 4-6, 11, 12, 14 and 15 exist. */
		if (mask >> (8 * i) & 0xFF && (UINT32_C(0xD870) >> number & 1))
			core->priority[number] = (uint8_t)(value >> (8 * i)) & core->priority_mask;
	}
	exceptions_changed(core);
}

static uint32_t shpr_read(const struct cortex_m *core, uint32_t offset)
{
	const uint8_t *priority = &core->priority[4 + offset - SCB_SHPR1];

	return (uint32_t)priority[0] | (uint32_t)priority[1] << 8 | (uint32_t)priority[2] << 16 |
	       (uint32_t)priority[3] << 24;
}

bool scb_read(struct cortex_m *core, uint32_t offset, uint32_t *value)
{
	const struct scb_register *reg = find(offset);

	if (reg) {
		*value = reg->field ? *field(core, reg) : reg->reset;
		return true;
	}
	if (offset == SCB_ICSR)
		*value = icsr_read(core);
	else if (offset == SCB_AIRCR)
		*value = AIRCR_KEY_READ | core->aircr_prigroup << 8;
	else if (offset >= SCB_SHPR1 && offset <= SCB_SHPR3)
		*value = shpr_read(core, offset);
	else if (offset == SCB_SHCSR)
		*value = shcsr_read(core);
	else
		return false;
	return true;
}

bool scb_write(struct cortex_m *core, uint32_t offset, uint32_t value, uint32_t mask)
{
	const struct scb_register *reg = find(offset);

	if (reg) {
		if (!reg->field)
			return true;
		*field(core, reg) = (*field(core, reg) & ~(reg->writable & mask)) |
				    (value & reg->writable & mask);
		*field(core, reg) &= ~(value & reg->write_1_clears);
		core_watch(core);
		if (core->fpca_kept == ((core->fpccr & FPCCR_ASPEN) != 0)) {
			core->fpu_stale = true;
			core_look_around(core);
		}
		return true;
	}
	if (offset == SCB_ICSR)
		icsr_write(core, value);
	else if (offset == SCB_AIRCR)
		aircr_write(core, value);
	else if (offset >= SCB_SHPR1 && offset <= SCB_SHPR3)
		shpr_write(core, offset, value, mask);
	else if (offset == SCB_SHCSR)
		shcsr_write(core, (shcsr_read(core) & ~mask) | value);
	else
		return false;
	return true;
}
