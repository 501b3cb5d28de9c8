/* SPDX-License-Identifier: BSD-3-Clause */
#include <stddef.h>

#include "soc/irq.h"

const char *soc_irq_name(unsigned nvic)
{
	static const char *const names[SOC_IRQ_COUNT] = {
#define SOC_IRQ_NAME(number, name) [number] = #name,
		SOC_IRQ_LIST(SOC_IRQ_NAME)
#undef SOC_IRQ_NAME
	};

	return nvic < SOC_IRQ_COUNT ? names[nvic] : NULL;
}

const char *soc_spi_name(unsigned spi)
{
	switch (spi) {
	case SOC_IRQ_FPU: /* the M4's own */
		return NULL;
	case SOC_SPI_TZC:
		return "TZC";
	case SOC_SPI_HSEM_IT1:
		return "HSEM_IT1";
	case SOC_SPI_MDMA_SECURE:
		return "MDMA_SECURE";
	case SOC_SPI_M4_SYSRESETREQ:
		return "M4_SYSRESETREQ";
	case SOC_SPI_M4_WWDG1_RESET:
		return "M4_WWDG1_RESET";
	case SOC_SPI_M4_SEV:
		return "M4_SEV";
	case SOC_SPI_IWDG1:
		return "IWDG1";
	case SOC_SPI_IWDG2:
		return "IWDG2";
	default:
		return soc_irq_name(spi);
	}
}
