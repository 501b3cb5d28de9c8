/* SPDX-License-Identifier: BSD-3-Clause */
/* A fault handler that faults itself: nothing can be taken any more. */
#include "crash.h"

void HardFault_Handler(void);
void BusFault_Handler(void);

static FRAME void worse(void)
{
	crash_variable = REG(0x50FF0004u);
	not_a_tail();
}

void HardFault_Handler(void)
{
	worse();
	not_a_tail();
}

void BusFault_Handler(void)
{
	crash_variable = REG(0x50FF0008u);
}

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	remote_log("about to lock up");
	crash_variable = REG(0x50FF0000u);
	return 0;
}
