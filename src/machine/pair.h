/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Two machines in one virtual time, joined by wires (machine/wire.h): what firmware of two boards needs.
 *
 * They run in turns of PAIR_TURN. What one does to a wire reaches the other at its own time where the
 * other has yet to come to that, and else at the end of the turn, so at most PAIR_TURN late. The turns
 * are the same each time, and so is the run.
 */
#ifndef COPRO_MACHINE_PAIR_H
#define COPRO_MACHINE_PAIR_H

#include <stdbool.h>
#include <stdint.h>

#include <copro/compiler.h>

#include "machine/machine.h"
#include "machine/pace.h"

/* Of virtual time, in ps: a quarter of a byte on a 400 kHz I2C bus. */
#define PAIR_TURN (5 * PS_PER_US)

struct pair {
	/* Both of pace MACHINE_FAST: the pair has a pace of its own. The caller's; the wires between them
	 * are made before the first run. */
	struct machine *machines[2];
	bool real_time;
	struct pace pace; /* private */
};

/* Runs both until virtual time `until` (ps; TIMELINE_NEVER: no limit) or until machine_end() of one. 0, or as
 * machine_run(). */
COPRO_MUST_CHECK int pair_run(struct pair *pair, uint64_t until);

#endif
