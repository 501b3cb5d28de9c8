/* SPDX-License-Identifier: BSD-3-Clause */
/* SPI4 as master: each time USER1 (PA14) is pressed, a question goes out and an answer is logged. */
#include "spi_link.h"

#include <stdbool.h>

static const char question[] = "who are you?";

static bool is_pressed(void)
{
	return !(GPIO('A', 0x10) >> 14 & 1);
}

static void ask(void)
{
	char answer[sizeof(question)] = "";

	spi_begin(SPI4, CFG2_MASTER, sizeof(question));
	REG(SPI4 + CR1) |= CSTART;
	spi_exchange(SPI4, question, answer, sizeof(question));
	remote_log("the slave says: %s", answer);
}

int main(void)
{
	bool before = false;

	if (spi_open() || remote_ticks_start())
		return 1;
	RCC_MC_AHB4ENSETR = 1u;
	GPIO('A', 0x00) &= ~(3u << 28);
	GPIO('A', 0x0C) = (GPIO('A', 0x0C) & ~(3u << 28)) | 1u << 28;
	for (;;) {
		const bool pressed = is_pressed();

		remote_poll();
		if (pressed && !before)
			ask();
		before = pressed;
		/* A tick is a millisecond. */
		remote_idle();
	}
}
