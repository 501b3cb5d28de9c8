/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/platform.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "host/text.h"

const char *host_event_kind_name(enum host_event_kind kind)
{
	switch (kind) {
	case HOST_EVENT_BOOT:
		return "boot";
	case HOST_EVENT_BOOT_DETAIL:
		return "boot-detail";
	case HOST_EVENT_BOOT_WARNING:
		return "boot-warning";
	case HOST_EVENT_STATE:
		return "state";
	case HOST_EVENT_NOTE:
		return "note";
	case HOST_EVENT_FIRMWARE_FAULT:
		return "firmware-fault";
	case HOST_EVENT_CRASH:
		return "crash";
	case HOST_EVENT_TRACE:
		return "trace";
	case HOST_EVENT_LINK_UP:
		return "link-up";
	case HOST_EVENT_LINK_DOWN:
		return "link-down";
	case HOST_EVENT_CHANNEL_CREATED:
		return "channel-created";
	case HOST_EVENT_CHANNEL_REMOVED:
		return "channel-removed";
	case HOST_EVENT_MESSAGE_SENT:
		return "message-sent";
	case HOST_EVENT_MESSAGE_RECEIVED:
		return "message-received";
	case HOST_EVENT_DRIVER:
		return "driver";
	case HOST_EVENT_TTY_CREATED:
		return "tty-created";
	case HOST_EVENT_TTY_REMOVED:
		return "tty-removed";
	case HOST_EVENT_TTY_OPENED:
		return "tty-opened";
	case HOST_EVENT_TTY_CLOSED:
		return "tty-closed";
	case HOST_EVENT_TTY_LOST:
		return "tty-lost";
	case HOST_EVENT_ENDPOINT_CREATED:
		return "endpoint-created";
	case HOST_EVENT_ENDPOINT_REMOVED:
		return "endpoint-removed";
	case HOST_EVENT_ENDPOINT_OPENED:
		return "endpoint-opened";
	case HOST_EVENT_ENDPOINT_CLOSED:
		return "endpoint-closed";
	case HOST_EVENT_ENDPOINT_LOST:
		return "endpoint-lost";
	}
	return "unknown";
}

void host_say(const struct host_platform *platform, enum host_event_kind kind, const char *name,
	      const char *format, ...)
{
	struct host_event event = {.kind = kind, .name = name};
	char raw[512];
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(raw, sizeof(raw), format, arguments);
	va_end(arguments);
	(void)text_clean(text, sizeof(text), raw, strlen(raw));
	event.text = text;
	platform->event(platform->context, &event);
}
