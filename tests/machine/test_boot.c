/* SPDX-License-Identifier: BSD-3-Clause */
/* The boot stages on the board: what each does to the chip and to its tree. */
#include "machine/boot_rig.h"

#include "host/boot/show.h"
#include "soc/regs/pwr.h"
#include "soc/regs/rcc.h"
#include "soc/regs/tamp.h"

#include "board/device.h"

#define RCC	   0x50000000u
#define PWR	   0x50001000u
#define TAMP	   0x5C00A000u
#define DECPROT(n) (ETZPC_ADDRESS + ETZPC_DECPROT0 + 4u * (n))

#define ID_I2C4	 0x05u
#define ID_TIM2	 0x10u
#define ID_UART4 0x20u
#define ID_I2C5	 0x25u
#define ID_SAI2	 0x3Bu
#define ID_DMA2	 0x59u
#define ID_ETH	 0x5Eu

static const struct boot_tree own = {NULL, 0};

/* ---- trusted firmware ---- */

static void the_firewall_is_as_the_list_says(void **state)
{
	struct rig *rig = rig_make();

	(void)state;
	/* As the manual gives it, before anybody has written there. */
	assert_int_equal(rig_tfa(rig, tree_own(BOOT_TFA)), 0);
	assert_no_warnings(rig);
	for (unsigned id = 0; id < ETZPC_IDS; id++) {
		static const unsigned isolated[] = {0x10, 0x25, 0x35, 0x47, 0x48, 0x59};
		unsigned wanted = ETZPC_OPEN;

		for (size_t i = 0; i < sizeof(isolated) / sizeof(isolated[0]); i++) {
			if (isolated[i] == id)
				wanted = ETZPC_MCU_ISOLATION;
		}
		/* 0x06 is reserved, and named by nobody: secure since reset. */
		if (id != 0x06)
			assert_int_equal(rig_mode(rig, id), wanted);
		assert_int_equal(etzpc_locked(&rig->etzpc, id), id == ID_ETH);
	}
	/* The lock came after the attribute, and holds. */
	rig_write(rig, DECPROT(5), 0);
	assert_int_equal(rig_mode(rig, ID_ETH), ETZPC_OPEN);
	assert_int_equal(rig_mode(rig, ID_DMA2), 0);
	/* ROM and SYSRAM but its last page, locked. */
	assert_int_equal(rig_read(rig, ETZPC_ADDRESS + ETZPC_TZMA0_SIZE), 0x800003FF);
	assert_int_equal(rig_read(rig, ETZPC_ADDRESS + ETZPC_TZMA1_SIZE), 0x8000003E);
	rig_free(rig);
}

/* The board that nobody boots has the clocks of a DK2's TF-A written down once more: both are the same. */
static void the_clocks_are_a_dk2s(void **state)
{
	const struct board_config config = {.cold_boot = false};
	struct rig *rig = rig_make();
	struct board *booted;

	(void)state;
	assert_int_equal(board_create(&booted, &config), 0);
	assert_int_equal(rig_tfa(rig, tree_own(BOOT_TFA)), 0);
	for (uint32_t offset = 0; offset < 0x1000; offset += 4) {
		const struct mmio there = {board_port(booted, SOC_A7_SECURE), RCC};
		/* Gates of the A7 are not TF-A's alone. */
		const bool gates =
			(offset >= 0x200 && offset < 0x400) || (offset >= 0xA00 && offset < 0xC00);

		if (!gates && mmio_read32(there, offset) != rig_read(rig, RCC + offset))
			fail_msg("RCC+0x%03X: 0x%08X on the board, 0x%08X from the tree",
				 (unsigned)offset, (unsigned)mmio_read32(there, offset),
				 (unsigned)rig_read(rig, RCC + offset));
	}
	board_destroy(booted);
	rig_free(rig);
}

static void a_tree_may_choose_other_clocks(void **state)
{
	static const char source[] =
		"/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;\n"
		"rcc@50000000 { compatible = \"st,stm32mp1-rcc\", \"syscon\";\n"
		" reg = <0x50000000 0x1000>; #address-cells = <1>; #size-cells = <0>;\n"
		/* MCU and AXI from HSI, PLL3 off; RTC from LSI */
		" st,clksrc = <0x202 0x240 0x480 0x281 0x8201 0x8241 0x1402 0x800F 0x804F>;\n"
		" st,clkdiv = <1 0 2 1 1 1 1 2 23 0 0>;\n"
		/* UART4 from PCLK1, USBO from the PHY, USBPHY from HSE/2 */
		" st,pkcs = <0x8E80 0x800091C1 0x91C2>;\n"
		" st,pll@0 { compatible = \"st,stm32mp1-pll\"; reg = <0>;\n"
		"  cfg = <2 80 0 0 0 1>; frac = <0x800>; };\n"
		" st,pll@3 { compatible = \"st,stm32mp1-pll\"; reg = <3>;\n"
		"  cfg = <1 49 5 7 7 7>; }; }; };";
	const struct boot_tree tree = tree_compile(source);
	struct rig *rig = rig_make();

	(void)state;
	assert_int_equal(rig_tfa(rig, tree), 0);
	assert_no_warnings(rig);
	assert_int_equal(rig_read(rig, RCC + RCC_MSSCKSELR), RCC_READY);
	assert_int_equal(rig_read(rig, RCC + RCC_MCUDIVR), RCC_READY | 2);
	assert_int_equal(rig_read(rig, RCC + RCC_PLL3CR), 0);
	assert_int_equal(rig_read(rig, RCC + RCC_PLL4CR), 0x73);
	/* 12 MHz after M: the upper input range. */
	assert_int_equal(rig_read(rig, RCC + RCC_PLL4CR + RCC_PLLCFGR1), 0x01010031);
	assert_int_equal(rig_read(rig, RCC + RCC_UART24CKSELR), 0);
	assert_int_equal(rig_read(rig, RCC + RCC_USBCKSELR), 0x12);
	assert_int_equal(rig_read(rig, RCC + RCC_BDCR) >> 16 & 3, 2);
	assert_int_equal(cortex_m_cycles(board_core(rig->board)), 0);
	free((void *)tree.data);
	rig_free(rig);
}

static void without_a_list_all_is_open(void **state)
{
	const struct boot_tree tree = tree_compile("/dts-v1/; / { };");
	struct rig *rig = rig_make();

	(void)state;
	assert_int_not_equal(rig_mode(rig, ID_I2C4), ETZPC_OPEN);
	assert_int_equal(rig_tfa(rig, tree), 0);
	assert_no_warnings(rig);
	for (unsigned id = 0; id < ETZPC_IDS; id++)
		assert_int_equal(rig_mode(rig, id), ETZPC_OPEN);
	assert_non_null(rig_said(rig, HOST_EVENT_BOOT, "the tree has no st,decprot"));
	free((void *)tree.data);
	rig_free(rig);
}

static void the_rcc_may_stay_secure(void **state)
{
	const struct boot_tree tree =
		tree_with_text(tree_own(BOOT_TFA), "/soc/rcc@50000000", "secure-status", "okay");
	struct rig *rig = rig_make();

	(void)state;
	rig_boot(rig, tree, own);
	assert_int_equal(rig_read(rig, RCC + RCC_TZCR), RCC_TZCR_TZEN);
	/* Linux sees that, by st,syscfg-tz, and asks. */
	assert_true(rig->system->rproc.wiring.secure_hold_boot);
	rig_free(rig);

	rig = rig_make();
	rig_boot(rig, own, own);
	assert_int_equal(rig_read(rig, RCC + RCC_TZCR), 0);
	assert_false(rig->system->rproc.wiring.secure_hold_boot);
	free((void *)tree.data);
	rig_free(rig);
}

/* ---- boot loader ---- */

static void append(void *context, const char *text, size_t length)
{
	char *all = context;
	const size_t so_far = strlen(all);

	assert_true(so_far + length < 4000);
	memcpy(all + so_far, text, length);
	all[so_far + length] = '\0';
}

static void what_is_not_linuxs_is_disabled(void **state)
{
	static const char expected[] = "/soc/bus@5c007000/i2c@40015000\n"
				       "- \tstatus = \"okay\";\n"
				       "+ \tstatus = \"disabled\";\n"
				       "\n"
				       "/soc/bus@5c007000/dma-controller@48001000\n"
				       "+ \tstatus = \"disabled\";\n";
	char difference[4096] = "";
	const struct show_sink sink = {append, difference};
	struct rig *rig = rig_make();

	(void)state;
	rig_boot(rig, own, own);
	assert_no_warnings(rig);
	assert_int_equal(boot_trees_compare(tree_own(BOOT_LINUX), rig->handed_on, &sink), 0);
	assert_string_equal(difference, expected);
	assert_non_null(rig_said(rig, HOST_EVENT_BOOT_DETAIL,
				 "i2c@40015000 disabled: I2C5 (0x25) is the M4's alone"));
	assert_non_null(
		rig_said(rig, HOST_EVENT_BOOT, "disabled for Linux: i2c@40015000, dma-controller"));
	rig_free(rig);
}

/* A tree of the kind that mainline ships: no access-controllers, nodes are found by address alone. */
static const char by_address[] =
	"/dts-v1/; / { #address-cells = <1>; #size-cells = <1>;\n"
	"soc { compatible = \"simple-bus\"; #address-cells = <1>; #size-cells = <1>; ranges;\n"
	" serial@40010000 { compatible = \"st,stm32h7-uart\"; reg = <0x40010000 0x400>; };\n"
	" i2c@40015000 { compatible = \"st,stm32mp15-i2c\"; reg = <0x40015000 0x400>; };\n"
	" spi@44004000 { compatible = \"st,stm32h7-spi\"; reg = <0x44004000 0x400>;\n"
	"  status = \"disabled\"; };\n"
	" half { #address-cells = <1>; #size-cells = <1>; ranges = <0 0x5c000000 0x10000>;\n"
	"  i2c@2000 { compatible = \"st,stm32mp15-i2c\"; reg = <0x2000 0x400>; }; };\n"
	" can@4400f000 { compatible = \"bosch,m_can\"; reg = <0x4400f000 0x400>; };\n"
	" m4 { #address-cells = <1>; #size-cells = <1>; ranges;\n"
	"  t@40010000 { compatible = \"rproc-srm-dev\"; reg = <0x40010000 0x400>; };\n"
	"  all { compatible = \"rproc-srm-core\"; #address-cells = <1>; #size-cells = <1>; ranges;\n"
	"   u@40010000 { reg = <0x40010000 0x400>; }; }; };\n"
	"}; };";

static bool is_enabled(struct rig *rig, const char *path)
{
	struct dt dt;
	int node;

	assert_int_equal(dt_open(&dt, rig->handed_on.data, rig->handed_on.size, NULL), 0);
	node = dt_find(&dt, path);
	assert_true(node >= 0);
	return dt_available(&dt, node);
}

static void nodes_are_found_by_address(void **state)
{
	const struct boot_tree tree = tree_compile(by_address);
	struct rig *rig = rig_make();

	(void)state;
	assert_int_equal(rig_tfa(rig, tree), 0);
	assert_int_equal(etzpc_set_mode(&rig->etzpc, ID_UART4, ETZPC_MCU_ISOLATION), 0);
	assert_int_equal(etzpc_set_mode(&rig->etzpc, ID_I2C4, ETZPC_SECURE), 0);
	assert_int_equal(etzpc_set_mode(&rig->etzpc, 0x3E, ETZPC_MCU_ISOLATION), 0);
	assert_int_equal(rig_bootloader(rig, tree), 0);
	assert_false(is_enabled(rig, "/soc/serial@40010000"));
	assert_true(is_enabled(rig, "/soc/i2c@40015000"));
	assert_false(is_enabled(rig, "/soc/spi@44004000"));
	assert_false(is_enabled(rig, "/soc/half/i2c@2000"));
	/* The second controller of the same number. */
	assert_false(is_enabled(rig, "/soc/can@4400f000"));
	/* The M4's description of the same UART stays. */
	assert_true(is_enabled(rig, "/soc/m4/t@40010000"));
	assert_true(is_enabled(rig, "/soc/m4/all/u@40010000"));
	assert_non_null(rig_said(rig, HOST_EVENT_BOOT,
				 "serial@40010000, can@4400f000 (the M4's); i2c@2000 (the secure"));
	free((void *)tree.data);
	rig_free(rig);
}

/* What a stage decides comes from the registers, not from what an earlier stage meant. */
static void stages_follow_the_registers(void **state)
{
	struct rig *rig = rig_make();

	(void)state;
	assert_int_equal(rig_tfa(rig, tree_own(BOOT_TFA)), 0);
	assert_int_equal(etzpc_set_mode(&rig->etzpc, ID_I2C5, ETZPC_OPEN), 0);
	assert_int_equal(etzpc_set_mode(&rig->etzpc, ID_UART4, ETZPC_MCU_ISOLATION), 0);
	assert_int_equal(rig_bootloader(rig, tree_own(BOOT_LINUX)), 0);
	assert_true(is_enabled(rig, "/soc/bus@5c007000/i2c@40015000"));
	assert_false(is_enabled(rig, "/soc/bus@5c007000/serial@40010000"));

	/* And between boot loader and Linux: the tree says yes, the register no. */
	assert_int_equal(etzpc_set_mode(&rig->etzpc, ID_I2C5, ETZPC_MCU_ISOLATION), 0);
	assert_int_equal(rig_warnings(rig), 0);
	assert_int_equal(rig_linux(rig), 0);
	assert_int_equal(rig_warnings(rig), 1);
	assert_warned(rig,
		      "i2c@40015000: the device is not made (EACCES): I2C5 (0x25) is the M4's");
	assert_int_equal(rig->system->refused, 1);
	assert_null(claims_find(&rig->system->claims, CLAIM_PERIPHERAL, 0x40015000, NULL));
	rig_free(rig);
}

/* The console's pins, under the lock that firmware takes for them too. */
static void the_console_is_opened_under_the_lock(void **state)
{
	const uint32_t lock = 0x4C000000;
	struct rig *rig = rig_make();

	(void)state;
	assert_int_equal(rig_tfa(rig, tree_own(BOOT_TFA)), 0);
	assert_int_equal(rig_bootloader(rig, tree_own(BOOT_LINUX)), 0);
	/* UART4: PG11 alternate function 6, PB2 alternate function 8. */
	assert_int_equal(rig_read(rig, 0x50008000) >> 22 & 3, 2);
	assert_int_equal(rig_read(rig, 0x50008024) >> 12 & 15, 6);
	assert_int_equal(rig_read(rig, 0x50003000) >> 4 & 3, 2);
	assert_int_equal(rig_read(rig, 0x50003020) >> 8 & 15, 8);
	assert_int_equal(rig_read(rig, lock), 0);
	assert_non_null(
		rig_said(rig, HOST_EVENT_BOOT_DETAIL, "2 pins, configured under semaphore 0"));
	rig_free(rig);

	/* Held by the other processor: the pins are left alone, and so is the lock. */
	rig = rig_make();
	assert_int_equal(rig_tfa(rig, tree_own(BOOT_TFA)), 0);
	rig_write(rig, RCC + RCC_MP_AHB3ENSETR, RCC_AHB3EN_HSEMEN);
	mmio_write32((struct mmio){board_port(rig->board, SOC_M4), lock}, 0, 0x80000200);
	assert_int_equal(rig_bootloader(rig, tree_own(BOOT_LINUX)), 0);
	assert_warned(rig, "semaphore 0, which guards the pins, is taken");
	assert_int_equal(rig_read(rig, lock), 0x80000200);
	rig_write(rig, RCC + RCC_MP_AHB4ENSETR, RCC_AHB4EN_GPIOS);
	assert_int_equal(rig_read(rig, 0x50008000) >> 22 & 3, 3);
	rig_free(rig);
}

static void backup_registers_survive_standby_only(void **state)
{
	const uint32_t state_register = TAMP + TAMP_BKPR(TAMP_BKP_M4_STATE);
	struct rig *rig = rig_make();
	struct device *pwr;

	(void)state;
	assert_int_equal(rig_tfa(rig, tree_own(BOOT_TFA)), 0);
	rig_write(rig, state_register, TAMP_M4_STATE_CRUN);
	rig_write(rig, TAMP + TAMP_BKPR(TAMP_BKP_RSC_TABLE), 0x10020000);
	pwr = board_device(rig->board, "PWR");
	device_set_word(pwr, PWR_MCUCR, PWR_CR_SBF);
	assert_int_equal(rig_bootloader(rig, tree_own(BOOT_LINUX)), 0);
	assert_int_equal(rig_read(rig, state_register), TAMP_M4_STATE_CRUN);
	device_set_word(pwr, PWR_MCUCR, 0);
	assert_int_equal(rig_bootloader(rig, tree_own(BOOT_LINUX)), 0);
	assert_int_equal(rig_read(rig, state_register), TAMP_M4_STATE_OFF);
	assert_int_equal(rig_read(rig, TAMP + TAMP_BKPR(TAMP_BKP_RSC_TABLE)), 0);
	rig_free(rig);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_firewall_is_as_the_list_says),
		cmocka_unit_test(the_clocks_are_a_dk2s),
		cmocka_unit_test(a_tree_may_choose_other_clocks),
		cmocka_unit_test(without_a_list_all_is_open),
		cmocka_unit_test(the_rcc_may_stay_secure),
		cmocka_unit_test(what_is_not_linuxs_is_disabled),
		cmocka_unit_test(nodes_are_found_by_address),
		cmocka_unit_test(stages_follow_the_registers),
		cmocka_unit_test(the_console_is_opened_under_the_lock),
		cmocka_unit_test(backup_registers_survive_standby_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
