/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What Linux's tree enables is Linux's, with the pins of pinctrl-0 and those that drivers take as GPIO; what an enabled
 * node below m4_system_resources holds (ST's rproc-srm.txt) is the M4's. Which DMA channels Linux takes it decides when
 * it runs: the `dmas` of the nodes say what there could be, and are not carried over.
 */
#include "assign/import_linux.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "assign/import_tree.h"
#include "assign/linux_tree.h"
#include "assign/names.h"
#include "soc/memory.h"

/* A cell of pinmux (Linux, dt-bindings/pinctrl/stm32-pinfunc.h): GPIO, AF0 to AF15 less one, ANALOG; ST's
 * kernels also have RSVD, a pin that is held for somebody else. */
#define PINMUX_NUMBER(cell) ((cell) >> 8)
#define PINMUX_MODE(cell)   ((cell)&0xFFu)
#define MODE_GPIO	    0u
#define MODE_ANALOG	    17u
#define MODE_RESERVED	    18u

/* Flags of a GPIO (dt-bindings/gpio/gpio.h) and types of an interrupt (interrupt-controller/irq.h). */
#define GPIO_LOW	0x01u
#define GPIO_OPEN_DRAIN 0x06u
#define GPIO_PULL_UP	0x10u
#define GPIO_PULL_DOWN	0x20u
#define IRQ_RISING	0x1u
#define IRQ_FALLING	0x2u
#define IRQ_HIGH	0x4u
#define IRQ_LOW		0x8u

/* The nodes of a peripheral; DT_NONE: there is none. */
struct nodes {
	int held; /* for the M4 */
	int driven; /* by Linux */
	int off;
};

struct linux_import {
	struct import *import;
	const struct dt *dt;
	const struct assignment *usual; /* NULL: not known */
	struct nodes *nodes; /* one for each of the import's peripherals */
	struct import_list strange; /* pins that are none of their node's */
};

/* ---- pins ---- */

static struct import_pad group_pad(const struct dt *dt, int group, const struct soc_pin *pin)
{
	struct import_pad pad = import_pad(pin);
	uint32_t speed;

	if (dt_has(dt, group, "bias-disable"))
		pad.pull = ASSIGNMENT_PULL_NONE;
	else if (dt_has(dt, group, "bias-pull-up"))
		pad.pull = ASSIGNMENT_PULL_UP;
	else if (dt_has(dt, group, "bias-pull-down"))
		pad.pull = ASSIGNMENT_PULL_DOWN;
	if (dt_has(dt, group, "drive-open-drain"))
		pad.drive = ASSIGNMENT_OPEN_DRAIN;
	else if (dt_has(dt, group, "drive-push-pull"))
		pad.drive = ASSIGNMENT_PUSH_PULL;
	if (!dt_cell(dt, group, "slew-rate", 0, &speed) && speed <= ASSIGNMENT_SPEED_VERY_HIGH)
		pad.speed = (int)speed;
	return pad;
}

/* What a node says that tells signals apart which a pin carries by one function. */
struct style {
	bool i2s;
	bool rmii; /* or no Ethernet at all */
};

static struct style style_of(const struct dt *dt, int node)
{
	const char *mode = dt_string(dt, node, "phy-mode", 0);

	return (struct style){.i2s = dt_compatible(dt, node, "st,stm32h7-i2s"),
			      .rmii = !mode || !strcmp(mode, "rmii")};
}

static bool takes_over(const char *signal, const char *wins, const char *than, const char *loses)
{
	return strstr(signal, wins) && strstr(than, loses);
}

/* Is the signal more likely meant than the other one of the same pin? */
static bool signal_is_better(const char *signal, const char *than, struct style style)
{
	if (strncmp(signal, "I2S", 3) == 0)
		return style.i2s;
	if (strstr(signal, "_INP"))
		return !strstr(than, "_INP");
	return takes_over(signal, "_RTS", than, "_DE") ||
	       (!style.rmii && (takes_over(signal, "_RX_CLK", than, "_REF_CLK") ||
				takes_over(signal, "_RX_CTL", than, "_CRS_DV")));
}

/* The signal of a peripheral that a pin carries; NULL: none. */
static const char *signal_of(const struct soc_peripheral *soc, const struct soc_pin *pin,
			     unsigned mode, struct style style)
{
	const char *best = NULL;

	for (const struct soc_pin_signal *signal = pin->signals; signal->name; signal++) {
		const bool fits = mode == MODE_RESERVED ||
				  (mode == MODE_ANALOG ? signal->af == SOC_PIN_ADDITIONAL
						       : signal->af + 1u == mode);

		if (fits && peripheral_has_signal(soc, signal->name) &&
		    (!best || signal_is_better(signal->name, best, style)))
			best = signal->name;
	}
	return best;
}

/* Each pin of a node's pinctrl-0. */
static void pins_visit(struct linux_import *tree, int node,
		       void (*visit)(struct linux_import *tree, int node, int group,
				     const struct soc_pin *pin, unsigned mode, void *context),
		       void *context)
{
	const struct dt *dt = tree->dt;
	struct dt_args args;
	uint32_t cell;

	for (size_t i = 0; i < LINUX_TREE_LIST && !dt_args(dt, node, "pinctrl-0", NULL, i, &args);
	     i++) {
		for (int group = dt_child(dt, args.node); group != DT_NONE;
		     group = dt_sibling(dt, group)) {
			for (size_t k = 0;
			     k < LINUX_TREE_LIST && !dt_cell(dt, group, "pinmux", k, &cell); k++) {
				const struct soc_pin *pin =
					soc_pin_by_dt_number(PINMUX_NUMBER(cell));

				if (pin)
					visit(tree, node, group, pin, PINMUX_MODE(cell), context);
			}
		}
	}
}

static void peripheral_pin(struct linux_import *tree, int node, int group,
			   const struct soc_pin *pin, unsigned mode, void *context)
{
	struct import_peripheral *peripheral = context;
	const struct import_pad pad = group_pad(tree->dt, group, pin);
	const char *signal = signal_of(peripheral->soc, pin, mode, style_of(tree->dt, node));
	char strange[64];

	if (signal) {
		(void)import_pin(tree->import, peripheral, signal, &pad);
	} else if (mode != MODE_GPIO) {
		snprintf(strange, sizeof(strange), "%s of %.32s", pin->name,
			 dt_name(tree->dt, node));
		import_list_add(&tree->strange, strange);
	}
}

/* Its own, and those of its parts (pwm of a timer, the two halves of an SAI). */
static void peripheral_pins(struct linux_import *tree, int node,
			    struct import_peripheral *peripheral)
{
	pins_visit(tree, node, peripheral_pin, peripheral);
	for (int part = dt_child(tree->dt, node); part != DT_NONE;
	     part = dt_sibling(tree->dt, part)) {
		if (dt_available(tree->dt, part))
			pins_visit(tree, part, peripheral_pin, peripheral);
	}
}

/* ---- peripherals ---- */

static void node_sort(struct linux_import *tree, int node)
{
	const bool enabled = dt_disabled_by(tree->dt, node) == DT_NONE;
	uint32_t address;

	if (!linux_tree_address(tree->dt, node, &address))
		return;
	for (size_t i = 0; i < tree->import->peripheral_count; i++) {
		struct nodes *nodes = &tree->nodes[i];

		if (tree->import->peripherals[i].soc->base != address)
			continue;
		if (linux_tree_is_held(tree->dt, node))
			nodes->held = enabled ? node : nodes->held;
		else if (!enabled)
			nodes->off = node;
		else if (nodes->driven == DT_NONE)
			nodes->driven = node;
		return;
	}
}

static int usual_context(const struct linux_import *tree, const struct soc_peripheral *soc)
{
	const struct assignment_peripheral *usual =
		tree->usual ? assignment_peripheral(tree->usual, soc->name) : NULL;

	return usual ? usual->context.value : ASSIGNMENT_UNUSED;
}

static void held_import(struct linux_import *tree, const struct nodes *nodes,
			struct import_peripheral *peripheral)
{
	char path[DT_PATH_MAX];

	if (nodes->driven != DT_NONE)
		import_note(tree->import,
			    "%s: Linux's tree holds it for the M4, and enables %s as well: it is "
			    "the M4's here",
			    peripheral->soc->name, dt_path(tree->dt, nodes->driven, path));
	if (peripheral->context != IMPORT_UNSAID && peripheral->context != ASSIGNMENT_M4)
		import_note(tree->import,
			    "%s: Linux's tree holds it for the M4, but the project has it "
			    "for %s: it is the M4's here",
			    peripheral->soc->name,
			    assignment_context_name((enum assignment_context)peripheral->context));
	peripheral->context = ASSIGNMENT_M4;
	peripheral_pins(tree, nodes->held, peripheral);
}

static void driven_import(struct linux_import *tree, const struct nodes *nodes,
			  struct import_peripheral *peripheral)
{
	char path[DT_PATH_MAX];

	if (peripheral->context == ASSIGNMENT_M4 || peripheral->context == ASSIGNMENT_A7_SECURE) {
		import_note(tree->import,
			    "%s: the project has it for %s, but Linux's tree enables %s: it stays "
			    "as the project has it",
			    peripheral->soc->name,
			    assignment_context_name((enum assignment_context)peripheral->context),
			    dt_path(tree->dt, nodes->driven, path));
		return;
	}
	if (peripheral->context != ASSIGNMENT_SHARED)
		peripheral->context = ASSIGNMENT_A7;
	peripheral_pins(tree, nodes->driven, peripheral);
}

static void peripherals_import(struct linux_import *tree)
{
	for (size_t i = 0; i < tree->import->peripheral_count; i++) {
		struct import_peripheral *peripheral = &tree->import->peripherals[i];
		const struct soc_assignable *assignable = peripheral_assignable(peripheral->soc);
		const struct nodes *nodes = &tree->nodes[i];
		const int usual = usual_context(tree, peripheral->soc);

		if ((assignable->flags & SOC_ASSIGN_SYSTEM) || usual == ASSIGNMENT_SHARED)
			continue;
		if (nodes->held != DT_NONE)
			held_import(tree, nodes, peripheral);
		else if (nodes->driven != DT_NONE &&
			 soc_assignable_allows(assignable, SOC_CONTEXT_A7))
			driven_import(tree, nodes, peripheral);
		else if (nodes->off != DT_NONE && usual == ASSIGNMENT_A7 &&
			 peripheral->context == IMPORT_UNSAID)
			peripheral->context = ASSIGNMENT_UNUSED;
	}
}

/* ---- pins of software ---- */

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

/* The entry of a pin, a new one unless something was said of it; NULL: it is somebody else's, which is noted. */
static struct import_gpio *gpio_get(struct linux_import *tree, const char *label,
				    const struct import_pad *pad, int context)
{
	struct import *import = tree->import;
	char own[ASSIGNMENT_NAME_MAX];
	struct import_gpio *gpio;

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
	const struct import_pad pad = group_pad(tree->dt, group, pin);
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

static void gpio_import_all(struct linux_import *tree)
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
				pins_visit(tree, node, held_pin, NULL);
			continue;
		}
		interrupts_import(tree, node, ASSIGNMENT_A7);
		for (size_t i = 0; (name = dt_property_name(dt, node, i)); i++) {
			if (linux_tree_is_gpios(name))
				gpios_import(tree, node, name);
		}
	}
}

/* ---- coprocessor ---- */

static void region_compare(struct linux_import *tree, int region, enum assignment_use use)
{
	const struct assignment_region *usual =
		tree->usual ? assignment_region(tree->usual, use) : NULL;
	uint32_t address, size, here;

	if (!usual || dt_reg(tree->dt, region, 0, &address, &size) ||
	    !soc_da_to_pa((uint32_t)usual->address.value, (uint32_t)usual->size.value, &here))
		return;
	if (here >= address && (uint64_t)here + usual->size.value <= (uint64_t)address + size)
		return;
	import_note(tree->import,
		    "Linux's tree has %s at 0x%08" PRIX32 ", 0x%" PRIX32 " bytes; here it is at "
		    "0x%08" PRIX32 ", 0x%" PRIX64 " bytes",
		    dt_name(tree->dt, region), address, size, here, usual->size.value);
}

static void coprocessor_import(struct linux_import *tree)
{
	static const struct {
		const char *name;
		enum assignment_use use;
	} uses[] = {{"vdev0vring0", ASSIGNMENT_VRING0},
		    {"vdev0vring1", ASSIGNMENT_VRING1},
		    {"vdev0buffer", ASSIGNMENT_BUFFERS}};
	const int m4 = dt_next_compatible(tree->dt, DT_NONE, "st,stm32mp1-m4");
	struct dt_args args;

	if (m4 == DT_NONE || dt_disabled_by(tree->dt, m4) != DT_NONE) {
		import_note(tree->import, "Linux's tree has no enabled node of the coprocessor "
					  "(m4_rproc): Linux cannot start it");
		return;
	}
	for (size_t i = 0;
	     i < LINUX_TREE_LIST && !dt_args(tree->dt, m4, "memory-region", NULL, i, &args); i++) {
		const char *name = dt_name(tree->dt, args.node);
		const size_t length = strcspn(name, "@");

		for (size_t k = 0; k < sizeof(uses) / sizeof(uses[0]); k++) {
			if (strlen(uses[k].name) != length ||
			    strncmp(uses[k].name, name, length) != 0)
				continue;
			tree->import->rpmsg = 1;
			region_compare(tree, args.node, uses[k].use);
		}
	}
}

int import_linux(struct import *import, const struct dt *dt)
{
	struct linux_import tree = {.import = import, .dt = dt};
	struct assignment *usual = NULL;
	int rc = import_tree_board(import, dt, "Linux");

	if (!rc)
		rc = import_tree_usual(import, &usual);
	if (rc)
		return rc;
	tree.usual = usual;
	tree.nodes = malloc(import->peripheral_count * sizeof(*tree.nodes));
	if (!tree.nodes) {
		assignment_free(usual);
		return -ENOMEM;
	}
	for (size_t i = 0; i < import->peripheral_count; i++)
		tree.nodes[i] = (struct nodes){DT_NONE, DT_NONE, DT_NONE};
	for (int node = dt_next(dt, DT_NONE); node != DT_NONE; node = dt_next(dt, node))
		node_sort(&tree, node);
	peripherals_import(&tree);
	gpio_import_all(&tree);
	coprocessor_import(&tree);
	if (tree.strange.used)
		import_note(import, "pins of Linux's tree that carry no signal of their node: %s",
			    import_list_text(&tree.strange));
	free(tree.nodes);
	assignment_free(usual);
	return 0;
}
