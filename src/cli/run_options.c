/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/run_options.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/debugger.h"
#include "host/boot/early.h"
#include "machine/machine.h"

#define PACE_UNSET (-1)

/* One more of a list that NULL ends, of `most` at most. */
static int list_add(const char **list, size_t most, const struct cli_option *option,
		    const char *argument)
{
	size_t count = 0;

	while (list[count])
		count++;
	if (count == most) {
		cli_usage("run", "more than %zu --%s are too many", most, option->name);
		return -EINVAL;
	}
	list[count] = argument;
	return 0;
}

static int endpoint_take(void *target, const struct cli_option *option, const char *argument)
{
	if (!*argument || strlen(argument) >= RPMSG_NAME_SIZE) {
		cli_usage("run",
			  "--%s needs the name of a service, up to %u characters, not \"%s\"",
			  option->name, RPMSG_NAME_SIZE - 1, argument);
		return -EINVAL;
	}
	return list_add(target, RUN_ENDPOINTS, option, argument);
}

static int wire_take(void *target, const struct cli_option *option, const char *argument)
{
	return list_add(target, RUN_WIRES, option, argument);
}

const struct cli_option run_options_table[] = {
	{.name = "for",
	 .argument = "S",
	 .help = "end after S > 0 seconds of virtual time; default: run until\n"
		 "Ctrl-C, or until the last --expect is met",
	 .type = CLI_SECONDS,
	 .target = offsetof(struct run_options, duration)},
	{.name = "real-time",
	 .help = "a second of the firmware takes a second; the default when\n"
		 "the standard input or output is a terminal",
	 .type = CLI_CHOICE,
	 .value = MACHINE_REAL_TIME,
	 .target = offsetof(struct run_options, pace)},
	{.name = "as-fast-as-possible",
	 .help = "while the firmware sleeps or waits, time jumps; the\n"
		 "default otherwise",
	 .type = CLI_CHOICE,
	 .value = MACHINE_FAST,
	 .target = offsetof(struct run_options, pace)},
	{.name = "tty-dir",
	 .argument = "DIR",
	 .help = "make the links ttyRPMSG0, ttyRPMSG1, ... to the firmware's\n"
		 "ttys and the sockets rpmsg0, rpmsg1, ... of its endpoints\n"
		 "in DIR; default: a directory of its own, which `copro tty`\n"
		 "and `copro rpmsg` find",
	 .type = CLI_TEXT,
	 .target = offsetof(struct run_options, tty_directory)},
	{.name = "endpoint",
	 .argument = "SERVICE",
	 .help = "make an endpoint, a socket, of each channel of SERVICE, as\n"
		 "is done of those of rpmsg-raw and rpmsg_chrdev",
	 .type = CLI_CALL,
	 .take = endpoint_take,
	 .target = offsetof(struct run_options, endpoints)},
	{.name = "uart",
	 .argument = UART_OPTION_ARGUMENT,
	 .help = UART_OPTION_HELP,
	 .type = CLI_CALL,
	 .value = UART_OPTION_RUN,
	 .take = uart_option_take,
	 .target = offsetof(struct run_options, uarts)},
	{.name = "send",
	 .argument = "[WHERE:]TEXT",
	 .help = "write TEXT to ttyRPMSGN when it has appeared; WHERE is N,\n"
		 "default 0, or the name of a service: TEXT is then one\n"
		 "message on its channel, which no other driver gets;\n"
		 "\\n \\r \\t \\e \\0 \\\\ \\xHH stand for single bytes",
	 .type = CLI_CALL,
	 .value = SCENARIO_DO,
	 .take = conversation_take,
	 .target = offsetof(struct run_options, conversation)},
	{.name = "expect",
	 .argument = "[WHERE:]TEXT",
	 .help = "wait for TEXT from there. --send and --expect are done\n"
		 "in the order given; the last --expect ends the run",
	 .type = CLI_CALL,
	 .value = SCENARIO_EXPECT,
	 .take = conversation_take,
	 .target = offsetof(struct run_options, conversation)},
	{.name = "timeout",
	 .argument = "S",
	 .help = "virtual time that each --send and --expect may take,\n"
		 "wherever it is written, and each step of a scenario that\n"
		 "does not say it; default 5 s",
	 .type = CLI_SECONDS,
	 .target = offsetof(struct run_options, timeout)},
	{.name = "scenario",
	 .argument = "FILE",
	 .help = "do what the steps of FILE say, and check what they expect;\n"
		 "the last one ends the run; docs/scenarios.md explains it",
	 .type = CLI_TEXT,
	 .target = offsetof(struct run_options, scenario)},
	{.name = "junit",
	 .argument = "FILE",
	 .help = "write what came of the steps, or of --send and --expect, to\n"
		 "FILE, as JUnit's XML",
	 .type = CLI_TEXT,
	 .target = offsetof(struct run_options, junit)},
	{.name = "stay",
	 .help = "go on after the last --expect or step",
	 .type = CLI_FLAG,
	 .target = offsetof(struct run_options, stay)},
	{.name = "answer-within",
	 .argument = "S",
	 .help = "a firmware that leaves a doorbell unanswered for S seconds\n"
		 "of virtual time has crashed; default: after 2 s it is told",
	 .type = CLI_SOME_SECONDS,
	 .target = offsetof(struct run_options, answer_within)},
	{.name = "core",
	 .argument = "FILE",
	 .help = "when the firmware crashes, write a core file for gdb:\n"
		 "gdb-multiarch FIRMWARE -c FILE shows where it was",
	 .type = CLI_TEXT,
	 .target = offsetof(struct run_options, core)},
	{.name = "json",
	 .help = "one event a line, as a JSON object",
	 .type = CLI_FLAG,
	 .target = offsetof(struct run_options, json)},
	{.name = "dtb",
	 .argument = "FILE",
	 .help = "the device tree that Linux boots with; default: that of\n"
		 "the virtual DK2",
	 .type = CLI_TEXT,
	 .target = offsetof(struct run_options, dtb)},
	{.name = "tfa-dtb",
	 .argument = "FILE",
	 .help = "that of the trusted firmware, which sets the firewall",
	 .type = CLI_TEXT,
	 .target = offsetof(struct run_options, tfa_dtb)},
	{.name = "early",
	 .argument = "FILE",
	 .help = "instead of FIRMWARE: the boot loader starts FILE, before\n"
		 "Linux boots and attaches to it. A directory: the file\n" BOOT_EARLY_NAME
		 " in it, as in a bootfs",
	 .type = CLI_TEXT,
	 .target = offsetof(struct run_options, early)},
	{.name = "linux-after",
	 .argument = "S",
	 .help = "with --early: so long the firmware runs alone, before\n"
		 "Linux attaches; default 20ms",
	 .type = CLI_SOME_SECONDS,
	 .target = offsetof(struct run_options, linux_after)},
	PART_SETTINGS(struct run_options, parts),
	{.name = "beside",
	 .argument = "FILE",
	 .help = "a second board with a firmware of its own, in the same\n"
		 "virtual time; what it does is printed as that of \"board 2\"",
	 .type = CLI_TEXT,
	 .target = offsetof(struct run_options, beside)},
	{.name = "join",
	 .argument = "WIRE",
	 .help = "join the two boards at a UART, an I2C, SPI or CAN bus or a\n"
		 "pin: UART7, I2C5, SPI4, FDCAN1, PE8, or UART7=USART3 where\n"
		 "the names differ; without --beside both ends are of the one\n"
		 "board, and SPI4 joins its MOSI to its MISO; can be given\n"
		 "several times",
	 .type = CLI_CALL,
	 .take = wire_take,
	 .target = offsetof(struct run_options, wires)},
	{.name = "strict",
	 .help = "say so when the firmware uses a peripheral that is the\n"
		 "Cortex-A7's though the firewall lets it",
	 .type = CLI_FLAG,
	 .target = offsetof(struct run_options, strict)},
	{.name = "as-linux",
	 .help = "boot what Linux would only warn about",
	 .type = CLI_FLAG,
	 .target = offsetof(struct run_options, as_linux)},
	{.name = "engineering",
	 .help = "the chip as after reset with the boot pins for engineering\n"
		 "boot, instead of as Linux leaves it",
	 .type = CLI_FLAG,
	 .target = offsetof(struct run_options, engineering)},
	{.name = "gdb",
	 .argument = "PORT",
	 .help = "wait for gdb on PORT of 127.0.0.1, 0 being any free one;\n"
		 "without, 3333. --gdb=PATH makes a Unix socket instead",
	 .type = CLI_OPTIONAL,
	 .target = offsetof(struct run_options, gdb)},
	{.name = "gdb-wait",
	 .help = "the same, and halt the firmware at its first instruction\n"
		 "until gdb lets it go on",
	 .type = CLI_FLAG,
	 .target = offsetof(struct run_options, gdb_wait)},
	{.name = "quiet",
	 .letter = 'q',
	 .help = "print errors only",
	 .type = CLI_FLAG,
	 .target = offsetof(struct run_options, quiet)},
	{.name = "verbose",
	 .letter = 'v',
	 .help = "print details too, such as what the board does not model",
	 .type = CLI_COUNT,
	 .target = offsetof(struct run_options, verbose)},
	{.name = NULL}};

int run_options_read(const struct cli_command *command, struct run_options *options,
		     char **arguments, int count)
{
	int others;

	options->pace = PACE_UNSET;
	options->duration = TIMELINE_NEVER;
	options->timeout = 5 * PS_PER_S;
	others = cli_command_parse(command, options, arguments, count);
	if (others < 0)
		return CLI_MISUSED;
	if (!others == !options->early)
		return cli_usage("run",
				 others ? "--early has the firmware already: %s is one too "
					  "many"
					: "name a FIRMWARE, or one with --early",
				 arguments[0]);
	if (!options->duration)
		return cli_usage("run",
				 "--for needs more than 0 s; without --for the run has no end");
	if (options->quiet && options->verbose)
		return cli_usage("run", "--quiet and --verbose exclude each other");
	if (options->engineering && (options->dtb || options->tfa_dtb))
		return cli_usage("run",
				 "nothing boots with --engineering: it takes no device tree");
	if (options->engineering && options->early)
		return cli_usage("run", "no boot loader runs with --engineering");
	if (options->beside && (options->gdb || options->gdb_wait))
		return cli_usage("run", "--gdb and --beside exclude each other");
	if (options->linux_after && !options->early)
		return cli_usage("run", "--linux-after goes with --early");
	if (options->scenario && options->conversation.count)
		return cli_usage("run", "--scenario goes with neither --send nor --expect: write "
					"them as steps");
	if (options->junit && !options->scenario && !options->conversation.count)
		return cli_usage("run",
				 "--junit goes with --scenario, or with --send and --expect");
	if (options->gdb_wait && !options->gdb)
		options->gdb = "";
	options->debugger.wait = options->gdb_wait;
	if (options->gdb && debugger_where(&options->debugger, "run", options->gdb))
		return CLI_MISUSED;
	if (options->pace == PACE_UNSET)
		options->pace = isatty(STDIN_FILENO) || isatty(STDOUT_FILENO) ? MACHINE_REAL_TIME
									      : MACHINE_FAST;
	return CLI_OK;
}
