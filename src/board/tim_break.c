/* SPDX-License-Identifier: BSD-3-Clause */
/* Break and commutation of timers with complementary outputs (RM0436, "Using the break function",
 * "6-step PWM generation"). Of the break inputs there is the pin BKIN. */
#include "board/tim_internal.h"

#define AF1_BKINE (1u << 0)
#define AF1_BKINP (1u << 9)

void tim_commutate(struct device *tim)
{
	struct tim_state *state = tim->state;

	tim_flag(tim, TIM_COMMUTATION);
	/* A mode that holds the output holds what it is now. */
	(void)tim_references(tim);
	state->ccer = device_word(tim, TIM_CCER);
	state->ccmr[0] = device_word(tim, TIM_CCMR1);
	state->ccmr[1] = device_word(tim, TIM_CCMR2);
	tim_outputs_configure(tim);
}

void tim_break(struct device *tim, uint32_t flag)
{
	device_set_word(tim, TIM_BDTR, device_word(tim, TIM_BDTR) & ~TIM_BDTR_MOE);
	tim_flag(tim, flag);
}

bool tim_break_held(const struct device *tim)
{
	const struct tim_state *state = tim->state;
	const uint32_t bdtr = device_word(tim, TIM_BDTR);
	const uint32_t af1 = device_word(tim, TIM_AF1);

	return state->kind->repetition && (bdtr & TIM_BDTR_BKE) && (af1 & AF1_BKINE) &&
	       pin_signal_joined(&state->signals[TIM_SIGNAL_BKIN]) &&
	       (state->brk != !!(af1 & AF1_BKINP)) == !!(bdtr & TIM_BDTR_BKP);
}
