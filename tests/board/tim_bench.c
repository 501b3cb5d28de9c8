/* SPDX-License-Identifier: BSD-3-Clause */
#include "tim_bench.h"

#include "board/gpio.h"

/* RCC_MC_APB1ENSETR, RCC_MC_APB2ENSETR, RCC_MC_AHB4ENSETR */
int bench_setup(void **state)
{
	if (fixture_engineering(state))
		return -1;
	wr(*state, SOC_M4, 0x50000A80, 0x000001FF);
	wr(*state, SOC_M4, 0x50000A88, 0x0000001F);
	wr(*state, SOC_M4, 0x50000AA8, 0x000007FF);
	return 0;
}

uint32_t get(struct fixture *f, uint32_t address)
{
	return rd(f, SOC_M4, address);
}

void set(struct fixture *f, uint32_t address, uint32_t value)
{
	wr(f, SOC_M4, address, value);
}

uint64_t now(struct fixture *f)
{
	return timeline_now(board_timeline(f->board));
}

void pass(struct fixture *f, uint64_t ps)
{
	struct timeline *timeline = board_timeline(f->board);

	timeline_advance(timeline, timeline->now + ps);
}

bool quiet(struct fixture *f)
{
	return timeline_next(board_timeline(f->board)) == TIMELINE_NEVER;
}

static uint32_t bank(char port)
{
	return 0x50002000 + 0x1000 * (uint32_t)(port - 'A');
}

void alternate(struct fixture *f, char port, unsigned pin, unsigned af)
{
	const uint32_t afr = bank(port) + (pin < 8 ? 0x20 : 0x24);
	const uint32_t mode = get(f, bank(port)) & ~(3u << 2 * pin);

	set(f, afr, (get(f, afr) & ~(0xFu << pin % 8 * 4)) | af << pin % 8 * 4);
	set(f, bank(port), mode | 2u << 2 * pin);
}

bool reads(struct fixture *f, char port, unsigned pin)
{
	return get(f, bank(port) + 0x10) >> pin & 1;
}

static struct device *gpio(struct fixture *f, char port)
{
	const char name[] = {'G', 'P', 'I', 'O', port, '\0'};

	return board_device(f->board, name);
}

static void carry(void *context, bool level, uint64_t when)
{
	const struct wire *wire = context;

	gpio_input_at(wire->to, wire->pin, level, when);
}

void wire(struct fixture *f, struct wire *wire, char port, unsigned pin, char to, unsigned to_pin)
{
	wire->to = gpio(f, to);
	wire->pin = to_pin;
	gpio_input(wire->to, to_pin, gpio_level(gpio(f, port), pin));
	assert_int_equal(gpio_watch(gpio(f, port), pin, carry, wire), 0);
}

void edges_keep(void *context, bool level, uint64_t when)
{
	struct edges *edges = context;

	assert_true(edges->count < EDGES);
	edges->level[edges->count] = level;
	edges->when[edges->count++] = when;
}

void record(struct fixture *f, struct edges *edges, char port, unsigned pin)
{
	*edges = (struct edges){0};
	assert_int_equal(gpio_watch(gpio(f, port), pin, edges_keep, edges), 0);
}

void assert_edge(const struct edges *edges, unsigned index, bool level, uint64_t start,
		 uint64_t clocks)
{
	assert_true(index < edges->count);
	assert_int_equal(edges->level[index], level);
	assert_int_equal(edges->when[index] - start, clocks * CLOCK);
}
