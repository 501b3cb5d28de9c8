/* SPDX-License-Identifier: BSD-3-Clause */
#include "service/kernel_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 16384u

int kernel_path(char path[KERNEL_PATH], const char *directory, const char *name)
{
	const int length = snprintf(path, KERNEL_PATH, "%s/%s", directory, name);

	return length < 0 || (size_t)length >= KERNEL_PATH ? -ENAMETOOLONG : 0;
}

static bool is_directory(const char *directory, const char *name)
{
	char path[KERNEL_PATH];
	struct stat status;

	return !kernel_path(path, directory, name) && !stat(path, &status) &&
	       S_ISDIR(status.st_mode);
}

int kernel_files_find(struct kernel_files *files, const char *root)
{
	char trimmed[KERNEL_PATH];
	size_t length = strlen(root);
	bool whole;
	int rc;

	while (length && root[length - 1] == '/')
		length--;
	if (length >= sizeof(trimmed))
		return -ENAMETOOLONG;
	memcpy(trimmed, root, length);
	trimmed[length] = '\0';
	whole = is_directory(trimmed, "sys/class/remoteproc");
	if (!whole && !is_directory(trimmed, "class/remoteproc"))
		return -ENOENT;
	rc = kernel_path(files->dev, trimmed, "dev");
	if (!rc)
		rc = kernel_path(files->firmware, trimmed, whole ? "lib/firmware" : "firmware");
	if (!rc && whole)
		rc = kernel_path(files->sys, trimmed, "sys");
	else if (!rc)
		strcpy(files->sys, trimmed);
	return rc;
}

int kernel_read_all(const char *path, size_t most, char **data, size_t *length)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	size_t room = 0;
	ssize_t count = 1;
	char *more;
	int rc = 0;

	*data = NULL;
	*length = 0;
	if (fd < 0)
		return -errno;
	while (!rc && count > 0) {
		if (room - *length < CHUNK) {
			room += room + CHUNK;
			more = realloc(*data, room + 1);
			if (!more) {
				rc = -ENOMEM;
				break;
			}
			*data = more;
		}
		count = read(fd, *data + *length, CHUNK);
		if (count < 0)
			rc = -errno;
		else
			*length += (size_t)count;
		if (*length > most)
			rc = -EFBIG;
	}
	close(fd);
	if (rc) {
		free(*data);
		*data = NULL;
		*length = 0;
		return rc;
	}
	(*data)[*length] = '\0';
	return 0;
}

int kernel_read(const char *path, char *text, size_t room)
{
	size_t length;
	char *data;
	int rc = kernel_read_all(path, room - 1, &data, &length);

	if (rc)
		return rc;
	if (length && data[length - 1] == '\n')
		length--;
	if (length)
		memcpy(text, data, length);
	text[length] = '\0';
	free(data);
	return 0;
}

int kernel_write(const char *path, const char *word)
{
	/* As a shell does it, but a file that is missing is not made. */
	const int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY);
	const size_t length = strlen(word);
	ssize_t count;
	int rc = 0;

	if (fd < 0)
		return -errno;
	count = write(fd, word, length);
	if (count < 0)
		rc = -errno;
	else if ((size_t)count != length)
		rc = -EIO;
	if (close(fd) && !rc)
		rc = -errno;
	return rc;
}
