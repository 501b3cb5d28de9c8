/* SPDX-License-Identifier: BSD-3-Clause */
/* What TF-A sets up: the firewall, one cell of st,decprot an identifier (TF-A, include/dt-bindings/soc/
 * st,stm32-etzpc.h: identifier, mode, lock). */
#include <inttypes.h>

#include "assign/generator.h"
#include "soc/clock_source.h"
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

/* ---- clocks ---- */

/* What the user's file says, not the board's. */
static bool is_users(const struct assignment_origin *origin)
{
	return assignment_given(origin) && !origin->board;
}

static void source_tell(struct generator *generator, const struct assignment_peripheral *peripheral)
{
	const struct assignment_choice *source = &peripheral->clock.source;
	const struct soc_clock_mux *mux = soc_clock_mux_of(peripheral->soc);
	char name[SOC_CLOCK_SOURCE_MAX], from[ASSIGNMENT_ORIGIN_TEXT];

	if (!mux || !is_users(&source->origin))
		return;
	for (unsigned value = 0; value < SOC_CLOCK_INPUTS; value++) {
		if (soc_clock_mux_input(mux, value) == (enum soc_clock)source->value &&
		    soc_clock_source_name(mux, value, name)) {
			emit(generator->out, " *   %-24s in st,pkcs, for %s; %s\n", name,
			     peripheral->soc->name, generator_origin(&source->origin, from));
			return;
		}
	}
}

static void pll_tell(struct generator *generator, unsigned number, const struct assignment_pll *pll)
{
	const struct assignment_number *const given[] = {&pll->m, &pll->n, &pll->fraction,
							 &pll->p, &pll->q, &pll->r};
	char from[ASSIGNMENT_ORIGIN_TEXT];

	for (unsigned i = 0; i < sizeof(given) / sizeof(given[0]); i++) {
		if (!is_users(&given[i]->origin))
			continue;
		emit(generator->out,
		     " *   pll%u: cfg = <%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
		     " PQR(...)>; frac = <0x%" PRIx64 ">; %s\n",
		     number, pll->m.value - 1, pll->n.value - 1, pll->p.value - 1, pll->q.value - 1,
		     pll->r.value - 1, pll->fraction.value,
		     generator_origin(&given[i]->origin, from));
		return;
	}
}

/* The lists of the tree have the whole chip's clocks, and their numbers differ between versions of TF-A, so
 * what is to be changed in them is said and not written. */
static void clocks_tell(struct generator *generator)
{
	const struct assignment *assignment = generator->assignment;
	struct emit *out = generator->out;
	struct emit told = {.text = NULL};

	generator->out = &told;
	for (size_t i = 0; i < assignment->peripheral_count; i++)
		source_tell(generator, &assignment->peripherals[i]);
	for (unsigned i = 0; i < 4; i++)
		pll_tell(generator, i + 1, &assignment->clocks.plls[i]);
	generator->out = out;
	out->failed = out->failed || told.failed;
	if (told.text) {
		emit_text(
			out,
			"\n/*\n"
			" * Clocks that are not as the board's tree has them belong into its node of the RCC:\n");
		emit_text(out, told.text);
		emit_text(out, " */\n");
	}
	emit_free(&told);
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
	clocks_tell(generator);
}
