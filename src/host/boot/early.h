/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A firmware that the boot loader starts, long before Linux: what U-Boot's `rproc load` and `rproc start`
 * do (drivers/remoteproc/stm32_copro.c). It leaves word of it in the backup registers, where Linux's
 * remoteproc driver looks for it.
 */
#ifndef COPRO_HOST_BOOT_EARLY_H
#define COPRO_HOST_BOOT_EARLY_H

#include <stddef.h>

#include <copro/compiler.h>

#include "host/boot/boot.h"

/* The file that ST's U-Boot environment takes from its bootfs. */
#define BOOT_EARLY_NAME "rproc-m4-fw.elf"

/* Code of an error about a well-formed file. */
#define BOOT_EARLY_PLACE "segment-outside-memory"

/* After boot_bootloader(), through the same port. `name` is for messages. 0; -EINVAL: it cannot be loaded,
 * *error (may be NULL) says why, and the coprocessor is held. */
COPRO_MUST_CHECK int boot_early(const struct boot_port *port, const char *name, const void *data,
				size_t size, struct host_error *error);

#endif
