/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Cryptographic processors (RM0436, "Cryptographic processor (CRYP)"): CRYP1 of the A7, CRYP2 of the M4.
 *
 * A block is worked on while CRYPEN is set, once the input FIFO has it and the output FIFO has room for it. The
 * result is computed then and there, and is in the output FIFO when the time for it is over.
 *
 * Assumed, as the manual does not say: a word that is written to a full FIFO is lost, and an empty one reads 0; what
 * CSGCMCCMxR and CSGCMxR hold; 32 bits of a counter count; a key that was not prepared for decryption, or
 * was, for anything else, gives something useless; a block that is begun is finished without CRYPEN, too.
 */
#include <string.h>

#include "board/board_internal.h"
#include "board/cryp_chain.h"
#include "board/data_type.h"
#include "board/models.h"
#include "board/rate.h"
#include "soc/regs/cryp.h"

#define CRYP_FIFO 8u /* words */
#define FEW	  4u /* words: below that more are asked for */

struct cryp_fifo {
	uint32_t words[CRYP_FIFO];
	unsigned count;
};

struct cryp_state {
	struct cryp_fifo in, out;
	struct cryp_chain chain;
	/* of the block that is worked on */
	uint32_t result[CRYP_BLOCK];
	unsigned gives; /* words */
	bool ends; /* CRYPEN is cleared after it */
	bool busy;
	uint64_t until; /* ps */
	struct timeline_event due;
};

/* RM0436, CRYP register map. */
static const struct device_register cryp_registers[] = {
	{.name = "CR", .offset = CRYP_CR, .writable = CRYP_CR_WRITABLE},
	{.name = "SR", .offset = CRYP_SR},
	{.name = "DIN", .offset = CRYP_DIN, .writable = 0xFFFFFFFF},
	{.name = "DOUT", .offset = CRYP_DOUT},
	{.name = "DMACR", .offset = CRYP_DMACR, .writable = CRYP_DMACR_DIEN | CRYP_DMACR_DOEN},
	{.name = "IMSCR", .offset = CRYP_IMSCR, .writable = CRYP_INT_IN | CRYP_INT_OUT},
	{.name = "RISR", .offset = CRYP_RISR},
	{.name = "MISR", .offset = CRYP_MISR},
	{.name = "K", .offset = CRYP_K(0), .count = CRYP_KS},
	{.name = "IV", .offset = CRYP_IV(0), .count = CRYP_IVS},
	{.name = "CSGCMCCM", .offset = CRYP_CSGCMCCM(0), .count = CRYP_CSRS},
	{.name = "CSGCM", .offset = CRYP_CSGCM(0), .count = CRYP_CSRS},
	{.name = "HWCFGR", .offset = CRYP_HWCFGR, .reset = 0x00000131},
	{.name = "VERR", .offset = CRYP_VERR, .reset = 0x00000022},
	{.name = "IPIDR", .offset = CRYP_IPIDR, .reset = 0x00170011},
	{.name = "MID", .offset = CRYP_MID, .reset = 0xA3C5DD01},
	{0},
};

static bool cryp_cr(const struct device *cryp, uint32_t bits)
{
	return device_word(cryp, CRYP_CR) & bits;
}

/* ---- FIFOs ---- */

static bool fifo_push(struct cryp_fifo *fifo, uint32_t word)
{
	if (fifo->count == CRYP_FIFO)
		return false;
	fifo->words[fifo->count++] = word;
	return true;
}

static uint32_t fifo_pop(struct cryp_fifo *fifo)
{
	const uint32_t word = fifo->words[0];

	fifo->count--;
	memmove(fifo->words, fifo->words + 1, fifo->count * sizeof(*fifo->words));
	return word;
}

static uint32_t cryp_ordered(const struct device *cryp, uint32_t word)
{
	const uint32_t cr = device_word(cryp, CRYP_CR);

	return data_type_turn((cr & CRYP_CR_DATATYPE_MASK) >> CRYP_CR_DATATYPE_SHIFT, word);
}

/* ---- blocks ---- */

/* What CR says. False: nothing. */
static bool cryp_job(struct device *cryp, struct cryp_job *job)
{
	const uint32_t cr = device_word(cryp, CRYP_CR);
	const unsigned mode = (cr & CRYP_CR_ALGOMODE_MASK) >> CRYP_CR_ALGOMODE_SHIFT |
			      (cr & CRYP_CR_ALGOMODE_3 ? 8u : 0);
	const unsigned size = (cr & CRYP_CR_KEYSIZE_MASK) >> CRYP_CR_KEYSIZE_SHIFT;

	if (mode >= CRYP_MODES || (mode >= CRYP_AES_ECB && size > CRYP_AES256)) {
		device_note(cryp, "CR has an algorithm or a size of the key that there is not: "
				  "nothing is processed");
		return false;
	}
	*job = (struct cryp_job){
		.mode = (enum cryp_mode)mode,
		.phase = (enum cryp_phase)((cr & CRYP_CR_PHASE_MASK) >> CRYP_CR_PHASE_SHIFT),
		.cipher = (enum cryp_cipher)size,
		.decrypt = cr & CRYP_CR_ALGODIR,
		.padding = (cr & CRYP_CR_NPBLB_MASK) >> CRYP_CR_NPBLB_SHIFT,
	};
	if (mode <= CRYP_TDES_CBC)
		job->cipher = CRYP_TDES;
	else if (mode <= CRYP_DES_CBC)
		job->cipher = CRYP_DES;
	return true;
}

/* Begins with the next block, if there is one and room for it. */
static void cryp_work(struct device *cryp, uint64_t now)
{
	struct cryp_state *state = cryp->state;
	const uint64_t hz = device_clock_hz(cryp);
	uint32_t block[CRYP_BLOCK] = {0};
	struct cryp_job job;
	unsigned takes;
	bool phases, ordered;

	if (!cryp_cr(cryp, CRYP_CR_CRYPEN) || state->busy || !cryp_job(cryp, &job))
		return;
	takes = cryp_job_takes(&job);
	state->gives = cryp_job_gives(&job);
	if (state->in.count < takes || state->out.count + state->gives > CRYP_FIFO)
		return;
	phases = job.mode == CRYP_AES_GCM || job.mode == CRYP_AES_CCM;
	/* RM0436, "CRYP data registers and data swapping": what the software makes up is in order. */
	ordered = phases && (job.phase == CRYP_INIT || job.phase == CRYP_FINAL);
	for (unsigned i = 0; i < takes; i++) {
		block[i] = fifo_pop(&state->in);
		if (!ordered)
			block[i] = cryp_ordered(cryp, block[i]);
	}
	if (!cryp_job_fits(&job, &state->chain) && job.mode != CRYP_AES_KEY)
		device_note(cryp, state->chain.prepared
					  ? "the key is prepared for decryption, and used otherwise"
					  : "the key is not prepared for decryption");
	cryp_job_do(&job, &state->chain, block, state->result);
	for (unsigned i = 0; i < state->gives; i++)
		state->result[i] = cryp_ordered(cryp, state->result[i]);
	state->ends = job.mode == CRYP_AES_KEY || (phases && job.phase == CRYP_INIT);
	state->busy = true;
	state->until = now + (hz ? rate_ps(cryp_job_cycles(&job), hz) : 0);
	timeline_arm(device_timeline(cryp), &state->due, state->until);
}

/* Interrupt, and the requests to DMA: each for four words, and for what there is of output when no more comes. */
static void cryp_refresh(struct device *cryp)
{
	const struct cryp_state *state = cryp->state;
	const struct soc_peripheral *peripheral = board_device_of(cryp)->peripheral;
	const bool on = cryp_cr(cryp, CRYP_CR_CRYPEN);
	const uint32_t dmacr = device_word(cryp, CRYP_DMACR);
	const uint32_t raw =
		(state->in.count < FEW ? CRYP_INT_IN : 0) | (state->out.count ? CRYP_INT_OUT : 0);
	/* RM0436, "CRYP interrupts": CRYPEN gates that of the input FIFO */
	const uint32_t masked =
		raw & device_word(cryp, CRYP_IMSCR) & (on ? ~0u : ~(uint32_t)CRYP_INT_IN);

	device_set_word(cryp, CRYP_RISR, raw);
	device_set_word(cryp, CRYP_MISR, masked);
	device_set_word(cryp, CRYP_SR,
			(state->in.count ? 0 : CRYP_SR_IFEM) |
				(state->in.count < CRYP_FIFO ? CRYP_SR_IFNF : 0) |
				(state->out.count ? CRYP_SR_OFNE : 0) |
				(state->out.count == CRYP_FIFO ? CRYP_SR_OFFU : 0) |
				(state->busy ? CRYP_SR_BUSY : 0));
	device_m4_irq(cryp, peripheral->irqs[0], masked);
	device_a7_irq(cryp, peripheral->irqs[0], masked);
	if (cryp->instance != 2)
		return;
	device_dma_request(cryp, SOC_DMA_CRYP2_IN,
			   on && (dmacr & CRYP_DMACR_DIEN) &&
				   state->in.count + CRYP_BLOCK <= CRYP_FIFO);
	device_dma_request(cryp, SOC_DMA_CRYP2_OUT,
			   on && (dmacr & CRYP_DMACR_DOEN) && state->out.count &&
				   (state->gives == CRYP_BLOCK || !state->busy ||
				    state->out.count >= CRYP_BLOCK));
}

/* What is overdue happens. */
static void cryp_sync(struct device *cryp)
{
	struct cryp_state *state = cryp->state;
	struct timeline *timeline = device_timeline(cryp);

	while (state->busy && state->until <= timeline_now(timeline)) {
		timeline_disarm(timeline, &state->due);
		state->busy = false;
		for (unsigned i = 0; i < state->gives; i++)
			(void)fifo_push(&state->out, state->result[i]);
		if (state->ends)
			device_set_word(cryp, CRYP_CR,
					device_word(cryp, CRYP_CR) & ~CRYP_CR_CRYPEN);
		cryp_work(cryp, state->until);
	}
	cryp_refresh(cryp);
}

static void cryp_due(void *context)
{
	cryp_sync(context);
}

/* ---- registers ---- */

static void cryp_control(struct device *cryp, const struct device_access *access, uint32_t value)
{
	struct cryp_state *state = cryp->state;
	const uint32_t fixed = CRYP_CR_ALGODIR | CRYP_CR_ALGOMODE_MASK | CRYP_CR_DATATYPE_MASK |
			       CRYP_CR_KEYSIZE_MASK | CRYP_CR_ALGOMODE_3;
	const uint32_t before = device_word(cryp, CRYP_CR);

	device_write(cryp, access, value);
	if (state->busy && ((before ^ device_word(cryp, CRYP_CR)) & fixed)) {
		device_note(cryp, "algorithm, direction, data type and size of the key are written "
				  "while BUSY is set: they stay");
		device_set_word(cryp, CRYP_CR,
				(device_word(cryp, CRYP_CR) & ~fixed) | (before & fixed));
	}
	if ((value & access->mask & CRYP_CR_FFLUSH) && !cryp_cr(cryp, CRYP_CR_CRYPEN)) {
		state->in.count = 0;
		state->out.count = 0;
	}
}

/* What key, IV and context registers stand for. */
static uint32_t *cryp_cell(struct cryp_state *state, uint32_t offset)
{
	struct cryp_chain *chain = &state->chain;
	const struct {
		uint32_t offset;
		uint32_t *words;
		unsigned count;
	} cells[] = {
		{CRYP_K(0), chain->key, CRYP_KS},
		{CRYP_IV(0), chain->iv, CRYP_IVS},
		{CRYP_CSGCMCCM(0), chain->mac, CRYP_BLOCK},
		{CRYP_CSGCMCCM(CRYP_BLOCK), chain->iv, CRYP_BLOCK},
		{CRYP_CSGCM(0), chain->hash_key, CRYP_BLOCK},
		{CRYP_CSGCM(CRYP_BLOCK), chain->tag_mask, CRYP_BLOCK},
	};

	for (unsigned i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		const uint32_t index = (offset - cells[i].offset) / 4;

		if (index < cells[i].count)
			return &cells[i].words[index];
	}
	return NULL;
}

static void cryp_load(struct device *cryp, const struct device_access *access, uint32_t value)
{
	struct cryp_state *state = cryp->state;
	uint32_t *cell = cryp_cell(state, access->offset);

	if (!cell) {
		device_write(cryp, access, value);
		return;
	}
	if (state->busy) {
		device_note(cryp, "a key, IV or context register is written while BUSY is set: "
				  "ignored");
		return;
	}
	*cell = (*cell & ~access->mask) | (value & access->mask);
	if (access->offset < CRYP_IV(0))
		state->chain.prepared = false;
}

static void cryp_write(struct device *cryp, const struct device_access *access, uint32_t value)
{
	struct cryp_state *state = cryp->state;

	cryp_sync(cryp);
	switch (access->offset) {
	case CRYP_CR:
		cryp_control(cryp, access, value);
		break;
	case CRYP_DIN:
		device_write(cryp, access, value);
		if (!fifo_push(&state->in, device_word(cryp, CRYP_DIN)))
			device_note(
				cryp,
				"DIN is written while the input FIFO is full: the word is lost");
		break;
	case CRYP_DMACR:
		device_write(cryp, access, value);
		if (cryp->instance == 1 && device_word(cryp, CRYP_DMACR))
			device_note(cryp,
				    "its DMA is the MDMA, which is not modelled: nothing moves");
		break;
	default:
		cryp_load(cryp, access, value);
		break;
	}
	cryp_work(cryp, timeline_now(device_timeline(cryp)));
	cryp_refresh(cryp);
}

/* A FIFO's next word. */
static uint32_t cryp_take(struct device *cryp, const struct device_access *access,
			  struct cryp_fifo *fifo)
{
	uint32_t word;

	if (!fifo->count) {
		device_note(cryp, "%s is read while its FIFO is empty: 0",
			    access->offset == CRYP_DIN ? "DIN" : "DOUT");
		return 0;
	}
	if (access->peek)
		return fifo->words[0];
	word = fifo_pop(fifo);
	cryp_work(cryp, timeline_now(device_timeline(cryp)));
	cryp_refresh(cryp);
	return word;
}

static uint32_t cryp_read(struct device *cryp, const struct device_access *access)
{
	struct cryp_state *state = cryp->state;
	const uint32_t *cell = cryp_cell(state, access->offset);

	cryp_sync(cryp);
	if (access->offset == CRYP_DOUT)
		return cryp_take(cryp, access, &state->out);
	if (access->offset == CRYP_DIN)
		return cryp_cr(cryp, CRYP_CR_CRYPEN) ? 0 : cryp_take(cryp, access, &state->in);
	if (!cell)
		return device_read(cryp, access);
	return access->offset < CRYP_IV(0) ? 0 : *cell;
}

static void cryp_reset(struct device *cryp)
{
	struct cryp_state *state = cryp->state;

	timeline_disarm(device_timeline(cryp), &state->due);
	*state = (struct cryp_state){
		.due = {.name = "cryptographic processor", .fire = cryp_due, .context = cryp}};
	cryp_refresh(cryp);
}

static void cryp_destroy(struct device *cryp)
{
	struct cryp_state *state = cryp->state;

	timeline_disarm(device_timeline(cryp), &state->due);
}

const struct device_model cryp_model = {
	.model = "cryp",
	.registers = cryp_registers,
	.ops = {.reset = cryp_reset,
		.read = cryp_read,
		.write = cryp_write,
		.destroy = cryp_destroy},
	.state_size = sizeof(struct cryp_state),
};
