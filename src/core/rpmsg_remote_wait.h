/* SPDX-License-Identifier: BSD-3-Clause */
/* A remote's calls, and those that take their place while somebody waits for a send buffer. */
#ifndef COPRO_CORE_RPMSG_REMOTE_WAIT_H
#define COPRO_CORE_RPMSG_REMOTE_WAIT_H

#include <copro/rpmsg.h>

/* rpmsg_remote.c */
extern const struct rpmsg_ops rpmsg_remote_ops;
extern const struct rpmsg_ops rpmsg_remote_waiting_ops;

/* rpmsg_remote_wait.c */
int rpmsg_remote_poll_waiting(struct rpmsg *rpmsg);

#endif
