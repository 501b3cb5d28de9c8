/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The vector table (ARM DDI 0403E, B1.5.3). Each handler is weak: a function of that name in the
 * application takes its place. What nobody handles ends in remote_unhandled().
 */
#include "remote/startup.h"
#include "soc/irq.h"

/* The handlers have the names that ST's start-up code gave them, so that an interrupt handler
 * written for it is found here too; these few are not the upper-case names of soc/irq.h. */
#define DMA1_STREAM0_IRQHandler DMA1_Stream0_IRQHandler
#define DMA1_STREAM1_IRQHandler DMA1_Stream1_IRQHandler
#define DMA1_STREAM2_IRQHandler DMA1_Stream2_IRQHandler
#define DMA1_STREAM3_IRQHandler DMA1_Stream3_IRQHandler
#define DMA1_STREAM4_IRQHandler DMA1_Stream4_IRQHandler
#define DMA1_STREAM5_IRQHandler DMA1_Stream5_IRQHandler
#define DMA1_STREAM6_IRQHandler DMA1_Stream6_IRQHandler
#define DMA1_STREAM7_IRQHandler DMA1_Stream7_IRQHandler
#define DMA2_STREAM0_IRQHandler DMA2_Stream0_IRQHandler
#define DMA2_STREAM1_IRQHandler DMA2_Stream1_IRQHandler
#define DMA2_STREAM2_IRQHandler DMA2_Stream2_IRQHandler
#define DMA2_STREAM3_IRQHandler DMA2_Stream3_IRQHandler
#define DMA2_STREAM4_IRQHandler DMA2_Stream4_IRQHandler
#define DMA2_STREAM5_IRQHandler DMA2_Stream5_IRQHandler
#define DMA2_STREAM6_IRQHandler DMA2_Stream6_IRQHandler
#define DMA2_STREAM7_IRQHandler DMA2_Stream7_IRQHandler
#define NCTIIRQ1_IRQHandler	nCTIIRQ1_IRQHandler
#define NCTIIRQ2_IRQHandler	nCTIIRQ2_IRQHandler

/* Only finds the frame that the exception pushed (B1.5.6: EXC_RETURN bit 2 says on which stack); a
 * compiled function would have moved the stack pointer first. */
__attribute__((naked, used)) static void unhandled(void)
{
	__asm volatile("tst lr, #4\n\t"
		       "ite eq\n\t"
		       "mrseq r0, msp\n\t"
		       "mrsne r0, psp\n\t"
		       "mrs r1, ipsr\n\t"
		       "b remote_unhandled");
}

#define UNHANDLED __attribute__((weak, alias("unhandled")))

void NMI_Handler(void) UNHANDLED;
void HardFault_Handler(void) UNHANDLED;
void MemManage_Handler(void) UNHANDLED;
void BusFault_Handler(void) UNHANDLED;
void UsageFault_Handler(void) UNHANDLED;
void SVC_Handler(void) UNHANDLED;
void DebugMon_Handler(void) UNHANDLED;
void PendSV_Handler(void) UNHANDLED;
void SysTick_Handler(void) UNHANDLED;

#define DECLARE(number, name) void name##_IRQHandler(void) UNHANDLED;
SOC_IRQ_LIST(DECLARE)

struct vector_table {
	void *initial_sp;
	void (*exception[15])(void);
	void (*interrupt[SOC_IRQ_COUNT])(void);
};

#define ENTRY(number, name) [number] = name##_IRQHandler,

const struct vector_table remote_vectors __attribute__((section(".isr_vector"), used)) = {
	.initial_sp = &__stack_top,
	.exception =
		{
			Reset_Handler,
			NMI_Handler,
			HardFault_Handler,
			MemManage_Handler,
			BusFault_Handler,
			UsageFault_Handler,
			0,
			0,
			0,
			0,
			SVC_Handler,
			DebugMon_Handler,
			0,
			PendSV_Handler,
			SysTick_Handler,
		},
	.interrupt =
		{
			SOC_IRQ_LIST(ENTRY)[4] = unhandled,
			[99] = unhandled,
			[143] = unhandled,
			[148] = unhandled,
		},
};
