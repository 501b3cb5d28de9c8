/* SPDX-License-Identifier: BSD-3-Clause */
/* From libyaml's events to the tree. */
#include "yaml/yaml_tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* Nodes are made in pieces that do not move. */
#define PIECE_NODES 128u

struct piece {
	struct piece *next;
	size_t used;
	struct yaml_node nodes[PIECE_NODES];
};

struct yaml_tree {
	struct piece *pieces;
	size_t count;
	const struct yaml_node *root;
};

/* A sequence or mapping that has not ended. */
struct level {
	struct yaml_node *node;
	struct yaml_node *last; /* of its items */
	struct yaml_node *key; /* of the value that comes next; NULL: a key comes */
};

struct reader {
	yaml_parser_t parser;
	const unsigned char *bytes;
	size_t size;
	struct yaml_tree *tree;
	struct yaml_error *error;
	struct level levels[YAML_DEPTH_MAX];
	size_t depth;
};

static int refuse(struct reader *reader, const yaml_mark_t *mark, const char *text)
{
	const struct yaml_node place = {.line = (unsigned)mark->line + 1,
					.column = (unsigned)mark->column + 1};

	yaml_error_at(reader->error, &place, "%s", text);
	return -EINVAL;
}

/* libyaml reads ahead of what it scans, so that what is no text has no mark, but an offset. */
static int refuse_byte(struct reader *reader, size_t offset, const char *text)
{
	yaml_mark_t mark = {0};

	for (size_t i = 0; i < offset && i < reader->size; i++) {
		mark.column++;
		if (reader->bytes[i] == '\n') {
			mark.line++;
			mark.column = 0;
		}
	}
	return refuse(reader, &mark, text);
}

static int refuse_as_libyaml(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;

	if (parser->error == YAML_MEMORY_ERROR)
		return -ENOMEM;
	if (parser->error == YAML_READER_ERROR)
		return refuse_byte(reader, parser->problem_offset, parser->problem);
	if (parser->context) {
		char text[160];

		snprintf(text, sizeof(text), "%s, %s", parser->context, parser->problem);
		return refuse(reader, &parser->problem_mark, text);
	}
	return refuse(reader, &parser->problem_mark,
		      parser->problem ? parser->problem : "not YAML");
}

/* ---- nodes ---- */

static int node_make(struct reader *reader, const yaml_mark_t *mark, enum yaml_kind kind,
		     struct yaml_node **node)
{
	struct yaml_tree *tree = reader->tree;
	struct piece *piece = tree->pieces;

	if (tree->count == YAML_NODES_MAX)
		return refuse(reader, mark, "the document has too many parts from here on");
	if (!piece || piece->used == PIECE_NODES) {
		piece = calloc(1, sizeof(*piece));
		if (!piece)
			return -ENOMEM;
		piece->next = tree->pieces;
		tree->pieces = piece;
	}
	*node = &piece->nodes[piece->used++];
	tree->count++;
	**node = (struct yaml_node){.kind = kind,
				    .line = (unsigned)mark->line + 1,
				    .column = (unsigned)mark->column + 1,
				    .text = ""};
	return 0;
}

static int key_take(struct reader *reader, struct level *level, struct yaml_node *key)
{
	const struct yaml_node *other;

	if (key->kind != YAML_SCALAR)
		return yaml_error_at(reader->error, key, "a key is a word, not a list");
	if (level->node->count == YAML_KEYS_MAX)
		return yaml_error_at(reader->error, key, "more than %u keys in one mapping",
				     YAML_KEYS_MAX);
	for (other = level->node->first; other; other = other->next) {
		if (other->key->length == key->length &&
		    !memcmp(other->key->text, key->text, key->length))
			return yaml_error_at(
				reader->error, key,
				"the key \"%.60s\" is here for the second time, the first "
				"is in line %u",
				key->text, other->key->line);
	}
	level->key = key;
	return 0;
}

static int node_place(struct reader *reader, struct yaml_node *node)
{
	struct level *level;

	if (!reader->depth) {
		reader->tree->root = node;
		return 0;
	}
	level = &reader->levels[reader->depth - 1];
	if (level->node->kind == YAML_MAPPING) {
		if (!level->key)
			return key_take(reader, level, node);
		node->key = level->key;
		level->key = NULL;
	}
	if (level->last)
		level->last->next = node;
	else
		level->node->first = node;
	level->last = node;
	level->node->count++;
	return 0;
}

/* ---- events ---- */

/* Makes the node, with a copy of its text that is the node's. */
static int scalar_make(struct reader *reader, const yaml_mark_t *mark, const void *bytes,
		       size_t length, struct yaml_node **node)
{
	char *text = malloc(length + 1);
	int rc;

	if (!text)
		return -ENOMEM;
	if (length)
		memcpy(text, bytes, length);
	text[length] = '\0';
	rc = node_make(reader, mark, YAML_SCALAR, node);
	if (rc) {
		free(text);
		return rc;
	}
	(*node)->text = text;
	(*node)->length = length;
	return 0;
}

static int scalar_take(struct reader *reader, const yaml_event_t *event)
{
	struct yaml_node *node;
	int rc = scalar_make(reader, &event->start_mark, event->data.scalar.value,
			     event->data.scalar.length, &node);

	if (rc)
		return rc;
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	return node_place(reader, node);
}

static int level_begin(struct reader *reader, const yaml_event_t *event, enum yaml_kind kind)
{
	struct yaml_node *node;
	int rc;

	if (reader->depth == YAML_DEPTH_MAX)
		return refuse(reader, &event->start_mark, "too many lists in one another");
	rc = node_make(reader, &event->start_mark, kind, &node);
	if (!rc)
		rc = node_place(reader, node);
	if (rc)
		return rc;
	reader->levels[reader->depth++] = (struct level){.node = node};
	return 0;
}

static int ornaments_check(struct reader *reader, const yaml_event_t *event,
			   const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor)
		return refuse(reader, &event->start_mark,
			      "anchors (&name) are not taken: write it out");
	if (tag)
		return refuse(reader, &event->start_mark, "tags (!name) are not taken");
	return 0;
}

/* 0; -EINVAL; -ENOMEM; 1: the end. */
static int event_take(struct reader *reader, const yaml_event_t *event)
{
	int rc;

	switch (event->type) {
	case YAML_STREAM_END_EVENT:
		return 1;
	case YAML_DOCUMENT_START_EVENT:
		if (reader->tree->root)
			return refuse(reader, &event->start_mark,
				      "a second document begins: one a file is taken");
		return 0;
	case YAML_ALIAS_EVENT:
		return refuse(reader, &event->start_mark,
			      "aliases (*name) are not taken: write it out");
	case YAML_SCALAR_EVENT:
		rc = ornaments_check(reader, event, event->data.scalar.anchor,
				     event->data.scalar.tag);
		return rc ? rc : scalar_take(reader, event);
	case YAML_SEQUENCE_START_EVENT:
		rc = ornaments_check(reader, event, event->data.sequence_start.anchor,
				     event->data.sequence_start.tag);
		return rc ? rc : level_begin(reader, event, YAML_SEQUENCE);
	case YAML_MAPPING_START_EVENT:
		rc = ornaments_check(reader, event, event->data.mapping_start.anchor,
				     event->data.mapping_start.tag);
		return rc ? rc : level_begin(reader, event, YAML_MAPPING);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		reader->depth--;
		return 0;
	default:
		return 0;
	}
}

static int events_read(struct reader *reader)
{
	static const yaml_mark_t start = {0};
	struct yaml_node *nothing;
	int rc = 0;

	while (!rc) {
		yaml_event_t event;

		if (!yaml_parser_parse(&reader->parser, &event))
			return refuse_as_libyaml(reader);
		rc = event_take(reader, &event);
		yaml_event_delete(&event);
	}
	if (rc < 0)
		return rc;
	if (reader->tree->root)
		return 0;
	rc = scalar_make(reader, &start, NULL, 0, &nothing);
	if (rc)
		return rc;
	nothing->plain = true;
	reader->tree->root = nothing;
	return 0;
}

int yaml_read(const void *bytes, size_t size, struct yaml_tree **tree, struct yaml_error *error)
{
	struct reader *reader;
	int rc;

	if (size > YAML_SIZE_MAX)
		return yaml_error_at(error, NULL, "%zu bytes, and at most %u are taken", size,
				     YAML_SIZE_MAX);
	reader = calloc(1, sizeof(*reader));
	if (!reader)
		return -ENOMEM;
	reader->error = error;
	reader->bytes = bytes;
	reader->size = size;
	reader->tree = calloc(1, sizeof(*reader->tree));
	if (!reader->tree || !yaml_parser_initialize(&reader->parser)) {
		free(reader->tree);
		free(reader);
		return -ENOMEM;
	}
	yaml_parser_set_input_string(&reader->parser, size ? bytes : (const void *)"", size);
	rc = events_read(reader);
	yaml_parser_delete(&reader->parser);
	if (rc)
		yaml_tree_free(reader->tree);
	else
		*tree = reader->tree;
	free(reader);
	return rc;
}

void yaml_tree_free(struct yaml_tree *tree)
{
	struct piece *next;

	if (!tree)
		return;
	for (struct piece *piece = tree->pieces; piece; piece = next) {
		next = piece->next;
		for (size_t i = 0; i < piece->used; i++) {
			if (piece->nodes[i].kind == YAML_SCALAR)
				free((void *)(uintptr_t)piece->nodes[i].text);
		}
		free(piece);
	}
	free(tree);
}

const struct yaml_node *yaml_root(const struct yaml_tree *tree)
{
	return tree->root;
}
