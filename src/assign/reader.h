/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading the file: what the parts of the reader share. Each part has a table of the keys that it knows;
 * docs/assignment.schema.json is held against these tables by a test. */
#ifndef COPRO_ASSIGN_READER_H
#define COPRO_ASSIGN_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "assign/arena.h"
#include "assign/assignment.h"
#include "yaml/yaml_tree.h"

struct reader {
	struct assignment *assignment;
	struct findings *findings;
	const char *file; /* in the arena */
	bool board; /* the file is that of a board, which says where a value comes from */
	bool failed; /* no memory */
};

struct reader_key {
	const char *name;
	/* Reads the value into what the table is about. */
	void (*read)(struct reader *reader, const struct yaml_node *value, void *target);
	/* The words that the value can be, NULL: others. For the schema. */
	const char *const *words;
};

/* ---- tables; a NULL name ends each ---- */

extern const struct reader_key reader_file_keys[];
extern const struct reader_key reader_peripheral_keys[];
extern const struct reader_key reader_pin_keys[];
extern const struct reader_key reader_gpio_keys[];
extern const struct reader_key reader_clock_keys[]; /* of a peripheral */
extern const struct reader_key reader_clocks_keys[];
extern const struct reader_key reader_pll_keys[];
extern const struct reader_key reader_region_keys[];
extern const struct reader_key reader_rpmsg_keys[];
extern const struct reader_key reader_locks_keys[];

extern const char *const reader_contexts[];
extern const char *const reader_isolations[];
extern const char *const reader_pulls[];
extern const char *const reader_drives[];
extern const char *const reader_speeds[];
extern const char *const reader_directions[];
extern const char *const reader_levels[];
extern const char *const reader_edges[];

/* ---- reader.c ---- */

struct assignment_origin reader_origin(const struct reader *reader, const struct yaml_node *node);

/* A mapping: each key by its row of the table. Other keys, or no mapping, are findings. `of` is what the
 * mapping describes: "a pin". */
void reader_mapping(struct reader *reader, const struct yaml_node *node, const char *of,
		    const struct reader_key *keys, void *target);

/* A word of a list, by its place in it. -EINVAL after saying what can be there. */
COPRO_MUST_CHECK int reader_word(struct reader *reader, const struct yaml_node *node,
				 const char *what, const char *const *words);
/* The same into a value, which stays as it is if there is no such word. */
void reader_choice(struct reader *reader, const struct yaml_node *node, const char *what,
		   const char *const *words, struct assignment_choice *choice);
/* 1 for true, yes and on, 0 for false, no and off; -1: none of these. */
int reader_truth(const char *text);
/* The same as a value. */
void reader_flag(struct reader *reader, const struct yaml_node *node, const char *what,
		 struct assignment_flag *flag);

enum reader_unit { READER_PLAIN, READER_HZ, READER_BYTES };
/* A number, decimal or hexadecimal, with a unit: "64 MHz", "4K". 0, or -EINVAL after saying what. */
int reader_number(struct reader *reader, const struct yaml_node *node, const char *what,
		  enum reader_unit unit, uint64_t least, uint64_t most,
		  struct assignment_number *number);
/* Text that is a name: printable, of a length that fits, in the arena. NULL after saying what is wrong. */
const char *reader_name(struct reader *reader, const struct yaml_node *node, const char *what,
			size_t most);
/* A C identifier, as labels and regions are called. */
bool reader_identifier(struct reader *reader, const struct yaml_node *node, const char *what,
		       const char *text);

/* A finding FILE003 at a node whose value is not one that can be there. */
void reader_wrong(struct reader *reader, const struct yaml_node *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* The finding's "do": the nearest word, or all of them. */
void reader_suggest(struct finding *finding, const char *word, const char *const *words);
/* Notes that there is no memory. */
void reader_no_memory(struct reader *reader);

/* ---- the parts ---- */

void read_peripherals(struct reader *reader, const struct yaml_node *node, void *assignment);
void read_gpio(struct reader *reader, const struct yaml_node *node, void *assignment);
void read_clocks(struct reader *reader, const struct yaml_node *node, void *assignment);
void read_memory(struct reader *reader, const struct yaml_node *node, void *assignment);
void read_rpmsg(struct reader *reader, const struct yaml_node *node, void *assignment);
void read_locks(struct reader *reader, const struct yaml_node *node, void *assignment);
/* The value of a peripheral's keys "pins", "clock", "dma". */
void read_pins(struct reader *reader, const struct yaml_node *node, void *peripheral);
void read_peripheral_clock(struct reader *reader, const struct yaml_node *node, void *peripheral);
void read_dma(struct reader *reader, const struct yaml_node *node, void *peripheral);
/* "PB10" into port and number. False after saying that there is no such pin. */
bool read_pin_name(struct reader *reader, const struct yaml_node *node, struct assignment_pad *pad);

#endif
