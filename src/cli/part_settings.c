/* SPDX-License-Identifier: BSD-3-Clause */
#include "cli/part_settings.h"

#include <errno.h>
#include <string.h>

#include "cli/message.h"

int part_settings_take(void *target, const struct cli_option *option, const char *argument)
{
	struct part_settings *settings = target;
	const char *property = strchr(argument, '.');

	if (!property || property == argument || !strchr(property, '=')) {
		cli_usage(NULL, "--%s takes NAME.PROPERTY=VALUE, not \"%s\"", option->name,
			  argument);
		return -EINVAL;
	}
	if (settings->count == PART_SETTINGS_MAX) {
		cli_usage(NULL, "--%s may be given %d times", option->name, PART_SETTINGS_MAX);
		return -EINVAL;
	}
	settings->settings[settings->count++] = argument;
	return 0;
}
