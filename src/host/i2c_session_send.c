/* SPDX-License-Identifier: BSD-3-Clause */
/* Transfers as requests, one after the other, as far as the remote has room. */
#include "host/i2c_session_internal.h"

#include <errno.h>
#include <string.h>

#define TAG_NONE 0xFFFFu

/* ---- slots ---- */

struct i2c_slot *i2c_session_slot(struct i2c_session *session, uint16_t tag)
{
	for (uint32_t i = 0; i < I2C_SESSION_SLOTS; i++) {
		if (session->slots[i].used && session->slots[i].tag == tag)
			return &session->slots[i];
	}
	return NULL;
}

static uint16_t tag_new(struct i2c_session *session)
{
	do {
		session->tag = (uint16_t)(session->tag + 1);
	} while (session->tag == TAG_NONE || i2c_session_slot(session, session->tag));
	return session->tag;
}

static struct i2c_slot *slot_new(struct i2c_session *session, struct i2c_host_transfer *transfer)
{
	struct i2c_slot *slot = session->slots;

	while (slot->used)
		slot++;
	*slot = (struct i2c_slot){.used = true,
				  .tag = tag_new(session),
				  .transfer = transfer,
				  .message = transfer->sent};
	session->used++;
	return slot;
}

void i2c_session_slot_free(struct i2c_session *session, struct i2c_slot *slot)
{
	slot->used = false;
	session->used--;
}

/* ---- sending ---- */

static bool window_open(const struct i2c_session *session)
{
	return (uint16_t)(session->sent - session->finished) < session->info.window;
}

/* False: not now. */
static bool send_one(struct i2c_session *session, const struct rpmsg_i2c_message *message)
{
	const int length = rpmsg_i2c_encode(session->buffer, session->config.payload, message);
	int status = length;

	if (length > 0)
		status = session->config.send(session->config.context, session->buffer,
					      (uint32_t)length);
	if (status && status != -EAGAIN) {
		/* Whoever owns the channel will say so, too; nothing is sent on it any more. */
		session->greeted = true;
		session->ready = false;
	}
	return !status;
}

static bool send_counted(struct i2c_session *session, const struct rpmsg_i2c_message *message)
{
	if (!window_open(session) || !send_one(session, message))
		return false;
	session->sent++;
	return true;
}

static bool send_hello(struct i2c_session *session)
{
	const struct rpmsg_i2c_message hello = {.kind = RPMSG_I2C_KIND_HELLO, .tag = TAG_NONE};

	if (!session->greeted)
		session->greeted = send_one(session, &hello);
	return session->ready;
}

static bool send_cancels(struct i2c_session *session)
{
	while (session->cancel_count) {
		const struct rpmsg_i2c_message cancel = {.kind = RPMSG_I2C_KIND_CANCEL,
							 .tag = session->cancels[0]};

		/* It needs no place in the window, which may be full of what is to be given up. */
		if (!send_one(session, &cancel))
			return false;
		session->cancel_count--;
		memmove(session->cancels, session->cancels + 1,
			session->cancel_count * sizeof(session->cancels[0]));
	}
	return true;
}

static uint16_t part(const struct i2c_session *session, const struct i2c_host_msg *message,
		     uint32_t head)
{
	const uint32_t left = message->length - session->offset;
	const uint32_t room = session->config.payload - head;

	return (uint16_t)(left < room ? left : room);
}

static bool send_request(struct i2c_session *session, struct i2c_host_transfer *transfer)
{
	const struct i2c_host_msg *message = &transfer->messages[transfer->sent];
	struct i2c_slot *slot = slot_new(session, transfer);
	struct rpmsg_i2c_message request = {.kind = RPMSG_I2C_KIND_REQUEST,
					    .tag = slot->tag,
					    .length = message->length,
					    .address = message->address,
					    .ten_bit = message->ten_bit,
					    .read = message->read,
					    .more = transfer->sent + 1 < transfer->count};

	session->offset = 0;
	if (!message->read) {
		request.data = message->data;
		request.data_length = part(session, message, RPMSG_I2C_REQUEST);
	}
	if (!send_counted(session, &request)) {
		i2c_session_slot_free(session, slot);
		return false;
	}
	transfer->newest_tag = slot->tag;
	session->offset = request.data_length;
	session->head_sent = true;
	return true;
}

static bool send_data(struct i2c_session *session, const struct i2c_host_transfer *transfer)
{
	const struct i2c_host_msg *message = &transfer->messages[transfer->sent];
	struct rpmsg_i2c_message data = {.kind = RPMSG_I2C_KIND_DATA,
					 .tag = transfer->newest_tag,
					 .place = (uint16_t)session->offset};

	data.data = message->data + session->offset;
	data.data_length = part(session, message, RPMSG_I2C_HEADER);
	if (!send_counted(session, &data))
		return false;
	session->offset += data.data_length;
	return true;
}

/* The next piece of what is being sent. False: not now. */
static bool send_piece(struct i2c_session *session)
{
	struct i2c_host_transfer *transfer = session->sending;
	const struct i2c_host_msg *message = &transfer->messages[transfer->sent];

	if (!session->head_sent) {
		if (!send_request(session, transfer))
			return false;
	} else if (!send_data(session, transfer)) {
		return false;
	}
	if (message->read || session->offset == message->length) {
		session->head_sent = false;
		transfer->sent++;
	}
	if (transfer->sent == transfer->count)
		session->sending = NULL;
	return true;
}

/* ---- what the remote takes ---- */

int i2c_session_check(const struct i2c_session *session, const struct i2c_host_transfer *transfer)
{
	uint32_t total = 0;

	if (!session->ready)
		return 0;
	for (uint32_t i = 0; i < transfer->count; i++) {
		const struct i2c_host_msg *message = &transfer->messages[i];

		total += message->length;
		if (message->length > session->info.length_max ||
		    (!message->length && !(session->info.features & RPMSG_I2C_F_ZERO_LENGTH)) ||
		    (message->ten_bit && !(session->info.features & RPMSG_I2C_F_TEN_BIT)))
			return -EOPNOTSUPP;
	}
	if (total > session->info.total_max || transfer->count > session->info.group_max ||
	    transfer->count > session->info.requests || transfer->count > I2C_SESSION_SLOTS)
		return -EOPNOTSUPP;
	return 0;
}

static struct i2c_host_transfer *unsent(const struct i2c_session *session)
{
	struct i2c_host_transfer *transfer = session->first;

	while (transfer && transfer->sent)
		transfer = transfer->next;
	return transfer;
}

/* All requests of a group find room, or none is sent. False: nothing to begin now. */
static bool begin_next(struct i2c_session *session)
{
	struct i2c_host_transfer *transfer = unsent(session);
	int status;

	if (!transfer)
		return false;
	status = i2c_session_check(session, transfer);
	if (status) {
		i2c_session_finish(session, transfer, status);
		return true;
	}
	if (session->used + transfer->count > session->info.requests ||
	    session->used + transfer->count > I2C_SESSION_SLOTS)
		return false;
	session->sending = transfer;
	session->head_sent = false;
	return true;
}

void i2c_session_pump(struct i2c_session *session)
{
	if (session->down || session->pumping)
		return;
	/* Callbacks come back here. */
	session->pumping = true;
	if (send_hello(session) && send_cancels(session)) {
		while (session->ready &&
		       (session->sending ? send_piece(session) : begin_next(session)))
			;
	}
	session->pumping = false;
}
