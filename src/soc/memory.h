/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The RAMs of the STM32MP157 as each processor sees them (RM0436, "Memory organization", memory
 * map), and Linux's translation between the two.
 *
 * A *da* is an address as the Cortex-M4 sees it, a *pa* one as the Cortex-A7 sees it. They differ
 * for RETRAM only.
 */
#ifndef COPRO_SOC_MEMORY_H
#define COPRO_SOC_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "soc/initiator.h"

enum soc_memory_id {
	SOC_RETRAM,
	SOC_SRAM1,
	SOC_SRAM2,
	SOC_SRAM3,
	SOC_SRAM4,
	SOC_SYSRAM,
	SOC_BKPSRAM,
	SOC_MEMORIES
};

#define SOC_NO_ADDRESS UINT32_MAX
#define SOC_NO_ETZPC   0xFFu

#define SOC_RETRAM_DA	0x00000000u
#define SOC_RETRAM_PA	0x38000000u
#define SOC_RETRAM_SIZE 0x00010000u
/* SRAM1 to SRAM4 follow each other: one range, and its alias. */
#define SOC_SRAM_BASE  0x10000000u
#define SOC_SRAM_ALIAS 0x30000000u
#define SOC_SRAM_SIZE  0x00060000u
/* The boot ROM, for the A7 only. Its contents are ST's: here nothing is in it. */
#define SOC_ROM_PA   0x00000000u
#define SOC_ROM_SIZE 0x00020000u
/* Of ROM and SYSRAM the secure part has a size instead of a mode, in pages from the start (RM0436,
 * ETZPC_TZMA0_SIZE and ETZPC_TZMA1_SIZE). */
#define SOC_TZMA_PAGE 0x1000u

struct soc_memory {
	const char *name;
	uint32_t da; /* as the M4 sees it */
	uint32_t pa; /* as the A7 sees it */
	uint32_t alias; /* second address, for both; SOC_NO_ADDRESS: none */
	uint32_t size;
	uint8_t etzpc_id; /* SOC_NO_ETZPC: not behind a DECPROT field */
};

/* A memory by its id; never NULL for a valid id. */
const struct soc_memory *soc_memory(enum soc_memory_id id);

/* The memory that an initiator finds at an address, NULL if none; `offset` (may be NULL) is the
 * place inside it. */
const struct soc_memory *soc_memory_find(enum soc_initiator initiator, uint32_t address,
					 uint32_t *offset);

/*
 * da <-> pa of a whole range as Linux's stm32_rproc driver does it over the `dma-ranges` of the
 * mlahb node (stm32mp151.dtsi): RETRAM, SRAM1-4, and their alias. False if the range is not inside
 * one row. The result is stored only on success.
 */
bool soc_da_to_pa(uint32_t da, uint32_t length, uint32_t *pa);
bool soc_pa_to_da(uint32_t pa, uint32_t length, uint32_t *da);

#endif
