/* SPDX-License-Identifier: BSD-3-Clause */
/* What a step does to the machine. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "board/debug.h"
#include "host/rproc_view.h"
#include "machine/machine_crash.h"
#include "machine/scenario_internal.h"

bool scenario_is_life(const struct scenario_action *action)
{
	return action->kind >= SCENARIO_CRASH;
}

bool scenario_has_channel(const struct scenario *scenario, const struct scenario_action *action)
{
	switch (action->kind) {
	case SCENARIO_SEND_TTY:
		return machine_ttys(scenario->machine) &&
		       tty_set_find(machine_ttys(scenario->machine), action->number);
	case SCENARIO_SEND_MESSAGE:
		return machine_raw(scenario->machine) &&
		       raw_is_there(machine_raw(scenario->machine), action->name);
	default:
		return true;
	}
}

/* ---- input ---- */

static void tell_sent(struct scenario *scenario, uint32_t number, const void *data, size_t length)
{
	char name[16];
	struct machine_event event = {.time = machine_now(scenario->machine),
				      .level = MACHINE_EVENT_INFO,
				      .source = "tty",
				      .kind = "tty-sent",
				      .name = name,
				      .has_number = true,
				      .number = number,
				      .data = data,
				      .length = length};

	snprintf(name, sizeof(name), "ttyRPMSG%" PRIu32, number);
	machine_tell(scenario->machine, &event);
}

/* Done when the firmware has taken all of it. */
static int send_to_tty(struct scenario *scenario, struct scenario_state *state,
		       const struct scenario_action *action)
{
	struct tty_set *ttys = machine_ttys(scenario->machine);
	struct tty *tty = ttys ? tty_set_find(ttys, action->number) : NULL;

	if (!tty)
		return -EAGAIN;
	if (!state->injected) {
		if (tty_inject(tty, action->text, action->length))
			return -EAGAIN;
		tell_sent(scenario, action->number, action->text, action->length);
		state->injected = true;
	}
	return tty_inject_pending(tty) ? -EAGAIN : 0;
}

static int send_message(struct scenario *scenario, const struct scenario_action *action)
{
	struct raw_set *raw = machine_raw(scenario->machine);
	int rc = raw ? raw_send(raw, action->name, action->text, (uint32_t)action->length)
		     : -ENOTCONN;

	return rc ? -EAGAIN : 0;
}

static int send_to_uart(struct scenario *scenario, struct scenario_state *state,
			const struct scenario_action *action)
{
	state->sent += board_uart_input(machine_board(scenario->machine), action->name,
					(const char *)action->text + state->sent,
					action->length - state->sent);
	return state->sent < action->length ? -EAGAIN : 0;
}

/* ---- the board ---- */

static int parts_set(struct scenario *scenario, const struct scenario_action *action, char *why,
		     size_t room)
{
	for (size_t i = 0; i < action->setting_count; i++) {
		const struct scenario_setting *one = &action->settings[i];
		struct host_error error = {.text = ""};
		int rc = machine_set_part(scenario->machine, one->part, one->property, one->value,
					  &error);

		if (rc) {
			snprintf(why, room, "%s: %s", error.place, error.text);
			return rc;
		}
	}
	return 0;
}

static int bus_break(struct scenario *scenario, const struct scenario_action *action, char *why,
		     size_t room)
{
	struct i2c_bus *bus = board_i2c_bus(machine_board(scenario->machine), action->name);
	int rc = bus ? 0 : -ENODEV;

	if (bus && action->kind == SCENARIO_BUS_MEND)
		i2c_bus_mend_all(bus);
	else if (bus)
		rc = i2c_bus_fault(bus, &action->bus);
	if (rc)
		snprintf(why, room, "%s",
			 rc == -ENODEV ? "the board has no such bus"
				       : "the bus has too many faults already: mend it");
	return rc;
}

static void on_thaw(void *context)
{
	struct scenario *scenario = context;

	board_freeze_m4(machine_board(scenario->machine), false);
}

static int freeze(struct scenario *scenario, const struct scenario_action *action)
{
	struct timeline *timeline = board_timeline(machine_board(scenario->machine));
	const uint64_t until = timeline_now(timeline) + action->duration;

	board_freeze_m4(machine_board(scenario->machine), true);
	/* The longest of two that overlap counts. */
	if (!scenario->thaw.armed || scenario->thaw.when < until)
		timeline_arm(timeline, &scenario->thaw, until);
	return 0;
}

/* ---- memory ---- */

static bool place_find(const struct scenario *scenario, const struct scenario_action *action,
		       uint32_t *address)
{
	struct remoteproc *rproc = machine_remoteproc(scenario->machine);
	struct carveout carveout;

	*address = action->number;
	if (!action->name)
		return true;
	for (uint32_t i = 0; rproc && rproc_view_carveout(rproc, i, &carveout); i++) {
		if (strcmp(carveout.name, action->name) != 0 || action->number >= carveout.size)
			continue;
		*address = carveout.da + action->number;
		return true;
	}
	return false;
}

static int corrupt(struct scenario *scenario, const struct scenario_action *action, char *why,
		   size_t room)
{
	struct board *board = machine_board(scenario->machine);
	uint32_t address;
	uint8_t byte;

	if (!place_find(scenario, action, &address)) {
		snprintf(why, room,
			 "Linux has no such memory region for the coprocessor now, or it is "
			 "shorter");
		return -ENOENT;
	}
	if (board_debug_read(board, address, &byte, 1)) {
		snprintf(why, room, "nothing is at 0x%08" PRIx32 " that the M4 can reach", address);
		return -EFAULT;
	}
	byte = action->inverts ? byte ^ action->byte : action->byte;
	if (board_debug_write(board, address, &byte, 1)) {
		snprintf(why, room, "0x%08" PRIx32 " cannot be written", address);
		return -EFAULT;
	}
	return 0;
}

int scenario_act(struct scenario *scenario, struct scenario_state *state,
		 const struct scenario_action *action, char *why, size_t room)
{
	switch (action->kind) {
	case SCENARIO_SEND_UART:
		return send_to_uart(scenario, state, action);
	case SCENARIO_SEND_TTY:
		return send_to_tty(scenario, state, action);
	case SCENARIO_SEND_MESSAGE:
		return send_message(scenario, action);
	case SCENARIO_SET:
		return parts_set(scenario, action, why, room);
	case SCENARIO_BUS_FAULT:
	case SCENARIO_BUS_MEND:
		return bus_break(scenario, action, why, room);
	case SCENARIO_DOORBELL:
		return board_doorbell_fault(machine_board(scenario->machine), &action->doorbell);
	case SCENARIO_FREEZE:
		scenario->thaw.fire = on_thaw;
		return freeze(scenario, action);
	case SCENARIO_CORRUPT:
		return corrupt(scenario, action, why, room);
	default:
		return -EINVAL;
	}
}

/* ---- the life of the firmware ---- */

static int crash(struct scenario *scenario, char *why, size_t room)
{
	struct remoteproc *rproc = machine_remoteproc(scenario->machine);
	const enum rproc_state state = rproc ? remoteproc_state(rproc) : RPROC_OFFLINE;

	if (state != RPROC_RUNNING && state != RPROC_ATTACHED) {
		snprintf(why, room, "the coprocessor is %s", rproc_state_name(state));
		return -EINVAL;
	}
	machine_crash(scenario->machine, CRASH_USER_FATAL_ERROR, NULL);
	return 0;
}

int scenario_live(struct scenario *scenario, const struct scenario_action *action, char *why,
		  size_t room)
{
	struct host_error error = {.text = ""};
	int rc;

	switch (action->kind) {
	case SCENARIO_CRASH:
		return crash(scenario, why, room);
	case SCENARIO_STOP:
		rc = machine_stop(scenario->machine);
		break;
	case SCENARIO_START:
		rc = machine_start(scenario->machine, scenario->config.firmware,
				   scenario->config.firmware_size, &error);
		break;
	default:
		rc = machine_reset(scenario->machine, &error);
		break;
	}
	if (rc)
		snprintf(why, room, "%s", error.text[0] ? error.text : strerror(-rc));
	return rc;
}
