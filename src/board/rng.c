/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Random number generators (RM0436, "True random number generator (RNG)"): RNG1 of the A7, RNG2 of the M4.
 *
 * The noise is sampled with the kernel clock, and conditioned with the bus clock; four words at a time go into the
 * FIFO when that is empty. While it is full the next four are made ready. The numbers are those of a generator
 * that starts from a seed (SplitMix64), so that two runs are alike.
 *
 * Assumed, as the manual does not say: after RNGEN is set again the first four words take as long as any; while an
 * error lasts nothing is made; a seed error takes the words that wait; clock errors are detected while RNGEN is set.
 */
#include "board/rng.h"

#include <string.h>

#include "board/board_internal.h"
#include "board/models.h"
#include "board/rate.h"
#include "soc/regs/rng.h"

#define RNG_FIFO 4u

/* RM0436, "RNG processing time", in cycles: `rng` of the kernel clock, `bus` of the bus */
#define ROUND_RNG	16u
#define ROUND_BUS	213u
#define FIRST_RNG	192u
#define FIRST_RNG_SLOW	128u
#define FIRST_BUS_SLOW	426u
#define THRESHOLD_PARTS 64u /* the bus is slow below 213 / 64 of the kernel clock */
/* RM0436, "Clock error detection": how much slower than the bus is too slow */
#define CLOCK_RATIO 32u

struct rng_state {
	uint64_t seed, noise;
	enum rng_fault fault;

	bool warm; /* has started since its reset */
	bool runs; /* makes numbers */
	unsigned count; /* words in the FIFO */
	uint32_t fifo[RNG_FIFO];
	uint64_t ready; /* ps: when the next four are */
	struct timeline_event due; /* armed while they are waited for */
};

/* RM0436, RNG register map. */
static const struct device_register rng_registers[] = {
	{.name = "CR", .offset = RNG_CR, .writable = RNG_CR_RNGEN | RNG_CR_IE | RNG_CR_CED},
	{.name = "SR", .offset = RNG_SR},
	{.name = "DR", .offset = RNG_DR},
	{.name = "HWCFGR", .offset = RNG_HWCFGR, .reset = 0x00000006},
	{.name = "VERR", .offset = RNG_VERR, .reset = 0x00000021},
	{.name = "IPIDR", .offset = RNG_IPIDR, .reset = 0x00170041},
	{.name = "SIDR", .offset = RNG_SIDR, .reset = 0xA3C5DD01},
	{0},
};

static bool rng_cr(const struct device *rng, uint32_t bits)
{
	return device_word(rng, RNG_CR) & bits;
}

/* ---- numbers ---- */

/* DR that reads 0 says that there is none: no number is 0. */
static uint32_t rng_number(struct rng_state *state)
{
	uint32_t number;

	do {
		uint64_t mixed = state->noise += UINT64_C(0x9E3779B97F4A7C15);

		mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
		mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
		number = (uint32_t)((mixed ^ mixed >> 31) >> 32);
	} while (!number);
	return number;
}

static void rng_begin(const struct device *rng, uint64_t seed)
{
	struct rng_state *state = rng->state;

	state->seed = seed;
	/* The two are half of the period apart. */
	state->noise = seed + (rng->instance == 1 ? UINT64_C(1) << 63 : 0);
}

/* ---- clocks ---- */

static uint64_t rng_bus_hz(struct device *rng)
{
	const struct soc_clock_registers rcc = board_clock_registers(rng->board);

	return rng->instance == 1 ? soc_clock_rate(&rcc, SOC_CLOCK_AXI)
				  : PS_PER_S / rng->board->cycle_ps;
}

static bool rng_gated(struct device *rng)
{
	return !board_device_of(rng)->clocked;
}

static bool rng_clock_error(struct device *rng)
{
	const struct rng_state *state = rng->state;

	if (!rng_cr(rng, RNG_CR_RNGEN) || rng_cr(rng, RNG_CR_CED))
		return false;
	if (rng_gated(rng))
		return device_word(rng, RNG_SR) & RNG_SR_CECS;
	return state->fault == RNG_CLOCK_FAULT ||
	       device_clock_hz(rng) < rng_bus_hz(rng) / CLOCK_RATIO;
}

/* When four words are ready that are begun now. */
static uint64_t rng_when(struct device *rng)
{
	const struct rng_state *state = rng->state;
	const uint64_t now = timeline_now(device_timeline(rng));
	const uint64_t hz = device_clock_hz(rng), bus = rng_bus_hz(rng);
	uint64_t noise, conditioning;

	if (!hz || !bus)
		return TIMELINE_NEVER;
	if (!state->warm && bus * THRESHOLD_PARTS < ROUND_BUS * hz)
		return now + rate_ps(FIRST_RNG_SLOW, hz) + rate_ps(FIRST_BUS_SLOW, bus);
	if (!state->warm)
		return now + rate_ps(FIRST_RNG, hz) + rate_ps(ROUND_BUS, bus);
	noise = rate_ps(ROUND_RNG, hz);
	conditioning = rate_ps(ROUND_BUS, bus);
	return now + (noise > conditioning ? noise : conditioning);
}

/* ---- what follows from the state ---- */

static void rng_fill(struct device *rng)
{
	struct rng_state *state = rng->state;

	for (; state->count < RNG_FIFO; state->count++)
		state->fifo[state->count] = rng_number(state);
	state->warm = true;
	state->ready = rng_when(rng);
}

/* A status bit, and what it leaves behind when it is set. */
static void rng_error(struct device *rng, bool level, uint32_t status, uint32_t flag)
{
	uint32_t sr = device_word(rng, RNG_SR);

	if (level && !(sr & status))
		sr |= flag;
	sr = level ? sr | status : sr & ~status;
	device_set_word(rng, RNG_SR, sr);
}

static void rng_refresh(struct device *rng)
{
	const struct soc_peripheral *peripheral = board_device_of(rng)->peripheral;
	struct rng_state *state = rng->state;
	struct timeline *timeline = device_timeline(rng);
	const bool seedless = rng_cr(rng, RNG_CR_RNGEN) && state->fault == RNG_SEED_FAULT;
	bool runs, level;

	rng_error(rng, rng_clock_error(rng), RNG_SR_CECS, RNG_SR_CEIS);
	rng_error(rng, seedless, RNG_SR_SECS, RNG_SR_SEIS);
	if (seedless)
		state->count = 0;

	runs = rng_cr(rng, RNG_CR_RNGEN) && device_clock_hz(rng) &&
	       !(device_word(rng, RNG_SR) & (RNG_SR_CECS | RNG_SR_SECS));
	if (runs && !state->runs)
		state->ready = rng_when(rng);
	state->runs = runs;
	if (runs && !state->count && state->ready <= timeline_now(timeline))
		rng_fill(rng);
	if (runs && !state->count)
		timeline_arm(timeline, &state->due, state->ready);
	else
		timeline_disarm(timeline, &state->due);

	device_set_word(rng, RNG_SR,
			(device_word(rng, RNG_SR) & ~RNG_SR_DRDY) |
				(state->count ? RNG_SR_DRDY : 0));
	level = rng_cr(rng, RNG_CR_RNGEN) && rng_cr(rng, RNG_CR_IE) &&
		(device_word(rng, RNG_SR) & (RNG_SR_DRDY | RNG_SR_CEIS | RNG_SR_SEIS));
	device_m4_irq(rng, peripheral->irqs[0], level);
	device_a7_irq(rng, peripheral->irqs[0], level);
}

static void rng_due(void *context)
{
	rng_refresh(context);
}

/* ---- registers ---- */

static uint32_t rng_read(struct device *rng, const struct device_access *access)
{
	struct rng_state *state = rng->state;
	uint32_t number;

	rng_refresh(rng);
	if (access->offset != RNG_DR)
		return device_read(rng, access);
	if (!state->count)
		return 0;
	number = state->fifo[0];
	if (!access->peek) {
		state->count--;
		memmove(state->fifo, state->fifo + 1, state->count * sizeof(*state->fifo));
		rng_refresh(rng);
	}
	return number;
}

static void rng_control(struct device *rng, const struct device_access *access, uint32_t value)
{
	const uint32_t before = device_word(rng, RNG_CR);

	device_write(rng, access, value);
	/* RM0436, CR.CED: not on the fly */
	if ((before & RNG_CR_RNGEN) && ((before ^ device_word(rng, RNG_CR)) & RNG_CR_CED)) {
		device_note(rng, "CED is changed while RNGEN is set: it keeps its value");
		device_set_word(rng, RNG_CR, device_word(rng, RNG_CR) ^ RNG_CR_CED);
	}
}

static void rng_write(struct device *rng, const struct device_access *access, uint32_t value)
{
	rng_refresh(rng);
	if (access->offset == RNG_CR)
		rng_control(rng, access, value);
	else if (access->offset == RNG_SR)
		device_set_word(rng, RNG_SR,
				device_word(rng, RNG_SR) &
					(value | ~access->mask | ~(RNG_SR_CEIS | RNG_SR_SEIS)));
	else
		device_write(rng, access, value);
	rng_refresh(rng);
}

/* What the noise was before the change is too little to go on with. */
static void rng_clock_changed(struct device *rng)
{
	struct rng_state *state = rng->state;

	state->runs = false;
	rng_refresh(rng);
}

/* The noise goes on: after a reset come other numbers. */
static void rng_reset(struct device *rng)
{
	struct rng_state *state = rng->state;

	if (!state->due.fire)
		rng_begin(rng, 0);
	timeline_disarm(device_timeline(rng), &state->due);
	*state = (struct rng_state){
		.seed = state->seed,
		.noise = state->noise,
		.fault = state->fault,
		.due = {.name = "random numbers", .fire = rng_due, .context = rng}};
	rng_refresh(rng);
}

static void rng_destroy(struct device *rng)
{
	struct rng_state *state = rng->state;

	timeline_disarm(device_timeline(rng), &state->due);
}

const struct device_model rng_model = {
	.model = "rng",
	.registers = rng_registers,
	.ops = {.reset = rng_reset,
		.read = rng_read,
		.write = rng_write,
		.clock_changed = rng_clock_changed,
		.destroy = rng_destroy},
	.state_size = sizeof(struct rng_state),
};

/* ---- what people set ---- */

static struct device *rng_of(struct board *board, unsigned instance)
{
	return board_device(board, instance == 1 ? "RNG1" : "RNG2");
}

void rng_set_seed(struct board *board, uint64_t seed)
{
	for (unsigned instance = 1; instance <= 2; instance++) {
		struct device *rng = rng_of(board, instance);
		struct rng_state *state = rng->state;

		rng_begin(rng, seed);
		if (state->count) {
			state->count = 0;
			rng_fill(rng);
		}
	}
}

uint64_t rng_seed(struct board *board)
{
	const struct rng_state *state = rng_of(board, 1)->state;

	return state->seed;
}

void rng_set_fault(struct board *board, enum rng_fault fault)
{
	for (unsigned instance = 1; instance <= 2; instance++) {
		struct device *rng = rng_of(board, instance);
		struct rng_state *state = rng->state;

		rng_refresh(rng);
		state->fault = fault;
		rng_refresh(rng);
	}
}

enum rng_fault rng_fault(struct board *board)
{
	const struct rng_state *state = rng_of(board, 1)->state;

	return state->fault;
}
