/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * st,decprot of the trusted firmware's tree: one cell an assignment, DECPROT(id, mode, lock) of
 * include/dt-bindings/soc/st,stm32-etzpc.h, applied with the checks of TF-A's drivers/st/etzpc.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "host/boot/tfa.h"

#define DECPROT_ID(cell)   ((cell) >> 16)
#define DECPROT_MODE(cell) ((cell) >> 8 & 3u)
#define DECPROT_LOCK	   1u
#define DECPROT_BITS	   0xFFFF0301u

#define UNASSIGNED UINT32_MAX

struct assignment {
	struct stage *tfa;
	struct etzpc etzpc;
	char path[DT_PATH_MAX]; /* of the etzpc node */
	uint32_t cells[ETZPC_IDS]; /* the entry that stands for a number */
	size_t entries[ETZPC_IDS]; /* and its place in the list */
	unsigned locked;
};

static void everything_open(struct stage *tfa, struct etzpc *etzpc)
{
	for (unsigned id = 0; id < ETZPC_IDS; id++) {
		if (etzpc_set_mode(etzpc, id, ETZPC_OPEN))
			stage_warn(tfa, "%s (0x%02X) does not become everybody's", guarded_name(id),
				   id);
	}
}

/* What TF-A itself refuses, and two owners for one thing: the first one keeps it. */
static bool entry_accept(struct assignment *all, size_t entry, uint32_t cell)
{
	const uint32_t id = DECPROT_ID(cell);
	const unsigned mode = DECPROT_MODE(cell);
	struct stage *tfa = all->tfa;

	if (cell & ~DECPROT_BITS) {
		stage_warn(tfa,
			   "%s: st,decprot entry %zu: 0x%08" PRIX32 " is no DECPROT(): left out",
			   all->path, entry, cell);
		return false;
	}
	if (id >= ETZPC_IDS) {
		stage_warn(tfa,
			   "%s: st,decprot entry %zu: there is no number 0x%02" PRIX32
			   ", the last is 0x%02X: left out",
			   all->path, entry, id, ETZPC_IDS - 1);
		return false;
	}
	if (mode < ETZPC_MCU_ISOLATION && id >= ETZPC_SECURE_IDS) {
		stage_warn(tfa,
			   "%s: st,decprot entry %zu: %s (0x%02" PRIX32
			   ") cannot be secure, only numbers below 0x%02X can: left out",
			   all->path, entry, guarded_name(id), id, ETZPC_SECURE_IDS);
		return false;
	}
	if (all->cells[id] == UNASSIGNED)
		return true;
	if (all->cells[id] != cell)
		stage_warn(tfa,
			   "%s: st,decprot entries %zu and %zu: %s (0x%02" PRIX32
			   ") cannot be both %s%s and %s%s: the first stands",
			   all->path, all->entries[id], entry, guarded_name(id), id,
			   mode_owner(DECPROT_MODE(all->cells[id])),
			   all->cells[id] & DECPROT_LOCK ? " (locked)" : "", mode_owner(mode),
			   cell & DECPROT_LOCK ? " (locked)" : "");
	return false;
}

static void list_read(struct assignment *all, int node)
{
	const struct dt *dt = &all->tfa->dt;
	const size_t count = dt_cells(dt, node, "st,decprot");
	uint32_t cell;

	for (unsigned id = 0; id < ETZPC_IDS; id++)
		all->cells[id] = UNASSIGNED;
	if (!count)
		stage_warn(all->tfa, "%s: st,decprot is not a list of cells: nothing is assigned",
			   all->path);
	for (size_t entry = 0; entry < count; entry++) {
		if (dt_cell(dt, node, "st,decprot", entry, &cell) ||
		    !entry_accept(all, entry, cell))
			continue;
		all->cells[DECPROT_ID(cell)] = cell;
		all->entries[DECPROT_ID(cell)] = entry;
	}
}

/* The lock after the attribute, or the attribute would not take. */
static void entry_apply(struct assignment *all, unsigned id)
{
	const uint32_t cell = all->cells[id];
	const bool lock = cell & DECPROT_LOCK;
	int status = etzpc_set_mode(&all->etzpc, id, DECPROT_MODE(cell));

	if (!status && lock)
		status = etzpc_lock(&all->etzpc, id);
	all->locked += lock;
	if (status)
		stage_warn(all->tfa, "%s: %s (0x%02X) does not become %s", all->path,
			   guarded_name(id), id, mode_owner(DECPROT_MODE(cell)));
	else
		stage_detail(all->tfa, "%s (0x%02X) is %s%s", guarded_name(id), id,
			     mode_owner(DECPROT_MODE(cell)), lock ? ", locked" : "");
}

/* As the registers have it now, whoever set them. */
static void owners_tell(const struct assignment *all, const char *clocks)
{
	struct name_list m4 = {.count = 0};
	struct name_list secure = {.count = 0};
	char number[8];

	for (unsigned id = 0; id < ETZPC_IDS; id++) {
		const char *name = guarded_name(id);
		const unsigned mode = etzpc_mode(&all->etzpc, id);

		if (mode == ETZPC_MCU_ISOLATION) {
			(void)snprintf(number, sizeof(number), "0x%02X", id);
			name_list_add(&m4, name[0] == '?' ? number : name);
		}
		if (mode < ETZPC_MCU_ISOLATION && name[0] != '?')
			name_list_add(&secure, name);
	}
	stage_detail(all->tfa, "secure: %s", secure.count ? name_list_end(&secure) : "nothing");
	stage_say(all->tfa, "clocks as %s; firewall: %s for the M4 alone, %u secure, %u locked",
		  clocks, m4.count ? name_list_end(&m4) : "nothing", secure.count, all->locked);
}

/* The node that carries st,decprot, if TF-A would read it. */
static int firewall_node(struct assignment *all)
{
	struct stage *tfa = all->tfa;
	const struct dt *dt = &tfa->dt;
	const int node = dt_next_compatible(dt, DT_NONE, "st,stm32-etzpc");

	if (node < 0)
		return DT_NONE;
	(void)dt_path(dt, node, all->path);
	if (!dt_has(dt, node, "st,decprot"))
		return DT_NONE;
	if (!dt_available_secure(dt, node)) {
		stage_warn(tfa,
			   "%s: st,decprot is not applied: the node is disabled for the secure "
			   "world (secure-status, status)",
			   all->path);
		return DT_NONE;
	}
	if (dt_available(dt, node))
		stage_warn(tfa,
			   "%s: TF-A wants this node for the secure world alone (status "
			   "\"disabled\", secure-status \"okay\"): st,decprot is applied all the "
			   "same",
			   all->path);
	return node;
}

/* The last page of SYSRAM is what TF-A shares with the non-secure world; the size counts less one
 * (plat/st/stm32mp1, STM32MP1_ETZPC_TZMA_RAM). */
#define SYSRAM_SECURE_PAGES 62u

void tfa_firewall_set(struct stage *tfa, const char *clocks)
{
	struct assignment all = {.tfa = tfa};
	int node;

	if (etzpc_init(&all.etzpc, stage_block(tfa, "ETZPC"))) {
		stage_warn(tfa, "the firewall (ETZPC) does not answer: it stays as after reset");
		return;
	}
	node = firewall_node(&all);
	if (node < 0) {
		everything_open(tfa, &all.etzpc);
		stage_say(tfa,
			  "clocks as %s; firewall: everything open, for the tree has no st,decprot",
			  clocks);
		return;
	}
	list_read(&all, node);
	for (unsigned id = 0; id < ETZPC_IDS; id++) {
		if (all.cells[id] != UNASSIGNED)
			entry_apply(&all, id);
	}
	if (etzpc_set_tzma(&all.etzpc, ETZPC_TZMA_ROM, ETZPC_TZMA_PAGES, true) ||
	    etzpc_set_tzma(&all.etzpc, ETZPC_TZMA_SYSRAM, SYSRAM_SECURE_PAGES, true))
		stage_warn(tfa, "the secure part of ROM and SYSRAM cannot be set");
	owners_tell(&all, clocks);
}
