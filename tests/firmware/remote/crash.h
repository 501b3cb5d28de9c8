/* SPDX-License-Identifier: BSD-3-Clause */
/* What the firmware that crashes has in common: a log, and the way down to where it happens. */
#ifndef COPRO_TESTS_FIRMWARE_CRASH_H
#define COPRO_TESTS_FIRMWARE_CRASH_H

#include <stdint.h>

#include <copro/panic.h>
#include <copro/remote.h>

#include "remote/cortex_m.h"

static char log_text[1024];

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
	RESOURCE_TABLE_RPMSG(16, log_text, sizeof(log_text), "cm4_log");

/* What a debugger should find in a core file. */
volatile uint32_t crash_variable;

#define FRAME	     __attribute__((noinline, noclone))
#define REG(address) (*(volatile uint32_t *)(address))

/* A function that comes back, as the compiler has to believe. */
static inline void not_a_tail(void)
{
	__asm volatile("" ::: "memory");
}

#endif
