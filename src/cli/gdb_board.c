/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/gdb_board.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/message.h"
#include "cli/target.h"

#define COMMAND 300 /* bytes of "target remote ADDRESS" */
#define OURS	4 /* arguments of gdb: itself, the firmware, -ex, its command */

/* Keys such as Ctrl-C are for gdb, which is in the same process group. */
static int wait_for(pid_t pid)
{
	void (*interrupt)(int) = signal(SIGINT, SIG_IGN);
	void (*quit)(int) = signal(SIGQUIT, SIG_IGN);
	int status = 0;
	pid_t ended;

	do
		ended = waitpid(pid, &status, 0);
	while (ended < 0 && errno == EINTR);
	(void)signal(SIGINT, interrupt);
	(void)signal(SIGQUIT, quit);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static int gdb_spawn(const struct gdb_board *gdb, const char *firmware, const char *address)
{
	char command[COMMAND];
	char **arguments = calloc((size_t)gdb->count + OURS + 1, sizeof(*arguments));
	pid_t pid = -1;
	int rc = ENOENT;

	if (!arguments)
		return cli_error("not enough memory");
	(void)snprintf(command, sizeof(command), "target remote %s", address);
	arguments[1] = (char *)(uintptr_t)firmware;
	arguments[2] = (char *)(uintptr_t) "-ex";
	arguments[3] = command;
	memcpy(arguments + OURS, gdb->arguments, (size_t)gdb->count * sizeof(*gdb->arguments));
	for (size_t i = 0; gdb->programs[i] && rc == ENOENT; i++) {
		arguments[0] = (char *)(uintptr_t)gdb->programs[i];
		rc = posix_spawnp(&pid, arguments[0], NULL, NULL, arguments, environ);
	}
	free(arguments);
	if (rc)
		return cli_error("%s cannot be started: %s; install gdb-multiarch, or name "
				 "another with --debugger",
				 gdb->programs[0], strerror(rc));
	return wait_for(pid);
}

static int debug(const struct gdb_board *gdb, struct client *client, const json_t *answer)
{
	const char *address = json_string_value(json_object_get(answer, "address"));
	const char *firmware = gdb->firmware;
	int status;

	if (!firmware)
		firmware = json_string_value(json_object_get(answer, "firmware"));
	if (!address)
		status = cli_error("the board does not say where gdb is to connect");
	else if (!firmware)
		status = cli_error("the board does not know which file its firmware came from: "
				   "name it, as in `copro gdb FIRMWARE --board NAME`");
	else
		status = gdb_spawn(gdb, firmware, address);
	(void)!client_ask(client, "DELETE", "/v1/gdb", NULL, NULL, NULL);
	return status;
}

int gdb_board_run(const struct gdb_board *gdb)
{
	const struct target_options options = {.board = gdb->board, .on = TARGET_VIRTUAL};
	struct host_error error = {.text = ""};
	struct target target;
	json_t *answer = NULL;
	int status = target_open(&target, &options, "gdb");
	int rc;

	if (!status) {
		rc = client_ask(target.client, "POST", "/v1/gdb", NULL, &answer, &error);
		status = rc ? target_error(&target, &error, rc) : debug(gdb, target.client, answer);
	}
	json_decref(answer);
	target_close(&target);
	return status;
}
