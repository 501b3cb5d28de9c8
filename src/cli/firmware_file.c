/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/firmware_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/message.h"
#include "host/boot/early.h"
#include "machine/scenario_plan.h"
#include "service/whole_file.h"

/* A chip with 448 KB of RAM for its coprocessor: debug information makes some MB of that, not more. */
#define FILE_MAX (256u * 1024u * 1024u)
/* Those of the boards are below 100 KB. */
#define TREE_MAX (2u * 1024u * 1024u)

/* As much YAML as is read. */
#define PROJECT_MAX    (1u << 20)
#define ASSIGNMENT_MAX (1u * 1024u * 1024u)

/* What a file should be, for those who name another. */
struct kind {
	const char *missing; /* after "there is no such file" */
	const char *what; /* "the firmware's ELF file" */
	unsigned max; /* bytes */
};

static int file_read(struct firmware_file *file, const char *path, const struct kind *kind)
{
	int status = CLI_OK;
	int fd, rc;

	*file = (struct firmware_file){.path = path};
	if (!path[0])
		return cli_error("the name of a file is empty; name %s", kind->what);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0 && errno == ENOENT)
		return cli_error("%s: there is no such file%s", path, kind->missing);
	if (fd < 0)
		return cli_error("%s: it cannot be read: %s%s", path, strerror(errno),
				 errno == EACCES ? "; its owner has to let you" : "");
	rc = whole_file_read(fd, kind->max, &file->data, &file->size);
	if (rc == -EINVAL)
		status = cli_error("%s: not a file; name %s", path, kind->what);
	else if (rc == -EFBIG)
		status = cli_error("%s: larger than %u MB; is it %s?", path, kind->max >> 20,
				   kind->what);
	else if (rc == -ENOMEM)
		status = cli_error("%s: not enough memory", path);
	else if (rc)
		status = cli_error("%s: reading it failed: %s", path, strerror(-rc));
	close(fd);
	return status;
}

int firmware_file_read(struct firmware_file *file, const char *path)
{
	static const struct kind firmware = {
		.missing = "; `./try` builds the examples in build/firmware",
		.what = "the firmware's ELF file",
		.max = FILE_MAX,
	};

	return file_read(file, path, &firmware);
}

int early_file_read(struct firmware_file *file, const char *path)
{
	struct stat status;
	char *joined;
	int rc;

	if (stat(path, &status) || !S_ISDIR(status.st_mode))
		return firmware_file_read(file, path);
	if (asprintf(&joined, "%s/" BOOT_EARLY_NAME, path) < 0)
		return cli_error("not enough memory");
	rc = firmware_file_read(file, joined);
	file->joined = joined;
	return rc;
}

int tree_file_read(struct firmware_file *file, const char *path)
{
	static const struct kind tree = {
		.missing = "", .what = "a device tree that dtc has compiled", .max = TREE_MAX};

	return file_read(file, path, &tree);
}

int assignment_file_read(struct firmware_file *file, const char *path)
{
	static const struct kind assignment = {
		.missing = "", .what = "an assignment file in YAML", .max = ASSIGNMENT_MAX};

	return file_read(file, path, &assignment);
}

int project_file_read(struct firmware_file *file, const char *path)
{
	static const struct kind project = {
		.missing = "", .what = "a CubeMX project (.ioc)", .max = PROJECT_MAX};

	return file_read(file, path, &project);
}

int scenario_file_read(struct firmware_file *file, const char *path)
{
	static const struct kind scenario = {
		.missing = "", .what = "a scenario, which is a YAML file", .max = YAML_SIZE_MAX};

	return file_read(file, path, &scenario);
}

void firmware_file_free(struct firmware_file *file)
{
	free(file->data);
	free(file->joined);
	file->data = NULL;
	file->joined = NULL;
}

int firmware_file_error(const struct firmware_file *file, const struct host_error *error)
{
	return cli_error("%s: %s%s%s%s%s", file->path, error->place, error->place[0] ? ": " : "",
			 error->text, error->remedy[0] ? "; " : "", error->remedy);
}
