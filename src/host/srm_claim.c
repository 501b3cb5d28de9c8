/* SPDX-License-Identifier: BSD-3-Clause */
/* Taking what is declared before the coprocessor starts, and giving it back. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "host/srm_internal.h"
#include "soc/peripheral.h"

#define WHAT 48u

struct claiming {
	struct srm_host *srm;
	struct srm_device *device;
	struct host_error *error;
};

static void warn(const struct claiming *claiming, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void warn(const struct claiming *claiming, const char *format, ...)
{
	char line[400];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	host_say(claiming->srm->config.platform, HOST_EVENT_BOOT_WARNING, "linux", "%s", line);
}

static int no_memory(const struct claiming *claiming)
{
	return host_error_set(claiming->error, -ENOMEM, "memory", "", "there is no memory left");
}

static int claim(const struct claiming *claiming, enum claim_kind kind, int number, void *handle)
{
	const struct claim wanted = {.kind = kind,
				     .number = (uint32_t)number,
				     .holder = claiming->device->holder,
				     .handle = handle};

	return claims_add(claiming->srm->config.claims, &wanted) ? no_memory(claiming) : 0;
}

/* ---- what only one can have ---- */

static const char *what_is(const struct srm_need *need, char text[WHAT])
{
	const uint32_t number = (uint32_t)need->number;
	const struct soc_peripheral *peripheral;
	char pin[CLAIM_PIN_NAME];

	if (need->kind == CLAIM_PIN) {
		(void)snprintf(text, WHAT, "pin %s", claims_pin_name(number, pin));
	} else if (need->kind == CLAIM_PERIPHERAL) {
		peripheral = soc_peripheral_find(number);
		(void)snprintf(text, WHAT, "%s", peripheral ? peripheral->name : "?");
	} else if (number < CLAIM_EXTI_LINE) {
		(void)snprintf(text, WHAT, "interrupt %u", (unsigned)number);
	} else {
		(void)snprintf(text, WHAT, "EXTI line %u", (unsigned)(number - CLAIM_EXTI_LINE));
	}
	return text;
}

/* A node of Linux's by its path, a device of the coprocessor's as the other side of a conflict is. */
static const char *who_is(const struct claiming *claiming, const char *holder, char text[160])
{
	const struct srm_host *srm = claiming->srm;

	for (size_t i = 0; i < srm->count; i++) {
		if (srm->devices[i].holder == holder) {
			(void)snprintf(text, 160, SRM_MANAGER "/%s", srm->devices[i].name);
			return text;
		}
	}
	return holder;
}

static const struct claim *claim_of_another(const struct claiming *claiming,
					    const struct srm_need *need)
{
	const struct claims *claims = claiming->srm->config.claims;
	const struct claim *other = NULL;

	while ((other = claims_find(claims, need->kind, (uint32_t)need->number, other))) {
		if (other->holder != claiming->device->holder)
			return other;
	}
	return NULL;
}

/* What no firewall guards is meant to be shared, bit by bit: GPIO banks, EXTI, RCC. Linux does not ask whose
 * a peripheral is. */
static bool may_share(const struct claiming *claiming, const struct srm_need *need)
{
	const struct soc_peripheral *peripheral;

	if (need->kind != CLAIM_PERIPHERAL)
		return false;
	peripheral = soc_peripheral_find((uint32_t)need->number);
	return claiming->srm->config.as_linux || !peripheral ||
	       peripheral->etzpc_id == SOC_NO_ETZPC;
}

static int exclusive_claim(const struct claiming *claiming, const struct srm_need *need)
{
	const struct claim *other = claim_of_another(claiming, need);
	char what[WHAT];
	char who[160];

	if (!other)
		return claim(claiming, need->kind, need->number, NULL);
	if (may_share(claiming, need)) {
		warn(claiming, "%s is wanted by " SRM_MANAGER "/%s and by %s: both use it",
		     what_is(need, what), claiming->device->name,
		     who_is(claiming, other->holder, who));
		return claim(claiming, need->kind, need->number, NULL);
	}
	return host_error_set(claiming->error, -EBUSY, "resource-conflict",
			      "disable one of the two in Linux's tree, or give it something else",
			      "%s is wanted by " SRM_MANAGER "/%s and by %s", what_is(need, what),
			      claiming->device->name, who_is(claiming, other->holder, who));
}

/* ---- clocks and regulators ---- */

/* The gate is the coprocessor's to open, as it likes; what feeds it is Linux's. */
static int held_for(const struct claiming *claiming, int clock)
{
	const struct srm_host_config *config = &claiming->srm->config;

	return config->as_linux || clk_has_m4_gate(clock) ? clk_parent(config->clocks, clock)
							  : clock;
}

static int clock_refused(const struct claiming *claiming, const struct srm_need *need, int feeder,
			 int status)
{
	const char *why =
		status == -EACCES ? "it is kept for the secure world" : "it does not become ready";

	return host_error_set(claiming->error, status, "resource-clock",
			      "let the trusted firmware set it up, or do not declare it",
			      SRM_MANAGER "/%s: %s, for its clock %s, cannot be switched on: %s",
			      claiming->device->name, clk_name(feeder), clk_name(need->number),
			      why);
}

static int clock_claim(const struct claiming *claiming, struct srm_need *need)
{
	struct clk_tree *clocks = claiming->srm->config.clocks;
	int feeder;
	int status;

	if (need->number == CLK_NONE)
		return 0;
	feeder = held_for(claiming, need->number);
	if (feeder == CLK_NONE) {
		/* An oscillator comes from nothing. */
		if (clk_has_m4_gate(need->number))
			warn(claiming,
			     SRM_MANAGER "/%s: its clock %s comes from nothing: its selector is "
					 "set to none",
			     claiming->device->name, clk_name(need->number));
		return 0;
	}
	if (clk_get(clocks, feeder, claiming->device->holder, &need->feeder))
		return no_memory(claiming);
	status = clk_enable(need->feeder);
	return status ? clock_refused(claiming, need, feeder, status)
		      : claim(claiming, CLAIM_CLOCK, feeder, need->feeder);
}

static int regulator_claim(const struct claiming *claiming, struct srm_need *need)
{
	if (regulator_get(claiming->srm->config.regulators, need->number, claiming->device->holder,
			  &need->regulator))
		return no_memory(claiming);
	regulator_enable(need->regulator);
	need->enabled = true;
	return claim(claiming, CLAIM_REGULATOR, need->number, need->regulator);
}

/* ---- the whole ---- */

static int need_claim(const struct claiming *claiming, struct srm_need *need)
{
	switch (need->kind) {
	case CLAIM_CLOCK:
		return clock_claim(claiming, need);
	case CLAIM_REGULATOR:
		return regulator_claim(claiming, need);
	default:
		return exclusive_claim(claiming, need);
	}
}

/* assigned-clocks and what goes with it, as the driver core does for any device. */
static int defaults_set(const struct claiming *claiming)
{
	const struct srm_host_config *config = &claiming->srm->config;
	struct host_error why = {.text = ""};
	int status = clk_set_defaults(config->clocks, config->dt, claiming->device->node, &why);

	return status ? host_error_set(claiming->error, status, "resource-clock", why.remedy,
				       SRM_MANAGER "/%s: %s", claiming->device->name, why.text)
		      : 0;
}

static bool is_of_coprocessor(const struct srm_host *srm, const char *holder)
{
	for (size_t i = 0; i < srm->count; i++) {
		if (srm->devices[i].holder == holder)
			return true;
	}
	return false;
}

/*
 * A peripheral that the firewall could have given to one, that it leaves open, and that Linux uses: both
 * trees give it to both. Linux has it; the coprocessor starts without, as it would without the node. ST's
 * manager does not ask.
 */
static bool leave_to_linux(const struct claiming *claiming)
{
	const struct srm_device *device = claiming->device;

	for (size_t i = 0; i < device->count; i++) {
		const struct srm_need *need = &device->needs[i];
		const struct claim *other;
		char what[WHAT];

		if (need->kind != CLAIM_PERIPHERAL || may_share(claiming, need))
			continue;
		other = claim_of_another(claiming, need);
		if (!other || is_of_coprocessor(claiming->srm, other->holder))
			continue;
		warn(claiming,
		     "%s is wanted by " SRM_MANAGER
		     "/%s and by %s: left to Linux; give it to the M4 "
		     "by st,decprot, or disable one of the two nodes",
		     what_is(need, what), device->name, other->holder);
		return true;
	}
	return false;
}

static int device_claim(struct claiming *claiming)
{
	struct srm_device *device = claiming->device;
	int status;

	if (device->faulty && claiming->srm->config.as_linux) {
		if (claiming->error)
			*claiming->error = device->fault;
		return -EINVAL;
	}
	device->left_out = device->faulty || leave_to_linux(claiming);
	if (device->left_out)
		return 0;
	status = defaults_set(claiming);
	for (size_t i = 0; i < device->count && !status; i++)
		status = need_claim(claiming, &device->needs[i]);
	return status;
}

static void need_return(struct srm_need *need)
{
	clk_put(need->feeder);
	regulator_put(need->regulator);
	need->feeder = NULL;
	need->regulator = NULL;
	need->enabled = false;
}

static void all_return(struct srm_host *srm)
{
	for (size_t i = 0; i < srm->count; i++) {
		for (size_t j = 0; j < srm->devices[i].count; j++)
			need_return(&srm->devices[i].needs[j]);
	}
	claims_cut(srm->config.claims, srm->claims_before);
	srm->held = false;
}

static unsigned held_count(const struct srm_host *srm, enum claim_kind kind)
{
	const struct claims *claims = srm->config.claims;
	unsigned count = 0;

	for (size_t i = srm->claims_before; i < claims->count; i++)
		count += claims->items[i].kind == kind;
	return count;
}

int srm_host_claim(struct srm_host *srm, struct host_error *error)
{
	struct claiming claiming = {.srm = srm, .error = error};
	int status = 0;

	if (srm->held)
		return 0;
	srm->claims_before = srm->config.claims->count;
	for (size_t i = 0; i < srm->count && !status; i++) {
		claiming.device = &srm->devices[i];
		status = device_claim(&claiming);
	}
	if (status) {
		all_return(srm);
		return srm->config.as_linux && status != -ENOMEM ? -ETIMEDOUT : status;
	}
	srm->held = true;
	host_say(srm->config.platform, HOST_EVENT_BOOT_DETAIL, "linux",
		 "held for the M4 of " SRM_MANAGER
		 ": clocks %u, regulators %u, pins %u, interrupts %u, devices %zu",
		 held_count(srm, CLAIM_CLOCK), held_count(srm, CLAIM_REGULATOR),
		 held_count(srm, CLAIM_PIN), held_count(srm, CLAIM_INTERRUPT), srm->count);
	return 0;
}

void srm_host_return(struct srm_host *srm)
{
	if (srm->held)
		all_return(srm);
}
