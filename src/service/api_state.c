/* SPDX-License-Identifier: BSD-3-Clause */
/* What is looked at: the board, its coprocessor, its ttys, its status. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "machine/status_print.h"
#include "service/api_internal.h"

static const char *coredump_word(enum rproc_coredump mode)
{
	switch (mode) {
	case RPROC_COREDUMP_DISABLED:
		return "disabled";
	case RPROC_COREDUMP_ENABLED:
		return "enabled";
	case RPROC_COREDUMP_INLINE:
		return "inline";
	}
	return "?";
}

void api_answer_remoteproc(struct api *api, struct http_exchange *exchange)
{
	struct remoteproc *rproc = machine_remoteproc(control_machine(api->control));

	if (!rproc) {
		api_complain(exchange, HTTP_CONFLICT, -EHOSTDOWN, "no-host", "reset the board",
			     "no Linux runs on the board");
		return;
	}
	/* The name is that of the device's node in Linux's tree, as in the kernel's `name` file. */
	api_answer(exchange, HTTP_OK,
		   json_pack("{ss, ss, sI, ss, ss, ss, sI}", "name", "m4", "state",
			     rproc_state_name(remoteproc_state(rproc)), "since_ns",
			     (json_int_t)remoteproc_state_since(rproc), "firmware",
			     control_firmware(api->control), "recovery",
			     control_recovery(api->control) ? "enabled" : "disabled", "coredump",
			     coredump_word(control_coredump(api->control)), "crashes",
			     (json_int_t)remoteproc_crashes(rproc)));
}

API_HANDLER(api_get_remoteproc)
{
	(void)argument;
	(void)number;
	api_answer_remoteproc(api, exchange);
}

API_HANDLER(api_get_board)
{
	const struct api_config *config = &api->config;
	json_t *path = json_array();

	(void)argument;
	(void)number;
	for (size_t i = 0; config->search && config->search[i]; i++)
		json_array_append_new(path, json_string(config->search[i]));
	api_answer(exchange, HTTP_OK,
		   json_pack("{ss, ss, sI, ss, so, sI, ss, sI}", "name", config->name, "version",
			     config->version, "pid", (json_int_t)getpid(), "directory",
			     config->directory, "firmware_path", path, "time_ns",
			     (json_int_t)(machine_now(control_machine(api->control)) / 1000),
			     "pace", config->real_time ? "real-time" : "fast", "connections",
			     (json_int_t)http_server_connections(api->server)));
}

API_HANDLER(api_get_ttys)
{
	struct tty_set *ttys = machine_ttys(control_machine(api->control));
	json_t *list = json_array();
	char name[32];

	(void)argument;
	(void)number;
	for (uint32_t i = 0; ttys && i < TTY_COUNT; i++) {
		const struct tty *tty = tty_set_find(ttys, i);

		if (!tty)
			continue;
		(void)snprintf(name, sizeof(name), "ttyRPMSG%u", (unsigned)i);
		json_array_append_new(list, json_pack("{sI, ss, ss, sb, sI}", "number",
						      (json_int_t)i, "name", name, "path",
						      tty_path(tty), "open", tty_is_open(tty),
						      "lost", (json_int_t)tty_lost(tty)));
	}
	api_answer(exchange, HTTP_OK, json_pack("{so}", "ttys", list));
}

/* ---- status ---- */

struct form {
	const char *name;
	const char *type;
	void (*text)(FILE *file, const struct status_view *view);
	int (*json)(FILE *file, const struct status_view *view);
};

static const struct form forms[] = {
	{"json", "application/json", NULL, status_print_json},
	{"text", "text/plain; charset=utf-8", status_print_text, NULL},
	{"brief", "application/json", NULL, status_print_brief_json},
	{"brief-text", "text/plain; charset=utf-8", status_print_brief, NULL},
};

static const struct form *form_find(const char *name)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (!strcmp(forms[i].name, name))
			return &forms[i];
	}
	return NULL;
}

/* 0, -ENOMEM. */
static int status_print(const struct form *form, const struct status_view *view, char **text,
			size_t *length)
{
	FILE *file = open_memstream(text, length);
	int rc = 0;

	if (!file)
		return -ENOMEM;
	if (form->json)
		rc = form->json(file, view);
	else
		form->text(file, view);
	return fclose(file) ? -ENOMEM : rc;
}

API_HANDLER(api_get_status)
{
	const char *name = http_exchange_argument(exchange, "form");
	const struct form *form = form_find(name ? name : "json");
	struct machine_status status;
	struct status_view view = {.status = &status,
				   .all = http_exchange_argument(exchange, "all")};
	char *text = NULL;
	size_t length = 0;
	int rc;

	(void)argument;
	(void)number;
	if (!form) {
		api_complain(exchange, HTTP_BAD_REQUEST, -EINVAL, "argument",
			     "give json, text, brief or brief-text", "form=%s is not understood",
			     name);
		return;
	}
	rc = machine_status_take(&status, control_machine(api->control));
	if (!rc) {
		if (status.chip.firmware_size)
			view.firmware = control_firmware(api->control);
		rc = status_print(form, &view, &text, &length);
		machine_status_free(&status);
	}
	if (rc)
		api_error(exchange, HTTP_UNAVAILABLE, rc, NULL);
	else
		api_answer_text(exchange, form->type, text, length);
	free(text);
}
