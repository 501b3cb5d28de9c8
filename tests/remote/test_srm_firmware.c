/* SPDX-License-Identifier: BSD-3-Clause */
/* Firmware that asks for clocks and regulators, and that asks whose peripherals are, on the virtual board;
 * the test is its Linux. */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

#include "core/srm_message.h"
#include "drivers/etzpc.h"
#include "drivers/hsem.h"
#include "soc/regs/hsem.h"

#define GET_ANSWERED "I2C5 clock get: error 0, 24000000 Hz, "

static struct bench bench;
static struct srm_message asked[8];
static unsigned asked_count;
static uint32_t rate;
static bool obeys, deaf;

static void hello(struct bench_endpoint *endpoint)
{
	if (!deaf)
		assert_int_equal(rpmsg_send(&endpoint->endpoint, "", 0), 0);
}

static void answer(struct bench_endpoint *endpoint, const struct rpmsg_message *message)
{
	struct srm_message reply;

	assert_string_equal(endpoint->service, SRM_SERVICE);
	assert_int_equal(message->length, sizeof(reply));
	memcpy(&reply, message->data, sizeof(reply));
	assert_true(asked_count < 8);
	asked[asked_count++] = reply;
	if (reply.resource == SRM_TYPE_CLOCK) {
		if (reply.type == SRM_MESSAGE_SET && obeys)
			rate = reply.clock.rate;
		reply.clock.rate = rate;
	} else {
		reply.regulator.current_mv = reply.regulator.min_mv;
	}
	assert_int_equal(rpmsg_send(&endpoint->endpoint, &reply, sizeof(reply)), 0);
}

static void power(const char *name)
{
	asked_count = 0;
	rate = 24000000;
	obeys = deaf = false;
	bench_power(&bench, name, false);
	bench.created = hello;
	bench.message = answer;
	bench_listen(&bench);
}

static void start(void)
{
	bench_release(&bench);
	bench_run(&bench, 5000);
	bench_link_up(&bench);
	bench_run(&bench, 20000);
}

static void logged(const char *text)
{
	if (!strstr(bench_log(&bench), text))
		fail_msg("not in the log: %s\n%s", text, bench_log(&bench));
}

static int teardown(void **state)
{
	(void)state;
	assert_int_equal(bench.faults, 0);
	assert_int_equal(bench.lockups, 0);
	bench_end(&bench);
	return 0;
}

/* I2C5 is isolated, UART4 Linux's, USART1 secure: as a trusted firmware would leave them. */
static void firmware_with_manners(void **state)
{
	struct etzpc etzpc;
	const char *found;

	(void)state;
	power("resources.elf");
	assert_int_equal(etzpc_init(&etzpc, (struct mmio){board_port(bench.board, SOC_A7_SECURE),
							  ETZPC_ADDRESS}),
			 0);
	assert_int_equal(etzpc_set_mode(&etzpc, 0x25, ETZPC_MCU_ISOLATION), 0);
	assert_int_equal(etzpc_lock(&etzpc, 0x20), 0);
	assert_int_equal(etzpc_set_mode(&etzpc, 0x03, ETZPC_SECURE), 0);
	start();
	logged("I2C5: granted\n");
	logged("TIM1: granted\n");
	logged("UART4: reserved for the A7\n");
	logged("USART1: reserved for the secure world\n");
	logged("GPIOH: granted\n");
	logged("PH7: on\n");
	logged("resource manager: there\n");
	/* Another user of the clock: it stays, and the firmware is told. */
	logged("I2C5 clock set: error 16, 24000000 Hz");
	assert_int_equal(asked_count, 2);
	assert_string_equal(asked[0].device, "40015000");
	assert_int_equal(asked[1].clock.rate, 10000000);
	found = strstr(bench_log(&bench), GET_ANSWERED);
	assert_non_null(found);
	print_message("SRM round trip: %ld cycles of the M4\n",
		      strtol(found + strlen(GET_ANSWERED), NULL, 10));
}

static void the_rate_is_given(void **state)
{
	(void)state;
	power("resources.elf");
	obeys = true;
	start();
	logged("I2C5 clock set: error 0, 10000000 Hz");
}

/* The lock of the GPIO banks is not given back: an error, with who has it, and the rest goes on. */
static void a_lock_that_stays_taken(void **state)
{
	struct hsem a7;

	(void)state;
	power("resources.elf");
	assert_int_equal(
		hsem_init(&a7, (struct mmio){board_port(bench.board, SOC_A7), HSEM_BASE}, HSEM_A7),
		0);
	assert_int_equal(hsem_trylock(&a7, HSEM_ID_GPIO), 0);
	start();
	logged("PH7: error 116, the lock's holder is 1\n"); /* newlib's ETIMEDOUT */
	logged("resource manager: there\n");
}

/* As it would be on a mainline kernel, which has no such driver: nothing waits. */
static void linux_without_a_resource_manager(void **state)
{
	(void)state;
	power("resources.elf");
	deaf = true;
	start();
	assert_null(strstr(bench_log(&bench), "resource manager"));
	assert_int_equal(asked_count, 0);
}

static void sts_calls(void **state)
{
	(void)state;
	power("../test-firmware/srm_st.elf");
	obeys = true;
	start();
	logged("init 0\nearly 1\n");
	logged("get 0 24000000\nset 0 1000000 ck_ker\n");
	logged("regulator 0 1 1800\nno id 1\nno name 1\n");
	logged("deinit 0\n");
	assert_int_equal(asked_count, 3);
	assert_string_equal(asked[0].device, "40010000");
	assert_int_equal(asked[0].clock.index, SRM_INDEX_NONE);
	assert_string_equal(asked[0].clock.name, "ck_ker");
	assert_string_equal(asked[2].device, "led");
	assert_int_equal(asked[2].regulator.max_mv, 1900);
	bench_settle(&bench);
	assert_int_equal(bench.destroyed, 1);
}

/* Nobody answers for a second; then the firmware goes on. */
static void a_call_of_sts_ends(void **state)
{
	(void)state;
	power("../test-firmware/srm_st.elf");
	deaf = true;
	start();
	bench_run(&bench, 900000);
	assert_null(strstr(bench_log(&bench), "get"));
	bench_run(&bench, 100000);
	logged("get 1 0\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(firmware_with_manners, teardown),
		cmocka_unit_test_teardown(the_rate_is_given, teardown),
		cmocka_unit_test_teardown(a_lock_that_stays_taken, teardown),
		cmocka_unit_test_teardown(linux_without_a_resource_manager, teardown),
		cmocka_unit_test_teardown(sts_calls, teardown),
		cmocka_unit_test_teardown(a_call_of_sts_ends, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
