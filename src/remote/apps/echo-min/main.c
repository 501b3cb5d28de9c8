/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The smallest echo, here to be measured; tty-echo is the example to start from. It writes straight into
 * send buffers, holds nothing, has no log, and when the host lets all send buffers fill up, messages are
 * lost: what it does not use of RPMsg is not linked. With ECHO_COPIES, longer messages are copied by the
 * stack, so that both ways of sending are there.
 */
#include <copro/remote.h>

#include "remote/cortex_m.h"
#include "remote/startup.h"

#define BUFFERS	    16u
#define SHORT_BYTES 16u

#ifndef ECHO_COPIES
#define ECHO_COPIES 0
#endif

struct resource_table_rpmsg resource_table REMOTE_RESOURCE_TABLE = {
	.header = {.ver = 1, .num = 1},
	.offset = {offsetof(struct resource_table_rpmsg, vdev)},
	.vdev = {.type = RSC_VDEV,
		 .id = VIRTIO_ID_RPMSG,
		 .dfeatures = 1u << VIRTIO_RPMSG_F_NS,
		 .num_of_vrings = 2},
	.vring = {{.da = RSC_ADDR_ANY, .align = 16, .num = BUFFERS, .notifyid = 0},
		  {.da = RSC_ADDR_ANY, .align = 16, .num = BUFFERS, .notifyid = 1}},
};

static struct remote remote;
static struct rpmsg_endpoint endpoint;

static const struct remote_config config = {
	REMOTE_CONFIG_SMALL(config, remote, resource_table.vdev),
	.rpmsg.never_waits = true,
};

struct short_message {
	uint32_t word[SHORT_BYTES / 4];
};

/* Apart: what the short one keeps on the stack is not there while a long message is sent. */
static __attribute__((noinline)) void echo_long(struct rpmsg_endpoint *from,
						const struct rpmsg_message *message)
{
#if ECHO_COPIES
	(void)!rpmsg_send(from, message->data, message->length);
#else
	const uint32_t *word = message->data;
	struct rpmsg_tx tx;
	uint32_t i;

	if (rpmsg_tx_get(from->rpmsg, &tx))
		return;
	/* By whole words: a buffer ends on one. */
	for (i = 0; i < (message->length + 3u) / 4; i++)
		((uint32_t *)tx.data)[i] = word[i];
	(void)!rpmsg_tx_send(from, &tx, message->length);
#endif
}

static void echo(struct rpmsg_endpoint *from, const struct rpmsg_message *message)
{
	struct rpmsg_tx tx;

	if (message->length != SHORT_BYTES) {
		echo_long(from, message);
		return;
	}
	if (rpmsg_tx_get(from->rpmsg, &tx))
		return;
	*(struct short_message *)tx.data = *(const struct short_message *)message->data;
	(void)!rpmsg_tx_send(from, &tx, SHORT_BYTES);
}

static const struct rpmsg_endpoint_config service = {
	.name = "rpmsg-client-sample",
	.receive = echo,
};

/* In place of the one that writes to the log. */
_Noreturn void remote_unhandled(const struct exception_frame *frame, uint32_t exception)
{
	(void)frame;
	(void)exception;
	nvic_disable_all();
	for (;;)
		cortex_m_wait_for_interrupt();
}

int main(void)
{
	if (remote_init(&remote, &config) ||
	    rpmsg_endpoint_create(remote_rpmsg(&remote), &endpoint, &service, RPMSG_ADDRESS_ANY,
				  RPMSG_ADDRESS_ANY, NULL))
		return 1;
	for (;;) {
		remote_poll();
		remote_idle();
	}
}
