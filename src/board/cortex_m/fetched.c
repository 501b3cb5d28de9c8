/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Code that lies behind the bus: the engine executes from memory only, so that what an instruction is fetched from is
 * copied, a chunk at a time, into a memory that can be read and executed. It is there until the bus says that what
 * it copied may be another (cortex_m_forget_fetched()).
 */
#include "board/cortex_m/internal.h"

#include <stdlib.h>
#include <string.h>

#define FETCHED (CORTEX_M_READ | CORTEX_M_EXECUTE)

static void release(struct memory *memory)
{
	free(memory->area.host);
	free(memory->pages);
	free(memory->code);
}

static bool make(struct cortex_m *core, struct memory *memory, uint32_t address)
{
	const size_t pages = FETCHED_CHUNK / PAGE_SIZE;

	*memory = (struct memory){
		.area = {.name = "fetched", .address = address, .size = FETCHED_CHUNK},
		.fetched = true,
		.pages = calloc(pages, sizeof(*memory->pages)),
		.code = calloc(FETCHED_CHUNK / CODE_GRAIN, sizeof(*memory->code)),
	};
	memory->area.host = aligned_alloc(PAGE_SIZE, FETCHED_CHUNK);
	if (!memory->pages || !memory->code || !memory->area.host ||
	    core->bus.fetch(core->bus.context, address, memory->area.host, FETCHED_CHUNK)) {
		release(memory);
		return false;
	}
	for (size_t page = 0; page < pages; page++)
		memory->pages[page] = (struct page_rights){.firewall = FETCHED, .mapped = FETCHED};
	return true;
}

/* In the order of their addresses. */
static void insert(struct cortex_m *core, const struct memory *memory)
{
	size_t at = core->memory_count;

	while (at && core->memories[at - 1].area.address > memory->area.address)
		at--;
	memmove(core->memories + at + 1, core->memories + at,
		(core->memory_count - at) * sizeof(*memory));
	core->memories[at] = *memory;
	core->memory_count++;
	core->fetched++;
}

bool fetched_add(struct cortex_m *core, uint32_t address)
{
	struct memory memory;

	if (!core->bus.fetch || memory_find(core, address))
		return false;
	if (core->fetched == FETCHED_MOST)
		fetched_drop(core);
	if (!make(core, &memory, address & ~(FETCHED_CHUNK - 1)))
		return false;
	if (!map_in(core, &memory.area, FETCHED)) {
		release(&memory);
		return false;
	}
	insert(core, &memory);
	core->rights_stale = true;
	return true;
}

void fetched_drop(struct cortex_m *core)
{
	size_t kept = 0;

	core->fetched_stale = false;
	core->fetched = 0;
	for (size_t i = 0; i < core->memory_count; i++) {
		struct memory *memory = &core->memories[i];

		if (!memory->fetched) {
			core->memories[kept++] = *memory;
			continue;
		}
		engine_drop_code(core, memory->area.address, memory->area.size);
		map_out(core, &memory->area);
		release(memory);
	}
	core->memory_count = kept;
}

void cortex_m_forget_fetched(struct cortex_m *core)
{
	if (!core->fetched)
		return;
	if (!core->in_slice) {
		fetched_drop(core);
		return;
	}
	core->fetched_stale = true;
	core_look_around(core);
}
