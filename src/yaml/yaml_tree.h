/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A YAML document as a tree of nodes that know where they stand: for the files that people write, such as
 * scenarios.
 *
 * The document comes from anybody, so it is bounded: in size, depth and nodes. It is YAML 1.1 as libyaml
 * reads it, without what such files have no use for and what makes small files large: anchors, aliases,
 * tags and a second document are refused with their place. The keys of a mapping are scalars, and each is
 * there once.
 *
 * Nothing here keeps state.
 */
#ifndef COPRO_YAML_YAML_TREE_H
#define COPRO_YAML_YAML_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <copro/compiler.h>

#define YAML_SIZE_MAX  (1u << 20) /* bytes of a document */
#define YAML_DEPTH_MAX 32u /* sequences and mappings in one another */
#define YAML_NODES_MAX 65536u /* scalars (keys, too), sequences and mappings */
#define YAML_KEYS_MAX  1024u /* of one mapping */

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

/* Lines and columns count from 1; columns are characters, not bytes. */
struct yaml_node {
	enum yaml_kind kind;
	unsigned line;
	unsigned column;
	/* A scalar's text, also ended with a NUL, which it may hold others of; "" of the others. */
	const char *text;
	size_t length; /* bytes */
	bool plain; /* a scalar that is written without quotes: `8` and not `"8"` */
	/* What a mapping's entry is found by; NULL of other nodes. */
	const struct yaml_node *key;
	/* Items of a sequence, values of a mapping. */
	const struct yaml_node *first;
	const struct yaml_node *next; /* after this one */
	size_t count;
};

/* What is wrong: one line, safe for a terminal, without its place. */
struct yaml_error {
	unsigned line; /* 0: the whole document */
	unsigned column;
	char text[200];
};

struct yaml_tree;

/* Reads a document; `bytes` may be given up afterwards. 0; -EINVAL with `error` filled in (may be NULL);
 * -ENOMEM. */
COPRO_MUST_CHECK int yaml_read(const void *bytes, size_t size, struct yaml_tree **tree,
			       struct yaml_error *error);
void yaml_tree_free(struct yaml_tree *tree); /* NULL is allowed */

/* Never NULL. A document with nothing in it is an empty plain scalar. */
const struct yaml_node *yaml_root(const struct yaml_tree *tree);

/* The value of a key of a mapping; NULL: there is none, or `node` is no mapping. */
const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key);

/* A scalar's text as a C string; NULL: no scalar, or one with a NUL in it. */
const char *yaml_string(const struct yaml_node *node);
/* A scalar without quotes that says nothing: empty, `~` or `null`. */
bool yaml_is_null(const struct yaml_node *node);

/* A number without quotes, decimal or with 0x in front. 0; -EINVAL: not one; -ERANGE: more than `most`. */
COPRO_MUST_CHECK int yaml_number(const struct yaml_node *node, uint64_t most, uint64_t *value);
/* The same with a sign allowed. -ERANGE: not from `least` to `most`. */
COPRO_MUST_CHECK int yaml_signed(const struct yaml_node *node, int64_t least, int64_t most,
				 int64_t *value);
/* `true` or `false`, without quotes. 0; -EINVAL. */
COPRO_MUST_CHECK int yaml_bool(const struct yaml_node *node, bool *value);

/* ---- saying what is wrong ---- */

/* Fills in an error (NULL is allowed) at a node (NULL: the whole document); returns -EINVAL. What of the
 * text is not printable ASCII becomes `?`. */
int yaml_error_at(struct yaml_error *error, const struct yaml_node *node, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The word of a list (NULL ends) that somebody who wrote `word` may have meant; NULL: none is near. */
const char *yaml_nearest(const char *word, const char *const *known);

/* Says that `what` ("key", "action") of this name is not known, and which is near. Returns -EINVAL. */
int yaml_unknown(struct yaml_error *error, const struct yaml_node *node, const char *what,
		 const char *const *known);

/* Whether a node is a mapping with no other keys than these (NULL ends). 0; -EINVAL with `error`. */
COPRO_MUST_CHECK int yaml_keys_check(const struct yaml_node *node, const char *const *known,
				     struct yaml_error *error);

#endif
