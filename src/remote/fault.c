/* SPDX-License-Identifier: BSD-3-Clause */
/* What happens to an exception that nobody handles. */
#include "remote/cortex_m.h"
#include "remote/startup.h"

_Noreturn void remote_unhandled(const struct exception_frame *frame, uint32_t exception)
{
	(void)frame;
	(void)exception;
	cortex_m_interrupts_off();
	nvic_disable_all();
	for (;;)
		cortex_m_wait_for_interrupt();
}
