/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The virtual Cortex-M4 against the bare engine, on the same code: a mix (CRC, matrix product, sort), a
 * tight loop, and polling a register. Both run until the same amount of work is done; the processor
 * time of the best of several runs counts. Loops of which the virtual core counts the turns instead of executing
 * them (cortex_m/spin.c) are told apart.
 */
#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unicorn/unicorn.h>

#include "board/cortex_m/cortex_m.h"

#define SRAM	    0x10000000u
#define SRAM_SIZE   0x40000u
#define RETRAM_SIZE 0x10000u
#define DEVICE	    0x40000000u
#define DONE	    0x40000F00u /* a program writes here when it is done */
#define RESULTS	    0x1001F000u
#define ROUNDS	    400u
#define LOOPS	    8000000u
#define REPEATS	    20
#define CYCLE_PS    4787u

static uint8_t retram[RETRAM_SIZE] __attribute__((aligned(4096)));
static uint8_t sram[SRAM_SIZE] __attribute__((aligned(4096)));

static void die(const char *what)
{
	fprintf(stderr, "bench_cpu: %s\n", what);
	exit(1);
}

static double processor_seconds(void)
{
	struct rusage used;

	getrusage(RUSAGE_SELF, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

/* ---- the programs ---- */

static void put32(uint8_t *to, uint32_t value)
{
	memcpy(to, &value, sizeof(value));
}

static void load_mix(void)
{
	static uint8_t image[1 << 20];
	FILE *file = fopen(COPRO_TEST_FIRMWARE_DIR "/cortex_m_workload.elf", "rb");
	size_t size = file ? fread(image, 1, sizeof(image), file) : 0;
	const Elf32_Ehdr *header = (const void *)image;
	const Elf32_Phdr *segment;
	uint32_t i;

	if (size < sizeof(*header))
		die("cannot read cortex_m_workload.elf");
	fclose(file);
	segment = (const void *)(image + header->e_phoff);
	for (i = 0; i < header->e_phnum; i++) {
		uint32_t at = segment[i].p_paddr;

		if (segment[i].p_type == PT_LOAD)
			memcpy(at < SRAM ? retram + at : sram + (at - SRAM),
			       image + segment[i].p_offset, segment[i].p_filesz);
	}
	put32(sram + (RESULTS - SRAM) + 16, ROUNDS);
}

/* r0: what is left, r1: where to read, r2: where to say that it is done. */
static void load_loop(const uint16_t *body, size_t count)
{
	static const uint16_t start[] = {0x4803, 0x4904, 0x4A04, 0xE009}; /* ldr x 3, b to 28 */
	static const uint16_t end[] = {0x6010, 0xE7FE}; /* str r0, [r2]; b . */

	put32(retram, SRAM + SRAM_SIZE);
	put32(retram + 4, SRAM | 1);
	memcpy(sram, start, sizeof(start));
	put32(sram + 16, LOOPS);
	put32(sram + 20, DEVICE + 0x100);
	put32(sram + 24, DONE);
	memcpy(sram + 28, body, count * sizeof(*body));
	memcpy(sram + 28 + count * sizeof(*body), end, sizeof(end));
}

static void load_tight(void)
{
	static const uint16_t body[] = {0x1E40, 0xD1FD}; /* subs r0, r0, #1; bne */

	load_loop(body, 2);
}

static void load_polling(void)
{
	static const uint16_t body[] = {0x680B, 0x1E40, 0xD1FC}; /* ldr r3, [r1]; subs; bne */

	load_loop(body, 3);
}

/* ---- bare ---- */

static uint64_t bare_read(uc_engine *uc, uint64_t offset, unsigned size, void *context)
{
	(void)uc;
	(void)offset;
	(void)size;
	(void)context;
	return 0;
}

static void bare_write(uc_engine *uc, uint64_t offset, unsigned size, uint64_t value, void *context)
{
	(void)size;
	(void)value;
	(void)context;
	if (offset == DONE - DEVICE)
		uc_emu_stop(uc);
}

static double run_bare(void)
{
	uint32_t vectors[2];
	double started;
	uc_engine *uc;

	memcpy(vectors, retram, sizeof(vectors));
	if (uc_open(UC_ARCH_ARM, UC_MODE_THUMB | UC_MODE_MCLASS, &uc) ||
	    uc_ctl_set_cpu_model(uc, UC_CPU_ARM_CORTEX_M4) ||
	    uc_mem_map_ptr(uc, 0, RETRAM_SIZE, UC_PROT_ALL, retram) ||
	    uc_mem_map_ptr(uc, SRAM, SRAM_SIZE, UC_PROT_ALL, sram) ||
	    uc_mmio_map(uc, DEVICE, 0x1000, bare_read, NULL, bare_write, NULL) ||
	    uc_mem_map(uc, 0xE0000000u, 0x100000, UC_PROT_READ | UC_PROT_WRITE))
		die("cannot set up the bare engine");
	uc_reg_write(uc, UC_ARM_REG_SP, &vectors[0]);
	started = processor_seconds();
	if (uc_emu_start(uc, vectors[1], 0xFFFFFFFEu, 0, 0))
		die("the bare engine stopped");
	started = processor_seconds() - started;
	uc_close(uc);
	return started;
}

/* ---- ours ---- */

struct ours {
	struct cortex_m *core;
	int done;
};

static int ours_read(void *context, uint32_t address, unsigned size, uint32_t *value)
{
	(void)context;
	(void)address;
	(void)size;
	*value = 0;
	return 0;
}

static int ours_write(void *context, uint32_t address, unsigned size, uint32_t value)
{
	struct ours *ours = context;

	(void)size;
	(void)value;
	if (address == DONE) {
		ours->done = 1;
		cortex_m_end_slice(ours->core);
	}
	return 0;
}

static double run_ours(uint64_t *cycles, bool skip)
{
	static const struct cortex_m_memory memories[] = {{"RETRAM", 0, RETRAM_SIZE, retram},
							  {"SRAM", SRAM, SRAM_SIZE, sram}};
	struct timeline timeline;
	struct ours ours = {0};
	const struct cortex_m_config config = {
		.memories = memories,
		.memory_count = 2,
		.bus = {.context = &ours, .read = ours_read, .write = ours_write},
		.timeline = &timeline,
		.irq_count = 150,
		.priority_bits = 4,
		.cycle_ps = CYCLE_PS,
	};
	double started;

	timeline_init(&timeline);
	if (cortex_m_create(&ours.core, &config))
		die("cannot make the virtual core");
	cortex_m_set_skip(ours.core, skip);
	cortex_m_release(ours.core);
	started = processor_seconds();
	while (!ours.done)
		cortex_m_run(ours.core, timeline.now + PS_PER_MS);
	started = processor_seconds() - started;
	*cycles = cortex_m_cycles(ours.core);
	cortex_m_destroy(ours.core);
	return started;
}

static void compare(const char *name, void (*load)(void), bool skip)
{
	double bare = 1e9, ours = 1e9, took;
	uint64_t cycles = 0;
	int repeat;

	for (repeat = 0; repeat < REPEATS; repeat++) {
		memset(sram, 0, sizeof(sram));
		load();
		took = run_bare();
		bare = took < bare ? took : bare;
		memset(sram, 0, sizeof(sram));
		load();
		took = run_ours(&cycles, skip);
		ours = took < ours ? took : ours;
	}
	printf("%-26s %4.0f %% of raw Unicorn, %4.0f million instructions/s\n", name,
	       100 * bare / ours, (double)cycles / ours / 1e6);
}

int main(void)
{
	compare("CRC, matrix, sort", load_mix, true);
	compare("loop of 2 instructions", load_tight, false);
	compare("the same, turns counted", load_tight, true);
	compare("polling a register", load_polling, true);
	return 0;
}
