/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/fault.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "machine/event_log.h"
#include "machine/fault_status.h"

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

/* Arm, "Semihosting for AArch32 and AArch64": the number of its calls in Thumb code. */
#define BKPT_SEMIHOSTING 0xABu

static void breakpoint_describe(uint8_t number, char *text, size_t size)
{
	if (number == BKPT_SEMIHOSTING)
		snprintf(
			text, size,
			"a semihosting call (BKPT 0xAB), which only a debugger answers; link it without "
			"--specs=rdimon.specs");
	else
		snprintf(text, size, "BKPT 0x%02X with no debugger to take it", number);
}

void fault_describe(const struct cortex_m_fault *fault, const struct elf_image *image, char *text)
{
	const uint32_t status = own_status(fault);
	const char *cause = fault_cause(status);
	char breakpoint[112];
	uint32_t into = 0;
	const char *symbol = image ? elf_image_symbol(image, fault->pc, &into) : NULL;
	char place[96] = "";
	char name[64];
	char address[32] = "";

	if (!cause && (fault->hfsr & FAULT_HFSR_VECTTBL))
		cause = "the vector table cannot be read";
	if (fault->breakpoint) {
		breakpoint_describe(fault->breakpoint_number, breakpoint, sizeof(breakpoint));
		cause = breakpoint;
	}
	if (symbol)
		snprintf(place, sizeof(place), " (%s+0x%" PRIx32 ")",
			 event_log_escape(name, sizeof(name), symbol, strlen(symbol)), into);
	if (status & FAULT_CFSR_BFARVALID)
		snprintf(address, sizeof(address), " at 0x%08" PRIx32, fault->bfar);
	else if (status & FAULT_CFSR_MMARVALID)
		snprintf(address, sizeof(address), " at 0x%08" PRIx32, fault->mmfar);
	snprintf(text, FAULT_TEXT, "%s at 0x%08" PRIx32 "%s%s%s%s",
		 exception_name(fault->exception), fault->pc, place, cause ? ": " : "",
		 cause ? cause : "", address);
}
