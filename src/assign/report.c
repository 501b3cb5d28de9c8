/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/report.h"

#include <string.h>

static const char *text_or_empty(const char *text)
{
	return text ? text : "";
}

static void place_print(const struct assignment_origin *at, FILE *file)
{
	if (at->file && at->line)
		fprintf(file, "%s:%u:%u", at->file, at->line, at->column);
	else
		fputs(at->file ? at->file : "the assignment", file);
}

void report_text(const struct findings *findings, FILE *file)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];

		place_print(&finding->at, file);
		fprintf(file, ": %s %s: %s\n", finding_severity_name(finding->severity),
			finding->code, text_or_empty(finding->what));
		if (finding->other.file) {
			fputs("    see: ", file);
			place_print(&finding->other, file);
			fputs(finding->other.board ? ", which the board brings\n" : "\n", file);
		}
		if (finding->why)
			fprintf(file, "    why: %s\n", finding->why);
		if (finding->action)
			fprintf(file, "    do:  %s\n", finding->action);
	}
	if (findings->more)
		fputs("... and more, which are not shown\n", file);
}

static json_t *place_json(const struct assignment_origin *at)
{
	if (!at->file || !at->line)
		return json_null();
	return json_pack("{ss si si}", "file", at->file, "line", (int)at->line, "column",
			 (int)at->column);
}

json_t *report_json(const struct findings *findings, const char *file)
{
	json_t *list = json_array();

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->list[i];

		json_array_append_new(list, json_pack("{ss ss so so ss ss ss}", "code",
						      finding->code, "severity",
						      finding_severity_name(finding->severity),
						      "at", place_json(&finding->at), "see",
						      place_json(&finding->other), "what",
						      text_or_empty(finding->what), "why",
						      text_or_empty(finding->why), "do",
						      text_or_empty(finding->action)));
	}
	return json_pack("{ss si si so}", "file", file, "errors",
			 (int)findings_count(findings, FINDING_ERROR), "warnings",
			 (int)findings_count(findings, FINDING_WARNING), "findings", list);
}

/* ---- SARIF ---- */

/* A path as a relative or absolute URI: what must be is written with %. */
static json_t *uri_json(const char *path)
{
	static const char hexadecimal[] = "0123456789ABCDEF";
	char uri[3 * 1024 + 8] = "";
	size_t used = 0;

	if (path[0] == '/')
		used = (size_t)sprintf(uri, "file://");
	for (; *path && used + 4 < sizeof(uri); path++) {
		unsigned char byte = (unsigned char)*path;
		bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
			     (byte >= '0' && byte <= '9') || strchr("-._~/", byte);

		if (plain) {
			uri[used++] = (char)byte;
			continue;
		}
		uri[used++] = '%';
		uri[used++] = hexadecimal[byte >> 4];
		uri[used++] = hexadecimal[byte & 15];
	}
	return json_stringn(uri, used);
}

static json_t *location_json(const struct assignment_origin *at, bool numbered)
{
	json_t *physical = json_object();
	json_t *location;

	json_object_set_new(physical, "artifactLocation",
			    json_pack("{so}", "uri", uri_json(at->file ? at->file : "")));
	if (at->line)
		json_object_set_new(physical, "region",
				    json_pack("{si si}", "startLine", (int)at->line, "startColumn",
					      (int)at->column));
	location = json_pack("{so}", "physicalLocation", physical);
	if (numbered)
		json_object_set_new(location, "id", json_integer(1));
	return location;
}

static json_t *rules_json(void)
{
	json_t *list = json_array();
	size_t count;
	const struct rule *all = rules(&count);

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_pack("{ss s{ss} s{ss} s{ss}}", "id", all[i].code,
						      "shortDescription", "text", all[i].title,
						      "fullDescription", "text", all[i].story,
						      "defaultConfiguration", "level",
						      finding_severity_name(all[i].severity)));
	return list;
}

static json_t *result_json(const struct finding *finding)
{
	size_t count;
	const struct rule *rule = rule_find(finding->code);
	const struct rule *all = rules(&count);
	json_t *result =
		json_pack("{ss ss s{so} s[o]}", "ruleId", finding->code, "level",
			  finding_severity_name(finding->severity), "message", "text",
			  json_sprintf("%s. Why: %s. Do: %s.", text_or_empty(finding->what),
				       text_or_empty(finding->why), text_or_empty(finding->action)),
			  "locations", location_json(&finding->at, false));

	if (rule)
		json_object_set_new(result, "ruleIndex", json_integer(rule - all));
	/* What the board brings is in no file that the reader of the log has. */
	if (finding->other.file && !finding->other.board)
		json_object_set_new(result, "relatedLocations",
				    json_pack("[o]", location_json(&finding->other, true)));
	return result;
}

json_t *report_sarif(const struct findings *findings, const char *version)
{
	json_t *results = json_array();

	for (size_t i = 0; i < findings->count; i++)
		json_array_append_new(results, result_json(&findings->list[i]));
	return json_pack("{ss ss s[{s{s{ss ss so}} ss so}]}", "$schema",
			 "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0",
			 "runs", "tool", "driver", "name", "copro assign", "version", version,
			 "rules", rules_json(), "columnKind", "unicodeCodePoints", "results",
			 results);
}

void report_rule(const struct rule *rule, FILE *file)
{
	static const char *const needs[] = {"", " It is looked at with --firmware FILE.",
					    " It is looked at with --firmware FILE --run.",
					    " It is looked at with --dtb FILE."};

	fprintf(file, "%s: %s\n\n%s\n\n%s: %s.%s\n", rule->code, rule->title, rule->story,
		rule->severity == FINDING_ERROR ? "An error" : "A warning",
		rule->severity == FINDING_ERROR ? "the exit status is 1"
						: "alone it does not change the exit status",
		needs[rule->needs]);
}
