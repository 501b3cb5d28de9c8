/* SPDX-License-Identifier: BSD-3-Clause */
/* --send and --expect: the steps of a scenario from the command line. */
#ifndef COPRO_CLI_CONVERSATION_H
#define COPRO_CLI_CONVERSATION_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/option.h"
#include "machine/scenario.h"

#define CONVERSATION_STEPS 256
#define CONVERSATION_NAME  31 /* characters of a service's name: RPMsg has no longer ones */

struct conversation {
	struct scenario_step steps[CONVERSATION_STEPS];
	size_t count;
	char *services[CONVERSATION_STEPS]; /* that steps name, each once */
	size_t service_count;
	bool expects; /* there is an --expect among them */
};

/* cli_option.take of --send (value SCENARIO_DO) and --expect (SCENARIO_EXPECT); the target is a conversation. */
int conversation_take(void *conversation, const struct cli_option *option, const char *argument);
void conversation_free(struct conversation *conversation);

/* The steps as a plan, each with so much virtual time (ps). 0, -ENOMEM. */
COPRO_MUST_CHECK int conversation_plan(const struct conversation *conversation, uint64_t timeout,
				       struct scenario_plan **plan);

/* Says which step failed, why, and what came instead. `why`: when it was the end of the run. Returns
 * CLI_FAILED. */
int conversation_error(const struct scenario *scenario, const struct scenario_plan *plan,
		       const char *why);

#endif
