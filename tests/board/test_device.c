/* SPDX-License-Identifier: BSD-3-Clause */
/* What a register table means, on a device of its own; and that notes are given once. */
#include "fixture.h"

#include <string.h>

#include "board/board_internal.h"

static const struct device_register table[] = {
	{.name = "MIXED",
	 .offset = 0x00,
	 .reset = 0x000000F0,
	 .writable = 0x0000FF00,
	 .write_1_clears = 0x000000FF},
	{.name = "ROW", .offset = 0x10, .reset = 7, .writable = 0xF, .count = 3, .stride = 8},
	{.name = "DENSE", .offset = 0x30, .reset = 1, .count = 2},
	{0},
};

static unsigned resets;

static void table_reset(struct device *device)
{
	/* The table's values are there already. */
	assert_int_equal(device_word(device, 0x00), 0xF0);
	resets++;
}

static const struct device_model table_model = {
	.model = "table",
	.registers = table,
	.ops = {.reset = table_reset},
};

struct bench {
	uint32_t words[0x40];
	uint16_t index[0x40];
	struct board_device holder;
};

static void bench_init(struct bench *bench, struct fixture *f)
{
	memset(bench, 0, sizeof(*bench));
	bench->holder.device = (struct device){
		.model = &table_model,
		.board = f->board,
		.name = "TABLE",
		.base = 0x1000,
		.size = sizeof(bench->words),
		.words = bench->words,
	};
	bench->holder.registers = bench->index;
	bench->index[0x00 / 4] = 1;
	bench->index[0x10 / 4] = bench->index[0x18 / 4] = bench->index[0x20 / 4] = 2;
	bench->index[0x30 / 4] = bench->index[0x34 / 4] = 3;
	device_reset(&bench->holder.device);
}

static uint32_t get(struct bench *bench, uint32_t offset)
{
	struct device_access access = {.initiator = SOC_M4, .offset = offset, .mask = UINT32_MAX};

	return device_read(&bench->holder.device, &access);
}

static void put(struct bench *bench, uint32_t offset, uint32_t mask, uint32_t value)
{
	struct device_access access = {.initiator = SOC_M4, .offset = offset, .mask = mask};

	device_write(&bench->holder.device, &access, value & mask);
}

static void table_rules(void **state)
{
	struct bench bench;

	resets = 0;
	bench_init(&bench, *state);
	assert_int_equal(resets, 1);
	assert_int_equal(get(&bench, 0x00), 0xF0);
	put(&bench, 0x00, UINT32_MAX, 0xFFFFFF10);
	assert_int_equal(get(&bench, 0x00), 0xFFE0);
	/* Lanes not written keep and clear nothing. */
	put(&bench, 0x00, 0xFF00, 0x00E0);
	assert_int_equal(get(&bench, 0x00), 0x00E0);
	put(&bench, 0x00, 0x00FF, 0xFFFF);
	assert_int_equal(get(&bench, 0x00), 0x0000);
	/* Rows with and without stride. */
	assert_int_equal(get(&bench, 0x10), 7);
	assert_int_equal(get(&bench, 0x18), 7);
	assert_int_equal(get(&bench, 0x20), 7);
	assert_int_equal(get(&bench, 0x30), 1);
	assert_int_equal(get(&bench, 0x34), 1);
	put(&bench, 0x20, UINT32_MAX, UINT32_MAX);
	assert_int_equal(get(&bench, 0x20), 0xF);
	put(&bench, 0x30, UINT32_MAX, UINT32_MAX);
	assert_int_equal(get(&bench, 0x30), 1);
	device_reset(&bench.holder.device);
	assert_int_equal(get(&bench, 0x20), 7);
	assert_int_equal(resets, 2);
	assert_int_equal(((struct fixture *)*state)->notes, 0);
}

static void unknown_words_are_stored_and_noted_once(void **state)
{
	struct fixture *f = *state;
	struct bench bench;

	bench_init(&bench, f);
	put(&bench, 0x14, 0x00FFFF00, 0x12345678);
	assert_int_equal(get(&bench, 0x14), 0x00345600);
	assert_int_equal(get(&bench, 0x14), 0x00345600);
	assert_int_equal(f->notes, 1);
	assert_int_equal(f->note[0].kind, BOARD_NOTE_NOT_MODELLED);
	assert_string_equal(f->note[0].source, "TABLE");
	(void)get(&bench, 0x1C);
	assert_int_equal(f->notes, 2);
}

static void a_note_is_given_once_a_format(void **state)
{
	struct fixture *f = *state;
	struct bench bench;

	bench_init(&bench, f);
	for (int i = 0; i < 3; i++)
		device_note(&bench.holder.device, "strange value %d", i);
	assert_int_equal(f->notes, 1);
	assert_string_equal(f->note[0].text, "strange value 0");
	device_note(&bench.holder.device, "another thing");
	assert_int_equal(f->notes, 2);
}

static void the_set_of_notes_is_bounded(void **state)
{
	static struct notes notes;
	unsigned fresh = 0, last = 0;

	(void)state;
	memset(&notes, 0, sizeof(notes));
	for (uint64_t where = 0; where < 100000; where++) {
		enum notes_answer answer = notes_add(&notes, table, where * 4096);

		fresh += answer != NOTES_KNOWN;
		last += answer == NOTES_LAST;
	}
	assert_int_equal(fresh, NOTES_MAX);
	assert_int_equal(last, 1);
	assert_int_equal(notes_add(&notes, table, 0), NOTES_KNOWN);
}

/* Interrupt lines of the A7 tell of changes only. */
static void a7_lines_tell_changes(void **state)
{
	struct fixture *f = *state;
	struct device *device = board_device(f->board, "IPCC");

	device_a7_irq(device, 101, true);
	device_a7_irq(device, 101, true);
	assert_int_equal(f->a7_irqs, 1);
	assert_int_equal(f->last_spi, 101);
	assert_true(board_a7_irq_level(f->board, 101));
	device_a7_irq(device, 101, false);
	assert_false(board_a7_irq_level(f->board, 101));
	device_a7_irq(device, 101, true);
	assert_int_equal(f->a7_irqs, 2);
	device_a7_irq(device, 5000, true);
	assert_false(board_a7_irq_level(f->board, 5000));
	assert_int_equal(f->a7_irqs, 2);
	device_m4_irq(device, 149, true);
	assert_true(board_m4_irq_level(f->board, 149));
	device_m4_irq(device, 150, true);
	assert_false(board_m4_irq_level(f->board, 150));
}

int main(void)
{
#define DK2(test) cmocka_unit_test_setup_teardown(test, fixture_dk2, fixture_done)
	const struct CMUnitTest tests[] = {
		DK2(table_rules),
		DK2(unknown_words_are_stored_and_noted_once),
		DK2(a_note_is_given_once_a_format),
		cmocka_unit_test(the_set_of_notes_is_bounded),
		DK2(a7_lines_tell_changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
