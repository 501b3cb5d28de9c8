/* SPDX-License-Identifier: BSD-3-Clause */
/* An assertion that does not hold, in an interrupt handler. */
#include "crash.h"

static FRAME void append(uint32_t length)
{
	copro_assert(length <= sizeof(log_text));
	crash_variable = length;
}

void PendSV_Handler(void);
void PendSV_Handler(void)
{
	append(sizeof(log_text));
	append(sizeof(log_text) + 1);
	not_a_tail();
}

static FRAME void pend(void)
{
	SCB_ICSR = SCB_ICSR_PENDSVSET;
	cortex_m_sync();
}

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	pend();
	return 0;
}
