/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the engine maps where, and with which rights: memories, and I/O for all the rest.
 *
 * Rights that hold for whole pages are the engine's to enforce. A page of which a part may not be
 * read becomes I/O too: each access to it is then one of access.c.
 */
#include "board/cortex_m/internal.h"

#include <errno.h>
#include <string.h>

/* on_access() has made the access; here Unicorn fetches what was read. */
static uint64_t on_io_read(uc_engine *uc, uint64_t offset, unsigned size, void *user)
{
	struct cortex_m *core = user;

	(void)uc;
	(void)size;
	return core->access.value >> (((offset - core->access.address) & 7) * 8);
}

static void on_io_write(uc_engine *uc, uint64_t offset, unsigned size, uint64_t value, void *user)
{
	(void)uc;
	(void)offset;
	(void)size;
	(void)value;
	(void)user;
}

/*
 * Where code behind the bus may be (fetched.c; B3.1, external RAM). What Unicorn does to take a part out of a region
 * takes as long as the region is large: half a second for all of it, so that it is made of some, and then of more.
 */
#define EXTERNAL     UINT32_C(0x60000000)
#define EXTERNAL_END UINT32_C(0xA0000000)
#define REGION	     UINT32_C(0x10000000)
#define PIECE	     UINT32_C(0x01000000)

static uc_err map_region(struct cortex_m *core, uint64_t begin, uint64_t end)
{
	uc_err error = uc_mmio_map(core->uc, begin, (size_t)(end - begin), on_io_read, core,
				   on_io_write, core);
	if (error != UC_ERR_OK)
		return error;
	return uc_mem_protect(core->uc, begin, (size_t)(end - begin), UC_PROT_NONE);
}

static uc_err map_io(struct cortex_m *core, uint64_t begin, uint64_t end)
{
	uc_err error = UC_ERR_OK;

	while (begin < end && error == UC_ERR_OK) {
		uint64_t next = end;

		if (begin < EXTERNAL && end > EXTERNAL)
			next = EXTERNAL;
		else if (begin >= EXTERNAL && begin < EXTERNAL_END)
			next = (begin / REGION + 1) * REGION;
		if (next > end)
			next = end;
		error = map_region(core, begin, next);
		begin = next;
	}
	return error;
}

static uint64_t piece_bit(uint32_t address)
{
	return address - EXTERNAL < EXTERNAL_END - EXTERNAL
		       ? UINT64_C(1) << (address - EXTERNAL) / PIECE
		       : 0;
}

/* A piece becomes a region of its own before anything is taken out of it. */
static void map_piece(struct cortex_m *core, uint32_t address)
{
	const uint32_t begin = address & ~(PIECE - 1);
	const uint64_t bit = piece_bit(address);

	if (!bit || (core->pieces & bit) || begin + PIECE > ENGINE_PAGE)
		return;
	core->pieces |= bit;
	(void)uc_mem_unmap(core->uc, begin, PIECE);
	(void)map_io(core, begin, (uint64_t)begin + PIECE);
}

bool map_in(struct cortex_m *core, const struct cortex_m_memory *area, unsigned rights)
{
	map_piece(core, area->address);
	if (uc_mem_unmap(core->uc, area->address, area->size) != UC_ERR_OK)
		return false;
	if (uc_mem_map_ptr(core->uc, area->address, area->size, rights, area->host) == UC_ERR_OK)
		return true;
	(void)map_io(core, area->address, (uint64_t)area->address + area->size);
	return false;
}

void map_out(struct cortex_m *core, const struct cortex_m_memory *area)
{
	(void)uc_mem_unmap(core->uc, area->address, area->size);
	(void)map_io(core, area->address, (uint64_t)area->address + area->size);
}

static uc_err map_engine_page(struct cortex_m *core)
{
	static const uint8_t clrex[4] = {0xBF, 0xF3, 0x2F, 0x8F};
	uc_err error = uc_mem_map(core->uc, ENGINE_PAGE, PAGE_SIZE, UC_PROT_EXEC);

	return error == UC_ERR_OK ? uc_mem_write(core->uc, ENGINE_PAGE, clrex, sizeof(clrex))
				  : error;
}

/* What lies between two memories. */
static uc_err map_gap(struct cortex_m *core, uint64_t begin, uint64_t end)
{
	uc_err error;

	if (begin > ENGINE_PAGE || end <= ENGINE_PAGE)
		return map_io(core, begin, end);
	error = map_io(core, begin, ENGINE_PAGE);
	if (error == UC_ERR_OK)
		error = map_engine_page(core);
	return error == UC_ERR_OK ? map_io(core, ENGINE_PAGE + PAGE_SIZE, end) : error;
}

/* Changes what the engine enforces for a run of pages. */
static uc_err map_pages(struct cortex_m *core, struct memory *memory, uint32_t first,
			uint32_t count, uint8_t from, uint8_t to)
{
	uint64_t begin = memory->area.address + (uint64_t)first * PAGE_SIZE;
	size_t size = (size_t)count * PAGE_SIZE;
	uc_err error = UC_ERR_OK;

	if (from == PAGE_TRAPPED || to == PAGE_TRAPPED) {
		engine_drop_code(core, (uint32_t)begin, size);
		error = uc_mem_unmap(core->uc, begin, size);
		if (error != UC_ERR_OK)
			return error;
		if (to == PAGE_TRAPPED)
			return map_io(core, begin, begin + size);
		return uc_mem_map_ptr(core->uc, begin, size, to,
				      memory->area.host + (size_t)first * PAGE_SIZE);
	}
	/* Translated code runs on without a look at its page. */
	if (from & ~to & CORTEX_M_EXECUTE)
		engine_drop_code(core, (uint32_t)begin, size);
	/* Unicorn forgets what it has looked up only when write permission changes. */
	error = uc_mem_protect(core->uc, begin, size, to ^ CORTEX_M_WRITE);
	if (error == UC_ERR_OK)
		error = uc_mem_protect(core->uc, begin, size, to);
	return error;
}

static uint8_t page_rights(const struct cortex_m *core, const struct memory *memory, uint32_t page)
{
	uint32_t address = memory->area.address + page * PAGE_SIZE;
	unsigned firewall = memory->pages[page].firewall;
	unsigned some = 0;
	unsigned all = mpu_page_rights(core, address, core_privileged(core), &some) & firewall;

	some &= firewall;
	/* Write protection of parts of a page is seen in the callback of refused stores. For reads
	 * there is none once one of them was allowed. */
	return (some & ~all) & CORTEX_M_READ ? PAGE_TRAPPED : (uint8_t)all;
}

void map_follow(struct cortex_m *core)
{
	if (mpu_view(core) == core->rights_view)
		return;
	core->rights_stale = true;
	core_look_around(core);
}

int map_rights(struct cortex_m *core)
{
	core->rights_stale = false;
	core->rights_view = mpu_view(core);
	for (size_t i = 0; i < core->memory_count; i++) {
		struct memory *memory = &core->memories[i];
		uint32_t pages = memory->area.size / PAGE_SIZE;
		uint32_t page = 0;

		while (page < pages) {
			uint8_t from = memory->pages[page].mapped;
			uint8_t to = page_rights(core, memory, page);
			uint32_t first = page;

			while (page < pages && memory->pages[page].mapped == from &&
			       page_rights(core, memory, page) == to)
				memory->pages[page++].mapped = to;
			if (from != to &&
			    map_pages(core, memory, first, page - first, from, to) != UC_ERR_OK)
				return -ENOMEM;
		}
	}
	return 0;
}

void map_forget(struct cortex_m *core)
{
	for (size_t i = 0; i < core->memory_count; i++) {
		struct memory *memory = &core->memories[i];

		for (size_t page = 0; page < memory->area.size / PAGE_SIZE; page++)
			memory->pages[page].mapped = UC_PROT_ALL;
	}
	core->rights_stale = true;
}

void map_deny_stores(struct cortex_m *core)
{
	for (size_t i = 0; i < core->memory_count; i++) {
		struct memory *memory = &core->memories[i];
		const uint32_t pages = memory->area.size / PAGE_SIZE;
		uint32_t page = 0;

		while (page < pages) {
			const uint8_t from = memory->pages[page].mapped;
			const uint8_t to = from & (uint8_t)~CORTEX_M_WRITE;
			const uint32_t first = page;

			while (page < pages && memory->pages[page].mapped == from) {
				if (from != PAGE_TRAPPED)
					memory->pages[page].mapped = to;
				page++;
			}
			if (from != PAGE_TRAPPED && from != to)
				(void)uc_mem_protect(core->uc,
						     memory->area.address + first * PAGE_SIZE,
						     (size_t)(page - first) * PAGE_SIZE, to);
		}
	}
}

int map_memories(struct cortex_m *core)
{
	uint64_t begin = 0;

	core->pieces = 0;
	/* The memories are sorted by address. The last page stays unmapped: it cannot be mapped
	 * together with the end of the address space, and nothing is there. */
	for (size_t i = 0; i < core->memory_count; i++) {
		const struct cortex_m_memory *area = &core->memories[i].area;

		if (map_gap(core, begin, area->address) != UC_ERR_OK ||
		    uc_mem_map_ptr(core->uc, area->address, area->size, UC_PROT_ALL, area->host) !=
			    UC_ERR_OK)
			return -EINVAL;
		core->pieces |= piece_bit(area->address);
		begin = (uint64_t)area->address + area->size;
	}
	return map_gap(core, begin, UINT64_C(0xFFFFF000)) == UC_ERR_OK ? 0 : -EINVAL;
}

/* --- From outside --------------------------------------------------------------------------- */

void map_mark_code(struct cortex_m *core, uint32_t address, uint32_t size)
{
	const struct memory *memory = memory_find(core, address);
	uint32_t first, last;

	if (!memory || !size)
		return;
	first = (address - memory->area.address) / CODE_GRAIN;
	last = address - memory->area.address + size - 1;
	last = (last < memory->area.size ? last : memory->area.size - 1) / CODE_GRAIN;
	memset(memory->code + first, 1, last - first + 1);
}

/* Looks at every grain that the range touches, and forgets those that it covers. How many had code. */
static unsigned take_code(struct memory *memory, uint32_t offset, size_t size)
{
	const uint32_t last = (uint32_t)((offset + size - 1) / CODE_GRAIN);
	unsigned found = 0;

	for (uint32_t grain = offset / CODE_GRAIN; grain <= last; grain++) {
		if (!memory->code[grain])
			continue;
		found++;
		if (grain * CODE_GRAIN >= offset && (grain + 1) * CODE_GRAIN <= offset + size)
			memory->code[grain] = 0;
	}
	return found;
}

void cortex_m_memory_changed(struct cortex_m *core, uint32_t address, size_t size)
{
	const struct memory *memory = memory_find(core, address);
	uint32_t offset;
	const uint8_t *host;

	if (!memory)
		return;
	offset = address - memory->area.address;
	if (size > memory->area.size - offset)
		size = memory->area.size - offset;
	host = memory->area.host + offset;
	for (size_t i = 0; i < core->memory_count; i++) {
		struct memory *other = &core->memories[i];
		const struct cortex_m_memory *alias = &other->area;
		const uint8_t *begin = host > alias->host ? host : alias->host;
		const uint8_t *end = host + size < alias->host + alias->size
					     ? host + size
					     : alias->host + alias->size;

		unsigned dropped;

		if (begin >= end)
			continue;
		dropped = take_code(other, (uint32_t)(begin - alias->host), (size_t)(end - begin));
		if (!dropped)
			continue;
		core->drops += dropped;
		engine_drop_code(core, alias->address + (uint32_t)(begin - alias->host),
				 (size_t)(end - begin));
	}
}

int cortex_m_protect(struct cortex_m *core, uint32_t address, size_t size, unsigned access)
{
	struct memory *memory = memory_find(core, address);
	uint32_t first;

	if (!memory || address % PAGE_SIZE || size % PAGE_SIZE || access > 7 ||
	    size > memory->area.size - (address - memory->area.address))
		return -EINVAL;
	first = (address - memory->area.address) / PAGE_SIZE;
	for (size_t page = 0; page < size / PAGE_SIZE; page++)
		memory->pages[first + page].firewall = (uint8_t)access;
	core->rights_stale = true;
	core_look_around(core);
	return 0;
}
