/* SPDX-License-Identifier: BSD-3-Clause */
/* An interrupt that nobody handles: that of TIM7, pended by software. SysTick is pending too. */
#include "crash.h"

static FRAME void pend(void)
{
	nvic_enable(55);
	REG(0xE000E200u + 4) = 1u << (55 - 32); /* NVIC_ISPR1 */
	cortex_m_sync();
}

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	if (remote_ticks_start())
		return 1;
	pend();
	return 0;
}
