/* SPDX-License-Identifier: BSD-3-Clause */
/* What Linux takes from its tree: its drivers' clocks, pins, regulators and interrupts, and the
 * coprocessor's node. */
#include "machine/boot_rig.h"

#include <errno.h>

#include "board/dts/trees.h"
#include "machine/firmware.h"
#include "soc/irq.h"
#include "soc/regs/rcc.h"

#define UART4	       "/soc/bus@5c007000/serial@40010000"
#define M4	       "/ahb/m4@10000000"
#define RCC	       0x50000000u
#define PIN(bank, pin) (16u * ((bank) - 'A') + (pin))

static const struct boot_tree own = {NULL, 0};

static const char *holder_of(const struct rig *rig, enum claim_kind kind, uint32_t number)
{
	const struct claim *claim = claims_find(&rig->system->claims, kind, number, NULL);

	return claim ? claim->holder : "";
}

static void a_driver_takes_what_its_node_names(void **state)
{
	struct rig *rig = rig_make();
	const int clock = clk_by_name("uart4_k");
	const struct clk *clk;

	(void)state;
	rig_boot(rig, own, own);
	assert_no_warnings(rig);
	assert_string_equal(holder_of(rig, CLAIM_PERIPHERAL, 0x40010000), UART4);
	assert_string_equal(holder_of(rig, CLAIM_PIN, PIN('G', 11)), UART4);
	assert_string_equal(holder_of(rig, CLAIM_PIN, PIN('B', 2)), UART4);
	/* EXTI line 30 leads to the UART's own interrupt. */
	assert_string_equal(holder_of(rig, CLAIM_INTERRUPT, SOC_IRQ_UART4), UART4);
	assert_string_equal(holder_of(rig, CLAIM_CLOCK, (uint32_t)clock), UART4);
	clk = clk_next(rig->system->clocks, clock, NULL);
	assert_non_null(clk);
	assert_string_equal(clk_holder(clk), "linux: serial@40010000");
	assert_int_equal(clk_enabled_by(clk), 1);
	assert_true(rig_read(rig, RCC + RCC_MP_APB1ENSETR) & 1u << 16);
	/* A LED, which is no device of its own. */
	assert_string_equal(holder_of(rig, CLAIM_PIN, PIN('D', 11)), "/leds/led-blue");
	/* What the M4 has, and what is disabled, is nobody's here. */
	assert_string_equal(holder_of(rig, CLAIM_PERIPHERAL, 0x40015000), "");
	assert_string_equal(holder_of(rig, CLAIM_PERIPHERAL, 0x4000F000), "");
	rig_free(rig);
}

static void unused_clocks_are_switched_off(void **state)
{
	const struct boot_tree tree =
		tree_with_text(tree_own(BOOT_LINUX), UART4, "status", "disabled");
	struct rig *rig = rig_make();

	(void)state;
	assert_int_equal(rig_tfa(rig, tree_own(BOOT_TFA)), 0);
	/* A boot loader's console. */
	rig_write(rig, RCC + RCC_MP_APB1ENSETR, 1u << 16);
	assert_int_equal(rig_bootloader(rig, tree), 0);
	assert_int_equal(rig_linux(rig), 0);
	assert_int_equal(rig_read(rig, RCC + RCC_MP_APB1ENSETR) & 1u << 16, 0);
	assert_true(rig->system->clocks_off > 0);
	assert_non_null(rig_said(rig, HOST_EVENT_BOOT_DETAIL, "uart4"));
	free((void *)tree.data);
	rig_free(rig);
}

static void a_pin_has_one_holder(void **state)
{
	/* The second of two devices with the same pin does not bind, and takes nothing at all. */
	static const char source[] =
		"/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;\n"
		"soc { compatible = \"simple-bus\"; #address-cells = <1>; #size-cells = <1>; ranges;\n"
		" rcc: rcc@50000000 { compatible = \"st,stm32mp1-rcc\"; reg = <0x50000000 0x1000>;\n"
		"  #clock-cells = <1>; };\n"
		" gpio: gpio@50002000 { gpio-controller; #gpio-cells = <2>; st,bank-name = \"GPIOA\";\n"
		"  reg = <0x50002000 0x400>; hog { gpio-hog; gpios = <7 0>; output-low; }; };\n"
		" pins: one { pins { pinmux = <0x0e08 0x0f11>; }; };\n"
		" serial@40010000 { compatible = \"st,stm32h7-uart\"; reg = <0x40010000 0x400>;\n"
		"  pinctrl-names = \"sleep\", \"default\"; pinctrl-1 = <&pins>; clocks = <&rcc 151>; };\n"
		" serial@40011000 { compatible = \"st,stm32h7-uart\"; reg = <0x40011000 0x400>;\n"
		"  pinctrl-0 = <&pins>; clocks = <&rcc 152>; child { compatible = \"x\"; }; };\n"
		" keys { key { reset-gpios = <&gpio 15 0>; }; other { gpios = <&gpio 3 1>; }; };\n"
		"}; };";
	const struct boot_tree tree = tree_compile(source);
	struct rig *rig = rig_make();

	(void)state;
	rig_boot(rig, own, tree);
	assert_int_equal(rig_warnings(rig), 2);
	assert_warned(rig, "/soc/serial@40011000: the device does not bind (EBUSY): pin PA14 is "
			   "/soc/serial@40010000's already");
	assert_warned(rig, "/soc/keys/key: the device does not bind (EBUSY): pin PA15");
	assert_string_equal(holder_of(rig, CLAIM_PERIPHERAL, 0x40011000), "");
	assert_string_equal(holder_of(rig, CLAIM_CLOCK, (uint32_t)clk_by_name("uart5_k")), "");
	assert_string_equal(holder_of(rig, CLAIM_PIN, PIN('A', 3)), "/soc/keys/other");
	assert_string_equal(holder_of(rig, CLAIM_PIN, PIN('A', 7)), "/soc/gpio@50002000/hog");
	assert_int_equal(rig->system->refused, 2);
	free((void *)tree.data);
	rig_free(rig);
}

static void without_its_bus_driver_linux_runs_into_the_firewall(void **state)
{
	static const char source[] =
		"/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;\n"
		"serial@40010000 { compatible = \"st,stm32h7-uart\"; reg = <0x40010000 0x400>; }; };";
	const struct boot_tree tree = tree_compile(source);
	struct rig *rig = rig_make();

	(void)state;
	assert_int_equal(rig_tfa(rig, tree), 0);
	assert_int_equal(rig_bootloader(rig, tree), 0);
	assert_int_equal(etzpc_set_mode(&rig->etzpc, 0x20, ETZPC_MCU_ISOLATION), 0);
	assert_int_equal(rig_linux(rig), 0);
	assert_warned(rig,
		      "/serial@40010000: its driver ends in a bus error: UART4 (0x20) is the M4's");
	free((void *)tree.data);
	rig_free(rig);
}

/* ---- the coprocessor's node ---- */

static void regions_are_as_reserved(void **state)
{
	static const struct {
		const char *name;
		uint32_t pa, da, size;
	} expected[] = {
		{"retram", 0x38000000, 0x00000000, 0x10000},
		{"mcuram", 0x30000000, 0x30000000, 0x40000},
		{"mcuram2", 0x10000000, 0x10000000, 0x40000},
		{"vdev0vring0", 0x10040000, 0x10040000, 0x1000},
		{"vdev0vring1", 0x10041000, 0x10041000, 0x1000},
		{"vdev0buffer", 0x10042000, 0x10042000, 0x4000},
	};
	struct rig *rig = rig_make();
	const struct linux_rproc *rproc;

	(void)state;
	rig_boot(rig, own, own);
	rproc = &rig->system->rproc;
	assert_true(rproc->usable);
	assert_string_equal(rproc->path, M4);
	assert_true(rproc->region_count >= sizeof(expected) / sizeof(expected[0]));
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		assert_string_equal(rproc->regions[i].name, expected[i].name);
		assert_int_equal(rproc->regions[i].pa, expected[i].pa);
		assert_true(rproc->regions[i].translated);
		assert_int_equal(rproc->regions[i].da, expected[i].da);
		assert_int_equal(rproc->regions[i].size, expected[i].size);
	}
	for (uint8_t i = 0; i < 3; i++)
		assert_int_equal(rproc->wiring.mailbox[i], i);
	assert_int_equal(rproc->wiring.m4_state, 0x148);
	assert_int_equal(rproc->wiring.rsc_table, 0x144);
	assert_true(rproc->wiring.pdds);
	rig_free(rig);
}

static void what_contradicts_itself_is_told(void **state)
{
	static const uint32_t onto[] = {0x10040800, 0x1000};
	const struct boot_tree rings = tree_with_cells(
		tree_own(BOOT_LINUX), "/reserved-memory/vdev0vring1@10041000", "reg", onto, 2);
	const struct boot_tree mute =
		tree_with_text(rings, "/soc/mailbox@4c001000", "status", "disabled");
	struct rig *rig = rig_make();

	(void)state;
	rig_boot(rig, own, mute);
	/* The buffers begin behind the second ring, and still do. */
	assert_int_equal(rig_warnings(rig), 2);
	assert_warned(rig, "the memory regions vdev0vring0 and vdev0vring1 overlap at 0x10040800");
	assert_warned(rig, "its mailboxes are those of mailbox@4c001000, which is disabled");
	assert_true(rig->system->rproc.usable);
	free((void *)rings.data);
	free((void *)mute.data);
	rig_free(rig);
}

/* Boots with one property of a node changed; `why` is what keeps the coprocessor from use. */
static void expect_refused(struct boot_tree tree, const char *code, const char *why)
{
	struct rig *rig = rig_make();

	rig_boot(rig, own, tree);
	assert_false(rig->system->rproc.usable);
	assert_string_equal(rig->system->rproc.why.code, code);
	if (!strstr(rig->system->rproc.why.text, why))
		fail_msg("it says: %s", rig->system->rproc.why.text);
	assert_int_not_equal(rig->system->rproc.why.remedy[0], 0);
	free((void *)tree.data);
	rig_free(rig);
}

static void what_keeps_it_from_use_is_named(void **state)
{
	static const uint32_t nowhere[] = {0xFACE};
	static const uint32_t ddr[] = {0xC0000000, 0x1000};
	static const uint32_t nothing[] = {0x10040000, 0};
	const struct boot_tree tree = tree_own(BOOT_LINUX);
	const char *const ring = "/reserved-memory/vdev0vring0@10040000";
	uint32_t rcc;
	struct dt dt;

	(void)state;
	assert_int_equal(dt_open(&dt, tree.data, tree.size, NULL), 0);
	assert_int_equal(dt_cell(&dt, dt_find(&dt, M4), "st,syscfg-holdboot", 0, &rcc), 0);
	expect_refused(tree_with_text(tree, M4, "compatible", "acme,dsp"), "rproc-missing",
		       "st,stm32mp1-m4");
	expect_refused(tree_with(tree, M4, "resets", NULL, 0), "rproc-reset", "no reset");
	expect_refused(tree_with_cells(tree, M4, "resets", nowhere, 1), "rproc-reset", "no reset");
	expect_refused(tree_with(tree, M4, "st,syscfg-holdboot", NULL, 0), "rproc-hold-boot",
		       "nothing says");
	expect_refused(tree_with_cells(tree, M4, "st,syscfg-holdboot",
				       (const uint32_t[]){rcc, 0x110, 1}, 3),
		       "rproc-hold-boot", "BOOT_MCU");
	expect_refused(tree_with_cells(tree, M4, "st,syscfg-holdboot", &rcc, 1), "rproc-hold-boot",
		       "nothing says");
	expect_refused(tree_with(tree, M4, "memory-region", NULL, 0), "region",
		       "no memory regions");
	expect_refused(tree_with_cells(tree, M4, "memory-region", nowhere, 1), "region",
		       "points to nothing");
	expect_refused(tree_with_cells(tree, ring, "reg", ddr, 2), "region-address",
		       "at 0xC0000000 is in no row of dma-ranges");
	expect_refused(tree_with_cells(tree, ring, "reg", nothing, 2), "region", "has no memory");
	expect_refused(tree_with_text(tree, ring, "status", "disabled"), "region", "vdev0vring0");
	expect_refused(tree_with(tree, "/ahb", "dma-ranges", NULL, 0), "dma-ranges",
		       "no dma-ranges");
}

static void what_is_optional_is_told(void **state)
{
	static const uint32_t other[] = {0x20000000, 0x10000000, 0x60000,    0x08000000, 0x38000000,
					 0x10000,    0x30000000, 0x30000000, 0x60000};
	const struct boot_tree none = tree_with(tree_own(BOOT_LINUX), M4, "mboxes", NULL, 0);
	const struct boot_tree half = tree_with(none, M4, "st,syscfg-m4-state", NULL, 0);
	const struct boot_tree moved = tree_with_cells(half, "/ahb", "dma-ranges", other, 9);
	struct rig *rig = rig_make();

	(void)state;
	rig_boot(rig, own, moved);
	assert_true(rig->system->rproc.usable);
	assert_int_equal(rig_warnings(rig), 3);
	assert_warned(rig, "it has no mailbox vq0");
	assert_warned(rig, "it has no mailbox shutdown");
	assert_int_equal(rig->system->rproc.wiring.mailbox[0], RPROC_NO_MAILBOX);
	assert_int_equal(rig->system->rproc.wiring.m4_state, 0);
	/* The tree's translation, not a table of ours. */
	assert_int_equal(rig->system->rproc.regions[0].da, 0x08000000);
	assert_int_equal(rig->system->rproc.regions[3].da, 0x20040000);
	free((void *)none.data);
	free((void *)half.data);
	free((void *)moved.data);
	rig_free(rig);
}

static void memory_that_is_the_m4s_alone_is_told(void **state)
{
	struct rig *rig = rig_make();

	(void)state;
	assert_int_equal(rig_tfa(rig, tree_own(BOOT_TFA)), 0);
	assert_int_equal(etzpc_set_mode(&rig->etzpc, 0x52, ETZPC_MCU_ISOLATION), 0);
	assert_int_equal(rig_bootloader(rig, tree_own(BOOT_LINUX)), 0);
	assert_int_equal(rig_linux(rig), 0);
	assert_warned(rig, "the memory region vdev0vring0 is in SRAM3, which is the M4's alone");
	rig_free(rig);
}

/* ---- a firmware on it ---- */

static void run_with(struct machine_config config)
{
	struct firmware firmware = firmware_load("tty-echo");
	struct witness witness = {.end_at_ttys = 2};
	struct machine *machine = witness_machine(&witness, config);

	assert_int_equal(machine_start(machine, firmware.data, firmware.size, NULL), 0);
	assert_int_equal(machine_run(machine, PS_PER_S), 0);
	assert_int_equal(witness.ttys, 2);
	assert_int_equal(machine_stop(machine), 0);
	assert_int_equal(witness.offline, 1);
	/* Stopped by the doorbell, not by the time that it may take. */
	assert_true(machine_now(machine) < PS_PER_S / 4);
	machine_destroy(machine);
	firmware_free(&firmware);
}

static void a_secure_rcc_is_asked_to_let_the_core_go(void **state)
{
	const struct boot_tree tree =
		tree_with_text(tree_own(BOOT_TFA), "/soc/rcc@50000000", "secure-status", "okay");

	(void)state;
	run_with((struct machine_config){.tfa_tree = tree});
	run_with((struct machine_config){.engineering_boot = true});
	free((void *)tree.data);
}

/* Neither memory nor mailboxes, as in a mainline tree of a board that does not use it. */
static void a_disabled_coprocessor_is_lent_what_it_needs(void **state)
{
	static const char *const left_out[] = {"memory-region", "mboxes"};
	struct boot_tree tree = tree_with_text(tree_own(BOOT_LINUX), M4, "status", "disabled");
	struct boot_tree before = tree;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		tree = tree_with(before, M4, left_out[i], NULL, 0);
		free((void *)before.data);
		before = tree;
	}
	tree = tree_with_text(before, "/soc/mailbox@4c001000", "status", "disabled");
	free((void *)before.data);
	run_with((struct machine_config){.linux_tree = tree});
	free((void *)tree.data);
}

static void a_disabled_bus_takes_the_coprocessor_with_it(void **state)
{
	const struct boot_tree tree =
		tree_with_text(tree_own(BOOT_LINUX), "/ahb", "status", "disabled");
	struct rig *rig = rig_make();

	(void)state;
	rig_boot(rig, own, tree);
	assert_warned(rig, "/ahb is disabled: this board's Linux does not use its Cortex-M4");
	assert_true(rig->system->rproc.usable);
	rig_free(rig);
	rig = rig_make();
	rig->normal.as_linux = true;
	rig_boot(rig, own, tree);
	assert_false(rig->system->rproc.usable);
	assert_string_equal(rig->system->rproc.why.code, "rproc-disabled");
	free((void *)tree.data);
	rig_free(rig);
}

static void linux_refuses_a_board_without_a_coprocessor(void **state)
{
	const struct boot_tree tree =
		tree_with_text(tree_own(BOOT_LINUX), M4, "status", "disabled");
	struct host_error error = {.text = ""};
	const struct machine_config config = {
		.linux_tree = tree, .error = &error, .as_linux = true};
	struct machine_config look = config;
	struct machine *machine = NULL;

	(void)state;
	assert_int_equal(machine_create(&machine, &config), -ENODEV);
	assert_string_equal(error.code, "rproc-disabled");
	/* To look at its trees is allowed. */
	look.boot_only = true;
	look.last_stage = BOOT_LINUX;
	assert_int_equal(machine_create(&machine, &look), 0);
	assert_int_equal(machine_tree_given(machine, BOOT_BOOTLOADER).size, tree.size);
	assert_non_null(machine_tree_left(machine, BOOT_LINUX).data);
	assert_false(machine_linux(machine)->rproc.usable);
	machine_destroy(machine);
	free((void *)tree.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_driver_takes_what_its_node_names),
		cmocka_unit_test(unused_clocks_are_switched_off),
		cmocka_unit_test(a_pin_has_one_holder),
		cmocka_unit_test(without_its_bus_driver_linux_runs_into_the_firewall),
		cmocka_unit_test(regions_are_as_reserved),
		cmocka_unit_test(what_contradicts_itself_is_told),
		cmocka_unit_test(what_keeps_it_from_use_is_named),
		cmocka_unit_test(what_is_optional_is_told),
		cmocka_unit_test(memory_that_is_the_m4s_alone_is_told),
		cmocka_unit_test(a_secure_rcc_is_asked_to_let_the_core_go),
		cmocka_unit_test(a_disabled_coprocessor_is_lent_what_it_needs),
		cmocka_unit_test(a_disabled_bus_takes_the_coprocessor_with_it),
		cmocka_unit_test(linux_refuses_a_board_without_a_coprocessor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
