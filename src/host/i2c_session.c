/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/i2c_session_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int i2c_status_errno(uint8_t status)
{
	switch (status) {
	case RPMSG_I2C_OK:
		return 0;
	case RPMSG_I2C_NACK_ADDRESS:
		return -ENXIO;
	case RPMSG_I2C_TIMEOUT:
	case RPMSG_I2C_STALLED:
		return -ETIMEDOUT;
	case RPMSG_I2C_ARBITRATION:
		return -EAGAIN;
	case RPMSG_I2C_BUS_ERROR:
		return -EPROTO;
	case RPMSG_I2C_SKIPPED:
	case RPMSG_I2C_CANCELLED:
		return -ECANCELED;
	case RPMSG_I2C_INVALID:
		return -EINVAL;
	case RPMSG_I2C_UNSUPPORTED:
		return -EOPNOTSUPP;
	case RPMSG_I2C_BUSY:
		return -EBUSY;
	case RPMSG_I2C_DENIED:
		return -EACCES;
	default:
		return -EIO;
	}
}

static void fault(const struct i2c_session *session, const char *text)
{
	if (session->config.fault)
		session->config.fault(session->config.context, text);
}

/* ---- the list ---- */

static void unlist(struct i2c_session *session, struct i2c_host_transfer *transfer)
{
	struct i2c_host_transfer **link = &session->first;

	while (*link != transfer)
		link = &(*link)->next;
	*link = transfer->next;
	transfer->listed = false;
	if (session->sending == transfer) {
		session->sending = NULL;
		session->head_sent = false;
	}
	for (uint32_t i = 0; i < I2C_SESSION_SLOTS; i++) {
		if (session->slots[i].used && session->slots[i].transfer == transfer)
			session->slots[i].transfer = NULL;
	}
}

/* A later one may be over before an earlier one is. */
void i2c_session_finish(struct i2c_session *session, struct i2c_host_transfer *transfer, int status)
{
	unlist(session, transfer);
	session->counts.under_way--;
	if (status)
		session->counts.failed++;
	else
		session->counts.transfers++;
	transfer->done(transfer, status);
}

/* ---- receiving ---- */

static bool answer_fits(const struct i2c_host_msg *message, const struct rpmsg_i2c_message *answer,
			const struct i2c_slot *slot)
{
	if (!message->read)
		return !answer->data_length && answer->length <= message->length;
	return answer->data_length <= message->length - slot->received &&
	       answer->length == slot->received + answer->data_length;
}

/* Data of a read. False: that cannot be. */
static bool take_data(struct i2c_session *session, struct i2c_slot *slot,
		      const struct rpmsg_i2c_message *answer)
{
	struct i2c_host_msg *message;

	if (!slot->transfer)
		return true;
	message = &slot->transfer->messages[slot->message];
	if (!answer_fits(message, answer, slot)) {
		fault(session, "an answer that does not fit its request");
		return false;
	}
	if (answer->data_length)
		memcpy(message->data + slot->received, answer->data, answer->data_length);
	slot->received = (uint16_t)(slot->received + answer->data_length);
	message->moved = answer->length;
	return true;
}

static void take_status(struct i2c_session *session, struct i2c_slot *slot, uint8_t status,
			bool fits)
{
	struct i2c_host_transfer *transfer = slot->transfer;
	struct i2c_host_msg *message;
	int error;

	i2c_session_slot_free(session, slot);
	if (!transfer)
		return;
	message = &transfer->messages[slot->message];
	message->status = status;
	error = i2c_status_errno(status);
	if (!fits || (!error && message->moved != message->length))
		error = -EPROTO;
	/* That one was skipped says only that another one failed. */
	if (error && (!transfer->status || transfer->status == -ECANCELED))
		transfer->status = error;
	if (++transfer->answered == transfer->count)
		i2c_session_finish(session, transfer, transfer->status);
}

static void answer_came(struct i2c_session *session, const struct rpmsg_i2c_message *answer)
{
	struct i2c_slot *slot = i2c_session_slot(session, answer->tag);
	bool fits;

	if (!slot) {
		fault(session, "an answer to what was not asked");
		return;
	}
	fits = take_data(session, slot, answer);
	if (answer->kind == RPMSG_I2C_KIND_REPLY)
		take_status(session, slot, answer->status, fits);
}

static void info_came(struct i2c_session *session, const struct rpmsg_i2c_message *message)
{
	if (session->ready) {
		fault(session, "a second greeting");
		return;
	}
	session->info = message->info;
	session->ready = true;
	session->sent = session->finished = 0;
	if (session->config.ready)
		session->config.ready(session->config.context);
}

void i2c_session_receive(struct i2c_session *session, const void *data, uint32_t length)
{
	struct rpmsg_i2c_message message;
	const int status = rpmsg_i2c_decode(&message, data, length);

	if (session->down)
		return;
	if (status == -EPROTONOSUPPORT) {
		fault(session, "a message of another version of the protocol");
		return;
	}
	if (status || message.kind == RPMSG_I2C_KIND_HELLO ||
	    message.kind == RPMSG_I2C_KIND_REQUEST || message.kind == RPMSG_I2C_KIND_CANCEL) {
		fault(session, "a message that is none");
		return;
	}
	if (message.kind == RPMSG_I2C_KIND_INFO) {
		info_came(session, &message);
	} else if (session->ready) {
		if ((uint16_t)(session->sent - message.place) <=
		    (uint16_t)(session->sent - session->finished))
			session->finished = message.place;
		else
			fault(session, "it is done with messages that were not sent");
		if (message.kind != RPMSG_I2C_KIND_CREDIT)
			answer_came(session, &message);
	}
	i2c_session_pump(session);
}

/* ---- the users' side ---- */

static int judge(const struct i2c_host_transfer *transfer)
{
	if (!transfer->messages || !transfer->count)
		return -EINVAL;
	for (uint32_t i = 0; i < transfer->count; i++) {
		const struct i2c_host_msg *message = &transfer->messages[i];
		const unsigned most =
			message->ten_bit ? RPMSG_I2C_ADDRESS10_MAX : RPMSG_I2C_ADDRESS_MAX;

		if (message->address > most || (message->length && !message->data) ||
		    (!message->ten_bit && message->address >> 2 == 0x78 >> 2))
			return -EINVAL;
		if (message->read && !message->length)
			return -EOPNOTSUPP;
	}
	return 0;
}

int i2c_session_submit(struct i2c_session *session, struct i2c_host_transfer *transfer)
{
	struct i2c_host_transfer **end = &session->first;
	int status = judge(transfer);

	if (!status)
		status = i2c_session_check(session, transfer);
	if (session->down)
		status = -ESHUTDOWN;
	if (status)
		return status;
	transfer->next = NULL;
	transfer->sent = 0;
	transfer->answered = 0;
	transfer->status = 0;
	transfer->listed = true;
	for (uint32_t i = 0; i < transfer->count; i++) {
		transfer->messages[i].moved = 0;
		transfer->messages[i].status = RPMSG_I2C_SKIPPED;
	}
	while (*end)
		end = &(*end)->next;
	*end = transfer;
	session->counts.under_way++;
	i2c_session_pump(session);
	return 0;
}

/* Is any of it with the remote? Then that is asked to end it. */
static void give_up(struct i2c_session *session, struct i2c_host_transfer *transfer, int status)
{
	if ((transfer->sent || (session->sending == transfer && session->head_sent)) &&
	    session->cancel_count < I2C_SESSION_SLOTS)
		session->cancels[session->cancel_count++] = transfer->newest_tag;
	i2c_session_finish(session, transfer, status);
}

void i2c_session_cancel(struct i2c_session *session, struct i2c_host_transfer *transfer)
{
	if (!transfer->listed)
		return;
	give_up(session, transfer, -ECANCELED);
	i2c_session_pump(session);
}

static struct i2c_host_transfer *expired(const struct i2c_session *session, uint64_t now)
{
	struct i2c_host_transfer *transfer = session->first;

	while (transfer && transfer->deadline > now)
		transfer = transfer->next;
	return transfer;
}

void i2c_session_expire(struct i2c_session *session, uint64_t now)
{
	struct i2c_host_transfer *transfer;

	if (now == I2C_NO_DEADLINE)
		return;
	while ((transfer = expired(session, now)))
		give_up(session, transfer, -ETIMEDOUT);
	i2c_session_pump(session);
}

uint64_t i2c_session_deadline(const struct i2c_session *session)
{
	const struct i2c_host_transfer *transfer = session->first;
	uint64_t first = I2C_NO_DEADLINE;

	for (; transfer; transfer = transfer->next) {
		if (transfer->deadline < first)
			first = transfer->deadline;
	}
	return first;
}

const struct rpmsg_i2c_info *i2c_session_info(const struct i2c_session *session)
{
	return session->ready ? &session->info : NULL;
}

void i2c_session_counts(const struct i2c_session *session, struct i2c_session_counts *counts)
{
	*counts = session->counts;
}

/* ---- the whole ---- */

int i2c_session_create(struct i2c_session **result, const struct i2c_session_config *config)
{
	struct i2c_session *session;

	if (config->payload > I2C_SESSION_PAYLOAD || config->payload < RPMSG_I2C_INFO)
		return -EINVAL;
	session = calloc(1, sizeof(*session));
	if (!session)
		return -ENOMEM;
	session->config = *config;
	*result = session;
	i2c_session_pump(session);
	return 0;
}

void i2c_session_down(struct i2c_session *session)
{
	session->down = true;
	session->ready = false;
	while (session->first)
		i2c_session_finish(session, session->first, -ESHUTDOWN);
}

void i2c_session_destroy(struct i2c_session *session)
{
	if (!session)
		return;
	i2c_session_down(session);
	free(session);
}
