/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Hash processors (RM0436, "Hash processor (HASH)"): HASH1 of the A7, HASH2 of the M4.
 *
 * A block is worked on once the first word of the next one is there, or DCAL says that there is none, or the DMA
 * that its transfer has ended. The result is computed then and there, and seen when the time for it is over.
 *
 * Assumed, as the manual does not say: a word that is written while BUSY is taken at once, where the chip lets
 * the bus wait; what CSRx hold; DMAE stays set between transfers with MDMAT.
 */
#include "board/hash.h"

#include <string.h>

#include "board/board_internal.h"
#include "board/data_type.h"
#include "board/hash_digest.h"
#include "board/models.h"
#include "board/rate.h"
#include "soc/regs/hash.h"

enum hash_phase {
	HASH_MESSAGE,
	/* RM0436, "HMAC operation" */
	HASH_HMAC_KEY,
	HASH_HMAC_MESSAGE,
	HASH_HMAC_OUTER_KEY,
	HASH_OVER, /* until INIT */
	HASH_PHASES
};

#define INNER_PAD 0x36363636u
#define OUTER_PAD 0x5C5C5C5Cu

struct hash_state {
	/* what CSRx hold */
	enum hash_phase phase;
	struct hash_digest digest;
	uint64_t total; /* words of this phase */
	unsigned count; /* words that wait for their block */
	uint32_t words[HASH_BLOCK];
	uint32_t inner[HASH_DIGEST]; /* HMAC */

	bool long_key;
	bool dma; /* its interface is on */
	uint32_t result[HASH_DIGEST];
	uint32_t flags; /* of SR, set when it is no more busy */
	struct timeline_event due;
};

/* RM0436, HASH register map; other identification registers are not known. */
static const struct device_register hash_registers[] = {
	{.name = "CR", .offset = HASH_CR, .writable = HASH_CR_WRITABLE},
	{.name = "DIN", .offset = HASH_DIN, .writable = 0xFFFFFFFF},
	{.name = "STR", .offset = HASH_STR, .writable = HASH_STR_NBLW},
	{.name = "HRA", .offset = HASH_HR(0), .count = HASH_HRS_0},
	{.name = "IMR", .offset = HASH_IMR, .writable = HASH_SR_DINIS | HASH_SR_DCIS},
	{.name = "SR", .offset = HASH_SR, .reset = HASH_SR_DINIS},
	{.name = "CSR", .offset = HASH_CSR(0), .count = HASH_CSRS},
	{.name = "HR", .offset = HASH_HRX(0), .count = HASH_HRS},
	{.name = "HWCFGR", .offset = HASH_HWCFGR, .reset = 0x00000001},
	{0},
};

static bool hash_cr(const struct device *hash, uint32_t bits)
{
	return device_word(hash, HASH_CR) & bits;
}

static unsigned hash_valid(const struct device *hash)
{
	return device_word(hash, HASH_STR) & HASH_STR_NBLW;
}

/* Interrupt, and the request to DMA: while there is room for a word. */
static void hash_refresh(struct device *hash)
{
	const struct hash_state *state = hash->state;
	const struct soc_peripheral *peripheral = board_device_of(hash)->peripheral;
	const bool level = device_word(hash, HASH_SR) & device_word(hash, HASH_IMR);

	device_m4_irq(hash, peripheral->irqs[0], level);
	device_a7_irq(hash, peripheral->irqs[0], level);
	if (hash->instance == 2)
		device_dma_request(hash, SOC_DMA_HASH2_IN,
				   state->dma && !hash_cr(hash, HASH_CR_DMAA) &&
					   !state->due.armed && state->phase != HASH_OVER);
}

static void hash_settle(struct device *hash)
{
	struct hash_state *state = hash->state;

	timeline_disarm(device_timeline(hash), &state->due);
	for (unsigned i = 0; (state->flags & HASH_SR_DCIS) && i < HASH_HRS; i++) {
		device_set_word(hash, HASH_HRX(i), state->result[i]);
		if (i < HASH_HRS_0)
			device_set_word(hash, HASH_HR(i), state->result[i]);
	}
	device_set_word(hash, HASH_SR, device_word(hash, HASH_SR) | state->flags);
	state->flags = 0;
	hash_refresh(hash);
}

static void hash_due(void *context)
{
	hash_settle(context);
}

/* What is overdue happens. */
static void hash_sync(struct device *hash)
{
	const struct hash_state *state = hash->state;

	if (state->due.armed && state->due.when <= timeline_now(device_timeline(hash)))
		hash_settle(hash);
}

/* It works on so many blocks, and then shows these flags. */
static void hash_work(struct device *hash, unsigned blocks, uint32_t flags)
{
	/* RM0436, "HASH processing time": the computation phase, without the words' way into the FIFO */
	static const uint8_t cycles[] = {
		[HASH_SHA1] = 66, [HASH_MD5] = 50, [HASH_SHA224] = 50, [HASH_SHA256] = 50};
	struct hash_state *state = hash->state;
	struct timeline *timeline = device_timeline(hash);
	const uint64_t hz = device_clock_hz(hash);
	const uint64_t from = state->due.armed ? state->due.when : timeline_now(timeline);

	state->flags |= flags;
	timeline_arm(timeline, &state->due,
		     from + (hz ? rate_ps(blocks * cycles[state->digest.algorithm], hz) : 0));
}

static void hash_begin(struct device *hash)
{
	struct hash_state *state = hash->state;
	const unsigned algorithm = (hash_cr(hash, HASH_CR_ALGO_0) ? 1u : 0u) |
				   (hash_cr(hash, HASH_CR_ALGO_1) ? 2u : 0u);

	timeline_disarm(device_timeline(hash), &state->due);
	state->phase = hash_cr(hash, HASH_CR_MODE) ? HASH_HMAC_KEY : HASH_MESSAGE;
	hash_digest_begin(&state->digest, (enum hash_algorithm)algorithm);
	state->total = 0;
	state->count = 0;
	state->flags = 0;
	state->long_key = hash_cr(hash, HASH_CR_LKEY);
	state->dma = hash_cr(hash, HASH_CR_DMAE);
	device_set_word(hash, HASH_SR, HASH_SR_DINIS);
}

static uint32_t hash_ordered(const struct device *hash, uint32_t word)
{
	const uint32_t cr = device_word(hash, HASH_CR);

	return data_type_turn((cr & HASH_CR_DATATYPE_MASK) >> HASH_CR_DATATYPE_SHIFT, word);
}

static bool hash_takes_short_key(const struct hash_state *state)
{
	return (state->phase == HASH_HMAC_KEY || state->phase == HASH_HMAC_OUTER_KEY) &&
	       !state->long_key;
}

static void hash_push(struct device *hash, uint32_t word)
{
	struct hash_state *state = hash->state;

	if (state->phase == HASH_OVER) {
		device_note(hash,
			    "data are written after the digest without HASH_CR.INIT: ignored");
		return;
	}
	if (state->count == HASH_BLOCK && hash_takes_short_key(state)) {
		device_note(hash, "a key of more than 64 bytes is written without LKEY: its end is "
				  "ignored");
		return;
	}
	device_set_word(hash, HASH_SR, device_word(hash, HASH_SR) & ~HASH_SR_DINIS);
	if (state->count == HASH_BLOCK) {
		hash_digest_block(&state->digest, state->words);
		state->count = 0;
		hash_work(hash, 1, HASH_SR_DINIS);
	}
	state->words[state->count++] = hash_ordered(hash, word);
	state->total++;
}

/* What of the message is there, is all. Returns blocks. */
static unsigned hash_finish(struct device *hash, uint64_t bits_before)
{
	struct hash_state *state = hash->state;
	const unsigned valid = hash_valid(hash);
	const uint64_t bits = 32 * state->total - (valid && state->total ? 32 - valid : 0);

	return hash_digest_finish(&state->digest, state->words, state->count, valid,
				  bits_before + bits);
}

/* The key that was written becomes the first block of the inner or outer message. Returns blocks. */
static unsigned hash_key(struct device *hash, uint32_t pad)
{
	struct hash_state *state = hash->state;
	const unsigned valid = hash_valid(hash);
	uint32_t key[HASH_BLOCK] = {0};
	unsigned blocks = 1;

	if (state->long_key) {
		blocks += hash_finish(hash, 0);
		hash_digest_result(&state->digest, key);
	} else {
		memcpy(key, state->words, state->count * sizeof(*key));
		if (valid && state->count)
			key[state->count - 1] &= ~(0xFFFFFFFFu >> valid);
	}
	for (unsigned i = 0; i < HASH_BLOCK; i++)
		key[i] ^= pad;
	hash_digest_begin(&state->digest, state->digest.algorithm);
	hash_digest_block(&state->digest, key);
	return blocks;
}

/* STR.DCAL, or the end of a DMA transfer. */
static void hash_calculate(struct device *hash)
{
	struct hash_state *state = hash->state;
	const unsigned size = hash_digest_size(state->digest.algorithm);
	uint32_t flags = HASH_SR_DINIS;
	unsigned blocks = 0;

	switch (state->phase) {
	case HASH_MESSAGE:
		blocks = hash_finish(hash, 0);
		flags = HASH_SR_DCIS;
		state->phase = HASH_OVER;
		break;
	case HASH_HMAC_KEY:
		blocks = hash_key(hash, INNER_PAD);
		state->phase = HASH_HMAC_MESSAGE;
		break;
	case HASH_HMAC_MESSAGE:
		blocks = hash_finish(hash, 32 * HASH_BLOCK);
		hash_digest_result(&state->digest, state->inner);
		hash_digest_begin(&state->digest, state->digest.algorithm);
		state->phase = HASH_HMAC_OUTER_KEY;
		break;
	case HASH_HMAC_OUTER_KEY:
		blocks = hash_key(hash, OUTER_PAD);
		blocks += hash_digest_finish(&state->digest, state->inner, size, 0,
					     32 * (HASH_BLOCK + size));
		flags = HASH_SR_DCIS;
		state->phase = HASH_OVER;
		break;
	default:
		device_note(hash, "a digest is asked for again without HASH_CR.INIT: ignored");
		return;
	}
	if (flags == HASH_SR_DCIS) {
		memset(state->result, 0, sizeof(state->result));
		hash_digest_result(&state->digest, state->result);
	}
	state->count = 0;
	state->total = 0;
	device_set_word(hash, HASH_SR, device_word(hash, HASH_SR) & ~HASH_SR_DINIS);
	hash_work(hash, blocks, flags);
}

void hash_dma_ended(struct device *hash)
{
	struct hash_state *state = hash->state;

	hash_sync(hash);
	if (!state->dma)
		return;
	if (!hash_cr(hash, HASH_CR_MDMAT)) {
		device_set_word(hash, HASH_CR, device_word(hash, HASH_CR) & ~HASH_CR_DMAE);
		state->dma = false;
		hash_calculate(hash);
	} else {
		state->dma = hash_cr(hash, HASH_CR_DMAE);
	}
	hash_refresh(hash);
}

/* ---- the context: words 0 to CONTEXT - 1 of CSRx ---- */

#define CONTEXT_STATE 1u
#define CONTEXT_TOTAL (CONTEXT_STATE + HASH_DIGEST)
#define CONTEXT_WORDS (CONTEXT_TOTAL + 2)
#define CONTEXT_INNER (CONTEXT_WORDS + HASH_BLOCK)
#define CONTEXT	      (CONTEXT_INNER + HASH_DIGEST)

#define PHASE_SHIFT 8

static uint32_t hash_context(const struct hash_state *state, unsigned index)
{
	if (index == 0)
		return state->count | (unsigned)state->phase << PHASE_SHIFT;
	if (index < CONTEXT_TOTAL)
		return state->digest.state[index - CONTEXT_STATE];
	if (index < CONTEXT_WORDS)
		return (uint32_t)(state->total >> 32 * (index - CONTEXT_TOTAL));
	if (index < CONTEXT_INNER)
		return state->words[index - CONTEXT_WORDS];
	return index < CONTEXT ? state->inner[index - CONTEXT_INNER] : 0;
}

static void hash_set_context(struct hash_state *state, unsigned index, uint32_t value)
{
	const unsigned half = 32 * (index - CONTEXT_TOTAL);

	if (index == 0) {
		/* It is what software has kept, whatever that has become. */
		state->count = (value & 0xFF) <= HASH_BLOCK ? value & 0xFF : 0;
		state->phase = (enum hash_phase)((value >> PHASE_SHIFT & 0xFF) % HASH_PHASES);
	} else if (index < CONTEXT_TOTAL) {
		state->digest.state[index - CONTEXT_STATE] = value;
	} else if (index < CONTEXT_WORDS) {
		state->total &= ~(UINT64_C(0xFFFFFFFF) << half);
		state->total |= (uint64_t)value << half;
	} else if (index < CONTEXT_INNER) {
		state->words[index - CONTEXT_WORDS] = value;
	} else if (index < CONTEXT) {
		state->inner[index - CONTEXT_INNER] = value;
	}
}

/* ---- registers ---- */

static void hash_control(struct device *hash, const struct device_access *access, uint32_t value)
{
	struct hash_state *state = hash->state;

	device_write(hash, access, value);
	if (hash_cr(hash, HASH_CR_DMAE) && hash->instance == 1)
		device_note(hash, "its DMA is the MDMA, which is not modelled: nothing comes");
	state->dma |= hash_cr(hash, HASH_CR_DMAE);
	if (value & access->mask & HASH_CR_INIT)
		hash_begin(hash);
}

static void hash_write(struct device *hash, const struct device_access *access, uint32_t value)
{
	const uint32_t csr = (access->offset - HASH_CSR(0)) / 4;

	hash_sync(hash);
	switch (access->offset) {
	case HASH_CR:
		hash_control(hash, access, value);
		break;
	case HASH_DIN:
		device_write(hash, access, value);
		hash_push(hash, device_word(hash, HASH_DIN));
		break;
	case HASH_STR:
		device_write(hash, access, value);
		if (value & access->mask & HASH_STR_DCAL)
			hash_calculate(hash);
		break;
	case HASH_SR:
		/* written with 0 to clear */
		device_set_word(hash, HASH_SR,
				device_word(hash, HASH_SR) & (value | ~access->mask));
		break;
	default:
		if (csr < HASH_CSRS)
			hash_set_context(hash->state, csr, value);
		else
			device_write(hash, access, value);
		break;
	}
	hash_refresh(hash);
}

/* RM0436, CR.NBW: without DMA the word in DIN is not counted. */
static uint32_t hash_pushed(const struct hash_state *state)
{
	const uint32_t words = state->count && !state->dma ? state->count - 1 : state->count;

	return (words & HASH_CR_NBW_MASK) << HASH_CR_NBW_SHIFT | (state->count ? HASH_CR_DINNE : 0);
}

static uint32_t hash_read(struct device *hash, const struct device_access *access)
{
	const struct hash_state *state = hash->state;
	const uint32_t csr = (access->offset - HASH_CSR(0)) / 4;
	uint32_t word;

	hash_sync(hash);
	word = device_read(hash, access);
	switch (access->offset) {
	case HASH_CR:
		return word | hash_pushed(state);
	case HASH_SR:
		return word | (state->dma ? HASH_SR_DMAS : 0) |
		       (state->due.armed ? HASH_SR_BUSY : 0);
	default:
		return csr < HASH_CSRS ? hash_context(state, csr) : word;
	}
}

static void hash_reset(struct device *hash)
{
	struct hash_state *state = hash->state;

	timeline_disarm(device_timeline(hash), &state->due);
	*state = (struct hash_state){
		.due = {.name = "hash processor", .fire = hash_due, .context = hash}};
	hash_begin(hash);
	hash_refresh(hash);
}

static void hash_destroy(struct device *hash)
{
	struct hash_state *state = hash->state;

	timeline_disarm(device_timeline(hash), &state->due);
}

const struct device_model hash_model = {
	.model = "hash",
	.registers = hash_registers,
	.ops = {.reset = hash_reset,
		.read = hash_read,
		.write = hash_write,
		.destroy = hash_destroy},
	.state_size = sizeof(struct hash_state),
};
