/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the files of the timers' model share.
 *
 * Whatever happens to a timer happens in three steps: tim_sync() brings its registers to the time of it;
 * it changes them, and notes what happened in `happened`; tim_refresh() tells everybody whom that
 * concerns (interrupts, DMA, pins, other timers) and arms the timeline for what comes next.
 *
 * The times (ps) given to these functions are not later than now, and may be a little earlier: a slice
 * of the M4 goes a few instructions beyond an event that is due in it.
 */
#ifndef COPRO_BOARD_TIM_INTERNAL_H
#define COPRO_BOARD_TIM_INTERNAL_H

#include "board/device.h"
#include "board/pin_wire.h"
#include "board/tim_counter.h"
#include "soc/peripheral.h"
#include "soc/regs/tim.h"

#define TIM_COMPLEMENTS 3u /* channels 1-3 may have a complementary output */
#define TIM_REQUESTS	7u /* to DMA: as DIER's bits 8-14 */

struct tim_class {
	uint8_t instance;
	uint8_t channels;
	uint8_t complements; /* channels with a complementary output */
	bool wide; /* counts 32 bits */
	bool both_ways; /* can count down */
	bool repetition; /* RCR, BDTR and what hangs on them */
	bool to_dma; /* its TRGO is an input of DMAMUX1 */
	bool master; /* has a TRGO; else its channel 1 is what other timers see */
	uint8_t triggers[4]; /* the instances at ITR0-ITR3, 0: none */
	uint8_t requests[TIM_REQUESTS]; /* SOC_DMA_, 0: none */
};

/* In tim_state.happened, beside the flags of SR: EGR.UG or the slave controller began the count anew. */
#define TIM_RESTARTED (1u << 31)

/* Signals at pins. */
enum tim_signal {
	TIM_SIGNAL_CH, /* channels 1-4 */
	TIM_SIGNAL_CHN = TIM_SIGNAL_CH + TIM_CHANNELS,
	TIM_SIGNAL_ETR = TIM_SIGNAL_CHN + TIM_COMPLEMENTS,
	TIM_SIGNAL_BKIN,
	TIM_SIGNALS
};

struct tim_state {
	const struct tim_class *kind;
	const struct soc_peripheral *peripheral;
	struct tim_counter counter;
	uint32_t repeat; /* wraps to let pass before the next update */
	uint64_t hz; /* of the counting since `epoch`, when it or the rate began */
	uint64_t epoch; /* ps */
	uint64_t done; /* clocks since epoch that are in the registers */
	struct timeline_event due;
	struct device *next; /* the chip's timers are a ring */
	uint32_t happened; /* flags of SR that were set since others were told */
	bool busy; /* telling others what happened */

	/* outputs */
	uint32_t ccer, ccmr[2]; /* as they act: with CR2.CCPC since the last commutation */
	uint8_t references; /* OCxREF, bit n - 1 */
	uint8_t sets, clears, toggles; /* channels whose OCxREF a match sets, clears, toggles */
	struct pin_signal signals[TIM_SIGNALS];

	/* inputs */
	uint8_t pins; /* levels at CH1-CH4 */
	uint8_t inputs; /* TI1-TI4 */
	bool etr; /* the pin */
	bool brk;
	uint8_t edges[TIM_CHANNELS]; /* since the last capture, for ICxPSC */
	uint8_t etr_edges; /* for ETPS */

	/* between timers */
	uint8_t source; /* the timer that it listens to, 0: none */
	bool feeds; /* another timer or DMAMUX1 may listen to its TRGO */
	bool trgo; /* a level: CEN or OCxREF */
	bool trgi;
	uint8_t heard; /* channels whose OCxREF a converter listens to, bit n - 1 */
	uint8_t sent; /* OCxREF as these were told */

	/* bursts */
	uint8_t burst_index; /* register of the burst that is next */
	uint8_t burst_request; /* to raise again for each, 0: none */
};

static inline bool tim_cr1(const struct device *tim, uint32_t bits)
{
	return device_word(tim, TIM_CR1) & bits;
}

static inline void tim_flag(struct device *tim, uint32_t flags)
{
	struct tim_state *state = tim->state;

	device_set_word(tim, TIM_SR, device_word(tim, TIM_SR) | flags);
	state->happened |= flags;
}

/* Channel `index` (0-3)'s half of CCMR1 or CCMR2 as it acts, OCxM[3] at bit 16. */
static inline uint32_t tim_mode(const struct tim_state *state, unsigned index)
{
	return state->ccmr[index / 2] >> index % 2 * 8 & (TIM_CCMR_OCM_HIGH | 0xFF);
}

static inline bool tim_is_output(const struct tim_state *state, unsigned index)
{
	return !(tim_mode(state, index) & TIM_CCMR_CCS_MASK);
}

static inline uint32_t tim_enables(const struct tim_state *state, unsigned index)
{
	return state->ccer >> 4 * index & 0xF;
}

/* tim_class.c: which of the timers a number names; does a timer of this kind have the register? */
const struct tim_class *tim_class_of(unsigned instance);
bool tim_has(const struct tim_class *kind, uint32_t offset);

/* tim_count.c: brings the registers to a time; from then on it counts at the present rate; does it count by
 * itself; counts clocks that come from elsewhere; an update without counting (EGR.UG, slave modes). */
void tim_sync(struct device *tim, uint64_t when);
void tim_start(struct device *tim, uint64_t when);
bool tim_runs(const struct device *tim);
void tim_count(struct device *tim, uint64_t clocks);
void tim_reload(struct device *tim);
void tim_restart(struct device *tim);

/* tim_output.c: what the modes of the channels mean; a match, and full turns, of the counter for those
 * that act on a match; OCxREF as they are now; pins as they are now; the channels whose changes somebody
 * sees, and which of those a wrap changes. */
void tim_outputs_configure(struct device *tim);
void tim_outputs_match(struct tim_state *state);
void tim_outputs_turn(struct tim_state *state, uint64_t turns);
uint8_t tim_references(struct device *tim);
void tim_outputs_drive(struct device *tim, uint64_t when);
uint8_t tim_outputs_watched(const struct device *tim);
uint8_t tim_outputs_modulated(const struct tim_state *state, uint8_t channels);

/* tim_break.c: a commutation; a break; is the break input active; what of a write to BDTR is locked. */
void tim_commutate(struct device *tim);
void tim_break(struct device *tim, uint32_t flag);
bool tim_break_held(const struct device *tim);

/* tim_input.c: signals of the pins; captures the count; follows registers that say what the inputs are; input
 * 1 or 2 (`index` 0 or 1) with its polarity. */
void tim_pin_sensed(struct pin_signal *signal, bool level, uint64_t when);
void tim_capture(struct device *tim, unsigned index);
void tim_inputs_configure(struct device *tim);
bool tim_filtered(const struct device *tim, unsigned index);

/* tim_trigger.c: an edge at TRGI, within what happens already, or from another timer; TRGI follows the
 * registers; the external trigger's pin; tells other timers; finds out whom the timer listens to; and whether it is listened to. */
void tim_trigger_edge(struct device *tim, bool level, uint64_t when);
void tim_trigger_pulse(struct device *tim, uint64_t when);
void tim_trigger_select(struct device *tim);
void tim_trigger_etr(struct device *tim, bool level, uint64_t when);
unsigned tim_trigger_code(const struct device *tim);
void tim_trigger_send(struct device *tim, uint32_t happened, uint64_t when);
void tim_trigger_route(struct device *tim, uint64_t when);
void tim_trigger_heard(struct device *tim, uint64_t when);

/* tim_request.c: interrupt lines; requests to DMA for what happened; the register that DMAR is now, and the
 * step to the next. */
void tim_interrupts(struct device *tim);
void tim_requests(struct device *tim, uint32_t happened);
uint32_t tim_burst_offset(const struct device *tim);
void tim_burst_next(struct device *tim);

/* tim_event.c: tells of what happened, and arms for what is next. */
void tim_refresh(struct device *tim, uint64_t when);
/* Before something from outside happens to the timer at `when`: all that comes before it has happened. */
void tim_catch_up(struct device *tim, uint64_t when);
/* Whatever is overdue in any timer happens now, each at its own time. Returns the present time. */
uint64_t tim_settle(struct device *tim);
/* The event of the timeline; its context is the device. */
void tim_due(void *context);

#endif
