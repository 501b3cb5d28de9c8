/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/beside.h"
#include "cli/boot_trees.h"
#include "cli/command.h"
#include "cli/debugger.h"
#include "cli/firmware_file.h"
#include "cli/own_directory.h"
#include "cli/run_options.h"
#include "cli/run_scenario.h"
#include "host/boot/early.h"
#include "host/elf_image.h"
#include "machine/crash_core.h"
#include "machine/event_log.h"
#include "machine/machine.h"
#include "machine/status.h"
#include "machine/status_print.h"
#include "service/board_directory.h"

#define REASON_SIZE 320
#define SIGNALS	    3

struct run {
	const struct run_options *options;
	struct firmware_file firmware;
	struct boot_trees trees;
	struct machine *machine;
	struct gdb_server *debugger;
	struct run_scenario scenario;
	struct event_log log;
	struct beside beside;
	uv_signal_t signals[SIGNALS];
	bool signals_open;
	const char *directory; /* for the ttys */
	struct board_directory own; /* found by `copro tty`, removed at the end */
	bool directory_made; /* the user's, but made here */
	bool crashed;
	bool core_written;
	int core_error; /* why it could not be; 0: it could, or nothing crashed */
	char uart_error[REASON_SIZE]; /* of a UART's file that could not be written; empty: none */
	int caught; /* the signal that ended the run */
	char reason[REASON_SIZE];
};

/* ---- what happens during the run ---- */

/* Not in the log: it differs from run to run. */
static void tty_announce(const struct run *run, const struct machine_event *event)
{
	const char *given = run->options->tty_directory;

	fprintf(stderr, "copro: %s is %s; `%s tty %" PRIu32 "%s%s` connects\n", event->name,
		event->path, program_invocation_name, event->number, given ? " --tty-dir " : "",
		given ? given : "");
}

static void endpoint_announce(const struct run *run, const struct machine_event *event)
{
	const char *given = run->options->tty_directory;

	fprintf(stderr, "copro: %s is %s; `%s rpmsg listen %" PRIu32 "%s%s` reads it\n",
		event->name, event->path, program_invocation_name, event->number,
		given ? " --tty-dir " : "", given ? given : "");
}

static void run_end(struct run *run)
{
	if (run->scenario.scenario)
		scenario_cut(run->scenario.scenario);
	else
		machine_end(run->machine);
}

static void run_event(void *context, const struct machine_event *event)
{
	struct run *run = context;

	if (!run->options->quiet)
		event_log_write(&run->log, event);
	if (!strcmp(event->kind, "tty-created") && event->path && !run->options->quiet)
		tty_announce(run, event);
	if (!strcmp(event->kind, "endpoint-created") && event->path && !run->options->quiet)
		endpoint_announce(run, event);
	if (!strcmp(event->kind, "uart-connected") && event->path && !run->options->quiet)
		uart_announce(event);
	if (!strcmp(event->kind, "uart-failed"))
		(void)snprintf(run->uart_error, sizeof(run->uart_error), "%s=file:%s: %s",
			       event->name, event->path, event->text);
	if (run->caught && event->name && !strcmp(event->name, RPROC_NOTE_UNHEARD) &&
	    !run->options->quiet)
		fputs("copro: stopping may take a while; Ctrl-C once more ends at once\n", stderr);
	if (!strcmp(event->kind, "crash")) {
		run->crashed = true;
		snprintf(run->reason, sizeof(run->reason), "%s", event->text ? event->text : "");
		/* Whoever debugs wants to look at it, and a scenario may be about it. */
		if (!gdb_server_attached(run->debugger) && !run_scenario_survives(&run->scenario))
			run_end(run);
	}
	if (!strcmp(event->kind, "crash-report") && run->options->core) {
		run->core_error = crash_core_save(run->options->core, event->crash,
						  machine_board(run->machine));
		run->core_written = !run->core_error;
	}
	if (run->crashed && !strcmp(event->kind, "debugger-gone") &&
	    !run_scenario_survives(&run->scenario))
		run_end(run);
	if (run->log.failed && run->machine)
		run_end(run);
	if (run->scenario.scenario)
		scenario_event(run->scenario.scenario, event);
}

static void run_tty_output(void *context, struct tty *tty, const void *data, size_t length)
{
	struct run *run = context;

	if (run->scenario.scenario)
		scenario_output(run->scenario.scenario, tty, data, length);
}

static void run_uart_output(void *context, const char *uart, uint8_t byte)
{
	struct run *run = context;

	if (run->scenario.scenario)
		scenario_uart_output(run->scenario.scenario, uart, byte);
}

static void run_scenario_finished(void *context)
{
	struct run *run = context;
	const struct run_options *options = run->options;
	bool last = (options->scenario || options->conversation.expects) && !options->stay;

	/* Sending alone has no end that anyone could see. */
	if (last || scenario_failures(run->scenario.scenario))
		machine_end(run->machine);
}

/* The first signal stops the firmware in order, the next one does not wait for that. */
static void run_signal(uv_signal_t *handle, int number)
{
	struct run *run = handle->data;

	run->caught = number;
	run_end(run);
}

/* ---- setting it up ---- */

static int directory_open(struct run *run)
{
	const char *given = run->options->tty_directory;
	struct stat status;

	if (!given) {
		run->directory = run->own.path;
		return own_directory_open(&run->own, NULL);
	}
	run->directory = given;
	if (!mkdir(given, 0777)) {
		run->directory_made = true;
		return CLI_OK;
	}
	if (errno != EEXIST)
		return cli_error("--tty-dir %s: it cannot be made: %s", given, strerror(errno));
	if (stat(given, &status) || !S_ISDIR(status.st_mode))
		return cli_error("--tty-dir %s: not a directory", given);
	return CLI_OK;
}

static void directory_close(struct run *run)
{
	board_directory_close(&run->own);
	if (run->directory_made)
		rmdir(run->directory);
}

static int machine_open(struct run *run)
{
	const struct run_options *options = run->options;
	struct machine_config config = {
		/* Two boards keep their pace together. */
		.pace = options->beside ? MACHINE_FAST : options->pace,
		.engineering_boot = options->engineering,
		.strict = options->strict,
		.as_linux = options->as_linux,
		.answer_within = options->answer_within,
		.firmware_name = run->firmware.path,
		.tty_directory = run->directory,
		.raw_services = run->scenario.plan ? run->scenario.plan->services : NULL,
		.uarts = options->uarts.ports,
		.rpmsg_directory = run->directory,
		.rpmsg_services = options->endpoints,
		.linux_after = options->linux_after,
		.part_settings = options->parts.settings,
		.event = run_event,
		.tty_output = run_tty_output,
		.uart_output = run_uart_output,
		.context = run,
	};
	int rc;

	boot_trees_use(&run->trees, &config);
	if (options->early)
		config.early = (struct machine_early){run->firmware.path, run->firmware.data,
						      run->firmware.size};
	rc = machine_create(&run->machine, &config);
	if (rc && !strcmp(run->trees.error.code, BOOT_EARLY_PLACE))
		return firmware_file_error(&run->firmware, &run->trees.error);
	return rc ? boot_trees_error(&run->trees, rc) : CLI_OK;
}

static int signals_open(struct run *run)
{
	static const int numbers[SIGNALS] = {SIGINT, SIGTERM, SIGHUP};

	run->signals_open = true;
	for (size_t i = 0; i < SIGNALS; i++) {
		int rc = uv_signal_init(machine_loop(run->machine), &run->signals[i]);

		run->signals[i].data = rc ? NULL : run;
		if (!rc)
			rc = uv_signal_start(&run->signals[i], run_signal, numbers[i]);
		if (rc)
			return cli_error("signals cannot be watched: %s", strerror(-rc));
	}
	return CLI_OK;
}

static void signals_close(struct run *run)
{
	for (size_t i = 0; run->signals_open && i < SIGNALS; i++) {
		if (run->signals[i].data)
			uv_close((uv_handle_t *)&run->signals[i], NULL);
	}
}

static int run_both(void *context, uint64_t until)
{
	struct run *run = context;

	return beside_run(&run->beside, run->machine, until);
}

static int scenario_open(struct run *run)
{
	const struct scenario_config config = {.firmware = run->firmware.data,
					       .firmware_size = run->firmware.size,
					       .finished = run_scenario_finished,
					       .run = run_both,
					       .context = run};

	return run_scenario_open(&run->scenario, run->machine, &config);
}

static int gdb_open(struct run *run)
{
	if (!run->options->gdb)
		return CLI_OK;
	return debugger_open(&run->debugger, run->machine, &run->options->debugger,
			     run->firmware.path);
}

/* Without a debugger the machine can be stopped, and goes on if it was halted. */
static void gdb_close(struct run *run)
{
	gdb_server_close(run->debugger);
	run->debugger = NULL;
}

/* What is no firmware at all needs no board to say so. */
static int firmware_check(const struct run *run)
{
	struct host_error error = {.text = ""};
	struct elf_image image;

	if (!elf_image_open(&image, run->firmware.data, run->firmware.size, &error))
		return CLI_OK;
	return firmware_file_error(&run->firmware, &error);
}

static int firmware_start(struct run *run)
{
	struct host_error error = {.text = ""};
	int rc;

	/* The boot loader has done it. */
	if (run->options->early)
		return CLI_OK;
	rc = machine_start(run->machine, run->firmware.data, run->firmware.size, &error);

	if (!rc)
		return CLI_OK;
	if (error.text[0])
		return firmware_file_error(&run->firmware, &error);
	return cli_error("%s: it does not start: %s", run->firmware.path, strerror(-rc));
}

/* ---- how it went ---- */

static int run_verdict(struct run *run, bool ended_by_time)
{
	const char *why = run->crashed	? "before the firmware crashed"
			  : run->caught ? "before a signal ended the run"
					: "before --for was over";
	int status = run_scenario_end(&run->scenario, why);

	if (run->core_error)
		(void)cli_error("--core %s: the core file cannot be written: %s",
				run->options->core, strerror(-run->core_error));
	if (run->core_written && !run->options->quiet)
		fprintf(stderr, "copro: `gdb-multiarch %s -c %s` shows where it was\n",
			run->firmware.path, run->options->core);
	if (run->crashed && !run_scenario_survives(&run->scenario))
		return cli_error("%s: the firmware crashed: %s", run->firmware.path, run->reason);
	if (run->log.failed)
		return cli_error("writing to the standard output failed");
	if (run->uart_error[0])
		return cli_error("--uart %s", run->uart_error);
	return status ? status : run_scenario_verdict(&run->scenario, ended_by_time, why);
}

static bool tells_times(const struct run *run)
{
	return !run->options->quiet && !run->options->json;
}

/* The last line: of a firmware that nothing was heard of it says where it waits. `core`: before it was stopped. */
static void tell_times(const struct run *run, const struct machine_status *core, uint64_t started)
{
	fprintf(stderr, "copro: %.6f s of virtual time took %.3f s",
		(double)machine_now(run->machine) / 1e12, (double)(uv_hrtime() - started) / 1e9);
	if (!run->crashed && core->core != MACHINE_CORE_HELD) {
		fputs("; the Cortex-M4 at the stop: ", stderr);
		status_print_core(stderr, core);
	}
	fputc('\n', stderr);
}

static int run_stop(struct run *run)
{
	const int rc = machine_stop(run->machine);

	if (rc == -EHOSTDOWN)
		return cli_error(
			"the firmware was not stopped: the whole chip was reset meanwhile");
	if (rc)
		return cli_error("the firmware cannot be stopped: %s", strerror(-rc));
	machine_tell_end(run->machine);
	return CLI_OK;
}

static int run_firmware(struct run *run)
{
	struct scenario *scenario = run->scenario.scenario;
	uint64_t until = run->options->duration;
	uint64_t started = uv_hrtime();
	struct machine_status core = {0};
	int status;
	int rc;

	if (scenario)
		scenario_start(scenario, run->machine);
	rc = scenario ? scenario_run(scenario, until) : run_both(run, until);
	if (rc)
		return cli_error("the event loop failed: %s", strerror(-rc));
	status = run_verdict(run, machine_now(run->machine) >= until);
	/* Without memory for it nothing is known: held. */
	if (tells_times(run) && machine_status_take(&core, run->machine))
		memset(&core, 0, sizeof(core));
	rc = beside_stop(&run->beside);
	if (rc)
		status = rc;
	gdb_close(run);
	rc = run_stop(run);
	if (!rc && tells_times(run))
		tell_times(run, &core, started);
	machine_status_free(&core);
	return rc ? rc : status;
}

static void run_close(struct run *run)
{
	run_scenario_close(&run->scenario);
	gdb_close(run);
	signals_close(run);
	beside_close(&run->beside);
	machine_destroy(run->machine);
	directory_close(run);
	run_scenario_free(&run->scenario);
	firmware_file_free(&run->firmware);
	boot_trees_free(&run->trees);
}

static int run_run(const struct cli_command *command, char **arguments, int count)
{
	struct run_options *options = calloc(1, sizeof(*options));
	struct run run = {.options = options, .log = {.file = stdout}, .own = {.lock = -1}};
	int status;

	if (!options)
		return cli_error("not enough memory");
	status = run_options_read(command, options, arguments, count);
	if (!status)
		status = options->early ? early_file_read(&run.firmware, options->early)
					: firmware_file_read(&run.firmware, arguments[0]);
	if (!status)
		status = firmware_check(&run);
	if (!status)
		status = boot_trees_read(&run.trees, options->dtb, options->tfa_dtb);
	run.log.json = options->json;
	run.log.least = options->verbose ? MACHINE_EVENT_DETAIL : MACHINE_EVENT_INFO;
	run.log.board = options->beside ? "board 1" : NULL;
	signal(SIGPIPE, SIG_IGN);
	if (!status)
		status = run_scenario_read(&run.scenario, options);
	if (!status)
		status = directory_open(&run);
	if (!status)
		status = machine_open(&run);
	if (!status)
		status = beside_open(&run.beside, options, &run.log);
	if (!status)
		status = signals_open(&run);
	if (!status)
		status = scenario_open(&run);
	if (!status)
		status = gdb_open(&run);
	if (!status)
		status = beside_start(&run.beside, run.machine);
	if (!status)
		status = firmware_start(&run);
	if (!status)
		status = run_firmware(&run);
	run_close(&run);
	conversation_free(&options->conversation);
	uart_options_free(&options->uarts);
	free(options);
	return status;
}

const struct cli_command cli_run = {
	.name = "run",
	.arguments = "FIRMWARE | --early FILE",
	.summary = "run a firmware on a virtual board",
	.text = "Loads FIRMWARE, an ELF file for the Cortex-M4, into a virtual STM32MP157 as Linux's\n"
		"remoteproc would, runs it in the foreground and prints what happens: the states of\n"
		"the coprocessor, its trace log, the channels it announces, its UARTs, its faults.\n"
		"Each channel of service rpmsg-tty becomes a tty: a pty with a link to it; each of service\n"
		"rpmsg-raw or rpmsg_chrdev an endpoint: a socket with a packet a message. One of service\n"
		"rpmsg-client-sample is answered as by the sample driver of Linux.\n\n"
		"Ctrl-C stops the firmware in order. With --expect the exit status is 0 when all that\n"
		"was expected came, and 1 when not.",
	.examples =
		"copro run tty-echo.elf                            until Ctrl-C, ttys for `copro tty`\n"
		"copro run tty-echo.elf --for 2 --json             two seconds, one event a line\n"
		"copro run tty-echo.elf --send 'hi\\n' --expect hi  send a line, wait for its echo\n"
		"copro run tty-echo.elf --send 1:ping --expect 1:ping --timeout 0.5\n"
		"                                                  the same on ttyRPMSG1, half a second\n"
		"copro run --early tty-echo.elf --send hi --expect hi  started by the boot loader\n"
		"copro run raw.elf --send rpmsg-raw:hi --expect rpmsg-raw:hi\n"
		"                                                  a message on a channel that is no tty\n"
		"copro run tty-echo.elf --gdb --gdb-wait           halted until gdb says continue",
	.options = run_options_table,
	.most_arguments = 1,
	.run = run_run,
};
