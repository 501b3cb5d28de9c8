/* SPDX-License-Identifier: BSD-3-Clause */
/* Between virtual time in ps and the ticks of a clock, exact and without overflow on the way. */
#ifndef COPRO_BOARD_RATE_H
#define COPRO_BOARD_RATE_H

#include <stdint.h>

#include "board/timeline.h"

__extension__ typedef unsigned __int128 rate_wide;

/* How many whole ticks of a clock of `hz` (not 0) are in `ps`. */
static inline uint64_t rate_ticks(uint64_t ps, uint64_t hz)
{
	return (uint64_t)((rate_wide)ps * hz / PS_PER_S);
}

/* The earliest time at which rate_ticks() says `ticks`; TIMELINE_NEVER when it does not fit. */
static inline uint64_t rate_ps(uint64_t ticks, uint64_t hz)
{
	const rate_wide ps = ((rate_wide)ticks * PS_PER_S + hz - 1) / hz;

	return ps < TIMELINE_NEVER ? (uint64_t)ps : TIMELINE_NEVER;
}

#endif
