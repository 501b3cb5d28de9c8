/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>

#include "assign/report.h"
#include "assign/show.h"
#include "cli/assign.h"
#include "cli/command.h"

int assign_show(const struct assign_options *options, char **arguments, int count)
{
	struct assign_file file;
	int status = assign_file_read(&file, arguments[0]);

	(void)count;
	if (!status && file.assignment && options->json)
		status = assign_json_print(assignment_json(file.assignment, options->all));
	else if (!status && file.assignment)
		assignment_show(file.assignment, options->all, stdout);
	/* What could not be understood is missing above. */
	if (!status && findings_count(&file.findings, FINDING_ERROR)) {
		fflush(stdout);
		findings_sort(&file.findings);
		report_text(&file.findings, stderr);
		status = CLI_FAILED;
	}
	assign_file_free(&file);
	return status;
}
