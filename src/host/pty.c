/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static int make_raw(int slave)
{
	struct termios settings;

	if (tcgetattr(slave, &settings))
		return -errno;
	cfmakeraw(&settings);
	return tcsetattr(slave, TCSANOW, &settings) ? -errno : 0;
}

/* The slave is made raw before anybody else can know its name; once it was open and is closed again,
 * the master says "hung up" while nobody has it. */
static int set_up(struct pty *pty)
{
	int slave;
	int status;

	if (grantpt(pty->master) || unlockpt(pty->master))
		return -errno;
	status = ptsname_r(pty->master, pty->path, sizeof(pty->path));
	if (status)
		return -status;
	slave = open(pty->path, O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0)
		return -errno;
	status = make_raw(slave);
	if (status == 0) {
		pty->wd = inotify_add_watch(pty->inotify, pty->path, IN_OPEN | IN_CLOSE);
		if (pty->wd < 0)
			status = -errno;
	}
	(void)close(slave);
	return status;
}

int pty_open(struct pty *pty, int inotify)
{
	int status;

	memset(pty, 0, sizeof(*pty));
	pty->inotify = inotify;
	pty->wd = -1;
	pty->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (pty->master < 0)
		return -errno;
	status = set_up(pty);
	if (status)
		pty_close(pty);
	return status;
}

/* A link that somebody else has put there meanwhile stays. */
static void remove_link(struct pty *pty)
{
	char target[PTY_PATH + 1];
	ssize_t length = readlink(pty->link, target, sizeof(target) - 1);

	if (length < 0)
		return;
	target[length] = '\0';
	if (strcmp(target, pty->path) == 0)
		(void)unlink(pty->link);
}

void pty_close(struct pty *pty)
{
	if (pty->master < 0)
		return;
	if (pty->link) {
		remove_link(pty);
		free(pty->link);
		pty->link = NULL;
	}
	if (pty->wd >= 0)
		(void)inotify_rm_watch(pty->inotify, pty->wd);
	(void)close(pty->master);
	pty->master = -1;
}

/* A link to a terminal that exists belongs to somebody who is using it; one that leads nowhere was left
 * by a program that had no chance to tidy up. */
static bool is_in_use(const struct pty *pty, const char *path)
{
	char target[PTY_PATH + 1];
	struct stat there;
	ssize_t length = readlink(path, target, sizeof(target) - 1);

	if (length < 0 || stat(path, &there) || !S_ISCHR(there.st_mode))
		return false;
	target[length] = '\0';
	return strcmp(target, pty->path) != 0;
}

/* In one step, so that there is no moment without the link. */
static int replace_link(const struct pty *pty, const char *path)
{
	struct stat there;
	char *temporary;
	int status = 0;

	if (lstat(path, &there) == 0 && !S_ISLNK(there.st_mode))
		return -EEXIST;
	if (is_in_use(pty, path))
		return -EBUSY;
	if (asprintf(&temporary, "%s.%ld", path, (long)getpid()) < 0)
		return -ENOMEM;
	(void)unlink(temporary);
	if (symlink(pty->path, temporary)) {
		status = -errno;
	} else if (rename(temporary, path)) {
		status = -errno;
		(void)unlink(temporary);
	}
	free(temporary);
	return status;
}

int pty_link(struct pty *pty, const char *directory, const char *name)
{
	char *path;
	int status;

	if (asprintf(&path, "%s/%s", directory, name) < 0)
		return -ENOMEM;
	status = replace_link(pty, path);
	if (status) {
		free(path);
		return status;
	}
	pty->link = path;
	return 0;
}

struct pty_state pty_look(const struct pty *pty)
{
	struct pollfd master = {.fd = pty->master, .events = POLLIN};
	struct pty_state state;

	(void)poll(&master, 1, 0);
	state.open = !(master.revents & (POLLHUP | POLLERR));
	state.readable = master.revents & POLLIN;
	return state;
}

size_t pty_read(struct pty *pty, void *data, size_t room)
{
	ssize_t length = read(pty->master, data, room);

	return length > 0 ? (size_t)length : 0;
}

size_t pty_write(struct pty *pty, const void *data, size_t length)
{
	ssize_t written = write(pty->master, data, length);

	return written > 0 ? (size_t)written : 0;
}

size_t pty_reclaim(struct pty *pty, void *data, size_t room)
{
	int slave = open(pty->path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	struct termios settings;
	ssize_t length = -1;

	if (slave < 0)
		return 0;
	/* A program may have left it in line mode, in which half a line cannot be read. Its settings
	 * stay, as a serial port's do. */
	if (tcgetattr(slave, &settings) == 0 && make_raw(slave) == 0) {
		length = read(slave, data, room);
		(void)tcsetattr(slave, TCSANOW, &settings);
	}
	(void)close(slave);
	return length > 0 ? (size_t)length : 0;
}
