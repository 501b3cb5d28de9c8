/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The external interrupts' registers (ARM DDI 0403 B3.4) and their input lines.
 */
#include "board/cortex_m/internal.h"

#include <string.h>

enum {
	NVIC_ISER = 0x100,
	NVIC_ICER = 0x180,
	NVIC_ISPR = 0x200,
	NVIC_ICPR = 0x280,
	NVIC_IABR = 0x300,
	NVIC_IPR = 0x400,
	NVIC_BITS_END = 0x340,
	NVIC_IPR_END = 0x4F0
};

static unsigned first_of(const struct cortex_m *core, uint32_t offset)
{
	unsigned first = (offset & 0x7F) / 4 * 32;

	return first < core->irq_count ? first : EXC_COUNT;
}

/* The exceptions of one register's bits: interrupt n is exception 16 + n. */
static uint32_t bits_read(const struct cortex_m *core, const uint32_t *bits, unsigned first)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < 32 && first + i < core->irq_count; i++)
		value |= (uint32_t)bit_test(bits, EXC_IRQ0 + first + i) << i;
	return value;
}

static void bits_write(struct cortex_m *core, uint32_t *bits, unsigned first, uint32_t value,
		       bool set)
{
	for (unsigned i = 0; i < 32 && first + i < core->irq_count; i++)
		if (value >> i & 1)
			bit_put(bits, EXC_IRQ0 + first + i, set);
}

uint32_t nvic_read(struct cortex_m *core, uint32_t offset)
{
	unsigned first = first_of(core, offset);
	uint32_t value = 0;

	if (offset >= NVIC_IPR && offset < NVIC_IPR_END) {
		for (unsigned i = 0; i < 4; i++)
			if (offset - NVIC_IPR + i < core->irq_count)
				value |= (uint32_t)core->priority[EXC_IRQ0 + offset - NVIC_IPR + i]
					 << (8 * i);
		return value;
	}
	if (first == EXC_COUNT || offset < NVIC_ISER || offset >= NVIC_BITS_END)
		return 0;
	if (offset < NVIC_ISPR)
		return bits_read(core, core->enabled, first);
	if (offset < NVIC_IABR)
		return bits_read(core, core->pending, first);
	return bits_read(core, core->active, first);
}

void nvic_write(struct cortex_m *core, uint32_t offset, uint32_t value, uint32_t mask)
{
	unsigned first = first_of(core, offset);

	if (offset >= NVIC_IPR && offset < NVIC_IPR_END) {
		for (unsigned i = 0; i < 4; i++)
			if (offset - NVIC_IPR + i < core->irq_count && mask >> (8 * i) & 0xFF)
				core->priority[EXC_IRQ0 + offset - NVIC_IPR + i] =
					(uint8_t)(value >> (8 * i)) & core->priority_mask;
	} else if (first == EXC_COUNT || offset < NVIC_ISER || offset >= NVIC_IABR) {
		return;
	} else if (offset < NVIC_ICER) {
		bits_write(core, core->enabled, first, value, true);
	} else if (offset < NVIC_ISPR) {
		bits_write(core, core->enabled, first, value, false);
	} else if (offset < NVIC_ICPR) {
		for (unsigned i = 0; i < 32 && first + i < core->irq_count; i++)
			if (value >> i & 1)
				exception_set_pending(core, EXC_IRQ0 + first + i, true);
	} else {
		/* A line that is still high pends again at once (B3.4.1). */
		for (unsigned i = 0; i < 32 && first + i < core->irq_count; i++)
			if (value >> i & 1 && !bit_test(core->level, EXC_IRQ0 + first + i))
				bit_put(core->pending, EXC_IRQ0 + first + i, false);
	}
	exceptions_changed(core);
}

void nvic_trigger(struct cortex_m *core, uint32_t value)
{
	unsigned irq = value & 0x1FF;

	if (irq < core->irq_count)
		exception_set_pending(core, EXC_IRQ0 + irq, true);
}

void cortex_m_set_irq(struct cortex_m *core, unsigned irq, bool level)
{
	unsigned number = EXC_IRQ0 + irq;

	if (irq >= core->irq_count || bit_test(core->level, number) == level)
		return;
	bit_put(core->level, number, level);
	/* Falling does not take back what is pending. */
	if (level)
		exception_set_pending(core, number, true);
}

void cortex_m_set_nmi(struct cortex_m *core, bool level)
{
	if (level && !core->nmi_level)
		exception_set_pending(core, EXC_NMI, true);
	core->nmi_level = level;
}
