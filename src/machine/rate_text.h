/* SPDX-License-Identifier: BSD-3-Clause */
/* A rate as people write it: "208.877929 MHz", "32.768 kHz", "0 Hz". */
#ifndef COPRO_MACHINE_RATE_TEXT_H
#define COPRO_MACHINE_RATE_TEXT_H

#include <stdint.h>

#define RATE_MAX 32u
const char *rate_text(uint64_t hz, char text[RATE_MAX]);

#endif
