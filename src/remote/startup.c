/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From reset to main(). The host's loader has put every section in place and, after that, edits the
 * resource table while this code runs: the table's section is neither copied nor cleared here.
 */
#include "remote/startup.h"

#include "remote/cortex_m.h"

/* The masks through which EXTI lines reach this core (RM0436, EXTI, C2IMR1 and C2EMR1 to 3). They
 * survive a reset of the core alone, so that a line of the previous run could interrupt this one. */
#define EXTI_C2IMR(n) CORTEX_M_REGISTER(0x5000D0C0u + 0x10u * (n))
#define EXTI_C2EMR(n) CORTEX_M_REGISTER(0x5000D0C4u + 0x10u * (n))

_Noreturn void Reset_Handler(void)
{
	const uint32_t *from = &__data_load;

	/* Before any compiled code that might hold a float in its registers. */
	SCB_CPACR |= SCB_CPACR_FPU;
	cortex_m_sync();
	SCB_SHCSR |= SCB_SHCSR_FAULTS;
	for (uint32_t n = 0; n < 3; n++) {
		EXTI_C2IMR(n) = 0;
		EXTI_C2EMR(n) = 0;
	}
	/* Again at each reset, so that a firmware which the host restarts without loading it anew
	 * starts from the same values. */
	for (uint32_t *to = &__data_start; to != &__data_end; to++)
		*to = *from++;
	for (uint32_t *to = &__bss_start; to != &__bss_end; to++)
		*to = 0;
	main();
	/* There is nothing to return to. Interrupts go on working. */
	for (;;)
		cortex_m_wait_for_interrupt();
}
