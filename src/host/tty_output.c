/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the firmware to whoever has the pty open. What the pty does not take stays in its message
 * buffer: when all buffers are held, the firmware finds none to send with, and waits.
 */
#include "host/tty_internal.h"

#include <string.h>

#define RECLAIM_SIZE 4096u

/* ---- the newest 4 KB ---- */

static void keep(struct tty_output *output, const uint8_t *data, uint32_t length)
{
	uint32_t end;
	uint32_t part;

	if (length > TTY_KEPT) {
		output->lost += length - TTY_KEPT;
		data += length - TTY_KEPT;
		length = TTY_KEPT;
	}
	if (length > TTY_KEPT - output->kept_length) {
		uint32_t drop = length - (TTY_KEPT - output->kept_length);

		output->lost += drop;
		output->kept_start = (output->kept_start + drop) % TTY_KEPT;
		output->kept_length -= drop;
	}
	end = (output->kept_start + output->kept_length) % TTY_KEPT;
	part = length < TTY_KEPT - end ? length : TTY_KEPT - end;
	memcpy(output->kept + end, data, part);
	memcpy(output->kept, data + part, length - part);
	output->kept_length += length;
}

/* True when all of it is written. */
static bool flush_kept(struct tty *tty)
{
	struct tty_output *output = &tty->output;

	while (output->kept_length) {
		uint32_t part = TTY_KEPT - output->kept_start;
		uint32_t written;

		if (part > output->kept_length)
			part = output->kept_length;
		written = (uint32_t)pty_write(&tty->pty, output->kept + output->kept_start, part);
		output->kept_start = (output->kept_start + written) % TTY_KEPT;
		output->kept_length -= written;
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

static void flush_held(struct tty *tty)
{
	struct tty_output *output = &tty->output;

	while (output->held_count) {
		struct tty_held *held = &output->held[output->held_start];
		const uint8_t *data = held->message.data;
		uint32_t rest = held->message.length - held->done;
		uint32_t written = (uint32_t)pty_write(&tty->pty, data + held->done, rest);

		held->done += written;
		if (written < rest)
			return;
		release_first(tty);
	}
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
	if (written < message->length) {
		hold(tty, message, written);
		/* The pty may have room already, or its reader may be gone. */
		tty_service(tty);
	}
}

bool tty_output_waits(const struct tty *tty)
{
	return tty->output.kept_length || tty->output.held_count;
}

void tty_output_flush(struct tty *tty)
{
	if (flush_kept(tty))
		flush_held(tty);
}

void tty_output_reader_gone(struct tty *tty)
{
	struct tty_output *output = &tty->output;
	uint8_t older[RECLAIM_SIZE];
	uint8_t kept[TTY_KEPT];
	uint32_t kept_length = output->kept_length;
	uint32_t i;
	size_t length;

	/* In the order in which the firmware sent it: what lies in the pty, what was kept, what is
	 * held. */
	for (i = 0; i < kept_length; i++)
		kept[i] = output->kept[(output->kept_start + i) % TTY_KEPT];
	output->kept_length = 0;
	/* Bounded, in case somebody else fills it meanwhile. */
	for (i = 0; i < 64; i++) {
		length = pty_reclaim(&tty->pty, older, sizeof(older));
		if (length == 0)
			break;
		keep(output, older, (uint32_t)length);
	}
	keep(output, kept, kept_length);
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

	if (tty->open)
		tty_output_flush(tty);
	while (output->held_count) {
		const struct tty_held *held = &output->held[output->held_start];

		output->lost += held->message.length - held->done;
		release_first(tty);
	}
	tty_output_tell_loss(tty);
}
