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

static uint32_t fuzz_read(void *context, uint32_t address, unsigned size)
{
	(void)context;
	(void)size;
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
	(void)timer;
	(void)when;
}

static void fuzz_disarm(void *context, struct host_timer *timer)
{
	(void)context;
	(void)timer;
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

/* Starts, looks for trace text, and stops. */
static void fuzz_boot(const uint8_t *data, size_t size, bool as_linux)
{
	static const struct mmio_bus bus = {.read = fuzz_read, .write = fuzz_write};
	static const struct host_platform platform = {
		.rcc = {&bus, 0x50000000},
		.pwr = {&bus, 0x50001000},
		.tamp = {&bus, 0x5C00A000},
		.ipcc = {&bus, 0x4C001000},
		.memory = fuzz_at,
		.memory_changed = fuzz_changed,
		.now = fuzz_now,
		.timer_arm = fuzz_arm,
		.timer_disarm = fuzz_disarm,
		.event = fuzz_event,
	};
	const struct remoteproc_config config = {.platform = &platform, .as_linux = as_linux};
	struct remoteproc *rproc;
	struct host_error error;

	memset(&error, 0, sizeof(error));
	if (remoteproc_create(&rproc, &config) || remoteproc_set_firmware(rproc, data, size))
		abort();
	if (remoteproc_start(rproc, &error)) {
		/* A refusal names its reason. */
		if (!error.code[0] || !error.text[0])
			abort();
	} else {
		remoteproc_mailbox_interrupt(rproc);
		remoteproc_poll_trace(rproc);
	}
	remoteproc_destroy(rproc);
}

#endif
