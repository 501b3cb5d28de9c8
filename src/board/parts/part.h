/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What is soldered around the chip. The board's device tree says what there is and where: a part is
 * found by its node's `compatible`, its pins and bus by the properties that Linux's bindings give such
 * a node, whether the node or its bus is enabled or not, since "disabled" says who drives it and not
 * that it is missing.
 *
 * A part is plain C over its own state. It meets the chip at a pin (board/gpio.h) or at a bus
 * (board/i2c_bus.h), and people by named properties, which are text.
 */
#ifndef COPRO_BOARD_PARTS_PART_H
#define COPRO_BOARD_PARTS_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dt/dt.h"

struct board;
struct device;
struct part;
struct parts;

#define PART_NAME_MAX  32u /* with the NUL */
#define PART_VALUE_MAX 4096u /* of a property as text, with the NUL */

struct part_property {
	const char *name; /* "temperature" */
	const char *unit; /* for people: "degrees Celsius from -55 to 125 in steps of 0.125" */
	bool writable;
};

struct part_kind {
	const char *kind; /* "eeprom" */
	const char *const *compatible; /* of the nodes it is made from; NULL ends */
	/* The parts are the children of such a node, one each (gpio-leds, gpio-keys). */
	bool of_children;
	const struct part_property
		*properties; /* ends with name NULL; `state` first, where it has one */
	size_t state_size; /* bytes of its own state, zeroed before attach() */
	/* Finds its pins or its bus in its node. 0; -ENOMEM; -EINVAL: the node does not say, with
	 * `error` filled in; detach() is not called then. */
	int (*attach)(struct part *part, const struct dt *dt, int node, struct dt_error *error);
	/* All parts are there: what others do to a wire shows. 0; -ENOMEM. May be NULL. */
	int (*begin)(struct part *part);
	void (*detach)(struct part *part); /* also without begin(). May be NULL */
	/* 0; -EINVAL: not a value for it; or what the system says to a file. Between two slices. */
	int (*set)(struct part *part, const char *property, const char *value);
	/* 0, with the value as text. */
	int (*get)(struct part *part, const char *property, char *value, size_t room);
};

struct part {
	const struct part_kind *kind;
	struct board *board;
	struct parts *parts;
	/* Its label in the tree, with `-` for `_`, or else its node's name with its unit address. */
	char name[PART_NAME_MAX];
	void *state;
	struct part *next; /* in the order of the tree */
};

/* A pin of the chip, and what its level means. */
struct part_pin {
	struct device *gpio;
	unsigned pin;
	bool active_low;
};

/* Who hears of parts; either may be NULL. */
struct parts_listener {
	void *context;
	/* What a part shows has changed: an LED, a button. In the middle of an access or a slice: may look. */
	void (*changed)(void *context, struct part *part);
	/* No part could be made of a node, and why. While parts are created. */
	void (*passed_over)(void *context, const char *text);
};

/* Makes the parts of a tree. Nodes that no kind is made from are passed over, and with a word of why those
 * that do not say what their kind needs. 0; -ENOMEM. The board outlives them. */
__attribute__((warn_unused_result)) int parts_create(struct parts **parts, struct board *board,
						     const struct dt *dt,
						     const struct parts_listener *listener);
void parts_destroy(struct parts *parts); /* NULL is allowed */

struct part *parts_first(const struct parts *parts);
struct part *parts_find(const struct parts *parts, const char *name); /* NULL: there is none */

/* For kinds: the part shows something else now. */
void part_changed(struct part *part);
/* For kinds: the pin in entry 0 of a list such as `gpios`. 0; -EINVAL with `error` filled in. */
__attribute__((warn_unused_result)) int part_pin(const struct part *part, const struct dt *dt,
						 int node, const char *property,
						 struct part_pin *pin, struct dt_error *error);

/* As the kind's own; -ENOENT: the part has no such property; -EACCES: it can be read only. */
__attribute__((warn_unused_result)) int part_set(struct part *part, const char *property,
						 const char *value);
__attribute__((warn_unused_result)) int part_get(struct part *part, const char *property,
						 char *value, size_t room);

#endif
