/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Terminals to the firmware: each channel of service "rpmsg-tty" (and of the older
 * "rpmsg-tty-channel") becomes a pty in raw mode, ttyRPMSG0, ttyRPMSG1, ... (drivers/tty/rpmsg_tty.c
 * of Linux).
 *
 * While a program has the pty open nothing is dropped: what it does not read waits, first in a queue
 * of 64 KB, then in the message buffers, so that the firmware blocks (on all its channels: they share
 * the buffers, and a note says so); what the firmware does not take is not read from the pty, so
 * that the program blocks. While nobody has it open the newest 4 KB are kept for the next who does.
 */
#ifndef COPRO_HOST_TTY_H
#define COPRO_HOST_TTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "host/platform.h"
#include "host/rpmsg_bus.h"

#define TTY_COUNT  32u /* as many as Linux's driver has */
#define TTY_KEPT   4096u /* bytes kept while nobody has a tty open */
#define TTY_QUEUE  (64u * 1024u) /* bytes that wait for a program that has it open */
#define TTY_INJECT (1024u * 1024u) /* bytes of tty_inject() that may wait */

/* Name of the HOST_EVENT_NOTE about a tty that is not read, once in the life of each. */
#define TTY_NOTE_UNREAD "tty-unread"

struct tty_set;
struct tty;

/* Hears what the firmware writes to any tty, as it arrives and before any program does. `data` is
 * valid during the call. */
struct tty_listener {
	void (*output)(void *context, struct tty *tty, const void *data, size_t length);
	/* A tty appeared, or goes after this call. Either may be NULL. */
	void (*created)(void *context, struct tty *tty);
	void (*removed)(void *context, struct tty *tty);
	void *context;
};

struct tty_set_config {
	const struct host_platform *platform;
	/* A directory for links named ttyRPMSGn; it exists. NULL: no links. */
	const char *directory;
	struct tty_listener listener;
};

/* 0; -ENOMEM; another negative errno value when the system gives no inotify instance. */
COPRO_MUST_CHECK int tty_set_create(struct tty_set **set, const struct tty_set_config *config);
/* After every bus that knows the driver is gone. NULL is allowed. */
void tty_set_destroy(struct tty_set *set);

/* The driver to give to a remoteproc; lives as long as the set. */
struct rpmsg_driver *tty_set_driver(struct tty_set *set);

/* A tty by its number, NULL if there is none now. */
struct tty *tty_set_find(struct tty_set *set, uint32_t number);

/* The tty that a channel is, NULL if it is none. */
const struct tty *tty_set_of(const struct tty_set *set, const struct rpmsg_channel *channel);

uint32_t tty_number(const struct tty *tty);
/* What a program opens: the link if there is a directory, else the pty. Valid while the tty is. */
const char *tty_path(const struct tty *tty);
/* True while some program has it open. */
bool tty_is_open(const struct tty *tty);
/* Bytes that went because nobody had it open, since it was made. */
uint64_t tty_lost(const struct tty *tty);

/*
 * Input as if typed: queued, split and sent by the same path as bytes from the pty, ahead of what is
 * typed later. 0; -ENOSPC: more than TTY_INJECT bytes would wait (nothing was taken); -ENOMEM.
 */
COPRO_MUST_CHECK int tty_inject(struct tty *tty, const void *data, size_t length);
/* Bytes of tty_inject() that wait for the firmware. */
size_t tty_inject_pending(const struct tty *tty);

#endif
