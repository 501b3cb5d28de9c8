/* SPDX-License-Identifier: BSD-3-Clause */
/* C for the pins that the M4's software reads or drives, and their lines of EXTI. */
#include <inttypes.h>

#include "assign/generator_code.h"

static void pin_row(struct generator *generator, const struct assignment_gpio *gpio)
{
	static const char *const pulls[] = {"NONE", "UP", "DOWN"};
	const bool output = gpio->direction.value == ASSIGNMENT_OUTPUT;
	char label[GENERATOR_ID];

	emit(generator->out, "\t[%s_PIN_%s] = {\n", generator->upper,
	     generator_upper(gpio->label, label));
	generator_line(generator, &gpio->pad.origin, "\t\t.pad = {'%c', %u,", gpio->pad.port,
		       (unsigned)gpio->pad.number);
	generator_line(generator, &gpio->direction.origin, "\t\t\t{.mode = GPIO_MODE_%s,",
		       output ? "OUTPUT" : "INPUT");
	generator_line(generator, &gpio->pad.pull.origin, "\t\t\t .pull = GPIO_PULL_%s,",
		       pulls[gpio->pad.pull.value]);
	generator_line(generator, &gpio->pad.drive.origin, "\t\t\t .open_drain = %d,",
		       gpio->pad.drive.value == ASSIGNMENT_OPEN_DRAIN);
	generator_line(generator, &gpio->pad.speed.origin, "\t\t\t .speed = %d}},",
		       gpio->pad.speed.value);
	if (output)
		generator_line(generator, &gpio->high.origin, "\t\t.high = %s,",
			       gpio->high.value ? "true" : "false");
	generator_line(generator, &gpio->active_low.origin, "\t\t.active_low = %s,",
		       gpio->active_low.value ? "true" : "false");
	if (gpio->edge.value == ASSIGNMENT_RISING || gpio->edge.value == ASSIGNMENT_BOTH_EDGES)
		generator_line(generator, &gpio->edge.origin, "\t\t.rising = true,");
	if (gpio->edge.value == ASSIGNMENT_FALLING || gpio->edge.value == ASSIGNMENT_BOTH_EDGES)
		generator_line(generator, &gpio->edge.origin, "\t\t.falling = true,");
	emit_text(generator->out, "\t},\n");
}

static void edge_functions(struct generator *generator)
{
	const struct assignment_number *lock = &generator->assignment->exti_lock;
	const bool locked = lock->value != ASSIGNMENT_NO_LOCK;

	if (locked)
		generator_line(generator, &lock->origin, "#define EXTI_LOCK %u",
			       (unsigned)lock->value);
	else
		generator_line(generator, &lock->origin, "/* No semaphore guards EXTI. */");
	emit_text(generator->out,
		  "\n"
		  "static const struct mmio exti = {.base = 0x5000d000u};\n"
		  "\n"
		  "static void bits_change(uint32_t offset, uint32_t clear, uint32_t set)\n"
		  "{\n"
		  "\tmmio_write32(exti, offset, (mmio_read32(exti, offset) & ~clear) | set);\n"
		  "}\n"
		  "\n"
		  "static int line_setup(const struct pin *pin)\n"
		  "{\n"
		  "\tconst unsigned number = pin->pad.number;\n"
		  "\tconst uint32_t port =\n"
		  "\t\tpin->pad.port == 'Z' ? GPIO_PORT_Z : (uint32_t)(pin->pad.port - 'A');\n"
		  "\tconst uint32_t line = 1u << number;\n");
	if (locked)
		emit_text(generator->out,
			  "\tint status = resource_lock(EXTI_LOCK, RESOURCE_LOCK_US);\n"
			  "\n"
			  "\tif (status)\n"
			  "\t\treturn status;\n");
	else
		emit_text(generator->out, "\n");
	emit_text(generator->out,
		  "\tbits_change(EXTI_EXTICR(number / 4u), 0xffu << number % 4u * 8u,\n"
		  "\t\t    port << number % 4u * 8u);\n"
		  "\tbits_change(EXTI_RTSR, line, pin->rising ? line : 0);\n"
		  "\tbits_change(EXTI_FTSR, line, pin->falling ? line : 0);\n");
	if (locked)
		emit_text(generator->out, "\tresource_unlock(EXTI_LOCK);\n");
	emit_text(generator->out, "\tmmio_write32(exti, EXTI_RPR, line);\n"
				  "\tmmio_write32(exti, EXTI_FPR, line);\n"
				  "\t/* The mask is each core's own. */\n"
				  "\tbits_change(EXTI_IMR(1u, 0u), 0, line);\n"
				  "\treturn 0;\n"
				  "}\n"
				  "\n");
}

static void functions_write(struct generator *generator, const struct code_counts *counts)
{
	code_template(generator, "int @_pin_take(enum @_pin which)\n"
				 "{\n"
				 "\tconst struct pin *pin;\n"
				 "\tint status;\n"
				 "\n"
				 "\tif ((unsigned)which >= $_PINS)\n"
				 "\t\treturn -EINVAL;\n"
				 "\tpin = &pins[which];\n");
	if (counts->outputs)
		code_template(generator, "\t/* The level before the pin drives it. */\n"
					 "\tbank_enable(pin->pad.port);\n"
					 "\tif (pin->pad.pin.mode == GPIO_MODE_OUTPUT)\n"
					 "\t\tlevel_set(pin, pin->high);\n");
	code_template(generator, "\tstatus = pad_setup(&pin->pad);\n");
	if (counts->edges)
		code_template(generator, "\tif (!status && (pin->rising || pin->falling))\n"
					 "\t\tstatus = line_setup(pin);\n");
	code_template(generator, "\treturn status;\n"
				 "}\n"
				 "\n"
				 "bool @_pin_get(enum @_pin which)\n"
				 "{\n"
				 "\tconst struct pin *pin;\n"
				 "\tbool high;\n"
				 "\n"
				 "\tif ((unsigned)which >= $_PINS)\n"
				 "\t\treturn false;\n"
				 "\tpin = &pins[which];\n"
				 "\thigh = gpio_levels(bank_of(pin)) >> pin->pad.number & 1u;\n"
				 "\treturn high != pin->active_low;\n"
				 "}\n"
				 "\n");
	if (counts->outputs)
		code_template(generator,
			      "void @_pin_set(enum @_pin which, bool active)\n"
			      "{\n"
			      "\tif ((unsigned)which < $_PINS &&\n"
			      "\t    pins[which].pad.pin.mode == GPIO_MODE_OUTPUT)\n"
			      "\t\tlevel_set(&pins[which], active != pins[which].active_low);\n"
			      "}\n"
			      "\n");
	if (counts->edges)
		code_template(
			generator,
			"bool @_pin_edge(enum @_pin which)\n"
			"{\n"
			"\tuint32_t line, latched;\n"
			"\n"
			"\tif ((unsigned)which >= $_PINS ||\n"
			"\t    (!pins[which].rising && !pins[which].falling))\n"
			"\t\treturn false;\n"
			"\tline = 1u << pins[which].pad.number;\n"
			"\tlatched = mmio_read32(exti, EXTI_RPR) | mmio_read32(exti, EXTI_FPR);\n"
			"\tmmio_write32(exti, EXTI_RPR, line);\n"
			"\tmmio_write32(exti, EXTI_FPR, line);\n"
			"\treturn latched & line;\n"
			"}\n"
			"\n");
}

void generate_pin_functions(struct generator *generator, const struct code_counts *counts)
{
	const struct assignment *assignment = generator->assignment;

	code_template(generator, "/* ---- pins of software ---- */\n\n"
				 "static const struct pin {\n"
				 "\tstruct pad pad;\n"
				 "\tbool high; /* an output's first level */\n"
				 "\tbool active_low;\n"
				 "\tbool rising, falling; /* edges that interrupt */\n"
				 "} pins[$_PINS] = {\n");
	for (size_t i = 0; i < assignment->gpio_count; i++) {
		if (code_has_gpio(&assignment->gpio[i]))
			pin_row(generator, &assignment->gpio[i]);
	}
	code_template(generator,
		      "};\n"
		      "\n"
		      "static struct mmio bank_of(const struct pin *pin)\n"
		      "{\n"
		      "\treturn (struct mmio){.base = gpio_bank_address(pin->pad.port)};\n"
		      "}\n"
		      "\n");
	if (counts->outputs)
		code_template(generator,
			      "static void level_set(const struct pin *pin, bool high)\n"
			      "{\n"
			      "\tconst uint16_t bit = (uint16_t)(1u << pin->pad.number);\n"
			      "\n"
			      "\tgpio_drive(bank_of(pin), high ? bit : 0, high ? 0 : bit);\n"
			      "}\n"
			      "\n");
	if (counts->edges)
		edge_functions(generator);
	functions_write(generator, counts);
}
