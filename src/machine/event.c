/* SPDX-License-Identifier: BSD-3-Clause */
#include "machine/event.h"

/* How each kind of host event is told. The kind's own name is the host's. */
static const struct {
	const char *source;
	enum machine_event_level level;
} host_kinds[] = {
	[HOST_EVENT_BOOT] = {"boot", MACHINE_EVENT_INFO},
	[HOST_EVENT_BOOT_DETAIL] = {"boot", MACHINE_EVENT_DETAIL},
	[HOST_EVENT_BOOT_WARNING] = {"boot", MACHINE_EVENT_WARNING},
	[HOST_EVENT_STATE] = {"remoteproc", MACHINE_EVENT_INFO},
	[HOST_EVENT_NOTE] = {"remoteproc", MACHINE_EVENT_INFO},
	[HOST_EVENT_FIRMWARE_FAULT] = {"firmware", MACHINE_EVENT_WARNING},
	[HOST_EVENT_CRASH] = {"remoteproc", MACHINE_EVENT_FAULT},
	[HOST_EVENT_TRACE] = {"trace", MACHINE_EVENT_INFO},
	[HOST_EVENT_LINK_UP] = {"rpmsg", MACHINE_EVENT_INFO},
	[HOST_EVENT_LINK_DOWN] = {"rpmsg", MACHINE_EVENT_INFO},
	[HOST_EVENT_CHANNEL_CREATED] = {"rpmsg", MACHINE_EVENT_INFO},
	[HOST_EVENT_CHANNEL_REMOVED] = {"rpmsg", MACHINE_EVENT_INFO},
	[HOST_EVENT_MESSAGE_SENT] = {"rpmsg", MACHINE_EVENT_INFO},
	[HOST_EVENT_MESSAGE_RECEIVED] = {"rpmsg", MACHINE_EVENT_INFO},
	[HOST_EVENT_DRIVER] = {"rpmsg", MACHINE_EVENT_INFO},
	[HOST_EVENT_TTY_CREATED] = {"tty", MACHINE_EVENT_INFO},
	[HOST_EVENT_TTY_REMOVED] = {"tty", MACHINE_EVENT_INFO},
	[HOST_EVENT_TTY_OPENED] = {"tty", MACHINE_EVENT_DETAIL},
	[HOST_EVENT_TTY_CLOSED] = {"tty", MACHINE_EVENT_DETAIL},
	[HOST_EVENT_TTY_LOST] = {"tty", MACHINE_EVENT_WARNING},
	[HOST_EVENT_ENDPOINT_CREATED] = {"endpoint", MACHINE_EVENT_INFO},
	[HOST_EVENT_ENDPOINT_REMOVED] = {"endpoint", MACHINE_EVENT_INFO},
	[HOST_EVENT_ENDPOINT_OPENED] = {"endpoint", MACHINE_EVENT_DETAIL},
	[HOST_EVENT_ENDPOINT_CLOSED] = {"endpoint", MACHINE_EVENT_DETAIL},
	[HOST_EVENT_ENDPOINT_LOST] = {"endpoint", MACHINE_EVENT_WARNING},
};

struct machine_event machine_event_from_host(const struct host_event *event, uint64_t time)
{
	struct machine_event told = {
		.time = time,
		.level = host_kinds[event->kind].level,
		.source = host_kinds[event->kind].source,
		.kind = host_event_kind_name(event->kind),
		.name = event->name,
		.text = event->text,
		.count = event->count,
	};

	switch (event->kind) {
	case HOST_EVENT_TRACE:
	case HOST_EVENT_LINK_UP:
	case HOST_EVENT_LINK_DOWN:
	case HOST_EVENT_DRIVER:
		told.has_number = true;
		break;
	case HOST_EVENT_CHANNEL_CREATED:
	case HOST_EVENT_CHANNEL_REMOVED:
		told.has_number = true;
		told.has_addresses = true;
		told.src = event->src;
		told.dst = event->dst;
		told.driver = event->text;
		told.text = NULL;
		break;
	case HOST_EVENT_MESSAGE_SENT:
	case HOST_EVENT_MESSAGE_RECEIVED:
		told.has_number = true;
		told.has_addresses = true;
		told.src = event->src;
		told.dst = event->dst;
		told.data = event->data;
		told.length = event->length;
		break;
	case HOST_EVENT_TTY_CREATED:
	case HOST_EVENT_TTY_REMOVED:
	case HOST_EVENT_TTY_OPENED:
	case HOST_EVENT_TTY_CLOSED:
	case HOST_EVENT_TTY_LOST:
		/* The pty's own name, in `text`, is the operating system's choice of the day. */
		told.has_number = true;
		told.path = event->path;
		told.text = NULL;
		break;
	case HOST_EVENT_ENDPOINT_CREATED:
	case HOST_EVENT_ENDPOINT_REMOVED:
	case HOST_EVENT_ENDPOINT_OPENED:
	case HOST_EVENT_ENDPOINT_CLOSED:
		told.has_number = true;
		told.has_addresses = true;
		told.src = event->src;
		told.dst = event->dst;
		told.path = event->path;
		break;
	case HOST_EVENT_ENDPOINT_LOST:
		told.has_number = true;
		break;
	default:
		break;
	}
	told.number = event->number;
	return told;
}

struct machine_event machine_event_from_note(enum board_note_kind kind, const char *source,
					     uint32_t pc, const char *text, uint64_t time)
{
	struct machine_event told = {
		.time = time,
		.level = kind == BOARD_NOTE_NOT_MODELLED ? MACHINE_EVENT_DETAIL
							 : MACHINE_EVENT_WARNING,
		.source = kind == BOARD_NOTE_CORE ? "core" : "board",
		.kind = kind == BOARD_NOTE_CORE	   ? "core-note"
			: kind == BOARD_NOTE_GUEST ? "guest-note"
						   : "not-modelled",
		.name = source,
		.text = text,
		.pc = pc,
	};

	return told;
}
