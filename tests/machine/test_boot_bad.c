/* SPDX-License-Identifier: BSD-3-Clause */
/* Wrong trees: a line that names what is wrong, nothing lost, and the boot goes on or ends in order. */
#include "machine/boot_rig.h"

#include <errno.h>
#include <stdio.h>

#include "machine/machine.h"
#include "soc/regs/rcc.h"

#define ETZPC_NODE "/soc/etzpc@5c007000"
#define RCC_NODE   "/soc/rcc@50000000"
#define UART4	   "/soc/bus@5c007000/serial@40010000"
#define REGULATORS "/soc/bus@5c007000/i2c@5c002000/stpmic@33/regulators"
#define I2C5	   "/soc/bus@5c007000/i2c@40015000"

#define DECPROT(id, mode, lock) ((uint32_t)(id) << 16 | (uint32_t)(mode) << 8 | (lock))

static const struct boot_tree own = {NULL, 0};

/* ---- the trusted firmware's tree ---- */

static struct rig *rig_with_list(const uint32_t *cells, size_t count)
{
	const struct boot_tree tree =
		tree_with_cells(tree_own(BOOT_TFA), ETZPC_NODE, "st,decprot", cells, count);
	struct rig *rig = rig_make();

	assert_int_equal(rig_tfa(rig, tree), 0);
	free((void *)tree.data);
	return rig;
}

static void wrong_entries_are_left_out(void **state)
{
	static const uint32_t cells[] = {
		DECPROT(0x10, ETZPC_MCU_ISOLATION, 0), /* TIM2 */
		DECPROT(0x60, ETZPC_OPEN, 0), /* no such number */
		DECPROT(0x11, ETZPC_SECURE, 0), /* TIM3 cannot be secure */
		DECPROT(0x12, ETZPC_SECURE_WRITE, 1), /* nor TIM4 */
		DECPROT(0x0C, ETZPC_SECURE, 1), /* I2C6 can */
		0x00130304, /* TIM5, and a bit that means nothing */
		DECPROT(0xFFFF, ETZPC_OPEN, 0),
		DECPROT(0x20, ETZPC_MCU_ISOLATION, 1), /* UART4, locked */
		DECPROT(0x0F, ETZPC_MCU_ISOLATION, 0), /* nothing is behind it */
	};
	struct rig *rig = rig_with_list(cells, sizeof(cells) / sizeof(cells[0]));

	(void)state;
	assert_int_equal(rig_warnings(rig), 5);
	assert_warned(rig, ETZPC_NODE ": st,decprot entry 1: there is no number 0x60");
	assert_warned(rig, ETZPC_NODE ": st,decprot entry 2: TIM3 (0x11) cannot be secure");
	assert_warned(rig, ETZPC_NODE ": st,decprot entry 3: TIM4 (0x12) cannot be secure");
	assert_warned(rig, ETZPC_NODE ": st,decprot entry 5: 0x00130304 is no DECPROT()");
	assert_warned(rig, ETZPC_NODE ": st,decprot entry 6: there is no number 0xFFFF");
	assert_non_null(rig_said(rig, HOST_EVENT_BOOT, "firewall: 0x0F, TIM2, UART4 for the M4"));
	assert_int_equal(rig_mode(rig, 0x10), ETZPC_MCU_ISOLATION);
	assert_int_equal(rig_mode(rig, 0x11), ETZPC_OPEN);
	assert_int_equal(rig_mode(rig, 0x12), ETZPC_OPEN);
	assert_false(etzpc_locked(&rig->etzpc, 0x12));
	assert_int_equal(rig_mode(rig, 0x0C), ETZPC_SECURE);
	assert_true(etzpc_locked(&rig->etzpc, 0x0C));
	assert_int_equal(rig_mode(rig, 0x13), ETZPC_OPEN);
	assert_int_equal(rig_mode(rig, 0x20), ETZPC_MCU_ISOLATION);
	assert_true(etzpc_locked(&rig->etzpc, 0x20));
	/* The rest of the chain lives with it. */
	assert_int_equal(rig_bootloader(rig, tree_own(BOOT_LINUX)), 0);
	assert_int_equal(rig_linux(rig), 0);
	assert_true(rig->system->rproc.usable);
	rig_free(rig);
}

static void two_owners_are_named(void **state)
{
	static const uint32_t cells[] = {
		DECPROT(0x25, ETZPC_MCU_ISOLATION, 0), DECPROT(0x10, ETZPC_OPEN, 0),
		DECPROT(0x25, ETZPC_OPEN, 1),
		DECPROT(0x10, ETZPC_OPEN, 0), /* the same once more is no contradiction */
	};
	struct rig *rig = rig_with_list(cells, sizeof(cells) / sizeof(cells[0]));

	(void)state;
	assert_int_equal(rig_warnings(rig), 1);
	assert_warned(rig,
		      ETZPC_NODE ": st,decprot entries 0 and 2: I2C5 (0x25) cannot be both the "
				 "M4's alone and everybody's (locked): the first stands");
	assert_int_equal(rig_mode(rig, 0x25), ETZPC_MCU_ISOLATION);
	assert_false(etzpc_locked(&rig->etzpc, 0x25));
	rig_free(rig);
}

static void expect_tfa_warning(struct boot_tree tree, const char *text)
{
	struct rig *rig = rig_make();

	assert_int_equal(rig_tfa(rig, tree), 0);
	if (!rig_said(rig, HOST_EVENT_BOOT_WARNING, text)) {
		for (unsigned i = 0; i < rig->count; i++)
			print_message("%s\n", rig->lines[i].text);
		fail_msg("it does not say: %s", text);
	}
	assert_int_equal(rig_bootloader(rig, tree_own(BOOT_LINUX)), 0);
	assert_int_equal(rig_linux(rig), 0);
	free((void *)tree.data);
	rig_free(rig);
}

static void wrong_properties_are_named(void **state)
{
	static const uint32_t divs[] = {1, 0, 16, 1, 1, 1, 1, 2, 23, 0, 0};
	static const uint32_t sources[] = {0x242,  0x242,  0x483,  0x281, 0x8201,
					   0x8241, 0x1401, 0x800F, 0x804F};
	static const uint32_t kernel[] = {0xA000, 0x8E80};
	static const uint32_t pll[] = {1, 600, 1, 16, 36, 7};
	static const uint32_t number[] = {4};
	static const uint32_t same[] = {0};
	const struct boot_tree tree = tree_own(BOOT_TFA);

	(void)state;
	expect_tfa_warning(tree_with(tree, ETZPC_NODE, "st,decprot", "abc", 3),
			   "st,decprot is not a list of cells");
	expect_tfa_warning(tree_with_text(tree, ETZPC_NODE, "secure-status", "disabled"),
			   "st,decprot is not applied");
	expect_tfa_warning(tree_with_text(tree, ETZPC_NODE, "status", "okay"),
			   "for the secure world alone");
	expect_tfa_warning(tree_with_cells(tree, RCC_NODE, "st,clkdiv", divs, 11),
			   "16 is too large for MCU, at most 15");
	expect_tfa_warning(tree_with_cells(tree, RCC_NODE, "st,clkdiv", divs, 2),
			   "st,clkdiv has 2 cells, not 11: MCU");
	expect_tfa_warning(tree_with_cells(tree, RCC_NODE, "st,clksrc", sources, 9),
			   "st,clksrc entry 0: 0x00000242 is no source of MPU");
	expect_tfa_warning(tree_with_cells(tree, RCC_NODE, "st,clksrc", sources, 8),
			   "st,clksrc has no entry for MCO2");
	expect_tfa_warning(tree_with_cells(tree, RCC_NODE, "st,pkcs", kernel, 2),
			   "st,pkcs entry 0: 0x0000A000 is no kernel clock");
	expect_tfa_warning(tree_with_cells(tree, RCC_NODE "/st,pll@2", "cfg", pll, 6),
			   RCC_NODE "/st,pll@2: cfg is not");
	/* What hangs on that PLL does not run: the M4 keeps its old source. */
	expect_tfa_warning(tree_with_cells(tree, RCC_NODE "/st,pll@2", "cfg", pll, 6),
			   "MCU does not become ready");
	expect_tfa_warning(tree_with_cells(tree, RCC_NODE "/st,pll@2", "frac", sources, 0),
			   "frac is not a number");
	expect_tfa_warning(tree_with_cells(tree, RCC_NODE "/st,pll@2", "reg", number, 1),
			   "not the number of a PLL");
	expect_tfa_warning(tree_with_cells(tree, RCC_NODE "/st,pll@2", "reg", same, 1),
			   "a second node for PLL1");
}

/* ---- Linux's tree ---- */

static void expect_warning(struct boot_tree tree, const char *text)
{
	struct rig *rig = rig_make();

	rig_boot(rig, own, tree);
	if (!rig_said(rig, HOST_EVENT_BOOT_WARNING, text)) {
		for (unsigned i = 0; i < rig->count; i++)
			print_message("%s\n", rig->lines[i].text);
		fail_msg("it does not say: %s", text);
	}
	assert_true(rig->system->rproc.usable);
	assert_true(rig->system->bound > 20);
	free((void *)tree.data);
	rig_free(rig);
}

static void wrong_nodes_do_not_stop_the_others(void **state)
{
	static const uint32_t nowhere[] = {0xFACE, 1, 2, 3};
	const struct boot_tree tree = tree_own(BOOT_LINUX);
	uint32_t etzpc;
	uint32_t rcc;
	struct dt dt;
	int node;

	(void)state;
	assert_int_equal(dt_open(&dt, tree.data, tree.size, NULL), 0);
	node = dt_find(&dt, UART4);
	assert_int_equal(dt_cell(&dt, node, "access-controllers", 0, &etzpc), 0);
	assert_int_equal(dt_cell(&dt, node, "clocks", 0, &rcc), 0);

	expect_warning(tree_with_cells(tree, UART4, "access-controllers", nowhere, 2),
		       UART4 ": access-controllers points to nothing");
	expect_warning(tree_with_cells(tree, UART4, "access-controllers",
				       (const uint32_t[]){etzpc, 0x60}, 2),
		       UART4 ": access-controllers has no number below 0x60");
	/* I2C5's number at UART4's address. */
	expect_warning(tree_with_cells(tree, UART4, "access-controllers",
				       (const uint32_t[]){etzpc, 0x25}, 2),
		       UART4 ": access-controllers says 0x25 (I2C5), its address is that of UART4");
	expect_warning(tree_with_cells(tree, UART4, "clocks", nowhere, 1), "clocks");
	expect_warning(tree_with_cells(tree, UART4, "clocks", (const uint32_t[]){rcc, 9999}, 2),
		       "9999");
	expect_warning(tree_with_cells(tree, UART4, "pinctrl-0", nowhere, 1),
		       UART4 ": pinctrl-0 points to nothing");
	expect_warning(tree_with_cells(tree, UART4, "interrupts-extended", nowhere, 4),
		       UART4 ": interrupts-extended points to nothing");
	expect_warning(tree_with_cells(tree, "/leds/led-blue", "gpios", nowhere, 3),
		       "/leds/led-blue: gpios points to nothing");
	expect_warning(tree_with_cells(tree, REGULATORS, "buck4-supply", nowhere, 1),
		       "the supply of v3v3 is no regulator");
}

/* ---- files that are no trees ---- */

static void expect_end(struct boot_tree tfa, struct boot_tree linux_tree, const char *code)
{
	struct host_error error = {.text = ""};
	const struct machine_config config = {
		.tfa_tree = tfa, .linux_tree = linux_tree, .error = &error};
	struct machine *machine = NULL;

	assert_int_equal(machine_create(&machine, &config), -EINVAL);
	assert_string_equal(error.code, code);
	assert_true(error.text[0] && !strchr(error.text, '\n'));
}

static void what_is_no_tree_ends_the_boot(void **state)
{
	static const uint64_t text[] = {0x6465206c6c657720, 0x2064656c6c657720};
	const struct boot_tree none = {text, sizeof(text)};
	const struct boot_tree empty = {text, 0};

	(void)state;
	expect_end(none, own, BOOT_TFA_TREE);
	expect_end(empty, own, BOOT_TFA_TREE);
	expect_end(own, none, BOOT_LINUX_TREE);
	expect_end(own, empty, BOOT_LINUX_TREE);
}

/* A tree that ends too early, at many places: each an error in one line. The bytes are moved to the end of
 * their own allocation, so that a sanitizer sees a read past them. */
static void cut_trees_end_the_boot(void **state)
{
	const struct boot_tree whole[] = {tree_own(BOOT_TFA), tree_own(BOOT_LINUX)};

	(void)state;
	for (unsigned which = 0; which < 2; which++) {
		struct rig *rig = rig_make();

		for (size_t size = 0; size < whole[which].size; size += size < 64 ? 1 : 211) {
			void *bytes = malloc(size ? size : 1);
			const struct boot_tree cut = {bytes, size};
			int status;

			assert_non_null(bytes);
			memcpy(bytes, whole[which].data, size);
			status = which ? rig_bootloader(rig, cut) : rig_tfa(rig, cut);
			assert_int_equal(status, -EINVAL);
			assert_true(rig->error.text[0]);
			free(bytes);
		}
		rig_free(rig);
	}
}

/* One byte changed: the stage refuses the tree or lives with it, and what it hands on is a tree. */
static void changed_bytes_are_lived_with(void **state)
{
	const struct boot_tree whole = tree_own(BOOT_LINUX);
	const struct boot_tree tfa = tree_own(BOOT_TFA);
	uint8_t *bytes = malloc(whole.size);
	unsigned booted = 0;
	unsigned refused = 0;

	(void)state;
	assert_non_null(bytes);
	for (size_t at = 0; at < whole.size; at += 331) {
		const struct boot_tree tree = {bytes, whole.size};
		struct rig *rig = rig_make();

		memcpy(bytes, whole.data, whole.size);
		bytes[at] ^= (uint8_t)(1u << at % 8);
		assert_int_equal(rig_tfa(rig, tfa), 0);
		if (rig_bootloader(rig, tree)) {
			assert_true(rig->error.text[0]);
			refused++;
		} else {
			assert_int_equal(rig_linux(rig), 0);
			booted++;
		}
		rig_free(rig);
	}
	for (size_t at = 0; at < tfa.size; at += 61) {
		const struct boot_tree tree = {bytes, tfa.size};
		struct rig *rig = rig_make();

		memcpy(bytes, tfa.data, tfa.size);
		bytes[at] ^= (uint8_t)(1u << at % 8);
		if (rig_tfa(rig, tree))
			refused++;
		else
			booted++;
		rig_free(rig);
	}
	free(bytes);
	print_message("%u booted, %u refused\n", booted, refused);
	assert_true(booted > 50 && refused > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_entries_are_left_out),
		cmocka_unit_test(two_owners_are_named),
		cmocka_unit_test(wrong_properties_are_named),
		cmocka_unit_test(wrong_nodes_do_not_stop_the_others),
		cmocka_unit_test(what_is_no_tree_ends_the_boot),
		cmocka_unit_test(cut_trees_end_the_boot),
		cmocka_unit_test(changed_bytes_are_lived_with),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
