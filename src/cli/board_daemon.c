/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/board_daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/message.h"

static int child_wait(pid_t child, int report)
{
	char status = CLI_FAILED;
	ssize_t count;
	int how;

	do
		count = read(report, &status, 1);
	while (count < 0 && errno == EINTR);
	close(report);
	if (count == 1)
		return status;
	/* It has ended without a word, or after one on the standard error. */
	while (waitpid(child, &how, 0) < 0 && errno == EINTR)
		continue;
	if (WIFEXITED(how) && WEXITSTATUS(how))
		return WEXITSTATUS(how);
	return cli_error("the board ended at once");
}

bool board_daemon_start(struct board_daemon *daemon, int *status)
{
	int pipes[2];
	pid_t child;

	daemon->report = -1;
	if (pipe2(pipes, O_CLOEXEC)) {
		*status = cli_error("it cannot go to the background: %s", strerror(errno));
		return true;
	}
	fflush(NULL);
	child = fork();
	if (child < 0) {
		*status = cli_error("it cannot go to the background: %s", strerror(errno));
		close(pipes[0]);
		close(pipes[1]);
		return true;
	}
	if (child) {
		close(pipes[1]);
		*status = child_wait(child, pipes[0]);
		return true;
	}
	close(pipes[0]);
	daemon->report = pipes[1];
	setsid();
	/* No directory is kept from being removed. */
	if (chdir("/"))
		fprintf(stderr, "copro: /: %s\n", strerror(errno));
	return false;
}

void board_daemon_report(struct board_daemon *daemon, int status, int log)
{
	const char byte = (char)status;
	int nowhere;

	if (daemon->report < 0)
		return;
	fflush(stdout);
	nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (nowhere >= 0) {
		dup2(nowhere, STDIN_FILENO);
		dup2(log >= 0 ? log : nowhere, STDOUT_FILENO);
		dup2(log >= 0 ? log : nowhere, STDERR_FILENO);
		close(nowhere);
	}
	/* Who started it may be gone: then nobody wants to know. */
	(void)!write(daemon->report, &byte, 1);
	close(daemon->report);
	daemon->report = -1;
}
