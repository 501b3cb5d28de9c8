/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Exceptions as a program sees them: order, nesting, masks, frames, stacks.
 */
#include "cortex_m_check.h"
#include "cortex_m_trace.h"

VECTORS;

static volatile uint32_t seen[16];
static uint64_t process_stack[64];

/* A barrier behind it, as the architecture asks, makes the exception happen here (B3.4, B3.2.4). */
static void pend(uint32_t interrupts)
{
	NVIC_ISPR = interrupts;
	ASM("dsb\n\tisb");
}

static void set_icsr(uint32_t bits)
{
	ICSR = bits;
	ASM("dsb\n\tisb");
}

/* --- Handlers ------------------------------------------------------------------------------- */

static void irq0(void)
{
	log_exception();
	pend(1 << 1); /* more urgent: at once */
	pend(1 << 2); /* less urgent: afterwards */
	log_exception();
	seen[0] = NVIC_IABR;
	seen[1] = NVIC_ISPR;
}

static void irq1(void)
{
	log_exception();
	seen[2] = NVIC_IABR;
	seen[3] = ICSR;
}

static void irq_log(void)
{
	log_exception();
}

static void svc_frame(uint32_t *frame, uint32_t exc_return)
{
	log_exception();
	for (unsigned i = 0; i < 8; i++)
		seen[i] = frame[i];
	seen[8] = (uint32_t)frame;
	seen[9] = exc_return;
	seen[10] = ICSR;
	frame[0] = 0x1234; /* r0 of the caller */
}

__attribute__((naked)) static void svc(void)
{
	ASM("tst lr, #4\n\tite eq\n\tmrseq r0, msp\n\tmrsne r0, psp\n\tmov r1, lr\n\t"
	    "push {r4, lr}\n\tbl svc_frame_call\n\tpop {r4, pc}");
}

__attribute__((used)) void svc_frame_call(uint32_t *frame, uint32_t exc_return)
{
	svc_frame(frame, exc_return);
}

/* --- Tests ---------------------------------------------------------------------------------- */

static void test_registers(void)
{
	check(CPUID, 0x410FC241);
	check(ICTR, 4); /* 150 interrupts: 5 registers of 32 */
	check(MPU_TYPE, 0x800);
	check(CCR, 0x200);
	check(AIRCR, 0xFA050000);
	check(FPCCR, 0xC0000000);
	check(SYST_CALIB, 0x4000C350);
	check(VTOR, 0);
	check(ICSR, 1 << 11);
	SHPR(14) = 0xFF;
	SHPR(15) = 0x5A;
	SHPR(11) = 0x30;
	check(REG(0xE000ED20), 0x50F00000); /* four bits of priority */
	check(REG(0xE000ED1C), 0x30000000);
	SHPR(14) = SHPR(15) = SHPR(11) = 0;
	NVIC_IPR(149) = 0xFF;
	NVIC_IPR(150) = 0xFF;
	check(NVIC_IPR(149), 0xF0);
	check(NVIC_IPR(150), 0); /* is none */
	REG(0xE000E110) = 0xFFFFFFFF;
	check(REG(0xE000E110), 0x003FFFFF);
	REG(0xE000E190) = 0xFFFFFFFF;
	check(REG(0xE000E110), 0);
	AIRCR = 0x12340700;
	check(AIRCR, 0xFA050000);
	AIRCR = 0x05FA0300;
	check(AIRCR, 0xFA050300);
	AIRCR = 0x05FA0000;
	CPACR = 0xFFFFFFFF;
	check(CPACR, 0x00F00000);
	REG(0xE0001024) = 0x55AA; /* a comparator of the DWT is stored */
	check(REG(0xE0001024), 0x55AA);
	REG(0xE0000E80) = 0x10001;
	check(REG(0xE0000E80), 0x10001);
	REG(0xE0040010) = 7;
	check(REG(0xE0040010), 7);
	check(*(volatile uint16_t *)0xE000ED02, 0x410F);
}

static void test_order(void)
{
	static const uint8_t both[] = {16 + 3, 16 + 4};

	set_vector(16, irq0);
	set_vector(17, irq1);
	set_vector(18, irq_log);
	set_vector(19, irq_log);
	set_vector(20, irq_log);
	NVIC_IPR(0) = 0x80;
	NVIC_IPR(1) = 0x40;
	NVIC_IPR(2) = 0xC0;
	NVIC_ISER = 0x1F;
	check(NVIC_ISER, 0x1F);
	pend(1);
	check_trace(16, 17, 16, 18);
	check(seen[0], 1);
	check(seen[1], 4);
	check(seen[2], 3);
	check(seen[3], 17); /* VECTACTIVE; irq0 is active too: no RETTOBASE */
	check(NVIC_IABR, 0);

	/* Equal priorities: the lower number. */
	NVIC_IPR(3) = NVIC_IPR(4) = 0x80;
	ASM("cpsid i");
	pend(1 << 4 | 1 << 3);
	check(traced, 0);
	check(ICSR >> 12 & 0x1FF, 19);
	ASM("cpsie i");
	check_trace_at(__LINE__, both, 2);

	/* Sub-priorities decide the order but do not preempt: PRIGROUP 6 leaves one bit. */
	AIRCR = 0x05FA0600;
	NVIC_IPR(0) = 0x20;
	NVIC_IPR(1) = 0x10;
	NVIC_IPR(2) = 0x90;
	pend(1);
	check_trace(16, 16, 17, 18);
	AIRCR = 0x05FA0000;

	/* What is not enabled waits; clearing takes it back. */
	NVIC_ICER = 1 << 3;
	pend(1 << 3);
	check(traced, 0);
	check(NVIC_ISPR, 1 << 3);
	NVIC_ICPR = 1 << 3;
	NVIC_ISER = 1 << 3;
	check(traced, 0);
	STIR = 3;
	ASM("dsb\n\tisb");
	check_trace(19);
}

static void test_masks(void)
{
	NVIC_IPR(3) = 0x40;
	NVIC_IPR(4) = 0x80;
	WRITE("basepri", 0x80);
	pend(1 << 3 | 1 << 4);
	check_trace(19);
	WRITE("basepri_max", 0xC0); /* less strict: not taken */
	check(READ("basepri"), 0x80);
	WRITE("basepri_max", 0x40);
	check(READ("basepri"), 0x40);
	pend(1 << 3);
	check(traced, 0);
	WRITE("basepri", 0);
	check_trace(19, 20);

	ASM("cpsid f");
	check(READ("faultmask"), 1);
	pend(1 << 3);
	check(traced, 0);
	set_vector(2, irq_log);
	set_icsr(1u << 31); /* NMI is not masked, and leaves FAULTMASK */
	check_trace(2);
	check(READ("faultmask"), 1);
	ASM("cpsie f");
	check_trace(19);

	set_vector(14, irq_log);
	set_vector(15, irq_log);
	ASM("cpsid i");
	set_icsr(1 << 28);
	set_icsr(1 << 26);
	check(ICSR & (1 << 28 | 1 << 26), 1 << 28 | 1 << 26);
	set_icsr(1 << 27);
	check(ICSR & (1 << 28 | 1 << 26), 1 << 26);
	ASM("cpsie i");
	check_trace(15);
	set_icsr(1 << 28);
	check_trace(14);
}

__attribute__((naked)) static uint32_t call_svc(uint32_t value)
{
	(void)value;
	ASM("mov r1, #0x11\n\tmov r2, #0x22\n\tmov r3, #0x33\n\tmov r12, #0xCC\n\t"
	    ".global svc_at\nsvc_at: svc 7\n\tbx lr");
}

static void test_frames(void)
{
	extern const uint8_t svc_at[];
	uint32_t top = (uint32_t)&process_stack[60];
	uint32_t msp = READ("msp");

	set_vector(11, svc);
	check(call_svc(5), 0x1234);
	check_trace(11);
	check(seen[0], 5);
	check(seen[1], 0x11);
	check(seen[2], 0x22);
	check(seen[3], 0x33);
	check(seen[4], 0xCC);
	check(seen[6], ((uint32_t)svc_at & ~1u) + 2);
	check(seen[7] & 0x01FFFFFF, 0x01000000 | (seen[7] & 0x200));
	check(seen[9], 0xFFFFFFF9);
	check(seen[10] & 0x9FF, 0x80B); /* VECTACTIVE 11, RETTOBASE */

	/* Thread on the process stack, 4 bytes off: the frame is aligned and says so. */
	WRITE("psp", top - 4);
	WRITE("control", 2);
	check(call_svc(6), 0x1234);
	check(READ("psp"), top - 4);
	WRITE("control", 0);
	check(READ("msp"), msp);
	check(seen[9], 0xFFFFFFFD);
	check(seen[8], top - 8 - 32);
	check(seen[7] & 0x200, 0x200);
	check(seen[0], 6);
	/* Without STKALIGN it is where the stack was. */
	CCR = 0;
	WRITE("psp", top - 4);
	WRITE("control", 2);
	(void)call_svc(6);
	WRITE("control", 0);
	check(seen[8], top - 4 - 32);
	check(seen[7] & 0x200, 0);
	CCR = 0x200;
	traced = 0;
}

static void irq_fpu(void)
{
	uint32_t exc_return;

	__asm volatile("mov %0, lr" : "=r"(exc_return));
	seen[0] = exc_return;
	seen[1] = READ("control");
	seen[3] = FPCAR;
	__asm volatile("vmov.f32 s0, #2.0\n\tvmov.f32 s15, #2.0\n\tvmrs %0, fpscr\n\t"
		       "orr %0, %0, #0x01000000\n\tvmsr fpscr, %0"
		       : "=r"(exc_return)::"s0", "s15");
	seen[2] = READ("control") & 7;
}

static void test_fpu(void)
{
	uint32_t s0, s15, fpscr, sp;

	set_vector(16, irq_fpu);
	check(READ("control") & 4, 0);
	pend(1);
	check(seen[0], 0xFFFFFFF9);
	check(READ("control") & 4, 0); /* the handler's floating point is not ours */
	__asm volatile(
		"mov %3, sp\n\tvmov.f32 s0, #1.0\n\tvmov.f32 s15, #3.0\n\tmov %0, #0x80000000\n\t"
		"vmsr fpscr, %0\n\t"
		"mov %0, #1\n\tstr %0, [%4]\n\tdsb\n\tisb\n\t"
		"vmov %0, s0\n\tvmov %1, s15\n\tvmrs %2, fpscr"
		: "=&r"(s0), "=&r"(s15), "=&r"(fpscr), "=&r"(sp)
		: "r"(0xE000E200)
		: "s0", "s15", "memory");
	check(seen[0], 0xFFFFFFE9);
	check(seen[1] & 4, 0);
	check(seen[2], 4);
	check(seen[3], ((sp - 104) & ~7u) + 0x20);
	check(s0, 0x3F800000);
	check(s15, 0x40400000);
	check(fpscr, 0x80000000);
	check(READ("control") & 4, 4);
	WRITE("control", 0);
	check(READ("control") & 4, 0);
}

static void test_vtor(void)
{
	static uint32_t other[32] __attribute__((aligned(128)));

	for (unsigned i = 0; i < 32; i++)
		other[i] = ((volatile uint32_t *)(void *)vectors)[i];
	other[20] = (uint32_t)irq1;
	VTOR = (uint32_t)other | 0x7F;
	check(VTOR, (uint32_t)other);
	seen[2] = 0;
	pend(1 << 4);
	check_trace(20);
	check(seen[2], 1 << 4);
	VTOR = 0;
}

static void irq_level(void)
{
	log_exception();
	if (traced == 3)
		RIG_IRQ = 0;
}

static void test_lines(void)
{
	/* An interrupt that is high when its handler returns comes again. */
	set_vector(16 + 6, irq_log);
	set_vector(16 + 7, irq_level);
	NVIC_ISER = 1 << 6 | 1 << 7;
	RIG_IRQ = 1 << 7;
	ASM("isb");
	check_trace(23, 23, 23);
	/* A pulse is kept. */
	ASM("cpsid i");
	RIG_IRQ = 1 << 6;
	RIG_IRQ = 0;
	check(NVIC_ISPR, 1 << 6);
	ASM("cpsie i");
	check_trace(16 + 6);
	/* Clearing what is still high does nothing. */
	ASM("cpsid i");
	RIG_IRQ = 1 << 6;
	NVIC_ICPR = 1 << 6;
	check(NVIC_ISPR, 1 << 6);
	RIG_IRQ = 0;
	NVIC_ICPR = 1 << 6;
	check(NVIC_ISPR, 0);
	ASM("cpsie i");
	check(traced, 0);
}

static void test_bit_band(void)
{
	volatile uint32_t *word = (volatile uint32_t *)(DEVICE + 0x80);
	volatile uint32_t *bit5 = (volatile uint32_t *)(0x42000000 + 0x80 * 32 + 5 * 4);

	*word = 0x0F;
	check(bit5[0], 0);
	*bit5 = 1;
	check(*word, 0x2F);
	check(bit5[0], 1);
	bit5[-5] = 0;
	check(*word, 0x2E);
	bit5[26] = 0xFF; /* bit 31; only bit 0 of what is written counts */
	check(*word, 0x8000002E);
	*(volatile uint8_t *)bit5 = 0;
	check(*word, 0x8000000E);
}

static void test_memory(void)
{
	static volatile uint32_t words[3] __attribute__((aligned(8)));
	volatile uint8_t *bytes = (volatile uint8_t *)words;
	uint32_t value;

	for (unsigned i = 0; i < 12; i++)
		bytes[i] = (uint8_t)(i + 1);
	__asm volatile("ldr %0, [%1]" : "=r"(value) : "r"(bytes + 1));
	check(value, 0x05040302);
	__asm volatile("ldrh %0, [%1]" : "=r"(value) : "r"(bytes + 3));
	check(value, 0x0504);
	__asm volatile("str %0, [%1]" ::"r"(0xAABBCCDD), "r"(bytes + 2) : "memory");
	check(words[0], 0xCCDD0201);
	check(words[1], 0x0807AABB);
	/* The same memory by its other address. */
	check(*(volatile uint32_t *)((uint32_t)words + 0x20000000), 0xCCDD0201);
}

void reset(void)
{
	RESULTS[0] = RESULTS[1] = 0;
	test_registers();
	test_order();
	test_masks();
	test_frames();
	CPACR = 0xF << 20;
	ASM("dsb\n\tisb");
	test_fpu();
	test_vtor();
	test_lines();
	test_bit_band();
	test_memory();
	done();
}
