/* SPDX-License-Identifier: BSD-3-Clause */
/* The boot loader's console: the pins of the UART that /chosen names. */
#ifndef COPRO_HOST_BOOT_CONSOLE_H
#define COPRO_HOST_BOOT_CONSOLE_H

#include "host/boot/stage.h"

/* Configures them as the tree says, under the lock that all GPIO banks share. What keeps it from that is
 * told, and the boot goes on without a console. */
void console_open(struct stage *stage, const struct etzpc *etzpc);

#endif
