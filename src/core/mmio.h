/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Access to device registers.
 *
 * A driver is written once, over `struct mmio`. On a chip a region is an address and an access is
 * one volatile load or store. In a program with a virtual bus (COPRO_VIRTUAL_BUS defined to 1) it is
 * a window on that bus, opened as one initiator, so that the bus sees who asks.
 */
#ifndef COPRO_CORE_MMIO_H
#define COPRO_CORE_MMIO_H

#include <stdint.h>

#if defined(COPRO_VIRTUAL_BUS) && COPRO_VIRTUAL_BUS

/* One initiator's port on a virtual bus. An access that the bus refuses reads as 0, is not written,
 * and is reported by the bus: like a driver on a chip, a driver here cannot tell. */
struct mmio_bus {
	void *context;
	/* size is 1, 2 or 4 bytes, address a multiple of it */
	uint32_t (*read)(void *context, uint32_t address, unsigned size);
	void (*write)(void *context, uint32_t address, unsigned size, uint32_t value);
};

struct mmio {
	const struct mmio_bus *bus;
	uint32_t base;
};

/* offset: bytes from the region's base, a multiple of 4. */
static inline uint32_t mmio_read32(struct mmio region, uint32_t offset)
{
	return region.bus->read(region.bus->context, region.base + offset, 4);
}

static inline void mmio_write32(struct mmio region, uint32_t offset, uint32_t value)
{
	region.bus->write(region.bus->context, region.base + offset, 4, value);
}

#else

struct mmio {
	uintptr_t base;
};

static inline uint32_t mmio_read32(struct mmio region, uint32_t offset)
{
	return *(const volatile uint32_t *)(region.base + offset);
}

static inline void mmio_write32(struct mmio region, uint32_t offset, uint32_t value)
{
	*(volatile uint32_t *)(region.base + offset) = value;
}

#endif
#endif
