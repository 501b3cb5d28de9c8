/* SPDX-License-Identifier: BSD-3-Clause */
/* A fault in a task that an RTOS has begun: LR is that of a function for tasks that return, which nothing has
 * called. */
#include "crash.h"

static FRAME void task_returned(void)
{
	for (;;)
		;
}

static FRAME void load(uint32_t address)
{
	crash_variable = REG(address);
	not_a_tail();
}

static FRAME void task(void)
{
	load(0x50FF0000u);
	not_a_tail();
}

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	__asm volatile("mov lr, %0\n\tbx %1" ::"r"(task_returned), "r"(task) : "lr", "memory");
	return 0;
}
