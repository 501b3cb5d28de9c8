/* SPDX-License-Identifier: BSD-3-Clause */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/own_directory.h"
#include "service/board_directory.h"
#include "service/client.h"

struct boards_options {
	bool json;
};

static const struct cli_option boards_table[] = {{.name = "json",
						  .help = "one JSON object",
						  .type = CLI_FLAG,
						  .target = offsetof(struct boards_options, json)},
						 {.name = NULL}};

/* What a board says of its coprocessor; NULL when it does not answer, or cannot. */
static json_t *remoteproc_of(const struct board_entry *board)
{
	struct client *client;
	json_t *state = NULL;

	if (!board->stays || client_open(&client, board->path))
		return NULL;
	if (client_ask(client, "GET", "/v1/remoteproc", NULL, &state, NULL))
		state = NULL;
	client_close(client);
	return state;
}

static const char *text_of(const json_t *state, const char *key)
{
	const char *text = json_string_value(json_object_get(state, key));

	return text ? text : "-";
}

static json_t *board_json(const struct board_entry *board, json_t *state)
{
	return json_pack("{ss, sI, ss, sb, sO?}", "name", board->name, "pid",
			 (json_int_t)board->pid, "directory", board->path, "stays", board->stays,
			 "remoteproc", state);
}

static void boards_print(const struct board_entry *boards, size_t count, bool json)
{
	json_t *list = json_array(), *root = json_pack("{so}", "boards", list);

	if (!json && count)
		printf("%-16s %8s  %-9s  %-24s %s\n", "board", "process", "state", "firmware",
		       "directory");
	for (size_t i = 0; i < count; i++) {
		json_t *state = remoteproc_of(&boards[i]);

		if (json)
			json_array_append_new(list, board_json(&boards[i], state));
		else
			printf("%-16s %8ld  %-9s  %-24s %s\n", boards[i].name, boards[i].pid,
			       boards[i].stays ? text_of(state, "state") : "(run)",
			       text_of(state, "firmware"), boards[i].path);
		json_decref(state);
	}
	if (json) {
		(void)json_dumpf(root, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
		putchar('\n');
	}
	json_decref(root);
}

static int boards_run(const struct cli_command *command, char **arguments, int count)
{
	struct boards_options options = {.json = false};
	struct board_entry *boards;
	size_t found;
	int rc;

	if (cli_command_parse(command, &options, arguments, count) < 0)
		return CLI_MISUSED;
	rc = board_directory_list(&boards, &found);
	if (rc)
		return own_boards_unreadable(rc);
	boards_print(boards, found, options.json);
	free(boards);
	return CLI_OK;
}

const struct cli_command cli_boards = {
	.name = "boards",
	.arguments = "",
	.summary = "list the virtual boards that run",
	.text = "Lists the boards of this user, with the state of their coprocessor and their directory.\n"
		"Those of `copro run` have the number of their process for a name, and take no commands.",
	.examples = "copro boards\n"
		    "copro boards --json | jq -r '.boards[].name'",
	.options = boards_table,
	.run = boards_run,
};
