/* SPDX-License-Identifier: BSD-3-Clause */
/* A firmware that stops itself: copro/panic.h says what it leaves behind. */
#include <copro/panic.h>
#include <copro/remote.h>

#include "remote/cortex_m.h"
#include "remote/panic.h"

static char panic_text[COPRO_PANIC_TEXT + 1];
static uint32_t panic_length; /* 0: nothing has gone wrong yet */

/* What it returns stands in r0 and r1. */
static uint64_t panic_left(void)
{
	return (uint64_t)panic_length << 32 | (uint32_t)(uintptr_t)panic_text;
}

static void panic_begin(const char *prefix)
{
	cortex_m_interrupts_off();
	while (*prefix)
		panic_text[panic_length++] = *prefix++;
}

uint64_t panic_report(const char *format, va_list arguments)
{
	if (panic_length)
		return panic_left();
	panic_begin("panic: ");
	panic_length += (uint32_t)remote_format(
		panic_text + panic_length, sizeof(panic_text) - panic_length, format, arguments);
	remote_log("%s", panic_text);
	return panic_left();
}

uint64_t panic_assertion(const char *text)
{
	if (panic_length)
		return panic_left();
	panic_begin("assertion failed: ");
	while (*text && panic_length < COPRO_PANIC_TEXT)
		panic_text[panic_length++] = *text++;
	remote_log("%s", panic_text);
	return panic_left();
}

/*
 * Written by hand, since a compiler keeps nothing of the caller in a function that does not return: with
 * these two words and their call frame information a debugger finds who called. r0 to r3 stand below the
 * arguments on the stack, so that all of them follow one another (AAPCS, variadic functions).
 */
__attribute__((naked)) _Noreturn void copro_panic(const char *format __attribute__((unused)), ...)
{
	__asm volatile("push {r0-r3}\n\t"
		       ".cfi_def_cfa_offset 16\n\t"
		       "push {r4, lr}\n\t"
		       ".cfi_def_cfa_offset 24\n\t"
		       ".cfi_offset 4, -24\n\t"
		       ".cfi_offset 14, -20\n\t"
		       "add r1, sp, #12\n\t"
		       "bl panic_report\n"
		       "1:\tudf %0\n\t"
		       "b 1b" ::"i"(COPRO_UDF_PANIC));
}

__attribute__((naked)) _Noreturn void copro_assertion_failed(const char *text
							     __attribute__((unused)))
{
	__asm volatile("push {r4, lr}\n\t"
		       ".cfi_def_cfa_offset 8\n\t"
		       ".cfi_offset 4, -8\n\t"
		       ".cfi_offset 14, -4\n\t"
		       "bl panic_assertion\n"
		       "1:\tudf %0\n\t"
		       "b 1b" ::"i"(COPRO_UDF_ASSERTION));
}
