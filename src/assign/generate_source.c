/* SPDX-License-Identifier: BSD-3-Clause */
/* NAME.c: tables of what the Cortex-M4 has, and the same few functions over them. */
#include <inttypes.h>
#include <stdio.h>

#include "assign/generator_code.h"

/* ---- tables ---- */

static void pad_write(struct generator *generator, const struct assignment_pad *pad,
		      const char *mode, int alternate, const char *what)
{
	static const char *const pulls[] = {"NONE", "UP", "DOWN"};
	char alternate_text[24] = "", from[ASSIGNMENT_ORIGIN_TEXT];

	if (alternate >= 0)
		snprintf(alternate_text, sizeof(alternate_text), ", .alternate = %d", alternate);
	emit(generator->out,
	     "\t{'%c', %u,\n\t {.mode = GPIO_MODE_%s, .pull = GPIO_PULL_%s, .open_drain = %d, "
	     ".speed = %d%s}},\n",
	     pad->port, (unsigned)pad->number, mode, pulls[pad->pull.value],
	     pad->drive.value == ASSIGNMENT_OPEN_DRAIN, pad->speed.value, alternate_text);
	emit(generator->out, "\t /* %s; %s */\n", what, generator_origin(&pad->origin, from));
}

static void peripheral_pads(struct generator *generator,
			    const struct assignment_peripheral *peripheral)
{
	char name[GENERATOR_ID];

	if (!peripheral->pin_count)
		return;
	emit(generator->out, "static const struct pad %s_pads[] = {\n",
	     generator_lower(peripheral->soc->name, name));
	for (size_t i = 0; i < peripheral->pin_count; i++) {
		const struct assignment_pin *pin = &peripheral->pins[i];

		if (pin->function <= 15)
			pad_write(generator, &pin->pad, "ALTERNATE", pin->function, pin->signal);
		else
			pad_write(generator, &pin->pad,
				  pin->function == ASSIGNMENT_AF_ANALOG ? "ANALOG" : "INPUT", -1,
				  pin->signal);
	}
	emit_text(generator->out, "};\n");
}

static void block_write(struct generator *generator, const struct assignment_peripheral *peripheral)
{
	const struct soc_peripheral *soc = peripheral->soc;
	const bool shared = peripheral->context.value == ASSIGNMENT_SHARED;
	char name[GENERATOR_ID];

	generator_lower(soc->name, name);
	emit(generator->out, "\t[%s_%s] = {\n\t\t.name = \"%s\",\n", generator->upper, soc->name,
	     soc->name);
	generator_line(generator, generator_at(peripheral), "\t\t.base = %s_%s_BASE,",
		       generator->upper, soc->name);
	if (soc->enable)
		emit(generator->out, "\t\t.enable = 0x%03x,\n\t\t.enable_bits = 1u << %u,\n",
		     (unsigned)soc->enable, (unsigned)soc->enable_bit);
	if (shared)
		generator_line(generator, &peripheral->context.origin, "\t\t.shared = true,");
	if (peripheral->pin_count)
		emit(generator->out, "\t\t.pads = %s_pads,\n\t\t.pad_count = %zu,\n", name,
		     peripheral->pin_count);
	if (soc->irq_count) {
		emit_text(generator->out, "\t\t.irqs = {");
		for (unsigned i = 0; i < soc->irq_count; i++)
			emit(generator->out, "%s%u", i ? ", " : "", (unsigned)soc->irqs[i]);
		emit(generator->out, "},\n\t\t.irq_count = %u,\n", (unsigned)soc->irq_count);
		generator_line(generator, &peripheral->priority.origin,
			       "\t\t.priority = %s_%s_PRIORITY,", generator->upper, soc->name);
	}
	emit_text(generator->out, "\t},\n");
}

static void peripheral_tables(struct generator *generator)
{
	const struct assignment *assignment = generator->assignment;

	code_template(generator, "/* ---- peripherals ---- */\n\n");
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		if (generator_m4_has(&assignment->peripherals[i]))
			peripheral_pads(generator, &assignment->peripherals[i]);
	}
	code_template(generator, "\n"
				 "static const struct block {\n"
				 "\tconst char *name;\n"
				 "\tuint32_t base;\n"
				 "\tuint32_t enable; /* offset in RCC; 0: always clocked */\n"
				 "\tuint32_t enable_bits;\n"
				 "\tconst struct pad *pads;\n"
				 "\tuint8_t pad_count;\n"
				 "\tuint8_t irqs[8];\n"
				 "\tuint8_t irq_count;\n"
				 "\tuint8_t priority;\n"
				 "\tbool shared; /* with the Cortex-A7 */\n"
				 "} blocks[$_PERIPHERALS] = {\n");
	for (size_t i = 0; i < assignment->peripheral_count; i++) {
		if (generator_m4_has(&assignment->peripherals[i]))
			block_write(generator, &assignment->peripherals[i]);
	}
	code_template(generator, "};\n\nstatic struct peripheral peripherals[$_PERIPHERALS];\n\n");
}

/* ---- functions ---- */

static void peripheral_functions(struct generator *generator)
{
	code_template(
		generator,
		"/* Whose is it? Of a shared one only the secure world can have the whole. */\n"
		"static int block_request(enum @_peripheral which)\n"
		"{\n"
		"\tint status;\n"
		"\n"
		"\tif (!blocks[which].shared)\n"
		"\t\treturn peripheral_request(&peripherals[which], blocks[which].base);\n"
		"\tstatus = peripheral_check(blocks[which].base);\n"
		"\treturn status == -EPERM ? 0 : status;\n"
		"}\n"
		"\n"
		"static int block_pads_setup(const struct block *block)\n"
		"{\n"
		"\tint status = 0;\n"
		"\n"
		"\tfor (unsigned i = 0; i < block->pad_count && !status; i++)\n"
		"\t\tstatus = pad_setup(&block->pads[i]);\n"
		"\treturn status;\n"
		"}\n"
		"\n"
		"int @_take(enum @_peripheral which)\n"
		"{\n"
		"\tconst struct block *block;\n"
		"\tint status;\n"
		"\n"
		"\tif ((unsigned)which >= $_PERIPHERALS)\n"
		"\t\treturn -EINVAL;\n"
		"\tblock = &blocks[which];\n"
		"\tstatus = block_request(which);\n"
		"\tif (status)\n"
		"\t\treturn status;\n"
		"\tif (block->enable)\n"
		"\t\trcc_enable(chip_rcc(), RCC_M4, block->enable, block->enable_bits);\n"
		"\tfor (unsigned i = 0; i < block->irq_count; i++)\n"
		"\t\tNVIC_IPR(block->irqs[i]) = (uint8_t)(block->priority << 4);\n"
		"\tstatus = block_pads_setup(block);\n"
		"\tif (status)\n"
		"\t\t@_release(which);\n"
		"\treturn status;\n"
		"}\n"
		"\n"
		"void @_release(enum @_peripheral which)\n"
		"{\n"
		"\tstatic const struct gpio_pin floating = {.mode = GPIO_MODE_ANALOG};\n"
		"\tconst struct block *block;\n"
		"\n"
		"\tif ((unsigned)which >= $_PERIPHERALS)\n"
		"\t\treturn;\n"
		"\tblock = &blocks[which];\n"
		"\tfor (unsigned i = 0; i < block->pad_count; i++) {\n"
		"\t\tconst struct pad pad = {block->pads[i].port, block->pads[i].number, floating};\n"
		"\n"
		"\t\t/* One that cannot be locked stays as it is. */\n"
		"\t\t(void)pad_setup(&pad);\n"
		"\t}\n"
		"\tif (block->enable)\n"
		"\t\trcc_disable(chip_rcc(), RCC_M4, block->enable, block->enable_bits);\n"
		"\tif (!block->shared)\n"
		"\t\tperipheral_release(&peripherals[which]);\n"
		"}\n"
		"\n"
		"const char *@_name(enum @_peripheral which)\n"
		"{\n"
		"\treturn (unsigned)which < $_PERIPHERALS ? blocks[which].name : \"?\";\n"
		"}\n"
		"\n");
}

static void pad_functions(struct generator *generator)
{
	const struct assignment_number *lock = &generator->assignment->gpio_lock;

	emit_text(generator->out, "/* ---- one pin ---- */\n\n"
				  "struct pad {\n"
				  "\tchar port;\n"
				  "\tuint8_t number;\n"
				  "\tstruct gpio_pin pin;\n"
				  "};\n"
				  "\n"
				  "static void bank_enable(char port)\n"
				  "{\n"
				  "\tif (port == 'Z')\n"
				  "\t\trcc_enable(chip_rcc(), RCC_M4, RCC_MP_AHB5ENSETR, 1u);\n"
				  "\telse\n"
				  "\t\trcc_enable(chip_rcc(), RCC_M4, RCC_MP_AHB4ENSETR,\n"
				  "\t\t\t   1u << (unsigned)(port - 'A'));\n"
				  "}\n"
				  "\n");
	if (lock->value == ASSIGNMENT_NO_LOCK) {
		generator_line(generator, &lock->origin, "/* No semaphore guards the banks. */");
		emit_text(generator->out,
			  "static int pad_setup(const struct pad *pad)\n"
			  "{\n"
			  "\tconst struct mmio bank = {.base = gpio_bank_address(pad->port)};\n"
			  "\n"
			  "\tbank_enable(pad->port);\n"
			  "\treturn gpio_configure(bank, pad->number, &pad->pin);\n"
			  "}\n\n");
		return;
	}
	generator_line(generator, &lock->origin, "#define GPIO_LOCK %u", (unsigned)lock->value);
	emit_text(generator->out,
		  "\n"
		  "static int pad_setup(const struct pad *pad)\n"
		  "{\n"
		  "\tconst struct mmio bank = {.base = gpio_bank_address(pad->port)};\n"
		  "\tint status = resource_lock(GPIO_LOCK, RESOURCE_LOCK_US);\n"
		  "\n"
		  "\tif (status)\n"
		  "\t\treturn status;\n"
		  "\tbank_enable(pad->port);\n"
		  "\tstatus = gpio_configure(bank, pad->number, &pad->pin);\n"
		  "\tresource_unlock(GPIO_LOCK);\n"
		  "\treturn status;\n"
		  "}\n\n");
}

/* ---- messages ---- */

static void messages_write(struct generator *generator)
{
	const struct assignment *assignment = generator->assignment;
	const struct assignment_rpmsg *rpmsg = &assignment->rpmsg;
	const struct assignment_region *rings[2] = {
		assignment_region(assignment, ASSIGNMENT_VRING0),
		assignment_region(assignment, ASSIGNMENT_VRING1)};
	char from[ASSIGNMENT_ORIGIN_TEXT];

	if (!rpmsg->enabled.value)
		return;
	emit_text(generator->out, "/* ---- messages ---- */\n\n");
	code_template(generator, "uint8_t @_buffer_state[2 * $_BUFFERS];\n");
	if (rpmsg->trace.value)
		code_template(generator, "char @_log[sizeof(@_log)];\n");
	code_template(generator,
		      "\n"
		      "struct resource_table_rpmsg @_resource_table REMOTE_RESOURCE_TABLE = {\n");
	emit(generator->out, "\t.header = {.ver = 1, .num = %d},\n", rpmsg->trace.value ? 2 : 1);
	emit_text(generator->out, "\t.offset = {offsetof(struct resource_table_rpmsg, vdev),\n"
				  "\t\t   offsetof(struct resource_table_rpmsg, trace)},\n"
				  "\t.vdev = {.type = RSC_VDEV,\n"
				  "\t\t .id = VIRTIO_ID_RPMSG,\n"
				  "\t\t .dfeatures = 1u << VIRTIO_RPMSG_F_NS,\n"
				  "\t\t .num_of_vrings = 2},\n"
				  "\t.vring = {\n");
	for (unsigned i = 0; i < 2; i++) {
		char address[16] = "RSC_ADDR_ANY";

		if (rings[i])
			snprintf(address, sizeof(address), "0x%08" PRIx32 "u",
				 (uint32_t)rings[i]->address.value);
		emit(generator->out, "\t\t{.da = %s, .align = %" PRIu64 ", .num = %s_BUFFERS, ",
		     address, rpmsg->align.value, generator->upper);
		emit(generator->out, ".notifyid = %u},\n\t\t/* %s */\n", i,
		     generator_origin(rings[i] ? &rings[i]->address.origin : &rpmsg->enabled.origin,
				      from));
	}
	emit_text(generator->out, "\t},\n");
	if (rpmsg->trace.value)
		code_template(generator, "\t.trace = {.type = RSC_TRACE,\n"
					 "\t\t  .da = (uint32_t)(uintptr_t)@_log,\n"
					 "\t\t  .len = sizeof(@_log),\n"
					 "\t\t  .name = \"cm4_log\"},\n");
	emit_text(generator->out, "};\n");
}

void generate_source(struct generator *generator)
{
	const struct code_counts counts = code_count(generator->assignment);

	code_template(generator, "#include \"");
	emit(generator->out, "%s.h\"\n\n", generator->assignment->name.value);
	emit_text(generator->out, "#include <errno.h>\n"
				  "#include <stddef.h>\n"
				  "\n"
				  "#include <copro/peripheral.h>\n"
				  "#include <copro/remote.h>\n"
				  "#include <copro/resource_lock.h>\n"
				  "#include <copro/system_resources.h>\n"
				  "\n"
				  "#include \"drivers/gpio.h\"\n"
				  "#include \"drivers/rcc.h\"\n"
				  "#include \"remote/chip.h\"\n"
				  "#include \"remote/cortex_m.h\"\n"
				  "#include \"soc/regs/exti.h\"\n"
				  "\n");
	generate_clock_setup(generator);
	code_template(generator,
		      "int @_init(void)\n"
		      "{\n"
		      "\tint status = clocks_setup();\n"
		      "\n"
		      "\treturn status ? status : resource_lock_init(remote_core_hz());\n"
		      "}\n"
		      "\n");
	if (counts.peripherals || counts.pins)
		pad_functions(generator);
	if (counts.peripherals) {
		peripheral_tables(generator);
		peripheral_functions(generator);
	}
	if (counts.pins)
		generate_pin_functions(generator, &counts);
	messages_write(generator);
}
