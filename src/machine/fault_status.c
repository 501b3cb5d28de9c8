/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/fault_status.h"

static const struct fault_bit bits[] = {
	{FAULT_CFSR, 0, "IACCVIOL", "it executes where it must not (MPU, or no memory)"},
	{FAULT_CFSR, 1, "DACCVIOL", "it accesses data where it must not (MPU)"},
	{FAULT_CFSR, 3, "MUNSTKERR", "unstacking is not allowed (MPU)"},
	{FAULT_CFSR, 4, "MSTKERR", "stacking is not allowed (MPU)"},
	{FAULT_CFSR, 5, "MLSPERR", "saving the floating-point state is not allowed (MPU)"},
	{FAULT_CFSR, 7, "MMARVALID", "MMFAR holds the address"},
	{FAULT_CFSR, 8, "IBUSERR", "bus error fetching an instruction"},
	{FAULT_CFSR, 9, "PRECISERR", "bus error accessing data"},
	{FAULT_CFSR, 10, "IMPRECISERR", "bus error of an earlier write"},
	{FAULT_CFSR, 11, "UNSTKERR", "bus error when unstacking"},
	{FAULT_CFSR, 12, "STKERR", "bus error when stacking: the stack pointer is not in memory"},
	{FAULT_CFSR, 13, "LSPERR", "bus error saving the floating-point state"},
	{FAULT_CFSR, 15, "BFARVALID", "BFAR holds the address"},
	{FAULT_CFSR, 16, "UNDEFINSTR", "undefined instruction"},
	{FAULT_CFSR, 17, "INVSTATE", "branch to an even address, where ARM code would be"},
	{FAULT_CFSR, 18, "INVPC", "invalid return from an exception"},
	{FAULT_CFSR, 19, "NOCP", "floating-point instruction while the FPU is off"},
	{FAULT_CFSR, 24, "UNALIGNED", "unaligned access"},
	{FAULT_CFSR, 25, "DIVBYZERO", "division by zero"},
	{FAULT_HFSR, 1, "VECTTBL", "the vector table cannot be read"},
	{FAULT_HFSR, 30, "FORCED",
	 "a fault that could not be taken as itself: its handler is off, or no more urgent than "
	 "what ran"},
	{FAULT_HFSR, 31, "DEBUGEVT", "a breakpoint with no debugger to take it"},
	{FAULT_DFSR, 0, "HALTED", "a debugger halted or stepped"},
	{FAULT_DFSR, 1, "BKPT", "a breakpoint"},
	{FAULT_DFSR, 2, "DWTTRAP", "a watchpoint"},
	{FAULT_DFSR, 3, "VCATCH", "an exception that a debugger catches"},
	{FAULT_DFSR, 4, "EXTERNAL", "a debug request from outside"},
};

const struct fault_bit *fault_bits(size_t *count)
{
	*count = sizeof(bits) / sizeof(bits[0]);
	return bits;
}

const char *fault_cause(uint32_t cfsr)
{
	cfsr &= ~(FAULT_CFSR_MMARVALID | FAULT_CFSR_BFARVALID);
	for (size_t i = 0; i < sizeof(bits) / sizeof(bits[0]); i++) {
		if (bits[i].reg == FAULT_CFSR && (cfsr >> bits[i].bit & 1u))
			return bits[i].text;
	}
	return NULL;
}
