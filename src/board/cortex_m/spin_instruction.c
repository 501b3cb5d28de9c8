/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Instructions that may touch a value that moves from turn to turn, with what they make of it: copies, additions,
 * comparisons, branches (ARM DDI 0403 A7.7).
 */
#include "board/cortex_m/spin_count.h"

#define BIT(n) (UINT32_C(1) << (n))

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
	flags_of(count, SPIN_FLAGS_OF_VALUE, result, count_constant(0));
}

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
	if (!count_where(count, instruction, pc, &at) || !at)
		return FAILS;
	for (unsigned i = 0; i < 16; i++) {
		struct spin_value value = {0};

		if (!(list & BIT(i)))
			continue;
		if (push ? !count_store(count, at, count->registers[i])
			 : !count_load(count, at, &value))
			return FAILS;
		if (!push && i < 15)
			count->registers[i] = value;
		if (!push && i == 15 && value.by)
			return FAILS;
		at += 4;
	}
	count->registers[13] =
		count_sum(count->registers[13], count_constant((uint32_t)(int)instruction->step));
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
	if (target == 15 || !count_where(count, instruction, pc, &at))
		return FAILS;
	if (instruction->store_size)
		return count_store(count, at, count->registers[target]) ? DONE : FAILS;
	return count_load(count, at, &count->registers[target]) ? DONE : FAILS;
}

static enum outcome arithmetic_short(struct count *count, uint32_t c)
{
	struct spin_value *d = &count->registers[c & 7], *d8 = &count->registers[c >> 8 & 7];
	const struct spin_value n = count->registers[c >> 3 & 7];
	const unsigned high = (c & 7) | (c >> 4 & 8), m = c >> 3 & 15;
	const struct spin_value right =
		c & 0x400 ? count_constant(c >> 6 & 7) : count->registers[c >> 6 & 7];

	if ((c & 0xFF00) == 0x4600 && high < 15 && m < 15) { /* MOV */
		count->registers[high] = count->registers[m];
	} else if ((c & 0xFFC0) == 0x0000) { /* MOVS, register */
		*d = n;
		flags_of(count, SPIN_FLAGS_OF_VALUE, n, count_constant(0));
	} else if ((c & 0xFA00) == 0x1800) { /* ADDS Rd, Rn, Rm or #imm3 */
		*d = count_sum(n, right);
		flags_of_sum(count, *d);
	} else if ((c & 0xFA00) == 0x1A00) { /* SUBS */
		flags_of(count, SPIN_FLAGS_OF_DIFFERENCE, n, right);
		*d = difference(n, right);
	} else if ((c & 0xF800) == 0x2000) { /* MOVS Rd, #imm8 */
		*d8 = count_constant(c & 0xFF);
		flags_of(count, SPIN_FLAGS_OF_VALUE, *d8, count_constant(0));
	} else if ((c & 0xF800) == 0x2800) { /* CMP Rn, #imm8 */
		flags_of(count, SPIN_FLAGS_OF_DIFFERENCE, *d8, count_constant(c & 0xFF));
	} else if ((c & 0xF800) == 0x3000) { /* ADDS Rd, #imm8 */
		*d8 = count_sum(*d8, count_constant(c & 0xFF));
		flags_of_sum(count, *d8);
	} else if ((c & 0xF800) == 0x3800) { /* SUBS Rd, #imm8 */
		flags_of(count, SPIN_FLAGS_OF_DIFFERENCE, *d8, count_constant(c & 0xFF));
		*d8 = difference(*d8, count_constant(c & 0xFF));
	} else if ((c & 0xFFC0) == 0x4280) { /* CMP Rn, Rm */
		flags_of(count, SPIN_FLAGS_OF_DIFFERENCE, *d, n);
	} else if ((c & 0xFF00) == 0x4500 && high < 15 && m < 15) { /* CMP, high registers */
		flags_of(count, SPIN_FLAGS_OF_DIFFERENCE, count->registers[high],
			 count->registers[m]);
	} else if ((c & 0xF800) == 0xA800) { /* ADD Rd, SP, #imm8 */
		*d8 = count_sum(count->registers[13], count_constant((c & 0xFF) * 4));
	} else if ((c & 0xFF00) == 0xB000) { /* ADD, SUB SP */
		const uint32_t by = (c & 0x7F) * 4;

		count->registers[13] =
			count_sum(count->registers[13], count_constant(c & 0x80 ? 0 - by : by));
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
	const struct spin_value right = count_constant(plain ? imm12 : expanded(c));
	const uint32_t operation = c & 0xFBE08000;

	if ((c & 0xFBF08000) == 0xF2400000 && d < 15) { /* MOVW */
		count->registers[d] = count_constant((n << 12) | imm12);
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
		count->registers[d] = count_sum(count->registers[n], right);
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

	flags_of(count, SPIN_FLAGS_OF_DIFFERENCE, value, count_constant(0));
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
		count->registers[14] = count_constant((pc + 4) | 1); /* BL */
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

enum outcome spin_instruction(struct count *count, const struct instruction *instruction,
			      uint32_t pc, uint32_t next)
{
	enum outcome outcome = next ? branch(count, instruction, pc, next) : OTHER;

	if (outcome == OTHER)
		outcome = stack_word_list(count, instruction, pc);
	if (outcome == OTHER)
		outcome = word_access(count, instruction, pc);
	if (outcome == OTHER)
		outcome = instruction->length == 2 ? arithmetic_short(count, instruction->code)
						   : arithmetic_long(count, instruction->code);
	return outcome;
}
