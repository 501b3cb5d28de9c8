/* SPDX-License-Identifier: BSD-3-Clause */
/* A bus that stores words, records accesses in order, and answers reads as a test has scripted. */
#ifndef TESTS_DRIVERS_FAKE_BUS_H
#define TESTS_DRIVERS_FAKE_BUS_H

#include <stddef.h>
#include <stdint.h>

#include "core/mmio.h"

struct fake_access {
	char kind; /* 'r' or 'w' */
	uint32_t address;
	uint32_t value;
};

struct fake_bus {
	struct mmio_bus port;
	uint32_t base;
	uint32_t words[0x100]; /* answers to reads; writes do not change them */
	struct fake_access log[64];
	size_t count;
};

/* A block of 1 KB at `base`, all zero. */
struct mmio fake_bus_init(struct fake_bus *bus, uint32_t base);

/* What a read of `address` answers from now on. */
void fake_bus_answer(struct fake_bus *bus, uint32_t address, uint32_t value);

void fake_bus_forget(struct fake_bus *bus);

/* Fails the test unless exactly these accesses were made since the last call or forget. */
void fake_bus_expect(struct fake_bus *bus, size_t count, const struct fake_access *accesses);

#define EXPECT(bus, ...)                                                                           \
	fake_bus_expect(bus,                                                                       \
			sizeof((struct fake_access[]){__VA_ARGS__}) / sizeof(struct fake_access),  \
			(struct fake_access[]){__VA_ARGS__})

#endif
