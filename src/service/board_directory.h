/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where running boards are found: one directory a board in $XDG_RUNTIME_DIR/copro, or in
 * /tmp/copro-UID where there is no such variable.
 *
 * A board that stays has a name of its own; that of `copro run` is named by its process. In a
 * directory are
 *
 *	lock		held for as long as the board lives; the number of its process
 *	api		the socket of its interface, if it stays
 *	ttyRPMSGn	links to its ttys
 *	rpmsgn		sockets of its endpoints
 *	firmware/	what was loaded
 *	log, log.1	what a board in the background tells
 *
 * The lock alone says whether a board lives: a directory without it is what a dead one left, and its
 * name is free.
 */
#ifndef COPRO_SERVICE_BOARD_DIRECTORY_H
#define COPRO_SERVICE_BOARD_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>

#include <copro/compiler.h>

#define BOARD_NAME_MAX	     32u /* characters */
#define BOARD_DIRECTORY_SIZE 256

struct board_directory {
	char name[BOARD_NAME_MAX + 1]; /* or the number of the process */
	char path[BOARD_DIRECTORY_SIZE];
	int lock; /* descriptor */
};

/* A small letter or a digit, then those, '_', '.', '-'; 32 characters at most, not digits alone. */
bool board_name_valid(const char *name);

/*
 * Makes the directory for this process's board, or takes over what a dead board of that name left.
 * `name` NULL: named by the process, after what such boards left has been removed. 0; -EINVAL: the name;
 * -EBUSY: a board of that name lives; -EPERM, -ENOTDIR: the parent is somebody else's, or no directory;
 * -ENAMETOOLONG; or what the system says. `path` is then what could not be made or used.
 */
COPRO_MUST_CHECK int board_directory_open(struct board_directory *directory, const char *name);
/* Removes it with all that is listed above; what else lies in it stays, and so does it. */
void board_directory_close(struct board_directory *directory);

/* A board that lives. */
struct board_entry {
	char name[BOARD_NAME_MAX + 1];
	char path[BOARD_DIRECTORY_SIZE];
	long pid; /* 0: not written yet */
	bool stays; /* it has an interface */
};

/* All that live, by name, those named by their process last; *entries is malloc()ed. 0 also when there
 * are none; -EPERM as above; -ENOMEM, -ENAMETOOLONG. */
COPRO_MUST_CHECK int board_directory_list(struct board_entry **entries, size_t *count);

/* The one of that name. 0; -ENOENT: it does not live; -EINVAL: the name; as above. */
COPRO_MUST_CHECK int board_directory_find(struct board_entry *entry, const char *name);

/* Whether the board whose directory this is still lives. */
bool board_directory_lives(const char *path);

/* A socket's address for a file in a directory. A path that is too long for one goes by way of the
 * directory's descriptor, which is written to *fd and has to be closed when the address has been used;
 * otherwise *fd is -1. 0, or a negative errno value. */
struct sockaddr_un;
COPRO_MUST_CHECK int board_directory_address(struct sockaddr_un *address, const char *directory,
					     const char *name, int *fd);

#endif
