/* SPDX-License-Identifier: BSD-3-Clause */
/* A fake platform, a firmware on it that echoes, and the coprocessor it is started on. */
#ifndef COPRO_TESTS_HOST_RPROC_FIXTURE_H
#define COPRO_TESTS_HOST_RPROC_FIXTURE_H

#include "host/echo_firmware.h"

#include "host/elf_builder.h"

extern struct fake fake;
extern struct echo_firmware firmware;
extern struct test_image image; /* of the firmware, with `table` */
extern struct resource_table_rpmsg table;
extern struct remoteproc *rproc;

/* A new platform, and the coprocessor offline, with these drivers for the `services` that the firmware
 * announces, which end with NULL. */
void fixture_open(struct rpmsg_driver **drivers, uint32_t driver_count,
		  const char *const *services);
/* The same on a platform that is there already: for drivers that need it. */
void fixture_create(struct rpmsg_driver **drivers, uint32_t driver_count,
		    const char *const *services);
/* Starts the firmware and lets everybody act. */
void fixture_start(void);
/* For cmocka. Also checks that nothing is left behind. */
int fixture_tear_down(void **state);

#endif
