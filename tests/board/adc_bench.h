/* SPDX-License-Identifier: BSD-3-Clause */
/* The converters on a bench: literal addresses. The kernel clock is HSI over 4, 16 MHz: 62 500 ps a cycle. */
#ifndef COPRO_TESTS_BOARD_ADC_BENCH_H
#define COPRO_TESTS_BOARD_ADC_BENCH_H

#include "board/analog.h"
#include "tim_bench.h"

#define CYCLE UINT64_C(62500)

#define ADC1	 0x48003000
#define ADC2	 0x48003100
#define ISR	 0x00
#define IER	 0x04
#define CR	 0x08
#define CFGR	 0x0C
#define CFGR2	 0x10
#define SMPR1	 0x14
#define SMPR2	 0x18
#define PCSEL	 0x1C
#define LTR1	 0x20
#define HTR1	 0x24
#define SQR1	 0x30
#define SQR2	 0x34
#define SQR4	 0x3C
#define DR	 0x40
#define JSQR	 0x4C
#define OFR1	 0x60
#define JDR1	 0x80
#define AWD2CR	 0xA0
#define LTR2	 0xB0
#define HTR2	 0xB4
#define DIFSEL	 0xC0
#define CALFACT	 0xC4
#define CALFACT2 0xC8
#define CSR	 0x48003300
#define CCR	 0x48003308

#define ADCAL	 0x80000000
#define ADCALLIN 0x00010000
#define POWERED	 0x10000000

/* PC0 is channel 10 of both, PF11 channel 2 of ADC1, PC1 the negative input of channel 10 */
#define PC0  (2 * 16 + 0)
#define PC1  (2 * 16 + 1)
#define PF11 (5 * 16 + 11)

/* cmocka setup: the timers, DMA2, DMAMUX1 and the converters have clocks. */
int with_adc(void **state);
/* Up to ADRDY, with all channels connected. */
void power(struct fixture *f, uint32_t adc);
/* One conversion of a channel, by software. */
uint32_t convert(struct fixture *f, uint32_t adc, uint32_t channel);

#endif
