/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/bus.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "board/board_internal.h"
#include "board/quadspi.h"
#include "soc/regs/quadspi.h"
#include "soc/regs/rcc.h"

static struct board_device *bus_find_device(struct board *board, enum soc_initiator initiator,
					    uint32_t address)
{
	struct board_device *last = board->last[initiator];
	size_t low = 0, high = board->device_count;

	if (last && address - last->device.base < last->device.size)
		return last;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct board_device *candidate = &board->devices[middle];

		if (address < candidate->device.base) {
			high = middle;
		} else if (address - candidate->device.base >= candidate->device.size) {
			low = middle + 1;
		} else {
			board->last[initiator] = candidate;
			return candidate;
		}
	}
	return NULL;
}

static const char *clock_register_name(const struct board *board, uint32_t offset)
{
	const struct device_register *reg = device_register_at(board->rcc, offset);

	return reg ? reg->name : "RCC";
}

/* The M4 has an enable bit of its own for it. The watchdogs of the A7 have none. */
static bool m4_enables(const struct board *board, const struct soc_peripheral *peripheral)
{
	const struct device_register *reg =
		device_register_at(board->rcc, peripheral->enable + RCC_EN_MC_OFFSET);

	return reg && (reg->writable >> peripheral->enable_bit & 1u);
}

/*
 * A block answers when its MP or its MC enable bit is set and it is not in reset. Else it reads 0
 * and ignores writes.
 */
static bool bus_answers(struct board *board, enum soc_initiator initiator,
			const struct board_device *target)
{
	const struct device *device = &target->device;
	uint32_t enable = target->peripheral->enable;

	if (device->in_reset) {
		board_note(board, BOARD_NOTE_GUEST, device->name, initiator | device->base,
			   "the %s accesses %s, which is held in reset: reads give 0, writes are "
			   "lost",
			   soc_initiator_name(initiator), device->name);
		return false;
	}
	if (!enable)
		return true;
	if (!target->clocked) {
		if (initiator == SOC_M4 && m4_enables(board, target->peripheral))
			enable += RCC_EN_MC_OFFSET;
		board_note(board, BOARD_NOTE_GUEST, device->name, initiator | device->base,
			   "the %s accesses %s, which has no clock: reads give 0, writes are lost "
			   "(its enable is %s bit %u)",
			   soc_initiator_name(initiator), device->name,
			   clock_register_name(board, enable), target->peripheral->enable_bit);
		return false;
	}
	if (initiator == SOC_M4 && !(target->clocked & CLOCKED_BY_M4) &&
	    m4_enables(board, target->peripheral)) {
		board_note(board, BOARD_NOTE_GUEST, device->name, device->base,
			   "the M4 reaches %s only because the A7 enabled its clock (the M4's own "
			   "enable is %s bit %u)",
			   device->name, clock_register_name(board, enable + RCC_EN_MC_OFFSET),
			   target->peripheral->enable_bit);
	}
	return true;
}

/* A place in a memory. */
struct bus_place {
	const struct soc_memory *memory;
	enum soc_memory_id id;
	uint32_t offset;
};

static uint8_t *bus_find_memory(struct board *board, enum soc_initiator initiator, uint32_t address,
				struct bus_place *place)
{
	place->memory = soc_memory_find(initiator, address, &place->offset);
	if (!place->memory)
		return NULL;
	place->id = (enum soc_memory_id)(place->memory - soc_memory(SOC_RETRAM));
	return board->memories[place->id] + place->offset;
}

void *bus_memory(struct board *board, enum soc_initiator initiator, uint32_t address,
		 uint32_t length)
{
	struct bus_place place;
	uint8_t *start = bus_find_memory(board, initiator, address, &place);
	uint8_t *next = start;

	/* SRAM1 to SRAM4 follow each other here as they do in the chip: a range may span them. */
	while (next) {
		uint32_t rest = place.memory->size - place.offset;
		uint8_t *end = next + rest;

		if (!firewall_memory_passes(board, initiator, place.id, place.offset, true))
			return NULL;
		if (length <= rest)
			return start;
		length -= rest;
		address += rest;
		next = bus_find_memory(board, initiator, address, &place);
		if (next != end)
			return NULL;
	}
	return NULL;
}

bool bus_copy(struct board *board, enum soc_initiator initiator, uint32_t to, uint32_t from,
	      uint32_t length)
{
	const uint8_t *source = bus_memory(board, initiator, from, length);
	uint8_t *target = bus_memory(board, initiator, to, length);

	if (!source || !target || (source < target + length && target < source + length))
		return false;
	memcpy(target, source, length);
	board_memory_changed(board, initiator, to, length);
	return true;
}

static int bus_nothing(struct board *board, enum soc_initiator initiator, uint32_t address,
		       bool write)
{
	/* The M4's place tells more than the address; the A7 has no place. */
	uint32_t pc = board_pc(board);
	int refused = firewall_look_rom(board, initiator, address, write);

	if (refused)
		return refused;

	board_note(board, BOARD_NOTE_GUEST, "bus", pc ? pc : address,
		   "the %s %s 0x%08" PRIx32 ", where nothing answers: bus error",
		   soc_initiator_name(initiator), write ? "writes" : "reads", address);
	return -EFAULT;
}

static struct device_access device_access_of(const struct board *board,
					     const struct board_device *target,
					     enum soc_initiator initiator, uint32_t address,
					     unsigned size)
{
	uint32_t offset = address - target->device.base;
	uint32_t lanes = size == 4 ? UINT32_MAX : (1u << (8 * size)) - 1;

	return (struct device_access){
		.initiator = initiator,
		.offset = offset & ~3u,
		.mask = lanes << (8 * (offset & 3u)),
		.peek = board->debugger,
	};
}

static bool bus_well_formed(uint32_t address, unsigned size)
{
	return (size == 1 || size == 2 || size == 4) && !(address & (size - 1));
}

/* The memory at an address, NULL with *result when there is none or the firewall refuses. */
static uint8_t *bus_reach_memory(struct board *board, enum soc_initiator initiator,
				 uint32_t address, bool write, int *result)
{
	struct bus_place place;
	uint8_t *bytes = bus_find_memory(board, initiator, address, &place);

	if (!bytes) {
		*result = bus_nothing(board, initiator, address, write);
		return NULL;
	}
	if (firewall_memory_passes(board, initiator, place.id, place.offset, write))
		return bytes;
	*result = firewall_refuse_memory(board, initiator, place.memory, address, place.offset,
					 write ? FIREWALL_WRITE : FIREWALL_READ);
	return NULL;
}

/* What QUADSPI shows of its flash. It is behind the block's own gate and firewall. */
static int bus_window(struct board *board, enum soc_initiator initiator, uint32_t address,
		      unsigned size, bool write, uint32_t *value)
{
	struct board_device *target = board_device_of(board->quadspi);
	int result = 0;

	if (!firewall_passes(target, initiator, write))
		result = firewall_look(board, target, initiator, address, write);
	if (result || !bus_answers(board, initiator, target))
		return result;
	if (!write)
		return quadspi_window_read(board->quadspi, address - QUADSPI_WINDOW, size, value);
	quadspi_window_refuse_write(board->quadspi);
	return -EFAULT;
}

static bool bus_in_window(uint32_t address)
{
	return address - QUADSPI_WINDOW < QUADSPI_WINDOW_SIZE;
}

/* What a refusal is to the initiator: a register that reads 0 is no error. */
static int bus_result(int refusal)
{
	return refusal == -ENODATA ? 0 : refusal;
}

int bus_read(struct board *board, enum soc_initiator initiator, uint32_t address, unsigned size,
	     uint32_t *value)
{
	enum soc_initiator outer = board->accessor;
	struct board_device *found = bus_find_device(board, initiator, address);
	const uint8_t *bytes;
	struct device_access access;
	struct device *device;
	int result = 0;

	*value = 0;
	board->accessor = initiator;
	if (!bus_well_formed(address, size)) {
		result = bus_nothing(board, initiator, address, false);
		goto out;
	}
	if (!found && bus_in_window(address)) {
		result = bus_window(board, initiator, address, size, false, value);
		goto out;
	}
	if (!found) {
		bytes = bus_reach_memory(board, initiator, address, false, &result);
		if (bytes)
			memcpy(value, bytes, size); /* little endian, as the chip */
		goto out;
	}
	if (!firewall_passes(found, initiator, false)) {
		result = firewall_look(board, found, initiator, address, false);
		if (result)
			goto out;
	}
	if (!bus_answers(board, initiator, found))
		goto out;
	device = &found->device;
	access = device_access_of(board, found, initiator, address, size);
	*value = device->model->ops.read ? device->model->ops.read(device, &access)
					 : device_read(device, &access);
	*value = (*value & access.mask) >> (8 * (address & 3u));
out:
	board->accessor = outer;
	return bus_result(result);
}

bool bus_steady(struct board *board, enum soc_initiator initiator, uint32_t address)
{
	const struct board_device *found = bus_find_device(board, initiator, address);
	const struct device_ops *ops = found ? &found->device.model->ops : NULL;

	/* Each access that the firewall refuses is counted, also where it reads 0. */
	if (!found || !firewall_passes(found, initiator, false))
		return false;
	return ops->steady ? ops->steady(&found->device, (address - found->device.base) & ~3u)
			   : !ops->read;
}

int bus_write(struct board *board, enum soc_initiator initiator, uint32_t address, unsigned size,
	      uint32_t value)
{
	enum soc_initiator outer = board->accessor;
	struct board_device *found = bus_find_device(board, initiator, address);
	uint8_t *bytes;
	struct device_access access;
	struct device *device;
	int result = 0;

	board->accessor = initiator;
	if (!bus_well_formed(address, size)) {
		result = bus_nothing(board, initiator, address, true);
		goto out;
	}
	if (!found && bus_in_window(address)) {
		result = bus_window(board, initiator, address, size, true, &value);
		goto out;
	}
	if (!found) {
		bytes = bus_reach_memory(board, initiator, address, true, &result);
		if (bytes) {
			memcpy(bytes, &value, size);
			board_memory_changed(board, initiator, address, size);
		}
		goto out;
	}
	if (!firewall_passes(found, initiator, true)) {
		result = firewall_look(board, found, initiator, address, true);
		if (result)
			goto out;
	}
	if (!bus_answers(board, initiator, found))
		goto out;
	device = &found->device;
	access = device_access_of(board, found, initiator, address, size);
	value = (value << (8 * (address & 3u))) & access.mask;
	if (device->model->ops.write)
		device->model->ops.write(device, &access, value);
	else
		device_write(device, &access, value);
out:
	board->accessor = outer;
	return bus_result(result);
}

int bus_fetch(struct board *board, enum soc_initiator initiator, uint32_t address, uint8_t *bytes,
	      uint32_t size)
{
	if (!bus_in_window(address))
		return -EFAULT;
	for (uint32_t at = 0; at < size; at += 4) {
		uint32_t word;
		const int error = bus_read(board, initiator, address + at, 4, &word);

		if (error)
			return error;
		memcpy(bytes + at, &word, sizeof(word));
	}
	return 0;
}
