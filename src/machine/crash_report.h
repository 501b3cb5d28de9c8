/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What there is to say of a Cortex-M4 that crashed: why, its registers, its fault status in words, what it
 * was doing, and the last lines of its log. Collected while the core stands, kept after it is gone.
 */
#ifndef COPRO_MACHINE_CRASH_REPORT_H
#define COPRO_MACHINE_CRASH_REPORT_H

#include <jansson.h>

#include "board/cortex_m/cortex_m.h"
#include "machine/backtrace.h"
#include "machine/trace_tail.h"

enum crash_cause {
	CRASH_FAULT, /* for crash_report_create(): one of those up to CRASH_ASSERTION, by the last fault */
	CRASH_HARD_FAULT,
	CRASH_MEM_MANAGE,
	CRASH_BUS_FAULT,
	CRASH_USAGE_FAULT,
	CRASH_PANIC, /* copro_panic() */
	CRASH_ASSERTION, /* copro_assert() */
	CRASH_UNHANDLED, /* an exception that nobody handles, reported by the firmware library */
	CRASH_LOCKUP,
	CRASH_WATCHDOG, /* WWDG1 reset the core */
	CRASH_LOCAL_RESET, /* AIRCR.SYSRESETREQ */
	CRASH_CHIP_RESET, /* IWDG1, IWDG2 or software reset the chip */
	CRASH_NOT_ANSWERING,
	CRASH_MEMORY_RIGHTS, /* the firewall took memory that the host needs */
	/* Reported by a user, with Linux's words. */
	CRASH_USER_MMUFAULT,
	CRASH_USER_WATCHDOG,
	CRASH_USER_FATAL_ERROR,
	CRASH_CAUSES
};

/* "bus-fault": stable, for programs. */
const char *crash_cause_word(enum crash_cause cause);
/* What Linux's remoteproc calls it: "mmufault", "watchdog" or "fatal error". */
const char *crash_cause_linux(enum crash_cause cause);

/* A Cortex-M4's registers, ARM DDI 0403 B1.4 and B3.2. */
struct crash_registers {
	uint32_t r[16];
	uint32_t xpsr, msp, psp, control, primask, basepri, faultmask;
	uint32_t s[32], fpscr;
	uint32_t cfsr, hfsr, dfsr, afsr, mmfar, bfar;
};

/* System control space: SysTick, NVIC, SCB, MPU, FPU, as far as it can be read (ARM DDI 0403, B3.2). */
#define CRASH_SCS      0xE000E000u
#define CRASH_SCS_SIZE 0x1000u

#define CRASH_REASON 320u
#define CRASH_NAME   128u

struct crash_report {
	enum crash_cause cause;
	char reason[CRASH_REASON]; /* one line */
	char firmware[CRASH_NAME]; /* "": not known */
	uint64_t time; /* ps of virtual time */
	struct crash_registers registers; /* as the core stands */
	struct cortex_m_fault fault; /* the last one; exception 0: there was none */
	/* Who called whom, and what a fault's handler interrupted. */
	struct backtrace backtrace;
	uint8_t scs[CRASH_SCS_SIZE];
	char trace[TRACE_TAIL_LINES][TRACE_TAIL_LINE]; /* the last lines, oldest first */
	size_t trace_count;
};

struct crash_report_input {
	struct cortex_m *core; /* not in the middle of a slice */
	enum crash_cause cause;
	const char *reason; /* NULL: made from the cause */
	const struct elf_image *image; /* NULL: no firmware file */
	const char *firmware; /* its name, may be NULL */
	uint64_t time;
};

/* 0; -ENOMEM. */
COPRO_MUST_CHECK int crash_report_create(struct crash_report **report,
					 const struct crash_report_input *input);
void crash_report_destroy(struct crash_report *report); /* NULL is allowed */

/* Adds a line of the firmware's trace log, oldest first. What does not fit is left out. */
void crash_report_trace(struct crash_report *report, const char *line);

/* What the last fault of the core is: CRASH_HARD_FAULT to CRASH_ASSERTION. CRASH_FAULT: there is none. */
enum crash_cause crash_cause_of_fault(struct cortex_m *core);

/* True when the core sleeps where the firmware library ends after it has reported an exception (or a
 * panic) in its log: nothing else will come. */
bool crash_core_stopped(struct cortex_m *core);

/* The core is in the handler of the fault that is reported, and what that interrupted was found. */
bool crash_report_interrupted(const struct crash_report *report);

/* The registers that the program had: those that were interrupted, or else the core's. */
struct crash_registers crash_report_program(const struct crash_report *report);

/* The report for a person, line by line; each line is a call. */
void crash_report_print(const struct crash_report *report,
			void (*line)(void *context, const char *text), void *context);

/* Its backtrace alone. */
void crash_report_print_backtrace(const struct crash_report *report,
				  void (*line)(void *context, const char *text), void *context);

/* The report for a program; docs/crashes.md has the members. NULL: no memory. */
json_t *crash_report_json(const struct crash_report *report);

/* Memory as the core sees it, for backtraces. `context` is a struct cortex_m. */
int crash_core_read(void *context, uint32_t address, void *data, uint32_t size);

#endif
