/* SPDX-License-Identifier: BSD-3-Clause */
/* The board's file and tests/assign/dk2.yaml say what the virtual DK2's own device trees say. */
#include "assign/fixture.h"

#include "assign/check_dtb.h"
#include "assign/names.h"
#include "soc/assignable.h"
#include "soc/pin.h"
#include "soc/regs/etzpc.h"

struct loaded_tree {
	char *bytes;
	struct dt dt;
};

static struct loaded_tree *tree_load(const char *name)
{
	struct loaded_tree *tree = calloc(1, sizeof(*tree));
	char path[512];
	FILE *file;
	size_t size;

	assert_non_null(tree);
	snprintf(path, sizeof(path), "%s/dts/%s.dtb", COPRO_BINARY_DIR, name);
	file = fopen(path, "rb");
	assert_non_null(file);
	tree->bytes = malloc(DT_SIZE_MAX);
	assert_non_null(tree->bytes);
	size = fread(tree->bytes, 1, DT_SIZE_MAX, file);
	fclose(file);
	assert_int_equal(dt_open(&tree->dt, tree->bytes, size, NULL), 0);
	return tree;
}

static void tree_free(struct loaded_tree *tree)
{
	free(tree->bytes);
	free(tree);
}

static struct read_file dk2_read(void)
{
	char *text = source_file("tests/assign/dk2.yaml");
	struct read_file file = read_good(text);

	free(text);
	return file;
}

/* ---- the trusted firmware's ---- */

static void test_decprot(void **state)
{
	struct loaded_tree *tree = tree_load("stm32mp157c-dk2-tfa");
	struct read_file file = dk2_read();
	int etzpc = dt_find(&tree->dt, "/soc/etzpc@5c007000");
	size_t count = dt_cells(&tree->dt, etzpc, "st,decprot");

	(void)state;
	assert_true(count > 60);
	for (size_t i = 0; i < count; i++) {
		const struct assignment_guard *guard;
		uint32_t cell;

		assert_int_equal(dt_cell(&tree->dt, etzpc, "st,decprot", i, &cell), 0);
		assert_true(cell >> 16 < ASSIGNMENT_GUARDS);
		guard = &file.assignment->guards[cell >> 16];
		if (guard->mode != (cell >> 8 & 0xFF) || guard->lock != (cell & 1))
			fail_msg(
				"%s: mode %u and lock %d in the assignment, cell 0x%08x in the tree",
				guard->name, guard->mode, guard->lock, cell);
	}
	read_free(&file);
	tree_free(tree);
}

/* ---- Linux's ---- */

/* The enabled node of a peripheral, which holds nothing for the M4. */
static int node_of(const struct dt *dt, const struct soc_peripheral *soc)
{
	uint32_t address;

	for (int node = dt_next(dt, DT_NONE); node != DT_NONE; node = dt_next(dt, node)) {
		if (dt_disabled_by(dt, node) == DT_NONE &&
		    !dt_compatible(dt, node, "rproc-srm-dev") &&
		    !dt_reg(dt, node, 0, &address, NULL) && address == soc->base)
			return node;
	}
	return DT_NONE;
}

static bool is_system(const struct soc_peripheral *soc)
{
	return peripheral_assignable(soc)->flags & SOC_ASSIGN_SYSTEM ||
	       !strcmp(soc->name, "DMAMUX1");
}

/* What Linux drives is a7 in the board's file, and the other way round. */
static void test_owners(void **state)
{
	struct loaded_tree *tree = tree_load("stm32mp157c-dk2");
	struct read_file file = read_good("board: stm32mp157c-dk2\n");

	(void)state;
	for (size_t i = 0; i < file.assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &file.assignment->peripherals[i];
		bool linux_has = node_of(&tree->dt, peripheral->soc) != DT_NONE;
		bool a7 = peripheral->context.value == ASSIGNMENT_A7;

		/* The tree has no node of a network, which the firewall's lock keeps for Linux. What the
		 * board's file does not name is a part of something else. */
		if (is_system(peripheral->soc) || !strcmp(peripheral->soc->name, "ETH") ||
		    (a7 && !assignment_given(&peripheral->origin)))
			continue;
		if (linux_has != a7)
			fail_msg("%s is %s in the board's file, and %s in the tree",
				 peripheral->soc->name, a7 ? "a7" : "not a7",
				 linux_has ? "enabled" : "not enabled");
	}
	read_free(&file);
	tree_free(tree);
}

static bool group_has(const struct dt *dt, int node, unsigned number, unsigned function)
{
	struct dt_args args;
	uint32_t cell;

	if (dt_args(dt, node, "pinctrl-0", NULL, 0, &args))
		return false;
	for (int pins = dt_child(dt, args.node); pins != DT_NONE; pins = dt_sibling(dt, pins)) {
		for (size_t i = 0; !dt_cell(dt, pins, "pinmux", i, &cell); i++) {
			if (cell == (number << 8 | function))
				return true;
		}
	}
	return false;
}

/* By the node that holds it for the M4, or the one that Linux drives. */
static void pins_agree(const struct dt *dt, const struct assignment_peripheral *peripheral)
{
	uint32_t address = 0;
	int node = node_of(dt, peripheral->soc);

	for (int held = dt_next_compatible(dt, DT_NONE, "rproc-srm-dev"); held != DT_NONE;
	     held = dt_next_compatible(dt, held, "rproc-srm-dev")) {
		if (peripheral->context.value == ASSIGNMENT_M4 &&
		    !dt_cell(dt, held, "reg", 0, &address) && address == peripheral->soc->base)
			node = held;
	}
	for (size_t i = 0; i < peripheral->pin_count; i++) {
		const struct assignment_pin *pin = &peripheral->pins[i];
		/* 0 is GPIO, 1 to 16 are the alternate functions, 17 is analog. */
		unsigned function = pin->function < 16 ? pin->function + 1u : 17;

		if (!group_has(dt, node, soc_pin_dt_number(soc_pin(pin->pad.port, pin->pad.number)),
			       function))
			fail_msg("the tree does not give P%c%u to %s", pin->pad.port,
				 pin->pad.number, pin->signal);
	}
}

static void test_pins(void **state)
{
	struct loaded_tree *tree = tree_load("stm32mp157c-dk2");
	struct read_file file = dk2_read();
	size_t pins = 0;

	(void)state;
	for (size_t i = 0; i < file.assignment->peripheral_count; i++) {
		pins_agree(&tree->dt, &file.assignment->peripherals[i]);
		pins += file.assignment->peripherals[i].pin_count;
	}
	assert_true(pins > 20);
	read_free(&file);
	tree_free(tree);
}

/* The tree leaves two of the M4's to Linux, for the boot loader to take away; all else fits. */
static void test_check_dtb(void **state)
{
	struct loaded_tree *tree = tree_load("stm32mp157c-dk2");
	struct read_file file = dk2_read();

	(void)state;
	assignment_check_dtb(file.assignment, &tree->dt, "dk2.dtb", &file.findings);
	findings_sort(&file.findings);
	for (size_t i = 0; i < file.findings.count; i++) {
		const char *what = file.findings.list[i].what;

		if (!strstr(what, "i2c@40015000") && !strstr(what, "dma-controller@48001000"))
			fail_msg("%s: %s", file.findings.list[i].code, what);
	}
	assert_non_null(finding_of(&file, "DTB001"));
	assert_non_null(finding_of(&file, "DTB002"));
	assert_string_equal(file.findings.list[0].at.file, "test.yaml");
	read_free(&file);
	tree_free(tree);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decprot),
		cmocka_unit_test(test_owners),
		cmocka_unit_test(test_pins),
		cmocka_unit_test(test_check_dtb),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
