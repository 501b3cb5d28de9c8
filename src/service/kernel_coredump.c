/* SPDX-License-Identifier: BSD-3-Clause */
/* Core files that a kernel keeps: class/devcoredump/devcdN/data, whose failing_device is a link to the
 * remoteproc (drivers/base/devcoredump.c of Linux). */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "service/kernel_remoteproc.h"

#define CORE_MAX (256u * 1024u * 1024u)

static bool is_of(const struct kernel_remoteproc *remoteproc, const char *directory)
{
	char link[KERNEL_PATH], device[KERNEL_PATH];
	const char *name;
	ssize_t length;

	if (kernel_path(link, directory, "failing_device"))
		return false;
	length = readlink(link, device, sizeof(device) - 1);
	if (length < 0)
		return false;
	device[length] = '\0';
	name = strrchr(device, '/');
	return !strcmp(name ? name + 1 : device, remoteproc->name);
}

/* The path of its data. 0, -ENODATA. */
static int find(const struct kernel_remoteproc *remoteproc, char path[KERNEL_PATH])
{
	char class[KERNEL_PATH], directory[KERNEL_PATH];
	struct dirent *entry;
	int rc = -ENODATA;
	DIR *listing;

	if (kernel_path(class, remoteproc->files.sys, "class/devcoredump"))
		return -ENAMETOOLONG;
	listing = opendir(class);
	if (!listing)
		return errno == ENOENT ? -ENODATA : -errno;
	while (rc == -ENODATA && (entry = readdir(listing))) {
		if (!strncmp(entry->d_name, "devcd", strlen("devcd")) &&
		    !kernel_path(directory, class, entry->d_name) && is_of(remoteproc, directory))
			rc = kernel_path(path, directory, "data");
	}
	closedir(listing);
	return rc;
}

int kernel_coredump_read(const struct kernel_remoteproc *remoteproc, char path[KERNEL_PATH],
			 char **data, size_t *length, struct host_error *error)
{
	int rc = find(remoteproc, path);

	if (!rc)
		rc = kernel_read_all(path, CORE_MAX, data, length);
	if (!rc)
		return 0;
	if (rc == -ENODATA)
		return host_error_set(error, rc, "no-crash", "is its coredump setting enabled?",
				      "the kernel keeps no core file of %s", remoteproc->name);
	return host_error_set(error, rc, "coredump", rc == -EACCES ? "be root" : "", "%s: %s", path,
			      strerror(-rc));
}
