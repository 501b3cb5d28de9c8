/* SPDX-License-Identifier: BSD-3-Clause */
/* The screen of `copro status`, and the lines of `copro ps`. */
#include <inttypes.h>
#include <string.h>

#include "machine/rate_text.h"
#include "machine/status_print.h"

#define CHANNELS_SHOWN 16u
#define REFUSALS_SHOWN 8u
#define TIME_MAX       32u

static const char *seconds_text(uint64_t ns, char text[TIME_MAX])
{
	(void)snprintf(text, TIME_MAX, "%" PRIu64 ".%06" PRIu64 " s", ns / 1000000000,
		       ns / 1000 % 1000000);
	return text;
}

const char *status_users_text(unsigned users, char text[STATUS_USERS_MAX])
{
	static const struct {
		unsigned bit;
		const char *name;
	} names[] = {{STATUS_SECURE, "secure"}, {STATUS_LINUX, "Linux"}, {STATUS_M4, "M4"}};

	strcpy(text, users ? "" : "-");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!(users & names[i].bit))
			continue;
		if (text[0])
			strcat(text, ", ");
		strcat(text, names[i].name);
	}
	return text;
}

/* ---- processors ---- */

static const char *a7_state(const struct status *status)
{
	return status->linux_runs ? "Linux" : "no Linux";
}

static void a7_details(FILE *file, const struct status *status)
{
	if (!status->linux_runs) {
		fputs("no boot chain ran", file);
		return;
	}
	fprintf(file, "%s: %u devices", status->model[0] ? status->model : "nameless board",
		status->devices);
	if (status->refused)
		fprintf(file, ", %u refused", status->refused);
}

void status_print_core(FILE *file, const struct machine_status *status)
{
	fputs(machine_core_state_name(status->core), file);
	if (status->core == MACHINE_CORE_HELD)
		return;
	if (status->function[0])
		fprintf(file, " in %s()", status->function);
	else
		fprintf(file, " at 0x%08" PRIx32, status->pc);
}

static void processors_print(FILE *file, const struct machine_status *status)
{
	char rate[RATE_MAX];

	fputs("Processors\n", file);
	fprintf(file, "  A7  %-9s  %14s   ", a7_state(&status->chip),
		rate_text(status->chip.a7_hz, rate));
	a7_details(file, &status->chip);
	fprintf(file, "\n  M4  %-9s  %14s   ", rproc_state_name(status->chip.m4_state),
		rate_text(status->chip.m4_hz, rate));
	status_print_core(file, status);
	if (status->core != MACHINE_CORE_HELD)
		fprintf(file, ", %" PRIu64 " instructions", status->instructions);
	if (status->faults)
		fprintf(file, ", %" PRIu64 " fault%s", status->faults,
			status->faults == 1 ? "" : "s");
	fputc('\n', file);
}

static void firmware_print(FILE *file, const struct status_view *view)
{
	const struct status *chip = &view->status->chip;
	char since[TIME_MAX], now[TIME_MAX];

	fputs("\nFirmware\n", file);
	if (!view->firmware) {
		fputs("  none\n", file);
		return;
	}
	fprintf(file, "  %s, %zu bytes, %s since %s; now it is %s\n", view->firmware,
		chip->firmware_size, rproc_state_name(chip->m4_state),
		seconds_text(chip->m4_since, since), seconds_text(chip->now, now));
}

/* ---- channels ---- */

static void channel_print(FILE *file, const struct status_channel *channel)
{
	fprintf(file, "  %-32s ", channel->name);
	if (channel->driver[0])
		fprintf(file, "0x%-8" PRIx32, channel->local);
	else
		fprintf(file, "%-10s", "-");
	fprintf(file, " 0x%-8" PRIx32 " %-*s%s%s\n", channel->remote, channel->tty[0] ? 20 : 0,
		channel->driver[0] ? channel->driver : "no driver", channel->tty[0] ? " " : "",
		channel->tty);
}

static void link_print(FILE *file, const struct status_view *view, const struct status_link *link)
{
	const struct status *status = &view->status->chip;
	size_t count = 0;

	for (size_t i = 0; i < status->channel_count; i++) {
		if (status->channels[i].vdev != link->vdev)
			continue;
		if (view->all || count < CHANNELS_SHOWN)
			channel_print(file, &status->channels[i]);
		count++;
	}
	if (!view->all && count > CHANNELS_SHOWN)
		fprintf(file, "  and %zu more (--all)\n", count - CHANNELS_SHOWN);
	fprintf(file,
		"  device %" PRIu32 ": buffers in use: rx %" PRIu32 " of %" PRIu32 ", tx %" PRIu32
		" of %" PRIu32 "\n",
		link->vdev, link->usage.received, link->usage.buffers, link->usage.sent,
		link->usage.buffers);
}

static void channels_print(FILE *file, const struct status_view *view)
{
	const struct status *status = &view->status->chip;

	fprintf(file, "\n%-34s %-10s %-10s %-20s %s\n", "Channels", "host", "remote", "driver",
		"tty");
	if (!status->link_count)
		fputs("  no link\n", file);
	for (size_t i = 0; i < status->link_count; i++)
		link_print(file, view, &status->links[i]);
}

/* ---- semaphores, clocks in the air, refusals ---- */

static void semaphores_print(FILE *file, const struct status *status)
{
	fputs("\nSemaphores held\n", file);
	if (!status->semaphore_count)
		fputs("  none\n", file);
	for (size_t i = 0; i < status->semaphore_count; i++) {
		const struct status_semaphore *semaphore = &status->semaphores[i];

		fprintf(file, "  %2u  by the %s, process %u%s%s, guards %s\n", semaphore->id,
			semaphore->core, semaphore->process, semaphore->user[0] ? ", for " : "",
			semaphore->user,
			semaphore->purpose ? semaphore->purpose : "what applications agree on");
	}
}

static void unheld_print(FILE *file, const struct status *status)
{
	if (!status->unheld_count)
		return;
	fputs("\nClocks of the M4 that nobody holds (m4_system_resources of Linux's tree would)\n",
	      file);
	for (size_t i = 0; i < status->unheld_count; i++)
		fprintf(file, "  %-14s from %s, which %s\n", status->unheld[i].clock,
			status->unheld[i].source,
			status->unheld[i].runs ? "Linux may switch off" : "is off");
}

static void refusal_print(FILE *file, const struct machine_refusal *refusal)
{
	fprintf(file, "  %-12s %8" PRIu64 " x %s 0x%08" PRIx32 ", first by the %s",
		refusal->name ? refusal->name : "?", refusal->count,
		refusal->execute ? "execute"
		: refusal->write ? "write"
				 : "read",
		refusal->address, refusal->initiator);
	if (refusal->function[0])
		fprintf(file, " in %s()", refusal->function);
	else if (refusal->pc)
		fprintf(file, " at 0x%08" PRIx32, refusal->pc);
	fputc('\n', file);
}

static void refusals_print(FILE *file, const struct status_view *view)
{
	const struct machine_status *status = view->status;
	size_t shown = status->refusal_count;

	if (!view->all && shown > REFUSALS_SHOWN)
		shown = REFUSALS_SHOWN;
	fprintf(file, "\nRefused by the firewall: %" PRIu64 " access%s\n", status->refused,
		status->refused == 1 ? "" : "es");
	for (size_t i = 0; i < shown; i++)
		refusal_print(file, &status->refusals[i]);
	if (shown < status->refusal_count)
		fprintf(file, "  and from %zu more places (--all)\n",
			status->refusal_count - shown);
}

void status_print_text(FILE *file, const struct status_view *view)
{
	processors_print(file, view->status);
	firmware_print(file, view);
	channels_print(file, view);
	status_print_peripherals(file, view);
	semaphores_print(file, &view->status->chip);
	status_print_resources(file, view);
	unheld_print(file, &view->status->chip);
	refusals_print(file, view);
}

/* ---- a line each ---- */

void status_print_brief(FILE *file, const struct status_view *view)
{
	const struct machine_status *status = view->status;
	const char *firmware = view->firmware ? view->firmware : "";
	char rate[RATE_MAX], since[TIME_MAX];

	if (strrchr(firmware, '/'))
		firmware = strrchr(firmware, '/') + 1;
	fprintf(file, "%-9s  %-9s  %-12s  %14s   %s\n", "processor", "state", "since", "clock",
		"runs");
	fprintf(file, "%-9s  %-9s  %-12s  %14s   ", "A7", a7_state(&status->chip), "-",
		rate_text(status->chip.a7_hz, rate));
	a7_details(file, &status->chip);
	fprintf(file, "\n%-9s  %-9s  %-12s  %14s   %s%s", "M4",
		rproc_state_name(status->chip.m4_state), seconds_text(status->chip.m4_since, since),
		rate_text(status->chip.m4_hz, rate), firmware, view->firmware ? ": " : "");
	status_print_core(file, status);
	fputc('\n', file);
}
