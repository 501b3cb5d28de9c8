/* SPDX-License-Identifier: BSD-3-Clause */
#include "assign/table.h"

#include <stdio.h>
#include <string.h>

#include "cli/assign.h"
#include "cli/command.h"
#include "cli/output_file.h"

int assign_table_print(const struct assign_options *options, char **arguments, int count)
{
	struct emit out = {0};
	struct assign_file file;
	int status = assign_file_read_checked(&file, arguments[0]);
	const char *path = options->svg && strcmp(options->svg, "-") != 0 ? options->svg : NULL;
	int rc = 0;

	(void)count;
	if (!status && options->svg)
		rc = assignment_pin_map(file.assignment, &out);
	else if (!status)
		assignment_table(file.assignment, options->markdown ? TABLE_MARKDOWN : TABLE_TEXT,
				 options->all, &out);
	if (rc)
		status = cli_error(
			"%s: a pin map needs a package: say `board:`, or `chip:` with all "
			"of its letters, as in STM32MP157CAC3",
			arguments[0]);
	if (!status && out.failed)
		status = cli_error("not enough memory");
	if (!status)
		status = output_file_write("svg", path, out.text, out.length);
	emit_free(&out);
	assign_file_free(&file);
	return status;
}
