/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the firmware to whoever is connected. What the socket does not take waits in a queue, so that
 * other channels go on. What the queue does not take stays in its message buffer: when all buffers are
 * held, the firmware finds none to send with, and waits.
 */
#include "host/rpmsg_char_internal.h"

/* ---- what nobody reads ---- */

static void drop_first(struct rpmsg_char *endpoint)
{
	endpoint->lost++;
	message_queue_drop(&endpoint->output.queue);
}

/* Drops the oldest until `length` more bytes in `count` more messages may be kept. */
static void make_room(struct rpmsg_char *endpoint, uint32_t length, uint32_t count)
{
	const struct message_queue *queue = &endpoint->output.queue;

	while (queue->count && (queue->bytes + length > RPMSG_CHAR_KEPT ||
				queue->count + count > RPMSG_CHAR_KEPT_COUNT))
		drop_first(endpoint);
}

static void keep(struct rpmsg_char *endpoint, const void *data, uint32_t length)
{
	make_room(endpoint, length, 1);
	if (length > RPMSG_CHAR_KEPT || !message_queue_add(&endpoint->output.queue, data, length))
		endpoint->lost++;
}

/* ---- held messages ---- */

static void hold(struct rpmsg_char *endpoint, const struct rpmsg_message *message)
{
	struct char_output *output = &endpoint->output;

	/* Cannot fail: there are no more buffers than places, and each is held once. */
	if (output->held_count == VRING_DRIVER_BUFFERS ||
	    rpmsg_hold(rpmsg_bus_link(endpoint->bus), message)) {
		endpoint->lost++;
		return;
	}
	output->held[(output->held_start + output->held_count++) % VRING_DRIVER_BUFFERS] = *message;
}

static void release_first(struct rpmsg_char *endpoint)
{
	struct char_output *output = &endpoint->output;
	const struct rpmsg_message *message = &output->held[output->held_start];

	output->held_start = (output->held_start + 1) % VRING_DRIVER_BUFFERS;
	output->held_count--;
	rpmsg_release(rpmsg_bus_link(endpoint->bus), message);
}

/* Memory that was taken away took what was held in it along. */
static void drop_unreadable(struct rpmsg_char *endpoint)
{
	while (endpoint->output.held_count && !rpmsg_bus_readable(endpoint->bus)) {
		endpoint->lost++;
		release_first(endpoint);
	}
}

/* Their buffers go back as soon as there is room elsewhere: all channels share them. */
static void queue_held(struct rpmsg_char *endpoint)
{
	struct char_output *output = &endpoint->output;

	drop_unreadable(endpoint);
	while (output->held_count) {
		const struct rpmsg_message *message = &output->held[output->held_start];

		if (!message_queue_add(&output->queue, message->data, message->length))
			return;
		release_first(endpoint);
	}
}

static void tell_that_all_wait(struct rpmsg_char *endpoint)
{
	if (endpoint->output.wait_told)
		return;
	endpoint->output.wait_told = true;
	host_say(
		endpoint->set->config.platform, HOST_EVENT_NOTE, RPMSG_CHAR_NOTE_UNREAD,
		"%s is open but not read: its messages wait, and so do those of all other channels",
		endpoint->file);
}

/* ---- ---- */

/* True when the socket has taken it. */
static bool hand_over(struct rpmsg_char *endpoint, struct iovec *parts, int count)
{
	enum packet_result result = packet_send(endpoint->client.fd, parts, count);

	if (result == PACKET_ENDED)
		endpoint->client.write_ended = true;
	return result == PACKET_DONE;
}

static bool pass_on(struct rpmsg_char *endpoint, const struct rpmsg_message *message)
{
	/* The socket only reads it. */
	struct iovec part = {.iov_base = (void *)(uintptr_t)message->data,
			     .iov_len = message->length};

	return !char_output_waits(endpoint) && hand_over(endpoint, &part, 1);
}

void char_output_receive(struct rpmsg_char *endpoint, const struct rpmsg_message *message)
{
	struct char_output *output = &endpoint->output;

	endpoint->received++;
	if (endpoint->user) {
		endpoint->user->receive(endpoint->user, message);
		return;
	}
	if (!char_is_read(endpoint)) {
		uint64_t before = endpoint->lost;

		keep(endpoint, message->data, message->length);
		if (before == output->lost_told)
			char_output_tell_loss(endpoint);
		return;
	}
	if (pass_on(endpoint, message))
		return;
	if (output->held_count ||
	    !message_queue_add(&output->queue, message->data, message->length))
		hold(endpoint, message);
	/* The socket may have room already, or its reader may be gone. */
	char_service(endpoint);
	if (output->held_count)
		tell_that_all_wait(endpoint);
}

bool char_output_waits(const struct rpmsg_char *endpoint)
{
	/* What is held waits behind a queue with something in it. */
	return endpoint->output.queue.count;
}

void char_output_flush(struct rpmsg_char *endpoint)
{
	struct message_queue *queue = &endpoint->output.queue;
	struct iovec part[2];
	bool taken = true;

	while (taken && char_output_waits(endpoint) && char_is_read(endpoint)) {
		int count = message_queue_first(queue, part);

		taken = hand_over(endpoint, part, count);
		if (taken)
			message_queue_drop(queue);
		if (taken && endpoint->output.held_count)
			queue_held(endpoint);
	}
}

void char_output_reader_gone(struct rpmsg_char *endpoint)
{
	struct char_output *output = &endpoint->output;

	make_room(endpoint, 0, 0);
	drop_unreadable(endpoint);
	while (output->held_count) {
		const struct rpmsg_message *message = &output->held[output->held_start];

		keep(endpoint, message->data, message->length);
		release_first(endpoint);
	}
	char_output_tell_loss(endpoint);
}

void char_output_tell_loss(struct rpmsg_char *endpoint)
{
	const struct host_platform *platform = endpoint->set->config.platform;
	struct host_event event = {.kind = HOST_EVENT_ENDPOINT_LOST,
				   .name = endpoint->file,
				   .number = endpoint->number};

	if (endpoint->lost == endpoint->output.lost_told)
		return;
	event.count = endpoint->lost - endpoint->output.lost_told;
	endpoint->output.lost_told = endpoint->lost;
	platform->event(platform->context, &event);
}

void char_output_close(struct rpmsg_char *endpoint)
{
	struct char_output *output = &endpoint->output;

	while (output->queue.count)
		drop_first(endpoint);
	while (output->held_count) {
		endpoint->lost++;
		release_first(endpoint);
	}
	output->wait_told = false;
	char_output_tell_loss(endpoint);
}
