/* SPDX-License-Identifier: BSD-3-Clause */
#include "soc/memory.h"

static const struct soc_memory memories[SOC_MEMORIES] = {
	[SOC_RETRAM] = {"RETRAM", SOC_RETRAM_DA, SOC_RETRAM_PA, SOC_NO_ADDRESS, SOC_RETRAM_SIZE,
			0x54},
	[SOC_SRAM1] = {"SRAM1", 0x10000000, 0x10000000, 0x30000000, 0x20000, 0x50},
	[SOC_SRAM2] = {"SRAM2", 0x10020000, 0x10020000, 0x30020000, 0x20000, 0x51},
	[SOC_SRAM3] = {"SRAM3", 0x10040000, 0x10040000, 0x30040000, 0x10000, 0x52},
	[SOC_SRAM4] = {"SRAM4", 0x10050000, 0x10050000, 0x30050000, 0x10000, 0x53},
	/* Guarded by ETZPC_TZMA1 rather than by a DECPROT field. */
	[SOC_SYSRAM] = {"SYSRAM", 0x2FFC0000, 0x2FFC0000, SOC_NO_ADDRESS, 0x40000, SOC_NO_ETZPC},
	[SOC_BKPSRAM] = {"BKPSRAM", 0x54000000, 0x54000000, SOC_NO_ADDRESS, 0x1000, 0x01},
};

/* One row of `dma-ranges`. */
struct dma_range {
	uint32_t da;
	uint32_t pa;
	uint32_t size;
};

static const struct dma_range dma_ranges[] = {
	{SOC_RETRAM_DA, SOC_RETRAM_PA, SOC_RETRAM_SIZE},
	{SOC_SRAM_BASE, SOC_SRAM_BASE, SOC_SRAM_SIZE},
	{SOC_SRAM_ALIAS, SOC_SRAM_ALIAS, SOC_SRAM_SIZE},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct soc_memory *soc_memory(enum soc_memory_id id)
{
	return &memories[id];
}

const struct soc_memory *soc_memory_find(enum soc_initiator initiator, uint32_t address,
					 uint32_t *offset)
{
	for (size_t i = 0; i < COUNT(memories); i++) {
		const struct soc_memory *memory = &memories[i];
		uint32_t base = initiator == SOC_M4 ? memory->da : memory->pa;

		/* A wrapped difference is larger than any size. */
		if (address - base >= memory->size) {
			base = memory->alias;
			if (base == SOC_NO_ADDRESS || address - base >= memory->size)
				continue;
		}
		if (offset)
			*offset = address - base;
		return memory;
	}
	return NULL;
}

/* True if [address, address + length) lies in [base, base + size). */
static bool range_inside(uint32_t address, uint32_t length, uint32_t base, uint32_t size)
{
	uint32_t offset = address - base;

	return offset < size && length <= size - offset;
}

bool soc_da_to_pa(uint32_t da, uint32_t length, uint32_t *pa)
{
	for (size_t i = 0; i < COUNT(dma_ranges); i++) {
		const struct dma_range *row = &dma_ranges[i];

		if (range_inside(da, length, row->da, row->size)) {
			*pa = da - row->da + row->pa;
			return true;
		}
	}
	return false;
}

bool soc_pa_to_da(uint32_t pa, uint32_t length, uint32_t *da)
{
	for (size_t i = 0; i < COUNT(dma_ranges); i++) {
		const struct dma_range *row = &dma_ranges[i];

		if (range_inside(pa, length, row->pa, row->size)) {
			*da = pa - row->pa + row->da;
			return true;
		}
	}
	return false;
}
