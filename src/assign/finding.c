/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/finding.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assign/rule.h"

#define FIRST_ROOM 16u

const char *finding_severity_name(enum finding_severity severity)
{
	static const char *const names[] = {"note", "warning", "error"};

	return names[severity];
}

static bool findings_grow(struct findings *findings)
{
	size_t room = findings->room ? 2 * findings->room : FIRST_ROOM;
	struct finding *list;

	if (findings->count >= FINDINGS_MAX)
		return false;
	if (findings->count < findings->room)
		return true;
	list = realloc(findings->list, room * sizeof(*list));
	if (!list)
		return false;
	findings->list = list;
	findings->room = room;
	return true;
}

/* Findings are told after the assignment has gone: the name of the file is their own. */
static struct assignment_origin origin_keep(const struct assignment_origin *origin)
{
	struct assignment_origin kept = *origin;

	kept.file = origin->file ? strdup(origin->file) : NULL;
	kept.why = NULL;
	return kept;
}

static void origin_drop(struct assignment_origin *origin)
{
	free((void *)(uintptr_t)origin->file);
	origin->file = NULL;
}

struct finding *finding_add(struct findings *findings, const char *code,
			    const struct assignment_origin *at)
{
	const struct rule *rule = rule_find(code);
	struct finding *finding;

	if (!findings_grow(findings)) {
		findings->more = true;
		return NULL;
	}
	finding = &findings->list[findings->count++];
	*finding = (struct finding){.code = rule ? rule->code : code,
				    .severity = rule ? rule->severity : FINDING_ERROR};
	if (at)
		finding->at = origin_keep(at);
	return finding;
}

void finding_other(struct finding *finding, const struct assignment_origin *other)
{
	if (!finding)
		return;
	origin_drop(&finding->other);
	finding->other = origin_keep(other);
	if ((finding->at.board || !finding->at.line) && other->line && !other->board) {
		const struct assignment_origin at = finding->at;

		finding->at = finding->other;
		finding->other = at;
	}
}

/* What was in somebody's file does not command a terminal. */
static void text_clean(char *text)
{
	for (; *text; text++) {
		if (!isprint((unsigned char)*text))
			*text = '?';
	}
}

static void text_set(char **to, const char *format, va_list arguments)
{
	char text[FINDING_TEXT];
	int length = vsnprintf(text, sizeof(text), format, arguments);

	if (length >= (int)sizeof(text))
		memcpy(text + sizeof(text) - 4, "...", 4);
	text_clean(text);
	free(*to);
	*to = strdup(text);
}

void finding_what(struct finding *finding, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (finding)
		text_set(&finding->what, format, arguments);
	va_end(arguments);
}

void finding_why(struct finding *finding, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (finding)
		text_set(&finding->why, format, arguments);
	va_end(arguments);
}

void finding_do(struct finding *finding, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (finding)
		text_set(&finding->action, format, arguments);
	va_end(arguments);
}

static int text_compare(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "");
}

static int number_compare(unsigned a, unsigned b)
{
	return (a > b) - (a < b);
}

static int finding_compare(const void *left, const void *right)
{
	const struct finding *a = left;
	const struct finding *b = right;
	int difference = text_compare(a->at.file, b->at.file);

	if (!difference)
		difference = number_compare(a->at.line, b->at.line);
	if (!difference)
		difference = number_compare(a->at.column, b->at.column);
	if (!difference)
		difference = strcmp(a->code, b->code);
	if (!difference)
		difference = text_compare(a->what, b->what);
	return difference;
}

static void finding_free(struct finding *finding)
{
	free(finding->what);
	free(finding->why);
	free(finding->action);
	origin_drop(&finding->at);
	origin_drop(&finding->other);
}

void findings_sort(struct findings *findings)
{
	size_t kept = 0;

	if (!findings->count)
		return;
	qsort(findings->list, findings->count, sizeof(*findings->list), finding_compare);
	for (size_t i = 1; i < findings->count; i++) {
		if (finding_compare(&findings->list[kept], &findings->list[i]))
			findings->list[++kept] = findings->list[i];
		else
			finding_free(&findings->list[i]);
	}
	findings->count = kept + 1;
}

size_t findings_count(const struct findings *findings, enum finding_severity severity)
{
	size_t count = 0;

	for (size_t i = 0; i < findings->count; i++)
		count += findings->list[i].severity == severity;
	return count;
}

void findings_free(struct findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		finding_free(&findings->list[i]);
	free(findings->list);
	*findings = (struct findings){.list = NULL};
}
