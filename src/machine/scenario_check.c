/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether a machine has what a plan names, before it runs. */
#include <errno.h>
#include <string.h>

#include "board/parts/part.h"
#include "machine/scenario.h"

struct check {
	struct machine *machine;
	struct yaml_error *error;
	struct yaml_node place; /* of the step */
};

static int part_check(const struct check *check, const char *name, const char *property)
{
	const struct part *first = parts_first(machine_parts(check->machine));
	const struct part *found = parts_find(machine_parts(check->machine), name);
	const char *names[64] = {NULL};
	const struct part_property *known;
	const struct yaml_node place = {.text = found ? property : name,
					.line = check->place.line,
					.column = check->place.column};
	size_t count = 0;

	if (!found) {
		for (; first && count < 63; first = first->next)
			names[count++] = first->name;
		return yaml_unknown(check->error, &place, "part", names);
	}
	for (known = found->kind->properties; known->name && count < 63; known++) {
		if (!strcmp(known->name, property))
			return 0;
		names[count++] = known->name;
	}
	return yaml_unknown(check->error, &place, "property of that part", names);
}

static int device_check(const struct check *check, const char *name, const char *what, bool there)
{
	if (there)
		return 0;
	return yaml_error_at(check->error, &check->place, "the chip has no %s %.30s", what, name);
}

static bool is_uart(struct machine *machine, const char *name)
{
	return (!strncmp(name, "USART", strlen("USART")) ||
		!strncmp(name, "UART", strlen("UART"))) &&
	       board_device(machine_board(machine), name);
}

static int condition_check(const struct check *check, const struct scenario_condition *condition)
{
	if (condition->kind == SCENARIO_PART)
		return part_check(check, condition->name, condition->property);
	if (condition->kind == SCENARIO_UART)
		return device_check(check, condition->name, "UART",
				    is_uart(check->machine, condition->name));
	return 0;
}

static int action_check(const struct check *check, const struct scenario_action *action)
{
	int rc = 0;

	switch (action->kind) {
	case SCENARIO_SEND_UART:
		return device_check(check, action->name, "UART",
				    is_uart(check->machine, action->name));
	case SCENARIO_BUS_FAULT:
	case SCENARIO_BUS_MEND:
		return device_check(check, action->name, "I2C bus",
				    board_i2c_bus(machine_board(check->machine), action->name) !=
					    NULL);
	case SCENARIO_SET:
		for (size_t i = 0; i < action->setting_count && !rc; i++)
			rc = part_check(check, action->settings[i].part,
					action->settings[i].property);
		return rc;
	default:
		return 0;
	}
}

int scenario_check(const struct scenario_plan *plan, struct machine *machine,
		   struct yaml_error *error)
{
	int rc = 0;

	for (size_t i = 0; i < plan->count && !rc; i++) {
		const struct scenario_step *step = &plan->steps[i];
		const struct check check = {
			machine, error, {.line = step->line, .column = step->column, .text = ""}};

		if (step->has_when)
			rc = condition_check(&check, &step->when);
		if (!rc)
			rc = step->purpose == SCENARIO_DO
				     ? action_check(&check, &step->action)
				     : condition_check(&check, &step->expected);
	}
	return rc;
}
