/* SPDX-License-Identifier: BSD-3-Clause */
/* From what was found to a file: as short as the defaults let it be, read back to the same, and never refused. */
#include "assign/fixture.h"

#include "assign/diff.h"
#include "assign/import.h"

static struct import *found;

static int open_import(void **state)
{
	(void)state;
	found = import_new("pump.ioc");
	assert_non_null(found);
	snprintf(found->board, sizeof(found->board), "stm32mp157c-dk2");
	return 0;
}

static int close_import(void **state)
{
	(void)state;
	import_free(found);
	return 0;
}

static void says(const char *expected)
{
	struct emit out = {0};

	assert_int_equal(import_write(found, &out), 0);
	assert_string_equal(out.text, expected);
	emit_free(&out);
}

#define HEAD "# Imported by `copro assign import` from pump.ioc.\nboard: stm32mp157c-dk2\n"

static struct import_pad at(const char *pin)
{
	assert_non_null(soc_pin_by_name(pin));
	return import_pad(soc_pin_by_name(pin));
}

static void test_nothing(void **state)
{
	(void)state;
	says(HEAD);
}

/* What the defaults say already is not written. */
static void test_short(void **state)
{
	struct import_peripheral *i2c5 = import_peripheral(found, "I2C5");
	struct import_pad scl = at("PA11"), sda = at("PA12");

	(void)state;
	i2c5->context = ASSIGNMENT_M4;
	i2c5->isolation = ASSIGNMENT_ISOLATED;
	i2c5->lock = 0;
	i2c5->source = SOC_CLOCK_HSI;
	i2c5->priority = 8;
	assert_true(import_pin(found, i2c5, "I2C5_SCL", &scl));
	assert_true(import_pin(found, i2c5, "I2C5_SDA", &sda));
	says(HEAD "\nperipherals:\n  I2C5: m4\n");
}

static void test_all(void **state)
{
	struct import_peripheral *usart3 = import_peripheral(found, "USART3");
	struct import_pad tx = at("PB10"), rx = at("PB12"), led = at("PH7"), stop = at("PA14");
	struct import_gpio *gpio;

	(void)state;
	usart3->context = ASSIGNMENT_M4;
	usart3->lock = 1;
	usart3->source = SOC_CLOCK_PLL4_Q;
	usart3->priority = 2;
	rx.pull = ASSIGNMENT_PULL_UP;
	tx.speed = ASSIGNMENT_SPEED_HIGH;
	assert_true(import_pin(found, usart3, "USART3_TX", &tx));
	assert_true(import_pin(found, usart3, "USART3_RX", &rx));
	usart3->dma[0] = (struct import_dma){"USART3_RX", 2, 3};
	usart3->dma_count = 1;
	import_peripheral(found, "DMA2")->context = ASSIGNMENT_M4;
	gpio = import_gpio(found, "LED 7", &led);
	gpio->direction = ASSIGNMENT_OUTPUT;
	gpio->high = 1;
	gpio = import_gpio(found, "STOP", &stop);
	gpio->edge = ASSIGNMENT_FALLING;
	gpio->active_low = 1;
	found->oscillators[ASSIGNMENT_HSE] = 25000000;
	found->plls[3] = (struct import_pll){4, 80, 0, 6, 8, IMPORT_UNSAID};
	import_note(found, "FREERTOS: middleware\nof the project");
	says(HEAD "\nperipherals:\n"
		  "  USART3:\n    context: m4\n    lock: true\n    clock: pll4_q\n    priority: 2\n"
		  "    pins:\n      TX: {pin: PB10, speed: high}\n      RX: {pin: PB12, pull: up}\n"
		  "    dma:\n      RX: DMA2/3\n"
		  "  DMA2: m4\n"
		  "\ngpio:\n"
		  "  LED_7: {pin: PH7, direction: output, level: high}\n"
		  "  STOP: {pin: PA14, active: low, interrupt: falling}\n"
		  "\nclocks:\n  hse: 25 MHz\n  pll4: {m: 4, n: 80, fraction: 0, p: 6, q: 8}\n"
		  "\n# Not carried over:\n"
		  "#   the label LED 7 of PH7 is LED_7 here\n"
		  "#   FREERTOS: middleware?of the project\n");
}

/* What the board has by a name of its own stays; what the project gives to somebody else does not. */
static void test_board_pins(void **state)
{
	struct import_pad led = at("PD11"), irq = at("PA0");
	struct import_gpio *gpio = import_gpio(found, "heartbeat", &led);

	(void)state;
	gpio->context = ASSIGNMENT_A7;
	gpio->direction = ASSIGNMENT_OUTPUT;
	gpio = import_gpio(found, "WAKE", &irq);
	gpio->context = ASSIGNMENT_M4;
	says(HEAD "\ngpio:\n  PMIC_IRQ: unused\n  WAKE: {pin: PA0}\n");
}

/* The reader refuses a stream that there is not; the rest stays, and a note says so. */
static void test_refused(void **state)
{
	struct import_peripheral *usart3 = import_peripheral(found, "USART3");
	struct emit out = {0};
	struct read_file file;

	(void)state;
	usart3->context = ASSIGNMENT_M4;
	usart3->dma[0] = (struct import_dma){"USART3_RX", 2, 3};
	usart3->dma[1] = (struct import_dma){"USART3_TX", 2, 9};
	usart3->dma_count = 2;
	assert_int_equal(import_write(found, &out), 0);
	file = read_good(out.text);
	assert_int_equal(assignment_peripheral(file.assignment, "USART3")->dma_count, 1);
	assert_non_null(strstr(out.text, "#   USART3: "));
	read_free(&file);
	emit_free(&out);
}

static void test_chip(void **state)
{
	struct emit out = {0};

	(void)state;
	found->board[0] = '\0';
	assert_int_equal(import_write(found, &out), -EINVAL);
	snprintf(found->chip, sizeof(found->chip), "STM32MP151AAC3");
	snprintf(found->name, sizeof(found->name), "pump");
	assert_int_equal(import_write(found, &out), 0);
	assert_string_equal(out.text, "# Imported by `copro assign import` from pump.ioc.\n"
				      "chip: STM32MP151AAC3\nname: pump\n");
	emit_free(&out);
}

/* More than there is room for is noted, not written. */
static void test_room(void **state)
{
	struct import_peripheral *usart3 = import_peripheral(found, "USART3");
	struct import_pad pad = at("PB10");
	char name[SOC_SIGNAL_MAX];

	(void)state;
	for (unsigned i = 0; i < IMPORT_PINS; i++) {
		snprintf(name, sizeof(name), "USART3_X%u", i);
		assert_true(import_pin(found, usart3, name, &pad));
	}
	assert_true(import_pin(found, usart3, "USART3_X0", &pad));
	assert_false(import_pin(found, usart3, "USART3_Y", &pad));
	for (unsigned i = 0; i < 2 * IMPORT_NOTES; i++)
		import_note(found, "note %u", i);
	assert_int_equal(found->note_count, IMPORT_NOTES);
	assert_true(found->notes_lost);
	for (unsigned i = 0; i < IMPORT_GPIO; i++)
		assert_non_null(import_gpio(found, "same", &pad));
	assert_null(import_gpio(found, "same", &pad));
}

#define test(function) cmocka_unit_test_setup_teardown(function, open_import, close_import)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(test_nothing), test(test_short), test(test_all),  test(test_board_pins),
		test(test_refused), test(test_chip),  test(test_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
