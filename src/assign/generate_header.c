/* SPDX-License-Identifier: BSD-3-Clause */
/* NAME.h: what the Cortex-M4 has, in C. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "assign/generator.h"
#include "assign/generator_code.h"
#include "soc/irq.h"

#define IRQ_NAME 16u

bool code_has_gpio(const struct assignment_gpio *gpio)
{
	return assignment_has_m4((enum assignment_context)gpio->context.value);
}

struct code_counts code_count(const struct assignment *assignment)
{
	struct code_counts counts = {.peripherals = 0};

	for (size_t i = 0; i < assignment->peripheral_count; i++)
		counts.peripherals += generator_m4_has(&assignment->peripherals[i]);
	for (size_t i = 0; i < assignment->gpio_count; i++) {
		const struct assignment_gpio *gpio = &assignment->gpio[i];

		counts.pins += code_has_gpio(gpio);
		counts.edges += code_has_gpio(gpio) && gpio->edge.value != ASSIGNMENT_NO_EDGE;
		counts.outputs += code_has_gpio(gpio) && gpio->direction.value == ASSIGNMENT_OUTPUT;
	}
	return counts;
}

void code_template(struct generator *generator, const char *text)
{
	char one[2] = "";

	for (; *text; text++) {
		one[0] = *text;
		emit_text(generator->out, *text == '@'	 ? generator->lower
					  : *text == '$' ? generator->upper
							 : one);
	}
}

/* ---- peripherals ---- */

static void peripheral_defines(struct generator *generator,
			       const struct assignment_peripheral *peripheral)
{
	const struct soc_peripheral *soc = peripheral->soc;
	const char *upper = generator->upper;

	emit(generator->out, "\n#define %s_%s_BASE 0x%08" PRIx32 "u\n", upper, soc->name,
	     soc->base);
	if (peripheral->clock.rate.value)
		generator_line(generator,
			       assignment_given(&peripheral->clock.rate.origin)
				       ? &peripheral->clock.rate.origin
				       : &peripheral->clock.source.origin,
			       "#define %s_%s_HZ %" PRIu64 "u", upper, soc->name,
			       peripheral->clock.rate.value);
	for (unsigned i = 0; i < soc->irq_count; i++) {
		const char *irq = soc_irq_name(soc->irqs[i]);

		emit(generator->out, "#define %s_IRQ_%s %uu\n", upper, irq ? irq : soc->name,
		     (unsigned)soc->irqs[i]);
	}
	if (soc->irq_count)
		generator_line(generator, &peripheral->priority.origin,
			       "#define %s_%s_PRIORITY %uu", upper, soc->name,
			       (unsigned)peripheral->priority.value);
	for (size_t i = 0; i < peripheral->dma_count; i++) {
		const struct assignment_dma *dma = &peripheral->dma[i];

		if (dma->number < 0 || !dma->controller || dma->stream > 7)
			continue;
		generator_line(generator, &dma->origin, "#define %s_DMA_%s_REQUEST %du", upper,
			       dma->request, dma->number);
		emit(generator->out, "#define %s_DMA_%s_CONTROLLER %uu\n", upper, dma->request,
		     (unsigned)dma->controller);
		emit(generator->out, "#define %s_DMA_%s_STREAM %uu\n", upper, dma->request,
		     (unsigned)dma->stream);
	}
}

static void peripherals_write(struct generator *generator)
{
	const struct assignment *assignment = generator->assignment;

	code_template(generator, "/* ---- peripherals ---- */\n\n"
				 "enum @_peripheral {\n");
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		const struct assignment_peripheral *peripheral = &assignment->peripherals[i];

		if (generator_m4_has(peripheral))
			generator_line(generator, generator_at(peripheral), "\t%s_%s,",
				       generator->upper, peripheral->soc->name);
	}
	code_template(generator, "\t$_PERIPHERALS\n};\n");
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		if (generator_m4_has(&assignment->peripherals[i]))
			peripheral_defines(generator, &assignment->peripherals[i]);
	}
	code_template(
		generator,
		"\n"
		"/*\n"
		" * Takes a peripheral: asks the firewall whose it is, and only if it may be used switches\n"
		" * its bus clock on for this core, sets its pins up under their lock, and gives its\n"
		" * interrupts their priority, without enabling them. One that is shared is not asked to be\n"
		" * this core's alone. 0; errors of peripheral_request(), resource_lock() and\n"
		" * gpio_configure(): then nothing is taken. Thread context.\n"
		" */\n"
		"COPRO_MUST_CHECK int @_take(enum @_peripheral which);\n"
		"/* Its clock off for this core, its pins floating, and given back. */\n"
		"void @_release(enum @_peripheral which);\n"
		"/* \"I2C5\"; \"?\" for none. */\n"
		"const char *@_name(enum @_peripheral which);\n"
		"\n");
}

/* ---- pins ---- */

/* The NVIC's line of an EXTI line; -1: none. */
static int exti_irq(unsigned line)
{
	char name[IRQ_NAME];

	snprintf(name, sizeof(name), "EXTI%u", line);
	for (unsigned nvic = 0; nvic < SOC_IRQ_COUNT; nvic++) {
		const char *irq = soc_irq_name(nvic);

		if (irq && !strcmp(irq, name))
			return (int)nvic;
	}
	return -1;
}

static void pin_defines(struct generator *generator, const struct assignment_gpio *gpio)
{
	char label[GENERATOR_ID];

	if (gpio->edge.value == ASSIGNMENT_NO_EDGE)
		return;
	generator_line(generator, &gpio->edge.origin, "#define %s_PIN_%s_IRQ %du", generator->upper,
		       generator_upper(gpio->label, label), exti_irq(gpio->pad.number));
}

static void pins_write(struct generator *generator, const struct code_counts *counts)
{
	const struct assignment *assignment = generator->assignment;
	char label[GENERATOR_ID], pad[ASSIGNMENT_PIN_NAME], from[ASSIGNMENT_ORIGIN_TEXT];

	code_template(generator, "/* ---- pins ---- */\n\n"
				 "enum @_pin {\n");
	for (size_t i = 0; i < assignment->gpio_count; i++) {
		const struct assignment_gpio *gpio = &assignment->gpio[i];

		if (!code_has_gpio(gpio))
			continue;
		emit(generator->out, "\t%s_PIN_%s, /* %s; %s */\n", generator->upper,
		     generator_upper(gpio->label, label), assignment_pad_name(&gpio->pad, pad),
		     generator_origin(&gpio->origin, from));
	}
	code_template(generator, "\t$_PINS\n};\n\n");
	for (size_t i = 0; i < assignment->gpio_count; i++) {
		if (code_has_gpio(&assignment->gpio[i]))
			pin_defines(generator, &assignment->gpio[i]);
	}
	code_template(
		generator,
		"/* Sets a pin up under its lock, an output with its first level. 0; errors as of\n"
		" * resource_lock() and gpio_configure(). Thread context. */\n"
		"COPRO_MUST_CHECK int @_pin_take(enum @_pin which);\n"
		"/* Is it active: high, or low where it is active low? Any context. */\n"
		"bool @_pin_get(enum @_pin which);\n");
	if (counts->outputs)
		code_template(generator, "/* Of an output. Any context, no lock. */\n"
					 "void @_pin_set(enum @_pin which, bool active);\n");
	if (counts->edges)
		code_template(
			generator,
			"/* Has there been an edge since the last call? Of a pin with an interrupt: its line is\n"
			" * latched from @_pin_take() on, and its NVIC line is for the caller to enable. */\n"
			"bool @_pin_edge(enum @_pin which);\n");
	emit_text(generator->out, "\n");
}

/* ---- memory and messages ---- */

static void memory_write(struct generator *generator)
{
	const struct assignment *assignment = generator->assignment;
	char name[GENERATOR_ID];

	emit_text(generator->out, "/* ---- memory, as this core sees it ---- */\n\n");
	for (size_t i = 0; i < assignment->region_count; i++) {
		const struct assignment_region *region = &assignment->regions[i];

		generator_line(generator, &region->address.origin,
			       "#define %s_MEMORY_%s_BASE 0x%08" PRIx64 "u", generator->upper,
			       generator_upper(region->name, name), region->address.value);
		generator_line(generator, &region->size.origin,
			       "#define %s_MEMORY_%s_SIZE 0x%" PRIx64 "u", generator->upper, name,
			       region->size.value);
	}
	emit_text(generator->out, "\n");
}

/* A service's name may have any character that prints. */
static void service_write(struct generator *generator, size_t number,
			  const struct assignment_text *service)
{
	char from[ASSIGNMENT_ORIGIN_TEXT];

	emit(generator->out, "#define %s_SERVICE_%zu \"", generator->upper, number);
	for (const char *byte = service->value; *byte; byte++)
		emit(generator->out, *byte == '"' || *byte == '\\' ? "\\%c" : "%c", *byte);
	emit(generator->out, "\" /* %s */\n", generator_origin(&service->origin, from));
}

static void messages_write(struct generator *generator)
{
	const struct assignment_rpmsg *rpmsg = &generator->assignment->rpmsg;

	if (!rpmsg->enabled.value)
		return;
	emit_text(generator->out, "/* ---- messages ---- */\n\n");
	generator_line(generator, &rpmsg->buffers.origin, "#define %s_BUFFERS %" PRIu64 "u",
		       generator->upper, rpmsg->buffers.value);
	generator_line(generator, &rpmsg->size.origin, "#define %s_BUFFER_SIZE %" PRIu64 "u",
		       generator->upper, rpmsg->size.value);
	code_template(generator, "\nextern struct resource_table_rpmsg @_resource_table;\n"
				 "/* For REMOTE_CONFIG(). */\n"
				 "extern uint8_t @_buffer_state[2 * $_BUFFERS];\n");
	if (rpmsg->trace.value) {
		code_template(generator,
			      "/* For remote_log_init(): the log that Linux shows. */\n");
		generator_line(generator, &rpmsg->trace.origin, "extern char %s_log[%" PRIu64 "];",
			       generator->lower, rpmsg->trace.value);
	}
	for (size_t i = 0; i < rpmsg->service_count; i++)
		service_write(generator, i, &rpmsg->services[i]);
	emit_text(generator->out, "\n");
}

void generate_header(struct generator *generator)
{
	const struct code_counts counts = code_count(generator->assignment);

	code_template(
		generator,
		"/*\n"
		" * What the Cortex-M4 has, and how it takes it. Call @_init() first.\n"
		" */\n"
		"#ifndef $_H\n"
		"#define $_H\n"
		"\n"
		"#include <stdbool.h>\n"
		"#include <stdint.h>\n"
		"\n"
		"#include <copro/compiler.h>\n"
		"#include <copro/resource_table.h>\n"
		"\n"
		"/*\n"
		" * Sets up the clocks if that is for this core to do (copro/system_resources.h), and the\n"
		" * locks. Where Linux runs, clocks are its own, and nothing is done to them. 0; errors of\n"
		" * system_clocks_setup() and resource_lock_init(). Thread context, once.\n"
		" */\n"
		"COPRO_MUST_CHECK int @_init(void);\n"
		"\n");
	if (counts.peripherals)
		peripherals_write(generator);
	if (counts.pins)
		pins_write(generator, &counts);
	memory_write(generator);
	messages_write(generator);
	emit_text(generator->out, "#endif\n");
}
