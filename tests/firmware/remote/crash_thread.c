/* SPDX-License-Identifier: BSD-3-Clause */
/* A fault on the process stack, with floating-point state, through two exceptions. */
#include "crash.h"

static uint32_t thread_stack[256];
static volatile float sum;

void PendSV_Handler(void);

static FRAME void load(uint32_t address)
{
	crash_variable = REG(address);
	not_a_tail();
}

void PendSV_Handler(void)
{
	load(0x50FF0000u + crash_variable);
	not_a_tail();
}

static FRAME void thread_work(float start)
{
	sum = start * 1.5f;
	SCB_ICSR = SCB_ICSR_PENDSVSET;
	cortex_m_sync();
	sum += start;
}

static FRAME void thread_main(void)
{
	thread_work(2.0f);
	not_a_tail();
}

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	__asm volatile("msr psp, %0\n\tmsr control, %1\n\tisb" ::"r"(thread_stack + 256), "r"(2)
		       : "memory");
	thread_main();
	return 0;
}
