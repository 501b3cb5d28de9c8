/* SPDX-License-Identifier: BSD-3-Clause */
/* Part numbers and boards: what the data sheets say of the lines and variants, and that the wires of the
 * boards fit their chips. test_debian.c compares the boards with Debian's trees. */
#include "soc/boards.h"
#include "soc/chip.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "soc/peripheral.h"

static struct soc_chip chip(const char *name)
{
	struct soc_chip read;

	assert_int_equal(soc_chip_by_name(name, &read), 0);
	return read;
}

static void part_numbers_are_read(void **state)
{
	static const struct {
		const char *name;
		const char *again;
		unsigned line, cores;
		uint32_t hz;
		bool crypto, fdcan, gpu;
		enum soc_package package;
	} chips[] = {
		{"STM32MP157CAC3", "STM32MP157CAC", 157, 2, 650000000, 1, 1, 1, SOC_PACKAGE_AC},
		{"STM32MP157FAA1", "STM32MP157FAA", 157, 2, 800000000, 1, 1, 1, SOC_PACKAGE_AA},
		{"stm32mp157aadx", "STM32MP157AAD", 157, 2, 650000000, 0, 1, 1, SOC_PACKAGE_AD},
		{"STM32MP153DAB1", "STM32MP153DAB", 153, 2, 800000000, 0, 1, 0, SOC_PACKAGE_AB},
		{"STM32MP151CAD3T", "STM32MP151CAD", 151, 1, 650000000, 1, 0, 0, SOC_PACKAGE_AD},
		{"STM32MP151AAA", "STM32MP151AAA", 151, 1, 650000000, 0, 0, 0, SOC_PACKAGE_AA},
		{"stm32mp153a", "STM32MP153A", 153, 2, 650000000, 0, 1, 0, SOC_PACKAGES},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(chips) / sizeof(chips[0]); i++) {
		const struct soc_chip read = chip(chips[i].name);
		char name[SOC_CHIP_NAME];

		assert_int_equal(read.line, chips[i].line);
		assert_int_equal(read.a7_cores, chips[i].cores);
		assert_int_equal(read.a7_hz, chips[i].hz);
		assert_int_equal(read.m4_hz, 209000000);
		assert_int_equal(read.crypto, chips[i].crypto);
		assert_int_equal(read.fdcan, chips[i].fdcan);
		assert_int_equal(read.gpu, chips[i].gpu);
		assert_int_equal(read.dsi, chips[i].gpu);
		assert_int_equal(read.package, chips[i].package);
		assert_string_equal(soc_chip_name(&read, name), chips[i].again);
	}
}

static void what_is_no_part_number_is_refused(void **state)
{
	static const char *const wrong[] = {"",
					    "STM32MP15",
					    "STM32MP155A",
					    "STM32MP157",
					    "STM32MP157B",
					    "STM32MP157CA",
					    "STM32MP157CAE",
					    "STM32MP157CAC-",
					    "STM32MP157CAC3!",
					    "STM32MP135FAF",
					    "STM32MP157CACX3",
					    "STM32H743ZI"};
	struct soc_chip read = {.line = 7};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(soc_chip_by_name(wrong[i], &read), -EINVAL);
		assert_int_equal(read.line, 7);
	}
}

static void chips_have_what_their_line_has(void **state)
{
	const struct soc_chip full = chip("STM32MP157FAA"), small = chip("STM32MP151AAD");
	const struct soc_chip middle = chip("STM32MP153CAC"), bare = chip("STM32MP157A");
	size_t count;
	const struct soc_peripheral *all = soc_peripherals(&count);
	unsigned missing = 0;

	(void)state;
	for (size_t i = 0; i < count; i++) {
		assert_true(soc_chip_has(&full, all[i].name));
		missing += !soc_chip_has(&small, all[i].name);
	}
	/* CRYP1, CRYP2, FDCAN with CCU and memory, GPU, DSI; and in AD the ports I, J, K and Z. */
	assert_int_equal(missing, 8 + 4);
	assert_false(soc_chip_has(&small, "FDCAN1"));
	assert_true(soc_chip_has(&small, "LTDC"));
	assert_true(soc_chip_has(&small, "HASH1"));
	assert_true(soc_chip_has(&middle, "FDCAN2"));
	assert_true(soc_chip_has(&middle, "CRYP1"));
	assert_false(soc_chip_has(&middle, "GPU"));
	assert_false(soc_chip_has(&middle, "GPIOJ"));
	assert_true(soc_chip_has(&middle, "GPIOI"));
	assert_false(soc_chip_has(&bare, "CRYP2"));
	assert_true(soc_chip_has(&bare, "GPIOK"));
	assert_false(soc_chip_has(&full, "USART9"));

	assert_true(soc_chip_has_signal(&full, "FDCAN1_TX"));
	assert_false(soc_chip_has_signal(&small, "FDCAN1_TX"));
	assert_false(soc_chip_has_signal(&middle, "DSI_TE"));
	assert_false(soc_chip_has_signal(&middle, "DSIHOST_D0P"));
	assert_true(soc_chip_has_signal(&full, "DSIHOST_D0P"));
	assert_true(soc_chip_has_signal(&middle, "ADC1_INP0"));
	/* AD has no ANA0. */
	assert_false(soc_chip_has_signal(&small, "ADC1_INP0"));
	assert_false(soc_chip_has_signal(&full, "USART9_TX"));
	assert_true(soc_chip_has_pin(&full, soc_pin('K', 7)));
	assert_false(soc_chip_has_pin(&middle, soc_pin('K', 7)));
	assert_true(soc_chip_has_pin(&bare, soc_pin('K', 7)));
}

static void boards_are_found_by_their_names(void **state)
{
	const struct soc_board *dk2 = soc_board_by_name("stm32mp157c-dk2");

	(void)state;
	assert_non_null(dk2);
	assert_string_equal(dk2->chip, "STM32MP157CAC");
	assert_int_equal(dk2->hse_hz, 24000000);
	assert_int_equal(dk2->lse_hz, 32768);
	assert_ptr_equal(soc_board_by_name("st,stm32mp157c-dk2"), dk2);
	assert_ptr_equal(soc_board_by_name("stm32mp157c-dk2-scmi"), dk2);
	assert_ptr_equal(soc_board_by_name("stm32mp157c-dk2.dtb"), dk2);
	assert_ptr_equal(soc_board_by_name("STM32MP157C-DK2"), dk2);
	assert_string_equal(
		soc_board_by_name("stm32mp157a-icore-stm32mp1-ctouch2-of10")->compatible,
		"engicam,icore-stm32mp1-ctouch2-of10");
	assert_null(soc_board_by_name("stm32mp157c-dk3"));
	assert_null(soc_board_by_name("stm32mp157c-dk2-"));
	assert_null(soc_board_by_name(""));
}

static void wires_fit_the_chip(void **state)
{
	size_t count;
	const struct soc_board *boards = soc_boards(&count);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		const struct soc_chip on_board = chip(boards[i].chip);
		const struct soc_wire *wire, *other;
		size_t cursor = 0;

		while ((wire = soc_board_wire_next(&boards[i], &cursor))) {
			const struct soc_pin *pin = soc_pin_by_name(wire->pin);
			size_t again = 0;

			assert_non_null(pin);
			assert_true(soc_chip_has_pin(&on_board, pin));
			if (wire->signal && strcmp(wire->signal, "GPIO"))
				assert_true(soc_pin_af(pin, wire->signal) >= 0);
			/* No two parts want the pin for different things. */
			while ((other = soc_board_wire(&boards[i], wire->pin, &again))) {
				if (other != wire && other->signal && wire->signal)
					assert_string_equal(other->signal, wire->signal);
			}
		}
	}
}

static const struct soc_wire *wire(const char *board, const char *pin)
{
	size_t cursor = 0;

	return soc_board_wire(soc_board_by_name(board), pin, &cursor);
}

static void wires_are_those_of_the_boards(void **state)
{
	(void)state;
	assert_string_equal(wire("stm32mp157c-dk2", "PG11")->signal, "UART4_TX");
	assert_string_equal(wire("stm32mp157c-dk2", "PG11")->part, "ST-LINK serial port");
	assert_string_equal(wire("stm32mp157c-dk2", "ph7")->part, "orange LED LD7");
	assert_string_equal(wire("stm32mp157c-dk2", "PA11")->part, "Arduino SCL");
	assert_null(wire("stm32mp157c-dk2", "PA11")->signal);
	assert_string_equal(wire("stm32mp157c-dk2", "PB14")->signal, "SDMMC2_D0");
	assert_null(wire("stm32mp157a-dk1", "PB14")); /* without Wi-Fi */
	assert_string_equal(wire("stm32mp157c-ev1", "PH13")->part, "CAN transceiver");
	assert_null(wire("stm32mp157c-ed1", "PH13"));
	assert_string_equal(wire("stm32mp157c-ed1", "PB14")->part, "eMMC");
	assert_null(wire("stm32mp157c-odyssey", "PA0"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(part_numbers_are_read),
		cmocka_unit_test(what_is_no_part_number_is_refused),
		cmocka_unit_test(chips_have_what_their_line_has),
		cmocka_unit_test(boards_are_found_by_their_names),
		cmocka_unit_test(wires_fit_the_chip),
		cmocka_unit_test(wires_are_those_of_the_boards),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
