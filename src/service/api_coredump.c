/* SPDX-License-Identifier: BSD-3-Clause */
/* What is left of the last crash: its report, and core files in both forms. They are made at the crash: a
 * recovery loads the firmware anew into the same memory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host/coredump.h"
#include "machine/crash_core.h"
#include "service/api_internal.h"

static int core_append(void *context, const void *data, size_t size)
{
	struct api_core *core = context;
	char *more = realloc(core->data, core->size + size);

	if (!more)
		return -ENOMEM;
	memcpy(more + core->size, data, size);
	core->data = more;
	core->size += size;
	return 0;
}

static void core_free(struct api_core *core)
{
	free(core->data);
	*core = (struct api_core){.data = NULL};
}

static int kernel_write(const struct coredump_sink *sink, struct machine *machine)
{
	const struct elf_image *image = machine_image(machine);
	struct remoteproc *rproc = machine_remoteproc(machine);
	struct coredump_segment segments[RPROC_SEGMENTS];
	struct rproc_segment found[RPROC_SEGMENTS];
	uint32_t count = rproc ? remoteproc_segments(rproc, found) : 0;

	for (uint32_t i = 0; i < count; i++)
		segments[i] =
			(struct coredump_segment){found[i].da, found[i].size, found[i].memory};
	return coredump_write_kernel(sink, segments, count, image ? image->entry : 0);
}

void api_coredump_keep(struct api *api, const struct machine_event *event)
{
	struct machine *machine = control_machine(api->control);
	struct coredump_sink sink = {.write = core_append};
	int rc;

	for (int form = 0; form < API_CORE_FORMS; form++) {
		struct api_core *core = &api->cores[form];

		core_free(core);
		sink.context = core;
		if (form == API_CORE_GDB)
			rc = crash_core_write(&sink, event->crash, machine_board(machine));
		else
			rc = kernel_write(&sink, machine);
		/* Half of one is none. */
		if (rc)
			core_free(core);
	}
}

void api_coredump_close(struct api *api)
{
	for (int form = 0; form < API_CORE_FORMS; form++)
		core_free(&api->cores[form]);
}

static void no_crash(struct http_exchange *exchange)
{
	api_complain(exchange, HTTP_NOT_FOUND, -ENODATA, "no-crash", "",
		     "the firmware of this board has not crashed");
}

API_HANDLER(api_get_coredump)
{
	const char *name = http_exchange_argument(exchange, "form");
	enum api_core_form form = API_CORE_GDB;

	(void)argument;
	(void)number;
	if (name && !strcmp(name, "kernel")) {
		form = API_CORE_KERNEL;
	} else if (name && strcmp(name, "gdb") != 0) {
		api_complain(exchange, HTTP_BAD_REQUEST, -EINVAL, "argument", "give gdb or kernel",
			     "form=%s is not understood", name);
		return;
	}
	if (api->cores[form].data)
		api_answer_text(exchange, "application/octet-stream", api->cores[form].data,
				api->cores[form].size);
	else
		no_crash(exchange);
}

API_HANDLER(api_get_crash)
{
	const struct crash_report *report = machine_last_crash(control_machine(api->control));

	(void)argument;
	(void)number;
	if (report)
		api_answer(exchange, HTTP_OK, crash_report_json(report));
	else
		no_crash(exchange);
}
