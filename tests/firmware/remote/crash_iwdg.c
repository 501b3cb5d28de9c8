/* SPDX-License-Identifier: BSD-3-Clause */
/* IWDG2 is started, 1 ms long, and never reloaded. Needs its bus clock, which is for the A7 to switch on. */
#include "crash.h"

#include "soc/regs/iwdg.h"

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	REG(IWDG2_BASE + IWDG_KR) = IWDG_KR_START;
	REG(IWDG2_BASE + IWDG_KR) = IWDG_KR_ACCESS;
	REG(IWDG2_BASE + IWDG_PR) = 0;
	REG(IWDG2_BASE + IWDG_RLR) = 7;
	while (REG(IWDG2_BASE + IWDG_SR) & 7u)
		continue;
	REG(IWDG2_BASE + IWDG_KR) = IWDG_KR_RELOAD;
	remote_log("the chip will be reset");
	for (;;)
		cortex_m_wait_for_interrupt();
}
