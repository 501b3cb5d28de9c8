/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdlib.h>

#include "assign/generate.h"
#include "assign/report.h"
#include "cli/assign.h"
#include "cli/generated_files.h"
#include "cli/message.h"

/* The tree of --base in memory. */
struct base {
	struct firmware_file file;
	struct dt *dt; /* NULL: none was given */
};

static int base_read(struct base *base, const char *path)
{
	struct dt_error error = {.text = ""};
	int status;

	*base = (struct base){.dt = NULL};
	if (!path)
		return CLI_OK;
	status = tree_file_read(&base->file, path);
	if (status)
		return status;
	base->dt = calloc(1, sizeof(*base->dt));
	if (!base->dt)
		return cli_error("not enough memory");
	if (dt_open(base->dt, base->file.data, base->file.size, &error))
		return cli_error("%s: not a device tree that can be used: %s", path, error.text);
	return CLI_OK;
}

static void base_free(struct base *base)
{
	firmware_file_free(&base->file);
	free(base->dt);
}

static int error_tell(const struct assign_options *options, const char *path, int rc,
		      const struct generated *generated)
{
	if (rc == -ENOMEM)
		return cli_error("%s: not enough memory", path);
	if (rc == -ENOENT && options->base)
		return cli_error("%s: the fragments cannot be made for it: %s", options->base,
				 generated->error);
	return cli_error("%s: %s", path, generated->error);
}

static int files_make(const struct assign_options *options, const struct assign_file *file,
		      const char *path, const struct dt *dt)
{
	const struct generate_options how = {.base = dt, .overlay = options->overlay};
	const char *directory = options->output ? options->output : ".";
	struct generated generated = {.error = ""};
	int rc = assignment_generate(file->assignment, &how, &generated);
	int status;

	if (rc)
		status = error_tell(options, path, rc, &generated);
	else if (options->check)
		status = generated_files_check(&generated, directory);
	else
		status = generated_files_write(&generated, directory, options->force);
	generated_free(&generated);
	return status;
}

int assign_generate(const struct assign_options *options, char **arguments, int count)
{
	struct assign_file file;
	struct base base = {.dt = NULL};
	int status;

	(void)count;
	if (options->base && options->overlay)
		return cli_usage("assign",
				 "an overlay names nodes by their labels: --overlay and --base do "
				 "not go together");
	if (options->check && options->force)
		return cli_usage("assign", "--check writes nothing, with --force neither");
	status = assign_file_read_checked(&file, arguments[0]);
	if (!status)
		status = base_read(&base, options->base);
	/* Warnings do not stop it, but are not kept quiet either. */
	if (!status && file.findings.count)
		report_text(&file.findings, stderr);
	if (!status)
		status = files_make(options, &file, arguments[0], base.dt);
	base_free(&base);
	assign_file_free(&file);
	return status;
}
