/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files share that read a scenario. All of them return 0, -EINVAL with the error filled in, or
 * -ENOMEM. */
#ifndef COPRO_MACHINE_SCENARIO_PLAN_INTERNAL_H
#define COPRO_MACHINE_SCENARIO_PLAN_INTERNAL_H

#include "machine/scenario_plan.h"

struct scenario_reader {
	struct scenario_plan *plan;
	struct yaml_error *error;
};

/* Memory that lives as long as the plan. NULL: there is none. */
void *scenario_memory(struct scenario_plan *plan, size_t size);

/* ---- values; `node` is the value of a key ---- */

COPRO_MUST_CHECK int scenario_read_string(struct scenario_reader *reader,
					  const struct yaml_node *node, const char **text);
COPRO_MUST_CHECK int scenario_read_duration(struct scenario_reader *reader,
					    const struct yaml_node *node, uint64_t *ps);
COPRO_MUST_CHECK int scenario_read_number(struct scenario_reader *reader,
					  const struct yaml_node *node, uint64_t most,
					  uint64_t *number);
COPRO_MUST_CHECK int scenario_read_bool(struct scenario_reader *reader,
					const struct yaml_node *node, bool *value);
/* `text` or `bytes` of a mapping, one of them, not empty. */
COPRO_MUST_CHECK int scenario_read_text(struct scenario_reader *reader,
					const struct yaml_node *mapping, const void **text,
					size_t *length);
/* The name of a UART or the number of a tty, as values of their keys. */
COPRO_MUST_CHECK int scenario_read_tty(struct scenario_reader *reader, const struct yaml_node *node,
				       uint32_t *number);
/* The service of a channel, which then is the scenario's if it is talked to. */
COPRO_MUST_CHECK int scenario_read_service(struct scenario_reader *reader,
					   const struct yaml_node *node, bool talks,
					   const char **service);

/* ---- parts of a step ---- */

COPRO_MUST_CHECK int scenario_read_condition(struct scenario_reader *reader,
					     const struct yaml_node *node,
					     struct scenario_condition *condition);

/* The names of actions, NULL ends. */
extern const char *const scenario_action_names[];
/* `node`: its value; NULL: the action has none. */
COPRO_MUST_CHECK int scenario_read_action(struct scenario_reader *reader, const char *name,
					  const struct yaml_node *place,
					  const struct yaml_node *node,
					  struct scenario_action *action);
/* In words. */
const char *scenario_action_text(const struct scenario_action *action, char *text, size_t room);

#endif
