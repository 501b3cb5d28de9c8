/* SPDX-License-Identifier: BSD-3-Clause */
/* Pins that software reads or drives, in Linux's tree: those of its drivers, and those that are held for the M4. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "assign/import_linux_tree.h"
#include "assign/linux_tree.h"

/* Flags of a GPIO (dt-bindings/gpio/gpio.h) and types of an interrupt (interrupt-controller/irq.h). */
#define GPIO_LOW	0x01u
#define GPIO_OPEN_DRAIN 0x06u
#define GPIO_PULL_UP	0x10u
#define GPIO_PULL_DOWN	0x20u
#define IRQ_RISING	0x1u
#define IRQ_FALLING	0x2u
#define IRQ_HIGH	0x4u
#define IRQ_LOW		0x8u

/* As a label can be: "led-blue@1" is led_blue. */
static void label_make(char label[ASSIGNMENT_NAME_MAX], const char *name, const char *what,
		       size_t what_length)
{
	const size_t length = strcspn(name, "@");

	snprintf(label, ASSIGNMENT_NAME_MAX, "%.*s%s%.*s", (int)length, name,
		 what_length ? "_" : "", (int)what_length, what);
	for (char *at = label; *at; at++) {
		if (!isalnum((unsigned char)*at))
			*at = '_';
	}
}

static bool label_is_taken(const struct import *import, const char *label)
{
	for (size_t i = 0; i < import->gpio_count; i++) {
		if (!strcasecmp(import->gpio[i].label, label))
			return true;
	}
	return false;
}

/* Linux's drivers know their own pins as GPIO too, to find out what is connected (st,cmd-gpios of an SDMMC). */
static bool is_linux_signal(const struct import *import, const struct soc_pin *pin)
{
	for (size_t i = 0; i < import->peripheral_count; i++) {
		const struct import_peripheral *peripheral = &import->peripherals[i];

		for (size_t k = 0;
		     peripheral->context == ASSIGNMENT_A7 && k < peripheral->pin_count; k++) {
			if (peripheral->pins[k].pad.pin == pin)
				return true;
		}
	}
	return false;
}

/* The entry of a pin, a new one unless something was said of it; NULL: it is somebody else's, which is noted, or there is none to
 * be. */
static struct import_gpio *gpio_get(struct linux_import *tree, const char *label,
				    const struct import_pad *pad, int context)
{
	struct import *import = tree->import;
	char own[ASSIGNMENT_NAME_MAX];
	struct import_gpio *gpio;

	if (context == ASSIGNMENT_A7 && is_linux_signal(import, pad->pin))
		return NULL;
	for (size_t i = 0; i < import->gpio_count; i++) {
		gpio = &import->gpio[i];
		if (gpio->pad.pin != pad->pin)
			continue;
		if (gpio->context == context || gpio->context == IMPORT_UNSAID) {
			gpio->context = context;
			return gpio;
		}
		import_note(import,
			    "%s: it is %s for %s, and %s for %s in Linux's tree: the first stays",
			    pad->pin->name, gpio->label,
			    assignment_context_name((enum assignment_context)gpio->context), label,
			    assignment_context_name((enum assignment_context)context));
		return NULL;
	}
	/* There may be several cards, and each has its detection. */
	snprintf(own, sizeof(own), "%.*s_%s", (int)(sizeof(own) - sizeof("_PA15")), label,
		 pad->pin->name);
	gpio = import_gpio(import, label_is_taken(import, label) ? own : label, pad);
	if (gpio)
		gpio->context = context;
	return gpio;
}

static int edge_of(uint32_t type)
{
	switch (type) {
	case IRQ_RISING:
	case IRQ_HIGH:
		return ASSIGNMENT_RISING;
	case IRQ_FALLING:
	case IRQ_LOW:
		return ASSIGNMENT_FALLING;
	case IRQ_RISING | IRQ_FALLING:
		return ASSIGNMENT_BOTH_EDGES;
	default:
		return IMPORT_UNSAID;
	}
}

static void flags_apply(struct import_gpio *gpio, uint32_t flags)
{
	gpio->active_low = flags & GPIO_LOW ? 1 : 0;
	if (flags & GPIO_PULL_UP)
		gpio->pad.pull = ASSIGNMENT_PULL_UP;
	else if (flags & GPIO_PULL_DOWN)
		gpio->pad.pull = ASSIGNMENT_PULL_DOWN;
	if ((flags & GPIO_OPEN_DRAIN) == GPIO_OPEN_DRAIN)
		gpio->pad.drive = ASSIGNMENT_OPEN_DRAIN;
}

/* What is known of the drivers of LEDs and keys. */
static void driver_apply(const struct dt *dt, int node, struct import_gpio *gpio)
{
	const char *state = dt_string(dt, node, "default-state", 0);
	const int parent = dt_parent(dt, node);

	if (parent == DT_NONE)
		return;
	if (dt_compatible(dt, parent, "gpio-leds")) {
		const bool on = state && !strcmp(state, "on");

		gpio->direction = ASSIGNMENT_OUTPUT;
		gpio->high = on != (gpio->active_low == 1);
	} else if (dt_compatible(dt, parent, "gpio-keys")) {
		gpio->direction = ASSIGNMENT_INPUT;
		gpio->edge = ASSIGNMENT_BOTH_EDGES;
	}
}

static void gpios_import(struct linux_import *tree, int node, const char *property)
{
	const char *text = dt_string(tree->dt, node, "label", 0);
	const char *name = text && *text ? text : dt_name(tree->dt, node);
	const char *end = strstr(property, "-gpio");
	char label[ASSIGNMENT_NAME_MAX];
	struct dt_args args;

	label_make(label, name, property, end ? (size_t)(end - property) : 0);
	for (size_t i = 0;
	     i < LINUX_TREE_LIST && !dt_args(tree->dt, node, property, "#gpio-cells", i, &args);
	     i++) {
		const char port = linux_tree_bank(tree->dt, args.node);
		const struct soc_pin *pin =
			port && args.count ? soc_pin(port, args.cells[0]) : NULL;
		const struct import_pad pad = import_pad(pin);
		struct import_gpio *gpio = pin ? gpio_get(tree, label, &pad, ASSIGNMENT_A7) : NULL;

		if (!gpio)
			continue;
		if (args.count > 1)
			flags_apply(gpio, args.cells[1]);
		driver_apply(tree->dt, node, gpio);
	}
}

static void interrupt_import(struct linux_import *tree, int node, const struct soc_pin *pin,
			     uint32_t type, int context)
{
	const struct import_pad pad = import_pad(pin);
	char label[ASSIGNMENT_NAME_MAX];
	struct import_gpio *gpio;

	label_make(label, dt_name(tree->dt, node), "irq",
		   context == ASSIGNMENT_M4 ? 0 : strlen("irq"));
	gpio = gpio_get(tree, label, &pad, context);
	if (!gpio)
		return;
	gpio->direction = ASSIGNMENT_INPUT;
	gpio->edge = edge_of(type);
}

/* The controller of a node's `interrupts`; DT_NONE: there is none. */
static int interrupt_parent(const struct dt *dt, int node)
{
	uint32_t phandle;

	for (; node != DT_NONE; node = node == DT_ROOT ? DT_NONE : dt_parent(dt, node)) {
		if (!dt_cell(dt, node, "interrupt-parent", 0, &phandle))
			return dt_by_phandle(dt, phandle);
	}
	return DT_NONE;
}

static void interrupts_import(struct linux_import *tree, int node, int context)
{
	const struct dt *dt = tree->dt;
	const int parent = dt_has(dt, node, "interrupts") ? interrupt_parent(dt, node) : DT_NONE;
	const char bank = parent == DT_NONE ? 0 : linux_tree_bank(dt, parent);
	struct dt_args args;
	uint32_t number, type;

	for (size_t i = 0;
	     bank && i < LINUX_TREE_LIST && !dt_cell(dt, node, "interrupts", 2 * i, &number) &&
	     !dt_cell(dt, node, "interrupts", 2 * i + 1, &type);
	     i++) {
		if (soc_pin(bank, number))
			interrupt_import(tree, node, soc_pin(bank, number), type, context);
	}
	for (size_t i = 0; i < LINUX_TREE_LIST &&
			   !dt_args(dt, node, "interrupts-extended", "#interrupt-cells", i, &args);
	     i++) {
		const char port = linux_tree_bank(dt, args.node);

		if (port && args.count > 1 && soc_pin(port, args.cells[0]))
			interrupt_import(tree, node, soc_pin(port, args.cells[0]), args.cells[1],
					 context);
	}
}

/* A pin that is held for the M4 and is none of a peripheral's. */
static void held_pin(struct linux_import *tree, int node, int group, const struct soc_pin *pin,
		     unsigned mode, void *context)
{
	const struct import_pad pad = linux_import_pad(tree->dt, group, pin);
	char label[ASSIGNMENT_NAME_MAX];
	struct import_gpio *gpio;

	(void)context;
	if (mode != MODE_GPIO && mode != MODE_RESERVED)
		return;
	label_make(label, dt_name(tree->dt, node), "", 0);
	gpio = gpio_get(tree, label, &pad, ASSIGNMENT_M4);
	if (!gpio)
		return;
	gpio->pad = pad;
	if (gpio->direction != IMPORT_UNSAID)
		return;
	if (dt_has(tree->dt, group, "output-high") || dt_has(tree->dt, group, "output-low") ||
	    pad.drive != IMPORT_UNSAID) {
		gpio->direction = ASSIGNMENT_OUTPUT;
		gpio->high = dt_has(tree->dt, group, "output-high");
	} else {
		import_note(tree->import,
			    "%s of Linux's tree does not say whether %s is an input or an output: "
			    "it is an input here",
			    dt_name(tree->dt, node), pin->name);
	}
}

void linux_import_gpio(struct linux_import *tree)
{
	const struct dt *dt = tree->dt;
	const char *name;
	uint32_t address;

	for (int node = dt_next(dt, DT_NONE); node != DT_NONE; node = dt_next(dt, node)) {
		if (dt_disabled_by(dt, node) != DT_NONE || linux_tree_bank(dt, node))
			continue;
		if (linux_tree_is_held(dt, node)) {
			interrupts_import(tree, node, ASSIGNMENT_M4);
			if (!linux_tree_address(dt, node, &address))
				linux_import_pins(tree, node, held_pin, NULL);
			continue;
		}
		interrupts_import(tree, node, ASSIGNMENT_A7);
		for (size_t i = 0; (name = dt_property_name(dt, node, i)); i++) {
			if (linux_tree_is_gpios(name))
				gpios_import(tree, node, name);
		}
	}
}
