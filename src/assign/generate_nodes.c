/* SPDX-License-Identifier: BSD-3-Clause */
/* How a fragment names the nodes of the tree that it is for. */
#include <stdio.h>
#include <string.h>

#include "assign/generator.h"
#include "assign/names.h"

static const char *path_reference(const struct generator *generator, int node,
				  char text[GENERATOR_REFERENCE])
{
	char path[DT_PATH_MAX];

	if (node < 0)
		return NULL;
	snprintf(text, GENERATOR_REFERENCE, "&{%s}", dt_path(generator->options->base, node, path));
	return text;
}

int generator_node_at(const struct generator *generator, uint32_t address)
{
	for (size_t i = 0; i < generator->place_count; i++) {
		if (generator->places[i].address == address)
			return generator->places[i].node;
	}
	return DT_NONE;
}

const char *generator_peripheral_node(const struct generator *generator,
				      const struct soc_peripheral *soc,
				      char text[GENERATOR_REFERENCE])
{
	const struct soc_assignable *assignable = peripheral_assignable(soc);

	if (generator->options->base)
		return path_reference(generator, generator_node_at(generator, soc->base), text);
	/* What only the M4 may have is in no tree but as a node of the coprocessor. */
	if (!assignable->label || assignable->contexts == SOC_CONTEXT_M4)
		return NULL;
	snprintf(text, GENERATOR_REFERENCE, "&%s", assignable->label);
	return text;
}

static const char *needed(struct generator *generator, const char *reference, const char *what,
			  char text[GENERATOR_REFERENCE])
{
	if (reference)
		return reference;
	generator_fail(generator, "it has no node of %s", what);
	snprintf(text, GENERATOR_REFERENCE, "&%s", what);
	return text;
}

const char *generator_named_node(struct generator *generator, const char *name,
				 char text[GENERATOR_REFERENCE])
{
	return needed(generator,
		      generator_peripheral_node(generator, soc_peripheral_by_name(name), text),
		      name, text);
}

const char *generator_pinctrl(struct generator *generator, bool z, char text[GENERATOR_REFERENCE])
{
	const struct dt *base = generator->options->base;
	const char *what = z ? "pinctrl_z" : "pinctrl";
	int bank;

	if (!base) {
		snprintf(text, GENERATOR_REFERENCE, "&%s", what);
		return text;
	}
	bank = generator_node_at(generator, soc_peripheral_by_name(z ? "GPIOZ" : "GPIOA")->base);
	return needed(generator,
		      bank < 0 ? NULL : path_reference(generator, dt_parent(base, bank), text),
		      what, text);
}

int generator_coprocessor_node(const struct generator *generator)
{
	const struct dt *base = generator->options->base;

	return base ? dt_next_compatible(base, DT_NONE, "st,stm32mp1-m4") : DT_NONE;
}

const char *generator_coprocessor(struct generator *generator, char text[GENERATOR_REFERENCE])
{
	if (!generator->options->base) {
		snprintf(text, GENERATOR_REFERENCE, "&m4_rproc");
		return text;
	}
	return needed(generator,
		      path_reference(generator, generator_coprocessor_node(generator), text),
		      "the coprocessor (compatible with st,stm32mp1-m4)", text);
}

static int regulator_node(const struct generator *generator, const char *name)
{
	const struct dt *base = generator->options->base;
	const struct soc_assignable *assignable = soc_assignable_by_name(name);
	char label[GENERATOR_REFERENCE];
	int node;

	snprintf(label, sizeof(label), "&%s", name);
	node = dt_find(base, label);
	if (node != DT_NONE)
		return node;
	for (node = dt_next(base, DT_NONE); node != DT_NONE; node = dt_next(base, node)) {
		const char *called = dt_string(base, node, "regulator-name", 0);

		if (called && !strcmp(called, name))
			return node;
	}
	/* VREFBUF is a peripheral. */
	return assignable
		       ? generator_node_at(generator, soc_assignable_peripheral(assignable)->base)
		       : DT_NONE;
}

const char *generator_regulator(struct generator *generator, const char *name,
				char text[GENERATOR_REFERENCE])
{
	int node;

	if (!generator->options->base) {
		snprintf(text, GENERATOR_REFERENCE, "&%s", name);
		/* A label has no '-'. */
		for (char *byte = text; *byte; byte++)
			*byte = *byte == '-' ? '_' : *byte;
		return text;
	}
	node = regulator_node(generator, name);
	if (node >= 0)
		return path_reference(generator, node, text);
	generator_fail(generator,
		       "it has no regulator \"%s\": there is no such label or "
		       "regulator-name",
		       name);
	return text;
}
