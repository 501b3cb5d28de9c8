/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files of a session share: i2c_session.c (answers, users), i2c_session_send.c (requests). */
#ifndef COPRO_HOST_I2C_SESSION_INTERNAL_H
#define COPRO_HOST_I2C_SESSION_INTERNAL_H

#include "host/i2c_session.h"

#define I2C_SESSION_PAYLOAD 1024u
#define I2C_SESSION_SLOTS   128u

/* A request that is under way. */
struct i2c_slot {
	bool used;
	uint16_t tag;
	uint16_t received; /* bytes, of a read */
	struct i2c_host_transfer *transfer; /* NULL: given up, its answer is not wanted */
	uint32_t message; /* of the transfer */
};

struct i2c_session {
	struct i2c_session_config config;
	struct rpmsg_i2c_info info;
	bool greeted; /* HELLO was sent */
	bool ready; /* INFO came */
	bool down;
	bool pumping;
	uint16_t tag; /* the next one */
	uint16_t sent; /* messages since INFO */
	uint16_t finished; /* of those, that the remote is done with */
	struct i2c_slot slots[I2C_SESSION_SLOTS];
	uint32_t used; /* slots */
	/* Transfers in the order of their submission, all that are not over. */
	struct i2c_host_transfer *first;
	/* What is being sent: of this transfer the message `sending->sent`, from this byte on. */
	struct i2c_host_transfer *sending;
	uint32_t offset; /* of the data; with `head_sent`, the request itself is on its way */
	bool head_sent;
	uint16_t cancels[I2C_SESSION_SLOTS]; /* tags that are to be given up */
	uint32_t cancel_count;
	struct i2c_session_counts counts;
	uint8_t buffer[I2C_SESSION_PAYLOAD];
};

/* The request of that tag, NULL if there is none. */
struct i2c_slot *i2c_session_slot(struct i2c_session *session, uint16_t tag);
void i2c_session_slot_free(struct i2c_session *session, struct i2c_slot *slot);
/* A transfer is over. */
void i2c_session_finish(struct i2c_session *session, struct i2c_host_transfer *transfer,
			int status);
/* What the remote said it takes: 0, -EOPNOTSUPP. 0 when it has said nothing. */
int i2c_session_check(const struct i2c_session *session, const struct i2c_host_transfer *transfer);

#endif
