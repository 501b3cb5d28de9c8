/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Endpoints for programs, rpmsg0, rpmsg1, ...: as Linux's /dev/rpmsgN (drivers/rpmsg/rpmsg_char.c,
 * rpmsg_ctrl.c), each a Unix socket in which a packet is a message.
 *
 * An endpoint comes to be in three ways:
 *
 *   automatic   a channel of service "rpmsg-raw" or "rpmsg_chrdev", or of one that the set was told of, is
 *               announced; it goes with the channel
 *   by name     rpmsg_char_create() without a destination: it takes the channel of that name, now or
 *               when one is announced, and waits for the next one when that goes
 *   by address  rpmsg_char_create() with a destination: it lives as long as the link
 *
 * One program at a time has an endpoint open; the connection of another one is closed at once. While one
 * has, nothing is dropped but packets that are longer than a message: what it does not read waits, first
 * in a queue of 64 KB, then in the message buffers, so that the firmware blocks; what the firmware does
 * not take stays in the socket, so that the program blocks. While nobody has it open the newest messages
 * are kept for the next who does.
 */
#ifndef COPRO_HOST_RPMSG_CHAR_H
#define COPRO_HOST_RPMSG_CHAR_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "host/platform.h"
#include "host/rpmsg_bus.h"

#define RPMSG_CHAR_COUNT 64u /* of a set, at a time */
/* Kept while nobody has an endpoint open: up to so many bytes in up to so many messages. */
#define RPMSG_CHAR_KEPT	      4096u
#define RPMSG_CHAR_KEPT_COUNT 64u

/* Names of HOST_EVENT_NOTEs: an endpoint that is open but not read, once in the life of each; packets that
 * were too long, at the first one of each connection and at its end. */
#define RPMSG_CHAR_NOTE_UNREAD	 "rpmsg-unread"
#define RPMSG_CHAR_NOTE_TOO_LONG "rpmsg-too-long"

struct rpmsg_char_set;
struct rpmsg_char;

struct rpmsg_char_set_config {
	const struct host_platform *platform;
	/* A directory for the sockets rpmsgN; it exists. NULL: none are made, and only users in this
	 * program open endpoints. */
	const char *directory;
	/* Services whose channels become endpoints, besides Linux's two: names, NULL ends, the caller's, as
	 * long as the set. As a driver_override of Linux. NULL: none. */
	const char *const *services;
};

/* 0, -ENOMEM. */
COPRO_MUST_CHECK int rpmsg_char_set_create(struct rpmsg_char_set **set,
					   const struct rpmsg_char_set_config *config);
/* After every bus that knows the driver is gone. NULL is allowed. */
void rpmsg_char_set_destroy(struct rpmsg_char_set *set);

/* The driver to give to a remoteproc, before those that would take the same services. */
struct rpmsg_driver *rpmsg_char_set_driver(struct rpmsg_char_set *set);

/* Linux's struct rpmsg_endpoint_info. */
struct rpmsg_char_request {
	const char
		*name; /* of the channel, or, with a destination, of anything: 1 to 31 characters */
	uint32_t src; /* RPMSG_ADDRESS_ANY: the lowest free one from 1024 */
	uint32_t dst; /* RPMSG_ADDRESS_ANY: that of the channel `name` */
};

/*
 * Makes an endpoint on a bus (NULL: there is no link). Nothing is announced to the firmware. 0;
 * -EINVAL: the name; -ENODEV: a destination was given, and there is no link; -EADDRINUSE: src is taken;
 * -EBUSY: the channel has a driver, or the socket's path is somebody's; -ENOSPC: there are 64;
 * -ENOMEM; or what the system says to a socket.
 */
COPRO_MUST_CHECK int rpmsg_char_create(struct rpmsg_char_set *set, struct rpmsg_bus *bus,
				       const struct rpmsg_char_request *request,
				       struct rpmsg_char **endpoint);
/* Whoever has it open sees the end. 0; -EINVAL: it is automatic, and goes with its channel. Not from
 * callbacks of the set. */
COPRO_MUST_CHECK int rpmsg_char_destroy(struct rpmsg_char *endpoint);

/* By its number, NULL if there is none; the first and the next, by number. */
struct rpmsg_char *rpmsg_char_find(struct rpmsg_char_set *set, uint32_t number);
struct rpmsg_char *rpmsg_char_first(struct rpmsg_char_set *set);
struct rpmsg_char *rpmsg_char_next(struct rpmsg_char *endpoint);

struct rpmsg_char_info {
	uint32_t number;
	const char *name; /* as announced or asked for: NOT cleaned for a terminal */
	const char *path; /* of the socket; NULL: none */
	bool automatic;
	bool waiting; /* by name, and there is no such channel now; no addresses then */
	bool open; /* somebody has it open */
	uint32_t src;
	uint32_t dst;
	uint32_t vdev; /* of the bus */
	uint32_t kept; /* messages that wait for a reader */
	/* Since it was made: */
	uint64_t sent; /* messages to the firmware */
	uint64_t received; /* from it */
	uint64_t lost; /* of those, for want of a reader */
	uint64_t refused; /* packets that were too long */
};

/* Strings are valid while the endpoint is. */
void rpmsg_char_info(const struct rpmsg_char *endpoint, struct rpmsg_char_info *info);

/* ---- opening an endpoint from within this program ---- */

struct rpmsg_char_user {
	/* A message came; rpmsg_hold() does not keep it. May send. */
	void (*receive)(struct rpmsg_char_user *user, const struct rpmsg_message *message);
	/* After an -EAGAIN. May send. May be NULL. */
	void (*tx_ready)(struct rpmsg_char_user *user);
	/* The endpoint goes, or waits for its channel: it is closed already. */
	void (*gone)(struct rpmsg_char_user *user);
};

/* As the one program that has it open. What was kept stays for the next. 0; -EBUSY: somebody has;
 * -ENOTCONN: it waits for its channel. */
COPRO_MUST_CHECK int rpmsg_char_open(struct rpmsg_char *endpoint, struct rpmsg_char_user *user);
void rpmsg_char_close(struct rpmsg_char *endpoint);
/* See rpmsg_send(). */
COPRO_MUST_CHECK int rpmsg_char_send(struct rpmsg_char *endpoint, const void *data,
				     uint32_t length);

#endif
