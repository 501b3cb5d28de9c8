/* SPDX-License-Identifier: BSD-3-Clause */
/* What there is to tell of RPMsg in a machine, as JSON: one form for the HTTP interface and for
 * `copro rpmsg`. docs/rpmsg.md explains the members. */
#ifndef COPRO_MACHINE_RPMSG_REPORT_H
#define COPRO_MACHINE_RPMSG_REPORT_H

#include <jansson.h>

#include "machine/machine.h"
#include "machine/ping.h"

/* {"channels": [...], "endpoints": [...]}; also without a host. NULL: no memory. */
json_t *rpmsg_report_list(struct machine *machine);

/* One member of "endpoints". NULL: no memory. */
json_t *rpmsg_report_endpoint(const struct rpmsg_char *endpoint);

/* A ping to the endpoint, with what it sent. NULL: no memory. */
json_t *rpmsg_report_ping(const char *service, uint32_t size, const struct ping_result *result);

#endif
