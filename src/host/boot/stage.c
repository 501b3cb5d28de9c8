/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/boot/stage.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "soc/firewall.h"

#define LINE 400u

const char *boot_stage_name(enum boot_stage stage)
{
	static const char *const names[BOOT_STAGES] = {"tfa", "bootloader", "linux"};

	return stage < BOOT_STAGES ? names[stage] : "none";
}

int stage_open(struct stage *stage, enum boot_stage number, const struct boot_port *port,
	       struct boot_tree tree, struct host_error *error)
{
	struct dt_error why = {.text = ""};

	stage->number = number;
	stage->port = port;
	stage->warnings = 0;
	if (!dt_open(&stage->dt, tree.data, tree.size, &why))
		return 0;
	return host_error_set(error, -EINVAL, number == BOOT_TFA ? BOOT_TFA_TREE : BOOT_LINUX_TREE,
			      "dtc makes such files", "%s", why.text);
}

struct mmio stage_block(const struct stage *stage, const char *name)
{
	return (struct mmio){stage->port->bus, soc_peripheral_by_name(name)->base};
}

static void tell(const struct stage *stage, enum host_event_kind kind, const char *format,
		 va_list arguments)
{
	char line[LINE];

	(void)vsnprintf(line, sizeof(line), format, arguments);
	host_say(stage->port->platform, kind, boot_stage_name(stage->number), "%s", line);
}

void stage_say(const struct stage *stage, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	tell(stage, HOST_EVENT_BOOT, format, arguments);
	va_end(arguments);
}

void stage_detail(const struct stage *stage, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	tell(stage, HOST_EVENT_BOOT_DETAIL, format, arguments);
	va_end(arguments);
}

void stage_warn(struct stage *stage, const char *format, ...)
{
	va_list arguments;

	stage->warnings++;
	va_start(arguments, format);
	tell(stage, HOST_EVENT_BOOT_WARNING, format, arguments);
	va_end(arguments);
}

const char *guarded_name(unsigned id)
{
	const char *name = soc_firewall_guarded(id);

	return name ? name : "?";
}

const char *mode_owner(unsigned mode)
{
	switch (mode) {
	case ETZPC_SECURE:
		return "the secure world's alone";
	case ETZPC_SECURE_WRITE:
		return "written by the secure world alone";
	case ETZPC_MCU_ISOLATION:
		return "the M4's alone";
	default:
		return "everybody's";
	}
}

void name_list_add(struct name_list *list, const char *name)
{
	/* So much is kept for " and N more". */
	const size_t room = sizeof(list->text) - 20;
	const size_t need = strlen(name) + (list->count ? 2 : 0);

	if (list->left_out || list->length + need >= room) {
		list->left_out++;
	} else {
		(void)snprintf(list->text + list->length, sizeof(list->text) - list->length, "%s%s",
			       list->count ? ", " : "", name);
		list->length += need;
	}
	list->count++;
}

const char *name_list_end(struct name_list *list)
{
	if (list->left_out)
		(void)snprintf(list->text + list->length, sizeof(list->text) - list->length,
			       "%s%u more", list->length ? " and " : "", list->left_out);
	return list->text;
}
