/* SPDX-License-Identifier: BSD-3-Clause */
/* WWDG1 is started and never refreshed. */
#include "crash.h"

#include "soc/regs/wwdg.h"

static FRAME void stuck(void)
{
	for (;;)
		crash_variable++;
}

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	REG(0x50000A80u) = 1u << 28; /* RCC_MC_APB1ENSETR: WWDG1EN */
	REG(WWDG1_BASE + WWDG_CR) = WWDG_CR_WDGA | 0x7Fu;
	remote_log("the watchdog runs");
	stuck();
	return 0;
}
