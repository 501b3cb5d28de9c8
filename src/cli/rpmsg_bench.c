/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/rpmsg.h"
#include "machine/rpmsg_load.h"

#define MESSAGES 20000u
#define WINDOW	 RPMSG_BUFFERS

static const uint32_t default_sizes[] = {16, 64, 256, RAW_MESSAGE_MAX};

/* One direction needs a service of its own at the other end. */
static const struct direction {
	const char *name;
	const char *service; /* NULL: the one that echoes */
	enum rpmsg_load_kind kind;
} directions[] = {
	{"echo", NULL, RPMSG_LOAD_ECHO},
	{"to the M4", "rpmsg-sink", RPMSG_LOAD_SINK},
	{"from the M4", "rpmsg-source", RPMSG_LOAD_SOURCE},
};

#define DIRECTIONS (sizeof(directions) / sizeof(directions[0]))

struct bench {
	const struct rpmsg_options *options;
	struct rpmsg_board board;
	const char *echo; /* the service that echoes */
	json_t *rows;
};

static void finished(void *context)
{
	machine_end(context);
}

static void row_print(const char *direction, uint32_t size, const struct rpmsg_load_result *result)
{
	double messages = result->messages;
	double virtual_s = (double)result->virtual_ps / 1e12;
	double wall_s = (double)result->wall_ns / 1e9;

	printf("%-12s %5u  %10.0f %8.2f %9.0f  %10.0f %8.2f\n", direction, size,
	       messages / virtual_s, messages * size / virtual_s / 1e6,
	       (double)result->instructions / messages, messages / wall_s,
	       messages * size / wall_s / 1e6);
}

static json_t *row_report(const char *direction, uint32_t size,
			  const struct rpmsg_load_result *result)
{
	return json_pack("{s:s, s:i, s:i, s:f, s:f, s:f}", "direction", direction, "size",
			 (int)size, "messages", (int)result->messages, "virtual_s",
			 (double)result->virtual_ps / 1e12, "wall_s", (double)result->wall_ns / 1e9,
			 "instructions", (double)result->instructions);
}

static int failed(const struct bench *bench, const char *direction, uint32_t size, int status)
{
	const char *path = bench->board.firmware.path;

	if (status == -ETIMEDOUT)
		return cli_error("%s: %s, %u bytes: nothing came any more: does %s answer?", path,
				 direction, size, bench->echo);
	if (status == -EBADMSG)
		return cli_error("%s: %s, %u bytes: a message was lost or changed", path, direction,
				 size);
	return cli_error("%s: %s, %u bytes: %s", path, direction, size, strerror(-status));
}

static int measure(struct bench *bench, const struct direction *direction, uint32_t size)
{
	const struct rpmsg_options *options = bench->options;
	struct rpmsg_load_config config = {
		.machine = bench->board.machine,
		.endpoint = rpmsg_board_endpoint(
			&bench->board, direction->service ? direction->service : bench->echo),
		.kind = direction->kind,
		.count = options->count ? options->count : MESSAGES,
		.size = size,
		.window = options->window ? options->window : WINDOW,
		.timeout = PS_PER_S,
		.finished = finished,
		.context = bench->board.machine,
	};
	struct rpmsg_load_result result;
	struct rpmsg_load *load = NULL;
	int status;
	int rc;

	/* A count of one direction is in the messages themselves. */
	if (!config.endpoint || (direction->service && size < sizeof(uint32_t)))
		return CLI_OK;
	rc = rpmsg_load_start(&load, &config);
	if (rc)
		return failed(bench, direction->name, size, rc);
	status = rpmsg_board_run(&bench->board);
	rpmsg_load_result(load, &result);
	rpmsg_load_destroy(load);
	if (!status && result.status)
		status = failed(bench, direction->name, size, result.status);
	if (status)
		return status;
	if (bench->rows)
		json_array_append_new(bench->rows, row_report(direction->name, size, &result));
	else
		row_print(direction->name, size, &result);
	return CLI_OK;
}

static void heading_print(const struct bench *bench)
{
	uint32_t window = bench->options->window ? bench->options->window : WINDOW;

	printf("%s, %u under way at a time, Cortex-M4 at %.2f MHz\n\n", bench->echo, window,
	       1e6 / board_m4_cycle(machine_board(bench->board.machine)));
	printf("%-12s %5s  %-29s  %s\n", "", "", "virtual time", "this computer's time");
	printf("%-12s %5s  %10s %8s %9s  %10s %8s\n", "", "bytes", "messages/s", "MB/s",
	       "instr/msg", "messages/s", "MB/s");
}

static int bench_all(struct bench *bench)
{
	const struct rpmsg_options *options = bench->options;
	const uint32_t *sizes = options->size_count ? options->sizes : default_sizes;
	const size_t count = options->size_count ? options->size_count
						 : sizeof(default_sizes) / sizeof(*default_sizes);
	int status = CLI_OK;

	if (!bench->rows)
		heading_print(bench);
	for (size_t i = 0; i < DIRECTIONS; i++) {
		for (size_t k = 0; k < count && !status; k++)
			status = measure(bench, &directions[i], sizes[k]);
	}
	return status;
}

static int json_print(const struct bench *bench)
{
	json_t *report = json_pack("{s:s, s:f, s:O}", "service", bench->echo, "mhz",
				   1e6 / board_m4_cycle(machine_board(bench->board.machine)),
				   "rows", bench->rows);

	return rpmsg_json_print(report);
}

static int options_check(const struct rpmsg_options *options)
{
	for (uint32_t i = 0; i < options->size_count; i++) {
		if (options->sizes[i] > RAW_MESSAGE_MAX)
			return cli_usage("rpmsg", "--size %u: a message takes at most %u bytes",
					 options->sizes[i], RAW_MESSAGE_MAX);
	}
	if (options->count > RPMSG_LOAD_COUNT_MAX)
		return cli_usage("rpmsg", "--count %u: at most %u messages", options->count,
				 RPMSG_LOAD_COUNT_MAX);
	return CLI_OK;
}

int rpmsg_bench(const struct rpmsg_options *options, char **arguments, int count)
{
	const char *const named[] = {options->service, NULL};
	struct bench bench = {.options = options};
	struct rpmsg_char_info info;
	int status = options_check(options);

	(void)count;
	if (status)
		return status;
	status = rpmsg_board_open(&bench.board, arguments[0],
				  options->service ? named : rpmsg_echo_services, 0);
	/* Those that are announced after the first one. */
	if (!status &&
	    machine_run(bench.board.machine, machine_now(bench.board.machine) + PS_PER_MS))
		status = cli_error("the event loop failed");
	if (!status) {
		rpmsg_char_info(bench.board.endpoint, &info);
		bench.echo = info.name;
		bench.rows = options->json ? json_array() : NULL;
		status = bench_all(&bench);
		if (!status && options->json)
			status = json_print(&bench);
		json_decref(bench.rows);
	}
	rpmsg_board_close(&bench.board);
	return status;
}
