/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/boot/wires.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "host/boot/claims.h"
#include "soc/exti_line.h"

#define BANK_PINS 16u
#define TEXT	  96u

bool wire_bank(const struct dt *dt, int node, uint32_t *first)
{
	const char *name = dt_string(dt, node, "st,bank-name", 0);

	if (!name || strncmp(name, "GPIO", 4) != 0 || name[4] < 'A' || name[4] > 'Z' || name[5])
		return false;
	*first = BANK_PINS * (uint32_t)(name[4] - 'A');
	return true;
}

static int tell_wrong(const struct wire_visitor *visitor, const char *text)
{
	return visitor->wrong ? visitor->wrong(visitor->context, text) : 0;
}

static int tell_interrupt(const struct wire_visitor *visitor, uint32_t number)
{
	return visitor->interrupt ? visitor->interrupt(visitor->context, number) : 0;
}

/* ---- pins ---- */

/* pinmux: STM32_PINMUX(port, pin, mode) of include/dt-bindings/pinctrl/stm32-pinfunc.h. */
static int pinmux_visit(const struct dt *dt, int node, const struct wire_visitor *visitor)
{
	char text[TEXT];
	uint32_t cell;
	int status = 0;

	for (size_t i = 0; !status && !dt_cell(dt, node, "pinmux", i, &cell); i++) {
		if (cell >> 8 < CLAIM_PINS) {
			if (visitor->pin)
				status = visitor->pin(visitor->context, cell >> 8);
			continue;
		}
		(void)snprintf(text, sizeof(text),
			       "pinmux 0x%08" PRIX32 " of %.40s is no pin: left out", cell,
			       dt_name(dt, node));
		status = tell_wrong(visitor, text);
	}
	return status;
}

static int group_visit(const struct dt *dt, int group, const struct wire_visitor *visitor)
{
	int status = visitor->group ? visitor->group(visitor->context, group) : 0;

	if (!status)
		status = pinmux_visit(dt, group, visitor);
	for (int child = dt_child(dt, group); child >= 0 && !status; child = dt_sibling(dt, child))
		status = pinmux_visit(dt, child, visitor);
	return status;
}

/* -ENOENT: the node has none of the states. */
static int state_index(const struct dt *dt, int node, const char *const *states)
{
	if (!dt_has(dt, node, "pinctrl-names"))
		return 0;
	for (; *states; states++) {
		const int index = dt_string_index(dt, node, "pinctrl-names", *states);

		if (index >= 0)
			return index;
	}
	return -ENOENT;
}

int wire_pins(const struct dt *dt, int node, const char *const *states,
	      const struct wire_visitor *visitor)
{
	const int index = state_index(dt, node, states);
	char property[24];
	char text[TEXT];
	struct dt_args group;
	int status = 0;

	if (index < 0)
		return 0;
	(void)snprintf(property, sizeof(property), "pinctrl-%d", index);
	for (size_t i = 0; !status; i++) {
		status = dt_args(dt, node, property, NULL, i, &group);
		if (status == -ENOENT)
			return 0;
		if (status) {
			(void)snprintf(text, sizeof(text), "%s points to nothing", property);
			return tell_wrong(visitor, text);
		}
		status = group_visit(dt, group.node, visitor);
	}
	return status;
}

/* ---- interrupts ---- */

static int interrupt_visit(const struct dt *dt, int controller, const uint32_t *cells,
			   unsigned count, const struct wire_visitor *visitor)
{
	struct wire_trigger trigger = {.type = count >= 2 ? cells[1] : 0};
	uint32_t first;
	int status = 0;

	if (dt_compatible(dt, controller, "arm,cortex-a7-gic")) {
		/* Type 0: an interrupt of a peripheral (bindings/interrupt-controller/arm,gic.yaml). */
		return count >= 2 && cells[0] == 0 ? tell_interrupt(visitor, cells[1]) : 0;
	}
	if (dt_compatible(dt, controller, "st,stm32mp1-exti")) {
		trigger.line = cells[0];
	} else if (wire_bank(dt, controller, &first)) {
		trigger.line = cells[0] % BANK_PINS;
		trigger.is_pin = true;
		trigger.pin = first + trigger.line;
	} else {
		return 0; /* of some other chip */
	}
	if (visitor->trigger && count >= 2)
		status = visitor->trigger(visitor->context, &trigger);
	if (status)
		return status;
	return tell_interrupt(visitor, soc_exti_spi(trigger.line) == SOC_NO_SPI
					       ? CLAIM_EXTI_LINE + trigger.line
					       : soc_exti_spi(trigger.line));
}

static int extended_visit(const struct dt *dt, int node, const struct wire_visitor *visitor)
{
	struct dt_args args;
	int status = 0;

	for (size_t i = 0; !status; i++) {
		status = dt_args(dt, node, "interrupts-extended", "#interrupt-cells", i, &args);
		if (status == -ENOENT)
			return 0;
		if (status)
			return tell_wrong(visitor, "interrupts-extended points to nothing");
		if (args.count)
			status = interrupt_visit(dt, args.node, args.cells, args.count, visitor);
	}
	return status;
}

int wire_interrupts(const struct dt *dt, int node, int parent, const struct wire_visitor *visitor)
{
	uint32_t cells[DT_ARGS_MAX];
	uint32_t each = 0;
	int status = 0;

	/* It replaces the plain property (2.4.1). */
	if (dt_has(dt, node, "interrupts-extended"))
		return extended_visit(dt, node, visitor);
	if (!dt_has(dt, node, "interrupts"))
		return 0;
	if (parent < 0 || dt_cell(dt, parent, "#interrupt-cells", 0, &each) || !each ||
	    each > DT_ARGS_MAX)
		return tell_wrong(visitor, "interrupts has no interrupt-parent to count by");
	for (size_t i = 0; !status; i += each) {
		for (uint32_t j = 0; j < each; j++) {
			if (!dt_cell(dt, node, "interrupts", i + j, &cells[j]))
				continue;
			return i && !j ? 0 : tell_wrong(visitor, "interrupts ends in the middle");
		}
		status = interrupt_visit(dt, parent, cells, each, visitor);
	}
	return status;
}

int wire_interrupt_parent(const struct dt *dt, int node)
{
	struct dt_args args;

	while (node >= 0) {
		if (dt_has(dt, node, "interrupt-parent"))
			return dt_args(dt, node, "interrupt-parent", NULL, 0, &args) ? DT_NONE
										     : args.node;
		/* A parent that is a controller itself. */
		node = dt_parent(dt, node);
		if (node >= 0 && dt_has(dt, node, "#interrupt-cells"))
			return node;
	}
	return DT_NONE;
}
