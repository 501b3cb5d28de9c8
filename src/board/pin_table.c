/* SPDX-License-Identifier: BSD-3-Clause */
/* ST's pin data of the STM32MP157: the timers' channels at a DK2's connectors. */
#include "board/pin_table.h"

#include <stddef.h>

#define P(port, pin) (((port) - 'A') << 4 | (pin))

static const struct {
	unsigned pin, af;
	const char *signal;
} pin_signals[] = {
	{P('A', 5), 1, "TIM2_CH1"},  {P('A', 5), 1, "TIM2_ETR"},   {P('A', 6), 1, "TIM1_BKIN"},
	{P('C', 6), 2, "TIM3_CH1"},  {P('C', 7), 2, "TIM3_CH2"},   {P('D', 2), 2, "TIM3_ETR"},
	{P('D', 12), 2, "TIM4_CH1"}, {P('D', 13), 2, "TIM4_CH2"},  {P('D', 14), 2, "TIM4_CH3"},
	{P('E', 8), 1, "TIM1_CH1N"}, {P('E', 9), 1, "TIM1_CH1"},   {P('E', 10), 1, "TIM1_CH2N"},
	{P('E', 11), 1, "TIM1_CH2"}, {P('E', 12), 1, "TIM1_CH3N"}, {P('E', 13), 1, "TIM1_CH3"},
	{P('E', 14), 1, "TIM1_CH4"}, {P('H', 6), 2, "TIM12_CH1"},
};

const char *pin_table_signal(unsigned port, unsigned pin, unsigned af, unsigned index)
{
	size_t i;

	for (i = 0; i < sizeof(pin_signals) / sizeof(pin_signals[0]); i++) {
		if (pin_signals[i].pin == (port << 4 | pin) && pin_signals[i].af == af && !index--)
			return pin_signals[i].signal;
	}
	return NULL;
}
