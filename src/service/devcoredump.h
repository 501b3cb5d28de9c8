/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Coredumps as Linux keeps them for whoever comes for them: devcd1, devcd2, ... (drivers/base/devcoredump.c,
 * drivers/remoteproc/remoteproc_coredump.c). There is one at a time: as in Linux, a coprocessor that crashes
 * while its last dump has not been fetched leaves no other. A dump goes away when somebody says so (in
 * Linux: writes anything into its `data`), and after five minutes.
 *
 * Five minutes are five minutes of whoever fetches it, which is somebody outside virtual time.
 *
 * An inline dump is the coprocessor's memory itself: the recovery waits while it is there. Linux goes on when
 * it is freed; here also once it was read to its end and closed, after which there is no data in it.
 */
#ifndef COPRO_SERVICE_DEVCOREDUMP_H
#define COPRO_SERVICE_DEVCOREDUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <copro/compiler.h>

#include "service/control.h"

#define DEVCOREDUMP_KEEP_MS 300000u

struct devcoredump_set;

/* keep_ms: of wall time; DEVCOREDUMP_KEEP_MS. 0, -ENOMEM. */
COPRO_MUST_CHECK int devcoredump_create(struct devcoredump_set **set, uint64_t keep_ms);
/* The keeper to give to a machine: control_config.machine.coredump. Lives as long as the set. */
const struct rproc_coredump_keeper *devcoredump_keeper(struct devcoredump_set *set);
/* Of which it keeps the dumps: right after control_create(). 0, or what libuv says. */
COPRO_MUST_CHECK int devcoredump_bind(struct devcoredump_set *set, struct control *control);
/* Before control_destroy(); with the control the rest goes. No recovery waits for it any more. */
void devcoredump_unbind(struct devcoredump_set *set);
/* After control_destroy(). NULL is allowed. */
void devcoredump_destroy(struct devcoredump_set *set);

/* The number of the dump that is there, 0: there is none. */
uint32_t devcoredump_number(const struct devcoredump_set *set);
/* Bytes from `offset`, 0 at the end; -ENOENT: no such dump; -ENODATA: it was an inline one, and its memory
 * is in use again. */
COPRO_MUST_CHECK ssize_t devcoredump_read(struct devcoredump_set *set, uint32_t number, void *data,
					  size_t size, uint64_t offset);
/* A reader has closed it. */
void devcoredump_closed(struct devcoredump_set *set, uint32_t number);
/* It is not wanted any more. Ignored if there is no such dump. */
void devcoredump_free(struct devcoredump_set *set, uint32_t number);

#endif
