/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/fault.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "machine/event_log.h"

#define MMARVALID    (1u << 7)
#define BFARVALID    (1u << 15)
#define HFSR_VECTTBL (1u << 1)

/* Configurable Fault Status Register (ARM DDI 0403, B3.2.15), what is told first being first. */
static const struct {
	uint32_t bit;
	const char *text;
} causes[] = {
	{1u << 0, "it executes where it must not (MPU, or no memory)"},
	{1u << 1, "it accesses data where it must not (MPU)"},
	{1u << 3, "unstacking is not allowed (MPU)"},
	{1u << 4, "stacking is not allowed (MPU)"},
	{1u << 5, "saving the floating-point state is not allowed (MPU)"},
	{1u << 8, "bus error fetching an instruction"},
	{1u << 9, "bus error accessing data"},
	{1u << 10, "bus error of an earlier write"},
	{1u << 11, "bus error when unstacking"},
	{1u << 12, "bus error when stacking: the stack pointer is not in memory"},
	{1u << 13, "bus error saving the floating-point state"},
	{1u << 16, "undefined instruction"},
	{1u << 17, "branch to an even address, where ARM code would be"},
	{1u << 18, "invalid return from an exception"},
	{1u << 19, "floating-point instruction while the FPU is off"},
	{1u << 24, "unaligned access"},
	{1u << 25, "division by zero"},
};

static const char *exception_name(unsigned number)
{
	static const char *const names[] = {"HardFault", "MemManage", "BusFault", "UsageFault"};

	return number >= 3 && number <= 6 ? names[number - 3] : "fault";
}

/* The part of the register that tells of this exception: the rest may be of earlier ones, for it stays
 * until the firmware clears it. */
static uint32_t own_status(const struct cortex_m_fault *fault)
{
	static const uint32_t parts[] = {UINT32_MAX, 0xFFu, 0xFF00u, 0xFFFF0000u};

	return fault->exception >= 3 && fault->exception <= 6
		       ? fault->cfsr & parts[fault->exception - 3]
		       : fault->cfsr;
}

void fault_describe(const struct cortex_m_fault *fault, const struct elf_image *image, char *text)
{
	const uint32_t status = own_status(fault);
	const char *cause = NULL;
	uint32_t into = 0;
	const char *symbol = image ? elf_image_symbol(image, fault->pc, &into) : NULL;
	char place[96] = "";
	char name[64];
	char address[32] = "";

	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]) && !cause; i++) {
		if (status & causes[i].bit)
			cause = causes[i].text;
	}
	if (!cause && (fault->hfsr & HFSR_VECTTBL))
		cause = "the vector table cannot be read";
	if (symbol)
		snprintf(place, sizeof(place), " (%s+0x%" PRIx32 ")",
			 event_log_escape(name, sizeof(name), symbol, strlen(symbol)), into);
	if (status & BFARVALID)
		snprintf(address, sizeof(address), " at 0x%08" PRIx32, fault->bfar);
	else if (status & MMARVALID)
		snprintf(address, sizeof(address), " at 0x%08" PRIx32, fault->mmfar);
	snprintf(text, FAULT_TEXT, "%s at 0x%08" PRIx32 "%s%s%s%s",
		 exception_name(fault->exception), fault->pc, place, cause ? ": " : "",
		 cause ? cause : "", address);
}
