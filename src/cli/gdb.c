/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A firmware on a virtual board of its own, and gdb in front of it: the terminal is gdb's, the board lives as
 * long as gdb does.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/boot_trees.h"
#include "cli/command.h"
#include "cli/debugger.h"
#include "cli/firmware_file.h"
#include "cli/gdb_board.h"
#include "cli/own_directory.h"
#include "machine/event_log.h"
#include "machine/machine.h"
#include "service/board_directory.h"

#define PACE_UNSET (-1)
#define SIGNALS	   2
#define COMMAND	   300 /* bytes of "target remote ADDRESS" */
#define GIVEN	   4 /* arguments of gdb that are ours: itself, the firmware, -ex, its command */

struct gdb_options {
	const char *board;
	const char *debugger;
	const char *dtb;
	const char *tfa_dtb;
	const char *log;
	int pace;
};

static const struct cli_option gdb_table[] = {
	{.name = "board",
	 .argument = "NAME",
	 .help = "the board of that name, which runs already; FIRMWARE is then\n"
		 "the file with its symbols, if the board does not know it",
	 .type = CLI_TEXT,
	 .target = offsetof(struct gdb_options, board)},
	{.name = "debugger",
	 .argument = "PROGRAM",
	 .help = "the gdb to use; default: gdb-multiarch, arm-none-eabi-gdb or\n"
		 "gdb, the first that there is",
	 .type = CLI_TEXT,
	 .target = offsetof(struct gdb_options, debugger)},
	{.name = "log",
	 .argument = "FILE",
	 .help = "write what happens on the board to FILE, as `copro run` prints\n"
		 "it; default: nowhere",
	 .type = CLI_TEXT,
	 .target = offsetof(struct gdb_options, log)},
	{.name = "real-time",
	 .help = "a second of the firmware takes a second; the default when the\n"
		 "standard input is a terminal",
	 .type = CLI_CHOICE,
	 .value = MACHINE_REAL_TIME,
	 .target = offsetof(struct gdb_options, pace)},
	{.name = "as-fast-as-possible",
	 .help = "while the firmware sleeps or waits, time jumps; the\n"
		 "default otherwise",
	 .type = CLI_CHOICE,
	 .value = MACHINE_FAST,
	 .target = offsetof(struct gdb_options, pace)},
	{.name = "dtb",
	 .argument = "FILE",
	 .help = "the device tree that Linux boots with; default: that of the\n"
		 "virtual DK2",
	 .type = CLI_TEXT,
	 .target = offsetof(struct gdb_options, dtb)},
	{.name = "tfa-dtb",
	 .argument = "FILE",
	 .help = "that of the trusted firmware, which sets the firewall",
	 .type = CLI_TEXT,
	 .target = offsetof(struct gdb_options, tfa_dtb)},
	{.name = NULL}};

struct gdb_run {
	const struct gdb_options *options;
	struct firmware_file firmware;
	struct boot_trees trees;
	struct event_log log;
	struct machine *machine;
	struct gdb_server *server;
	struct board_directory directory;
	uv_signal_t signals[SIGNALS];
	unsigned signals_open;
	uv_process_t process;
	bool process_made;
	bool ended; /* gdb has */
	int64_t exit_status;
	int exit_signal;
};

static void gdb_event(void *context, const struct machine_event *event)
{
	struct gdb_run *run = context;

	if (run->log.file)
		event_log_write(&run->log, event);
	/* What keeps the firmware from starting as it should is not for a file only. */
	else if (!run->process_made && event->level >= MACHINE_EVENT_WARNING && event->text)
		fprintf(stderr, "copro: %s: %s\n", event->source, event->text);
}

/* ---- gdb ---- */

static void gdb_exited(uv_process_t *process, int64_t status, int number)
{
	struct gdb_run *run = process->data;

	run->ended = true;
	run->exit_status = status;
	run->exit_signal = number;
	machine_end(run->machine);
}

/* gdb is to end first: it may have work to save. */
static void gdb_signal(uv_signal_t *handle, int number)
{
	struct gdb_run *run = handle->data;

	if (!run->ended)
		(void)uv_process_kill(&run->process, number);
}

static int spawn(struct gdb_run *run, char **arguments)
{
	uv_stdio_container_t streams[3];
	uv_process_options_t options = {.exit_cb = gdb_exited,
					.file = arguments[0],
					.args = arguments,
					.stdio_count = 3,
					.stdio = streams};
	int rc;

	for (int fd = 0; fd < 3; fd++) {
		streams[fd].flags = UV_INHERIT_FD;
		streams[fd].data.fd = fd;
	}
	memset(&run->process, 0, sizeof(run->process));
	run->process.data = run;
	rc = uv_spawn(machine_loop(run->machine), &run->process, &options);
	if (!rc) {
		run->process_made = true;
		return 0;
	}
	/* Its handle is libuv's until it is closed, and the next attempt uses it again. */
	uv_close((uv_handle_t *)&run->process, NULL);
	(void)uv_run(machine_loop(run->machine), UV_RUN_NOWAIT);
	return rc;
}

static const char *const programs[] = {"gdb-multiarch", "arm-none-eabi-gdb", "gdb", NULL};

static int gdb_start(struct gdb_run *run, char **given, int count)
{
	const char *wanted = run->options->debugger;
	const size_t attempts = wanted ? 1 : sizeof(programs) / sizeof(programs[0]) - 1;
	char command[COMMAND];
	char **arguments = calloc((size_t)count + GIVEN + 1, sizeof(*arguments));
	int rc = -ENOENT;

	if (!arguments)
		return cli_error("not enough memory");
	snprintf(command, sizeof(command), "target remote %s", gdb_server_address(run->server));
	arguments[1] = (char *)(uintptr_t)run->firmware.path;
	arguments[2] = (char *)(uintptr_t) "-ex";
	arguments[3] = command;
	memcpy(arguments + GIVEN, given, (size_t)count * sizeof(*given));
	for (size_t i = 0; i < attempts && rc == -ENOENT; i++) {
		arguments[0] = (char *)(uintptr_t)(wanted ? wanted : programs[i]);
		rc = spawn(run, arguments);
	}
	free(arguments);
	if (rc == -ENOENT && !wanted)
		return cli_error(
			"there is no gdb-multiarch, arm-none-eabi-gdb or gdb here: install "
			"gdb-multiarch, or name one with --debugger");
	if (rc)
		return cli_error("%s%s: it cannot be started: %s", wanted ? "--debugger " : "",
				 wanted ? wanted : "gdb", strerror(-rc));
	return CLI_OK;
}

/* ---- the board ---- */

static int machine_open(struct gdb_run *run)
{
	struct machine_config config = {
		.pace = run->options->pace,
		.tty_directory = run->directory.path,
		.event = gdb_event,
		.context = run,
	};
	int rc = own_directory_open(&run->directory, NULL);

	if (rc)
		return rc;
	boot_trees_use(&run->trees, &config);
	rc = machine_create(&run->machine, &config);
	return rc ? boot_trees_error(&run->trees, rc) : CLI_OK;
}

static int server_open(struct gdb_run *run)
{
	char path[BOARD_DIRECTORY_SIZE + 8];
	struct gdb_server_config config = {.path = path, .wait = true};
	int rc;

	snprintf(path, sizeof(path), "%s/gdb", run->directory.path);
	rc = gdb_server_open(&run->server, run->machine, &config);
	if (rc == -ENAMETOOLONG) {
		config.path = NULL;
		rc = gdb_server_open(&run->server, run->machine, &config);
	}
	return rc ? cli_error("%s: no debugger can connect there: %s", path, strerror(-rc))
		  : CLI_OK;
}

static int firmware_start(struct gdb_run *run)
{
	struct host_error error = {.text = ""};
	int rc = machine_start(run->machine, run->firmware.data, run->firmware.size, &error);

	if (rc && error.text[0])
		return firmware_file_error(&run->firmware, &error);
	return rc ? cli_error("%s: it does not start: %s", run->firmware.path, strerror(-rc))
		  : CLI_OK;
}

/* Keys such as Ctrl-C are for gdb, which is in the same process group: it halts the firmware then. */
static int signals_open(struct gdb_run *run)
{
	static const int numbers[SIGNALS] = {SIGTERM, SIGHUP};

	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < SIGNALS; i++) {
		int rc = uv_signal_init(machine_loop(run->machine), &run->signals[i]);

		run->signals[i].data = run;
		if (!rc) {
			run->signals_open++;
			rc = uv_signal_start(&run->signals[i], gdb_signal, numbers[i]);
		}
		if (rc)
			return cli_error("signals cannot be watched: %s", strerror(-rc));
	}
	return CLI_OK;
}

static int log_open(struct gdb_run *run)
{
	const char *path = run->options->log;

	run->log.least = MACHINE_EVENT_INFO;
	if (!path)
		return CLI_OK;
	run->log.file = fopen(path, "we");
	if (!run->log.file)
		return cli_error("--log %s: it cannot be written: %s", path, strerror(errno));
	setvbuf(run->log.file, NULL, _IOLBF, 0);
	return CLI_OK;
}

static int gdb_wait_for(struct gdb_run *run)
{
	int rc = 0;

	/* What ends a run of a firmware alone, such as its crash, is what a debugger is there to look at. */
	while (!rc && !run->ended)
		rc = machine_run(run->machine, TIMELINE_NEVER);
	gdb_server_close(run->server);
	run->server = NULL;
	if (rc)
		return cli_error("the event loop failed: %s", strerror(-rc));
	if (run->exit_signal)
		return 128 + run->exit_signal;
	return (int)run->exit_status;
}

static void gdb_close(struct gdb_run *run)
{
	gdb_server_close(run->server);
	if (run->process_made && !run->ended)
		(void)uv_process_kill(&run->process, SIGTERM);
	if (run->process_made)
		uv_close((uv_handle_t *)&run->process, NULL);
	for (unsigned i = 0; i < run->signals_open; i++)
		uv_close((uv_handle_t *)&run->signals[i], NULL);
	machine_destroy(run->machine);
	board_directory_close(&run->directory);
	firmware_file_free(&run->firmware);
	boot_trees_free(&run->trees);
}

/* Last, when all is in it. gdb's exit status stays, if it says that something went wrong. */
static int log_close(struct gdb_run *run, int status)
{
	FILE *file = run->log.file;
	bool lost;

	if (!file)
		return status;
	lost = ferror(file);
	if (!fclose(file) && !lost)
		return status;
	(void)cli_error("--log %s: not all of it could be written; make room there",
			run->options->log);
	return status ? status : CLI_FAILED;
}

/* What begins with a dash is gdb's. */
static bool is_firmware(const char *argument)
{
	return argument && argument[0] != '-';
}

static int board_debug(const struct gdb_options *options, char **arguments, int others)
{
	const char *const wanted[] = {options->debugger, NULL};
	const int own = is_firmware(arguments[0]);
	const struct gdb_board gdb = {.board = options->board,
				      .firmware = own ? arguments[0] : NULL,
				      .programs = options->debugger ? wanted : programs,
				      .arguments = arguments + own,
				      .count = others - own};

	return gdb_board_run(&gdb);
}

static int gdb_run(const struct cli_command *command, char **arguments, int count)
{
	struct gdb_options options = {.pace = PACE_UNSET};
	struct gdb_run run = {.options = &options, .directory = {.lock = -1}};
	int others = cli_command_parse(command, &options, arguments, count);
	int status;

	if (others < 0)
		return CLI_MISUSED;
	if (options.board || !is_firmware(arguments[0]))
		return board_debug(&options, arguments, others);
	if (options.pace == PACE_UNSET)
		options.pace = isatty(STDIN_FILENO) ? MACHINE_REAL_TIME : MACHINE_FAST;
	status = firmware_file_read(&run.firmware, arguments[0]);
	if (!status)
		status = boot_trees_read(&run.trees, options.dtb, options.tfa_dtb);
	if (!status)
		status = log_open(&run);
	if (!status)
		status = machine_open(&run);
	if (!status)
		status = server_open(&run);
	if (!status)
		status = firmware_start(&run);
	if (!status)
		status = gdb_start(&run, arguments + 1, others - 1);
	if (!status)
		status = signals_open(&run);
	if (!status)
		status = gdb_wait_for(&run);
	gdb_close(&run);
	return log_close(&run, status);
}

const struct cli_command cli_gdb = {
	.name = "gdb",
	.arguments = "[FIRMWARE] [-- GDB-ARGUMENT...]",
	.summary = "debug a firmware on a virtual board",
	.text = "Runs FIRMWARE on a virtual board of its own and starts gdb, connected to the Cortex-M4,\n"
		"which is halted at the firmware's first instruction. While it is halted the whole board\n"
		"stands still, Linux's side too; when it goes on, so does the rest. `copro tty` connects\n"
		"to its ttys from another terminal. In gdb, `monitor help` lists what the board can be\n"
		"asked. The board ends when gdb does, and the exit status is gdb's.\n\n"
		"Without FIRMWARE, or with --board: the same for what a board runs that stays, wherever\n"
		"it is now; the board goes on when gdb has ended.",
	.examples =
		"copro gdb tty-echo.elf                            then: break main, continue\n"
		"copro gdb tty-echo.elf -- -batch -ex 'break main' -ex continue -ex backtrace\n"
		"                                                  as a script\n"
		"copro gdb                                         what the board runs that stays\n"
		"copro gdb --board left -- -batch -ex backtrace    where is it?",
	.options = gdb_table,
	.most_arguments = 1000,
	.run = gdb_run,
};
