/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The registers and instructions of the Cortex-M4 that the firmware side uses. ARM DDI 0403E
 * (ARMv7-M architecture), the section stands at each.
 */
#ifndef COPRO_REMOTE_CORTEX_M_H
#define COPRO_REMOTE_CORTEX_M_H

#include <stdint.h>

#define CORTEX_M_REGISTER(address) (*(volatile uint32_t *)(address))

/* System timer (B3.3) */
#define SYST_CSR	   CORTEX_M_REGISTER(0xE000E010u)
#define SYST_CSR_ENABLE	   (1u << 0)
#define SYST_CSR_TICKINT   (1u << 1)
#define SYST_CSR_CLKSOURCE (1u << 2) /* the processor's clock */
#define SYST_RVR	   CORTEX_M_REGISTER(0xE000E014u)
#define SYST_RVR_MAX	   0x00FFFFFFu
#define SYST_CVR	   CORTEX_M_REGISTER(0xE000E018u)

/* Interrupt controller (B3.4): 32 interrupts a word, one priority byte each */
#define NVIC_ISER(word)	    CORTEX_M_REGISTER(0xE000E100u + 4u * (word))
#define NVIC_ICER(word)	    CORTEX_M_REGISTER(0xE000E180u + 4u * (word))
#define NVIC_WORDS	    5u /* 150 interrupts */
#define NVIC_IPR(interrupt) (*(volatile uint8_t *)(0xE000E400u + (interrupt)))

/* System control block (B3.2) */
#define SCB_ICSR		    CORTEX_M_REGISTER(0xE000ED04u)
#define SCB_ICSR_PENDSTCLR	    (1u << 25)
#define SCB_ICSR_PENDSVCLR	    (1u << 27)
#define SCB_ICSR_PENDSVSET	    (1u << 28)
#define SCB_SCR			    CORTEX_M_REGISTER(0xE000ED10u)
#define SCB_SCR_SLEEPDEEP	    (1u << 2)
#define SCB_SHPR3		    CORTEX_M_REGISTER(0xE000ED20u)
#define SCB_SHPR3_PENDSV(priority)  ((uint32_t)(priority) << 16)
#define SCB_SHPR3_SYSTICK(priority) ((uint32_t)(priority) << 24)
#define SCB_SHCSR		    CORTEX_M_REGISTER(0xE000ED24u)
#define SCB_SHCSR_FAULTS	    (7u << 16) /* MemManage, BusFault, UsageFault enabled */
#define SCB_CFSR		    CORTEX_M_REGISTER(0xE000ED28u)
#define SCB_CFSR_MMARVALID	    (1u << 7)
#define SCB_CFSR_BFARVALID	    (1u << 15)
#define SCB_CFSR_UNDEFINSTR	    (1u << 16)
#define SCB_HFSR		    CORTEX_M_REGISTER(0xE000ED2Cu)
#define SCB_MMFAR		    CORTEX_M_REGISTER(0xE000ED34u)
#define SCB_BFAR		    CORTEX_M_REGISTER(0xE000ED38u)
#define SCB_CPACR		    CORTEX_M_REGISTER(0xE000ED88u)
#define SCB_CPACR_FPU		    (0xFu << 20) /* CP10 and CP11, full access */

/* Cycle counter (C1.8), which runs while trace is enabled (C1.6) */
#define DCB_DEMCR	   CORTEX_M_REGISTER(0xE000EDFCu)
#define DCB_DEMCR_TRCENA   (1u << 24)
#define DWT_CTRL	   CORTEX_M_REGISTER(0xE0001000u)
#define DWT_CTRL_CYCCNTENA (1u << 0)
#define DWT_CYCCNT	   CORTEX_M_REGISTER(0xE0001004u)

/* The lowest priority that 4 implemented bits can express (B1.5.4) */
#define CORTEX_M_PRIORITY_LOWEST 0xF0u

static inline void cortex_m_interrupts_off(void)
{
	__asm volatile("cpsid i" ::: "memory");
}

static inline void cortex_m_interrupts_on(void)
{
	__asm volatile("cpsie i" ::: "memory");
}

/* Turns interrupts off and returns what cortex_m_restore() takes to undo it. */
static inline uint32_t cortex_m_save(void)
{
	uint32_t primask;

	__asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(primask)::"memory");
	return primask;
}

static inline void cortex_m_restore(uint32_t primask)
{
	__asm volatile("msr primask, %0" ::"r"(primask) : "memory");
}

/* Sleeps until an enabled interrupt is pending, even one that PRIMASK holds off (B1.5.19). */
static inline void cortex_m_wait_for_interrupt(void)
{
	__asm volatile("dsb\n\twfi" ::: "memory");
}

static inline void cortex_m_sync(void)
{
	__asm volatile("dsb\n\tisb" ::: "memory");
}

/* Cycles of the processor's clock, modulo 2^32: for spans. Starts the counter if nobody has. */
static inline uint32_t cortex_m_cycles(void)
{
	if (!(DWT_CTRL & DWT_CTRL_CYCCNTENA)) {
		DCB_DEMCR |= DCB_DEMCR_TRCENA;
		DWT_CTRL |= DWT_CTRL_CYCCNTENA;
	}
	return DWT_CYCCNT;
}

static inline void nvic_enable(uint32_t interrupt)
{
	NVIC_ISER(interrupt / 32u) = 1u << (interrupt % 32u);
}

static inline void nvic_disable_all(void)
{
	for (uint32_t word = 0; word < NVIC_WORDS; word++)
		NVIC_ICER(word) = 0xFFFFFFFFu;
}

#endif
