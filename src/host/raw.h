/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Channels for somebody who wants messages as they are, one by one, and knows what to say: a driver for
 * services that are chosen when it is made. What comes is told as HOST_EVENT_MESSAGE_RECEIVED.
 */
#ifndef COPRO_HOST_RAW_H
#define COPRO_HOST_RAW_H

#include <stdbool.h>
#include <stdint.h>

#include "host/rpmsg_bus.h"

/* What fits into one message of Linux's buffers. */
#define RAW_MESSAGE_MAX (RPMSG_BUFFER_SIZE - RPMSG_HEADER_SIZE)

struct raw_set;

/* services: names, NULL ends; the caller's, as long as the set. 0, -ENOMEM. */
COPRO_MUST_CHECK int raw_set_create(struct raw_set **set, const char *const *services);
/* After every bus that knows the driver is gone. NULL is allowed. */
void raw_set_destroy(struct raw_set *set);

/* The driver to give to a remoteproc, before those that would take the same services. */
struct rpmsg_driver *raw_set_driver(struct raw_set *set);

/* Whether there is a channel of that service now. */
bool raw_is_there(const struct raw_set *set, const char *service);

/* Sends one message on the oldest channel of that service. 0; -ENOTCONN: there is none; or as
 * rpmsg_send(), with -EAGAIN for a later try. */
COPRO_MUST_CHECK int raw_send(struct raw_set *set, const char *service, const void *data,
			      uint32_t length);

#endif
