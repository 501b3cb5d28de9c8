/* SPDX-License-Identifier: BSD-3-Clause */
/* What the host needs (struct host_platform), over the board: it is the non-secure Cortex-A7. */
#include <errno.h>
#include <stddef.h>

#include "machine/machine_internal.h"
#include "soc/peripheral.h"

/* A host timer is one event of the board's timeline, kept in the timer itself. */
struct timer_entry {
	struct timeline_event event;
	struct machine *machine;
};

_Static_assert(sizeof(struct timer_entry) <= sizeof(((struct host_timer *)NULL)->platform),
	       "an entry fits into a host timer");
_Static_assert(_Alignof(struct timer_entry) <= _Alignof(uint64_t), "and is aligned there");

static struct timer_entry *timer_entry(struct host_timer *timer)
{
	return (struct timer_entry *)(void *)timer->platform;
}

static void timer_fire(void *context)
{
	struct host_timer *timer = context;
	struct machine *machine = timer_entry(timer)->machine;

	if (machine->host && host_is_dead(machine->host))
		return;
	timer->expired(timer);
	machine_host_returned(machine);
}

static void *host_memory(void *context, uint32_t pa, uint32_t length)
{
	struct machine *machine = context;

	return board_memory(machine->board, machine->platform.initiator, pa, length);
}

static bool host_memory_denied(void *context, uint32_t pa, uint32_t length, char *text, size_t room)
{
	struct machine *machine = context;

	return board_memory_denied(machine->board, machine->platform.initiator, pa, length, text,
				   room);
}

static void host_memory_changed(void *context, uint32_t pa, uint32_t length)
{
	struct machine *machine = context;

	board_memory_changed(machine->board, SOC_A7, pa, length);
}

static uint64_t host_now(void *context)
{
	return machine_now(context) / PS_PER_NS;
}

static void host_timer_arm(void *context, struct host_timer *timer, uint64_t when)
{
	struct machine *machine = context;
	struct timer_entry *entry = timer_entry(timer);
	struct timeline_event *event = &entry->event;

	entry->machine = machine;
	event->name = timer->name;
	event->fire = timer_fire;
	event->context = timer;
	timeline_arm(board_timeline(machine->board), event,
		     when < TIMELINE_NEVER / PS_PER_NS ? when * PS_PER_NS : TIMELINE_NEVER - 1);
}

static void host_timer_disarm(void *context, struct host_timer *timer)
{
	struct machine *machine = context;

	timeline_disarm(board_timeline(machine->board), &timer_entry(timer)->event);
}

static void host_event(void *context, const struct host_event *event)
{
	struct machine *machine = context;
	struct machine_event told = machine_event_from_host(event, machine_now(machine));

	if (event->kind == HOST_EVENT_TTY_LOST)
		machine->statistics.tty_lost += event->count;
	if (event->kind == HOST_EVENT_TRACE && event->text)
		trace_tail_add(&machine->crash.tail, event->text);
	machine_tell(machine, &told);
	if (event->kind == HOST_EVENT_CRASH)
		machine_crash_told(machine, event->text);
}

static int block_open(struct mmio *region, struct board *board, const char *name)
{
	const struct soc_peripheral *block = soc_peripheral_by_name(name);

	if (!block)
		return -ENODEV;
	region->bus = board_port(board, SOC_A7);
	region->base = block->base;
	return 0;
}

int machine_platform_init(struct machine *machine)
{
	struct host_platform *platform = &machine->platform;

	*platform = (struct host_platform){
		.context = machine,
		.initiator = SOC_A7,
		.memory = host_memory,
		.memory_denied = host_memory_denied,
		.memory_changed = host_memory_changed,
		.now = host_now,
		.timer_arm = host_timer_arm,
		.timer_disarm = host_timer_disarm,
		.watch = machine_watch,
		.unwatch = machine_unwatch,
		.event = host_event,
	};
	if (block_open(&platform->rcc, machine->board, "RCC") ||
	    block_open(&platform->pwr, machine->board, "PWR") ||
	    block_open(&platform->tamp, machine->board, "TAMP") ||
	    block_open(&platform->ipcc, machine->board, "IPCC") ||
	    block_open(&platform->hsem, machine->board, "HSEM") ||
	    block_open(&platform->exti, machine->board, "EXTI"))
		return -ENODEV;
	platform->secure_rcc = platform->rcc;
	platform->secure_rcc.bus = board_port(machine->board, SOC_A7_SECURE);
	return 0;
}
