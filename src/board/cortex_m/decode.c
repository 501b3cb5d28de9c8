/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Thumb-2 as far as the block table and the search for a faulting instruction need it: length,
 * core registers read and written, and which memory accesses are made (ARM DDI 0403 A5).
 *
 * Where an encoding is not told apart further, more registers are named than it uses: that costs a
 * little speed, never exactness.
 */
#include "board/cortex_m/internal.h"

#define SP_BIT	  (UINT32_C(1) << 13)
#define LR_BIT	  (UINT32_C(1) << 14)
#define PC_BIT	  (UINT32_C(1) << 15)
#define FLAGS_BIT (UINT32_C(1) << BLOCK_REGISTER_FLAGS)

/* Bit of the register whose number is in the field at `shift`. */
static uint32_t r3(uint32_t code, unsigned shift)
{
	return UINT32_C(1) << (code >> shift & 7);
}

static uint32_t r4(uint32_t code, unsigned shift)
{
	return UINT32_C(1) << (code >> shift & 15);
}

uint8_t it_advance(uint8_t it, const struct instruction *instruction)
{
	if (instruction->it)
		return (uint8_t)(instruction->code & 0xFF);
	if (!(it & 7))
		return 0;
	return (uint8_t)((it & 0xE0) | (it << 1 & 0x1F));
}

static int popcount(uint32_t bits)
{
	return __builtin_popcount(bits);
}

/* Where an access is made. */
static void at(struct instruction *i, uint32_t base, int offset, unsigned span)
{
	i->base = (uint8_t)base;
	i->offset = (int16_t)offset;
	i->span = (uint16_t)span;
}

static void at_index(struct instruction *i, uint32_t base, uint32_t index, unsigned shift,
		     unsigned span)
{
	at(i, base, 0, span);
	i->index = (uint8_t)index;
	i->shift = (uint8_t)shift;
}

/* The immediate of an access, with the bit that adds or subtracts it and the one that does so before. */
static int immediate(uint32_t code, uint32_t value)
{
	if (!(code & (UINT32_C(1) << 24)))
		return 0;
	return code & (UINT32_C(1) << 23) ? (int)value : -(int)value;
}

/* What is done to a register is that this is added. */
static void step(struct instruction *i, uint32_t reg, int by)
{
	i->stepped = (uint8_t)reg;
	i->step = (int16_t)by;
}

static void load(struct instruction *i, unsigned size, uint32_t reads, uint32_t writes)
{
	i->load_size = (uint8_t)size;
	i->reads = reads;
	i->writes = writes;
}

static void store(struct instruction *i, unsigned size, uint32_t reads, uint32_t writes)
{
	i->store_size = (uint8_t)size;
	i->reads = reads;
	i->writes = writes;
}

/* Only multiples of 4 (A3.2.1). SP always is one; of a literal the assembler takes care. */
static void strict(struct instruction *i)
{
	if (i->base != 13 && i->base != 15)
		i->flags |= BLOCK_STRICT;
}

/* --- 16 bits (A5.2) ------------------------------------------------------------------------- */

static void short_arithmetic(struct instruction *i, uint32_t c)
{
	switch (c >> 11 & 7) {
	case 3: /* ADD, SUB with a register or 3 bits */
		i->reads = r3(c, 3) | (c & 0x400 ? 0 : r3(c, 6));
		i->writes = r3(c, 0);
		if (c & 0x400 && (c & 7) == (c >> 3 & 7))
			step(i, c & 7, c & 0x200 ? -(int)(c >> 6 & 7) : (int)(c >> 6 & 7));
		break;
	case 4: /* MOV */
		i->writes = r3(c, 8);
		break;
	case 5: /* CMP */
		i->reads = r3(c, 8);
		break;
	case 6:
	case 7: /* ADD, SUB with 8 bits */
		i->reads = i->writes = r3(c, 8);
		step(i, c >> 8 & 7, c & 0x800 ? -(int)(c & 0xFF) : (int)(c & 0xFF));
		break;
	default: /* shifts */
		i->reads = r3(c, 3);
		i->writes = r3(c, 0);
		break;
	}
	i->writes |= FLAGS_BIT;
}

static void short_data(struct instruction *i, uint32_t c)
{
	uint32_t dn = UINT32_C(1) << ((c & 7) | (c >> 4 & 8));
	unsigned operation = c >> 6 & 15;

	if (!(c & 0x400)) { /* data processing: ADC and SBC read the carry */
		i->reads = r3(c, 0) | r3(c, 3) | FLAGS_BIT;
		i->writes = FLAGS_BIT;
		if (operation != 8 && operation != 10 && operation != 11) /* TST, CMP, CMN */
			i->writes |= r3(c, 0);
		return;
	}
	i->reads = dn | r4(c, 3);
	switch (c >> 8 & 3) {
	case 0: /* ADD */
		i->writes = dn;
		break;
	case 2: /* MOV */
		i->reads = r4(c, 3);
		i->writes = dn;
		break;
	case 1: /* CMP */
		i->writes = FLAGS_BIT;
		break;
	default: /* BX, BLX */
		i->reads = r4(c, 3);
		i->writes = LR_BIT;
		break;
	}
}

static void short_access(struct instruction *i, uint32_t c)
{
	static const uint8_t sizes[8] = {4, 2, 1, 1, 4, 2, 1, 2};
	uint32_t t = r3(c, 0), n = r3(c, 3);
	unsigned kind = c >> 9 & 7;

	if (c >> 12 == 5) { /* [Rn, Rm] */
		if (kind < 3)
			store(i, sizes[kind], t | n | r3(c, 6), 0);
		else
			load(i, sizes[kind], n | r3(c, 6), t);
		at_index(i, c >> 3 & 7, c >> 6 & 7, 0, sizes[kind]);
		return;
	}
	if (c >> 12 == 9) { /* [SP, #imm] */
		if (c & 0x800)
			load(i, 4, SP_BIT, r3(c, 8));
		else
			store(i, 4, SP_BIT | r3(c, 8), 0);
		at(i, 13, (int)(c & 0xFF) * 4, 4);
		return;
	}
	kind = c >> 12 == 8 ? 2 : c & 0x1000 ? 1 : 4; /* size */
	if (c & 0x800)
		load(i, kind, n, t);
	else
		store(i, kind, t | n, 0);
	at(i, c >> 3 & 7, (int)((c >> 6 & 31) * kind), kind);
}

static void short_misc(struct instruction *i, uint32_t c)
{
	if ((c & 0xFF00) == 0xB000) { /* ADD, SUB SP */
		i->reads = i->writes = SP_BIT;
		step(i, 13, c & 0x80 ? -(int)(c & 0x7F) * 4 : (int)(c & 0x7F) * 4);
	} else if ((c & 0xFE00) == 0xB400) { /* PUSH */
		int bytes = 4 * popcount(c & 0x1FF);

		store(i, 4, (c & 0xFF) | (c & 0x100 ? LR_BIT : 0) | SP_BIT, SP_BIT);
		at(i, 13, -bytes, (unsigned)bytes);
		step(i, 13, -bytes);
		i->several = true;
	} else if ((c & 0xFE00) == 0xBC00) { /* POP */
		int bytes = 4 * popcount(c & 0x1FF);

		load(i, 4, SP_BIT, (c & 0xFF) | SP_BIT);
		at(i, 13, 0, (unsigned)bytes);
		step(i, 13, bytes);
		i->several = true;
	} else if ((c & 0xFFE0) == 0xB660) { /* CPS */
		i->flags = BLOCK_MASKS;
	} else if ((c & 0xFF00) == 0xBF00) {
		i->it = c & 0xF;
		if (c == 0xBF40)
			i->flags = BLOCK_SEV;
	} else { /* CBZ, CBNZ, extensions, REV */
		i->reads = r3(c, 0) | r3(c, 3);
		i->writes = (c & 0xF500) == 0xB100 ? 0 : r3(c, 0);
	}
}

static void decode_short(struct instruction *i, uint32_t c)
{
	switch (c >> 12) {
	case 0:
	case 1:
	case 2:
	case 3:
		short_arithmetic(i, c);
		break;
	case 4:
		if (c & 0x800) { /* LDR, literal */
			load(i, 4, 0, r3(c, 8));
			at(i, 15, (int)(c & 0xFF) * 4, 4);
		} else {
			short_data(i, c);
		}
		break;
	case 5:
	case 6:
	case 7:
	case 8:
	case 9:
		short_access(i, c);
		break;
	case 10: /* ADR, ADD Rd, SP */
		i->reads = SP_BIT;
		i->writes = r3(c, 8);
		break;
	case 11:
		short_misc(i, c);
		break;
	case 12: /* STM, LDM */
		if (c & 0x800)
			load(i, 4, r3(c, 8), (c & 0xFF) | r3(c, 8));
		else
			store(i, 4, (c & 0xFF) | r3(c, 8), r3(c, 8));
		i->several = true;
		at(i, c >> 8 & 7, 0, 4 * (unsigned)popcount(c & 0xFF));
		if (!(c & 0x800) || !(c & r3(c, 8)))
			step(i, c >> 8 & 7, 4 * popcount(c & 0xFF));
		strict(i);
		break;
	default: /* branches, SVC */
		i->reads = FLAGS_BIT;
		break;
	}
}

/* --- 32 bits (A5.3) ------------------------------------------------------------------------- */

/* Writes back, or leaves alone, the base of an access of several words. */
static void step_back(struct instruction *i, uint32_t c, int bytes)
{
	bool up = c & (UINT32_C(1) << 23), back = c & (UINT32_C(1) << 21);

	step(i, c >> 16 & 15, !back ? 0 : up ? bytes : -bytes);
}

static void long_multiple(struct instruction *i, uint32_t c)
{
	uint32_t n = r4(c, 16), list = c & 0xDFFF;
	int bytes = 4 * popcount(c & 0xFFFF);

	if (c & (UINT32_C(1) << 20))
		load(i, 4, n, list | n);
	else
		store(i, 4, list | n, n);
	/* STMDB and LDMDB have bit 24. */
	at(i, c >> 16 & 15, c & (UINT32_C(1) << 24) ? -bytes : 0, (unsigned)bytes);
	if (!i->load_size || !(list & n))
		step_back(i, c, bytes);
	i->several = true;
	strict(i);
}

/* LDRD, STRD, exclusives, table branches. */
static void long_dual(struct instruction *i, uint32_t c)
{
	uint32_t n = r4(c, 16), t = r4(c, 12), d = r4(c, 8), m = r4(c, 0);
	bool is_load = c & (UINT32_C(1) << 20);
	unsigned kind = c >> 4 & 0xF;

	if ((c & 0xFFF000E0) == 0xE8D00000 && t == PC_BIT) { /* TBB, TBH */
		load(i, c & 0x10 ? 2 : 1, n | m, 0);
		at_index(i, c >> 16 & 15, c & 15, c >> 4 & 1, i->load_size);
	} else if (!(c & 0x01200000)) { /* exclusives */
		unsigned size = !(c & 0x00800000) ? 4 : kind == 4 ? 1 : kind == 5 ? 2 : 4;

		if (is_load) {
			load(i, size, n, t);
			i->flags = BLOCK_EXCLUSIVE;
		} else {
			store(i, size, n | t, size == 4 ? d : m);
		}
		at(i, c >> 16 & 15, c & 0x00800000 ? 0 : (int)(c & 0xFF) * 4, size);
	} else {
		if (is_load)
			load(i, 4, n, t | d | n);
		else
			store(i, 4, n | t | d, n);
		at(i, c >> 16 & 15, immediate(c, (c & 0xFF) * 4), 8);
		if (!is_load || !(n & (t | d)))
			step_back(i, c, (int)(c & 0xFF) * 4);
		i->several = true;
		strict(i);
	}
}

static void long_single(struct instruction *i, uint32_t c)
{
	uint32_t n = r4(c, 16), t = r4(c, 12), m = r4(c, 0);
	unsigned size = 1u << (c >> 21 & 3);
	bool is_load = c & (UINT32_C(1) << 20);
	bool literal = n == PC_BIT;
	bool has_imm12 = c & (UINT32_C(1) << 23);
	uint32_t reads = literal ? 0 : n;
	uint32_t writes = 0;

	if (is_load && t == PC_BIT && size < 4)
		return; /* PLD, PLI: hints */
	if (literal)
		at(i, 15, has_imm12 ? (int)(c & 0xFFF) : -(int)(c & 0xFFF), size);
	else if (has_imm12)
		at(i, c >> 16 & 15, (int)(c & 0xFFF), size);
	else if (!(c & 0x800))
		at_index(i, c >> 16 & 15, c & 15, c >> 4 & 3, size);
	else /* P, U and W are bits 10, 9 and 8 here */
		at(i, c >> 16 & 15,
		   !(c & 0x400) ? 0
		   : c & 0x200	? (int)(c & 0xFF)
				: -(int)(c & 0xFF),
		   size);
	if (!literal && !has_imm12) {
		if (!(c & 0x800))
			reads |= m;
		else if (c & 0x100)
			writes |= n;
	}
	if (writes && !(is_load && t == n))
		step(i, c >> 16 & 15, c & 0x200 ? (int)(c & 0xFF) : -(int)(c & 0xFF));
	if (is_load)
		load(i, size, reads, writes | (t & ~PC_BIT));
	else
		store(i, size, reads | t, writes);
}

static void long_coprocessor(struct instruction *i, uint32_t c)
{
	uint32_t n = r4(c, 16), t = r4(c, 12);
	bool is_load = c & (UINT32_C(1) << 20);

	if ((c & 0xE00) == 0xA00)
		i->flags = BLOCK_FPU;
	if ((c & 0x02000000) == 0 && (c & 0x01E00000) == 0x00400000) { /* VMOV, two registers */
		i->reads = n | t;
		i->writes = is_load ? n | t : 0;
	} else if (!(c & 0x02000000)) { /* VLDR, VSTR, VLDM, VSTM, VPUSH, VPOP */
		uint32_t back = c & (UINT32_C(1) << 21) ? n : 0;

		if (is_load)
			load(i, 4, n & ~PC_BIT, back);
		else
			store(i, 4, n, back);
		if ((c & 0x01200000) == 0x01000000) /* VLDR, VSTR: P without W */
			at(i, c >> 16 & 15, immediate(c, (c & 0xFF) * 4), c & 0x100 ? 8 : 4);
		else
			at(i, c >> 16 & 15, c & 0x01000000 ? -(int)(c & 0xFF) * 4 : 0,
			   (c & 0xFF) * 4);
		step_back(i, c, (int)(c & 0xFF) * 4);
		i->several = true;
		strict(i);
	} else if (c & 0x10) { /* VMOV, VMRS, VMSR */
		i->reads = t & ~PC_BIT;
		i->writes = !is_load ? 0 : t == PC_BIT ? FLAGS_BIT : t;
	}
}

static void long_control(struct instruction *i, uint32_t c)
{
	i->reads = r4(c, 16) | FLAGS_BIT;
	if ((c & 0xFFE0D000) == 0xF3808000) { /* MSR */
		i->flags = BLOCK_MASKS;
		i->writes = FLAGS_BIT | SP_BIT;
	} else if ((c & 0xFFE0D000) == 0xF3E08000) { /* MRS, also of the stack pointer in use */
		i->reads |= SP_BIT;
		i->writes = r4(c, 8);
	} else if ((c & 0xFFFFF8FF) == 0xF3AF8004) {
		i->flags = BLOCK_SEV;
	} else {
		i->writes = LR_BIT; /* BL */
	}
}

static void long_data(struct instruction *i, uint32_t c)
{
	uint32_t operation = c & 0xFFE08000;

	/* MOVT and bit-field inserts read what they write; ADC and others the carry. */
	i->reads = r4(c, 16) | r4(c, 12) | r4(c, 8) | r4(c, 0) | FLAGS_BIT;
	i->writes = (r4(c, 8) & ~PC_BIT) | FLAGS_BIT;
	/* ADD, SUB with an immediate of 8 bits, and so bits i and imm3 clear, to the same register. */
	if (r4(c, 8) == r4(c, 16) && !(c & 0x04007000)) {
		if (operation == 0xF1000000 || operation == 0xF2000000) /* ADD, ADDW */
			step(i, c >> 8 & 15, (int)(c & 0xFF));
		else if (operation == 0xF1A00000 || operation == 0xF2A00000) /* SUB, SUBW */
			step(i, c >> 8 & 15, -(int)(c & 0xFF));
	}
	if ((c & 0xFF800000) == 0xFB800000) { /* long multiply, divide */
		i->writes |= r4(c, 12) & ~PC_BIT;
		if ((c & 0xFFD000F0) == 0xFB9000F0)
			i->flags = BLOCK_DIVIDE;
	}
}

static void decode_long(struct instruction *i, uint32_t c)
{
	unsigned group = c >> 27 & 3;

	if (group == 2) {
		if (c & 0x8000)
			long_control(i, c);
		else
			long_data(i, c);
	} else if (c & (UINT32_C(1) << 26)) {
		long_coprocessor(i, c);
	} else if (group == 1) {
		if (c & (UINT32_C(1) << 25))
			long_data(i, c);
		else if (c & (UINT32_C(1) << 22))
			long_dual(i, c);
		else
			long_multiple(i, c);
	} else if (c & (UINT32_C(1) << 25)) {
		long_data(i, c);
	} else {
		long_single(i, c);
	}
}

void decode(const uint8_t *code, size_t available, struct instruction *instruction)
{
	uint32_t first = (uint32_t)(code[0] | code[1] << 8);

	*instruction = (struct instruction){
		.length = 2, .code = first, .index = NO_INDEX, .stepped = NO_INDEX};
	if (first < 0xE800) {
		decode_short(instruction, first);
	} else if (available >= 4) {
		instruction->length = 4;
		instruction->code = first << 16 | (uint32_t)(code[2] | code[3] << 8);
		decode_long(instruction, instruction->code);
	}
	instruction->reads &= ~PC_BIT;
	instruction->writes &= ~PC_BIT;
}
