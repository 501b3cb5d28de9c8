/* SPDX-License-Identifier: BSD-3-Clause */
/* Copies by DMA as a program sees them: data that it polls, code that it executes, interrupts, addresses that
 * nothing answers at or that the firewall refuses (RM0436, "DMA"). */
#include "dma_registers.h"

VECTORS;

static uint32_t from[64], to[64];
static volatile uint32_t interrupts, seen;

static void dma1_stream0(void)
{
	interrupts++;
	seen = DMA_ISR(DMA1, 0);
	DMA_IFCR(DMA1, 0) = ALL;
}

/* The vendor's FIFO example in short: words, bursts, an interrupt at the end, then a comparison. */
static void copy_and_compare(void)
{
	for (unsigned i = 0; i < 64; i++)
		from[i] = i * 0x01010101u + 7;
	set_vector(16 + 11, dma1_stream0);
	NVIC_ISER = 1u << 11;
	dma_copy(DMA1, (uint32_t)to, (uint32_t)from, 64);
	while (!interrupts)
		ASM("wfi");
	check(interrupts, 1);
	check(seen, TCIF | HTIF);
	check(DMA_CR(DMA1, 0) & EN, 0);
	for (unsigned i = 0; i < 64; i++)
		check(((volatile uint32_t *)to)[i], from[i]);
	NVIC_ICER = 1u << 11;
}

/* A program that looks at memory and not at the controller. */
static void poll_memory(void)
{
	volatile uint32_t *last = &to[63];

	*last = 0;
	from[63] = 0xC0FFEE;
	dma_copy(DMA1, (uint32_t)to, (uint32_t)from, 64);
	while (*last != 0xC0FFEE)
		;
	check(*last, 0xC0FFEE);
	(void)dma_wait(DMA1);
}

/* movs r0, #n; bx lr; twice, so that it is two words. */
static void code_returning(uint32_t *code, uint32_t n)
{
	code[0] = 0x47702000u | n;
	code[1] = 0x47702000u | n;
	ASM("dsb\n\tisb");
}

static void execute_what_was_copied(void)
{
	static uint32_t code[16] __attribute__((aligned(64)));
	uint32_t (*call)(void) = (uint32_t(*)(void))((uint32_t)code | 1);
	uint32_t (*alias)(void) = (uint32_t(*)(void))((uint32_t)code | 0x20000001);

	code_returning(code, 1);
	check(call(), 1);
	check(alias(), 1);
	for (uint32_t n = 2; n < 40; n++) {
		code_returning(from, n);
		dma_copy(DMA1, (uint32_t)code, (uint32_t)from, 2);
		check(dma_wait(DMA1) & (TCIF | TEIF), TCIF);
		check(call(), n);
		check(alias(), n);
	}
	/* through the other address of the same memory */
	code_returning(from, 99);
	dma_copy(DMA2, (uint32_t)code | 0x20000000, (uint32_t)from, 2);
	check(dma_wait(DMA2) & (TCIF | TEIF), TCIF);
	check(call(), 99);
	check(alias(), 99);
}

static void nowhere(void)
{
	dma_copy(DMA2, 0xC0000000, (uint32_t)from, 8);
	check(dma_wait(DMA2) & ALL, TEIF);
	check(DMA_CR(DMA2, 0) & EN, 0);
	dma_copy(DMA2, (uint32_t)to, 0x20000000, 8);
	check(dma_wait(DMA2) & ALL, TEIF);
	check(DMA_NDTR(DMA2, 0), 8);
}

/* The test has isolated SRAM4 to the M4, and DMA1 with it. DMA2 works for the A7. */
static void refused(void)
{
	volatile uint32_t *sram4 = (volatile uint32_t *)0x10050000;

	sram4[0] = 0;
	dma_copy(DMA2, (uint32_t)sram4, (uint32_t)from, 8);
	check(dma_wait(DMA2) & ALL, TEIF);
	check(sram4[0], 0);
	dma_copy(DMA1, (uint32_t)sram4, (uint32_t)from, 8);
	check(dma_wait(DMA1) & (TCIF | TEIF), TCIF);
	check(sram4[0], from[0]);
	check(sram4[7], from[7]);
}

void reset(void)
{
	RCC_MC_AHB2ENSETR = 7;
	copy_and_compare();
	poll_memory();
	execute_what_was_copied();
	nowhere();
	refused();
	finished();
}
