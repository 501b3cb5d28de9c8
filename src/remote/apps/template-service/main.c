/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The beginning of a service of your own, which docs/adding-a-service.md walks through. This one, "my-service",
 * counts: a message of one word is added to a sum, which is the answer. Copy the folder, and change what is
 * marked with 1 to 4.
 */
#include <copro/remote.h>

#include <errno.h>

#define BUFFERS 16u
#define WAITING BUFFERS /* answers that wait for a send buffer: no more than messages came */

static char log_text[2048];

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE =
	RESOURCE_TABLE_RPMSG(BUFFERS, log_text, sizeof(log_text), "cm4_log");

static uint8_t buffer_state[2 * BUFFERS];
static struct remote remote;
static struct rpmsg_endpoint service;

/* 1. What a message is. Both processors are little-endian; no padding, nothing that a compiler chooses. */
struct request {
	uint32_t add;
};

struct answer {
	uint32_t sum;
};

static uint32_t sum;
static struct answer waiting[WAITING];
static uint32_t waiting_count;

/* An answer that finds no send buffer waits, and nothing is lost. */
static void send_waiting(void *context)
{
	uint32_t sent = 0;

	(void)context;
	while (sent < waiting_count &&
	       rpmsg_send(&service, &waiting[sent], sizeof(waiting[0])) != -EAGAIN)
		sent++;
	waiting_count -= sent;
	for (uint32_t i = 0; i < waiting_count; i++)
		waiting[i] = waiting[i + sent];
}

/* 2. What is done with it. The host may send anything, at any time: look at the length before the rest. */
static void receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	const struct request *request = message->data;

	(void)endpoint;
	if (message->length != sizeof(*request) || waiting_count == WAITING) {
		remote_log("a message of %u bytes is not understood", message->length);
		return;
	}
	sum += request->add;
	waiting[waiting_count++] = (struct answer){sum};
	send_waiting(NULL);
}

/* 3. What is to be forgotten when the host goes. */
static void unbind(struct rpmsg_endpoint *endpoint)
{
	(void)endpoint;
	waiting_count = 0;
	sum = 0;
}

/* 4. The name under which the host finds it: at most 31 characters. */
static const struct rpmsg_endpoint_config service_config = {
	.name = "my-service", .receive = receive, .unbind = unbind};

static const struct remote_config config = {
	REMOTE_CONFIG(config, remote, resource_table.vdev, buffer_state),
	.rpmsg.tx_ready = send_waiting,
};

int main(void)
{
	remote_log_init(log_text, sizeof(log_text));
	remote_log("template-service " COPRO_VERSION);
	if (remote_init(&remote, &config) ||
	    rpmsg_endpoint_create(remote_rpmsg(&remote), &service, &service_config,
				  RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY, NULL)) {
		remote_log("no mailbox, or no service");
		return 1;
	}
	for (;;) {
		remote_poll();
		remote_idle();
	}
}
