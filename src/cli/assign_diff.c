/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/diff.h"

#include <stdio.h>

#include "cli/assign.h"
#include "cli/command.h"

/* As diff does: CLI_FAILED when there are differences. */
int assign_diff(const struct assign_options *options, char **arguments, int count)
{
	struct assign_file files[2] = {{.assignment = NULL}, {.assignment = NULL}};
	struct emit out = {0};
	size_t differences = 0;
	int status = CLI_OK;

	(void)options;
	(void)count;
	for (unsigned i = 0; i < 2 && !status; i++) {
		status = assign_file_read(&files[i], arguments[i]);
		if (!status && !files[i].assignment)
			status = cli_error("%s: `copro assign check` says what is wrong with it",
					   arguments[i]);
	}
	if (!status)
		differences = assignment_diff(files[0].assignment, files[1].assignment, &out);
	if (!status && out.failed)
		status = cli_error("not enough memory");
	if (!status && differences) {
		fputs(out.text, stdout);
		status = CLI_FAILED;
	}
	emit_free(&out);
	for (unsigned i = 0; i < 2; i++)
		assign_file_free(&files[i]);
	return status;
}
