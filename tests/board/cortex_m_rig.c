/* SPDX-License-Identifier: BSD-3-Clause */
#include "cortex_m_rig.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Unicorn does not free the map of a page that held code and was stored to often. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libunicorn";
}

#define VECTORS_SIZE 0x10000u
#define SRAM_SIZE    RIG_SRAM_SIZE

static bool bus_steady(void *context, uint32_t address)
{
	(void)context;
	return address >= RIG_STEADY && address < RIG_DONE;
}

static int bus_read(void *context, uint32_t address, unsigned size, uint32_t *value)
{
	struct rig *rig = context;
	uint32_t offset = address - RIG_DEVICE;

	rig->bus_reads += !bus_steady(rig, address);
	if (offset >= sizeof(rig->device))
		return -EFAULT;
	*value = rig->device[offset / 4] >> (8 * (offset & 3));
	if (size < 4)
		*value &= (UINT32_C(1) << (8 * size)) - 1;
	return 0;
}

static int bus_write(void *context, uint32_t address, unsigned size, uint32_t value)
{
	struct rig *rig = context;
	uint32_t offset = address - RIG_DEVICE;
	uint32_t mask = size == 4 ? UINT32_MAX : (UINT32_C(1) << (8 * size)) - 1;
	unsigned shift = 8 * (offset & 3);

	rig->bus_writes++;
	if (offset >= sizeof(rig->device))
		return -EFAULT;
	rig->device[offset / 4] = (rig->device[offset / 4] & ~(mask << shift)) | (value & mask)
											 << shift;
	if (address == RIG_DONE) {
		rig->done = true;
		cortex_m_end_slice(rig->core);
	} else if (address == RIG_IRQ) {
		for (unsigned irq = 0; irq < 32; irq++)
			cortex_m_set_irq(rig->core, irq, value >> irq & 1);
	} else if (address == RIG_EVENT) {
		cortex_m_event_in(rig->core);
	} else if (address == RIG_ALARM) {
		timeline_arm(&rig->timeline, &rig->alarm,
			     timeline_now(&rig->timeline) + value * PS_PER_NS);
	}
	return 0;
}

static void on_alarm(void *context)
{
	struct rig *rig = context;

	cortex_m_set_irq(rig->core, 5, true);
	cortex_m_set_irq(rig->core, 5, false);
}

static void on_reset(void *context)
{
	((struct rig *)context)->resets++;
}

static void on_lockup(void *context)
{
	((struct rig *)context)->lockups++;
}

static void on_event(void *context)
{
	((struct rig *)context)->events++;
}

static void on_sleep(void *context, bool asleep, bool deep)
{
	struct rig *rig = context;

	rig->sleeps += asleep;
	rig->deep_sleeps += asleep && deep;
}

static void on_exception(void *context, unsigned number, bool entry)
{
	struct rig *rig = context;

	if (!entry)
		return;
	rig->entries[number]++;
	if (rig->traced < sizeof(rig->trace))
		rig->trace[rig->traced++] = (uint8_t)number;
}

static void on_note(void *context, const char *text)
{
	(void)text;
	((struct rig *)context)->notes++;
}

void rig_open(struct rig *rig)
{
	struct cortex_m_memory memories[3];
	struct cortex_m_config config;

	memset(rig, 0, sizeof(*rig));
	rig->vectors = calloc(1, VECTORS_SIZE);
	rig->sram = calloc(1, SRAM_SIZE);
	assert_non_null(rig->vectors);
	assert_non_null(rig->sram);
	timeline_init(&rig->timeline);
	rig->alarm = (struct timeline_event){.name = "alarm", .fire = on_alarm, .context = rig};
	memories[0] = (struct cortex_m_memory){"vectors", RIG_VECTORS, VECTORS_SIZE, rig->vectors};
	memories[1] = (struct cortex_m_memory){"sram", RIG_SRAM, SRAM_SIZE, rig->sram};
	memories[2] = (struct cortex_m_memory){"alias", RIG_ALIAS, SRAM_SIZE, rig->sram};
	config = (struct cortex_m_config){
		.memories = memories,
		.memory_count = 3,
		.bus = {rig, bus_read, bus_write, bus_steady},
		.signals = {rig, on_reset, on_lockup, on_event, on_sleep, on_exception, on_note},
		.timeline = &rig->timeline,
		.irq_count = 150,
		.priority_bits = 4,
		.cycle_ps = RIG_PS,
		.systick_calib = 0x4000C350,
	};
	assert_int_equal(cortex_m_create(&rig->core, &config), 0);
}

void rig_close(struct rig *rig)
{
	cortex_m_destroy(rig->core);
	free(rig->vectors);
	free(rig->sram);
}

static uint8_t *place(struct rig *rig, uint32_t address, uint32_t size)
{
	if (address < VECTORS_SIZE && size <= VECTORS_SIZE - address)
		return rig->vectors + address;
	if (address - RIG_SRAM < SRAM_SIZE && size <= SRAM_SIZE - (address - RIG_SRAM))
		return rig->sram + (address - RIG_SRAM);
	fail_msg("0x%08x is not memory", address);
	return NULL;
}

static void reset(struct rig *rig)
{
	cortex_m_hold(rig->core);
	cortex_m_memory_changed(rig->core, RIG_VECTORS, VECTORS_SIZE);
	cortex_m_memory_changed(rig->core, RIG_SRAM, SRAM_SIZE);
	rig->done = false;
	cortex_m_release(rig->core);
}

void rig_load(struct rig *rig, const char *name)
{
	char path[512];
	static uint8_t file[1 << 20];
	Elf32_Ehdr header;
	size_t length;
	FILE *stream;

	(void)snprintf(path, sizeof(path), "%s/%s.elf", COPRO_TEST_FIRMWARE_DIR, name);
	stream = fopen(path, "rb");
	if (!stream)
		fail_msg("%s cannot be opened", path);
	length = fread(file, 1, sizeof(file), stream);
	(void)fclose(stream);
	assert_true(length > sizeof(header));
	memcpy(&header, file, sizeof(header));
	for (unsigned i = 0; i < header.e_phnum; i++) {
		Elf32_Phdr segment;

		memcpy(&segment, file + header.e_phoff + i * sizeof(segment), sizeof(segment));
		if (segment.p_type == PT_LOAD && segment.p_filesz)
			memcpy(place(rig, segment.p_paddr, segment.p_memsz),
			       file + segment.p_offset, segment.p_filesz);
	}
	reset(rig);
}

void rig_code(struct rig *rig, const uint16_t *code, size_t count)
{
	memcpy(rig->sram, code, count * sizeof(*code));
	rig_set_word(rig, 0, RIG_SRAM + 0x8000);
	rig_set_word(rig, 4, RIG_SRAM | 1);
	reset(rig);
}

void rig_vector(struct rig *rig, unsigned exception, uint32_t address)
{
	rig_set_word(rig, 4 * exception, address | 1);
}

uint32_t rig_word(struct rig *rig, uint32_t address)
{
	uint32_t value;

	memcpy(&value, place(rig, address, 4), 4);
	return value;
}

void rig_set_word(struct rig *rig, uint32_t address, uint32_t value)
{
	memcpy(place(rig, address, 4), &value, 4);
}

enum cortex_m_exit rig_run(struct rig *rig, uint64_t ps)
{
	uint64_t end = rig->timeline.now + ps;
	enum cortex_m_exit exit = CORTEX_M_BUDGET;

	while (rig->timeline.now < end && !rig->done) {
		uint64_t until = timeline_next(&rig->timeline);

		if (until > end)
			until = end;
		exit = cortex_m_run(rig->core, until);
		until = timeline_next(&rig->timeline); /* the program may have armed one */
		if (exit == CORTEX_M_SLEEPING && until < end)
			timeline_advance(&rig->timeline, until);
		else if (exit != CORTEX_M_BUDGET && exit != CORTEX_M_STOPPED)
			break;
		timeline_advance(&rig->timeline, rig->timeline.now);
		if (rig->stopped)
			rig->stopped(rig);
	}
	return exit;
}

void rig_run_checks(struct rig *rig, const char *name)
{
	uint32_t checks, failures;

	rig_load(rig, name);
	(void)rig_run(rig, 100 * PS_PER_MS);
	checks = rig_word(rig, RIG_RESULTS);
	failures = rig_word(rig, RIG_RESULTS + 4);
	for (uint32_t i = 0; i < failures && i < 100; i++)
		print_error("%s.c:%u: got 0x%08x, expected 0x%08x\n", name,
			    rig_word(rig, RIG_RESULTS + 16 + 12 * i),
			    rig_word(rig, RIG_RESULTS + 20 + 12 * i),
			    rig_word(rig, RIG_RESULTS + 24 + 12 * i));
	if (!rig->done) {
		struct cortex_m_fault fault;

		cortex_m_last_fault(rig->core, &fault);
		fail_msg("%s did not end: %u checks, pc 0x%08x, fault %u at 0x%08x, CFSR 0x%08x, "
			 "HFSR 0x%08x",
			 name, checks, cortex_m_get(rig->core, CORTEX_M_PC), fault.exception,
			 fault.pc, fault.cfsr, fault.hfsr);
	}
	assert_int_equal(failures, 0);
	assert_true(checks >= 10);
}
