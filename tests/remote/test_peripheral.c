/* SPDX-License-Identifier: BSD-3-Clause */
/* Whose a peripheral is, as firmware asks the firewall that a boot chain has set. */
#include "caller.h"

#include <errno.h>
#include <string.h>

#include <copro/peripheral.h>

#include "drivers/etzpc.h"
#include "soc/peripheral.h"
#include "soc/regs/rcc.h"

#define I2C5  0x40015000u
#define TIM1  0x44000000u
#define UART4 0x40010000u
#define GPIOH 0x50009000u
#define ADC1  0x48003000u
#define ADC2  0x48003100u
#define RCC   0x50000000u

static struct bench bench;
static struct etzpc etzpc;

static int setup(void **state)
{
	(void)state;
	caller_power(&bench, false);
	assert_int_equal(etzpc_init(&etzpc, caller_registers(&bench, ETZPC_ADDRESS, true)), 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	assert_int_equal(bench.lockups, 0);
	bench_end(&bench);
	return 0;
}

static int check(uint32_t base)
{
	return caller_call(&bench, CALL_PERIPHERAL_CHECK, base, 0);
}

static const char *text_of(int status)
{
	(void)caller_call(&bench, CALL_PERIPHERAL_ERROR_TEXT, (uint32_t)status, 0);
	return caller_block(&bench)->text;
}

/* Every number in every mode, locked or not. A locked mode is for good, so each takes its own board. */
static void all_numbers_in_all_modes(void **state)
{
	size_t count;
	const struct soc_peripheral *peripherals = soc_peripherals(&count);
	unsigned asked = 0;

	(void)state;
	for (unsigned locked = 0; locked < 2; locked++) {
		for (unsigned mode = ETZPC_SECURE; mode <= ETZPC_OPEN; mode++) {
			static const int expected[2][4] = {{-EACCES, -EACCES, 0, 0},
							   {-EACCES, -EACCES, 0, -EPERM}};

			teardown(NULL);
			setup(NULL);
			for (size_t i = 0; i < count; i++) {
				unsigned id = peripherals[i].etzpc_id;

				/* What cannot be secure stays open. */
				if (id != SOC_NO_ETZPC && !etzpc_set_mode(&etzpc, id, mode) &&
				    locked)
					assert_int_equal(etzpc_lock(&etzpc, id), 0);
			}
			caller_start(&bench);
			for (size_t i = 0; i < count; i++) {
				unsigned id = peripherals[i].etzpc_id;
				int want = 0;

				if (id != SOC_NO_ETZPC && etzpc_mode(&etzpc, id) == mode)
					want = expected[locked][mode];
				if (check(peripherals[i].base) != want)
					fail_msg("%s, mode %u, %slocked: %d, expected %d",
						 peripherals[i].name, mode, locked ? "" : "not ",
						 caller_block(&bench)->result, want);
				asked++;
			}
		}
	}
	assert_true(asked > 8 * 90);
}

static void the_answer_can_be_printed(void **state)
{
	(void)state;
	assert_int_equal(etzpc_set_mode(&etzpc, 3, ETZPC_SECURE), 0); /* USART1 */
	assert_int_equal(etzpc_lock(&etzpc, 0x20), 0); /* UART4, which is open */
	caller_start(&bench);
	assert_string_equal(text_of(check(0x5C000000)), "reserved for the secure world");
	assert_string_equal(text_of(check(UART4)), "reserved for the A7");
	assert_string_equal(text_of(check(0x40500000)), "no such peripheral");
	assert_string_equal(text_of(check(I2C5)), "granted");
	assert_string_equal(text_of(-EBUSY), "in use by this firmware already");
	assert_string_equal(text_of(-1000), "unknown error");
}

static int request(uint32_t base, unsigned slot)
{
	return caller_call(&bench, CALL_PERIPHERAL_REQUEST, base, slot);
}

static void one_driver_at_a_time(void **state)
{
	struct calls *calls = caller_block(&bench);

	(void)state;
	assert_int_equal(etzpc_set_mode(&etzpc, 0x25, ETZPC_MCU_ISOLATION), 0);
	assert_int_equal(etzpc_lock(&etzpc, 0x20), 0);
	caller_start(&bench);
	assert_int_equal(request(I2C5, 0), 0);
	assert_int_equal(request(I2C5, 1), -EBUSY);
	assert_int_equal(request(TIM1, 1), 0);
	assert_int_equal(request(UART4, 2), -EPERM);
	assert_int_equal(request(GPIOH, 2), 0);
	/* Two peripherals behind one number of the firewall. */
	assert_int_equal(request(ADC1, 3), 0);
	assert_int_equal(request(ADC2, 4), 0);

	assert_int_equal(caller_call(&bench, CALL_PERIPHERAL_STATUS, I2C5, 0), 0);
	assert_int_equal(calls->out[0], PERIPHERAL_M4);
	assert_int_equal(calls->out[1], false);
	assert_int_equal(calls->out[2], true);
	assert_int_equal(caller_call(&bench, CALL_PERIPHERAL_STATUS, UART4, 0), 0);
	assert_int_equal(calls->out[0], PERIPHERAL_A7);
	assert_int_equal(calls->out[1], true);
	assert_int_equal(calls->out[2], false);
	assert_int_equal(caller_call(&bench, CALL_PERIPHERAL_STATUS, GPIOH, 0), 0);
	assert_int_equal(calls->out[0], PERIPHERAL_UNGUARDED);

	/* From the middle of the list, twice, and then it is free. */
	assert_int_equal(caller_call(&bench, CALL_PERIPHERAL_RELEASE, 1, 0), 0);
	assert_int_equal(caller_call(&bench, CALL_PERIPHERAL_RELEASE, 1, 0), 0);
	assert_int_equal(request(TIM1, 5), 0);
	assert_int_equal(request(I2C5, 1), -EBUSY);
	assert_int_equal(caller_call(&bench, CALL_PERIPHERAL_RELEASE, 0, 0), 0);
	assert_int_equal(request(I2C5, 1), 0);
}

static int request_name(const char *name, unsigned slot)
{
	strcpy(caller_block(&bench)->text, name);
	return caller_call(&bench, CALL_PERIPHERAL_REQUEST_NAME, slot, 0);
}

static void by_name(void **state)
{
	(void)state;
	assert_int_equal(etzpc_lock(&etzpc, 0x20), 0);
	caller_start(&bench);
	assert_int_equal(request_name("I2C5", 0), 0);
	assert_int_equal(request(I2C5, 1), -EBUSY);
	assert_int_equal(request_name("UART4", 1), -EPERM);
	assert_int_equal(request_name("GPIOA", 1), 0);
	assert_int_equal(request_name("I2C9", 2), -ENXIO);
	assert_int_equal(request_name("", 2), -ENXIO);
}

/* The A7 takes its clock away from the firewall: this core has asked for one of its own. */
static void it_does_not_lean_on_the_other_core(void **state)
{
	struct mmio rcc = caller_registers(&bench, RCC, true);

	(void)state;
	mmio_write32(rcc, RCC_MP_APB5ENSETR + RCC_CLRR_OFFSET, RCC_APB5EN_TZPCEN);
	caller_start(&bench);
	assert_int_equal(check(I2C5), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_numbers_in_all_modes, setup, teardown),
		cmocka_unit_test_setup_teardown(the_answer_can_be_printed, setup, teardown),
		cmocka_unit_test_setup_teardown(one_driver_at_a_time, setup, teardown),
		cmocka_unit_test_setup_teardown(by_name, setup, teardown),
		cmocka_unit_test_setup_teardown(it_does_not_lean_on_the_other_core, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
