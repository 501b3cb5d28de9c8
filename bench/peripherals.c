/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How fast the virtual board runs a firmware whose timers, DMA and UART are busy, against the same
 * firmware with none of them: processor time for the same virtual time, turn by turn, the best of several
 * runs. Prints cycles of the M4 a second of both, in millions, their ratio, and how many interrupts of
 * the timer and of DMA there were.
 */
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "board/board.h"

#define VECTORS 0x38000000u /* RETRAM, which the M4 has at 0 */
#define RESULTS 0x1001F000u
#define TIME	(500 * PS_PER_MS)
#define REPEATS 9

static void die(const char *what)
{
	(void)fprintf(stderr, "bench_peripherals: %s\n", what);
	exit(1);
}

static double processor_seconds(void)
{
	struct rusage used;

	(void)getrusage(RUSAGE_SELF, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static uint32_t *word(struct board *board, unsigned index)
{
	uint32_t *at = board_memory(board, SOC_A7_SECURE, RESULTS + 4 * index, 4);

	if (!at)
		die("no results");
	return at;
}

static void load(struct board *board)
{
	static uint8_t image[1 << 20];
	FILE *file = fopen(COPRO_TEST_FIRMWARE_DIR "/peripheral_load.elf", "rb");
	size_t size = file ? fread(image, 1, sizeof(image), file) : 0;
	const Elf32_Ehdr *header = (const void *)image;
	const Elf32_Phdr *segment;

	if (size < sizeof(*header))
		die("cannot read peripheral_load.elf");
	(void)fclose(file);
	segment = (const void *)(image + header->e_phoff);
	for (unsigned i = 0; i < header->e_phnum; i++) {
		const uint32_t at = segment[i].p_paddr;
		const uint32_t length = segment[i].p_filesz;
		const uint32_t address = at < 0x10000 ? VECTORS + at : at;
		void *memory;

		if (segment[i].p_type != PT_LOAD || !length)
			continue;
		memory = board_memory(board, SOC_A7_SECURE, address, length);
		if (!memory)
			die("no memory where peripheral_load.elf wants it");
		memcpy(memory, image + segment[i].p_offset, length);
		board_memory_changed(board, SOC_A7_SECURE, address, length);
	}
}

/* Millions of cycles a second of processor time. */
static double speed(uint32_t mode, uint32_t counts[2])
{
	const struct board_config config = {.engineering_boot = false};
	struct board *board;
	const struct mmio_bus *bus;
	double took, cycles;

	if (board_create(&board, &config))
		die("no board");
	load(board);
	*word(board, 4) = mode;
	bus = board_port(board, SOC_A7_SECURE);
	bus->write(bus->context, 0x5000010C, 4, 1); /* RCC_MP_GCR.BOOT_MCU */
	took = processor_seconds();
	if (board_run(board, TIME) != BOARD_TIME)
		die("the firmware does not run");
	took = processor_seconds() - took;
	cycles = (double)cortex_m_cycles(board_core(board));
	counts[0] = *word(board, 6);
	counts[1] = *word(board, 7);
	board_destroy(board);
	return cycles / took / 1e6;
}

int main(void)
{
	double alone = 0, busy = 0;
	uint32_t counts[2];

	for (int i = 0; i < REPEATS; i++) {
		double now = speed(0, counts);

		alone = now > alone ? now : alone;
		now = speed(1, counts);
		busy = now > busy ? now : busy;
	}
	printf("%.1f %.1f %.3f %u %u\n", alone, busy, busy / alone, counts[0], counts[1]);
	return 0;
}
