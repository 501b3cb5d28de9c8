/* SPDX-License-Identifier: BSD-3-Clause */
/* Which registers of RCC are the secure world's (RM0436, "RCC TrustZone control register (RCC_TZCR)"). */
#ifndef COPRO_SOC_CLOCK_SECURE_H
#define COPRO_SOC_CLOCK_SECURE_H

#include <stdbool.h>
#include <stdint.h>

/* With RCC_TZCR holding `tzcr`: can the register at `offset` be written by the secure world alone? */
bool soc_clock_secure(uint32_t tzcr, uint32_t offset);

#endif
