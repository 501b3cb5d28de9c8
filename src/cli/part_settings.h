/* SPDX-License-Identifier: BSD-3-Clause */
/* --part NAME.PROPERTY=VALUE: what is set of the parts around the chip before anything boots. */
#ifndef COPRO_CLI_PART_SETTINGS_H
#define COPRO_CLI_PART_SETTINGS_H

#include "cli/option.h"

#define PART_SETTINGS_MAX 64

struct part_settings {
	const char *settings[PART_SETTINGS_MAX + 1]; /* NULL ends: machine_config.part_settings */
	size_t count;
};

/* The row of an option table. */
#define PART_SETTINGS(options, member)                                                             \
	{                                                                                          \
		.name = "part", .argument = "NAME.PROPERTY=VALUE",                                 \
		.help = "set a property of a part before anything boots, such as\n"                \
			"user1.bounces=5; `copro help part` has more; may be given\n"              \
			"again",                                                                   \
		.type = CLI_CALL, .take = part_settings_take, .target = offsetof(options, member)  \
	}

/* cli_option.take; the target is a struct part_settings. */
int part_settings_take(void *target, const struct cli_option *option, const char *argument);

#endif
