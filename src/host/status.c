/* SPDX-License-Identifier: BSD-3-Clause */
/* Processors, firmware and channels; the chip and its resources are in the files beside this one. */
#include "host/status.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/status_internal.h"
#include "host/text.h"

void status_name(char name[STATUS_NAME], const char *from)
{
	(void)text_clean(name, STATUS_NAME, from ? from : "", from ? strlen(from) : 0);
}

/* How holders call themselves (host/clk.h, host/boot/claims.h), and where what Linux holds for the M4
 * stands in its tree (ST, bindings/remoteproc/rproc-srm.txt). */
#define LINUX_PREFIX "linux: "
#define M4_PREFIX    "m4: "
#define M4_NODES     "/m4_system_resources/"

static bool starts_with(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

const char *status_holder_name(const char *holder)
{
	const char *slash = strrchr(holder, '/');

	if (starts_with(holder, LINUX_PREFIX))
		return holder + strlen(LINUX_PREFIX);
	if (starts_with(holder, M4_PREFIX))
		return holder + strlen(M4_PREFIX);
	return slash && slash[1] ? slash + 1 : holder;
}

unsigned status_holder_side(const char *holder)
{
	return starts_with(holder, M4_PREFIX) || strstr(holder, M4_NODES) ? STATUS_M4
									  : STATUS_LINUX;
}

static void take_processors(struct status *status, const struct status_source *source)
{
	const struct linux_system *system = source->system;

	status->now = source->platform->now(source->platform->context);
	if (source->rproc) {
		status->m4_state = remoteproc_state(source->rproc);
		status->m4_since = remoteproc_state_since(source->rproc);
		status->firmware_size = remoteproc_firmware_size(source->rproc);
	}
	if (!system)
		return;
	status->linux_runs = true;
	status_name(status->model, dt_string(&system->dt, DT_ROOT, "model", 0));
	status->devices = system->bound;
	status->refused = system->refused;
}

/* ---- channels ---- */

static void take_channel(struct status_channel *to, const struct status_source *source,
			 const struct rpmsg_channel *channel)
{
	const struct tty *tty = source->ttys ? tty_set_of(source->ttys, channel) : NULL;

	(void)text_clean(to->name, sizeof(to->name), channel->name, strlen(channel->name));
	status_name(to->driver, channel->driver ? channel->driver->name : NULL);
	if (tty)
		(void)snprintf(to->tty, sizeof(to->tty), "ttyRPMSG%" PRIu32, tty_number(tty));
	to->local = channel->src;
	to->remote = channel->dst;
}

static int take_bus(struct status *status, const struct status_source *source, uint32_t vdev,
		    const struct rpmsg_bus *bus)
{
	const struct rpmsg_channel *channel = rpmsg_bus_channels(bus);
	struct status_link *link = &status->links[status->link_count];
	struct status_channel *grown;
	size_t count = status->channel_count;

	link->vdev = vdev;
	rpmsg_bus_usage(bus, &link->usage);
	if (!link->usage.buffers)
		return 0;
	status->link_count++;
	for (; channel; channel = channel->next)
		count++;
	if (count == status->channel_count)
		return 0;
	grown = realloc(status->channels, count * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	status->channels = grown;
	for (channel = rpmsg_bus_channels(bus); channel; channel = channel->next) {
		struct status_channel *to = &grown[status->channel_count++];

		*to = (struct status_channel){.vdev = vdev};
		take_channel(to, source, channel);
	}
	return 0;
}

static int take_channels(struct status *status, const struct status_source *source)
{
	int rc = 0;

	for (uint32_t vdev = 0; source->rproc && vdev < RPROC_VDEVS && !rc; vdev++) {
		const struct rpmsg_bus *bus = remoteproc_bus(source->rproc, vdev);

		if (bus)
			rc = take_bus(status, source, vdev, bus);
	}
	return rc;
}

/* ---- the whole ---- */

int status_take(struct status *status, const struct status_source *source)
{
	int rc;

	memset(status, 0, sizeof(*status));
	take_processors(status, source);
	rc = take_channels(status, source);
	if (!rc)
		rc = status_take_chip(status, source);
	if (!rc)
		rc = status_take_resources(status, source);
	if (rc)
		status_free(status);
	return rc;
}

void status_free(struct status *status)
{
	free(status->channels);
	free(status->peripherals);
	free(status->resources);
	free(status->unheld);
	memset(status, 0, sizeof(*status));
}

const char *status_resource_kind_name(enum status_resource_kind kind)
{
	static const char *const names[STATUS_RESOURCE_KINDS] = {
		[STATUS_CLOCK] = "clock",
		[STATUS_REGULATOR] = "regulator",
		[STATUS_PIN] = "pin",
		[STATUS_INTERRUPT] = "interrupt",
	};

	return names[kind];
}
