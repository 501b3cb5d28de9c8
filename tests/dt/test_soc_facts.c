/* SPDX-License-Identifier: BSD-3-Clause */
/* The facts in src/soc against every tree of an STM32MP15 board that Debian's kernel package has
 * (fetch-debian-trees). Exit status 77, skipped, where there are none. */
#include "dt/tree.h"

#include <ctype.h>
#include <glob.h>

#include "soc/assignable.h"
#include "soc/boards.h"
#include "soc/chip.h"
#include "soc/dma_request.h"
#include "soc/exti_line.h"
#include "soc/pin.h"

#define PINMUX_GPIO   0u /* dt-bindings/pinctrl/stm32-pinfunc.h: GPIO, AF0 ... AF15, ANALOG */
#define PINMUX_ANALOG 17u
#define GIC_SPI	      0u

static glob_t trees;

/* Runs `check` for each tree and says which one when it fails. */
static void each_tree(void (*check)(const struct dt *dt, const char *name))
{
	for (size_t i = 0; i < trees.gl_pathc; i++) {
		const char *path = trees.gl_pathv[i];
		struct tree tree;

		print_message("%s\n", path);
		tree_read(&tree, path);
		check(&tree.dt, strrchr(path, '/') + 1);
		tree_free(&tree);
	}
}

static const struct soc_peripheral *peripheral_at(const struct dt *dt, int node, size_t *index)
{
	size_t count;
	const struct soc_peripheral *all = soc_peripherals(&count);
	uint32_t address, size;

	if (dt_reg(dt, node, 0, &address, &size))
		return NULL;
	for (*index = 0; *index < count; (*index)++) {
		if (all[*index].base == address)
			return &all[*index];
	}
	return NULL;
}

/* The bits of the binding for STM32MP_PKG_AA, AB, AC, AD are 1, 2, 4, 8. */
static int package_of(const struct dt *dt)
{
	uint32_t bits;
	int node = dt_find(dt, "/soc/pinctrl@50002000");

	assert_int_equal(dt_cell(dt, node, "st,package", 0, &bits), 0);
	for (int package = 0; package < SOC_PACKAGES; package++) {
		if (bits == 1u << package)
			return package;
	}
	fail_msg("st,package is %u", bits);
	return -1;
}

static void pins_of(const struct dt *dt, const char *name)
{
	unsigned checked = 0;

	/* The trees have groups of pins for all packages: nothing is said of the board's. */
	(void)name;
	for (int node = dt_next(dt, DT_NONE); node >= 0; node = dt_next(dt, node)) {
		const size_t cells = dt_cells(dt, node, "pinmux");

		for (size_t i = 0; i < cells; i++) {
			const struct soc_pin *pin;
			const char *signal;
			uint32_t cell;

			assert_int_equal(dt_cell(dt, node, "pinmux", i, &cell), 0);
			pin = soc_pin_by_dt_number(cell >> 8);
			assert_non_null(pin);
			cell &= 0xFF;
			if (cell == PINMUX_GPIO || cell == PINMUX_ANALOG)
				continue;
			assert_in_range(cell, 1, 16);
			signal = soc_pin_af_signal(pin, cell - 1);
			if (!signal)
				fail_msg("%s has no AF%u", pin->name, cell - 1);
			checked++;
		}
	}
	assert_true(checked > 300);
}

static void pins_carry_what_trees_select(void **state)
{
	(void)state;
	each_tree(pins_of);
}

/* gpio-ranges of each bank: cells (pinctrl, first line, first pin, lines). */
static void banks_of(const struct dt *dt, const char *name)
{
	const int package = package_of(dt);
	bool listed[26 * 16] = {false};
	const struct soc_pin *pin;

	(void)name;
	for (int node = dt_next(dt, DT_NONE); node >= 0; node = dt_next(dt, node)) {
		uint32_t line, first, count;

		if (!dt_has(dt, node, "gpio-ranges") || !dt_available(dt, node) ||
		    !dt_available(dt, dt_parent(dt, node)))
			continue;
		for (size_t i = 0; i < dt_cells(dt, node, "gpio-ranges"); i += 4) {
			assert_int_equal(dt_cell(dt, node, "gpio-ranges", i + 1, &line), 0);
			assert_int_equal(dt_cell(dt, node, "gpio-ranges", i + 2, &first), 0);
			assert_int_equal(dt_cell(dt, node, "gpio-ranges", i + 3, &count), 0);
			assert_int_equal(first % 16, line);
			assert_true(first + count <= sizeof(listed));
			for (uint32_t k = first; k < first + count; k++)
				listed[k] = true;
		}
	}
	/* Exactly the pins that the package has. */
	for (size_t i = 0; (pin = soc_pin_at(i)); i++)
		assert_int_equal(listed[soc_pin_dt_number(pin)], pin->balls[package] != NULL);
}

static void packages_have_the_pins_of_the_banks(void **state)
{
	(void)state;
	each_tree(banks_of);
}

static bool has_irq(const struct soc_peripheral *peripheral, uint32_t irq)
{
	for (unsigned i = 0; i < peripheral->irq_count; i++) {
		if (peripheral->irqs[i] == irq)
			return true;
	}
	return false;
}

/* Interrupts through EXTI name its line, those of the GIC (type, number, flags) their SPI. */
static void interrupts_of(const struct dt *dt, int node, const struct soc_assignable *row,
			  const struct soc_peripheral *peripheral, unsigned *checked)
{
	const char *name = dt_has(dt, node, "interrupts-extended") ? "interrupts-extended" : NULL;
	struct dt_args args;

	for (size_t i = 0; name && !dt_args(dt, node, name, "#interrupt-cells", i, &args); i++) {
		if (dt_compatible(dt, args.node, "st,stm32mp1-exti")) {
			if (args.cells[0] != row->exti)
				fail_msg("%s is line %u", row->name, args.cells[0]);
			(*checked)++;
		} else if (args.count == 3 && args.cells[0] == GIC_SPI) {
			assert_true(has_irq(peripheral, args.cells[1]));
			(*checked)++;
		}
	}
	for (size_t i = 0; i + 2 < dt_cells(dt, node, "interrupts"); i += 3) {
		uint32_t type, number;

		assert_int_equal(dt_cell(dt, node, "interrupts", i, &type), 0);
		assert_int_equal(dt_cell(dt, node, "interrupts", i + 1, &number), 0);
		if (type != GIC_SPI)
			continue;
		/* What the M4 has no line of its own for. */
		if (!has_irq(peripheral, number) && strcmp(row->name, "RCC") &&
		    strcmp(row->name, "PWR"))
			fail_msg("%s has no interrupt %u", row->name, number);
		(*checked)++;
	}
}

static void requests_of(const struct dt *dt, int node, const struct soc_assignable *row,
			unsigned *checked)
{
	struct dt_args args;

	for (size_t i = 0; !dt_args(dt, node, "dmas", "#dma-cells", i, &args); i++) {
		unsigned cursor = 0;
		int request;

		if (!dt_compatible(dt, args.node, "st,stm32h7-dmamux"))
			continue;
		while ((request = soc_assignable_request(row, &cursor)) >= 0 &&
		       (uint32_t)request != args.cells[0])
			;
		if (request < 0)
			fail_msg("%s has no request %u", row->name, args.cells[0]);
		(*checked)++;
	}
}

/* The resets' numbers are bits from RCC's start (dt-bindings/reset/stm32mp1-resets.h). */
static void reset_of(const struct dt *dt, int node, const struct soc_peripheral *peripheral,
		     unsigned *checked)
{
	struct dt_args args;

	if (dt_args(dt, node, "resets", "#reset-cells", 0, &args) ||
	    (!dt_compatible(dt, args.node, "st,stm32mp1-rcc") &&
	     !dt_compatible(dt, args.node, "st,stm32mp1-rcc-secure")))
		return;
	if (args.cells[0] != peripheral->reset * 8u + peripheral->reset_bit)
		fail_msg("%s is reset by %u", peripheral->name, args.cells[0]);
	(*checked)++;
}

static void peripherals_of(const struct dt *dt, const char *name)
{
	unsigned nodes = 0, interrupts = 0, requests = 0, resets = 0;

	(void)name;
	for (int node = dt_next(dt, DT_NONE); node >= 0; node = dt_next(dt, node)) {
		size_t index, count;
		const struct soc_peripheral *peripheral = peripheral_at(dt, node, &index);
		const struct soc_assignable *row = &soc_assignables(&count)[index];

		if (!peripheral || !row->node)
			continue;
		interrupts_of(dt, node, row, peripheral, &interrupts);
		requests_of(dt, node, row, &requests);
		reset_of(dt, node, peripheral, &resets);
		if (!strncmp(dt_name(dt, node), row->node, strlen(row->node)) &&
		    dt_name(dt, node)[strlen(row->node)] == '@')
			nodes++;
	}
	assert_true(nodes > 80);
	assert_true(interrupts > 70);
	assert_true(requests > 40);
	assert_true(resets > 20);
}

static void peripherals_are_as_in_trees(void **state)
{
	(void)state;
	each_tree(peripherals_of);
}

static unsigned boards_known;

static void board_of(const struct dt *dt, const char *name)
{
	const struct soc_board *board = soc_board_by_name(name);
	struct soc_chip chip;
	char line[32];
	uint32_t hz;

	/* One that a later kernel brings. */
	if (!board)
		return;
	boards_known++;
	if (!strstr(name, "-scmi"))
		assert_string_equal(dt_string(dt, DT_ROOT, "compatible", 0), board->compatible);
	assert_int_equal(soc_chip_by_name(board->chip, &chip), 0);
	assert_int_equal(chip.package, package_of(dt));
	(void)snprintf(line, sizeof(line), "st,stm32mp%u", chip.line);
	assert_true(dt_compatible(dt, DT_ROOT, line));
	/* "stm32mp157c-dk2": the letter of the variant. */
	assert_int_equal(toupper((unsigned char)name[strlen("stm32mp157")]), chip.variant);
	/* A second Cortex-A7, FDCAN, GPU and DSI, and CRYP1, where the chip has them. */
	assert_int_equal(dt_find(dt, "/cpus/cpu@1") >= 0, chip.a7_cores == 2);
	assert_int_equal(dt_find(dt, "/soc/can@4400e000") >= 0, chip.fdcan);
	assert_int_equal(dt_find(dt, "/soc/gpu@59000000") >= 0, chip.gpu);
	assert_int_equal(dt_find(dt, "/soc/dsi@5a000000") >= 0, chip.dsi);
	if (dt_find(dt, "/soc/cryp@54001000") >= 0)
		assert_true(chip.crypto);
	if (!dt_cell(dt, dt_find(dt, "/clocks/clk-hse"), "clock-frequency", 0, &hz))
		assert_int_equal(hz, board->hse_hz);
	if (!dt_cell(dt, dt_find(dt, "/clocks/clk-lse"), "clock-frequency", 0, &hz))
		assert_int_equal(hz, board->lse_hz);
}

static void boards_are_as_in_trees(void **state)
{
	(void)state;
	boards_known = 0;
	each_tree(board_of);
	assert_true(boards_known >= 27);
}

/* What an enabled node selects for its pins is what the board's list has for them. */
static void wires_of(const struct dt *dt, const char *name)
{
	const struct soc_board *board = soc_board_by_name(name);
	unsigned checked = 0;

	if (!board || !board->wires[0] || strstr(name, "-scmi"))
		return;
	for (int node = dt_next(dt, DT_NONE); node >= 0; node = dt_next(dt, node)) {
		struct dt_args group;

		if (dt_disabled_by(dt, node) != DT_NONE)
			continue;
		for (size_t i = 0; !dt_args(dt, node, "pinctrl-0", NULL, i, &group); i++) {
			for (int pins = dt_child(dt, group.node); pins >= 0;
			     pins = dt_sibling(dt, pins)) {
				uint32_t cell;

				for (size_t k = 0; !dt_cell(dt, pins, "pinmux", k, &cell); k++) {
					const struct soc_pin *pin = soc_pin_by_dt_number(cell >> 8);
					const struct soc_wire *wire;
					size_t cursor = 0;
					int af;

					wire = soc_board_wire(board, pin->name, &cursor);
					if (!wire || !wire->signal || !strcmp(wire->signal, "GPIO"))
						continue;
					af = soc_pin_af(pin, wire->signal);
					if (af == (int)SOC_PIN_ADDITIONAL)
						af = PINMUX_ANALOG - 1;
					if ((cell & 0xFF) != (uint32_t)af + 1)
						fail_msg("%s: %s is %u, not %s", name, pin->name,
							 cell & 0xFF, wire->signal);
					checked++;
				}
			}
		}
	}
	assert_true(checked > 20);
}

static void wires_are_as_in_trees(void **state)
{
	(void)state;
	each_tree(wires_of);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pins_carry_what_trees_select),
		cmocka_unit_test(packages_have_the_pins_of_the_banks),
		cmocka_unit_test(peripherals_are_as_in_trees),
		cmocka_unit_test(boards_are_as_in_trees),
		cmocka_unit_test(wires_are_as_in_trees),
	};
	int status;

	if (glob(COPRO_DEBIAN_TREES "/stm32mp15*.dtb", 0, NULL, &trees)) {
		puts("no trees in " COPRO_DEBIAN_TREES);
		return 77;
	}
	status = cmocka_run_group_tests(tests, NULL, NULL);
	globfree(&trees);
	return status;
}
