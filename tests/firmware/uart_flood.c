/* SPDX-License-Identifier: BSD-3-Clause */
/* USART3 and UART7 send the bytes 0 to 255 again and again by DMA, 100 000 of them a second; USART3 heeds CTS
 * (RM0436: USART, RS232 hardware flow control). */
#include "dma_registers.h"

VECTORS;

static uint8_t bytes[256];

static void flood(uint32_t uart, unsigned stream, uint32_t request, uint32_t cr3)
{
	REG(uart + 0x0C) = 64; /* 1 Mbit/s at 64 MHz */
	REG(uart + 0x08) = cr3 | 0x80; /* DMAT */
	REG(uart + 0x00) = 0x20000009; /* FIFOEN, TE, UE */
	DMAMUX_CCR(stream) = request;
	DMA_PAR(DMA1, stream) = uart + 0x28;
	DMA_M0AR(DMA1, stream) = (uint32_t)bytes;
	DMA_NDTR(DMA1, stream) = sizeof(bytes);
	DMA_FCR(DMA1, stream) = 7;
	DMA_CR(DMA1, stream) = TO_PERIPHERAL | MINC | CIRC | EN;
}

void reset(void)
{
	RCC_MC_AHB2ENSETR = 7;
	RCC_MC_APB1ENSETR = 1u << 15 | 1u << 18; /* USART3EN, UART7EN */
	REG(0x500008EC) = 2; /* RCC_UART35CKSELR: HSI */
	REG(0x500008F0) = 2; /* RCC_UART78CKSELR */
	for (unsigned i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)i;
	flood(0x4000F000, 0, USART3_TX, 1u << 9); /* CTSE */
	flood(0x40018000, 1, 80, 0); /* UART7_TX */
	for (;;)
		ASM("wfi");
}
