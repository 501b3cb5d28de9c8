/* SPDX-License-Identifier: BSD-3-Clause */
/* What people call peripherals, and how the names of their signals and requests begin. */
#ifndef COPRO_ASSIGN_NAMES_H
#define COPRO_ASSIGN_NAMES_H

#include <stdbool.h>

#include "soc/assignable.h"
#include "soc/peripheral.h"
#include "soc/pin.h"

/* By its name or another usual one ("ADC1", "QSPI", "ETH1"), in capitals or not. NULL: there is none. */
const struct soc_peripheral *peripheral_named(const char *name);
/* What is known of it. */
const struct soc_assignable *peripheral_assignable(const struct soc_peripheral *peripheral);
/* The nearest name to one that is none; NULL: none is near. */
const char *peripheral_nearest(const char *name);

/* Is the signal ("USART3_TX") one of the peripheral's? */
bool peripheral_has_signal(const struct soc_peripheral *peripheral, const char *signal);
/* A signal by its whole or short name ("TX"), as soc/pin.h spells it. False: the peripheral has none such,
 * and `out` is the best guess. */
bool peripheral_signal(const struct soc_peripheral *peripheral, const char *name,
		       char out[SOC_SIGNAL_MAX]);
/* The number of a DMA request by its whole or short name ("RX"); -1: there is none. *name is the whole. */
int peripheral_request(const struct soc_peripheral *peripheral, const char *text,
		       const char **name);

#endif
