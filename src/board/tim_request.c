/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts of a timer, and its requests to DMA (RM0436, TIM DMA burst mode). */
#include "board/tim_internal.h"

void tim_interrupts(struct device *tim)
{
	/* RM0436: break, update, trigger and commutation, compare on TIM1 and TIM8 */
	static const uint32_t apart[4] = {TIM_BREAK, TIM_UPDATE, TIM_TRIGGER | TIM_COMMUTATION,
					  TIM_COMPARES};
	const struct tim_state *state = tim->state;
	const uint32_t flags = device_word(tim, TIM_SR);
	const uint32_t both = flags | (flags & TIM_BREAK_2 ? TIM_BREAK : 0);
	const uint32_t active = both & device_word(tim, TIM_DIER) & 0xFF;
	const unsigned count = state->peripheral->irq_count;
	unsigned i;

	for (i = 0; i < count; i++) {
		const bool level = active & (count == 4 ? apart[i] : 0xFF);

		device_m4_irq(tim, state->peripheral->irqs[i], level);
		device_a7_irq(tim, state->peripheral->irqs[i], level);
	}
}

/* An edge: DMAMUX keeps it until it is served. */
static void tim_request(struct device *tim, uint8_t request)
{
	device_dma_request(tim, request, true);
	device_dma_request(tim, request, false);
}

static unsigned tim_burst_length(const struct device *tim)
{
	return (device_word(tim, TIM_DCR) >> TIM_DCR_DBL_SHIFT & TIM_DCR_DBL_MASK) + 1;
}

/* A new event begins its burst anew, whether or not DMA came to the end of the last one. */
void tim_requests(struct device *tim, uint32_t happened)
{
	struct tim_state *state = tim->state;
	const uint32_t compares = device_word(tim, TIM_CR2) & TIM_CR2_CCDS ? TIM_COMPARES : 0;
	const uint32_t enabled = device_word(tim, TIM_DIER) >> TIM_DIER_DMA_SHIFT;
	unsigned i;

	/* RM0436, CR2.CCDS: compare requests when the update comes, instead of with the compare */
	happened &= ~compares;
	if (happened & TIM_UPDATE)
		happened |= compares;
	if (!(happened & enabled))
		return;
	for (i = 0; i < TIM_REQUESTS; i++) {
		const uint8_t request = state->kind->requests[i];

		if (!(happened & enabled & 1u << i) || !request)
			continue;
		state->burst_index = 0;
		state->burst_request = tim_burst_length(tim) > 1 ? request : 0;
		tim_request(tim, request);
	}
}

uint32_t tim_burst_offset(const struct device *tim)
{
	const struct tim_state *state = tim->state;

	return TIM_CR1 + 4 * ((device_word(tim, TIM_DCR) & TIM_DCR_DBA_MASK) + state->burst_index);
}

void tim_burst_next(struct device *tim)
{
	struct tim_state *state = tim->state;

	state->burst_index++;
	if (state->burst_index >= tim_burst_length(tim)) {
		state->burst_index = 0;
		state->burst_request = 0;
	} else if (state->burst_request) {
		tim_request(tim, state->burst_request);
	}
}
