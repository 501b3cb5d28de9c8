/* SPDX-License-Identifier: BSD-3-Clause */
#include "spin_pair.h"

#include <stdio.h>
#include <string.h>

#define HANDLER 0x10003000u

static const uint16_t handler[] = {
	0x4802, /* ldr r0, =TICKS */
	0x6801, /* ldr r1, [r0] */
	0x3101, /* adds r1, #1 */
	0x6001, /* str r1, [r0] */
	0x4770, /* bx lr */
	0xBF00, TICKS & 0xFFFF, TICKS >> 16,
};

static void one_open(struct rig *rig, const uint16_t *code, size_t count)
{
	const uint32_t interrupt_0 = 1;

	rig_open(rig);
	memcpy(rig->sram + (HANDLER - RIG_SRAM), handler, sizeof(handler));
	rig_vector(rig, 16, HANDLER);
	rig_code(rig, code, count);
	assert_int_equal(cortex_m_write_memory(rig->core, 0xE000E100, &interrupt_0, 4), 0);
}

void pair_open(struct pair *pair, const uint16_t *code, size_t count)
{
	one_open(&pair->skips, code, count);
	one_open(&pair->executes, code, count);
	cortex_m_set_skip(pair->executes.core, false);
}

void pair_close(struct pair *pair)
{
	assert_int_equal(cortex_m_skipped(pair->executes.core), 0);
	rig_close(&pair->skips);
	rig_close(&pair->executes);
}

static char what_runs[64] = "a loop";

void pair_name(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(what_runs, sizeof(what_runs), format, arguments);
	va_end(arguments);
}

static void same(bool is, const char *what)
{
	if (!is)
		fail_msg("%s: other %s than when all is executed", what_runs, what);
}

static void pair_same(struct pair *pair)
{
	struct rig *a = &pair->skips, *b = &pair->executes;

	same(cortex_m_cycles(a->core) == cortex_m_cycles(b->core), "cycles");
	same(a->timeline.now == b->timeline.now, "time");
	for (int i = 0; i < CORTEX_M_S0 + 32; i++)
		same(cortex_m_get(a->core, (enum cortex_m_register)i) ==
			     cortex_m_get(b->core, (enum cortex_m_register)i),
		     "registers");
	same(!memcmp(a->sram, b->sram, RIG_SRAM_SIZE), "memory");
	same(!memcmp(a->device, b->device, sizeof(a->device)), "device registers");
	same(a->bus_reads == b->bus_reads && a->bus_writes == b->bus_writes, "accesses");
	same(!memcmp(a->entries, b->entries, sizeof(a->entries)), "exceptions");
	same(a->events == b->events, "events");
}

void pair_run(struct pair *pair, uint64_t ps)
{
	const enum cortex_m_exit exit = rig_run(&pair->skips, ps);

	assert_int_equal(exit, rig_run(&pair->executes, ps));
	pair_same(pair);
}

void pair_set(struct pair *pair, uint32_t address, uint32_t value)
{
	rig_set_word(&pair->skips, address, value);
	rig_set_word(&pair->executes, address, value);
}

void pair_write(struct pair *pair, uint32_t address, uint32_t value)
{
	assert_int_equal(cortex_m_write_memory(pair->skips.core, address, &value, 4), 0);
	assert_int_equal(cortex_m_write_memory(pair->executes.core, address, &value, 4), 0);
}

void pair_register(struct pair *pair, unsigned number, uint32_t value)
{
	cortex_m_set(pair->skips.core, (enum cortex_m_register)number, value);
	cortex_m_set(pair->executes.core, (enum cortex_m_register)number, value);
}

void pair_code(struct pair *pair, uint32_t address, const uint16_t *code, size_t count)
{
	memcpy(pair->skips.sram + (address - RIG_SRAM), code, count * sizeof(*code));
	memcpy(pair->executes.sram + (address - RIG_SRAM), code, count * sizeof(*code));
}

void pair_interrupt(struct pair *pair)
{
	for (int level = 1; level >= 0; level--) {
		cortex_m_set_irq(pair->skips.core, 0, level);
		cortex_m_set_irq(pair->executes.core, 0, level);
	}
}

unsigned pair_skipped(const struct pair *pair)
{
	return (unsigned)(cortex_m_skipped(pair->skips.core) * 1000 /
			  cortex_m_cycles(pair->skips.core));
}
