/* SPDX-License-Identifier: BSD-3-Clause */
/* Unix sockets that keep packets apart (SOCK_SEQPACKET). Nothing here waits. */
#ifndef COPRO_HOST_PACKET_SOCKET_H
#define COPRO_HOST_PACKET_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <sys/uio.h>

#include <copro/compiler.h>

/* A socket that others connect to. */
struct packet_listener {
	int fd; /* -1: none */
	char *path;
	dev_t device; /* of the socket file, by which it is known again */
	ino_t inode;
};

/*
 * Makes one at directory/name, for this user alone, in place of one whose owner is gone. 0; -EBUSY:
 * somebody listens there; -EEXIST: something else is there; -ENAMETOOLONG: no socket can have such a
 * long path; another negative errno value.
 */
COPRO_MUST_CHECK int packet_listen(struct packet_listener *listener, const char *directory,
				   const char *name);
/* Removes the file, unless somebody has put another one there: nobody connects any more. */
void packet_listener_hide(const struct packet_listener *listener);
/* Does so too if need be. Nothing happens without one. */
void packet_listener_close(struct packet_listener *listener);

/* The next connection, or -EAGAIN, or another negative errno value. */
COPRO_MUST_CHECK int packet_accept(const struct packet_listener *listener);

/* The other side: a connection to the socket at a path. A descriptor; -ECONNREFUSED: nobody listens there;
 * -ENOENT, -ENAMETOOLONG, -EAGAIN: too many want to; another negative errno value. */
COPRO_MUST_CHECK int packet_connect(const char *path);

enum packet_result {
	PACKET_DONE,
	PACKET_LATER, /* nothing there, or no room, now */
	PACKET_ENDED /* the other end is gone, or sends no more */
};

/* Takes one packet. *length is its own, which may be more than what there was room for: the rest is
 * lost. A packet may be empty. */
enum packet_result packet_receive(int fd, void *data, size_t room, size_t *length);
/* Hands over one packet of several parts; with none it is empty. */
enum packet_result packet_send(int fd, struct iovec *parts, int count);
/* True when the other end has closed: it will neither send nor read. */
bool packet_hung_up(int fd);

#endif
