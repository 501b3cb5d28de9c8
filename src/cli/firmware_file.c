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

int firmware_file_read(struct firmware_file *file, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat status;
	int rc = 0;

	*file = (struct firmware_file){.path = path};
	if (fd < 0 && errno == ENOENT)
		return cli_error(
			"%s: there is no such file; `./try` builds the examples in build/firmware",
			path);
	if (fd < 0)
		return cli_error("%s: %s", path, strerror(errno));
	if (fstat(fd, &status)) {
		rc = cli_error("%s: %s", path, strerror(errno));
	} else if (!S_ISREG(status.st_mode)) {
		rc = cli_error("%s: not a file; name the firmware's ELF file", path);
	} else if (status.st_size > FILE_MAX) {
		rc = cli_error("%s: larger than %u MB; is it the firmware's ELF file?", path,
			       FILE_MAX >> 20);
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
