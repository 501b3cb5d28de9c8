/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * USART3 over DMA as drivers do it (RM0436, "USART", continuous communication using DMA): sending from two
 * buffers in turn, and receiving into a ring until the line is idle.
 */
#include "dma_registers.h"

VECTORS;

static char first[4] = "one ", second[4] = "two ";
static volatile char ring[16];
static volatile uint32_t turns, idles, ends, errors;

/* Fills the buffer that was sent while the other one is. */
static void tx_done(void)
{
	const uint32_t flags = DMA_ISR(DMA1, 0);

	DMA_IFCR(DMA1, 0) = ALL;
	errors += flags & TEIF;
	turns++;
	if (turns == 1)
		__builtin_memcpy(first, "six ", 4);
	else if (turns == 2)
		__builtin_memcpy(second, "end\n", 4);
	else if (turns == 3)
		DMA_CR(DMA1, 0) &= ~DBM; /* protected: nothing changes */
	else
		USART3_CR3 &= ~0x80u; /* DMAT: what was sent is enough */
}

static void send_from_two_buffers(void)
{
	set_vector(16 + 11, tx_done);
	NVIC_ISER = 1u << 11;
	DMAMUX_CCR(0) = USART3_TX;
	DMA_PAR(DMA1, 0) = USART3_TDR;
	DMA_M0AR(DMA1, 0) = (uint32_t)first;
	DMA_M1AR(DMA1, 0) = (uint32_t)second;
	DMA_NDTR(DMA1, 0) = 4;
	DMA_FCR(DMA1, 0) = 0;
	DMA_CR(DMA1, 0) = TO_PERIPHERAL | MINC | DBM | TCIE | TEIE | EN;
	USART3_CR3 = 0x80; /* DMAT */
	while (turns < 4)
		ASM("wfi");
	NVIC_ICER = 1u << 11;
	DMA_CR(DMA1, 0) &= ~EN;
	while (DMA_CR(DMA1, 0) & EN)
		;
	DMA_IFCR(DMA1, 0) = ALL;
	while (!(USART3_ISR & 0x40)) /* TC */
		;
	check(errors, 0);
	check(turns, 4);
}

static void idle(void)
{
	check(USART3_ISR & 0x10, 0x10);
	USART3_ICR = 0x10;
	idles++;
}

/* The test on the host sends 24 characters once it is told that the ring waits. */
static void receive_until_idle(void)
{
	set_vector(16 + USART3_IRQ, idle);
	REG(0xE000E104) = 1u << (USART3_IRQ - 32);
	DMAMUX_CCR(0) = USART3_RX;
	DMA_PAR(DMA1, 0) = USART3_RDR;
	DMA_M0AR(DMA1, 0) = (uint32_t)ring;
	DMA_NDTR(DMA1, 0) = sizeof(ring);
	DMA_CR(DMA1, 0) = MINC | CIRC | EN;
	USART3_ICR = 0x10;
	USART3_CR3 = 0x40; /* DMAR */
	USART3_CR1 |= 0x10; /* IDLEIE */
	RESULTS[3] = 1;
	while (!idles)
		ASM("wfi");
	check(DMA_NDTR(DMA1, 0), 16 - 24 % 16);
	for (unsigned i = 0; i < 16; i++)
		check(ring[i], (i < 8 ? 'A' + 16 : 'A') + i);
	check(idles, 1);
}

void reset(void)
{
	RCC_MC_AHB2ENSETR = 7;
	RCC_MC_APB1ENSETR = 1u << 15; /* USART3EN */
	USART3_BRR = 0x22C; /* 115108 bit/s at 64 MHz */
	USART3_CR1 = 0xD; /* TE, RE, UE */
	send_from_two_buffers();
	receive_until_idle();
	finished();
}
