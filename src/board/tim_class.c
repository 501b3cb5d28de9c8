/* SPDX-License-Identifier: BSD-3-Clause */
/* The timers of the chip (RM0436, chapters on TIM): which registers and features each has. */
#include "board/tim_internal.h"

static const struct tim_class tim_classes[] = {
	{1, 4, false, true, true},    {8, 4, false, true, true},    {2, 4, true, true, false},
	{5, 4, true, true, false},    {3, 4, false, true, false},   {4, 4, false, true, false},
	{12, 2, false, false, false}, {13, 1, false, false, false}, {14, 1, false, false, false},
	{15, 2, false, false, true},  {16, 1, false, false, true},  {17, 1, false, false, true},
	{6, 0, false, false, false},  {7, 0, false, false, false},
};

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
