/* SPDX-License-Identifier: BSD-3-Clause */
/* Between devices that ask for DMA and the streams that serve them (dmamux.c). */
#ifndef COPRO_BOARD_DMAMUX_H
#define COPRO_BOARD_DMAMUX_H

#include <stdbool.h>

#include "soc/regs/dmamux.h"

struct device;

/* The level of a request line: device_dma_request() in board/device.h. */
void dmamux_request(struct device *dmamux, unsigned request, bool level);
/* A line that synchronises channels and triggers generators. */
void dmamux_signal(struct device *dmamux, enum dmamux_signal signal, bool level);

/* Would an edge of the line do anything? lptims_refresh() is called when the answer may have changed. */
bool dmamux_listens(const struct device *dmamux, enum dmamux_signal signal);

/* Does the channel ask its stream for a transfer? */
bool dmamux_asks(const struct device *dmamux, unsigned channel);
/* The stream begins to serve what the channel asks: call it before the first access, as that access may
 * make the device ask again. */
void dmamux_serve(struct device *dmamux, unsigned channel);
/* The stream has moved all that it was to move, and is off, or begins anew: some devices are told. */
void dmamux_ended(struct device *dmamux, unsigned channel, bool off);

#endif
