/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For programs that test the virtual core from inside: registers by the ARM manual's addresses, and
 * check(), whose failures the test on the host reads at 0x1001F000 (tests/board/cortex_m_rig.h).
 */
#ifndef COPRO_TESTS_CORTEX_M_CHECK_H
#define COPRO_TESTS_CORTEX_M_CHECK_H

#include <stdint.h>

#define REG(address)  (*(volatile uint32_t *)(address))
#define REG8(address) (*(volatile uint8_t *)(address))

#define ICTR		REG(0xE000E004)
#define SYST_CSR	REG(0xE000E010)
#define SYST_RVR	REG(0xE000E014)
#define SYST_CVR	REG(0xE000E018)
#define SYST_CALIB	REG(0xE000E01C)
#define NVIC_ISER	REG(0xE000E100)
#define NVIC_ICER	REG(0xE000E180)
#define NVIC_ISPR	REG(0xE000E200)
#define NVIC_ICPR	REG(0xE000E280)
#define NVIC_IABR	REG(0xE000E300)
#define NVIC_IPR(irq)	REG8(0xE000E400 + (irq))
#define CPUID		REG(0xE000ED00)
#define ICSR		REG(0xE000ED04)
#define VTOR		REG(0xE000ED08)
#define AIRCR		REG(0xE000ED0C)
#define SCR		REG(0xE000ED10)
#define CCR		REG(0xE000ED14)
#define SHPR(exception) REG8(0xE000ED14 + (exception))
#define SHCSR		REG(0xE000ED24)
#define CFSR		REG(0xE000ED28)
#define HFSR		REG(0xE000ED2C)
#define DFSR		REG(0xE000ED30)
#define MMFAR		REG(0xE000ED34)
#define BFAR		REG(0xE000ED38)
#define CPACR		REG(0xE000ED88)
#define MPU_TYPE	REG(0xE000ED90)
#define MPU_CTRL	REG(0xE000ED94)
#define MPU_RNR		REG(0xE000ED98)
#define MPU_RBAR	REG(0xE000ED9C)
#define MPU_RASR	REG(0xE000EDA0)
#define DEMCR		REG(0xE000EDFC)
#define STIR		REG(0xE000EF00)
#define FPCCR		REG(0xE000EF34)
#define FPCAR		REG(0xE000EF38)
#define DWT_CTRL	REG(0xE0001000)
#define DWT_CYCCNT	REG(0xE0001004)

#define DEVICE	      0x40000000u
#define BEHIND_DEVICE 0x40001000u /* bus error */
#define RIG_DONE      REG(0x40000F00)
#define RIG_IRQ	      REG(0x40000F10)
#define RIG_EVENT     REG(0x40000F14)
#define RIG_ALARM     REG(0x40000F18)
#define RESULTS	      ((volatile uint32_t *)0x1001F000)

static inline void check_at(uint32_t line, uint32_t got, uint32_t wanted)
{
	RESULTS[0]++;
	if (got == wanted)
		return;
	if (RESULTS[1] < 100) {
		RESULTS[4 + 3 * RESULTS[1]] = line;
		RESULTS[5 + 3 * RESULTS[1]] = got;
		RESULTS[6 + 3 * RESULTS[1]] = wanted;
	}
	RESULTS[1]++;
}

#define check(got, wanted) check_at(__LINE__, (uint32_t)(got), (uint32_t)(wanted))

static inline void done(void)
{
	RIG_DONE = 1;
	for (;;)
		;
}

#define READ(name)                                                                                 \
	({                                                                                         \
		uint32_t value_;                                                                   \
		__asm volatile("mrs %0, " name : "=r"(value_)::"memory");                          \
		value_;                                                                            \
	})
#define WRITE(name, value) __asm volatile("msr " name ", %0\n\tisb" ::"r"(value) : "memory")
#define ASM(text)	   __asm volatile(text ::: "memory")

void reset(void);
extern uint32_t __stack_top[];

/* The table is in memory that can be written: a test sets the vectors it needs. */
extern void *vectors[166];
#define VECTORS                                                                                    \
	__attribute__((section(".vectors"), used)) void *vectors[166] = {__stack_top, (void *)reset}

static inline void set_vector(unsigned exception, void (*handler)(void))
{
	((void *volatile *)vectors)[exception] = (void *)handler;
}

#endif
