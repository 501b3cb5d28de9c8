/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A virtual Cortex-M4 with memory, a few device registers and a log, for tests.
 *
 *   0x00000000  64 KiB   vectors
 *   0x10000000  256 KiB  memory, also at 0x30000000
 *   0x40000000  4 KiB    device registers that keep what is written; behind them: bus errors
 *   0x40000800           of these it is known that reading is steady; such reads are not counted
 *   0x40000F00           writing ends the test program
 */
#ifndef COPRO_TESTS_CORTEX_M_RIG_H
#define COPRO_TESTS_CORTEX_M_RIG_H

#include "board/cortex_m/cortex_m.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define RIG_VECTORS   0x00000000u
#define RIG_SRAM      0x10000000u
#define RIG_SRAM_SIZE 0x40000u
#define RIG_ALIAS     0x30000000u
#define RIG_DEVICE    0x40000000u
#define RIG_STEADY    0x40000800u
#define RIG_DONE      0x40000F00u
#define RIG_IRQ	      0x40000F10u /* bits written here are the levels of interrupts 0-31 */
#define RIG_EVENT     0x40000F14u /* written: RXEV */
#define RIG_ALARM     0x40000F18u /* written: interrupt 5 in so many ns */
#define RIG_RESULTS   0x1001F000u /* what check() of test programs fills */
#define RIG_PS	      10000u /* 100 MHz */

struct rig {
	struct cortex_m *core;
	struct timeline timeline;
	uint8_t *vectors, *sram;
	uint32_t device[1024];
	bool done;
	unsigned lockups, resets, events, sleeps, deep_sleeps, notes, bus_reads, bus_writes;
	unsigned entries[256];
	uint8_t trace[64]; /* exceptions in the order they were entered */
	size_t traced;
	struct timeline_event alarm;
	/* May replace the interrupt lines' behaviour: called after each stop of the core. */
	void (*stopped)(struct rig *rig);
};

void rig_open(struct rig *rig);
void rig_close(struct rig *rig);
/* An ELF file of tests/firmware by its name, then reset. */
void rig_load(struct rig *rig, const char *name);
/* Halfwords at 0x10000000, stack at 0x10008000, then reset. */
void rig_code(struct rig *rig, const uint16_t *code, size_t count);
void rig_vector(struct rig *rig, unsigned exception, uint32_t address);
uint32_t rig_word(struct rig *rig, uint32_t address);
void rig_set_word(struct rig *rig, uint32_t address, uint32_t value);
/* Runs with events until the program is done, an exit other than the budget, or `ps` more. */
enum cortex_m_exit rig_run(struct rig *rig, uint64_t ps);
/* Loads, runs and reports each check() that failed. */
void rig_run_checks(struct rig *rig, const char *name);

#endif
