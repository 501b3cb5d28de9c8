/* SPDX-License-Identifier: BSD-3-Clause */
#include "service/firmware_install.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "service/firmware_store.h"

#define CHUNK 65536u
#define MODE  0644 /* as firmware has it: no secret, and other users' tools read it too */

const char *firmware_install_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static int write_all(int fd, const char *data, size_t length)
{
	while (length) {
		const ssize_t count = write(fd, data, length);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		data += count;
		length -= (size_t)count;
	}
	return 0;
}

static int copy(int from, int to)
{
	char chunk[CHUNK];
	size_t sum = 0;
	ssize_t count;
	int rc = 0;

	while (!rc && (count = read(from, chunk, sizeof(chunk))) != 0) {
		if (count < 0)
			return -errno;
		sum += (size_t)count;
		rc = sum > FIRMWARE_FILE_MAX ? -EFBIG : write_all(to, chunk, (size_t)count);
	}
	/* A computer that loses power has the old file or the new one, too. */
	if (!rc && fsync(to) && errno != EINVAL && errno != EROFS)
		rc = -errno;
	return rc;
}

static int source_open(const char *path, struct host_error *error)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat status;
	int rc = 0;

	if (fd < 0)
		return host_error_set(error, -errno, "file", "", "%s: %s", path,
				      errno == ENOENT ? "there is no such file" : strerror(errno));
	if (fstat(fd, &status))
		rc = host_error_set(error, -errno, "file", "", "%s: %s", path, strerror(errno));
	else if (!S_ISREG(status.st_mode))
		rc = host_error_set(error, -EINVAL, "file", "name the firmware's ELF file",
				    "%s: not a file", path);
	if (rc)
		close(fd);
	return rc ? rc : fd;
}

static int target_failed(int rc, const char *directory, struct host_error *error)
{
	const char *remedy = rc == -EACCES || rc == -EPERM    ? "be root"
			     : rc == -ENOSPC || rc == -EDQUOT ? "make room there"
							      : "";

	return host_error_set(error, rc, "install", remedy, "%s: it cannot be copied there: %s",
			      directory,
			      rc == -EFBIG ? "it is too large for a firmware" : strerror(-rc));
}

int firmware_install(const char *directory, const char *path, struct host_error *error)
{
	char made[PATH_MAX], target[PATH_MAX];
	const char *name = firmware_install_name(path);
	int from, to, rc = 0;

	if ((size_t)snprintf(made, sizeof(made), "%s/.copro-XXXXXX", directory) >= sizeof(made) ||
	    (size_t)snprintf(target, sizeof(target), "%s/%s", directory, name) >= sizeof(target) ||
	    strlen(name) > FIRMWARE_NAME_MAX)
		return target_failed(-ENAMETOOLONG, directory, error);
	from = source_open(path, error);
	if (from < 0)
		return from;
	if (mkdir(directory, 0755) && errno != EEXIST) {
		close(from);
		return target_failed(-errno, directory, error);
	}
	to = mkostemp(made, O_CLOEXEC);
	if (to < 0) {
		rc = -errno;
		close(from);
		return target_failed(rc, directory, error);
	}
	rc = copy(from, to);
	if (!rc && fchmod(to, MODE))
		rc = -errno;
	if (close(to) && !rc)
		rc = -errno;
	close(from);
	if (!rc && rename(made, target))
		rc = -errno;
	if (!rc)
		return 0;
	(void)unlink(made);
	return target_failed(rc, directory, error);
}
