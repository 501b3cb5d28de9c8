/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Breakpoints and watchpoints as gdb counts them: two kinds of breakpoint may be at one place, where the core
 * knows one, and what is set or taken away twice is no mistake.
 */
#include <errno.h>

#include "machine/gdb_target.h"

static struct cortex_m *core_of(const struct gdb_target *target)
{
	return board_core(machine_board(target->machine));
}

static bool point_elsewhere(const struct gdb_target *target, uint32_t address)
{
	for (size_t i = 0; i < target->point_count; i++) {
		if (target->points[i].address == address)
			return true;
	}
	return false;
}

int gdb_point_set(struct gdb_target *target, uint32_t address, bool hardware)
{
	int rc = 0;

	for (size_t i = 0; i < target->point_count; i++) {
		if (target->points[i].address == address && target->points[i].hardware == hardware)
			return 0;
	}
	if (target->point_count == GDB_POINTS)
		return -ENOSPC;
	if (!point_elsewhere(target, address))
		rc = cortex_m_breakpoint_set(core_of(target), address);
	if (!rc)
		target->points[target->point_count++] =
			(struct gdb_point){.address = address, .hardware = hardware};
	return rc;
}

void gdb_point_clear(struct gdb_target *target, uint32_t address, bool hardware)
{
	for (size_t i = 0; i < target->point_count; i++) {
		if (target->points[i].address != address || target->points[i].hardware != hardware)
			continue;
		target->points[i] = target->points[--target->point_count];
		if (!point_elsewhere(target, address))
			(void)cortex_m_breakpoint_clear(core_of(target), address);
		return;
	}
}

int gdb_watch_change(struct gdb_target *target, bool set, enum cortex_m_watch kind,
		     uint32_t address, uint32_t size)
{
	int rc = set ? cortex_m_watch_set(core_of(target), address, size, kind)
		     : cortex_m_watch_clear(core_of(target), address, size, kind);

	return rc == -EEXIST || rc == -ENOENT ? 0 : rc;
}
