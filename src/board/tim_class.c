/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The timers of the chip (RM0436, chapters on TIM): which registers and features each has, what their
 * internal triggers come from (tables "TIMx internal trigger connection"; Linux has the same in
 * drivers/iio/trigger/stm32-timer-trigger.c) and which requests of DMAMUX1 are theirs.
 */
#include "board/tim_internal.h"
#include "soc/dma_request.h"

/* clang-format off */
#define REQUESTS(n)                                                                             \
	{SOC_DMA_TIM##n##_UP, SOC_DMA_TIM##n##_CH1, SOC_DMA_TIM##n##_CH2, SOC_DMA_TIM##n##_CH3, \
	 SOC_DMA_TIM##n##_CH4, SOC_DMA_TIM##n##_COM, SOC_DMA_TIM##n##_TRIG}

static const struct tim_class tim_classes[] = {
	{.instance = 1, .channels = 4, .complements = 3, .both_ways = true, .repetition = true,
	 .master = true, .triggers = {15, 2, 3, 4}, .requests = REQUESTS(1)},
	{.instance = 8, .channels = 4, .complements = 3, .both_ways = true, .repetition = true,
	 .master = true, .triggers = {1, 2, 4, 5}, .requests = REQUESTS(8)},
	{.instance = 2, .channels = 4, .wide = true, .both_ways = true,
	 .master = true, .triggers = {1, 8, 3, 4},
	 .requests = {SOC_DMA_TIM2_UP, SOC_DMA_TIM2_CH1, SOC_DMA_TIM2_CH2, SOC_DMA_TIM2_CH3,
		      SOC_DMA_TIM2_CH4}},
	{.instance = 3, .channels = 4, .both_ways = true,
	 .master = true, .triggers = {1, 2, 15, 4},
	 .requests = {SOC_DMA_TIM3_UP, SOC_DMA_TIM3_CH1, SOC_DMA_TIM3_CH2, SOC_DMA_TIM3_CH3,
		      SOC_DMA_TIM3_CH4, 0, SOC_DMA_TIM3_TRIG}},
	{.instance = 4, .channels = 4, .both_ways = true,
	 .master = true, .triggers = {1, 2, 3, 8},
	 .requests = {SOC_DMA_TIM4_UP, SOC_DMA_TIM4_CH1, SOC_DMA_TIM4_CH2, SOC_DMA_TIM4_CH3}},
	{.instance = 5, .channels = 4, .wide = true, .both_ways = true,
	 .master = true, .triggers = {1, 8, 3, 4},
	 .requests = {SOC_DMA_TIM5_UP, SOC_DMA_TIM5_CH1, SOC_DMA_TIM5_CH2, SOC_DMA_TIM5_CH3,
		      SOC_DMA_TIM5_CH4, 0, SOC_DMA_TIM5_TRIG}},
	{.instance = 12, .channels = 2, .master = true, .to_dma = true, .triggers = {4, 5, 13, 14}},
	{.instance = 13, .channels = 1},
	{.instance = 14, .channels = 1},
	{.instance = 15, .channels = 2, .complements = 1, .repetition = true,
	 .master = true, .triggers = {1, 3, 16, 17},
	 .requests = {SOC_DMA_TIM15_UP, SOC_DMA_TIM15_CH1, 0, 0, 0, SOC_DMA_TIM15_COM,
		      SOC_DMA_TIM15_TRIG}},
	{.instance = 16, .channels = 1, .complements = 1, .repetition = true,
	 .requests = {SOC_DMA_TIM16_UP, SOC_DMA_TIM16_CH1}},
	{.instance = 17, .channels = 1, .complements = 1, .repetition = true,
	 .requests = {SOC_DMA_TIM17_UP, SOC_DMA_TIM17_CH1}},
	{.instance = 6, .master = true, .requests = {SOC_DMA_TIM6_UP}},
	{.instance = 7, .master = true, .requests = {SOC_DMA_TIM7_UP}},
};
/* clang-format on */

#define TIM_CLASSES (sizeof(tim_classes) / sizeof(tim_classes[0]))

bool tim_has(const struct tim_class *kind, uint32_t offset)
{
	switch (offset) {
	case TIM_SMCR:
	case TIM_CCR2:
		return kind->channels >= 2;
	case TIM_CCMR2:
	case TIM_CCR3:
	case TIM_CCR4:
		return kind->channels == 4;
	case TIM_CCMR1:
	case TIM_CCER:
	case TIM_CCR1:
	case TIM_DCR:
	case TIM_DMAR:
	case TIM_AF1:
	case TIM_TISEL:
		return kind->channels >= 1;
	case TIM_RCR:
	case TIM_BDTR:
		return kind->repetition;
	case TIM_CCMR3:
	case TIM_CCR5:
	case TIM_CCR6:
	case TIM_AF2:
		return kind->repetition && kind->channels == 4;
	default:
		return true;
	}
}

const struct tim_class *tim_class_of(unsigned instance)
{
	const struct tim_class *kind = tim_classes;

	while (kind->instance != instance && kind < tim_classes + TIM_CLASSES - 1)
		kind++;
	return kind;
}
