/* SPDX-License-Identifier: BSD-3-Clause */
/* The channel "rproc-srm": each message is a request, and gets its answer, in order. */
#include <errno.h>
#include <stdlib.h>

#include "host/srm_internal.h"

/* Buffers of one direction, of which more cannot be kept (copro/rpmsg.h). */
#define WAITING_MAX 256u

static const char *const services[] = {SRM_SERVICE, NULL};

/* One channel's conversation. */
struct conversation {
	struct srm_host *srm;
	bool hello; /* it is still to be said */
	bool owed; /* `answer` is still to be sent */
	struct srm_message answer;
	/* Requests behind it. They stay in their buffers: who asks faster than it listens has to wait. */
	struct rpmsg_message waiting[WAITING_MAX];
	uint32_t first;
	uint32_t count;
	unsigned told;
};

static void remark_tell(struct rpmsg_channel *channel, const struct srm_remark *remark)
{
	struct conversation *conversation = channel->driver_data;
	const struct host_platform *platform = conversation->srm->config.platform;

	if (!remark->code || conversation->told > SRM_TOLD_MAX)
		return;
	if (conversation->told++ == SRM_TOLD_MAX)
		host_say(platform, HOST_EVENT_NOTE, "srm-more",
			 "what else it asks the resource manager for is not told");
	else if (remark->fault)
		host_say(platform, HOST_EVENT_FIRMWARE_FAULT, remark->code, "%s", remark->text);
	else
		rpmsg_channel_tell(channel, remark->text);
}

/* Any failure but -EAGAIN is a link that went down: the channel goes next. */
static bool send_owed(struct rpmsg_channel *channel)
{
	struct conversation *conversation = channel->driver_data;
	int status = 0;

	if (conversation->hello)
		status = rpmsg_channel_send(channel, "", 0);
	if (status == -EAGAIN)
		return false;
	conversation->hello = false;
	if (conversation->owed)
		status = rpmsg_channel_send(channel, &conversation->answer,
					    sizeof(conversation->answer));
	if (status == -EAGAIN)
		return false;
	conversation->owed = false;
	return true;
}

static void answer(struct rpmsg_channel *channel, const struct rpmsg_message *message)
{
	struct conversation *conversation = channel->driver_data;
	struct srm_remark remark;

	srm_answer(conversation->srm, message->data, message->length, &conversation->answer,
		   &remark);
	conversation->owed = true;
	remark_tell(channel, &remark);
}

/* Answers what waits, as far as there are send buffers; tx_ready goes on. */
static void go_on(struct rpmsg_channel *channel)
{
	struct conversation *conversation = channel->driver_data;

	while (send_owed(channel) && conversation->count && rpmsg_channel_readable(channel)) {
		const struct rpmsg_message message = conversation->waiting[conversation->first];

		conversation->first = (conversation->first + 1) % WAITING_MAX;
		conversation->count--;
		answer(channel, &message);
		rpmsg_release(rpmsg_channel_link(channel), &message);
	}
}

static int service_probe(struct rpmsg_driver *driver, struct rpmsg_channel *channel)
{
	struct conversation *conversation = calloc(1, sizeof(*conversation));

	if (!conversation)
		return -ENOMEM;
	conversation->srm = driver->context;
	conversation->hello = true;
	channel->driver_data = conversation;
	go_on(channel);
	return 0;
}

static void service_remove(struct rpmsg_channel *channel)
{
	struct conversation *conversation = channel->driver_data;

	while (conversation->count--) {
		rpmsg_release(rpmsg_channel_link(channel),
			      &conversation->waiting[conversation->first]);
		conversation->first = (conversation->first + 1) % WAITING_MAX;
	}
	free(conversation);
	channel->driver_data = NULL;
}

static void service_receive(struct rpmsg_channel *channel, const struct rpmsg_message *message)
{
	struct conversation *conversation = channel->driver_data;

	if (!conversation->owed && !conversation->hello) {
		answer(channel, message);
		(void)send_owed(channel);
		return;
	}
	if (conversation->count == WAITING_MAX || rpmsg_hold(rpmsg_channel_link(channel), message))
		return;
	conversation->waiting[(conversation->first + conversation->count++) % WAITING_MAX] =
		*message;
}

void srm_service_init(struct srm_host *srm)
{
	srm->driver = (struct rpmsg_driver){.name = "rpmsg_srm",
					    .services = services,
					    .context = srm,
					    .probe = service_probe,
					    .remove = service_remove,
					    .receive = service_receive,
					    .tx_ready = go_on};
}
