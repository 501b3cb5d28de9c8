/* SPDX-License-Identifier: BSD-3-Clause */
/* What Linux and U-Boot drive, and what they leave alone. */
#include <inttypes.h>
#include <stdio.h>

#include "assign/generator.h"
#include "assign/names.h"

#define EXTI_LINE_WWDG1 68u /* the coprocessor's window watchdog has reset it (RM0436, EXTI) */
#define EDGE_RISING	1u

/* ---- off ---- */

/* Not for Linux: the M4's, the secure world's, or the file says that nobody uses it. */
static bool is_off(const struct assignment_peripheral *peripheral)
{
	const bool system = peripheral_assignable(peripheral->soc)->flags & SOC_ASSIGN_SYSTEM;

	if (system || assignment_a7_uses(peripheral))
		return false;
	return peripheral->context.value != ASSIGNMENT_UNUSED ||
	       assignment_given(&peripheral->origin);
}

static void off_write(struct generator *generator)
{
	const struct assignment *assignment = generator->assignment;
	char node[GENERATOR_REFERENCE];

	emit_text(generator->out, "/* ---- not for the Cortex-A7's non-secure world ---- */\n\n");
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];

		if (!is_off(peripheral) ||
		    !generator_peripheral_node(generator, peripheral->soc, node))
			continue;
		emit(generator->out, "/* %s: %s */\n%s {\n", peripheral->soc->name,
		     assignment_context_name((enum assignment_context)peripheral->context.value),
		     node);
		generator_line(generator, generator_at(peripheral), "\tstatus = \"disabled\";");
		emit_text(generator->out, "};\n\n");
	}
}

/* ---- on ---- */

static void on_write(struct generator *generator)
{
	const struct assignment *assignment = generator->assignment;
	char node[GENERATOR_REFERENCE];

	emit_text(generator->out, "/* ---- the Cortex-A7's ---- */\n\n");
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];
		char supply[GENERATOR_REFERENCE];

		if (!generator_a7_given(peripheral) ||
		    !generator_peripheral_node(generator, peripheral->soc, node))
			continue;
		emit(generator->out, "/* %s */\n%s {\n", peripheral->soc->name, node);
		generate_pinctrl(generator, "\t", peripheral, true);
		generate_assigned_clock(generator, "\t", peripheral);
		for (size_t j = 0; j < peripheral->supply_count; j++)
			generator_line(generator, &peripheral->supplies[j].origin,
				       "\t%s-supply = <%s>;", peripheral->supplies[j].name,
				       generator_regulator(generator,
							   peripheral->supplies[j].regulator,
							   supply));
		generator_line(generator, generator_at(peripheral), "\tstatus = \"okay\";");
		emit_text(generator->out, "};\n\n");
	}
}

/* Pins that a driver of Linux reads or drives belong into that driver's node, which is not known here. */
static void gpio_tell(struct generator *generator)
{
	const struct assignment *assignment = generator->assignment;
	char bank[8], node[GENERATOR_REFERENCE], from[ASSIGNMENT_ORIGIN_TEXT];
	bool first = true;

	for (size_t i = 0; i < assignment->gpio_count; i++) {
		const struct assignment_gpio *gpio = &assignment->gpio[i];

		if (!assignment_has_a7((enum assignment_context)gpio->context.value) ||
		    gpio->origin.board)
			continue;
		if (first)
			emit_text(generator->out,
				  "/* Pins of Linux's software, for the nodes of their drivers:\n");
		first = false;
		snprintf(bank, sizeof(bank), "GPIO%c", gpio->pad.port);
		emit(generator->out, " * %s: gpios = <%s %u %d>; %s\n", gpio->label,
		     generator_named_node(generator, bank, node), (unsigned)gpio->pad.number,
		     gpio->active_low.value, generator_origin(&gpio->origin, from));
	}
	if (!first)
		emit_text(generator->out, " */\n\n");
}

/* Half of the multiplexer's channels are those of a DMA controller: Linux has to count without those of
 * one that is not its own (Linux, drivers/dma/stm32/stm32-dmamux.c). */
static void dmamux_write(struct generator *generator)
{
	const struct assignment_peripheral *dma1 =
		assignment_peripheral(generator->assignment, "DMA1");
	const struct assignment_peripheral *dma2 =
		assignment_peripheral(generator->assignment, "DMA2");
	char mux[GENERATOR_REFERENCE], master[GENERATOR_REFERENCE];

	if (!dma1 || !dma2 || is_off(dma1) == is_off(dma2))
		return;
	generator_named_node(generator, "DMAMUX1", mux);
	if (is_off(dma1)) {
		/* Linux counts the channels of its first controller from 0, where DMA1's are. */
		emit(generator->out,
		     "/* Linux's driver of the multiplexer takes channels 0 to 7 for its first\n"
		     " * controller, and those are DMA1's: it cannot drive DMA2 alone. */\n%s {\n",
		     mux);
		generator_line(generator, generator_at(dma1), "\tstatus = \"disabled\";");
	} else {
		emit(generator->out, "/* Channels 8 to 15 are those of DMA2. */\n%s {\n", mux);
		generator_line(generator, generator_at(dma2), "\tdma-masters = <%s>;",
			       generator_named_node(generator, "DMA1", master));
		emit_text(generator->out, "\tdma-channels = <8>;\n");
	}
	emit_text(generator->out, "};\n\n");
}

/* ---- locks ---- */

/* As in ST's kernels. */
static bool is_usual(const struct assignment *assignment)
{
	return assignment->gpio_lock.value == 0 && assignment->exti_lock.value == 1;
}

static void lock_write(struct generator *generator, const char *node, const char *hsem,
		       unsigned cells, const struct assignment_number *lock)
{
	emit(generator->out, "%s {\n", node);
	if (lock->value == ASSIGNMENT_NO_LOCK)
		generator_line(generator, &lock->origin, "\t/delete-property/ hwlocks;");
	else
		generator_line(generator, &lock->origin, "\thwlocks = <%s %u%s>;", hsem,
			       (unsigned)lock->value, cells == 2 ? " 1" : "");
	emit_text(generator->out, "};\n\n");
}

/* Mainline's trees have no node for it. */
static void hsem_add(struct generator *generator, const struct soc_peripheral *soc)
{
	char rcc[GENERATOR_REFERENCE];

	generator_root(generator);
	emit(generator->out,
	     "\tsoc {\n"
	     "\t\thsem: hwspinlock@%" PRIx32 " {\n"
	     "\t\t\tcompatible = \"st,stm32-hwspinlock\";\n"
	     "\t\t\treg = <0x%" PRIx32 " 0x%" PRIx32 ">;\n"
	     "\t\t\t#hwlock-cells = <1>;\n"
	     "\t\t\tclocks = <%s 82>;\t/* hsem */\n"
	     "\t\t\tclock-names = \"hsem\";\n"
	     "\t\t};\n\t};\n};\n\n",
	     soc->base, soc->base, soc->size, generator_named_node(generator, "RCC", rcc));
}

/* With one cell (mainline, bindings/hwlock/st,stm32-hwspinlock.yaml) a lock has one user, so only the larger
 * pin controller can have it; ST's kernels have a second cell, by which it can have several. */
static void locks_write(struct generator *generator)
{
	const struct assignment *assignment = generator->assignment;
	const struct soc_peripheral *soc = soc_peripheral_by_name("HSEM");
	const int place = generator_node_at(generator, soc->base);
	char hsem[GENERATOR_REFERENCE] = "&hsem", node[GENERATOR_REFERENCE];
	const struct dt *base = generator->options->base;
	uint32_t cells = base ? 1 : 2;

	emit_text(generator->out,
		  "/* ---- semaphores for what both processors configure ---- */\n\n");
	if (base && place < 0 && !assignment_given(&assignment->gpio_lock.origin) &&
	    !assignment_given(&assignment->exti_lock.origin)) {
		emit_text(
			generator->out,
			"/* This tree has no node of the semaphores, so its Linux takes none. Name them in\n"
			" * the file, `locks: {gpio: 0, exti: 1}`, and they are added here: Linux then needs\n"
			" * its driver of them (CONFIG_HWSPINLOCK_STM32) built in. */\n\n");
		return;
	}
	if (!base && is_usual(assignment)) {
		emit_text(
			generator->out,
			"/* ST's kernels have them: 0 for pins, 1 for EXTI. Mainline's trees have none:\n"
			" * `copro assign generate --base` can add them. */\n\n");
		return;
	}
	if (base && place < 0 &&
	    (assignment->gpio_lock.value != ASSIGNMENT_NO_LOCK ||
	     assignment->exti_lock.value != ASSIGNMENT_NO_LOCK))
		hsem_add(generator, soc);
	else if (!base || place >= 0)
		generator_named_node(generator, "HSEM", hsem);
	if (place >= 0 && dt_cell(base, place, "#hwlock-cells", 0, &cells))
		cells = 1;
	lock_write(generator, generator_pinctrl(generator, false, node), hsem, cells,
		   &assignment->gpio_lock);
	if (cells == 2)
		lock_write(generator, generator_pinctrl(generator, true, node), hsem, cells,
			   &assignment->gpio_lock);
	lock_write(generator, generator_named_node(generator, "EXTI", node), hsem, cells,
		   &assignment->exti_lock);
}

/* ---- the coprocessor ---- */

static void coprocessor_write(struct generator *generator, bool resources)
{
	char m4[GENERATOR_REFERENCE], ipcc[GENERATOR_REFERENCE], exti[GENERATOR_REFERENCE];
	const struct dt *base = generator->options->base;
	int node = generator_coprocessor_node(generator);

	generator_coprocessor(generator, m4);
	generator_named_node(generator, "IPCC", ipcc);
	generator_named_node(generator, "EXTI", exti);
	emit_text(generator->out, "/* ---- the coprocessor ---- */\n\n");
	emit(generator->out, "%s {\n\tstatus = \"okay\";\n};\n\n", ipcc);
	/* What it holds there goes with the node. */
	for (int child = node < 0 || !resources ? DT_NONE : dt_child(base, node); child != DT_NONE;
	     child = dt_sibling(base, child)) {
		char path[DT_PATH_MAX];

		if (dt_compatible(base, child, "rproc-srm-core"))
			emit(generator->out, "/delete-node/ &{%s};\n\n",
			     dt_path(base, child, path));
	}
	emit(generator->out, "%s {\n", m4);
	generate_memory_region(generator, "\t");
	if (generator->assignment->rpmsg.enabled.value)
		emit(generator->out,
		     "\tmboxes = <%s 0>, <%s 1>, <%s 2>, <%s 3>;\n"
		     "\tmbox-names = \"vq0\", \"vq1\", \"shutdown\", \"detach\";\n",
		     ipcc, ipcc, ipcc, ipcc);
	else
		emit(generator->out,
		     "\tmboxes = <%s 2>, <%s 3>;\n"
		     "\tmbox-names = \"shutdown\", \"detach\";\n",
		     ipcc, ipcc);
	emit(generator->out,
	     "\tinterrupt-parent = <%s>;\n"
	     "\tinterrupts = <%u %u>; /* its window watchdog has reset it */\n"
	     "\tstatus = \"okay\";\n",
	     exti, EXTI_LINE_WWDG1, EDGE_RISING);
	if (resources)
		generate_system_resources(generator);
	emit_text(generator->out, "};\n");
}

/* ---- the files ---- */

static void head_write(struct generator *generator, const char *whose)
{
	emit(generator->out, "/*\n * For the tree of %s%s\n */\n\n", whose,
	     generator->options->base
		     ? ", by the paths of the compiled tree that it was generated for: append it to\n"
		       " * that tree's source (dtc -I dtb -O dts)."
		     : ", by the labels of its sources: include it after the board's own tree.");
}

void generate_linux(struct generator *generator)
{
	if (generator->options->overlay)
		emit_text(generator->out, "/dts-v1/;\n/plugin/;\n\n");
	head_write(generator, "Linux");
	generate_pins(generator, 1u << SIDE_A7 | 1u << SIDE_M4);
	off_write(generator);
	on_write(generator);
	gpio_tell(generator);
	dmamux_write(generator);
	locks_write(generator);
	generate_reserved_memory(generator);
	coprocessor_write(generator, true);
}

/* U-Boot has no driver that holds anything for the coprocessor, and takes no locks. */
void generate_uboot(struct generator *generator)
{
	const struct generate_options *options = generator->options;
	const struct generate_options fragment = {.base = options->base};

	generator->options = &fragment;
	head_write(generator, "U-Boot");
	generate_pins(generator, 1u << SIDE_A7);
	off_write(generator);
	on_write(generator);
	generate_reserved_memory(generator);
	coprocessor_write(generator, false);
	generator->options = options;
}
