/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The virtual Cortex-M4 from outside: time, slices, interrupts at any point, lock-up, code that
 * changes, rights, debugging.
 */
#include "cortex_m_rig.h"

#include <errno.h>
#include <string.h>

#define CODE(...)                                                                                  \
	do {                                                                                       \
		static const uint16_t code_[] = {__VA_ARGS__};                                     \
		rig_code(&rig, code_, sizeof(code_) / sizeof(code_[0]));                           \
	} while (0)

#define NOP  0xBF00
#define WFI  0xBF30
#define WFE  0xBF20
#define SEV  0xBF40
#define SPIN 0xE7FE /* b . */

static struct rig rig;

static int setup(void **state)
{
	(void)state;
	rig_open(&rig);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rig_close(&rig);
	return 0;
}

/* --- Time ----------------------------------------------------------------------------------- */

static void test_time(void **state)
{
	(void)state;
	/* movs, adds, b .: one cycle each; the spin ends with the budget, to the cycle. */
	CODE(0x2001, 0x3001, SPIN);
	assert_int_equal(cortex_m_run(rig.core, 1000 * RIG_PS), CORTEX_M_BUDGET);
	assert_int_equal(cortex_m_cycles(rig.core), 1000);
	assert_int_equal(rig.timeline.now, 1000 * RIG_PS);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_R0), 2);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_PC), RIG_SRAM + 4);
	/* A time that is over already runs nothing. */
	assert_int_equal(cortex_m_run(rig.core, 5), CORTEX_M_BUDGET);
	assert_int_equal(cortex_m_cycles(rig.core), 1000);
	/* Part of a cycle is a cycle. */
	assert_int_equal(cortex_m_run(rig.core, 1000 * RIG_PS + 1), CORTEX_M_BUDGET);
	assert_int_equal(cortex_m_cycles(rig.core), 1001);
	cortex_m_set_cycle(rig.core, 2 * RIG_PS);
	assert_int_equal(cortex_m_run(rig.core, rig.timeline.now + 100 * RIG_PS), CORTEX_M_BUDGET);
	assert_int_equal(cortex_m_cycles(rig.core), 1051);
}

static void test_event_in_slice(void **state)
{
	/* ldr r0, =0x40000F18; movs r1, #100; str r1, [r0]; b . : an alarm in 100 ns */
	(void)state;
	CODE(0x4802, 0x2164, 0x6001, SPIN, NOP, NOP, 0x0F18, 0x4000);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_MS), CORTEX_M_BUDGET);
	/* Two instructions before the store, whose time counts. */
	assert_int_equal(rig.alarm.when, 2 * RIG_PS + 100 * PS_PER_NS);
	assert_int_equal(rig.timeline.now, rig.alarm.when);
}

static void test_hold_in_slice(void **state)
{
	(void)state;
	CODE(0x4801, 0x6001, SPIN, NOP, 0x0F00, 0x4000);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_MS), CORTEX_M_STOPPED);
	assert_true(rig.done);
	cortex_m_hold(rig.core);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_MS), CORTEX_M_HELD);
	rig.done = false;
	cortex_m_release(rig.core);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_MS), CORTEX_M_STOPPED);
	assert_true(rig.done);
}

static void test_sleep_and_events(void **state)
{
	(void)state;
	/* wfe; adds r0, #1; wfi; adds r0, #2; sev; wfe; adds r0, #4; wfe; b . */
	CODE(WFE, 0x3001, WFI, 0x3002, SEV, WFE, 0x3004, WFE, SPIN);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_MS), CORTEX_M_SLEEPING);
	assert_int_equal(rig.timeline.now, RIG_PS);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_MS), CORTEX_M_SLEEPING);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_R0), 0);
	cortex_m_event_in(rig.core);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_MS), CORTEX_M_SLEEPING);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_R0), 1);
	assert_int_equal(rig.sleeps, 2);
	/* An event does not end WFI; NMI does. */
	cortex_m_event_in(rig.core);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_MS), CORTEX_M_SLEEPING);
	rig_set_word(&rig, 8, RIG_SRAM + 0x101);
	rig_set_word(&rig, RIG_SRAM + 0x100, 0x47704770); /* bx lr */
	cortex_m_set_nmi(rig.core, true);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_MS), CORTEX_M_SLEEPING);
	assert_int_equal(rig.entries[2], 1);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_R0), 7);
	assert_int_equal(rig.events, 1);
}

/* --- Interrupts at any point ---------------------------------------------------------------- */

static uint32_t stops, irqs, nested;

/* Two interrupts behind every block of the program, and sometimes within a handler, where they nest
 * or are chained. (Behind every block of all, the program would never get on.) */
static void disturb(struct rig *at)
{
	bool handler = cortex_m_get(at->core, CORTEX_M_XPSR) & 0x1FF;
	static uint32_t pc;
	uint32_t pending;

	stops++;
	irqs = irqs * 1664525u + 1013904223u;
	assert_int_equal(cortex_m_read_memory(at->core, 0xE000E200, &pending, 4), 0);
	if (pending || (handler && irqs >> 20 & 7) ||
	    (!handler && cortex_m_get(at->core, CORTEX_M_PC) == pc))
		return;
	nested += handler;
	if (!handler)
		pc = cortex_m_get(at->core, CORTEX_M_PC);
	cortex_m_set_irq(at->core, irqs >> 28, true);
	cortex_m_set_irq(at->core, irqs >> 28, false);
	cortex_m_set_irq(at->core, irqs >> 24 & 15, true);
	cortex_m_set_irq(at->core, irqs >> 24 & 15, false);
}

static void run_workload(uint64_t slice, uint32_t *results, uint64_t *cycles, uint32_t *registers)
{
	struct rig other;

	rig_open(&other);
	rig_load(&other, "cortex_m_workload");
	rig_set_word(&other, RIG_RESULTS + 16, 1);
	stops = 0;
	irqs = 1;
	while (!other.done) {
		enum cortex_m_exit exit = cortex_m_run(other.core, other.timeline.now + slice);

		assert_true(exit == CORTEX_M_BUDGET || exit == CORTEX_M_STOPPED);
		if (slice < PS_PER_MS)
			disturb(&other);
	}
	for (unsigned i = 0; i < 4; i++)
		results[i] = rig_word(&other, RIG_RESULTS + 4 * i);
	*cycles = cortex_m_cycles(other.core);
	for (int i = 0; i < 16; i++)
		registers[i] = cortex_m_get(other.core, (enum cortex_m_register)i);
	rig_close(&other);
}

static void test_interrupts_everywhere(void **state)
{
	uint32_t calm[4], disturbed[4], again[4], registers[16], others[16];
	uint64_t cycles, more, same;

	(void)state;
	run_workload(PS_PER_S, calm, &cycles, registers);
	assert_int_equal(calm[0], 1);
	/* A slice of one cycle is one block: an interrupt behind every one. */
	run_workload(1, disturbed, &more, registers);
	assert_memory_equal(calm, disturbed, sizeof(calm));
	assert_true(more > cycles);
	assert_true(stops > 10000);
	assert_true(nested > 100);
	run_workload(1, again, &same, others);
	assert_int_equal(more, same);
	assert_memory_equal(registers, others, sizeof(registers));
	/* Slices without interrupts change nothing at all. */
	run_workload(PS_PER_MS, again, &same, others);
	assert_int_equal(cycles, same);
}

/* --- Faults --------------------------------------------------------------------------------- */

static void test_lockup(void **state)
{
	struct cortex_m_fault fault;

	(void)state;
	/* udf; HardFault's handler is one too */
	CODE(NOP, 0xDE00, SPIN);
	rig_vector(&rig, 3, RIG_SRAM + 2);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_MS), CORTEX_M_LOCKUP);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_MS), CORTEX_M_LOCKUP);
	assert_int_equal(rig.lockups, 1);
	cortex_m_last_fault(rig.core, &fault);
	assert_int_equal(fault.pc, RIG_SRAM + 2);
	assert_int_equal(fault.cfsr, 0x10000);
	assert_int_equal(fault.hfsr, 0x40000000);
	assert_int_equal(fault.count, 2);
	/* The first one is remembered, with the status of that time: not yet a fault in a handler. */
	assert_true(cortex_m_fault_before(rig.core, 1, &fault));
	assert_int_equal(fault.pc, RIG_SRAM + 2);
	assert_int_equal(fault.exception, 3);
	assert_int_equal(fault.count, 1);
	assert_false(fault.breakpoint);
	assert_false(cortex_m_fault_before(rig.core, 2, &fault));
	assert_false(cortex_m_fault_before(rig.core, CORTEX_M_FAULTS, &fault));
	/* Only a reset helps. */
	CODE(SPIN);
	assert_int_equal(cortex_m_run(rig.core, rig.timeline.now + PS_PER_US), CORTEX_M_BUDGET);
	cortex_m_last_fault(rig.core, &fault);
	assert_int_equal(fault.exception, 0);
	assert_false(cortex_m_fault_before(rig.core, 0, &fault));
}

static void test_breakpoint_number(void **state)
{
	struct cortex_m_fault fault;

	(void)state;
	/* bkpt 0xAB; b . : HardFault's handler is the latter */
	CODE(0xBEAB, SPIN);
	rig_vector(&rig, 3, RIG_SRAM + 2);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_MS), CORTEX_M_BUDGET);
	cortex_m_last_fault(rig.core, &fault);
	assert_int_equal(fault.exception, 3);
	assert_int_equal(fault.pc, RIG_SRAM);
	assert_int_equal(fault.hfsr, 0x80000000);
	assert_true(fault.breakpoint);
	assert_int_equal(fault.breakpoint_number, 0xAB);
}

static void test_push(void **state)
{
	struct cortex_m_fault fault;

	(void)state;
	/* ldr r0, =0x40001008; mov sp, r0; push {r0-r3}; b . : neither the registers nor the frame of
	 * the fault have a place. */
	CODE(0x4802, 0x4685, 0x2107, 0xB40F, SPIN, NOP, 0x1008, 0x4000);
	rig_vector(&rig, 3, RIG_SRAM + 8);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_MS), CORTEX_M_BUDGET);
	cortex_m_last_fault(rig.core, &fault);
	assert_int_equal(fault.exception, 3);
	assert_int_equal(fault.pc, RIG_SRAM + 6);
	assert_int_equal(fault.cfsr, 0x8200 | 0x1000); /* PRECISERR, BFARVALID, STKERR */
	assert_int_equal(fault.bfar, 0x40001000);
	assert_int_equal(rig.device[0xFE8 / 4], RIG_DEVICE + 0x1008); /* the frame's r0 */
}

static void test_vectors(void **state)
{
	struct cortex_m_fault fault;
	static const uint16_t code[] = {SPIN};

	(void)state;
	/* VTOR at the device: the vector of NMI is readable there, the one behind it is not. */
	rig_code(&rig, code, 1);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_US), CORTEX_M_BUDGET);
	rig_vector(&rig, 3, RIG_SRAM);
	assert_int_equal(cortex_m_write_memory(rig.core, 0xE000ED08, &(uint32_t){0x40001000}, 4),
			 0);
	cortex_m_set_nmi(rig.core, true);
	assert_int_equal(cortex_m_run(rig.core, 2 * PS_PER_US), CORTEX_M_LOCKUP);
	/* Reset without readable vectors. */
	rig_code(&rig, code, 1);
	assert_int_equal(cortex_m_protect(rig.core, 0, 4096, CORTEX_M_NO_ACCESS), 0);
	assert_int_equal(cortex_m_run(rig.core, 3 * PS_PER_US), CORTEX_M_LOCKUP);
	cortex_m_last_fault(rig.core, &fault);
	assert_int_equal(rig.lockups, 2);
}

static void test_vector_of_interrupt(void **state)
{
	struct cortex_m_fault fault;

	(void)state;
	/* Vectors below 0x40001000 can be read, those of interrupts from 48 on not. */
	CODE(SPIN, SPIN);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_US), CORTEX_M_BUDGET);
	rig.device[(0xF00 + 12) / 4] = RIG_SRAM + 3;
	assert_int_equal(cortex_m_write_memory(rig.core, 0xE000ED08, &(uint32_t){0x40000F00}, 4),
			 0);
	assert_int_equal(cortex_m_write_memory(rig.core, 0xE000E104, &(uint32_t){1 << 18}, 4), 0);
	cortex_m_set_irq(rig.core, 50, true);
	assert_int_equal(cortex_m_run(rig.core, 2 * PS_PER_US), CORTEX_M_BUDGET);
	cortex_m_last_fault(rig.core, &fault);
	assert_int_equal(fault.exception, 3);
	assert_int_equal(fault.hfsr, 2);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_PC), RIG_SRAM + 2);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_XPSR) & 0x1FF, 3);
}

static void test_firewall(void **state)
{
	struct cortex_m_fault fault;
	uint32_t address = RIG_SRAM + 0x9000;

	(void)state;
	/* ldr r0, =address; ldr r1, [r0]; str r1, [r0]; b . */
	CODE(0x4801, 0x6801, 0x6001, SPIN, 0x9000, 0x1000);
	rig_vector(&rig, 3, RIG_SRAM + 6);
	assert_int_equal(cortex_m_protect(rig.core, address, 4096, CORTEX_M_READ), 0);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_US), CORTEX_M_BUDGET);
	cortex_m_last_fault(rig.core, &fault);
	assert_int_equal(fault.pc, RIG_SRAM + 4);
	assert_int_equal(fault.cfsr, 0x8200);
	assert_int_equal(fault.bfar, address);
	CODE(0x4801, 0x6801, 0x6001, SPIN, 0x9000, 0x1000);
	assert_int_equal(cortex_m_protect(rig.core, address, 4096, CORTEX_M_NO_ACCESS), 0);
	assert_int_equal(cortex_m_run(rig.core, rig.timeline.now + PS_PER_US), CORTEX_M_BUDGET);
	cortex_m_last_fault(rig.core, &fault);
	assert_int_equal(fault.pc, RIG_SRAM + 2);
	/* Given back. */
	CODE(0x4801, 0x6801, 0x6001, SPIN, 0x9000, 0x1000);
	assert_int_equal(cortex_m_protect(rig.core, address, 4096, 7), 0);
	assert_int_equal(cortex_m_run(rig.core, rig.timeline.now + PS_PER_US), CORTEX_M_BUDGET);
	cortex_m_last_fault(rig.core, &fault);
	assert_int_equal(fault.exception, 0);
	assert_int_equal(cortex_m_protect(rig.core, address + 4, 4096, 0), -EINVAL);
	assert_int_equal(cortex_m_protect(rig.core, 0x20000000, 4096, 0), -EINVAL);
}

static void test_code_changes(void **state)
{
	(void)state;
	/* The same place runs by both addresses; new code written from outside is seen at both. */
	CODE(0x2001, SPIN);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_US), CORTEX_M_BUDGET);
	cortex_m_set(rig.core, CORTEX_M_PC, RIG_ALIAS);
	assert_int_equal(cortex_m_run(rig.core, 2 * PS_PER_US), CORTEX_M_BUDGET);
	rig.sram[0] = 5; /* movs r0, #5 */
	cortex_m_memory_changed(rig.core, RIG_ALIAS, 2);
	cortex_m_set(rig.core, CORTEX_M_PC, RIG_SRAM);
	assert_int_equal(cortex_m_run(rig.core, 3 * PS_PER_US), CORTEX_M_BUDGET);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_R0), 5);
	cortex_m_set(rig.core, CORTEX_M_R0, 0);
	cortex_m_set(rig.core, CORTEX_M_PC, RIG_ALIAS);
	assert_int_equal(cortex_m_run(rig.core, 4 * PS_PER_US), CORTEX_M_BUDGET);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_R0), 5);
}

/* --- Debugging ------------------------------------------------------------------------------ */

static void test_debug(void **state)
{
	uint32_t word = 0;

	(void)state;
	/* movs r0,#1; adds r0,#1; adds r0,#1; cmp r0,#0; ite eq; addeq r1,#1; addne r2,#1; bkpt; b . */
	CODE(0x2001, 0x3001, 0x3001, 0x2800, 0xBF0C, 0x3101, 0x3201, 0xBE00, SPIN);
	cortex_m_set_debug(rig.core, true);
	assert_int_equal(cortex_m_breakpoint_set(rig.core, RIG_SRAM + 4), 0);
	assert_int_equal(cortex_m_breakpoint_set(rig.core, RIG_SRAM + 4), -EEXIST);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_US), CORTEX_M_HALTED);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_PC), RIG_SRAM + 4);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_R0), 2);
	assert_int_equal(cortex_m_cycles(rig.core), 2);
	assert_true(cortex_m_halted(rig.core));
	assert_int_equal(cortex_m_run(rig.core, PS_PER_US), CORTEX_M_HALTED);
	cortex_m_step(rig.core);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_US), CORTEX_M_HALTED);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_PC), RIG_SRAM + 6);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_R0), 3);
	assert_int_equal(cortex_m_cycles(rig.core), 3);
	/* BKPT halts. */
	cortex_m_resume(rig.core);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_US), CORTEX_M_HALTED);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_PC), RIG_SRAM + 14);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_R0 + 1), 0);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_R0 + 2), 1);
	cortex_m_set(rig.core, CORTEX_M_PC, RIG_SRAM + 16);
	cortex_m_step(rig.core);
	assert_int_equal(cortex_m_run(rig.core, 2 * PS_PER_US), CORTEX_M_HALTED);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_PC), RIG_SRAM + 16);
	cortex_m_resume(rig.core);
	assert_int_equal(cortex_m_run(rig.core, 3 * PS_PER_US), CORTEX_M_BUDGET);
	cortex_m_halt(rig.core);
	assert_int_equal(cortex_m_run(rig.core, 4 * PS_PER_US), CORTEX_M_HALTED);
	assert_int_equal(cortex_m_breakpoint_clear(rig.core, RIG_SRAM + 4), 0);
	assert_int_equal(cortex_m_breakpoint_clear(rig.core, RIG_SRAM + 4), -ENOENT);
	/* In an IT block: what comes behind has not happened. */
	assert_int_equal(cortex_m_breakpoint_set(rig.core, RIG_SRAM + 12), 0);
	cortex_m_set(rig.core, CORTEX_M_PC, RIG_SRAM);
	cortex_m_resume(rig.core);
	assert_int_equal(cortex_m_run(rig.core, 5 * PS_PER_US), CORTEX_M_HALTED);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_PC), RIG_SRAM + 12);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_R0 + 2), 1);
	cortex_m_step(rig.core);
	assert_int_equal(cortex_m_run(rig.core, 6 * PS_PER_US), CORTEX_M_HALTED);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_R0 + 2), 2);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_PC), RIG_SRAM + 14);

	word = 0x11223344;
	assert_int_equal(cortex_m_write_memory(rig.core, RIG_SRAM + 0x101, &word, 4), 0);
	word = 0;
	assert_int_equal(cortex_m_read_memory(rig.core, RIG_ALIAS + 0x101, &word, 4), 0);
	assert_int_equal(word, 0x11223344);
	assert_int_equal(cortex_m_read_memory(rig.core, 0xE000ED00, &word, 4), 0);
	assert_int_equal(word, 0x410FC241);
	assert_int_equal(cortex_m_read_memory(rig.core, 0x40001000, &word, 4), -EFAULT);
}

/* The core stops before a block in which instructions are to be looked at, and goes on: one step. */
static void test_step_watched(void **state)
{
	const uint32_t trap_divide = 0x210;

	(void)state;
	/* movs r0,#8; movs r1,#2; udiv r2,r0,r1; adds r3,#1; adds r3,#1; b . */
	CODE(0x2008, 0x2102, 0xFBB0, 0xF2F1, 0x3301, 0x3301, SPIN);
	cortex_m_set_debug(rig.core, true);
	cortex_m_halt(rig.core);
	assert_int_equal(cortex_m_run(rig.core, PS_PER_US), CORTEX_M_HALTED);
	assert_int_equal(cortex_m_write_memory(rig.core, 0xE000ED14, &trap_divide, 4), 0);
	for (unsigned i = 1; i <= 3; i++) {
		cortex_m_step(rig.core);
		assert_int_equal(cortex_m_run(rig.core, PS_PER_US), CORTEX_M_HALTED);
		assert_int_equal(cortex_m_get(rig.core, CORTEX_M_PC),
				 RIG_SRAM + 2 * i + (i == 3 ? 2 : 0));
	}
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_R0 + 2), 4);
	cortex_m_set(rig.core, CORTEX_M_PC, RIG_SRAM);
	cortex_m_resume(rig.core);
	assert_int_equal(cortex_m_run(rig.core, 2 * PS_PER_US), CORTEX_M_BUDGET);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_R0 + 3), 2);
}

static void test_registers(void **state)
{
	static const enum cortex_m_register all[] = {
		CORTEX_M_R0,  CORTEX_M_SP,    CORTEX_M_LR, CORTEX_M_PC,
		CORTEX_M_PSP, CORTEX_M_FPSCR, CORTEX_M_S0, CORTEX_M_S0 + 31,
	};

	(void)state;
	CODE(SPIN);
	assert_int_equal(cortex_m_run(rig.core, RIG_PS), CORTEX_M_BUDGET);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_SP), RIG_SRAM + 0x8000);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_MSP), RIG_SRAM + 0x8000);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_XPSR), 0x01000000);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		cortex_m_set(rig.core, all[i], 0x10001000 + 16 * (uint32_t)i);
		assert_int_equal(cortex_m_get(rig.core, all[i]), all[i] == CORTEX_M_FPSCR
									 ? 0x10000050 & 0xF7C0009F
									 : 0x10001000 + 16 * i);
	}
	cortex_m_set(rig.core, CORTEX_M_BASEPRI, 0x8F);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_BASEPRI), 0x80);
	cortex_m_set(rig.core, CORTEX_M_PRIMASK, 1);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_PRIMASK), 1);
	cortex_m_set(rig.core, CORTEX_M_CONTROL, 3);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_CONTROL), 3);
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_SP), cortex_m_get(rig.core, CORTEX_M_PSP));
	assert_int_equal(cortex_m_get(rig.core, CORTEX_M_MSP), 0x10001010);
}

static void test_create(void **state)
{
	static uint8_t memory[2 * 4096];
	struct cortex_m_memory areas[2] = {{"a", 0, 4096, memory}, {"b", 0, 4096, memory}};
	struct timeline timeline;
	struct cortex_m_config config = {
		.memories = areas,
		.memory_count = 2,
		.timeline = &timeline,
		.irq_count = 240,
		.priority_bits = 4,
		.cycle_ps = 1000,
	};
	struct cortex_m *core;

	(void)state;
	timeline_init(&timeline);
	assert_int_equal(cortex_m_create(&core, &config), -EINVAL); /* overlap */
	areas[1].address = 4096 + 2048;
	assert_int_equal(cortex_m_create(&core, &config), -EINVAL); /* not a page */
	areas[1].address = 4096;
	config.irq_count = 241;
	assert_int_equal(cortex_m_create(&core, &config), -EINVAL);
	config.irq_count = 240;
	assert_int_equal(cortex_m_create(&core, &config), 0);
	assert_int_equal(cortex_m_run(core, 1000), CORTEX_M_HELD);
	cortex_m_destroy(core);
	assert_null(timeline.precise);
	cortex_m_destroy(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_time, setup, teardown),
		cmocka_unit_test_setup_teardown(test_event_in_slice, setup, teardown),
		cmocka_unit_test_setup_teardown(test_hold_in_slice, setup, teardown),
		cmocka_unit_test_setup_teardown(test_sleep_and_events, setup, teardown),
		cmocka_unit_test(test_interrupts_everywhere),
		cmocka_unit_test_setup_teardown(test_lockup, setup, teardown),
		cmocka_unit_test_setup_teardown(test_breakpoint_number, setup, teardown),
		cmocka_unit_test_setup_teardown(test_push, setup, teardown),
		cmocka_unit_test_setup_teardown(test_vectors, setup, teardown),
		cmocka_unit_test_setup_teardown(test_vector_of_interrupt, setup, teardown),
		cmocka_unit_test_setup_teardown(test_firewall, setup, teardown),
		cmocka_unit_test_setup_teardown(test_code_changes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_debug, setup, teardown),
		cmocka_unit_test_setup_teardown(test_step_watched, setup, teardown),
		cmocka_unit_test_setup_teardown(test_registers, setup, teardown),
		cmocka_unit_test(test_create),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
