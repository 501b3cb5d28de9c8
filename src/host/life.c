/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/life.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "soc/memory.h"

/* ---- death ---- */

/* No memory for a copy: what the dead host goes on writing stays, and a test sees it. */
static void keep(struct host_life *life)
{
	const struct host_platform *outer = life->outer;
	unsigned i;

	for (i = 0; i < SOC_MEMORIES; i++) {
		const struct soc_memory *memory = soc_memory((enum soc_memory_id)i);
		struct host_life_relic *relic = &life->relics[i];

		if (relic->copy)
			continue;
		relic->size = memory->size;
		relic->memory = outer->memory(outer->context, memory->pa, memory->size);
		relic->copy = relic->memory ? malloc(relic->size) : NULL;
		if (relic->copy)
			memcpy(relic->copy, relic->memory, relic->size);
	}
}

void host_life_bury(struct host_life *life)
{
	unsigned i;

	if (!life->dead)
		return;
	for (i = 0; i < SOC_MEMORIES; i++) {
		struct host_life_relic *relic = &life->relics[i];

		if (relic->copy)
			memcpy(relic->memory, relic->copy, relic->size);
		free(relic->copy);
		relic->copy = NULL;
	}
}

void host_life_end(struct host_life *life)
{
	keep(life);
	life->dead = true;
}

void host_life_step(struct host_life *life)
{
	if (life->before && !life->dead)
		life->before(life->before_context);
	life->steps++;
	if (!life->dead && life->steps == life->last)
		host_life_end(life);
}

void host_life_end_at(struct host_life *life, uint64_t n)
{
	life->last = n ? life->steps + n : 0;
}

/* ---- the platform ---- */

static uint32_t bus_read(void *context, uint32_t address, unsigned size)
{
	const struct host_life_bus *bus = context;

	host_life_step(bus->life);
	return bus->life->dead ? 0 : bus->outer->read(bus->outer->context, address, size);
}

static void bus_write(void *context, uint32_t address, unsigned size, uint32_t value)
{
	const struct host_life_bus *bus = context;

	host_life_step(bus->life);
	if (!bus->life->dead)
		bus->outer->write(bus->outer->context, address, size, value);
}

static void *memory(void *context, uint32_t pa, uint32_t length)
{
	const struct host_life *life = context;

	return life->outer->memory(life->outer->context, pa, length);
}

static bool memory_denied(void *context, uint32_t pa, uint32_t length, char *text, size_t room)
{
	const struct host_life *life = context;

	return life->outer->memory_denied &&
	       life->outer->memory_denied(life->outer->context, pa, length, text, room);
}

static void memory_changed(void *context, uint32_t pa, uint32_t length)
{
	const struct host_life *life = context;

	if (!life->dead)
		life->outer->memory_changed(life->outer->context, pa, length);
}

static uint64_t now(void *context)
{
	const struct host_life *life = context;

	return life->outer->now(life->outer->context);
}

static void timer_arm(void *context, struct host_timer *timer, uint64_t when)
{
	const struct host_life *life = context;

	if (!life->dead)
		life->outer->timer_arm(life->outer->context, timer, when);
}

static void timer_disarm(void *context, struct host_timer *timer)
{
	const struct host_life *life = context;

	life->outer->timer_disarm(life->outer->context, timer);
}

static int watch(void *context, struct host_watch *watch, unsigned events)
{
	const struct host_life *life = context;

	return life->dead ? 0 : life->outer->watch(life->outer->context, watch, events);
}

static void unwatch(void *context, struct host_watch *watch)
{
	const struct host_life *life = context;

	life->outer->unwatch(life->outer->context, watch);
}

static void event(void *context, const struct host_event *event)
{
	const struct host_life *life = context;

	if (!life->dead)
		life->outer->event(life->outer->context, event);
}

static void wrap(struct host_life *life, struct mmio *region)
{
	region->bus = host_life_bus(life, region->bus);
}

const struct mmio_bus *host_life_bus(const struct host_life *life, const struct mmio_bus *outer)
{
	unsigned i;

	for (i = 0; i < HOST_LIFE_BUSES; i++) {
		if (outer && life->buses[i].outer == outer)
			return &life->buses[i].inner;
	}
	return outer;
}

void host_life_init(struct host_life *life, const struct host_platform *outer,
		    const struct mmio_bus *bus, const struct mmio_bus *secure)
{
	struct host_platform *platform = &life->platform;
	const struct mmio_bus *const buses[HOST_LIFE_BUSES] = {bus, secure};
	unsigned i;

	memset(life, 0, sizeof(*life));
	life->outer = outer;
	for (i = 0; i < HOST_LIFE_BUSES; i++) {
		life->buses[i] = (struct host_life_bus){.life = life, .outer = buses[i]};
		life->buses[i].inner = (struct mmio_bus){
			.context = &life->buses[i], .read = bus_read, .write = bus_write};
	}
	*platform = *outer;
	platform->context = life;
	wrap(life, &platform->rcc);
	wrap(life, &platform->pwr);
	wrap(life, &platform->tamp);
	wrap(life, &platform->ipcc);
	wrap(life, &platform->hsem);
	wrap(life, &platform->exti);
	wrap(life, &platform->secure_rcc);
	platform->memory = memory;
	platform->memory_denied = memory_denied;
	platform->memory_changed = memory_changed;
	platform->now = now;
	platform->timer_arm = timer_arm;
	platform->timer_disarm = timer_disarm;
	platform->watch = watch;
	platform->unwatch = unwatch;
	platform->event = event;
}

_Static_assert(SOC_MEMORIES <= HOST_LIFE_MEMORIES, "every memory has a place for its copy");
