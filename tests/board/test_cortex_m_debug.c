/* SPDX-License-Identifier: BSD-3-Clause */
/* What a debugger asks of the core: watchpoints, catches, steps through interrupts and sleep. */
#include "cortex_m_rig.h"

#include <errno.h>
#include <string.h>

#define CODE(...)                                                                                  \
	do {                                                                                       \
		static const uint16_t code_[] = {__VA_ARGS__};                                     \
		rig_code(&rig, code_, sizeof(code_) / sizeof(code_[0]));                           \
	} while (0)

#define SPIN	0xE7FE /* b . */
#define WFI	0xBF30
#define DATA	(RIG_SRAM + 0x1000)
#define HANDLER (RIG_SRAM + 0x100)
#define IRQ5	(16 + 5)
#define ENABLE	0xE000E100u /* NVIC_ISER0 */
#define SHCSR	0xE000ED24u

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

static enum cortex_m_exit run(void)
{
	return cortex_m_run(rig.core, rig.timeline.now + PS_PER_US);
}

static struct cortex_m_halt last_halt(void)
{
	struct cortex_m_halt halt;

	cortex_m_last_halt(rig.core, &halt);
	return halt;
}

#define assert_halted(reason_, pc_)                                                                \
	do {                                                                                       \
		assert_int_equal(run(), CORTEX_M_HALTED);                                          \
		assert_int_equal(last_halt().reason, reason_);                                     \
		assert_int_equal(cortex_m_get(rig.core, CORTEX_M_PC), pc_);                        \
	} while (0)

static uint32_t reg(unsigned number)
{
	return cortex_m_get(rig.core, (enum cortex_m_register)number);
}

/* Debugging, halted at the first instruction, with r2 = DATA and r4 = a device. */
static void start(void)
{
	cortex_m_set_debug(rig.core, true);
	cortex_m_catch(rig.core, CORTEX_M_CATCH_RESET);
	cortex_m_resume(rig.core);
	assert_halted(CORTEX_M_HALT_RESET, RIG_SRAM);
	cortex_m_set(rig.core, CORTEX_M_R0 + 2, DATA);
	cortex_m_set(rig.core, CORTEX_M_R0 + 4, RIG_DEVICE);
}

static void poke(uint32_t address, uint32_t value)
{
	assert_int_equal(cortex_m_write_memory(rig.core, address, &value, 4), 0);
}

/* --- Watchpoints ---------------------------------------------------------------------------- */

/* Each instruction that accesses the watched bytes is stopped at, before it does, and no other. */
static void test_watch_instructions(void **state)
{
	static const struct {
		uint32_t address, size; /* watched */
		enum cortex_m_watch kind;
		uint16_t code[3]; /* at +4, behind two instructions that touch nothing */
		bool hit;
		uint32_t first; /* byte told of */
	} cases[] = {
		/* str r3,[r2] */
		{DATA, 4, CORTEX_M_WATCH_WRITE, {0x6013, SPIN}, true, DATA},
		{DATA + 2, 1, CORTEX_M_WATCH_WRITE, {0x6013, SPIN}, true, DATA + 2},
		{DATA + 4, 4, CORTEX_M_WATCH_WRITE, {0x6013, SPIN}, false, 0},
		{DATA - 4, 4, CORTEX_M_WATCH_WRITE, {0x6013, SPIN}, false, 0},
		{DATA - 100, 200, CORTEX_M_WATCH_WRITE, {0x6013, SPIN}, true, DATA},
		{DATA, 4, CORTEX_M_WATCH_READ, {0x6013, SPIN}, false, 0},
		{DATA, 4, CORTEX_M_WATCH_ACCESS, {0x6013, SPIN}, true, DATA},
		/* ldr r1,[r2] */
		{DATA, 4, CORTEX_M_WATCH_WRITE, {0x6811, SPIN}, false, 0},
		{DATA, 1, CORTEX_M_WATCH_READ, {0x6811, SPIN}, true, DATA},
		{DATA, 4, CORTEX_M_WATCH_ACCESS, {0x6811, SPIN}, true, DATA},
		/* ldrd r0,r1,[r2]: the second word */
		{DATA + 4, 4, CORTEX_M_WATCH_READ, {0xE9D2, 0x0100, SPIN}, true, DATA + 4},
		/* strd r0,r1,[r2,#-8] */
		{DATA - 5, 1, CORTEX_M_WATCH_WRITE, {0xE942, 0x0102, SPIN}, true, DATA - 5},
		/* strh r3,[r2,#4] */
		{DATA + 6, 2, CORTEX_M_WATCH_WRITE, {0x8093, SPIN}, false, 0},
		{DATA + 5, 1, CORTEX_M_WATCH_WRITE, {0x8093, SPIN}, true, DATA + 5},
		/* stmia r2!,{r4,r5} */
		{DATA + 4, 4, CORTEX_M_WATCH_WRITE, {0xC230, SPIN}, true, DATA + 4},
		/* push {r4,lr} */
		{RIG_SRAM + 0x7FFC,
		 4,
		 CORTEX_M_WATCH_WRITE,
		 {0xB510, SPIN},
		 true,
		 RIG_SRAM + 0x7FFC},
		{RIG_SRAM + 0x7FF4, 4, CORTEX_M_WATCH_WRITE, {0xB510, SPIN}, false, 0},
		/* ldrb.w r0,[r2,r1,lsl #2], r1 being 0 */
		{DATA, 1, CORTEX_M_WATCH_READ, {0xF812, 0x0021, SPIN}, true, DATA},
		/* str.w r3,[r2,#-4]! */
		{DATA - 4, 4, CORTEX_M_WATCH_WRITE, {0xF842, 0x3D04, SPIN}, true, DATA - 4},
		/* str r3,[r4] and ldr r1,[r4]: a device */
		{RIG_DEVICE, 4, CORTEX_M_WATCH_WRITE, {0x6023, SPIN}, true, RIG_DEVICE},
		{RIG_DEVICE, 4, CORTEX_M_WATCH_READ, {0x6821, SPIN}, true, RIG_DEVICE},
		{RIG_DEVICE + 4, 4, CORTEX_M_WATCH_READ, {0x6821, SPIN}, false, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const uint16_t *c = cases[i].code;
		const uint16_t code[] = {0xBF00, 0x3601, c[0], c[1], c[2]};
		uint32_t writes, next;

		rig_code(&rig, code, 5);
		start();
		assert_int_equal(cortex_m_watch_set(rig.core, cases[i].address, cases[i].size,
						    cases[i].kind),
				 0);
		writes = rig.bus_writes + rig.bus_reads;
		cortex_m_resume(rig.core);
		if (!cases[i].hit) {
			assert_int_equal(run(), CORTEX_M_BUDGET);
		} else {
			if (run() != CORTEX_M_HALTED)
				fail_msg("case %zu: not hit", i);
			assert_int_equal(reg(CORTEX_M_PC), RIG_SRAM + 4);
			assert_int_equal(last_halt().reason, CORTEX_M_HALT_WATCH);
			assert_int_equal(last_halt().address, cases[i].first);
			assert_int_equal(last_halt().kind, cases[i].kind);
			assert_int_equal(reg(CORTEX_M_R0 + 2), DATA);
			assert_int_equal(reg(CORTEX_M_R0 + 1), 0);
			assert_int_equal(reg(CORTEX_M_SP), RIG_SRAM + 0x8000);
			assert_int_equal(rig.bus_writes + rig.bus_reads, writes);
			assert_int_equal(cortex_m_cycles(rig.core), 2);
			/* Going on is not held by the one just told of; a step makes the access. */
			cortex_m_step(rig.core);
			assert_int_equal(run(), CORTEX_M_HALTED);
			assert_int_equal(last_halt().reason, CORTEX_M_HALT_STEP);
			next = RIG_SRAM + 6 + (c[0] >= 0xE800 ? 2 : 0);
			assert_int_equal(reg(CORTEX_M_PC), next);
			assert_int_equal(cortex_m_cycles(rig.core), 3);
			cortex_m_resume(rig.core);
			assert_int_equal(run(), CORTEX_M_BUDGET);
		}
		assert_int_equal(cortex_m_watch_clear(rig.core, cases[i].address, cases[i].size,
						      cases[i].kind),
				 0);
	}
}

/* What an IT instruction skips does not access, and what it does not skip is stopped in its middle. */
static void test_watch_in_it(void **state)
{
	(void)state;
	/* cmp r0,#0; ite ne; strne r3,[r2]; streq r3,[r2]; adds r6,#1; b . */
	CODE(0x2800, 0xBF14, 0x6013, 0x6013, 0x3601, SPIN);
	start();
	assert_int_equal(cortex_m_watch_set(rig.core, DATA, 4, CORTEX_M_WATCH_WRITE), 0);
	cortex_m_resume(rig.core);
	assert_halted(CORTEX_M_HALT_WATCH, RIG_SRAM + 6);
	cortex_m_set(rig.core, CORTEX_M_R0 + 3, 7);
	cortex_m_resume(rig.core);
	assert_int_equal(run(), CORTEX_M_BUDGET);
	assert_int_equal(rig_word(&rig, DATA), 7);
	assert_int_equal(reg(CORTEX_M_R0 + 6), 1);
}

/* Stepping onto an access does not hide it, and the same instruction hits again in a loop. */
static void test_watch_and_steps(void **state)
{
	(void)state;
	/* adds r3,#1; str r3,[r2]; b RIG_SRAM */
	CODE(0x3301, 0x6013, 0xE7FC);
	start();
	assert_int_equal(cortex_m_watch_set(rig.core, DATA, 4, CORTEX_M_WATCH_ACCESS), 0);
	cortex_m_step(rig.core);
	assert_halted(CORTEX_M_HALT_STEP, RIG_SRAM + 2);
	cortex_m_step(rig.core);
	assert_halted(CORTEX_M_HALT_WATCH, RIG_SRAM + 2);
	assert_true(last_halt().write);
	for (unsigned i = 1; i < 4; i++) {
		assert_int_equal(rig_word(&rig, DATA), i - 1);
		cortex_m_resume(rig.core);
		assert_halted(CORTEX_M_HALT_WATCH, RIG_SRAM + 2);
	}
	cortex_m_set_debug(rig.core, false);
	assert_int_equal(cortex_m_watches(rig.core), 0);
	assert_int_equal(run(), CORTEX_M_BUDGET);
}

static void test_watch_limits(void **state)
{
	(void)state;
	CODE(0x3301, 0x6013, 0xE7FC);
	start();
	assert_int_equal(cortex_m_watch_set(rig.core, DATA, 0, CORTEX_M_WATCH_WRITE), -EINVAL);
	assert_int_equal(cortex_m_watch_set(rig.core, 0xFFFFFFFC, 5, CORTEX_M_WATCH_WRITE),
			 -EINVAL);
	for (uint32_t i = 0; i < 16; i++)
		assert_int_equal(
			cortex_m_watch_set(rig.core, DATA + 64 + 4 * i, 4, CORTEX_M_WATCH_WRITE),
			0);
	assert_int_equal(cortex_m_watch_set(rig.core, DATA + 64, 4, CORTEX_M_WATCH_WRITE), -EEXIST);
	assert_int_equal(cortex_m_watch_set(rig.core, DATA, 4, CORTEX_M_WATCH_WRITE), -ENOSPC);
	assert_int_equal(cortex_m_watch_clear(rig.core, DATA, 4, CORTEX_M_WATCH_WRITE), -ENOENT);
	assert_int_equal(cortex_m_watches(rig.core), 16);
	cortex_m_resume(rig.core);
	assert_int_equal(run(), CORTEX_M_BUDGET);
	assert_true(rig_word(&rig, DATA) > 10);
	/* Another bus master is not seen. */
	rig_set_word(&rig, DATA + 64, 1);
	cortex_m_memory_changed(rig.core, DATA + 64, 4);
	assert_int_equal(run(), CORTEX_M_BUDGET);
}

/* --- Catches -------------------------------------------------------------------------------- */

static void test_catch_fault(void **state)
{
	struct cortex_m_fault fault;

	(void)state;
	/* adds r6,#1; udf #0; b . */
	CODE(0x3601, 0xDE00, SPIN);
	rig_vector(&rig, 3, HANDLER);
	rig_set_word(&rig, HANDLER, SPIN);
	start();
	cortex_m_catch(rig.core, CORTEX_M_CATCH_FAULT);
	cortex_m_resume(rig.core);
	assert_halted(CORTEX_M_HALT_FAULT, HANDLER);
	assert_int_equal(reg(CORTEX_M_LR), 0xFFFFFFF9);
	cortex_m_last_fault(rig.core, &fault);
	assert_int_equal(fault.pc, RIG_SRAM + 2);
	cortex_m_resume(rig.core);
	assert_int_equal(run(), CORTEX_M_BUDGET);

	/* Also at the end of a step, and not when nobody asked. */
	CODE(0x3601, 0xDE00, SPIN);
	rig_vector(&rig, 3, HANDLER);
	start();
	cortex_m_catch(rig.core, CORTEX_M_CATCH_FAULT);
	cortex_m_step(rig.core);
	assert_halted(CORTEX_M_HALT_STEP, RIG_SRAM + 2);
	cortex_m_step(rig.core);
	assert_halted(CORTEX_M_HALT_FAULT, HANDLER);

	CODE(0x3601, 0xDE00, SPIN);
	rig_vector(&rig, 3, HANDLER);
	start();
	cortex_m_catch(rig.core, 0);
	cortex_m_resume(rig.core);
	assert_int_equal(run(), CORTEX_M_BUDGET);
}

static void test_catch_lockup(void **state)
{
	(void)state;
	/* udf #0, and no handler that could be fetched. */
	CODE(0xDE00, SPIN);
	rig_vector(&rig, 3, 0xF0000000);
	start();
	cortex_m_catch(rig.core, CORTEX_M_CATCH_FAULT);
	cortex_m_resume(rig.core);
	assert_int_equal(run(), CORTEX_M_HALTED); /* HardFault is taken */
	assert_int_equal(last_halt().reason, CORTEX_M_HALT_FAULT);
	cortex_m_resume(rig.core);
	assert_int_equal(run(), CORTEX_M_HALTED);
	assert_int_equal(last_halt().reason, CORTEX_M_HALT_LOCKUP);
	cortex_m_resume(rig.core);
	assert_int_equal(run(), CORTEX_M_LOCKUP);
}

static void test_catch_reset(void **state)
{
	(void)state;
	CODE(0x3601, SPIN);
	start();
	assert_int_equal(cortex_m_breakpoint_set(rig.core, RIG_SRAM + 2), 0);
	cortex_m_resume(rig.core);
	assert_halted(CORTEX_M_HALT_BREAKPOINT, RIG_SRAM + 2);
	for (int again = 0; again < 2; again++) {
		cortex_m_hold(rig.core);
		assert_int_equal(run(), CORTEX_M_HELD);
		assert_int_equal(reg(CORTEX_M_PC), 0);
		assert_int_equal(reg(CORTEX_M_LR), 0xFFFFFFFF);
		cortex_m_resume(rig.core);
		cortex_m_release(rig.core);
		assert_halted(CORTEX_M_HALT_RESET, RIG_SRAM);
		/* Breakpoints are still there. */
		cortex_m_resume(rig.core);
		assert_halted(CORTEX_M_HALT_BREAKPOINT, RIG_SRAM + 2);
	}
	assert_int_equal(cortex_m_breakpoints(rig.core), 1);
}

/* --- Steps ---------------------------------------------------------------------------------- */

/* A handler of interrupt 5 that counts in r7 and silences the line (which `start` puts into r4). */
static void handler_install(void)
{
	/* adds r7,#1; bx lr */
	rig_vector(&rig, IRQ5, HANDLER);
	rig_set_word(&rig, HANDLER, 0x47703701);
}

static void test_step_serves_interrupts(void **state)
{
	(void)state;
	/* adds r6,#1; adds r6,#1; b . */
	CODE(0x3601, 0x3601, SPIN);
	handler_install();
	start();
	poke(ENABLE, 1u << 5);
	cortex_m_set_irq(rig.core, 5, true);
	cortex_m_set_irq(rig.core, 5, false);
	cortex_m_step(rig.core);
	assert_halted(CORTEX_M_HALT_STEP, RIG_SRAM + 2);
	assert_int_equal(reg(CORTEX_M_R0 + 6), 1);
	assert_int_equal(reg(CORTEX_M_R0 + 7), 1);
	assert_int_equal(rig.entries[IRQ5], 1);
	/* A breakpoint in the handler ends the step there. */
	assert_int_equal(cortex_m_breakpoint_set(rig.core, HANDLER), 0);
	cortex_m_set_irq(rig.core, 5, true);
	cortex_m_set_irq(rig.core, 5, false);
	cortex_m_step(rig.core);
	assert_halted(CORTEX_M_HALT_BREAKPOINT, HANDLER);
	/* And from there it steps like anywhere else. */
	cortex_m_step(rig.core);
	assert_halted(CORTEX_M_HALT_STEP, HANDLER + 2);
	cortex_m_step(rig.core);
	assert_halted(CORTEX_M_HALT_STEP, RIG_SRAM + 2);
	assert_int_equal(reg(CORTEX_M_R0 + 6), 1);
}

/* A line that nobody silences: each step makes one instruction of progress all the same. */
static void test_step_under_fire(void **state)
{
	(void)state;
	CODE(0x3601, 0x3601, 0x3601, SPIN);
	/* The handler leaves at once; the line is still high and pends again. */
	handler_install();
	start();
	poke(ENABLE, 1u << 5);
	cortex_m_set_irq(rig.core, 5, true);
	cortex_m_step(rig.core);
	assert_int_equal(run(), CORTEX_M_BUDGET); /* it never comes back, as on the chip */
	cortex_m_halt(rig.core);
	assert_int_equal(run(), CORTEX_M_HALTED);
	assert_int_equal(last_halt().reason, CORTEX_M_HALT_REQUEST);
	cortex_m_set_irq(rig.core, 5, false);
	cortex_m_resume(rig.core);
	assert_int_equal(run(), CORTEX_M_BUDGET);
	assert_int_equal(reg(CORTEX_M_R0 + 6), 3);
}

static void test_step_over_sleep(void **state)
{
	(void)state;
	/* wfi; adds r6,#1; b . */
	CODE(WFI, 0x3601, SPIN);
	handler_install();
	start();
	poke(ENABLE, 1u << 5);
	cortex_m_step(rig.core);
	assert_int_equal(run(), CORTEX_M_SLEEPING);
	assert_false(cortex_m_halted(rig.core));
	cortex_m_set_irq(rig.core, 5, true);
	cortex_m_set_irq(rig.core, 5, false);
	assert_halted(CORTEX_M_HALT_STEP, RIG_SRAM + 2);
	assert_int_equal(reg(CORTEX_M_R0 + 7), 1);
	assert_int_equal(reg(CORTEX_M_R0 + 6), 0);

	/* The same from within sleep: the handler, then the instruction behind. */
	cortex_m_set(rig.core, CORTEX_M_PC, RIG_SRAM);
	cortex_m_resume(rig.core);
	assert_int_equal(run(), CORTEX_M_SLEEPING);
	cortex_m_halt(rig.core);
	assert_halted(CORTEX_M_HALT_REQUEST, RIG_SRAM + 2);
	assert_true(cortex_m_asleep(rig.core));
	cortex_m_step(rig.core);
	assert_int_equal(run(), CORTEX_M_SLEEPING);
	cortex_m_set_irq(rig.core, 5, true);
	cortex_m_set_irq(rig.core, 5, false);
	assert_halted(CORTEX_M_HALT_STEP, RIG_SRAM + 4);
	assert_int_equal(reg(CORTEX_M_R0 + 7), 2);
	assert_int_equal(reg(CORTEX_M_R0 + 6), 1);

	/* Sent elsewhere, a sleeping core is awake. */
	cortex_m_set(rig.core, CORTEX_M_PC, RIG_SRAM);
	cortex_m_resume(rig.core);
	assert_int_equal(run(), CORTEX_M_SLEEPING);
	cortex_m_halt(rig.core);
	assert_int_equal(run(), CORTEX_M_HALTED);
	cortex_m_set(rig.core, CORTEX_M_PC, RIG_SRAM + 2);
	assert_true(cortex_m_asleep(rig.core)); /* it is there already */
	cortex_m_set(rig.core, CORTEX_M_PC, RIG_SRAM + 4);
	cortex_m_resume(rig.core);
	assert_int_equal(run(), CORTEX_M_BUDGET);
}

static void test_bkpt(void **state)
{
	uint32_t dhcsr = 0;

	(void)state;
	/* bkpt #0; b . */
	CODE(0xBE00, SPIN);
	start();
	cortex_m_resume(rig.core);
	assert_halted(CORTEX_M_HALT_BKPT, RIG_SRAM);
	cortex_m_step(rig.core);
	assert_halted(CORTEX_M_HALT_BKPT, RIG_SRAM);
	assert_int_equal(cortex_m_read_memory(rig.core, 0xE000EDF0, &dhcsr, 4), 0);
	assert_int_equal(dhcsr & 1, 1);
	assert_true(cortex_m_debug(rig.core));
	cortex_m_set(rig.core, CORTEX_M_PC, RIG_SRAM + 2);
	cortex_m_set_debug(rig.core, false);
	assert_int_equal(run(), CORTEX_M_BUDGET);
	assert_int_equal(cortex_m_read_memory(rig.core, 0xE000EDF0, &dhcsr, 4), 0);
	assert_int_equal(dhcsr & 1, 0);
}

/* A debugger's look takes nothing away and is nobody's mistake. */
static void test_looking(void **state)
{
	const uint32_t reload = 10, run_it = 5;
	uint32_t word = 0;

	(void)state;
	CODE(SPIN);
	start();
	assert_int_equal(cortex_m_write_memory(rig.core, 0xE000E014, &reload, 4), 0);
	assert_int_equal(cortex_m_write_memory(rig.core, 0xE000E010, &run_it, 4), 0);
	cortex_m_resume(rig.core);
	assert_int_equal(run(), CORTEX_M_BUDGET);
	for (int again = 0; again < 2; again++) {
		assert_int_equal(cortex_m_read_memory(rig.core, 0xE000E010, &word, 4), 0);
		assert_int_equal(word >> 16, 1); /* COUNTFLAG */
	}
	assert_int_equal(cortex_m_read_memory(rig.core, 0xE000EFFC, &word, 4), 0);
	assert_int_equal(rig.notes, 0);
}

#define test(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(test_watch_instructions),
		test(test_watch_in_it),
		test(test_watch_and_steps),
		test(test_watch_limits),
		test(test_catch_fault),
		test(test_catch_lockup),
		test(test_catch_reset),
		test(test_step_serves_interrupts),
		test(test_step_under_fire),
		test(test_step_over_sleep),
		test(test_bkpt),
		test(test_looking),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
