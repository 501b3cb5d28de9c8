/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/generate.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assign/generate_seal.h"
#include "assign/generator.h"

static const struct {
	const char *ending;
	void (*make)(struct generator *generator);
} kinds[GENERATED_FILES] = {
	[GENERATED_TFA] = {"-tfa.dtsi", generate_tfa},
	[GENERATED_UBOOT] = {"-uboot.dtsi", generate_uboot},
	[GENERATED_LINUX] = {"-linux.dtsi", generate_linux},
	[GENERATED_HEADER] = {".h", generate_header},
	[GENERATED_SOURCE] = {".c", generate_source},
	[GENERATED_LINKER] = {".ld", generate_linker},
};

/* Addresses of the base are looked for often: once through the tree. */
static int places_find(struct generator *generator)
{
	const struct dt *base = generator->options->base;
	size_t room = 0;
	uint32_t address;

	if (!base)
		return 0;
	for (int node = dt_next(base, DT_NONE); node != DT_NONE; node = dt_next(base, node))
		room++;
	generator->places = calloc(room + 1, sizeof(*generator->places));
	if (!generator->places)
		return -ENOMEM;
	for (int node = dt_next(base, DT_NONE); node != DT_NONE; node = dt_next(base, node)) {
		/* What holds a peripheral for the coprocessor has its address, too. */
		if (!dt_has(base, node, "reg") || dt_compatible(base, node, "rproc-srm-dev") ||
		    dt_reg(base, node, 0, &address, NULL))
			continue;
		generator->places[generator->place_count++] =
			(struct generator_place){.address = address, .node = node};
	}
	return 0;
}

/* Names that differ in '-' and '_' or in capitals only would be one identifier. */
static bool collide(const char *one, const char *other)
{
	char a[GENERATOR_ID], b[GENERATOR_ID];

	return !strcmp(generator_lower(one, a), generator_lower(other, b));
}

static void names_check(struct generator *generator)
{
	const struct assignment *assignment = generator->assignment;

	for (size_t i = 0; i < assignment->gpio_count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (collide(assignment->gpio[i].label, assignment->gpio[j].label))
				generator_fail(generator,
					       "the pins %s and %s would be one identifier in C: "
					       "rename one of them",
					       assignment->gpio[j].label,
					       assignment->gpio[i].label);
		}
	}
	for (size_t i = 0; i < assignment->region_count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (collide(assignment->regions[i].name, assignment->regions[j].name))
				generator_fail(generator,
					       "the regions %s and %s would be one identifier in "
					       "C: rename one of them",
					       assignment->regions[j].name,
					       assignment->regions[i].name);
		}
	}
}

/* The file that the assignment was read from, without its folders: the same wherever it lies. */
static void source_name(const struct assignment *assignment, char text[ASSIGNMENT_ORIGIN_TEXT])
{
	const char *file = NULL;
	const char *slash;

	for (size_t i = 0; i < assignment->peripheral_count && !file; i++) {
		const struct assignment_origin *origin = &assignment->peripherals[i].origin;

		if (assignment_given(origin) && !origin->board)
			file = origin->file;
	}
	for (size_t i = 0; i < assignment->gpio_count && !file; i++) {
		if (!assignment->gpio[i].origin.board)
			file = assignment->gpio[i].origin.file;
	}
	if (!file && assignment_given(&assignment->chip.origin))
		file = assignment->chip.origin.file;
	file = file ? file : "an assignment";
	slash = strrchr(file, '/');
	snprintf(text, ASSIGNMENT_ORIGIN_TEXT, "%s", slash ? slash + 1 : file);
	for (char *byte = text; *byte; byte++) {
		if (!isprint((unsigned char)*byte) || *byte == '*' || *byte == '\\')
			*byte = '?';
	}
}

static int file_make(struct generator *generator, enum generated_kind kind,
		     struct generated_file *file)
{
	const char *ending = kinds[kind].ending;
	char source[ASSIGNMENT_ORIGIN_TEXT];
	bool failed;

	if (kind == GENERATED_LINUX && generator->options->overlay)
		ending = "-linux.dtso";
	snprintf(file->name, sizeof(file->name), "%s%s", generator->assignment->name.value, ending);
	generator->body = (struct emit){.text = NULL};
	generator->out = &generator->body;
	kinds[kind].make(generator);
	source_name(generator->assignment, source);
	failed = generator->body.failed || !generator->body.text;
	if (!failed)
		seal_make(&file->text, source, generator->body.text);
	failed = failed || file->text.failed;
	emit_free(&generator->body);
	return failed ? -ENOMEM : 0;
}

int assignment_generate(const struct assignment *assignment, const struct generate_options *options,
			struct generated *generated)
{
	struct generator generator = {.assignment = assignment, .options = options};
	int rc;

	memset(generated, 0, sizeof(*generated));
	generator.error = generated->error;
	generator_lower(assignment->name.value, generator.lower);
	generator_upper(assignment->name.value, generator.upper);
	names_check(&generator);
	if (generated->error[0])
		return -EEXIST;
	rc = places_find(&generator);
	for (int kind = 0; kind < GENERATED_FILES && !rc; kind++)
		rc = file_make(&generator, (enum generated_kind)kind, &generated->files[kind]);
	free(generator.places);
	return !rc && generated->error[0] ? -ENOENT : rc;
}

void generated_free(struct generated *generated)
{
	for (int kind = 0; kind < GENERATED_FILES; kind++)
		emit_free(&generated->files[kind].text);
}
