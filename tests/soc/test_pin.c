/* SPDX-License-Identifier: BSD-3-Clause */
/* Pins, signals, packages: facts of the STM32MP157C data sheet's pin tables, and that the tables are
 * whole. test_debian.c compares all of it with Linux. */
#include "soc/pin.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

static void pins_are_found_by_what_they_are_called(void **state)
{
	static const char *const none[] = {"",	   "P",	   "PA",    "PA16",	    "PA01",
					   "PB1x", "PK8",  "PL0",   "PZ8",	    "PA-1",
					   "A0",   "PA 1", "PB10 ", "PA99999999999"};

	(void)state;
	assert_int_equal(soc_pin_count(), 176);
	for (size_t i = 0; i < soc_pin_count(); i++) {
		const struct soc_pin *pin = soc_pin_at(i);

		assert_ptr_equal(soc_pin_by_name(pin->name), pin);
		assert_ptr_equal(soc_pin(pin->port, pin->number), pin);
		assert_ptr_equal(soc_pin_by_dt_number(soc_pin_dt_number(pin)), pin);
	}
	assert_null(soc_pin_at(176));
	assert_string_equal(soc_pin_by_name("pb10")->name, "PB10");
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_null(soc_pin_by_name(none[i]));
	assert_null(soc_pin('K', 8));
	assert_null(soc_pin('Y', 0));
	assert_null(soc_pin('\0', 0));
	assert_int_equal(soc_pin_dt_number(soc_pin('Z', 7)), 407);
	assert_null(soc_pin_by_dt_number(168)); /* PK8 */
	assert_null(soc_pin_by_dt_number(408));
	assert_null(soc_pin_by_dt_number(UINT32_MAX));
}

static void pins_carry_what_the_data_sheet_says(void **state)
{
	unsigned af;

	(void)state;
	assert_string_equal(soc_pin_signal('G', 11, 6), "UART4_TX");
	assert_string_equal(soc_pin_signal('B', 2, 8), "UART4_RX");
	assert_string_equal(soc_pin_signal('B', 10, 7), "USART3_TX");
	assert_string_equal(soc_pin_signal('A', 11, 4), "I2C5_SCL");
	assert_string_equal(soc_pin_signal('A', 12, 4), "I2C5_SDA");
	assert_string_equal(soc_pin_signal('Z', 4, 4), "I2C5_SCL");
	assert_string_equal(soc_pin_signal('Z', 4, 6), "I2C4_SCL");
	assert_string_equal(soc_pin_signal('C', 3, 15), "EVENTOUT");
	assert_null(soc_pin_signal('G', 11, 7));
	assert_null(soc_pin_signal('G', 11, SOC_PIN_ADDITIONAL + 1));
	assert_null(soc_pin_signal('L', 0, 0));
	assert_true(soc_pin_has_signal('A', 1, "USART2_RTS", &af));
	assert_int_equal(af, 7);
	assert_true(soc_pin_has_signal('A', 1, "USART2_DE", &af));
	assert_int_equal(af, 7);
	assert_true(soc_pin_has_signal('A', 4, "DAC1_OUT1", &af));
	assert_int_equal(af, SOC_PIN_ADDITIONAL);
	assert_false(soc_pin_has_signal('A', 4, "USART3_TX", &af));
	assert_int_equal(soc_pin_af(soc_pin('A', 4), "USART3_TX"), -ENOENT);
	assert_int_equal(soc_pin_af(soc_pin('A', 4), "EVENTOUT"), 15);
}

static void all_pins_of_a_signal_are_found(void **state)
{
	static const struct {
		const char *pin;
		unsigned af;
	} expected[] = {{"PB10", 7}, {"PC10", 7}, {"PD8", 7}};
	struct soc_pin_use use;
	size_t cursor = 0, count = 0;

	(void)state;
	for (; soc_pin_find_signal("USART3_TX", &cursor, &use); count++) {
		assert_in_range(count, 0, 2);
		assert_string_equal(use.pin->name, expected[count].pin);
		assert_int_equal(use.af, expected[count].af);
	}
	assert_int_equal(count, 3);
	assert_true(soc_signal_exists("USART3_TX"));
	assert_true(soc_signal_exists("ADC1_INP0"));
	assert_false(soc_signal_exists("USART3_TXD"));
	assert_false(soc_signal_exists("USART9_TX"));
	assert_false(soc_signal_exists(""));
	assert_string_equal(soc_pad_of_signal("ADC1_INP0"), "ANA0");
	assert_string_equal(soc_pad_of_signal("DSI_D0P"), "DSIHOST_D0P");
	assert_null(soc_pad_of_signal("USART3_TX"));
}

static void signals_may_be_spelt_in_the_usual_ways(void **state)
{
	static const struct {
		const char *theirs;
		const char *ours;
	} names[] = {
		{"usart3_tx", "USART3_TX"},
		{"LCD_R0", "LTDC_R0"},
		{"LTDC_R0", "LTDC_R0"},
		{"ETH1_RGMII_TXD0", "ETH1_TXD0"},
		{"ETH1_RMII_CRS_DV", "ETH1_CRS_DV"},
		{"ETH_CLK", "ETH1_CLK"},
		{"HDP3", "HDP_HDP3"},
		{"HDP_HDP3", "HDP_HDP3"},
		{"TRACED15", "DEBUG_TRACED15"},
		{"MCO1", "RCC_MCO_1"},
		{"OTG_HS_SOF", "USB_OTG_HS_SOF"},
		{"DSI_TE", "DSIHOST_TE"},
	};
	char out[SOC_SIGNAL_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_true(soc_signal_spell(names[i].theirs, out));
		assert_string_equal(out, names[i].ours);
		assert_true(soc_signal_exists(names[i].theirs));
	}
	assert_true(soc_signal_spell("A234567890123456789012345678901", out));
	assert_false(soc_signal_spell("A2345678901234567890123456789012", out));
	assert_string_equal(out, "");
	/* Fits, but not with the longer prefix. */
	assert_false(soc_signal_spell("TRACE67890123456789012345678901", out));
	assert_false(soc_signal_exists("A23456789012345678901234567890123456789"));
}

static void tables_are_in_order(void **state)
{
	const struct soc_pin *pin;

	(void)state;
	for (size_t i = 0; (pin = soc_pin_at(i)); i++) {
		const struct soc_pin_signal *last = NULL;
		char out[SOC_SIGNAL_MAX];

		for (const struct soc_pin_signal *s = pin->signals; s->name; last = s++) {
			assert_true(s->af <= SOC_PIN_ADDITIONAL && s->af != SOC_PIN_EVENTOUT);
			assert_true(!last || s->af > last->af ||
				    (s->af == last->af && strcmp(s->name, last->name) > 0));
			assert_true(soc_signal_spell(s->name, out));
			assert_string_equal(out, s->name);
			/* No pin has a signal twice. */
			for (const struct soc_pin_signal *other = pin->signals; other != s; other++)
				assert_string_not_equal(other->name, s->name);
		}
	}
}

static void packages_have_their_balls(void **state)
{
	(void)state;
	for (int p = 0; p < SOC_PACKAGES; p++) {
		const struct soc_package_info *info = soc_package((enum soc_package)p);
		unsigned pins = 0, dedicated = 0;
		bool taken[2][32][32] = {{{false}}};
		struct soc_ball_place place;
		const char *ball, *name;

		assert_int_equal(soc_package_by_name(info->letters), p);
		assert_int_equal(soc_package_by_name(info->name), p);
		for (size_t i = 0; i < soc_pin_count(); i++) {
			const struct soc_pin *pin = soc_pin_at(i);
			size_t cursor = 0;

			ball = soc_ball_next((enum soc_package)p, pin->name, &cursor);
			assert_ptr_equal(ball, pin->balls[p]);
			assert_null(soc_ball_next((enum soc_package)p, pin->name, &cursor));
			if (!ball)
				continue;
			pins++;
			assert_ptr_equal(soc_pin_by_ball((enum soc_package)p, ball), pin);
			assert_string_equal(soc_ball_name((enum soc_package)p, ball), pin->name);
			assert_int_equal(soc_ball_place((enum soc_package)p, ball, &place), 0);
			assert_false(taken[place.inner][place.row][place.column]);
			taken[place.inner][place.row][place.column] = true;
		}
		for (; (ball = soc_ball_dedicated((enum soc_package)p, dedicated, &name));
		     dedicated++) {
			const char *again;
			size_t cursor = 0;

			assert_null(soc_pin_by_ball((enum soc_package)p, ball));
			assert_ptr_equal(soc_ball_name((enum soc_package)p, ball), name);
			while ((again = soc_ball_next((enum soc_package)p, name, &cursor)) &&
			       strcmp(again, ball))
				;
			assert_non_null(again);
			assert_int_equal(soc_ball_place((enum soc_package)p, ball, &place), 0);
			assert_false(taken[place.inner][place.row][place.column]);
			taken[place.inner][place.row][place.column] = true;
		}
		assert_int_equal(pins, info->pins);
		assert_int_equal(pins + dedicated, info->balls);
	}
	assert_int_equal(soc_package_by_name("tfbga361"), SOC_PACKAGE_AC);
	assert_int_equal(soc_package_by_name("AE"), -1);
	assert_null(soc_package(SOC_PACKAGES));
}

static void balls_are_those_of_the_data_sheet(void **state)
{
	size_t cursor = 0;

	(void)state;
	assert_string_equal(soc_ball_name(SOC_PACKAGE_AA, "AA3"), "PA0");
	assert_string_equal(soc_ball_name(SOC_PACKAGE_AC, "ab3"), "PA0");
	assert_string_equal(soc_ball_name(SOC_PACKAGE_AA, "R2"), "NRST");
	assert_string_equal(soc_ball_name(SOC_PACKAGE_AA, "A22"), "VSS");
	assert_null(soc_ball_name(SOC_PACKAGE_AA, "AC1"));
	assert_null(soc_ball_name(SOC_PACKAGES, "A1"));
	assert_null(soc_ball_next(SOC_PACKAGE_AA, "VDDX", &cursor));
	cursor = 0;
	assert_string_equal(soc_ball_next(SOC_PACKAGE_AD, "VDDA", &cursor), "1F1");
	assert_string_equal(soc_ball_next(SOC_PACKAGE_AD, "VDDA", &cursor), "1F2");
	assert_null(soc_ball_next(SOC_PACKAGE_AD, "VDDA", &cursor));
	assert_null(soc_pin_by_ball(SOC_PACKAGES, "A1"));
}

static void places_are_read_and_refused(void **state)
{
	static const char *const wrong[] = {"",	   "A",	  "A0",	  "A01",	 "I1",
					    "A24", "AD1", "1K1",  "1A",		 "1A10",
					    "11",  "A1x", "AAA1", "A99999999999"};
	struct soc_ball_place place;

	(void)state;
	assert_int_equal(soc_ball_place(SOC_PACKAGE_AC, "1J9", &place), 0);
	assert_true(place.inner);
	assert_int_equal(place.row, 8);
	assert_int_equal(place.column, 8);
	assert_int_equal(soc_ball_place(SOC_PACKAGE_AC, "AC23", &place), 0);
	assert_false(place.inner);
	assert_int_equal(place.row, 22);
	assert_int_equal(place.column, 22);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_int_equal(soc_ball_place(SOC_PACKAGE_AC, wrong[i], &place), -EINVAL);
	assert_int_equal(soc_ball_place(SOC_PACKAGE_AA, "1A1", &place), -EINVAL);
	assert_int_equal(soc_ball_place(SOC_PACKAGES, "A1", &place), -EINVAL);
}

/* Every ball, pin or not. */
static const char *ball_at(enum soc_package package, size_t index)
{
	const char *name;

	for (size_t i = 0; i < soc_pin_count(); i++) {
		const char *ball = soc_pin_at(i)->balls[package];

		if (ball && !index--)
			return ball;
	}
	return soc_ball_dedicated(package, index, &name);
}

static void balls_stand_apart_and_on_the_package(void **state)
{
	int x, y;

	(void)state;
	for (int p = 0; p < SOC_PACKAGES; p++) {
		const struct soc_package_info *info = soc_package((enum soc_package)p);
		const int edge = (int)info->width * 500, least = (int)info->pitch;
		int places[512][2];

		for (size_t i = 0; i < info->balls; i++) {
			const char *ball = ball_at((enum soc_package)p, i);

			assert_int_equal(soc_ball_position((enum soc_package)p, ball, &x, &y), 0);
			assert_in_range(x + edge, 0, 2 * edge);
			assert_in_range(y + edge, 0, 2 * edge);
			for (size_t k = 0; k < i; k++) {
				const int dx = x - places[k][0], dy = y - places[k][1];

				assert_true(dx * dx + dy * dy >= least * least);
			}
			places[i][0] = x;
			places[i][1] = y;
		}
	}
	assert_int_equal(soc_ball_position(SOC_PACKAGE_AC, "A1", &x, &y), 0);
	assert_int_equal(x, -5500);
	assert_int_equal(y, -5500);
	assert_int_equal(soc_ball_position(SOC_PACKAGE_AC, "1J9", &x, &y), 0);
	assert_int_equal(x, 2600);
	assert_int_equal(y, 2600);
	assert_int_equal(soc_ball_position(SOC_PACKAGE_AA, "AB22", &x, &y), 0);
	assert_int_equal(x, 8400);
	assert_int_equal(soc_ball_position(SOC_PACKAGE_AA, "1A1", &x, &y), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pins_are_found_by_what_they_are_called),
		cmocka_unit_test(pins_carry_what_the_data_sheet_says),
		cmocka_unit_test(all_pins_of_a_signal_are_found),
		cmocka_unit_test(signals_may_be_spelt_in_the_usual_ways),
		cmocka_unit_test(tables_are_in_order),
		cmocka_unit_test(packages_have_their_balls),
		cmocka_unit_test(balls_are_those_of_the_data_sheet),
		cmocka_unit_test(balls_stand_apart_and_on_the_package),
		cmocka_unit_test(places_are_read_and_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
