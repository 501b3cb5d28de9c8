/* SPDX-License-Identifier: BSD-3-Clause */
/* What is said of a fault: of this one, not of those before it whose bits are still set. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "machine/fault.h"

/* ARM DDI 0403, B3.2.15: IACCVIOL with MMARVALID, PRECISERR with BFARVALID, DIVBYZERO. */
#define OLD_MEMMANAGE 0x00000081u
#define PRECISE	      0x00008200u
#define DIVIDED	      0x02000000u

static void test_own_cause(void **state)
{
	static const struct {
		unsigned exception;
		uint32_t cfsr;
		const char *text;
	} faults[] = {
		{5, OLD_MEMMANAGE | PRECISE,
		 "BusFault at 0x10000010: bus error accessing data at 0x40015000"},
		{6, OLD_MEMMANAGE | PRECISE | DIVIDED,
		 "UsageFault at 0x10000010: division by zero"},
		{4, OLD_MEMMANAGE | PRECISE,
		 "MemManage at 0x10000010: it executes where it must not (MPU, or no memory) at "
		 "0x20000000"},
		/* Escalated: any of them. */
		{3, PRECISE, "HardFault at 0x10000010: bus error accessing data at 0x40015000"},
	};
	char text[FAULT_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		const struct cortex_m_fault fault = {.exception = faults[i].exception,
						     .pc = 0x10000010,
						     .cfsr = faults[i].cfsr,
						     .bfar = 0x40015000,
						     .mmfar = 0x20000000};

		fault_describe(&fault, NULL, text);
		assert_string_equal(text, faults[i].text);
	}
}

static void test_breakpoint(void **state)
{
	struct cortex_m_fault fault = {.exception = 3,
				       .pc = 0x10000010,
				       .hfsr = 0x80000000, /* DEBUGEVT */
				       .breakpoint = true,
				       .breakpoint_number = 1};
	char text[FAULT_TEXT];

	(void)state;
	fault_describe(&fault, NULL, text);
	assert_string_equal(text, "HardFault at 0x10000010: BKPT 0x01 with no debugger to take it");
	fault.breakpoint_number = 0xAB;
	fault_describe(&fault, NULL, text);
	assert_string_equal(text,
			    "HardFault at 0x10000010: a semihosting call (BKPT 0xAB), which only a "
			    "debugger answers; link it without --specs=rdimon.specs");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_own_cause),
					   cmocka_unit_test(test_breakpoint)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
