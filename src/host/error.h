/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Why something was refused, for a person: what is wrong, where, and what to do about it. The caller
 * knows the file's name and how to print; nothing here prints.
 */
#ifndef COPRO_HOST_ERROR_H
#define COPRO_HOST_ERROR_H

#include <copro/compiler.h>

#define HOST_ERROR_CODE	  32u
#define HOST_ERROR_PLACE  64u
#define HOST_ERROR_TEXT	  224u
#define HOST_ERROR_REMEDY 192u

/* All strings are one line, without a full stop, and safe for a terminal. */
struct host_error {
	char code[HOST_ERROR_CODE]; /* stable, for scripts: "elf-truncated" */
	char place[HOST_ERROR_PLACE]; /* "segment 2", "offset 0x34"; may be empty */
	char text[HOST_ERROR_TEXT]; /* "ends at 0x40, its program headers at 0x94" */
	char remedy[HOST_ERROR_REMEDY]; /* "copy the file again"; may be empty */
};

/* Fill in an error (which may be NULL) and return `status`, a negative errno value. */
int host_error_set(struct host_error *error, int status, const char *code, const char *remedy,
		   const char *format, ...) __attribute__((format(printf, 5, 6)));
void host_error_place(struct host_error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
