/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Loops that count while they wait: delays of so many turns, and polls that blink a LED now and then.
 *
 * What a turn adds to registers and to words of memory is seen by comparing its ends. That it goes on like that is shown by
 * going through its instructions: each value is either the same in all turns or moves by a constant from turn to turn.
 * What does not touch a moving value has the same result each time, whatever it is. What touches one has to be
 * a copy, an addition or a comparison, whose branch says for how many turns it goes the same way. Anything else ends the
 * proof, and the loop is executed.
 */
#include "board/cortex_m/spin.h"

#include <string.h>

#define WORDS	  64u
#define FOR_EVER  UINT64_MAX
#define BIT(n)	  (UINT32_C(1) << (n))
#define FLAGS_BIT BIT(BLOCK_REGISTER_FLAGS)

/* A word of memory that moves, or that the turn has stored. */
struct word {
	uint8_t *at;
	bool moves;
	struct spin_value now;
};

struct count {
	struct cortex_m *core;
	const struct spin_turn *turn;
	struct spin_value registers[15];
	struct word words[WORDS];
	unsigned word_count;
	struct spin_flags flags;
	uint64_t turns; /* that go the same way, as far as is known */
};

/* ---- what is compared and added ---- */

static struct spin_value constant(uint32_t value)
{
	return (struct spin_value){.value = value, .known = true};
}

static struct spin_value sum(struct spin_value a, struct spin_value b)
{
	return (struct spin_value){a.value + b.value, a.by + b.by, a.known && b.known};
}

static struct spin_value difference(struct spin_value a, struct spin_value b)
{
	return (struct spin_value){a.value - b.value, a.by - b.by, a.known && b.known};
}

static void flags_of(struct count *count, enum spin_flags_kind kind, struct spin_value left,
		     struct spin_value right)
{
	struct spin_flags *flags = &count->flags;
	const bool moves = left.by || right.by;

	flags->left = left;
	flags->right = right;
	if (moves)
		flags->kind = left.known && right.known ? kind : SPIN_FLAGS_LOST;
	else if (kind == SPIN_FLAGS_OF_DIFFERENCE)
		flags->kind = SPIN_FLAGS_SAME;
	else if (flags->kind != SPIN_FLAGS_SAME) /* C and V may be of what they were before */
		flags->kind = SPIN_FLAGS_LOST;
}

/* It sets all four. What an addition leaves in C and V is not followed. */
static void flags_of_sum(struct count *count, struct spin_value result)
{
	count->flags.kind = SPIN_FLAGS_SAME;
	flags_of(count, SPIN_FLAGS_OF_VALUE, result, constant(0));
}

/* ---- memory ---- */

static bool overlap(const uint8_t *at, uint32_t size, const uint8_t *other, uint32_t other_size)
{
	return at < other + other_size && other < at + size;
}

static struct word *word_at(struct count *count, const uint8_t *at)
{
	for (unsigned i = 0; i < count->word_count; i++)
		if (count->words[i].at == at)
			return &count->words[i];
	return NULL;
}

/* An access to all words there but `but` (NULL: all). False: it is to what moves. */
static bool touched(struct count *count, const uint8_t *at, uint32_t size, bool store,
		    const struct word *but)
{
	for (unsigned i = 0; i < count->word_count; i++) {
		struct word *word = &count->words[i];

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
static bool where(struct count *count, const struct instruction *instruction, uint32_t pc,
		  uint8_t **at)
{
	const int offset = instruction->offset;
	struct spin_value address = constant((pc + 4) & ~UINT32_C(3));

	if (instruction->base != 15)
		address = count->registers[instruction->base];
	if (instruction->index != NO_INDEX) {
		struct spin_value index = count->registers[instruction->index];

		index.value <<= instruction->shift;
		index.by <<= instruction->shift;
		address = sum(address, index);
	}
	if (!address.known || address.by)
		return false;
	*at = memory_place(count->core, address.value + (uint32_t)offset, instruction->span);
	/* What a device gave in the turn that was watched could be read again: the search saw to that. */
	return *at || !instruction->store_size;
}

static bool load_word(struct count *count, const uint8_t *at, struct spin_value *value)
{
	const struct word *word = word_at(count, at);

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

static bool store_word(struct count *count, uint8_t *at, struct spin_value value)
{
	struct word *word = word_at(count, at);

	if (!touched(count, at, 4, true, word))
		return false;
	if (!word && count->word_count < WORDS) {
		word = &count->words[count->word_count++];
		*word = (struct word){.at = at};
	}
	if (word)
		word->now = value;
	return !value.by || (word && word->moves);
}

/* ---- instructions ---- */

enum outcome { FAILS, DONE, OTHER };

/* PUSH and POP: T1. */
static enum outcome stack_word_list(struct count *count, const struct instruction *instruction,
				    uint32_t pc)
{
	const uint32_t code = instruction->code;
	const bool push = (code & 0xFE00) == 0xB400;
	const uint32_t list = (code & 0xFF) | (code & 0x100 ? BIT(push ? 14 : 15) : 0);
	uint8_t *at;

	if (!push && (code & 0xFE00) != 0xBC00)
		return OTHER;
	if (!where(count, instruction, pc, &at) || !at)
		return FAILS;
	for (unsigned i = 0; i < 16; i++) {
		struct spin_value value = {0};

		if (!(list & BIT(i)))
			continue;
		if (push ? !store_word(count, at, count->registers[i])
			 : !load_word(count, at, &value))
			return FAILS;
		if (!push && i < 15)
			count->registers[i] = value;
		if (!push && i == 15 && value.by)
			return FAILS;
		at += 4;
	}
	count->registers[13] =
		sum(count->registers[13], constant((uint32_t)(int)instruction->step));
	return DONE;
}

/* LDR and STR of a word, without write-back. */
static enum outcome word_access(struct count *count, const struct instruction *instruction,
				uint32_t pc)
{
	const uint32_t code = instruction->code;
	const unsigned size = instruction->load_size + instruction->store_size;
	unsigned target = code & 7;
	uint8_t *at;

	if (size != 4 || instruction->several || instruction->flags ||
	    instruction->stepped != NO_INDEX)
		return OTHER;
	if (instruction->length == 4) {
		if ((code & 0xFE000000) != 0xF8000000)
			return OTHER;
		target = code >> 12 & 15;
	} else if (code >> 12 == 9 || code >> 12 == 4) {
		target = code >> 8 & 7;
	}
	if (target == 15 || !where(count, instruction, pc, &at))
		return FAILS;
	if (instruction->store_size)
		return store_word(count, at, count->registers[target]) ? DONE : FAILS;
	return load_word(count, at, &count->registers[target]) ? DONE : FAILS;
}

static enum outcome arithmetic_short(struct count *count, uint32_t c)
{
	struct spin_value *d = &count->registers[c & 7], *d8 = &count->registers[c >> 8 & 7];
	const struct spin_value n = count->registers[c >> 3 & 7];
	const unsigned high = (c & 7) | (c >> 4 & 8), m = c >> 3 & 15;
	const struct spin_value right =
		c & 0x400 ? constant(c >> 6 & 7) : count->registers[c >> 6 & 7];

	if ((c & 0xFF00) == 0x4600 && high < 15 && m < 15) { /* MOV */
		count->registers[high] = count->registers[m];
	} else if ((c & 0xFFC0) == 0x0000) { /* MOVS, register */
		*d = n;
		flags_of(count, SPIN_FLAGS_OF_VALUE, n, constant(0));
	} else if ((c & 0xFA00) == 0x1800) { /* ADDS Rd, Rn, Rm or #imm3 */
		*d = sum(n, right);
		flags_of_sum(count, *d);
	} else if ((c & 0xFA00) == 0x1A00) { /* SUBS */
		flags_of(count, SPIN_FLAGS_OF_DIFFERENCE, n, right);
		*d = difference(n, right);
	} else if ((c & 0xF800) == 0x2000) { /* MOVS Rd, #imm8 */
		*d8 = constant(c & 0xFF);
		flags_of(count, SPIN_FLAGS_OF_VALUE, *d8, constant(0));
	} else if ((c & 0xF800) == 0x2800) { /* CMP Rn, #imm8 */
		flags_of(count, SPIN_FLAGS_OF_DIFFERENCE, *d8, constant(c & 0xFF));
	} else if ((c & 0xF800) == 0x3000) { /* ADDS Rd, #imm8 */
		*d8 = sum(*d8, constant(c & 0xFF));
		flags_of_sum(count, *d8);
	} else if ((c & 0xF800) == 0x3800) { /* SUBS Rd, #imm8 */
		flags_of(count, SPIN_FLAGS_OF_DIFFERENCE, *d8, constant(c & 0xFF));
		*d8 = difference(*d8, constant(c & 0xFF));
	} else if ((c & 0xFFC0) == 0x4280) { /* CMP Rn, Rm */
		flags_of(count, SPIN_FLAGS_OF_DIFFERENCE, *d, n);
	} else if ((c & 0xFF00) == 0x4500 && high < 15 && m < 15) { /* CMP, high registers */
		flags_of(count, SPIN_FLAGS_OF_DIFFERENCE, count->registers[high],
			 count->registers[m]);
	} else if ((c & 0xF800) == 0xA800) { /* ADD Rd, SP, #imm8 */
		*d8 = sum(count->registers[13], constant((c & 0xFF) * 4));
	} else if ((c & 0xFF00) == 0xB000) { /* ADD, SUB SP */
		const uint32_t by = (c & 0x7F) * 4;

		count->registers[13] = sum(count->registers[13], constant(c & 0x80 ? 0 - by : by));
	} else {
		return OTHER;
	}
	return DONE;
}

/* ThumbExpandImm() (A5.3.2). */
static uint32_t expanded(uint32_t c)
{
	const uint32_t imm8 = c & 0xFF, kind = (c >> 12 & 7) | (c >> 23 & 8);
	const unsigned rotation = kind << 1 | imm8 >> 7;
	const uint32_t value = imm8 | 0x80;

	switch (kind) {
	case 0:
		return imm8;
	case 1:
		return imm8 << 16 | imm8;
	case 2:
		return imm8 << 24 | imm8 << 8;
	case 3:
		return imm8 * UINT32_C(0x01010101);
	default:
		return value >> rotation | value << (32 - rotation);
	}
}

/* ADD, SUB, CMP and MOV with an immediate, of 32 bits. */
static enum outcome arithmetic_long(struct count *count, uint32_t c)
{
	const unsigned d = c >> 8 & 15, n = c >> 16 & 15;
	const bool plain = c & BIT(25), sets = c & BIT(20);
	const uint32_t imm12 = (c & 0xFF) | (c >> 4 & 0x700) | (c >> 15 & 0x800);
	const struct spin_value right = constant(plain ? imm12 : expanded(c));
	const uint32_t operation = c & 0xFBE08000;

	if ((c & 0xFBF08000) == 0xF2400000 && d < 15) { /* MOVW */
		count->registers[d] = constant((n << 12) | imm12);
	} else if ((c & 0xFBFF8000) == 0xF04F0000 && d < 15) { /* MOV */
		count->registers[d] = right;
	} else if ((operation == 0xF1A00000 || operation == 0xF2A00000) && n < 15 &&
		   (d < 15 || (sets && !plain))) { /* SUB, CMP */
		const struct spin_value left = count->registers[n];

		if (sets)
			flags_of(count, SPIN_FLAGS_OF_DIFFERENCE, left, right);
		if (d < 15)
			count->registers[d] = difference(left, right);
	} else if ((operation == 0xF1000000 || operation == 0xF2000000) && n < 15 && d < 15) {
		count->registers[d] = sum(count->registers[n], right);
		if (sets)
			flags_of_sum(count, count->registers[d]);
	} else {
		return OTHER;
	}
	return DONE;
}

/* CBZ, CBNZ: flags stay as they are. */
static bool register_branch(struct count *count, struct spin_value value, unsigned condition,
			    bool taken)
{
	const struct spin_flags flags = count->flags;
	bool stays;

	flags_of(count, SPIN_FLAGS_OF_DIFFERENCE, value, constant(0));
	stays = spin_condition_stays(&count->flags, condition, taken, &count->turns);
	count->flags = flags;
	return stays;
}

/* At the end of a block; where the turn goes next says whether it is taken. */
static enum outcome branch(struct count *count, const struct instruction *instruction, uint32_t pc,
			   uint32_t next)
{
	const uint32_t c = instruction->code;
	const bool taken = next != pc + instruction->length;

	if (instruction->length == 4) {
		if ((c & 0xF800D000) == 0xF0008000 && (c >> 22 & 14) != 14) /* B<c>.W */
			return spin_condition_stays(&count->flags, c >> 22 & 15, taken,
						    &count->turns)
				       ? DONE
				       : FAILS;
		if ((c & 0xF800D000) == 0xF0009000) /* B.W */
			return DONE;
		if ((c & 0xF800D000) != 0xF000D000)
			return OTHER;
		count->registers[14] = constant((pc + 4) | 1); /* BL */
		return DONE;
	}
	if (c >> 12 == 0xD && (c >> 8 & 15) < 14)
		return spin_condition_stays(&count->flags, c >> 8 & 15, taken, &count->turns)
			       ? DONE
			       : FAILS;
	if ((c & 0xF800) == 0xE000) /* B */
		return DONE;
	if ((c & 0xF500) == 0xB100) /* CBZ, CBNZ */
		return register_branch(count, count->registers[c & 7], c >> 11 & 1, taken) ? DONE
											   : FAILS;
	return OTHER;
}

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
	    (!where(count, instruction, pc, &at) ||
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
	if (!conditional) {
		outcome = next ? branch(count, instruction, pc, next) : OTHER;
		if (outcome == OTHER)
			outcome = stack_word_list(count, instruction, pc);
		if (outcome == OTHER)
			outcome = word_access(count, instruction, pc);
		if (outcome == OTHER)
			outcome = instruction->length == 2
					  ? arithmetic_short(count, instruction->code)
					  : arithmetic_long(count, instruction->code);
	}
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
	struct word word = {.at = at};
	uint32_t to;

	if (word_at(count, at))
		return true;
	memcpy(&to, at, 4);
	word.moves = from != to;
	word.now = (struct spin_value){to, to - from, true};
	if (count->word_count == WORDS || !touched(count, at, 4, false, NULL))
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
		const struct word *word = &begin.words[i];
		const uint32_t value = word->now.value + word->now.by * (uint32_t)turns;

		if (word->moves)
			memcpy(word->at, &value, sizeof(value));
	}
}
