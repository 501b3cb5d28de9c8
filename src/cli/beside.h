/* SPDX-License-Identifier: BSD-3-Clause */
/* The second board of `copro run --beside FILE`, and the wires to it, or within the first. */
#ifndef COPRO_CLI_BESIDE_H
#define COPRO_CLI_BESIDE_H

#include <stdbool.h>

#include "cli/firmware_file.h"
#include "cli/run_options.h"
#include "machine/event_log.h"
#include "machine/machine.h"
#include "machine/pair.h"
#include "machine/wire.h"

#define BESIDE_REASON 320u

struct beside {
	const struct run_options *options;
	struct firmware_file firmware;
	struct machine *machine; /* NULL: there is no second board */
	struct pair pair;
	struct wire *wires[RUN_WIRES];
	struct event_log log;
	bool crashed;
	char reason[BESIDE_REASON];
};

/* The file and the board; nothing without --beside. An enum cli_status: what was wrong has been said. */
COPRO_MUST_CHECK int beside_open(struct beside *beside, const struct run_options *options,
				 const struct event_log *log);
/* Lays the wires and starts the firmware, just before the first board's. */
COPRO_MUST_CHECK int beside_start(struct beside *beside, struct machine *first);
/* As machine_run(), of both. */
COPRO_MUST_CHECK int beside_run(struct beside *beside, struct machine *first, uint64_t until);
/* Stops its firmware. CLI_FAILED when it had crashed, which is said. */
COPRO_MUST_CHECK int beside_stop(struct beside *beside);
/* The wires; before the first board goes. */
void beside_part(struct beside *beside);
void beside_close(struct beside *beside);

#endif
