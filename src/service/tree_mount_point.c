/* SPDX-License-Identifier: BSD-3-Clause */
/* A directory to mount on: what may be wrong with it, and what a dead board left there. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "service/tree_fuse_internal.h"

#define LEFTOVERS 8 /* mounted over each other, by boards that died */

/* ---- what is mounted ---- */

/* Of a mount point in mountinfo: \040 and its like are bytes (proc(5)). */
static void unescape(char *text)
{
	char *to = text;

	for (; *text; text++) {
		if (text[0] == '\\' && text[1] && text[2] && text[3]) {
			*to++ = (char)((text[1] - '0') * 64 + (text[2] - '0') * 8 +
				       (text[3] - '0'));
			text += 3;
		} else {
			*to++ = *text;
		}
	}
	*to = '\0';
}

/* One line of mountinfo: "36 35 98:0 / /mnt rw,noatime shared:1 - fuse.copro copro rw". */
static bool line_parse(char *line, char **point, char **type)
{
	char *rest = strstr(line, " - ");
	char *save = NULL;
	char *field;
	int i;

	if (!rest)
		return false;
	*rest = '\0';
	field = strtok_r(line, " ", &save);
	for (i = 0; field && i < 4; i++)
		field = strtok_r(NULL, " ", &save);
	*point = field;
	*type = strtok_r(rest + 3, " ", &save);
	if (!*point || !*type)
		return false;
	unescape(*point);
	return true;
}

/* The type of what is mounted on a path, the uppermost; "" if nothing is. */
static void mounted_type(const char *path, char type[64])
{
	FILE *file = fopen("/proc/self/mountinfo", "re");
	char *line = NULL;
	size_t room = 0;
	char *point;
	char *found;

	type[0] = '\0';
	while (file && getline(&line, &room, file) >= 0) {
		if (line_parse(line, &point, &found) && !strcmp(point, path))
			(void)snprintf(type, 64, "%s", found);
	}
	free(line);
	if (file)
		fclose(file);
}

/* ---- what a dead board left ---- */

static int spawn_unmount(const char *path)
{
	char *arguments[] = {"fusermount3", "-u", "-z", "-q", "--", (char *)path, NULL};
	pid_t child;
	int status;

	if (posix_spawnp(&child, arguments[0], NULL, NULL, arguments, environ))
		return -EPERM;
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : -EPERM;
}

static int take_away(const char *path)
{
	return umount2(path, MNT_DETACH) ? spawn_unmount(path) : 0;
}

/* A path whose last part may be dead: nothing below its parent is asked. */
static int resolve(const char *directory, char path[PATH_MAX])
{
	char parent[PATH_MAX];
	char name[PATH_MAX];
	char real[PATH_MAX];
	struct stat status;
	int length;

	if (realpath(directory, path))
		return stat(path, &status) ? -errno : 0;
	if (errno != ENOTCONN)
		return -errno;
	if (strlen(directory) >= sizeof(parent))
		return -ENAMETOOLONG;
	(void)snprintf(parent, sizeof(parent), "%s", directory);
	(void)snprintf(name, sizeof(name), "%s", directory);
	if (!realpath(dirname(parent), real))
		return -errno;
	length = snprintf(path, PATH_MAX, "%s/%s", strcmp(real, "/") ? real : "", basename(name));
	return length >= PATH_MAX ? -ENAMETOOLONG : -ENOTCONN;
}

static int clear(const char *directory, char path[PATH_MAX], struct host_error *error)
{
	char type[64];
	int rc = 0;

	for (int i = 0; i <= LEFTOVERS; i++) {
		rc = resolve(directory, path);
		if (rc != -ENOTCONN)
			return rc;
		mounted_type(path, type);
		if (strcmp(type, "fuse." TREE_SUBTYPE) != 0)
			return host_error_set(error, -ENOTCONN, "mount-dead",
					      "unmount it with `fusermount3 -u`",
					      "a dead file system (%s) is mounted on %.120s",
					      type[0] ? type : "of unknown type", path);
		if (take_away(path))
			break;
	}
	return host_error_set(error, -ENOTCONN, "mount-dead", "unmount it with `fusermount3 -u`",
			      "what a dead board left on %.120s cannot be unmounted", path);
}

/* ---- what may be wrong ---- */

static int check_empty(const char *path, struct host_error *error)
{
	DIR *directory = opendir(path);
	const struct dirent *entry;
	bool empty = true;

	if (!directory)
		return -errno;
	while (empty && (entry = readdir(directory)))
		empty = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");
	closedir(directory);
	return empty ? 0
		     : host_error_set(
			       error, -ENOTEMPTY, "mount-not-empty", "use an empty directory",
			       "%.160s is not empty: the tree would hide what is in it", path);
}

static bool is_below(const char *path, const char *directory)
{
	const size_t length = strlen(directory);

	return !strncmp(path, directory, length) && (path[length] == '/' || !path[length]);
}

static int check_own(const char *const *own, const char *path, struct host_error *error)
{
	for (; own && *own; own++) {
		if (is_below(*own, path))
			return host_error_set(error, -EINVAL, "mount-own", "use another directory",
					      "the board keeps files of its own in %.80s, which is "
					      "in %.80s",
					      *own, path);
	}
	return 0;
}

static int check_type(const char *path, struct host_error *error)
{
	struct stat status;
	char type[64];

	if (stat(path, &status))
		return -errno;
	if (!S_ISDIR(status.st_mode))
		return host_error_set(error, -ENOTDIR, "mount-not-directory",
				      "use an empty directory", "%.160s is no directory", path);
	mounted_type(path, type);
	return strcmp(type, "fuse." TREE_SUBTYPE) != 0
		       ? 0
		       : host_error_set(error, -EBUSY, "mount-busy", "use another directory",
					"the tree of another board is mounted on %.160s", path);
}

int tree_mount_point(const struct tree_mount_config *config, const char *directory,
		     char path[PATH_MAX], struct host_error *error)
{
	int rc;

	error->text[0] = '\0';
	rc = clear(directory, path, error);
	if (!rc)
		rc = check_type(path, error);
	if (!rc)
		rc = check_own(config->own_paths, path, error);
	if (!rc)
		rc = check_empty(path, error);
	if (rc && !error->text[0])
		host_error_set(error, rc, "mount-directory",
			       rc == -ENOENT ? "make the directory first" : "", "%.160s: %s",
			       directory, strerror(-rc));
	return rc;
}
