/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the firewall's check costs an access over the bus. The bus is compiled here a second time,
 * without the check; both read and write the same register or memory of the same board.
 *
 * Without arguments: nanoseconds an access to a register and to memory, the best of several runs,
 * with and without the check. With `checked|bare register|memory COUNT`: makes so many reads and
 * writes, for callgrind.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "board/board_internal.h"

/* The two checks as the bus calls them, answered by the compiler. */
#define firewall_passes(target, initiator, write)		    ((void)(target), (void)(initiator), true)
#define firewall_memory_passes(board, initiator, id, offset, write) ((void)(board), true)
#define bus_read						    bare_read
#define bus_write						    bare_write
#define bus_memory						    bare_memory
#define bus_copy						    bare_copy
#define bus_steady						    bare_steady
#define bus_fetch						    bare_fetch
#include "board/bus.c"
#undef bus_read
#undef bus_write
#undef bus_memory
#undef bus_copy
#undef bus_steady
#undef bus_fetch

/* bus.h has declared the others. */
int bus_read(struct board *board, enum soc_initiator initiator, uint32_t address, unsigned size,
	     uint32_t *value);
int bus_write(struct board *board, enum soc_initiator initiator, uint32_t address, unsigned size,
	      uint32_t value);

#define REGISTER 0x50002014u /* GPIOA_ODR: a register that is always clocked on this board */
#define MEMORY	 0x2FFC1000u /* SYSRAM: writes to it drop no code of the M4 */
#define ROUNDS	 4000000u
#define REPEATS	 7

struct path {
	int (*read)(struct board *board, enum soc_initiator initiator, uint32_t address,
		    unsigned size, uint32_t *value);
	int (*write)(struct board *board, enum soc_initiator initiator, uint32_t address,
		     unsigned size, uint32_t value);
};

static const struct path checked = {bus_read, bus_write}, bare = {bare_read, bare_write};

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void access_many(struct board *board, const struct path *path, uint32_t address,
			uint32_t count)
{
	uint32_t value = 0;

	for (uint32_t i = 0; i < count; i++) {
		if (path->read(board, SOC_A7_SECURE, address, 4, &value) ||
		    path->write(board, SOC_A7_SECURE, address, 4, value))
			abort();
	}
}

static double time_of(struct board *board, const struct path *path, uint32_t address)
{
	double started = seconds();

	access_many(board, path, address, ROUNDS);
	return (seconds() - started) / (2.0 * ROUNDS) * 1e9;
}

/* Turn by turn, so that what else the machine does hits both. */
static void compare(struct board *board, const char *what, uint32_t address)
{
	double with = 1e9, without = 1e9;

	for (int i = 0; i < REPEATS; i++) {
		double took = time_of(board, &bare, address);

		without = took < without ? took : without;
		took = time_of(board, &checked, address);
		with = took < with ? took : with;
	}
	printf("%s %.2f %.2f\n", what, with, without);
}

int main(int argc, char **argv)
{
	const struct board_config config = {.strict = false};
	const struct path *path = argc > 1 && !strcmp(argv[1], "bare") ? &bare : &checked;
	struct board *board;

	if (board_create(&board, &config))
		return 1;
	if (argc > 3) {
		access_many(board, path, !strcmp(argv[2], "memory") ? MEMORY : REGISTER,
			    (uint32_t)strtoul(argv[3], NULL, 10));
	} else {
		compare(board, "register", REGISTER);
		compare(board, "memory", MEMORY);
	}
	board_destroy(board);
	return 0;
}
