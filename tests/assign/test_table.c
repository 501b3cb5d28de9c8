/* SPDX-License-Identifier: BSD-3-Clause */
/* An assignment as tables and as a drawing, and two of them compared. */
#include "assign/fixture.h"

#include "assign/diff.h"
#include "assign/table.h"
#include "soc/package.h"

static struct read_file read_path(const char *path)
{
	char *text = source_file(path);
	struct read_file file = read_good(text);

	free(text);
	return file;
}

static void test_tables(void **state)
{
	struct read_file file = read_path("tests/assign/dk2.yaml");
	struct emit out = {0};

	(void)state;
	assignment_table(file.assignment, TABLE_TEXT, false, &out);
	golden("dk2.table.txt", out.text);
	emit_free(&out);
	assignment_table(file.assignment, TABLE_MARKDOWN, false, &out);
	golden("dk2.table.md", out.text);
	emit_free(&out);
	read_free(&file);
}

static size_t lines_of(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

/* Every peripheral has a line, in the same columns. */
static void test_all(void **state)
{
	struct read_file file = read_path("tests/assign/everything.yaml");
	struct emit out = {0};
	size_t column;

	(void)state;
	assignment_table(file.assignment, TABLE_TEXT, true, &out);
	assert_true(lines_of(out.text) > file.assignment->peripheral_count);
	column = (size_t)(strstr(out.text, "owner") - out.text);
	for (size_t i = 0; i < file.assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &file.assignment->peripherals[i];
		char line[64];
		const char *at;

		snprintf(line, sizeof(line), "\n%s ", peripheral->soc->name);
		at = strstr(out.text, line);
		assert_non_null(at);
		assert_memory_equal(
			at + 1 + column,
			assignment_context_name((enum assignment_context)peripheral->context.value),
			2);
	}
	emit_free(&out);
	read_free(&file);
}

static size_t times_in(const char *text, const char *what)
{
	size_t count = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		count++;
	return count;
}

/* A circle a ball and six in the legend, whatever the package, and owners in their colours. */
static void test_pin_map(void **state)
{
	static const struct {
		const char *chip;
		enum soc_package package;
	} chips[] = {{"STM32MP157CAA3", SOC_PACKAGE_AA},
		     {"STM32MP157CAB3", SOC_PACKAGE_AB},
		     {"STM32MP157CAC3", SOC_PACKAGE_AC},
		     {"STM32MP157CAD3", SOC_PACKAGE_AD}};

	(void)state;
	for (size_t i = 0; i < sizeof(chips) / sizeof(chips[0]); i++) {
		struct emit out = {0};
		struct read_file file;
		char text[160];

		snprintf(text, sizeof(text),
			 "chip: %s\nperipherals:\n  USART3: {context: m4, pins: {TX: PB10}}\n",
			 chips[i].chip);
		file = read_good(text);
		assert_int_equal(assignment_pin_map(file.assignment, &out), 0);
		assert_int_equal(times_in(out.text, "<circle "),
				 soc_package(chips[i].package)->balls + 6);
		assert_int_equal(times_in(out.text, "PB10, USART3_TX (m4)</title>"), 1);
		assert_int_equal(times_in(out.text, "<g>"), times_in(out.text, "</g>"));
		assert_string_equal(out.text + out.length - 7, "</svg>\n");
		emit_free(&out);
		read_free(&file);
	}
}

static void test_pin_map_label(void **state)
{
	struct read_file file =
		read_good("board: stm32mp157c-dk2\ngpio:\n  PUMP: {pin: PE0, direction: output}\n");
	struct emit out = {0};

	(void)state;
	assert_int_equal(assignment_pin_map(file.assignment, &out), 0);
	assert_int_equal(times_in(out.text, "PE0, PUMP (m4)</title>"), 1);
	emit_free(&out);
	read_free(&file);
}

/* ---- diff ---- */

#define HEAD "board: stm32mp157c-dk2\n"

static void differs(const char *before, const char *after, const char *expected)
{
	struct read_file first = read_good(before);
	struct read_file second = read_good(after);
	struct emit out = {0};
	const size_t count = assignment_diff(first.assignment, second.assignment, &out);

	assert_string_equal(out.text ? out.text : "", expected);
	assert_int_equal(count, lines_of(expected));
	emit_free(&out);
	read_free(&first);
	read_free(&second);
}

static void test_same(void **state)
{
	(void)state;
	differs(HEAD, HEAD, "");
	/* what a file says and what would be there without it are the same */
	differs(HEAD, HEAD "peripherals:\n  UART4: a7\n", "");
}

static void test_owners(void **state)
{
	(void)state;
	differs(HEAD "peripherals:\n  TIM3: m4\n", HEAD "peripherals:\n  TIM3: a7\n",
		"TIM3: m4 -> a7\nTIM3: firewall isolated -> open\n");
	differs(HEAD "peripherals:\n  TIM3: m4\n",
		HEAD "peripherals:\n  TIM3: {context: m4, lock: true}\n",
		"TIM3: firewall entry is locked now\n");
}

static void test_pins(void **state)
{
	(void)state;
	differs(HEAD "peripherals:\n  USART3: {context: m4, pins: {TX: PB10, RX: PB12}}\n",
		HEAD "peripherals:\n  USART3: {context: m4, pins: {TX: PD8, RX: PB12}}\n",
		"PB10: USART3_TX (m4) -> free\nPD8: free -> USART3_TX (m4)\n");
	differs(HEAD, HEAD "gpio:\n  PUMP: {pin: PE0, direction: output}\n",
		"PE0: free -> PUMP (m4)\n");
}

static void test_rpmsg(void **state)
{
	(void)state;
	differs(HEAD, HEAD "rpmsg: {trace: 4096}\n", "rpmsg: trace bytes 2048 -> 4096\n");
}

static void test_chips(void **state)
{
	struct read_file first = read_good("chip: STM32MP157CAC3\nperipherals:\n  FDCAN1: m4\n");
	struct read_file second = read_good("chip: STM32MP151CAC3\n");
	struct emit out = {0};

	(void)state;
	assert_true(assignment_diff(first.assignment, second.assignment, &out) > 0);
	assert_non_null(strstr(out.text, "chip: STM32MP157CAC"));
	assert_non_null(strstr(out.text, "FDCAN1: m4 -> unused\n"));
	emit_free(&out);
	read_free(&first);
	read_free(&second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),	cmocka_unit_test(test_all),
		cmocka_unit_test(test_pin_map), cmocka_unit_test(test_pin_map_label),
		cmocka_unit_test(test_same),	cmocka_unit_test(test_owners),
		cmocka_unit_test(test_pins),	cmocka_unit_test(test_rpmsg),
		cmocka_unit_test(test_chips),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
