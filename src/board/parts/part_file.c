/* SPDX-License-Identifier: BSD-3-Clause */
#include "board/parts/part_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int file_fill(int file, size_t size, uint8_t fill)
{
	uint8_t block[512];

	memset(block, fill, sizeof(block));
	for (size_t done = 0; done < size;) {
		const size_t length = size - done < sizeof(block) ? size - done : sizeof(block);
		const int rc = part_file_write(file, block, done, length);

		if (rc)
			return rc;
		done += length;
	}
	return fsync(file) ? -errno : 0;
}

/* Under another name first: a file of half the size is never there. */
static int file_make(const char *path, size_t size, uint8_t fill)
{
	char name[PATH_MAX];
	int file;
	int rc;

	if ((size_t)snprintf(name, sizeof(name), "%s.XXXXXX", path) >= sizeof(name))
		return -ENAMETOOLONG;
	file = mkstemp(name);
	if (file < 0)
		return -errno;
	rc = file_fill(file, size, fill);
	close(file);
	/* Not rename() where that can be: a file that somebody else has just made stays. */
	if (!rc && link(name, path) && errno != EEXIST && rename(name, path))
		rc = -errno;
	unlink(name);
	return rc;
}

static int file_read(int file, uint8_t *content, size_t size)
{
	for (size_t done = 0; done < size;) {
		const ssize_t got = pread(file, content + done, size - done, (off_t)done);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (got == 0)
			return -EINVAL;
		done += (size_t)got;
	}
	return 0;
}

/* What is open is a file of the right size, and nobody else's. */
static int file_take(int file, uint8_t *content, size_t size)
{
	struct stat status;
	uint8_t *read;
	int rc;

	if (fstat(file, &status))
		return -errno;
	if (!S_ISREG(status.st_mode) || status.st_size != (off_t)size)
		return -EINVAL;
	if (flock(file, LOCK_EX | LOCK_NB))
		return errno == EWOULDBLOCK ? -EBUSY : -errno;
	read = malloc(size);
	if (!read)
		return -ENOMEM;
	rc = file_read(file, read, size);
	if (!rc)
		memcpy(content, read, size);
	free(read);
	return rc;
}

int part_file_open(const char *path, uint8_t *content, size_t size, uint8_t fill)
{
	int file = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	int rc;

	if (file < 0 && errno == ENOENT) {
		rc = file_make(path, size, fill);
		if (rc)
			return rc;
		file = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	}
	if (file < 0)
		return -errno;
	rc = file_take(file, content, size);
	if (rc) {
		close(file);
		return rc;
	}
	return file;
}

int part_file_write(int file, const uint8_t *content, size_t offset, size_t length)
{
	while (length) {
		const ssize_t put = pwrite(file, content, length, (off_t)offset);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -errno;
		content += put;
		offset += (size_t)put;
		length -= (size_t)put;
	}
	return 0;
}
