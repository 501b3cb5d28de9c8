/* SPDX-License-Identifier: BSD-3-Clause */
/* Who holds which clock, regulator, pin and interrupt, and what of the M4's nobody holds. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "host/status_internal.h"

#define ROOM 128u

/* One more, zeroed but for its kind. NULL: no memory. */
static struct status_resource *resource_add(struct status *status, enum status_resource_kind kind)
{
	struct status_resource *grown = status->resources;

	if (status->resource_count % ROOM == 0) {
		grown = realloc(grown, (status->resource_count + ROOM) * sizeof(*grown));
		if (!grown)
			return NULL;
		status->resources = grown;
	}
	grown += status->resource_count++;
	*grown = (struct status_resource){.kind = kind};
	return grown;
}

static void take_holder(struct status_resource *resource, const char *holder)
{
	resource->by = status_holder_side(holder);
	status_name(resource->holder, status_holder_name(holder));
}

static int take_clocks(struct status *status, const struct clk_tree *tree)
{
	for (int clock = 0; clock < clk_count(); clock++) {
		const struct clk *clk = NULL;

		while ((clk = clk_next(tree, clock, clk))) {
			struct status_resource *resource = resource_add(status, STATUS_CLOCK);

			if (!resource)
				return -ENOMEM;
			status_name(resource->name, clk_name(clock));
			take_holder(resource, clk_holder(clk));
			resource->enabled = clk_enabled_by(clk);
		}
	}
	return 0;
}

static int take_regulators(struct status *status, const struct regulator_tree *tree)
{
	for (int index = 0; index < regulator_count(tree); index++) {
		const struct regulator *regulator = NULL;

		while ((regulator = regulator_next(tree, index, regulator))) {
			struct status_resource *resource = resource_add(status, STATUS_REGULATOR);

			if (!resource)
				return -ENOMEM;
			status_name(resource->name, regulator_state(tree, index).name);
			take_holder(resource, regulator_holder(regulator));
			resource->enabled = regulator_enabled_by(regulator);
		}
	}
	return 0;
}

/* Pins and interrupts, which are claimed by node. */
static int take_claims(struct status *status, const struct claims *claims, enum claim_kind kind)
{
	for (size_t i = 0; i < claims->count; i++) {
		const struct claim *claim = &claims->items[i];
		struct status_resource *resource;

		if (claim->kind != kind)
			continue;
		resource = resource_add(status, kind == CLAIM_PIN ? STATUS_PIN : STATUS_INTERRUPT);
		if (!resource)
			return -ENOMEM;
		if (kind == CLAIM_PIN)
			(void)claims_pin_name(claim->number, resource->name);
		else if (claim->number >= CLAIM_EXTI_LINE)
			(void)snprintf(resource->name, sizeof(resource->name), "EXTI %" PRIu32,
				       claim->number - CLAIM_EXTI_LINE);
		else
			(void)snprintf(resource->name, sizeof(resource->name), "%" PRIu32,
				       claim->number);
		take_holder(resource, claim->holder);
	}
	return 0;
}

static int take_unheld(struct status *status, const struct clk_tree *tree)
{
	int source, clock = CLK_NONE;
	size_t count = 0;

	while ((clock = clk_next_unheld(tree, clock, &source)) != CLK_NONE)
		count++;
	if (!count)
		return 0;
	status->unheld = calloc(count, sizeof(*status->unheld));
	if (!status->unheld)
		return -ENOMEM;
	while (status->unheld_count < count &&
	       (clock = clk_next_unheld(tree, clock, &source)) != CLK_NONE)
		status->unheld[status->unheld_count++] =
			(struct status_unheld){.clock = clk_name(clock),
					       .source = clk_name(source),
					       .runs = clk_rate(tree, source) != 0};
	return 0;
}

int status_take_resources(struct status *status, const struct status_source *source)
{
	const struct linux_system *system = source->system;
	int rc;

	if (!system)
		return 0;
	rc = take_clocks(status, system->clocks);
	if (!rc)
		rc = take_regulators(status, system->regulators);
	if (!rc)
		rc = take_claims(status, &system->claims, CLAIM_PIN);
	if (!rc)
		rc = take_claims(status, &system->claims, CLAIM_INTERRUPT);
	return rc ? rc : take_unheld(status, system->clocks);
}
