/* SPDX-License-Identifier: BSD-3-Clause */
/* Code as ST's users have it, over the compatible names. */
#include "../core/pair.h"

#include <copro/remote.h>
#include <copro/virt_uart_st.h>

static struct pair pair;
static struct pair_endpoint tty;
static VIRT_UART_HandleTypeDef huart0;
static struct remote first;
static bool has_first;

static char line[512];
static volatile uint16_t line_size;
static unsigned ready;

/* The board's, in a program that has no board. */
struct remote *remote_first(void)
{
	return has_first ? &first : NULL;
}

static void VIRT_UART0_RxCpltCallback(VIRT_UART_HandleTypeDef *huart)
{
	assert_ptr_equal(huart, &huart0);
	line_size = huart->RxXferSize;
	memcpy(line, huart->pRxBuffPtr, line_size);
}

static void VIRT_UART0_TxReadyCallback(VIRT_UART_HandleTypeDef *huart)
{
	assert_ptr_equal(huart, &huart0);
	ready++;
}

static int setup(void **state)
{
	(void)state;
	memset(&huart0, 0, sizeof(huart0));
	memset(&tty, 0, sizeof(tty));
	line_size = 0;
	ready = 0;
	has_first = false;
	pair_init(&pair, PAIR_NUM, 0);
	pair.remote_config.context = &pair.remote.rpmsg;
	pair.remote_config.tx_ready = virt_uart_tx_ready;
	pair.remote_config.link = NULL;
	pair.remote_config.name_service = NULL;
	huart0.rpmsg = &pair.remote.rpmsg;
	return 0;
}

static void start(void)
{
	assert_int_equal(VIRT_UART_Init(&huart0), VIRT_UART_OK);
	assert_int_equal(VIRT_UART_RegisterCallback(&huart0, VIRT_UART_RXCPLT_CB_ID,
						    VIRT_UART0_RxCpltCallback),
			 VIRT_UART_OK);
	assert_int_equal(VIRT_UART_RegisterCallback(&huart0, VIRT_UART_TXREADY_CB_ID,
						    VIRT_UART0_TxReadyCallback),
			 VIRT_UART_OK);
	pair_start(&pair);
	pair_settle(&pair);
	assert_int_equal(rpmsg_endpoint_create(&pair.host.rpmsg, &tty.endpoint, &pair_silent, 0x400,
					       huart0.uart.endpoint.address, NULL),
			 0);
}

static void echo(void **state)
{
	(void)state;
	start();
	assert_string_equal(pair.host_end.ns_name, "rpmsg-tty");
	/* Nobody has spoken yet. */
	assert_int_equal(VIRT_UART_Transmit(&huart0, "x", 1), VIRT_UART_ERROR);
	assert_int_equal(rpmsg_send(&tty.endpoint, "hello", 5), 0);
	pair_settle(&pair);
	assert_int_equal(line_size, 5);
	assert_memory_equal(line, "hello", 5);
	assert_int_equal(VIRT_UART_Transmit(&huart0, line, line_size), VIRT_UART_OK);
	pair_settle(&pair);
	assert_int_equal(tty.received, 1);
	assert_memory_equal(tty.data, "hello", 5);
}

static void busy_instead_of_waiting(void **state)
{
	static const uint8_t bytes[497];
	int sent = 0;

	(void)state;
	start();
	assert_int_equal(rpmsg_send(&tty.endpoint, "hello", 5), 0);
	pair_settle(&pair);
	assert_int_equal(VIRT_UART_Transmit(&huart0, bytes, 497), VIRT_UART_ERROR);
	while (VIRT_UART_Transmit(&huart0, bytes, 496) == VIRT_UART_OK)
		sent++;
	assert_int_equal(sent, 16);
	assert_int_equal(VIRT_UART_Transmit(&huart0, bytes, 1), VIRT_UART_BUSY);
	assert_int_equal(VIRT_UART_DeInit(&huart0), VIRT_UART_BUSY);
	pair_settle(&pair);
	assert_int_equal(ready, 1);
	assert_int_equal(VIRT_UART_DeInit(&huart0), VIRT_UART_OK);
}

static void wrong_use(void **state)
{
	(void)state;
	assert_int_equal(VIRT_UART_RegisterCallback(&huart0, (VIRT_UART_CallbackIDTypeDef)7,
						    VIRT_UART0_RxCpltCallback),
			 VIRT_UART_ERROR);
	huart0.rpmsg = NULL;
	assert_int_equal(VIRT_UART_Init(&huart0), VIRT_UART_ERROR);
	/* Without an instance named, it is the first one. */
	has_first = true;
	assert_int_equal(rpmsg_remote_init(&first.rpmsg, &pair.remote_config, &pair.table.vdev), 0);
	assert_int_equal(VIRT_UART_Init(&huart0), VIRT_UART_OK);
	assert_ptr_equal(huart0.uart.endpoint.rpmsg, remote_rpmsg(&first));
}

/* A handle without a callback takes what comes and forgets it. */
static void no_callback(void **state)
{
	(void)state;
	start();
	assert_int_equal(VIRT_UART_RegisterCallback(&huart0, VIRT_UART_RXCPLT_CB_ID, NULL),
			 VIRT_UART_OK);
	for (int i = 0; i < 40; i++) {
		assert_int_equal(rpmsg_send(&tty.endpoint, "x", 1), 0);
		pair_settle(&pair);
	}
	assert_int_equal(line_size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(echo, setup),
		cmocka_unit_test_setup(busy_instead_of_waiting, setup),
		cmocka_unit_test_setup(wrong_use, setup),
		cmocka_unit_test_setup(no_callback, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
