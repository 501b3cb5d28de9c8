/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/boot/early.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <copro/resource_table.h>

#include "host/boot/stage.h"
#include "host/elf_image.h"
#include "soc/memory.h"
#include "soc/regs/rcc.h"
#include "soc/regs/tamp.h"

struct loading {
	struct stage stage;
	struct elf_image image;
	struct host_error *error;
};

/* The bytes of [da, da + length) that follow one another in one bank, NULL: the boot loader cannot reach
 * the first of them. */
static uint8_t *bank_at(const struct loading *loading, uint32_t da, uint32_t *length)
{
	const struct host_platform *platform = loading->stage.port->platform;
	const struct soc_memory *bank;
	uint32_t offset;
	uint32_t pa;

	if (!soc_da_to_pa(da, *length, &pa))
		return NULL;
	bank = soc_memory_find(platform->initiator, pa, &offset);
	if (!bank)
		return NULL;
	if (*length > bank->size - offset)
		*length = bank->size - offset;
	return platform->memory(platform->context, pa, *length);
}

/* Writes `filled` bytes and zeroes behind them. 0, -EINVAL. */
static int put(const struct loading *loading, uint32_t da, uint32_t length, const uint8_t *data,
	       uint32_t filled)
{
	const struct host_platform *platform = loading->stage.port->platform;
	uint32_t done = 0;

	while (done < length) {
		uint32_t part = length - done;
		uint8_t *to = bank_at(loading, da + done, &part);
		uint32_t copied = done < filled ? filled - done : 0;
		uint32_t pa;

		if (!to)
			return -EINVAL;
		if (copied > part)
			copied = part;
		if (copied)
			memcpy(to, data + done, copied);
		memset(to + copied, 0, part - copied);
		if (soc_da_to_pa(da + done, part, &pa))
			platform->memory_changed(platform->context, pa, part);
		done += part;
	}
	return 0;
}

static int segments_load(const struct loading *loading)
{
	struct elf_segment segment;
	uint32_t i;

	for (i = 0; i < loading->image.phnum; i++) {
		elf_image_segment(&loading->image, i, &segment);
		if (segment.type != ELF_PT_LOAD || !segment.memsz)
			continue;
		if (put(loading, segment.paddr, segment.memsz, loading->image.data + segment.offset,
			segment.filesz))
			return host_error_set(
				loading->error, -EINVAL, BOOT_EARLY_PLACE,
				"link the firmware to RETRAM and SRAM1 to SRAM4, and leave them "
				"to the Cortex-A7 in the firewall while it boots",
				"the boot loader cannot load a segment of %" PRIu32
				" bytes at 0x%08" PRIX32,
				segment.memsz, segment.paddr);
	}
	return 0;
}

/* A table that is malformed is Linux's to find out. 0: there is none. */
static uint32_t table_address(const struct loading *loading)
{
	struct elf_section section;

	if (!elf_image_find_section(&loading->image, ".resource_table", &section) || !section.data)
		return 0;
	/* To where its section says, which need not be in a segment. */
	if (put(loading, section.address, section.size, section.data, section.size))
		return 0;
	return section.address;
}

static void core_hold(const struct mmio rcc)
{
	mmio_write32(rcc, RCC_MP_GCR, mmio_read32(rcc, RCC_MP_GCR) & ~RCC_MP_GCR_BOOT_MCU);
	mmio_write32(rcc, RCC_MP_GRSTCSETR, RCC_MP_GRSTCSETR_MCURST);
}

/* Let go, and hold-boot asserted again at once: a reset of its own does not start it again. */
static void core_start(const struct mmio rcc)
{
	const uint32_t gcr = mmio_read32(rcc, RCC_MP_GCR);

	mmio_write32(rcc, RCC_MP_GCR, gcr | RCC_MP_GCR_BOOT_MCU);
	mmio_write32(rcc, RCC_MP_GCR, gcr & ~RCC_MP_GCR_BOOT_MCU);
}

int boot_early(const struct boot_port *port, const char *name, const void *data, size_t size,
	       struct host_error *error)
{
	struct loading loading = {.stage = {.number = BOOT_BOOTLOADER, .port = port},
				  .error = error};
	const struct mmio rcc = stage_block(&loading.stage, "RCC");
	const struct mmio tamp = stage_block(&loading.stage, "TAMP");
	uint32_t table;
	int status;

	core_hold(rcc);
	status = elf_image_open(&loading.image, data, size, error);
	if (!status)
		status = segments_load(&loading);
	if (status)
		return status;
	table = table_address(&loading);
	core_start(rcc);
	mmio_write32(tamp, TAMP_BKPR(TAMP_BKP_RSC_TABLE), table);
	mmio_write32(tamp, TAMP_BKPR(TAMP_BKP_M4_STATE), TAMP_M4_STATE_CRUN);
	if (table)
		stage_say(&loading.stage,
			  "started %s on the Cortex-M4, resource table at 0x%08" PRIX32, name,
			  table);
	else
		stage_say(&loading.stage, "started %s on the Cortex-M4, without resource table",
			  name);
	return 0;
}
