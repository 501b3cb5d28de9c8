/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What gdb is told of the target: its registers ("Debugging with GDB", "ARM Features") and its memory map.
 */
#include <inttypes.h>
#include <stdarg.h>

#include "machine/gdb_target.h"
#include "soc/memory.h"

#define WORD(name)                                                                                 \
	{                                                                                          \
		(uint16_t)(name), 1                                                                \
	}
#define DOUBLE(n)                                                                                  \
	{                                                                                          \
		(uint16_t)(CORTEX_M_S0 + 2 * (n)), 2                                               \
	}
#define REG(name)     "<reg name=\"" name "\" bitsize=\"32\"/>"
#define POINTER(name) "<reg name=\"" name "\" bitsize=\"32\" type=\"data_ptr\"/>"
#define D(name)	      "<reg name=\"" name "\" bitsize=\"64\" type=\"ieee_double\"/>"
#define SYSTEM(name)  "<reg name=\"" name "\" bitsize=\"32\" group=\"system\"/>"

const struct gdb_register gdb_registers[] = {
	WORD(CORTEX_M_R0),
	WORD(CORTEX_M_R0 + 1),
	WORD(CORTEX_M_R0 + 2),
	WORD(CORTEX_M_R0 + 3),
	WORD(CORTEX_M_R0 + 4),
	WORD(CORTEX_M_R0 + 5),
	WORD(CORTEX_M_R0 + 6),
	WORD(CORTEX_M_R0 + 7),
	WORD(CORTEX_M_R0 + 8),
	WORD(CORTEX_M_R0 + 9),
	WORD(CORTEX_M_R0 + 10),
	WORD(CORTEX_M_R0 + 11),
	WORD(CORTEX_M_R0 + 12),
	WORD(CORTEX_M_SP),
	WORD(CORTEX_M_LR),
	WORD(CORTEX_M_PC),
	WORD(CORTEX_M_XPSR),
	DOUBLE(0),
	DOUBLE(1),
	DOUBLE(2),
	DOUBLE(3),
	DOUBLE(4),
	DOUBLE(5),
	DOUBLE(6),
	DOUBLE(7),
	DOUBLE(8),
	DOUBLE(9),
	DOUBLE(10),
	DOUBLE(11),
	DOUBLE(12),
	DOUBLE(13),
	DOUBLE(14),
	DOUBLE(15),
	WORD(CORTEX_M_FPSCR),
	WORD(CORTEX_M_MSP),
	WORD(CORTEX_M_PSP),
	WORD(CORTEX_M_PRIMASK),
	WORD(CORTEX_M_BASEPRI),
	WORD(CORTEX_M_FAULTMASK),
	WORD(CORTEX_M_CONTROL),
};
const size_t gdb_register_count = sizeof(gdb_registers) / sizeof(gdb_registers[0]);

const char *gdb_target_description(void)
{
	/* The numbers of registers follow from their order, which is that of the table above. */
	return "<?xml version=\"1.0\"?><!DOCTYPE target SYSTEM \"gdb-target.dtd\">"
	       "<target version=\"1.0\"><architecture>arm</architecture><osabi>none</osabi>"
	       "<feature name=\"org.gnu.gdb.arm.m-profile\">" REG("r0") REG("r1") REG("r2") REG("r3") REG(
		       "r4") REG("r5") REG("r6") REG("r7") REG("r8") REG("r9") REG("r10") REG("r11") REG("r12")
		       POINTER("sp") REG("lr") "<reg name=\"pc\" bitsize=\"32\" type=\"code_ptr\"/>" REG(
			       "xpsr") "</feature><feature name=\"org.gnu.gdb.arm.vfp\">" D("d0")
			       D("d1") D("d2") D("d3") D("d4") D("d5") D("d6") D("d7") D("d8") D(
				       "d9") D("d10") D("d11") D("d12") D("d13") D("d14")
				       D("d15") "<reg name=\"fpscr\" bitsize=\"32\" type=\"int\" group=\"float\"/>"
						"</feature><feature name=\"org.gnu.gdb.arm.m-system\">" POINTER(
							"msp") POINTER("psp") SYSTEM("primask")
							SYSTEM("basepri") SYSTEM("faultmask") SYSTEM(
								"control") "</feature></target>";
}

static int range(char *text, size_t room, uint32_t start, uint32_t length)
{
	return snprintf(text, room,
			"<memory type=\"ram\" start=\"0x%" PRIx32 "\" length=\"0x%" PRIx32 "\"/>",
			start, length);
}

void gdb_memory_map(char *text)
{
	/* Without a map gdb reads anything. With one a wild pointer is a mistake that it tells of itself.
	 * Devices are written to as memory is. */
	const struct {
		uint32_t start, length;
	} ranges[] = {
		{SOC_RETRAM_DA, SOC_RETRAM_SIZE},
		{SOC_SRAM_BASE, SOC_SRAM_SIZE},
		{soc_memory(SOC_SYSRAM)->da, soc_memory(SOC_SYSRAM)->size},
		{SOC_SRAM_ALIAS, SOC_SRAM_SIZE},
		/* Peripherals, BKPSRAM among them, and bit-band aliases of the first of them. */
		{0x40000000u, 0x20000000u},
		/* The Private Peripheral Bus (ARM DDI 0403, B3.1.3). */
		{0xE0000000u, 0x00100000u},
	};
	int at =
		snprintf(text, GDB_MAP_SIZE,
			 "<?xml version=\"1.0\"?><!DOCTYPE memory-map PUBLIC \"+//IDN gnu.org//DTD "
			 "GDB Memory Map V1.0//EN\" "
			 "\"http://sourceware.org/gdb/gdb-memory-map.dtd\"><memory-map>");

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		at += range(text + at, GDB_MAP_SIZE - (size_t)at, ranges[i].start,
			    ranges[i].length);
	snprintf(text + at, GDB_MAP_SIZE - (size_t)at, "</memory-map>");
}
