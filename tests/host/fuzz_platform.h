/* SPDX-License-Identifier: BSD-3-Clause */
/* The least that a coprocessor can be loaded into: memory, a mailbox that nobody answers. For fuzz
 * targets, which are one source file each. */
#ifndef COPRO_TESTS_HOST_FUZZ_PLATFORM_H
#define COPRO_TESTS_HOST_FUZZ_PLATFORM_H

#include <stdlib.h>
#include <string.h>

#include "host/remoteproc.h"
#include "soc/memory.h"

static uint8_t fuzz_memory[SOC_MEMORIES][0x40000];

/* Where the table of a firmware is that runs already; 0: none does. */
static uint32_t fuzz_table;
/* The timer that was armed last. */
static struct host_timer *fuzz_timer;

static uint32_t fuzz_read(void *context, uint32_t address, unsigned size)
{
	(void)context;
	(void)size;
	if (address == 0x5C00A144)
		return fuzz_table;
	if (address == 0x5C00A148)
		return fuzz_table ? 2 : 0;
	return (address & 0xFFF) == 0x3F0 ? 6 : 0;
}

static void fuzz_write(void *context, uint32_t address, unsigned size, uint32_t value)
{
	(void)context;
	(void)address;
	(void)size;
	(void)value;
}

static void *fuzz_at(void *context, uint32_t pa, uint32_t length)
{
	uint32_t offset;
	const struct soc_memory *bank = soc_memory_find(SOC_A7, pa, &offset);

	(void)context;
	if (!bank || length > bank->size - offset)
		return NULL;
	return fuzz_memory[bank - soc_memory(SOC_RETRAM)] + offset;
}

static void fuzz_changed(void *context, uint32_t pa, uint32_t length)
{
	if (!fuzz_at(context, pa, length))
		abort();
}

static uint64_t fuzz_now(void *context)
{
	(void)context;
	return 0;
}

static void fuzz_arm(void *context, struct host_timer *timer, uint64_t when)
{
	(void)context;
	(void)when;
	fuzz_timer = timer;
}

static void fuzz_disarm(void *context, struct host_timer *timer)
{
	(void)context;
	if (fuzz_timer == timer)
		fuzz_timer = NULL;
}

/* What is said is one printable line. */
static void fuzz_event(void *context, const struct host_event *event)
{
	const char *text = event->text;

	(void)context;
	for (; text && *text; text++) {
		if ((unsigned char)*text < 0x20 && *text != '\t')
			abort();
	}
}

static const struct mmio_bus fuzz_bus = {.read = fuzz_read, .write = fuzz_write};
static const struct host_platform fuzz_host = {
	.rcc = {&fuzz_bus, 0x50000000},
	.pwr = {&fuzz_bus, 0x50001000},
	.tamp = {&fuzz_bus, 0x5C00A000},
	.ipcc = {&fuzz_bus, 0x4C001000},
	.memory = fuzz_at,
	.memory_changed = fuzz_changed,
	.now = fuzz_now,
	.timer_arm = fuzz_arm,
	.timer_disarm = fuzz_disarm,
	.event = fuzz_event,
};

/* A refusal names its reason. */
static inline void fuzz_refused(const struct host_error *error)
{
	if (!error->code[0] || !error->text[0])
		abort();
}

/* Starts, looks for trace text, and stops. */
static inline void fuzz_boot(const uint8_t *data, size_t size, bool as_linux)
{
	const struct remoteproc_config config = {.platform = &fuzz_host, .as_linux = as_linux};
	struct remoteproc *rproc;
	struct host_error error;

	memset(&error, 0, sizeof(error));
	if (remoteproc_create(&rproc, &config) || remoteproc_set_firmware(rproc, data, size))
		abort();
	if (remoteproc_start(rproc, &error)) {
		fuzz_refused(&error);
	} else {
		remoteproc_mailbox_interrupt(rproc);
		remoteproc_poll_trace(rproc);
	}
	remoteproc_destroy(rproc);
}

#endif
