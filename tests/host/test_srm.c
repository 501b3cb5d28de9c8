/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Conversations with the resource manager, written down byte for byte, as ST's firmware and Linux driver
 * hold them (res_mgr.c, rproc_srm_core.c, rproc_srm_dev.c).
 */
#include "host/srm_fixture.h"

#define BYTES 76u

/* Zeros, and numbers as they lie in memory. */
#define Z4  "\0\0\0\0"
#define Z8  Z4 Z4
#define Z12 Z8 Z4
#define Z16 Z8 Z8
#define Z24 Z16 Z8
#define Z36 Z24 Z12

#define GET	  Z4
#define SET	  "\x01\0\0\0"
#define ERROR	  "\xFF\0\0\0"
#define CLOCK	  Z4
#define REGULATOR "\x01\0\0\0"
#define FIRST	  Z4
#define SECOND	  "\x01\0\0\0"
#define THIRD	  "\x02\0\0\0"
#define BY_NAME	  "\xFF\xFF\xFF\xFF"
#define ON	  "\x01\0\0\0"
#define OFF	  Z4

#define I2C5   "40015000" Z24
#define CODEC  "codec" Z24 "\0\0\0"
#define NAME_I "i" Z12 "\0\0\0"

#define MHZ_4	  "\x00\x09\x3D\x00" /* 4 000 000 */
#define MHZ_10	  "\x80\x96\x98\x00"
#define MHZ_64	  "\x00\x90\xD0\x03"
#define MHZ_74_25 "\x10\xF7\x6C\x04" /* 74 250 000: PLL4_R */
#define MV_1700	  "\xA4\x06\0\0"
#define MV_1800	  "\x08\x07\0\0"
#define MV_2000	  "\xD0\x07\0\0"
#define MV_2900	  "\x54\x0B\0\0"

/* What a message about clocks says after the index and the name: nothing. */
#define NO_NAME Z16
#define REST	Z12

static const char children[] =
	"i2c@40015000 { compatible = \"rproc-srm-dev\"; reg = <0x40015000 0x400>;\n"
	"	clocks = <&rcc 141>; clock-names = \"i\"; };\n"
	"codec { compatible = \"rproc-srm-dev\"; clocks = <&rcc 197>, <&sound>;\n"
	"	clock-names = \"fifteen letters\"; vcc-supply = <&vdda>; vdd_audio-supply = <&audio>; };\n"
	"timer@40001000 { compatible = \"rproc-srm-dev\"; reg = <0x40001000 0x400>;\n"
	"	clocks = <&rcc 198>; status = \"disabled\"; };\n";

static struct srm_rig rig;

static int setup(void **state)
{
	(void)state;
	srm_rig_make(&rig, children, false);
	srm_rig_boot(&rig);
	return 0;
}

static int setup_as_linux(void **state)
{
	(void)state;
	srm_rig_make(&rig, children, true);
	srm_rig_boot(&rig);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	srm_rig_free(&rig);
	return 0;
}

/* Every string here has all of its bytes and the NUL of C. */
#define assert_converses(ask, answer)                                                              \
	do {                                                                                       \
		assert_int_equal(sizeof(ask) - 1, BYTES);                                          \
		assert_int_equal(sizeof(answer) - 1, BYTES);                                       \
		srm_rig_ask(&rig, ask, BYTES);                                                     \
		assert_memory_equal(rig.firmware.services[0].last, answer, BYTES);                 \
	} while (0)

/* ---- what is asked in order ---- */

static void an_empty_message_tells_the_address(void **state)
{
	(void)state;
	assert_int_equal(rig.firmware.services[0].messages, 1);
	assert_int_equal(rig.firmware.services[0].bytes, 0);
	assert_int_equal(rig.fake.kinds[HOST_EVENT_CHANNEL_CREATED], 1);
	assert_string_equal(fake_event(&rig.fake, HOST_EVENT_CHANNEL_CREATED, "rproc-srm")->text,
			    "rpmsg_srm");
}

static void clock_get(void **state)
{
	(void)state;
	/* Whatever the M4's gate is: as Linux has it. */
	assert_converses(GET I2C5 CLOCK FIRST NO_NAME Z4 REST,
			 GET I2C5 CLOCK FIRST NAME_I MHZ_64 REST);
	/* What the request says of a rate is not looked at; its last bytes come back. */
	assert_converses(GET I2C5 CLOCK FIRST NO_NAME MHZ_10 "twelve bytes",
			 GET I2C5 CLOCK FIRST NAME_I MHZ_64 "twelve bytes");
	assert_int_equal(rig.fake.kinds[HOST_EVENT_FIRMWARE_FAULT], 0);
}

static void clock_by_name(void **state)
{
	(void)state;
	assert_converses(GET I2C5 CLOCK BY_NAME NAME_I Z4 REST,
			 GET I2C5 CLOCK FIRST NAME_I MHZ_64 REST);
	/* The longest that fits. */
	srm_rig_ask(&rig, GET CODEC CLOCK BY_NAME "fifteen letters\0" Z16, BYTES);
	assert_memory_equal(rig.firmware.services[0].last,
			    GET CODEC CLOCK FIRST "fifteen letters\0", 60);
}

static void clock_set(void **state)
{
	(void)state;
	assert_converses(SET I2C5 CLOCK FIRST NO_NAME MHZ_74_25 REST,
			 SET I2C5 CLOCK FIRST NAME_I MHZ_74_25 REST);
	assert_int_equal(fake_rcc_get(&rig.rcc, 0x8C4), 1); /* I2C35CKSELR: PLL4_R */
	/* The next one below. */
	assert_converses(SET I2C5 CLOCK BY_NAME NAME_I MHZ_10 REST,
			 SET I2C5 CLOCK FIRST NAME_I MHZ_4 REST);
	assert_non_null(srm_rig_said(&rig, HOST_EVENT_DRIVER,
				     "i2c@40015000: i2c5_k from 74250000 to 4000000 Hz, 10000000 "
				     "asked for"));
	/* None: as it is. */
	assert_converses(SET I2C5 CLOCK FIRST NO_NAME Z4 REST,
			 SET I2C5 CLOCK FIRST NAME_I MHZ_4 REST);
	assert_int_equal(fake_rcc_get(&rig.rcc, 0x8C4), 3);
	assert_int_equal(rig.fake.kinds[HOST_EVENT_FIRMWARE_FAULT], 0);
}

/* Linux's I2C3 hangs on the same selector. */
static void another_user_forbids(void **state)
{
	struct clk *clk;

	(void)state;
	assert_int_equal(clk_get(rig.clocks, clk_by_name("i2c3_k"), "linux: i2c@40014000", &clk),
			 0);
	assert_int_equal(clk_enable(clk), 0);
	assert_converses(SET I2C5 CLOCK FIRST NO_NAME MHZ_10 REST,
			 SET I2C5 CLOCK FIRST NAME_I MHZ_64 REST);
	assert_int_equal(fake_rcc_get(&rig.rcc, 0x8C4), 2);
	assert_non_null(srm_rig_said(&rig, HOST_EVENT_DRIVER,
				     "i2c@40015000: i2c5_k stays at 64000000 Hz, not 10000000"));
	clk_put(clk);
	assert_converses(SET I2C5 CLOCK FIRST NO_NAME MHZ_4 REST,
			 SET I2C5 CLOCK FIRST NAME_I MHZ_4 REST);
}

static void regulator_get_and_switch(void **state)
{
	const int vdda = regulator_by_name(rig.regulators, "vdda");

	(void)state;
	assert_converses(GET CODEC REGULATOR FIRST NO_NAME Z16,
			 GET CODEC REGULATOR FIRST "vcc" Z12 "\0" ON MV_2900 Z8);
	assert_true(regulator_state(rig.regulators, vdda).enabled);
	/* 0 and 0: the voltage stays. */
	assert_converses(SET CODEC REGULATOR BY_NAME "vcc" Z12 "\0" OFF Z12,
			 SET CODEC REGULATOR FIRST "vcc" Z12 "\0" OFF MV_2900 Z8);
	assert_false(regulator_state(rig.regulators, vdda).enabled);
	assert_converses(SET CODEC REGULATOR FIRST NO_NAME OFF Z12,
			 SET CODEC REGULATOR FIRST "vcc" Z12 "\0" OFF MV_2900 Z8);
	assert_converses(SET CODEC REGULATOR FIRST NO_NAME "\x07\0\0\0" Z12,
			 SET CODEC REGULATOR FIRST "vcc" Z12 "\0" ON MV_2900 Z8);
	assert_int_equal(regulator_state(rig.regulators, vdda).enable_count, 1);
}

#define AUDIO "vdd_audio" Z4 "\0\0\0"

static void regulator_voltage(void **state)
{
	struct regulator *other;

	(void)state;
	assert_converses(SET CODEC REGULATOR SECOND NO_NAME ON Z4 MV_1800 MV_2000,
			 SET CODEC REGULATOR SECOND AUDIO ON MV_1800 Z8);
	/* Another user wants no more than that: nothing changes, not even what was not refused. */
	assert_int_equal(regulator_get(rig.regulators,
				       regulator_by_name(rig.regulators, "v1v8_audio"), "linux: x",
				       &other),
			 0);
	assert_int_equal(regulator_set_voltage(other, 1700000, 1800000), 0);
	assert_converses(SET CODEC REGULATOR SECOND NO_NAME OFF Z4 MV_2000 MV_2000,
			 SET CODEC REGULATOR SECOND AUDIO ON MV_1800 Z8);
	assert_non_null(srm_rig_said(&rig, HOST_EVENT_DRIVER,
				     "codec: v1v8_audio cannot be set to 2000 to 2000 mV: "
				     "another's limits exclude it"));
	regulator_put(other);
	assert_converses(SET CODEC REGULATOR SECOND NO_NAME OFF Z4 MV_2000 MV_2000,
			 SET CODEC REGULATOR SECOND AUDIO OFF MV_2000 Z8);
	assert_int_equal(rig.fake.kinds[HOST_EVENT_FIRMWARE_FAULT], 0);
}

/* ---- what goes wrong ---- */

static void what_is_not_known_is_an_error(void **state)
{
	static const char *const fault = "no device of m4_system_resources";

	(void)state;
#define UNKNOWN "40015" Z24 "\0\0\0"
	assert_converses(GET UNKNOWN CLOCK Z36, ERROR UNKNOWN CLOCK Z36);
	assert_non_null(srm_rig_said(&rig, HOST_EVENT_FIRMWARE_FAULT, "\"40015\" is no device"));
	/* Ids match whole: not as a part, not in other letters, not without their end; nor a device that is
	 * disabled. */
#define TWICE "4001500040015000" Z16
	assert_converses(GET TWICE CLOCK Z36, ERROR TWICE CLOCK Z36);
	assert_converses(GET Z16 Z16 CLOCK Z36, ERROR Z16 Z16 CLOCK Z36);
#define UPPER "CODEC" Z24 "\0\0\0"
	assert_converses(GET UPPER CLOCK Z36, ERROR UPPER CLOCK Z36);
#define TIM3 "40001000" Z24
	assert_converses(GET TIM3 CLOCK Z36, ERROR TIM3 CLOCK Z36);
#define ENDLESS "4001500040015000400150004001500\x1B"
	assert_converses(GET ENDLESS CLOCK Z36, ERROR ENDLESS CLOCK Z36);
	assert_non_null(srm_rig_said(&rig, HOST_EVENT_FIRMWARE_FAULT, "500\\x1B\" is no device"));
	assert_non_null(srm_rig_said(&rig, HOST_EVENT_FIRMWARE_FAULT, fault));
	assert_string_equal(fake_event(&rig.fake, HOST_EVENT_FIRMWARE_FAULT, NULL)->name,
			    "srm-device");
	/* By its whole name. */
	srm_rig_ask(&rig, GET "i2c@40015000" Z16 Z4 CLOCK FIRST NO_NAME Z16, BYTES);
	assert_memory_equal(rig.firmware.services[0].last, GET, 4);
}

static void what_it_does_not_have_is_an_error(void **state)
{
	(void)state;
	assert_converses(GET I2C5 CLOCK SECOND NO_NAME MHZ_4 REST,
			 ERROR I2C5 CLOCK SECOND NO_NAME MHZ_4 REST);
	assert_non_null(srm_rig_said(&rig, HOST_EVENT_FIRMWARE_FAULT,
				     "i2c@40015000 has no clock number 1"));
	assert_converses(GET I2C5 CLOCK BY_NAME "ck" Z12 "\0\0" Z16,
			 ERROR I2C5 CLOCK BY_NAME "ck" Z12 "\0\0" Z16);
	assert_non_null(
		srm_rig_said(&rig, HOST_EVENT_FIRMWARE_FAULT, "i2c@40015000 has no clock \"ck\""));
	assert_converses(GET I2C5 CLOCK BY_NAME "iiiiiiiiiiiiiiii" Z16,
			 ERROR I2C5 CLOCK BY_NAME "iiiiiiiiiiiiiiii" Z16);
	assert_converses(SET I2C5 REGULATOR FIRST NO_NAME ON Z12,
			 ERROR I2C5 REGULATOR FIRST NO_NAME ON Z12);
	assert_non_null(srm_rig_said(&rig, HOST_EVENT_FIRMWARE_FAULT,
				     "i2c@40015000 has no regulator number 0"));
	assert_converses(SET CODEC REGULATOR THIRD NO_NAME ON Z12,
			 ERROR CODEC REGULATOR THIRD NO_NAME ON Z12);
	/* It is of another chip. */
	assert_converses(GET CODEC CLOCK SECOND NO_NAME Z16, ERROR CODEC CLOCK SECOND NO_NAME Z16);
	assert_non_null(srm_rig_said(&rig, HOST_EVENT_FIRMWARE_FAULT,
				     "clock 1 of codec is not of this chip's clock tree"));
}

static void other_types_are_an_error(void **state)
{
	(void)state;
	assert_converses("\x02\0\0\0" I2C5 CLOCK Z36, ERROR I2C5 CLOCK Z36);
	assert_non_null(srm_rig_said(&rig, HOST_EVENT_FIRMWARE_FAULT,
				     "a message about i2c@40015000 has the type 2"));
	assert_converses(ERROR I2C5 CLOCK Z36, ERROR I2C5 CLOCK Z36);
	assert_converses(GET I2C5 ERROR Z36, ERROR I2C5 ERROR Z36);
	assert_converses(SET I2C5 "\x02\0\0\0" Z36, ERROR I2C5 "\x02\0\0\0" Z36);
	assert_non_null(srm_rig_said(&rig, HOST_EVENT_FIRMWARE_FAULT,
				     "a message about i2c@40015000 is of the resource type 2"));
}

static void voltages_out_of_range_are_an_error(void **state)
{
	(void)state;
	/* Above what the tree allows; upside down; more than a word of microvolts. */
	assert_converses(SET CODEC REGULATOR SECOND NO_NAME OFF Z4 MV_2900 MV_2900,
			 ERROR CODEC REGULATOR SECOND NO_NAME OFF Z4 MV_2900 MV_2900);
	assert_non_null(srm_rig_said(&rig, HOST_EVENT_FIRMWARE_FAULT,
				     "codec: v1v8_audio cannot be set to 2900 to 2900 mV: it is "
				     "out of range"));
	assert_converses(SET CODEC REGULATOR SECOND NO_NAME OFF Z4 MV_2000 MV_1800,
			 ERROR CODEC REGULATOR SECOND NO_NAME OFF Z4 MV_2000 MV_1800);
	assert_converses(SET CODEC REGULATOR SECOND NO_NAME OFF Z4 BY_NAME BY_NAME,
			 ERROR CODEC REGULATOR SECOND NO_NAME OFF Z4 BY_NAME BY_NAME);
	/* And it is on as before. */
	assert_converses(GET CODEC REGULATOR SECOND NO_NAME Z16,
			 GET CODEC REGULATOR SECOND AUDIO ON MV_1700 Z8);
}

static void other_lengths_are_an_error(void **state)
{
	static const uint32_t lengths[] = {0, 1, 4, 35, 36, 75, 77, 128, 496};
	static uint8_t bytes[496];
	uint8_t expected[BYTES];

	(void)state;
	memcpy(bytes, GET I2C5 CLOCK Z36, BYTES);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		memset(expected, 0, sizeof(expected));
		memcpy(expected, bytes, lengths[i] < BYTES ? lengths[i] : BYTES);
		memcpy(expected, ERROR, 4);
		srm_rig_ask(&rig, bytes, lengths[i]);
		assert_int_equal(rig.firmware.services[0].longest, BYTES);
		assert_memory_equal(rig.firmware.services[0].last, expected, BYTES);
	}
	assert_non_null(srm_rig_said(&rig, HOST_EVENT_FIRMWARE_FAULT,
				     "a message has 75 bytes, not the 76 of a request"));
	assert_converses(GET I2C5 CLOCK FIRST NO_NAME Z4 REST,
			 GET I2C5 CLOCK FIRST NAME_I MHZ_64 REST);
}

/* A firmware that does nothing else does not fill the log. */
static void not_everything_is_told(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 100; i++)
		assert_converses(GET UNKNOWN CLOCK Z36, ERROR UNKNOWN CLOCK Z36);
	assert_int_equal(rig.fake.kinds[HOST_EVENT_FIRMWARE_FAULT], 16);
	assert_non_null(srm_rig_said(&rig, HOST_EVENT_NOTE, "is not told"));
}

/* Its firmware takes no answers for a while: they come in order, none is lost. */
static void answers_wait_for_buffers(void **state)
{
	struct echo_service *service = &rig.firmware.services[0];
	static const char *const asks[] = {SET I2C5 CLOCK FIRST NO_NAME MHZ_4 REST,
					   SET I2C5 CLOCK FIRST NO_NAME MHZ_64 REST};
	unsigned sent = 0;

	(void)state;
	rig.firmware.hog = true;
	/* All 16 buffers go out to it; then its requests wait, until its own 16 are used up. */
	for (unsigned i = 0; i < 64; i++) {
		if (echo_send(&rig.firmware, 0, asks[i % 2], BYTES))
			break;
		sent++;
		fake_settle(&rig.fake);
	}
	assert_int_equal(service->messages, 1 + 16);
	assert_true(sent > 30);
	echo_release(&rig.firmware);
	fake_settle(&rig.fake);
	assert_int_equal(service->messages, 1 + sent);
	assert_memory_equal(service->last + 60, (sent - 1) % 2 ? MHZ_64 : MHZ_4, 4);
}

/* ---- as ST's Linux ---- */

static void as_linux_part_of_a_name_is_enough(void **state)
{
	(void)state;
	/* Its devices are called 10000000.m4:m4_system_resources:i2c@40015000, and so on. */
#define PART "5000" Z24 Z4
	assert_converses(GET PART CLOCK FIRST NO_NAME Z16, GET PART CLOCK FIRST NAME_I MHZ_64 REST);
	/* Everything is part of every name: the first of the tree. */
	assert_converses(GET Z16 Z16 CLOCK FIRST NO_NAME Z16,
			 GET Z16 Z16 CLOCK FIRST NAME_I MHZ_64 REST);
#define M4 "10000000.m4" Z16 Z4 "\0"
	assert_converses(GET M4 CLOCK FIRST NO_NAME Z16, GET M4 CLOCK FIRST NAME_I MHZ_64 REST);
#define RESOURCES_CODEC "m4_system_resources:codec" Z4 "\0\0\0"
	srm_rig_ask(&rig, GET RESOURCES_CODEC REGULATOR FIRST NO_NAME Z16, BYTES);
	assert_memory_equal(rig.firmware.services[0].last, GET, 4);
	assert_converses(GET TIM3 CLOCK Z36, ERROR TIM3 CLOCK Z36);
}

static void as_linux_the_rest_of_a_message_is_not_looked_at(void **state)
{
	(void)state;
	srm_rig_ask(&rig, GET I2C5 CLOCK Z36 "more", 80);
	assert_memory_equal(rig.firmware.services[0].last, GET I2C5 CLOCK FIRST NAME_I MHZ_64 REST,
			    BYTES);
	srm_rig_ask(&rig, GET I2C5 CLOCK Z36, 75);
	assert_memory_equal(rig.firmware.services[0].last, ERROR, 4);
}

static void as_linux_a_voltage_that_is_forbidden_is_an_error(void **state)
{
	struct regulator *other;

	(void)state;
	assert_int_equal(regulator_get(rig.regulators,
				       regulator_by_name(rig.regulators, "v1v8_audio"), "linux: x",
				       &other),
			 0);
	assert_int_equal(regulator_set_voltage(other, 1700000, 1800000), 0);
	assert_converses(SET CODEC REGULATOR SECOND NO_NAME OFF Z4 MV_2000 MV_2000,
			 ERROR CODEC REGULATOR SECOND NO_NAME OFF Z4 MV_2000 MV_2000);
	/* It switches first. */
	assert_converses(GET CODEC REGULATOR SECOND NO_NAME Z16,
			 GET CODEC REGULATOR SECOND AUDIO OFF MV_1700 Z8);
	regulator_put(other);
}

/* ---- a life ---- */

static void a_crash_ends_the_conversation(void **state)
{
	struct host_error error;

	(void)state;
	remoteproc_report_crash(rig.rproc, "it is gone");
	srm_rig_assert_returned(&rig);
	assert_int_equal(remoteproc_stop(rig.rproc, NULL, NULL), 0);
	assert_int_equal(remoteproc_start(rig.rproc, &error), 0);
	fake_settle(&rig.fake);
	clock_get(state);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
#define L(name) cmocka_unit_test_setup_teardown(name, setup_as_linux, teardown)
	const struct CMUnitTest tests[] = {
		T(an_empty_message_tells_the_address),
		T(clock_get),
		T(clock_by_name),
		T(clock_set),
		T(another_user_forbids),
		T(regulator_get_and_switch),
		T(regulator_voltage),
		T(what_is_not_known_is_an_error),
		T(what_it_does_not_have_is_an_error),
		T(other_types_are_an_error),
		T(voltages_out_of_range_are_an_error),
		T(other_lengths_are_an_error),
		T(not_everything_is_told),
		T(answers_wait_for_buffers),
		T(a_crash_ends_the_conversation),
		L(as_linux_part_of_a_name_is_enough),
		L(as_linux_the_rest_of_a_message_is_not_looked_at),
		L(as_linux_a_voltage_that_is_forbidden_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
