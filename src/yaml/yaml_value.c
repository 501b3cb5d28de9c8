/* SPDX-License-Identifier: BSD-3-Clause */
/* What the nodes of a tree say. */
#include "yaml/yaml_tree.h"

#include <errno.h>
#include <string.h>

const struct yaml_node *yaml_get(const struct yaml_node *node, const char *key)
{
	const struct yaml_node *value;

	if (!node || node->kind != YAML_MAPPING)
		return NULL;
	for (value = node->first; value; value = value->next) {
		if (value->key->length == strlen(key) && !strcmp(value->key->text, key))
			return value;
	}
	return NULL;
}

const char *yaml_string(const struct yaml_node *node)
{
	if (!node || node->kind != YAML_SCALAR || strlen(node->text) != node->length)
		return NULL;
	return node->text;
}

static const char *plain_string(const struct yaml_node *node)
{
	return node && node->plain ? yaml_string(node) : NULL;
}

bool yaml_is_null(const struct yaml_node *node)
{
	const char *text = plain_string(node);

	return text && (!*text || !strcmp(text, "~") || !strcmp(text, "null"));
}

static int digit_of(char letter, unsigned base)
{
	int digit = letter >= '0' && letter <= '9'   ? letter - '0'
		    : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10
		    : letter >= 'A' && letter <= 'F' ? letter - 'A' + 10
						     : -1;

	return digit < (int)base ? digit : -1;
}

static int digits_read(const char *text, uint64_t most, uint64_t *value)
{
	unsigned base = 10;
	uint64_t sum = 0;
	bool large = false;

	if (text[0] == '0' && text[1] == 'x') {
		base = 16;
		text += 2;
	}
	if (!*text)
		return -EINVAL;
	for (; *text; text++) {
		int digit = digit_of(*text, base);

		if (digit < 0)
			return -EINVAL;
		if (sum > (UINT64_MAX - (unsigned)digit) / base)
			large = true;
		else
			sum = sum * base + (unsigned)digit;
	}
	if (large || sum > most)
		return -ERANGE;
	*value = sum;
	return 0;
}

int yaml_number(const struct yaml_node *node, uint64_t most, uint64_t *value)
{
	const char *text = plain_string(node);

	return text ? digits_read(text, most, value) : -EINVAL;
}

int yaml_signed(const struct yaml_node *node, int64_t least, int64_t most, int64_t *value)
{
	const char *text = plain_string(node);
	bool minus = text && *text == '-';
	uint64_t size = 0;
	int64_t found;
	int rc;

	if (!text)
		return -EINVAL;
	rc = digits_read(text + (minus || *text == '+'), INT64_MAX, &size);
	if (rc)
		return rc;
	found = minus ? -(int64_t)size : (int64_t)size;
	if (found < least || found > most)
		return -ERANGE;
	*value = found;
	return 0;
}

int yaml_bool(const struct yaml_node *node, bool *value)
{
	const char *text = plain_string(node);

	if (!text || (strcmp(text, "true") != 0 && strcmp(text, "false") != 0))
		return -EINVAL;
	*value = !strcmp(text, "true");
	return 0;
}
