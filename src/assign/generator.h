/* SPDX-License-Identifier: BSD-3-Clause */
/* What the generators share: where text goes, where a value comes from, and what things are called. */
#ifndef COPRO_ASSIGN_GENERATOR_H
#define COPRO_ASSIGN_GENERATOR_H

#include "assign/generate.h"
#include "soc/assignable.h"

#define GENERATOR_ID 40u /* bytes of an identifier with its NUL */

struct generator {
	const struct assignment *assignment;
	const struct generate_options *options;
	struct emit body; /* of the file that is being made */
	struct emit *out; /* that, or a part of it */
	/* The assignment's name as part of an identifier: "pump", "PUMP". */
	char lower[GENERATOR_ID];
	char upper[GENERATOR_ID];
	char *error; /* GENERATED_ERROR bytes; "": none so far */
	/* Nodes of the base by address, in the tree's order. */
	struct generator_place {
		uint32_t address;
		int node;
	} * places;
	size_t place_count;
};

/* The files. */
void generate_tfa(struct generator *generator);
void generate_uboot(struct generator *generator);
void generate_linux(struct generator *generator);
void generate_header(struct generator *generator);
void generate_source(struct generator *generator);
void generate_linker(struct generator *generator);

/* ---- text ---- */

/* A line, and in a comment behind it where its value comes from (NULL: no comment). */
void generator_line(struct generator *generator, const struct assignment_origin *origin,
		    const char *format, ...) __attribute__((format(printf, 3, 4)));
/* "pump.yaml:4:3" or "default: why", without the folders of the path and safe in a comment. */
const char *generator_origin(const struct assignment_origin *origin,
			     char text[ASSIGNMENT_ORIGIN_TEXT]);
/* Keeps the first error. */
void generator_fail(struct generator *generator, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* ---- names ---- */

/* As part of an identifier, in small letters or capitals: '-' becomes '_'. Returns `id`. */
const char *generator_lower(const char *name, char id[GENERATOR_ID]);
const char *generator_upper(const char *name, char id[GENERATOR_ID]);

/* ---- what is whose ---- */

/* Where a peripheral is spoken of. */
const struct assignment_origin *generator_at(const struct assignment_peripheral *peripheral);
/* The M4's own or shared, and not one of the whole chip (GPIO banks, RCC, ...). */
bool generator_m4_has(const struct assignment_peripheral *peripheral);
/* Does the user's file say that Linux has it? What the board has is in the board's tree already. */
bool generator_a7_given(const struct assignment_peripheral *peripheral);

/* ---- nodes ---- */

#define GENERATOR_REFERENCE (DT_PATH_MAX + 4u)

/* A reference to a node, "&i2c5" or "&{/soc/i2c@40015000}". NULL: there is no such node, or none is
 * known. Else `text`. */
const char *generator_peripheral_node(const struct generator *generator,
				      const struct soc_peripheral *soc,
				      char text[GENERATOR_REFERENCE]);
/* By the name in soc/peripheral.h; one that cannot be missing: that is an error, and the text is "&NAME". */
const char *generator_named_node(struct generator *generator, const char *name,
				 char text[GENERATOR_REFERENCE]);
/* The pin controller of the banks A to K, or of bank Z. */
const char *generator_pinctrl(struct generator *generator, bool z, char text[GENERATOR_REFERENCE]);
const char *generator_coprocessor(struct generator *generator, char text[GENERATOR_REFERENCE]);
/* By its label in Linux's sources or its regulator-name. */
const char *generator_regulator(struct generator *generator, const char *name,
				char text[GENERATOR_REFERENCE]);
/* A node of the base by its address; DT_NONE: there is none, or no base. */
int generator_node_at(const struct generator *generator, uint32_t address);
/* Of the base, DT_NONE without one. */
int generator_coprocessor_node(const struct generator *generator);
/* Opens what changes the root: "/ {". */
void generator_root(struct generator *generator);

/* ---- pin groups ---- */

enum generator_side { SIDE_A7, SIDE_M4 };

/* The groups of all that the sides (a bit each) have, in the nodes of the pin controllers. */
void generate_pins(struct generator *generator, unsigned sides);
/* pinctrl-names and pinctrl-0 (and -1, with pins that are analog while asleep) of what has pins. */
void generate_pinctrl(struct generator *generator, const char *indent,
		      const struct assignment_peripheral *peripheral, bool sleep);
void generate_gpio_pinctrl(struct generator *generator, const char *indent,
			   const struct assignment_gpio *gpio);

/* ---- memory ---- */

/* Takes away the coprocessor's memory of the tree that there is, and reserves what is assigned. */
void generate_reserved_memory(struct generator *generator);
/* "&retram>, <&mcuram2" and so on: the property memory-region. */
void generate_memory_region(struct generator *generator, const char *indent);

/* ---- clocks ---- */

/* clocks and clock-names of the node that holds a peripheral for the M4. */
void generate_m4_clocks(struct generator *generator, const char *indent,
			const struct assignment_peripheral *peripheral);
/* assigned-clocks and assigned-clock-parents, if the file says what feeds it. */
void generate_assigned_clock(struct generator *generator, const char *indent,
			     const struct assignment_peripheral *peripheral);

/* ---- the coprocessor's node ---- */

void generate_system_resources(struct generator *generator);

#endif
