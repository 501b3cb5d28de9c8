/* SPDX-License-Identifier: BSD-3-Clause */
/* A fault handler that waits for the watchdog, as a compiler makes it that optimises nothing: with its frame
 * pointer in r7, where what it interrupts has one, too. */
#include "crash.h"

#include "soc/regs/wwdg.h"

#define UNOPTIMISED FRAME __attribute__((optimize("O0")))

void BusFault_Handler(void);

UNOPTIMISED void BusFault_Handler(void)
{
	for (;;)
		;
}

static UNOPTIMISED uint32_t read_word(uint32_t address)
{
	uint32_t words[4] = {0};

	words[1] = REG(address);
	return words[1];
}

static UNOPTIMISED uint32_t measure(uint32_t channel)
{
	uint32_t value = read_word(0x50FF0000u + 4 * channel);

	return value ^ crash_variable;
}

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	REG(0x50000A80u) = 1u << 28; /* RCC_MC_APB1ENSETR: WWDG1EN */
	REG(WWDG1_BASE + WWDG_CR) = WWDG_CR_WDGA | 0x7Fu;
	crash_variable = measure(2);
	return 0;
}
