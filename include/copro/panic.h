/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of a firmware that has found itself wrong: it says why and stops, so that the host can tell it
 * from a fault.
 *
 *	if (remote_init(&remote, &config))
 *		copro_panic("no mailbox");
 *	copro_assert(length <= sizeof(buffer));
 *
 * The text goes to the trace log, where every host finds it:
 *
 *	panic: no mailbox
 *	assertion failed: main.c:57: length <= sizeof(buffer)
 *
 * Then an undefined instruction is executed whose number says which of the two it was (UDF, ARM DDI 0403,
 * A7.7.194), with the text's address in r0 and its length in r1: so the fault's stack frame tells a
 * debugger, or copro's board, the cause, the text and the caller. The exception that it raises may be handled
 * as any other fault; the library's own handler adds no second report to the log.
 */
#ifndef COPRO_PANIC_H
#define COPRO_PANIC_H

/* Numbers of UDF instructions. COPRO_UDF_STOPPED is never executed: it stands behind the loop that a
 * program sleeps in after remote_unhandled() has reported an exception. */
#define COPRO_UDF_PANIC	    0xC0
#define COPRO_UDF_STOPPED   0xC1
#define COPRO_UDF_ASSERTION 0xC2

/* The longest text in bytes, what stands before it included; the rest is cut off. */
#define COPRO_PANIC_TEXT 120

/* Knows what remote_format() knows (copro/remote.h). Any context, also before remote_log_init(): then the
 * text is in r0 alone. A firmware has one; when its own report fails, the text of the first is kept. */
_Noreturn void copro_panic(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says "assertion failed: " and the text. */
_Noreturn void copro_assertion_failed(const char *text);

#ifdef __FILE_NAME__
#define COPRO_ASSERT_FILE __FILE_NAME__
#else
#define COPRO_ASSERT_FILE __FILE__
#endif
#define COPRO_ASSERT_TEXT_(value) #value
#define COPRO_ASSERT_TEXT(value)  COPRO_ASSERT_TEXT_(value)

/* One compare, one call and one string. Not left out by NDEBUG: what it guards matters. */
#define copro_assert(condition)                                                                    \
	((condition) ? (void)0                                                                     \
		     : copro_assertion_failed(COPRO_ASSERT_FILE                                    \
					      ":" COPRO_ASSERT_TEXT(__LINE__) ": " #condition))

#endif
