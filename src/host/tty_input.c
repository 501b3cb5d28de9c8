/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the pty to the firmware. Nothing is read before there is a buffer to send it in: what the
 * firmware does not take stays in the pty, and the writer waits.
 */
#include "host/tty_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A firmware that never rings when it returns buffers is looked at now and then, for a while. */
#define RETRY_NS  (10 * HOST_NS_PER_MS)
#define RETRY_MAX 8u

/* Messages sent in one go, so that everybody has a turn. */
#define BUDGET 256u

static bool injected(const struct tty_input *input)
{
	return input->start < input->end;
}

static size_t take_injected(struct tty_input *input, void *data, size_t room)
{
	size_t length = input->end - input->start;

	if (length > room)
		length = room;
	memcpy(data, input->inject + input->start, length);
	input->start += length;
	if (input->start == input->end)
		input->start = input->end = 0;
	return length;
}

static void arm(struct tty *tty, uint64_t delay)
{
	const struct host_platform *platform = tty->set->config.platform;

	platform->timer_arm(platform->context, &tty->input.timer,
			    platform->now(platform->context) + delay);
}

static void block(struct tty *tty)
{
	struct tty_input *input = &tty->input;

	input->blocked = true;
	if (input->retries < RETRY_MAX)
		arm(tty, RETRY_NS << input->retries++);
}

void tty_input_unblock(struct tty *tty)
{
	const struct host_platform *platform = tty->set->config.platform;

	if (!tty->input.blocked)
		return;
	tty->input.blocked = false;
	platform->timer_disarm(platform->context, &tty->input.timer);
}

static void on_timer(struct host_timer *timer)
{
	struct tty *tty = COPRO_CONTAINER_OF(timer, struct tty, input.timer);

	tty->input.blocked = false;
	tty_service(tty);
}

void tty_input_pump(struct tty *tty, bool typed)
{
	struct rpmsg *link = rpmsg_channel_link(tty->channel);
	struct tty_input *input = &tty->input;
	struct rpmsg_tx tx;
	uint32_t messages;
	size_t length;
	int status;

	input->timer.name = "tty";
	input->timer.expired = on_timer;
	for (messages = 0; messages < BUDGET; messages++) {
		if (input->blocked || !(typed || injected(input)))
			return;
		status = rpmsg_tx_get(link, &tx);
		if (status == -EAGAIN)
			block(tty);
		if (status)
			return;
		input->retries = 0;
		if (injected(input)) {
			length = take_injected(input, tx.data, tx.size);
		} else {
			length = pty_read(&tty->pty, tx.data, tx.size);
			/* Less than asked for: it was all. The watch tells of more. */
			typed = length == tx.size;
		}
		if (length == 0 || rpmsg_tx_send(&tty->channel->endpoint, &tx, (uint32_t)length))
			rpmsg_tx_release(link, &tx);
	}
	arm(tty, 0);
}

int tty_inject(struct tty *tty, const void *data, size_t length)
{
	struct tty_input *input = &tty->input;
	size_t waiting = input->end - input->start;

	if (length > TTY_INJECT - waiting)
		return -ENOSPC;
	if (length > input->room - input->end) {
		uint8_t *larger = malloc(waiting + length);

		if (!larger)
			return -ENOMEM;
		if (waiting)
			memcpy(larger, input->inject + input->start, waiting);
		free(input->inject);
		input->inject = larger;
		input->room = waiting + length;
		input->start = 0;
		input->end = waiting;
	}
	if (length)
		memcpy(input->inject + input->end, data, length);
	input->end += length;
	tty_service(tty);
	return 0;
}

size_t tty_inject_pending(const struct tty *tty)
{
	return tty->input.end - tty->input.start;
}

void tty_input_close(struct tty *tty)
{
	const struct host_platform *platform = tty->set->config.platform;

	platform->timer_disarm(platform->context, &tty->input.timer);
	free(tty->input.inject);
	tty->input.inject = NULL;
}
