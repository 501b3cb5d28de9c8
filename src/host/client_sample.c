/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/client_sample.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *const services[] = {"rpmsg-client-sample", NULL};

/* One channel's conversation. */
struct sample {
	uint32_t received;
	uint32_t owed; /* to be said when a send buffer is free */
};

/* Says what is owed, as far as there are send buffers; tx_ready goes on with the rest. */
static void say(struct rpmsg_channel *channel)
{
	struct sample *sample = channel->driver_data;

	while (sample->owed) {
		int status = rpmsg_channel_send(channel, CLIENT_SAMPLE_TEXT,
						(uint32_t)strlen(CLIENT_SAMPLE_TEXT));

		if (status == -EAGAIN)
			return;
		sample->owed--;
		/* Any other failure is a link that went down: the channel goes next. */
		if (status == 0)
			rpmsg_channel_tell_sent(channel, CLIENT_SAMPLE_TEXT,
						(uint32_t)strlen(CLIENT_SAMPLE_TEXT));
	}
}

static int sample_probe(struct rpmsg_driver *driver, struct rpmsg_channel *channel)
{
	struct sample *sample = calloc(1, sizeof(*sample));

	(void)driver;
	if (!sample)
		return -ENOMEM;
	channel->driver_data = sample;
	sample->owed = 1;
	say(channel);
	return 0;
}

static void sample_remove(struct rpmsg_channel *channel)
{
	free(channel->driver_data);
	channel->driver_data = NULL;
}

static void sample_receive(struct rpmsg_channel *channel, const struct rpmsg_message *message)
{
	struct sample *sample = channel->driver_data;

	rpmsg_channel_tell_received(channel, message);
	if (sample->received == CLIENT_SAMPLE_MESSAGES)
		return;
	if (++sample->received == CLIENT_SAMPLE_MESSAGES) {
		rpmsg_channel_tell(channel, "goodbye!");
		return;
	}
	sample->owed++;
	say(channel);
}

void client_sample_init(struct rpmsg_driver *driver)
{
	*driver = (struct rpmsg_driver){.name = "rpmsg_client_sample",
					.services = services,
					.probe = sample_probe,
					.remove = sample_remove,
					.receive = sample_receive,
					.tx_ready = say};
}
