/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/rpmsg.h"
#include "machine/ping.h"
#include "machine/rpmsg_report.h"

#define ROUND_TRIPS 1000u
#define BYTES	    16u

static void finished(void *context)
{
	machine_end(context);
}

static void figures_print(const json_t *figures, double unit)
{
	double least;
	double median;
	double mean;
	double most;

	if (json_unpack((json_t *)(uintptr_t)figures, "{s:F, s:F, s:F, s:F}", "min", &least,
			"median", &median, "mean", &mean, "max", &most))
		return;
	printf("  %8.*f %8.*f %9.*f %8.*f", unit == 1 ? 0 : 1, least / unit, unit == 1 ? 0 : 1,
	       median / unit, 1, mean / unit, unit == 1 ? 0 : 1, most / unit);
}

static long long number_of(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static void report_print(const json_t *report)
{
	const json_t *hop;
	size_t index;

	printf("%s: %lld of %lld round trips of %lld bytes, Cortex-M4 at %.2f MHz\n\n",
	       json_string_value(json_object_get(report, "service")), number_of(report, "received"),
	       number_of(report, "sent"), number_of(report, "size"),
	       json_real_value(json_object_get(report, "mhz")));
	printf("%-15s  %-36s  %s\n", "", "cycles of the Cortex-M4", "us of this computer");
	printf("%-15s  %8s %8s %9s %8s  %8s %8s %9s %8s\n", "hop", "min", "median", "mean", "max",
	       "min", "median", "mean", "max");
	json_array_foreach(json_object_get(report, "hops"), index, hop)
	{
		printf("%-15s", json_string_value(json_object_get(hop, "name")));
		figures_print(json_object_get(hop, "cycles"), 1);
		figures_print(json_object_get(hop, "ns"), 1000);
		putchar('\n');
	}
	json_array_foreach(json_object_get(report, "hops"), index, hop)
	{
		if (number_of(hop, "seen") < number_of(report, "received"))
			printf("\nThe end of \"%s\" was seen %lld times: where not, its time is in "
			       "the next one.\n",
			       json_string_value(json_object_get(hop, "name")),
			       number_of(hop, "seen"));
	}
}

/* Takes the object. */
static int report(const struct rpmsg_options *options, json_t *made)
{
	if (!made)
		return cli_error("not enough memory");
	if (options->json)
		return rpmsg_json_print(made);
	if (number_of(made, "received"))
		report_print(made);
	json_decref(made);
	return CLI_OK;
}

static int verdict(const struct rpmsg_board *board, const char *service,
		   const struct ping_config *config, const struct ping_result *result)
{
	const char *path = board->firmware.path;

	if (result->status == -EMSGSIZE)
		return cli_error("a message takes less than %u bytes", config->size);
	if (result->status == -ENODEV)
		return cli_error("%s: the channel went after %u round trips", path,
				 result->received);
	if (result->status)
		return cli_error("%s: %s", path, strerror(-result->status));
	if (result->lost)
		return cli_error(
			"%s: %u of %u messages to %s had no answer within %.3g s of virtual "
			"time; does it echo? --service names another",
			path, result->lost, result->sent, service,
			(double)config->timeout / (double)PS_PER_S);
	return CLI_OK;
}

static int ping_board(const struct rpmsg_options *options, struct rpmsg_board *board)
{
	struct ping_config config = {
		.machine = board->machine,
		.endpoint = board->endpoint,
		.count = options->count ? options->count : ROUND_TRIPS,
		.size = options->size_count ? options->sizes[0] : BYTES,
		.interval = options->interval ? options->interval : PS_PER_MS,
		.timeout = options->timeout ? options->timeout : PS_PER_S,
		.finished = finished,
		.context = board->machine,
	};
	struct rpmsg_char_info info;
	struct ping_result result;
	struct ping *ping = NULL;
	int status;
	int rc;

	if (config.count > PING_COUNT_MAX)
		return cli_usage("rpmsg", "--count %u: at most %u round trips", config.count,
				 PING_COUNT_MAX);
	if (options->size_count > 1 || config.size > RAW_MESSAGE_MAX)
		return cli_usage("rpmsg", "ping takes one --size, of at most %u bytes",
				 RAW_MESSAGE_MAX);
	rpmsg_char_info(board->endpoint, &info);
	rc = ping_start(&ping, &config);
	if (rc)
		return cli_error("%s: %s", board->firmware.path, strerror(-rc));
	status = rpmsg_board_run(board);
	rc = ping_result(ping, &result);
	if (!status && rc)
		status = cli_error("not enough memory");
	if (!status)
		status = report(options, rpmsg_report_ping(info.name, config.size, &result));
	if (!status)
		status = verdict(board, info.name, &config, &result);
	ping_destroy(ping);
	return status;
}

/* The board that runs pings itself, and answers when it is done. */
static int ping_running(const struct rpmsg_options *options)
{
	json_t *body = json_object();
	json_t *reply = NULL;
	long long lost;
	int status;

	if (options->service)
		json_object_set_new(body, "service", json_string(options->service));
	if (options->count)
		json_object_set_new(body, "count", json_integer(options->count));
	if (options->size_count)
		json_object_set_new(body, "size", json_integer(options->sizes[0]));
	if (options->interval)
		json_object_set_new(body, "interval_s",
				    json_real((double)options->interval / (double)PS_PER_S));
	if (options->timeout)
		json_object_set_new(body, "timeout_s",
				    json_real((double)options->timeout / (double)PS_PER_S));
	status = rpmsg_ask(options, "POST", "/v1/rpmsg/ping", body, &reply);
	json_decref(body);
	if (status)
		return status;
	lost = number_of(reply, "lost");
	status = report(options, reply);
	return !status && lost ? cli_error("%lld messages had no answer", lost) : status;
}

int rpmsg_ping(const struct rpmsg_options *options, char **arguments, int count)
{
	const char *const named[] = {options->service, NULL};
	struct rpmsg_board board;
	int status;

	if (!count)
		return ping_running(options);
	if (options->target.on || options->target.board)
		return cli_usage("rpmsg", "a firmware is run on a board of its own: --board and "
					  "--on are about another one");
	status = rpmsg_board_open(&board, arguments[0],
				  options->service ? named : rpmsg_echo_services, 0);
	if (!status)
		status = ping_board(options, &board);
	rpmsg_board_close(&board);
	return status;
}
