/* SPDX-License-Identifier: BSD-3-Clause */
/* The resource manager between real firmware and the Linux of the virtual DK2. */
#include "machine/boot_rig.h"

#include <errno.h>
#include <libfdt.h>
#include <stdio.h>

#include "machine/firmware.h"
#include "machine/machine.h"
#include "../firmware/remote/srm_run.h"

#define RESOURCES "/ahb/m4@10000000/m4_system_resources"
#define UART5_K	  152u /* dt-bindings/clock/stm32mp1-clks.h */
#define PLL4_Q	  190u

static const struct boot_tree own = {NULL, 0};
static struct machine *machine;
static char said[16384]; /* "kind: text" of each event */

static void on_event(void *context, const struct machine_event *event)
{
	const size_t used = strlen(said);

	(void)context;
	snprintf(said + used, sizeof(said) - used, "%s: %.*s%s\n", event->kind,
		 event->data ? (int)event->length : 0, event->data ? (const char *)event->data : "",
		 event->text ? event->text : "");
}

#define assert_said(text)                                                                          \
	do {                                                                                       \
		if (!strstr(said, text))                                                           \
			fail_msg("not said: %s\n%s", text, said);                                  \
	} while (0)
#define assert_not_said(text) assert_null(strstr(said, text))

static void power(struct boot_tree tree, bool as_linux)
{
	struct host_error error = {.text = ""};
	const struct machine_config config = {
		.linux_tree = tree, .as_linux = as_linux, .event = on_event, .error = &error};

	said[0] = '\0';
	if (machine_create(&machine, &config))
		fail_msg("it does not boot: %s", error.text);
}

static void power_off(struct boot_tree tree)
{
	machine_destroy(machine);
	if (tree.data != own.data)
		free((void *)tree.data);
}

static void run_ms(unsigned ms)
{
	assert_int_equal(machine_run(machine, machine_now(machine) + ms * PS_PER_MS), 0);
}

static void start(const struct firmware *firmware)
{
	struct host_error error;

	if (machine_start(machine, firmware->data, firmware->size, &error))
		fail_msg("%s", error.text);
}

static struct linux_system *linux_of(void)
{
	return machine_linux(machine);
}

/* ---- what is counted ---- */

struct level {
	unsigned clocks[256];
	unsigned regulators[REGULATORS_MAX];
	size_t claims;
};

static struct level level_now(void)
{
	struct linux_system *system = linux_of();
	struct level level;

	memset(&level, 0, sizeof(level));
	for (int i = 0; i < clk_count(); i++)
		level.clocks[i] = clk_enable_count(system->clocks, i);
	for (int i = 0; i < regulator_count(system->regulators); i++)
		level.regulators[i] = regulator_state(system->regulators, i).enable_count;
	level.claims = system->claims.count;
	return level;
}

#define assert_level(expected)                                                                     \
	do {                                                                                       \
		const struct level now_ = level_now();                                             \
		assert_memory_equal(&now_, &(expected), sizeof(now_));                             \
	} while (0)

/* ---- conversations ---- */

static void a_firmware_gets_what_is_declared(void **state)
{
	struct firmware firmware = firmware_load("../test-firmware/srm_run");

	(void)state;
	power(own, false);
	start(&firmware);
	run_ms(10);
	assert_said("get: error 0, 64000000 Hz\n");
	assert_said("set: error 0, 4000000 Hz\n");
	assert_said("by name: error 0, 4000000 Hz\n");
	assert_said("supply: error 0, on, 3300 mV\n");
	assert_said("supply off: error 0, off, 3300 mV\n");
	/* newlib's ENODEV; and a line for whoever looks after the board. */
	assert_said("no such clock: error 19");
	assert_said("firmware-fault: i2c@40015000 has no clock number 1");
	assert_said("undeclared: error 19");
	assert_said("firmware-fault: \"5c001000\" is no device of m4_system_resources");
	assert_said("done\n");
	/* It did change: RCC_I2C35CKSELR, CSI and HSI in turn, HSI last. */
	assert_int_equal(
		mmio_read32((struct mmio){board_port(machine_board(machine), SOC_A7), 0x500008C4},
			    0),
		2);
	power_off(own);
	firmware_free(&firmware);
}

static void what_is_not_declared_is_refused(void **state)
{
	const struct boot_tree tree = tree_with_text(
		tree_own(BOOT_LINUX), RESOURCES "/i2c@40015000", "status", "disabled");
	struct firmware firmware = firmware_load("resources");

	(void)state;
	power(tree, false);
	start(&firmware);
	run_ms(10);
	assert_said("I2C5 clock get: error 19");
	assert_said("firmware-fault: \"40015000\" is no device of m4_system_resources");
	power_off(tree);
	firmware_free(&firmware);
}

/* A mainline tree's Linux has no such driver: nobody takes the channel, and nobody waits. */
static void without_a_manager_nobody_answers(void **state)
{
	const struct boot_tree tree =
		tree_with_text(tree_own(BOOT_LINUX), RESOURCES, "status", "disabled");
	struct firmware firmware = firmware_load("resources");

	(void)state;
	power(tree, false);
	start(&firmware);
	run_ms(10);
	assert_said("channel-created: ");
	assert_not_said("resource manager: there");
	assert_int_equal(machine_stop(machine), 0);
	power_off(tree);
	firmware_free(&firmware);
}

/* ---- the failure that this exists to prevent ---- */

static struct boot_tree with_uart5(void)
{
	const struct boot_tree enabled = tree_with_text(
		tree_own(BOOT_LINUX), RESOURCES "/serial@40011000", "status", "okay");
	const uint32_t rcc =
		fdt_get_phandle(enabled.data, fdt_path_offset(enabled.data, "/soc/rcc@50000000"));
	const uint32_t clock[] = {rcc, UART5_K};
	const uint32_t parent[] = {rcc, PLL4_Q};
	const struct boot_tree assigned =
		tree_with_cells(enabled, RESOURCES "/serial@40011000", "assigned-clocks", clock, 2);
	const struct boot_tree tree = tree_with_cells(assigned, RESOURCES "/serial@40011000",
						      "assigned-clock-parents", parent, 2);

	free((void *)enabled.data);
	free((void *)assigned.data);
	return tree;
}

static void undeclared_a_clock_is_lost_and_declared_it_stays(void **state)
{
	struct firmware firmware = firmware_load("../test-firmware/uart_pll4");
	const struct boot_tree tree = with_uart5();
	const int pll = clk_by_name("pll4_q");

	(void)state;
	/* Linux has switched the unused PLL output off: the UART never finishes its first character. */
	power(own, false);
	assert_int_equal(clk_rate(linux_of()->clocks, pll), 0);
	start(&firmware);
	run_ms(10);
	assert_not_said("on PLL4_Q");
	assert_int_equal(machine_stop(machine), 0);
	power_off(own);

	power(tree, false);
	assert_int_equal(clk_rate(linux_of()->clocks, pll), 0);
	start(&firmware);
	assert_int_equal(clk_rate(linux_of()->clocks, pll), 74250000);
	run_ms(10);
	assert_said("uart-line: on PLL4_Q");
	assert_int_equal(machine_stop(machine), 0);
	assert_int_equal(clk_rate(linux_of()->clocks, pll), 0);
	power_off(tree);
	firmware_free(&firmware);
}

/* ---- lives ---- */

static void a_hundred_lives_leave_nothing_behind(void **state)
{
	struct firmware firmware = firmware_load("resources");
	struct level boot;

	(void)state;
	power(own, false);
	boot = level_now();
	for (unsigned i = 0; i < 100; i++) {
		start(&firmware);
		assert_true(level_now().claims > boot.claims);
		said[0] = '\0';
		run_ms(2);
		assert_said("I2C5 clock set: ");
		assert_int_equal(machine_stop(machine), 0);
		assert_level(boot);
	}
	power_off(own);
	firmware_free(&firmware);
}

static void a_crash_gives_all_back(void **state)
{
	struct firmware firmware = firmware_load("../test-firmware/srm_run");
	const uint32_t order = SRM_RUN_LOCK_UP;
	struct level boot;
	void *orders;

	(void)state;
	power(own, false);
	boot = level_now();
	for (unsigned i = 0; i < 3; i++) {
		start(&firmware);
		run_ms(5);
		orders = board_memory(machine_board(machine), SOC_M4, SRM_RUN_ORDERS, 4);
		assert_non_null(orders);
		memcpy(orders, &order, 4);
		/* It looks when it wakes. */
		assert_int_equal(
			rpmsg_channel_send((struct rpmsg_channel *)rpmsg_bus_channels(
						   remoteproc_bus(machine_remoteproc(machine), 0)),
					   "", 0),
			0);
		run_ms(5);
		assert_said("crash: the Cortex-M4 locked up");
		assert_int_equal(remoteproc_state(machine_remoteproc(machine)), RPROC_CRASHED);
		assert_level(boot);
		assert_int_equal(machine_stop(machine), 0);
		assert_level(boot);
		memset(orders, 0, 4);
		said[0] = '\0';
	}
	power_off(own);
	firmware_free(&firmware);
}

static void a_firmware_that_cannot_be_loaded_holds_nothing(void **state)
{
	static const char no_firmware[64] = "no ELF";
	struct host_error error;
	struct level boot;

	(void)state;
	power(own, false);
	boot = level_now();
	assert_int_not_equal(machine_start(machine, no_firmware, sizeof(no_firmware), &error), 0);
	assert_level(boot);
	power_off(own);
}

/* ---- conflicts ---- */

/* PA14, the button, as a LED of Linux's. */
static struct boot_tree with_a_second_owner(void)
{
	const struct boot_tree tree = tree_own(BOOT_LINUX);
	const uint32_t bank = fdt_get_phandle(
		tree.data,
		fdt_node_offset_by_prop_value(tree.data, -1, "st,bank-name", "GPIOA", 6));
	const uint32_t gpios[] = {bank, 14, 0};

	assert_true(bank != 0);
	return tree_with_cells(tree, "/leds/led-blue", "gpios", gpios, 3);
}

static void a_conflict_names_both_sides_and_nothing_starts(void **state)
{
	const struct boot_tree tree = with_a_second_owner();
	struct firmware firmware = firmware_load("resources");
	struct host_error error;
	struct level boot;

	(void)state;
	for (int as_linux = 0; as_linux < 2; as_linux++) {
		power(tree, as_linux);
		boot = level_now();
		assert_int_equal(machine_start(machine, firmware.data, firmware.size, &error),
				 as_linux ? -ETIMEDOUT : -EBUSY);
		assert_string_equal(error.text, "pin PA14 is wanted by m4_system_resources/button "
						"and by /leds/led-blue");
		assert_int_equal(remoteproc_state(machine_remoteproc(machine)), RPROC_OFFLINE);
		assert_level(boot);
		machine_destroy(machine);
	}
	free((void *)tree.data);
	firmware_free(&firmware);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_firmware_gets_what_is_declared),
		cmocka_unit_test(what_is_not_declared_is_refused),
		cmocka_unit_test(without_a_manager_nobody_answers),
		cmocka_unit_test(undeclared_a_clock_is_lost_and_declared_it_stays),
		cmocka_unit_test(a_hundred_lives_leave_nothing_behind),
		cmocka_unit_test(a_crash_gives_all_back),
		cmocka_unit_test(a_firmware_that_cannot_be_loaded_holds_nothing),
		cmocka_unit_test(a_conflict_names_both_sides_and_nothing_starts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
