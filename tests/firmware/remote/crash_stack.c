/* SPDX-License-Identifier: BSD-3-Clause */
/* The stack pointer leaves memory: not even the fault can be stacked where it should. */
#include "crash.h"

static FRAME void sink(void)
{
	__asm volatile("mov sp, %0\n\tpush {r4}" ::"r"(0x10080008u) : "memory");
}

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	remote_log("about to lose the stack");
	sink();
	return 0;
}
