/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The peripherals of the STM32MP157: where they are, what clocks, resets, guards and interrupts
 * them (RM0436: memory map and register boundary addresses; RCC; ETZPC; NVIC). The one table of it.
 *
 * All peripherals have the same address for both processors.
 */
#ifndef COPRO_SOC_PERIPHERAL_H
#define COPRO_SOC_PERIPHERAL_H

#include <stddef.h>
#include <stdint.h>

#include "soc/clock.h"
#include "soc/memory.h"

#define SOC_PERIPHERAL_IRQS 8

struct soc_peripheral {
	const char *name; /* as ST's headers name it: "USART3" */
	uint32_t base;
	uint32_t size; /* bytes */
	uint16_t enable; /* RCC offset of MP_xxxENSETR (MC_ at + 0x80); 0: always clocked */
	uint8_t enable_bit;
	uint8_t reset_bit;
	uint16_t reset; /* RCC offset of xxxRSTSETR; 0: no reset bit */
	uint8_t etzpc_id; /* SOC_NO_ETZPC: not behind the firewall */
	uint8_t clock; /* enum soc_clock: kernel clock, or the bus clock where there is none */
	uint8_t irq_count;
	uint8_t irqs[SOC_PERIPHERAL_IRQS]; /* NVIC numbers, which are also the A7's SPIs */
};

/* All of them in the order of their addresses. */
const struct soc_peripheral *soc_peripherals(size_t *count);

/* By name, NULL if there is none. */
const struct soc_peripheral *soc_peripheral_by_name(const char *name);

/* The one that an address belongs to, NULL if none. */
const struct soc_peripheral *soc_peripheral_find(uint32_t address);

#endif
