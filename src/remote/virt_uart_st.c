/* SPDX-License-Identifier: BSD-3-Clause */
#include <copro/virt_uart_st.h>

#include <errno.h>
#include <stddef.h>

#include <copro/remote.h>

static VIRT_UART_HandleTypeDef *handle_of(struct virt_uart *uart)
{
	return COPRO_CONTAINER_OF(uart, VIRT_UART_HandleTypeDef, uart);
}

static void handle_receive(struct virt_uart *uart, const struct rpmsg_message *message)
{
	VIRT_UART_HandleTypeDef *huart = handle_of(uart);

	if (!huart->RxCpltCallback)
		return;
	/* The member has no const in ST's handle, and code exists that writes there: the buffer is
	 * the receiver's until the callback returns. */
	huart->pRxBuffPtr = (uint8_t *)(uintptr_t)message->data;
	huart->RxXferSize = message->length;
	huart->RxCpltCallback(huart);
}

static void handle_tx_ready(struct virt_uart *uart)
{
	VIRT_UART_HandleTypeDef *huart = handle_of(uart);

	if (huart->TxReadyCallback)
		huart->TxReadyCallback(huart);
}

static const struct virt_uart_config handle_config = {
	.receive = handle_receive,
	.tx_ready = handle_tx_ready,
};

static VIRT_UART_StatusTypeDef status_of(int status)
{
	if (status == 0)
		return VIRT_UART_OK;
	return status == -EAGAIN ? VIRT_UART_BUSY : VIRT_UART_ERROR;
}

VIRT_UART_StatusTypeDef VIRT_UART_Init(VIRT_UART_HandleTypeDef *huart)
{
	struct remote *first = remote_first();
	struct rpmsg *rpmsg = huart->rpmsg;

	if (!rpmsg && first)
		rpmsg = remote_rpmsg(first);
	if (!rpmsg)
		return VIRT_UART_ERROR;
	return status_of(virt_uart_init(&huart->uart, rpmsg, &handle_config));
}

VIRT_UART_StatusTypeDef VIRT_UART_DeInit(VIRT_UART_HandleTypeDef *huart)
{
	return status_of(virt_uart_deinit(&huart->uart));
}

VIRT_UART_StatusTypeDef
VIRT_UART_RegisterCallback(VIRT_UART_HandleTypeDef *huart, VIRT_UART_CallbackIDTypeDef CallbackID,
			   void (*pCallback)(VIRT_UART_HandleTypeDef *huart))
{
	switch (CallbackID) {
	case VIRT_UART_RXCPLT_CB_ID:
		huart->RxCpltCallback = pCallback;
		return VIRT_UART_OK;
	case VIRT_UART_TXREADY_CB_ID:
		huart->TxReadyCallback = pCallback;
		return VIRT_UART_OK;
	default:
		return VIRT_UART_ERROR;
	}
}

VIRT_UART_StatusTypeDef VIRT_UART_Transmit(VIRT_UART_HandleTypeDef *huart, const void *pData,
					   uint16_t Size)
{
	return status_of(virt_uart_transmit(&huart->uart, pData, Size));
}
