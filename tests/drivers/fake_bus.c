/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/fake_bus.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void fake_bus_log(struct fake_bus *bus, char kind, uint32_t address, unsigned size,
			 uint32_t value)
{
	assert_int_equal(size, 4);
	assert_true(address >= bus->base && address - bus->base < sizeof(bus->words));
	assert_true(bus->count < sizeof(bus->log) / sizeof(bus->log[0]));
	bus->log[bus->count++] = (struct fake_access){kind, address, value};
}

static uint32_t fake_bus_read(void *context, uint32_t address, unsigned size)
{
	struct fake_bus *bus = context;
	const uint32_t value = bus->words[(address - bus->base) / 4 % 0x100];

	fake_bus_log(bus, 'r', address, size, value);
	return value;
}

static void fake_bus_write(void *context, uint32_t address, unsigned size, uint32_t value)
{
	fake_bus_log(context, 'w', address, size, value);
}

struct mmio fake_bus_init(struct fake_bus *bus, uint32_t base)
{
	memset(bus, 0, sizeof(*bus));
	bus->base = base;
	bus->port = (struct mmio_bus){bus, fake_bus_read, fake_bus_write};
	return (struct mmio){&bus->port, base};
}

void fake_bus_answer(struct fake_bus *bus, uint32_t address, uint32_t value)
{
	bus->words[(address - bus->base) / 4] = value;
}

void fake_bus_forget(struct fake_bus *bus)
{
	bus->count = 0;
}

void fake_bus_expect(struct fake_bus *bus, size_t count, const struct fake_access *accesses)
{
	size_t i;

	for (i = 0; i < count && i < bus->count; i++) {
		const struct fake_access *is = &bus->log[i];

		if (is->kind != accesses[i].kind || is->address != accesses[i].address ||
		    is->value != accesses[i].value)
			fail_msg("access %zu is %c 0x%08x 0x%08x, expected %c 0x%08x 0x%08x", i,
				 is->kind, is->address, is->value, accesses[i].kind,
				 accesses[i].address, accesses[i].value);
	}
	assert_int_equal(bus->count, count);
	bus->count = 0;
}
