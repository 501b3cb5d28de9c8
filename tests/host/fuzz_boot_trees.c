/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Any bytes as a device tree of each boot stage. The chip is its registers as plain memory, with a
 * firewall that answers; the first byte says which peripherals are closed. What a stage takes, it gives
 * back; what it hands on is a tree.
 */
#include <stdlib.h>
#include <string.h>

#include "host/boot/linux.h"
#include "soc/regs/etzpc.h"

#define ETZPC	  0x5C007000u
#define REGISTERS 0x1000u

static uint32_t registers[REGISTERS];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint32_t *register_at(uint32_t address)
{
	/* Each page of 4 KB somewhere, the RCC's and the ETZPC's by themselves. */
	const uint32_t page = address >> 12 == ETZPC >> 12 ? 1 : address >> 12 == 0x50000 ? 0 : 2;

	return &registers[page * 0x400u + (address & 0xFFFu) / 4];
}

static uint32_t fuzz_read(void *context, uint32_t address, unsigned size)
{
	(void)context;
	(void)size;
	if (address == ETZPC + ETZPC_HWCFGR)
		return ETZPC_IDS << 8;
	return *register_at(address);
}

static void fuzz_write(void *context, uint32_t address, unsigned size, uint32_t value)
{
	(void)context;
	(void)size;
	*register_at(address) = value;
}

static void fuzz_event(void *context, const struct host_event *event)
{
	(void)context;
	/* Every line is one line, and says something. */
	if (!event->text || !event->text[0] || strchr(event->text, '\n'))
		abort();
}

static void boot_linux_on(const struct boot_port *port, struct boot_tree tree)
{
	struct linux_system *system = NULL;

	if (boot_linux(port, tree, &system, NULL))
		abort(); /* the boot loader has taken it */
	if (system->rproc.usable == !system->rproc.region_count)
		abort();
	if (!system->rproc.usable && !system->rproc.why.text[0])
		abort();
	linux_free(system);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct mmio_bus bus = {.read = fuzz_read, .write = fuzz_write};
	static const struct host_platform platform = {.event = fuzz_event};
	const struct boot_port port = {.bus = &bus, .monitor = &bus, .platform = &platform};
	struct boot_tree next = {NULL, 0};
	struct boot_tree tree;
	void *bytes;

	if (size < 1 || size > 65536)
		return 0;
	/* A copy of exactly that size: a read past its end is seen. */
	bytes = malloc(size - 1 ? size - 1 : 1);
	if (!bytes)
		return 0;
	memcpy(bytes, data + 1, size - 1);
	tree = (struct boot_tree){bytes, size - 1};
	memset(registers, 0, sizeof(registers));
	(void)!boot_tfa(&port, tree, NULL);
	memset(register_at(ETZPC + ETZPC_DECPROT0), data[0] | 0xF0, 24);
	if (!boot_bootloader(&port, tree, &next, NULL))
		boot_linux_on(&port, next);
	free((void *)next.data);
	free(bytes);
	return 0;
}
