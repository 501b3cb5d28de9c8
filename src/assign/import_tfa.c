/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * TF-A's bindings: st,decprot (include/dt-bindings/soc/st,stm32-etzpc.h: identifier, mode, lock), st,clksrc and
 * st,pkcs (include/dt-bindings/clock/stm32mp15-clksrc.h), and cfg and frac of the PLLs.
 */
#include "assign/import_tfa.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "assign/clock_image.h"
#include "assign/import_tree.h"
#include "assign/names.h"
#include "soc/clock_source.h"
#include "soc/firewall.h"
#include "soc/regs/etzpc.h"

#define DECPROT_ID(cell)   ((cell) >> 16)
#define DECPROT_MODE(cell) ((cell) >> 8 & 3u)
#define DECPROT_LOCK	   1u

#define PLL_CELLS   6u /* M, N, P, Q, R, and which outputs are on */
#define PLLS	    4u
#define SOURCE_BITS 16u /* values of a selector's field */

struct tfa {
	struct import *import;
	const struct dt *dt;
	const struct assignment *usual; /* NULL: not known */
};

/* ---- firewall ---- */

static bool is_system(const struct soc_peripheral *soc)
{
	return peripheral_assignable(soc)->flags & SOC_ASSIGN_SYSTEM;
}

/* Whose a peripheral becomes that said something else before. */
static void context_set(struct import *import, struct import_peripheral *peripheral, int context,
			unsigned mode)
{
	if (peripheral->context != IMPORT_UNSAID && peripheral->context != ASSIGNMENT_UNUSED &&
	    peripheral->context != context)
		import_note(import,
			    "%s: TF-A's firewall has it %s, but elsewhere it is for %s: the "
			    "firewall has the last word, so it is %s here",
			    peripheral->soc->name, soc_firewall_mode_name(mode),
			    assignment_context_name((enum assignment_context)peripheral->context),
			    assignment_context_name((enum assignment_context)context));
	peripheral->context = context;
}

static void peripheral_guard(struct import *import, struct import_peripheral *peripheral,
			     unsigned mode, bool lock)
{
	peripheral->lock = lock;
	switch (mode) {
	case ETZPC_MCU_ISOLATION:
		context_set(import, peripheral, ASSIGNMENT_M4, mode);
		peripheral->isolation = ASSIGNMENT_ISOLATED;
		break;
	case ETZPC_SECURE:
	case ETZPC_SECURE_WRITE:
		context_set(import, peripheral, ASSIGNMENT_A7_SECURE, mode);
		peripheral->isolation =
			mode == ETZPC_SECURE ? ASSIGNMENT_ISOLATED : ASSIGNMENT_READABLE;
		break;
	default:
		/* Whose it is the firewall does not say, but a lock is there to keep the M4's
		 * isolation away. */
		if (lock && (peripheral->context == IMPORT_UNSAID ||
			     peripheral->context == ASSIGNMENT_UNUSED))
			peripheral->context = ASSIGNMENT_A7;
		peripheral->isolation = ASSIGNMENT_OPEN;
	}
}

/* Some share an entry: it is for those of which something is said, else for the first. */
static bool peripherals_guard(const struct tfa *tfa, unsigned id, unsigned mode, bool lock)
{
	struct import_peripheral *first = NULL;
	bool any = false;

	for (size_t i = 0; i < tfa->import->peripheral_count; i++) {
		struct import_peripheral *peripheral = &tfa->import->peripherals[i];

		if (peripheral->soc->etzpc_id != id || is_system(peripheral->soc))
			continue;
		first = first ? first : peripheral;
		if (peripheral->context == IMPORT_UNSAID ||
		    peripheral->context == ASSIGNMENT_UNUSED)
			continue;
		peripheral_guard(tfa->import, peripheral, mode, lock);
		any = true;
	}
	if (first && !any)
		peripheral_guard(tfa->import, first, mode, lock);
	return first;
}

static void entry_import(const struct tfa *tfa, size_t index, uint32_t cell, bool *named)
{
	const uint32_t id = DECPROT_ID(cell);
	const bool lock = cell & DECPROT_LOCK;
	const char *name = id < ETZPC_IDS ? soc_firewall_guarded(id) : NULL;
	unsigned mode = DECPROT_MODE(cell);

	if (!name) {
		import_note(tfa->import,
			    "st,decprot entry %zu, 0x%08" PRIX32 ": nothing is behind 0x%02" PRIX32,
			    index, cell, id);
		return;
	}
	/* The first entry stands, as TF-A has it. */
	if (named[id])
		return;
	named[id] = true;
	if (soc_firewall_effective(id, mode) != mode) {
		import_note(tfa->import, "%s cannot be %s: it is open", name,
			    soc_firewall_mode_name(mode));
		mode = soc_firewall_effective(id, mode);
	}
	if (peripherals_guard(tfa, id, mode, lock) || !tfa->usual)
		return;
	/* RAM banks, and what is the whole chip's. */
	if (tfa->usual->guards[id].name &&
	    (tfa->usual->guards[id].mode != mode || tfa->usual->guards[id].lock != lock))
		import_note(tfa->import,
			    "TF-A's firewall has %s %s%s; here it follows from the regions of the "
			    "memory and the rest of the file",
			    name, soc_firewall_mode_name(mode), lock ? ", locked" : "");
}

static void firewall_import(const struct tfa *tfa)
{
	const int node = dt_next_compatible(tfa->dt, DT_NONE, "st,stm32-etzpc");
	const size_t count = node == DT_NONE ? 0 : dt_cells(tfa->dt, node, "st,decprot");
	struct import_list missing = {.used = 0};
	bool named[ETZPC_IDS] = {false};
	uint32_t cell;

	if (!count) {
		import_note(tfa->import,
			    "TF-A's tree has no st,decprot: it says nothing of who has "
			    "what is behind the firewall");
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (!dt_cell(tfa->dt, node, "st,decprot", i, &cell))
			entry_import(tfa, i, cell, named);
	}
	for (unsigned id = 0; id < ETZPC_IDS; id++) {
		if (!named[id] && soc_firewall_guarded(id) && soc_firewall_securable(id))
			import_list_add(&missing, soc_firewall_guarded(id));
	}
	if (missing.used)
		import_note(tfa->import, "st,decprot does not name %s: the secure world keeps that",
			    import_list_text(&missing));
}

/* ---- clocks ---- */

static const struct soc_clock_mux *source_find(uint32_t cell, unsigned *value)
{
	char name[SOC_CLOCK_SOURCE_MAX];
	size_t count;
	const struct soc_clock_mux *muxes = soc_clock_muxes(&count);

	*value = cell % SOURCE_BITS;
	for (size_t i = 0; i < count; i++) {
		if (soc_clock_source_cell(&muxes[i], *value) == cell &&
		    soc_clock_source_name(&muxes[i], *value, name))
			return &muxes[i];
	}
	return NULL;
}

/* True when a peripheral has a word for it in the file. */
static bool source_set(struct import *import, const struct soc_clock_mux *mux,
		       enum soc_clock source)
{
	bool any = false;

	for (size_t i = 0; i < import->peripheral_count; i++) {
		if (soc_clock_mux_of(import->peripherals[i].soc) != mux)
			continue;
		any = true;
		if (source != SOC_CLOCK_NONE)
			import->peripherals[i].source = (int)source;
	}
	return any;
}

static void sources_import(const struct tfa *tfa, int node, const char *property)
{
	struct import_list other = {.used = 0};
	struct clock_image image;
	size_t unknown = 0;
	uint32_t cell;

	clock_image_init(&image);
	for (size_t i = 0; !dt_cell(tfa->dt, node, property, i, &cell); i++) {
		unsigned value;
		const struct soc_clock_mux *mux = source_find(cell, &value);
		char name[SOC_CLOCK_SOURCE_MAX];
		enum soc_clock source;

		if (!mux) {
			unknown++;
			continue;
		}
		source = soc_clock_mux_input(mux, value);
		if (!source_set(tfa->import, mux, source) && source != SOC_CLOCK_NONE &&
		    clock_image_parent(&image, mux->clock) != source)
			import_list_add(&other, soc_clock_source_name(mux, value, name));
	}
	if (unknown)
		import_note(tfa->import,
			    "%zu entries of %s are no clock sources as TF-A before 2.12 numbers "
			    "them: the sources of these clocks are not carried over",
			    unknown, property);
	if (other.used)
		import_note(tfa->import, "%s has %s, for which an assignment file has no word",
			    property, import_list_text(&other));
}

static void pll_import(const struct tfa *tfa, int node, unsigned number)
{
	static const uint32_t largest[PLL_CELLS] = {63, 511, 127, 127, 127, 7};
	struct import_pll *pll = &tfa->import->plls[number];
	uint32_t cells[PLL_CELLS];
	uint32_t fraction = 0;

	for (size_t i = 0; i < PLL_CELLS; i++) {
		if (dt_cell(tfa->dt, node, "cfg", i, &cells[i]) || cells[i] > largest[i]) {
			import_note(tfa->import,
				    "PLL%u: cfg of TF-A's tree is not <M N P Q R outputs>",
				    number + 1);
			return;
		}
	}
	if (dt_has(tfa->dt, node, "frac") &&
	    (dt_cell(tfa->dt, node, "frac", 0, &fraction) || fraction > 0x1FFF)) {
		import_note(tfa->import, "PLL%u: frac of TF-A's tree is not a number below 8192",
			    number + 1);
		return;
	}
	*pll = (struct import_pll){.m = (int)cells[0] + 1,
				   .n = (int)cells[1] + 1,
				   .fraction = (int)fraction,
				   .p = (int)cells[2] + 1,
				   .q = (int)cells[3] + 1,
				   .r = (int)cells[4] + 1};
}

static void oscillators_import(const struct tfa *tfa)
{
	static const char *const paths[ASSIGNMENT_OSCILLATORS] = {
		[ASSIGNMENT_HSE] = "/clocks/clk-hse", [ASSIGNMENT_HSI] = "/clocks/clk-hsi",
		[ASSIGNMENT_CSI] = "/clocks/clk-csi", [ASSIGNMENT_LSE] = "/clocks/clk-lse",
		[ASSIGNMENT_LSI] = "/clocks/clk-lsi",
	};

	for (size_t i = 0; i < ASSIGNMENT_OSCILLATORS; i++) {
		const int node = dt_find(tfa->dt, paths[i]);
		uint32_t rate;

		if (node == DT_NONE || dt_cell(tfa->dt, node, "clock-frequency", 0, &rate))
			continue;
		tfa->import->oscillators[i] = dt_available(tfa->dt, node) ? rate : 0;
	}
}

static void clocks_import(const struct tfa *tfa)
{
	const int node = dt_next_compatible(tfa->dt, DT_NONE, "st,stm32mp1-rcc");
	uint32_t number;

	oscillators_import(tfa);
	if (node == DT_NONE || !dt_has(tfa->dt, node, "st,clksrc")) {
		import_note(tfa->import, "TF-A's tree has no st,clksrc: its clocks are not carried "
					 "over");
		return;
	}
	sources_import(tfa, node, "st,clksrc");
	sources_import(tfa, node, "st,pkcs");
	for (int pll = dt_child(tfa->dt, node); pll != DT_NONE; pll = dt_sibling(tfa->dt, pll)) {
		if (dt_compatible(tfa->dt, pll, "st,stm32mp1-pll") &&
		    !dt_cell(tfa->dt, pll, "reg", 0, &number) && number < PLLS)
			pll_import(tfa, pll, number);
	}
}

int import_tfa(struct import *import, const struct dt *dt)
{
	struct tfa tfa = {.import = import, .dt = dt};
	struct assignment *usual = NULL;
	int rc = import_tree_board(import, dt, "TF-A");

	if (!rc)
		rc = import_tree_usual(import, &usual);
	if (rc)
		return rc;
	tfa.usual = usual;
	firewall_import(&tfa);
	clocks_import(&tfa);
	assignment_free(usual);
	return 0;
}
