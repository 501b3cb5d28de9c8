/* SPDX-License-Identifier: BSD-3-Clause */
/* Any bytes as a YAML document: refused with a reason and a place, or a tree that holds together. */
#include <stdlib.h>
#include <string.h>

#include "yaml/yaml_tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static size_t visit(const struct yaml_node *node, unsigned depth)
{
	const struct yaml_node *item;
	size_t nodes = 1;
	size_t count = 0;
	uint64_t number;
	int64_t with_sign;
	bool truth;

	require(depth <= YAML_DEPTH_MAX && node->line && node->column);
	require(node->text && node->text[node->length] == '\0');
	(void)!yaml_number(node, UINT32_MAX, &number);
	(void)!yaml_signed(node, -128, 127, &with_sign);
	(void)!yaml_bool(node, &truth);
	for (item = node->first; item; item = item->next) {
		require(!item->key == (node->kind == YAML_SEQUENCE));
		if (item->key && yaml_string(item->key))
			require(yaml_get(node, item->key->text) == item);
		nodes += visit(item, depth + 1) + (item->key != NULL);
		count++;
	}
	require(count == node->count && (node->kind != YAML_SCALAR || !count));
	return nodes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const known[] = {"steps", "name", NULL};
	struct yaml_error error;
	struct yaml_tree *tree;
	int rc;

	memset(&error, 0, sizeof(error));
	rc = yaml_read(data, size, &tree, &error);
	if (rc) {
		require(*error.text && strlen(error.text) < sizeof(error.text));
		return 0;
	}
	require(visit(yaml_root(tree), 0) <= YAML_NODES_MAX);
	(void)!yaml_keys_check(yaml_root(tree), known, &error);
	yaml_tree_free(tree);
	return 0;
}
