/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The floating-point context: when it is pushed, and what happens to it when FPCCR says that nobody
 * pushes it (ARM DDI 0403 B1.5.6, B1.5.7).
 */
#include "cortex_m_check.h"

VECTORS;

static volatile uint32_t exc_return, control, fpcar, frame_at;

/* Spoils S0 and the rounding mode and flags of FPSCR. */
__attribute__((used)) static void irq_floats_call(uint32_t lr, uint32_t frame)
{
	uint32_t zero = 0;

	exc_return = lr;
	frame_at = frame;
	control = READ("control");
	fpcar = FPCAR;
	__asm volatile("vmov.f32 s0, #2.0\n\tvmsr fpscr, %0" ::"r"(zero) : "s0");
}

__attribute__((naked)) static void irq_floats(void)
{
	ASM("mov r0, lr\n\tmov r1, sp\n\tb irq_floats_call");
}

struct context {
	uint32_t s0, fpscr, sp, control;
};

/* Sets S0 and FPSCR, lets the interrupt come, and looks again. */
static struct context interrupted(void)
{
	struct context context;

	__asm volatile(
		"mov %2, sp\n\tvmov.f32 s0, #1.0\n\tldr %0, =0x90C00000\n\tvmsr fpscr, %0\n\t"
		"mov %0, #0\n\tstr %0, [%4]\n\tdsb\n\tisb\n\t"
		"vmov %0, s0\n\tvmrs %1, fpscr\n\tmrs %3, control"
		: "=&r"(context.s0), "=&r"(context.fpscr), "=&r"(context.sp), "=&r"(context.control)
		: "r"(&STIR)
		: "s0", "memory");
	return context;
}

#define ONE 0x3F800000u
#define TWO 0x40000000u

static void clear_context(void)
{
	WRITE("control", 0);
	check(READ("control") & 4, 0);
}

static void test_pushed(void)
{
	struct context context;

	/* Lazy or not, the frame is the same, and FPCAR is of lazy stacking alone. */
	context = interrupted();
	check(exc_return, 0xFFFFFFE9);
	check(control & 4, 0);
	check(context.s0, ONE);
	check(context.fpscr, 0x90C00000);
	check(context.control & 4, 4);
	check(frame_at, (context.sp & ~7u) - 104);
	check(fpcar, frame_at + 0x20);
	clear_context();
	FPCCR = 1u << 31;
	FPCAR = 0x12345678;
	ASM("dsb\n\tisb");
	context = interrupted();
	check(exc_return, 0xFFFFFFE9);
	check(context.s0, ONE);
	check(context.fpscr, 0x90C00000);
	check(fpcar, 0x12345678);
	/* FPCCR of a thread without context. */
	clear_context();
	FPCCR = 0xC0000000;
	ASM("dsb\n\tisb");
}

/* With ASPEN clear executing floating point makes no context: one set of registers for all, as
 * firmware without floating point in interrupts has it. */
static void test_shared(void)
{
	struct context context;

	FPCCR = 0;
	ASM("dsb\n\tisb");
	check(FPCCR, 0);
	context = interrupted();
	check(exc_return, 0xFFFFFFF9);
	check(context.s0, TWO); /* the interrupt's */
	check(context.fpscr, 0);
	/* What no interrupt touches stays, above all FPSCR. */
	__asm volatile("vmsr fpscr, %0" ::"r"(0x00C00000));
	NVIC_ISPR = 1 << 1;
	ASM("dsb\n\tisb");
	__asm volatile("vmrs %0, fpscr" : "=r"(context.fpscr));
	check(context.fpscr, 0x00C00000);
	FPCCR = 0xC0000000;
	ASM("dsb\n\tisb");
	check(READ("control") & 4, 0);
	__asm volatile("vmsr fpscr, %0" ::"r"(0));
	clear_context();
}

/* CONTROL.FPCA alone decides on the frame, so with ASPEN clear a program may ask for long ones always. */
static void test_asked_for(void)
{
	struct context context;

	WRITE("control", 4);
	FPCCR = 0;
	ASM("dsb\n\tisb");
	context = interrupted();
	check(exc_return, 0xFFFFFFE9);
	check(context.s0, ONE);
	check(context.fpscr, 0x90C00000);
	context = interrupted();
	check(exc_return, 0xFFFFFFE9);
	check(context.s0, ONE);
	WRITE("control", 0);
	context = interrupted();
	check(exc_return, 0xFFFFFFF9);
	check(context.s0, TWO);
	FPCCR = 0xC0000000;
	ASM("dsb\n\tisb");
	clear_context();
}

static void irq_nothing(void)
{
}

static volatile uint32_t inner;

static void irq_inner(void)
{
	__asm volatile("mov %0, lr" : "=r"(exc_return));
	inner = exc_return;
	__asm volatile("vmov.f32 s0, #3.0\n\tvmov.f32 s20, #3.0" ::: "s0");
}

/* A handler that has a context of its own is preempted by one that makes one too. */
static void irq_outer(void)
{
	uint32_t s0;

	__asm volatile("vmov.f32 s0, #4.0\n\tstr %1, [%2]\n\tdsb\n\tisb\n\tvmov %0, s0"
		       : "=r"(s0)
		       : "r"(3), "r"(&STIR)
		       : "s0", "memory");
	check(s0, 0x40800000);
	check(inner, 0xFFFFFFE1);
}

static void test_nested(void)
{
	uint32_t s0;

	set_vector(18, irq_outer);
	set_vector(19, irq_inner);
	NVIC_IPR(2) = 0x80;
	NVIC_IPR(3) = 0x40;
	__asm volatile("vmov.f32 s0, #1.0\n\tstr %1, [%2]\n\tdsb\n\tisb\n\tvmov %0, s0"
		       : "=r"(s0)
		       : "r"(2), "r"(&STIR)
		       : "s0", "memory");
	check(s0, ONE);
	clear_context();
	/* From a thread without context: short outside, long inside. */
	inner = 0;
	STIR = 2;
	ASM("dsb\n\tisb");
	check(inner, 0xFFFFFFE1);
	check(READ("control") & 4, 0);
}

void reset(void)
{
	RESULTS[0] = RESULTS[1] = 0;
	CPACR = 0xF << 20;
	ASM("dsb\n\tisb");
	set_vector(16, irq_floats);
	set_vector(17, irq_nothing);
	NVIC_ISER = 0xF;
	test_pushed();
	test_shared();
	test_asked_for();
	test_nested();
	done();
}
