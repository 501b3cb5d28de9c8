/* SPDX-License-Identifier: BSD-3-Clause */
/* ST's resource manager by its own names, on the virtual Cortex-M4. */
#include "caller.h"

#include <copro/res_mgr_st.h>

#include "drivers/etzpc.h"

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

/* As in the Cube package whose list has all 107. */
static void the_ids_are_sts(void **state)
{
	(void)state;
	assert_int_equal(RESMGR_ID_ADC1, 0);
	assert_int_equal(RESMGR_ID_CRC1, 3);
	assert_int_equal(RESMGR_ID_DMA1, 15);
	assert_int_equal(RESMGR_ID_EXTI, 20);
	assert_int_equal(RESMGR_ID_GPIOA, 25);
	assert_int_equal(RESMGR_ID_GPIOZ, 36);
	assert_int_equal(RESMGR_ID_I2C5, 45);
	assert_int_equal(RESMGR_ID_RNG, 59);
	assert_int_equal(RESMGR_ID_SPI6, 75);
	assert_int_equal(RESMGR_ID_TIM2, 84);
	assert_int_equal(RESMGR_ID_DTS, 91);
	assert_int_equal(RESMGR_ID_UART4, 92);
	assert_int_equal(RESMGR_ID_WWDG1, 105);
	assert_int_equal(RESMGR_ID_RESMGR_TABLE, 106);
	assert_int_equal(RESMGR_ENTRY_NBR, 107);
	assert_int_equal(sizeof(ResConfig_t), 36);
}

static int request(uint32_t id, uint32_t flags)
{
	return caller_call(&bench, CALL_RESMGR_REQUEST, id, flags);
}

static void context_is(uint32_t id, uint32_t flags, uint32_t state, uint32_t handle)
{
	const struct calls *calls = caller_block(&bench);

	assert_int_equal(caller_call(&bench, CALL_RESMGR_CONTEXT, id, 0), RESMGR_OK);
	assert_int_equal(calls->out[0], flags);
	assert_int_equal(calls->out[1], state);
	assert_int_equal(calls->out[2], handle);
}

static void request_and_release(void **state)
{
	const uint32_t flags = RESMGR_FLAGS_ACCESS_NORMAL | RESMGR_FLAGS_CPU2;

	(void)state;
	assert_int_equal(etzpc_set_mode(&etzpc, 0x25, ETZPC_MCU_ISOLATION), 0);
	assert_int_equal(etzpc_lock(&etzpc, 0x20), 0); /* UART4: Linux's */
	assert_int_equal(etzpc_lock(&etzpc, 0x1A), 0); /* WWDG1, which ST's does not ask about */
	caller_start(&bench);
	assert_int_equal(caller_call(&bench, CALL_RESMGR_INIT, 0, 0), RESMGR_OK);
	context_is(RESMGR_ID_I2C5, 0, RESMGR_STATE_RELEASED, 0);
	assert_int_equal(request(RESMGR_ID_I2C5, flags), RESMGR_OK);
	context_is(RESMGR_ID_I2C5, flags, RESMGR_STATE_ASSIGNED, CALLS_ADDRESS);
	assert_int_equal(request(RESMGR_ID_I2C5, flags), RESMGR_BUSY);
	assert_int_equal(request(RESMGR_ID_UART4, flags), RESMGR_BUSY);
	assert_int_equal(request(RESMGR_ID_WWDG1, flags), RESMGR_BUSY);
	assert_int_equal(request(RESMGR_ID_GPIOA, flags), RESMGR_OK);
	assert_int_equal(request(RESMGR_ID_ADC2, flags), RESMGR_OK);
	assert_int_equal(request(RESMGR_ID_TIM1, RESMGR_FLAGS_ACCESS_PEND), RESMGR_ERROR);
	assert_int_equal(request(RESMGR_ID_TIM1, RESMGR_FLAGS_INHERIT_HANDLE), RESMGR_ERROR);

	/* Of what was not granted there is nothing to release. */
	assert_int_equal(caller_call(&bench, CALL_RESMGR_RELEASE, RESMGR_ID_UART4, 0), RESMGR_OK);
	assert_int_equal(caller_call(&bench, CALL_RESMGR_RELEASE, RESMGR_ID_I2C5, 0), RESMGR_OK);
	context_is(RESMGR_ID_I2C5, 0, RESMGR_STATE_RELEASED, 0);
	assert_int_equal(request(RESMGR_ID_I2C5, flags), RESMGR_OK);
	assert_int_equal(caller_call(&bench, CALL_RESMGR_DEINIT, 0, 0), RESMGR_OK);
	context_is(RESMGR_ID_GPIOA, 0, RESMGR_STATE_RELEASED, 0);
	assert_int_equal(request(RESMGR_ID_I2C5, flags), RESMGR_OK);
}

static void no_such_id(void **state)
{
	(void)state;
	caller_start(&bench);
	assert_int_equal(request(RESMGR_ID_RESMGR_TABLE, 0), RESMGR_ERROR);
	assert_int_equal(request(RESMGR_ID_ALL, 0), RESMGR_ERROR);
	assert_int_equal(request(RESMGR_ID_NONE, 0), RESMGR_ERROR);
	assert_int_equal(caller_call(&bench, CALL_RESMGR_RELEASE, RESMGR_ID_NONE, 0), RESMGR_ERROR);
	assert_int_equal(caller_call(&bench, CALL_RESMGR_CONTEXT, RESMGR_ID_NONE, 0), RESMGR_ERROR);
}

/* Each id has a peripheral behind it. */
static void all_ids(void **state)
{
	(void)state;
	caller_start(&bench);
	for (uint32_t id = 0; id < RESMGR_ID_RESMGR_TABLE; id++)
		assert_int_equal(request(id, 0), RESMGR_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_ids_are_sts),
		cmocka_unit_test_setup_teardown(request_and_release, setup, teardown),
		cmocka_unit_test_setup_teardown(no_such_id, setup, teardown),
		cmocka_unit_test_setup_teardown(all_ids, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
