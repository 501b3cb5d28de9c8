/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/i2c_session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PAYLOAD_MAX 1024u
#define SLOTS	    128u
#define TAG_NONE    0xFFFFu

/* A request that is under way. */
struct slot {
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
	struct slot slots[SLOTS];
	uint32_t used; /* slots */
	/* Transfers in the order of their submission, all that are not over. */
	struct i2c_host_transfer *first;
	/* What is being sent: of this transfer the message `sending->sent`, from this byte on. */
	struct i2c_host_transfer *sending;
	uint32_t offset; /* of the data; with `head_sent`, the request itself is on its way */
	bool head_sent;
	uint16_t cancels[SLOTS]; /* tags that are to be given up */
	uint32_t cancel_count;
	uint8_t buffer[PAYLOAD_MAX];
};

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

/* ---- slots ---- */

static struct slot *slot_find(struct i2c_session *session, uint16_t tag)
{
	for (uint32_t i = 0; i < SLOTS; i++) {
		if (session->slots[i].used && session->slots[i].tag == tag)
			return &session->slots[i];
	}
	return NULL;
}

static uint16_t tag_new(struct i2c_session *session)
{
	do {
		session->tag = (uint16_t)(session->tag + 1);
	} while (session->tag == TAG_NONE || slot_find(session, session->tag));
	return session->tag;
}

static struct slot *slot_new(struct i2c_session *session, struct i2c_host_transfer *transfer)
{
	struct slot *slot = session->slots;

	while (slot->used)
		slot++;
	*slot = (struct slot){.used = true,
			      .tag = tag_new(session),
			      .transfer = transfer,
			      .message = transfer->sent};
	session->used++;
	return slot;
}

static void slot_free(struct i2c_session *session, struct slot *slot)
{
	slot->used = false;
	session->used--;
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
	for (uint32_t i = 0; i < SLOTS; i++) {
		if (session->slots[i].used && session->slots[i].transfer == transfer)
			session->slots[i].transfer = NULL;
	}
}

/* A later one may be over before an earlier one is. */
static void finish(struct i2c_session *session, struct i2c_host_transfer *transfer, int status)
{
	unlist(session, transfer);
	transfer->done(transfer, status);
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
	struct slot *slot = slot_new(session, transfer);
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
		slot_free(session, slot);
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

static int check(const struct i2c_session *session, const struct i2c_host_transfer *transfer)
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
	    transfer->count > session->info.requests || transfer->count > SLOTS)
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
	status = check(session, transfer);
	if (status) {
		finish(session, transfer, status);
		return true;
	}
	if (session->used + transfer->count > session->info.requests ||
	    session->used + transfer->count > SLOTS)
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

/* ---- receiving ---- */

static bool answer_fits(const struct i2c_host_msg *message, const struct rpmsg_i2c_message *answer,
			const struct slot *slot)
{
	if (!message->read)
		return !answer->data_length && answer->length <= message->length;
	return answer->data_length <= message->length - slot->received &&
	       answer->length == slot->received + answer->data_length;
}

/* Data of a read. False: that cannot be. */
static bool take_data(struct i2c_session *session, struct slot *slot,
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

static void take_status(struct i2c_session *session, struct slot *slot, uint8_t status, bool fits)
{
	struct i2c_host_transfer *transfer = slot->transfer;
	struct i2c_host_msg *message;
	int error;

	slot_free(session, slot);
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
		finish(session, transfer, transfer->status);
}

static void answer_came(struct i2c_session *session, const struct rpmsg_i2c_message *answer)
{
	struct slot *slot = slot_find(session, answer->tag);
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
		status = check(session, transfer);
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
	i2c_session_pump(session);
	return 0;
}

/* Is any of it with the remote? Then that is asked to end it. */
static void give_up(struct i2c_session *session, struct i2c_host_transfer *transfer, int status)
{
	if ((transfer->sent || (session->sending == transfer && session->head_sent)) &&
	    session->cancel_count < SLOTS)
		session->cancels[session->cancel_count++] = transfer->newest_tag;
	finish(session, transfer, status);
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

/* ---- the whole ---- */

int i2c_session_create(struct i2c_session **result, const struct i2c_session_config *config)
{
	struct i2c_session *session;

	if (config->payload > PAYLOAD_MAX || config->payload < RPMSG_I2C_INFO)
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
		finish(session, session->first, -ESHUTDOWN);
}

void i2c_session_destroy(struct i2c_session *session)
{
	if (!session)
		return;
	i2c_session_down(session);
	free(session);
}
