/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Faults as a program sees them: which exception, the status registers, and the stacked PC, which
 * must be the instruction and nothing beside it.
 */
#include "cortex_m_check.h"

VECTORS;

static volatile struct {
	uint32_t count, exception, pc, xpsr, cfsr, hfsr, bfar, mmfar, shcsr, r4, r5;
	uint32_t exc_return;
} fault;
static volatile uint32_t recover;
static uint32_t memory[64];

__attribute__((used)) void record(uint32_t *frame, uint32_t exc_return, uint32_t r4, uint32_t r5)
{
	fault.count++;
	fault.exception = READ("ipsr");
	fault.pc = frame[6];
	fault.xpsr = frame[7];
	fault.cfsr = CFSR;
	fault.hfsr = HFSR;
	fault.bfar = BFAR;
	fault.mmfar = MMFAR;
	fault.shcsr = SHCSR;
	fault.r4 = r4;
	fault.r5 = r5;
	fault.exc_return = exc_return;
	CFSR = 0xFFFFFFFF;
	HFSR = 0xFFFFFFFF;
	frame[6] = recover & ~1u;
	frame[7] = (frame[7] & ~0x0600FC00u) | 0x01000000;
}

__attribute__((naked)) static void on_fault(void)
{
	ASM("tst lr, #4\n\tite eq\n\tmrseq r0, msp\n\tmrsne r0, psp\n\tmov r1, lr\n\t"
	    "mov r2, r4\n\tmov r3, r5\n\tpush {r4, lr}\n\tbl record\n\tpop {r4, pc}");
}

/* A case: instructions before, the one that faults, instructions behind. r0 is a bad address, r1
 * good memory. */
#define CASE(name, before, faulting, behind)                                                       \
	__attribute__((naked, noinline)) static void name(uint32_t bad, void *good)                \
	{                                                                                          \
		(void)bad;                                                                         \
		(void)good;                                                                        \
		ASM("push {r4-r11, lr}\n\tmovs r4, #0\n\tmovs r5, #0\n\t" before                   \
		    "\n.global at_" #name "\nat_" #name ": " faulting "\n\t" behind                \
		    "\n.global end_" #name "\nend_" #name ": pop {r4-r11, pc}");                   \
	}                                                                                          \
	extern const uint8_t at_##name[], end_##name[];

#define RUN(name, bad, good)                                                                       \
	do {                                                                                       \
		fault.count = 0;                                                                   \
		recover = (uint32_t)end_##name;                                                    \
		name((uint32_t)(bad), (void *)(good));                                             \
		check(fault.count, 1);                                                             \
		check(fault.pc, (uint32_t)at_##name & ~1u);                                        \
	} while (0)

#define BUS_CASE(name, bad, good, address)                                                         \
	do {                                                                                       \
		RUN(name, bad, good);                                                              \
		check(fault.exception, 5);                                                         \
		check(fault.cfsr, 0x8200);                                                         \
		check(fault.bfar, address);                                                        \
		check(fault.shcsr & 2, 2);                                                         \
	} while (0)

CASE(load_first, "", "ldr r3, [r0]", "adds r4, #1")
CASE(load_middle, "str r4, [r1]\n\tadds r5, #7\n\tstr r5, [r1, #4]", "ldr r3, [r0]",
     "adds r4, #1\n\tstr r4, [r1, #8]")
CASE(store_after_stores, "movs r2, #9\n\tstr r2, [r1]\n\tstr r2, [r1, #4]\n\tstr r2, [r1, #8]",
     "str r2, [r0]", "adds r4, #1\n\tstr r2, [r1, #12]")
/* The same addressing twice; the first access is good. */
CASE(post_index, "str r5, [r0], #4", "str r5, [r0], #4", "adds r4, #1")
CASE(post_index_three, "ldrb r5, [r0], #1\n\tldrb r5, [r0], #1", "ldrb r5, [r0], #1", "adds r4, #1")
CASE(pre_index, "ldr r3, [r0, #4]!", "ldr r3, [r0, #4]!", "adds r4, #1")
CASE(chase, "ldr r3, [r1]\n\tldr r3, [r3]", "ldr r3, [r3]", "ldr r3, [r3]\n\tadds r4, #1")
/* A pointer that a device gave. */
CASE(chase_device, "ldr r3, [r1]\n\tldr r3, [r3]", "ldr r3, [r3]", "adds r4, #1")
CASE(same_register, "ldr r0, [r0]", "ldr r0, [r0]", "adds r4, #1")
CASE(byte_store, "strb r5, [r1]", "strb r5, [r0]", "adds r4, #1")
CASE(half_load, "ldrh r3, [r1]", "ldrsh r3, [r0]", "adds r4, #1")
CASE(it_load, "cmp r0, #0\n\titt ne\n\taddne r5, #1", "ldrne r3, [r0]", "adds r4, #1")
CASE(it_store, "cmp r0, #0\n\tittt ne\n\taddne r5, #1", "strne r3, [r0]",
     "addne r4, #1\n\tadd r4, #1\n\tstr r1, [r1]")
CASE(it_else, "cmp r0, #0\n\tittee eq\n\tldreq r3, [r0]\n\tstreq r3, [r0]\n\tldrne r3, [r1]",
     "strne r3, [r0]", "adds r4, #1")
CASE(ldm, "mov r6, r0", "ldm r6!, {r2, r3, r7, r8}", "adds r4, #1")
CASE(stm, "mov r6, r0\n\tstr r5, [r1]", "stm r6!, {r2, r3, r7, r8}", "adds r4, #1")
CASE(ldm_twice, "mov r6, r0\n\tldm r6!, {r2, r3}", "ldm r6!, {r2, r3}", "adds r4, #1")
CASE(ldrd, "ldr r2, [r1]", "ldrd r2, r3, [r0]", "adds r4, #1")
CASE(strd, "str r2, [r1]\n\tstr r2, [r1, #4]", "strd r2, r3, [r0, #8]", "adds r4, #1")
CASE(vldm, "vldr s0, [r1]", "vldmia r0, {s4-s9}", "adds r4, #1")
CASE(vstm, "vstr s0, [r1]\n\tvstr d2, [r1]", "vstmia r0, {d0-d3}", "adds r4, #1")
CASE(vldr_double, "vldr d0, [r1]", "vldr d1, [r0]", "adds r4, #1")
CASE(ldrex, "ldr r3, [r1]", "ldrex r3, [r0]", "adds r4, #1")
CASE(tbb, "mov r3, #0", "tbb [r0, r3]", "adds r4, #1")

/* Two accesses of a loop, which in its fourth or fifth turn could both be at the address that is bad. */
#define LOOP(name, before, first, faulting, behind)                                                \
	CASE(name, before "\n1:\t" first, faulting,                                                \
	     behind "\n\tadds r5, #1\n\tbne 1b\n\tadds r4, #1")
LOOP(loop_first, "mov r6, r0", "", "ldr r2, [r0], #4", "ldr r3, [r6], #4")
LOOP(loop_second, "add r6, r0, #4", "ldr r2, [r0], #4", "ldr r3, [r6], #4", "")
LOOP(loop_down, "subs r6, r0, #4", "ldr r2, [r0, #-4]!", "ldr r3, [r6, #-4]!", "")
LOOP(loop_store, "add r6, r0, #4", "str r2, [r0], #4", "str r3, [r6], #4", "")
LOOP(loop_add, "add r6, r0, #4", "ldr r2, [r0]\n\tadd.w r0, r0, #7\n\tsubs r0, #3", "ldr r3, [r6]",
     "addw r6, r6, #6\n\tsub.w r6, r6, #3\n\tadds r6, r6, #1")
LOOP(loop_register, "add r6, r0, #4\n\tmovs r7, #4", "ldr r2, [r0]\n\tadd r0, r7", "ldr r3, [r6]",
     "adds r6, #4")
LOOP(loop_conditional, "add r6, r0, #4\n\tmovs r7, #1",
     "ldr r2, [r0]\n\tcmp r7, #0\n\tit ne\n\taddne r0, #4", "ldr r3, [r6]", "adds r6, #4")
LOOP(loop_ldm, "add r6, r0, #8", "ldm r0!, {r2, r3}", "ldm r6!, {r2, r3}", "")
LOOP(loop_stmdb, "sub r6, r0, #8", "stmdb r0!, {r2, r3}", "stmdb r6!, {r2, r3}", "")
LOOP(loop_dual, "add r6, r0, #8", "ldrd r2, r3, [r0], #8", "ldrd r2, r3, [r6], #8", "")
LOOP(loop_vldm, "add r6, r0, #4", "vldmia r0!, {s0}", "vldr s1, [r6]", "adds r6, #4")

#define LOOP_CASE(name, bad, address, turns)                                                       \
	do {                                                                                       \
		BUS_CASE(name, bad, memory, address);                                              \
		check(fault.r5, turns);                                                            \
		check(fault.r4, 0);                                                                \
	} while (0)

static void test_loops(void)
{
	uint32_t end = BEHIND_DEVICE, below = DEVICE - 4;

	LOOP_CASE(loop_first, end - 16, end, 4);
	LOOP_CASE(loop_second, end - 16, end, 3);
	LOOP_CASE(loop_down, DEVICE + 16, below, 3);
	LOOP_CASE(loop_store, end - 16, end, 3);
	LOOP_CASE(loop_add, end - 16, end, 3);
	LOOP_CASE(loop_register, end - 16, end, 3);
	LOOP_CASE(loop_conditional, end - 16, end, 3);
	LOOP_CASE(loop_ldm, end - 32, end, 3);
	LOOP_CASE(loop_stmdb, DEVICE + 32, below - 4, 3);
	LOOP_CASE(loop_dual, end - 32, end, 3);
	LOOP_CASE(loop_vldm, end - 16, end, 3);
}

static void test_bus(void)
{
	uint32_t end = BEHIND_DEVICE;

	BUS_CASE(load_first, end, memory, end);
	check(fault.r4, 0);
	BUS_CASE(load_first, 0x9FFFF000, memory, 0x9FFFF000);
	BUS_CASE(load_middle, end + 4, memory, end + 4);
	check(fault.r5, 7);
	check(memory[1], 7);
	memory[3] = 0;
	BUS_CASE(store_after_stores, end, memory, end);
	check(fault.r4, 0);
	check(memory[2], 9);
	check(memory[3], 0);
	BUS_CASE(post_index, end - 4, memory, end);
	BUS_CASE(post_index_three, end - 2, memory, end);
	BUS_CASE(pre_index, end - 8, memory, end);
	memory[0] = (uint32_t)&memory[1];
	memory[1] = end + 8;
	BUS_CASE(chase, end, memory, end + 8);
	memory[0] = DEVICE + 0x100;
	REG(DEVICE + 0x100) = end + 12;
	BUS_CASE(chase_device, end, memory, end + 12);
	memory[0] = end + 16;
	BUS_CASE(same_register, memory, memory, end + 16);
	BUS_CASE(byte_store, end + 1, memory, end + 1);
	BUS_CASE(half_load, end + 2, memory, end + 2);
	BUS_CASE(it_load, end, memory, end);
	check(fault.r5, 1);
	/* ITSTATE: the last of "itt ne" */
	check(fault.xpsr & 0x0600FC00, 0x00001800);
	memory[0] = 0;
	BUS_CASE(it_store, end, memory, end);
	check(fault.r5, 1);
	check(fault.r4, 0);
	check(memory[0], 0); /* what comes behind did not happen */
	BUS_CASE(it_else, end, memory, end);
	BUS_CASE(ldm, end - 8, memory, end);
	BUS_CASE(stm, end - 8, memory, end);
	BUS_CASE(ldm_twice, end - 8, memory, end);
	BUS_CASE(ldrd, end - 4, memory, end);
	BUS_CASE(strd, end - 12, memory, end);
	BUS_CASE(vldm, end - 8, memory, end);
	BUS_CASE(vstm, end - 16, memory, end);
	BUS_CASE(vldr_double, end, memory, end);
	BUS_CASE(ldrex, end, memory, end);
	BUS_CASE(tbb, end, memory, end);
}

CASE(undefined, "adds r4, #1", "udf #3", "adds r4, #1")
CASE(undefined_it, "cmp r0, r0\n\tit eq", "udfeq #3", "adds r4, #1")
CASE(no_coprocessor, "str r4, [r1]", "mcr p3, 0, r0, c0, c0, 0", "adds r4, #1")
CASE(fpu_off, "adds r5, #1\n\tstr r5, [r1]", "vadd.f32 s0, s1, s2", "adds r4, #1")
CASE(fpu_off_it, "adds r5, #1\n\tcmp r0, r0\n\titt eq", "vaddeq.f32 s0, s1, s2", "addeq r4, #1")
CASE(divide, "movs r2, #0\n\tmovs r3, #9", "udiv r6, r3, r2", "adds r4, #1")
CASE(divide_signed, "movs r3, #9", "sdiv r6, r3, r0", "adds r4, #1")
CASE(unaligned_ldrd, "adds r1, #1\n\tstr r4, [r1]", "ldrd r2, r3, [r0]", "adds r4, #1")
CASE(unaligned_ldm, "str r4, [r1]", "ldm r0, {r2, r3}", "adds r4, #1")
CASE(unaligned_vldr, "str r4, [r1]", "vldr s0, [r0]", "adds r4, #1")
CASE(unaligned_device, "ldr r2, [r1]", "ldr r3, [r0]", "adds r4, #1")
CASE(breakpoint, "adds r5, #1", "bkpt #1", "adds r4, #1")
CASE(jump, "adds r5, #1", "bx r0", "adds r4, #1")

static void check_usage_at(uint32_t line, uint32_t cfsr)
{
	check_at(line, fault.exception, 6);
	check_at(line, fault.cfsr, cfsr);
	check_at(line, fault.r4, 0);
}

#define USAGE_CASE(name, bad, good, cfsr)                                                          \
	do {                                                                                       \
		RUN(name, bad, good);                                                              \
		check_usage_at(__LINE__, cfsr);                                                    \
	} while (0)

static void test_usage(void)
{
	fault.r4 = 0;
	RUN(undefined, 0, memory);
	check(fault.exception, 6);
	check(fault.cfsr, 0x10000);
	check(fault.r4, 1);
	USAGE_CASE(undefined_it, 0, memory, 0x10000);
	USAGE_CASE(no_coprocessor, 0, memory, 0x80000);
	CPACR = 0;
	ASM("dsb\n\tisb");
	USAGE_CASE(fpu_off, 0, memory, 0x80000);
	check(memory[0], 1);
	USAGE_CASE(fpu_off_it, 0, memory, 0x80000);
	CPACR = 0xF << 20;
	ASM("dsb\n\tisb");
	fault.count = 0;
	fpu_off(0, memory);
	check(fault.count, 0);
	/* Division by zero gives 0 unless it is to trap. */
	divide(0, memory);
	check(fault.count, 0);
	CCR |= 0x10;
	ASM("dsb\n\tisb");
	USAGE_CASE(divide, 0, memory, 0x02000000);
	USAGE_CASE(divide_signed, 0, memory, 0x02000000);
	fault.count = 0;
	divide_signed(3, memory);
	check(fault.count, 0);
	CCR &= ~0x10u;
	USAGE_CASE(unaligned_ldrd, (uint32_t)memory + 1, memory, 0x01000000);
	USAGE_CASE(unaligned_ldm, (uint32_t)memory + 2, memory, 0x01000000);
	USAGE_CASE(unaligned_vldr, (uint32_t)memory + 2, memory, 0x01000000);
	USAGE_CASE(unaligned_device, DEVICE + 1, memory, 0x01000000);

	/* Branches to where no instructions are: the stacked PC is the target. */
	fault.count = 0;
	recover = (uint32_t)end_jump;
	jump((uint32_t)memory, memory); /* bit 0 clear: ARM state */
	check(fault.count, 1);
	check(fault.exception, 6);
	check(fault.cfsr, 0x20000);
	check(fault.pc, (uint32_t)memory);
	check(fault.xpsr & 0x01000000, 0);
	jump(DEVICE + 0x101, memory); /* never executable */
	check(fault.count, 2);
	check(fault.exception, 4);
	check(fault.cfsr, 1);
	check(fault.pc, DEVICE + 0x100);
	jump(0x20000101, memory); /* could be, but nothing is there */
	check(fault.count, 3);
	check(fault.exception, 5);
	check(fault.cfsr, 0x100);
	check(fault.pc, 0x20000100);
	/* Where the emulation has an instruction of its own. */
	jump(0x9FFFF001, memory);
	check(fault.count, 4);
	check(fault.exception, 5);
	check(fault.cfsr, 0x100);
	check(fault.pc, 0x9FFFF000);
	jump(0xFFFFFFF9, memory); /* not a return in Thread mode */
	check(fault.count, 5);
	check(fault.exception, 4);
	check(fault.cfsr, 1);
}

static void svc_low(void)
{
}

static void irq_escalates(void)
{
	recover = (uint32_t)end_load_first;
	load_first(BEHIND_DEVICE, memory);
}

static void test_escalation(void)
{
	/* Not enabled: HardFault says FORCED, the cause stays visible. */
	SHCSR = 0;
	RUN(load_first, BEHIND_DEVICE, memory);
	check(fault.exception, 3);
	check(fault.hfsr, 0x40000000);
	check(fault.cfsr, 0x8200);
	SHCSR = 7 << 16;
	/* Not urgent enough: the same. */
	set_vector(16, irq_escalates);
	NVIC_ISER = 1;
	SHPR(5) = 0x40;
	NVIC_IPR(0) = 0x40;
	fault.count = 0;
	NVIC_ISPR = 1;
	ASM("dsb\n\tisb");
	check(fault.count, 1);
	check(fault.exception, 3);
	check(fault.exc_return & 0xF, 1); /* back to the interrupt's handler */
	NVIC_IPR(0) = 0x80;
	fault.count = 0;
	NVIC_ISPR = 1;
	ASM("dsb\n\tisb");
	check(fault.exception, 5);
	SHPR(5) = 0;
	/* SVC where it cannot be taken. */
	set_vector(11, svc_low);
	SHPR(11) = 0x80;
	WRITE("basepri", 0x80);
	fault.count = 0;
	__asm volatile("ldr r0, =1f\n\tstr r0, [%0]\n\tsvc 0\n1:" ::"r"(&recover) : "r0", "memory");
	check(fault.count, 1);
	check(fault.exception, 3);
	check(fault.hfsr, 0x40000000);
	WRITE("basepri", 0);
	/* BKPT without a debugger. */
	RUN(breakpoint, 0, memory);
	check(fault.exception, 3);
	check(fault.hfsr, 0x80000000);
	check(DFSR, 2);
	DFSR = 2;
	DEMCR |= 1 << 16;
	set_vector(12, on_fault);
	RUN(breakpoint, 0, memory);
	check(fault.exception, 12);
	DEMCR &= ~(1u << 16);
}

__attribute__((naked)) static void bad_return(void)
{
	ASM("ldr lr, =0xFFFFFFF5\n\tbx lr");
}

__attribute__((naked)) static void bad_nesting(void)
{
	ASM("ldr lr, =0xFFFFFFF1\n\tbx lr");
}

/* LR is the value that was refused; the way back is on the main stack still. */
__attribute__((naked)) static void on_bad_return(void)
{
	ASM("mrs r0, msp\n\tmov r1, lr\n\tpush {r4, lr}\n\tbl record\n\tpop {r4, lr}\n\t"
	    "ldr lr, =0xFFFFFFF9\n\tbx lr");
}

static void test_returns(void)
{
	static const uint32_t values[2] = {0xFFFFFFF5, 0xFFFFFFF1};

	/* Values that are none, or do not fit the situation. */
	set_vector(6, on_bad_return);
	for (unsigned i = 0; i < 2; i++) {
		set_vector(16, i ? bad_nesting : bad_return);
		fault.count = 0;
		__asm volatile(
			"ldr r0, =1f\n\tstr r0, [%0]\n\tmovs r0, #1\n\tstr r0, [%1]\n\tdsb\n\t"
			"isb\n1:" ::"r"(&recover),
			"r"(&NVIC_ISPR)
			: "r0", "memory");
		check(fault.count, 1);
		check(fault.exception, 6);
		check(fault.cfsr, 0x40000);
		check(fault.exc_return, values[i]);
		check(NVIC_IABR, 0);
	}
	set_vector(6, on_fault);
}

void reset(void)
{
	RESULTS[0] = RESULTS[1] = 0;
	for (unsigned i = 3; i <= 6; i++)
		set_vector(i, on_fault);
	SHCSR = 7 << 16;
	check(SHCSR, 7 << 16);
	CPACR = 0xF << 20;
	ASM("dsb\n\tisb");
	test_bus();
	test_loops();
	test_usage();
	test_escalation();
	test_returns();
	done();
}
