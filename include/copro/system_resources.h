/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One firmware for all ways in which this processor is started. Oscillators, PLLs and dividers belong
 * to Linux when it runs; a firmware sets them up itself only where nobody else does, and finds out at
 * run time:
 *
 *   engineering boot   the boot pins say so (RM0436, SYSCFG_BOOTR): a debugger loaded this firmware, and
 *                      the core runs from HSI at 64 MHz                                 allowed
 *   early boot         a boot loader started it (backup register 18 says CRUN) and no Linux is there
 *                      yet                                                              allowed
 *   Linux              all else; and after an early boot, from when Linux listens at its end of the
 *                      mailbox                                                          not allowed
 *
 *	if (system_resources_allowed())
 *		status = system_clocks_setup(&system_clocks_dk2);
 *
 * Thread context, and before what depends on the core's rate: remote_ticks_start().
 */
#ifndef COPRO_SYSTEM_RESOURCES_H
#define COPRO_SYSTEM_RESOURCES_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

enum system_boot { SYSTEM_BOOT_ENGINEERING, SYSTEM_BOOT_EARLY, SYSTEM_BOOT_LINUX };

/*
 * How this processor was started, and who is there now. A boot loader writes the backup register only
 * after it has let the core go, so where nobody listens at the mailbox and the register says nothing,
 * this looks at it for 42 000 cycles (0.2 ms at 209 MHz) before it assumes a Linux without a mailbox. Firmware
 * of ST's CoproSync kind, which keeps the A7's state in that register, must not use this.
 */
enum system_boot system_boot(void);

/* "engineering boot", "early boot", "Linux". Never NULL. */
const char *system_boot_text(enum system_boot boot);

/* May this processor set up the clock tree (and regulators, and what else is the whole chip's) now? */
static inline bool system_resources_allowed(void)
{
	return system_boot() != SYSTEM_BOOT_LINUX;
}

/* A clock tree of the MCU domain: this core from PLL3, PLL3 from an external oscillator (HSE). */
struct system_clocks {
	/* PLL3 = HSE / m * (n + fraction / 8192) / p, q, r */
	uint8_t m; /* 1 to 64 */
	uint8_t n; /* 25 to 200 */
	uint16_t fraction; /* 0 to 8191 */
	uint8_t p, q, r; /* 1 to 128; p is this core's, at most 209 MHz */
	bool fast; /* HSE / m is 8 MHz or more */
	/* Powers of two: 0 divides by 1, 1 by 2, ... */
	uint8_t mcu; /* this core, 0 to 9 */
	uint8_t apb[3]; /* APB1 to APB3, 0 to 4 */
};

/* Those of an STM32MP157C-DK2, as its trusted firmware sets them up: HSE 24 MHz, core 208.9 MHz, APB1
 * to APB3 half of that. */
extern const struct system_clocks system_clocks_dk2;

/*
 * Sets them up, and moves this core to PLL3. What runs with just these values already stays as it is.
 * 0; -EPERM: Linux's; -EBUSY: PLL3 runs with other values, and who uses it is not known; -ETIMEDOUT: the
 * oscillator, the PLL or a selector was not ready within 6.4 million cycles, 100 ms on HSI (no crystal,
 * or registers that the secure world keeps): the core stays on the clock that it had; -EINVAL.
 */
COPRO_MUST_CHECK int system_clocks_setup(const struct system_clocks *clocks);

#endif
