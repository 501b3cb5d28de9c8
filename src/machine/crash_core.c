/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/crash_core.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "machine/fault_status.h"
#include "soc/memory.h"

size_t crash_core_segments(const struct crash_report *report, struct board *board,
			   struct coredump_segment segments[CRASH_SEGMENTS])
{
	size_t count = 0;

	for (int i = SOC_RETRAM; i <= SOC_SRAM4; i++) {
		const struct soc_memory *memory = soc_memory((enum soc_memory_id)i);
		/* What the firewall keeps from the M4 is nothing of its program. */
		const void *bytes = board_memory(board, SOC_M4, memory->da, memory->size);

		segments[count++] = (struct coredump_segment){memory->da, memory->size, bytes};
		if (bytes && memory->alias != SOC_NO_ADDRESS)
			segments[count++] =
				(struct coredump_segment){memory->alias, memory->size, bytes};
	}
	/* gdb wants FPCCR to go through an exception. */
	segments[count++] = (struct coredump_segment){CRASH_SCS, CRASH_SCS_SIZE, report->scs};
	return count;
}

/* As a Unix system would have said it. */
static unsigned signal_of(const struct crash_report *report)
{
	const uint32_t cfsr = report->registers.cfsr;

	switch (report->cause) {
	case CRASH_MEM_MANAGE:
		return COREDUMP_SIGNAL_SEGMENT;
	case CRASH_BUS_FAULT:
		return COREDUMP_SIGNAL_BUS;
	case CRASH_HARD_FAULT:
	case CRASH_USAGE_FAULT:
	case CRASH_LOCKUP:
		if (cfsr & FAULT_CFSR_DIVBYZERO)
			return COREDUMP_SIGNAL_FLOAT;
		if (cfsr & FAULT_CFSR_USAGE)
			return COREDUMP_SIGNAL_ILLEGAL;
		return cfsr & FAULT_CFSR_BUS ? COREDUMP_SIGNAL_BUS : COREDUMP_SIGNAL_SEGMENT;
	case CRASH_PANIC:
	case CRASH_ASSERTION:
		return COREDUMP_SIGNAL_ABORT;
	case CRASH_UNHANDLED:
		return COREDUMP_SIGNAL_TRAP;
	default:
		return COREDUMP_SIGNAL_KILL;
	}
}

int crash_core_write(const struct coredump_sink *sink, const struct crash_report *report,
		     struct board *board)
{
	const struct crash_registers program = crash_report_program(report);
	const struct crash_registers *registers = &report->registers;
	struct coredump_segment segments[CRASH_SEGMENTS];
	struct coredump_core core = {
		.xpsr = program.xpsr,
		.fpscr = program.fpscr,
		.msp = registers->msp,
		.psp = registers->psp,
		.control = registers->control,
		.primask = registers->primask,
		.faultmask = registers->faultmask,
		.basepri = registers->basepri,
		.cfsr = registers->cfsr,
		.hfsr = registers->hfsr,
		.dfsr = registers->dfsr,
		.mmfar = registers->mmfar,
		.bfar = registers->bfar,
		.afsr = registers->afsr,
		.exception = registers->xpsr & STACKED_XPSR_EXCEPTION,
		.cause = report->reason,
	};

	memcpy(core.r, program.r, sizeof(core.r));
	memcpy(core.s, program.s, sizeof(core.s));
	return coredump_write_gdb(sink, &core, signal_of(report), segments,
				  crash_core_segments(report, board, segments));
}

static int file_write(void *context, const void *data, size_t size)
{
	const int *fd = context;
	const char *at = data;

	while (size) {
		ssize_t written = write(*fd, at, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		at += written;
		size -= (size_t)written;
	}
	return 0;
}

int crash_core_save(const char *path, const struct crash_report *report, struct board *board)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	const struct coredump_sink sink = {&fd, file_write};
	struct stat status;
	bool regular;
	int rc;

	if (fd < 0)
		return -errno;
	regular = !fstat(fd, &status) && S_ISREG(status.st_mode);
	rc = crash_core_write(&sink, report, board);
	if (close(fd) && !rc)
		rc = -errno;
	/* What is there of it would look like a core file; a device or pipe is not ours to remove. */
	if (rc && regular)
		unlink(path);
	return rc;
}
