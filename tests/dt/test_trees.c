/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The virtual DK2's own trees: they agree with each other about what is whose, and with the tables of
 * the chip (src/soc/) about where things are and what clocks, resets, guards and interrupts them.
 */
#include "dt/tree.h"

#include "soc/clock_gates.h"
#include "soc/memory.h"
#include "soc/peripheral.h"
#include "visit.h"

/* What is the Cortex-M4's in both trees. */
static const char *const isolated[] = {"TIM2", "I2C5", "SPI4", "CRC2", "ADC12", "DMA2"};
#define ISOLATED (sizeof(isolated) / sizeof(*isolated))

struct trees {
	struct tree tfa;
	struct tree linux_tree;
};

static int make(void **state)
{
	static struct trees trees;

	tree_read(&trees.tfa, COPRO_BINARY_DIR "/dts/stm32mp157c-dk2-tfa.dtb");
	tree_read(&trees.linux_tree, COPRO_BINARY_DIR "/dts/stm32mp157c-dk2.dtb");
	*state = &trees;
	return 0;
}

static int drop(void **state)
{
	struct trees *trees = *state;

	tree_free(&trees->tfa);
	tree_free(&trees->linux_tree);
	return 0;
}

static const struct dt *tfa_of(void **state)
{
	return &((struct trees *)*state)->tfa.dt;
}

static const struct dt *linux_of(void **state)
{
	return &((struct trees *)*state)->linux_tree.dt;
}

static const struct soc_peripheral *peripheral_of(const struct dt *dt, int node)
{
	const struct soc_peripheral *peripheral;
	uint32_t address;

	if (dt_reg(dt, node, 0, &address, NULL))
		return NULL;
	peripheral = soc_peripheral_find(address);
	return peripheral && peripheral->base == address ? peripheral : NULL;
}

static void they_are_read_and_printed(void **state)
{
	visit_all(tfa_of(state));
	visit_all(linux_of(state));
	assert_round_trip(tfa_of(state));
	assert_round_trip(linux_of(state));
}

/* The mode that st,decprot gives to an id; -1: none. */
static int mode_of(const struct dt *dt, uint32_t id)
{
	const int etzpc = dt_next_compatible(dt, DT_NONE, "st,stm32-etzpc");
	int mode = -1;
	uint32_t cell;

	assert_string_equal(dt_name(dt, etzpc), "etzpc@5c007000");
	for (size_t i = 0; dt_cell(dt, etzpc, "st,decprot", i, &cell) == 0; i++) {
		if (cell >> 16 != id)
			continue;
		if (mode >= 0)
			fail_msg("id 0x%02x is given twice", id);
		mode = (int)(cell >> 8 & 0xFF);
	}
	return mode;
}

static void each_guard_is_set_once(void **state)
{
	const struct dt *dt = tfa_of(state);
	const int etzpc = dt_next_compatible(dt, DT_NONE, "st,stm32-etzpc");
	const struct soc_peripheral *all;
	size_t count, listed = dt_cells(dt, etzpc, "st,decprot");

	assert_false(dt_available(dt, etzpc));
	assert_true(dt_available_secure(dt, etzpc));
	all = soc_peripherals(&count);
	for (size_t i = 0; i < count; i++) {
		int expected = 3;

		if (all[i].etzpc_id == SOC_NO_ETZPC)
			continue;
		for (size_t k = 0; k < ISOLATED; k++) {
			if (soc_peripheral_by_name(isolated[k])->etzpc_id == all[i].etzpc_id)
				expected = 2;
		}
		if (mode_of(dt, all[i].etzpc_id) != expected)
			fail_msg("%s: mode %d", all[i].name, mode_of(dt, all[i].etzpc_id));
	}
	/* SRAM1 to SRAM4 and RETRAM */
	for (uint32_t id = 0x50; id <= 0x54; id++)
		assert_int_equal(mode_of(dt, id), 3);
	for (uint32_t id = 0; id < 0x60; id++)
		listed -= mode_of(dt, id) >= 0;
	assert_int_equal(listed, 0);
}

/* PLL outputs of the binding's numbers: 24 MHz / M * (N + frac / 8192) / output. */
static void the_clocks_are_the_boards(void **state)
{
	static const struct {
		const char *path;
		size_t output; /* cell of cfg */
		uint32_t hertz;
	} cases[] = {
		{"/soc/rcc/st,pll@0", 2, 650000000}, {"/soc/rcc/st,pll@1", 2, 266500000},
		{"/soc/rcc/st,pll@1", 3, 533000000}, {"/soc/rcc/st,pll@2", 2, 208877929},
		{"/soc/rcc/st,pll@2", 3, 24573874},  {"/soc/rcc/st,pll@2", 4, 11290698},
		{"/soc/rcc/st,pll@3", 2, 99000000},  {"/soc/rcc/st,pll@3", 3, 74250000},
	};
	const struct dt *dt = tfa_of(state);
	uint32_t source;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const int node = dt_find(dt, cases[i].path);
		uint32_t m, n, divider, outputs, fraction = 0;
		uint64_t hertz;

		assert_int_equal(dt_cell(dt, node, "cfg", 0, &m), 0);
		assert_int_equal(dt_cell(dt, node, "cfg", 1, &n), 0);
		assert_int_equal(dt_cell(dt, node, "cfg", cases[i].output, &divider), 0);
		assert_int_equal(dt_cell(dt, node, "cfg", 5, &outputs), 0);
		if (dt_has(dt, node, "frac"))
			assert_int_equal(dt_cell(dt, node, "frac", 0, &fraction), 0);
		hertz = 24000000ull * ((uint64_t)(n + 1) * 8192 + fraction) / 8192 / (m + 1) /
			(divider + 1);
		assert_int_equal(hertz, cases[i].hertz);
		assert_true(outputs >> (cases[i].output - 2) & 1);
	}
	/* the Cortex-M4 runs from PLL3 P: RCC_MSSCKSELR, input 3 */
	assert_int_equal(dt_cell(dt, dt_find(dt, "/soc/rcc"), "st,clksrc", 2, &source), 0);
	assert_int_equal(source, 0x00000483);
	assert_int_equal(dt_cells(dt, dt_find(dt, "/soc/rcc"), "st,clksrc"), 9);
	assert_int_equal(dt_cells(dt, dt_find(dt, "/soc/rcc"), "st,clkdiv"), 11);
	assert_int_equal(dt_cells(dt, dt_find(dt, "/soc/rcc"), "st,pkcs"), 35);
}

static void both_trees_give_the_same_to_the_coprocessor(void **state)
{
	const struct dt *dt = linux_of(state);
	const int resources = dt_next_compatible(dt, DT_NONE, "rproc-srm-core");
	unsigned found = 0, plain = 0;

	assert_true(dt_available(dt, resources));
	assert_true(dt_compatible(dt, dt_parent(dt, resources), "st,stm32mp1-m4"));
	for (int node = dt_child(dt, resources); node >= 0; node = dt_sibling(dt, node)) {
		const struct soc_peripheral *peripheral = peripheral_of(dt, node);
		int mode;

		assert_true(dt_compatible(dt, node, "rproc-srm-dev"));
		if (!dt_has(dt, node, "reg")) {
			plain += dt_available(dt, node);
			continue;
		}
		assert_non_null(peripheral);
		mode = mode_of(tfa_of(state), peripheral->etzpc_id);
		if (mode != (dt_available(dt, node) ? 2 : 3))
			fail_msg("%s: mode %d", dt_name(dt, node), mode);
		found += dt_available(dt, node);
		assert_int_equal(dt_cells(dt, node, "clocks") > 0, dt_has(dt, node, "clock-names"));
	}
	assert_int_equal(found, ISOLATED);
	assert_int_equal(plain, 2); /* the button, the LED */
}

static void two_are_left_for_the_boot_loader_to_take(void **state)
{
	const struct dt *dt = linux_of(state);
	unsigned enabled = 0;

	for (int node = dt_next(dt, DT_NONE); node >= 0; node = dt_next(dt, node)) {
		const struct soc_peripheral *peripheral = peripheral_of(dt, node);

		if (!peripheral || peripheral->etzpc_id == SOC_NO_ETZPC ||
		    dt_compatible(dt, node, "rproc-srm-dev"))
			continue;
		if (mode_of(tfa_of(state), peripheral->etzpc_id) != 2 || !dt_available(dt, node))
			continue;
		enabled++;
		assert_true(!strcmp(peripheral->name, "I2C5") || !strcmp(peripheral->name, "DMA2"));
	}
	assert_int_equal(enabled, 2);
}

static void guards_are_those_of_the_addresses(void **state)
{
	const struct dt *dt = linux_of(state);
	unsigned checked = 0;

	for (int node = dt_next(dt, DT_NONE); node >= 0; node = dt_next(dt, node)) {
		const struct soc_peripheral *peripheral = peripheral_of(dt, node);
		struct dt_args args;

		if (dt_has(dt, node, "access-controllers"))
			assert_non_null(peripheral);
		if (!peripheral || dt_compatible(dt, node, "rproc-srm-dev"))
			continue;
		if (peripheral->etzpc_id == SOC_NO_ETZPC) {
			assert_false(dt_has(dt, node, "access-controllers"));
			continue;
		}
		assert_int_equal(dt_args(dt, node, "access-controllers", "#access-controller-cells",
					 0, &args),
				 0);
		assert_string_equal(dt_name(dt, args.node), "bus@5c007000");
		if (args.cells[0] != peripheral->etzpc_id)
			fail_msg("%s: 0x%x is 0x%x", dt_name(dt, node), args.cells[0],
				 peripheral->etzpc_id);
		checked++;
	}
	assert_true(checked > 50);
}

static bool has_irq(const struct soc_peripheral *peripheral, uint32_t irq)
{
	for (unsigned i = 0; i < peripheral->irq_count; i++) {
		if (peripheral->irqs[i] == irq)
			return true;
	}
	return false;
}

static void interrupts_are_those_of_the_chip(void **state)
{
	const struct dt *dt = linux_of(state);
	unsigned checked = 0;

	for (int node = dt_next(dt, DT_NONE); node >= 0; node = dt_next(dt, node)) {
		const struct soc_peripheral *peripheral = peripheral_of(dt, node);
		uint32_t type, irq;

		if (!peripheral || dt_compatible(dt, node, "st,stm32mp1-m4"))
			continue;
		for (size_t i = 0; dt_cell(dt, node, "interrupts", i, &type) == 0; i += 3) {
			assert_int_equal(type, 0);
			assert_int_equal(dt_cell(dt, node, "interrupts", i + 1, &irq), 0);
			if (!has_irq(peripheral, irq))
				fail_msg("%s: interrupt %u", dt_name(dt, node), irq);
			checked++;
		}
	}
	assert_true(checked > 50);
}

static void resets_are_those_of_the_chip(void **state)
{
	const struct dt *dt = linux_of(state);
	unsigned checked = 0;

	for (int node = dt_next(dt, DT_NONE); node >= 0; node = dt_next(dt, node)) {
		const struct soc_peripheral *peripheral = peripheral_of(dt, node);
		struct dt_args args;

		if (!dt_has(dt, node, "resets"))
			continue;
		assert_int_equal(dt_args(dt, node, "resets", "#reset-cells", 0, &args), 0);
		if (dt_compatible(dt, node, "st,stm32mp1-m4")) {
			assert_int_equal(args.cells[0], 8225); /* MCU_R */
			continue;
		}
		assert_non_null(peripheral);
		/* MDMA's is in a register for the secure world: RCC_TZAHB6RSTSETR, bit 0. */
		if (!strcmp(peripheral->name, "MDMA")) {
			assert_int_equal(args.cells[0], 0x1A0 * 8);
			continue;
		}
		if (args.cells[0] != peripheral->reset * 8u + peripheral->reset_bit)
			fail_msg("%s: reset %u, 0x%x.%u", dt_name(dt, node), args.cells[0],
				 peripheral->reset, peripheral->reset_bit);
		checked++;
	}
	assert_true(checked > 40);
}

static const struct soc_clock_leaf *leaf_of(uint32_t binding)
{
	size_t count;
	const struct soc_clock_leaf *leaves = soc_clock_leaves(&count);

	for (size_t i = 0; i < count; i++) {
		if (leaves[i].binding == binding)
			return &leaves[i];
	}
	return NULL;
}

/* Among the clocks of a peripheral is one that its own enable bit opens. */
static void clocks_are_those_of_the_chip(void **state)
{
	const struct dt *dt = linux_of(state);
	unsigned checked = 0;

	for (int node = dt_next(dt, DT_NONE); node >= 0; node = dt_next(dt, node)) {
		const struct soc_peripheral *peripheral = peripheral_of(dt, node);
		bool own = false;
		struct dt_args args;

		if (!peripheral || !peripheral->enable || !dt_has(dt, node, "clocks"))
			continue;
		for (size_t i = 0; dt_args(dt, node, "clocks", "#clock-cells", i, &args) == 0;
		     i++) {
			const struct soc_clock_leaf *leaf =
				args.count ? leaf_of(args.cells[0]) : NULL;

			own |= leaf && leaf->gate == peripheral->enable &&
			       leaf->bit == peripheral->enable_bit;
		}
		if (!own)
			fail_msg("%s has no clock of %s", dt_name(dt, node), peripheral->name);
		checked++;
	}
	assert_true(checked > 90);
}

static void each_list_leads_somewhere(void **state)
{
	static const char *const lists[][2] = {
		{"clocks", "#clock-cells"},
		{"resets", "#reset-cells"},
		{"mboxes", "#mbox-cells"},
		{"hwlocks", "#hwlock-cells"},
		{"memory-region", NULL},
		{"pinctrl-0", NULL},
		{"dmas", "#dma-cells"},
		{"interrupts-extended", "#interrupt-cells"},
		{"gpios", "#gpio-cells"},
		{"interrupt-parent", NULL},
		{"access-controllers", "#access-controller-cells"},
	};
	const struct dt *dt = linux_of(state);
	unsigned used[sizeof(lists) / sizeof(*lists)] = {0};

	for (int node = dt_next(dt, DT_NONE); node >= 0; node = dt_next(dt, node)) {
		for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
			struct dt_args args;
			size_t entry = 0;
			int status;

			do {
				status =
					dt_args(dt, node, lists[i][0], lists[i][1], entry++, &args);
				used[i] += status == 0;
			} while (status == 0);
			if (status != -ENOENT)
				fail_msg("%s: %s", dt_name(dt, node), lists[i][0]);
		}
	}
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		assert_true(used[i] > 0);
}

static void the_coprocessors_node_is_complete(void **state)
{
	static const struct {
		const char *name;
		uint32_t address, size;
	} regions[] = {
		{"retram", 0x38000000, 0x10000},     {"mcuram", 0x30000000, 0x40000},
		{"mcuram2", 0x10000000, 0x40000},    {"vdev0vring0", 0x10040000, 0x1000},
		{"vdev0vring1", 0x10041000, 0x1000}, {"vdev0buffer", 0x10042000, 0x4000},
	};
	static const char *const mailboxes[] = {"vq0", "vq1", "shutdown", "detach"};
	const struct dt *dt = linux_of(state);
	const int m4 = dt_next_compatible(dt, DT_NONE, "st,stm32mp1-m4");
	struct dt_args args;
	uint32_t address, size;

	assert_true(dt_available(dt, m4));
	for (size_t i = 0; i < sizeof(regions) / sizeof(*regions); i++) {
		assert_int_equal(dt_args(dt, m4, "memory-region", NULL, i, &args), 0);
		assert_int_equal(
			strncmp(dt_name(dt, args.node), regions[i].name, strlen(regions[i].name)),
			0);
		assert_int_equal(dt_reg(dt, args.node, 0, &address, &size), 0);
		assert_int_equal(address, regions[i].address);
		assert_int_equal(size, regions[i].size);
	}
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(dt_args(dt, m4, "mboxes", "#mbox-cells", i, &args), 0);
		assert_true(dt_compatible(dt, args.node, "st,stm32mp1-ipcc"));
		assert_int_equal(args.cells[0], i);
		assert_int_equal(dt_string_index(dt, m4, "mbox-names", mailboxes[i]), i);
	}
	assert_int_equal(dt_cell(dt, m4, "st,syscfg-holdboot", 1, &address), 0);
	assert_int_equal(address, 0x10C);
	assert_int_equal(dt_cells(dt, dt_parent(dt, m4), "dma-ranges"), 9);
}

static void a_pin_has_one_user(void **state)
{
	const struct dt *dt = linux_of(state);
	const char *users[26 * 16] = {NULL};
	unsigned pins = 0;

	for (int node = dt_next(dt, DT_NONE); node >= 0; node = dt_next(dt, node)) {
		struct dt_args group;

		/* I2C5 is Linux's until the boot loader has asked. */
		if (!dt_available(dt, node) || !strcmp(dt_name(dt, node), "i2c@40015000"))
			continue;
		for (size_t i = 0; dt_args(dt, node, "pinctrl-0", NULL, i, &group) == 0; i++) {
			for (int child = dt_child(dt, group.node); child >= 0;
			     child = dt_sibling(dt, child)) {
				uint32_t cell;

				for (size_t k = 0; !dt_cell(dt, child, "pinmux", k, &cell); k++) {
					assert_true(cell >> 8 < 26 * 16);
					if (users[cell >> 8])
						fail_msg("pin %u: %s and %s", cell >> 8,
							 users[cell >> 8], dt_name(dt, node));
					users[cell >> 8] = dt_name(dt, node);
					pins++;
				}
			}
		}
	}
	assert_true(pins > 15);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(they_are_read_and_printed),
		cmocka_unit_test(each_guard_is_set_once),
		cmocka_unit_test(the_clocks_are_the_boards),
		cmocka_unit_test(both_trees_give_the_same_to_the_coprocessor),
		cmocka_unit_test(two_are_left_for_the_boot_loader_to_take),
		cmocka_unit_test(guards_are_those_of_the_addresses),
		cmocka_unit_test(interrupts_are_those_of_the_chip),
		cmocka_unit_test(resets_are_those_of_the_chip),
		cmocka_unit_test(clocks_are_those_of_the_chip),
		cmocka_unit_test(each_list_leads_somewhere),
		cmocka_unit_test(the_coprocessors_node_is_complete),
		cmocka_unit_test(a_pin_has_one_user),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
