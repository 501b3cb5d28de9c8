/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Boot and security and OTP control (RM0436, "Boot and security and OTP control (BSEC)"): the
 * shadow words, as the ROM code loads them. Fuses cannot be programmed.
 */
#include "soc/regs/bsec.h"

#include "board/board_internal.h"
#include "board/models.h"

/* RM0436, BSEC register map. */
static const struct device_register bsec_registers[] = {
	{.name = "OTP_CONFIG", .offset = BSEC_OTP_CONFIG, .reset = 0x0000000E, .writable = 0x3FF},
	{.name = "OTP_CONTROL", .offset = BSEC_OTP_CONTROL},
	{.name = "OTP_WRDATA", .offset = BSEC_OTP_WRDATA, .writable = UINT32_MAX},
	{.name = "OTP_STATUS", .offset = BSEC_OTP_STATUS},
	{.name = "OTP_LOCK", .offset = BSEC_OTP_LOCK},
	{.name = "DENABLE", .offset = BSEC_DENABLE, .reset = 0x0000047F, .writable = 0x6FF},
	{.name = "SCRATCH", .offset = BSEC_SCRATCH, .writable = UINT32_MAX},
	{.name = "OTP_DATA", .offset = BSEC_OTP_DATA, .count = BSEC_OTP_WORDS},
	{.name = "HWCFGR", .offset = BSEC_HWCFGR, .reset = 0x00000014},
	{.name = "VERR", .offset = BSEC_VERR, .reset = 0x00000011},
	{.name = "IPIDR", .offset = BSEC_IPIDR, .reset = 0x00100032},
	{.name = "SIDR", .offset = BSEC_SIDR, .reset = 0xA3C5DD04},
	{0},
};

/* Part number of an STM32MP157C and its package TFBGA361, as on a DK2; the unique id is made up:
 * position 0x0017002D on a wafer, lot "COPRO01". What was found in production for the converters is that of
 * board/analog.c, of 16 bits at 3.3 V: VREFINT of 1.21 V, the sensor's 0.62 V at 30 and 0.78 V at 110 degrees. */
static const struct {
	uint32_t word;
	uint32_t value;
} fuses[] = {
	{BSEC_WORD_RPN, 0x00000000},
	{BSEC_WORD_UID, 0x0017002D},
	{BSEC_WORD_UID + 1, 0x4F435001},
	{BSEC_WORD_UID + 2, 0x31304F52},
	{BSEC_WORD_PACKAGE, 2u << 27},
	{BSEC_WORD_VREFINT, 24030u << 16},
	{BSEC_WORD_TEMPERATURE, 15490u << 16 | 12313u},
};

static void bsec_reset(struct device *bsec)
{
	for (size_t i = 0; i < sizeof(fuses) / sizeof(fuses[0]); i++)
		device_set_word(bsec, BSEC_OTP_DATA + 4 * fuses[i].word, fuses[i].value);
}

static void bsec_write(struct device *bsec, const struct device_access *access, uint32_t value)
{
	if (access->initiator != SOC_A7_SECURE) {
		device_note(bsec, "the %s writes BSEC, which the secure world alone may: ignored",
			    soc_initiator_name(access->initiator));
		return;
	}
	if (access->offset == BSEC_OTP_CONTROL)
		device_note(bsec, "fuses cannot be read or programmed again here");
	device_write(bsec, access, value);
}

const struct device_model bsec_model = {
	.model = "bsec",
	.registers = bsec_registers,
	.ops = {.reset = bsec_reset, .write = bsec_write},
};
