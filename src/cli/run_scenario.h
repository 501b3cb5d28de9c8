/* SPDX-License-Identifier: BSD-3-Clause */
/* What a run is to do and to show: --scenario, or --send and --expect; and --junit. */
#ifndef COPRO_CLI_RUN_SCENARIO_H
#define COPRO_CLI_RUN_SCENARIO_H

#include <stdbool.h>

#include "cli/firmware_file.h"
#include "cli/run_options.h"
#include "machine/scenario.h"

struct run_scenario {
	const struct run_options *options;
	struct firmware_file file;
	struct scenario_plan *plan; /* NULL: there is nothing to do */
	struct scenario *scenario; /* NULL likewise, and until it is opened */
};

/* These return an enum cli_status: what was wrong has been said. */

/* Reads it, before the machine is made, which leaves the services of the plan to it. */
COPRO_MUST_CHECK int run_scenario_read(struct run_scenario *run, const struct run_options *options);
/* `config` has all but the plan. */
COPRO_MUST_CHECK int run_scenario_open(struct run_scenario *run, struct machine *machine,
				       const struct scenario_config *config);
/* The run is over: writes what is to be written. `why`: "before --for was over". */
COPRO_MUST_CHECK int run_scenario_end(struct run_scenario *run, const char *why);
/* After that: says what failed. `ended_by_time`: by --for. */
COPRO_MUST_CHECK int run_scenario_verdict(const struct run_scenario *run, bool ended_by_time,
					  const char *why);
void run_scenario_close(struct run_scenario *run); /* before the machine goes */
void run_scenario_free(struct run_scenario *run); /* after it */

/* Whether a crash of the firmware is among what it is about. */
bool run_scenario_survives(const struct run_scenario *run);

#endif
