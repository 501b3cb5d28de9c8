/* SPDX-License-Identifier: BSD-3-Clause */
/* WWDG1 is refreshed before its window opens. */
#include "crash.h"

#include "soc/regs/wwdg.h"

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	REG(0x50000A80u) = 1u << 28; /* RCC_MC_APB1ENSETR: WWDG1EN */
	REG(WWDG1_BASE + WWDG_CR) = WWDG_CR_WDGA | 0x7Fu;
	REG(WWDG1_BASE + WWDG_CFR) = 0x50u;
	remote_log("too early");
	REG(WWDG1_BASE + WWDG_CR) = 0x7Fu;
	for (;;)
		cortex_m_wait_for_interrupt();
}
