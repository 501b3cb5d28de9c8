/* SPDX-License-Identifier: BSD-3-Clause */
#include <copro/srm.h>

#include <errno.h>
#include <stddef.h>

#include "remote/srm_codec.h"

static struct srm *srm_of(struct rpmsg_endpoint *endpoint)
{
	return COPRO_CONTAINER_OF(endpoint, struct srm, endpoint);
}

static void finish(struct srm *srm, int status)
{
	struct srm_request *request = srm->request;

	if (!request)
		return;
	srm->request = NULL;
	if (request->done)
		request->done(request, status);
}

/*
 * Answers have no number, but come in the order of the requests. After one that was given up, the next
 * answer is taken for its, and thrown away. If then none is left for the request that waits, the first
 * was never sent rather than late, and what comes is taken for what it says again.
 */
static void give_up(struct srm *srm)
{
	srm->owed = !srm->dropped;
}

static void receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	struct srm *srm = srm_of(endpoint);

	/* The host's first, which only tells its address. */
	if (!message->length)
		return;
	if (srm->owed) {
		srm->owed = false;
		srm->dropped = true;
		return;
	}
	if (srm->request)
		finish(srm, srm_decode(srm->request, message->data, message->length));
}

static void bound(struct rpmsg_endpoint *endpoint)
{
	struct srm *srm = srm_of(endpoint);

	if (srm->config && srm->config->ready)
		srm->config->ready(srm, true);
}

static void unbound(struct rpmsg_endpoint *endpoint)
{
	struct srm *srm = srm_of(endpoint);

	srm->owed = false;
	finish(srm, -ENOTCONN);
	if (srm->config && srm->config->ready)
		srm->config->ready(srm, false);
}

static const struct rpmsg_endpoint_config service = {
	.name = SRM_SERVICE,
	.receive = receive,
	.bind = bound,
	.unbind = unbound,
};

int srm_init(struct srm *srm, struct rpmsg *rpmsg, const struct srm_config *config)
{
	srm->config = config;
	srm->request = NULL;
	srm->owed = false;
	srm->dropped = false;
	return rpmsg_endpoint_create(rpmsg, &srm->endpoint, &service, RPMSG_ADDRESS_ANY,
				     RPMSG_ADDRESS_ANY, NULL);
}

int srm_deinit(struct srm *srm)
{
	int status = rpmsg_endpoint_destroy(&srm->endpoint);

	if (status == 0)
		finish(srm, -ENOTCONN);
	return status;
}

bool srm_ready(const struct srm *srm)
{
	return rpmsg_ready(&srm->endpoint);
}

int srm_start(struct srm *srm, struct srm_request *request)
{
	struct srm_message message;
	int status;

	if (srm->request)
		return -EALREADY;
	status = srm_encode(&message, request);
	if (!status)
		status = rpmsg_send(&srm->endpoint, &message, sizeof(message));
	/* Of a request, -ENODEV says that Linux does not know the device. */
	if (status)
		return status == -ENODEV ? -ENOTCONN : status;
	srm->request = request;
	srm->dropped = false;
	return 0;
}

void srm_cancel(struct srm *srm)
{
	if (!srm->request)
		return;
	give_up(srm);
	srm->request = NULL;
}

void srm_poll(struct srm *srm, uint64_t now)
{
	if (!srm->request || now < srm->request->deadline)
		return;
	give_up(srm);
	finish(srm, -ETIMEDOUT);
}
