/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Messages, not bytes: two channels that send each message back to whoever it came from, and two to
 * measure one direction.
 *
 *   rpmsg-raw (two)  the message comes back, an empty one too
 *   rpmsg-sink       messages are counted; an empty one is answered with two words: how many came since the
 *                    last empty one, and how many bytes
 *   rpmsg-source     two words, a number and a length: so many messages of that length follow, each with
 *                    its number, from 0, in its first word; their other bytes are 0
 *
 * Linux makes /dev/rpmsgN of the first two by itself, and of the others when it is asked to.
 *
 * Nothing is lost when the host is slow: what cannot be sent now waits until a send buffer is free, what
 * came is held where it lies, and so the host has to wait as well.
 */
#include <copro/remote.h>

#include <errno.h>

#define BUFFERS 16u
#define ECHOES	2u

static char log_text[2048];

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
	RESOURCE_TABLE_RPMSG(BUFFERS, log_text, sizeof(log_text), "cm4_log");

/* What is to be answered, oldest first. Each is a buffer of the host's, of which there are BUFFERS:
 * it never overflows. */
static struct held {
	struct rpmsg_endpoint *endpoint;
	struct rpmsg_message message;
} held[BUFFERS];
static uint32_t held_first, held_count;

static struct rpmsg_endpoint echoes[ECHOES], sink, source;

/* Two words of a message. */
struct pair {
	uint32_t count;
	uint32_t bytes;
};

static struct pair sunk;

static struct {
	uint32_t dst;
	uint32_t next;
	uint32_t count;
	uint32_t length;
} wanted;

static uint8_t buffer_state[2 * BUFFERS];
static struct remote remote;

static void tell_failure(const struct rpmsg_endpoint *endpoint, int status)
{
	remote_log("%s at %u: message not sent: error %d", endpoint->config->name,
		   (unsigned int)endpoint->address, -status);
}

/* ---- answers ---- */

/* False: not now, a send buffer has to come free first. */
static bool answer(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	const void *data = message->data;
	uint32_t length = message->length;
	int status;

	if (endpoint == &sink) {
		data = &sunk;
		length = sizeof(sunk);
	}
	status = rpmsg_send_to(endpoint, message->src, data, length);
	if (status == -EAGAIN)
		return false;
	if (status)
		tell_failure(endpoint, status);
	if (endpoint == &sink)
		sunk = (struct pair){0, 0};
	return true;
}

static void answer_or_hold(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	/* Behind what already waits, or messages would overtake each other. */
	if (!held_count && answer(endpoint, message))
		return;
	if (held_count == BUFFERS || rpmsg_hold(endpoint->rpmsg, message)) {
		remote_log("%u bytes lost", message->length);
		return;
	}
	held[(held_first + held_count++) % BUFFERS] =
		(struct held){.endpoint = endpoint, .message = *message};
}

static void answer_held(void)
{
	while (held_count) {
		struct held *next = &held[held_first];

		if (!answer(next->endpoint, &next->message))
			return;
		rpmsg_release(next->endpoint->rpmsg, &next->message);
		held_first = (held_first + 1) % BUFFERS;
		held_count--;
	}
}

/* ---- one direction ---- */

static void sink_receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	if (!message->length) {
		answer_or_hold(endpoint, message);
		return;
	}
	sunk.count++;
	sunk.bytes += message->length;
}

static void source_send(void)
{
	while (wanted.next < wanted.count) {
		struct rpmsg_tx tx;
		uint32_t *words;
		int status = rpmsg_tx_get(source.rpmsg, &tx);

		if (status == -EAGAIN)
			return;
		if (!status && wanted.length > tx.size)
			wanted.length = tx.size;
		if (!status) {
			words = tx.data;
			for (uint32_t i = 1; i < (wanted.length + 3) / 4; i++)
				words[i] = 0;
			words[0] = wanted.next;
			status = rpmsg_tx_send_to(&source, wanted.dst, &tx, wanted.length);
		}
		if (status) {
			tell_failure(&source, status);
			wanted.count = 0;
			return;
		}
		wanted.next++;
	}
}

static void source_receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	const struct pair *request = message->data;

	if (message->length != sizeof(*request)) {
		remote_log("%s: a request has 8 bytes, not %u", endpoint->config->name,
			   message->length);
		return;
	}
	wanted.dst = message->src;
	wanted.next = 0;
	wanted.count = request->count;
	wanted.length = request->bytes;
}

/* ---- the link ---- */

static void link_changed(void *context, bool up)
{
	(void)context;
	remote_log("link %s", up ? "up" : "down");
	/* The buffers of the link that went are no longer there to be answered. */
	if (!up) {
		held_count = 0;
		wanted.count = 0;
		sunk = (struct pair){0, 0};
	}
}

static void tx_ready(void *context)
{
	(void)context;
	answer_held();
}

static void report_fault(void *context, enum rpmsg_fault fault, uint32_t detail)
{
	(void)context;
	remote_log("host's mistake: %s (%u)", rpmsg_fault_text(fault), (unsigned int)detail);
}

static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
	.rpmsg.tx_ready = tx_ready,
	.rpmsg.link = link_changed,
	.rpmsg.fault = report_fault,
};

static const struct rpmsg_endpoint_config echo_service = {.name = "rpmsg-raw",
							  .receive = answer_or_hold};
static const struct rpmsg_endpoint_config sink_service = {.name = "rpmsg-sink",
							  .receive = sink_receive};
static const struct rpmsg_endpoint_config source_service = {.name = "rpmsg-source",
							    .receive = source_receive};

static int offer(struct rpmsg_endpoint *endpoint, const struct rpmsg_endpoint_config *service)
{
	return rpmsg_endpoint_create(remote_rpmsg(&remote), endpoint, service, RPMSG_ADDRESS_ANY,
				     RPMSG_ADDRESS_ANY, NULL);
}

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	remote_log("rpmsg-echo " COPRO_VERSION);
	if (remote_init(&remote, &config)) {
		remote_log("no mailbox");
		return 1;
	}
	if (offer(&echoes[0], &echo_service) || offer(&echoes[1], &echo_service) ||
	    offer(&sink, &sink_service) || offer(&source, &source_service)) {
		remote_log("no service");
		return 1;
	}
	for (;;) {
		remote_poll();
		source_send();
		remote_idle();
	}
}
