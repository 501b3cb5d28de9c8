/* SPDX-License-Identifier: BSD-3-Clause */
/* The USART driver against literal register accesses (RM0436, USART register map). */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "drivers/fake_bus.h"
#include "drivers/usart.h"

#define UART7 0x40018000

static struct fake_bus bus;

static void opening_sets_the_rate_while_it_is_off(void **state)
{
	struct mmio regs = fake_bus_init(&bus, UART7);

	(void)state;
	/* 64 MHz / 115200 = 555.6 */
	assert_int_equal(usart_open(regs, 64000000, 115200), 0);
	EXPECT(&bus, {'w', UART7, 0}, {'w', UART7 + 0x04, 0}, {'w', UART7 + 0x08, 0},
	       {'w', UART7 + 0x2C, 0}, {'w', UART7 + 0x0C, 556}, {'w', UART7, 0x2000000C},
	       {'w', UART7, 0x2000000D});
}

static void rates_that_cannot_be(void **state)
{
	struct mmio regs = fake_bus_init(&bus, UART7);

	(void)state;
	assert_int_equal(usart_open(regs, 64000000, 0), -EINVAL);
	assert_int_equal(usart_open(regs, 64000000, 4200000), -EINVAL);
	assert_int_equal(usart_open(regs, 64000000, 900), -EINVAL);
	assert_int_equal(usart_open(regs, 0, 9600), -EINVAL);
	assert_int_equal(bus.count, 0);
	assert_int_equal(usart_open(regs, 64000000, 4000000), 0);
}

static void characters_are_read_one_by_one(void **state)
{
	struct mmio regs = fake_bus_init(&bus, UART7);

	(void)state;
	fake_bus_answer(&bus, UART7 + 0x1C, 0x80);
	assert_int_equal(usart_read(regs), -EAGAIN);
	fake_bus_answer(&bus, UART7 + 0x1C, 0xA0);
	fake_bus_answer(&bus, UART7 + 0x24, 0x1C3);
	assert_int_equal(usart_read(regs), 0xC3);
}

static void what_is_lost_is_told_once(void **state)
{
	struct mmio regs = fake_bus_init(&bus, UART7);

	(void)state;
	/* Overrun: what is in the FIFO is good. */
	fake_bus_answer(&bus, UART7 + 0x1C, 0x28);
	assert_int_equal(usart_read(regs), -EIO);
	EXPECT(&bus, {'r', UART7 + 0x1C, 0x28}, {'w', UART7 + 0x20, 0x8});
	fake_bus_forget(&bus);
	/* A frame error: the character is not. */
	fake_bus_answer(&bus, UART7 + 0x1C, 0x22);
	fake_bus_answer(&bus, UART7 + 0x24, 0x55);
	assert_int_equal(usart_read(regs), -EIO);
	EXPECT(&bus, {'r', UART7 + 0x1C, 0x22}, {'w', UART7 + 0x20, 0x2},
	       {'r', UART7 + 0x24, 0x55});
}

static void writing_needs_room(void **state)
{
	struct mmio regs = fake_bus_init(&bus, UART7);

	(void)state;
	fake_bus_answer(&bus, UART7 + 0x1C, 0x00);
	assert_int_equal(usart_write(regs, 'x'), -EAGAIN);
	fake_bus_forget(&bus);
	fake_bus_answer(&bus, UART7 + 0x1C, 0x80);
	assert_int_equal(usart_write(regs, 'x'), 0);
	EXPECT(&bus, {'r', UART7 + 0x1C, 0x80}, {'w', UART7 + 0x28, 'x'});
}

static void listening_keeps_the_rest(void **state)
{
	struct mmio regs = fake_bus_init(&bus, UART7);

	(void)state;
	fake_bus_answer(&bus, UART7, 0x2000008D);
	usart_listen(regs, true, false);
	EXPECT(&bus, {'r', UART7, 0x2000008D}, {'w', UART7, 0x2000002D});
	fake_bus_forget(&bus);
	fake_bus_answer(&bus, UART7, 0x2000002D);
	usart_listen(regs, true, true);
	EXPECT(&bus, {'r', UART7, 0x2000002D}, {'w', UART7, 0x200000AD});
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opening_sets_the_rate_while_it_is_off),
		cmocka_unit_test(rates_that_cannot_be),
		cmocka_unit_test(characters_are_read_one_by_one),
		cmocka_unit_test(what_is_lost_is_told_once),
		cmocka_unit_test(writing_needs_room),
		cmocka_unit_test(listening_keeps_the_rest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
