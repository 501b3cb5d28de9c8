/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/pair_bench.h"

struct pair_bench *pair_bench_make(void)
{
	struct pair_bench *bench = calloc(1, sizeof(*bench));

	for (unsigned i = 0; i < 2; i++) {
		bench->machines[i] =
			witness_machine(&bench->witnesses[i], (struct machine_config){0});
		bench->boards[i] = machine_board(bench->machines[i]);
		bench->pair.machines[i] = bench->machines[i];
	}
	return bench;
}

int pair_bench_close(void **state)
{
	struct pair_bench *bench = *state;

	wire_destroy(bench->wire);
	for (unsigned i = 0; i < 2; i++)
		machine_destroy(bench->machines[i]);
	free(bench);
	return 0;
}

void pair_bench_join(struct pair_bench *bench, const char *what)
{
	char error[WIRE_ERROR] = "";

	assert_int_equal(wire_create(&bench->wire, what, bench->boards[0], bench->boards[1], error),
			 0);
}

void pair_bench_run(struct pair_bench *bench, uint64_t ps)
{
	assert_int_equal(pair_run(&bench->pair, machine_now(bench->machines[0]) + ps), 0);
}

void pair_bench_poke(const struct pair_bench *bench, unsigned board, uint32_t address,
		     uint32_t value)
{
	const struct mmio_bus *bus = board_port(bench->boards[board], SOC_M4);

	bus->write(bus->context, address, 4, value);
}

uint32_t pair_bench_peek(const struct pair_bench *bench, unsigned board, uint32_t address)
{
	const struct mmio_bus *bus = board_port(bench->boards[board], SOC_M4);

	return bus->read(bus->context, address, 4);
}
