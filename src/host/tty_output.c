/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the firmware to whoever has the pty open. What the pty does not take waits in a queue, so that
 * other channels go on. What the queue does not take stays in its message buffer: when all buffers are
 * held, the firmware finds none to send with, and waits.
 */
#include "host/tty_internal.h"

#include <string.h>

#define RECLAIM_SIZE 4096u

/* ---- what waits in a queue of our own ---- */

static uint32_t queue_room(const struct tty_output *output)
{
	return TTY_QUEUE - output->queue_length;
}

/* There is room for it. */
static void queue_add(struct tty_output *output, const uint8_t *data, uint32_t length)
{
	uint32_t end = (output->queue_start + output->queue_length) % TTY_QUEUE;
	uint32_t part = length < TTY_QUEUE - end ? length : TTY_QUEUE - end;

	memcpy(output->queue + end, data, part);
	memcpy(output->queue, data + part, length - part);
	output->queue_length += length;
}

static void queue_drop(struct tty_output *output, uint32_t length)
{
	output->queue_start = (output->queue_start + length) % TTY_QUEUE;
	output->queue_length -= length;
}

/* The newest 4 KB stay. */
static void keep(struct tty_output *output, const uint8_t *data, uint32_t length)
{
	if (length > TTY_KEPT) {
		output->lost += length - TTY_KEPT;
		data += length - TTY_KEPT;
		length = TTY_KEPT;
	}
	if (output->queue_length + length > TTY_KEPT) {
		uint32_t drop = output->queue_length + length - TTY_KEPT;

		output->lost += drop;
		queue_drop(output, drop);
	}
	queue_add(output, data, length);
}

/* True when all of it is written. */
static bool flush_queue(struct tty *tty)
{
	struct tty_output *output = &tty->output;

	while (output->queue_length) {
		uint32_t part = TTY_QUEUE - output->queue_start;
		uint32_t written;

		if (part > output->queue_length)
			part = output->queue_length;
		written = (uint32_t)pty_write(&tty->pty, output->queue + output->queue_start, part);
		queue_drop(output, written);
		if (written < part)
			return false;
	}
	return true;
}

/* ---- held messages ---- */

static void hold(struct tty *tty, const struct rpmsg_message *message, uint32_t done)
{
	struct tty_output *output = &tty->output;
	struct tty_held *held;

	/* Cannot fail: there are no more buffers than places, and each is held once. */
	if (output->held_count == TTY_HELD ||
	    rpmsg_hold(rpmsg_channel_link(tty->channel), message)) {
		output->lost += message->length - done;
		return;
	}
	held = &output->held[(output->held_start + output->held_count++) % TTY_HELD];
	held->message = *message;
	held->done = done;
}

static void release_first(struct tty *tty)
{
	struct tty_output *output = &tty->output;
	struct tty_held *held = &output->held[output->held_start];

	output->held_start = (output->held_start + 1) % TTY_HELD;
	output->held_count--;
	rpmsg_release(rpmsg_channel_link(tty->channel), &held->message);
}

/* Memory that was taken away took what was held in it along. */
static void drop_unreadable(struct tty *tty)
{
	struct tty_output *output = &tty->output;

	while (output->held_count && !rpmsg_channel_readable(tty->channel)) {
		const struct tty_held *held = &output->held[output->held_start];

		output->lost += held->message.length - held->done;
		release_first(tty);
	}
}

/* Their buffers go back as soon as there is room elsewhere: all channels share them. */
static void queue_held(struct tty *tty)
{
	struct tty_output *output = &tty->output;

	drop_unreadable(tty);
	while (output->held_count) {
		const struct tty_held *held = &output->held[output->held_start];
		uint32_t rest = held->message.length - held->done;

		if (rest > queue_room(output))
			return;
		queue_add(output, (const uint8_t *)held->message.data + held->done, rest);
		release_first(tty);
	}
}

/* What nobody reads stops every channel in the end, and who looks at another one should know. */
static void tell_that_all_wait(struct tty *tty)
{
	if (tty->output.wait_told)
		return;
	tty->output.wait_told = true;
	host_say(
		tty->set->config.platform, HOST_EVENT_NOTE, TTY_NOTE_UNREAD,
		"%s is open but not read: its messages wait, and so do those of all other channels",
		tty->name);
}

/* ---- ---- */

void tty_output_receive(struct tty *tty, const struct rpmsg_message *message)
{
	const struct tty_listener *listener = &tty->set->config.listener;
	uint32_t written = 0;

	if (message->length == 0)
		return;
	if (listener->output)
		listener->output(listener->context, tty, message->data, message->length);
	if (!tty->open) {
		uint64_t before = tty->output.lost;

		keep(&tty->output, message->data, message->length);
		if (before == tty->output.lost_told)
			tty_output_tell_loss(tty);
		return;
	}
	if (!tty_output_waits(tty))
		written = (uint32_t)pty_write(&tty->pty, message->data, message->length);
	if (written == message->length)
		return;
	if (!tty->output.held_count && message->length - written <= queue_room(&tty->output))
		queue_add(&tty->output, (const uint8_t *)message->data + written,
			  message->length - written);
	else
		hold(tty, message, written);
	/* The pty may have room already, or its reader may be gone. */
	tty_service(tty);
	if (tty->output.held_count)
		tell_that_all_wait(tty);
}

bool tty_output_waits(const struct tty *tty)
{
	/* What is held waits behind a queue with something in it. */
	return tty->output.queue_length;
}

void tty_output_flush(struct tty *tty)
{
	bool written;

	do {
		written = flush_queue(tty);
		queue_held(tty);
	} while (written && tty->output.queue_length);
}

void tty_output_reader_gone(struct tty *tty)
{
	struct tty_output *output = &tty->output;
	uint8_t older[RECLAIM_SIZE];
	uint8_t kept[TTY_KEPT];
	uint32_t kept_length;
	uint32_t i;
	size_t length;

	if (output->queue_length > TTY_KEPT) {
		output->lost += output->queue_length - TTY_KEPT;
		queue_drop(output, output->queue_length - TTY_KEPT);
	}
	/* In the order in which the firmware sent it: what lies in the pty, what is queued, what is
	 * held. */
	kept_length = output->queue_length;
	for (i = 0; i < kept_length; i++)
		kept[i] = output->queue[(output->queue_start + i) % TTY_QUEUE];
	output->queue_length = 0;
	/* Bounded, in case somebody else fills it meanwhile. */
	for (i = 0; i < 64; i++) {
		length = pty_reclaim(&tty->pty, older, sizeof(older));
		if (length == 0)
			break;
		keep(output, older, (uint32_t)length);
	}
	keep(output, kept, kept_length);
	drop_unreadable(tty);
	while (output->held_count) {
		const struct tty_held *held = &output->held[output->held_start];

		keep(output, (const uint8_t *)held->message.data + held->done,
		     held->message.length - held->done);
		release_first(tty);
	}
	tty_output_tell_loss(tty);
}

void tty_output_tell_loss(struct tty *tty)
{
	const struct tty_set_config *config = &tty->set->config;
	struct host_event event = {.kind = HOST_EVENT_TTY_LOST};

	if (tty->output.lost == tty->output.lost_told)
		return;
	event.name = tty->name;
	event.number = tty->number;
	event.count = tty->output.lost - tty->output.lost_told;
	tty->output.lost_told = tty->output.lost;
	config->platform->event(config->platform->context, &event);
}

void tty_output_close(struct tty *tty)
{
	struct tty_output *output = &tty->output;

	if (tty->open) {
		tty_output_flush(tty);
		output->lost += output->queue_length;
		output->queue_length = 0;
	}
	while (output->held_count) {
		const struct tty_held *held = &output->held[output->held_start];

		output->lost += held->message.length - held->done;
		release_first(tty);
	}
	tty_output_tell_loss(tty);
}
