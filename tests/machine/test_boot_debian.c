/* SPDX-License-Identifier: BSD-3-Clause */
/* Every tree of an STM32MP15 board that Debian's kernel package has (tests/dt/fetch-debian-trees) boots,
 * and runs a firmware where its Linux uses the coprocessor. Exit status 77, skipped, where there are
 * none. */
#include "machine/boot_rig.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>

#include "machine/firmware.h"

#define TREE_MAX (1u << 20)

static glob_t trees;

static struct boot_tree tree_load(const char *path)
{
	FILE *file = fopen(path, "rb");
	void *bytes = malloc(TREE_MAX);
	struct boot_tree tree = {bytes, 0};

	assert_non_null(file);
	assert_non_null(bytes);
	tree.size = fread(bytes, 1, TREE_MAX, file);
	fclose(file);
	return tree;
}

static void all_boot_without_another_complaint(void **state)
{
	(void)state;
	for (size_t i = 0; i < trees.gl_pathc; i++) {
		const struct boot_tree tree = tree_load(trees.gl_pathv[i]);
		struct rig *rig = rig_make();

		rig_boot(rig, tree, tree);
		/* None takes a lock; and some of these boards do not use their coprocessor. */
		assert_warned(rig, "the tree gives pins and EXTI no hwlocks");
		if (rig_said(rig, HOST_EVENT_BOOT_WARNING, "/ahb/m4@10000000 is disabled"))
			assert_int_equal(rig_warnings(rig), 2);
		else
			assert_int_equal(rig_warnings(rig), 1);
		assert_true(rig->system->bound > 20);
		assert_int_equal(rig->system->refused, 0);
		assert_non_null(
			claims_find(&rig->system->claims, CLAIM_PERIPHERAL, 0x50001000, NULL));
		/* Handed on as it came: everything is open. */
		assert_non_null(rig_said(rig, HOST_EVENT_BOOT, "leaves Linux every peripheral"));
		free((void *)tree.data);
		rig_free(rig);
	}
}

/* With the virtual DK2's firewall, found by address: such a tree names no firewall. */
static void all_lose_to_the_firewall_what_is_the_m4s(void **state)
{
	(void)state;
	for (size_t i = 0; i < trees.gl_pathc; i++) {
		const struct boot_tree tree = tree_load(trees.gl_pathv[i]);
		struct rig *rig = rig_make();
		struct dt dt;
		int dma;

		rig_boot(rig, (struct boot_tree){NULL, 0}, tree);
		assert_int_equal(dt_open(&dt, rig->handed_on.data, rig->handed_on.size, NULL), 0);
		dma = dt_find(&dt, "/soc/dma-controller@48001000");
		assert_true(dma >= 0);
		assert_false(dt_available(&dt, dma));
		assert_true(dt_available(&dt, dt_find(&dt, "/soc/dma-controller@48000000")));
		free((void *)tree.data);
		rig_free(rig);
	}
}

static void all_run_a_firmware(void **state)
{
	struct firmware firmware = firmware_load("tty-echo");

	(void)state;
	for (size_t i = 0; i < trees.gl_pathc; i++) {
		const struct boot_tree tree = tree_load(trees.gl_pathv[i]);
		struct witness witness = {.end_at_ttys = 2};
		struct machine *machine = witness_machine(
			&witness, (struct machine_config){.linux_tree = tree, .tfa_tree = tree});

		assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
		assert_int_equal(machine_run(machine, PS_PER_S), 0);
		assert_int_equal(witness.ttys, 2);
		assert_int_equal(machine_stop(machine), 0);
		machine_destroy(machine);
		free((void *)tree.data);
	}
	firmware_free(&firmware);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_boot_without_another_complaint),
		cmocka_unit_test(all_lose_to_the_firewall_what_is_the_m4s),
		cmocka_unit_test(all_run_a_firmware),
	};
	int failed;

	if (glob(COPRO_DEBIAN_TREES "/stm32mp15*.dtb", 0, NULL, &trees)) {
		puts("skipped: there are no trees in " COPRO_DEBIAN_TREES);
		return 77;
	}
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	globfree(&trees);
	return failed;
}
