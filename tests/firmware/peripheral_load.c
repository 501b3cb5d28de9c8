/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Work of the processor, with or without peripherals that work beside it (RM0436, TIM, DMA, USART). The
 * fifth word of the results says what goes on beside it: 0 nothing; 1 a PWM at 10 kHz whose pulses DMA
 * fetches from a table, a tick at 1 kHz, and text that DMA sends over a UART without a pause, each with its
 * interrupts. The sixth word counts rounds of work, the seventh and eighth interrupts of timer and DMA.
 */
#include "tim_registers.h"

VECTORS;

#define SIZE 16

static uint32_t table[256];
static uint8_t data[512];
static float left[SIZE][SIZE], right[SIZE][SIZE], product[SIZE][SIZE];
static uint32_t pulses[64];
static char text[64];

static void tick(void)
{
	TIM_SR(TIM6) = 0;
	RESULTS[6]++;
}

static void sent(void)
{
	DMA_IFCR(DMA1, 0) = ALL;
	RESULTS[7]++;
}

static void tables(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t value = i;

		for (unsigned bit = 0; bit < 8; bit++)
			value = value & 1 ? value >> 1 ^ 0xEDB88320u : value >> 1;
		table[i] = value;
	}
	for (unsigned i = 0; i < sizeof(data); i++)
		data[i] = (uint8_t)(i * 7);
	for (unsigned i = 0; i < SIZE * SIZE; i++) {
		left[i / SIZE][i % SIZE] = (float)i;
		right[i / SIZE][i % SIZE] = (float)(i % 11);
	}
	for (unsigned i = 0; i < 64; i++) {
		pulses[i] = 300 * i;
		text[i] = (char)(i == 63 ? '\n' : 'A' + i % 26);
	}
}

static void start(void)
{
	RCC_MC_APB1ENSETR = 1u << 15 | 0x12; /* USART3, TIM6, TIM3 */
	RCC_MC_AHB2ENSETR = 7;
	RCC_MC_AHB4ENSETR = 4;
	set_vector(16 + 54, tick);
	set_vector(16 + 11, sent);
	NVIC_ISER = 1u << 11;
	REG(0xE000E104) = 1u << (54 - 32);

	pin_alternate(PORT('C'), 6, 2);
	TIM_ARR(TIM3) = 20889; /* 10 kHz at 208.9 MHz */
	TIM_CCMR1(TIM3) = 0x68;
	TIM_CCER(TIM3) = 1;
	DMAMUX_CCR(1) = 27; /* TIM3_UP */
	DMA_PAR(DMA1, 1) = TIM3 + 0x34;
	DMA_M0AR(DMA1, 1) = (uint32_t)pulses;
	DMA_NDTR(DMA1, 1) = 64;
	DMA_CR(DMA1, 1) = TO_PERIPHERAL | MINC | CIRC | WORDS | EN;
	TIM_DIER(TIM3) = 0x100;
	TIM_CR1(TIM3) = 1;

	TIM_PSC(TIM6) = 208;
	TIM_ARR(TIM6) = 999;
	TIM_EGR(TIM6) = 1;
	TIM_SR(TIM6) = 0;
	TIM_DIER(TIM6) = 1;
	TIM_CR1(TIM6) = 1;

	REG(0x500008EC) = 2; /* RCC_UART35CKSELR: HSI */
	USART3_BRR = 0x22C; /* 115108 bit/s at 64 MHz */
	USART3_CR1 = 0x9; /* TE, UE */
	DMAMUX_CCR(0) = USART3_TX;
	DMA_PAR(DMA1, 0) = USART3_TDR;
	DMA_M0AR(DMA1, 0) = (uint32_t)text;
	DMA_NDTR(DMA1, 0) = sizeof(text);
	DMA_CR(DMA1, 0) = TO_PERIPHERAL | MINC | CIRC | TCIE | EN;
	USART3_CR3 = 0x80; /* DMAT */
}

static uint32_t work(void)
{
	uint32_t value = ~0u;

	for (unsigned i = 0; i < sizeof(data); i++)
		value = value >> 8 ^ table[(value ^ data[i]) & 255];
	for (unsigned i = 0; i < SIZE; i++)
		for (unsigned j = 0; j < SIZE; j++) {
			float sum = 0;

			for (unsigned k = 0; k < SIZE; k++)
				sum += left[i][k] * right[k][j];
			product[i][j] = sum;
		}
	return ~value;
}

void reset(void)
{
	*(volatile uint32_t *)0xE000ED88 |= 0xFu << 20; /* the FPU */
	ASM("dsb\n\tisb");
	RESULTS[5] = RESULTS[6] = RESULTS[7] = 0;
	tables();
	if (RESULTS[4])
		start();
	for (;;) {
		RESULTS[8] = work();
		RESULTS[5]++;
	}
}
