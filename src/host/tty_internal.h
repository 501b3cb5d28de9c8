/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of tty share: tty.c (the set, the driver), tty_input.c (to the firmware), tty_output.c
 * (from the firmware). */
#ifndef COPRO_HOST_TTY_INTERNAL_H
#define COPRO_HOST_TTY_INTERNAL_H

#include "host/pty.h"
#include "host/tty.h"

#define TTY_HELD VRING_DRIVER_BUFFERS

/* A message that waits in its buffer for room in the queue. */
struct tty_held {
	struct rpmsg_message message;
	uint32_t done; /* bytes already written to the pty */
};

struct tty_output {
	/* While it is open, what the pty does not take; else the newest TTY_KEPT bytes. Never empty
	 * while something is held, which comes after it. */
	uint8_t queue[TTY_QUEUE];
	uint32_t queue_start;
	uint32_t queue_length;
	struct tty_held held[TTY_HELD];
	uint32_t held_start;
	uint32_t held_count;
	uint64_t lost;
	uint64_t lost_told;
	bool wait_told;
};

struct tty_input {
	uint8_t *inject;
	size_t start; /* what waits is [start, end) */
	size_t end;
	size_t room;
	bool blocked; /* no send buffer: tx_ready follows */
	uint32_t retries;
	struct host_timer timer;
};

struct tty {
	struct tty_set *set;
	struct tty *next;
	struct rpmsg_channel *channel;
	uint32_t number;
	char name[16]; /* "ttyRPMSG0" */
	struct pty pty;
	struct host_watch watch;
	unsigned watched;
	bool open;
	struct tty_output output;
	struct tty_input input;
};

struct tty_set {
	struct tty_set_config config;
	char *directory;
	struct rpmsg_driver driver;
	int inotify;
	struct host_watch watch;
	struct tty *ttys; /* by number */
};

/* Looks at the pty and does all that can be done now. */
void tty_service(struct tty *tty);

/* ---- tty_output.c ---- */

/* A message came from the firmware. */
void tty_output_receive(struct tty *tty, const struct rpmsg_message *message);
/* Writes what waits, as far as the pty takes it. */
void tty_output_flush(struct tty *tty);
bool tty_output_waits(const struct tty *tty);
/* Nobody has the pty open any more: keeps the newest of what was not read. */
void tty_output_reader_gone(struct tty *tty);
/* Tells of a loss that was not told of yet. */
void tty_output_tell_loss(struct tty *tty);
/* Gives every held buffer back. */
void tty_output_close(struct tty *tty);

/* ---- tty_input.c ---- */

/* Sends what waits, first what was injected, then (when `typed`) what the pty has. */
void tty_input_pump(struct tty *tty, bool typed);
/* Send buffers may be free again. */
void tty_input_unblock(struct tty *tty);
void tty_input_close(struct tty *tty);

#endif
