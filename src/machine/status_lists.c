/* SPDX-License-Identifier: BSD-3-Clause */
/* The two long lists of the screen: peripherals with their owners, and resources with their holders. */
#include <inttypes.h>
#include <string.h>

#include "machine/rate_text.h"
#include "machine/status_print.h"

#define OWNER_COLUMN 16

/* ---- peripherals ---- */

static const char *gate_text(const struct status_peripheral *peripheral)
{
	if (peripheral->memory || !peripheral->gated)
		return "-";
	if (peripheral->gate_a7)
		return peripheral->gate_m4 ? "A7+M4" : "A7";
	return peripheral->gate_m4 ? "M4" : "closed";
}

static void peripheral_print(FILE *file, const struct status_peripheral *peripheral)
{
	char users[STATUS_USERS_MAX], rate[RATE_MAX];
	char clock[STATUS_NAME] = "-";
	const char *node = peripheral->m4_node[0] ? peripheral->m4_node : peripheral->linux_node;

	if (!peripheral->memory)
		(void)snprintf(clock, sizeof(clock), "%-11s %s", peripheral->clock,
			       peripheral->hz ? rate_text(peripheral->hz, rate) : "off");
	fprintf(file, "  %-12s %-9s %-11s %-26s %s", peripheral->name,
		status_users_text(peripheral->users, users),
		peripheral->mode ? peripheral->mode : "-", clock, gate_text(peripheral));
	if (node[0])
		fprintf(file, "%*s%s", 7 - (int)strlen(gate_text(peripheral)), "", node);
	fputc('\n', file);
}

/* What only Linux, or only the secure world, has: names are enough. */
static void users_print(FILE *file, const struct status *status, unsigned users, const char *head)
{
	struct status_line line;
	size_t left = 0;

	for (size_t i = 0; i < status->peripheral_count; i++)
		left += status->peripherals[i].users == users;
	if (!left)
		return;
	status_line_start(&line, file, OWNER_COLUMN, head);
	for (size_t i = 0; i < status->peripheral_count; i++) {
		if (status->peripherals[i].users == users)
			status_line_word(&line, "%s%s", status->peripherals[i].name,
					 --left ? "," : "");
	}
	status_line_end(&line);
}

void status_print_peripherals(FILE *file, const struct status_view *view)
{
	const struct status *status = &view->status->chip;

	fprintf(file, "\n%-14s %-9s %-11s %-26s %-6s %s\n", "Peripherals", "owner", "firewall",
		"clock", "gate", "node");
	for (size_t i = 0; i < status->peripheral_count; i++) {
		const struct status_peripheral *peripheral = &status->peripherals[i];

		if (view->all || (peripheral->users & STATUS_M4))
			peripheral_print(file, peripheral);
	}
	if (!status->firewall)
		fputs("  the firewall (ETZPC) does not answer\n", file);
	if (view->all)
		return;
	users_print(file, status, STATUS_LINUX, "  used by Linux:");
	users_print(file, status, STATUS_SECURE, "  secure world:");
	users_print(file, status, STATUS_SECURE | STATUS_LINUX, "  both of these:");
}

/* ---- resources ---- */

static bool same_holder(const struct status_resource *a, const struct status_resource *b)
{
	return a->by == b->by && !strcmp(a->holder, b->holder);
}

static bool is_first_of_holder(const struct status *status, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (same_holder(&status->resources[i], &status->resources[index]))
			return false;
	}
	return true;
}

/* "clock usart3_k; pin PB10, PB12; interrupt 39" */
static void holder_print(FILE *file, const struct status *status,
			 const struct status_resource *holder)
{
	int kind = -1;
	struct status_line line;
	char head[2 * STATUS_NAME];

	(void)snprintf(head, sizeof(head), "    %s", holder->holder);
	status_line_start(&line, file, 36, head);
	for (size_t i = 0; i < status->resource_count; i++) {
		const struct status_resource *resource = &status->resources[i];

		if (!same_holder(resource, holder))
			continue;
		if (kind != (int)resource->kind)
			status_line_word(&line, "%s%s", kind < 0 ? "" : "| ",
					 status_resource_kind_name(resource->kind));
		kind = (int)resource->kind;
		status_line_word(
			&line, "%s%s", resource->name,
			(resource->kind == STATUS_CLOCK || resource->kind == STATUS_REGULATOR) &&
					!resource->enabled
				? " (not enabled)"
				: "");
	}
	status_line_end(&line);
}

static void totals_print(FILE *file, const struct status *status, unsigned by, const char *head)
{
	unsigned counts[STATUS_RESOURCE_KINDS] = {0};

	for (size_t i = 0; i < status->resource_count; i++) {
		if (status->resources[i].by == by)
			counts[status->resources[i].kind]++;
	}
	fprintf(file, "  %-12s  clocks %u, regulators %u, pins %u, interrupts %u\n", head,
		counts[STATUS_CLOCK], counts[STATUS_REGULATOR], counts[STATUS_PIN],
		counts[STATUS_INTERRUPT]);
}

static void holders_print(FILE *file, const struct status *status, unsigned by)
{
	for (size_t i = 0; i < status->resource_count; i++) {
		if (status->resources[i].by == by && is_first_of_holder(status, i))
			holder_print(file, status, &status->resources[i]);
	}
}

void status_print_resources(FILE *file, const struct status_view *view)
{
	const struct status *status = &view->status->chip;

	fputs("\nResources held\n", file);
	totals_print(file, status, STATUS_M4, "for the M4");
	holders_print(file, status, STATUS_M4);
	totals_print(file, status, STATUS_LINUX, "by Linux");
	if (view->all)
		holders_print(file, status, STATUS_LINUX);
}
