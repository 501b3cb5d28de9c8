/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What Linux holds for the coprocessor while it runs: pins, clocks, regulators and interrupt lines, in a
 * node each below m4_system_resources (ST's Linux, bindings/remoteproc/rproc-srm.txt). Mainline's kernel
 * has no driver for it and does not look at it. Everything is written, so that it does not matter whether the tree has
 * the nodes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "assign/generator.h"
#include "assign/names.h"

#define EDGE_RISING  1u
#define EDGE_FALLING 2u

static bool is_held(const struct assignment_peripheral *peripheral)
{
	const struct soc_assignable *assignable = peripheral_assignable(peripheral->soc);

	return peripheral->context.value == ASSIGNMENT_M4 &&
	       !(assignable->flags & SOC_ASSIGN_SYSTEM) &&
	       ((assignable->flags & SOC_ASSIGN_M4_NODE) || peripheral->pin_count ||
		peripheral->supply_count);
}

static void peripheral_hold(struct generator *generator,
			    const struct assignment_peripheral *peripheral)
{
	const struct soc_assignable *assignable = peripheral_assignable(peripheral->soc);
	char name[GENERATOR_ID], regulator[GENERATOR_REFERENCE];
	const char *label = assignable->label;

	generator_lower(peripheral->soc->name, name);
	emit(generator->out, "\n\t\tm4_%s: %s@%" PRIx32 " {\n", label ? label : name,
	     assignable->node ? assignable->node : name, peripheral->soc->base);
	emit_text(generator->out, "\t\t\tcompatible = \"rproc-srm-dev\";\n");
	emit(generator->out, "\t\t\treg = <0x%" PRIx32 " 0x%" PRIx32 ">;\n", peripheral->soc->base,
	     peripheral->soc->size);
	generate_m4_clocks(generator, "\t\t\t", peripheral);
	generate_assigned_clock(generator, "\t\t\t", peripheral);
	generate_pinctrl(generator, "\t\t\t", peripheral, false);
	for (size_t i = 0; i < peripheral->supply_count; i++)
		generator_line(generator, &peripheral->supplies[i].origin,
			       "\t\t\t%s-supply = <%s>;", peripheral->supplies[i].name,
			       generator_regulator(generator, peripheral->supplies[i].regulator,
						   regulator));
	generator_line(generator, generator_at(peripheral), "\t\t\tstatus = \"okay\";");
	emit_text(generator->out, "\t\t};\n");
}

static unsigned edges_of(const struct assignment_gpio *gpio)
{
	switch ((enum assignment_edge)gpio->edge.value) {
	case ASSIGNMENT_RISING:
		return EDGE_RISING;
	case ASSIGNMENT_FALLING:
		return EDGE_FALLING;
	case ASSIGNMENT_BOTH_EDGES:
		return EDGE_RISING | EDGE_FALLING;
	case ASSIGNMENT_NO_EDGE:
		break;
	}
	return 0;
}

static void gpio_hold(struct generator *generator, const struct assignment_gpio *gpio)
{
	char name[GENERATOR_ID], node[GENERATOR_ID], bank[8], reference[GENERATOR_REFERENCE];

	generator_lower(gpio->label, name);
	snprintf(node, sizeof(node), "%s", name);
	for (char *byte = node; *byte; byte++)
		*byte = *byte == '_' ? '-' : *byte;
	emit(generator->out, "\n\t\tm4_io_%s: io-%s {\n", name, node);
	generator_line(generator, &gpio->origin, "\t\t\tcompatible = \"rproc-srm-dev\";");
	generate_gpio_pinctrl(generator, "\t\t\t", gpio);
	if (edges_of(gpio)) {
		snprintf(bank, sizeof(bank), "GPIO%c", gpio->pad.port);
		emit(generator->out, "\t\t\tinterrupt-parent = <%s>;\n",
		     generator_named_node(generator, bank, reference));
		generator_line(generator, &gpio->edge.origin, "\t\t\tinterrupts = <%u %u>;",
			       (unsigned)gpio->pad.number, edges_of(gpio));
		emit_text(generator->out, "\t\t\tinterrupt-names = \"irq\";\n");
	}
	emit_text(generator->out, "\t\t};\n");
}

void generate_system_resources(struct generator *generator)
{
	const struct assignment *assignment = generator->assignment;
	const bool overlay = generator->options->overlay;

	/* dtc cannot know of an overlay what the cells of the node and of its bus are: the tree says. */
	emit(generator->out,
	     "%s\n"
	     "\tm4_system_resources: m4_system_resources {\n"
	     "\t\tcompatible = \"rproc-srm-core\";\n"
	     "\t\t#address-cells = <1>;\n"
	     "\t\t#size-cells = <1>;\n"
	     "%s"
	     "\t\tstatus = \"okay\";\n",
	     overlay ? "" : "\t#address-cells = <1>;\n\t#size-cells = <1>;\n\tranges;\n",
	     overlay ? "" : "\t\tranges;\n");
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		if (is_held(&assignment->peripherals[i]))
			peripheral_hold(generator, &assignment->peripherals[i]);
	}
	for (size_t i = 0; i < assignment->gpio_count; i++) {
		if (assignment->gpio[i].context.value == ASSIGNMENT_M4)
			gpio_hold(generator, &assignment->gpio[i]);
	}
	emit_text(generator->out, "\t};\n");
}
