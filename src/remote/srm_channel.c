/* SPDX-License-Identifier: BSD-3-Clause */
/* Waiting for the resource manager in a program with threads. */
#include <copro/srm.h>

#include <errno.h>

#include "remote/srm_codec.h"

int srm_channel_init(struct srm_channel *channel, struct blocking *blocking)
{
	channel->busy = 0;
	channel->owed = false;
	channel->epoch = 0;
	return blocking_endpoint_create(&channel->endpoint, blocking, SRM_SERVICE,
					RPMSG_ADDRESS_ANY, RPMSG_ADDRESS_ANY);
}

/* An answer to a request that was given up: see give_up() in srm.c, whose rule this is. */
static int receive_answer(struct srm_channel *channel, struct srm_request *request,
			  uint64_t deadline)
{
	struct rpmsg *rpmsg = channel->endpoint.endpoint.rpmsg;
	struct rpmsg_message message;
	bool dropped = false;
	int status;

	/* What was asked on a link that is gone is answered by nobody. */
	if (channel->epoch != rpmsg->epoch)
		channel->owed = false;
	for (;;) {
		status = rpmsg_receive_wait(&channel->endpoint, &message, deadline);
		if (status) {
			channel->owed = !dropped;
			channel->epoch = rpmsg->epoch;
			return status;
		}
		status = -EAGAIN;
		if (message.length && channel->owed) {
			channel->owed = false;
			dropped = true;
		} else if (message.length) {
			status = srm_decode(request, message.data, message.length);
		}
		rpmsg_release(rpmsg, &message);
		if (status != -EAGAIN)
			return status;
	}
}

static int transfer(struct srm_channel *channel, struct srm_request *request, uint64_t deadline)
{
	struct srm_message message;
	int status = srm_encode(&message, request);

	if (!status)
		status = rpmsg_ready_wait(&channel->endpoint, deadline);
	if (!status)
		status = rpmsg_send_wait(&channel->endpoint, &message, sizeof(message), deadline);
	/* Of a request, -ENODEV says that Linux does not know the device. */
	if (status == -ENODEV)
		return -ENOTCONN;
	return status ? status : receive_answer(channel, request, deadline);
}

int srm_transfer_wait(struct srm_channel *channel, struct srm_request *request, uint64_t deadline)
{
	int status;

	if (__atomic_exchange_n(&channel->busy, 1, __ATOMIC_ACQUIRE))
		return -EALREADY;
	status = transfer(channel, request, deadline);
	__atomic_store_n(&channel->busy, 0, __ATOMIC_RELEASE);
	return status;
}
