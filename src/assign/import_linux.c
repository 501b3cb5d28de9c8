/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What Linux's tree enables is Linux's, with the pins of pinctrl-0 and those that drivers take as GPIO; what an enabled
 * node below m4_system_resources holds (ST's rproc-srm.txt) is the M4's. Which DMA channels Linux takes it decides when
 * it runs: the `dmas` of the nodes say what there could be, and are not carried over.
 */
#include "assign/import_linux.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assign/import_linux_tree.h"
#include "assign/linux_tree.h"
#include "assign/names.h"
#include "soc/memory.h"

/* ---- pins ---- */

struct import_pad linux_import_pad(const struct dt *dt, int group, const struct soc_pin *pin)
{
	struct import_pad pad = import_pad(pin);
	uint32_t speed;

	if (dt_has(dt, group, "bias-disable"))
		pad.pull = ASSIGNMENT_PULL_NONE;
	else if (dt_has(dt, group, "bias-pull-up"))
		pad.pull = ASSIGNMENT_PULL_UP;
	else if (dt_has(dt, group, "bias-pull-down"))
		pad.pull = ASSIGNMENT_PULL_DOWN;
	if (dt_has(dt, group, "drive-open-drain"))
		pad.drive = ASSIGNMENT_OPEN_DRAIN;
	else if (dt_has(dt, group, "drive-push-pull"))
		pad.drive = ASSIGNMENT_PUSH_PULL;
	if (!dt_cell(dt, group, "slew-rate", 0, &speed) && speed <= ASSIGNMENT_SPEED_VERY_HIGH)
		pad.speed = (int)speed;
	return pad;
}

/* What a node says that tells signals apart which a pin carries by one function. */
struct style {
	bool i2s;
	bool rmii; /* or no Ethernet at all */
};

static struct style style_of(const struct dt *dt, int node)
{
	const char *mode = dt_string(dt, node, "phy-mode", 0);

	return (struct style){.i2s = dt_compatible(dt, node, "st,stm32h7-i2s"),
			      .rmii = !mode || !strcmp(mode, "rmii")};
}

static bool takes_over(const char *signal, const char *wins, const char *than, const char *loses)
{
	return strstr(signal, wins) && strstr(than, loses);
}

/* Is the signal more likely meant than the other one of the same pin? */
static bool signal_is_better(const char *signal, const char *than, struct style style)
{
	if (strncmp(signal, "I2S", 3) == 0)
		return style.i2s;
	if (strstr(signal, "_INP"))
		return !strstr(than, "_INP");
	return takes_over(signal, "_RTS", than, "_DE") ||
	       (!style.rmii && (takes_over(signal, "_RX_CLK", than, "_REF_CLK") ||
				takes_over(signal, "_RX_CTL", than, "_CRS_DV")));
}

/* The signal of a peripheral that a pin carries; NULL: none. */
static const char *signal_of(const struct soc_peripheral *soc, const struct soc_pin *pin,
			     unsigned mode, struct style style)
{
	const char *best = NULL;

	for (const struct soc_pin_signal *signal = pin->signals; signal->name; signal++) {
		const bool fits = mode == MODE_RESERVED ||
				  (mode == MODE_ANALOG ? signal->af == SOC_PIN_ADDITIONAL
						       : signal->af + 1u == mode);

		if (fits && peripheral_has_signal(soc, signal->name) &&
		    (!best || signal_is_better(signal->name, best, style)))
			best = signal->name;
	}
	return best;
}

void linux_import_pins(struct linux_import *tree, int node,
		       void (*visit)(struct linux_import *tree, int node, int group,
				     const struct soc_pin *pin, unsigned mode, void *context),
		       void *context)
{
	const struct dt *dt = tree->dt;
	struct dt_args args;
	uint32_t cell;

	for (size_t i = 0; i < LINUX_TREE_LIST && !dt_args(dt, node, "pinctrl-0", NULL, i, &args);
	     i++) {
		for (int group = dt_child(dt, args.node); group != DT_NONE;
		     group = dt_sibling(dt, group)) {
			for (size_t k = 0;
			     k < LINUX_TREE_LIST && !dt_cell(dt, group, "pinmux", k, &cell); k++) {
				const struct soc_pin *pin =
					soc_pin_by_dt_number(PINMUX_NUMBER(cell));

				if (pin)
					visit(tree, node, group, pin, PINMUX_MODE(cell), context);
			}
		}
	}
}

static void peripheral_pin(struct linux_import *tree, int node, int group,
			   const struct soc_pin *pin, unsigned mode, void *context)
{
	struct import_peripheral *peripheral = context;
	const struct import_pad pad = linux_import_pad(tree->dt, group, pin);
	const char *signal = signal_of(peripheral->soc, pin, mode, style_of(tree->dt, node));
	char strange[64];

	if (signal) {
		(void)import_pin(tree->import, peripheral, signal, &pad);
	} else if (mode != MODE_GPIO) {
		snprintf(strange, sizeof(strange), "%s of %.32s", pin->name,
			 dt_name(tree->dt, node));
		import_list_add(&tree->strange, strange);
	}
}

/* Its own, and those of its parts (pwm of a timer, the two halves of an SAI). */
static void peripheral_pins(struct linux_import *tree, int node,
			    struct import_peripheral *peripheral)
{
	linux_import_pins(tree, node, peripheral_pin, peripheral);
	for (int part = dt_child(tree->dt, node); part != DT_NONE;
	     part = dt_sibling(tree->dt, part)) {
		if (dt_available(tree->dt, part))
			linux_import_pins(tree, part, peripheral_pin, peripheral);
	}
}

/* ---- peripherals ---- */

static void node_sort(struct linux_import *tree, int node)
{
	const bool enabled = dt_disabled_by(tree->dt, node) == DT_NONE;
	uint32_t address;

	if (!linux_tree_address(tree->dt, node, &address))
		return;
	for (size_t i = 0; i < tree->import->peripheral_count; i++) {
		struct nodes *nodes = &tree->nodes[i];

		if (tree->import->peripherals[i].soc->base != address)
			continue;
		if (linux_tree_is_held(tree->dt, node))
			nodes->held = enabled ? node : nodes->held;
		else if (!enabled)
			nodes->off = node;
		else if (nodes->driven == DT_NONE)
			nodes->driven = node;
		return;
	}
}

static int usual_context(const struct linux_import *tree, const struct soc_peripheral *soc)
{
	const struct assignment_peripheral *usual =
		tree->usual ? assignment_peripheral(tree->usual, soc->name) : NULL;

	return usual ? usual->context.value : ASSIGNMENT_UNUSED;
}

static void held_import(struct linux_import *tree, const struct nodes *nodes,
			struct import_peripheral *peripheral)
{
	char path[DT_PATH_MAX];

	if (nodes->driven != DT_NONE)
		import_note(tree->import,
			    "%s: Linux's tree holds it for the M4, and enables %s as well: it is "
			    "the M4's here",
			    peripheral->soc->name, dt_path(tree->dt, nodes->driven, path));
	if (peripheral->context != IMPORT_UNSAID && peripheral->context != ASSIGNMENT_M4)
		import_note(tree->import,
			    "%s: Linux's tree holds it for the M4, but the project has it "
			    "for %s: it is the M4's here",
			    peripheral->soc->name,
			    assignment_context_name((enum assignment_context)peripheral->context));
	peripheral->context = ASSIGNMENT_M4;
	peripheral_pins(tree, nodes->held, peripheral);
}

static void driven_import(struct linux_import *tree, const struct nodes *nodes,
			  struct import_peripheral *peripheral)
{
	char path[DT_PATH_MAX];

	if (peripheral->context == ASSIGNMENT_M4 || peripheral->context == ASSIGNMENT_A7_SECURE) {
		import_note(tree->import,
			    "%s: the project has it for %s, but Linux's tree enables %s: it stays "
			    "as the project has it",
			    peripheral->soc->name,
			    assignment_context_name((enum assignment_context)peripheral->context),
			    dt_path(tree->dt, nodes->driven, path));
		return;
	}
	if (peripheral->context != ASSIGNMENT_SHARED)
		peripheral->context = ASSIGNMENT_A7;
	peripheral_pins(tree, nodes->driven, peripheral);
}

static void peripherals_import(struct linux_import *tree)
{
	for (size_t i = 0; i < tree->import->peripheral_count; i++) {
		struct import_peripheral *peripheral = &tree->import->peripherals[i];
		const struct soc_assignable *assignable = peripheral_assignable(peripheral->soc);
		const struct nodes *nodes = &tree->nodes[i];
		const int usual = usual_context(tree, peripheral->soc);

		if ((assignable->flags & SOC_ASSIGN_SYSTEM) || usual == ASSIGNMENT_SHARED)
			continue;
		if (nodes->held != DT_NONE)
			held_import(tree, nodes, peripheral);
		else if (nodes->driven != DT_NONE &&
			 soc_assignable_allows(assignable, SOC_CONTEXT_A7))
			driven_import(tree, nodes, peripheral);
		else if (nodes->off != DT_NONE && usual == ASSIGNMENT_A7 &&
			 peripheral->context == IMPORT_UNSAID)
			peripheral->context = ASSIGNMENT_UNUSED;
	}
}

/* ---- coprocessor ---- */

static void region_compare(struct linux_import *tree, int region, enum assignment_use use)
{
	const struct assignment_region *usual =
		tree->usual ? assignment_region(tree->usual, use) : NULL;
	uint32_t address, size, here;

	if (!usual || dt_reg(tree->dt, region, 0, &address, &size) ||
	    !soc_da_to_pa((uint32_t)usual->address.value, (uint32_t)usual->size.value, &here))
		return;
	if (here >= address && (uint64_t)here + usual->size.value <= (uint64_t)address + size)
		return;
	import_note(tree->import,
		    "Linux's tree has %s at 0x%08" PRIX32 ", 0x%" PRIX32 " bytes; here it is at "
		    "0x%08" PRIX32 ", 0x%" PRIX64 " bytes",
		    dt_name(tree->dt, region), address, size, here, usual->size.value);
}

static void coprocessor_import(struct linux_import *tree)
{
	static const struct {
		const char *name;
		enum assignment_use use;
	} uses[] = {{"vdev0vring0", ASSIGNMENT_VRING0},
		    {"vdev0vring1", ASSIGNMENT_VRING1},
		    {"vdev0buffer", ASSIGNMENT_BUFFERS}};
	const int m4 = dt_next_compatible(tree->dt, DT_NONE, "st,stm32mp1-m4");
	struct dt_args args;

	if (m4 == DT_NONE || dt_disabled_by(tree->dt, m4) != DT_NONE) {
		import_note(tree->import, "Linux's tree has no enabled node of the coprocessor "
					  "(m4_rproc): Linux cannot start it");
		return;
	}
	for (size_t i = 0;
	     i < LINUX_TREE_LIST && !dt_args(tree->dt, m4, "memory-region", NULL, i, &args); i++) {
		const char *name = dt_name(tree->dt, args.node);
		const size_t length = strcspn(name, "@");

		for (size_t k = 0; k < sizeof(uses) / sizeof(uses[0]); k++) {
			if (strlen(uses[k].name) != length ||
			    strncmp(uses[k].name, name, length) != 0)
				continue;
			tree->import->rpmsg = 1;
			region_compare(tree, args.node, uses[k].use);
		}
	}
}

int import_linux(struct import *import, const struct dt *dt)
{
	struct linux_import tree = {.import = import, .dt = dt};
	struct assignment *usual = NULL;
	int rc = import_tree_board(import, dt, "Linux");

	if (!rc)
		rc = import_tree_usual(import, &usual);
	if (rc)
		return rc;
	tree.usual = usual;
	tree.nodes = malloc(import->peripheral_count * sizeof(*tree.nodes));
	if (!tree.nodes) {
		assignment_free(usual);
		return -ENOMEM;
	}
	for (size_t i = 0; i < import->peripheral_count; i++)
		tree.nodes[i] = (struct nodes){DT_NONE, DT_NONE, DT_NONE};
	for (int node = dt_next(dt, DT_NONE); node != DT_NONE; node = dt_next(dt, node))
		node_sort(&tree, node);
	peripherals_import(&tree);
	linux_import_gpio(&tree);
	coprocessor_import(&tree);
	if (tree.strange.used)
		import_note(import, "pins of Linux's tree that carry no signal of their node: %s",
			    import_list_text(&tree.strange));
	free(tree.nodes);
	assignment_free(usual);
	return 0;
}
