/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Loops that count while they wait: delays of so many turns, and polls that blink a LED now and then.
 *
 * What a turn adds to registers and to words of memory is seen by comparing its ends. That it goes on like that is shown by
 * going through its instructions (spin_instruction.c): each value is either the same in all turns or moves by a constant from turn to turn.
 * What does not touch a moving value has the same result each time, whatever it is. What touches one has to be
 * a copy, an addition or a comparison, whose branch says for how many turns it goes the same way. Anything else ends the
 * proof, and the loop is executed.
 */
#include "board/cortex_m/spin_count.h"

#include <string.h>

#define FOR_EVER  UINT64_MAX
#define BIT(n)	  (UINT32_C(1) << (n))
#define FLAGS_BIT BIT(BLOCK_REGISTER_FLAGS)

/* ---- memory ---- */

static bool overlap(const uint8_t *at, uint32_t size, const uint8_t *other, uint32_t other_size)
{
	return at < other + other_size && other < at + size;
}

static struct count_word *word_at(struct count *count, const uint8_t *at)
{
	for (unsigned i = 0; i < count->word_count; i++)
		if (count->words[i].at == at)
			return &count->words[i];
	return NULL;
}

/* An access to all words there but `but` (NULL: all). False: it is to what moves. */
static bool touched(struct count *count, const uint8_t *at, uint32_t size, bool store,
		    const struct count_word *but)
{
	for (unsigned i = 0; i < count->word_count; i++) {
		struct count_word *word = &count->words[i];

		if (word == but || !overlap(at, size, word->at, 4))
			continue;
		if (word->moves || word->now.by)
			return false;
		if (store)
			word->now = (struct spin_value){0};
	}
	return true;
}

static bool turn_stores(const struct count *count, const uint8_t *at, uint32_t size)
{
	for (unsigned i = 0; i < count->turn->store_count; i++)
		if (overlap(at, size, count->turn->stores[i].at, count->turn->stores[i].size))
			return true;
	return false;
}

/* Where an access is made: the same place in all turns. *at is NULL where no memory is. */
bool count_where(struct count *count, const struct instruction *instruction, uint32_t pc,
		 uint8_t **at)
{
	const int offset = instruction->offset;
	struct spin_value address = count_constant((pc + 4) & ~UINT32_C(3));

	if (instruction->base != 15)
		address = count->registers[instruction->base];
	if (instruction->index != NO_INDEX) {
		struct spin_value index = count->registers[instruction->index];

		index.value <<= instruction->shift;
		index.by <<= instruction->shift;
		address = count_sum(address, index);
	}
	if (!address.known || address.by)
		return false;
	*at = memory_place(count->core, address.value + (uint32_t)offset, instruction->span);
	/* What a device gave in the turn that was watched could be read again: the search saw to that. */
	return *at || !instruction->store_size;
}

bool count_load(struct count *count, const uint8_t *at, struct spin_value *value)
{
	const struct count_word *word = word_at(count, at);

	*value = (struct spin_value){0};
	if (!at)
		return true;
	if (!touched(count, at, 4, false, word))
		return false;
	if (word) {
		*value = word->now;
	} else if (!turn_stores(count, at, 4)) {
		memcpy(&value->value, at, 4);
		value->known = true;
	}
	return true;
}

bool count_store(struct count *count, uint8_t *at, struct spin_value value)
{
	struct count_word *word = word_at(count, at);

	if (!touched(count, at, 4, true, word))
		return false;
	if (!word && count->word_count < COUNT_WORDS) {
		word = &count->words[count->word_count++];
		*word = (struct count_word){.at = at};
	}
	if (word)
		word->now = value;
	return !value.by || (word && word->moves);
}

/* ---- instructions ---- */

/* Which registers may have another value in each turn. */
static uint32_t moving_registers(const struct count *count)
{
	uint32_t moving = count->flags.kind == SPIN_FLAGS_SAME ? 0 : FLAGS_BIT;

	for (unsigned i = 0; i < 15; i++)
		if (count->registers[i].by)
			moving |= BIT(i);
	return moving;
}

/* ADC, SBC, RRX, conditions, MRS. */
static bool uses_flags(const struct instruction *instruction)
{
	const uint32_t c = instruction->code;
	const unsigned operation = c >> 21 & 15;

	if (instruction->it)
		return true;
	if (!(instruction->reads & FLAGS_BIT))
		return false;
	if (instruction->length == 2)
		return c >> 12 == 4 && ((c >> 6 & 15) == 5 || (c >> 6 & 15) == 6);
	if ((c & 0xF8008000) == 0xF0008000) /* control, but for barriers */
		return (c & 0xFFFFFF00) != 0xF3BF8F00;
	if ((c & 0xFA000000) == 0xF0000000)
		return operation == 10 || operation == 11;
	if ((c & 0xFE000000) == 0xEA000000)
		return operation == 10 || operation == 11 || (c & 0x70F0) == 0x0030;
	return false;
}

/* MRS and SEL: Q and GE are not followed. They may be of the turn before also where N, Z, C and V are not. */
static bool uses_other_flags(uint32_t code)
{
	return (code & 0xFFE0D000) == 0xF3E08000 || (code & 0xFFF0F0F0) == 0xFAA0F080;
}

/* Whatever it does: with the same inputs its results are the same. */
static bool same_again(struct count *count, const struct instruction *instruction, uint32_t pc,
		       bool conditional)
{
	const uint32_t moving = moving_registers(count);
	uint32_t reads = instruction->reads & ~FLAGS_BIT;
	uint8_t *at;

	if (uses_other_flags(instruction->code))
		return false;

	if (uses_flags(instruction) || conditional)
		reads |= FLAGS_BIT;
	if (reads & moving || (conditional && instruction->writes & moving & ~FLAGS_BIT))
		return false;
	if ((instruction->load_size || instruction->store_size) &&
	    (!count_where(count, instruction, pc, &at) ||
	     !touched(count, at, instruction->span, instruction->store_size, NULL)))
		return false;
	for (unsigned i = 0; i < 15; i++)
		if (instruction->writes & BIT(i))
			count->registers[i] = (struct spin_value){0};
	/* Which of the flags it leaves alone is not known. */
	if (instruction->writes & FLAGS_BIT && count->flags.kind != SPIN_FLAGS_SAME)
		count->flags.kind = SPIN_FLAGS_LOST;
	return true;
}

static bool instruction_goes(struct count *count, const struct instruction *instruction,
			     uint32_t pc, uint32_t next, bool conditional)
{
	enum outcome outcome = OTHER;

	if (instruction->flags & ~(BLOCK_STRICT | BLOCK_DIVIDE))
		return false;
	if (!conditional)
		outcome = spin_instruction(count, instruction, pc, next);
	if (outcome == OTHER && same_again(count, instruction, pc, conditional))
		outcome = DONE;
	/* Bits 0 and 1 of SP are 0 (B1.4.1): otherwise it is not what it was computed to be. */
	return outcome == DONE && !((count->registers[13].value | count->registers[13].by) & 3);
}

static bool block_goes(struct count *count, uint32_t address, uint32_t size, uint32_t next)
{
	const uint8_t *code = memory_at(count->core, address, size);
	uint8_t it = 0;

	/* Where it stores, other instructions may be in the next turn than are now. */
	if (!code || turn_stores(count, code, size))
		return false;
	for (uint32_t at = 0; at < size;) {
		struct instruction instruction;

		decode(code + at, size - at, &instruction);
		if (!instruction_goes(count, &instruction, address + at,
				      at + instruction.length == size ? next : 0, (it & 0xF) != 0))
			return false;
		it = it_advance(it, &instruction);
		at += instruction.length;
	}
	return !(it & 0xF);
}

/* ---- the whole turn ---- */

/* A word where the turn stores. False: it moves, and cannot be followed. */
static bool word_begin(struct count *count, uint8_t *at, uint32_t from)
{
	struct count_word word = {.at = at};
	uint32_t to;

	if (word_at(count, at))
		return true;
	memcpy(&to, at, 4);
	word.moves = from != to;
	word.now = (struct spin_value){to, to - from, true};
	if (count->word_count == COUNT_WORDS || !touched(count, at, 4, false, NULL))
		return !word.moves;
	count->words[count->word_count++] = word;
	return true;
}

/* What memory moves by: by comparing the turn's ends. */
static bool words_begin(struct count *count)
{
	const struct spin_turn *turn = count->turn;
	const uint8_t *before = turn->stored;

	for (unsigned i = 0; i < turn->store_count; i++) {
		const struct spin_store *store = &turn->stores[i];
		uint32_t at = 0;

		for (; store->size - at >= 4; at += 4) {
			uint32_t from;

			memcpy(&from, before + at, 4);
			if (!word_begin(count, store->at + at, from))
				return false;
		}
		/* Bytes and halfwords stay as they are. */
		if (memcmp(before + at, store->at + at, store->size - at) != 0)
			return false;
		before += store->size;
	}
	return true;
}

static bool count_begin(struct count *count, struct cortex_m *core, const struct spin_turn *turn)
{
	/* The flags: a turn has to set them before it uses them. */
	*count = (struct count){
		.core = core, .turn = turn, .turns = FOR_EVER, .flags = {.kind = SPIN_FLAGS_LOST}};
	for (unsigned i = 0; i < 15; i++) {
		const uint32_t now = engine_register(core, i);

		count->registers[i] = (struct spin_value){now, now - turn->registers[i], true};
	}
	return words_begin(count);
}

/* At its end what moves is one turn further, and nothing else moves. */
static bool moved(const struct spin_value *from, const struct spin_value *to)
{
	return to->by == from->by &&
	       (!from->by || (to->known && to->value == from->value + from->by));
}

static bool turn_closes(const struct count *end, const struct count *begin)
{
	for (unsigned i = 0; i < 15; i++)
		if (!moved(&begin->registers[i], &end->registers[i]))
			return false;
	for (unsigned i = 0; i < begin->word_count; i++)
		if (!moved(&begin->words[i].now, &end->words[i].now))
			return false;
	return true;
}

uint64_t spin_count(struct cortex_m *core, const struct spin_turn *turn)
{
	struct count begin, end;

	if (turn->path_length > SPIN_PATH || !count_begin(&begin, core, turn))
		return 0;
	end = begin;
	for (unsigned i = 0; i < turn->path_length; i++) {
		const unsigned next = (i + 1) % turn->path_length;

		if (!block_goes(&end, turn->path[i].address, turn->path[i].size,
				turn->path[next].address))
			return 0;
	}
	return turn_closes(&end, &begin) ? end.turns : 0;
}

void spin_count_on(struct cortex_m *core, const struct spin_turn *turn, uint64_t turns)
{
	struct count begin;

	if (!count_begin(&begin, core, turn))
		return;
	for (unsigned i = 0; i < 15; i++) {
		const struct spin_value *one = &begin.registers[i];

		if (one->by)
			engine_set_register(core, i, one->value + one->by * (uint32_t)turns);
	}
	for (unsigned i = 0; i < begin.word_count; i++) {
		const struct count_word *word = &begin.words[i];
		const uint32_t value = word->now.value + word->now.by * (uint32_t)turns;

		if (word->moves)
			memcpy(word->at, &value, sizeof(value));
	}
}
