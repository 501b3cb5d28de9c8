/* SPDX-License-Identifier: BSD-3-Clause */
/* A CubeMX project, every line of which is either carried over or noted; and files that are none. */
#include "assign/fixture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "assign/import_ioc.h"
#include "assign/properties.h"
#include "soc/clock.h"

struct taken {
	struct import *import;
	int rc;
	char error[IMPORT_TEXT];
};

static struct taken take(const char *text, size_t size)
{
	struct taken taken = {.import = import_new("test.ioc")};
	/* Exactly as large as it is said to be, for the sanitizer to see a byte too far. */
	char *copy = malloc(size ? size : 1);

	assert_non_null(taken.import);
	assert_non_null(copy);
	memcpy(copy, text, size);
	taken.rc = import_ioc(taken.import, copy, size, taken.error);
	free(copy);
	return taken;
}

static struct taken take_text(const char *text)
{
	return take(text, strlen(text));
}

static void drop(struct taken *taken)
{
	import_free(taken->import);
}

static const struct import_peripheral *of(const struct taken *taken, const char *name)
{
	struct import_peripheral *peripheral = import_peripheral(taken->import, name);

	assert_non_null(peripheral);
	return peripheral;
}

static const struct import_pin *pin_of(const struct taken *taken, const char *name,
				       const char *signal)
{
	const struct import_peripheral *peripheral = of(taken, name);

	for (size_t i = 0; i < peripheral->pin_count; i++) {
		if (!strcmp(peripheral->pins[i].signal, signal))
			return &peripheral->pins[i];
	}
	fail_msg("%s has no %s", name, signal);
	return NULL;
}

static bool noted(const struct taken *taken, const char *part)
{
	for (size_t i = 0; i < taken->import->note_count; i++) {
		if (strstr(taken->import->notes[i], part))
			return true;
	}
	return false;
}

static const struct import_gpio *gpio_of(const struct taken *taken, const char *label)
{
	for (size_t i = 0; i < taken->import->gpio_count; i++) {
		if (!strcmp(taken->import->gpio[i].label, label))
			return &taken->import->gpio[i];
	}
	fail_msg("no %s", label);
	return NULL;
}

static struct taken take_pump(void)
{
	char *text = source_file("tests/assign/pump.ioc");
	struct taken taken = take_text(text);

	free(text);
	assert_string_equal(taken.error, "");
	assert_int_equal(taken.rc, 0);
	return taken;
}

static void test_chip_and_contexts(void **state)
{
	struct taken taken = take_pump();

	(void)state;
	assert_string_equal(taken.import->chip, "STM32MP157CAC");
	assert_string_equal(taken.import->board, "stm32mp157c-dk2");
	assert_string_equal(taken.import->name, "pump");
	assert_int_equal(taken.import->rpmsg, 1);
	assert_int_equal(of(&taken, "USART3")->context, ASSIGNMENT_M4);
	assert_int_equal(of(&taken, "I2C5")->context, ASSIGNMENT_M4);
	assert_int_equal(of(&taken, "ADC12")->context, ASSIGNMENT_M4);
	assert_int_equal(of(&taken, "DMA2")->context, ASSIGNMENT_M4);
	assert_int_equal(of(&taken, "UART4")->context, ASSIGNMENT_A7);
	assert_int_equal(of(&taken, "SPI4")->context, ASSIGNMENT_A7);
	assert_int_equal(of(&taken, "USBH_OHCI")->context, ASSIGNMENT_A7);
	assert_int_equal(of(&taken, "USBH_EHCI")->context, ASSIGNMENT_A7);
	assert_int_equal(of(&taken, "RNG1")->context, ASSIGNMENT_A7_SECURE);
	/* Doubts are said. */
	assert_int_equal(of(&taken, "TIM3")->context, ASSIGNMENT_A7);
	assert_true(noted(&taken, "TIM3 is in the lists of several contexts"));
	assert_false(noted(&taken, "SPI4"));
	assert_int_equal(of(&taken, "USART2")->context, IMPORT_UNSAID);
	assert_true(noted(&taken, "USART2 cannot be given to the Cortex-A7 secure"));
	assert_int_equal(of(&taken, "USART1")->context, IMPORT_UNSAID);
	assert_int_equal(of(&taken, "RCC")->context, IMPORT_UNSAID);
	drop(&taken);
}

static void test_pins(void **state)
{
	struct taken taken = take_pump();
	const struct import_pin *pin = pin_of(&taken, "USART3", "USART3_TX");

	(void)state;
	assert_string_equal(pin->pad.pin->name, "PB10");
	assert_int_equal(pin->pad.speed, ASSIGNMENT_SPEED_VERY_HIGH);
	assert_int_equal(pin->pad.pull, IMPORT_UNSAID);
	assert_int_equal(pin->pad.drive, IMPORT_UNSAID);
	assert_int_equal(of(&taken, "USART3")->pin_count, 2);
	pin = pin_of(&taken, "I2C5", "I2C5_SCL");
	assert_string_equal(pin->pad.pin->name, "PA11");
	assert_int_equal(pin->pad.pull, ASSIGNMENT_PULL_UP);
	assert_int_equal(pin->pad.drive, ASSIGNMENT_OPEN_DRAIN);
	/* One signal of several peripherals, and one that has no list of them. */
	assert_string_equal(pin_of(&taken, "ADC12", "ADC1_INP18")->pad.pin->name, "PA4");
	assert_string_equal(pin_of(&taken, "ADC12", "ADC2_INP18")->pad.pin->name, "PA4");
	assert_string_equal(pin_of(&taken, "TIM1", "TIM1_CH1")->pad.pin->name, "PE9");
	assert_true(noted(&taken, "left out: NONSENSE_X at PC3"));
	assert_false(noted(&taken, "DEBUG"));
	assert_int_equal(of(&taken, "USBOTG")->pin_count, 0);
	drop(&taken);
}

static void test_gpio(void **state)
{
	struct taken taken = take_pump();
	const struct import_gpio *gpio = gpio_of(&taken, "LED_RED");

	(void)state;
	assert_int_equal(taken.import->gpio_count, 4);
	assert_string_equal(gpio->pad.pin->name, "PA13");
	assert_int_equal(gpio->context, ASSIGNMENT_M4);
	assert_int_equal(gpio->direction, ASSIGNMENT_OUTPUT);
	assert_int_equal(gpio->high, 1);
	assert_int_equal(gpio->edge, IMPORT_UNSAID);
	assert_int_equal(gpio->pad.pull, ASSIGNMENT_PULL_DOWN);
	assert_int_equal(gpio->pad.speed, ASSIGNMENT_SPEED_MEDIUM);
	assert_int_equal(gpio->pad.drive, ASSIGNMENT_OPEN_DRAIN);
	gpio = gpio_of(&taken, "USER_BUTTON");
	assert_int_equal(gpio->direction, ASSIGNMENT_INPUT);
	assert_int_equal(gpio->edge, ASSIGNMENT_FALLING);
	assert_int_equal(gpio->high, IMPORT_UNSAID);
	assert_int_equal(gpio_of(&taken, "PF14")->context, ASSIGNMENT_A7);
	assert_true(noted(&taken, "PF14 is a pin of several contexts"));
	assert_int_equal(gpio_of(&taken, "PG2")->context, IMPORT_UNSAID);
	assert_true(noted(&taken, "does not say whose pins these are: PG2"));
	assert_true(noted(&taken, "no context at run time are left out: PA10"));
	drop(&taken);
}

static void test_clocks(void **state)
{
	struct taken taken = take_pump();
	const struct import_pll *pll = &taken.import->plls[2];

	(void)state;
	assert_int_equal(taken.import->oscillators[ASSIGNMENT_HSE], 24000000);
	assert_int_equal(taken.import->oscillators[ASSIGNMENT_LSE], 32768);
	assert_int_equal(taken.import->oscillators[ASSIGNMENT_HSI], IMPORT_UNSAID);
	assert_int_equal(pll->m, 2);
	assert_int_equal(pll->n, 34);
	assert_int_equal(pll->fraction, 6660);
	assert_int_equal(pll->p, 2);
	assert_int_equal(pll->q, 17);
	assert_int_equal(pll->r, 37);
	/* Without the multiplier the rest means nothing. */
	assert_int_equal(taken.import->plls[3].m, IMPORT_UNSAID);
	assert_int_equal(taken.import->plls[3].r, IMPORT_UNSAID);
	assert_true(noted(&taken, "PLL4 is left out"));
	assert_true(noted(&taken, "settings are not carried over: MCUDIV"));
	assert_int_equal(of(&taken, "USART3")->source, SOC_CLOCK_PLL4_Q);
	assert_int_equal(of(&taken, "I2C5")->source, SOC_CLOCK_HSI);
	/* On the same selectors, but nobody's. */
	assert_int_equal(of(&taken, "UART5")->source, IMPORT_UNSAID);
	assert_int_equal(of(&taken, "I2C3")->source, IMPORT_UNSAID);
	drop(&taken);
}

static void test_dma_and_interrupts(void **state)
{
	struct taken taken = take_pump();
	const struct import_peripheral *usart = of(&taken, "USART3");

	(void)state;
	assert_int_equal(usart->dma_count, 1);
	assert_string_equal(usart->dma[0].request, "USART3_RX");
	assert_int_equal(usart->dma[0].controller, 2);
	assert_int_equal(usart->dma[0].stream, 3);
	assert_true(noted(&taken, "DMA2_Stream4 of the request MEMTOMEM is left out"));
	assert_int_equal(usart->priority, 5);
	assert_int_equal(of(&taken, "I2C5")->priority, 6);
	assert_true(noted(&taken, "I2C5 has interrupts of several priorities"));
	assert_int_equal(of(&taken, "TIM3")->priority, IMPORT_UNSAID);
	assert_true(noted(&taken, "interrupts that no peripheral of the M4 has here: EXTI14"));
	drop(&taken);
}

static void test_notes(void **state)
{
	struct taken taken = take_pump();

	(void)state;
	assert_true(noted(&taken, "left to the programs: FREERTOS_M4"));
	assert_true(noted(&taken, "FREERTOS_M4 is not carried over: Tasks01"));
	assert_true(noted(&taken, "GIC is not carried over: UART4_IRQn"));
	assert_true(noted(&taken, "USART3: its parameters are the driver's: BaudRate"));
	assert_true(noted(&taken, ", this, has no '='"));
	assert_true(noted(&taken, ", USART3.BaudRate, counts for nothing, as it is said again"));
	assert_false(noted(&taken, "VP_"));
	assert_false(noted(&taken, "VirtualMode"));
	assert_int_equal(taken.import->note_count, 18);
	drop(&taken);
}

static void test_written(void **state)
{
	struct taken taken = take_pump();
	struct emit out = {0};

	(void)state;
	assert_int_equal(import_write(taken.import, &out), 0);
	assert_non_null(strstr(out.text, "board: stm32mp157c-dk2\n"));
	assert_non_null(strstr(out.text, "TX: {pin: PB10, speed: very-high}\n"));
	assert_non_null(strstr(out.text, "LED_RED: {pin: PA13"));
	emit_free(&out);
	drop(&taken);
}

static void test_cut_anywhere(void **state)
{
	char *text = source_file("tests/assign/pump.ioc");

	(void)state;
	for (size_t size = 0; size <= strlen(text); size++) {
		struct taken taken = take(text, size);

		assert_true(taken.rc == 0 || taken.rc == -EINVAL);
		assert_int_equal(taken.rc == -EINVAL, *taken.error != '\0');
		drop(&taken);
	}
	free(text);
}

static void refused(const char *text, size_t size, const char *error)
{
	struct taken taken = take(text, size);

	assert_int_equal(taken.rc, -EINVAL);
	assert_string_equal(taken.error, error);
	drop(&taken);
}

static void test_others_are_refused(void **state)
{
	static const char elf[] = "\x7f"
				  "ELF\0\1";
	static const char late[] = "Mcu.Name=STM32MP157CACx\nA=\0\n";
	char *large = malloc(IMPORT_IOC_MAX + 1);

	(void)state;
	assert_non_null(large);
	refused("", 0, "not a CubeMX project: it is empty");
	refused(elf, sizeof(elf), "not a CubeMX project: line 1 is not text");
	refused(late, sizeof(late) - 1, "not a CubeMX project: line 2 is not text");
	refused("a: b\n", 5, "not a CubeMX project: no Mcu.Name, line 1 is \"a: b\"");
	refused("Mcu.UserName=STM32F407VGTx\n", 27,
		"a project for STM32F407VGTx: only STM32MP15 can be imported");
	refused("Mcu.Name=A\\u001bB\n", 18, "a project for A?B: only STM32MP15 can be imported");
	memset(large, ' ', IMPORT_IOC_MAX + 1);
	refused(large, IMPORT_IOC_MAX + 1, "not a CubeMX project: larger than 1048576 bytes");
	refused(large, IMPORT_IOC_MAX,
		"not a CubeMX project: no Mcu.Name, line 1 is \"                                        \"");
	free(large);
}

static void test_owner_of_pins_counts_where_no_list_does(void **state)
{
	struct taken taken = take_text("Mcu.Name=STM32MP157CACx\n"
				       "PA12.PinAttribute=CortexM4\nPA12.Signal=I2C5_SDA\n"
				       "PG11.PinAttribute=BootLoader\nPG11.Signal=UART4_TX\n"
				       "board=custom\n");

	(void)state;
	assert_int_equal(taken.rc, 0);
	assert_int_equal(of(&taken, "I2C5")->context, ASSIGNMENT_M4);
	assert_int_equal(of(&taken, "UART4")->context, IMPORT_UNSAID);
	assert_string_equal(taken.import->board, "");
	assert_int_equal(taken.import->rpmsg, IMPORT_UNSAID);
	assert_int_equal(taken.import->note_count, 0);
	drop(&taken);
}

/* ---- properties ---- */

static void count_note(void *context, unsigned line, const char *problem, const char *key)
{
	(void)line;
	(void)problem;
	(void)key;
	++*(unsigned *)context;
}

static void test_properties(void **state)
{
	static const char text[] = "# c=1\n! d=2\n\n  a\\ b\\=c = v\\:w\\\\ \r\n"
				   "long=one, \\\n   two\nu=\\u0041\\u00e9\\u20ac\\u4\n"
				   "colon:x\nempty=\nlatin=\xe9\nlone\ndup=1\ndup=2\ndup=3\nend=\\";
	struct properties properties;
	unsigned notes = 0;
	unsigned line;

	(void)state;
	assert_int_equal(
		properties_read(&properties, text, sizeof(text) - 1, count_note, &notes, &line), 0);
	assert_string_equal(properties_get(&properties, "a b=c"), "v:w\\ ");
	assert_string_equal(properties_get(&properties, "long"), "one, two");
	assert_string_equal(properties_get(&properties, "u"), "A\xe9??");
	assert_string_equal(properties_get(&properties, "colon"), "x");
	assert_string_equal(properties_get(&properties, "empty"), "");
	assert_string_equal(properties_get(&properties, "latin"), "\xe9");
	assert_string_equal(properties_get(&properties, "dup"), "3");
	assert_string_equal(properties_get(&properties, "end"), "");
	assert_null(properties_get(&properties, "lone"));
	assert_null(properties_get(&properties, "d"));
	assert_int_equal(properties.count, 8);
	assert_int_equal(notes, 3);
	assert_int_equal(properties.list[properties_from(&properties, "dup")].line, 14);
	properties_free(&properties);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chip_and_contexts),
		cmocka_unit_test(test_pins),
		cmocka_unit_test(test_gpio),
		cmocka_unit_test(test_clocks),
		cmocka_unit_test(test_dma_and_interrupts),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_written),
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_others_are_refused),
		cmocka_unit_test(test_owner_of_pins_counts_where_no_list_does),
		cmocka_unit_test(test_properties),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
