/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Converters as a program uses them (RM0436, "ADC", "DAC"): calibration, one conversion that is polled, then DAC1's
 * channel 1 converted by ADC2 at each update of TIM6 and fetched by DMA while the M4 sleeps. The board has
 * 1.65 V on PC0, and a reference of 3.3 V.
 */
#include "tim_registers.h"

VECTORS;

#define ADC2	    0x48003100u
#define ADC_ISR	    REG(ADC2 + 0x00)
#define ADC_CR	    REG(ADC2 + 0x08)
#define ADC_CFGR    REG(ADC2 + 0x0C)
#define ADC_PCSEL   REG(ADC2 + 0x1C)
#define ADC_SQR1    REG(ADC2 + 0x30)
#define ADC_DR	    REG(ADC2 + 0x40)
#define ADC_CCR	    REG(0x48003308)
#define DAC_CR	    REG(0x40017000)
#define DAC_DHR12R1 REG(0x40017008)
#define DAC_MCR	    REG(0x4001703C)
#define ADVREGEN    0x10000000u
#define VALUES	    8u

static uint16_t values[VALUES];
static volatile uint32_t interrupts;

static void dma1_stream0(void)
{
	interrupts++;
	DMA_IFCR(DMA1, 0) = ALL;
}

static void power_up(void)
{
	RCC_MC_AHB2ENSETR = 0x25; /* DMA1, DMAMUX1, ADC12 */
	RCC_MC_APB1ENSETR = 1u << 29 | 1u << 4; /* DAC12, TIM6 */
	ADC_CCR = 1u << 18 | 1u << 16; /* the MCU clock */
	ADC_CR = 0;
	ADC_CR = ADVREGEN;
	while (!(ADC_ISR & 1u << 12))
		;
	ADC_CR = ADVREGEN | 1u << 31 | 1u << 16;
	while (ADC_CR & 1u << 31)
		;
	ADC_CR |= 1;
	while (!(ADC_ISR & 1))
		;
	ADC_ISR = 1;
	check(ADC_CR & 0x2000003F, 1);
}

static void poll_once(void)
{
	ADC_PCSEL = 1u << 10;
	ADC_SQR1 = 10u << 6;
	ADC_CR |= 4;
	while (!(ADC_ISR & 4))
		;
	check(ADC_DR, 0x8000);
	check(ADC_CR & 4, 0);
}

static void convert_the_dac_by_a_timer(void)
{
	DAC_MCR = 3; /* inside the chip */
	DAC_CR = 1;
	DAC_DHR12R1 = 0xABC;
	ADC_PCSEL = 1u << 16;
	ADC_SQR1 = 16u << 6;
	ADC_CFGR = 0x80000000u | 1u << 10 | 13u << 5 | 2u << 2 | 1; /* TIM6_TRGO, 12 bits, DMA */
	set_vector(16 + 11, dma1_stream0);
	NVIC_ISER = 1u << 11;
	DMAMUX_CCR(0) = 10;
	DMA_PAR(DMA1, 0) = ADC2 + 0x40;
	DMA_M0AR(DMA1, 0) = (uint32_t)values;
	DMA_NDTR(DMA1, 0) = VALUES;
	DMA_CR(DMA1, 0) = 0x2800 | MINC | TCIE | EN; /* 16 bits */
	TIM_CR2(TIM6) = 0x20;
	TIM_ARR(TIM6) = 9999;
	ADC_CR |= 4;
	TIM_CR1(TIM6) = 1;
	while (!interrupts)
		ASM("wfi");
	check(interrupts, 1);
	for (unsigned i = 0; i < VALUES; i++)
		check(((volatile uint16_t *)values)[i], 0xABC);
	check(ADC_ISR & 0x10, 0);
}

void reset(void)
{
	RESULTS[0] = RESULTS[1] = RESULTS[2] = 0;
	power_up();
	poll_once();
	convert_the_dac_by_a_timer();
	finished();
}
