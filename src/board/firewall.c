/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/firewall.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "board/board_internal.h"
#include "soc/firewall.h"
#include "soc/regs/etzpc.h"

#define PLACES_KEPT (FIREWALL_PLACES / 2)

/*
 * RM0436, memory map, by bus. The manual does not say how a refused access ends on each of them: a bus
 * error everywhere is assumed. The RAMs that the M4 executes from cannot be other than that here.
 */
const struct firewall_port firewall_ports[] = {
	{"ROM (AXI)", 0x00000000, 0x10000000, false, "assumed"},
	{"SRAM1 to SRAM4 (MLAHB)", 0x10000000, 0x10000000, false, "assumed"},
	{"SYSRAM (AXI)", 0x20000000, 0x10000000, false, "assumed"},
	{"SRAM alias and RETRAM (MLAHB)", 0x30000000, 0x10000000, false, "assumed"},
	{"APB1", 0x40000000, 0x04000000, false, "assumed"},
	{"APB2", 0x44000000, 0x04000000, false, "assumed"},
	{"AHB2", 0x48000000, 0x04000000, false, "assumed"},
	{"AHB3", 0x4C000000, 0x04000000, false, "assumed"},
	{"AHB4", 0x50000000, 0x00020000, false, "assumed"},
	{"APB3", 0x50020000, 0x03FE0000, false, "assumed"},
	{"AHB5", 0x54000000, 0x04000000, false, "assumed"},
	{"AHB6", 0x58000000, 0x02000000, false, "assumed"},
	{"APB4", 0x5A000000, 0x02000000, false, "assumed"},
	{"APB5", 0x5C000000, 0x04000000, false, "assumed"},
};
const size_t firewall_port_count = sizeof(firewall_ports) / sizeof(firewall_ports[0]);

/* ---- rights ---- */

static unsigned mode_written(const struct board *board, unsigned id)
{
	return device_word(board->etzpc, ETZPC_DECPROT_OFFSET(id)) >> ETZPC_DECPROT_SHIFT(id) & 3u;
}

static unsigned mode_of(const struct board *board, unsigned id)
{
	return soc_firewall_effective(id, mode_written(board, id));
}

static bool locked(const struct board *board, unsigned id)
{
	return device_word(board->etzpc, ETZPC_LOCK_OFFSET(id)) & ETZPC_LOCK_BIT(id);
}

/* Assumed: a DMA controller that is isolated to the M4 moves the M4's data, any other the A7's. */
static enum soc_world world_of(const struct board *board, enum soc_initiator initiator)
{
	const char *dma = initiator == SOC_DMA1 ? "DMA1" : "DMA2";

	switch (initiator) {
	case SOC_A7_SECURE:
		return SOC_WORLD_SECURE;
	case SOC_M4:
		return SOC_WORLD_MCU;
	case SOC_DMA1:
	case SOC_DMA2:
		return mode_of(board, soc_peripheral_by_name(dma)->etzpc_id) == ETZPC_MCU_ISOLATION
			       ? SOC_WORLD_MCU
			       : SOC_WORLD_NON_SECURE;
	case SOC_A7:
	case SOC_INITIATORS:
		break;
	}
	return SOC_WORLD_NON_SECURE;
}

static uint16_t rights_in(unsigned mode, const enum soc_world worlds[SOC_INITIATORS])
{
	unsigned rights = 0;

	for (unsigned i = 0; i < SOC_INITIATORS; i++) {
		unsigned may = soc_firewall_rights(mode, worlds[i]);

		if (may & SOC_MAY_READ)
			rights |= FIREWALL_BIT(i, false);
		if (may & SOC_MAY_WRITE)
			rights |= FIREWALL_BIT(i, true);
	}
	return (uint16_t)rights;
}

/*
 * What the A7 would be surprised to see the M4 use, though nothing forbids it: a peripheral that is
 * not isolated and that only the A7 has enabled, or that is open and locked so, which in ST's resource
 * manager means "the A7's" (STM32CubeMP1, Utilities/ResourcesManager/res_mgr.c).
 */
static bool a7_uses(const struct board *board, const struct board_device *device)
{
	unsigned id = device->peripheral->etzpc_id;
	unsigned mode;

	if (id == SOC_NO_ETZPC)
		return false;
	mode = mode_of(board, id);
	return mode != ETZPC_MCU_ISOLATION &&
	       (device->clocked == CLOCKED_BY_A7 || (mode == ETZPC_OPEN && locked(board, id)));
}

static void device_pass(const struct board *board, struct board_device *device)
{
	device->pass = device->rights;
	if (board->config.strict && a7_uses(board, device))
		device->pass &=
			(uint16_t) ~(FIREWALL_BIT(SOC_M4, false) | FIREWALL_BIT(SOC_M4, true));
}

static uint32_t secure_bytes(const struct board *board, uint32_t offset, uint32_t size)
{
	uint32_t pages = device_word(board->etzpc, offset) & ETZPC_TZMA_PAGES;

	return pages < size / SOC_TZMA_PAGE ? pages * SOC_TZMA_PAGE : size;
}

/* The rights that the M4's engine enforces itself, page by page. */
static void m4_follow(struct board *board, enum soc_memory_id id)
{
	const struct soc_memory *memory = soc_memory(id);
	unsigned rights = board->firewall.memory_rights[id];
	unsigned access = CORTEX_M_NO_ACCESS;

	if (rights & FIREWALL_BIT(SOC_M4, false))
		access |= CORTEX_M_READ | CORTEX_M_EXECUTE;
	if (rights & FIREWALL_BIT(SOC_M4, true))
		access |= CORTEX_M_WRITE;
	(void)cortex_m_protect(board->core, memory->da, memory->size, access);
	if (memory->alias != SOC_NO_ADDRESS)
		(void)cortex_m_protect(board->core, memory->alias, memory->size, access);
}

/* Returns whether an initiator other than the M4 got other rights. */
static bool memories_follow(struct board *board, const enum soc_world worlds[SOC_INITIATORS])
{
	const unsigned m4 = FIREWALL_BIT(SOC_M4, false) | FIREWALL_BIT(SOC_M4, true);
	struct firewall *firewall = &board->firewall;
	uint32_t sysram = secure_bytes(board, ETZPC_TZMA1_SIZE, soc_memory(SOC_SYSRAM)->size);
	bool others = sysram != firewall->secure[SOC_SYSRAM];

	firewall->secure[SOC_SYSRAM] = sysram;
	firewall->rom_secure = secure_bytes(board, ETZPC_TZMA0_SIZE, SOC_ROM_SIZE);
	for (int id = 0; id < SOC_MEMORIES; id++) {
		uint8_t number = soc_memory((enum soc_memory_id)id)->etzpc_id;
		uint16_t rights = FIREWALL_ALL;
		unsigned changed;

		if (number != SOC_NO_ETZPC)
			rights = rights_in(mode_of(board, number), worlds);
		changed = rights ^ firewall->memory_rights[id];
		firewall->memory_rights[id] = rights;
		others |= (changed & ~m4) != 0;
		if (changed & m4 && id <= SOC_SRAM4)
			m4_follow(board, (enum soc_memory_id)id);
	}
	return others;
}

void firewall_changed(struct board *board)
{
	const struct board_signals *signals = &board->config.signals;
	enum soc_world worlds[SOC_INITIATORS];

	for (unsigned i = 0; i < SOC_INITIATORS; i++)
		worlds[i] = world_of(board, (enum soc_initiator)i);
	for (size_t i = 0; i < board->device_count; i++) {
		struct board_device *device = &board->devices[i];
		unsigned id = device->peripheral->etzpc_id;

		device->rights =
			id == SOC_NO_ETZPC ? FIREWALL_ALL : rights_in(mode_of(board, id), worlds);
		device_pass(board, device);
	}
	cortex_m_forget_fetched(board->core);
	if (memories_follow(board, worlds) && signals->memory_rights)
		signals->memory_rights(signals->context);
}

void firewall_clocks_changed(struct board *board)
{
	for (size_t i = 0; board->config.strict && i < board->device_count; i++)
		device_pass(board, &board->devices[i]);
}

void firewall_forget(struct board *board)
{
	struct firewall *firewall = &board->firewall;

	firewall->refused = 0;
	firewall->place_count = 0;
	memset(firewall->places, 0, sizeof(firewall->places));
}

void firewall_init(struct board *board)
{
	struct firewall *firewall = &board->firewall;

	firewall->ports = firewall_ports;
	firewall->port_count = firewall_port_count;
	/* The core begins with all rights. */
	for (int id = 0; id < SOC_MEMORIES; id++)
		firewall->memory_rights[id] = FIREWALL_ALL;
}

/* ---- refusing ---- */

struct refusal {
	enum soc_initiator initiator;
	enum firewall_access access;
	uint32_t address;
	const char *name;
	uint32_t base; /* of the peripheral or memory */
	uint32_t offset;
	char why[80]; /* "which the firewall keeps for the M4 (ETZPC id 0x23, M4-isolated)" */
};

static void explain_mode(const struct board *board, unsigned id, char *why, size_t room)
{
	static const char *const does[] = {
		[ETZPC_SECURE] = "keeps for the secure world",
		[ETZPC_SECURE_WRITE] = "lets only the secure world write",
		[ETZPC_MCU_ISOLATION] = "keeps for the M4",
		[ETZPC_OPEN] = "leaves open",
	};
	unsigned mode = mode_of(board, id);

	(void)snprintf(why, room, "%s (ETZPC id 0x%02X, %s)", does[mode], id,
		       soc_firewall_mode_name(mode));
}

static void explain_size(const char *which, uint32_t bytes, char *why, size_t room)
{
	(void)snprintf(why, room, "keeps for the secure world (ETZPC %s: its first %" PRIu32 " KB)",
		       which, bytes / 1024);
}

static void explain_memory(const struct board *board, const struct soc_memory *memory, char *why,
			   size_t room)
{
	if (memory == soc_memory(SOC_SYSRAM))
		explain_size("TZMA1", board->firewall.secure[SOC_SYSRAM], why, room);
	else
		explain_mode(board, memory->etzpc_id, why, room);
}

static const struct firewall_port *port_at(const struct firewall *firewall, uint32_t address)
{
	for (size_t i = 0; i < firewall->port_count; i++) {
		if (address - firewall->ports[i].base < firewall->ports[i].size)
			return &firewall->ports[i];
	}
	return NULL;
}

/* The place's entry, new with a count of 0; NULL: no room for another one. */
static struct firewall_place *place_of(struct firewall *firewall,
				       const struct firewall_place *wanted)
{
	uint64_t hash = ((uint64_t)wanted->pc << 32 | wanted->base) ^
			((uint64_t)wanted->initiator << 8 | wanted->access) << 20;
	size_t slot;

	hash *= UINT64_C(0x9E3779B97F4A7C15);
	slot = (size_t)(hash >> 40) % FIREWALL_PLACES;
	/* Half of the slots stay free: the search ends. */
	for (; firewall->places[slot].count; slot = (slot + 1) % FIREWALL_PLACES) {
		struct firewall_place *place = &firewall->places[slot];

		if (place->pc == wanted->pc && place->base == wanted->base &&
		    place->initiator == wanted->initiator && place->access == wanted->access)
			return place;
	}
	if (firewall->place_count == PLACES_KEPT)
		return NULL;
	firewall->place_count++;
	firewall->places[slot] = *wanted;
	return &firewall->places[slot];
}

/* Counts an access at its place. True the first time there. */
static bool count_at_place(struct board *board, const struct refusal *refusal)
{
	struct firewall *firewall = &board->firewall;
	uint32_t pc = board_pc(board);
	struct firewall_place wanted = {
		.name = refusal->name,
		.pc = pc,
		.address = refusal->address,
		.base = pc ? refusal->base : refusal->address,
		.initiator = (uint8_t)refusal->initiator,
		.access = (uint8_t)refusal->access,
	};
	struct firewall_place *place = place_of(firewall, &wanted);

	firewall->refused++;
	return place && place->count++ == 0;
}

static const char *verb(enum firewall_access access)
{
	switch (access) {
	case FIREWALL_READ:
		return "reads";
	case FIREWALL_WRITE:
		return "writes";
	case FIREWALL_EXECUTE:
		break;
	}
	return "executes";
}

static int refuse(struct board *board, const struct refusal *refusal)
{
	const struct firewall_port *port = port_at(&board->firewall, refusal->address);
	bool zero = port && port->zero;

	if (!board->debugger && count_at_place(board, refusal))
		board_note(board, BOARD_NOTE_GUEST, refusal->name, ++board->firewall.told,
			   "the %s %s 0x%08" PRIX32 " (%s + 0x%02" PRIX32
			   "), which the firewall %s: %s",
			   soc_initiator_name(refusal->initiator), verb(refusal->access),
			   refusal->address, refusal->name, refusal->offset, refusal->why,
			   !zero			       ? "bus error"
			   : refusal->access == FIREWALL_WRITE ? "the write is lost"
							       : "it reads 0");
	return zero ? -ENODATA : -EFAULT;
}

static int tell_strict(struct board *board, const struct board_device *target, uint32_t address,
		       bool write)
{
	const char *name = target->device.name;
	unsigned id = target->peripheral->etzpc_id;

	board_note(board, BOARD_NOTE_GUEST, name,
		   (uint64_t)board_pc(board) << 32 | target->device.base | write,
		   "the M4 %s 0x%08" PRIX32 " (%s + 0x%02" PRIX32
		   "), which is the A7's though the firewall lets the M4 have it "
		   "(ETZPC id 0x%02X, open%s%s)",
		   write ? "writes" : "reads", address, name, address - target->device.base, id,
		   locked(board, id) ? " and locked" : "",
		   target->clocked == CLOCKED_BY_A7 ? ", only the A7 enabled its clock" : "");
	return 0;
}

int firewall_look(struct board *board, const struct board_device *target,
		  enum soc_initiator initiator, uint32_t address, bool write)
{
	struct refusal refusal = {
		.initiator = initiator,
		.access = write ? FIREWALL_WRITE : FIREWALL_READ,
		.address = address,
		.name = target->device.name,
		.base = target->device.base,
		.offset = address - target->device.base,
	};

	if (target->rights & FIREWALL_BIT(initiator, write))
		return tell_strict(board, target, address, write);
	explain_mode(board, target->peripheral->etzpc_id, refusal.why, sizeof(refusal.why));
	return refuse(board, &refusal);
}

int firewall_refuse_memory(struct board *board, enum soc_initiator initiator,
			   const struct soc_memory *memory, uint32_t address, uint32_t offset,
			   enum firewall_access access)
{
	struct refusal refusal = {
		.initiator = initiator,
		.access = access,
		.address = address,
		.name = memory->name,
		.base = memory->da,
		.offset = offset,
	};

	explain_memory(board, memory, refusal.why, sizeof(refusal.why));
	return refuse(board, &refusal);
}

int firewall_look_rom(struct board *board, enum soc_initiator initiator, uint32_t address,
		      bool write)
{
	struct refusal refusal = {
		.initiator = initiator,
		.access = write ? FIREWALL_WRITE : FIREWALL_READ,
		.address = address,
		.name = "ROM",
		.base = SOC_ROM_PA,
		.offset = address - SOC_ROM_PA,
	};

	if (initiator == SOC_A7_SECURE || initiator == SOC_M4 ||
	    address - SOC_ROM_PA >= board->firewall.rom_secure)
		return 0;
	explain_size("TZMA0", board->firewall.rom_secure, refusal.why, sizeof(refusal.why));
	return refuse(board, &refusal);
}

/* ---- for the outside ---- */

uint64_t board_refused(const struct board *board)
{
	return board->firewall.refused;
}

size_t board_refusals(const struct board *board, struct board_refusal *refusals, size_t room)
{
	const struct firewall *firewall = &board->firewall;
	size_t count = 0;

	for (size_t i = 0; i < FIREWALL_PLACES; i++) {
		const struct firewall_place *place = &firewall->places[i];

		if (!place->count)
			continue;
		if (count < room)
			refusals[count] = (struct board_refusal){
				.initiator = (enum soc_initiator)place->initiator,
				.name = place->name,
				.address = place->address,
				.pc = place->pc,
				.write = place->access == FIREWALL_WRITE,
				.execute = place->access == FIREWALL_EXECUTE,
				.count = place->count,
			};
		count++;
	}
	return count;
}

static enum soc_memory_id memory_id(const struct soc_memory *memory)
{
	return (enum soc_memory_id)(memory - soc_memory(SOC_RETRAM));
}

bool board_memory_denied(const struct board *board, enum soc_initiator initiator, uint32_t address,
			 uint32_t length, char *text, size_t room)
{
	uint32_t offset;
	const struct soc_memory *memory = soc_memory_find(initiator, address, &offset);
	char why[80];

	while (memory && length &&
	       firewall_memory_passes(board, initiator, memory_id(memory), offset, true)) {
		uint32_t rest = memory->size - offset;

		if (length <= rest)
			return false;
		length -= rest;
		address += rest;
		memory = soc_memory_find(initiator, address, &offset);
	}
	if (!memory || !length)
		return false;
	explain_memory(board, memory, why, sizeof(why));
	(void)snprintf(text, room, "%s, which the firewall %s", memory->name, why);
	return true;
}
