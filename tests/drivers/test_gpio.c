/* SPDX-License-Identifier: BSD-3-Clause */
/* The GPIO driver against literal register accesses (RM0436, GPIO register map). */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "drivers/fake_bus.h"
#include "drivers/gpio.h"

static struct fake_bus bus;

static void knows_the_banks(void **state)
{
	(void)state;
	assert_int_equal(gpio_bank_address('A'), 0x50002000);
	assert_int_equal(gpio_bank_address('K'), 0x5000C000);
	assert_int_equal(gpio_bank_address('Z'), 0x54004000);
	assert_int_equal(gpio_bank_address('L'), 0);
	assert_int_equal(gpio_bank_address('a'), 0);
}

/* PH7 becomes an output: all other fields stay, and the mode comes last. */
static void changes_one_pin(void **state)
{
	const struct gpio_pin led = {.mode = GPIO_MODE_OUTPUT, .open_drain = 1, .speed = 2};
	struct mmio bank = fake_bus_init(&bus, 0x50009000);

	(void)state;
	fake_bus_answer(&bus, 0x50009004, 0x0000FF7F);
	fake_bus_answer(&bus, 0x50009008, 0xFFFFFFFF);
	fake_bus_answer(&bus, 0x5000900C, 0x55555555);
	fake_bus_answer(&bus, 0x50009000, 0xFFFF7FFF);
	assert_int_equal(gpio_configure(bank, 7, &led), 0);
	EXPECT(&bus, {'r', 0x50009004, 0x0000FF7F}, {'w', 0x50009004, 0x0000FFFF},
	       {'r', 0x50009008, 0xFFFFFFFF}, {'w', 0x50009008, 0xFFFFBFFF},
	       {'r', 0x5000900C, 0x55555555}, {'w', 0x5000900C, 0x55551555},
	       {'r', 0x50009000, 0xFFFF7FFF}, {'w', 0x50009000, 0xFFFF7FFF},
	       {'r', 0x50009000, 0xFFFF7FFF});
}

static void chooses_the_alternate_function_first(void **state)
{
	const struct gpio_pin tx = {.mode = GPIO_MODE_ALTERNATE, .alternate = 6};
	struct mmio bank = fake_bus_init(&bus, 0x50008000);

	(void)state;
	/* The bank does not answer: the mode is not what was asked for. */
	assert_int_equal(gpio_configure(bank, 11, &tx), -EPERM);
	assert_int_equal(bus.log[1].address, 0x50008024);
	assert_int_equal(bus.log[1].value, 6u << 12);
	fake_bus_forget(&bus);
	assert_int_equal(gpio_configure(bank, 2, &tx), -EPERM);
	assert_int_equal(bus.log[1].address, 0x50008020);
	assert_int_equal(bus.log[1].value, 6u << 8);
}

static void refuses_what_is_no_pin(void **state)
{
	struct mmio bank = fake_bus_init(&bus, 0x50008000);

	(void)state;
	assert_int_equal(gpio_configure(bank, 16, &(struct gpio_pin){0}), -EINVAL);
	assert_int_equal(gpio_configure(bank, 0, &(struct gpio_pin){.mode = 4}), -EINVAL);
	assert_int_equal(gpio_configure(bank, 0, &(struct gpio_pin){.pull = 3}), -EINVAL);
	assert_int_equal(gpio_configure(bank, 0, &(struct gpio_pin){.speed = 4}), -EINVAL);
	assert_int_equal(gpio_configure(bank, 0, &(struct gpio_pin){.alternate = 16}), -EINVAL);
	assert_int_equal(gpio_configure(bank, 0, &(struct gpio_pin){.open_drain = 2}), -EINVAL);
	assert_int_equal(bus.count, 0);
}

static void drives_in_one_access(void **state)
{
	struct mmio bank = fake_bus_init(&bus, 0x50009000);

	(void)state;
	gpio_drive(bank, 0x0080, 0x0001);
	EXPECT(&bus, {'w', 0x50009018, 0x00010080});
	fake_bus_answer(&bus, 0x50009010, 0x8001);
	assert_int_equal(gpio_levels(bank), 0x8001);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_the_banks),
		cmocka_unit_test(changes_one_pin),
		cmocka_unit_test(chooses_the_alternate_function_first),
		cmocka_unit_test(refuses_what_is_no_pin),
		cmocka_unit_test(drives_in_one_access),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
