/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * USART3 and UART7 at 115200 bit/s from HSI: each sends back, as capitals, the lines of small letters that it
 * receives, and nothing of others, so that the two can be joined. USART3 says "ready" first (RM0436: RCC, USART).
 */
#include "cortex_m_check.h"

VECTORS;

#define USART3 0x4000F000u
#define UART7  0x40018000u
#define CR1(u) REG((u) + 0x00)
#define BRR(u) REG((u) + 0x0C)
#define ISR(u) REG((u) + 0x1C)
#define ICR(u) REG((u) + 0x20)
#define RDR(u) REG((u) + 0x24)
#define TDR(u) REG((u) + 0x28)

static volatile uint32_t spoke[2];

static void send(uint32_t uart, uint32_t c)
{
	while (!(ISR(uart) & 0x80)) /* TXFNF */
		;
	TDR(uart) = c;
}

static void serve(uint32_t uart, volatile uint32_t *said)
{
	ICR(uart) = 0xF;
	while (ISR(uart) & 0x20) { /* RXFNE */
		const uint32_t c = RDR(uart);

		if (c >= 'a' && c <= 'z') {
			send(uart, c - 32);
			*said = 1;
		} else if (c == '\n' && *said) {
			send(uart, c);
			*said = 0;
		}
	}
}

static void usart3(void)
{
	serve(USART3, &spoke[0]);
}

static void uart7(void)
{
	serve(UART7, &spoke[1]);
}

static void open(uint32_t uart)
{
	BRR(uart) = 556; /* 64 MHz / 115200 */
	CR1(uart) = 0x2000002D; /* FIFOEN, RXFNEIE, TE, RE, UE */
}

void reset(void)
{
	REG(0x50000A80) = 1u << 15 | 1u << 18; /* RCC_MC_APB1ENSETR: USART3EN, UART7EN */
	REG(0x500008EC) = 2; /* RCC_UART35CKSELR: HSI */
	REG(0x500008F0) = 2; /* RCC_UART78CKSELR */
	set_vector(16 + 39, usart3);
	set_vector(16 + 82, uart7);
	open(USART3);
	open(UART7);
	for (const char *c = "ready\n"; *c; c++)
		send(USART3, (uint32_t)*c);
	REG(0xE000E104) = 1u << (39 - 32);
	REG(0xE000E108) = 1u << (82 - 64);
	for (;;)
		ASM("wfi");
}
