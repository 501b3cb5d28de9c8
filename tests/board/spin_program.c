/* SPDX-License-Identifier: BSD-3-Clause */
#include "spin_program.h"

#include "spin_pair.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static uint32_t state;

void random_begin(uint32_t seed)
{
	state = seed;
}

uint32_t random_below(uint32_t limit)
{
	state = state * 1664525 + 1013904223;
	return (state >> 8) % limit;
}

/* R0 to R5 are anything, R6 and R7 are DATA, R7 by its alias, R12 is a device. R8 to R11 are seldom used. */
static unsigned any_register(void)
{
	return random_below(8) ? random_below(6) : 8 + random_below(4);
}

uint32_t random_value(void)
{
	static const uint32_t values[] = {0,	      1,	  3,	      200,
					  0x7FFFFF00, 0x7FFFFFFF, 0x80000000, 0x80000100,
					  0xFFFFFF00, 0xFFFFFFFF, 5000,	      70000};

	return random_below(8) ? values[random_below(COUNT(values))] : random_below(1u << 24) * 257;
}

static void put(struct program *program, uint32_t halfword)
{
	program->code[program->count++] = (uint16_t)halfword;
}

static void put_long(struct program *program, uint32_t code)
{
	put(program, code >> 16);
	put(program, code & 0xFFFF);
}

/* What is used in loops that wait: moves, additions of constants, comparisons, words of memory. */
static void usual(struct program *p)
{
	const unsigned d = random_below(6), n = random_below(6), word = random_below(8);
	const unsigned base = 6 + random_below(2);

	switch (random_below(13)) {
	case 0:
		put(p, 0x2000 | d << 8 | random_below(4)); /* movs */
		break;
	case 1:
		put(p, 0x3000 | random_below(2) << 11 | d << 8 | random_below(3)); /* adds, subs */
		break;
	case 2:
		put(p, 0x1C00 | random_below(2) << 9 | random_below(3) << 6 | n << 3 | d);
		break;
	case 3:
		put(p, 0x4600 | n << 3 | d); /* mov */
		break;
	case 4:
	case 5:
		put(p, 0x6800 | word << 6 | base << 3 | d); /* ldr */
		break;
	case 6:
	case 7:
		put(p, 0x6000 | word << 6 | base << 3 | d); /* str */
		break;
	case 8:
		put(p, 0x2800 | d << 8 | random_below(4)); /* cmp */
		break;
	case 9:
		put(p, 0x4280 | n << 3 | d);
		break;
	case 10:
		put(p, 0x9000 | random_below(2) << 11 | d << 8 | random_below(4)); /* [sp] */
		break;
	case 11:
		put(p, (random_below(2) ? 0xF1A0 : 0xF100) | random_below(2) << 4 | any_register());
		put(p, any_register() << 8 | random_below(8) << 12 | random_below(5));
		break;
	default:
		put(p, 0x1800 | random_below(2) << 9 | random_below(6) << 6 | n << 3 | d);
		break;
	}
}

/* A5.3.1, A5.3.11: AND, BIC, ORR, ORN, EOR, ADD, ADC, SBC, SUB, RSB; without a destination TST, TEQ, CMN, CMP. */
static void data_processing(struct program *p, bool is_immediate)
{
	static const uint8_t operations[] = {0, 1, 2, 3, 4, 8, 10, 11, 13, 14, 8, 13, 10, 11};
	static const uint8_t tests[] = {0, 4, 8, 13};
	const bool test = !random_below(4);
	const unsigned operation = test ? tests[random_below(COUNT(tests))]
					: operations[random_below(COUNT(operations))];
	const unsigned n = operation == 2 || operation == 3
				   ? (random_below(2) ? 15u : any_register())
				   : any_register();
	const unsigned sets = test ? 1 : random_below(2);

	put(p, (is_immediate ? 0xF000 | random_below(2) << 10 : 0xEA00) | operation << 5 |
		       sets << 4 | n);
	put(p, (random_below(3) ? 0 : random_below(8)) << 12 | (test ? 15 : any_register()) << 8 |
		       (is_immediate ? random_below(256)
				     : (random_below(3) ? 0 : random_below(4)) << 6 |
					       (random_below(3) ? 0 : random_below(4)) << 4 |
					       any_register()));
}

static void multiply(struct program *p)
{
	static const struct {
		uint16_t first, second;
		bool accumulates;
	} codes[] = {
		{0xFB00, 0x0000, true}, /* mla */
		{0xFB00, 0xF000, false}, /* mul */
		{0xFB00, 0x0010, true}, /* mls */
		{0xFB10, 0x0000, true}, /* smlabb */
		{0xFB30, 0x0000, true}, /* smlawb */
		{0xFB20, 0x0000, true}, /* smlad */
		{0xFB50, 0x0000, true}, /* smmla */
		{0xFB70, 0x0000, true}, /* usada8 */
		{0xFB80, 0x0000, true}, /* smull */
		{0xFBA0, 0x0000, true}, /* umull */
		{0xFBC0, 0x0000, true}, /* smlal */
		{0xFBE0, 0x0000, true}, /* umlal */
		{0xFBE0, 0x0060, true}, /* umaal */
		{0xFB90, 0xF0F0, false}, /* sdiv */
		{0xFBB0, 0xF0F0, false}, /* udiv */
	};
	const unsigned i = random_below(COUNT(codes)), d = random_below(5);

	put(p, codes[i].first | any_register());
	put(p,
	    codes[i].second | (codes[i].accumulates ? (d + 1) << 12 : 0) | d << 8 | any_register());
}

static void odd(struct program *p)
{
	const unsigned d = any_register(), n = any_register(), m = any_register();
	const unsigned low = random_below(6), from = random_below(6);

	switch (random_below(22)) {
	case 0:
		put(p, 0x4000 | random_below(16) << 6 | from << 3 | low); /* and, ..., mvn */
		break;
	case 1:
		put(p, random_below(3) << 11 | random_below(4) << 6 | from << 3 |
			       low); /* lsl, lsr, asr */
		break;
	case 2:
		put(p, 0xB200 | random_below(4) << 6 | from << 3 | low); /* sxth ... */
		break;
	case 3:
		put(p, 0xBA00 | random_below(2) << 6 | from << 3 | low);
		break;
	case 4: /* cmp, add, mov with high registers */
		put(p, 0x4400 | random_below(3) << 8 | (d & 8) << 4 | n << 3 | (d & 7));
		break;
	case 5:
		put(p,
		    0xA000 | random_below(2) << 11 | low << 8 | random_below(4)); /* adr, add sp */
		break;
	case 6:
	case 7:
		data_processing(p, true);
		break;
	case 8:
	case 9:
		data_processing(p, false);
		break;
	case 10: /* movw, movt */
		put(p, 0xF240 | random_below(2) << 7);
		put(p, d << 8 | random_below(256));
		break;
	case 11: /* bfi, bfc */
		put(p, 0xF360 | (random_below(3) ? n : 15));
		put(p, d << 8 | 4 | random_below(2) << 12 | (8 + random_below(16)));
		break;
	case 12: /* ssat, usat, sbfx, ubfx */
		put(p, 0xF300 | random_below(4) << 6 | n);
		put(p, d << 8 | random_below(16));
		break;
	case 13: /* addw, subw */
		put(p, (random_below(2) ? 0xF200 : 0xF2A0) | n);
		put(p, d << 8 | random_below(8));
		break;
	case 14: /* lsl, lsr, asr, ror by a register */
		put(p, 0xFA00 | random_below(8) << 4 | n);
		put(p, 0xF000 | d << 8 | m);
		break;
	case 15: /* sxtab ... */
		put(p, 0xFA00 | random_below(6) << 4 | (random_below(2) ? 15 : n));
		put(p, 0xF080 | d << 8 | random_below(4) << 4 | m);
		break;
	case 16: /* sadd8, uadd16 ... */
		put(p, 0xFA80 | (random_below(2) ? 0u : 1u) << 4 | n);
		put(p, 0xF000 | d << 8 | (random_below(2) ? 0u : 4u) << 4 | m);
		break;
	case 17: /* sel */
		put(p, 0xFAA0 | n);
		put(p, 0xF080 | d << 8 | m);
		break;
	case 18: /* qadd ..., rev ..., clz */
		if (random_below(2)) {
			put(p, 0xFA80 | n);
			put(p, 0xF080 | d << 8 | random_below(4) << 4 | m);
		} else if (random_below(2)) {
			put(p, 0xFA90 | m);
			put(p, 0xF080 | d << 8 | random_below(4) << 4 | m);
		} else {
			put(p, 0xFAB0 | m);
			put(p, 0xF080 | d << 8 | m);
		}
		break;
	case 19:
	case 20:
		multiply(p);
		break;
	default:
		put_long(p, 0xF3EF8000u | d << 8 | random_below(4)); /* mrs apsr ... */
		break;
	}
}

/* With R7, which is brought back to DATA. */
static void stepped_access(struct program *p)
{
	const unsigned list = 1 + random_below(63), d = random_below(5);
	const unsigned bytes = 4 * (unsigned)__builtin_popcount(list), words = random_below(4);
	const unsigned load = random_below(2), up = random_below(2), before = random_below(2);
	int moved;

	switch (random_below(5)) {
	case 0: /* stmia, ldmia */
		put(p, 0xC000 | load << 11 | 7 << 8 | list);
		moved = (int)bytes;
		break;
	case 1: /* stm.w, ldm.w, ia and db */
		put(p, 0xE820 | (up ? 0x80 : 0x100) | load << 4 | 7);
		put(p, list | (random_below(2) ? 0x0200 : 0x0100));
		moved = up ? (int)bytes + 4 : -(int)bytes - 4;
		break;
	case 2: /* strd, ldrd with write-back */
		put(p, 0xE860 | before << 8 | up << 7 | load << 4 | 7);
		put(p, d << 12 | (d + 1) << 8 | words);
		moved = up ? (int)words * 4 : -(int)words * 4;
		break;
	case 3: /* strb, strh, str with write-back */
		put(p, 0xF800 | random_below(3) << 5 | load << 4 | 7);
		put(p, d << 12 | 0x900 | before << 10 | up << 9 | words);
		moved = up ? (int)words : -(int)words;
		break;
	default: /* vldm, vstm */
		put(p, 0xEC20 | (up ? 0x80 : 0x100) | load << 4 | 7);
		put(p, 0x0A00 | random_below(4) << 12 | (1 + words));
		moved = up ? 4 * (int)(1 + words) : -4 * (int)(1 + words);
		break;
	}
	put(p, moved < 0 ? 0xF107 : 0xF1A7); /* add.w, sub.w r7, r7, # */
	put(p, 0x0700 | (unsigned)abs(moved));
}

static void access_memory(struct program *p)
{
	const unsigned d = random_below(5), base = 6 + random_below(2), word = random_below(8);
	const unsigned size = random_below(3), load = random_below(2);

	switch (random_below(10)) {
	case 0: /* strb, ldrb, strh, ldrh */
		put(p,
		    (random_below(2) ? 0x7000 : 0x8000) | load << 11 | word << 6 | base << 3 | d);
		break;
	case 1: /* [rn, r9, lsl #] */
		if (random_below(2)) {
			put(p, 0xF800 | size << 5 | load << 4 | base);
			put(p, d << 12 | random_below(3) << 4 | 9);
			break;
		}
		put_long(p, 0xF0050507u); /* and r5, #7 */
		put(p, 0xF800 | size << 5 | load << 4 | base);
		put(p, d << 12 | random_below(3) << 4 | 5);
		break;
	case 2: /* [rn, rm] */
		put_long(p, 0xF005051Cu); /* and r5, #28 */
		put(p, 0x5000 | random_below(8) << 9 | 5 << 6 | base << 3 | d);
		break;
	case 3: /* anywhere, also unaligned */
		put(p, 0xF880 | size << 5 | load << 4 | base);
		put(p, d << 12 | random_below(32));
		break;
	case 4:
		put(p, 0xF800 | size << 5 | load << 4 | base);
		put(p, d << 12 | 0xC00 | random_below(8));
		break;
	case 5: /* strd, ldrd */
		put(p, 0xE9C0 | load << 4 | base);
		put(p, d << 12 | (d + 1) << 8 | word);
		break;
	case 6: /* ldrex, strex, clrex */
		if (random_below(2))
			put_long(p, 0xE8500F00u | base << 16 | d << 12 | word);
		if (random_below(2))
			put_long(p, 0xE8400000u | base << 16 | d << 12 | (d + 1) << 8 | word);
		if (!random_below(3))
			put_long(p, 0xF3BF8F2Fu);
		break;
	case 7: /* signed */
		put(p, 0xF990 | random_below(2) << 5 | base);
		put(p, d << 12 | random_below(16));
		break;
	default:
		stepped_access(p);
		break;
	}
}

static void floating(struct program *p)
{
	const unsigned d = random_below(4), n = random_below(4), m = random_below(4);

	switch (random_below(7)) {
	case 0: /* vadd, vsub, vmul */
		put(p, (random_below(2) ? 0xEE30 : 0xEE20) | n);
		put(p, 0x0A00 | d << 12 | m);
		break;
	case 1: /* vldr, vstr */
		put(p, 0xED80 | random_below(2) << 4 | 6);
		put(p, 0x0A00 | d << 12 | random_below(8) | random_below(2) << 8);
		break;
	case 2: /* vmov */
		put(p, 0xEE00 | random_below(2) << 4 | n);
		put(p, 0x0A10 | random_below(6) << 12);
		break;
	case 3: /* vcmp, vmrs apsr */
		put_long(p, 0xEEB40A40u | d << 12 | m);
		put_long(p, 0xEEF1FA10u);
		break;
	case 4: /* vpush, vpop */
		put_long(p, 0xED2D0A02u);
		usual(p);
		put_long(p, 0xECBD0A02u);
		break;
	case 5: /* vcvt */
		put_long(p, 0xEEB80AC0u | d << 12 | m);
		break;
	default: /* vmov, two registers */
		put_long(p, 0xEC400A10u | random_below(2) << 20 | (random_below(5) + 1) << 16 |
				    random_below(5) << 12 | m);
		break;
	}
}

/* What ends a wait, or keeps from counting. */
static void system_access(struct program *p)
{
	static const uint8_t masks[] = {5, 8, 9, 16, 17, 19, 20};
	const unsigned d = random_below(6);

	switch (random_below(p->calm ? 10 : 18)) {
	case 0:
	case 1:
	case 2: /* ldr d, [r12, #]: a device that is steady */
		put(p, 0xF8DC);
		put(p, d << 12 | random_below(4) * 4);
		break;
	case 3: /* mrs */
		put_long(p, 0xF3EF8000u | d << 8 | masks[random_below(COUNT(masks))]);
		break;
	case 4: /* msr apsr_nzcvq */
		put_long(p, 0xF3808800u | d << 16);
		break;
	case 5: /* msr basepri, primask */
		put_long(p, 0xF3808800u | d << 16 | (random_below(2) ? 17 : 16));
		break;
	case 6:
		put(p, 0xB662 | random_below(2) << 4); /* cpsie, cpsid i */
		break;
	case 7:
		put_long(p, 0xF3BF8F4Fu | random_below(3) << 4); /* dsb, dmb, isb */
		break;
	case 8:
		put(p, 0xBF00 | random_below(2) << 4); /* nop, yield */
		break;
	case 9: /* the stack pointers as they are */
		put_long(p, 0xF3EF8000u | d << 8 | 8);
		put_long(p, 0xF3808800u | d << 16 | 8);
		break;
	case 10:
		put(p, 0xBF20 + random_below(3) * 16); /* wfe, wfi, sev */
		break;
	case 11: /* str d, [device] */
		put_long(p, 0xF84C0C00u | d << 12 | 0x10);
		break;
	case 12:
		put_long(p, 0xF85C0C10u | d << 12);
		break;
	case 13: /* ldr d, [r12, r5]: perhaps a fault */
		put_long(p, 0xF85C0005u | d << 12);
		break;
	case 14:
		put(p, 0xDF00); /* svc */
		break;
	case 15: /* the lines of interrupts 0 and 5 */
		put_long(p, 0xF0000021u | d << 16 | d << 8); /* and d, #0x21 */
		put_long(p, 0xF8CC0710u | d << 12);
		break;
	case 16: /* ISPR0, ICPR0, ISER0, ICER0 */
		put_long(p, 0xF24E1500u); /* movw r5, #0xE100 */
		put_long(p, 0xF2CE0500u); /* movt r5, #0xE000 */
		put_long(p, 0xF8C50000u | random_below(4) << 7 | random_below(5) << 12);
		break;
	default: /* the alarm, in so many ns */
		put_long(p, 0xF000407Fu | d << 16 | d << 8); /* and d, #0xFF000000 */
		put_long(p, 0xEA4F4010u | d << 8 | d); /* lsr d, #16 */
		put_long(p, 0xF8CC0718u | d << 12);
		break;
	}
}

static void any_instruction(struct program *program)
{
	switch (random_below(16)) {
	case 0:
	case 1:
	case 2:
		odd(program);
		break;
	case 3:
	case 4:
		access_memory(program);
		break;
	case 5:
		if (!random_below(2)) {
			floating(program);
			break;
		}
		/* fall through */
	case 6:
		if (!random_below(2)) {
			system_access(program);
			break;
		}
		/* fall through */
	default:
		usual(program);
		break;
	}
}

static void branch_over(struct program *program)
{
	const size_t at = program->count++;
	const unsigned kind = random_below(3), condition = random_below(14);

	if (kind == 1)
		program->count++;
	any_instruction(program);
	if (random_below(2))
		any_instruction(program);
	if (kind == 0) {
		program->code[at] = (uint16_t)(0xD000 | condition << 8 | (program->count - at - 2));
	} else if (kind == 1) { /* b.w */
		program->code[at] = (uint16_t)(0xF000 | condition << 6);
		program->code[at + 1] = (uint16_t)(0x8000 | (program->count - at - 2));
	} else {
		program->code[at] = (uint16_t)(0xB100 | random_below(2) << 11 |
					       (program->count - at - 2) << 3 | random_below(6));
	}
}

/* An IT block of up to four instructions of 16 bits, also of those that compare. */
static void it_block(struct program *program)
{
	const unsigned length = 1 + random_below(4), condition = random_below(14);
	const unsigned mask = (random_below(16) << 1 | 1) << (4 - length) & 0xF;

	put(program, 0xBF00 | condition << 4 | (mask & -(1u << (4 - length))));
	for (unsigned i = 0; i < length; i++) {
		const unsigned d = random_below(6), n = random_below(6);

		switch (random_below(6)) {
		case 0:
			put(program, 0x2800 | d << 8 | random_below(4)); /* cmp */
			break;
		case 1:
			put(program, 0x3000 | random_below(2) << 11 | d << 8 | random_below(4));
			break;
		case 2:
			put(program,
			    0x6000 | random_below(2) << 11 | random_below(8) << 6 | 6 << 3 | d);
			break;
		case 3:
			put(program, 0xF100 | random_below(2) << 4 | n); /* add.w, adds.w */
			put(program, d << 8 | random_below(4));
			break;
		default:
			put(program, 0x4600 | n << 3 | d);
			break;
		}
	}
}

static void table_branch(struct program *program)
{
	const unsigned index = random_below(6);

	put_long(program, 0xF0000001u | index << 16 | index << 8); /* and rn, #1 */
	put_long(program, 0xE8DFF000u | index); /* tbb [pc, rn] */
	put(program, random_below(2) ? 0x0201 : 0x0102);
	put(program, 0x3000 | random_below(6) << 8 | random_below(3)); /* adds */
	put(program, 0x2000 | random_below(6) << 8 | random_below(3)); /* movs */
}

static void call(struct program *program)
{
	const uint32_t from = RIG_SRAM + 2 * (uint32_t)program->count + 4;
	const uint32_t offset = FUNCTION + random_below(2) * 0x80 - from;

	put_long(program, 0xF000F800u | (offset >> 12 & 0x3FF) << 16 | (offset >> 1 & 0x7FF));
}

static void any_instructions(struct program *program, unsigned length)
{
	for (unsigned i = 0; i < length; i++) {
		const unsigned list = 1 + random_below(63);

		switch (random_below(14)) {
		case 0:
		case 1:
			branch_over(program);
			break;
		case 2:
			it_block(program);
			break;
		case 3:
			put(program, 0xB400 | list); /* push */
			any_instruction(program);
			put(program, 0xBC00 | list); /* pop */
			break;
		case 4:
			if (random_below(2))
				table_branch(program);
			else if (program->code[0])
				call(program);
			break;
		default:
			any_instruction(program);
			break;
		}
	}
}

static void branch_back(struct program *program, uint32_t opcode, unsigned bits, size_t to)
{
	put(program, opcode | ((uint32_t)(to - program->count - 2) & ((1u << bits) - 1)));
}

void program_loop(struct program *program)
{
	size_t inner;

	*program = (struct program){.calm = random_below(4)};
	put(program, 0xE7FF); /* a block of its own: b .+2 */
	any_instructions(program, random_below(3));
	inner = program->count;
	any_instructions(program, 1 + random_below(10));
	if (random_below(2)) {
		branch_back(program, 0xD000 | random_below(14) << 8, 8, inner);
		any_instructions(program, random_below(3));
		branch_back(program, 0xE000, 11, 1);
	} else {
		branch_back(program, 0xE000, 11, inner);
	}
}

/* push {r4, lr} ... pop {r4, pc}; or bx lr. */
void program_function(struct program *program, bool pushes)
{
	*program = (struct program){.calm = 1};
	if (pushes)
		put(program, 0xB510);
	for (unsigned left = random_below(4); left; left--)
		usual(program);
	put(program, pushes ? 0xBD10 : 0x4770);
}
