/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The firewall as the running Cortex-M4 meets it: its RAM banks, for data and for instructions, while
 * the rights change under it, and the faults it takes.
 */
#include "fixture.h"

#include <string.h>

#define A7S SOC_A7_SECURE
#define A7  SOC_A7

#define DECPROT(id) (0x5C007010u + 4 * ((id) / 16))

/* CFSR (ARM DDI 0403 B3.2.15) */
#define IBUSERR		0x0100u
#define PRECISE_AND_ADR 0x8200u

/*
 * Runs in any bank: at its base + 0x200. r7 points to a mailbox at + 0x400:
 * {what, address, value, done, faults, CFSR, BFAR, stacked PC}. It does one thing after the other and
 * survives BusFaults.
 */
static const uint16_t program[] = {
	0x481B, /*		ldr r0, =0xE000ED08 */
	0xF2AF, 0x0704, /*	adr r7, start */
	0xF5A7, 0x7700, /*	sub r7, #0x200 */
	0x6007, /*		str r7, [r0]		VTOR */
	0xF44F, 0x3100, /*	mov r1, #0x20000 */
	0x61C1, /*		str r1, [r0, #0x1C]	SHCSR.BUSFAULTENA */
	0xF507, 0x6780, /*	add r7, #0x400 */
	0x6838, /* loop:	ldr r0, [r7] */
	0x2800, /*		cmp r0, #0 */
	0xD0FC, /*		beq loop */
	0x6879, /*		ldr r1, [r7, #4] */
	0x68BA, /*		ldr r2, [r7, #8] */
	0x2300, /*		movs r3, #0 */
	0x603B, /*		str r3, [r7] */
	0x2801, /*		cmp r0, #1 */
	0xD003, /*		beq read */
	0x2802, /*		cmp r0, #2 */
	0xD004, /*		beq write */
	0x4788, /*		blx r1 */
	0xE003, /*		b done */
	0x680B, /* read:	ldr r3, [r1]		+ 0x230 */
	0x60BB, /*		str r3, [r7, #8] */
	0xE000, /*		b done */
	0x600A, /* write:	str r2, [r1]		+ 0x236 */
	0x68FB, /* done:	ldr r3, [r7, #12]	+ 0x238 */
	0x3301, /*		adds r3, #1 */
	0x60FB, /*		str r3, [r7, #12] */
	0xE7EA, /*		b loop */
	0x480C, /* bus fault:	ldr r0, =0xE000ED28	+ 0x240 */
	0x6801, /*		ldr r1, [r0] */
	0x6179, /*		str r1, [r7, #20]	CFSR */
	0x6001, /*		str r1, [r0] */
	0x6901, /*		ldr r1, [r0, #16] */
	0x61B9, /*		str r1, [r7, #24]	BFAR */
	0x9906, /*		ldr r1, [sp, #24] */
	0x61F9, /*		str r1, [r7, #28]	PC */
	0x6939, /*		ldr r1, [r7, #16] */
	0x3101, /*		adds r1, #1 */
	0x6139, /*		str r1, [r7, #16] */
	0x9907, /*		ldr r1, [sp, #28]	xPSR: Thumb, no IT */
	0xF041, 0x7180, 0xF021, 0x61C0, 0xF421, 0x417C, 0x9107, /* */
	0xF2AF, 0x0130, /*	adr r1, done */
	0x9106, /*		str r1, [sp, #24] */
	0x4770, /*		bx lr */
	0x0000, 0xED08, 0xE000, 0xED28, 0xE000,
};

enum op { NOTHING, READ, WRITE, CALL };

struct mailbox {
	uint32_t op, address, value, done, faults, cfsr, bfar, pc;
};

struct bank {
	const char *name;
	uint32_t id, base, size, alias; /* as the M4 sees them */
	uint32_t pa;
};

static const struct bank banks[] = {
	{"RETRAM", 0x54, 0x00000000, 0x10000, 0, 0x38000000},
	{"SRAM1", 0x50, 0x10000000, 0x20000, 0x30000000, 0x10000000},
	{"SRAM2", 0x51, 0x10020000, 0x20000, 0x30020000, 0x10020000},
	{"SRAM3", 0x52, 0x10040000, 0x10000, 0x30040000, 0x10040000},
	{"SRAM4", 0x53, 0x10050000, 0x10000, 0x30050000, 0x10050000},
};

#define RETRAM &banks[0]
#define SRAM1  &banks[1]
#define SRAM2  &banks[2]
#define SRAM3  &banks[3]
#define SRAM4  &banks[4]

struct m4 {
	struct fixture *f;
	uint8_t *memory[5]; /* of the banks: the test looks from outside the chip */
	uint32_t base; /* where the program is */
	struct mailbox *mailbox;
};

static uint8_t *at(const struct m4 *m4, uint32_t address)
{
	for (size_t i = 0; i < 5; i++)
		if (address - banks[i].base < banks[i].size)
			return m4->memory[i] + (address - banks[i].base);
	fail();
	return NULL;
}

static void put32(const struct m4 *m4, uint32_t address, uint32_t value)
{
	memcpy(at(m4, address), &value, 4);
}

static void put_code(const struct m4 *m4, uint32_t address, const uint16_t *code, size_t bytes)
{
	memcpy(at(m4, address), code, bytes);
	board_memory_changed(m4->f->board, SOC_M4, address, (uint32_t)bytes);
}

static void run(const struct m4 *m4)
{
	struct timeline *timeline = board_timeline(m4->f->board);
	uint64_t until = timeline->now + 20 * PS_PER_US;

	while (timeline->now < until && board_run(m4->f->board, until) == BOARD_ATTENTION)
		continue;
}

static void boot(struct m4 *m4, struct fixture *f, const struct bank *home)
{
	*m4 = (struct m4){.f = f, .base = home->base};
	for (size_t i = 0; i < 5; i++) {
		m4->memory[i] = board_memory(f->board, A7S, banks[i].pa, banks[i].size);
		assert_non_null(m4->memory[i]);
	}
	for (uint32_t vectors = 0; vectors <= home->base; vectors += home->base ? home->base : 1) {
		put32(m4, vectors, home->base + 0x1000);
		put32(m4, vectors + 4, (home->base + 0x200) | 1);
		put32(m4, vectors + 20, (home->base + 0x240) | 1);
	}
	put_code(m4, home->base + 0x200, program, sizeof(program));
	m4->mailbox = (struct mailbox *)(void *)at(m4, home->base + 0x400);
	wr(f, A7, 0x5000010C, 1); /* RCC_MP_GCR.BOOT_MCU */
	run(m4);
	assert_true(board_m4_running(f->board));
}

static void set_mode(struct fixture *f, uint32_t id, uint32_t mode)
{
	uint32_t value = rd(f, A7S, DECPROT(id));

	value = (value & ~(3u << (2 * (id % 16)))) | mode << (2 * (id % 16));
	wr(f, A7S, DECPROT(id), value);
}

/* Has the M4 do one thing. True if it did it without a fault. */
static bool does(const struct m4 *m4, enum op op, uint32_t address, uint32_t value)
{
	uint32_t done = m4->mailbox->done, faults = m4->mailbox->faults;

	m4->mailbox->address = address;
	m4->mailbox->value = value;
	m4->mailbox->op = op;
	run(m4);
	if (m4->mailbox->done != done + 1)
		fail_msg("the program is lost at 0x%08x",
			 cortex_m_get(board_core(m4->f->board), CORTEX_M_PC));
	return m4->mailbox->faults == faults;
}

static void check_data(const struct m4 *m4, uint32_t address, const uint8_t *memory,
		       const char *may)
{
	uint32_t now;

	memcpy(&now, memory, 4);
	if (strchr(may, 'r')) {
		assert_true(does(m4, READ, address, 0));
		assert_int_equal(m4->mailbox->value, now);
	} else {
		assert_false(does(m4, READ, address, 0xABCD));
		assert_int_equal(m4->mailbox->value, 0xABCD);
		assert_int_equal(m4->mailbox->cfsr, PRECISE_AND_ADR);
		assert_int_equal(m4->mailbox->bfar, address);
		assert_int_equal(m4->mailbox->pc, m4->base + 0x230);
	}
	if (strchr(may, 'w')) {
		assert_true(does(m4, WRITE, address, ~now));
		now = ~now;
	} else {
		assert_false(does(m4, WRITE, address, ~now));
		assert_int_equal(m4->mailbox->cfsr, PRECISE_AND_ADR);
		assert_int_equal(m4->mailbox->bfar, address);
		assert_int_equal(m4->mailbox->pc, m4->base + 0x236);
	}
	assert_memory_equal(memory, &now, 4);
}

/* `bx lr` is there. */
static void check_fetch(const struct m4 *m4, uint32_t address, bool may)
{
	assert_int_equal(does(m4, CALL, address | 1, 0), may);
	if (may)
		return;
	assert_int_equal(m4->mailbox->cfsr, IBUSERR);
	assert_int_equal(m4->mailbox->pc, address);
}

/* By mode: what the M4 may (RM0436, ETZPC). Each round begins with other translated code and other
 * rights than the one before. */
static void every_bank_and_mode(void **state)
{
	static const char *const may[4] = {"", "r", "rw", "rw"};
	static const uint32_t order[] = {3, 0, 2, 1, 3, 2, 0, 1, 0, 3, 1, 2, 3};
	static const uint16_t bx_lr[] = {0x4770};
	struct fixture *f = *state;

	for (size_t i = 0; i < 5; i++) {
		const struct bank *bank = &banks[i];
		uint32_t code = bank->base + 0x300, data = bank->base + bank->size - 4;
		struct m4 m4;

		boot(&m4, f, bank == SRAM4 ? SRAM3 : SRAM4);
		put_code(&m4, code, bx_lr, sizeof(bx_lr));
		for (size_t k = 0; k < sizeof(order) / sizeof(order[0]); k++) {
			const char *rights = may[order[k]];

			set_mode(f, bank->id, order[k]);
			check_data(&m4, data, at(&m4, data), rights);
			check_fetch(&m4, code, rights[0]);
			if (bank->alias) {
				check_data(&m4, data - bank->base + bank->alias, at(&m4, data),
					   rights);
				check_fetch(&m4, code - bank->base + bank->alias, rights[0]);
			}
			/* Next door nothing has changed. */
			check_data(&m4, m4.base + 0xF000, at(&m4, m4.base + 0xF000), "rw");
		}
		f->notes = 0;
		wr(f, A7, 0x5000010C, 0);
		wr(f, A7, 0x50000404, 2); /* MCURST, held */
	}
}

/* The instruction that is refused, in the middle of others and with all widths. r1: the address. */
static void the_faulting_instruction_is_exact(void **state)
{
	static const struct {
		uint16_t code[8];
		uint32_t pc, bfar; /* offsets */
	} cases[] = {
		/* nop; ldrb r2, [r1, #3]; nop; bx lr */
		{{0xBF00, 0x78CA, 0xBF00, 0x4770}, 2, 3},
		/* ldr r3, [r7]; ldrh r2, [r1, #6]; ldr r2, [r1]; bx lr */
		{{0x683B, 0x88CA, 0x680A, 0x4770}, 2, 6},
		/* ldr r3, [r7]; ldr r2, [r7, #4]; ldr.w r2, [r1, #0x20]; bx lr */
		{{0x683B, 0x687A, 0xF8D1, 0x2020, 0x4770}, 4, 0x20},
		/* strb r2, [r1, #1]; strb r2, [r1, #2]; bx lr */
		{{0x704A, 0x708A, 0x4770}, 0, 1},
		/* str r2, [r7, #8]; strh r2, [r1, #8]; str r2, [r7, #8]; bx lr */
		{{0x60BA, 0x810A, 0x60BA, 0x4770}, 2, 8},
		/* movs r3, #0; ldrd r2, r3, [r1, #8]; bx lr */
		{{0x2300, 0xE9D1, 0x2302, 0x4770}, 2, 8},
		/* movs r3, #0; stmia r1!, {r2, r3}; bx lr */
		{{0x2300, 0xC10C, 0x4770}, 2, 0},
		/* cmp r1, r1; it eq; streq r2, [r1, #4]; bx lr */
		{{0x4289, 0xBF08, 0x604A, 0x4770}, 4, 4},
		/* adds r1, #4; ldr r2, [r1]; adds r1, #4; ldr r2, [r1]; bx lr */
		{{0x3104, 0x680A, 0x3104, 0x680A, 0x4770}, 2, 4},
	};
	/* Each refused in its own way: SRAM2 by pages, USART1 and BKPSRAM on the bus. */
	static const uint32_t targets[] = {0x10020100, 0x30020100, 0x5C000000, 0x54000200};
	struct fixture *f = *state;
	struct m4 m4;

	boot(&m4, f, SRAM4);
	set_mode(f, 0x51, 0);
	set_mode(f, 0x03, 0);
	set_mode(f, 0x01, 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (size_t k = 0; k < sizeof(targets) / sizeof(targets[0]); k++) {
			uint32_t code = m4.base + 0x2000 + 0x100 * (uint32_t)k;
			/* movw r1, movt r1: the call has used it */
			uint32_t low = targets[k] & 0xFFFF, high = targets[k] >> 16;
			uint16_t load[4] = {
				(uint16_t)(0xF240 | low >> 12 | (low >> 11 & 1) << 10),
				(uint16_t)(0x0100 | (low >> 8 & 7) << 12 | (low & 0xFF)),
				(uint16_t)(0xF2C0 | high >> 12 | (high >> 11 & 1) << 10),
				(uint16_t)(0x0100 | (high >> 8 & 7) << 12 | (high & 0xFF)),
			};

			put_code(&m4, code, load, sizeof(load));
			put_code(&m4, code + 8, cases[i].code, sizeof(cases[i].code));
			assert_false(does(&m4, CALL, code | 1, 0));
			assert_int_equal(m4.mailbox->cfsr, PRECISE_AND_ADR);
			if (m4.mailbox->pc != code + 8 + cases[i].pc ||
			    m4.mailbox->bfar != targets[k] + cases[i].bfar)
				fail_msg("case %zu, target 0x%08x: at 0x%x, BFAR 0x%08x", i,
					 targets[k], m4.mailbox->pc - code - 8, m4.mailbox->bfar);
		}
		f->notes = 0;
	}
}

/* Code that runs on into a bank which is not its own. */
static void running_over_the_end_of_a_bank(void **state)
{
	static const uint16_t nops[] = {0xBF00, 0xBF00, 0xBF00, 0x4770};
	struct fixture *f = *state;
	struct m4 m4;

	boot(&m4, f, SRAM4);
	put_code(&m4, 0x1003FFFC, nops, 4);
	put_code(&m4, 0x10040000, nops + 2, 4);
	assert_true(does(&m4, CALL, 0x1003FFFC | 1, 0));
	set_mode(f, 0x52, 0);
	assert_false(does(&m4, CALL, 0x1003FFFC | 1, 0));
	assert_int_equal(m4.mailbox->cfsr, IBUSERR);
	assert_int_equal(m4.mailbox->pc, 0x10040000);
	assert_int_equal(
		fixture_noted(f, "SRAM3",
			      "the M4 executes 0x10040000 (SRAM3 + 0x00), which the firewall "
			      "keeps for the secure world (ETZPC id 0x52, secure-only): bus "
			      "error"),
		1);
	set_mode(f, 0x52, 2);
	assert_true(does(&m4, CALL, 0x1003FFFC | 1, 0));
}

/* The M4's own code is taken from it: not one instruction more, and no way to handle that. */
static void losing_the_code_that_runs(void **state)
{
	struct fixture *f = *state;
	struct cortex_m_fault fault;
	struct m4 m4;

	boot(&m4, f, SRAM4);
	assert_true(does(&m4, WRITE, 0x10020000, 1));
	set_mode(f, 0x53, 0);
	m4.mailbox->address = 0x10020000;
	m4.mailbox->value = 2;
	m4.mailbox->op = WRITE;
	run(&m4);
	assert_int_equal(m4.mailbox->op, WRITE);
	assert_int_equal(*at(&m4, 0x10020000), 1);
	cortex_m_last_fault(board_core(f->board), &fault);
	assert_true(fault.cfsr & IBUSERR);
	assert_true(fixture_noted(f, "SRAM4", "the M4 executes 0x1005") >= 1);
}

/* Without vectors there is no start. */
static void losing_the_vectors(void **state)
{
	struct fixture *f = *state;
	struct cortex_m_fault fault;
	struct m4 m4;

	set_mode(f, 0x54, 0);
	assert_null(board_memory(f->board, SOC_M4, 0, 4));
	set_mode(f, 0x54, 3);
	boot(&m4, f, SRAM1);
	wr(f, A7, 0x5000010C, 0);
	wr(f, A7, 0x50000404, 2);
	set_mode(f, 0x54, 1);
	wr(f, A7, 0x5000010C, 1);
	run(&m4);
	assert_true(does(&m4, READ, 0x00000004, 0));
	wr(f, A7, 0x5000010C, 0);
	wr(f, A7, 0x50000404, 2);
	set_mode(f, 0x54, 0);
	wr(f, A7, 0x5000010C, 1);
	run(&m4);
	cortex_m_last_fault(board_core(f->board), &fault);
	assert_true(fault.hfsr & 2);
	assert_int_equal(fixture_noted(f, "RETRAM", "the M4 reads 0x00000000 (RETRAM + 0x00)"), 1);
}

/* In the middle of a slice, from a callback of the board: at the latest in the next block. */
struct taker {
	struct fixture *f;
	unsigned taken;
};

static void take_sram2(void *context)
{
	struct taker *taker = context;

	set_mode(taker->f, 0x51, taker->taken++ % 2 ? 3 : 0);
}

static void rights_that_change_while_it_runs(void **state)
{
	/* loop: ldr r2, [r1, #4]; adds r0, #1; b loop; r1 = 0x10020000 */
	static const uint16_t code[] = {0xF240, 0x0100, 0xF2C1, 0x0102, 0x684A, 0x3001, 0xE7FC};
	struct fixture *f = *state;
	struct taker taker = {.f = f};
	struct timeline_event event = {.name = "take", .fire = take_sram2, .context = &taker};
	struct timeline *timeline = board_timeline(f->board);
	struct m4 m4;

	boot(&m4, f, SRAM4);
	put_code(&m4, m4.base + 0x2000, code, sizeof(code));
	for (unsigned i = 0; i < 20; i++) {
		uint64_t when = timeline->now + 7 * PS_PER_US + i * 1000;

		timeline_arm(timeline, &event, when);
		assert_int_equal(m4.mailbox->faults, i);
		assert_false(does(&m4, CALL, (m4.base + 0x2000) | 1, 0));
		assert_int_equal(m4.mailbox->pc, m4.base + 0x2008);
		assert_int_equal(m4.mailbox->bfar, 0x10020004);
		set_mode(f, 0x51, 3);
		taker.taken = 0;
	}
}

/* One place, many refusals: one note, with the place. */
static void places_of_the_m4(void **state)
{
	struct fixture *f = *state;
	struct board_refusal refusals[4];
	struct m4 m4;

	boot(&m4, f, SRAM4);
	set_mode(f, 0x52, 1);
	set_mode(f, 0x03, 0);
	f->notes = 0;
	for (uint32_t i = 0; i < 50; i++) {
		assert_true(does(&m4, READ, 0x10040000 + 4 * i, 0));
		assert_false(does(&m4, WRITE, 0x10040000 + 4 * i, 0));
		assert_false(does(&m4, READ, 0x5C000000 + 4 * i, 0));
	}
	assert_int_equal(f->notes, 2);
	assert_string_equal(
		f->note[0].text,
		"the M4 writes 0x10040000 (SRAM3 + 0x00), which the firewall lets only the "
		"secure world write (ETZPC id 0x52, secure-write): bus error");
	assert_string_equal(
		f->note[1].text,
		"the M4 reads 0x5C000000 (USART1 + 0x00), which the firewall keeps for the "
		"secure world (ETZPC id 0x03, secure-only): bus error");
	assert_int_equal(board_refusals(f->board, refusals, 4), 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(refusals[i].count, 50);
		assert_int_equal(refusals[i].initiator, SOC_M4);
		assert_int_equal(refusals[i].pc, m4.base + (refusals[i].write ? 0x236 : 0x230));
	}
}

/* A firmware that wants to open itself everything. */
static void hostile_firmware(void **state)
{
	struct fixture *f = *state;
	struct m4 m4;

	boot(&m4, f, SRAM4);
	set_mode(f, 0x52, 0);
	set_mode(f, 0x03, 0);
	for (uint32_t offset = 0; offset < 0x400; offset += 4) {
		uint32_t before = rd(f, A7S, 0x5C007000 + offset);

		assert_true(does(&m4, WRITE, 0x5C007000 + offset, 0xFFFFFFFF));
		assert_int_equal(rd(f, A7S, 0x5C007000 + offset), before);
		f->notes = f->notes > 8 ? 8 : f->notes;
	}
	assert_false(does(&m4, READ, 0x10040000, 0));
	assert_false(does(&m4, READ, 0x5C000000, 0));
	assert_true(fixture_noted(f, "ETZPC", "the M4 writes the firewall") == 1);
}

int main(void)
{
#define DK2(test) cmocka_unit_test_setup_teardown(test, fixture_dk2, fixture_done)
	const struct CMUnitTest tests[] = {
		DK2(every_bank_and_mode),
		DK2(the_faulting_instruction_is_exact),
		DK2(running_over_the_end_of_a_bank),
		DK2(losing_the_code_that_runs),
		DK2(losing_the_vectors),
		DK2(rights_that_change_while_it_runs),
		DK2(places_of_the_m4),
		DK2(hostile_firmware),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
