/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The virtual UART under the names of ST's STM32CubeMP1 package, for code written against those. A
 * thin layer over copro/virt_uart.h. What is different, and better known beforehand:
 *
 * - Init needs remote_init() before it, in the place of MX_OPENAMP_Init(); the place of
 *   OPENAMP_check_for_message() is taken by remote_poll().
 * - Transmit never waits. When the host has left no buffer free it answers VIRT_UART_BUSY, and
 *   sent nothing; TxReadyCallback says when to try again.
 * - Several instances work, and are named by the order in which they are made, as before.
 *
 * The type names below are theirs, not this project's style.
 */
#ifndef COPRO_VIRT_UART_ST_H
#define COPRO_VIRT_UART_ST_H

#include <copro/virt_uart.h>

typedef enum {
	VIRT_UART_OK = 0,
	VIRT_UART_ERROR = 1,
	VIRT_UART_BUSY = 2,
	VIRT_UART_TIMEOUT = 3
} VIRT_UART_StatusTypeDef;

typedef enum {
	VIRT_UART_RXCPLT_CB_ID = 0,
	VIRT_UART_TXREADY_CB_ID = 1 /* not in ST's */
} VIRT_UART_CallbackIDTypeDef;

typedef struct VIRT_UART_Handle {
	struct virt_uart uart;
	struct rpmsg *rpmsg; /* NULL: of the instance that was taken into use first */
	uint8_t *pRxBuffPtr; /* while RxCpltCallback runs: what came */
	uint16_t RxXferSize; /* and how many bytes */
	void (*RxCpltCallback)(struct VIRT_UART_Handle *huart);
	void (*TxReadyCallback)(struct VIRT_UART_Handle *huart);
} VIRT_UART_HandleTypeDef;

/* The handle is zeroed by the caller, as a static one is. Callbacks registered before stay. */
VIRT_UART_StatusTypeDef VIRT_UART_Init(VIRT_UART_HandleTypeDef *huart);

/* VIRT_UART_BUSY: no buffer for the withdrawal now, call again. */
VIRT_UART_StatusTypeDef VIRT_UART_DeInit(VIRT_UART_HandleTypeDef *huart);

VIRT_UART_StatusTypeDef
VIRT_UART_RegisterCallback(VIRT_UART_HandleTypeDef *huart, VIRT_UART_CallbackIDTypeDef CallbackID,
			   void (*pCallback)(VIRT_UART_HandleTypeDef *huart));

/* Size: at most 496 bytes with Linux's buffers. VIRT_UART_ERROR: longer, or nobody to send to. */
VIRT_UART_StatusTypeDef VIRT_UART_Transmit(VIRT_UART_HandleTypeDef *huart, const void *pData,
					   uint16_t Size);

#endif
