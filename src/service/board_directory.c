/* SPDX-License-Identifier: BSD-3-Clause */
#include "service/board_directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define LOCK   "lock"
#define API    "api"
#define DIGITS "0123456789"
/* Who removes what a dead board left has its lock for a moment: that is no board. */
#define LOCK_TRIES   50
#define LOCK_WAIT_NS 10000000L

bool board_name_valid(const char *name)
{
	const size_t length = strlen(name);

	return length && length <= BOARD_NAME_MAX && strchr("_.-", name[0]) == NULL &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz" DIGITS "_.-") == length &&
	       strspn(name, DIGITS) < length;
}

/* The number of a process, as `copro run` names its directory. */
static bool name_is_process(const char *name)
{
	return name[0] >= '1' && name[0] <= '9' && strspn(name, DIGITS) == strlen(name) &&
	       strlen(name) <= BOARD_NAME_MAX;
}

static COPRO_MUST_CHECK int path_join(char path[BOARD_DIRECTORY_SIZE], const char *directory,
				      const char *name)
{
	const int length = snprintf(path, BOARD_DIRECTORY_SIZE, "%s/%s", directory, name);

	return length < 0 || length >= BOARD_DIRECTORY_SIZE ? -ENAMETOOLONG : 0;
}

static COPRO_MUST_CHECK int parent_path(char path[BOARD_DIRECTORY_SIZE])
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	char name[32];

	if (runtime && runtime[0] == '/')
		return path_join(path, runtime, "copro");
	(void)snprintf(name, sizeof(name), "copro-%ld", (long)getuid());
	return path_join(path, "/tmp", name);
}

/* In /tmp anyone could have made it first, to place links and sockets of his own in it. 0; -ENOENT;
 * -ENOTDIR, -EPERM. */
static COPRO_MUST_CHECK int parent_check(const char *parent)
{
	struct stat status;

	if (lstat(parent, &status))
		return -errno;
	if (!S_ISDIR(status.st_mode))
		return -ENOTDIR;
	return status.st_uid == getuid() && !(status.st_mode & (S_IWGRP | S_IWOTH)) ? 0 : -EPERM;
}

/* ---- the lock ---- */

static struct flock whole_file(short type)
{
	return (struct flock){.l_type = type, .l_whence = SEEK_SET};
}

/* 0; -EAGAIN: somebody has it; -ESTALE: the file is not the directory's any more. */
static COPRO_MUST_CHECK int lock_try(int fd, const char *path)
{
	struct flock lock = whole_file(F_WRLCK);
	struct stat ours, there;

	if (fcntl(fd, F_OFD_SETLK, &lock))
		return errno == EACCES ? -EAGAIN : -errno;
	if (fstat(fd, &ours))
		return -errno;
	if (lstat(path, &there) || ours.st_ino != there.st_ino || ours.st_dev != there.st_dev)
		return -ESTALE;
	return 0;
}

/* Opens and takes the lock of a directory. A descriptor; -EAGAIN: somebody has it; -ESTALE: it was just
 * removed; another negative errno value. */
static COPRO_MUST_CHECK int lock_take(const char *directory, int flags)
{
	char path[BOARD_DIRECTORY_SIZE];
	int rc = path_join(path, directory, LOCK);
	int fd;

	if (rc)
		return rc;
	fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
	if (fd < 0)
		return -errno;
	rc = lock_try(fd, path);
	if (!rc)
		return fd;
	close(fd);
	return rc;
}

/* Looks only: nobody else is disturbed. */
static bool lock_held(const char *directory, long *pid)
{
	struct flock lock = whole_file(F_WRLCK);
	char path[BOARD_DIRECTORY_SIZE];
	char text[24] = "";
	bool held;
	int fd;

	if (path_join(path, directory, LOCK))
		return false;
	fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return false;
	held = !fcntl(fd, F_OFD_GETLK, &lock) && lock.l_type != F_UNLCK;
	if (held && pid && read(fd, text, sizeof(text) - 1) > 0)
		*pid = strtol(text, NULL, 10);
	close(fd);
	return held;
}

bool board_directory_lives(const char *path)
{
	return lock_held(path, NULL);
}

static COPRO_MUST_CHECK int lock_sign(int fd)
{
	char text[24];
	const int length = snprintf(text, sizeof(text), "%ld\n", (long)getpid());
	ssize_t written;

	if (ftruncate(fd, 0))
		return -errno;
	written = pwrite(fd, text, (size_t)length, 0);
	if (written < 0)
		return -errno;
	return written == length ? 0 : -ENOSPC;
}

/* ---- what a board leaves ---- */

/* Files of a folder, without following it if it is a link. */
static void folder_remove(int directory, const char *name)
{
	const int fd = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (!folder) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(folder)))
		(void)unlinkat(dirfd(folder), entry->d_name, 0);
	closedir(folder);
	(void)unlinkat(directory, name, AT_REMOVEDIR);
}

static bool name_is_in(const char *const *names, const char *name)
{
	while (*names && strcmp(*names, name))
		names++;
	return *names;
}

/* All that is a board's, but the lock. Other people's files in it are none of our business. */
static void contents_remove(const char *path)
{
	static const char *const files[] = {"log", "log.1", NULL};
	DIR *directory = opendir(path);
	struct dirent *entry;
	struct stat status;

	if (!directory)
		return;
	while ((entry = readdir(directory))) {
		if (fstatat(dirfd(directory), entry->d_name, &status, AT_SYMLINK_NOFOLLOW))
			continue;
		if (S_ISLNK(status.st_mode) || S_ISSOCK(status.st_mode) ||
		    name_is_in(files, entry->d_name))
			(void)unlinkat(dirfd(directory), entry->d_name, 0);
		else if (S_ISDIR(status.st_mode) && !strcmp(entry->d_name, "firmware"))
			folder_remove(dirfd(directory), entry->d_name);
	}
	closedir(directory);
}

static void directory_remove(const char *path)
{
	char lock[BOARD_DIRECTORY_SIZE];

	contents_remove(path);
	if (!path_join(lock, path, LOCK))
		(void)unlink(lock);
	(void)rmdir(path);
}

/* Boards that were named by a process: nobody takes such a name over. */
static void stale_remove(const char *parent)
{
	DIR *directory = opendir(parent);
	struct dirent *entry;
	char path[BOARD_DIRECTORY_SIZE];

	if (!directory)
		return;
	while ((entry = readdir(directory))) {
		int lock;

		if (!name_is_process(entry->d_name) || path_join(path, parent, entry->d_name))
			continue;
		lock = lock_take(path, 0);
		/* Without a lock it is just being made, or was removed halfway: then it is empty. */
		if (lock >= 0)
			directory_remove(path);
		else if (lock == -ENOENT)
			(void)rmdir(path);
		if (lock >= 0)
			close(lock);
	}
	closedir(directory);
}

/* ---- one's own ---- */

static void wait_a_moment(void)
{
	struct timespec step = {.tv_nsec = LOCK_WAIT_NS};

	nanosleep(&step, NULL);
}

static COPRO_MUST_CHECK int directory_take(struct board_directory *directory)
{
	int rc = -EAGAIN;

	/* -ENOENT and -ESTALE: somebody removed what was just made or found. */
	for (int i = 0; i < LOCK_TRIES && (rc == -EAGAIN || rc == -ENOENT || rc == -ESTALE); i++) {
		if (i)
			wait_a_moment();
		if (mkdir(directory->path, 0700) && errno != EEXIST)
			return -errno;
		rc = lock_take(directory->path, O_CREAT);
	}
	if (rc == -EAGAIN)
		return -EBUSY;
	if (rc < 0)
		return rc;
	directory->lock = rc;
	rc = lock_sign(directory->lock);
	if (rc)
		board_directory_close(directory);
	else
		contents_remove(directory->path);
	return rc;
}

int board_directory_open(struct board_directory *directory, const char *name)
{
	char parent[BOARD_DIRECTORY_SIZE];
	int rc = parent_path(parent);

	*directory = (struct board_directory){.lock = -1};
	memcpy(directory->path, parent, sizeof(parent));
	if (!rc && name && !board_name_valid(name))
		rc = -EINVAL;
	if (rc)
		return rc;
	if (mkdir(parent, 0700) && errno != EEXIST)
		return -errno;
	rc = parent_check(parent);
	if (rc)
		return rc;
	if (name)
		(void)snprintf(directory->name, sizeof(directory->name), "%s", name);
	else
		(void)snprintf(directory->name, sizeof(directory->name), "%ld", (long)getpid());
	if (!name)
		stale_remove(parent);
	rc = path_join(directory->path, parent, directory->name);
	return rc ? rc : directory_take(directory);
}

void board_directory_close(struct board_directory *directory)
{
	if (directory->lock < 0)
		return;
	directory_remove(directory->path);
	close(directory->lock);
	directory->lock = -1;
}

/* ---- those of others ---- */

static int by_name(const void *a, const void *b)
{
	const struct board_entry *x = a, *y = b;
	const bool numbered = name_is_process(x->name);

	if (numbered != name_is_process(y->name))
		return numbered ? 1 : -1;
	return strcmp(x->name, y->name);
}

/* 0; -ENOENT: it does not live. */
static COPRO_MUST_CHECK int entry_read(struct board_entry *entry, const char *parent,
				       const char *name)
{
	char api[BOARD_DIRECTORY_SIZE];
	struct stat status;
	int rc;

	*entry = (struct board_entry){.pid = 0};
	rc = path_join(entry->path, parent, name);
	if (rc)
		return rc;
	if (!lock_held(entry->path, &entry->pid))
		return -ENOENT;
	(void)snprintf(entry->name, sizeof(entry->name), "%s", name);
	entry->stays = !path_join(api, entry->path, API) && !lstat(api, &status) &&
		       S_ISSOCK(status.st_mode);
	return 0;
}

static COPRO_MUST_CHECK int entries_add(struct board_entry **entries, size_t *count,
					const struct board_entry *entry)
{
	struct board_entry *more = realloc(*entries, (*count + 1) * sizeof(*more));

	if (!more)
		return -ENOMEM;
	more[(*count)++] = *entry;
	*entries = more;
	return 0;
}

int board_directory_list(struct board_entry **entries, size_t *count)
{
	char parent[BOARD_DIRECTORY_SIZE];
	struct board_entry one;
	struct dirent *entry;
	DIR *directory;
	int rc = parent_path(parent);

	*entries = NULL;
	*count = 0;
	if (!rc)
		rc = parent_check(parent);
	if (rc)
		return rc == -ENOENT ? 0 : rc;
	directory = opendir(parent);
	if (!directory)
		return -errno;
	while (!rc && (entry = readdir(directory))) {
		if (!board_name_valid(entry->d_name) && !name_is_process(entry->d_name))
			continue;
		rc = entry_read(&one, parent, entry->d_name);
		if (!rc)
			rc = entries_add(entries, count, &one);
		else if (rc == -ENOENT)
			rc = 0;
	}
	closedir(directory);
	if (rc) {
		free(*entries);
		*entries = NULL;
		*count = 0;
	} else if (*count) {
		qsort(*entries, *count, sizeof(**entries), by_name);
	}
	return rc;
}

int board_directory_find(struct board_entry *entry, const char *name)
{
	char parent[BOARD_DIRECTORY_SIZE];
	int rc = parent_path(parent);

	if (!rc && !board_name_valid(name) && !name_is_process(name))
		rc = -EINVAL;
	if (!rc)
		rc = parent_check(parent);
	return rc ? rc : entry_read(entry, parent, name);
}

int board_directory_address(struct sockaddr_un *address, const char *directory, const char *name,
			    int *fd)
{
	int length =
		snprintf(address->sun_path, sizeof(address->sun_path), "%s/%s", directory, name);

	address->sun_family = AF_UNIX;
	*fd = -1;
	if (length > 0 && (size_t)length < sizeof(address->sun_path))
		return 0;
	*fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*fd < 0)
		return -errno;
	length = snprintf(address->sun_path, sizeof(address->sun_path), "/proc/self/fd/%d/%s", *fd,
			  name);
	if (length > 0 && (size_t)length < sizeof(address->sun_path))
		return 0;
	close(*fd);
	*fd = -1;
	return -ENAMETOOLONG;
}
