/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What raises and lowers the priority that a program runs at, and what happens to exceptions that come
 * at the wrong one: masks, escalation, derived exceptions, and returns that cannot be (ARM DDI 0403
 * B1.5).
 */
#include "cortex_m_check.h"
#include "cortex_m_trace.h"

VECTORS;

#define STIR_PEND(irq)                                                                             \
	do {                                                                                       \
		STIR = (irq);                                                                      \
		ASM("dsb\n\tisb");                                                                 \
	} while (0)

static volatile uint32_t stacked_pc, stacked_xpsr, hfsr, cfsr, mask, seen;

/* Logs the exception and what it says. */
__attribute__((used)) void note_fault(const uint32_t *frame)
{
	log_exception();
	stacked_pc = frame[6];
	stacked_xpsr = frame[7];
	hfsr = HFSR;
	cfsr = CFSR;
	HFSR = 0xFFFFFFFF;
	CFSR = 0xFFFFFFFF;
}

__attribute__((naked)) static void on_fault(void)
{
	ASM("tst lr, #4\n\tite eq\n\tmrseq r0, msp\n\tmrsne r0, psp\n\tb note_fault");
}

/* The same, and goes on behind the two bytes that faulted. */
__attribute__((used)) void note_and_skip(uint32_t *frame)
{
	note_fault(frame);
	frame[6] += 2;
}

__attribute__((naked)) static void on_fault_skip(void)
{
	ASM("tst lr, #4\n\tite eq\n\tmrseq r0, msp\n\tmrsne r0, psp\n\tb note_and_skip");
}

/* The same; makes it return to a `bx lr` in Thumb state. */
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

__attribute__((naked, noinline)) static void call_svc(void)
{
	ASM(".global the_svc\nthe_svc: svc 1\n\tbx lr");
}

__attribute__((naked, noinline)) static void call_udf(void)
{
	ASM("udf #1\n\tbx lr");
}

__attribute__((naked, noinline)) static uint32_t try_read(uint32_t address)
{
	(void)address;
	ASM("ldr r0, [r0]\n\tbx lr");
}

__attribute__((naked, noinline)) static void try_write(uint32_t address)
{
	(void)address;
	ASM("str r0, [r0]\n\tbx lr");
}

static void svc_from_irq(void)
{
	log_exception();
	call_svc();
}

static void udf_from_irq(void)
{
	log_exception();
	call_udf();
}

static void test_svc_escalates(void)
{
	extern const uint8_t the_svc[];

	set_vector(3, on_fault_skip);
	set_vector(11, log_exception);
	set_vector(16, svc_from_irq);
	NVIC_ISER = 0xFF;
	/* Equal priorities: it cannot preempt. The return address is the SVC itself, as of all faults. */
	SHPR(11) = 0x40;
	NVIC_IPR(0) = 0x40;
	STIR_PEND(0);
	check_trace(16, 3);
	check(hfsr, 0x40000000);
	check(cfsr, 0);
	check(stacked_pc, (uint32_t)the_svc & ~1u);
	SHPR(11) = 0x30;
	STIR_PEND(0);
	check_trace(16, 11);
	/* Masked, in Thread mode. */
	WRITE("basepri", 0x30);
	call_svc();
	check_trace(3);
	WRITE("basepri", 0x40);
	call_svc();
	check_trace(11);
	WRITE("basepri", 0);
	ASM("cpsid i");
	SHPR(11) = 0;
	call_svc();
	check_trace(3);
	ASM("cpsie i");
	/* The group counts alone: with PRIGROUP 5 there are two bits of it. */
	AIRCR = 0x05FA0500;
	SHPR(11) = 0x40;
	NVIC_IPR(0) = 0x70;
	STIR_PEND(0);
	check_trace(16, 3);
	SHPR(11) = 0x30;
	STIR_PEND(0);
	check_trace(16, 11);
	AIRCR = 0x05FA0000;
	SHPR(11) = 0;
}

static void test_fault_priorities(void)
{
	SHCSR = 7 << 16;
	set_vector(6, on_fault_skip);
	set_vector(16, udf_from_irq);
	SHPR(6) = 0x40;
	NVIC_IPR(0) = 0x50;
	STIR_PEND(0);
	check_trace(16, 6);
	check(hfsr, 0);
	check(cfsr, 0x10000);
	NVIC_IPR(0) = 0x40;
	STIR_PEND(0);
	check_trace(16, 3);
	check(hfsr, 0x40000000);
	check(cfsr, 0x10000);
	/* PRIMASK is priority 0, which a UsageFault of priority 0 cannot preempt. */
	SHPR(6) = 0;
	ASM("cpsid i");
	call_udf();
	check_trace(3);
	ASM("cpsie i");
	call_udf();
	check_trace(6);
	WRITE("basepri", 0x10);
	call_udf();
	check_trace(6);
	SHPR(6) = 0x10;
	call_udf();
	check_trace(3);
	WRITE("basepri", 0);
	SHPR(6) = 0;
}

static void test_masks(void)
{
	/* Bits below the four that are implemented read 0, and are no mask. */
	set_vector(16, log_exception);
	NVIC_IPR(0) = 0x80;
	WRITE("basepri", 0x4F);
	check(READ("basepri"), 0x40);
	WRITE("basepri", 0x0F);
	check(READ("basepri"), 0);
	STIR_PEND(0);
	check_trace(16);
	WRITE("basepri_max", 0x90);
	check(READ("basepri"), 0x90);
	WRITE("basepri_max", 0);
	check(READ("basepri"), 0x90);
	/* BASEPRI masks a group. */
	AIRCR = 0x05FA0500;
	WRITE("basepri", 0x90);
	NVIC_IPR(0) = 0x80;
	STIR_PEND(0);
	check(traced, 0);
	NVIC_IPR(0) = 0x70;
	ASM("isb");
	check_trace(16);
	AIRCR = 0x05FA0000;
	/* PM0214 4.4.3: VECTPENDING heeds BASEPRI and FAULTMASK, and not PRIMASK. */
	NVIC_IPR(0) = 0xA0;
	STIR_PEND(0);
	check(ICSR >> 12 & 0x1FF, 0);
	check(ICSR & 1 << 22, 1 << 22);
	ASM("cpsid i");
	WRITE("basepri", 0);
	check(ICSR >> 12 & 0x1FF, 16);
	check(traced, 0);
	ASM("cpsid f");
	check(ICSR >> 12 & 0x1FF, 0);
	ASM("cpsie f");
	ASM("cpsie i");
	check_trace(16);
	/* Raising an interrupt's priority makes it preempt at once. */
	WRITE("basepri", 0x80);
	STIR_PEND(0);
	check(traced, 0);
	NVIC_IPR(0) = 0x70;
	ASM("dsb\n\tisb");
	check_trace(16);
	WRITE("basepri", 0);
	/* So does a more lenient PRIGROUP: 0x20 against 0x30 within one group. */
	NVIC_IPR(0) = 0x20;
	AIRCR = 0x05FA0500;
	WRITE("basepri", 0x30);
	STIR_PEND(0);
	check(traced, 0);
	AIRCR = 0x05FA0000;
	ASM("isb");
	check_trace(16);
	WRITE("basepri", 0);
}

static void nmi_sets_faultmask(void)
{
	log_exception();
	ASM("cpsid f");
	mask = READ("faultmask");
}

static void irq_sets_faultmask(void)
{
	nmi_sets_faultmask();
	ASM("cpsid i");
}

static void test_faultmask(void)
{
	/* It is set only below the priority that it gives. */
	set_vector(2, nmi_sets_faultmask);
	mask = 1;
	ICSR = 1u << 31;
	ASM("dsb\n\tisb");
	check_trace(2);
	check(mask, 0);
	check(READ("faultmask"), 0);
	set_vector(2, log_exception);
	/* Leaving a handler clears it, and leaves PRIMASK alone. */
	set_vector(16, irq_sets_faultmask);
	NVIC_IPR(0) = 0x80;
	STIR_PEND(0);
	check_trace(16);
	check(mask, 1);
	check(READ("faultmask"), 0);
	check(READ("primask"), 1);
	ASM("cpsie i");
	set_vector(16, log_exception);
}

/* Yiu's way to look whether an address answers: BusFaults that are ignored. */
static void test_ignored_bus_faults(void)
{
	CCR |= 0x100;
	SHCSR = 7 << 16;
	set_vector(5, on_fault_skip);
	(void)try_read(BEHIND_DEVICE); /* not at this priority */
	check_trace(5);
	check(cfsr, 0x8200);
	ASM("cpsid f");
	CFSR = 0xFFFFFFFF;
	(void)try_read(BEHIND_DEVICE + 8);
	check(traced, 0);
	check(CFSR, 0x8200);
	check(BFAR, BEHIND_DEVICE + 8);
	CFSR = 0xFFFFFFFF;
	try_write(BEHIND_DEVICE + 12);
	check(CFSR & 0x8200, 0x8200);
	check(BFAR, BEHIND_DEVICE + 12);
	CFSR = 0xFFFFFFFF;
	(void)try_read(DEVICE);
	check(CFSR, 0);
	ASM("cpsie f");
	check(traced, 0);
	CCR &= ~0x100u;
}

static void pend_both(void)
{
	log_exception();
	ICSR = 1 << 28 | 1 << 26;
	STIR = 1;
	ASM("dsb\n\tisb");
	log_exception();
	seen = ICSR;
}

static void pend_urgent(void)
{
	log_exception();
	STIR_PEND(1);
	log_exception();
}

static void test_system_handlers(void)
{
	set_vector(14, log_exception);
	set_vector(15, log_exception);
	set_vector(16, pend_both);
	set_vector(17, log_exception);
	NVIC_IPR(0) = 0x40;
	NVIC_IPR(1) = 0x40;
	SHPR(14) = 0xF0;
	SHPR(15) = 0x40;
	STIR_PEND(0);
	check_trace(16, 16, 15, 17, 14);
	check(seen >> 12 & 0x1FF, 15);
	check(seen & 0x1FF, 16);
	check(seen & 1 << 11, 1 << 11);
	/* PendSV, of lowest priority, is preempted, and SysTick within it sees no base. */
	set_vector(14, pend_urgent);
	ICSR = 1 << 28;
	ASM("dsb\n\tisb");
	check_trace(14, 17, 14);
	set_vector(14, log_exception);
	/* Pending from the System Handler registers: a fault that is not enabled waits. */
	SHCSR = 1 << 12;
	ASM("dsb\n\tisb");
	check(traced, 0);
	check(SHCSR, 1 << 12);
	set_vector(6, on_fault);
	SHCSR = 1 << 12 | 1 << 18;
	ASM("dsb\n\tisb");
	check_trace(6);
	check(SHCSR, 1 << 18);
	SHCSR = 1 << 15;
	ASM("dsb\n\tisb");
	check_trace(11);
	check(ICSR & 0x1FF, 0);
	SHPR(14) = SHPR(15) = 0;
	/* The debug monitor is made pending by DEMCR.MON_PEND, also while it is off. */
	set_vector(12, log_exception);
	ASM("cpsid i");
	DEMCR = 1 << 17;
	ASM("dsb\n\tisb");
	check(traced, 0);
	check(DEMCR & 1 << 17, 1 << 17);
	ASM("cpsie i");
	check_trace(12);
	check(DEMCR & 1 << 17, 0);
	ASM("cpsid i");
	DEMCR = 1 << 17;
	DEMCR = 0;
	ASM("cpsie i");
	check(traced, 0);
}

static void test_reserved(void)
{
	/* Between the registers of the NVIC there is nothing. */
	NVIC_ICER = 0xFFFFFFFF;
	REG(0xE000E140) = 0xFF;
	check(NVIC_ISER, 0);
	NVIC_ISER = 0xFF;
	REG(0xE000E1C0) = 0xFF;
	check(NVIC_ISER, 0xFF);
	check(REG(0xE000E140), 0);
	REG(0xE000E240) = 1;
	ASM("dsb\n\tisb");
	check(traced, 0);
	check(NVIC_ISPR, 0);
}

static volatile uint32_t word;

static void change_and_put_back(void)
{
	uint32_t value, failed;

	log_exception();
	for (int i = 0; i < 2; i++) {
		__asm volatile("ldrex %0, [%2]\n\teor %0, %0, #1\n\tstrex %1, %0, [%2]"
			       : "=&r"(value), "=&r"(failed)
			       : "r"(&word)
			       : "memory");
		check(failed, 0);
	}
}

/* An exception takes the reservation away, also when memory is as it was (A3.4.4). */
static void test_exclusive(void)
{
	uint32_t value, failed;

	set_vector(16, change_and_put_back);
	NVIC_IPR(0) = 0x40;
	word = 7;
	__asm volatile("ldrex %0, [%2]\n\tstr %3, [%4]\n\tdsb\n\tisb\n\tstrex %1, %0, [%2]"
		       : "=&r"(value), "=&r"(failed)
		       : "r"(&word), "r"(0), "r"(&STIR)
		       : "memory");
	check_trace(16);
	check(failed, 1);
	check(word, 7);
	set_vector(16, log_exception);
	__asm volatile("ldrex %0, [%2]\n\tstr %3, [%4]\n\tdsb\n\tisb\n\tstrex %1, %0, [%2]"
		       : "=&r"(value), "=&r"(failed)
		       : "r"(&word), "r"(0), "r"(&STIR)
		       : "memory");
	check_trace(16);
	check(failed, 1);
	__asm volatile("ldrex %0, [%2]\n\tisb\n\tstrex %1, %0, [%2]"
		       : "=&r"(value), "=&r"(failed)
		       : "r"(&word)
		       : "memory");
	check(failed, 0);
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
	set_vector(6, on_fault);
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
	test_svc_escalates();
	test_fault_priorities();
	test_masks();
	test_faultmask();
	test_ignored_bus_faults();
	test_system_handlers();
	test_reserved();
	test_flags();
	test_exclusive();
	test_bad_returns();
	test_non_base_thread();
	test_frames();
	test_vector_table();
	done();
}
