/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The driver of channels "rpmsg-client-sample", which behaves as that of Linux's samples/rpmsg: it says
 * "hello world!" when the channel comes, and again to each message, until CLIENT_SAMPLE_MESSAGES came.
 */
#ifndef COPRO_HOST_CLIENT_SAMPLE_H
#define COPRO_HOST_CLIENT_SAMPLE_H

#include "host/rpmsg_bus.h"

#define CLIENT_SAMPLE_TEXT     "hello world!" /* sent without a NUL */
#define CLIENT_SAMPLE_MESSAGES 100u /* of one channel; the last gets no answer */

/* Makes `driver` that driver, to be given to a remoteproc. It holds no resources. */
void client_sample_init(struct rpmsg_driver *driver);

#endif
