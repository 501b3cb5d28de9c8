/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From the socket to the firmware. Nothing is read before there is a buffer to send it in: what the
 * firmware does not take stays in the socket, and the program waits.
 */
#include "host/rpmsg_char_internal.h"

#include <errno.h>
#include <inttypes.h>

/* A firmware that never rings when it returns buffers is looked at now and then, for a while. */
#define RETRY_NS  (10 * HOST_NS_PER_MS)
#define RETRY_MAX 8u

/* Messages sent in one go, so that everybody has a turn. */
#define BUDGET 64u

static void on_timer(struct host_timer *timer)
{
	struct rpmsg_char *endpoint = COPRO_CONTAINER_OF(timer, struct rpmsg_char, input.timer);

	endpoint->input.blocked = false;
	char_service(endpoint);
}

static void arm(struct rpmsg_char *endpoint, uint64_t delay)
{
	const struct host_platform *platform = endpoint->set->config.platform;

	endpoint->input.timer.name = "rpmsg endpoint";
	endpoint->input.timer.expired = on_timer;
	platform->timer_arm(platform->context, &endpoint->input.timer,
			    platform->now(platform->context) + delay);
}

static void block(struct rpmsg_char *endpoint)
{
	struct char_input *input = &endpoint->input;

	input->blocked = true;
	if (input->retries < RETRY_MAX)
		arm(endpoint, RETRY_NS << input->retries++);
}

void char_input_unblock(struct rpmsg_char *endpoint)
{
	const struct host_platform *platform = endpoint->set->config.platform;

	if (!endpoint->input.blocked)
		return;
	endpoint->input.blocked = false;
	platform->timer_disarm(platform->context, &endpoint->input.timer);
}

static void refuse(struct rpmsg_char *endpoint, size_t length, uint32_t room)
{
	struct char_input *input = &endpoint->input;

	endpoint->refused++;
	if (input->refused++)
		return;
	input->refused_told = 1;
	host_say(endpoint->set->config.platform, HOST_EVENT_NOTE, RPMSG_CHAR_NOTE_TOO_LONG,
		 "%s: a packet of %zu bytes was dropped: a message has at most %" PRIu32,
		 endpoint->file, length, room);
}

/* One packet, straight into a message buffer. PACKET_LATER also when the firmware has no buffer. */
static enum packet_result move_packet(struct rpmsg_char *endpoint)
{
	struct rpmsg *link = rpmsg_bus_link(endpoint->bus);
	enum packet_result result;
	struct rpmsg_tx tx;
	size_t length;
	int status = rpmsg_tx_get(link, &tx);

	if (status == -EAGAIN)
		block(endpoint);
	if (status)
		return PACKET_LATER;
	endpoint->input.retries = 0;
	result = packet_receive(endpoint->client.fd, tx.data, tx.size, &length);
	if (result == PACKET_DONE && length > tx.size)
		refuse(endpoint, length, tx.size);
	else if (result == PACKET_DONE && !rpmsg_tx_send(endpoint->endpoint, &tx, (uint32_t)length))
		endpoint->sent++;
	/* Which is nothing to do after it was sent. */
	rpmsg_tx_release(link, &tx);
	return result;
}

void char_input_pump(struct rpmsg_char *endpoint)
{
	struct char_client *client = &endpoint->client;
	uint32_t packets;

	for (packets = 0; packets < BUDGET; packets++) {
		if (client->fd < 0 || client->read_ended || endpoint->input.blocked)
			return;
		switch (move_packet(endpoint)) {
		case PACKET_DONE:
			break;
		case PACKET_LATER:
			return;
		case PACKET_ENDED:
			client->read_ended = true;
			return;
		}
	}
	arm(endpoint, 0);
}

void char_input_close(struct rpmsg_char *endpoint)
{
	const struct host_platform *platform = endpoint->set->config.platform;
	struct char_input *input = &endpoint->input;

	platform->timer_disarm(platform->context, &input->timer);
	if (input->refused > input->refused_told)
		host_say(platform, HOST_EVENT_NOTE, RPMSG_CHAR_NOTE_TOO_LONG,
			 "%s: %" PRIu32 " packets that were too long were dropped", endpoint->file,
			 input->refused);
	input->refused = 0;
	input->refused_told = 0;
	input->blocked = false;
	input->retries = 0;
}
