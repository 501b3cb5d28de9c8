/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One node of Linux's tree: may Linux have it, and what does its driver use? The driver itself is not
 * played; what it would ask the clock, regulator, pin and interrupt subsystems for is claimed from them.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/boot/linux_internal.h"
#include "host/boot/wires.h"

/* The device that is probed. */
struct device {
	struct kernel *kernel;
	const struct walk *walk;
	int node;
	const char *path;
	char holder[CLK_HOLDER_MAX]; /* as clk.h and regulator.h call it */
};

static const struct dt *tree_of(const struct device *device)
{
	return &device->kernel->stage.dt;
}

static int claim(const struct device *device, enum claim_kind kind, uint32_t number, void *handle)
{
	const struct claim wanted = {
		.kind = kind, .number = number, .holder = device->path, .handle = handle};

	return claims_add(&device->kernel->system->claims, &wanted);
}

/* ---- the firewall ---- */

/* Linux's bus driver stm32_etzpc makes a device only if the firewall leaves it open. */
static int firewall_ask(const struct device *device)
{
	struct kernel *kernel = device->kernel;
	const struct dt *dt = tree_of(device);
	struct dt_args args;
	unsigned mode;

	if (!kernel->firewall ||
	    dt_args(dt, device->node, "access-controllers", "#access-controller-cells", 0, &args) ||
	    !dt_compatible(dt, args.node, "st,stm32-etzpc"))
		return 0;
	if (args.count != 1 || args.cells[0] >= ETZPC_IDS) {
		stage_warn(&kernel->stage,
			   "%s: access-controllers has no number below 0x%02X: the "
			   "device is not made (EINVAL)",
			   device->path, ETZPC_IDS);
		return -EACCES;
	}
	mode = etzpc_mode(&kernel->etzpc, args.cells[0]);
	if (mode == ETZPC_OPEN)
		return 0;
	stage_warn(&kernel->stage,
		   "%s: the device is not made (EACCES): %s (0x%02" PRIX32 ") is %s", device->path,
		   guarded_name(args.cells[0]), args.cells[0], mode_owner(mode));
	return -EACCES;
}

/* Linux without that bus driver does not ask: it runs into the firewall. */
static int peripheral_claim(const struct device *device)
{
	struct kernel *kernel = device->kernel;
	const struct soc_peripheral *peripheral;
	uint32_t address;
	unsigned mode;

	if (!dt_has(tree_of(device), device->node, "compatible") ||
	    walk_address(device->walk, &address))
		return 0;
	peripheral = soc_peripheral_find(address);
	if (!peripheral)
		return 0;
	if (kernel->firewall && peripheral->etzpc_id != SOC_NO_ETZPC) {
		mode = etzpc_mode(&kernel->etzpc, peripheral->etzpc_id);
		if (mode != ETZPC_OPEN) {
			stage_warn(&kernel->stage,
				   "%s: its driver ends in a bus error: %s (0x%02X) is %s, and the "
				   "tree enables it all the same",
				   device->path, peripheral->name, peripheral->etzpc_id,
				   mode_owner(mode));
			return -EACCES;
		}
	}
	return claim(device, CLAIM_PERIPHERAL, peripheral->base, NULL);
}

/* ---- clocks and regulators ---- */

static int clock_claim(const struct device *device, int clock)
{
	struct kernel *kernel = device->kernel;
	struct clk *clk = NULL;
	int status = clk_get(kernel->system->clocks, clock, device->holder, &clk);

	if (status)
		return status;
	status = clk_enable(clk);
	if (status) {
		stage_warn(&kernel->stage, "%s: its clock %s cannot be switched on: %s",
			   device->path, clk_name(clock),
			   status == -EACCES ? "it is kept for the secure world"
					     : "it does not become ready");
		clk_put(clk);
		return 0;
	}
	status = claim(device, CLAIM_CLOCK, (uint32_t)clock, clk);
	if (status)
		clk_put(clk);
	return status;
}

static int clocks_claim(const struct device *device)
{
	struct stage *stage = &device->kernel->stage;
	struct host_error error;
	int status = 0;

	if (!dt_has(tree_of(device), device->node, "clocks"))
		return 0;
	for (size_t i = 0; !status; i++) {
		const int clock = clk_from_dt(tree_of(device), device->node, "clocks", i, &error);

		if (clock == -ENOENT)
			break;
		if (clock == -EINVAL) {
			/* What follows in a malformed list cannot be told apart. */
			stage_warn(stage, "%s: %s", device->path, error.text);
			break;
		}
		if (clock >= 0)
			status = clock_claim(device, clock);
	}
	return status;
}

static bool ends_with(const char *text, const char *end)
{
	const size_t length = strlen(text);

	return length >= strlen(end) && !strcmp(text + length - strlen(end), end);
}

/* Those that are regulators themselves: their supplies are the regulators' own affair. */
static bool is_regulator(const struct dt *dt, int node)
{
	static const char *const compatibles[] = {"st,stpmic1-regulators", "regulator-fixed",
						  "regulator-gpio", "st,stm32mp1,pwr-reg",
						  "st,stm32-vrefbuf"};

	for (size_t i = 0; i < sizeof(compatibles) / sizeof(compatibles[0]); i++) {
		if (dt_compatible(dt, node, compatibles[i]))
			return true;
	}
	return dt_has(dt, node, "regulator-name");
}

static int supply_claim(const struct device *device, const char *property)
{
	struct linux_system *system = device->kernel->system;
	struct regulator *regulator = NULL;
	struct host_error error;
	int index = regulator_from_dt(system->regulators, tree_of(device), device->node, property,
				      &error);
	int status;

	if (index < 0) {
		stage_detail(&device->kernel->stage, "%s: %s", device->path, error.text);
		return 0;
	}
	status = regulator_get(system->regulators, index, device->holder, &regulator);
	if (status)
		return status;
	regulator_enable(regulator);
	status = claim(device, CLAIM_REGULATOR, (uint32_t)index, regulator);
	if (status)
		regulator_put(regulator);
	return status;
}

/* ---- pins ---- */

static int pin_claim(const struct device *device, uint32_t pin)
{
	struct linux_system *system = device->kernel->system;
	const struct claim *other = claims_find(&system->claims, CLAIM_PIN, pin, NULL);
	char name[CLAIM_PIN_NAME];

	if (!other || other->holder == device->path)
		return claim(device, CLAIM_PIN, pin, NULL);
	stage_warn(&device->kernel->stage,
		   "%s: the device does not bind (EBUSY): pin %s is %s's already", device->path,
		   claims_pin_name(pin, name), other->holder);
	return -EBUSY;
}

/* A hog's pins are its bank's, the parent's: no phandle (bindings/gpio/gpio.txt). */
static int hog_claim(const struct device *device)
{
	const struct dt *dt = tree_of(device);
	const int bank = device->walk->levels[device->walk->depth - 1].node;
	uint32_t first;
	uint32_t pin;
	int status = 0;

	if (!wire_bank(dt, bank, &first))
		return 0;
	/* Pin and flags of each. */
	for (size_t i = 0; !status && !dt_cell(dt, device->node, "gpios", i, &pin); i += 2) {
		if (pin < 16)
			status = pin_claim(device, first + pin);
	}
	return status;
}

static int gpios_claim(const struct device *device, const char *property)
{
	const struct dt *dt = tree_of(device);
	struct dt_args args;
	uint32_t first;
	int status = 0;

	if (dt_has(dt, device->node, "gpio-hog"))
		return hog_claim(device);
	for (size_t i = 0; !status; i++) {
		status = dt_args(dt, device->node, property, "#gpio-cells", i, &args);
		if (status == -EINVAL)
			stage_warn(&device->kernel->stage, "%s: %s points to nothing", device->path,
				   property);
		if (status)
			return 0;
		if (wire_bank(dt, args.node, &first) && args.count && args.cells[0] < 16)
			status = pin_claim(device, first + args.cells[0]);
	}
	return status;
}

static bool is_gpios(const char *property)
{
	return !strcmp(property, "gpios") || !strcmp(property, "gpio") ||
	       ends_with(property, "-gpios") || ends_with(property, "-gpio");
}

static int named_properties_claim(const struct device *device)
{
	const struct dt *dt = tree_of(device);
	const bool regulator = is_regulator(dt, device->node);
	const char *property;
	int status = 0;

	for (size_t i = 0; !status && (property = dt_property_name(dt, device->node, i)); i++) {
		if (ends_with(property, "-supply") && !regulator)
			status = supply_claim(device, property);
		else if (is_gpios(property))
			status = gpios_claim(device, property);
	}
	return status;
}

/* ---- pins and interrupts that the node names ---- */

static int pin_found(void *context, uint32_t pin)
{
	return pin_claim(context, pin);
}

static int interrupt_found(void *context, uint32_t number)
{
	return claim(context, CLAIM_INTERRUPT, number, NULL);
}

static int entry_wrong(void *context, const char *text)
{
	const struct device *device = context;

	stage_warn(&device->kernel->stage, "%s: %s", device->path, text);
	return 0;
}

/* The driver core selects the state "default" before the probe. */
static int wires_claim(struct device *device)
{
	static const char *const states[] = {"default", NULL};
	const struct wire_visitor visitor = {.pin = pin_found,
					     .interrupt = interrupt_found,
					     .wrong = entry_wrong,
					     .context = device};
	int status = wire_pins(tree_of(device), device->node, states, &visitor);

	return status ? status
		      : wire_interrupts(tree_of(device), device->node,
					walk_interrupt_parent(device->walk), &visitor);
}

/* ---- the whole ---- */

static void put_since(struct claims *claims, size_t count)
{
	for (size_t i = count; i < claims->count; i++) {
		if (claims->items[i].kind == CLAIM_CLOCK)
			clk_put(claims->items[i].handle);
		else if (claims->items[i].kind == CLAIM_REGULATOR)
			regulator_put(claims->items[i].handle);
	}
	claims_cut(claims, count);
}

/* Most nodes of a tree describe a group of pins, an endpoint, a partition: nothing to claim. */
static bool uses_something(const struct dt *dt, int node)
{
	static const char *const names[] = {"compatible",	   "clocks",
					    "pinctrl-0",	   "interrupts",
					    "interrupts-extended", "access-controllers"};
	const char *property;

	for (size_t i = 0; (property = dt_property_name(dt, node, i)); i++) {
		for (size_t j = 0; j < sizeof(names) / sizeof(names[0]); j++) {
			if (!strcmp(property, names[j]))
				return true;
		}
		if (is_gpios(property) || ends_with(property, "-supply"))
			return true;
	}
	return false;
}

int kernel_probe(struct kernel *kernel, const struct walk *walk)
{
	struct linux_system *system = kernel->system;
	const int node = walk->levels[walk->depth].node;
	struct device device = {.kernel = kernel, .walk = walk, .node = node};
	const size_t before = system->claims.count;
	int status;

	if (!uses_something(&kernel->stage.dt, node))
		return 0;
	device.path = claims_holder(&system->claims, walk->path);
	if (!device.path)
		return -ENOMEM;
	(void)snprintf(device.holder, sizeof(device.holder), "linux: %s",
		       dt_name(&kernel->stage.dt, node));
	status = firewall_ask(&device);
	if (!status)
		status = peripheral_claim(&device);
	if (!status)
		status = wires_claim(&device);
	if (!status)
		status = clocks_claim(&device);
	if (!status)
		status = named_properties_claim(&device);
	if (status)
		put_since(&system->claims, before);
	else
		kernel_wires_configure(kernel, walk);
	return status;
}

void linux_free(struct linux_system *system)
{
	if (!system)
		return;
	srm_host_destroy(system->srm);
	put_since(&system->claims, 0);
	claims_free(&system->claims);
	clk_tree_destroy(system->clocks);
	regulator_tree_destroy(system->regulators);
	free(system->blob);
	free(system);
}
