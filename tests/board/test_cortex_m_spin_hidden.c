/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What a turn of a loop depends on or leaves behind where it is easily overlooked: each of these loops is one that looks as if
 * it only waited, or counted, and does not.
 */
#include "spin_pair.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define R(n)	     ((unsigned)(n))

/* Begins behind a first block, so that registers can be set. */
static void begin(struct pair *pair, const uint16_t *code, size_t count)
{
	pair_open(pair, code, count);
	pair_run(pair, CYCLES(1));
}

/* What R4 counts down to is passed at each turn of the search once. */
static void way_changes(const char *name, const uint16_t *code, size_t count, uint32_t r0,
			uint32_t r2, uint32_t r3)
{
	for (unsigned turns = 1; turns < 100; turns++) {
		struct pair pair;

		pair_name("%s, %u", name, turns);
		begin(&pair, code, count);
		pair_register(&pair, R(4), turns);
		pair_register(&pair, R(0), r0);
		pair_register(&pair, R(2), r2);
		pair_register(&pair, R(3), r3);
		for (unsigned i = 0; i < 3; i++)
			pair_run(&pair, CYCLES(4001 + i));
		pair_close(&pair);
	}
}

/* Q stays where a comparison sets all of N, Z, C and V. */
static void saturation_is_seen(void **state)
{
	static const uint16_t code[] = {
		0xE7FF, /* b .+2 */
		0x42AD, /* 1: cmp r5, r5 */
		0xF3EF, 0x8100, /* mrs r1, apsr */
		0xF3C1, 0x61C0, /* ubfx r1, r1, #27, #1 */
		0x440F, /* add r7, r1 */
		0x3C01, /* subs r4, #1 */
		0xD5F7, /* bpl 1b */
		0xFA82, 0xF082, /* qadd r0, r2, r2 */
		0xE7F4, /* b 1b */
	};

	(void)state;
	way_changes("Q", code, COUNT(code), 0x7FFFFFFF, 0x7FFFFFFF, 0);
}

static void greater_or_equal_is_seen(void **state)
{
	static const uint16_t code[] = {
		0xE7FF, /* b .+2 */
		0xFAA2, 0xF185, /* 1: sel r1, r2, r5 */
		0x440F, /* add r7, r1 */
		0x3C01, /* subs r4, #1 */
		0xD5FA, /* bpl 1b */
		0xFA83, 0xF043, /* uadd8 r0, r3, r3 */
		0xE7F7, /* b 1b */
	};

	(void)state;
	way_changes("GE", code, COUNT(code), 0, 1, 0x80808080);
}

/* Bits 0 and 1 of it are 0, whatever is moved there. */
static void stack_pointer_is_even(void **state)
{
	static const uint16_t moved[] = {
		0xE7FF, /* b .+2 */
		0x46BD, /* 1: mov sp, r7 */
		0x9B00, /* ldr r3, [sp] */
		0x3301, /* adds r3, #1 */
		0x9300, /* str r3, [sp] */
		0x2300, /* movs r3, #0 */
		0xE7F9, /* b 1b */
	};
	static const uint16_t counted[] = {
		0xE7FF, /* b .+2 */
		0xF1AD, 0x0D05, /* 1: sub.w sp, sp, #5 */
		0x3001, /* adds r0, #1 */
		0xE7FB, /* b 1b */
	};
	struct pair pair;

	(void)state;
	pair_name("mov sp, r7");
	begin(&pair, moved, COUNT(moved));
	pair_register(&pair, R(7), DATA + 1);
	for (unsigned i = 0; i < 5; i++)
		pair_run(&pair, CYCLES(2001));
	pair_close(&pair);
	pair_name("sub.w sp, sp, #5");
	begin(&pair, counted, COUNT(counted));
	for (unsigned i = 0; i < 5; i++)
		pair_run(&pair, CYCLES(2001));
	pair_close(&pair);
}

/* The address of a store is loaded from a word that the same block has stored, and puts back. */
static void literal_changes(void **state)
{
	static const uint16_t code[] = {
		0xE7FF, /* b .+2 */
		0x6001, /* 1: str r1, [r0] */
		0x4A02, /* ldr r2, 2f */
		0x6813, /* ldr r3, [r2] */
		0x3301, /* adds r3, #1 */
		0x6013, /* str r3, [r2] */
		0x2300, /* movs r3, #0 */
		0xE001, /* b 3f */
		DATA & 0xFFFF, DATA >> 16, /* 2: */
		0x6004, /* 3: str r4, [r0] */
		0xE7F4, /* b 1b */
	};
	uint16_t one_block[COUNT(code)];
	struct pair pair;

	(void)state;
	for (unsigned i = 0; i < COUNT(code); i++)
		one_block[i] = code[i];
	one_block[7] = 0x6004; /* str r4, [r0] */
	one_block[8] = 0xE7F7; /* b 1b */
	one_block[9] = 0xBF00;
	one_block[2] = 0x4A03;
	one_block[10] = DATA & 0xFFFF;
	one_block[11] = DATA >> 16;
	for (unsigned i = 0; i < 2; i++) {
		pair_name("a literal, %u", i);
		begin(&pair, i ? one_block : code, COUNT(code));
		pair_register(&pair, R(0), RIG_SRAM + (i ? 20 : 16));
		pair_register(&pair, R(1), DATA + 64);
		pair_register(&pair, R(4), DATA);
		for (unsigned turn = 0; turn < 5; turn++)
			pair_run(&pair, CYCLES(2001));
		pair_close(&pair);
	}
}

/* What only the engine has: floating point, the stack pointer that is not in use, masks. */
static void other_registers_count(void **state)
{
	static const uint16_t code[][8] = {
		{
			0xE7FF, /* b .+2 */
			0xEE30, 0x0A20, /* 1: vadd.f32 s0, s0, s1 */
			0xE7FC, /* b 1b */
		},
		{
			0xE7FF, /* b .+2 */
			0xF3EF, 0x8009, /* 1: mrs r0, psp */
			0x3008, /* adds r0, #8 */
			0xF380, 0x8809, /* msr psp, r0 */
			0x2000, /* movs r0, #0 */
			0xE7F8, /* b 1b */
		},
		{
			0xE7FF, /* b .+2 */
			0xF3EF, 0x8011, /* 1: mrs r0, basepri */
			0x3020, /* adds r0, #0x20 */
			0xF380, 0x8811, /* msr basepri, r0 */
			0x2000, /* movs r0, #0 */
			0xE7F8, /* b 1b */
		},
	};
	struct pair pair;

	(void)state;
	for (unsigned i = 0; i < COUNT(code); i++) {
		pair_name("registers of the engine, %u", i);
		begin(&pair, code[i], COUNT(code[i]));
		pair_write(&pair, 0xE000ED88, 0x00F00000);
		pair_register(&pair, CORTEX_M_S0 + 1, 0x3F800000);
		for (unsigned turn = 0; turn < 5; turn++)
			pair_run(&pair, CYCLES(2001 + turn));
		pair_close(&pair);
	}
}

/* Where they store: a loop that stores elsewhere than it seems would be taken for one that waits. */
static void stores_count(void **state)
{
	static const uint16_t code[][10] = {
		{
			0xE7FF, /* b .+2 */
			0xF856, 0x3029, /* 1: ldr r3, [r6, r9, lsl #2] */
			0x3301, /* adds r3, #1 */
			0xF846, 0x3029, /* str r3, [r6, r9, lsl #2] */
			0x2300, /* movs r3, #0 */
			0xE7F8, /* b 1b */
		},
		{
			0xE7FF, /* b .+2 */
			0xF856, 0x3C04, /* 1: ldr r3, [r6, #-4] */
			0x3301, /* adds r3, #1 */
			0xF846, 0x3D04, /* str r3, [r6, #-4]! */
			0x3604, /* adds r6, #4 */
			0x2300, /* movs r3, #0 */
			0xE7F7, /* b 1b */
		},
		{
			0xE7FF, /* b .+2 */
			0x6833, /* 1: ldr r3, [r6] */
			0x3301, /* adds r3, #1 */
			0xF846, 0x3B04, /* str r3, [r6], #4 */
			0x3E04, /* subs r6, #4 */
			0x2300, /* movs r3, #0 */
			0xE7F8, /* b 1b */
		},
		{
			0xE7FF, /* b .+2 */
			0xF8D6, 0x3004, /* 1: ldr r3, [r6, #4] */
			0x3301, /* adds r3, #1 */
			0xE9C6, 0x2300, /* strd r2, r3, [r6] */
			0x2300, /* movs r3, #0 */
			0xE7F8, /* b 1b */
		},
		{
			0xE7FF, /* b .+2 */
			0xF856, 0x3C04, /* 1: ldr r3, [r6, #-4] */
			0x3301, /* adds r3, #1 */
			0xE906, 0x000C, /* stmdb r6, {r2, r3} */
			0x2300, /* movs r3, #0 */
			0xE7F8, /* b 1b */
		},
		{
			0xE7FF, /* b .+2 */
			0x9B03, /* 1: ldr r3, [sp, #12] */
			0x3301, /* adds r3, #1 */
			0xA803, /* add r0, sp, #12 */
			0x6003, /* str r3, [r0] */
			0x2300, /* movs r3, #0 */
			0xE7F9, /* b 1b */
		},
		{
			0xE7FF, /* b .+2 */
			0x6833, /* 1: ldr r3, [r6] */
			0x3301, /* adds r3, #1 */
			0x4632, /* mov r2, r6 */
			0x3A04, /* subs r2, #4 */
			0x6053, /* str r3, [r2, #4] */
			0x2300, /* movs r3, #0 */
			0xE7F8, /* b 1b */
		},
		{
			0xE7FF, /* b .+2 */
			0x7833, /* 1: ldrb r3, [r6] */
			0x3301, /* adds r3, #1 */
			0xB2DB, /* uxtb r3, r3 */
			0x7033, /* strb r3, [r6] */
			0x2300, /* movs r3, #0 */
			0xE7F9, /* b 1b */
		},
		{
			0xE7FF, /* b .+2 */
			0x4632, /* 1: mov r2, r6 */
			0x1952, /* adds r2, r2, r5 */
			0x6813, /* ldr r3, [r2] */
			0x3301, /* adds r3, #1 */
			0x6013, /* str r3, [r2] */
			0x2300, /* movs r3, #0 */
			0xE7F8, /* b 1b */
		},
	};
	struct pair pair;

	(void)state;
	for (unsigned i = 0; i < COUNT(code); i++) {
		pair_name("a store, %u", i);
		begin(&pair, code[i], COUNT(code[i]));
		pair_register(&pair, R(5), 8);
		pair_register(&pair, R(6), DATA + 8);
		pair_register(&pair, R(9), 3);
		for (unsigned turn = 0; turn < 5; turn++)
			pair_run(&pair, CYCLES(2001 + turn));
		pair_close(&pair);
	}
}

/* A store under a condition, after an address that is computed under one. */
static void conditional_address(void **state)
{
	static const uint16_t code[] = {
		0xE7FF, /* b .+2 */
		0x4632, /* 1: mov r2, r6 */
		0x42AD, /* cmp r5, r5 */
		0xBF18, /* it ne */
		0x4622, /* movne r2, r4 */
		0x6813, /* ldr r3, [r2] */
		0x3301, /* adds r3, #1 */
		0x6013, /* str r3, [r2] */
		0x2300, /* movs r3, #0 */
		0xE7F6, /* b 1b */
	};
	struct pair pair;

	(void)state;
	pair_name("movne r2, r4");
	begin(&pair, code, COUNT(code));
	pair_register(&pair, R(6), DATA);
	pair_register(&pair, R(4), DATA + 8);
	for (unsigned turn = 0; turn < 5; turn++)
		pair_run(&pair, CYCLES(2001 + turn));
	pair_close(&pair);
}

/* Each turn stores elsewhere than the one before when a few are over. */
static void other_place(void **state)
{
	static const uint16_t code[] = {
		0xE7FF, /* b .+2 */
		0xB114, /* 1: cbz r4, 2f */
		0x3C01, /* subs r4, #1 */
		0x4632, /* mov r2, r6 */
		0xE000, /* b 3f */
		0x463A, /* 2: mov r2, r7 */
		0x6813, /* 3: ldr r3, [r2] */
		0x3301, /* adds r3, #1 */
		0x6013, /* str r3, [r2] */
		0x463A, /* mov r2, r7 */
		0x2300, /* movs r3, #0 */
		0xE7F4, /* b 1b */
	};

	(void)state;
	for (unsigned turns = 1; turns < 50; turns++) {
		struct pair pair;

		pair_name("cbz r4, %u", turns);
		begin(&pair, code, COUNT(code));
		pair_register(&pair, R(4), turns);
		pair_register(&pair, R(6), DATA);
		pair_register(&pair, R(7), DATA + 8);
		pair_run(&pair, CYCLES(2001));
		pair_close(&pair);
	}
}

/* A word that counts is an instruction of the loop. */
static void code_counts(void **state)
{
	static const uint16_t code[] = {
		0xE7FF, /* b .+2 */
		0x6839, /* 1: ldr r1, [r7] */
		0x3101, /* adds r1, #1 */
		0x6039, /* str r1, [r7] */
		0xE7FF, /* b .+2 */
		0xBF00, 0x3000, /* adds r0, #0 */
		0xBF00, /* nop */
		0xE7F7, /* b 1b */
	};
	struct pair pair;

	(void)state;
	pair_name("adds r0, #");
	begin(&pair, code, COUNT(code));
	pair_register(&pair, R(7), RIG_SRAM + 12);
	for (unsigned i = 0; i < 5; i++)
		pair_run(&pair, CYCLES(401));
	pair_close(&pair);
}

/* With CCR.BFHFNMIGN a handler goes on behind an access that nobody answers; each is made. */
static void ignored_bus_errors(void **state)
{
	static const uint16_t handlers[][3] = {
		{0xE7FF, 0x6001, 0xE7FD}, /* 1: str r1, [r0]; b 1b */
		{0xE7FF, 0x6801, 0xE7FD}, /* 1: ldr r1, [r0]; b 1b */
	};
	static const uint16_t code[] = {0xE7FF, 0xDE00}; /* b .+2; udf */
	struct pair pair;

	(void)state;
	for (unsigned i = 0; i < COUNT(handlers); i++) {
		pair_name("an ignored bus error, %u", i);
		begin(&pair, code, COUNT(code));
		pair_code(&pair, 0x10003100, handlers[i], COUNT(handlers[i]));
		pair_set(&pair, 12, 0x10003101);
		pair_write(&pair, 0xE000ED14, 0x00000300);
		pair_register(&pair, R(0), RIG_DEVICE + 0x2000);
		pair_run(&pair, CYCLES(5001));
		assert_true(pair.skips.bus_writes + pair.skips.bus_reads > 2000);
		pair_close(&pair);
	}
}

/* Of two words that are read at once one is steady, the other is not. */
static void steady_and_not(void **state)
{
	static const uint16_t code[] = {
		0xE7FF, /* b .+2 */
		0xED90, 0x0B00, /* 1: vldr d0, [r0] */
		0xE7FC, /* b 1b */
	};
	struct pair pair;

	(void)state;
	pair_name("vldr d0, [r0]");
	begin(&pair, code, COUNT(code));
	pair_write(&pair, 0xE000ED88, 0x00F00000);
	pair_register(&pair, R(0), RIG_DONE - 4);
	pair_run(&pair, CYCLES(5001));
	assert_true(pair.skips.bus_reads > 2000);
	pair_close(&pair);
}

/* The first runs of a block with VLDR are looked at, and these are as many when not all are executed. */
static void looked_at_first(void **state)
{
	uint16_t code[64] = {
		0xE7FF, /* b .+2 */
		0x683E, /* 1: ldr r6, [r7] */
		0xE7FF, /* b .+2 */
		0xED96, 0x0A00, /* vldr s0, [r6] */
	};
	struct pair pair;

	(void)state;
	for (unsigned i = 5; i < 62; i++)
		code[i] = 0xBF00;
	code[62] = 0xE7C1; /* b 1b */
	code[63] = 0xE7FE;
	pair_name("vldr s0, [r6]");
	begin(&pair, code, COUNT(code));
	pair_write(&pair, 0xE000ED88, 0x00F00000);
	pair_register(&pair, R(7), DATA);
	pair_set(&pair, DATA, DATA + 8);
	pair_run(&pair, CYCLES(5001));
	pair_set(&pair, DATA, DATA + 9);
	pair_run(&pair, CYCLES(501));
	pair_close(&pair);
}

/* Loops that count; what they come to depends on each of their instructions. */
static void counts_are_followed(void **state)
{
	static const struct {
		const char *name;
		uint16_t code[12];
	} loops[] = {
		{"adds r2, r5, r0",
		 {
			 0xE7FF, /* b .+2 */
			 0x3001, /* 1: adds r0, #1 */
			 0x182A, /* adds r2, r5, r0 */
			 0x428A, /* cmp r2, r1 */
			 0x463A, /* mov r2, r7 */
			 0xD9FA, /* bls 1b */
			 0x2301, /* movs r3, #1 */
			 0xE7FE, /* b . */
		 }},
		{"C of cmp, Z of movs",
		 {
			 0xE7FF, /* b .+2 */
			 0x3001, /* 1: adds r0, #1 */
			 0x4288, /* cmp r0, r1 */
			 0x2200, /* movs r2, #0 */
			 0xD3FB, /* bcc 1b */
			 0x2301, /* movs r3, #1 */
			 0xE7FE, /* b . */
		 }},
		{"a byte of a word that counts",
		 {
			 0xE7FF, /* b .+2 */
			 0x6833, /* 1: ldr r3, [r6] */
			 0x3301, /* adds r3, #1 */
			 0x6033, /* str r3, [r6] */
			 0x7832, /* ldrb r2, [r6] */
			 0x2AC8, /* cmp r2, #200 */
			 0x463A, /* mov r2, r7 */
			 0x463B, /* mov r3, r7 */
			 0xD1F7, /* bne 1b */
			 0x2301, /* movs r3, #1 */
			 0xE7FE, /* b . */
		 }},
		{"a byte into a word",
		 {
			 0xE7FF, /* b .+2 */
			 0x3001, /* 1: adds r0, #1 */
			 0x6035, /* str r5, [r6] */
			 0x7034, /* strb r4, [r6] */
			 0x6832, /* ldr r2, [r6] */
			 0x4290, /* cmp r0, r2 */
			 0xD3F9, /* bcc 1b */
			 0x2301, /* movs r3, #1 */
			 0xE7FE, /* b . */
		 }},
		{"a byte alone",
		 {
			 0xE7FF, /* b .+2 */
			 0x3001, /* 1: adds r0, #1 */
			 0x7A32, /* ldrb r2, [r6, #8] */
			 0x4290, /* cmp r0, r2 */
			 0xD3FB, /* bcc 1b */
			 0x2301, /* movs r3, #1 */
			 0xE7FE, /* b . */
		 }},
		{"write-back",
		 {
			 0xE7FF, /* b .+2 */
			 0x3001, /* 1: adds r0, #1 */
			 0xF856, /* ldr r2, [r6], #4 */
			 0x2B04, 0x6833, /* ldr r3, [r6] */
			 0x3E04, /* subs r6, #4 */
			 0x4298, /* cmp r0, r3 */
			 0xD3F8, /* bcc 1b */
			 0x2301, /* movs r3, #1 */
			 0xE7FE, /* b . */
		 }},
		{"adcs",
		 {
			 0xE7FF, /* b .+2 */
			 0x463A, /* 1: mov r2, r7 */
			 0x1840, /* adds r0, r0, r1 */
			 0x417A, /* adcs r2, r7 */
			 0x18A4, /* adds r4, r4, r2 */
			 0xE7FA, /* b 1b */
		 }},
		{"cbz",
		 {
			 0xE7FF, /* b .+2 */
			 0x3901, /* 1: subs r1, #1 */
			 0xB101, /* cbz r1, 2f */
			 0xE7FC, /* b 1b */
			 0x2301, /* 2: movs r3, #1 */
			 0xE7FE, /* b . */
		 }},
		{"registers change places",
		 {
			 0xE7FF, /* b .+2 */
			 0x4614, /* 1: mov r4, r2 */
			 0x461A, /* mov r2, r3 */
			 0x4623, /* mov r3, r4 */
			 0x3201, /* adds r2, #1 */
			 0xE7FA, /* b 1b */
		 }},
		{"words change places",
		 {
			 0xE7FF, /* b .+2 */
			 0x6832, /* 1: ldr r2, [r6] */
			 0x6873, /* ldr r3, [r6, #4] */
			 0x3301, /* adds r3, #1 */
			 0x6033, /* str r3, [r6] */
			 0x6072, /* str r2, [r6, #4] */
			 0x463A, /* mov r2, r7 */
			 0x463B, /* mov r3, r7 */
			 0xE7F7, /* b 1b */
		 }},
		{"a byte counts",
		 {
			 0xE7FF, /* b .+2 */
			 0x3001, /* 1: adds r0, #1 */
			 0x7833, /* ldrb r3, [r6] */
			 0x3301, /* adds r3, #1 */
			 0x7033, /* strb r3, [r6] */
			 0x463B, /* mov r3, r7 */
			 0xE7F9, /* b 1b */
		 }},
		{"a word counts",
		 {
			 0xE7FF, /* b .+2 */
			 0x6833, /* 1: ldr r3, [r6] */
			 0x3301, /* adds r3, #1 */
			 0x6033, /* str r3, [r6] */
			 0x463B, /* mov r3, r7 */
			 0xE7FA, /* b 1b */
		 }},
		{"C of the turn before",
		 {
			 0xE7FF, /* b .+2 */
			 0xD801, /* 1: bhi 2f */
			 0x1840, /* adds r0, r0, r1 */
			 0xE7FC, /* b 1b */
			 0x2301, /* 2: movs r3, #1 */
			 0xE7FE, /* b . */
		 }},
		{"lsls",
		 {
			 0xE7FF, /* b .+2 */
			 0x3001, /* 1: adds r0, #1 */
			 0x0042, /* lsls r2, r0, #1 */
			 0x428A, /* cmp r2, r1 */
			 0x463A, /* mov r2, r7 */
			 0xD9FA, /* bls 1b */
			 0x2301, /* movs r3, #1 */
			 0xE7FE, /* b . */
		 }},
		{"both sides move",
		 {
			 0xE7FF, /* b .+2 */
			 0x3001, /* 1: adds r0, #1 */
			 0x3903, /* subs r1, #3 */
			 0x4288, /* cmp r0, r1 */
			 0xD3FB, /* bcc 1b */
			 0x2301, /* movs r3, #1 */
			 0xE7FE, /* b . */
		 }},
		{"both sides move, signed",
		 {
			 0xE7FF, /* b .+2 */
			 0x3001, /* 1: adds r0, #1 */
			 0x3903, /* subs r1, #3 */
			 0x4288, /* cmp r0, r1 */
			 0xDBFB, /* blt 1b */
			 0x2301, /* movs r3, #1 */
			 0xE7FE, /* b . */
		 }},
		{"the right side wraps",
		 {
			 0xE7FF, /* b .+2 */
			 0x3103, /* 1: adds r1, #3 */
			 0x428D, /* cmp r5, r1 */
			 0xD9FC, /* bls 1b */
			 0x2301, /* movs r3, #1 */
			 0xE7FE, /* b . */
		 }},
	};
	static const uint32_t first[] = {1000, 2000, 0x10000000, 0xFFFFF400, 0x00400000};
	struct pair pair;

	(void)state;
	for (unsigned i = 0; i < COUNT(loops); i++)
		for (unsigned turn = 0; turn < COUNT(first); turn++) {
			pair_name("%s, %u", loops[i].name, turn);
			begin(&pair, loops[i].code, COUNT(loops[i].code));
			pair_register(&pair, R(1), first[turn]);
			pair_register(&pair, R(4), 0x10);
			pair_register(&pair, R(5), 1000);
			pair_register(&pair, R(6), DATA);
			pair_set(&pair, DATA, 0x7FFFFFFF);
			pair_set(&pair, DATA + 4, 500);
			pair_set(&pair, DATA + 8, 0xFFFFFFC8);
			for (unsigned slice = 0; slice < 4; slice++)
				pair_run(&pair, CYCLES(4001 + slice));
			pair_close(&pair);
		}
}

/* Of a turn with an exception in it all are taken. */
static void exceptions_are_taken(void **state)
{
	static const uint16_t code[] = {0xE7FF, 0xDF00, 0xE7FD}; /* b .+2; 1: svc #0; b 1b */
	static const uint16_t handler[] = {0x4770}; /* bx lr */
	struct pair pair;

	(void)state;
	pair_name("svc #0");
	begin(&pair, code, COUNT(code));
	pair_code(&pair, 0x10003100, handler, COUNT(handler));
	pair_set(&pair, 4 * 11, 0x10003101);
	pair_run(&pair, CYCLES(3001));
	assert_true(pair.skips.entries[11] > 900);
	pair_close(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(saturation_is_seen),	 cmocka_unit_test(greater_or_equal_is_seen),
		cmocka_unit_test(stack_pointer_is_even), cmocka_unit_test(literal_changes),
		cmocka_unit_test(other_registers_count), cmocka_unit_test(stores_count),
		cmocka_unit_test(conditional_address),	 cmocka_unit_test(other_place),
		cmocka_unit_test(code_counts),		 cmocka_unit_test(ignored_bus_errors),
		cmocka_unit_test(steady_and_not),	 cmocka_unit_test(looked_at_first),
		cmocka_unit_test(counts_are_followed),	 cmocka_unit_test(exceptions_are_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
