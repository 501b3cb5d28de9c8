/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The MPU and privilege as a program sees them.
 */
#include "cortex_m_check.h"

VECTORS;

#define ENABLE	   1u
#define HFNMIENA   2u
#define PRIVDEFENA 4u
#define SIZE(bits) (((bits)-1u) << 1 | 1u)
#define AP(value)  ((uint32_t)(value) << 24)
#define XN	   (1u << 28)
#define MEMORY	   0x10010000u /* 32 KiB that the test uses */

static volatile uint32_t faults, cfsr, hfsr, mmfar, exception, stacked_pc, svc_control;

__attribute__((used)) void record(uint32_t *frame)
{
	faults++;
	exception = READ("ipsr");
	cfsr = CFSR;
	hfsr = HFSR;
	mmfar = MMFAR;
	stacked_pc = frame[6];
	CFSR = 0xFFFFFFFF;
	HFSR = 0xFFFFFFFF;
	/* Behind the access, which is 2 bytes long in try_*(), or back to the caller of a jump. */
	frame[6] = frame[6] & 0xF0000000 && cfsr & 1 ? frame[5] & ~1u : frame[6] + 2;
}

__attribute__((naked)) static void on_fault(void)
{
	ASM("tst lr, #4\n\tite eq\n\tmrseq r0, msp\n\tmrsne r0, psp\n\tb record");
}

/* SVC: privileged again. */
__attribute__((naked)) static void on_svc(void)
{
	ASM("mrs r0, control\n\tldr r1, =svc_control\n\tstr r0, [r1]\n\tbic r0, #1\n\tmsr control, r0\n\t"
	    "isb\n\tbx lr");
}

__attribute__((naked, noinline)) static uint32_t try_read(uint32_t address)
{
	(void)address;
	ASM(".global at_read\nat_read: ldr r0, [r0]\n\tbx lr");
}

__attribute__((naked, noinline)) static void try_write(uint32_t address, uint32_t value)
{
	(void)address;
	(void)value;
	ASM(".global at_write\nat_write: str r1, [r0]\n\tbx lr");
}

__attribute__((naked, noinline)) static void try_jump(uint32_t address)
{
	(void)address;
	ASM("orr r0, #1\n\tbx r0");
}

extern const uint8_t at_read[], at_write[];

static void unprivileged(void)
{
	WRITE("control", READ("control") | 1);
}

static void privileged(void)
{
	ASM("svc 0");
}

static void region(unsigned number, uint32_t base, uint32_t rasr)
{
	MPU_RNR = number;
	MPU_RBAR = base;
	MPU_RASR = rasr;
	ASM("dsb\n\tisb");
}

static void enable(uint32_t bits)
{
	MPU_CTRL = bits;
	ASM("dsb\n\tisb");
}

static void check_access_at(uint32_t line, uint32_t address, int readable, int writable)
{
	uint32_t before = faults;

	(void)try_read(address);
	check_at(line, faults - before, !readable);
	if (!readable) {
		check_at(line, exception, 4);
		check_at(line, cfsr, 0x82);
		check_at(line, mmfar, address);
		check_at(line, stacked_pc, (uint32_t)at_read & ~1u);
	}
	before = faults;
	try_write(address, address ^ 0x5A5A5A5A);
	check_at(line, faults - before, !writable);
	if (!writable) {
		check_at(line, exception, 4);
		check_at(line, cfsr, 0x82);
		check_at(line, mmfar, address);
		check_at(line, stacked_pc, (uint32_t)at_write & ~1u);
	} else if (readable) {
		check_at(line, try_read(address), address ^ 0x5A5A5A5A);
	}
}

#define check_access(address, readable, writable)                                                  \
	check_access_at(__LINE__, address, readable, writable)

/* Switches the MPU on and stores, in one block and with no barrier: STR to MPU_CTRL, then to memory. */
__attribute__((naked, noinline)) static void enable_and_write(uint32_t bits, uint32_t address)
{
	(void)bits;
	(void)address;
	ASM("ldr r2, =0xE000ED94\n\tstr r0, [r2]\n\tadds r0, #1\n\t"
	    ".global at_late_write\nat_late_write: str r0, [r1]\n\tbx lr\n\t.ltorg");
}

extern const uint8_t at_late_write[];

static void test_at_once(void)
{
	static volatile uint32_t other;

	*(volatile uint32_t *)MEMORY = 0x1234;
	region(0, MEMORY, AP(5) | SIZE(8));
	faults = 0;
	enable_and_write(ENABLE | PRIVDEFENA, MEMORY + 4);
	check(faults, 1);
	check(mmfar, MEMORY + 4);
	check(stacked_pc, (uint32_t)at_late_write & ~1u);
	check(MPU_CTRL, ENABLE | PRIVDEFENA);
	enable(0);
	faults = 0;
	enable_and_write(ENABLE | PRIVDEFENA, (uint32_t)&other);
	check(faults, 0);
	check(other, (ENABLE | PRIVDEFENA) + 1);
	other = 7; /* all may be written again */
	check(other, 7);
	enable(0);
	region(0, MEMORY, 0);
	faults = 0;
}

static void test_registers(void)
{
	check(MPU_TYPE, 0x800);
	MPU_RNR = 3;
	MPU_RBAR = 0x20000000;
	MPU_RASR = 0x13070000 | SIZE(10);
	check(MPU_RBAR, 0x20000003);
	check(MPU_RASR, 0x13070000 | SIZE(10));
	MPU_RBAR = 0x30000000 | 0x10 | 5; /* VALID: selects region 5 */
	check(MPU_RNR, 5);
	check(MPU_RBAR, 0x30000005);
	REG(0xE000EDA4) = 0x40000000 | 0x10 | 6; /* RBAR_A1, RASR_A1 */
	REG(0xE000EDA8) = SIZE(12);
	check(MPU_RNR, 6);
	check(MPU_RASR, SIZE(12));
	REG(0xE000EDB4) = 0x50000000 | 0x10 | 7; /* RBAR_A3 */
	check(REG(0xE000EDAC), 0x50000007);
	for (unsigned i = 0; i < 8; i++)
		region(i, 0, 0);
}

static void test_rights(void)
{
	static const uint8_t rights[8][4] = {
		/* privileged read, write, unprivileged read, write by AP (B3.5.9) */
		{0, 0, 0, 0}, {1, 1, 0, 0}, {1, 1, 1, 0}, {1, 1, 1, 1},
		{0, 0, 0, 0}, {1, 0, 0, 0}, {1, 0, 1, 0}, {1, 0, 1, 0},
	};

	/* The program's memory for everybody, then one page with each of the rights. */
	region(0, 0x10000000, SIZE(18) | AP(3));
	region(1, 0x40000000, SIZE(12) | AP(3));
	for (unsigned ap = 0; ap < 8; ap++) {
		if (ap == 4)
			continue; /* unpredictable */
		region(7, MEMORY, SIZE(12) | AP(ap));
		enable(ENABLE | PRIVDEFENA);
		check_access(MEMORY + 0x20, rights[ap][0], rights[ap][1]);
		unprivileged();
		check_access(MEMORY + 0xFFC, rights[ap][2], rights[ap][3]);
		check_access(MEMORY + 0x1000, 1, 1);
		privileged();
		check(svc_control & 1, 1);
		enable(0);
	}
}

static void test_small(void)
{
	/* 32 bytes, as a guard below a stack. */
	region(7, MEMORY + 0x240, SIZE(5) | AP(0));
	enable(ENABLE | PRIVDEFENA);
	check_access(MEMORY + 0x23C, 1, 1);
	check_access(MEMORY + 0x240, 0, 0);
	check_access(MEMORY + 0x25C, 0, 0);
	check_access(MEMORY + 0x260, 1, 1);
	/* The same memory by its other address is another address. */
	check_access(MEMORY + 0x20000240, 1, 1);
	region(7, MEMORY + 0x240, SIZE(5) | AP(6));
	check_access(MEMORY + 0x23C, 1, 1);
	check_access(MEMORY + 0x240, 1, 0);
	check_access(MEMORY + 0x260, 1, 1);
	/* Sub-regions: eighths of 256 bytes; the second and the last are left out. */
	region(7, MEMORY + 0x400, SIZE(8) | AP(0) | 0x82 << 8);
	check_access(MEMORY + 0x400, 0, 0);
	check_access(MEMORY + 0x420, 1, 1);
	check_access(MEMORY + 0x43C, 1, 1);
	check_access(MEMORY + 0x440, 0, 0);
	check_access(MEMORY + 0x4DC, 0, 0);
	check_access(MEMORY + 0x4E0, 1, 1);
	/* Of 32 KiB: pages. */
	region(7, MEMORY, SIZE(15) | AP(6) | 0xFD << 8);
	check_access(MEMORY + 0x0FFC, 1, 1);
	check_access(MEMORY + 0x1000, 1, 0);
	check_access(MEMORY + 0x1FFC, 1, 0);
	check_access(MEMORY + 0x2000, 1, 1);
	/* The higher number wins. */
	region(6, MEMORY, SIZE(15) | AP(0));
	check_access(MEMORY + 0x1000, 1, 0);
	check_access(MEMORY + 0x2000, 0, 0);
	region(6, 0, 0);
	region(7, 0, 0);
	enable(0);
}

static void test_background(void)
{
	/* Without PRIVDEFENA what no region covers is refused, also to privileged code; devices too. */
	region(1, 0, 0);
	region(2, 0x00000000, SIZE(12) | AP(3));
	region(1, 0x40000000, SIZE(9) | AP(3)); /* half of the device's registers */
	region(3, 0x40000F00, SIZE(8) | AP(3));
	enable(ENABLE);
	check_access(0x40000100, 1, 1);
	check_access(0x40000200, 0, 0);
	check_access(0x30010000, 0, 0);
	enable(ENABLE | PRIVDEFENA);
	check_access(0x40000200, 1, 1);
	unprivileged();
	check_access(0x40000200, 0, 0);
	check_access(0x40000100, 1, 1);
	privileged();
	enable(0);
}

static void test_execute(void)
{
	uint32_t before = faults;

	*(volatile uint16_t *)MEMORY = 0x4770; /* bx lr */
	*(volatile uint16_t *)(MEMORY + 0x1000) = 0x4770;
	ASM("dsb\n\tisb");
	region(7, MEMORY, SIZE(12) | AP(3) | XN);
	enable(ENABLE | PRIVDEFENA);
	try_jump(MEMORY + 0x1000);
	check(faults, before);
	try_jump(MEMORY);
	check(faults, before + 1);
	check(exception, 4);
	check(cfsr, 1); /* IACCVIOL; MMFAR is not valid */
	check(stacked_pc, MEMORY);
	region(7, MEMORY, SIZE(12) | AP(3));
	try_jump(MEMORY);
	check(faults, before + 1);
	/* That it has run does not make it executable. */
	region(7, MEMORY, SIZE(12) | AP(3) | XN);
	try_jump(MEMORY);
	check(faults, before + 2);
	check(cfsr, 1);
	region(7, MEMORY, SIZE(12) | AP(1));
	try_jump(MEMORY);
	check(faults, before + 2);
	unprivileged();
	try_jump(MEMORY);
	check(faults, before + 3);
	check(stacked_pc, MEMORY);
	privileged();
	region(7, 0, 0);
	enable(0);
}

static void in_hard_fault(void)
{
	faults++;
	HFSR = 0xFFFFFFFF;
	/* With HFNMIENA clear the MPU is off here. */
	*(volatile uint32_t *)MEMORY = 0x600D;
}

__attribute__((naked)) static void on_hard_fault(void)
{
	ASM("mrs r0, msp\n\tldr r1, [r0, #24]\n\tadds r1, #2\n\tstr r1, [r0, #24]\n\tb hard_fault_call");
}

__attribute__((used)) void hard_fault_call(void)
{
	in_hard_fault();
}

static void test_hard_fault(void)
{
	uint32_t before = faults;

	set_vector(3, on_hard_fault);
	SHCSR = 0;
	region(7, MEMORY, SIZE(12) | AP(0));
	enable(ENABLE | PRIVDEFENA);
	try_write(MEMORY, 1);
	check(faults, before + 1);
	CFSR = 0xFFFFFFFF;
	enable(0);
	check(*(volatile uint32_t *)MEMORY, 0x600D);
	SHCSR = 7 << 16;
	set_vector(3, on_fault);
}

static volatile uint32_t nmis;

static void nmi(void)
{
	nmis++;
	/* Seen when the MPU is on again. */
	MPU_RNR = 7;
	MPU_RASR = SIZE(12) | AP(5);
	*(volatile uint32_t *)MEMORY = 0x600D;
	try_jump(MEMORY + 0x1000);
}

/* At a negative priority the MPU is off, for instructions too, unless HFNMIENA is set (B3.5.3). */
static void test_negative_priority(void)
{
	uint32_t before = faults;

	*(volatile uint16_t *)(MEMORY + 0x1000) = 0x4770; /* bx lr */
	ASM("dsb\n\tisb");
	set_vector(2, nmi);
	region(6, MEMORY + 0x1000, SIZE(12) | AP(0) | XN);
	region(7, MEMORY, SIZE(12) | AP(0));
	enable(ENABLE | PRIVDEFENA);
	check_access(MEMORY, 0, 0);
	before = faults;
	ICSR = 1u << 31;
	ASM("dsb\n\tisb");
	check(nmis, 1);
	check(faults, before);
	check(try_read(MEMORY), 0x600D);
	check_access(MEMORY, 1, 0);
	check_access(MEMORY + 0x1000, 0, 0);
	before = faults;
	/* FAULTMASK is such a priority. */
	ASM("cpsid f");
	try_write(MEMORY, 5);
	try_jump(MEMORY + 0x1000);
	MPU_RASR = SIZE(12) | AP(6);
	ASM("cpsie f");
	check(faults, before);
	check(try_read(MEMORY), 5);
	check_access(MEMORY, 1, 0);
	enable(0);
	region(6, 0, 0);
	region(7, 0, 0);
}

static void test_unprivileged(void)
{
	uint32_t before;

	unprivileged();
	check(READ("control") & 1, 1);
	/* Masks cannot be changed, and special registers read 0. */
	ASM("cpsid i");
	__asm volatile("msr basepri, %0" ::"r"(0x80));
	check(READ("primask"), 0);
	check(READ("msp"), 0);
	__asm volatile("msr control, %0" ::"r"(0));
	check(READ("control") & 1, 1);
	/* The System Control Space is a bus error. */
	before = faults;
	(void)try_read(0xE000ED00);
	check(faults, before + 1);
	check(exception, 5);
	check(cfsr, 0x8200);
	try_write(0xE000ED08, 0x100);
	check(faults, before + 2);
	try_write(0xE000EF00, 3);
	check(faults, before + 3);
	privileged();
	check(READ("control") & 1, 0);
	check(READ("primask"), 0);
	check(READ("basepri"), 0);
	check(VTOR, 0);
	CCR |= 2; /* USERSETMPEND */
	unprivileged();
	try_write(0xE000EF00, 3);
	privileged();
	CCR &= ~2u;
	check(faults, before + 3);
	check(NVIC_ISPR, 8);
	NVIC_ICPR = 8;
}

void reset(void)
{
	RESULTS[0] = RESULTS[1] = 0;
	for (unsigned i = 3; i <= 6; i++)
		set_vector(i, on_fault);
	set_vector(11, on_svc);
	SHCSR = 7 << 16;
	test_registers();
	test_rights();
	test_small();
	test_background();
	test_execute();
	test_hard_fault();
	test_negative_priority();
	test_at_once();
	test_unprivileged();
	done();
}
