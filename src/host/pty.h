/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pseudo-terminal that other programs open and close as they like, and optionally a link to it.
 *
 * The kernel answers EIO to reads of the master while no program has the slave open, and poll() says
 * "hung up" for as long. Watching that would spin; inotify tells when it is worth looking again.
 */
#ifndef COPRO_HOST_PTY_H
#define COPRO_HOST_PTY_H

#include <stdbool.h>
#include <stddef.h>

#include <copro/compiler.h>

#define PTY_PATH 64u

struct pty {
	int master; /* non-blocking; -1: not open */
	int inotify; /* the caller's instance */
	int wd;
	char path[PTY_PATH]; /* of the slave */
	char *link; /* NULL: none */
};

/* What poll() says of the master. */
struct pty_state {
	bool open; /* some program has the slave open */
	bool readable; /* there is something to read, even if the writer has closed */
};

/*
 * Makes a pty in raw mode and lets `inotify` tell when its slave is opened or closed. 0 or a negative
 * errno value.
 */
COPRO_MUST_CHECK int pty_open(struct pty *pty, int inotify);
/* Hangs up: programs that have the slave open see the end. Removes the link. */
void pty_close(struct pty *pty);

/* Puts a symbolic link to the slave at directory/name, in place of an older link that leads nowhere. 0;
 * -EBUSY: a link to another terminal, which exists, is there; -EEXIST: something else is there; another
 * negative errno value. */
COPRO_MUST_CHECK int pty_link(struct pty *pty, const char *directory, const char *name);

struct pty_state pty_look(const struct pty *pty);

/* As read() and write() on the master; how many bytes, 0 for nothing now. */
size_t pty_read(struct pty *pty, void *data, size_t room);
size_t pty_write(struct pty *pty, const void *data, size_t length);

/* Takes back what was written and no program has read, once none has the slave open. Returns how
 * many bytes; call until 0. */
size_t pty_reclaim(struct pty *pty, void *data, size_t room);

#endif
