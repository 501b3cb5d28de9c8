/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/check_dtb.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "assign/checks.h"
#include "assign/clock_image.h"
#include "assign/linux_tree.h"
#include "assign/names.h"
#include "soc/assignable.h"
#include "soc/clock_gates.h"
#include "soc/pin.h"

#define PORTS	   26u
#define LISTS_MOST LINUX_TREE_LIST

/* Linux's functions of a pin (dt-bindings/pinctrl/stm32-pinfunc.h). */
#define PINMUX_NUMBER(cell) ((cell) >> 8)

struct tree_check {
	const struct assignment *assignment;
	const struct dt *dt;
	const char *file;
	struct findings *findings;
	struct assignment_origin at; /* a compiled tree has no lines */
	/* What the M4 has, by port and number. */
	const struct assignment_origin *pins[PORTS][16];
	const char *uses[PORTS][16];
	bool held[256]; /* peripherals with a node below m4_system_resources, by index */
};

static bool is_enabled(const struct tree_check *check, int node)
{
	return dt_disabled_by(check->dt, node) == DT_NONE;
}

/* ---- peripherals ---- */

static void enabled_tell(struct tree_check *check, int node,
			 const struct assignment_peripheral *peripheral)
{
	struct finding *finding = finding_add(check->findings, "DTB001", &check->at);
	const char *label = peripheral_assignable(peripheral->soc)->label;
	char path[DT_PATH_MAX];

	finding_other(finding, check_at(peripheral));
	finding_what(finding, "Linux's tree enables %s, but %s is %s",
		     dt_path(check->dt, node, path), peripheral->soc->name,
		     assignment_context_name((enum assignment_context)peripheral->context.value));
	finding_why(finding, "the driver of that node sets the peripheral up%s",
		    peripheral->isolation.value == ASSIGNMENT_OPEN
			    ? ", and nothing keeps it from doing so"
			    : "; the firewall refuses it, and Linux gets a bus error or no device");
	finding_do(finding, "write `&%s { status = \"disabled\"; };`, or give it to a7",
		   label ? label : dt_name(check->dt, node));
}

static void node_check(struct tree_check *check, int node)
{
	const struct assignment *assignment = check->assignment;
	uint32_t address;

	if (!linux_tree_address(check->dt, node, &address))
		return;
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];

		if (peripheral->soc->base != address)
			continue;
		if (linux_tree_is_held(check->dt, node))
			check->held[i] = true;
		else if (peripheral->context.value == ASSIGNMENT_M4 ||
			 (peripheral->context.value == ASSIGNMENT_A7_SECURE &&
			  peripheral->isolation.value == ASSIGNMENT_ISOLATED))
			enabled_tell(check, node, peripheral);
		return;
	}
}

/* May Linux switch off what the peripheral gets its clock from? Buses and what is critical it does not. */
static bool may_stop(const struct assignment_peripheral *peripheral)
{
	return clock_selector((enum soc_clock)peripheral->soc->clock) &&
	       !(soc_clock_flags((enum soc_clock)peripheral->clock.source.value) &
		 SOC_CLOCK_CRITICAL);
}

static void held_check(struct tree_check *check)
{
	const bool any = dt_next_compatible(check->dt, DT_NONE, "rproc-srm-core") != DT_NONE;

	for (size_t i = 0; i < check->assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &check->assignment->peripherals[i];
		const struct soc_assignable *assignable = peripheral_assignable(peripheral->soc);
		const char *source = soc_clock_name((enum soc_clock)peripheral->clock.source.value);
		struct finding *finding;

		/* Where there are such nodes they hold pins and regulators as well. */
		if (peripheral->context.value != ASSIGNMENT_M4 || check->held[i] ||
		    !(assignable->flags & SOC_ASSIGN_M4_NODE) || (!any && !may_stop(peripheral)))
			continue;
		finding = finding_add(check->findings, "DTB005", &check->at);
		finding_other(finding, check_at(peripheral));
		finding_what(finding, "nothing in Linux's tree holds the clock of %s",
			     peripheral->soc->name);
		if (any) {
			finding_why(finding,
				    "there is no enabled node for it below "
				    "m4_system_resources, which would keep %s on, and its pins",
				    source);
			finding_do(finding, "enable &m4_%s",
				   assignable->label ? assignable->label : peripheral->soc->name);
		} else {
			finding_why(finding,
				    "the tree has no m4_system_resources, as mainline "
				    "Linux's: Linux may switch %s off",
				    source);
			finding_do(finding,
				   "take a kernel with ST's system resource manager, or see to "
				   "it that Linux has another user of %s",
				   source);
		}
	}
}

/* ---- pins ---- */

static void pin_note(struct tree_check *check, const struct assignment_pad *pad,
		     const struct assignment_origin *owner, const char *use)
{
	/* A pin that the board brings is the M4's because the file gives it the peripheral. */
	check->pins[pad->port - 'A'][pad->number] = pad->origin.board ? owner : &pad->origin;
	check->uses[pad->port - 'A'][pad->number] = use;
}

static void pins_collect(struct tree_check *check)
{
	const struct assignment *assignment = check->assignment;

	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];

		for (size_t j = 0;
		     peripheral->context.value == ASSIGNMENT_M4 && j < peripheral->pin_count; j++)
			pin_note(check, &peripheral->pins[j].pad, check_at(peripheral),
				 peripheral->pins[j].signal);
	}
	for (size_t i = 0; i < assignment->gpio_count; i++) {
		if (assignment->gpio[i].context.value == ASSIGNMENT_M4)
			pin_note(check, &assignment->gpio[i].pad, &assignment->gpio[i].origin,
				 assignment->gpio[i].label);
	}
}

static void claim_check(struct tree_check *check, int node, char port, unsigned number,
			const char *how)
{
	char path[DT_PATH_MAX];
	struct finding *finding;

	if (port < 'A' || port > 'Z' || number > 15 || !check->uses[port - 'A'][number])
		return;
	finding = finding_add(check->findings, "DTB002", &check->at);
	finding_other(finding, check->pins[port - 'A'][number]);
	finding_what(finding, "%s of Linux's tree takes P%c%u by its %s, but the M4 has it as %s",
		     dt_path(check->dt, node, path), port, number, how,
		     check->uses[port - 'A'][number]);
	finding_why(finding, "when the driver is bound, Linux sets the pin up for it");
	finding_do(finding,
		   "disable that node, or take the pin out of it, or give the M4 another pin");
}

static void group_check(struct tree_check *check, int node, int group)
{
	for (int pins = dt_child(check->dt, group); pins != DT_NONE;
	     pins = dt_sibling(check->dt, pins)) {
		size_t count = dt_cells(check->dt, pins, "pinmux");

		for (size_t i = 0; i < count && i < LISTS_MOST; i++) {
			const struct soc_pin *pin;
			uint32_t cell;

			if (dt_cell(check->dt, pins, "pinmux", i, &cell))
				break;
			pin = soc_pin_by_dt_number(PINMUX_NUMBER(cell));
			if (pin)
				claim_check(check, node, pin->port, pin->number, "pinctrl-0");
		}
	}
}

static void pinctrl_check(struct tree_check *check, int node)
{
	struct dt_args args;

	for (size_t i = 0; i < LISTS_MOST && !dt_args(check->dt, node, "pinctrl-0", NULL, i, &args);
	     i++)
		group_check(check, node, args.node);
}

static void gpios_check(struct tree_check *check, int node, const char *property, const char *cells)
{
	struct dt_args args;

	for (size_t i = 0; i < LISTS_MOST && !dt_args(check->dt, node, property, cells, i, &args);
	     i++) {
		char port = linux_tree_bank(check->dt, args.node);

		if (port && args.count)
			claim_check(check, node, port, args.cells[0], property);
	}
}

static void lists_check(struct tree_check *check, int node)
{
	const char *name;

	for (size_t i = 0; (name = dt_property_name(check->dt, node, i)); i++) {
		if (linux_tree_is_gpios(name))
			gpios_check(check, node, name, "#gpio-cells");
		else if (!strcmp(name, "interrupts-extended"))
			gpios_check(check, node, name, "#interrupt-cells");
	}
}

/* ---- memory ---- */

static bool covers(const struct tree_check *check, int node, uint32_t address, uint64_t size)
{
	uint32_t start, length;

	for (size_t i = 0; !dt_reg(check->dt, node, i, &start, &length); i++) {
		if (address >= start && (uint64_t)address + size <= (uint64_t)start + length)
			return true;
	}
	return false;
}

static bool is_reserved(const struct tree_check *check, uint32_t address, uint64_t size)
{
	int parent = dt_find(check->dt, "/reserved-memory");

	if (parent == DT_NONE)
		return false;
	for (int child = dt_child(check->dt, parent); child != DT_NONE;
	     child = dt_sibling(check->dt, child)) {
		if (covers(check, child, address, size))
			return true;
	}
	return false;
}

static bool is_listed(const struct tree_check *check, int m4, uint32_t address, uint64_t size)
{
	struct dt_args args;

	for (size_t i = 0;
	     i < LISTS_MOST && !dt_args(check->dt, m4, "memory-region", NULL, i, &args); i++) {
		if (covers(check, args.node, address, size))
			return true;
	}
	return false;
}

static void region_check(struct tree_check *check, int m4, const struct assignment_region *region)
{
	uint32_t address;
	struct finding *finding;
	bool reserved;

	if (!region->size.value ||
	    (region->context.value != ASSIGNMENT_M4 &&
	     region->context.value != ASSIGNMENT_SHARED) ||
	    !soc_da_to_pa((uint32_t)region->address.value, (uint32_t)region->size.value, &address))
		return;
	reserved = is_reserved(check, address, region->size.value);
	if (reserved && (m4 == DT_NONE || is_listed(check, m4, address, region->size.value)))
		return;
	finding = finding_add(check->findings, "DTB003", &check->at);
	finding_other(finding, &region->origin);
	finding_what(finding,
		     "Linux's tree does not %s the region %s (0x%08" PRIX32 ", %" PRIu64 " bytes)",
		     reserved ? "give the coprocessor" : "reserve", region->name, address,
		     region->size.value);
	if (reserved)
		finding_why(finding,
			    "the memory-region of the coprocessor's node does not list a node "
			    "that has it");
	else
		finding_why(finding, "no child of /reserved-memory has all of it");
	finding_do(finding, "add it to the tree, as the generated fragment does");
}

static void memory_check(struct tree_check *check)
{
	int m4 = dt_next_compatible(check->dt, DT_NONE, "st,stm32mp1-m4");
	struct finding *finding;

	if (m4 == DT_NONE || !is_enabled(check, m4)) {
		finding = finding_add(check->findings, "DTB004", &check->at);
		finding_what(finding, "Linux's tree has no enabled node of the coprocessor");
		finding_why(finding,
			    "without one that is compatible with st,stm32mp1-m4 Linux has no "
			    "remoteproc");
		finding_do(finding, "write `&m4_rproc { status = \"okay\"; };`");
	}
	for (size_t i = 0; i < check->assignment->region_count; i++)
		region_check(check, m4, &check->assignment->regions[i]);
}

void assignment_check_dtb(const struct assignment *assignment, const struct dt *dt,
			  const char *file, struct findings *findings)
{
	struct tree_check check = {.assignment = assignment,
				   .dt = dt,
				   .file = file,
				   .findings = findings,
				   .at = {.file = file}};

	pins_collect(&check);
	for (int node = dt_next(dt, DT_NONE); node != DT_NONE; node = dt_next(dt, node)) {
		if (!is_enabled(&check, node))
			continue;
		node_check(&check, node);
		if (linux_tree_is_held(dt, node))
			continue;
		pinctrl_check(&check, node);
		lists_check(&check, node);
	}
	held_check(&check);
	memory_check(&check);
}
