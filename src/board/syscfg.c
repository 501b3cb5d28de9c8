/* SPDX-License-Identifier: BSD-3-Clause */
/* System configuration controller (RM0436, "System configuration controller (SYSCFG)"). */
#include "soc/regs/syscfg.h"

#include "board/board_internal.h"
#include "board/models.h"

/* A DK2's switches for boot from the SD card: BOOT2 and BOOT0 high. */
#define BOOT_PINS_SD_CARD 5u

#define PMC_BITS    0x0333033Fu
#define IOCTRL_BITS 0x0000001Fu

/* RM0436, SYSCFG register map. */
static const struct device_register syscfg_registers[] = {
	{.name = "BOOTR", .offset = SYSCFG_BOOTR, .writable = 0x70},
	{.name = "PMCSETR", .offset = SYSCFG_PMCSETR, .writable = PMC_BITS},
	{.name = "IOCTRLSETR", .offset = SYSCFG_IOCTRLSETR, .writable = IOCTRL_BITS},
	{.name = "ICNR", .offset = SYSCFG_ICNR, .writable = 0x7EF},
	{.name = "CMPCR", .offset = SYSCFG_CMPCR, .reset = 0x00870000, .writable = 0x00FF0002},
	{.name = "CMPENSETR",
	 .offset = SYSCFG_CMPENSETR,
	 .writable = SYSCFG_CMPEN_MPU | SYSCFG_CMPEN_MCU},
	{.name = "CMPENCLRR", .offset = SYSCFG_CMPENCLRR},
	{.name = "CBR", .offset = SYSCFG_CBR},
	{.name = "PMCCLRR", .offset = SYSCFG_PMCCLRR},
	{.name = "IOCTRLCLRR", .offset = SYSCFG_IOCTRLCLRR},
	{.name = "VERR", .offset = SYSCFG_VERR, .reset = 0x00000020},
	{.name = "IPIDR", .offset = SYSCFG_IPIDR, .reset = 0x00030001},
	{.name = "SIDR", .offset = SYSCFG_SIDR, .reset = 0xA3C5DD01},
	{0},
};

#define CBR_BITS 0x5u /* CLL, PVDL: set by software, cleared by reset only */

static void syscfg_reset(struct device *syscfg)
{
	bool engineering = syscfg->board->config.engineering_boot;

	device_set_word(syscfg, SYSCFG_BOOTR,
			engineering ? SYSCFG_BOOTR_ENGINEERING : BOOT_PINS_SD_CARD);
}

/* A set and its clear register both read the present state. */
static uint32_t syscfg_read(struct device *syscfg, const struct device_access *access)
{
	uint32_t word = device_read(syscfg, access);

	switch (access->offset) {
	case SYSCFG_PMCCLRR:
		return device_word(syscfg, SYSCFG_PMCSETR);
	case SYSCFG_IOCTRLCLRR:
		return device_word(syscfg, SYSCFG_IOCTRLSETR);
	case SYSCFG_CMPENCLRR:
		return device_word(syscfg, SYSCFG_CMPENSETR);
	case SYSCFG_CMPCR:
		/* The compensation cell runs while either processor enables it. */
		return word | (device_word(syscfg, SYSCFG_CMPENSETR) ? SYSCFG_CMPCR_READY : 0) |
		       (word & 0x00FF0000u) << 8;
	default:
		return word;
	}
}

static void syscfg_write(struct device *syscfg, const struct device_access *access, uint32_t value)
{
	if (device_write_pair(syscfg, access, value, SYSCFG_PMCSETR, SYSCFG_PMCCLRR) ||
	    device_write_pair(syscfg, access, value, SYSCFG_IOCTRLSETR, SYSCFG_IOCTRLCLRR) ||
	    device_write_pair(syscfg, access, value, SYSCFG_CMPENSETR, SYSCFG_CMPENCLRR))
		return;
	device_write(syscfg, access, value);
	if (access->offset == SYSCFG_CBR)
		device_set_word(syscfg, SYSCFG_CBR,
				device_word(syscfg, SYSCFG_CBR) | (value & CBR_BITS));
}

const struct device_model syscfg_model = {
	.model = "syscfg",
	.registers = syscfg_registers,
	.ops = {.reset = syscfg_reset,
		.read = syscfg_read,
		.steady = device_always_steady,
		.write = syscfg_write},
};
