/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Extended TrustZone protection controller (RM0436, "Extended TrustZone protection controller
 * (ETZPC)"): the registers. What they mean for an access is in firewall.c.
 */
#include "soc/firewall.h"
#include "soc/regs/etzpc.h"

#include "board/board_internal.h"
#include "board/models.h"

#define DECPROT_REGISTERS (ETZPC_IDS / 16)
#define LOCK_REGISTERS	  (ETZPC_IDS / 32)

/* RM0436, ETZPC register map. After reset what can be secure is, and all else is open. */
static const struct device_register etzpc_registers[] = {
	{.name = "TZMA0_SIZE",
	 .offset = ETZPC_TZMA0_SIZE,
	 .reset = ETZPC_TZMA_PAGES,
	 .writable = ETZPC_TZMA_LOCK | ETZPC_TZMA_PAGES},
	{.name = "TZMA1_SIZE",
	 .offset = ETZPC_TZMA1_SIZE,
	 .reset = ETZPC_TZMA_PAGES,
	 .writable = ETZPC_TZMA_LOCK | ETZPC_TZMA_PAGES},
	{.name = "DECPROT0", .offset = ETZPC_DECPROT0, .reset = 0xFC000000, .writable = UINT32_MAX},
	{.name = "DECPROT1",
	 .offset = ETZPC_DECPROT0 + 4,
	 .reset = UINT32_MAX,
	 .writable = UINT32_MAX,
	 .count = DECPROT_REGISTERS - 1},
	{.name = "DECPROT_LOCK", .offset = ETZPC_DECPROT_LOCK0, .count = LOCK_REGISTERS},
	{.name = "HWCFGR", .offset = ETZPC_HWCFGR, .reset = 0x00006002},
	{.name = "IP_VER", .offset = ETZPC_IP_VER, .reset = 0x00000020},
	{.name = "ID", .offset = ETZPC_ID, .reset = 0x00100061},
	{.name = "SID", .offset = ETZPC_SID, .reset = 0xA3C5DD01},
	{0},
};

/* The fields of a DECPROT register whose lock is set, as a mask of their bits. */
static uint32_t locked_fields(const struct device *etzpc, uint32_t offset)
{
	uint32_t first = 16 * ((offset - ETZPC_DECPROT0) / 4);
	uint32_t mask = 0;

	for (uint32_t id = first; id < first + 16; id++) {
		if (device_word(etzpc, ETZPC_LOCK_OFFSET(id)) & ETZPC_LOCK_BIT(id))
			mask |= 3u << ETZPC_DECPROT_SHIFT(id);
	}
	return mask;
}

/* What stands behind an identifier, for a person. */
static const char *guarded_name(uint32_t id)
{
	const char *name = soc_firewall_guarded(id);

	return name ? name : "nothing";
}

/* What of a write to a DECPROT register does not do what was asked. */
static void decprot_check(struct device *etzpc, uint32_t offset, uint32_t asked, uint32_t mask)
{
	uint32_t word = device_word(etzpc, offset);

	for (uint32_t id = 16 * ((offset - ETZPC_DECPROT0) / 4), i = 0; i < 16; i++, id++) {
		uint32_t field = 3u << ETZPC_DECPROT_SHIFT(id);
		uint32_t mode = (asked & field) >> ETZPC_DECPROT_SHIFT(id);

		if (!(mask & field) || !((word ^ asked) & field))
			continue;
		if (device_word(etzpc, ETZPC_LOCK_OFFSET(id)) & ETZPC_LOCK_BIT(id))
			board_note(etzpc->board, BOARD_NOTE_GUEST, etzpc->name, id,
				   "the mode of %s (ETZPC id 0x%02X) is locked: it stays as it is",
				   guarded_name(id), (unsigned)id);
		else if (soc_firewall_effective(id, mode) != mode)
			board_note(etzpc->board, BOARD_NOTE_GUEST, etzpc->name, id,
				   "%s (ETZPC id 0x%02X) cannot be %s: it is open to all",
				   guarded_name(id), (unsigned)id, soc_firewall_mode_name(mode));
	}
}

static void etzpc_write(struct device *etzpc, const struct device_access *access, uint32_t value)
{
	struct device_access allowed = *access;
	uint32_t offset = access->offset;

	if (access->initiator != SOC_A7_SECURE) {
		board_note(etzpc->board, BOARD_NOTE_GUEST, etzpc->name,
			   (uint64_t)access->initiator << 32 | board_pc(etzpc->board),
			   "the %s writes the firewall, which the secure world alone may: ignored",
			   soc_initiator_name(access->initiator));
		return;
	}
	if (offset >= ETZPC_DECPROT_LOCK0 && offset < ETZPC_DECPROT_LOCK0 + 4 * LOCK_REGISTERS) {
		device_set_word(etzpc, offset, device_word(etzpc, offset) | value);
		firewall_changed(etzpc->board);
		return;
	}
	if (offset <= ETZPC_TZMA1_SIZE && (device_word(etzpc, offset) & ETZPC_TZMA_LOCK))
		return;
	if (offset >= ETZPC_DECPROT0 && offset < ETZPC_DECPROT0 + 4 * DECPROT_REGISTERS) {
		decprot_check(etzpc, offset, value, access->mask);
		allowed.mask &= ~locked_fields(etzpc, offset);
	}
	device_write(etzpc, &allowed, value);
	firewall_changed(etzpc->board);
}

static void etzpc_reset(struct device *etzpc)
{
	firewall_changed(etzpc->board);
}

const struct device_model etzpc_model = {
	.model = "etzpc",
	.registers = etzpc_registers,
	.ops = {.reset = etzpc_reset, .write = etzpc_write},
};
