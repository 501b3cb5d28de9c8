/* SPDX-License-Identifier: BSD-3-Clause */
#include "adc_bench.h"

/* RCC_MC_AHB2ENSETR: DMA2, DMAMUX1 and ADC12; RCC_ADCCKSELR: CKPER, which is HSI; ADC_CCR.PRESC: 4 */
int with_adc(void **state)
{
	struct fixture *f;

	if (bench_setup(state))
		return -1;
	f = *state;
	wr(f, SOC_M4, 0x50000A98, 0x26);
	wr(f, SOC_A7_SECURE, 0x50000928, 1);
	set(f, CCR, 2 << 18);
	return 0;
}

void power(struct fixture *f, uint32_t adc)
{
	set(f, adc + CR, 0);
	set(f, adc + CR, POWERED);
	pass(f, 10 * UINT64_C(1000000));
	assert_int_equal(get(f, adc + ISR), 0x1000);
	set(f, adc + CR, POWERED | 1);
	pass(f, 10 * CYCLE);
	assert_int_equal(get(f, adc + ISR), 0x1001);
	set(f, adc + ISR, 1);
	set(f, adc + PCSEL, 0xFFFFF);
}

uint32_t convert(struct fixture *f, uint32_t adc, uint32_t channel)
{
	set(f, adc + SQR1, channel << 6);
	set(f, adc + CR, POWERED | 5);
	pass(f, 1000 * CYCLE);
	assert_int_equal(get(f, adc + ISR) & 0xC, 0xC);
	assert_int_equal(get(f, adc + CR), POWERED | 1);
	set(f, adc + ISR, 0x7FA);
	return get(f, adc + DR);
}
