/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Data accesses that are not plain ones to memory: devices, the Private Peripheral Bus, bit-band,
 * memory under an MPU or a firewall, and the core's own stacking and vector reads.
 */
#include "board/cortex_m/internal.h"

#include <string.h>

#define PPB_BEGIN UINT32_C(0xE0000000)
#define PPB_END	  UINT32_C(0xE0100000)
/* ARM 100166 3.7.1: each word of the alias is one bit of the peripheral or SRAM region's first MB. */
#define BAND_SRAM   UINT32_C(0x22000000)
#define BAND_PERIPH UINT32_C(0x42000000)
#define BAND_SIZE   UINT32_C(0x02000000)

struct memory *memory_find(struct cortex_m *core, uint32_t address)
{
	for (size_t i = 0; i < core->memory_count; i++) {
		struct memory *memory = &core->memories[i];

		if (address - memory->area.address < memory->area.size)
			return memory;
	}
	return NULL;
}

uint8_t *memory_place(struct cortex_m *core, uint32_t address, size_t size)
{
	const struct memory *memory = memory_find(core, address);
	uint32_t offset;

	if (!memory)
		return NULL;
	offset = address - memory->area.address;
	return size <= memory->area.size - offset ? memory->area.host + offset : NULL;
}

const uint8_t *memory_at(struct cortex_m *core, uint32_t address, size_t size)
{
	return memory_place(core, address, size);
}

/* Device and Strongly-ordered memory takes aligned accesses only (A3.2.1, B3.1). */
static bool device_memory(uint32_t address)
{
	return address >= UINT32_C(0x40000000) &&
	       !(address >= UINT32_C(0x60000000) && address < UINT32_C(0xA0000000));
}

static enum access_result bus_access(struct cortex_m *core, struct access *access)
{
	uint32_t word = 0;
	int error;

	if (access->write) {
		error = core->bus.write ? core->bus.write(core->bus.context, access->address,
							  access->size, (uint32_t)access->value)
					: -1;
	} else {
		error = core->bus.read ? core->bus.read(core->bus.context, access->address,
							access->size, &word)
				       : -1;
		access->value = word;
	}
	return error ? ACCESS_BUS : ACCESS_OK;
}

void access_tell_refused(const struct cortex_m *core, uint32_t address, unsigned right)
{
	/* A debugger's look between slices is nobody's mistake. */
	if (core->refused && core->in_slice)
		core->refused(core->bus.context, address, (enum cortex_m_access)right);
}

static enum access_result memory_access(const struct cortex_m *core, struct memory *memory,
					struct access *access)
{
	uint32_t offset = access->address - memory->area.address;
	unsigned right = access->write ? CORTEX_M_WRITE : CORTEX_M_READ;
	uint8_t *at = memory->area.host + offset;

	if (access->size > memory->area.size - offset)
		return ACCESS_BUS;
	if (!(memory->pages[offset / PAGE_SIZE].firewall & right)) {
		access_tell_refused(core, access->address, right);
		return ACCESS_BUS;
	}
	if (access->write)
		memcpy(at, &access->value, access->size);
	else
		memcpy(&access->value, at, access->size);
	return ACCESS_OK;
}

static enum access_result plain_access(struct cortex_m *core, struct access *access,
				       bool privileged);

/* A word of the alias is a bit of the region below: reading gives 0 or 1, writing is a
 * read-modify-write of the byte's word over the bus. */
static enum access_result band_access(struct cortex_m *core, struct access *access, bool privileged)
{
	uint32_t base = access->address & UINT32_C(0xF0000000);
	uint32_t offset = access->address & (BAND_SIZE - 1);
	uint32_t bit = offset / 4 % 32;
	struct access word = {.address = base + (offset / 32 & ~UINT32_C(3)), .size = 4};
	enum access_result result = plain_access(core, &word, privileged);

	if (result != ACCESS_OK)
		return result;
	if (!access->write) {
		access->value = word.value >> bit & 1;
		return ACCESS_OK;
	}
	word.value = (word.value & ~(UINT64_C(1) << bit)) | (access->value & 1) << bit;
	word.write = true;
	return plain_access(core, &word, privileged);
}

static enum access_result plain_access(struct cortex_m *core, struct access *access,
				       bool privileged)
{
	struct memory *memory = memory_find(core, access->address);

	if (memory)
		return memory_access(core, memory, access);
	if (access->address - PPB_BEGIN < PPB_END - PPB_BEGIN) {
		uint32_t word = (uint32_t)access->value;
		enum access_result result;

		if (access->write)
			return ppb_write(core, access->address, access->size, word, privileged);
		result = ppb_read(core, access->address, access->size, &word, privileged);
		access->value = word;
		return result;
	}
	if (access->address - BAND_PERIPH < BAND_SIZE || access->address - BAND_SRAM < BAND_SIZE)
		return band_access(core, access, privileged);
	return bus_access(core, access);
}

/* Two words (VLDR of a double) or an unaligned access to memory: in parts. */
static enum access_result split_access(struct cortex_m *core, struct access *access,
				       bool privileged)
{
	unsigned step = access->size == 8 && !(access->address & 3) ? 4 : 1;
	uint64_t value = 0;

	for (unsigned at = 0; at < access->size; at += step) {
		struct access part = {
			.address = access->address + at,
			.size = step,
			.write = access->write,
			.value = access->value >> (8 * at),
		};
		enum access_result result = access_data(core, &part, privileged);

		if (result != ACCESS_OK) {
			access->address = part.address;
			return result;
		}
		part.value &= step == 4 ? UINT32_MAX : 0xFF;
		value |= part.value << (8 * at);
	}
	if (!access->write)
		access->value = value;
	return ACCESS_OK;
}

enum access_result access_data(struct cortex_m *core, struct access *access, bool privileged)
{
	unsigned right = access->write ? CORTEX_M_WRITE : CORTEX_M_READ;

	if (access->address & (access->size - 1) || access->size == 8) {
		if (access->address & (access->size == 8 ? 3 : access->size - 1) &&
		    device_memory(access->address))
			return ACCESS_UNALIGNED;
		return split_access(core, access, privileged);
	}
	if (core->mpu.ctrl & 1 && !(mpu_rights(core, access->address, privileged) & right))
		return ACCESS_MPU;
	return plain_access(core, access, privileged);
}

enum access_result access_plain(struct cortex_m *core, struct access *access)
{
	return plain_access(core, access, true);
}

/* Vector reads are not seen by the MPU (B3.5.1). */
enum access_result access_fetch_vector(struct cortex_m *core, uint32_t address, uint32_t *value)
{
	struct access access = {.address = address, .size = 4};
	enum access_result result = plain_access(core, &access, true);

	*value = (uint32_t)access.value;
	return result;
}
