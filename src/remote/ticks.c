/* SPDX-License-Identifier: BSD-3-Clause */
/* A millisecond clock from SysTick (ARM DDI 0403E, B3.3). Linked, and run, only when asked for. */
#include <copro/remote.h>

#include <errno.h>

#include "remote/cortex_m.h"
#include "remote/startup.h"

static volatile uint64_t ticks;

__attribute__((weak)) void remote_on_tick(void)
{
}

void SysTick_Handler(void)
{
	ticks++;
	remote_on_tick();
}

int remote_ticks_start(void)
{
	uint32_t reload = remote_core_hz() / 1000u;

	if (reload < 2 || reload - 1 > SYST_RVR_MAX)
		return -ENODEV;
	SYST_RVR = reload - 1;
	SYST_CVR = 0;
	SYST_CSR = SYST_CSR_CLKSOURCE | SYST_CSR_TICKINT | SYST_CSR_ENABLE;
	return 0;
}

uint64_t remote_ticks(void)
{
	/* Two loads: a tick between them would make the halves disagree. */
	uint32_t primask = cortex_m_save();
	uint64_t now = ticks;

	cortex_m_restore(primask);
	return now;
}
