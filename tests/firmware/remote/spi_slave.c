/* SPDX-License-Identifier: BSD-3-Clause */
/* SPI4 as slave, by interrupts: an answer waits for each question, which is logged. */
#include "spi_link.h"

#include "remote/cortex_m.h"
#include "soc/irq.h"

#define IER 0x10
#define RXP 0x1u
#define TXP 0x2u
#define EOT 0x8u

static const char answer[] = "I am slave 7";
static char question[sizeof(answer)];
static volatile uint32_t sent, received;
static volatile int over;

void SPI4_IRQHandler(void);
void SPI4_IRQHandler(void)
{
	const uint32_t sr = REG(SPI4 + SR);

	if ((sr & TXP) && sent < sizeof(answer))
		REG8(SPI4 + TXDR) = (uint8_t)answer[sent++];
	if (sr & RXP)
		question[received++ % sizeof(question)] = (char)REG8(SPI4 + RXDR);
	if (!(sr & EOT) || (sr & RXP))
		return;
	REG(SPI4 + IER) = 0;
	over = 1;
}

static void begin(void)
{
	sent = 0;
	received = 0;
	over = 0;
	spi_begin(SPI4, CFG2_SLAVE, sizeof(answer));
	REG(SPI4 + IER) = RXP | TXP | EOT;
}

int main(void)
{
	if (spi_open())
		return 1;
	nvic_enable(SOC_IRQ_SPI4);
	begin();
	for (;;) {
		remote_poll();
		if (over) {
			remote_log("the master asks: %s", question);
			begin();
		}
		remote_idle();
	}
}
