/* SPDX-License-Identifier: BSD-3-Clause */
/* What a tree declares: the devices and what each needs, in ST's order: clocks, supplies, pins,
 * interrupts. */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/wires.h"
#include "host/srm_internal.h"
#include "soc/peripheral.h"

#define SUPPLY "-supply"
#define PART   128u /* of a device's name, with a NUL */

struct reading {
	struct srm_host *srm;
	const struct dt *dt;
	struct srm_device *device;
};

static void say(const struct reading *reading, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void say(const struct reading *reading, const char *format, ...)
{
	char line[HOST_ERROR_TEXT];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	host_say(reading->srm->config.platform, HOST_EVENT_BOOT_WARNING, "linux",
		 SRM_MANAGER "/%s: %s", reading->device->name, line);
}

/* The device cannot be had. The first reason is the one that a start fails with. */
static int spoil(const struct reading *reading, const char *text)
{
	struct srm_device *device = reading->device;

	say(reading, "%s", text);
	if (!device->faulty)
		host_error_set(&device->fault, -EINVAL, "resource-node",
			       "correct the node in Linux's tree, or disable it",
			       SRM_MANAGER "/%s: %s", device->name, text);
	device->faulty = true;
	return 0;
}

/* NULL: no memory. */
static struct srm_need *need_add(struct srm_device *device, enum claim_kind kind, int number)
{
	struct srm_need *grown =
		realloc(device->needs, (device->count + 1) * sizeof(*device->needs));

	if (!grown)
		return NULL;
	device->needs = grown;
	grown += device->count++;
	*grown = (struct srm_need){.kind = kind, .number = number, .name = ""};
	return grown;
}

/* ---- the peripheral ---- */

static const char *unit_of(const char *name)
{
	const char *at = strchr(name, '@');

	return at ? at + 1 : NULL;
}

static int peripheral_read(const struct reading *reading)
{
	const char *unit = unit_of(reading->device->name);
	const struct soc_peripheral *peripheral;
	uint32_t address;
	char text[16];

	if (!unit)
		return 0;
	if (dt_reg(reading->dt, reading->device->node, 0, &address, NULL)) {
		/* ST's trees have nodes whose parents translate nothing. */
		if (dt_cell(reading->dt, reading->device->node, "reg", 0, &address)) {
			say(reading, "it has an address in its name and no reg: the name counts");
			return 0;
		}
	}
	(void)snprintf(text, sizeof(text), "%" PRIx32, address);
	if (strcmp(text, unit) != 0)
		say(reading, "its reg says %s: messages find it by its name", text);
	peripheral = soc_peripheral_find(address);
	if (!peripheral)
		return 0;
	return need_add(reading->device, CLAIM_PERIPHERAL, (int)peripheral->base) ? 0 : -ENOMEM;
}

/* ---- clocks and supplies ---- */

/* Numbers of clocks are their places in the list: each entry is kept. */
static int clocks_read(const struct reading *reading)
{
	const int node = reading->device->node;
	struct host_error error;
	struct srm_need *need;
	size_t count;

	for (count = 0; count < DT_LIST_MAX; count++) {
		const char *name = dt_string(reading->dt, node, "clock-names", count);
		int clock = clk_from_dt(reading->dt, node, "clocks", count, &error);

		if (clock == -ENOENT)
			break;
		if (clock == -EINVAL)
			return spoil(reading, error.text);
		if (clock < 0)
			say(reading, "%s: it cannot be asked for", error.text);
		need = need_add(reading->device, CLAIM_CLOCK, clock < 0 ? CLK_NONE : clock);
		if (!need)
			return -ENOMEM;
		if (name)
			need->name = name;
	}
	if (dt_has(reading->dt, node, "clock-names") &&
	    dt_string(reading->dt, node, "clock-names", count))
		say(reading, "clock-names has more entries than clocks has");
	return 0;
}

/* Of a property that names a supply, the length of the supply's name; else 0. */
static size_t supply_name(const char *property)
{
	const size_t length = strlen(property);
	const size_t end = strlen(SUPPLY);

	return length > end && !strcmp(property + length - end, SUPPLY) ? length - end : 0;
}

static int supplies_read(const struct reading *reading)
{
	const struct srm_host_config *config = &reading->srm->config;
	const int node = reading->device->node;
	struct host_error error;
	const char *property;
	struct srm_need *need;

	for (size_t i = 0; (property = dt_property_name(reading->dt, node, i)); i++) {
		const size_t length = supply_name(property);
		int regulator;

		if (!length)
			continue;
		regulator =
			regulator_from_dt(config->regulators, reading->dt, node, property, &error);
		if (regulator < 0)
			return spoil(reading, error.text);
		need = need_add(reading->device, CLAIM_REGULATOR, regulator);
		if (!need)
			return -ENOMEM;
		need->name = property;
		need->name_length = length;
	}
	return 0;
}

/* ---- pins and interrupts ---- */

static int wire_add(const struct reading *reading, enum claim_kind kind, uint32_t number)
{
	for (size_t i = 0; i < reading->device->count; i++) {
		const struct srm_need *need = &reading->device->needs[i];

		if (need->kind == kind && need->number == (int)number)
			return 0;
	}
	return need_add(reading->device, kind, (int)number) ? 0 : -ENOMEM;
}

static int pin_add(void *context, uint32_t pin)
{
	return wire_add(context, CLAIM_PIN, pin);
}

static int interrupt_add(void *context, uint32_t number)
{
	return wire_add(context, CLAIM_INTERRUPT, number & INT32_MAX);
}

static int wire_wrong(void *context, const char *text)
{
	return spoil(context, text);
}

static int wires_read(struct reading *reading)
{
	/* The second is that of older trees. */
	static const char *const states[] = {"default", "rproc_default", NULL};
	const struct wire_visitor visitor = {
		.pin = pin_add,
		.interrupt = interrupt_add,
		.wrong = wire_wrong,
		.context = reading,
	};
	const int node = reading->device->node;
	int status = wire_pins(reading->dt, node, states, &visitor);

	if (!status)
		status = wire_interrupts(reading->dt, node,
					 wire_interrupt_parent(reading->dt, node), &visitor);
	return status;
}

/* ---- the devices ---- */

static int device_read(struct reading *reading)
{
	int status = peripheral_read(reading);

	if (!status)
		status = clocks_read(reading);
	if (!status)
		status = supplies_read(reading);
	return status ? status : wires_read(reading);
}

/* NULL: no memory. */
static struct srm_device *device_add(struct srm_host *srm, int node)
{
	struct srm_device *grown = realloc(srm->devices, (srm->count + 1) * sizeof(*grown));

	if (!grown)
		return NULL;
	srm->devices = grown;
	grown += srm->count++;
	*grown = (struct srm_device){.node = node, .name = dt_name(srm->config.dt, node)};
	(void)snprintf(grown->holder, sizeof(grown->holder), "m4: %s", grown->name);
	return grown;
}

/* A message could mean either; the first gets it. */
static void twins_tell(const struct reading *reading)
{
	const char *unit = unit_of(reading->device->name);

	for (size_t i = 0; unit && i + 1 < reading->srm->count; i++) {
		const char *other = unit_of(reading->srm->devices[i].name);

		if (other && !strcmp(unit, other))
			say(reading, "it has the address of %s, which gets its messages",
			    reading->srm->devices[i].name);
	}
}

int srm_tree_read(struct srm_host *srm)
{
	struct reading reading = {.srm = srm, .dt = srm->config.dt};

	for (int node = dt_child(reading.dt, srm->node); node >= 0;
	     node = dt_sibling(reading.dt, node)) {
		const bool known = dt_compatible(reading.dt, node, "rproc-srm-dev");

		if (!dt_available(reading.dt, node))
			continue;
		if (!known && !srm->config.as_linux) {
			host_say(srm->config.platform, HOST_EVENT_BOOT_WARNING, "linux",
				 SRM_MANAGER "/%s: it is not compatible with rproc-srm-dev: left "
					     "out. ST's Linux would wait for its driver, and not "
					     "start the coprocessor",
				 dt_name(reading.dt, node));
			continue;
		}
		reading.device = device_add(srm, node);
		if (!reading.device)
			return -ENOMEM;
		twins_tell(&reading);
		if (!known)
			(void)spoil(&reading, "no driver binds to it: it is not compatible with "
					      "rproc-srm-dev");
		else if (device_read(&reading))
			return -ENOMEM;
	}
	return 0;
}

void srm_tree_free(struct srm_host *srm)
{
	for (size_t i = 0; i < srm->count; i++)
		free(srm->devices[i].needs);
	free(srm->devices);
	srm->devices = NULL;
	srm->count = 0;
}

/* What a node adds: its name, in front of it the first address on the way up. */
static bool part_of(const struct dt *dt, int node, char part[PART])
{
	const char *name = dt_name(dt, node);
	uint32_t address;

	if (dt_reg(dt, node, 0, &address, NULL)) {
		(void)snprintf(part, PART, "%s", name);
		return false;
	}
	(void)snprintf(part, PART, "%" PRIx32 ".%.*s", address, (int)strcspn(name, "@"), name);
	return true;
}

const char *srm_linux_name(const struct srm_host *srm, const struct srm_device *device,
			   char name[SRM_LINUX_NAME])
{
	const struct dt *dt = srm->config.dt;
	char part[PART];
	size_t begin = SRM_LINUX_NAME - 1;
	bool addressed = false;

	/* From its end: each parent's part goes in front. */
	name[begin] = '\0';
	for (int node = device->node; node > DT_ROOT && !addressed; node = dt_parent(dt, node)) {
		size_t length;

		addressed = part_of(dt, node, part);
		length = strlen(part);
		if (length + 1 > begin)
			break;
		if (name[begin])
			name[--begin] = ':';
		begin -= length;
		memcpy(name + begin, part, length);
	}
	return name + begin;
}
