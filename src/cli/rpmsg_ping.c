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

static int report(const struct rpmsg_options *options, const char *service, uint32_t size,
		  const struct ping_result *result)
{
	json_t *made = rpmsg_report_ping(service, size, result);
	char *text;

	if (!made)
		return cli_error("not enough memory");
	if (options->json) {
		text = json_dumps(made, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
		if (text)
			puts(text);
		free(text);
	} else if (result->received) {
		report_print(made);
	}
	json_decref(made);
	return CLI_OK;
}

static int verdict(const struct rpmsg_board *board, const struct ping_config *config,
		   const struct ping_result *result)
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
		return cli_error("%s: %u of %u messages had no answer within %.3g s of virtual "
				 "time",
				 path, result->lost, result->sent,
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
		status = report(options, info.name, config.size, &result);
	if (!status)
		status = verdict(board, &config, &result);
	ping_destroy(ping);
	return status;
}

int rpmsg_ping(const struct rpmsg_options *options, char **arguments, int count)
{
	const char *const named[] = {options->service, NULL};
	struct rpmsg_board board;
	int status = rpmsg_board_open(&board, arguments[0],
				      options->service ? named : rpmsg_echo_services, 0);

	(void)count;
	if (!status)
		status = ping_board(options, &board);
	rpmsg_board_close(&board);
	return status;
}
