/* SPDX-License-Identifier: BSD-3-Clause */
/* A virtual board that stays: the command, and the pieces that it is put together of. */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "cli/board_daemon.h"
#include "cli/board_log.h"
#include "cli/board_options.h"
#include "cli/board_tree.h"
#include "cli/boot_trees.h"
#include "cli/command.h"
#include "cli/own_directory.h"
#include "host/boot/early.h"
#include "service/api.h"
#include "service/board_directory.h"
#include "service/firmware_install.h"
#include "service/firmware_store.h"

#define SIGNALS 3
/* Files that a board with its thousands of clients may want. */
#define FILES 8192u

struct board {
	const struct board_options *options;
	struct board_directory directory;
	struct board_daemon daemon;
	struct board_log log;
	struct boot_trees trees;
	struct board_tree tree;
	char *given[BOARD_DIRECTORIES]; /* the directories of the command line, absolute */
	char own[BOARD_DIRECTORY_SIZE + 16]; /* the board's, for firmware */
	const char *search[BOARD_DIRECTORIES + 2];
	struct firmware_file early; /* what the boot loader starts */
	char *file; /* a firmware given as a file, absolute */
	const char *firmware; /* its name */
	struct api *api;
	struct control *control;
	struct control_listener listener;
	struct control_request start;
	uv_signal_t signals[SIGNALS];
	size_t signal_count;
	uint32_t announced; /* ttys, by bit */
	int status;
};

/* ---- while it runs ---- */

/* Once for each: it has the same path after the next start. */
static void tty_announce(struct board *board, const struct machine_event *event)
{
	const uint32_t bit = 1u << (event->number % TTY_COUNT);

	if (board->announced & bit)
		return;
	board->announced |= bit;
	fprintf(stderr, "copro: %s is %s; `copro tty %" PRIu32 " --board %s` connects\n",
		event->name, event->path, event->number, board->directory.name);
}

static void on_event(struct control_listener *listener, const struct machine_event *event)
{
	struct board *board = COPRO_CONTAINER_OF(listener, struct board, listener);

	board_log_write(&board->log, event);
	api_event(board->api, event);
	if (!board->options->daemon && !strcmp(event->kind, "tty-created") && event->path)
		tty_announce(board, event);
	if (!board->options->daemon && !strcmp(event->kind, "uart-connected") && event->path)
		uart_announce(event);
}

static void on_signal(uv_signal_t *handle, int number)
{
	struct board *board = handle->data;

	(void)number;
	control_end(board->control);
}

static void board_is_up(struct board *board)
{
	if (board->options->daemon)
		board_daemon_report(&board->daemon, CLI_OK,
				    board->log.log.file ? fileno(board->log.log.file) : -1);
	else
		fprintf(stderr, "copro: board %s is up; `copro status --board %s` shows it\n",
			board->directory.name, board->directory.name);
}

static void on_started(struct control_request *request, int status, const struct host_error *error)
{
	struct board *board = COPRO_CONTAINER_OF(request, struct board, start);
	const struct firmware_file file = {.path = control_firmware(board->control)};

	if (!status) {
		board_is_up(board);
		return;
	}
	if (status == -ESHUTDOWN)
		board->status = CLI_FAILED;
	else if (error->text[0])
		board->status = firmware_file_error(&file, error);
	else
		board->status =
			cli_error("%s: it does not start: %s", file.path, strerror(-status));
	control_end(board->control);
}

/* ---- setting it up ---- */

/* What is no firmware at all needs no board to say so. */
static int early_open(struct board *board)
{
	struct host_error error = {.text = ""};
	struct elf_image image;
	int status = early_file_read(&board->early, board->options->early);

	if (status || !elf_image_open(&image, board->early.data, board->early.size, &error))
		return status;
	return firmware_file_error(&board->early, &error);
}

/* Paths of the command line, before the daemon leaves for another directory. */
static int paths_resolve(struct board *board)
{
	const struct board_options *options = board->options;
	const char *firmware = options->firmware ? options->firmware : board->early.path;

	for (size_t i = 0; i < options->directory_count; i++) {
		board->given[i] = realpath(options->directories[i], NULL);
		if (!board->given[i])
			return cli_error("--firmware-dir %s: %s", options->directories[i],
					 strerror(errno));
	}
	/* A name has no slash, and is no file here. */
	board->file = firmware ? realpath(firmware, NULL) : NULL;
	if (firmware && !board->file && (strchr(firmware, '/') || errno != ENOENT))
		return cli_error("--firmware %s: %s", firmware, strerror(errno));
	return CLI_OK;
}

static int firmware_open(struct board *board)
{
	struct firmware_store store = {.directories = NULL};
	struct host_error error = {.text = ""};
	size_t count = 0;
	int rc;

	(void)snprintf(board->own, sizeof(board->own), "%s/firmware", board->directory.path);
	board->search[count++] = board->own;
	for (size_t i = 0; i < board->options->directory_count; i++)
		board->search[count++] = board->given[i];
	board->firmware = board->options->firmware;
	if (board->file) {
		rc = firmware_install(board->own, board->file, &error);
		if (rc)
			return cli_error("%s%s%s", error.text, error.remedy[0] ? "; " : "",
					 error.remedy);
		board->firmware = firmware_install_name(board->file);
	}
	if (!board->firmware)
		return CLI_OK;
	rc = firmware_store_init(&store, NULL, board->firmware, &error);
	firmware_store_free(&store);
	return rc ? cli_error("--firmware: %s; %s", error.text, error.remedy) : CLI_OK;
}

/* As many as the system lets it: a thousand clients are a thousand files. */
static void files_raise(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= FILES)
		return;
	limit.rlim_cur = limit.rlim_max < FILES ? limit.rlim_max : FILES;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* Why the board could not be made. */
static bool early_is_bad(const struct board *board)
{
	return !strcmp(board->trees.error.code, BOOT_EARLY_PLACE);
}

static int control_open(struct board *board)
{
	const struct board_options *options = board->options;
	struct control_config config = {
		.machine = {.pace = options->pace,
			    .as_linux = options->as_linux,
			    .strict = options->strict,
			    .part_settings = options->parts.settings,
			    .tty_directory = board->directory.path,
			    .uarts = options->uarts.ports,
			    .rpmsg_directory = board->directory.path},
		.search = board->search,
		.firmware = board->firmware,
		.kernel = options->kernel,
		.recovery_disabled = !options->recovery,
		.coredump = (enum rproc_coredump)options->coredump,
	};
	const struct api_config api = {
		.name = board->directory.name,
		.directory = board->directory.path,
		.version = COPRO_VERSION,
		.real_time = options->pace == MACHINE_REAL_TIME,
		.search = board->search,
	};
	int rc = api_create(&board->api, &api);

	if (rc)
		return cli_error("%s", strerror(-rc));
	if (options->early)
		config.machine.early = (struct machine_early){board->early.path, board->early.data,
							      board->early.size};
	config.machine.linux_after = options->linux_after;
	boot_trees_use(&board->trees, &config.machine);
	if (board_tree_prepare(&board->tree, &config.machine))
		return CLI_FAILED;
	board->listener.event = on_event;
	rc = control_create(&board->control, &config, &board->listener);
	if (rc && early_is_bad(board))
		return firmware_file_error(&board->early, &board->trees.error);
	return rc ? boot_trees_error(&board->trees, rc) : CLI_OK;
}

static int signals_open(struct board *board)
{
	static const int numbers[SIGNALS] = {SIGINT, SIGTERM, SIGHUP};
	uv_loop_t *loop = machine_loop(control_machine(board->control));

	for (size_t i = 0; i < SIGNALS; i++) {
		int rc = uv_signal_init(loop, &board->signals[i]);

		if (!rc) {
			board->signals[i].data = board;
			board->signal_count++;
			rc = uv_signal_start(&board->signals[i], on_signal, numbers[i]);
		}
		if (rc)
			return cli_error("signals cannot be watched: %s", strerror(-rc));
	}
	return CLI_OK;
}

static int board_open(struct board *board)
{
	const struct board_options *options = board->options;
	int status = own_directory_open(&board->directory, board->options->name);
	int rc;

	if (status)
		return status;
	board->log.log.json = options->json;
	rc = board_log_open(&board->log, options->daemon ? board->directory.path : NULL);
	if (rc)
		return cli_error("%s: %s", board->log.path, strerror(-rc));
	status = firmware_open(board);
	if (!status)
		status = control_open(board);
	if (!status)
		status = signals_open(board);
	if (!status)
		status = board_tree_open(&board->tree, board->control, board->search);
	if (status)
		return status;
	rc = api_serve(board->api, board->control);
	return rc ? cli_error("the board cannot be reached by others: %s", strerror(-rc)) : CLI_OK;
}

static void board_close(struct board *board)
{
	board_tree_close(&board->tree);
	api_destroy(board->api);
	for (size_t i = 0; i < board->signal_count; i++)
		uv_close((uv_handle_t *)&board->signals[i], NULL);
	control_destroy(board->control);
	board_tree_free(&board->tree);
	board_log_close(&board->log);
	board_directory_close(&board->directory);
	boot_trees_free(&board->trees);
	firmware_file_free(&board->early);
	for (size_t i = 0; i < BOARD_DIRECTORIES; i++)
		free(board->given[i]);
	free(board->file);
}

static int board_stay(struct board *board)
{
	int status = board_open(board);
	int rc;

	if (status)
		return status;
	board->start = (struct control_request){.verb = CONTROL_START, .done = on_started};
	if (board->options->start)
		control_ask(board->control, &board->start);
	else
		board_is_up(board);
	rc = control_run(board->control);
	if (rc)
		return cli_error("the event loop failed: %s", strerror(-rc));
	machine_tell_end(control_machine(board->control));
	return board->status;
}

static int command_run(const struct cli_command *command, char **arguments, int count)
{
	struct board_options options = {
		.name = BOARD_DEFAULT_NAME, .pace = MACHINE_REAL_TIME, .recovery = 1};
	struct board board = {
		.options = &options, .directory = {.lock = -1}, .daemon = {.report = -1}};
	int status = CLI_OK;

	if (cli_command_parse(command, &options, arguments, count) < 0) {
		uart_options_free(&options.uarts);
		return CLI_MISUSED;
	}
	if (!board_name_valid(options.name))
		status = own_directory_open(&board.directory, board.options->name);
	if (!status && options.linux_after && !options.early)
		status = cli_usage("board", "--linux-after goes with --early");
	if (!status)
		status = boot_trees_read(&board.trees, options.dtb, options.tfa_dtb);
	if (!status && options.early)
		status = early_open(&board);
	if (!status)
		status = paths_resolve(&board);
	if (!status)
		status = board_tree_resolve(&board.tree, options.mount);
	if (!status && options.daemon && board_daemon_start(&board.daemon, &status)) {
		board_close(&board);
		uart_options_free(&options.uarts);
		return status;
	}
	if (!status) {
		signal(SIGPIPE, SIG_IGN);
		files_raise();
		status = board_stay(&board);
	}
	board_close(&board);
	board_daemon_report(&board.daemon, status, -1);
	uart_options_free(&options.uarts);
	return status;
}

const struct cli_command cli_board = {
	.name = "board",
	.arguments = "",
	.summary = "run a virtual board that stays",
	.text = "Boots a virtual STM32MP157 to Linux and keeps it running, for the commands start, stop,\n"
		"restart, attach, detach, load, trace, status, crash, recover, reset and tty, and for\n"
		"whoever asks its socket in HTTP (docs/api.md). Several boards run beside each other, by\n"
		"name. It ends with Ctrl-C or `copro shutdown`, which stop the firmware in order.\n\n"
		"With --daemon the command returns when the board answers, and with --start when the\n"
		"firmware runs; its exit status says whether that worked. The log is in the board's\n"
		"directory, which `copro boards` prints.",
	.examples =
		"copro board                              in the foreground\n"
		"copro board --daemon --start --firmware build/firmware/tty-echo.elf\n"
		"                                         in the background, with a firmware that runs\n"
		"copro board --early bootfs               with what the boot loader finds in bootfs/\n"
		"copro board --name left --firmware-dir images --firmware echo.elf\n"
		"                                         one of several; images/echo.elf when it starts\n"
		"copro board --mount root                 scripts for a real machine work below root",
	.options = board_options_table,
	.run = command_run,
};
