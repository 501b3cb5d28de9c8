/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What raises and lowers the priority that a program runs at, and what happens to exceptions that come
 * at the wrong one: masks and escalation (ARM DDI 0403 B1.5).
 */
#include "cortex_m_check.h"
#include "cortex_m_noted.h"

VECTORS;

static volatile uint32_t mask, seen;

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

/* How programs look whether an address answers: BusFaults that are ignored. */
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
	test_exclusive();
	done();
}
