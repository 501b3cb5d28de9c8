/* SPDX-License-Identifier: BSD-3-Clause */
/* The board that runs elsewhere, and its interface. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/message.h"
#include "cli/rpmsg.h"

#define WAIT_STEP_MS 20

static bool any_board(const struct board_entry *board)
{
	(void)board;
	return true;
}

bool rpmsg_is_kernel(const struct rpmsg_options *options)
{
	return !options->directory && target_kind(&options->target, NULL) == TARGET_KERNEL;
}

const char *rpmsg_root(const struct rpmsg_options *options)
{
	const char *root = options->target.root;

	return root && strcmp(root, "/") != 0 ? root : "";
}

int rpmsg_running(const struct rpmsg_options *options, struct board_entry *board)
{
	const struct timespec step = {.tv_nsec = WAIT_STEP_MS * 1000000L};
	uint64_t waited = 0;

	while (waited < options->wait && !target_board_runs(&options->target)) {
		nanosleep(&step, NULL);
		waited += WAIT_STEP_MS * PS_PER_MS;
	}
	return target_find_board(&options->target, any_board, board);
}

int rpmsg_ask(const struct rpmsg_options *options, const char *method, const char *path,
	      const json_t *body, json_t **reply)
{
	struct host_error error = {.text = ""};
	struct target target;
	int status = target_open(&target, &options->target, "rpmsg");
	int rc;

	if (!status && target.kind == TARGET_KERNEL)
		status = cli_error("a kernel cannot be asked that; a virtual board can");
	if (!status) {
		rc = client_ask(target.client, method, path, body, reply, &error);
		status = rc ? target_error(&target, &error, rc) : CLI_OK;
	}
	target_close(&target);
	return status;
}

int rpmsg_json_print(json_t *object)
{
	char *text = object ? json_dumps(object, JSON_INDENT(2) | JSON_REAL_PRECISION(9)) : NULL;

	json_decref(object);
	if (!text)
		return cli_error("not enough memory");
	puts(text);
	free(text);
	return CLI_OK;
}
