/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Loops that wait: `while (!flag);`, HAL_Delay(), an idle task. What such a loop does is nothing: after a turn the
 * registers and the memory are what they were before it, and it met no device. Until something happens from
 * outside, and that is an event of the timeline, each further turn is the same, so they are counted and not
 * executed. To the firmware and to all who look at the time there is no difference.
 *
 * Such a loop is looked for now and then, at the starts of blocks: a search. Where the program comes back to a place (the
 * mark) with the same registers, all the engine's state is compared. Stores of what is there already are usual: calls
 * push the same again. So two turns are looked at. In the first (SPIN_GATHERS) is gathered where it stores, and what is
 * there is kept at its end; after the second (SPIN_CHECKS), which has to store at the same places, it must be there again.
 *
 * Where a block stores is computed from the registers when it begins, which is exact as far as decode.c is: what an
 * instruction writes and does not name there would be a store that nobody sees.
 *
 * If registers or memory are others at the end of the second turn, the loop may count: spin_count.c.
 */
#include "board/cortex_m/spin.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Blocks in which a place must come again, at first and at most: the mark is set anew at each power of two. */
#define TURN_FIRST 8u
#define TURN_LAST  256u
/* Blocks of one search, in all. */
#define SEARCH_LAST 1024u
/* Cycles from a search that found nothing to the next one: at first, and at most. */
#define PAUSE_FIRST 256u
#define PAUSE_LAST  (UINT64_C(1) << 22)
#define PAUSE_SHIFT 2
/* Fewer turns of a loop that counts are executed sooner than counted on. */
#define COUNT_LEAST 16u

enum spin_phase {
	SPIN_OFF,
	SPIN_GATHERS, /* where the turn stores */
	SPIN_CHECKS /* what it changes there */
};

struct spin {
	enum spin_phase phase;
	bool off;
	bool counts; /* in SPIN_CHECKS: the registers may be others after the turn */
	bool counted; /* that was tried in this search, and is not again */
	uint64_t skipped;
	uint64_t next; /* cycles: from there on a loop is looked for */
	uint64_t pause;
	uint32_t mark;
	uint64_t cycles; /* at the mark */
	uint64_t effects; /* when the search began */
	bool reserved;
	unsigned blocks, limit; /* since the mark, and when it is set anew */
	unsigned searched; /* blocks of this search */
	unsigned checked; /* stores in the turn that is checked */
	uc_context *context;
	size_t context_size;
	uint8_t *kept; /* the engine's state at the mark */
	struct spin_turn turn;
};

#define SP_BIT (UINT32_C(1) << 13)

/* --- Where a block stores ------------------------------------------------------------------- */

/* Registers in the middle of a block, as far as they are known without executing it. */
struct known {
	const struct spin_turn *turn; /* so far */
	uint32_t values[15];
	uint32_t which; /* bit n: values[n] is read; bit 16 + n: it is not known any more */
};

static bool known_register(struct cortex_m *core, struct known *known, unsigned number,
			   uint32_t *value)
{
	const uint32_t bit = UINT32_C(1) << number;

	if (number > 14 || known->which & bit << 16)
		return false;
	if (!(known->which & bit)) {
		known->values[number] = engine_register(core, number);
		known->which |= bit;
	}
	*value = known->values[number];
	return true;
}

static bool store_address(struct cortex_m *core, struct known *known,
			  const struct instruction *instruction, uint32_t *address)
{
	const int offset = instruction->offset;
	uint32_t index = 0;

	if (!known_register(core, known, instruction->base, address))
		return false;
	if (instruction->index != NO_INDEX &&
	    !known_register(core, known, instruction->index, &index))
		return false;
	*address += (uint32_t)offset + (index << instruction->shift);
	return true;
}

/* What is there when the block begins may be another when it is loaded. */
static bool stored_before(const struct spin_turn *turn, const uint8_t *at, uint32_t size)
{
	for (unsigned i = 0; i < turn->store_count; i++)
		if (at < turn->stores[i].at + turn->stores[i].size &&
		    turn->stores[i].at < at + size)
			return true;
	return false;
}

/* The value that an instruction gives a register, of those that addresses are made of. False: not known. */
static bool result(struct cortex_m *core, struct known *known,
		   const struct instruction *instruction, uint32_t pc, uint32_t *value)
{
	const uint32_t code = instruction->code;
	const int step = instruction->step, offset = instruction->offset;
	const uint8_t *literal;

	if (instruction->stepped != NO_INDEX) {
		if (!known_register(core, known, instruction->stepped, value))
			return false;
		*value += (uint32_t)step;
		return true;
	}
	if (instruction->length == 2 && (code & 0xFF00) == 0x4600) /* MOV Rd, Rm */
		return known_register(core, known, code >> 3 & 15, value);
	if (instruction->length == 2 && (code & 0xF800) == 0x2000) { /* MOVS Rd, #imm8 */
		*value = code & 0xFF;
		return true;
	}
	if (instruction->length == 2 && (code & 0xF800) == 0xA800) { /* ADD Rd, SP, #imm8 */
		if (!known_register(core, known, 13, value))
			return false;
		*value += (code & 0xFF) * 4;
		return true;
	}
	if (instruction->base == 15 && instruction->load_size == 4) { /* LDR Rd, =... */
		literal = memory_at(core, ((pc + 4) & ~UINT32_C(3)) + (uint32_t)offset, 4);
		if (!literal || stored_before(known->turn, literal, 4))
			return false;
		memcpy(value, literal, sizeof(*value));
		return true;
	}
	return false;
}

static void known_follow(struct cortex_m *core, struct known *known,
			 const struct instruction *instruction, uint32_t pc, bool conditional)
{
	const uint32_t writes = instruction->writes & 0x7FFF;
	const uint32_t target =
		instruction->stepped != NO_INDEX ? UINT32_C(1) << instruction->stepped : writes;
	uint32_t value = 0;
	/* A conditional one may leave the old value. */
	const bool is_known = target && !(target & (target - 1)) && !conditional &&
			      result(core, known, instruction, pc, &value);

	known->which |= writes << 16;
	/* Bits 0 and 1 of SP are 0, whatever is written there (B1.4.1). */
	if (is_known && !(target == SP_BIT && value & 3)) {
		known->values[__builtin_ctz(target)] = value;
		known->which |= target;
		known->which &= ~(target << 16);
	}
}

/* A place where the turn stores. False: that is too many, or another than in the turn before. */
static bool store_met(struct cortex_m *core, struct spin *spin, uint32_t address, uint32_t size)
{
	const struct spin_store store = {memory_place(core, address, size), size};
	struct spin_turn *turn = &spin->turn;
	const struct spin_store *before = &turn->stores[spin->checked];

	if (!store.at)
		return false;
	if (spin->phase == SPIN_CHECKS)
		return spin->checked++ < turn->store_count && before->at == store.at &&
		       before->size == store.size;
	if (turn->store_count == SPIN_STORES)
		return false;
	turn->stores[turn->store_count++] = store;
	return true;
}

/* A block with VLDR or its kin is not what it was before as long as its runs are counted (watch.c). */
static bool runs_count(const struct cortex_m *core, uint32_t address, uint32_t size,
		       const struct instruction *instruction)
{
	const struct block *block = &core->blocks[(address >> 1) % BLOCK_COUNT];

	return instruction->flags & BLOCK_FPU && instruction->flags & BLOCK_STRICT &&
	       (block->address != address || block->size != size || block->fpu_bases);
}

/* The block that is about to run, with the registers as they are. False: its stores are not known. */
static bool block_met(struct cortex_m *core, struct spin *spin, uint32_t address, uint32_t size)
{
	const uint8_t *code = memory_at(core, address, size);
	struct spin_turn *turn = &spin->turn;
	struct known known = {.turn = turn};
	uint8_t it = core->it;

	if (turn->path_length < SPIN_PATH) {
		turn->path[turn->path_length].address = address;
		turn->path[turn->path_length].size = size;
	}
	turn->path_length++;
	for (uint32_t at = 0; code && at < size;) {
		struct instruction instruction;
		uint32_t where;

		decode(code + at, size - at, &instruction);
		/* What the other processor hears of is no waiting. */
		if (instruction.flags & BLOCK_SEV || runs_count(core, address, size, &instruction))
			return false;
		if (instruction.store_size && (!store_address(core, &known, &instruction, &where) ||
					       !store_met(core, spin, where, instruction.span)))
			return false;
		known_follow(core, &known, &instruction, address + at, (it & 0xF) != 0);
		it = it_advance(it, &instruction);
		at += instruction.length;
	}
	return code;
}

/* --- The search ----------------------------------------------------------------------------- */

static bool registers_same(struct cortex_m *core, const uint32_t registers[ENGINE_KEPT])
{
	uint32_t now[ENGINE_KEPT];

	/* These change in most loops that do something. */
	for (unsigned i = 0; i < 4; i++)
		if (engine_register(core, i) != registers[i])
			return false;
	engine_keep_registers(core, now);
	return !memcmp(now, registers, sizeof(now));
}

/* Everything but the registers: floating point, masks, both stacks, the reservation. */
static bool state_same(struct cortex_m *core, const struct spin *spin)
{
	uint32_t now[ENGINE_KEPT];
	bool same;

	if (core->reserved != spin->reserved)
		return false;
	engine_keep_registers(core, now);
	engine_restore_registers(core, spin->turn.registers);
	same = uc_context_save(core->uc, spin->context) == UC_ERR_OK &&
	       !memcmp(spin->kept, spin->context, spin->context_size);
	engine_restore_registers(core, now);
	return same;
}

/* The turn begins here. */
static bool mark_set(struct cortex_m *core, struct spin *spin, uint32_t address)
{
	spin->mark = address;
	spin->cycles = core->cycles;
	spin->reserved = core->reserved;
	spin->blocks = 0;
	spin->turn.path_length = 0;
	engine_keep_registers(core, spin->turn.registers);
	engine_restore_registers(core, spin->turn.registers);
	if (uc_context_save(core->uc, spin->context) != UC_ERR_OK)
		return false;
	memcpy(spin->kept, spin->context, spin->context_size);
	return true;
}

static void search_fails(const struct cortex_m *core, struct spin *spin)
{
	spin->phase = SPIN_OFF;
	spin->next = core->cycles + spin->pause;
	if (spin->pause < PAUSE_LAST)
		spin->pause <<= PAUSE_SHIFT;
}

static void gather(struct cortex_m *core, struct spin *spin, uint32_t address)
{
	spin->phase = SPIN_GATHERS;
	spin->turn.store_count = 0;
	if (!mark_set(core, spin, address))
		search_fails(core, spin);
}

/* Keeps what is at the places where the turn stores. False: too much. */
static bool stored_keep(struct spin_turn *turn)
{
	uint32_t length = 0;

	for (unsigned i = 0; i < turn->store_count; i++) {
		const struct spin_store *store = &turn->stores[i];

		if (store->size > SPIN_STORED - length)
			return false;
		memcpy(turn->stored + length, store->at, store->size);
		length += store->size;
	}
	return true;
}

static bool stored_same(const struct spin_turn *turn)
{
	uint32_t length = 0;

	for (unsigned i = 0; i < turn->store_count; i++) {
		const struct spin_store *store = &turn->stores[i];

		if (memcmp(turn->stored + length, store->at, store->size) != 0)
			return false;
		length += store->size;
	}
	return true;
}

static void check(struct cortex_m *core, struct spin *spin, uint32_t address, bool counts)
{
	spin->phase = SPIN_CHECKS;
	spin->counts = counts;
	spin->checked = 0;
	if (!stored_keep(&spin->turn) || !mark_set(core, spin, address))
		search_fails(core, spin);
}

/* Turns that fit into what is left of the slice, which ends in the middle of the one after them. */
static uint64_t turns_left(const struct cortex_m *core, const struct spin *spin)
{
	const uint64_t turn = core->cycles - spin->cycles;

	return core->budget > core->cycles ? (core->budget - core->cycles) / turn : 0;
}

static void turns_skip(struct cortex_m *core, struct spin *spin, uint64_t turns, uint64_t next)
{
	const uint64_t cycles = turns * (core->cycles - spin->cycles);

	spin->phase = SPIN_OFF;
	spin->pause = PAUSE_FIRST;
	core->cycles += cycles;
	spin->skipped += cycles;
	spin->next = next ? core->cycles + next : core->budget;
	core->kept_block = NULL; /* counts its own runs by the cycles */
}

/* False: it does not, or for a few turns only. */
static bool counts_on(struct cortex_m *core, struct spin *spin)
{
	const uint64_t left = turns_left(core, spin);
	const uint64_t most = left ? left - 1 : 0; /* the last one sets the flags */
	uint64_t turns;

	if (most < COUNT_LEAST || !state_same(core, spin))
		return false;
	turns = spin_count(core, &spin->turn);
	if (turns < COUNT_LEAST)
		return false;
	spin_count_on(core, &spin->turn, turns < most ? turns : most);
	turns_skip(core, spin, turns < most ? turns : most, turns < most ? PAUSE_FIRST : 0);
	return true;
}

/* The program is at the mark. False: it has to go on until it is there again. */
static bool returned(struct cortex_m *core, struct spin *spin, uint32_t address)
{
	const struct spin_turn *turn = &spin->turn;
	const bool whole = spin->phase == SPIN_CHECKS && spin->checked == turn->store_count;
	const bool same = registers_same(core, turn->registers);

	if (same && (whole || (spin->phase == SPIN_GATHERS && !turn->store_count)) &&
	    state_same(core, spin) && (!whole || stored_same(turn))) {
		turns_skip(core, spin, turns_left(core, spin), 0);
		return true;
	}
	if (spin->phase == SPIN_GATHERS) {
		/* Called from two places, a function is there twice in a turn. */
		if (!same && (spin->counted || engine_register(core, 13) != turn->registers[13] ||
			      engine_register(core, 14) != turn->registers[14]))
			return false;
		check(core, spin, address, !same);
		return true;
	}
	if (!whole || (!same && !spin->counts))
		return false;
	if (!spin->counted && counts_on(core, spin))
		return true;
	spin->counted = true;
	gather(core, spin, address);
	return true;
}

static void search(struct cortex_m *core, struct spin *spin, uint32_t address, uint32_t size)
{
	if (spin->phase == SPIN_OFF) {
		spin->limit = TURN_FIRST;
		spin->counted = false;
		spin->searched = 0;
		spin->effects = core->effects;
		gather(core, spin, address);
	} else if (core->effects != spin->effects || ++spin->searched == SEARCH_LAST) {
		search_fails(core, spin);
	} else if (address == spin->mark && returned(core, spin, address)) {
		;
	} else if (++spin->blocks == spin->limit) {
		spin->limit *= 2;
		if (spin->limit > TURN_LAST)
			search_fails(core, spin);
		else
			gather(core, spin, address);
	}
	if (spin->phase != SPIN_OFF && !block_met(core, spin, address, size))
		search_fails(core, spin);
}

void spin_look(struct cortex_m *core, uint32_t address, uint32_t size)
{
	struct spin *spin = core->spin;

	if (core->debug.on || spin->off)
		return;
	if (core->cycles >= spin->next || spin->phase != SPIN_OFF)
		search(core, spin, address, size);
	core->searching = spin->phase != SPIN_OFF;
	if (core->searching)
		core->limit = 0;
	else if (spin->next < core->limit)
		core->limit = spin->next;
}

void spin_restart(struct cortex_m *core)
{
	struct spin *spin = core->spin;

	if (core->went_on && core->searching) {
		core->limit = 0;
		return;
	}
	spin->phase = SPIN_OFF;
	core->searching = false;
	if (!core->debug.on && !spin->off && spin->next < core->limit)
		core->limit = spin->next;
}

void cortex_m_set_skip(struct cortex_m *core, bool on)
{
	core->spin->off = !on;
}

uint64_t cortex_m_skipped(const struct cortex_m *core)
{
	return core->spin->skipped;
}

int spin_open(struct cortex_m *core)
{
	struct spin *spin = calloc(1, sizeof(*spin));

	core->spin = spin;
	if (!spin || uc_context_alloc(core->uc, &spin->context) != UC_ERR_OK)
		return -ENOMEM;
	spin->pause = PAUSE_FIRST;
	spin->context_size = uc_context_size(core->uc);
	spin->kept = malloc(spin->context_size);
	return spin->kept ? 0 : -ENOMEM;
}

void spin_close(struct cortex_m *core)
{
	struct spin *spin = core->spin;

	if (!spin)
		return;
	if (spin->context)
		(void)uc_context_free(spin->context);
	free(spin->kept);
	free(spin);
	core->spin = NULL;
}
