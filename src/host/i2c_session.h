/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's end of a channel "rpmsg-i2c" (core/rpmsg_i2c.h), whatever carries its messages: transfers become
 * requests, as many of them under way as the remote allows, and answers become results. No file, no clock and no
 * waiting of its own.
 *
 * Not thread safe. Callbacks may submit and cancel transfers.
 */
#ifndef COPRO_HOST_I2C_SESSION_H
#define COPRO_HOST_I2C_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "core/rpmsg_i2c.h"

#define I2C_NO_DEADLINE UINT64_MAX

struct i2c_session;

/* As Linux's struct i2c_msg. */
struct i2c_host_msg {
	uint16_t address; /* 7 or 10 bits */
	bool ten_bit;
	bool read;
	uint16_t length; /* bytes; 0: of writes only, the address alone */
	uint8_t *data;
	uint16_t moved; /* set at its end: bytes acknowledged, or read */
	uint8_t status; /* likewise: enum rpmsg_i2c_status */
};

/*
 * A transfer: a message or several with a repeated START between them, which nothing comes between. The
 * caller's, from submit to `done`; it ends with
 *   0            all of it was done
 *   -ENXIO       an address was not acknowledged
 *   -EIO         a byte was not; or the transfer failed in another way
 *   -ETIMEDOUT   the deadline passed (it may or may not have been done), or the bus was stuck
 *   -EAGAIN      arbitration was lost to another controller
 *   -EPROTO      a misplaced START or STOP, or answers that make no sense
 *   -EOPNOTSUPP  longer than the remote takes
 *   -EACCES      the firmware does not allow it
 *   -EBUSY       the remote had no room, although it said so
 *   -ECANCELED   i2c_session_cancel()
 *   -ESHUTDOWN   the remote is gone
 */
struct i2c_host_transfer {
	struct i2c_host_msg *messages;
	uint32_t count;
	uint64_t deadline; /* on the clock of i2c_session_expire(); I2C_NO_DEADLINE */
	void (*done)(struct i2c_host_transfer *transfer, int status);
	void *context;
	/* The session's own: */
	struct i2c_host_transfer *next;
	uint32_t sent; /* messages that are requests */
	uint32_t answered;
	uint16_t newest_tag;
	int status;
	bool listed;
};

struct i2c_session_config {
	void *context;
	/* Sends one message. 0; -EAGAIN: i2c_session_pump() when it may work again; another error: the channel is
	 * of no use any more. */
	int (*send)(void *context, const void *data, uint32_t length);
	/* What fits into one. */
	uint32_t payload;
	/* The remote has said what it can do. May be NULL. */
	void (*ready)(void *context);
	/* The remote sent what it should not. May be NULL. */
	void (*fault)(void *context, const char *text);
};

/* Greets the remote. 0; -ENOMEM; -EINVAL: a payload of fewer than 44 or more than 1024 bytes. */
COPRO_MUST_CHECK int i2c_session_create(struct i2c_session **session,
					const struct i2c_session_config *config);
/* As i2c_session_down(), first. NULL is allowed. */
void i2c_session_destroy(struct i2c_session *session);

/* The remote is gone: everything ends with -ESHUTDOWN. */
void i2c_session_down(struct i2c_session *session);

/* A message came. It may lie in memory that the remote may change. */
void i2c_session_receive(struct i2c_session *session, const void *data, uint32_t length);
/* Sends what can be sent. */
void i2c_session_pump(struct i2c_session *session);

/* NULL: it has not said yet. */
const struct rpmsg_i2c_info *i2c_session_info(const struct i2c_session *session);

/* 0, and `done` follows, not from within; -EINVAL: no messages, an address that does not exist, bytes
 * without memory; -EOPNOTSUPP: a read of nothing, or what the remote said it does not do; -ESHUTDOWN. */
COPRO_MUST_CHECK int i2c_session_submit(struct i2c_session *session,
					struct i2c_host_transfer *transfer);
/* Ends one, if it is not over: `done` is called with -ECANCELED; the remote is asked to end it, too. */
void i2c_session_cancel(struct i2c_session *session, struct i2c_host_transfer *transfer);

/* Ends those whose deadline is not after `now`. */
void i2c_session_expire(struct i2c_session *session, uint64_t now);
/* The first deadline, I2C_NO_DEADLINE for none. */
uint64_t i2c_session_deadline(const struct i2c_session *session);

struct i2c_session_counts {
	uint64_t transfers; /* that ended well */
	uint64_t failed;
	uint32_t under_way; /* not over yet */
};

void i2c_session_counts(const struct i2c_session *session, struct i2c_session_counts *counts);

/* A status as Linux has it (Documentation/i2c/fault-codes.rst): 0 or a negative errno value. */
int i2c_status_errno(uint8_t status);

#endif
