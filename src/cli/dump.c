/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/target.h"

struct dump_options {
	struct target_options target;
	const char *form;
};

static const struct cli_option dump_table[] = {
	{.name = "form",
	 .argument = "FORM",
	 .help = "gdb: with registers, for gdb, the default; kernel: byte for\n"
		 "byte as Linux makes it",
	 .type = CLI_TEXT,
	 .target = offsetof(struct dump_options, form)},
	TARGET_OPTIONS(struct dump_options),
	{.name = NULL}};

/* Where the dump goes. A file is opened when there is something to write: what it held stays when there is not. */
struct output {
	const char *path; /* NULL: the standard output */
	int fd; /* -1: not yet open */
	bool regular; /* a piece of a dump is removed */
	int rc; /* why it could not be written */
};

static int output_init(struct output *output, const char *path)
{
	*output = (struct output){.path = path, .fd = path ? -1 : STDOUT_FILENO};
	if (!path && isatty(STDOUT_FILENO))
		return cli_error("a core file is no text for a terminal; name a file, or send the "
				 "output to one");
	return CLI_OK;
}

static bool output_open(struct output *output)
{
	struct stat status;

	output->fd = open(output->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0600);
	if (output->fd < 0) {
		output->rc = -errno;
		return false;
	}
	output->regular = !fstat(output->fd, &status) && S_ISREG(status.st_mode);
	return true;
}

static bool output_take(void *context, const void *data, size_t length)
{
	struct output *output = context;
	const char *at = data;

	if (output->fd < 0 && !output_open(output))
		return false;
	while (length) {
		const ssize_t count = write(output->fd, at, length);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0) {
			output->rc = -errno;
			return false;
		}
		at += count;
		length -= (size_t)count;
	}
	return true;
}

/* Half a core file is worse than none. */
static int output_close(struct output *output, int status)
{
	const char *path = output->path ? output->path : "the standard output";

	if (output->path && output->fd >= 0 && close(output->fd) && !output->rc)
		output->rc = -errno;
	if (output->rc)
		status = cli_error("%s: the core file cannot be written: %s", path,
				   strerror(-output->rc));
	if (status && output->path && output->regular)
		(void)unlink(output->path);
	return status;
}

static int virtual_dump(const struct target *target, const char *form, struct output *output)
{
	struct host_error error = {.text = ""};
	char path[64];
	int rc;

	(void)snprintf(path, sizeof(path), "/v1/coredump?form=%s", form);
	rc = client_get(target->client, path, output_take, output, &error);
	return rc && rc != -ECANCELED ? target_error(target, &error, rc) : CLI_OK;
}

static int kernel_dump(const struct target *target, struct output *output)
{
	struct host_error error = {.text = ""};
	char path[KERNEL_PATH];
	size_t length;
	char *data;
	int rc = kernel_coredump_read(&target->kernel, path, &data, &length, &error);

	if (rc)
		return target_error(target, &error, rc);
	/* The kernel keeps it until it is told, and makes no other one meanwhile. */
	if (output_take(output, data, length) && kernel_write(path, "1"))
		fprintf(stderr, "copro: %s: the kernel still keeps it\n", path);
	free(data);
	return CLI_OK;
}

static int dump_run(const struct cli_command *command, char **arguments, int count)
{
	struct dump_options options = {.form = NULL};
	int others = cli_command_parse(command, &options, arguments, count);
	struct output output;
	struct target target;
	int status;

	if (others < 0)
		return CLI_MISUSED;
	if (options.form && strcmp(options.form, "gdb") != 0 && strcmp(options.form, "kernel") != 0)
		return cli_usage("dump", "--form takes gdb or kernel, not \"%s\"", options.form);
	status = target_open(&target, &options.target, command->name);
	if (!status && target.kind == TARGET_KERNEL && options.form && !strcmp(options.form, "gdb"))
		status = cli_error("a kernel makes core files of its own form only: --form kernel");
	if (!status)
		status = output_init(&output, others ? arguments[0] : NULL);
	if (!status) {
		if (target.kind == TARGET_KERNEL)
			status = kernel_dump(&target, &output);
		else
			status =
				virtual_dump(&target, options.form ? options.form : "gdb", &output);
		status = output_close(&output, status);
	}
	target_close(&target);
	return status;
}

const struct cli_command cli_dump = {
	.name = "dump",
	.arguments = "[FILE]",
	.summary = "write a core file of the last crash",
	.text = "Writes what the coprocessor was when it last crashed: of a virtual board in gdb's form,\n"
		"which `gdb-multiarch firmware.elf -c FILE` opens, or in the kernel's; of a kernel what\n"
		"it keeps in class/devcoredump, which it then forgets. Without FILE to the standard\n"
		"output, unless that is a terminal.",
	.examples = "copro dump core              for gdb\n"
		    "copro dump --form kernel core\n"
		    "copro dump --on kernel core  what the kernel kept (coredump \"enabled\")",
	.options = dump_table,
	.most_arguments = 1,
	.run = dump_run,
};
