/* SPDX-License-Identifier: BSD-3-Clause */
/* Who can start a bus access on the STM32MP15x (RM0436, system architecture). */
#ifndef COPRO_SOC_INITIATOR_H
#define COPRO_SOC_INITIATOR_H

enum soc_initiator {
	SOC_A7_SECURE,
	SOC_A7, /* Cortex-A7, non-secure: Linux */
	SOC_M4,
	/* The DMA controllers beside the M4, once for each: they work for whom the firewall gives them
	 * to. */
	SOC_DMA1,
	SOC_DMA2,
	SOC_INITIATORS
};

const char *soc_initiator_name(enum soc_initiator initiator);

#endif
