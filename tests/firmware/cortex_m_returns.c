/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Frames and the ways back: what they keep, those that cannot be written or read, and returns that
 * cannot be (ARM DDI 0403 B1.5.6 to B1.5.8, B1.5.11).
 */
#include "cortex_m_check.h"
#include "cortex_m_noted.h"

VECTORS;

static volatile uint32_t seen;

/* Logs the fault, and makes it return to a `bx lr` in Thumb state. */
__attribute__((used)) void note_and_leave(uint32_t *frame)
{
	extern const uint8_t just_return[];

	note_fault(frame);
	frame[6] = (uint32_t)just_return & ~1u;
	frame[7] |= 0x01000000;
}

__attribute__((naked)) static void on_fault_clear(void)
{
	ASM("tst lr, #4\n\tite eq\n\tmrseq r0, msp\n\tmrsne r0, psp\n\tb note_and_leave\n\t"
	    ".global just_return\njust_return: bx lr");
}

/* --- Flags that a frame keeps --------------------------------------------------------------- */

static void spoil_flags(void)
{
	log_exception();
	__asm volatile("mov r0, #0\n\tmsr apsr_nzcvqg, r0" ::: "r0", "cc");
}

static void test_flags(void)
{
	uint32_t flags;

	set_vector(16, spoil_flags);
	__asm volatile(
		"ldr r0, =0xF80A0000\n\tmsr apsr_nzcvqg, r0\n\tstr %1, [%2]\n\tdsb\n\tisb\n\t"
		"mrs %0, apsr"
		: "=r"(flags)
		: "r"(0), "r"(&STIR)
		: "r0", "cc", "memory");
	check(flags, 0xF80A0000);
	check_trace(16);
	set_vector(16, log_exception);
}

/* --- Returns -------------------------------------------------------------------------------- */

static volatile uint32_t return_value;

__attribute__((naked)) static void returns_badly(void)
{
	ASM("ldr r0, =return_value\n\tldr lr, [r0]\n\tbx lr\n\t.ltorg");
}

__attribute__((used)) static void on_bad_return_call(void)
{
	log_exception();
	cfsr = CFSR;
	CFSR = 0xFFFFFFFF;
}

__attribute__((naked)) static void on_bad_return(void)
{
	ASM("mov r0, lr\n\tldr r1, =seen\n\tstr r0, [r1]\n\tpush {r4, lr}\n\tbl on_bad_return_call\n\t"
	    "pop {r4, lr}\n\tldr lr, =0xFFFFFFF9\n\tbx lr\n\t.ltorg");
}

static void clears_itself(void)
{
	log_exception();
	SHCSR &= ~(1u << 7);
}

static void test_bad_returns(void)
{
	static const uint32_t values[] = {0xFFFFFFF1, 0xFFFFFFF0, 0xFFFFFFF3, 0xFFFFFFFB,
					  0xFFFFFFFF};

	SHCSR = 7 << 16;
	set_vector(6, on_bad_return);
	set_vector(16, returns_badly);
	for (unsigned i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		return_value = values[i];
		STIR_PEND(0);
		check_trace(6);
		check(cfsr, 0x40000);
		check(NVIC_IABR, 0);
		check(seen | 1, return_value | 1);
	}
	/* A handler that is not active any more. */
	set_vector(11, clears_itself);
	call_svc();
	check_trace(11, 6);
	check(cfsr, 0x40000);
	set_vector(11, log_exception);
	set_vector(16, log_exception);
}

static volatile uint32_t base_ipsr, base_shcsr;
static uint32_t saved_sp __attribute__((used));

/* Thread mode, while PendSV is active below it. */
__attribute__((naked, used)) static void in_thread(void)
{
	ASM("mrs r0, ipsr\n\tldr r1, =base_ipsr\n\tstr r0, [r1]\n\t"
	    "ldr r0, =0xE000ED24\n\tldr r2, [r0]\n\tldr r1, =base_shcsr\n\tstr r2, [r1]\n\t"
	    "bic r2, #0x400\n\tstr r2, [r0]\n\t"
	    "ldr r1, =saved_sp\n\tldr sp, [r1]\n\tpop {r4-r11, pc}\n\t.ltorg");
}

/* An interrupt that returns to Thread mode although PendSV was active before it. */
__attribute__((naked)) static void drops_to_thread(void)
{
	ASM("sub sp, #32\n\tmov r0, #0x01000000\n\tstr r0, [sp, #28]\n\tldr r0, =in_thread\n\t"
	    "str r0, [sp, #24]\n\tldr lr, =0xFFFFFFF9\n\tbx lr\n\t.ltorg");
}

__attribute__((naked, noinline)) static void run_non_base(void)
{
	ASM("push {r4-r11, lr}\n\tldr r1, =saved_sp\n\tmov r0, sp\n\tstr r0, [r1]\n\t"
	    "ldr r0, =0xE000ED04\n\tmov r1, #0x10000000\n\tstr r1, [r0]\n\tdsb\n\tisb\n\tb .\n\t.ltorg");
}

static void pend_irq(void)
{
	STIR_PEND(0);
}

static void test_non_base_thread(void)
{
	set_vector(14, pend_irq);
	set_vector(16, drops_to_thread);
	SHPR(14) = 0xF0;
	NVIC_IPR(0) = 0x80;
	CCR |= 1;
	base_ipsr = 99;
	run_non_base();
	check(base_ipsr, 0);
	check(base_shcsr & 0x400, 0x400);
	check(NVIC_IABR, 0);
	check(SHCSR & 0x400, 0);
	CCR &= ~1u;
	SHPR(14) = 0;
	set_vector(14, log_exception);
	set_vector(16, log_exception);
}

/* --- Frames that cannot be written or read -------------------------------------------------- */

static uint32_t resume[8];

/* The process stack gets a frame that returns to `resume_at`. */
static void put_psp_back(void)
{
	extern const uint8_t resume_at[];

	log_exception();
	cfsr = CFSR;
	hfsr = HFSR;
	CFSR = HFSR = 0xFFFFFFFF;
	resume[6] = (uint32_t)resume_at & ~1u;
	resume[7] = 0x01000000;
	WRITE("psp", resume);
}

/* An interrupt, with `psp` as the process stack, which is in use. */
__attribute__((naked, noinline)) static void interrupt_on(uint32_t psp)
{
	(void)psp;
	ASM("push {r4-r11, lr}\n\tmov r1, #2\n\tmsr psp, r0\n\tmsr control, r1\n\tisb\n\t"
	    "ldr r0, =0xE000EF00\n\tmov r1, #0\n\tstr r1, [r0]\n\tdsb\n\tisb\n\t"
	    ".global resume_at\nresume_at: mov r1, #0\n\tmsr control, r1\n\tisb\n\t"
	    "pop {r4-r11, pc}\n\t.ltorg");
}

static void move_psp_away(void)
{
	log_exception();
	WRITE("psp", BEHIND_DEVICE);
}

static void test_frames(void)
{
	static uint64_t stack[64];

	SHCSR = 7 << 16;
	set_vector(3, put_psp_back);
	set_vector(5, put_psp_back);
	set_vector(16, log_exception);
	/* Pushing fails: the more urgent of both comes first, the other one behind it. */
	NVIC_IPR(0) = 0x80;
	SHPR(5) = 0x40;
	interrupt_on(BEHIND_DEVICE + 0x100);
	check_trace(5, 16);
	check(cfsr, 1 << 12);
	SHPR(5) = 0xC0;
	interrupt_on(BEHIND_DEVICE + 0x100);
	check_trace(16, 5);
	check(cfsr, 1 << 12);
	check(hfsr, 0);
	SHCSR = 0;
	interrupt_on(BEHIND_DEVICE + 0x100);
	check_trace(3, 16);
	check(cfsr, 1 << 12);
	check(hfsr, 0x40000000);
	SHCSR = 7 << 16;
	/* Popping fails: the stack pointer stays, and the way back is still to go. */
	set_vector(16, move_psp_away);
	interrupt_on((uint32_t)&stack[60]);
	check_trace(16, 5);
	check(cfsr, 1 << 11);
	/* The MPU refuses what the thread may not write: MSTKERR, without an address. */
	set_vector(4, put_psp_back);
	set_vector(16, log_exception);
	MPU_RNR = 0;
	MPU_RBAR = (uint32_t)DEVICE;
	MPU_RASR = 11 << 1 | 1 | 5 << 24;
	MPU_CTRL = 5;
	ASM("dsb\n\tisb");
	interrupt_on(DEVICE + 0x200);
	check_trace(4, 16);
	check(cfsr, 1 << 4);
	MPU_CTRL = 0;
	ASM("dsb\n\tisb");
	SHPR(5) = 0;
}

/* The last 32 vectors' worth of memory: those behind it cannot be read. */
#define LAST_VECTORS 0x1003FF80u

static void on_vector_error(void)
{
	log_exception();
	hfsr = HFSR;
	HFSR = 0xFFFFFFFF;
	seen = NVIC_ISPR;
	NVIC_ICPR = 1 << 20;
}

static void test_vector_table(void)
{
	volatile uint32_t *table = (volatile uint32_t *)LAST_VECTORS;

	for (unsigned i = 0; i < 32; i++)
		table[i] = ((volatile uint32_t *)vectors)[i];
	table[3] = (uint32_t)on_vector_error;
	VTOR = LAST_VECTORS;
	NVIC_ISER = 1 << 20;
	STIR_PEND(20);
	check_trace(3);
	check(hfsr, 2);
	check(seen, 1 << 20); /* was not taken */
	VTOR = 0;
	/* A vector without the Thumb bit: taken, and the handler's first instruction faults. */
	set_vector(6, on_fault_clear);
	((volatile uint32_t *)vectors)[16] = 0x10000000;
	STIR_PEND(0);
	check_trace(6);
	check(cfsr, 0x20000);
	check(stacked_pc, 0x10000000);
	check(stacked_xpsr & 0x010001FF, 16);
}

void reset(void)
{
	RESULTS[0] = RESULTS[1] = 0;
	NVIC_ISER = 0xFF;
	NVIC_IPR(0) = 0x40;
	set_vector(11, log_exception);
	test_flags();
	test_bad_returns();
	test_non_base_thread();
	test_frames();
	test_vector_table();
	done();
}
