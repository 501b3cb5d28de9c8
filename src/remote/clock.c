/* SPDX-License-Identifier: BSD-3-Clause */
#include <copro/remote.h>

#include "remote/chip.h"
#include "soc/clock.h"

static uint32_t rcc_read(const void *context, uint32_t offset)
{
	(void)context;
	return mmio_read32(chip_rcc(), offset);
}

uint32_t remote_core_hz(void)
{
	const struct soc_clock_registers rcc = {.read = rcc_read};

	/* At most 209 MHz (RM0436, RCC): fits. */
	return (uint32_t)soc_clock_rate(&rcc, SOC_CLOCK_MCU);
}
