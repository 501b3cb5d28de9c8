/* SPDX-License-Identifier: BSD-3-Clause */
#include "service/firmware_store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "service/whole_file.h"

/* ---- names ---- */

static bool leads_out(const char *name)
{
	const char *part = name;

	if (name[0] == '/')
		return true;
	while (part) {
		if (!strncmp(part, "..", 2) && (part[2] == '/' || !part[2]))
			return true;
		part = strchr(part, '/');
		if (part)
			part++;
	}
	return false;
}

/* For messages: bytes that are no text would spoil them. */
static const char *shown(const char *name)
{
	for (const char *c = name; *c; c++) {
		if ((unsigned char)*c < 0x20 || *c == 0x7F)
			return "(unprintable)";
	}
	return name;
}

static int name_check(const char *name, struct host_error *error)
{
	if (!name[0])
		return host_error_set(error, -EINVAL, "firmware-name", "name a file",
				      "the name of the firmware is empty");
	if (strlen(name) > FIRMWARE_NAME_MAX)
		return host_error_set(error, -EINVAL, "firmware-name", "",
				      "the name of the firmware has more than %u characters",
				      FIRMWARE_NAME_MAX);
	if (leads_out(name))
		return host_error_set(
			error, -EINVAL, "firmware-name",
			"name it as seen from there, without \"..\" and without a leading \"/\"",
			"%.100s would lead out of the directories for firmware", shown(name));
	return 0;
}

int firmware_store_name(struct firmware_store *store, const char *name, struct host_error *error)
{
	int status = name_check(name, error);

	if (!status)
		memcpy(store->name, name, strlen(name) + 1);
	return status;
}

/* ---- files ---- */

static void searched(const struct firmware_store *store, char *text, size_t room)
{
	const char *const *directory;
	size_t length = 0;

	text[0] = '\0';
	for (directory = store->directories; directory && *directory; directory++) {
		int added = snprintf(text + length, room - length, "%s%s", length ? ", " : "",
				     *directory);

		if (added < 0 || (size_t)added >= room - length)
			break;
		length += (size_t)added;
	}
}

int firmware_store_find(const struct firmware_store *store, const char *name, char **path,
			struct host_error *error)
{
	const char *const *directory;
	char list[HOST_ERROR_TEXT];
	struct stat status;
	int rc = name_check(name, error);

	if (rc)
		return rc;
	for (directory = store->directories; directory && *directory; directory++) {
		if (asprintf(path, "%s/%s", *directory, name) < 0)
			return host_error_set(error, -ENOMEM, "memory", "",
					      "there is no memory left");
		if (!stat(*path, &status) && S_ISREG(status.st_mode))
			return 0;
		free(*path);
	}
	*path = NULL;
	searched(store, list, sizeof(list));
	(void)host_error_set(error, -ENOENT, "firmware-missing",
			     "copy the file there, or set the name of one that is",
			     "there is no firmware %.60s in %.120s", shown(name),
			     list[0] ? list : "any directory: none is searched");
	return -ENOENT;
}

static int read_file(struct firmware_store *store, int fd)
{
	void *data;
	size_t size;
	int rc = whole_file_read(fd, FIRMWARE_FILE_MAX, &data, &size);

	if (rc)
		return rc;
	free(store->data);
	store->data = data;
	store->size = size;
	return 0;
}

int firmware_store_read(struct firmware_store *store, const void **data, size_t *size,
			struct host_error *error)
{
	char *path;
	int fd;
	int rc = firmware_store_find(store, store->name, &path, error);

	if (rc)
		return rc;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	rc = fd < 0 ? -errno : read_file(store, fd);
	if (fd >= 0)
		close(fd);
	if (rc)
		host_error_set(error, rc, "firmware-unreadable", "", "%.160s: %s", path,
			       strerror(-rc));
	free(path);
	*data = store->data;
	*size = store->size;
	return rc;
}

int firmware_store_init(struct firmware_store *store, const char *const *directories,
			const char *name, struct host_error *error)
{
	memset(store, 0, sizeof(*store));
	store->directories = directories;
	return name ? firmware_store_name(store, name, error) : 0;
}

void firmware_store_free(struct firmware_store *store)
{
	free(store->data);
	store->data = NULL;
}
