/* SPDX-License-Identifier: BSD-3-Clause */
/* What the two ends of copro/panic.h call: each writes the log and returns the text's address (low word) and
 * length (high word). Interrupts are off afterwards. */
#ifndef COPRO_REMOTE_PANIC_H
#define COPRO_REMOTE_PANIC_H

#include <stdarg.h>
#include <stdint.h>

uint64_t panic_report(const char *format, va_list arguments);
uint64_t panic_assertion(const char *text);

#endif
