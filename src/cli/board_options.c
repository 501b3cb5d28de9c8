/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/board_options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "service/control.h"

static int take_directory(void *target, const struct cli_option *option, const char *argument)
{
	struct board_options *options = target;

	(void)option;
	if (options->directory_count == BOARD_DIRECTORIES) {
		cli_usage("board", "--firmware-dir may be given %d times", BOARD_DIRECTORIES);
		return -EINVAL;
	}
	options->directories[options->directory_count++] = argument;
	return 0;
}

static int take_word(const struct cli_option *option, const char *argument,
		     const char *const *words)
{
	for (int i = 0; words[i]; i++) {
		if (!strcmp(words[i], argument))
			return i;
	}
	cli_usage("board", "--%s takes %s, not \"%s\"", option->name, option->argument, argument);
	return -EINVAL;
}

static int take_recovery(void *target, const struct cli_option *option, const char *argument)
{
	static const char *const words[] = {"off", "on", NULL};
	const int word = take_word(option, argument, words);

	*(int *)target = word;
	return word < 0 ? word : 0;
}

static int take_coredump(void *target, const struct cli_option *option, const char *argument)
{
	static const char *const words[] = {"disabled", "enabled", "inline", NULL};
	const int word = take_word(option, argument, words);

	*(int *)target = word;
	return word < 0 ? word : 0;
}

static int take_kernel(void *target, const struct cli_option *option, const char *argument)
{
	const size_t major = strspn(argument, "0123456789");
	const size_t minor = argument[major] ? strspn(argument + major + 1, "0123456789") : 0;

	(void)option;
	if (!major || major > 3 || argument[major] != '.' || !minor || minor > 3 ||
	    argument[major + 1 + minor]) {
		cli_usage("board", "--kernel-version takes a version such as 6.6, not \"%s\"",
			  argument);
		return -EINVAL;
	}
	*(unsigned *)target = CONTROL_KERNEL(strtoul(argument, NULL, 10),
					     strtoul(argument + major + 1, NULL, 10));
	return 0;
}

const struct cli_option board_options_table[] = {
	{.name = "name",
	 .argument = "NAME",
	 .help = "by which other commands find it; default: " BOARD_DEFAULT_NAME,
	 .type = CLI_TEXT,
	 .target = offsetof(struct board_options, name)},
	{.name = "daemon",
	 .help = "go to the background when the board answers",
	 .type = CLI_FLAG,
	 .target = offsetof(struct board_options, daemon)},
	{.name = "firmware",
	 .argument = "FIRMWARE",
	 .help = "the firmware of the first start: a file, which is copied, or\n"
		 "a name in the directories below; default: " CONTROL_FIRMWARE,
	 .type = CLI_TEXT,
	 .target = offsetof(struct board_options, firmware)},
	{.name = "early",
	 .argument = "FILE",
	 .help = "the boot loader starts FILE, before Linux boots and attaches\n"
		 "to it; a directory: the file rproc-m4-fw.elf in it. It is the\n"
		 "firmware of later starts too, unless there is --firmware",
	 .type = CLI_TEXT,
	 .target = offsetof(struct board_options, early)},
	{.name = "linux-after",
	 .argument = "S",
	 .help = "with --early: so long the firmware runs alone, before\n"
		 "Linux attaches; default 20ms",
	 .type = CLI_SOME_SECONDS,
	 .target = offsetof(struct board_options, linux_after)},
	{.name = "firmware-dir",
	 .argument = "DIR",
	 .help = "where firmware is looked for by name, after the board's own\n"
		 "directory; may be given again",
	 .type = CLI_CALL,
	 .take = take_directory},
	{.name = "start",
	 .help = "start the firmware at once; the board ends if it does not\n"
		 "start",
	 .type = CLI_FLAG,
	 .target = offsetof(struct board_options, start)},
	{.name = "real-time",
	 .help = "a second of the firmware takes a second; the default",
	 .type = CLI_CHOICE,
	 .value = MACHINE_REAL_TIME,
	 .target = offsetof(struct board_options, pace)},
	{.name = "as-fast-as-possible",
	 .help = "while the firmware sleeps or waits, time jumps",
	 .type = CLI_CHOICE,
	 .value = MACHINE_FAST,
	 .target = offsetof(struct board_options, pace)},
	{.name = "recovery",
	 .argument = "on|off",
	 .help = "whether a crashed firmware is started again; default on",
	 .type = CLI_CALL,
	 .take = take_recovery,
	 .target = offsetof(struct board_options, recovery)},
	{.name = "coredump",
	 .argument = "disabled|enabled|inline",
	 .help = "what is kept of a crash, as Linux's file of that name says\n"
		 "it; default disabled",
	 .type = CLI_CALL,
	 .take = take_coredump,
	 .target = offsetof(struct board_options, coredump)},
	{.name = "mount",
	 .argument = "DIR",
	 .help = "show the files of Linux's remoteproc there, as in /sys",
	 .type = CLI_TEXT,
	 .target = offsetof(struct board_options, mount)},
	{.name = "kernel-version",
	 .argument = "X.Y",
	 .help = "count starts as that Linux does: from 5.19 on a start of what\n"
		 "runs succeeds, and it takes as many stops; default: it is\n"
		 "refused",
	 .type = CLI_CALL,
	 .take = take_kernel,
	 .target = offsetof(struct board_options, kernel)},
	PART_SETTINGS(struct board_options, parts),
	{.name = "uart",
	 .argument = UART_OPTION_ARGUMENT,
	 .help = UART_OPTION_HELP,
	 .type = CLI_CALL,
	 .value = UART_OPTION_BOARD,
	 .take = uart_option_take,
	 .target = offsetof(struct board_options, uarts)},
	{.name = "dtb",
	 .argument = "FILE",
	 .help = "the device tree that Linux boots with; default: that of\n"
		 "the virtual DK2",
	 .type = CLI_TEXT,
	 .target = offsetof(struct board_options, dtb)},
	{.name = "tfa-dtb",
	 .argument = "FILE",
	 .help = "that of the trusted firmware, which sets the firewall",
	 .type = CLI_TEXT,
	 .target = offsetof(struct board_options, tfa_dtb)},
	{.name = "strict",
	 .help = "say so when the firmware uses a peripheral that is the\n"
		 "Cortex-A7's though the firewall lets it",
	 .type = CLI_FLAG,
	 .target = offsetof(struct board_options, strict)},
	{.name = "as-linux",
	 .help = "boot what Linux would only warn about",
	 .type = CLI_FLAG,
	 .target = offsetof(struct board_options, as_linux)},
	{.name = "json",
	 .help = "log one event a line, as a JSON object",
	 .type = CLI_FLAG,
	 .target = offsetof(struct board_options, json)},
	{.name = NULL}};
