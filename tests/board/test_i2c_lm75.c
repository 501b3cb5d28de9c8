/* SPDX-License-Identifier: BSD-3-Clause */
/* The temperature sensor, bit by bit as the data sheets of LM75, LM75B and TMP75 say. */
#include "i2c_part.h"

#include <errno.h>
#include <string.h>

static struct i2c_talk talk;

static int close_all(void **state)
{
	i2c_talk_close(&talk);
	return i2c_rig_close(state);
}

static void make(struct i2c_rig *rig, const char *compatible)
{
	i2c_talk_open(&talk, rig, "&lm75");
	i2c_talk_string(&talk, "compatible", compatible);
	assert_int_equal(i2c_talk_attach(&talk, &lm75_part, NULL), 0);
}

static void expose(const char *temperature)
{
	assert_int_equal(lm75_part.set(&talk.part, "temperature", temperature), 0);
}

static const char *property(const char *name)
{
	static char value[PART_VALUE_MAX];

	assert_int_equal(lm75_part.get(&talk.part, name, value, sizeof(value)), 0);
	return value;
}

static unsigned get16(uint8_t pointer)
{
	uint8_t in[2];

	talk_write_read(&talk, 0x48, &pointer, 1, in, 2);
	return (unsigned)in[0] << 8 | in[1];
}

static unsigned get8(uint8_t pointer)
{
	uint8_t in[1];

	talk_write_read(&talk, 0x48, &pointer, 1, in, 1);
	return in[0];
}

static void put(uint8_t pointer, unsigned value)
{
	const uint8_t out[] = {pointer, (uint8_t)(value >> 8), (uint8_t)value};
	const uint8_t config[] = {pointer, (uint8_t)value};

	if (pointer == 1)
		talk_write(&talk, 0x48, config, 2);
	else
		talk_write(&talk, 0x48, out, 3);
}

static void registers_after_power_on(void **state)
{
	make(*state, "national,lm75");
	assert_int_equal(get16(0), 0x0000); /* no conversion yet */
	assert_int_equal(get8(1), 0x00);
	assert_int_equal(get16(2), 0x4B00);
	assert_int_equal(get16(3), 0x5000);
	assert_false(talk_start(&talk, 0x49, true));
	talk_stop(&talk);
}

/* The table of the LM75's data sheet: 9 bits, two's complement. */
static void temperatures_of_nine_bits(void **state)
{
	static const struct {
		const char *temperature;
		unsigned reading;
	} table[] = {
		{"125", 0x7D00},  {"25", 0x1900},     {"25.0", 0x1900}, {"0.5", 0x0080},
		{"0", 0x0000},	  {"-0.5", 0xFF80},   {"-25", 0xE700},	{"-55", 0xC900},
		{"23.4", 0x1700}, {"23.999", 0x1780}, {"-0.1", 0xFF80}, {"-23.4", 0xE880},
	};
	struct i2c_rig *rig = *state;

	make(rig, "national,lm75a");
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		expose(table[i].temperature);
		i2c_rig_pass(rig, 101 * PS_PER_MS);
		assert_int_equal(get16(0), table[i].reading);
	}
}

static void eleven_bits(void **state)
{
	struct i2c_rig *rig = *state;

	make(rig, "national,lm75b");
	expose("23.4");
	i2c_rig_pass(rig, 101 * PS_PER_MS);
	assert_int_equal(get16(0), 0x1760); /* 23.375 */
	assert_string_equal(property("reading"), "23.375");
	expose("-0.125");
	i2c_rig_pass(rig, 101 * PS_PER_MS);
	assert_int_equal(get16(0), 0xFFE0);
	put(3, 0x1234);
	assert_int_equal(get16(3), 0x1200); /* limits have 9 bits */
}

/* TMP75: R1 and R0 choose 9 to 12 bits, and each doubles the time. */
static void twelve_bits_take_longer(void **state)
{
	struct i2c_rig *rig = *state;

	make(rig, "ti,tmp75");
	expose("25.438");
	put(1, 0x60);
	assert_int_equal(get8(1), 0x60);
	i2c_rig_pass(rig, 218 * PS_PER_MS);
	assert_int_equal(get16(0), 0x0000);
	i2c_rig_pass(rig, 3 * PS_PER_MS);
	assert_int_equal(get16(0), 0x1970);
	put(1, 0x00);
	i2c_rig_pass(rig, 28 * PS_PER_MS);
	assert_int_equal(get16(0), 0x1900);
	put(2, 0xABCD);
	assert_int_equal(get16(2), 0xABC0);
	/* One conversion in shutdown. */
	put(1, 0x01);
	expose("30");
	i2c_rig_pass(rig, PS_PER_S);
	assert_int_equal(get16(0), 0x1900);
	put(1, 0x81);
	assert_int_equal(get8(1), 0x01);
	i2c_rig_pass(rig, 28 * PS_PER_MS);
	assert_int_equal(get16(0), 0x1E00);
	expose("31");
	i2c_rig_pass(rig, PS_PER_S);
	assert_int_equal(get16(0), 0x1E00);
	/* It is one, however late somebody looks: a queue of two wants another. */
	expose("90");
	put(1, 0x89);
	i2c_rig_pass(rig, PS_PER_S);
	assert_string_equal(property("alarm"), "off");
	put(1, 0x89);
	i2c_rig_pass(rig, PS_PER_S);
	assert_string_equal(property("alarm"), "on");
}

/* What is read is the last conversion, one every 100 ms. */
static void conversions_take_time(void **state)
{
	struct i2c_rig *rig = *state;

	make(rig, "national,lm75");
	i2c_rig_pass(rig, 101 * PS_PER_MS);
	assert_int_equal(get16(0), 0x1900);
	expose("40");
	i2c_rig_pass(rig, 90 * PS_PER_MS);
	assert_int_equal(get16(0), 0x1900);
	i2c_rig_pass(rig, 15 * PS_PER_MS);
	assert_int_equal(get16(0), 0x2800);
	/* A look in between is no conversion, and two changes in one are the last one. */
	expose("50");
	i2c_rig_pass(rig, 20 * PS_PER_MS);
	expose("60");
	i2c_rig_pass(rig, 100 * PS_PER_MS);
	assert_int_equal(get16(0), 0x3C00);
}

static void shutdown_stops_it(void **state)
{
	struct i2c_rig *rig = *state;

	make(rig, "national,lm75");
	i2c_rig_pass(rig, 101 * PS_PER_MS);
	put(1, 0x01);
	assert_string_equal(property("state"), "shutdown");
	expose("40");
	i2c_rig_pass(rig, PS_PER_S);
	assert_int_equal(get16(0), 0x1900);
	put(1, 0x00);
	assert_int_equal(get16(0), 0x1900);
	i2c_rig_pass(rig, 101 * PS_PER_MS);
	assert_int_equal(get16(0), 0x2800);
	assert_string_equal(property("state"), "converting");
}

/* The pointer stays, and reads go on with the same register. */
static void the_pointer_stays(void **state)
{
	struct i2c_rig *rig = *state;
	const uint8_t out[] = {0x03};
	uint8_t in[4];

	make(rig, "national,lm75");
	talk_write(&talk, 0x48, out, 1);
	talk_read(&talk, 0x48, in, 4);
	assert_memory_equal(in, "\x50\x00\x50\x00", 4);
	talk_read(&talk, 0x48, in, 2);
	assert_memory_equal(in, "\x50\x00", 2);
	/* Only the two lowest bits count; the temperature takes no writes, and a third byte is nothing. */
	put(0x00, 0x7777);
	assert_int_equal(get16(0), 0x0000);
	talk_write(&talk, 0x48, (const uint8_t[]){0x02, 0x10, 0xFF, 0x20, 0x20}, 5);
	assert_int_equal(get16(0x02), 0x1080);
	assert_int_equal(get16(0xFE), 0x1080);
	put(1, 0xFF);
	assert_int_equal(get8(1), 0x1F);
}

/* Comparator: on at TOS, off below THYST, each after as many conversions as the fault queue says. */
static void the_comparator(void **state)
{
	struct i2c_rig *rig = *state;

	make(rig, "national,lm75");
	expose("79.5");
	i2c_rig_pass(rig, 101 * PS_PER_MS);
	assert_string_equal(property("alarm"), "off");
	expose("80");
	i2c_rig_pass(rig, 100 * PS_PER_MS);
	assert_string_equal(property("alarm"), "on");
	expose("75");
	i2c_rig_pass(rig, PS_PER_S);
	assert_string_equal(property("alarm"), "on");
	expose("74.5");
	i2c_rig_pass(rig, 100 * PS_PER_MS);
	assert_string_equal(property("alarm"), "off");
	put(1, 0x10); /* four */
	expose("90");
	i2c_rig_pass(rig, 300 * PS_PER_MS);
	assert_string_equal(property("alarm"), "off");
	i2c_rig_pass(rig, 100 * PS_PER_MS);
	assert_string_equal(property("alarm"), "on");
}

/* Interrupt: once at TOS, then once below THYST; any read ends it. */
static void the_interrupt(void **state)
{
	struct i2c_rig *rig = *state;

	make(rig, "national,lm75");
	put(1, 0x02);
	expose("85");
	i2c_rig_pass(rig, 101 * PS_PER_MS);
	assert_string_equal(property("alarm"), "on");
	get16(0);
	assert_string_equal(property("alarm"), "off");
	i2c_rig_pass(rig, PS_PER_S);
	assert_string_equal(property("alarm"), "off");
	expose("60");
	i2c_rig_pass(rig, 100 * PS_PER_MS);
	assert_string_equal(property("alarm"), "on");
	get8(1);
	assert_string_equal(property("alarm"), "off");
	i2c_rig_pass(rig, PS_PER_S);
	assert_string_equal(property("alarm"), "off");
}

static void values_are_checked(void **state)
{
	static const char *const wrong[] = {
		"",   "warm", "125.5",	"-55.001",     "-",    ".5",  "1.",   "1e1",
		" 1", "1 ",   "999999", "99999999999", "1.5x", "--1", "0x10", "+5"};
	char value[16];

	make(*state, "national,lm75");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(lm75_part.set(&talk.part, "temperature", wrong[i]), -EINVAL);
	assert_string_equal(property("temperature"), "25.0");
	expose("-12.25");
	assert_string_equal(property("temperature"), "-12.25");
	expose("-0");
	assert_string_equal(property("temperature"), "0.0");
	expose("0.007");
	assert_string_equal(property("temperature"), "0.007");
	expose("-55");
	assert_int_equal(lm75_part.get(&talk.part, "temperature", value, 4), 0);
	assert_string_equal(value, "-55");
}

static void a_place_is_needed(void **state)
{
	struct dt_error error;

	i2c_talk_open(&talk, *state, "&lm75");
	i2c_talk_cell(&talk, "reg", 0x400);
	assert_int_equal(i2c_talk_attach(&talk, &lm75_part, &error), -EINVAL);
	assert_non_null(strstr(error.text, "temperature-sensor@48: reg is not an address"));
	i2c_talk_close(&talk);
	i2c_talk_open(&talk, *state, "/leds");
	i2c_talk_string(&talk, "compatible", "national,lm75");
	assert_int_equal(i2c_talk_attach(&talk, &lm75_part, &error), -EINVAL);
	assert_string_equal(error.text, "/leds: is not below an I2C controller");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, i2c_rig_open, close_all)
		T(registers_after_power_on),
		T(temperatures_of_nine_bits),
		T(eleven_bits),
		T(twelve_bits_take_longer),
		T(conversions_take_time),
		T(shutdown_stops_it),
		T(the_pointer_stays),
		T(the_comparator),
		T(the_interrupt),
		T(values_are_checked),
		T(a_place_is_needed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
