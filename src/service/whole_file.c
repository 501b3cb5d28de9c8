/* SPDX-License-Identifier: BSD-3-Clause */
#include "service/whole_file.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int read_all(int fd, uint8_t *bytes, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t count = read(fd, bytes + done, size - done);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		if (!count)
			return -EIO;
		done += (size_t)count;
	}
	return 0;
}

int whole_file_read(int fd, size_t max, void **data, size_t *size)
{
	struct stat status;
	void *bytes;
	int rc;

	if (fstat(fd, &status))
		return -errno;
	if (!S_ISREG(status.st_mode))
		return -EINVAL;
	if ((uint64_t)status.st_size > max)
		return -EFBIG;
	bytes = malloc((size_t)status.st_size + 1);
	if (!bytes)
		return -ENOMEM;
	rc = read_all(fd, bytes, (size_t)status.st_size);
	if (rc) {
		free(bytes);
		return rc;
	}
	*data = bytes;
	*size = (size_t)status.st_size;
	return 0;
}
