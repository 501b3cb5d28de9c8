/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/firmware_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/message.h"

/* A chip with 448 KB of RAM for its coprocessor: debug information makes some MB of that, not more. */
#define FILE_MAX (256u * 1024u * 1024u)
/* Those of the boards are below 100 KB. */
#define TREE_MAX (2u * 1024u * 1024u)

static int read_all(int fd, char *data, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t count = read(fd, data + done, size - done);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		if (!count)
			return -EIO; /* it became shorter meanwhile */
		done += (size_t)count;
	}
	return 0;
}

/* What a file should be, for those who name another. */
struct kind {
	const char *missing; /* after "there is no such file" */
	const char *what; /* "the firmware's ELF file" */
	unsigned max; /* bytes */
};

static int file_read(struct firmware_file *file, const char *path, const struct kind *kind)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat status;
	int rc = 0;

	*file = (struct firmware_file){.path = path};
	if (fd < 0 && errno == ENOENT)
		return cli_error("%s: there is no such file%s", path, kind->missing);
	if (fd < 0)
		return cli_error("%s: %s", path, strerror(errno));
	if (fstat(fd, &status)) {
		rc = cli_error("%s: %s", path, strerror(errno));
	} else if (!S_ISREG(status.st_mode)) {
		rc = cli_error("%s: not a file; name %s", path, kind->what);
	} else if (status.st_size > kind->max) {
		rc = cli_error("%s: larger than %u MB; is it %s?", path, kind->max >> 20,
			       kind->what);
	} else {
		file->size = (size_t)status.st_size;
		file->data = malloc(file->size ? file->size : 1);
		if (!file->data)
			rc = cli_error("%s: not enough memory", path);
		else if (read_all(fd, file->data, file->size))
			rc = cli_error("%s: reading it failed", path);
	}
	close(fd);
	if (rc)
		firmware_file_free(file);
	return rc;
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

int tree_file_read(struct firmware_file *file, const char *path)
{
	static const struct kind tree = {
		.missing = "", .what = "a device tree that dtc has compiled", .max = TREE_MAX};

	return file_read(file, path, &tree);
}

void firmware_file_free(struct firmware_file *file)
{
	free(file->data);
	file->data = NULL;
}

int firmware_file_error(const struct firmware_file *file, const struct host_error *error)
{
	return cli_error("%s: %s%s%s%s%s", file->path, error->place, error->place[0] ? ": " : "",
			 error->text, error->remedy[0] ? "; " : "", error->remedy);
}
