/* SPDX-License-Identifier: BSD-3-Clause */
/* The I2C driver against literal register accesses (RM0436, I2C register map). */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "drivers/fake_bus.h"
#include "drivers/i2c.h"

#define BASE	0x40015000u
#define CR1	(BASE + 0x00)
#define CR2	(BASE + 0x04)
#define ISR	(BASE + 0x18)
#define ICR	(BASE + 0x1C)
#define RXDR	(BASE + 0x24)
#define TXDR	(BASE + 0x28)
#define ON	0x000000F1u /* PE, NACKIE, STOPIE, TCIE, ERRIE */
#define TXIE	0x00000002u
#define RXIE	0x00000004u
#define START	0x00002000u
#define AUTOEND 0x02000000u
#define RELOAD	0x01000000u

static struct fake_bus bus;
static struct i2c i2c;

static struct {
	struct i2c_message messages[2];
	unsigned count;
	unsigned next;
	enum i2c_next otherwise;
	uint8_t bytes[600];
	unsigned at;
	uint16_t run; /* bytes at a time; 0: none now */
	unsigned moved[2];
	unsigned over;
	unsigned done;
	int status;
} client;

static enum i2c_next next_message(void *context, struct i2c_message *message)
{
	(void)context;
	if (client.next == client.count)
		return client.otherwise;
	*message = client.messages[client.next++];
	return I2C_NEXT_READY;
}

static uint16_t next_bytes(void *context, uint8_t **data, uint16_t wanted)
{
	const uint16_t count = wanted < client.run ? wanted : client.run;

	(void)context;
	*data = &client.bytes[client.at];
	client.at += count;
	return count;
}

static void message_done(void *context, uint16_t moved, int status)
{
	(void)context;
	(void)status;
	client.moved[client.over++] = moved;
}

static void done(void *context, int status)
{
	(void)context;
	client.done++;
	client.status = status;
}

static const struct i2c_client ops = {next_message, next_bytes, message_done, done};

static int setup(void **state)
{
	struct mmio registers = fake_bus_init(&bus, BASE);

	(void)state;
	memset(&client, 0, sizeof(client));
	client.run = 600;
	assert_int_equal(i2c_open(&i2c, registers, 0x10707DBC, 0, false), 0);
	EXPECT(&bus, {'w', CR1, 0}, {'w', CR1, 0}, {'w', BASE + 0x10, 0x10707DBC},
	       {'w', BASE + 0x08, 0}, {'w', BASE + 0x0C, 0}, {'w', CR1, 0}, {'r', CR1, 0},
	       {'w', CR1, ON});
	return 0;
}

static void add(uint16_t address, bool read, uint16_t length, bool more)
{
	client.messages[client.count++] = (struct i2c_message){
		.address = address, .read = read, .length = length, .more = more};
}

static void begin(void)
{
	assert_int_equal(i2c_begin(&i2c, &ops, NULL), 0);
}

static void interrupt(uint32_t flags)
{
	fake_bus_answer(&bus, ISR, flags);
	i2c_interrupt(&i2c);
}

static void stop_condition(void)
{
	interrupt(0x21); /* STOPF, TXE */
}

static void writes_two_bytes(void **state)
{
	(void)state;
	add(0x50, false, 2, false);
	memcpy(client.bytes, "\xAB\xCD", 2);
	begin();
	EXPECT(&bus, {'w', CR2, 0x50 << 1 | 2 << 16 | START | AUTOEND}, {'w', CR1, ON | TXIE});
	assert_int_equal(i2c_begin(&i2c, &ops, NULL), -EBUSY);
	interrupt(0x03);
	EXPECT(&bus, {'r', ISR, 0x03}, {'w', TXDR, 0xAB});
	interrupt(0x03);
	EXPECT(&bus, {'r', ISR, 0x03}, {'w', TXDR, 0xCD});
	stop_condition();
	EXPECT(&bus, {'r', ISR, 0x21}, {'w', ICR, 0x20}, {'r', ISR, 0x21}, {'w', CR1, ON});
	assert_int_equal(client.done, 1);
	assert_int_equal(client.status, 0);
	assert_int_equal(client.moved[0], 2);
	assert_true(i2c_is_idle(&i2c));
}

/* Write, repeated START, read: no STOP between. */
static void repeats_the_start(void **state)
{
	(void)state;
	add(0x50, false, 0, true);
	add(0x50, true, 1, false);
	begin();
	EXPECT(&bus, {'w', CR2, 0x50 << 1 | START}, {'w', CR1, ON | TXIE});
	interrupt(0x41); /* TC */
	EXPECT(&bus, {'r', ISR, 0x41}, {'w', CR2, 0x50 << 1 | 1 << 10 | 1 << 16 | START | AUTOEND},
	       {'w', CR1, ON | RXIE});
	fake_bus_answer(&bus, RXDR, 0x5A);
	interrupt(0x05);
	EXPECT(&bus, {'r', ISR, 0x05}, {'r', RXDR, 0x5A});
	stop_condition();
	assert_int_equal(client.bytes[0], 0x5A);
	assert_int_equal(client.over, 2);
	assert_int_equal(client.moved[1], 1);
}

static void reloads_after_255(void **state)
{
	(void)state;
	add(0x50, true, 511, false);
	begin();
	EXPECT(&bus, {'w', CR2, 0x50 << 1 | 1 << 10 | 255 << 16 | START | RELOAD},
	       {'w', CR1, ON | RXIE});
	interrupt(0x81); /* TCR */
	EXPECT(&bus, {'r', ISR, 0x81}, {'w', CR2, 0x50 << 1 | 1 << 10 | 255 << 16 | RELOAD});
	interrupt(0x81);
	EXPECT(&bus, {'r', ISR, 0x81}, {'w', CR2, 0x50 << 1 | 1 << 10 | 1 << 16 | AUTOEND});
}

static void knows_ten_bits(void **state)
{
	(void)state;
	add(0x234, false, 1, false);
	client.messages[0].ten_bit = true;
	begin();
	EXPECT(&bus, {'w', CR2, 0x234 | 1 << 11 | 1 << 16 | START | AUTOEND},
	       {'w', CR1, ON | TXIE});
}

static void tells_what_was_not_acknowledged(void **state)
{
	(void)state;
	add(0x50, false, 3, false);
	begin();
	interrupt(0x11); /* NACKF */
	stop_condition();
	assert_int_equal(client.status, -ENXIO);
	assert_int_equal(client.moved[0], 0);
	client.next = client.over = 0;
	begin();
	interrupt(0x03);
	interrupt(0x03);
	interrupt(0x11);
	stop_condition();
	assert_int_equal(client.status, -EIO);
	assert_int_equal(client.moved[0], 1);
}

/* TXDR still has the byte that was not sent: it is flushed. */
static void leaves_no_byte_behind(void **state)
{
	(void)state;
	add(0x50, false, 3, false);
	begin();
	fake_bus_forget(&bus);
	interrupt(0x20);
	EXPECT(&bus, {'r', ISR, 0x20}, {'w', ICR, 0x20}, {'r', ISR, 0x20}, {'w', ISR, 0x01},
	       {'w', CR1, ON});
}

static void holds_the_bus_for_a_slow_client(void **state)
{
	(void)state;
	add(0x50, false, 2, true);
	client.otherwise = I2C_NEXT_LATER;
	client.run = 0;
	begin();
	interrupt(0x03);
	assert_true(i2c_is_starved(&i2c));
	fake_bus_forget(&bus);
	i2c_resume(&i2c); /* still nothing */
	assert_int_equal(bus.count, 0);
	client.run = 2;
	i2c_resume(&i2c);
	EXPECT(&bus, {'w', CR1, ON | TXIE});
	interrupt(0x03);
	interrupt(0x03);
	interrupt(0x41); /* TC, and the next message is not known */
	assert_true(i2c_is_starved(&i2c));
	add(0x51, false, 0, false);
	fake_bus_forget(&bus);
	i2c_resume(&i2c);
	EXPECT(&bus, {'w', CR2, 0x51 << 1 | START | AUTOEND}, {'w', CR1, ON | TXIE});
	stop_condition();
	assert_int_equal(client.status, 0);
	assert_int_equal(client.moved[0], 2);
}

static void starts_anew_after_an_error(void **state)
{
	(void)state;
	add(0x50, false, 2, false);
	begin();
	fake_bus_forget(&bus);
	interrupt(0x201); /* ARLO */
	EXPECT(&bus, {'r', ISR, 0x201}, {'w', CR1, 0}, {'r', CR1, 0}, {'w', CR1, ON});
	assert_int_equal(client.status, -EAGAIN);
	client.next = 0;
	begin();
	interrupt(0x101); /* BERR */
	assert_int_equal(client.status, -EPROTO);
	assert_int_equal(client.done, 2);
	interrupt(0x101); /* with nothing under way */
	assert_int_equal(client.done, 2);
}

static void ends_when_asked_to(void **state)
{
	(void)state;
	add(0x50, true, 100, false);
	begin();
	fake_bus_answer(&bus, CR2, 0x50 << 1 | 1 << 10 | 100 << 16 | RELOAD);
	fake_bus_forget(&bus);
	i2c_abort(&i2c, -ETIMEDOUT);
	EXPECT(&bus, {'r', CR2, 0x50 << 1 | 1 << 10 | 100 << 16 | RELOAD}, {'w', CR1, 0xB1 | RXIE},
	       {'w', CR2, 0x50 << 1 | 1 << 10 | 100 << 16 | 1 << 14});
	interrupt(0x05); /* a byte that nobody wants any more */
	EXPECT(&bus, {'r', ISR, 0x05}, {'r', RXDR, 0});
	stop_condition();
	assert_int_equal(client.status, -ETIMEDOUT);
	assert_int_equal(client.moved[0], 0);
	assert_true(i2c_is_idle(&i2c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(writes_two_bytes, setup),
		cmocka_unit_test_setup(repeats_the_start, setup),
		cmocka_unit_test_setup(reloads_after_255, setup),
		cmocka_unit_test_setup(knows_ten_bits, setup),
		cmocka_unit_test_setup(tells_what_was_not_acknowledged, setup),
		cmocka_unit_test_setup(leaves_no_byte_behind, setup),
		cmocka_unit_test_setup(holds_the_bus_for_a_slow_client, setup),
		cmocka_unit_test_setup(starts_anew_after_an_error, setup),
		cmocka_unit_test_setup(ends_when_asked_to, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
