/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/message.h"

int output_file_fill(int fd, const char *text, size_t length)
{
	while (length) {
		const ssize_t count = write(fd, text, length);

		if (count < 0 && errno != EINTR)
			return -errno;
		if (count > 0) {
			text += count;
			length -= (size_t)count;
		}
	}
	return 0;
}

/* With the rights of a file that open() makes. */
static int rights_set(int fd)
{
	const mode_t mask = umask(0);

	umask(mask);
	return fchmod(fd, 0666 & ~mask) ? -errno : 0;
}

static int file_replace(const char *path, const char *text, size_t length)
{
	char *other;
	int rc;
	int fd;

	if (asprintf(&other, "%s.XXXXXX", path) < 0)
		return -ENOMEM;
	fd = mkstemp(other);
	rc = fd < 0 ? -errno : output_file_fill(fd, text, length);
	if (!rc)
		rc = rights_set(fd);
	if (fd >= 0 && close(fd) && !rc)
		rc = -errno;
	if (!rc && rename(other, path))
		rc = -errno;
	if (rc && fd >= 0)
		unlink(other);
	free(other);
	return rc;
}

int output_file_write(const char *option, const char *path, const char *text, size_t length)
{
	struct stat status;
	int rc;

	if (!path) {
		if (fwrite(text, 1, length, stdout) != length || fflush(stdout))
			return cli_error("writing to the standard output failed");
		return CLI_OK;
	}
	/* A device or a pipe is written to, and not replaced. */
	if (!stat(path, &status) && !S_ISREG(status.st_mode)) {
		const int fd = open(path, O_WRONLY | O_CLOEXEC);

		rc = fd < 0 ? -errno : output_file_fill(fd, text, length);
		if (fd >= 0 && close(fd) && !rc)
			rc = -errno;
	} else {
		rc = file_replace(path, text, length);
	}
	return rc ? cli_error("--%s %s: it cannot be written: %s", option, path, strerror(-rc))
		  : CLI_OK;
}
