/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Buttons of an STM32MP157C-DK2 (RM0436, "EXTI", "GPIO"): PA14 and PA13 are each a button and a light,
 * both active low, so they are open-drain outputs. Sleeps until a button is pressed; PA14 lights the
 * light at PA13, which its own falling edge reports as a button would.
 */
#include "tim_registers.h"

VECTORS;

#define EXTI_RTSR1   REG(0x5000D000)
#define EXTI_FTSR1   REG(0x5000D004)
#define EXTI_FPR1    REG(0x5000D010)
#define EXTI_EXTICR4 REG(0x5000D06C)
#define EXTI_C2IMR1  REG(0x5000D0C0)
#define EXTI13	     77
#define EXTI14	     121

static volatile uint32_t *const presses = RESULTS + 8; /* of PA14, PA13, and how often it woke */

static void pa14(void)
{
	check(EXTI_FPR1, 1u << 14);
	EXTI_FPR1 = 1u << 14;
	check(EXTI_FPR1, 0);
	presses[0]++;
	GPIO_BSRR(PORT('A')) = 1u << (13 + 16);
	check(GPIO_IDR(PORT('A')) & 1u << 13, 0);
}

static void pa13(void)
{
	EXTI_FPR1 = 1u << 13;
	presses[1]++;
	GPIO_BSRR(PORT('A')) = 1u << 13;
}

void reset(void)
{
	RESULTS[0] = RESULTS[1] = RESULTS[2] = 0;
	presses[0] = presses[1] = presses[2] = 0;
	RCC_MC_AHB4ENSETR = 1;
	GPIO_OTYPER(PORT('A')) = 3u << 13;
	GPIO_BSRR(PORT('A')) = 3u << 13;
	pin_mode(PORT('A'), 13, 1);
	pin_mode(PORT('A'), 14, 1);
	set_vector(16 + EXTI13, pa13);
	set_vector(16 + EXTI14, pa14);
	REG(0xE000E100 + 4 * (EXTI13 / 32)) = 1u << EXTI13 % 32;
	REG(0xE000E100 + 4 * (EXTI14 / 32)) = 1u << EXTI14 % 32;
	EXTI_EXTICR4 = 0;
	EXTI_FTSR1 = 3u << 13;
	EXTI_C2IMR1 |= 3u << 13;
	RESULTS[2] = 1;
	for (;;) {
		ASM("wfi");
		presses[2]++;
	}
}
