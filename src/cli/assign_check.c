/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assign/check.h"
#include "assign/report.h"
#include "cli/assign.h"
#include "cli/command.h"
#include "cli/output_file.h"

#define RULES_MAX 256u

static int rules_list(void)
{
	size_t count;
	const struct rule *all = rules(&count);

	for (size_t i = 0; i < count; i++)
		printf("%-9s%-9s%s\n", all[i].code, finding_severity_name(all[i].severity),
		       all[i].title);
	return CLI_OK;
}

static int explain(const char *code)
{
	const struct rule *rule = rule_find(code);
	const char *codes[RULES_MAX + 1] = {NULL};
	const char *nearest;
	size_t count;
	const struct rule *all = rules(&count);

	if (!strcmp(code, "all"))
		return rules_list();
	if (rule) {
		report_rule(rule, stdout);
		return CLI_OK;
	}
	for (size_t i = 0; i < count && i < RULES_MAX; i++)
		codes[i] = all[i].code;
	nearest = cli_nearest(code, codes);
	if (nearest)
		return cli_error("there is no rule %s: did you mean %s?", code, nearest);
	return cli_error("there is no rule %s; `copro assign check --explain all` lists them",
			 code);
}

static int sarif_write(const struct findings *findings, const char *path)
{
	json_t *log = report_sarif(findings, COPRO_VERSION);
	char *text = log ? json_dumps(log, JSON_INDENT(2)) : NULL;
	char *whole = NULL;
	int status;

	/* with a line's end behind it */
	if (text && asprintf(&whole, "%s\n", text) < 0)
		whole = NULL;
	status = whole ? output_file_write("sarif", path, whole, strlen(whole))
		       : cli_error("not enough memory");
	free(whole);
	free(text);
	json_decref(log);
	return status;
}

static int firmware_check(const struct assign_options *options, const struct assignment *assignment,
			  struct findings *findings)
{
	struct firmware_file firmware = {.data = NULL};
	uint64_t duration = options->duration ? options->duration : UINT64_C(1000000000000);
	int status = firmware_file_read(&firmware, options->firmware);

	if (!status)
		status = assign_firmware_check(assignment, &firmware, findings);
	/* What does not fit is not run. */
	if (!status && options->run && !findings_count(findings, FINDING_ERROR))
		status = assign_run_check(assignment, &firmware, options->dtb, duration, findings);
	firmware_file_free(&firmware);
	return status;
}

static int findings_tell(const struct assign_options *options, const char *path,
			 struct findings *findings)
{
	size_t errors = findings_count(findings, FINDING_ERROR);
	size_t warnings = findings_count(findings, FINDING_WARNING);
	int status = options->sarif ? sarif_write(findings, options->sarif) : CLI_OK;

	if (status)
		return status;
	if (options->json) {
		status = assign_json_print(report_json(findings, path));
	} else {
		report_text(findings, stdout);
		printf("%s: %zu error%s, %zu warning%s\n", path, errors, errors == 1 ? "" : "s",
		       warnings, warnings == 1 ? "" : "s");
	}
	return !status && errors ? CLI_FAILED : status;
}

int assign_check(const struct assign_options *options, char **arguments, int count)
{
	struct assign_file file;
	int status;

	if (options->explain && count)
		return cli_usage("assign", "--explain tells of a rule, and looks at no file");
	if (options->explain)
		return explain(options->explain);
	if (!count)
		return cli_usage("assign", "`assign check` needs FILE");
	if (options->run && !options->firmware)
		return cli_usage("assign", "--run runs what --firmware names");
	if (options->duration && !options->run)
		return cli_usage("assign", "--for says how long --run runs");
	status = assign_file_read(&file, arguments[0]);
	if (!status && file.assignment) {
		assignment_check(file.assignment, &file.findings);
		if (options->firmware)
			status = firmware_check(options, file.assignment, &file.findings);
		if (!status && options->dtb)
			status = assign_dtb_check(file.assignment, options->dtb, &file.findings);
	}
	findings_sort(&file.findings);
	if (!status)
		status = findings_tell(options, arguments[0], &file.findings);
	assign_file_free(&file);
	return status;
}
