/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Core files of a coprocessor, streamed to whoever wants them: nothing is kept or allocated.
 *
 * Two forms. The kernel's is what Linux makes of a crashed coprocessor (drivers/remoteproc/
 * remoteproc_coredump.c), byte for byte: memory, and no registers. The debugger's is one for gdb: ARM, with
 * registers, so that `gdb-multiarch firmware.elf -c core` shows where the program was.
 */
#ifndef COPRO_HOST_COREDUMP_H
#define COPRO_HOST_COREDUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

/* Where the bytes go. Any negative errno ends the dump, and is what the dump returns. */
struct coredump_sink {
	void *context;
	int (*write)(void *context, const void *data, size_t size);
};

/* Memory by device address. NULL: it cannot be reached, and reads as 0xFF, as with Linux. */
struct coredump_segment {
	uint32_t da;
	uint32_t size;
	const void *memory;
};

/*
 * The kernel's form. entry: of the firmware file. 0; -ENODATA: no segments, Linux makes no file either;
 * -EFBIG: more than an ELF file of this class holds; or what the sink says.
 */
COPRO_MUST_CHECK int coredump_write_kernel(const struct coredump_sink *sink,
					   const struct coredump_segment *segments, size_t count,
					   uint32_t entry);

/* How many bytes that is. */
uint64_t coredump_kernel_size(const struct coredump_segment *segments, size_t count);

/* A Cortex-M4 as it crashed. */
struct coredump_core {
	uint32_t r[16]; /* of the program, not of the handler that found the fault */
	uint32_t xpsr;
	uint32_t s[32], fpscr;
	/* For the note of type COREDUMP_NOTE, in this order, 4 bytes each. */
	uint32_t msp, psp, control, primask, faultmask, basepri;
	uint32_t cfsr, hfsr, dfsr, mmfar, bfar, afsr;
	uint32_t exception; /* in which the processor is; 0: none */
	const char *cause; /* one line, COREDUMP_CAUSE bytes at most are kept */
};

/* The note named "COPRO": a word with the version, 1, the words above, and the cause, which ends with a
 * NUL. */
#define COREDUMP_NOTE	      1u
#define COREDUMP_NOTE_VERSION 1u
#define COREDUMP_CAUSE	      255u

/* What Linux would have called the signal: SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP. */
#define COREDUMP_SIGNAL_ILLEGAL 4
#define COREDUMP_SIGNAL_TRAP	5
#define COREDUMP_SIGNAL_ABORT	6
#define COREDUMP_SIGNAL_BUS	7
#define COREDUMP_SIGNAL_FLOAT	8
#define COREDUMP_SIGNAL_KILL	9
#define COREDUMP_SIGNAL_SEGMENT 11

/*
 * The debugger's form. signal: COREDUMP_SIGNAL_. Segments that follow one another with the same memory and
 * size (aliases) share their bytes in the file. Returns as coredump_write_kernel().
 */
COPRO_MUST_CHECK int coredump_write_gdb(const struct coredump_sink *sink,
					const struct coredump_core *core, unsigned signal,
					const struct coredump_segment *segments, size_t count);

#endif
