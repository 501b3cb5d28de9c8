/* SPDX-License-Identifier: BSD-3-Clause */
/* What an endpoint of the ring fuzzers does with a message, at either end. For fuzz targets, which are one
 * source file each. */
#ifndef COPRO_TESTS_CORE_FUZZ_RECEIVE_H
#define COPRO_TESTS_CORE_FUZZ_RECEIVE_H

#include <copro/rpmsg.h>

static struct rpmsg_message fuzz_held;
static bool fuzz_holding;

/* Reads all of it, holds one now and then, and answers. */
static void fuzz_receive(struct rpmsg_endpoint *endpoint, const struct rpmsg_message *message)
{
	const uint8_t *bytes = message->data;
	volatile uint8_t sum = 0;
	uint32_t i;

	for (i = 0; i < message->length; i++)
		sum = (uint8_t)(sum + bytes[i]);
	if (!fuzz_holding && message->length % 3 == 1 &&
	    rpmsg_hold(endpoint->rpmsg, message) == 0) {
		fuzz_held = *message;
		fuzz_holding = true;
	}
	if (rpmsg_send_to(endpoint, message->src, message->data, message->length))
		return;
}

static void fuzz_release(struct rpmsg *rpmsg)
{
	if (fuzz_holding)
		rpmsg_release(rpmsg, &fuzz_held);
	fuzz_holding = false;
}

static void fuzz_notify(void *context, uint32_t queue)
{
	(void)context;
	(void)queue;
}

#endif
