/* SPDX-License-Identifier: BSD-3-Clause */
/* The exceptions that a test program has seen, in their order. */
#ifndef COPRO_TESTS_CORTEX_M_TRACE_H
#define COPRO_TESTS_CORTEX_M_TRACE_H

#include "cortex_m_check.h"

static volatile uint32_t trace[32], traced;

static void log_exception(void)
{
	trace[traced++ & 31] = READ("ipsr");
}

static void check_trace_at(uint32_t line, const uint8_t *wanted, uint32_t count)
{
	check_at(line, traced, count);
	for (uint32_t i = 0; i < count; i++)
		check_at(line, trace[i], wanted[i]);
	traced = 0;
}

#define check_trace(...)                                                                           \
	do {                                                                                       \
		static const uint8_t wanted_[] = {__VA_ARGS__};                                    \
		check_trace_at(__LINE__, wanted_, sizeof(wanted_));                                \
	} while (0)

#endif
