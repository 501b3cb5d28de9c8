/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtual board for the time of one command, with a firmware that has services. */
#include <stdio.h>
#include <string.h>

#include "cli/message.h"
#include "cli/rpmsg.h"

#define ANNOUNCED_WITHIN (5 * PS_PER_S)

const char *const rpmsg_echo_services[] = {"rpmsg-raw",		"rpmsg_chrdev",	       "rpmsg-tty",
					   "rpmsg-tty-channel", "rpmsg-client-sample", NULL};

static bool is_awaited(const struct rpmsg_board *board, const char *service)
{
	const char *const *name = board->awaited;

	while (name && *name && strcmp(*name, service) != 0)
		name++;
	return name && *name;
}

static void on_event(void *context, const struct machine_event *event)
{
	struct rpmsg_board *board = context;

	if (event->level >= MACHINE_EVENT_WARNING)
		fprintf(stderr, "copro: %s: %s\n", event->source,
			event->text ? event->text : event->kind);
	board->crashed |= !strcmp(event->kind, "crash");
	if (board->machine &&
	    (board->crashed || (!strcmp(event->kind, "endpoint-created") && !board->endpoint &&
				is_awaited(board, event->text))))
		machine_end(board->machine);
}

struct rpmsg_char *rpmsg_board_endpoint(const struct rpmsg_board *board, const char *service)
{
	struct rpmsg_char *endpoint = rpmsg_char_first(machine_endpoints(board->machine));
	struct rpmsg_char_info info;

	for (; endpoint; endpoint = rpmsg_char_next(endpoint)) {
		rpmsg_char_info(endpoint, &info);
		if (!info.waiting && !strcmp(info.name, service))
			return endpoint;
	}
	return NULL;
}

int rpmsg_board_run(struct rpmsg_board *board)
{
	int rc = machine_run(board->machine, TIMELINE_NEVER);

	if (rc)
		return cli_error("the event loop failed: %s", strerror(-rc));
	return board->crashed ? cli_error("%s: the firmware crashed", board->firmware.path)
			      : CLI_OK;
}

/* Until one is there. The one that comes first is the one, whatever the order of the list. */
static int await(struct rpmsg_board *board)
{
	struct rpmsg_char_info info;
	int rc = machine_run(board->machine, machine_now(board->machine) + ANNOUNCED_WITHIN);
	struct rpmsg_char *endpoint;

	if (rc)
		return cli_error("the event loop failed: %s", strerror(-rc));
	if (board->crashed)
		return cli_error("%s: the firmware crashed", board->firmware.path);
	endpoint = rpmsg_char_first(machine_endpoints(board->machine));
	for (; endpoint && !board->endpoint; endpoint = rpmsg_char_next(endpoint)) {
		rpmsg_char_info(endpoint, &info);
		if (is_awaited(board, info.name))
			board->endpoint = endpoint;
	}
	if (board->endpoint)
		return CLI_OK;
	return cli_error("%s: announces no service %s%s within 5 s; `copro rpmsg list %s` shows "
			 "what it announces, --service names another",
			 board->firmware.path, board->awaited[0],
			 board->awaited[1] ? " or another one that echoes" : "",
			 board->firmware.path);
}

static int start(struct rpmsg_board *board)
{
	struct host_error error = {.text = ""};
	int rc = machine_start(board->machine, board->firmware.data, board->firmware.size, &error);

	if (rc && error.text[0])
		return firmware_file_error(&board->firmware, &error);
	if (rc)
		return cli_error("%s: it does not start: %s", board->firmware.path, strerror(-rc));
	return CLI_OK;
}

/* Those that are awaited, and those for one direction, which may come besides. */
static void services_collect(struct rpmsg_board *board, const char *const *awaited)
{
	size_t used = 0;

	board->services[used++] = "rpmsg-sink";
	board->services[used++] = "rpmsg-source";
	while (*awaited && used < RPMSG_BOARD_SERVICES)
		board->services[used++] = *awaited++;
}

int rpmsg_board_open(struct rpmsg_board *board, const char *firmware, const char *const *awaited,
		     uint64_t duration)
{
	struct machine_config config = {.event = on_event, .context = board};
	int status;
	int rc;

	memset(board, 0, sizeof(*board));
	board->awaited = awaited;
	if (awaited) {
		services_collect(board, awaited);
		config.rpmsg_services = board->services;
	}
	status = firmware_file_read(&board->firmware, firmware);
	if (status)
		return status;
	rc = machine_create(&board->machine, &config);
	if (rc)
		return cli_error("the board cannot be made: %s", strerror(-rc));
	status = start(board);
	if (status || awaited)
		return status ? status : await(board);
	rc = machine_run(board->machine, machine_now(board->machine) + duration);
	return rc ? cli_error("the event loop failed: %s", strerror(-rc)) : CLI_OK;
}

void rpmsg_board_close(struct rpmsg_board *board)
{
	machine_destroy(board->machine);
	firmware_file_free(&board->firmware);
}
