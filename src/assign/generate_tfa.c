/* SPDX-License-Identifier: BSD-3-Clause */
/* The firewall, for TF-A: one cell of st,decprot an identifier (TF-A, include/dt-bindings/soc/
 * st,stm32-etzpc.h: identifier, mode, lock). */
#include "assign/generator.h"
#include "soc/regs/etzpc.h"

/* TF-A's names, by mode. */
static const char *const mode_names[] = {
	[ETZPC_SECURE] = "S_RW",
	[ETZPC_SECURE_WRITE] = "NS_R_S_W",
	[ETZPC_MCU_ISOLATION] = "MCU_ISOLATION",
	[ETZPC_OPEN] = "NS_RW",
};

static void guard_line(struct generator *generator, unsigned id, bool first, bool last)
{
	const struct assignment_guard *guard = &generator->assignment->guards[id];
	char from[ASSIGNMENT_ORIGIN_TEXT];

	emit(generator->out, "\t\t%s0x%08x%s\t/* %s, %s, %s, for %s; %s */\n", first ? "<" : " ",
	     id << 16 | (unsigned)guard->mode << 8 | (guard->lock ? 1u : 0u), last ? ">;" : "",
	     guard->name, mode_names[guard->mode & 3u], guard->lock ? "LOCK" : "UNLOCK",
	     assignment_context_name(guard->context), generator_origin(&guard->origin, from));
}

void generate_tfa(struct generator *generator)
{
	unsigned first = ASSIGNMENT_GUARDS, last = 0;

	emit_text(
		generator->out,
		"/*\n"
		" * For the tree of TF-A, which gives what is behind the firewall to its owners before\n"
		" * anything else runs. Include it after the board's own tree: this list takes the place\n"
		" * of the board's. What is not in it is the secure world's.\n"
		" */\n"
		"\n"
		"&etzpc {\n"
		"\tst,decprot =\n");
	for (unsigned id = 0; id < ASSIGNMENT_GUARDS; id++) {
		if (!generator->assignment->guards[id].name)
			continue;
		first = first == ASSIGNMENT_GUARDS ? id : first;
		last = id;
	}
	for (unsigned id = first; id <= last; id++) {
		if (generator->assignment->guards[id].name)
			guard_line(generator, id, id == first, id == last);
	}
	emit_text(generator->out, "};\n");
}
