/* SPDX-License-Identifier: BSD-3-Clause */
/* The firmware resets its processor (AIRCR.SYSRESETREQ, ARM DDI 0403 B3.2.6). */
#include "crash.h"

static FRAME void restart(void)
{
	REG(0xE000ED0Cu) = 0x05FA0004u;
	for (;;)
		cortex_m_sync();
}

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	remote_log("about to reset");
	restart();
	return 0;
}
