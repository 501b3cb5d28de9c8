/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "assign/import.h"
#include "assign/import_dtb.h"
#include "assign/import_ioc.h"
#include "cli/assign.h"
#include "cli/command.h"
#include "cli/output_file.h"

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int project_import(struct import *import, const char *path)
{
	struct firmware_file file = {.data = NULL};
	char error[IMPORT_TEXT] = "";
	int status = project_file_read(&file, path);
	int rc;

	if (status)
		return status;
	rc = import_ioc(import, file.data, file.size, error);
	firmware_file_free(&file);
	if (rc == -EINVAL)
		return cli_error("%s: %s", path, error);
	return rc ? cli_error("not enough memory") : CLI_OK;
}

static int tree_import(struct import *import, enum import_tree_kind kind, const char *path)
{
	struct firmware_file file = {.data = NULL};
	char error[IMPORT_TEXT] = "";
	int status = path ? tree_file_read(&file, path) : CLI_OK;
	int rc;

	if (!path || status)
		return status;
	rc = import_dtb(import, kind, file.data, file.size, error);
	firmware_file_free(&file);
	if (rc == -EINVAL)
		return cli_error("%s: %s", path, error);
	return rc ? cli_error("not enough memory") : CLI_OK;
}

/* Somebody may have worked on it. */
static int target_check(const struct assign_options *options)
{
	struct stat status;

	if (!options->output || options->force || !strcmp(options->output, "-") ||
	    stat(options->output, &status) || !S_ISREG(status.st_mode))
		return CLI_OK;
	return cli_error("--output %s: it is there already; --force overwrites it",
			 options->output);
}

static void notes_tell(const struct import *import)
{
	for (size_t i = 0; i < import->note_count; i++)
		fprintf(stderr, "copro: note: %s\n", import->notes[i]);
}

static int import_all(struct import *import, const struct assign_options *options,
		      const char *project)
{
	const char *path =
		options->output && strcmp(options->output, "-") != 0 ? options->output : NULL;
	struct emit out = {0};
	int status = project ? project_import(import, project) : CLI_OK;
	int rc;

	if (!status)
		status = tree_import(import, IMPORT_TREE_LINUX, options->linux_tree);
	if (!status)
		status = tree_import(import, IMPORT_TREE_TFA, options->tfa_tree);
	if (status)
		return status;
	rc = import_write(import, &out);
	if (rc == -EINVAL)
		status = cli_error("%s: it names no chip of the STM32MP15 family", import->from);
	else if (rc)
		status = cli_error("not enough memory");
	else
		status = output_file_write("output", path, out.text, out.length);
	emit_free(&out);
	if (!status)
		notes_tell(import);
	return status;
}

int assign_import(const struct assign_options *options, char **arguments, int count)
{
	const char *project = count ? arguments[0] : NULL;
	struct import *import;
	int status;

	if (!project && !options->linux_tree && !options->tfa_tree)
		return cli_usage("assign", "`assign import` needs a project, FILE.ioc, or trees: "
					   "--linux FILE, --tfa FILE");
	status = target_check(options);
	if (status)
		return status;
	import = import_new(file_name(project		    ? project
				      : options->linux_tree ? options->linux_tree
							    : options->tfa_tree));
	if (!import)
		return cli_error("not enough memory");
	status = import_all(import, options, project);
	import_free(import);
	return status;
}
