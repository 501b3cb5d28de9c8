/* SPDX-License-Identifier: BSD-3-Clause */
/* Which board or kernel is meant. */
#include "cli/target.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/own_directory.h"

#define NAMES_MAX 256u

int target_take_on(void *target, const struct cli_option *option, const char *argument)
{
	int *on = target;

	(void)option;
	*on = TARGET_UNSET;
	if (!strcmp(argument, "virtual"))
		*on = TARGET_VIRTUAL;
	else if (!strcmp(argument, "kernel"))
		*on = TARGET_KERNEL;
	else
		cli_usage(NULL, "--on takes virtual or kernel, not \"%s\"", argument);
	return *on == TARGET_UNSET ? -EINVAL : 0;
}

static bool board_stays(const struct board_entry *board)
{
	return board->stays;
}

static const char *board_name(const struct target_options *options)
{
	const char *name = options->board ? options->board : getenv("COPRO_BOARD");

	return name && name[0] ? name : NULL;
}

/* ---- boards ---- */

static int named_board(const char *name, bool (*fits)(const struct board_entry *board),
		       struct board_entry *board)
{
	int rc = board_directory_find(board, name);

	if (rc == -EINVAL)
		return cli_error("\"%s\" is not the name of a board: those are of small letters, "
				 "digits, '_', '.' and '-'",
				 name);
	if (rc && rc != -ENOENT)
		return own_boards_unreadable(rc);
	if (rc)
		return cli_error("no board named %s runs; `copro boards` lists those that do",
				 name);
	if (!fits(board))
		return cli_error("the board %s takes no commands: it is that of a `copro run`",
				 name);
	return CLI_OK;
}

static int only_board(const struct board_entry *boards, size_t count,
		      bool (*fits)(const struct board_entry *board), struct board_entry *board)
{
	char names[NAMES_MAX] = "";
	size_t found = 0, used = 0;

	for (size_t i = 0; i < count; i++) {
		if (!fits(&boards[i]))
			continue;
		*board = boards[i];
		if (used < sizeof(names))
			used += (size_t)snprintf(names + used, sizeof(names) - used, "%s%s",
						 found ? ", " : "", boards[i].name);
		found++;
	}
	if (!found)
		return cli_error("no board is running; start one with `copro board`");
	if (found > 1)
		return cli_error("several boards are running; name one with --board: %s", names);
	return CLI_OK;
}

int target_find_board(const struct target_options *options,
		      bool (*fits)(const struct board_entry *board), struct board_entry *board)
{
	const char *name = board_name(options);
	struct board_entry *boards;
	size_t count;
	int rc;

	if (name)
		return named_board(name, fits, board);
	rc = board_directory_list(&boards, &count);
	if (rc)
		return own_boards_unreadable(rc);
	rc = only_board(boards, count, fits, board);
	free(boards);
	return rc;
}

static bool any_board(bool (*fits)(const struct board_entry *board))
{
	struct board_entry *boards;
	bool found = false;
	size_t count;

	if (board_directory_list(&boards, &count))
		return false;
	for (size_t i = 0; i < count; i++)
		found = found || !fits || fits(&boards[i]);
	free(boards);
	return found;
}

bool target_board_runs(const struct target_options *options)
{
	const char *name = board_name(options);
	struct board_entry board;

	return name ? !board_directory_find(&board, name) : any_board(NULL);
}

/* ---- which ---- */

static bool kernel_has_any(const char *root)
{
	struct kernel_remoteproc found;
	struct host_error error;
	int rc = kernel_remoteproc_open(&found, root, NULL, &error);

	return !rc || !strcmp(error.code, "which-remoteproc");
}

enum target_kind target_kind(const struct target_options *options,
			     bool (*fits)(const struct board_entry *board))
{
	if (options->on != TARGET_UNSET)
		return (enum target_kind)options->on;
	if (options->root || options->remoteproc)
		return TARGET_KERNEL;
	if (board_name(options) || any_board(fits) || !kernel_has_any("/"))
		return TARGET_VIRTUAL;
	return TARGET_KERNEL;
}

bool target_exists(const struct target_options *options)
{
	return options->on != TARGET_UNSET || options->root || options->remoteproc ||
	       board_name(options) || any_board(board_stays);
}

static int kernel_open(struct target *target, const struct target_options *options)
{
	struct host_error error = {.text = ""};
	int rc = kernel_remoteproc_open(&target->kernel, options->root ? options->root : "/",
					options->remoteproc, &error);

	return rc ? target_error(target, &error, rc) : CLI_OK;
}

static int virtual_open(struct target *target, const struct target_options *options)
{
	int rc = target_find_board(options, board_stays, &target->board);

	if (rc)
		return rc;
	rc = client_open(&target->client, target->board.path);
	return rc ? cli_error("the board %s cannot be reached: %s", target->board.name,
			      strerror(-rc))
		  : CLI_OK;
}

int target_open(struct target *target, const struct target_options *options, const char *command)
{
	*target = (struct target){.kind = target_kind(options, board_stays)};
	if (target->kind == TARGET_VIRTUAL && (options->root || options->remoteproc))
		return cli_usage(command, "--root and --remoteproc are about a kernel, not about a "
					  "virtual board");
	if (target->kind == TARGET_KERNEL && options->board)
		return cli_usage(command, "--board is about a virtual board, not about a kernel");
	return target->kind == TARGET_KERNEL ? kernel_open(target, options)
					     : virtual_open(target, options);
}

void target_close(struct target *target)
{
	client_close(target->client);
	target->client = NULL;
}
