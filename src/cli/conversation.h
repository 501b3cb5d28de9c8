/* SPDX-License-Identifier: BSD-3-Clause */
/* --send and --expect: the steps of a script from the command line. */
#ifndef COPRO_CLI_CONVERSATION_H
#define COPRO_CLI_CONVERSATION_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/option.h"
#include "machine/script.h"

#define CONVERSATION_STEPS 256
#define CONVERSATION_NAME  31 /* characters of a service's name: RPMsg has no longer ones */

struct conversation {
	struct script_step steps[CONVERSATION_STEPS];
	size_t count;
	char *services[CONVERSATION_STEPS + 1]; /* that steps name, each once; NULL ends */
	size_t service_count;
	bool expects; /* there is an --expect among them */
};

/* cli_option.take of --send (value SCRIPT_SEND) and --expect; the target is a conversation. */
int conversation_take(void *conversation, const struct cli_option *option, const char *argument);
void conversation_free(struct conversation *conversation);

/* Says which step failed, why, and what came instead. Returns CLI_FAILED. */
int conversation_error(const struct script *script, const struct script_config *config,
		       const char *why);

#endif
