/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/run_directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static COPRO_MUST_CHECK int path_print(char *path, const char *format, const char *text,
				       long number)
{
	int length = snprintf(path, RUN_DIRECTORY_SIZE, format, text, number);

	return length < 0 || length >= RUN_DIRECTORY_SIZE ? -ENAMETOOLONG : 0;
}

static COPRO_MUST_CHECK int parent_path(char *path)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");

	if (runtime && runtime[0] == '/')
		return path_print(path, "%.200s/copro", runtime, 0);
	return path_print(path, "%s/copro-%ld", "/tmp", (long)getuid());
}

/* The process that a directory's name stands for, 0 when it stands for none. */
static pid_t name_process(const char *name)
{
	char *end;
	long number = strtol(name, &end, 10);

	return name[0] >= '1' && name[0] <= '9' && !*end ? (pid_t)number : 0;
}

static bool process_lives(pid_t pid)
{
	return !kill(pid, 0) || errno == EPERM;
}

/* Only links and sockets are in a board's directory: what else is there stays, and so does it. */
void run_directory_remove(const char *path)
{
	DIR *directory = opendir(path);
	struct dirent *entry;
	struct stat status;

	if (!directory)
		return;
	while ((entry = readdir(directory))) {
		if (!fstatat(dirfd(directory), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) &&
		    (S_ISLNK(status.st_mode) || S_ISSOCK(status.st_mode)))
			unlinkat(dirfd(directory), entry->d_name, 0);
	}
	closedir(directory);
	rmdir(path);
}

static void stale_remove(const char *parent)
{
	DIR *directory = opendir(parent);
	struct dirent *entry;
	char path[RUN_DIRECTORY_SIZE];

	if (!directory)
		return;
	while ((entry = readdir(directory))) {
		pid_t pid = name_process(entry->d_name);

		if (pid && (pid == getpid() || !process_lives(pid)) &&
		    !path_print(path, "%s/%ld", parent, (long)pid))
			run_directory_remove(path);
	}
	closedir(directory);
}

int run_directory_make(char *path)
{
	char parent[RUN_DIRECTORY_SIZE];
	struct stat status;
	int rc = parent_path(parent);

	if (rc)
		return rc;
	rc = path_print(path, "%s", parent, 0);
	if (rc)
		return rc;
	if (mkdir(parent, 0700) && errno != EEXIST)
		return -errno;
	/* In /tmp anyone could have made it first, to place links of his own in it. */
	if (lstat(parent, &status))
		return -errno;
	if (!S_ISDIR(status.st_mode))
		return -ENOTDIR;
	if (status.st_uid != getuid())
		return -EPERM;
	stale_remove(parent);
	rc = path_print(path, "%s/%ld", parent, (long)getpid());
	if (rc)
		return rc;
	return mkdir(path, 0700) ? -errno : 0;
}

int run_directory_find(char *path)
{
	char parent[RUN_DIRECTORY_SIZE];
	struct dirent *entry;
	DIR *directory;
	unsigned found = 0;
	int rc = parent_path(parent);

	if (rc)
		return rc;
	directory = opendir(parent);
	if (!directory)
		return -ENOENT;
	while ((entry = readdir(directory)) && !rc) {
		pid_t pid = name_process(entry->d_name);

		if (!pid || !process_lives(pid))
			continue;
		found++;
		rc = path_print(path, "%s/%ld", parent, (long)pid);
	}
	closedir(directory);
	if (rc)
		return rc;
	if (!found)
		return -ENOENT;
	return found > 1 ? -EEXIST : 0;
}
