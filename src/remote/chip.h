/* SPDX-License-Identifier: BSD-3-Clause */
/* Where blocks of the STM32MP157 lie whose register headers do not say (RM0436, memory map). */
#ifndef COPRO_REMOTE_CHIP_H
#define COPRO_REMOTE_CHIP_H

#include "core/mmio.h"

static inline struct mmio chip_rcc(void)
{
	return (struct mmio){.base = 0x50000000u};
}

#endif
